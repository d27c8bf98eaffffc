"""Functions that look values up in ranges and arrays: MATCH, VLOOKUP, XLOOKUP and the like.

What Excel finds in values that are not sorted as its function asks depends on how it halves them: that is
not calculated here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from docgen.engine.xlsx.calculation.arguments import Function
from docgen.engine.xlsx.calculation.lifting import array_of
from docgen.engine.xlsx.calculation.nodes import Box, Cells, Grid, Node, Scope
from docgen.engine.xlsx.calculation.offsets import cell_of
from docgen.engine.xlsx.calculation.places import places
from docgen.engine.xlsx.calculation.pointers import pointed, single
from docgen.engine.xlsx.calculation.remembering import remembered
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number, as_truth, same, sound
from docgen.engine.xlsx.calculation.wildcards import Wildcards, has_wildcards

__all__ = ["LOOKUPS", "LOOKUP_RANGES"]

_PLAIN = re.compile(r"[A-Za-z0-9 ]*")
_SHORT = 32
_EXACT, _LESS, _MORE, _LIKE = 0, -1, 1, 2
"""What is asked for: the value, or the next smaller or greater one, or what a pattern matches."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row or a column in which values are looked up: of a sheet, or of an array."""

    cells: Cells
    box: Box | None
    held: Sequence[Value] = ()

    @property
    def values(self) -> Sequence[Value]:
        """The values, in their order."""
        return self.held if self.box is None else self.cells.values(self.box)

    @property
    def count(self) -> int:
        """How many values there are."""
        if self.box is None:
            return len(self.held)
        return (self.box[3] - self.box[1] + 1) * (self.box[4] - self.box[2] + 1)

    def remembered(self, kind: str, make: Callable[[Sequence[Value]], Any]) -> Any:
        """Return what is made of the values, for a long line of cells only once."""
        if self.box is None or self.count < _SHORT:
            return make(self.values)
        return remembered(self.cells, (kind, self.box), 2 * self.count, lambda: make(self.values))


@dataclass(frozen=True, slots=True)
class _Block:
    """A table in which is looked up: cells of a sheet, or an array."""

    scope: Scope
    box: Box | None
    grid: Grid
    height: int
    width: int

    def line(self, *, is_across: bool) -> _Line:
        """Return its first row or its first column."""
        if self.box is not None:
            box = cell_of(self.box, *((1, 0) if is_across else (0, 1)))
            return _Line(self.scope.cells, self.scope.cells.trimmed(box))
        step = 1 if is_across else self.width
        end = self.width if is_across else self.height * self.width
        return _Line(self.scope.cells, None, [self.grid.values[at] for at in range(0, end, step)])

    def value(self, row: int, column: int) -> Value:
        """Return the value of a place, counted from 1; Excel's error for one outside."""
        if not (1 <= row <= self.height and 1 <= column <= self.width):
            raise ExcelError("#REF!")
        if self.box is None:
            return sound(self.grid.at(row - 1, column - 1))
        sheet, top, left, _, _ = self.box
        return sound(self.scope.cells.value(sheet, top + row - 1, left + column - 1))


def _block(scope: Scope, argument: Node) -> _Block:
    if pointed(scope, argument) is not None:
        box = single(scope, argument)
        return _Block(scope, box, Grid((), 0, 0), box[3] - box[1] + 1, box[4] - box[2] + 1)
    if argument.grid is None:
        raise Unknown("a range")
    grid = array_of(scope, argument)
    return _Block(scope, None, grid, grid.height, grid.width)


def _vector(scope: Scope, argument: Node) -> tuple[_Line, _Block]:
    """Return an argument that must be one row or one column."""
    block = _block(scope, argument)
    if block.height > 1 and block.width > 1:
        raise ExcelError("#N/A")
    return block.line(is_across=block.height == 1), block


# Where a value stands


def _exactly(asked: Value, line: _Line) -> Sequence[int]:
    """Return the places of a value."""
    if asked is None:
        if any(value in (0.0, "") and value is not False for value in line.values):
            raise Unknown("a blank cell that is looked up")
        return ()
    index = None if line.box is None else places(line.cells, line.box)
    if index is not None:
        return index.of(asked, line.count)
    return [at for at, value in enumerate(line.values) if value is not None and _is_same(asked, value)]


