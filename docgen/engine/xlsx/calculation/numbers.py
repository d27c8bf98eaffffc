"""Functions of single numbers: roundings, powers, remainders."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from docgen.engine.xlsx.calculation.arguments import Function, one, plain
from docgen.engine.xlsx.calculation.nodes import Node, Scope
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number

__all__ = ["NUMBERS"]


def _rounding(mode: str) -> Function:
    def work(value: Value, places: Value = None) -> Value:
        number, count = as_number(value), int(as_number(places))
        if not -300 <= count <= 300:
            raise Unknown("places")
        exact = Decimal(f"{number:.15g}")
        if exact.adjusted() + count > 27:
            return number
        return float(exact.quantize(Decimal(1).scaleb(-count), mode))

    return plain(work, 1, 2)


def _mod(number: Value, by: Value) -> Value:
    one, other = as_number(number), as_number(by)
    if other == 0:
        raise ExcelError("#DIV/0!")
    return one - other * math.floor(one / other)


def _power(number: Value, by: Value) -> Value:
    one, other = as_number(number), as_number(by)
    if (one == 0 and other <= 0) or (one < 0 and not other.is_integer()):
        raise ExcelError("#DIV/0!" if one == 0 and other < 0 else "#NUM!")
    return float(one**other)


def _root(number: Value) -> Value:
    if (found := as_number(number)) < 0:
        raise ExcelError("#NUM!")
    return math.sqrt(found)


def _sign(number: Value) -> Value:
    found = as_number(number)
    return float((found > 0) - (found < 0))


def _logarithm(number: Value, base: Value = 10.0) -> Value:
    found, by = as_number(number), as_number(base)
    if found <= 0 or by <= 0:
        raise ExcelError("#NUM!")
    if by == 1:
        raise ExcelError("#DIV/0!")
    return math.log10(found) if by == 10 else math.log(found) / math.log(by)


def _as_figure(scope: Scope, arguments: Sequence[Node]) -> Value:
    value = arguments[0].run(scope) if len(arguments) == 1 else None
    return float(value) if isinstance(value, (float, bool)) else 0.0


NUMBERS: dict[str, Function] = {
    "ROUND": _rounding(ROUND_HALF_UP),
    "ROUNDUP": _rounding(ROUND_UP),
    "ROUNDDOWN": _rounding(ROUND_DOWN),
    "TRUNC": _rounding(ROUND_DOWN),
    "ABS": one(abs),
    "INT": one(math.floor),
    "N": _as_figure,
    "MOD": plain(_mod, 2),
    "POWER": plain(_power, 2),
    "SQRT": plain(_root, 1),
    "SIGN": plain(_sign, 1),
    "EXP": one(math.exp),
    "LN": plain(lambda number: _logarithm(number, math.e), 1),
    "LOG": plain(_logarithm, 1, 2),
    "LOG10": plain(_logarithm, 1),
    "PI": plain(lambda: math.pi, 0),
}
