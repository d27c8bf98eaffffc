"""What WordprocessingML demands even when conditions have taken everything away.

A table cell, a text box, a header keep at least one paragraph; a row without
cells, a table without rows and a content control without anything go.  Only the
containers that a block can empty are guarded, by processing instructions that no
data can forge.
"""

from __future__ import annotations

import re

from lxml import etree

from docgen.engine.docx.breaks import prefixes_of
from docgen.engine.names import W, names
from docgen.engine.source import Grammar, tag_number

__all__ = ["Guards"]

_STORIES = names(W, "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment")
_ROWS, _TABLES, _CONTROLS = names(W, "tr"), names(W, "tbl"), names(W, "sdt")
_KINDS = {**dict.fromkeys(_ROWS, "row"), **dict.fromkeys(_TABLES, "table"), **dict.fromkeys(_CONTROLS, "sdt")}
_CONTENT = names(W, "sdtContent")
_HEADS = names(W, "tcPr", "tblPr", "tblGrid", "trPr", "tblPrEx")
_EMPTY = r"<\?dg-{0} \?>(?:(?!<\?dg-).)*<\?dg-in \?><\?dg-end \?>(?:</[\w:.-]+>)+<\?dg-{0}-out \?>"
_EMPTY_ROW = re.compile(_EMPTY.format("row"), re.S)
_EMPTY_CONTROL = re.compile(_EMPTY.format("sdt"), re.S)
_EMPTY_TABLE = re.compile(_EMPTY.format("table"), re.S)
_BLANK_STORY = re.compile(r"(<\?dg-story \?>\s*|</(?:\w+:)?tbl>)<\?dg-story-end \?>")
_EMPTIED = "<?dg-in ?><?dg-end ?>"


class Guards:
    """The guards of one part."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.used = False
        self.blank = ""

    def place(self, root: etree._Element) -> None:
        """Guard each container of which a block holds children."""
        self.blank = f"<{prefixes_of(root).elements}p/>"
        for element in list(root.iter(*_STORIES, *_KINDS)):
            if not _may_empty(element):
                continue
            self.used = True
            if element.tag in _STORIES:
                _enclose(element, "dg-story", "dg-story-end")
            else:
                kind = _KINDS[element.tag]
                _enclose(_content(element), "dg-in", "dg-end")
                element.addprevious(etree.ProcessingInstruction(f"dg-{kind}"))
                element.addnext(etree.ProcessingInstruction(f"dg-{kind}-out"))

    def finish(self, text: str) -> str:
        """Return the output with what was emptied mended and all guards gone."""
        if not self.used:
            return text
        if _EMPTIED in text:
            for empty in (_EMPTY_CONTROL, _EMPTY_ROW, _EMPTY_CONTROL, _EMPTY_TABLE, _EMPTY_CONTROL):
                text = empty.sub("", text)
        if "?><?dg-story-end" in text or "tbl><?dg-story-end" in text:
            text = _BLANK_STORY.sub(self._filled, text)
        return _without_marks(text)

    def _filled(self, match: re.Match[str]) -> str:
        """Return the end of a story with the paragraph that it must have."""
        table = match.group(1)
        return (table if table.startswith("</") else "") + self.blank


def _without_marks(text: str) -> str:
    first, *rest = text.split("<?dg-")
    return first + "".join([piece.partition("?>")[2] for piece in rest])


def _content(element: etree._Element) -> etree._Element:
    """Return where the children of an element stand: for a content control in an element of their own."""
    return next((child for child in element if child.tag in _CONTENT), element)


def _may_empty(element: etree._Element) -> bool:
    """Tell whether a block holds children of an element, or all that a content control in it holds."""
    return any(
        tag_number(child) is not None or (child.tag in _CONTROLS and _may_empty(child))
        for child in _content(element)
    )


def _enclose(element: etree._Element, opening: str, closing: str) -> None:
    """Put one instruction behind the properties of an element and one at its end."""
    heads = [index for index, child in enumerate(element) if child.tag in _HEADS]
    element.insert(heads[-1] + 1 if heads else 0, etree.ProcessingInstruction(opening))
    element.append(etree.ProcessingInstruction(closing))
