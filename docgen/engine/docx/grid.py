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
            before = list(grid)
            _copy_tags(row, grid, source)
            _widen_cells(table, before, grid, source)


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
        copy = instruction(token_numbers(_copied(child, source))[0])
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


def _widen_cells(
    table: etree._Element, columns: list[etree._Element], grid: etree._Element, source: Source
) -> None:
    """Let cells of other rows that span repeated columns be as wide as all copies."""
    for row in table:
        if row.tag not in WORD.row or any(tag_number(cell) is not None for cell in row):
            continue
        position = 0
        for cell in list(row):
            width = _width(cell)
            span = next(cell.iterfind("{*}tcPr/{*}gridSpan"), None)
            if span is not None and (sketch := _sketch(columns[position : position + width], grid, source)):
                _count(cell, span, sketch, source)
            position += width


def _sketch(covered: list[etree._Element], grid: etree._Element, source: Source) -> str:
    """Return a text that prints a sign for each column that comes of those covered; empty if none repeats."""
    children, kept = list(grid), [child for child in grid if child in set(covered)]
    if not kept:
        return ""
    start, end = children.index(kept[0]), children.index(kept[-1]) + 1
    while start > 0 and _keyword(children[start - 1], source) in ("for", "if"):
        start -= 1
    while end < len(children) and _keyword(children[end], source).startswith("end"):
        end += 1
    keywords = [keyword for child in children[start:end] if (keyword := _keyword(child, source))]
    ends = sum(keyword.startswith("end") for keyword in keywords)
    if not ends or ends != sum(keyword in ("for", "if") for keyword in keywords):
        return ""
    return "".join(_copied(child, source) or "x" for child in children[start:end])


def _keyword(child: etree._Element, source: Source) -> str:
    number = tag_number(child)
    return source.marks[number].tag.keyword if number is not None else ""


def _copied(child: etree._Element, source: Source) -> str:
    """Return a token for the same tag once more, nothing for what is no tag."""
    number = tag_number(child)
    if number is None:
        return ""
    mark = source.marks[number]
    return source.add(mark.tag, mark.part, mark.place)


def _count(cell: etree._Element, span: etree._Element, sketch: str, source: Source) -> None:
    """Let a cell span as many columns as a text has signs; a cell over none goes."""
    name = f"docgen_c{len(source.marks)}"
    before = (
        (f"set {name}", "statement"),
        (sketch, "raw"),
        ("endset", "statement"),
        (f"if {name}", "statement"),
    )
    for body, kind in before:
        cell.addprevious(instruction(token_numbers(source.code(body, kind))[0]))
    cell.addnext(instruction(token_numbers(source.code("endif"))[0]))
    key = next(ns + "val" for ns in W if span.get(ns + "val"))
    span.set(key, source.code(f"{name} | length", "value"))
