"""What WordprocessingML demands even when conditions have taken everything away.

A table cell, a text box, a header keep at least one paragraph; a row without
cells, a table without rows and a content control without anything go.  Only the
containers that blocks can empty are guarded, by processing instructions that no
data can forge; one in which something stands outside of all blocks needs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from lxml import etree

from docgen.engine.blocks import pair
from docgen.engine.docx.breaks import prefixes_of
from docgen.engine.names import W, names
from docgen.engine.source import Grammar, Mark, tag_number

__all__ = ["Guards", "signed"]

_STORIES = names(W, "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment")
_ROWS, _TABLES, _CONTROLS = names(W, "tr"), names(W, "tbl"), names(W, "sdt")
_KINDS = {**dict.fromkeys(_ROWS, "row"), **dict.fromkeys(_TABLES, "table"), **dict.fromkeys(_CONTROLS, "sdt")}
_CONTENT, _PARAGRAPHS = names(W, "sdtContent"), names(W, "p")
_SUBSTANCE = names(W, "p", "r", "tbl", "tr", "tc", "sdt")
_HEADS = names(W, "tcPr", "tblPr", "tblGrid", "trPr", "tblPrEx")
_PI = "<?dg-"
_SIGN = "\x01"
"""Stands in each guard of a stream: no XML can hold it, and a text is searched for it in no time."""
_TABLE_END = re.compile(r"</(?:[\w.-]+:)?tbl>\s*$")
_TAIL = 80


def signed(xml: str) -> str:
    """Return a template's XML with the sign in its guards."""
    return xml.replace(_PI, f"<?{_SIGN}")


class Guards:
    """The guards of one part."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.used = False
        self.blank = ""

    def place(self, root: etree._Element, marks: list[Mark]) -> None:
        """Guard each container that the blocks of ``marks`` may leave without what it needs."""
        self.blank = f"<{prefixes_of(root).elements}p/>"
        for element in list(root.iter(*_STORIES, *_KINDS)):
            if not _may_empty(element, marks):
                continue
            self.used = True
            if element.tag in _STORIES:
                _enclose(element, "dg-story", "dg-story-end")
            else:
                kind = _KINDS[element.tag]
                _enclose(_content(element), "dg-in", "dg-end")
                element.addprevious(etree.ProcessingInstruction(f"dg-{kind}"))
                element.addnext(etree.ProcessingInstruction(f"dg-{kind}-out"))

    def finish(self, pieces: Iterable[str]) -> str:
        """Return the joined output with what was emptied mended and all guards gone."""
        if not self.used:
            return "".join(pieces)
        story = Story(self.blank)
        for piece in pieces:
            if _SIGN in piece:
                story.take(piece)
            else:
                story.out.append(piece)
        return "".join(story.out)


class Story:
    """The output of one part while its guards are taken out: texts, and where open containers begin."""

    def __init__(self, blank: str) -> None:
        self.out: list[str] = []
        self.blank = blank
        self._open: list[int] = []
        self._emptied = False

    def take(self, piece: str) -> None:
        """Take a text with guards in it; a sign that is in none is a character of a value."""
        first, *rest = piece.split(_SIGN)
        self.out.append(first)
        for text in rest:
            name, end, behind = text.partition(" ?>")
            if self.out[-1].endswith("<?") and end and name in _ACTIONS:
                self.out[-1] = self.out[-1][:-2]
                _ACTIONS[name](self)
                self.out.append(behind)
            else:
                self.out[-1] += _SIGN + text

    def begin(self) -> None:
        """Open a container, before it or behind its properties."""
        self._open.append(len(self.out))

    def look(self) -> None:
        """Close the content of a row, table or content control, and see whether there is any."""
        self._emptied = not any(map(str.strip, self.out[self._open.pop() :]))

    def leave(self) -> None:
        """Close a row, table or content control, which goes if it was emptied."""
        start = self._open.pop()
        if self._emptied:
            del self.out[start:]
        self._emptied = False

    def fill(self) -> None:
        """Close a story, which ends with a paragraph."""
        inner = [text for text in self.out[self._open.pop() :] if text.strip()]
        if not inner or _TABLE_END.search(inner[-1][-_TAIL:]):
            self.out.append(self.blank)


_ACTIONS: Mapping[str, Callable[[Story], None]] = {
    "story": Story.begin,
    "story-end": Story.fill,
    "row": Story.begin,
    "table": Story.begin,
    "in": Story.begin,
    "end": Story.look,
    "row-out": Story.leave,
    "table-out": Story.leave,
    "sdt": Story.begin,
    "sdt-out": Story.leave,
}


def _content(element: etree._Element) -> etree._Element:
    """Return where the children of an element stand: for a content control in an element of their own."""
    return next((child for child in element if child.tag in _CONTENT), element)


def _may_empty(element: etree._Element, marks: list[Mark]) -> bool:
    """Tell whether blocks may leave an element without what it needs.

    Blocks hold children of it, or all that a row, table or control in it holds, and nothing is sure to stay
    outside of them: any content, in a story a paragraph at its end.
    """
    children = list(_content(element))
    if not any(tag_number(child) is not None or _may_go(child, marks) for child in children):
        return False
    staying = _outside_blocks(children, marks)
    if element.tag in _STORIES:
        last = next((child for child in reversed(children) if isinstance(child.tag, str)), None)
        return last not in staying or last.tag not in _PARAGRAPHS
    return all(child.tag not in _SUBSTANCE or _may_go(child, marks) for child in staying)


def _may_go(element: etree._Element, marks: list[Mark]) -> bool:
    """Tell whether an element goes if blocks empty it, and may be emptied."""
    return element.tag in _KINDS and _may_empty(element, marks)


def _outside_blocks(children: list[etree._Element], marks: list[Mark]) -> list[etree._Element]:
    """Return those of an element's children, no tags, that stand outside of all blocks."""
    places = {number: at for at, child in enumerate(children) if (number := tag_number(child)) is not None}
    spans = [(places[group.members[0]], places[group.members[-1]]) for group in pair(marks, places)]
    return [
        child
        for at, child in enumerate(children)
        if isinstance(child.tag, str) and not any(first < at < last for first, last in spans)
    ]


def _enclose(element: etree._Element, opening: str, closing: str) -> None:
    """Put one instruction behind the properties of an element and one at its end."""
    heads = [index for index, child in enumerate(element) if child.tag in _HEADS]
    element.insert(heads[-1] + 1 if heads else 0, etree.ProcessingInstruction(opening))
    element.append(etree.ProcessingInstruction(closing))
