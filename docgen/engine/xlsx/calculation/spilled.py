"""Functions that make arrays of any size: FILTER, SEQUENCE, SORT, UNIQUE.

What blank cells become in such an array differs from function to function: arrays with blank cells are not
calculated here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cmp_to_key

from docgen.engine.xlsx.calculation.lifting import MOST, array_of
from docgen.engine.xlsx.calculation.nodes import Grid, Node, Scope
from docgen.engine.xlsx.calculation.places import key_of
from docgen.engine.xlsx.calculation.values import (
    ExcelError,
    Unknown,
    Value,
    as_number,
    as_truth,
    compared,
    sound,
)

__all__ = ["SPILLED"]

_Row = Sequence[Value]


def _rows(grid: Grid) -> list[_Row]:
    return [grid.values[at : at + grid.width] for at in range(0, len(grid.values), grid.width)]


def _grid(rows: Sequence[_Row], width: int) -> Grid:
    """Return an array of some rows; raises Unknown if any cell of them is blank."""
    if any(value is None for row in rows for value in row):
        raise Unknown("an array with blank cells")
    return Grid([value for row in rows for value in row], len(rows), width)


def _filtered(scope: Scope, arguments: Sequence[Node]) -> Grid:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("FILTER")
    grid, wanted = (array_of(scope, argument) for argument in arguments[:2])
    chosen = [as_truth(sound(value)) for value in wanted.values]
    if not any(chosen):
        if len(arguments) < 3:
            raise Unknown("an empty array")
        return array_of(scope, arguments[2])
    if (wanted.height, wanted.width) == (grid.height, 1):
        rows = [row for row, is_chosen in zip(_rows(grid), chosen, strict=True) if is_chosen]
        return _grid(rows, grid.width)
    if (wanted.height, wanted.width) != (1, grid.width):
        raise ExcelError("#VALUE!")
    rows = [[value for value, is_chosen in zip(row, chosen, strict=True) if is_chosen] for row in _rows(grid)]
    return _grid(rows, sum(chosen))


def _unique(scope: Scope, arguments: Sequence[Node]) -> Grid:
    if not 1 <= len(arguments) <= 3:
        raise Unknown("UNIQUE")
    _by_rows(scope, arguments[1:2])
    is_once = len(arguments) > 2 and as_truth(arguments[2].run(scope))
    grid = array_of(scope, arguments[0])
    found: dict[object, list[_Row]] = {}
    for row in _rows(grid):
        found.setdefault(tuple(map(key_of, row)), []).append(row)
    rows = [same[0] for same in found.values() if len(same) == 1 or not is_once]
    if not rows:
        raise Unknown("an empty array")
    return _grid(rows, grid.width)


def _by_rows(scope: Scope, arguments: Sequence[Node]) -> None:
    """Raise Unknown if an argument asks for columns in place of rows."""
    if arguments and as_truth(arguments[0].run(scope)):
        raise Unknown("an array by columns")


def _sorted(scope: Scope, arguments: Sequence[Node]) -> Grid:
    if not 1 <= len(arguments) <= 4:
        raise Unknown("SORT")
    _by_rows(scope, arguments[3:4])
    grid = array_of(scope, arguments[0])
    given = [argument.run(scope) for argument in arguments[1:3]]
    column, order = (int(as_number(value)) if value is not None else 1 for value in (*given, None, None)[:2])
    if not 1 <= column <= grid.width or order not in (1, -1):
        raise ExcelError("#VALUE!")

    def compare(one: _Row, other: _Row) -> int:
        return compared(one[column - 1], other[column - 1]) * order

    return _grid(sorted(_rows(grid), key=cmp_to_key(compare)), grid.width)


def _sequence(scope: Scope, arguments: Sequence[Node]) -> Grid:
    if not 1 <= len(arguments) <= 4:
        raise Unknown("SEQUENCE")
    given = [argument.run(scope) for argument in arguments]
    numbers = [1.0 if value is None else as_number(value) for value in given]
    rows, columns, first, step = (*numbers, 1.0, 1.0, 1.0)[:4]
    height, width = int(rows), int(columns)
    if height < 1 or width < 1:
        raise ExcelError("#VALUE!")
    if height * width > MOST:
        raise Unknown("an array of too many values")
    return Grid([first + at * step for at in range(height * width)], height, width)


SPILLED: dict[str, Callable[[Scope, Sequence[Node]], Grid]] = {
    "FILTER": _filtered,
    "SEQUENCE": _sequence,
    "SORT": _sorted,
    "UNIQUE": _unique,
}