def _is_same(asked: Value, value: Value) -> bool:
    return not isinstance(value, ExcelError) and same(asked, value)


def _like(asked: str, line: _Line) -> Sequence[int]:
    pattern = Wildcards(asked)
    return [at for at, value in enumerate(line.values) if isinstance(value, str) and pattern.matches(value)]


def _key(value: Value) -> Any:
    """Return what orders values of one kind; raises Unknown where only a language could tell."""
    if not isinstance(value, str):
        return value
    if not _PLAIN.fullmatch(value):
        raise Unknown("the order of texts")
    return value.casefold()


def _keys(kind: type, values: Sequence[Value]) -> list[tuple[Any, int]]:
    return [(_key(value), at) for at, value in enumerate(values) if type(value) is kind]


def _sorted(kind: type, *, falling: bool) -> Callable[[Sequence[Value]], list[tuple[Any, int]]]:
    """Return what makes the keys of sorted values, with their places; raises Unknown if they are not."""

    def make(values: Sequence[Value]) -> list[tuple[Any, int]]:
        found = _keys(kind, values)
        pairs = pairwise(key for key, _ in found)
        if any(one < other if falling else one > other for one, other in pairs):
            raise Unknown("values that are not sorted")
        return found

    return make


def _up_to(asked: Value, line: _Line) -> int:
    """Return where the last value stands that is no greater, in rising values; -1 for nowhere."""
    asked = 0.0 if asked is None else asked
    kind = type(asked)
    found = line.remembered(f"rising {kind.__name__}", _sorted(kind, falling=False))
    at = bisect_right(found, _key(asked), key=lambda pair: pair[0]) - 1
    return found[at][1] if at >= 0 else -1


def _down_to(asked: Value, line: _Line) -> int:
    """Return where the last value stands that is no smaller, in falling values; -1 for nowhere."""
    if not isinstance(asked, float):
        raise Unknown("falling values that are no numbers")
    found = line.remembered("falling", _sorted(float, falling=True))
    at = bisect_right(found, -asked, key=lambda pair: -pair[0]) - 1
    if at > 0 and found[at][0] == found[at - 1][0]:
        raise Unknown("falling values that come twice")
    return found[at][1] if at >= 0 else -1


def _next(asked: Value, line: _Line, *, is_more: bool, is_last: bool) -> int:
    """Return where the next smaller or greater value stands, sorted or not; -1 for nowhere."""
    kind = type(asked)
    found = line.remembered(f"ordered {kind.__name__}", lambda values: sorted(_keys(kind, values)))
    key = _key(asked)
    at = bisect_right(found, key, key=_first) if is_more else bisect_left(found, key, key=_first) - 1
    if not 0 <= at < len(found):
        return -1
    low, high = bisect_left(found, found[at][0], key=_first), bisect_right(found, found[at][0], key=_first)
    return int(found[high - 1 if is_last else low][1])


def _first(pair: tuple[Any, int]) -> Any:
    return pair[0]


# Functions


def _matched(asked: Value, line: _Line, kind: float) -> int:
    """Return what MATCH and the like find: exactly (0), or sorted rising (1) or falling (-1)."""
    asked = sound(asked)
    if kind:
        found = _up_to(asked, line) if kind > 0 else _down_to(asked, line)
    else:
        is_pattern = isinstance(asked, str) and has_wildcards(asked)
        at = _like(str(asked), line) if is_pattern else _exactly(asked, line)
        found = at[0] if at else -1
    if found < 0:
        raise ExcelError("#N/A")
    return found


