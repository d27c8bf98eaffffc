"""Functions that add up, count and compare all numbers of some ranges."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from docgen.engine.xlsx.calculation.arguments import Function, each, figures, numbers_of
from docgen.engine.xlsx.calculation.lifting import aligned, open_array_of
from docgen.engine.xlsx.calculation.nodes import Box, Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed, single
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, divide, is_number, sound

__all__ = ["TOTALS", "average", "product"]

_SHORT = 64
"""A range of fewer cells is read anew each time."""


State = tuple[float, ...]


def _sum_on(known: State, found: Sequence[float]) -> State:
    """Return a sum with further numbers, and what rounding has left out of it."""
    if not any(known):
        return math.fsum(found), 0.0
    every = (*known, *found)
    total = math.fsum(every)
    return total, math.fsum((*every, -total))


_FOLDS: dict[str, tuple[State, Callable[[State, Sequence[float]], State]]] = {
    "sum": ((0.0, 0.0), _sum_on),
    "count": ((0.0,), lambda known, found: (known[0] + len(found),)),
    "least": ((math.inf,), lambda known, found: (min(*known, *found),) if found else known),
    "most": ((-math.inf,), lambda known, found: (max(*known, *found),) if found else known),
}
"""How a result begins, and how it goes on with further numbers."""


def _folded(scope: Scope, arguments: Sequence[Node], kind: str) -> State:
    """Return a result over some numbers; over a long stretch of a column only what is new is read."""
    begin, join = _FOLDS[kind]
    areas = pointed(scope, arguments[0]) if len(arguments) == 1 else None
    if areas is None or len(areas) != 1 or not _is_long(areas[0]):
        return join(begin, figures(scope, arguments))
    sheet, top, column, bottom, _ = box = scope.cells.trimmed(areas[0])
    memory, key = scope.cells.memory, (kind, sheet, top, column)
    known: State
    last, known = memory.get(key, (top - 1, begin))
    if bottom < last:
        return join(begin, numbers_of(scope.cells.values(box)))
    if bottom > last:
        known = join(known, numbers_of(scope.cells.values((sheet, last + 1, column, bottom, column))))
        memory[key] = bottom, known
    return known


def _is_long(box: Box) -> bool:
    return box[2] == box[4] and box[3] - box[1] >= _SHORT


def _extreme(kind: str) -> Function:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        (found,) = _folded(scope, arguments, kind)
        return found if math.isfinite(found) else 0.0

    return run


def _average(scope: Scope, arguments: Sequence[Node]) -> Value:
    return divide(_folded(scope, arguments, "sum")[0], _folded(scope, arguments, "count")[0])


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
    "SUM": lambda scope, arguments: _folded(scope, arguments, "sum")[0],
    "AVERAGE": _average,
    "COUNT": _count,
    "COUNTA": lambda scope, arguments: float(sum(v is not None for v, _ in each(scope, arguments))),
    "COUNTBLANK": _count_blank,
    "MIN": _extreme("least"),
    "MAX": _extreme("most"),
    "PRODUCT": _of_figures(product),
    "SUMPRODUCT": _sum_product,
    "SUMSQ": _of_figures(lambda found: math.fsum(number * number for number in found)),
}
