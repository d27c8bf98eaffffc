"""How functions read their arguments: single values, ranges, numbers, days."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

from docgen.engine.xlsx.calculation.lifting import array_of
from docgen.engine.xlsx.calculation.nodes import Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number, sound

__all__ = ["Function", "boxed", "each", "figures", "numbers_of", "one", "plain"]

Function = Callable[[Scope, Sequence[Node]], Value]


def plain(work: Callable[..., Value], least: int, most: int = 0) -> Function:
    """Return a function of single values, ``least`` to ``most`` of them; an error in them is its result."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not least <= len(arguments) <= (most or least):
            raise Unknown("arguments")
        return work(*(sound(argument.run(scope)) for argument in arguments))

    return run


def one(work: Callable[[float], float]) -> Function:
    """Return a function of one number."""
    return plain(lambda value: float(work(as_number(value))), 1)


def boxed(scope: Scope, argument: Node) -> Sequence[Value]:
    """Return the values of an argument that is a range or an array; raises Unknown for any other."""
    if argument.areas is None and argument.grid is None:
        raise Unknown("a range")
    return array_of(scope, argument).values


def each(scope: Scope, arguments: Sequence[Node]) -> Iterator[tuple[Value, bool]]:
    """Yield the values of all arguments, and whether each stands in a cell or an array."""
    for argument in arguments:
        areas = pointed(scope, argument)
        if areas is not None:
            for box in areas:
                yield from ((value, True) for value in scope.cells.values(scope.cells.trimmed(box)))
        elif argument.grid is not None:
            yield from ((value, True) for value in array_of(scope, argument).values)
        else:
            yield argument.run(scope), False


def figures(scope: Scope, arguments: Sequence[Node]) -> Sequence[float]:
    """Return the numbers that functions such as SUM count: in cells and arrays only true numbers."""
    found: list[float] = []
    for argument in arguments:
        areas = pointed(scope, argument)
        if areas is not None:
            stretches = [scope.cells.values(scope.cells.trimmed(box)) for box in areas]
        elif argument.grid is not None:
            stretches = [array_of(scope, argument).values]
        else:
            value = argument.run(scope)
            found += [] if value is None else [as_number(value)]
            continue
        if len(stretches) == len(arguments) == 1:
            return numbers_of(stretches[0])
        for stretch in stretches:
            found.extend(numbers_of(stretch))
    return found


def numbers_of(values: Sequence[Value]) -> Sequence[float]:
    """Return the numbers among some values; an error among them is raised."""
    if isinstance(values, array):
        return values
    if ExcelError in set(map(type, values)):
        sound(next(value for value in values if isinstance(value, ExcelError)))
    return [value for value in values if type(value) is float]
