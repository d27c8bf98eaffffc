"""Columns that must keep up with the cells that repeat in a Word table."""

from __future__ import annotations

from lxml import etree

from docgen.engine.names import WORD, W, names, val
from docgen.engine.source import Source, instruction, tag_number, token_numbers

__all__ = ["repeat_columns"]

_GRID, _SPAN = names(W, "tblGrid"), names(W, "gridSpan")


def repeat_columns(root: etree._Element, source: Source) -> None:
    """Repeat a table's grid columns as the cells of its rows are repeated, so that the widths stay right."""
    for table in root.iter(*names(W, "tbl")):
        grid = next((child for child in table if child.tag in _GRID), None)
        row = _row_with_columns(table)
        if grid is not None and row is not None:
            _copy_tags(row, grid, source)


def _row_with_columns(table: etree._Element) -> etree._Element | None:
    """Return the first row that repeats cells and stands in no loop of its own."""
    for child in table:
        if tag_number(child) is not None:
            return None
        if child.tag in WORD.row and any(tag_number(cell) is not None for cell in child):
            return child
    return None


def _copy_tags(row: etree._Element, grid: etree._Element, source: Source) -> None:
    """Put the row's tags between the grid's columns; the column of a cell that a tag replaced goes too."""
    columns = list(grid)
    gone = len(columns) - sum(_width(child) for child in row)
    position = 0
    for child in row:
        number = tag_number(child)
        if number is None:
            position += _width(child)
            continue
        mark = source.marks[number]
        copy = instruction(token_numbers(source.add(mark.tag, mark.part, mark.place))[0])
        if position >= len(columns):
            grid.append(copy)
            continue
        columns[position].addprevious(copy)
        if gone > 0:
            grid.remove(columns[position])
            position, gone = position + 1, gone - 1


def _width(node: etree._Element) -> int:
    """Return how many grid columns a cell takes, or the cells in a content control."""
    if node.tag in WORD.holders:
        return sum(map(_width, node))
    if node.tag not in WORD.cell:
        return 0
    span = next(node.iter(*_SPAN), None)
    width = val(span) if span is not None else "1"
    return int(width) if width.isdigit() else 1