def _match(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("MATCH")
    kind = as_number(arguments[2].run(scope)) if len(arguments) > 2 else 1.0
    line, _ = _vector(scope, arguments[1])
    return 1.0 + _matched(arguments[0].run(scope), line, kind)


def _looked_up(is_across: bool) -> Function:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not 3 <= len(arguments) <= 4:
            raise Unknown("a lookup")
        block = _block(scope, arguments[1])
        number = int(as_number(arguments[2].run(scope)))
        if number < 1:
            raise ExcelError("#VALUE!")
        if number > (block.height if is_across else block.width):
            raise ExcelError("#REF!")
        is_exact = len(arguments) > 3 and not as_truth(arguments[3].run(scope))
        line = block.line(is_across=is_across)
        at = 1 + _matched(arguments[0].run(scope), line, 0 if is_exact else 1)
        return block.value(*((number, at) if is_across else (at, number)))

    return run


def _lookup(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("LOOKUP")
    asked, block = arguments[0].run(scope), _block(scope, arguments[1])
    if len(arguments) == 3:
        line, _ = _vector(scope, arguments[1])
        _, found = _vector(scope, arguments[2])
        at = 1 + _matched(asked, line, 1)
        return found.value(*((1, at) if found.height == 1 and found.width > 1 else (at, 1)))
    is_across = block.width > block.height
    at = 1 + _matched(asked, block.line(is_across=is_across), 1)
    return block.value(*((block.height, at) if is_across else (at, block.width)))


def _x_place(scope: Scope, arguments: Sequence[Node], first_mode: int) -> int:
    """Return where XLOOKUP and XMATCH find a value, -1 for nowhere; their modes stand from an argument on."""
    asked = sound(arguments[0].run(scope))
    modes = [argument.run(scope) for argument in arguments[first_mode:]]
    numbers = [int(as_number(mode)) if mode is not None else None for mode in modes]
    match, search = (*numbers, None, None)[:2]
    line, _ = _vector(scope, arguments[1])
    return _searched(asked, line, match or _EXACT, 1 if search is None else search)


def _searched(asked: Value, line: _Line, match: int, search: int) -> int:
    if match not in (_EXACT, _LESS, _MORE, _LIKE) or search not in (1, -1, 2, -2):
        raise ExcelError("#VALUE!")
    if asked is None:
        raise Unknown("a blank cell that is looked up")
    if abs(search) == 2:
        if match == _LIKE:
            raise ExcelError("#VALUE!")
        line.remembered(f"sorted {search} {type(asked)}", _sorted(type(asked), falling=search < 0))
    at = _like(str(asked), line) if match == _LIKE and isinstance(asked, str) else _exactly(asked, line)
    if at:
        if abs(search) == 2 and len(at) > 1:
            raise Unknown("values that come twice")
        return at[-1 if search < 0 else 0]
    if match in (_EXACT, _LIKE):
        return -1
    return _next(asked, line, is_more=match == _MORE, is_last=search < 0)


def _x_match(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 4:
        raise Unknown("XMATCH")
    if (at := _x_place(scope, arguments, 2)) < 0:
        raise ExcelError("#N/A")
    return at + 1.0


def _x_found(scope: Scope, arguments: Sequence[Node]) -> tuple[_Block, int, bool]:
    """Return where XLOOKUP takes from, the place there (-1 for nowhere), and whether that counts columns."""
    if not 3 <= len(arguments) <= 6:
        raise Unknown("XLOOKUP")
    _, asked = _vector(scope, arguments[1])
    block = _block(scope, arguments[2])
    is_across = asked.height == 1 and asked.width > 1
    if (block.width if is_across else block.height) != (asked.width if is_across else asked.height):
        raise ExcelError("#VALUE!")
    return block, _x_place(scope, arguments, 4), is_across


def _x_range(scope: Scope, arguments: Sequence[Node]) -> Sequence[Box] | None:
    block, at, is_across = _x_found(scope, arguments)
    if at < 0:
        return None if len(arguments) < 4 else pointed(scope, arguments[3])
    return None if block.box is None else [cell_of(block.box, *((0, at + 1) if is_across else (at + 1, 0)))]


def _x_looked_up(scope: Scope, arguments: Sequence[Node]) -> Value:
    block, at, is_across = _x_found(scope, arguments)
    if at < 0:
        if len(arguments) < 4:
            raise ExcelError("#N/A")
        if (found := arguments[3].run(scope)) is None:
            raise ExcelError("#N/A")
        return found
    if (block.height if is_across else block.width) > 1:
        raise Unknown("XLOOKUP of several values")
    return block.value(*((1, at + 1) if is_across else (at + 1, 1)))


LOOKUPS: dict[str, Function] = {
    "MATCH": _match,
    "VLOOKUP": _looked_up(False),
    "HLOOKUP": _looked_up(True),
    "LOOKUP": _lookup,
    "XLOOKUP": _x_looked_up,
    "XMATCH": _x_match,
}
LOOKUP_RANGES: dict[str, Callable[[Scope, Sequence[Node]], Sequence[Box] | None]] = {"XLOOKUP": _x_range}
