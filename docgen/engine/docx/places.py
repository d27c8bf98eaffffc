"""Places in a Word part, in the words of a person: ``paragraph 12``, ``table 3, row 2``."""

from __future__ import annotations

import re

from lxml import etree

from docgen.engine.names import C, W, names

__all__ = ["WordPlaces"]

_P, _TBL, _TR, _BOX = names(W, "p"), names(W, "tbl"), names(W, "tr"), names(W, "txbxContent")
_NOTES = names(W, "footnote", "endnote", "comment")
_TITLE, _AXES = names(C, "title"), names(C, "catAx", "valAx", "dateAx", "serAx")
_KIND = re.compile(r"([a-z]+?)\d*\.xml$")


class WordPlaces:
    """Numbers the paragraphs and outer tables of one part, in document order, before anything moves."""

    def __init__(self, root: etree._Element, part: str) -> None:
        self._numbers: dict[etree._Element, str] = {}
        self._part = _KIND.search(part.rsplit("/", 1)[-1])
        paragraphs = tables = 0
        for element in root.iter(*_P, *_TBL):
            inside = {a.tag for a in element.iterancestors()}
            if inside & (_TBL | _BOX):
                continue
            if element.tag in _TBL:
                tables += 1
                self._number_rows(element, tables)
            else:
                paragraphs += 1
                self._numbers[element] = f"paragraph {paragraphs}"

    def _number_rows(self, table: etree._Element, number: int) -> None:
        self._numbers[table] = f"table {number}"
        rows = (row for row in table.iter(*_TR) if next(row.iterancestors(*_TBL)) is table)
        for index, row in enumerate(rows, 1):
            self._numbers[row] = f"table {number}, row {index}"

    def of(self, element: etree._Element) -> str:
        """Return the place of an element: its paragraph or table row, and the part if not the body."""
        place = self._inner(element)
        kind = self._part.group(1) if self._part else ""
        return place if kind in ("document", "chart") or not kind else f"{kind}, {place}".rstrip(", ")

    def _inner(self, element: etree._Element) -> str:
        chain = [element, *element.iterancestors()]
        tags = {e.tag for e in chain}
        if tags & _TITLE:
            return "axis title" if tags & _AXES else "chart title"
        place = next((self._numbers[e] for e in chain if e in self._numbers), "")
        if tags & _BOX:
            return f"text box in {place}"
        note = next((e for e in chain if e.tag in _NOTES), None)
        if note is None:
            return place
        return f"note {next((note.get(w + 'id') for w in W if note.get(w + 'id')), '')}"
