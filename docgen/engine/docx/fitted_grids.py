"""The columns of tables counted again after their cells were made, as docxtpl does for every document.

docgen's own dialect repeats a column where its cells repeat, before anything is
made; docxtpl counts the cells that came out and shares the table's width anew.
"""

from __future__ import annotations

from lxml import etree

from docgen.engine.docx.styles import value_of
from docgen.engine.names import WORD, W, names
from docgen.engine.source import tag_number, token_numbers

__all__ = ["fit_grids", "may_misfit"]

_TABLES, _GRIDS, _COLUMNS = names(W, "tbl"), names(W, "tblGrid"), names(W, "gridCol")
_SPANS = names(W, "gridSpan")


def may_misfit(root: etree._Element) -> bool:
    """Tell whether a table of a part may come out with fewer or more cells than columns."""
    return any(
        any(tag_number(node) is not None or _is_tagged_span(node) for node in table.iter())
        or len(_columns(table)) != _reach(table)[1]
        for table in root.iter(*_TABLES)
    )


def _is_tagged_span(node: etree._Element) -> bool:
    return node.tag in _SPANS and bool(token_numbers(value_of(node)))


def fit_grids(data: bytes) -> tuple[bytes, int]:
    """Return a part in which each table has as many grid columns as its widest row.

    The tables stay as wide as they were.  Those that have lost all their rows stay as well, as docxtpl leaves
    them; returns how many these are, too.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    tables = list(root.iter(*_TABLES))
    for table in tables:
        grid = next((child for child in table if child.tag in _GRIDS), None)
        if grid is not None:
            _fit(grid, _columns(table), *_reach(table))
    empty = sum(next(table.iter(*WORD.row), None) is None for table in tables)
    return etree.tostring(root, encoding="utf-8"), empty


def _columns(table: etree._Element) -> list[etree._Element]:
    return [column for grid in table if grid.tag in _GRIDS for column in grid if column.tag in _COLUMNS]


def _reach(table: etree._Element) -> tuple[int, int]:
    """Return how many cells, and how many columns, the widest rows of a table have."""
    rows = [[_span(cell) for cell in row if cell.tag in WORD.cell] for row in table if row.tag in WORD.row]
    return max(map(len, rows), default=0), max(map(sum, rows), default=0)


def _fit(grid: etree._Element, columns: list[etree._Element], cells: int, width: int) -> None:
    """Add columns up to the number of cells, then take away those that no row reaches."""
    if columns and cells > len(columns):
        share = len(columns) / cells
        average = sum(map(_width, columns)) / cells
        for column in columns:
            _set_width(column, int(_width(column) * share))
        for _ in range(cells - len(columns)):
            columns.append(etree.SubElement(grid, columns[0].tag))
            _set_width(columns[-1], int(average))
    gone = columns[width:]
    for column in gone:
        grid.remove(column)
    for column in columns[:width] if gone else ():
        _set_width(column, _width(column) + int(sum(map(_width, gone)) / width))


def _span(cell: etree._Element) -> int:
    text = value_of(cell.find("{*}tcPr/{*}gridSpan"))
    return int(text) if text.isdecimal() else 1


def _width(column: etree._Element) -> int:
    text = value_of(column, "w")
    return int(text) if text.isdecimal() else 0


def _set_width(column: etree._Element, width: int) -> None:
    column.set("{" + str(etree.QName(column).namespace) + "}w", str(width))
