"""Merged cells of slides: ``{% colspan n %}``, ``{% vm %}``, ``{% hm %}``, and merges around repeated rows.

A row of DrawingML has a cell for each column of the grid, also where a cell
covers it (ECMA-376 Part 1, 21.1.3.16: ``gridSpan``, ``rowSpan``, ``hMerge``,
``vMerge``).  How many cells one covers is known once rows and columns have come
out; until then cells bear attributes of the engine's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import product

from lxml import etree

from docgen.engine.names import DRAWING, A, names
from docgen.engine.source import Mark, Source, tag_number, token_numbers
from docgen.engine.tags import Tag
from docgen.errors import Problem

__all__ = ["apply_cell_tags", "finish_cells", "follow_blocks", "has_merges"]

_SPAN, _DOWN, _ACROSS, _LEADS = "dg-span", "dg-down", "dg-across", "dg-leads"
_OWN = (_SPAN, _DOWN, _ACROSS, _LEADS)
_FIRST, _FURTHER = "1", "2"
_TABLE, _ROW, _CELL, _COLUMN = (names(A, name) for name in ("tbl", "tr", "tc", "gridCol"))
_MERGES = {_DOWN: ("rowSpan", "vMerge"), _ACROSS: ("gridSpan", "hMerge")}
_ALL = (_DOWN, _ACROSS, *(name for names_ in _MERGES.values() for name in names_))
_TAGS = {"vm": _DOWN, "hm": _ACROSS}

Grid = list[list[etree._Element]]


# Before a part is compiled


def apply_cell_tags(root: etree._Element, source: Source) -> None:
    """Turn each tag that merges cells into an attribute of its cell."""
    for text in root.iter(*DRAWING.text):
        for number in token_numbers(text.text):
            mark = source.marks[number]
            if mark.tag.keyword not in ("colspan", *_TAGS) or mark.tag.prefix:
                continue
            mark.tag = replace(mark.tag, kind="cell")
            text.text = (text.text or "").replace(f"\ufdd0{number}\ufdd1", "")
            cell = next((e for e in text.iterancestors() if e.tag in _CELL), None)
            if cell is None:
                source.problems.append(_outside(mark))
            else:
                _apply(source, mark, cell)


def _outside(mark: Mark) -> Problem:
    message = f"{mark.tag.body.split()[0]} stands outside of a table cell."
    hint = "Move it into the cell that it means."
    return Problem("tag-misplaced", message, hint, part=mark.part, place=mark.place, tag=mark.tag.text)


def _apply(source: Source, mark: Mark, cell: etree._Element) -> None:
    keyword, _, expression = mark.tag.body.partition(" ")
    body, wrap = f"'{_FIRST}' if loop.first else '{_FURTHER}'", ":attribute"
    if keyword == "colspan":
        body, wrap = expression, ":span"
    token = source.add(Tag("value", body, mark.tag.text), mark.part, mark.place, wrap)
    cell.set(_TAGS.get(keyword, _SPAN), token)


def follow_blocks(root: etree._Element) -> None:
    """Let cells of a table that blocks change be merged and counted anew; runs when tags were lifted."""
    for table in root.iter(*_TABLE):
        if not _is_changed(table):
            continue
        for cell in table.iter(*_CELL):
            for attribute, (size, covered) in _MERGES.items():
                if attribute not in cell.attrib and (size in cell.attrib or _is_set(cell, covered)):
                    cell.set(attribute, _FURTHER if _is_set(cell, covered) else _FIRST)
        rows = list(table.iterchildren(*_ROW))
        leading = [row for row in rows if any(tag_number(node) is not None for node in row)]
        for row in leading if len(leading) < len(rows) else ():
            row.set(_LEADS, "")


def _is_changed(table: etree._Element) -> bool:
    return any(tag_number(node) is not None for node in table.iter(etree.PI))


def _is_set(cell: etree._Element, attribute: str) -> bool:
    return cell.get(attribute) in ("1", "true")


def has_merges(root: etree._Element) -> bool:
    """Tell whether cells below an element are to be merged or counted when the part has been rendered."""
    return any(name in element.attrib for element in root.iter(*_ROW, *_CELL) for name in _OWN)


# After a part was rendered


def finish_cells(text: str) -> str:
    """Return a part's rendered text with its cells merged."""
    if not any(f" {attribute}=" in text for attribute in _OWN):  # all such rows went
        return text
    root = etree.fromstring(text)
    for table in root.iter(*_TABLE):
        if has_merges(table):
            _finish(table)
    return etree.tostring(root, encoding="unicode")


def _finish(table: etree._Element) -> None:
    rows = [(row, list(row.iterchildren(*_CELL))) for row in table.iterchildren(*_ROW)]
    led = [len(cells) for row, cells in rows if _LEADS in row.attrib]
    free = [len(cells) for _, cells in rows if not any(_SPAN in cell.attrib for cell in cells)]
    for _, cells in rows:
        _widen(cells, max(led or free, default=0))
    etree.strip_attributes(table, _LEADS)
    for row in _grid(table):
        _narrow(row, max(led, default=len(row)))
    grid = _grid(table)
    width = max(map(len, grid), default=0)
    for row in grid:
        _fill(row, width)
    _fit_columns(table, width)
    _merge(_grid(table))


