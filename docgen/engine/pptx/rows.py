"""How high the rows of a finished table are: by their texts, at least as high as the template says.

A row is as high as its highest cell (ECMA-376 Part 1, 21.1.3.18: ``h`` is the least height); what a cell
that covers several rows needs beyond them is added to the last.  In points.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from docgen.engine.pptx.bodies import Bodies
from docgen.engine.pptx.looks import EMU
from docgen.engine.pptx.most import Most

__all__ = ["OPTIONS", "column_widths", "is_low", "row_heights"]

OPTIONS = ("firstRow", "lastRow", "firstCol", "lastCol")
"""What a table's options call the rows and columns that its style sets in bold."""
_HEIGHT = re.compile(r'\bh="(\d+)"')
_ROW_HEIGHT = re.compile(r':tr\b[^>]*?\bh="(\d+)"')
_WIDTH = re.compile(r'gridCol\b[^>]*?\bw="(\d+)"')
_MERGE = re.compile(r'\b(gridSpan|rowSpan|hMerge|vMerge)="(\w+)"')


@dataclass(slots=True)
class _Cell:
    """One cell: its markup, its place, what it is merged with."""

    markup: str
    row: int
    column: int
    merged: Mapping[str, str]

    def span(self, name: str) -> int:
        """Return how many columns or rows it covers."""
        said = self.merged.get(name, "1")
        return max(1, int(said)) if said.isdecimal() else 1


def column_widths(table: str) -> list[float]:
    """Return the widths of a table's columns."""
    return [int(width) / EMU for width in _WIDTH.findall(table)]


def is_low(table: str, bodies: Bodies, most: Most, room: float) -> bool:
    """Tell quickly whether a table of some markup surely fits into a height."""
    rows = [int(height) / EMU for height in _ROW_HEIGHT.findall(table)]
    if sum(rows) > room or "Span=" in table or "Merge=" in table:
        return False
    return most.rows(table, bodies.prefix, column_widths(table), rows) <= room


def row_heights(table: str, bodies: Bodies, options: Collection[str], most: Most | None) -> list[float]:
    """Return the height of each row of a table's markup; ``most`` tells which texts need not be measured."""
    widths = column_widths(table)
    rows = table.split(f"<{bodies.prefix}tr ")[1:]
    heights: list[float] = []
    spanning: list[tuple[_Cell, float]] = []
    for at, row in enumerate(rows):
        least = _HEIGHT.search(row)
        height = int(least[1]) / EMU if least else 0.0
        closing = f"</{bodies.prefix}tc>"
        for column, piece in enumerate(row.split(closing)[:-1]):
            markup = piece[piece.find(f"<{bodies.prefix}tc") :] + closing
            cell = _Cell(markup, at, column, _merged(markup, bodies.prefix))
            if not cell.merged.keys().isdisjoint(("hMerge", "vMerge")):
                continue
            width = sum(widths[column : column + cell.span("gridSpan")])
            is_merged = cell.span("rowSpan") > 1
            if most and _is_low(cell, width, height, most):
                continue
            bold = _is_bold(cell, len(rows), len(widths), options)
            need = bodies.cell_height(markup, width, bold=bold)
            if is_merged:
                spanning.append((cell, need))
            else:
                height = max(height, need)
        heights.append(height)
    for cell, need in spanning:
        end = min(cell.row + cell.span("rowSpan"), len(rows))
        heights[end - 1] += max(0.0, need - sum(heights[cell.row : end]))
    return heights


def _merged(markup: str, prefix: str) -> Mapping[str, str]:
    if not markup.startswith(f"<{prefix}tc "):
        return {}
    return dict(_MERGE.findall(markup, 0, markup.find(">")))


def _is_low(cell: _Cell, width: float, height: float, most: Most) -> bool:
    """Tell whether a cell's text surely fits into a height."""
    return most.height(cell.markup, width - most.across) + most.along <= height


def _is_bold(cell: _Cell, rows: int, columns: int, options: Collection[str]) -> bool:
    """Tell whether the style of a table, as far as its options say so, sets a cell in bold."""
    if not options:
        return False
    places = (cell.row == 0, cell.row == rows - 1, cell.column == 0, cell.column == columns - 1)
    return any(holds and name in options for name, holds in zip(OPTIONS, places, strict=True))
