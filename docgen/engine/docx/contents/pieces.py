"""What is put on pages: paragraphs and rows of tables with their heights, in points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.engine.docx.contents.rows import (
    FilledRow,
    RowShape,
    Sheet,
    TableRoom,
    cells_of,
    read_row,
    table_room,
)
from docgen.engine.docx.contents.shapes import Shape, Shaped
from docgen.engine.docx.contents.typography import Measure, Typography

__all__ = ["ORPHANS", "Piece", "Pieces"]

Element = etree._Element
_ROW = 0.3  # points of a row's border
ORPHANS = 2
"""Lines that stay together at a page's end and beginning."""


@dataclass(slots=True)
class Piece:
    """What is put on a page as one: a paragraph, or a row of a table."""

    element: Element
    height: float
    line: float
    before: float
    after: float
    keep_next: bool
    whole: bool
    """Whether it may not be cut."""
    break_before: bool
    breaks: int
    """Page breaks inside."""
    style: str = ""
    header: float = 0.0
    """The height of the rows that the table repeats on each page."""


class Pieces:
    """Reads the pieces of one document."""

    def __init__(self, typography: Typography, shaped: Shaped, w: str) -> None:
        self.typography, self.shaped, self.w = typography, shaped, w

    def of(self, element: Element, sheet: Sheet) -> Iterator[Piece]:
        """Yield the pieces of a child of the body, or of a cell."""
        w = self.w
        if element.tag == w + "p":
            yield self._paragraph(element, sheet)
        elif element.tag == w + "tbl":
            yield from self._table(element, sheet)
        elif element.tag in (w + "sdt", w + "sdtContent", w + "customXml", w + "ins"):
            for child in element:
                yield from self.of(child, sheet)

    def _paragraph(self, element: Element, sheet: Sheet) -> Piece:
        shape = self.shaped.of(element)
        setting = shape.setting
        found = self._measure(element, shape, sheet)
        return Piece(
            element, found.body, found.height, setting.before, setting.after, setting.keep_next,
            setting.keep_lines or found.extra > 0 or found.lines < 2 * ORPHANS, setting.break_before,
            found.breaks, shape.style if setting.contextual else "",
        )  # fmt: skip

    def _measure(self, element: Element, shape: Shape, sheet: Sheet) -> Measure:
        if shape.measures is None:
            return self.typography.measure(
                element, self.w, shape.setting, shape.look, sheet.width, sheet.pitch
            )
        place = sheet.width, sheet.pitch
        if place not in shape.measures:
            shape.measures[place] = self.typography.measure(
                element, self.w, shape.setting, shape.look, *place
            )
        return shape.measures[place]

    def _table(self, table: Element, sheet: Sheet) -> Iterator[Piece]:
        room, header = table_room(table, self.w, sheet, self.typography.styles), 0.0
        for row in table.iter(self.w + "tr"):
            if next(row.iterancestors(self.w + "tbl"), None) is not table:
                continue
            filled = self._row(row, room)
            piece = Piece(
                row,
                filled.height,
                min(filled.height, 14.0),
                0.0,
                0.0,
                filled.keep_next,
                filled.is_whole,
                False,
                0,
            )
            if filled.repeats:
                header += piece.height
            else:
                piece.header = header
            yield piece

    def _row(self, row: Element, room: TableRoom) -> FilledRow:
        """Return a row with what its cells hold; copies of one row are read once."""
        number, known = self.shaped.rows.get(row), self.shaped.shapes.rows
        if number is not None and (filled := known.filled.get((number, room))):
            return filled
        cells = cells_of(row, self.w)
        shape = known.shapes.get((number, len(cells), room))
        if shape is None:
            shape = read_row(row, cells, self.w, room)
            if number is not None:
                known.shapes[number, len(cells), room] = shape
        filled = self._filled(cells, shape)
        if number in known.still:
            known.filled[number, room] = filled
        return filled

    def _filled(self, cells: list[Element], shape: RowShape) -> FilledRow:
        height, keeps = shape.least, False
        for cell, its in zip(cells, shape.cells, strict=True):
            pieces = [piece for child in cell for piece in self.of(child, its.room)]
            keeps = keeps or bool(pieces and pieces[0].keep_next)
            if not its.is_merged:
                height = max(height, sum(p.before + p.height + p.after for p in pieces) + its.along)
        return FilledRow(height + _ROW, keeps, shape.is_whole, shape.repeats)
