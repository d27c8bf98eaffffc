"""The values of cells as formulas see them, and the functions that reports use.

Excel's own errors are values of the kind :class:`ExcelError`; what is not known here raises :class:`Unknown`.
Nothing here knows XML.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any, Protocol

__all__ = [
    "COMPARISONS",
    "FUNCTIONS",
    "Box",
    "Cells",
    "ExcelError",
    "Lookup",
    "Many",
    "Node",
    "Run",
    "Scope",
    "Stretch",
    "Unknown",
    "Value",
    "as_number",
    "as_text",
    "as_truth",
    "boxed",
    "count_of",
    "day_of",
    "divide",
    "each",
    "figures",
    "figures_ifs",
    "plain",
    "same",
    "sound",
]


_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_FIRST_DAY, _LEAP_DAY = 693_594, 60  # the day that Excel counts as 0, as Python counts; its 29 February 1900


class Unknown(Exception):
    """The formula holds something that is not calculated here."""


class ExcelError(Exception):
    """One of Excel's errors, such as ``#DIV/0!``."""


Value = float | str | bool | ExcelError | None
Box = tuple[str, int, int, int, int]
"""A sheet's name (empty for the formula's own), first row and column, last row and column."""


class Lookup(Protocol):
    """The cells of one column by their rows."""

    def get(self, row: int, /) -> object:
        """Return what stands in a row."""


class Cells(Protocol):
    """Where formulas find the values of cells."""

    is_1904: bool
    """Whether days are counted from 1904."""

    def value(self, sheet: str, row: int, column: int) -> Value:
        """Return the value of a cell of a sheet; raises Unknown where it is not known."""

    def values(self, box: Box) -> Sequence[Value]:
        """Return the values of a range, row by row."""

    def named(self, sheet: str, name: str) -> str:
        """Return what a name means on a sheet, as the text of a formula; raises Unknown if there is none."""

    def settled(self, sheet: str) -> Mapping[int, Lookup]:
        """Return the columns of a sheet; what is no value yet there has to be asked for by :meth:`value`."""


@dataclass(slots=True)
class Scope:
    """Where one formula stands: its cells, its sheet and that sheet's columns, its row."""

    cells: Cells
    sheet: str
    row: int
    columns: Mapping[int, Lookup]


class Stretch(Protocol):
    """Many rows at once, in each of which the same formula stands."""

    count: int

    def numbers(self, by: int, column: int) -> Sequence[float]:
        """Return the numbers ``by`` rows below each row; raises Unknown if any is no number."""


Run = Callable[[Scope], Value]
Many = Callable[[Stretch], Sequence[float]]


@dataclass(slots=True)
class Node:
    """A part of a formula: how it is calculated, for a reference its box, and how for many rows at once."""

    run: Run
    box: Callable[[Scope], Box] | None = None
    many: Many | None = None


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def sound(value: Value) -> Value:
    """Return a value, or raise it if it is an error."""
    if isinstance(value, ExcelError):
        raise value
    return value


def as_number(value: Value) -> float:
    """Return a value as a number, as operators take it."""
    if value is None:
        return 0.0
    if isinstance(value, ExcelError):
        raise value
    if isinstance(value, str):
        if _is_number(value):
            return float(value)
        if any(map(str.isdigit, value)):
            raise Unknown("a text that may be a day or an amount")
        raise ExcelError("#VALUE!")
    return float(value)


def as_text(value: Value) -> str:
    """Return a value as text, as ``&`` takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return str(value)


def as_truth(value: Value) -> bool:
    """Return a value as a condition takes it."""
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise ExcelError("#VALUE!")
    return bool(as_number(value))


def same(one: Value, other: Value) -> bool:
    """Return whether two values are the same to Excel: texts without case, a blank as nothing of its kind."""
    if one is None or other is None:
        return (one or other) in (None, "", 0.0, False)
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return type(sound(one)) is type(sound(other)) and one == other


def day_of(count: float) -> dt.date:
    """Return the day that a number counts, from 1900; raises Unknown for one that only Excel has."""
    if not _LEAP_DAY < count < 2_950_000:
        raise Unknown("a day outside of the calendar")
    return dt.date.fromordinal(int(count) + _FIRST_DAY)


def count_of(day: dt.date) -> float:
    """Return how Excel counts a day, from 1900; raises Unknown for one before its wrong leap day."""
    count = day.toordinal() - _FIRST_DAY
    if count <= _LEAP_DAY:
        raise Unknown("a day outside of the calendar")
    return float(count)


def boxed(scope: Scope, argument: Node) -> Sequence[Value]:
    """Return the values of an argument that is a range; raises Unknown for any other."""
    if argument.box is None:
        raise Unknown("a range")
    return scope.cells.values(argument.box(scope))


def plain(work: Callable[..., Value], least: int, most: int = 0) -> Callable[[Scope, Sequence[Node]], Value]:
    """Return a function of single values, ``least`` to ``most`` of them; an error in them is its result."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not least <= len(arguments) <= (most or least):
            raise Unknown("arguments")
        return work(*(sound(argument.run(scope)) for argument in arguments))

    return run


