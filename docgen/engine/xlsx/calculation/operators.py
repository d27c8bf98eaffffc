"""The operators of values, and constants: what a formula's parts become between them."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from docgen.engine.xlsx.calculation.lifting import lifted
from docgen.engine.xlsx.calculation.nodes import Many, Node, Scope, Stretch
from docgen.engine.xlsx.calculation.values import (
    COMPARISONS,
    ExcelError,
    Unknown,
    Value,
    as_number,
    as_one_text,
    as_text,
    compared,
    divide,
    sound,
)

__all__ = ["binary", "constant", "negative", "percent"]

_HAIR = 2.0**-48


def constant(kind: str, text: str) -> Node:
    """Return a number, a text, a truth or an error as a formula writes it."""
    if kind == "error":
        return Node(lambda scope: sound(ExcelError(text.upper())))
    value: Value = text.upper() == "TRUE"
    if kind == "number":
        number = float(text)
        return Node(lambda scope: number, None, lambda stretch: [number] * stretch.count)
    if kind == "text":
        value = text[1:-1].replace('""', '"')
    return Node(lambda scope: value)


def negative(operand: Node) -> Node:
    """Return an operand with the other sign."""
    if operand.grid is not None:
        return lifted(lambda value: -as_number(value), [operand], operator.neg)
    numbers = operand.many
    many: Many | None = None if numbers is None else lambda stretch: [-number for number in numbers(stretch)]
    return Node(lambda scope: -as_number(operand.run(scope)), None, many)


def percent(operand: Node) -> Node:
    """Return a hundredth of an operand."""
    if operand.grid is not None:
        return lifted(lambda value: as_number(value) / 100, [operand])
    numbers = operand.many
    many: Many | None = None if numbers is None else lambda stretch: [n / 100 for n in numbers(stretch)]
    return Node(lambda scope: as_number(operand.run(scope)) / 100, None, many)


def binary(sign: str, left: Node, right: Node) -> Node:
    """Return what an operator makes of two operands."""
    is_lifted = left.grid is not None or right.grid is not None
    if sign == "&":
        if is_lifted:
            return lifted(lambda one, other: as_one_text((as_text(one), as_text(other))), [left, right])
        return Node(lambda scope: as_one_text((as_text(left.run(scope)), as_text(right.run(scope)))))
    if sign in COMPARISONS:
        return _comparison(sign, left, right, is_lifted)
    if is_lifted:
        return lifted(_on_values(_ARITHMETIC[sign]), [left, right], _NUMERIC.get(sign))
    return _arithmetic(sign, left, right)


def _comparison(sign: str, left: Node, right: Node, is_lifted: bool) -> Node:
    test, is_ordered = COMPARISONS[sign], sign not in ("=", "<>")

    def compare(one: Value, other: Value) -> Value:
        return test(compared(one, other, is_ordered=is_ordered), 0)

    if is_lifted:
        return lifted(compare, [left, right])
    return Node(lambda scope: compare(left.run(scope), right.run(scope)))


# Arithmetic


def _sum(one: float, other: float) -> float:
    """Return a sum; one of which nothing but the error of rounding is left is 0, as Excel has it."""
    found = one + other
    return 0.0 if abs(found) < abs(one) * _HAIR else found


def _difference(one: float, other: float) -> float:
    return _sum(one, -other)


def _power(one: float, other: float) -> float:
    if one == 0 and other == 0:
        raise ExcelError("#NUM!")
    try:
        found = one**other
    except ZeroDivisionError:
        raise ExcelError("#DIV/0!") from None
    if isinstance(found, complex):
        raise ExcelError("#NUM!")
    return float(found)


_Work = Callable[[float, float], float]
# How an operator works on numbers that all are known to be some; a quotient by zero raises.
_NUMERIC: dict[str, _Work] = {"+": _sum, "-": _difference, "*": operator.mul, "/": operator.truediv}
_ARITHMETIC: dict[str, _Work] = {**_NUMERIC, "/": divide, "^": _power}


def _on_values(work: _Work) -> Callable[[Value, Value], Value]:
    def run(one: Value, other: Value) -> Value:
        found = work(as_number(one), as_number(other))
        if not math.isfinite(found):
            raise ExcelError("#NUM!")
        return found

    return run


def _arithmetic(sign: str, left: Node, right: Node) -> Node:
    work = _ARITHMETIC[sign]

    def run(scope: Scope) -> Value:
        one, other = left.run(scope), right.run(scope)
        if type(one) is not float:
            one = as_number(one)
        if type(other) is not float:
            other = as_number(other)
        found = work(one, other)
        if not math.isfinite(found):
            raise ExcelError("#NUM!")
        return found

    return Node(run, None, _many(sign, left.many, right.many))


def _many(sign: str, left: Many | None, right: Many | None) -> Many | None:
    work = _NUMERIC.get(sign)
    if left is None or right is None or work is None:
        return None

    def many(stretch: Stretch) -> list[float]:
        found = list(map(work, left(stretch), right(stretch)))
        if not all(map(math.isfinite, found)):
            raise Unknown("a number that Excel does not have")
        return found

    return many
