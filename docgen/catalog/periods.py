"""Calendar months and month arithmetic, the same for every programme."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton

__all__ = [
    "add_months",
    "date_label",
    "locale_of",
    "month_end",
    "month_label",
    "month_of",
    "month_start",
    "months_between",
    "shift_month",
]

LOCALES = {"zh": "zh_CN", "en": "en_US"}


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """Return the Babel locale of a document language, parsed once."""
    return Locale.parse(LOCALES.get(language, language))


@lru_cache(maxsize=2048)
def month_start(month: str) -> dt.date:
    """Return the first day of a month written ``2026-06``; raise ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}", month, re.ASCII):
        raise ValueError(month)
    return dt.date.fromisoformat(f"{month}-01")


def month_end(month: str) -> dt.date:
    """Return the last day of a month."""
    start = month_start(month)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])


def month_of(day: dt.date) -> str:
    """Return the month that a day lies in, as ``2026-06``."""
    return f"{day:%Y-%m}"


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later; a day that the month lacks is its last (31 Jan + 1 = 28 Feb)."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, index + 1)[1]
    return dt.date(year, index + 1, min(day.day, last))


def shift_month(month: str, months: int) -> str:
    """Return the month ``months`` later."""
    return month_of(add_months(month_start(month), months))


def months_between(first: str, last: str) -> list[str]:
    """Return every month from first to last, both included; empty when last is earlier."""
    found = []
    while first <= last:
        found.append(first)
        first = shift_month(first, 1)
    return found


@lru_cache(maxsize=4096)
def month_label(month: str, language: str, *, short: bool = False) -> str:
    """Return the month as people write it: ``June 2026``, ``2026年6月``; short for axes: ``Jun 2026``."""
    skeleton = "yMMM" if short else "yMMMM"
    return str(format_skeleton(skeleton, month_start(month), locale=locale_of(language)))


def date_label(day: dt.date, language: str) -> str:
    """Return the day as people write it in a sentence: ``June 30, 2026`` or ``2026年6月30日``."""
    return format_date(day, "long", locale=locale_of(language))