def divide(one: float, other: float) -> float:
    """Return a quotient; by zero it is Excel's error."""
    if other == 0:
        raise ExcelError("#DIV/0!")
    return one / other


# Functions


def each(scope: Scope, arguments: Sequence[Node]) -> Iterator[tuple[Value, bool]]:
    """Yield the values of all arguments, and whether each stands in a cell."""
    for argument in arguments:
        if argument.box is None:
            yield argument.run(scope), False
        else:
            for value in scope.cells.values(argument.box(scope)):
                yield value, True


def figures(scope: Scope, arguments: Sequence[Node]) -> Sequence[float]:
    """Return the numbers that functions such as SUM count: in cells only true numbers."""
    found: list[float] = []
    for argument in arguments:
        if argument.box is None:
            value = argument.run(scope)
            found += [] if value is None else [as_number(value)]
            continue
        values = scope.cells.values(argument.box(scope))
        if isinstance(values, array):
            if len(arguments) == 1:
                return values
            found.extend(values)
            continue
        if ExcelError in set(map(type, values)):
            raise next(value for value in values if isinstance(value, ExcelError))
        found += [value for value in values if type(value) is float]
    return found


def _average(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = figures(scope, arguments)
    return divide(math.fsum(found), len(found))


def _product(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = figures(scope, arguments)
    return math.prod(found) if found else 0.0


def _count(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = 0
    for value, in_cell in each(scope, arguments):
        if type(value) is float or (not in_cell and isinstance(value, bool)):
            found += 1
        elif not in_cell and isinstance(value, str):
            found += _is_number(value)
    return float(found)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _if(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("IF")
    if as_truth(arguments[0].run(scope)):
        return arguments[1].run(scope)
    return arguments[2].run(scope) if len(arguments) > 2 else False


def _if_error(scope: Scope, arguments: Sequence[Node]) -> Value:
    try:
        found = arguments[0].run(scope)
        if not isinstance(found, ExcelError):
            return found
    except (ExcelError, OverflowError, ZeroDivisionError):
        pass
    return arguments[1].run(scope) if len(arguments) > 1 else ""


def _rounding(mode: str) -> Callable[[Scope, Sequence[Node]], Value]:
    def work(scope: Scope, arguments: Sequence[Node]) -> Value:
        number = as_number(arguments[0].run(scope))
        places = int(as_number(arguments[1].run(scope))) if len(arguments) > 1 else 0
        if not -300 <= places <= 300:
            raise Unknown("places")
        exact = Decimal(f"{number:.15g}")
        if exact.adjusted() + places > 27:
            return number
        return float(exact.quantize(Decimal(1).scaleb(-places), mode))

    return work


def _logic(combine: Callable[[Iterator[bool]], bool]) -> Callable[[Scope, Sequence[Node]], Value]:
    def work(scope: Scope, arguments: Sequence[Node]) -> Value:
        found = [
            as_truth(sound(value))
            for value, in_cell in each(scope, arguments)
            if not (in_cell and (value is None or isinstance(value, str)))
        ]
        if not found:
            raise ExcelError("#VALUE!")
        return combine(iter(found))

    return work


def _matches(criterion: Value) -> Callable[[Value], bool]:
    """Return whether a value meets a criterion such as ``">=3"``, ``"open*"`` or ``5``."""
    if not isinstance(criterion, str):
        wanted = 0.0 if criterion is None else criterion
        return lambda value: type(value) is type(wanted) and value == wanted
    sign = next((s for s in ("<>", "<=", ">=", "<", ">", "=") if criterion.startswith(s)), "")
    rest = criterion[len(sign) :]
    if _is_number(rest):
        number, compare = float(rest), COMPARISONS[sign or "="]
        if sign == "<>":
            return lambda value: not (type(value) is float and value == number)
        return lambda value: type(value) is float and compare(value, number)
    if sign not in ("", "=", "<>") or not rest or "~" in rest:
        raise Unknown(criterion)
    pattern = re.compile(re.escape(rest).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE | re.DOTALL)
    return lambda value: (
        (isinstance(value, str) and pattern.fullmatch(value) is not None) is not (sign == "<>")
    )


def _selected(scope: Scope, arguments: Sequence[Node]) -> list[Value]:
    """Return what SUMIF and the like take: the values whose neighbours, or themselves, meet the criterion."""
    boxes = [argument.box for argument in (arguments[0], *arguments[2:3])]
    ranges = [scope.cells.values(box(scope)) for box in boxes if box is not None]
    if not 2 <= len(arguments) <= 3 or len(ranges) != len(boxes) or len(ranges[0]) != len(ranges[-1]):
        raise Unknown("a criterion's ranges")
    matches = _matches(arguments[1].run(scope))
    return [value for key, value in zip(ranges[0], ranges[-1], strict=True) if matches(key)]


def _selected_by_all(scope: Scope, target: Node, criteria: Sequence[Node]) -> list[Value]:
    """Return what SUMIFS and the like take: the values whose neighbours meet every criterion."""
    boxes = [target.box, *(argument.box for argument in criteria[::2])]
    ranges = [scope.cells.values(box(scope)) for box in boxes if box is not None]
    if len(criteria) % 2 or not criteria or len(ranges) != len(boxes) or len(set(map(len, ranges))) != 1:
        raise Unknown("a criterion's ranges")
    tests = [_matches(argument.run(scope)) for argument in criteria[1::2]]
    return [
        value
        for value, *keys in zip(*ranges, strict=True)
        if all(test(key) for test, key in zip(tests, keys, strict=True))
    ]


def _count_ifs(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not arguments:
        raise Unknown("arguments")
    return float(len(_selected_by_all(scope, arguments[0], arguments)))


def figures_ifs(scope: Scope, arguments: Sequence[Node]) -> list[float]:
    if not arguments:
        raise Unknown("arguments")
    found = _selected_by_all(scope, arguments[0], arguments[1:])
    return [value for value in map(sound, found) if type(value) is float]


def _average_ifs(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = figures_ifs(scope, arguments)
    return divide(math.fsum(found), len(found))


def _sum_if(scope: Scope, arguments: Sequence[Node]) -> list[float]:
    found = _selected(scope, arguments)
    return [value for value in map(sound, found) if type(value) is float]


def _average_if(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = _sum_if(scope, arguments)
    return divide(math.fsum(found), len(found))


def _is(test: Callable[[Value], bool]) -> Callable[[Scope, Sequence[Node]], Value]:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if len(arguments) != 1:
            raise Unknown("arguments")
        try:
            return test(arguments[0].run(scope))
        except ExcelError:
            return False

    return run


def _as_figure(scope: Scope, arguments: Sequence[Node]) -> Value:
    value = arguments[0].run(scope) if len(arguments) == 1 else None
    return float(value) if isinstance(value, (float, bool)) else 0.0


def _one(work: Callable[[float], float]) -> Callable[[Scope, Sequence[Node]], Value]:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if len(arguments) != 1:
            raise Unknown("arguments")
        return float(work(as_number(arguments[0].run(scope))))

    return run


FUNCTIONS: dict[str, Callable[[Scope, Sequence[Node]], Value]] = {
    "SUM": lambda scope, arguments: math.fsum(figures(scope, arguments)),
    "AVERAGE": _average,
    "COUNT": _count,
    "COUNTA": lambda scope, arguments: float(sum(v is not None for v, _ in each(scope, arguments))),
    "MIN": lambda scope, arguments: min(figures(scope, arguments), default=0.0),
    "MAX": lambda scope, arguments: max(figures(scope, arguments), default=0.0),
    "PRODUCT": _product,
    "ROUND": _rounding(ROUND_HALF_UP),
    "ROUNDUP": _rounding(ROUND_UP),
    "ROUNDDOWN": _rounding(ROUND_DOWN),
    "IF": _if,
    "IFERROR": _if_error,
    "AND": _logic(all),
    "OR": _logic(any),
    "NOT": lambda scope, arguments: not as_truth(arguments[0].run(scope)) if arguments else None,
    "COUNTIF": lambda scope, arguments: float(len(_selected(scope, arguments[:2]))),
    "SUMIF": lambda scope, arguments: math.fsum(_sum_if(scope, arguments)),
    "AVERAGEIF": _average_if,
    "COUNTIFS": _count_ifs,
    "SUMIFS": lambda scope, arguments: math.fsum(figures_ifs(scope, arguments)),
    "AVERAGEIFS": _average_ifs,
    "ISNUMBER": _is(lambda value: type(value) is float),
    "ISTEXT": _is(lambda value: isinstance(value, str)),
    "ISBLANK": _is(lambda value: value is None),
    "N": _as_figure,
    "ABS": _one(abs),
    "INT": _one(math.floor),
}
