"""What surrounds a paragraph of a Word part: how wide it is there, and under which heading it stands."""

from __future__ import annotations

from lxml import etree

from docgen.engine.docx.styles import Styles, child, value_of
from docgen.engine.names import WP, W, names

__all__ = ["CELL_MARGINS", "PAGE_WIDTH", "Outline", "Widths", "section_width"]

PAGE_WIDTH = 9071
"""The text of an A4 page with margins of 2.5 cm, in twentieths of a point."""
_NARROWEST = 720
_EMU = 635
CELL_MARGINS = 216
"""Left and right together, in a table that names none."""
_BOX_MARGINS = 288
_P, _TC, _BOX, _SECTION = names(W, "p"), names(W, "tc"), names(W, "txbxContent"), names(W, "sectPr")
_EXTENT = names(WP, "extent")
_BODY = names(W, "body")
_STORIES = names(W, "body", "hdr", "ftr", "footnote", "endnote", "comment")


class Widths:
    """How wide the text of a part is at each place; its sections are read once, before any value stands."""

    def __init__(self) -> None:
        self._sections: dict[etree._Element, etree._Element] | None = None

    def at(self, paragraph: etree._Element, otherwise: int) -> int:
        """Return the width of the text where a paragraph or run stands, in twentieths of a point.

        It is that of its table cell, text box or section; ``otherwise`` in headers and
        notes, whose part does not know the page.
        """
        for element in paragraph.iterancestors(*_TC, *_BOX, *_STORIES):
            if element.tag in _TC:
                return _cell_width(element, otherwise)
            if element.tag in _BOX:
                return _box_width(element, otherwise)
            if element.tag in _BODY:
                return section_width(self._section(paragraph, element), otherwise)
            return otherwise
        return otherwise

    def _section(self, paragraph: etree._Element, body: etree._Element) -> etree._Element | None:
        """Return the section that ends at or after a paragraph (part 1, 17.6.17)."""
        block = paragraph
        while (parent := block.getparent()) is not None and parent is not body:
            block = parent
        if self._sections is None:
            self._sections = _sections(body)
        following = (block,) if block in self._sections else (block, *block.itersiblings())
        return next((self._sections[b] for b in following if b in self._sections), None)


def _sections(body: etree._Element) -> dict[etree._Element, etree._Element]:
    """Return the section of each block of a body."""
    found, section = {}, None
    for block in reversed(body):
        own = block if block.tag in _SECTION else child(block, "pPr", "sectPr")
        section = section if own is None else own
        if section is not None:
            found[block] = section
    return found


def _cell_width(cell: etree._Element, otherwise: int) -> int:
    width = child(cell, "tcPr", "tcW")
    if value_of(width, "type") in ("dxa", "") and _whole(value_of(width, "w")):
        return max(_whole(value_of(width, "w")) - CELL_MARGINS, _NARROWEST)
    row = cell.getparent()
    cells = 1 if row is None else max(sum(1 for e in row if e.tag in _TC), 1)
    return max(otherwise // cells - CELL_MARGINS, _NARROWEST)


def _box_width(box: etree._Element, otherwise: int) -> int:
    for element in box.iterancestors():
        extent = next((e for e in element if e.tag in _EXTENT), None)
        if extent is not None:
            return max(_whole(extent.get("cx", "")) // _EMU - _BOX_MARGINS, _NARROWEST)
    return otherwise


def section_width(section: etree._Element | None, otherwise: int = PAGE_WIDTH) -> int:
    """Return the width of a column of text in a section, in twentieths of a point."""
    page, margins, columns = child(section, "pgSz"), child(section, "pgMar"), child(section, "cols")
    width = _whole(value_of(page, "w"))
    if not width:
        return otherwise
    taken = sum(_whole(value_of(margins, side)) for side in ("left", "right", "gutter"))
    count = max(_whole(value_of(columns, "num")), 1)
    space = _whole(value_of(columns, "space")) or 720
    return max((width - taken - space * (count - 1)) // count, _NARROWEST)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


class Outline:
    """The headings of a part, as they stand before any value is placed."""

    def __init__(self, root: etree._Element, styles: Styles) -> None:
        self._root, self._styles = root, styles
        self._levels: dict[etree._Element, int] | None = None

    def level_above(self, paragraph: etree._Element) -> int:
        """Return the level of the heading under which a paragraph stands, 0 if there is none."""
        if self._levels is None:
            self._levels = self._read()
        return self._levels.get(paragraph, 0)

    def _read(self) -> dict[etree._Element, int]:
        found: dict[etree._Element, int] = {}
        level = 0
        for paragraph in self._root.iter(*_P):
            found[paragraph] = level
            level = self._level(paragraph) or level
        return found

    def _level(self, paragraph: etree._Element) -> int:
        style = value_of(child(paragraph, "pPr", "pStyle"))
        return self._styles.heading_level(style) if style else 0
