"""Functions that count and add up what meets criteria."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from docgen.engine.xlsx.calculation.arguments import Function, numbers_of
from docgen.engine.xlsx.calculation.criteria import exact, test_of
from docgen.engine.xlsx.calculation.nodes import Box, Node, Scope
from docgen.engine.xlsx.calculation.places import Places, places
from docgen.engine.xlsx.calculation.pointers import single
from docgen.engine.xlsx.calculation.remembering import remembered
from docgen.engine.xlsx.calculation.totals import average
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value

__all__ = ["CONDITIONS"]

_SIZE = 20
"""How much room a question takes, in values of cells."""


class _Asked(NamedTuple):
    """Ranges of one size and what is asked of each, the range to take, and the size that is in use."""

    boxes: Sequence[Box]
    criteria: Sequence[Value]
    target: Box
    size: tuple[int, int]

    @property
    def key(self) -> object:
        """What tells one question from another."""
        criteria = tuple((type(value), str(value)) for value in self.criteria)
        return ("asked", self.target, *self.boxes, *criteria)


def _read(scope: Scope, criteria: Sequence[Node], target: Box | None) -> _Asked:
    """Return what some arguments ask: ranges and criteria, in turn."""
    if len(criteria) % 2 or not criteria:
        raise Unknown("a criterion's ranges")
    boxes = [single(scope, criterion) for criterion in criteria[::2]]
    asked = [_asked(scope, criterion) for criterion in criteria[1::2]]
    target = boxes[0] if target is None else target
    if len(set(map(_size, (*boxes, target)))) != 1:
        raise ExcelError("#VALUE!")
    sizes = [_size(scope.cells.trimmed(box)) for box in (*boxes, target)]
    return _Asked(boxes, asked, target, (max(h for h, _ in sizes), max(w for _, w in sizes)))


def _asked(scope: Scope, argument: Node) -> Value:
    """Return a criterion; raises Unknown for an error, whose like Excel would look for."""
    try:
        return argument.run(scope)
    except (ExcelError, OverflowError, ZeroDivisionError):
        raise Unknown("an error as a criterion") from None


def _size(box: Box) -> tuple[int, int]:
    return box[3] - box[1] + 1, box[4] - box[2] + 1


def _part(box: Box, size: tuple[int, int]) -> Box:
    return (box[0], box[1], box[2], box[1] + size[0] - 1, box[2] + size[1] - 1)


def _met(scope: Scope, asked: _Asked) -> Sequence[int]:
    """Return the places, row by row in the ranges, that meet all criteria."""
    left = [(_part(box, asked.size), value) for box, value in zip(asked.boxes, asked.criteria, strict=True)]
    found: Sequence[int] | None = None
    for number, (box, value) in enumerate(left):
        if (index := _index(scope, box, value)) is not None:
            found = index.of(exact(value), asked.size[0])
            del left[number]
            break
    for box, value in left:
        test = test_of(value)
        if found is None:
            found = [at for at, one in enumerate(scope.cells.values(box)) if test(one)]
        else:
            values = zip(found, _values_at(scope, box, found), strict=True)
            found = [at for at, one in values if test(one)]
    return found or ()


def _index(scope: Scope, box: Box, asked: Value) -> Places | None:
    """Return an index that answers for a criterion; None if the cells have to be asked."""
    wanted = exact(asked)
    index = None if wanted is None else places(scope.cells, box)
    if index is None or (index.has_figures and type(wanted) is float):
        return None
    return index


def _values_at(scope: Scope, box: Box, found: Sequence[int]) -> Sequence[Value]:
    """Return the values at some places of a range."""
    sheet, top, left, bottom, right = box
    if left == right and len(found) * 16 < bottom - top:
        return [scope.cells.value(sheet, top + at, left) for at in found]
    values = scope.cells.values(box)
    return [values[at] for at in found]


def _count_if(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 2:
        raise Unknown("COUNTIF")
    box, asked = scope.cells.trimmed(single(scope, arguments[0])), _asked(scope, arguments[1])
    index = _index(scope, box, asked)
    if index is None:
        return _count(scope, arguments)
    return float(index.number(exact(asked), box[3] - box[1] + 1))


def _count(scope: Scope, arguments: Sequence[Node]) -> Value:
    asked = _read(scope, arguments, None)
    return _remembered(scope, "count", asked, lambda: _number_met(scope, asked))


def _number_met(scope: Scope, asked: _Asked) -> float:
    """Return how often all criteria are met, the blank rows and columns at the end of a sheet included."""
    (height, width), (used, across) = _size(asked.target), asked.size
    blank = height * width - used * across
    is_met = blank > 0 and all(test_of(value)(None) for value in asked.criteria)
    return float(len(_met(scope, asked)) + blank * is_met)


def _remembered(scope: Scope, kind: object, asked: _Asked, work: Callable[[], float]) -> float:
    """Return a result, for the same question only once."""
    return remembered(scope.cells, (kind, asked.key), _SIZE, work)


def _of_chosen(
    scope: Scope, work: Callable[[Sequence[float]], float], target: Box, criteria: Sequence[Node]
) -> float:
    """Return what is made of the numbers of a range whose neighbours meet all criteria."""
    asked = _read(scope, criteria, target)

    def result() -> float:
        found = _met(scope, asked)
        return work(numbers_of(_values_at(scope, _part(target, asked.size), found)))

    return _remembered(scope, work, asked, result)


def _if(work: Callable[[Sequence[float]], float]) -> Function:
    """Return a function of a range, what is asked of it, and the range to take, if it is another."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not 2 <= len(arguments) <= 3:
            raise Unknown("a criterion's ranges")
        box = single(scope, arguments[0])
        target = single(scope, arguments[-1]) if len(arguments) == 3 else box
        return _of_chosen(scope, work, _part(target, _size(box)), arguments[:2])

    return run


def _ifs(work: Callable[[Sequence[float]], float]) -> Function:
    """Return a function of what meets all criteria; the range to take comes first."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not arguments:
            raise Unknown("arguments")
        return _of_chosen(scope, work, single(scope, arguments[0]), arguments[1:])

    return run


CONDITIONS: dict[str, Function] = {
    "COUNTIF": _count_if,
    "COUNTIFS": _count,
    "SUMIF": _if(math.fsum),
    "SUMIFS": _ifs(math.fsum),
    "AVERAGEIF": _if(average),
    "AVERAGEIFS": _ifs(average),
    "MINIFS": _ifs(lambda found: min(found, default=0.0)),
    "MAXIFS": _ifs(lambda found: max(found, default=0.0)),
}
