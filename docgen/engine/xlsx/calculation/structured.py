"""References to tables, such as ``Prices[Net]`` and ``Prices[[#This Row],[Net]:[Gross]]``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.engine.xlsx.calculation.nodes import Box, Scope, TableBox
from docgen.engine.xlsx.calculation.pointers import Areas
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown

__all__ = ["structured"]

_TABLE = re.compile(r"([^\[]*)\[(.*)\]", re.DOTALL)
_PART = re.compile(r"\s*\[((?:[^\[\]']|'.)*)\]\s*([,:]?)", re.DOTALL)
_ESCAPE = re.compile("'(.)", re.DOTALL)
_ITEMS = ("#all", "#data", "#headers", "#totals", "#this row")


def structured(text: str) -> Areas:
    """Return where a reference to a table points, without a name to the one around the formula."""
    match = _TABLE.fullmatch(text)
    if match is None:
        raise Unknown(text)
    name, (items, columns) = match[1], _read(match[2])

    def areas(scope: Scope) -> Sequence[Box]:
        table = scope.cells.table(name) if name else scope.cells.table_at(scope.sheet, scope.row)
        top, bottom = _rows(table, items, scope)
        left, right = _columns(table, columns)
        return ((table.box[0], top, left, bottom, right),)

    return areas


def _read(text: str) -> tuple[frozenset[str], list[str]]:
    """Return the items and the columns that stand between the brackets of a table's reference."""
    if text.startswith("@"):
        items, columns = _read(text[1:])
        return items | {"#this row"}, columns
    if not text.lstrip().startswith("["):
        plain = text.strip()
        return (
            (frozenset({plain.lower()}), [])
            if plain.lower() in _ITEMS
            else (frozenset(), [plain] * bool(plain))
        )
    parts = _PART.findall(text)
    if _PART.sub("", text).strip():
        raise Unknown(text)
    items = frozenset(part.lower() for part, _ in parts if part.lower() in _ITEMS)
    return items, [part for part, _ in parts if part.lower() not in _ITEMS]


def _rows(table: TableBox, items: frozenset[str], scope: Scope) -> tuple[int, int]:
    """Return the first and last row that some items mean; without any these are the table's data."""
    sheet, top, _, bottom, _ = table.box
    first, last = top + table.head, bottom - table.foot
    if "#this row" in items:
        if scope.sheet.casefold() != sheet.casefold() or not first <= scope.row <= last:
            raise ExcelError("#VALUE!")
        return scope.row, scope.row
    if ("#headers" in items and not table.head) or ("#totals" in items and not table.foot):
        raise ExcelError("#REF!")
    runs = {
        "#all": (top, bottom),
        "#data": (first, last),
        "#headers": (top, top),
        "#totals": (bottom, bottom),
    }
    found = [runs[item] for item in items] or [(first, last)]
    return min(run[0] for run in found), max(run[1] for run in found)


def _columns(table: TableBox, names: Sequence[str]) -> tuple[int, int]:
    """Return the first and last column that some names mean, all if there are none."""
    left, right = table.box[2], table.box[4]
    if not names:
        return left, right
    known = [column.casefold() for column in table.columns]
    wanted = [_ESCAPE.sub(r"\1", name).casefold() for name in names]
    if not set(wanted) <= set(known):
        raise Unknown(names[0])
    places = [left + known.index(name) for name in wanted]
    return min(places), max(places)
