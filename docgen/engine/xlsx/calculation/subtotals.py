"""SUBTOTAL and AGGREGATE: totals that leave other such totals, hidden rows or errors out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from docgen.engine.xlsx.calculation.arguments import Function, numbers_of
from docgen.engine.xlsx.calculation.lifting import array_of
from docgen.engine.xlsx.calculation.nodes import Box, Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed
from docgen.engine.xlsx.calculation.statistics import deviation, median, mode, placed, quantile, variance
from docgen.engine.xlsx.calculation.totals import average, product
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number

__all__ = ["SUBTOTALS"]

Work = Callable[[Sequence[Value]], float]


def _of_numbers(work: Callable[[Sequence[float]], float]) -> Work:
    return lambda values: float(work(numbers_of(values)))


_WORKS: dict[int, Work] = {
    1: _of_numbers(average),
    2: lambda values: float(sum(type(value) is float for value in values)),
    3: lambda values: float(sum(value is not None for value in values)),
    4: _of_numbers(lambda found: max(found, default=0.0)),
    5: _of_numbers(lambda found: min(found, default=0.0)),
    6: _of_numbers(product),
    7: _of_numbers(lambda found: deviation(found, is_sample=True)),
    8: _of_numbers(lambda found: deviation(found, is_sample=False)),
    9: _of_numbers(math.fsum),
    10: _of_numbers(lambda found: variance(found, is_sample=True)),
    11: _of_numbers(lambda found: variance(found, is_sample=False)),
    12: _of_numbers(median),
    13: _of_numbers(mode),
}
"""What the numbers of SUBTOTAL and AGGREGATE mean; SUBTOTAL has the first eleven."""
_PLACES: dict[int, Callable[[Sequence[float], float], float]] = {
    14: lambda found, place: placed(found, place, is_large=True),
    15: lambda found, place: placed(found, place, is_large=False),
    16: lambda found, share: quantile(found, share, is_inclusive=True),
    17: lambda found, part: quantile(found, math.floor(part) / 4, is_inclusive=True),
    18: lambda found, share: quantile(found, share, is_inclusive=False),
    19: lambda found, part: quantile(found, math.floor(part) / 4, is_inclusive=False),
}
"""What AGGREGATE's further numbers mean, which ask for one more argument."""


class _Rule(NamedTuple):
    """What is left out: other subtotals, hidden rows, rows that a filter hides, errors."""

    nested: bool
    hidden: bool
    filtered: bool
    errors: bool = False


def _subtotal(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) < 2:
        raise Unknown("SUBTOTAL")
    number = int(as_number(arguments[0].run(scope)))
    is_hidden, number = number > 100, number - 100 if number > 100 else number
    if not 1 <= number <= 11:
        raise ExcelError("#VALUE!")
    return _WORKS[number](_values(scope, arguments[1:], _Rule(True, is_hidden, True)))


def _aggregate(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) < 3:
        raise Unknown("AGGREGATE")
    number, option = (int(as_number(argument.run(scope))) for argument in arguments[:2])
    if not 1 <= number <= 19 or not 0 <= option <= 7:
        raise ExcelError("#VALUE!")
    rule = _Rule(option < 4, option in (1, 3, 5, 7), option in (1, 3, 5, 7), option in (2, 3, 6, 7))
    if number in _WORKS:
        return _WORKS[number](_values(scope, arguments[2:], rule))
    if len(arguments) != 4:
        raise ExcelError("#VALUE!")
    found = numbers_of(_values(scope, arguments[2:3], rule))
    return _PLACES[number](found, as_number(arguments[3].run(scope)))


def _values(scope: Scope, arguments: Sequence[Node], rule: _Rule) -> Sequence[Value]:
    found: list[Value] = []
    for argument in arguments:
        areas = pointed(scope, argument)
        if areas is not None:
            for box in areas:
                found += _counted(scope, scope.cells.trimmed(box), rule)
        elif argument.grid is not None:
            found += array_of(scope, argument).values
        else:
            raise Unknown("a value in place of a range")
    return [value for value in found if not isinstance(value, ExcelError)] if rule.errors else found


def _counted(scope: Scope, box: Box, rule: _Rule) -> Sequence[Value]:
    """Return the values of a range that count."""
    cells = scope.cells
    values = cells.values(box)
    rows = cells.left_out(box, hidden=rule.hidden, filtered=rule.filtered)
    nested = cells.subtotals(box) if rule.nested else ()
    if not rows and not nested:
        return values
    _, top, left, _, right = box
    width = right - left + 1
    return [
        value
        for at, value in enumerate(values)
        if top + at // width not in rows and (top + at // width, left + at % width) not in nested
    ]


SUBTOTALS: dict[str, Function] = {"SUBTOTAL": _subtotal, "AGGREGATE": _aggregate}
