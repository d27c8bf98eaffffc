"""Functions of days.

They count from 1900; in a workbook that counts from 1904 their days are moved by what lies between.  Days
before March 1900, where Excel has one that never was, are not calculated here.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

from docgen.engine.xlsx.calculation.arguments import Function, boxed, plain
from docgen.engine.xlsx.calculation.lifting import array_of
from docgen.engine.xlsx.calculation.nodes import Grid, Node, Scope, no_value
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number

__all__ = ["DAYS", "EPOCH_1904", "day_of"]

EPOCH_1904 = 1_462
"""How Excel counts, from 1900, the day that a workbook from 1904 counts as 0."""
_FARTHEST = 100_000
"""Days between which working days are counted one by one."""
_DAY = 86_400
_FIRST_DAY, _LEAP_DAY = 693_594, 60  # the day that Excel counts as 0, as Python counts; its 29 February 1900


def day_of(count: float) -> dt.date:
    """Return the day that a number counts, from 1900; raises Unknown for one that only Excel has."""
    if not _LEAP_DAY < count < 2_950_000:
        raise Unknown("a day outside of the calendar")
    return dt.date.fromordinal(int(count) + _FIRST_DAY)


def _count_of(day: dt.date) -> float:
    """Return how Excel counts a day, from 1900; raises Unknown for one before its wrong leap day."""
    count = day.toordinal() - _FIRST_DAY
    if count <= _LEAP_DAY:
        raise Unknown("a day outside of the calendar")
    return float(count)


def _day(value: Value) -> dt.date:
    if isinstance(value, (str, bool)):
        raise Unknown("a day as text")
    return day_of(as_number(value))


def _date(year: Value, month: Value, day: Value) -> Value:
    years, months, days = (int(as_number(part)) for part in (year, month, day))
    years += 1900 if 0 <= years < 1900 else 0
    return _count_of(_shifted(dt.date(_in_calendar(years), 1, 1), months - 1, 1)) + days - 1


def _in_calendar(year: int) -> int:
    if not 1901 <= year <= 9998:
        raise Unknown("a year")
    return year


def _shifted(day: dt.date, months: int, number: int = 0) -> dt.date:
    """The same day some months later, or the last of a month that has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(_in_calendar(year), month + 1)[1]
    return dt.date(year, month + 1, min(number or day.day, last))


def _months_later(day: Value, months: Value) -> Value:
    return _count_of(_shifted(_day(day), int(as_number(months))))


def _days_between(last: Value, first: Value) -> Value:
    return float((_day(last) - _day(first)).days)


def _end_of_month(day: Value, months: Value) -> Value:
    return _count_of(_shifted(_day(day), int(as_number(months)), 31))


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
    return _count_of(day)


def _week(day: Value, kind: Value = 1.0) -> Value:
    """The week of the year: from the one that holds the first of January on, or by ISO 8601 (kind 21)."""
    found, number = _day(day), int(as_number(kind))
    if number == 21:
        return float(found.isocalendar()[1])
    if number not in (1, 2, 11, 17):
        raise Unknown("WEEKNUM")
    first = dt.date(found.year, 1, 1)
    before = first.isoweekday() % 7 if number in (1, 17) else first.weekday()
    return float((found.timetuple().tm_yday - 1 + before) // 7 + 1)


def _time(hours: Value, minutes: Value, seconds: Value) -> Value:
    parts = [int(as_number(part)) for part in (hours, minutes, seconds)]
    total = parts[0] * 3_600 + parts[1] * 60 + parts[2]
    if total < 0:
        raise ExcelError("#NUM!")
    return total % _DAY / _DAY


def _seconds(moment: Value) -> int:
    if isinstance(moment, (str, bool)):
        raise Unknown("a time as text")
    if (number := as_number(moment)) < 0:
        raise ExcelError("#NUM!")
    seconds = number % 1 * _DAY
    if abs(seconds - round(seconds)) > 1e-3:
        raise Unknown("parts of a second")
    return round(seconds) % _DAY


# The two epochs


def _from_either(function: Function, days: Sequence[int], *, is_day: bool) -> Function:
    """Let a function work in workbooks of both epochs: ``days`` are its arguments that are days."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if not scope.cells.is_1904:
            return function(scope, arguments)
        given = [_moved(node) if at in days else node for at, node in enumerate(arguments)]
        found = function(scope, given)
        if not is_day or type(found) is not float:
            return found
        if found < EPOCH_1904:
            raise ExcelError("#NUM!")
        return found - EPOCH_1904

    return run


def _moved(node: Node) -> Node:
    """Return an argument with its days counted from 1900."""

    def grid(scope: Scope) -> Grid:
        found = array_of(scope, node)
        return found._replace(values=[None if value is None else _from_1900(value) for value in found.values])

    if node.areas is None and node.grid is None:
        return Node(lambda scope: _from_1900(node.run(scope)))
    run = no_value if node.grid is not None else lambda scope: _from_1900(node.run(scope))
    return Node(run, grid=grid)


def _from_1900(value: Value) -> Value:
    return value if isinstance(value, (str, bool, ExcelError)) else as_number(value) + EPOCH_1904


def _part(ask: str) -> Function:
    return plain(lambda day: float(getattr(_day(day), ask)), 1)


DAYS: dict[str, Function] = {
    "DATE": _from_either(plain(_date, 3), (), is_day=True),
    "YEAR": _from_either(_part("year"), (0,), is_day=False),
    "MONTH": _from_either(_part("month"), (0,), is_day=False),
    "DAY": _from_either(_part("day"), (0,), is_day=False),
    "EDATE": _from_either(plain(_months_later, 2), (0,), is_day=True),
    "EOMONTH": _from_either(plain(_end_of_month, 2), (0,), is_day=True),
    "WEEKDAY": _from_either(plain(_weekday, 1, 2), (0,), is_day=False),
    "WEEKNUM": _from_either(plain(_week, 1, 2), (0,), is_day=False),
    "ISOWEEKNUM": _from_either(plain(lambda day: _week(day, 21.0), 1), (0,), is_day=False),
    "TIME": plain(_time, 3),
    "HOUR": plain(lambda moment: float(_seconds(moment) // 3_600), 1),
    "MINUTE": plain(lambda moment: float(_seconds(moment) // 60 % 60), 1),
    "SECOND": plain(lambda moment: float(_seconds(moment) % 60), 1),
    "DAYS": _from_either(plain(_days_between, 2), (0, 1), is_day=False),
    "DATEDIF": _from_either(plain(_difference, 3), (0, 1), is_day=False),
    "NETWORKDAYS": _from_either(_working_days, (0, 1, 2), is_day=False),
    "WORKDAY": _from_either(_working_day, (0, 2), is_day=True),
}
