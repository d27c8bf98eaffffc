"""Functions of days.  Days before March 1900, and workbooks that count from 1904, are not calculated here."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence

from docgen.engine.xlsx.functions import (
    ExcelError,
    Node,
    Scope,
    Unknown,
    Value,
    as_number,
    boxed,
    count_of,
    day_of,
    plain,
)

__all__ = ["MOMENTS"]

_FARTHEST = 100_000
"""Days between which working days are counted one by one."""

Function = Callable[[Scope, Sequence[Node]], Value]


def _from_1900(function: Function) -> Function:
    """Let a function work only where days are counted as it does."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if scope.cells.is_1904:
            raise Unknown("days from 1904")
        return function(scope, arguments)

    return run


def _day(value: Value) -> dt.date:
    if isinstance(value, (str, bool)):
        raise Unknown("a day as text")
    return day_of(as_number(value))


def _date(year: Value, month: Value, day: Value) -> Value:
    years, months, days = (int(as_number(part)) for part in (year, month, day))
    years += 1900 if 0 <= years < 1900 else 0
    return count_of(_shifted(dt.date(_in_calendar(years), 1, 1), months - 1, 1)) + days - 1


def _in_calendar(year: int) -> int:
    if not 1901 <= year <= 9998:
        raise Unknown("a year")
    return year


def _shifted(day: dt.date, months: int, number: int = 0) -> dt.date:
    """The same day some months later, or the last of a month that has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(_in_calendar(year), month + 1)[1]
    return dt.date(year, month + 1, min(number or day.day, last))


def _end_of_month(day: Value, months: Value) -> Value:
    return count_of(_shifted(_day(day), int(as_number(months)), 31))


def _weekday(day: Value, kind: Value = 1.0) -> Value:
    found = _day(day).weekday()
    kinds = {1: (found + 1) % 7 + 1, 2: found + 1, 3: found}
    if (number := int(as_number(kind))) not in kinds:
        raise Unknown("WEEKDAY")
    return float(kinds[number])


def _difference(first: Value, last: Value, unit: Value) -> Value:
    one, other = _day(first), _day(last)
    if one > other:
        raise ExcelError("#NUM!")
    months = (other.year - one.year) * 12 + other.month - one.month - (other.day < one.day)
    found = {"d": (other - one).days, "m": months, "y": months // 12}
    if (asked := str(unit).lower()) not in found:
        raise Unknown("DATEDIF")
    return float(found[asked])


def _holidays(scope: Scope, arguments: Sequence[Node]) -> set[dt.date]:
    return {_day(value) for value in boxed(scope, arguments[0]) if value is not None} if arguments else set()


def _is_working(day: dt.date, holidays: set[dt.date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def _working_days(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("NETWORKDAYS")
    one, other = (_day(argument.run(scope)) for argument in arguments[:2])
    holidays = _holidays(scope, arguments[2:])
    first, last = sorted((one, other))
    if (last - first).days > _FARTHEST:
        raise Unknown("many days")
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return float(sum(_is_working(day, holidays) for day in days)) * (1 if one <= other else -1)


def _working_day(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("WORKDAY")
    day, count = _day(arguments[0].run(scope)), int(as_number(arguments[1].run(scope)))
    holidays = _holidays(scope, arguments[2:])
    if abs(count) > _FARTHEST or not 1905 <= day.year <= 9000:
        raise Unknown("many days")
    step = dt.timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        count -= step.days * _is_working(day, holidays)
    return count_of(day)


_DAYS: dict[str, Function] = {
    "DATE": plain(_date, 3),
    "YEAR": plain(lambda day: float(_day(day).year), 1),
    "MONTH": plain(lambda day: float(_day(day).month), 1),
    "DAY": plain(lambda day: float(_day(day).day), 1),
    "EDATE": plain(lambda day, months: count_of(_shifted(_day(day), int(as_number(months)))), 2),
    "EOMONTH": plain(_end_of_month, 2),
    "WEEKDAY": plain(_weekday, 1, 2),
    "DAYS": plain(lambda last, first: float((_day(last) - _day(first)).days), 2),
    "DATEDIF": plain(_difference, 3),
    "NETWORKDAYS": _working_days,
    "WORKDAY": _working_day,
}
MOMENTS: dict[str, Function] = {name: _from_1900(function) for name, function in _DAYS.items()}
