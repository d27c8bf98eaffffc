"""Functions that look values up in ranges."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from docgen.engine.xlsx.functions import (
    Box,
    ExcelError,
    Node,
    Scope,
    Unknown,
    Value,
    as_number,
    as_truth,
    boxed,
    same,
    sound,
)

__all__ = ["LOOKUPS"]


def _place(asked: Value, values: Sequence[Value], *, is_exact: bool) -> int:
    """Return where a value stands, from 0; where not ``is_exact`` the last that is no greater, as sorted."""
    if isinstance(sound(asked), str) and is_exact and set(str(asked)) & set("*?~"):
        return _place_like(str(asked), values)
    if is_exact:
        found = next((at for at, value in enumerate(values) if value is not None and same(asked, value)), -1)
    else:
        found = _place_sorted(0.0 if asked is None else asked, values)
    if found < 0:
        raise ExcelError("#N/A")
    return found


def _place_like(asked: str, values: Sequence[Value]) -> int:
    if "~" in asked:
        raise Unknown(asked)
    pattern = re.compile(re.escape(asked).replace(r"\*", ".*").replace(r"\?", "."), re.I | re.S)
    for at, value in enumerate(values):
        if isinstance(value, str) and pattern.fullmatch(value):
            return at
    raise ExcelError("#N/A")


def _place_sorted(asked: Value, values: Sequence[Value]) -> int:
    kind = type(asked)
    alike = [(_key(value), at) for at, value in enumerate(values) if type(value) is kind]
    if any(one > other for (one, _), (other, _) in itertools.pairwise(alike)):
        raise Unknown("values that are not sorted")
    key = _key(asked)
    return max((at for found, at in alike if found <= key), default=-1)


def _key(value: Value) -> tuple[float, str]:
    return (0.0, value.casefold()) if isinstance(value, str) else (as_number(value), "")


def _box(scope: Scope, argument: Node) -> Box:
    if argument.box is None:
        raise Unknown("a range")
    return argument.box(scope)


def _cell(scope: Scope, box: Box, row: int, column: int) -> Value:
    """The value of a cell of a range, counted from 1."""
    sheet, top, left, bottom, right = box
    if not (1 <= row <= bottom - top + 1 and 1 <= column <= right - left + 1):
        raise ExcelError("#REF!")
    return sound(scope.cells.value(sheet, top + row - 1, left + column - 1))


def _match(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("MATCH")
    kind = as_number(arguments[2].run(scope)) if len(arguments) > 2 else 1.0
    if kind < 0:
        raise Unknown("MATCH of falling values")
    _, top, left, bottom, right = _box(scope, arguments[1])
    if top != bottom and left != right:
        raise ExcelError("#N/A")
    return 1.0 + _place(arguments[0].run(scope), boxed(scope, arguments[1]), is_exact=kind == 0)


def _index(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("INDEX")
    box = _box(scope, arguments[0])
    numbers = [int(as_number(argument.run(scope))) for argument in arguments[1:]]
    if len(numbers) == 1:
        is_row = box[1] == box[3] and box[2] != box[4]
        numbers = [1, numbers[0]] if is_row else [numbers[0], 1]
        if not is_row and box[2] != box[4]:
            raise Unknown("a whole row")
    if min(numbers) < 1:
        raise Unknown("a whole row or column")
    return _cell(scope, box, *numbers)


def _looked_up(is_across: bool) -> Callable[[Scope, Sequence[Node]], Value]:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not 3 <= len(arguments) <= 4:
            raise Unknown("a lookup")
        sheet, top, left, bottom, right = box = _box(scope, arguments[1])
        first = (sheet, top, left, top, right) if is_across else (sheet, top, left, bottom, left)
        number = int(as_number(arguments[2].run(scope)))
        if number < 1:
            raise ExcelError("#VALUE!")
        is_exact = len(arguments) > 3 and not as_truth(arguments[3].run(scope))
        at = 1 + _place(arguments[0].run(scope), scope.cells.values(first), is_exact=is_exact)
        return _cell(scope, box, *((number, at) if is_across else (at, number)))

    return run


def _x_looked_up(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 3 <= len(arguments) <= 4:
        raise Unknown("XLOOKUP with modes")
    values, found = boxed(scope, arguments[1]), boxed(scope, arguments[2])
    if len(values) != len(found):
        raise Unknown("XLOOKUP of several columns")
    asked = arguments[0].run(scope)
    at = next((at for at, value in enumerate(values) if value is not None and same(asked, value)), -1)
    if at >= 0:
        return sound(found[at])
    if len(arguments) < 4:
        raise ExcelError("#N/A")
    return arguments[3].run(scope)


def _extent(first: int, last: int) -> Callable[[Scope, Sequence[Node]], Value]:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if len(arguments) != 1:
            raise Unknown("ROWS")
        box = _box(scope, arguments[0])
        return float(int(box[last]) - int(box[first]) + 1)

    return run


def _row(scope: Scope, arguments: Sequence[Node]) -> Value:
    return float(_box(scope, arguments[0])[1] if arguments else scope.row)


LOOKUPS: dict[str, Callable[[Scope, Sequence[Node]], Value]] = {
    "MATCH": _match,
    "INDEX": _index,
    "VLOOKUP": _looked_up(False),
    "HLOOKUP": _looked_up(True),
    "XLOOKUP": _x_looked_up,
    "ROWS": _extent(1, 3),
    "COLUMNS": _extent(2, 4),
    "ROW": _row,
}
