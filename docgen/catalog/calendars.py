"""Working days by a country's public holidays, make-up workdays included where they are official.

The figures come from the ``holidays`` library.  For China the official notice of
a year's make-up workdays appears in the autumn before; a year without one is
computed from the statutory holidays alone, and :func:`calendar_gap` tells.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays

__all__ = ["add_working_days", "calendar_gap", "is_country", "is_working_day", "working_days_between"]

_MAKES_UP = {"CN"}


@lru_cache(maxsize=512)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    """Return the whole calendar of a year: one that grows by itself is read half made by other threads."""
    code, _, region = country.partition("-")
    return holidays.country_holidays(code, subdiv=region or None, years=year, expand=False)


def is_country(code: str) -> bool:
    """Return whether public holidays are known for an ISO 3166 code, such as ``CN`` or ``GB-ENG``."""
    known = holidays.list_supported_countries(include_aliases=True)
    country, dash, region = code.partition("-")
    return country in known and (region in known[country] if dash else True)


def is_working_day(day: dt.date, country: str) -> bool:
    """Return whether people work on that day in that country."""
    return bool(_calendar(country, day.year).is_working_day(day))


def add_working_days(day: dt.date, count: int, country: str) -> dt.date:
    """Return the count-th working day after the day, or before it for a negative count."""
    step = dt.timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, country):
            day += step
    return day


def working_days_between(first: dt.date, last: dt.date, country: str) -> int:
    """Return how many working days lie after ``first`` up to ``last``; negative when last is earlier."""
    if last < first:
        return -working_days_between(last, first, country)
    days = range((last - first).days)
    return sum(is_working_day(first + dt.timedelta(days=n + 1), country) for n in days)


@lru_cache(maxsize=512)
def calendar_gap(country: str, year: int) -> bool:
    """Return whether the year's make-up workdays are not official yet: its working days may move."""
    if country.partition("-")[0] not in _MAKES_UP:
        return False
    days = (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366))
    return not any(day.weekday() >= 5 and is_working_day(day, country) for day in days if day.year == year)
