"""How a sheet is looked at: frozen panes, selected cells, the first cell that is seen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import column_letters, map_point, map_split, map_sqref
from docgen.engine.xlsx.followers import Page
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.marking import Marking
from docgen.engine.xlsx.sheet import position
from docgen.errors import DocgenError

__all__ = ["mark_views"]

_VIEWS, _PANES = names(S, "sheetView", "customSheetView"), names(S, "pane")
_SELECTIONS = names(S, "selection")


def mark_views(root: etree._Element, marking: Marking) -> None:
    """Put markers into the views of a sheet whose rows or columns move."""
    for view in root.iter(*_VIEWS):
        if cell := view.get("topLeftCell"):
            marking.inline(view, "topLeftCell", partial(_first_seen, cell, (0, 0)))
    for pane in root.iter(*_PANES):
        _mark_pane(pane, marking)
    for selection in list(root.iter(*_SELECTIONS)):
        cells = selection.get("activeCell", "A1"), selection.get("sqref", "A1")
        selection.attrib.pop("activeCellId", "")
        selection.set("activeCell", marker("y"))
        selection.set("sqref", marker("z"))
        marking.enclosures.enclose(selection, partial(_selected, *cells))


def _mark_pane(pane: etree._Element, marking: Marking) -> None:
    is_frozen = pane.get("state", "split").startswith("frozen")
    split = (_count(pane, "ySplit"), _count(pane, "xSplit")) if is_frozen else (0, 0)
    if cell := pane.get("topLeftCell"):
        marking.inline(pane, "topLeftCell", partial(_first_seen, cell, split))
    for name, is_row, count in (("ySplit", True, split[0]), ("xSplit", False, split[1])):
        if count:
            marking.inline(pane, name, partial(_split, count, is_row))


def _count(pane: etree._Element, name: str) -> int:
    return int(float(pane.get(name, "0")))


def _frozen(page: Page, count: int, is_row: bool) -> int:
    """Return how many rows (or columns) are frozen where there were so many; never none of them."""
    return max(1, map_split(page.sheet.rows if is_row else page.sheet.columns, count)) if count else 0


def _split(count: int, is_row: bool, text: str, entries: int, page: Page) -> Sequence[str]:
    return [str(_frozen(page, count, is_row))]


def _point(page: Page, cell: str) -> tuple[int, int]:
    row, column = position(cell.replace("$", ""))
    return map_point(page.sheet.rows_at(column), row), map_point(page.sheet.columns, column)


def _first_seen(cell: str, split: tuple[int, int], text: str, entries: int, page: Page) -> Sequence[str]:
    """Let the cell that is seen first be its first copy, and one behind the frozen ones."""
    row, column = _point(page, cell)
    top, left = (_frozen(page, count, is_row) for count, is_row in zip(split, (True, False), strict=True))
    return [f"{column_letters(max(column, left + 1))}{max(row, top + 1)}"]


def _selected(cell: str, cells: str, text: str, entries: int, page: Page) -> Sequence[str]:
    """Let the first copy of the active cell be active, and select more only where that is a part of it."""
    row, column = _point(page, cell)
    active = f"{column_letters(column)}{row}"
    try:
        found = map_sqref(page.sheet, cells) if " " not in cells else ""
    except DocgenError:
        found = ""
    return [text.replace("<~y>", active).replace("<~z>", found if _holds(found, row, column) else active)]


def _holds(cells: str, row: int, column: int) -> bool:
    first, _, last = cells.partition(":")
    if " " in cells or not last or not (first[-1:].isdigit() and first[:1].isalpha()):
        return cells == f"{column_letters(column)}{row}"
    (top, left), (bottom, right) = position(first), position(last)
    return top <= row <= bottom and left <= column <= right
