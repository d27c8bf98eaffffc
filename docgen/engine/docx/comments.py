"""Problems of a template shown in it as comments of Word; the rest of the file stays as it is.

Comments that stand in the file already stay; those that were written here before
give way to the new ones.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterable, Sequence
from copy import deepcopy

from lxml import etree

from docgen.engine.additions import Additions
from docgen.engine.docx.anchors import Anchor, Anchors
from docgen.engine.names import WORD, W, names
from docgen.engine.parts import attributes
from docgen.engine.remarks import AUTHOR, INITIALS, remark
from docgen.engine.source import remove, segments
from docgen.errors import Problem
from docgen.opc import Package
from docgen.zipping import Content

__all__ = ["annotated_docx"]

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RANGES = names(W, "commentRangeStart", "commentRangeEnd")
_T, _PROPERTIES = names(W, "t"), names(W, "rPr")


def annotated_docx(
    package: Package, problems: Sequence[Problem], language: str, moment: dt.datetime | None
) -> dict[str, Content]:
    """Return the parts that change when each problem becomes a comment at its place.

    ``moment`` is the date of the comments; without one they have none.
    """
    main, root = package.main_part, package.xml(package.main_part)
    comments = _Comments(package, root, moment)
    anchors = Anchors(package, root)
    for problem, anchor in [(problem, anchors.of(problem)) for problem in problems]:
        marked = _mark(anchor, comments.next_id)
        comments.add(remark(problem, language, at_tag=marked))
    return {main: _written(root), **comments.finish()}


class _Comments:
    """The part that holds the comments, as it was and with new ones."""

    def __init__(self, package: Package, body: etree._Element, moment: dt.datetime | None) -> None:
        self.package, self.body, self.moment = package, body, moment
        self.namespace = body.tag[: body.tag.index("}") + 1]
        self.part = next(iter(package.related(package.main_part, "comments")), "")
        if self.part:
            self.root = package.xml(self.part)
        else:
            self.root = etree.Element(self.namespace + "comments", nsmap={"w": self.namespace[1:-1]})
        self._drop_own()
        ids = [self._id(comment) for comment in self.root]
        self.next_id = max([-1, *(int(id_) for id_ in ids if id_.isdigit())]) + 1

    def _drop_own(self) -> None:
        """Take out the comments that were written here before, with what refers to them in the body."""
        own = [c for c in self.root if c.get(self.namespace + "author") == AUTHOR]
        ids = {self._id(comment) for comment in own}
        for comment in own:
            remove(comment)
        for element in list(self.body.iter(*_RANGES, *names(W, "commentReference"))) if ids else ():
            if self._id(element) in ids:
                run = element.getparent()
                remove(element)
                if run is not None and run.tag in WORD.run and all(e.tag in _PROPERTIES for e in run):
                    remove(run)

    def add(self, lines: Iterable[str]) -> None:
        """Add a comment with the next free id, a paragraph for each line."""
        comment = etree.SubElement(self.root, self.namespace + "comment")
        for name, value in (("id", str(self.next_id)), ("author", AUTHOR), ("initials", INITIALS)):
            comment.set(self.namespace + name, value)
        if self.moment is not None:
            comment.set(self.namespace + "date", self.moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
        for number, line in enumerate(lines):
            paragraph = etree.SubElement(comment, self.namespace + "p")
            if not number:
                _run(paragraph, self.namespace, "annotationRef")
            text = _run(paragraph, self.namespace, "t")
            text.text = line
            text.set(_SPACE, "preserve")
        self.next_id += 1

    def finish(self) -> dict[str, Content]:
        """Return the part of the comments and what announces it."""
        if self.part:
            return {self.part: _written(self.root)}
        additions, main = Additions(self.package), self.package.main_part
        part = posixpath.join(posixpath.dirname(main), "comments.xml")
        part = additions.fresh(part) if part in self.package else part
        additions.add(part, _written(self.root), _TYPE)
        additions.relate(main, "comments", part)
        return dict(additions.finish({}))

    def _id(self, element: etree._Element) -> str:
        return element.get(self.namespace + "id", "")


def _run(parent: etree._Element, namespace: str, name: str) -> etree._Element:
    return etree.SubElement(etree.SubElement(parent, namespace + "r"), namespace + name)


def _mark(anchor: Anchor, id_: int) -> bool:
    """Put a comment's range around what an anchor means; tell whether that is the very tag."""
    paragraph = anchor.paragraph
    namespace = paragraph.tag[: paragraph.tag.index("}") + 1]
    start, end, reference = (
        etree.Element(namespace + name) for name in ("commentRangeStart", "commentRangeEnd", "r")
    )
    for element in (start, end, etree.SubElement(reference, namespace + "commentReference")):
        element.set(namespace + "id", str(id_))
    runs = _runs(anchor)
    if runs is None:
        has_properties = len(paragraph) and paragraph[0].tag in names(W, "pPr")
        paragraph.insert(1 if has_properties else 0, start)
        paragraph.extend([end, reference])
        return False
    runs[0].addprevious(start)
    runs[1].addnext(reference)
    runs[1].addnext(end)
    return True


def _runs(anchor: Anchor) -> tuple[etree._Element, etree._Element] | None:
    """Return the first and last run of a tag, cut to hold nothing else; None where that cannot be."""
    covered: list[tuple[etree._Element, int]] = []
    position = 0
    for element, text in segments(anchor.paragraph, WORD):
        if position < anchor.end and position + len(text) > anchor.begin:
            covered.append((element, position))
        position += len(text)
    if not covered:
        return None
    (first, first_at), (last, last_at) = covered[0], covered[-1]
    if not all(e.tag in _T and _parent(e).tag in WORD.run for e in (first, last)):
        return None
    _cut(last, anchor.end - last_at)
    begin = _cut(first, anchor.begin - first_at)
    return begin, begin if first is last else _parent(last)


def _cut(text: etree._Element, at: int) -> etree._Element:
    """Divide a text's run so that another run of the same format begins at a character; return that run."""
    run, written = _parent(text), text.text or ""
    before = [e for e in text.itersiblings(preceding=True) if e.tag not in _PROPERTIES]
    if at <= 0 and not before:
        return run
    if at >= len(written) and text.getnext() is None:
        return run
    rest = etree.Element(run.tag, dict(attributes(run)))
    rest.extend(deepcopy(e) for e in run if e.tag in _PROPERTIES)
    moved = list(text.itersiblings())
    if at <= 0:
        moved.insert(0, text)
    elif at < len(written):
        piece = etree.SubElement(rest, text.tag, dict(attributes(text)))
        text.text, piece.text = written[:at], written[at:]
        for half in (text, piece):
            half.set(_SPACE, "preserve")
    rest.extend(moved)
    run.addnext(rest)
    return rest


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None, "a text stands in a run"
    return parent


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
