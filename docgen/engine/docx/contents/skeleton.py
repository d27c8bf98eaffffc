"""Contents of a template reduced to their field, and how its entries look.

The entries that a template's owner sees stand for headings with tags in them, which mean nothing outside of
their loops; so they are taken out before tags are read, and only their look is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.docx.contents.fields import Field, make_complex, namespace_of, read_fields, split_runs
from docgen.engine.docx.styles import Styles, direct
from docgen.engine.tags import has_tag

__all__ = ["KEY", "Look", "Looks", "reduce_contents"]

Element = etree._Element
KEY = "docgen-contents"
"""The attribute by which a field of contents is known again in a document, where it is taken out."""
_HEADS = ("pPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtPr", "rPr")
_RESULTS = ("REF", "PAGEREF", "NOTEREF", "SEQ")


@dataclass(slots=True)
class Look:
    """How one kind of entry looks: its paragraph, its text, its page number (``pPr`` and two ``rPr``)."""

    paragraph: Element | None = None
    text: Element | None = None
    page: Element | None = None


@dataclass(slots=True)
class Looks:
    """The looks of one field of contents by style name (``toc 1``) and whether the entry has a label."""

    found: dict[tuple[str, bool], Look] = field(default_factory=dict)

    def of(self, style: str, labelled: bool) -> Look:
        """Return the look for entries of a style, from one with or without a label like it if possible."""
        return self.found.get((style, labelled)) or self.found.get((style, not labelled)) or Look()


def reduce_contents(root: Element, styles: Callable[[], Styles]) -> list[Looks]:
    """Take the entries out of every field of contents in a template's part and return their looks.

    The results of other references lose their tags; they are written anew for each document.
    """
    w = namespace_of(root)
    make_complex(root, w, ("TOC",))
    split_runs(root, w)
    fields = read_fields(root, w)
    looks: list[Looks] = []
    for item in fields:
        kind = item.instruction.kind
        if kind == "TOC" and not item.inside("TOC"):
            _reduce(item, len(looks), looks, styles())
        elif kind in _RESULTS and not item.inside("TOC"):
            _clear(item)
    return looks


def _clear(item: Field) -> None:
    """Take a tag out of a field's result: it belongs to what the field refers to."""
    texts = [t for run in item.result for t in run.iter(item.w + "t")]
    if has_tag("".join(t.text or "" for t in texts)):
        for text in texts:
            text.text = ""
        texts[0].text = "–"


def _reduce(item: Field, number: int, looks: list[Looks], styles: Styles) -> None:
    w = item.w
    first = _paragraph(item.begin, w)
    if item.end is None or first is None:
        return
    mark = item.begin.find(w + "fldChar")
    if mark is not None:
        mark.set(KEY, str(number))
        if w + "dirty" in mark.attrib:
            del mark.attrib[w + "dirty"]
    if item.separate is None:
        item.separate = etree.Element(w + "r")
        etree.SubElement(item.separate, w + "fldChar").set(w + "fldCharType", "separate")
        item.end.addprevious(item.separate)
    looks.append(_looks(item, styles))
    last = _paragraph(item.end, w)
    doomed = list(_between(item.separate, item.end, w))
    entry_at_end = any(
        _has_text(node, w) and last is not None and last in node.iterancestors() for node in doomed
    )
    for node in doomed:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    if last is not None and last is not first and entry_at_end and last.getparent() is first.getparent():
        _join(last, first, w)


def _paragraph(run: Element, w: str) -> Element | None:
    return next(run.iterancestors(w + "p"), None)


def _has_text(node: Element, w: str) -> bool:
    return any(bool(t.text) for t in node.iter(w + "t"))


def _join(last: Element, first: Element, w: str) -> None:
    """Move what is left of the last entry's paragraph, the field's end, behind the field's beginning."""
    if last.find(f"{w}pPr/{w}sectPr") is not None:
        return
    for child in list(last):
        if child.tag != w + "pPr":
            first.append(child)
    parent = last.getparent()
    if parent is not None:
        parent.remove(last)


def _between(start: Element, end: Element, w: str) -> Iterator[Element]:
    """Yield the outermost elements between two runs, in document order."""
    around = set(end.iterancestors())
    heads = {w + name for name in _HEADS}
    node: Element | None = start
    while node is not None:
        for sibling in node.itersiblings():
            if sibling is end:
                return
            if sibling in around:
                yield from _before(sibling, end, around, heads)
                return
            yield sibling
        node = node.getparent()


def _before(holder: Element, end: Element, around: set[Element], heads: set[str]) -> Iterator[Element]:
    for child in holder:
        if child is end:
            return
        if child in around:
            yield from _before(child, end, around, heads)
            return
        if child.tag not in heads:
            yield child


def _looks(item: Field, styles: Styles) -> Looks:
    looks = Looks()
    w = item.w
    paragraphs = dict.fromkeys(p for run in item.result if (p := _paragraph(run, w)) is not None)
    for paragraph in paragraphs:
        name = styles.name(direct(paragraph, w, "pStyle") or "")
        texts = [t for t in paragraph.iter(w + "t") if t.text]
        if not texts or not (name.startswith("toc ") or name == "table of figures"):
            continue
        labelled = len(paragraph.findall(f".//{w}r/{w}tab")) > 1
        properties = paragraph.find(w + "pPr")
        look = Look(_without_section(properties, w), _format(texts[0], w), _format(texts[-1], w))
        looks.found.setdefault((name, labelled), look)
    return looks


def _without_section(properties: Element | None, w: str) -> Element | None:
    if properties is None:
        return None
    copy = deepcopy(properties)
    for child in copy.findall(w + "sectPr"):
        copy.remove(child)
    return copy


def _format(text: Element, w: str) -> Element | None:
    run = text.getparent()
    properties = None if run is None else run.find(w + "rPr")
    return None if properties is None else deepcopy(properties)
