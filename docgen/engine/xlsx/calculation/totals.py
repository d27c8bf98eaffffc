"""Functions that add up, count and compare all numbers of some ranges."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from docgen.engine.xlsx.calculation.arguments import Function, each, figures, numbers_of
from docgen.engine.xlsx.calculation.lifting import aligned, open_array_of
from docgen.engine.xlsx.calculation.nodes import Box, Cells, Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed, single
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, divide, is_number, sound

__all__ = ["TOTALS", "average", "product"]

_SHORT = 64
"""A range of so many cells is added up anew each time."""


def _sum(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) == 1 and (areas := pointed(scope, arguments[0])) is not None and len(areas) == 1:
        box = areas[0]
        if box[2] == box[4] and box[3] - box[1] >= _SHORT:
            return _running_sum(scope.cells, scope.cells.trimmed(box))
    return math.fsum(figures(scope, arguments))


def _running_sum(cells: Cells, box: Box) -> float:
    """Return the sum of a stretch of a column; what was added up before from the same row on is known."""
    sheet, top, column, bottom, _ = box
    key = ("sum", sheet, top, column)
    known: tuple[int, float, float] | None = cells.memory.get(key)
    if known is None or bottom < known[0]:
        total = math.fsum(numbers_of(cells.values(box)))
        cells.memory.setdefault(key, (bottom, total, 0.0))
        return total
    last, total, rest = known
    if bottom > last:
        found = [total, rest, *numbers_of(cells.values((sheet, last + 1, column, bottom, column)))]
        total = math.fsum(found)
        cells.memory[key] = bottom, total, math.fsum((*found, -total))
    return total


def average(found: Sequence[float]) -> float:
    """Return the mean of some numbers; of none it is Excel's error."""
    return divide(math.fsum(found), len(found))


def product(found: Sequence[float]) -> float:
    """Return the product of some numbers, 0 of none."""
    return math.prod(found) if found else 0.0


def _of_figures(work: Callable[[Sequence[float]], float]) -> Function:
    return lambda scope, arguments: float(work(figures(scope, arguments)))


def _count(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = 0
    for value, in_cell in each(scope, arguments):
        if type(value) is float or (not in_cell and isinstance(value, bool)):
            found += 1
        elif not in_cell and isinstance(value, str):
            found += is_number(value)
    return float(found)


def _count_blank(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 1:
        raise Unknown("COUNTBLANK")
    box = single(scope, arguments[0])
    used = scope.cells.trimmed(box)
    blank = sum(value is None or value == "" for value in scope.cells.values(used))
    return float(blank + _number_of(box) - _number_of(used))


def _number_of(box: Box) -> int:
    return (box[3] - box[1] + 1) * (box[4] - box[2] + 1)


def _sum_product(scope: Scope, arguments: Sequence[Node]) -> Value:
    """The sum of the products of values that stand in the same place; what is no number counts as 0."""
    grids = [open_array_of(scope, argument) for argument in arguments]
    if not grids:
        raise Unknown("SUMPRODUCT")
    if len({(grid.height + grid.more, grid.width) for grid in grids}) != 1:
        raise ExcelError("#VALUE!")
    (_, width, more), columns = aligned(scope, grids)
    factors = [_as_factors(values) for values in columns]
    products = factors[0] if len(factors) == 1 else list(map(math.prod, zip(*factors, strict=True)))
    return math.fsum(products) + math.fsum(products[-width:]) * more


def _as_factors(values: Sequence[Value]) -> Sequence[float]:
    if set(map(type, values)) == {float}:
        return values  # type: ignore[return-value]  # just seen
    return [value if type(value) is float else 0.0 for value in map(sound, values)]


TOTALS: dict[str, Function] = {
    "SUM": _sum,
    "AVERAGE": _of_figures(average),
    "COUNT": _count,
    "COUNTA": lambda scope, arguments: float(sum(v is not None for v, _ in each(scope, arguments))),
    "COUNTBLANK": _count_blank,
    "MIN": _of_figures(lambda found: min(found, default=0.0)),
    "MAX": _of_figures(lambda found: max(found, default=0.0)),
    "PRODUCT": _of_figures(product),
    "SUMPRODUCT": _sum_product,
    "SUMSQ": _of_figures(lambda found: math.fsum(number * number for number in found)),
}
