"""Functions of payments: what money at one time is worth at another."""

from __future__ import annotations

import math
from collections.abc import Sequence

from docgen.engine.xlsx.calculation.arguments import Function, figures, plain
from docgen.engine.xlsx.calculation.nodes import Node, Scope
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number, divide

__all__ = ["FINANCE"]


def _net_present_value(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) < 2:
        raise Unknown("NPV")
    rate = 1 + as_number(arguments[0].run(scope))
    if rate <= 0:
        raise ExcelError("#NUM!" if rate else "#DIV/0!")
    found = [figure for argument in arguments[1:] for figure in figures(scope, [argument])]
    return math.fsum(figure / rate**time for time, figure in enumerate(found, 1))


def _growth(rate: float, count: float, is_early: bool) -> tuple[float, float]:
    """Return what 1 becomes in some periods, and what payments of 1 in each of them become."""
    if not rate:
        return 1.0, count
    if rate <= -1:
        raise ExcelError("#NUM!")
    grown = (1 + rate) ** count
    return grown, (grown - 1) / rate * (1 + rate if is_early else 1)


def _numbers(*values: Value) -> list[float]:
    return [as_number(value) for value in values]


def _payment(rate: Value, count: Value, present: Value, future: Value = None, kind: Value = None) -> Value:
    by, periods, now, then, early = _numbers(rate, count, present, future, kind)
    if not periods:
        raise ExcelError("#NUM!")
    grown, paid = _growth(by, periods, early != 0)
    return -divide(then + now * grown, paid)


def _present(rate: Value, count: Value, payment: Value, future: Value = None, kind: Value = None) -> Value:
    by, periods, each, then, early = _numbers(rate, count, payment, future, kind)
    grown, paid = _growth(by, periods, early != 0)
    return -(then + each * paid) / grown


def _future(rate: Value, count: Value, payment: Value, present: Value = None, kind: Value = None) -> Value:
    by, periods, each, now, early = _numbers(rate, count, payment, present, kind)
    grown, paid = _growth(by, periods, early != 0)
    return -(now * grown + each * paid)


FINANCE: dict[str, Function] = {
    "FV": plain(_future, 3, 5),
    "NPV": _net_present_value,
    "PMT": plain(_payment, 3, 5),
    "PV": plain(_present, 3, 5),
}
