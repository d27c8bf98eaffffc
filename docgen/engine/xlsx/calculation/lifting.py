"""What works on single values lifted, so that given arrays it works on each of their values.

Arrays of different sizes go together as Excel lets them: one row or one column counts for all, and where an
array has nothing there is ``#N/A``.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import TypeVar

from docgen.engine.xlsx.calculation.nodes import Grid, Node, Scope, no_value
from docgen.engine.xlsx.calculation.pointers import area_grid, pointed
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, sound

__all__ = ["MOST", "aligned", "array_of", "constants", "lifted", "lifted_call", "open_array_of"]

MOST, _MOST_WORK = 400_000, 6_000_000
"""How many values an array may have, and how many are worked on for all arrays of a document."""
_MOST_TEXT = 20_000_000
"""How many signs the texts of an array may have."""
_CALL = 4
"""For how many of these the call of a function counts."""
_T = TypeVar("_T")
_MISSING = ExcelError("#N/A")


def array_of(scope: Scope, node: Node) -> Grid:
    """Return a part of a formula as an array: that of its cells, its own, or its one value.

    Raises Unknown for one of too many values.
    """
    found = open_array_of(scope, node)
    if found.more or found.height * found.width > MOST:
        raise Unknown("an array of too many values")
    return found


def open_array_of(scope: Scope, node: Node) -> Grid:
    """Return the same, of whole columns only what is in use; see ``Grid.more``."""
    areas = pointed(scope, node)
    if areas is not None:
        return area_grid(scope, areas) if node.grid is None else node.grid(scope)
    if node.grid is not None:
        return node.grid(scope)
    return Grid([_caught(node.run, scope)], 1, 1)


def _caught(work: Callable[..., Value], *values: object) -> Value:
    """Return a result, or the error that it is."""
    try:
        return work(*values)
    except ExcelError as error:
        return ExcelError(str(error))
    except (OverflowError, ZeroDivisionError):
        return ExcelError("#NUM!")


def _gathered(values: Iterable[Value]) -> list[Value]:
    """Return some values as a list; raises Unknown for texts that take too much room."""
    found, room = list[Value](), _MOST_TEXT
    for value in values:
        found.append(value)
        if type(value) is str:
            room -= len(value)
            if room < 0:
                raise Unknown("an array of long texts")
    return found


def constants(rows: Sequence[Sequence[Value]]) -> Node:
    """Return the array that a formula writes out; raises Unknown for rows of unequal length."""
    if len({len(row) for row in rows}) != 1:
        raise Unknown("rows of unequal length")
    grid = Grid(list(chain.from_iterable(rows)), len(rows), len(rows[0]))
    return Node(no_value, grid=lambda scope: grid)


def lifted(
    work: Callable[..., Value], operands: Sequence[Node], numeric: Callable[..., float] | None = None
) -> Node:
    """Return what an operator makes of arrays; ``numeric`` is a quicker way for numbers alone."""

    def grid(scope: Scope) -> Grid:
        size, columns = aligned(scope, [open_array_of(scope, operand) for operand in operands])
        if numeric is not None and (quick := _quickly(numeric, columns)) is not None:
            return Grid(quick, *size)
        return Grid(_gathered(_caught(work, *values) for values in zip(*columns, strict=True)), *size)

    return Node(no_value, grid=grid)


def _quickly(numeric: Callable[..., float], columns: Sequence[Sequence[Value]]) -> list[Value] | None:
    """Return the results for numbers and truths; None if there is anything else, or no number comes out."""
    if any(not isinstance(column, array) and set(map(type, column)) - {float, bool} for column in columns):
        return None
    try:
        found = list(map(float, map(numeric, *columns)))
    except (ZeroDivisionError, OverflowError):
        return None
    return list(found) if all(map(math.isfinite, found)) else None


def lifted_call(
    function: Callable[[Scope, Sequence[Node]], Value], arguments: Sequence[Node], places: Sequence[int]
) -> Node:
    """Return what a function makes of arrays where it takes single values, at some ``places``."""

    def grid(scope: Scope) -> Grid:
        given = [open_array_of(scope, arguments[place]) for place in places]
        size, columns = aligned(scope, given, _CALL)
        others = [_once(argument) for argument in arguments]

        def called(*values: Value) -> Value:
            given = list(others)
            for place, value in zip(places, values, strict=True):
                given[place] = _holding(value)
            found = function(scope, given)
            return 0.0 if found is None else found

        return Grid(_gathered(_caught(called, *values) for values in zip(*columns, strict=True)), *size)

    return Node(no_value, grid=grid)


def _once(node: Node) -> Node:
    """Return an argument that is calculated once at most; all calls have to be in the same place."""
    areas = None if node.areas is None else _first(node.areas)
    return Node(_first(node.run), areas, grid=None if node.grid is None else _first(node.grid))


def _first(work: Callable[[Scope], _T]) -> Callable[[Scope], _T]:
    found: list[_T] = []
    failed: list[Exception] = []

    def run(scope: Scope) -> _T:
        if failed:
            raise type(failed[0])(*failed[0].args)
        if not found:
            try:
                found.append(work(scope))
            except (ExcelError, Unknown) as error:
                failed.append(error)
                raise
        return found[0]

    return run


def _holding(value: Value) -> Node:
    return Node(lambda scope: sound(value))


def aligned(
    scope: Scope, grids: Sequence[Grid], cost: int = 1
) -> tuple[tuple[int, int, int], list[Sequence[Value]]]:
    """Return the size of what some arrays make together, and the values of each, so often as they count.

    The size is that of a grid: height, width and how many rows like the last one follow.
    """
    full = max(grid.height + grid.more for grid in grids)
    long = [grid for grid in grids if grid.height + grid.more == full]
    if any(grid.more for grid in grids) and any(1 < grid.height + grid.more < full for grid in grids):
        raise Unknown("arrays of different sizes")
    height, width = max(grid.height for grid in long), max(grid.width for grid in grids)
    memory = scope.cells.memory
    memory["lifted"] = memory.get("lifted", 0) + height * width * cost
    if height * width > MOST or memory["lifted"] > _MOST_WORK:
        raise Unknown("an array of too many values")
    return (height, width, full - height), [_grown(_deepened(grid, height), height, width) for grid in grids]


def _deepened(grid: Grid, height: int) -> Grid:
    """Return an array with some of the rows held that are like its last one."""
    if not grid.more or grid.height >= height:
        return grid
    last = list(grid.values[-grid.width :])
    return Grid([*grid.values, *last * (height - grid.height)], height, grid.width)


def _grown(grid: Grid, height: int, width: int) -> Sequence[Value]:
    if (grid.height, grid.width) == (height, width):
        return grid.values
    if grid.height == grid.width == 1:
        return list(repeat(grid.values[0], height * width))
    return [_placed(grid, row, column) for row in range(height) for column in range(width)]


def _placed(grid: Grid, row: int, column: int) -> Value:
    row, column = (0 if grid.height == 1 else row), (0 if grid.width == 1 else column)
    return grid.at(row, column) if row < grid.height and column < grid.width else _MISSING
