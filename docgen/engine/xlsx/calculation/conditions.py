"""Functions that count and add up what meets a criterion, such as ``">=3"``, ``"open*"`` or ``5``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from docgen.engine.xlsx.calculation.arguments import Function, numbers_of
from docgen.engine.xlsx.calculation.nodes import Box, Node, Scope
from docgen.engine.xlsx.calculation.places import Places, places
from docgen.engine.xlsx.calculation.pointers import single
from docgen.engine.xlsx.calculation.totals import average
from docgen.engine.xlsx.calculation.values import (
    COMPARISONS,
    ExcelError,
    Unknown,
    Value,
    compared,
    is_number,
)

__all__ = ["CONDITIONS", "has_wildcards", "pattern_of"]

Test = Callable[[Value], bool]
_SIGNS = ("<>", "<=", ">=", "<", ">", "=")
_MAYBE_MORE = re.compile(
    r"\W*\d[\d\s.,:/%-]*(?:am|pm)?\W*|.*(?:\d.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*\d).*|true|false|#.*[!?a]|.*\d.*[年月日时分].*",
    re.IGNORECASE | re.DOTALL,
)
"""Texts that Excel may take for a day, a time, an amount, a truth or an error."""
_ROOM = 2_000_000
"""How many places that meet criteria are remembered."""


def has_wildcards(text: str) -> bool:
    """Tell whether a text is a pattern: with ``*``, ``?``, or ``~`` in front of one of these."""
    return not set(text).isdisjoint("*?~")


def pattern_of(text: str) -> re.Pattern[str]:
    """Return what a text with wildcards matches: ``*`` anything, ``?`` one sign, ``~`` the sign behind it."""
    out, at = [], 0
    while at < len(text):
        sign = text[at]
        if sign == "~" and text[at + 1 : at + 2] in ("*", "?", "~"):
            at += 1
            out.append(re.escape(text[at]))
        else:
            out.append({"*": ".*", "?": "."}.get(sign) or re.escape(sign))
        at += 1
    return re.compile("".join(out), re.IGNORECASE | re.DOTALL)


def _test(criterion: Value) -> Test:
    """Return whether a value meets a criterion."""
    if not isinstance(criterion, str):
        wanted = 0.0 if criterion is None else criterion
        return _is_figure(wanted) if type(wanted) is float else lambda value: value is wanted
    sign = next((sign for sign in _SIGNS if criterion.startswith(sign)), "")
    rest = criterion[len(sign) :]
    if is_number(rest):
        return _test_of_number(sign, float(rest))
    if not rest:
        return _test_of_nothing(sign)
    if sign not in ("", "=", "<>") or _MAYBE_MORE.fullmatch(rest):
        raise Unknown(criterion)
    return _test_of_text(rest, is_other=sign == "<>")


def _is_figure(wanted: float) -> Test:
    """Return whether a value is a number; a text of the same digits is counted by some programs only."""

    def test(value: Value) -> bool:
        if isinstance(value, str) and is_number(value) and float(value) == wanted:
            raise Unknown("a number as text")
        return type(value) is float and value == wanted

    return test


def _test_of_number(sign: str, number: float) -> Test:
    is_equal = _is_figure(number)
    if sign in ("", "="):
        return is_equal
    if sign == "<>":
        return lambda value: not is_equal(value)
    compare = COMPARISONS[sign]
    return lambda value: type(value) is float and compare(compared(value, number), 0)


def _test_of_nothing(sign: str) -> Test:
    if sign == "":
        return lambda value: value is None or value == ""
    if sign == "=":
        return lambda value: value is None
    if sign == "<>":
        return lambda value: value is not None
    raise Unknown("more or less than nothing")


def _test_of_text(text: str, *, is_other: bool) -> Test:
    if has_wildcards(text):
        pattern = pattern_of(text)
        return lambda value: (isinstance(value, str) and pattern.fullmatch(value) is not None) is not is_other
    wanted = text.casefold()
    return lambda value: (isinstance(value, str) and value.casefold() == wanted) is not is_other


def _asked(scope: Scope, argument: Node) -> Value:
    """Return a criterion; raises Unknown for an error, whose like Excel would look for."""
    try:
        return argument.run(scope)
    except (ExcelError, OverflowError, ZeroDivisionError):
        raise Unknown("an error as a criterion") from None


def _exact(criterion: Value) -> Value:
    """Return the one value that alone meets a criterion; None if there is no such."""
    if not isinstance(criterion, str):
        return 0.0 if criterion is None else criterion
    rest = criterion.removeprefix("=")
    if is_number(rest):
        return float(rest)
    is_plain = rest and not rest.startswith(_SIGNS) and not has_wildcards(rest)
    return rest if is_plain and not _MAYBE_MORE.fullmatch(rest) else None


# The cells that meet criteria


class _Met(NamedTuple):
    """The places that meet all criteria, row by row in ranges of a size, and how many blank ones follow."""

    places: Sequence[int]
    size: tuple[int, int]
    rest: int


def _met(scope: Scope, criteria: Sequence[Node], target: Box | None = None) -> _Met:
    """Return what meets all criteria, which are ranges and what they ask, in turn.

    ``target`` is one more range of the same size.
    """
    if len(criteria) % 2 or not criteria:
        raise Unknown("a criterion's ranges")
    boxes = [single(scope, criterion) for criterion in criteria[::2]]
    asked = [_asked(scope, criterion) for criterion in criteria[1::2]]
    all_ = [*boxes, target or boxes[0]]
    if len(set(map(_size, all_))) != 1:
        raise ExcelError("#VALUE!")
    size = _used(scope, all_)
    key = ("met", size, *boxes, *((type(value), str(value)) for value in asked))
    found: _Met | None = scope.cells.memory.get(key)
    if found is None:
        found = _find(scope, [_part(box, size) for box in boxes], asked, size)
        (height, width) = _size(boxes[0])
        if blank := height * width - size[0] * size[1]:
            is_met = all(_test(value)(None) for value in asked)
            found = found._replace(rest=blank * is_met)
        _remember(scope, key, found)
    return found


def _remember(scope: Scope, key: object, found: _Met) -> None:
    """Keep what meets some criteria, as long as all that is kept has room."""
    memory = scope.cells.memory
    memory["room"] = memory.get("room", _ROOM) - len(found.places) - 16
    if memory["room"] > 0:
        memory[key] = found


def _find(scope: Scope, boxes: Sequence[Box], asked: Sequence[Value], size: tuple[int, int]) -> _Met:
    found: Sequence[int] | None = None
    left = list(zip(boxes, asked, strict=True))
    for box, value in left:
        if found is None and (index := _index(scope, box, value)) is not None:
            found = index.of(_exact(value), size[0])
            left.remove((box, value))
            break
    for box, value in left:
        values, test = scope.cells.values(box), _test(value)
        if found is None:
            found = [at for at, one in enumerate(values) if test(one)]
        else:
            found = [at for at in found if test(values[at])]
    return _Met(found or (), size, 0)


def _index(scope: Scope, box: Box, asked: Value) -> Places | None:
    """Return an index that answers for a criterion; None if the cells have to be asked."""
    exact = _exact(asked)
    index = None if exact is None else places(scope.cells, box)
    if index is None or (index.has_figures and type(exact) is float):
        return None
    return index


def _size(box: Box) -> tuple[int, int]:
    return box[3] - box[1] + 1, box[4] - box[2] + 1


def _part(box: Box, size: tuple[int, int]) -> Box:
    return (box[0], box[1], box[2], box[1] + size[0] - 1, box[2] + size[1] - 1)


def _used(scope: Scope, boxes: Sequence[Box]) -> tuple[int, int]:
    """Return how many rows and columns of ranges of one size hold anything."""
    sizes = [_size(scope.cells.trimmed(box)) for box in boxes]
    return max(height for height, _ in sizes), max(width for _, width in sizes)


def _count_if(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 2:
        raise Unknown("COUNTIF")
    box, asked = scope.cells.trimmed(single(scope, arguments[0])), _asked(scope, arguments[1])
    index = _index(scope, box, asked)
    if index is None:
        return _count(scope, arguments)
    return float(index.number(_exact(asked), box[3] - box[1] + 1))


def _count(scope: Scope, arguments: Sequence[Node]) -> Value:
    found = _met(scope, arguments)
    return float(len(found.places) + found.rest)


def _chosen(scope: Scope, target: Box, criteria: Sequence[Node]) -> Sequence[float]:
    """Return the numbers of a range whose neighbours meet all criteria."""
    found = _met(scope, criteria, target)
    if not found.places:
        return ()
    values = scope.cells.values(_part(target, found.size))
    return numbers_of([values[at] for at in found.places])


def _if(work: Callable[[Sequence[float]], float]) -> Function:
    """Return a function of a range, what is asked of it, and the range to take, if it is another."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not 2 <= len(arguments) <= 3:
            raise Unknown("a criterion's ranges")
        box = single(scope, arguments[0])
        target = single(scope, arguments[-1]) if len(arguments) == 3 else box
        return work(_chosen(scope, _part(target, _size(box)), arguments[:2]))

    return run


def _ifs(work: Callable[[Sequence[float]], float]) -> Function:
    """Return a function of what meets all criteria; the range to take comes first."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not arguments:
            raise Unknown("arguments")
        return work(_chosen(scope, single(scope, arguments[0]), arguments[1:]))

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