def _grid(table: etree._Element) -> Grid:
    return [list(row.iterchildren(*_CELL)) for row in table.iterchildren(*_ROW)]


def _widen(row: list[etree._Element], width: int) -> None:
    """Let cells cover as many columns as their tags say; where the row grows too wide, those behind go."""
    spans = {at: int(cell.attrib.pop(_SPAN)) for at, cell in enumerate(row) if _SPAN in cell.attrib}
    spans = {at: min(span, width - at) if width > at else 1 for at, span in spans.items()}
    surplus = len(row) + sum(span - 1 for span in spans.values()) - width
    for at, span in spans.items():
        for cell in row[at + 1 : at + span] if surplus > 0 else ():
            if cell not in (row[other] for other in spans) and surplus > 0:
                _remove(cell)
                surplus -= 1
        row[at].set(_ACROSS, _FIRST)
        for _ in range(span - 1):
            row[at].addnext(_covered(row[at]))


def _narrow(row: list[etree._Element], width: int) -> None:
    """Let cells at the end of a row go that are covered, or blank, until it is as wide as the others."""
    for cell in reversed(row[width:]):
        if not _is_free(cell):
            return
        _remove(cell)


def _fill(row: list[etree._Element], width: int) -> None:
    """Add cells to the end of a short row; a cell that is merged up to there covers them."""
    for _ in range(width - len(row) if row else 0):
        further = _covered(row[-1])
        if _ACROSS not in row[-1].attrib:
            further.attrib.pop(_ACROSS, "")
        row[-1].addnext(further)


def _covered(cell: etree._Element) -> etree._Element:
    """Return a blank cell that belongs to the one before it."""
    further = deepcopy(cell)
    further.tail = None
    further.set(_ACROSS, _FURTHER)
    _blank(further)
    return further


def _fit_columns(table: etree._Element, width: int) -> None:
    """Give the grid of a table as many columns as its rows have cells."""
    columns = list(table.iter(*_COLUMN))
    for column in columns[width:]:
        _remove(column)
    for _ in range(width - len(columns) if columns else 0):
        columns[-1].addnext(deepcopy(columns[-1]))


def _merge(grid: Grid) -> None:
    """Merge the cells that belong together, and blank those that are covered."""
    boxes = list(_boxes(grid))
    for cell in (cell for row in grid for cell in row):
        for name in _ALL:
            cell.attrib.pop(name, "")
    for top, left, down, across in boxes:
        for y, x in product(range(down), range(across)):
            cell = grid[top + y][left + x]
            if across > 1 and not x:
                cell.set("gridSpan", str(across))
            if down > 1 and not y:
                cell.set("rowSpan", str(down))
            for name, is_covered in (("hMerge", x), ("vMerge", y)):
                if is_covered:
                    cell.set(name, "1")
            if y or x:
                _blank(cell)


def _boxes(grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Yield top, left, height and width of the cells that cover others; a box covers no text of others."""
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(grid):
        for left in range(len(row)):
            if (top, left) in taken:
                continue
            across, down = 1, 1
            while left + across < len(row) and _follows(
                row[left + across], _ACROSS, (top, left + across), taken
            ):
                across += 1
            while top + down < len(grid) and _fits(grid[top + down], (top + down, left), across, taken):
                down += 1
            taken |= {(top + y, left + x) for y, x in product(range(down), range(across))}
            if across > 1 or down > 1:
                yield top, left, down, across


def _follows(
    cell: etree._Element, attribute: str, at: tuple[int, int], taken: Collection[tuple[int, int]]
) -> bool:
    return cell.get(attribute) == _FURTHER and at not in taken


def _fits(
    row: list[etree._Element], at: tuple[int, int], across: int, taken: Collection[tuple[int, int]]
) -> bool:
    """Tell whether a cell goes on in a row below, as wide as it is."""
    top, left = at
    if not _follows(row[left], _DOWN, at, taken):
        return False
    beside = [(row[left + x], (top, left + x)) for x in range(1, across)]
    return all(_is_free(cell) and place not in taken for cell, place in beside)


def _is_free(cell: etree._Element) -> bool:
    """Tell whether a cell may be covered: it is already, or holds no text."""
    return cell.get(_ACROSS) == _FURTHER or not "".join(map(str, cell.itertext())).strip()


def _blank(cell: etree._Element) -> None:
    paragraphs = list(cell.iter(*DRAWING.paragraph))
    for paragraph in paragraphs[1:]:
        _remove(paragraph)
    for child in list(paragraphs[0]) if paragraphs else []:
        if child.tag not in names(A, "pPr", "endParaRPr"):
            _remove(child)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
