"""Functions of numbers beyond sums and roundings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from docgen.engine.xlsx.functions import (
    ExcelError,
    Node,
    Scope,
    Unknown,
    Value,
    as_number,
    boxed,
    figures,
    figures_ifs,
    plain,
    sound,
)

__all__ = ["NUMBERS"]


def _mod(number: Value, by: Value) -> Value:
    one, other = as_number(number), as_number(by)
    if other == 0:
        raise ExcelError("#DIV/0!")
    return one - other * math.floor(one / other)


def _power(number: Value, by: Value) -> Value:
    one, other = as_number(number), as_number(by)
    if (one == 0 and other <= 0) or (one < 0 and not other.is_integer()):
        raise ExcelError("#DIV/0!" if one == 0 and other < 0 else "#NUM!")
    return float(one**other)


def _root(number: Value) -> Value:
    if (found := as_number(number)) < 0:
        raise ExcelError("#NUM!")
    return math.sqrt(found)


def _sign(number: Value) -> Value:
    found = as_number(number)
    return float((found > 0) - (found < 0))


def _sum_product(scope: Scope, arguments: Sequence[Node]) -> Value:
    """The sum of the products of cells that stand in the same place; what is no number counts as 0."""
    ranges = [boxed(scope, argument) for argument in arguments]
    if not ranges or len(set(map(len, ranges))) != 1:
        raise Unknown("SUMPRODUCT")
    rows = zip(*ranges, strict=True)
    return math.fsum(
        math.prod(value if type(value) is float else 0.0 for value in map(sound, row)) for row in rows
    )


def _count_blank(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 1:
        raise Unknown("COUNTBLANK")
    return float(sum(value is None or value == "" for value in boxed(scope, arguments[0])))


def _median(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = sorted(figures(scope, arguments))
    if not found:
        raise ExcelError("#NUM!")
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def _placed(is_large: bool) -> Callable[[Scope, Sequence[Node]], Value]:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if len(arguments) != 2:
            raise Unknown("LARGE")
        found = sorted(figures(scope, arguments[:1]), reverse=is_large)
        place = math.ceil(as_number(arguments[1].run(scope)))
        if not 1 <= place <= len(found):
            raise ExcelError("#NUM!")
        return found[place - 1]

    return run


def _rank(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("RANK")
    number, found = as_number(arguments[0].run(scope)), figures(scope, arguments[1:2])
    if number not in found:
        raise ExcelError("#N/A")
    rising = len(arguments) > 2 and as_number(arguments[2].run(scope)) != 0
    return 1.0 + sum(other < number if rising else other > number for other in found)


NUMBERS: dict[str, Callable[[Scope, Sequence[Node]], Value]] = {
    "MOD": plain(_mod, 2),
    "POWER": plain(_power, 2),
    "SQRT": plain(_root, 1),
    "SIGN": plain(_sign, 1),
    "SUMPRODUCT": _sum_product,
    "COUNTBLANK": _count_blank,
    "MEDIAN": _median,
    "LARGE": _placed(True),
    "SMALL": _placed(False),
    "RANK": _rank,
    "RANK.EQ": _rank,
    "MINIFS": lambda scope, arguments: min(figures_ifs(scope, arguments), default=0.0),
    "MAXIFS": lambda scope, arguments: max(figures_ifs(scope, arguments), default=0.0),
}
