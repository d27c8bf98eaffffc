"""Functions that mean cells, or tell where cells stand: OFFSET, INDIRECT, INDEX, ROW and the like."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docgen.engine.references import COLUMNS, ROWS
from docgen.engine.xlsx.calculation.arguments import Function
from docgen.engine.xlsx.calculation.lifting import MOST, array_of
from docgen.engine.xlsx.calculation.nodes import Box, Grid, Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed, pointer, referring, single
from docgen.engine.xlsx.calculation.structured import structured
from docgen.engine.xlsx.calculation.tokens import cut
from docgen.engine.xlsx.calculation.values import (
    ExcelError,
    Unknown,
    Value,
    as_number,
    as_text,
    as_truth,
    sound,
)

__all__ = ["OFFSETS", "OFFSET_ARRAYS", "OFFSET_RANGES", "cell_of", "not_one", "value_of"]

Ranges = Callable[[Scope, Sequence[Node]], Sequence[Box] | None]


def cell_of(box: Box, row: int, column: int) -> Box:
    """Return a cell of a range, counted from 1; of row or column 0 all of them."""
    sheet, top, left, bottom, right = box
    if not (0 <= row <= bottom - top + 1 and 0 <= column <= right - left + 1):
        raise ExcelError("#REF!")
    rows = (top + row - 1, top + row - 1) if row else (top, bottom)
    columns = (left + column - 1, left + column - 1) if column else (left, right)
    return sheet, rows[0], columns[0], rows[1], columns[1]


def value_of(ranges: Ranges) -> Function:
    """Return the function that gives the value of the cell that another means."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        areas = ranges(scope, arguments)
        return referring(lambda scope: areas, lifted=False).run(scope)

    return run


def _whole(scope: Scope, argument: Node) -> int:
    return int(as_number(argument.run(scope)) // 1)


def _index(scope: Scope, arguments: Sequence[Node]) -> Sequence[Box] | None:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("INDEX")
    areas = pointed(scope, arguments[0])
    if areas is None:
        return None
    box = single(scope, arguments[0])
    return [cell_of(box, *_place(scope, arguments, box[3] - box[1] + 1, box[4] - box[2] + 1))]


def _place(scope: Scope, arguments: Sequence[Node], height: int, width: int) -> tuple[int, int]:
    """Return row and column that INDEX asks for."""
    numbers = [_whole(scope, argument) for argument in arguments[1:]]
    if min(numbers) < 0:
        raise ExcelError("#VALUE!")
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    if height == 1 and width > 1:
        return 1, numbers[0]
    if height > 1 and width > 1:
        return numbers[0], 0
    return numbers[0], 1


def _index_value(scope: Scope, arguments: Sequence[Node]) -> Value:
    """The value that INDEX means, of a range or of an array."""
    if _index(scope, arguments) is not None:
        return value_of(_index)(scope, arguments)
    grid = array_of(scope, arguments[0])
    row, column = _place(scope, arguments, grid.height, grid.width)
    if row > grid.height or column > grid.width:
        raise ExcelError("#REF!")
    if not (row and column):
        raise Unknown("a row of an array")
    found = grid.at(row - 1, column - 1)
    return sound(found)


def _offset(scope: Scope, arguments: Sequence[Node]) -> Sequence[Box]:
    if not 3 <= len(arguments) <= 5:
        raise Unknown("OFFSET")
    sheet, top, left, bottom, right = single(scope, arguments[0])
    down, across = (_whole(scope, argument) for argument in arguments[1:3])
    given = [_whole(scope, a) if _is_given(scope, a) else None for a in arguments[3:]]
    height, width = (*given, None, None)[:2]
    rows = _run(top + down, bottom - top + 1 if height is None else height, ROWS)
    columns = _run(left + across, right - left + 1 if width is None else width, COLUMNS)
    return [(sheet, rows[0], columns[0], rows[1], columns[1])]


def _is_given(scope: Scope, argument: Node) -> bool:
    return argument.areas is not None or argument.run(scope) is not None


def _run(first: int, count: int, limit: int) -> tuple[int, int]:
    """Return the first and last of so many rows or columns; a negative number of them goes backwards."""
    first, last = (first, first + count - 1) if count > 0 else (first + count + 1, first)
    if not count or first < 1 or last > limit:
        raise ExcelError("#REF!")
    return first, last


def _indirect(scope: Scope, arguments: Sequence[Node]) -> Sequence[Box] | None:
    if not 1 <= len(arguments) <= 2 or (len(arguments) > 1 and not as_truth(arguments[1].run(scope))):
        raise Unknown("INDIRECT")
    text = as_text(arguments[0].run(scope))
    try:
        tokens = cut(text)
    except Unknown:
        tokens = []
    if len(tokens) != 1 or tokens[0][0] not in ("ref", "table"):
        raise Unknown("a text that is no plain reference")
    kind, text = tokens[0]
    return structured(text)(scope) if kind == "table" else pointer(text, scope.row)(scope)


def _extent(first: int, last: int) -> Function:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if len(arguments) != 1:
            raise Unknown("ROWS")
        if arguments[0].areas is None and arguments[0].grid is not None:
            grid = array_of(scope, arguments[0])
            return float(grid.height if first == 1 else grid.width)
        box = single(scope, arguments[0])
        return float(int(box[last]) - int(box[first]) + 1)

    return run


def _row(scope: Scope, arguments: Sequence[Node]) -> Value:
    return float(single(scope, arguments[0])[1] if arguments else scope.row)


def _column(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not arguments:
        raise Unknown("the column of a formula")
    return float(single(scope, arguments[0])[2])


# Arrays


def not_one(scope: Scope, arguments: Sequence[Node]) -> Value:
    """Raise Unknown, as a function does that makes arrays only."""
    raise Unknown("an array in place of one value")


def _rows(scope: Scope, arguments: Sequence[Node]) -> Grid:
    if not arguments:
        return Grid([float(scope.row)], 1, 1)
    _, top, _, bottom, _ = single(scope, arguments[0])
    return Grid(_counted(top, bottom), bottom - top + 1, 1)


def _columns(scope: Scope, arguments: Sequence[Node]) -> Grid:
    if not arguments:
        raise Unknown("the column of a formula")
    _, _, left, _, right = single(scope, arguments[0])
    return Grid(_counted(left, right), 1, right - left + 1)


def _counted(first: int, last: int) -> list[Value]:
    if last - first >= MOST:
        raise Unknown("an array of too many values")
    return [float(number) for number in range(first, last + 1)]


def _turned(scope: Scope, arguments: Sequence[Node]) -> Grid:
    if len(arguments) != 1:
        raise Unknown("TRANSPOSE")
    grid = array_of(scope, arguments[0])
    values = [grid.at(row, column) for column in range(grid.width) for row in range(grid.height)]
    return Grid(values, grid.width, grid.height)


OFFSETS: dict[str, Function] = {
    "INDEX": _index_value,
    "OFFSET": value_of(_offset),
    "INDIRECT": value_of(_indirect),
    "TRANSPOSE": not_one,
    "ROWS": _extent(1, 3),
    "COLUMNS": _extent(2, 4),
    "ROW": _row,
    "COLUMN": _column,
}
OFFSET_RANGES: dict[str, Ranges] = {"INDEX": _index, "OFFSET": _offset, "INDIRECT": _indirect}
OFFSET_ARRAYS: dict[str, Callable[[Scope, Sequence[Node]], Grid]] = {
    "ROW": _rows,
    "COLUMN": _columns,
    "TRANSPOSE": _turned,
}
