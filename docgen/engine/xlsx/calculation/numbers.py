"""Functions of single numbers: roundings, powers, remainders."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from docgen.engine.xlsx.calculation.arguments import Function, one, plain
from docgen.engine.xlsx.calculation.nodes import Node, Scope
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number, divide

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


def _to_multiple(mode: str) -> Function:
    """Return a function that rounds to a multiple; one of another sign is not known here."""

    def work(value: Value, step: Value) -> Value:
        number, by = as_number(value), as_number(step)
        if number * by < 0:
            raise Unknown("a multiple of another sign")
        if not number or not by:
            raise Unknown("nothing to round")
        ratio = Decimal(f"{number:.15g}") / Decimal(f"{by:.15g}")
        if ratio.adjusted() > 15:
            raise Unknown("many multiples")
        return float(ratio.quantize(Decimal(1), mode) * Decimal(f"{by:.15g}"))

    return plain(work, 2)


def _quotient(number: Value, by: Value) -> Value:
    return float(math.trunc(divide(as_number(number), as_number(by))))


def _is_even(value: Value) -> bool:
    return math.trunc(as_number(value)) % 2 == 0


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
    "CEILING": _to_multiple(ROUND_UP),
    "FLOOR": _to_multiple(ROUND_DOWN),
    "MROUND": _to_multiple(ROUND_HALF_UP),
    "QUOTIENT": plain(_quotient, 2),
    "ISEVEN": plain(_is_even, 1),
    "ISODD": plain(lambda value: not _is_even(value), 1),
    "PI": plain(lambda: math.pi, 0),
}
