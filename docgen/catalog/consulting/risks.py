"""Problems and risks: which are open, new, closed or overdue on a day, and month on month."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from docgen.catalog.consulting.figures import chart, numbered
from docgen.catalog.consulting.labels import keys, label
from docgen.catalog.consulting.wording import say
from docgen.catalog.periods import month_end, month_label, month_of, month_start, shift_month

__all__ = [
    "is_open",
    "is_overdue",
    "month_on_month",
    "risk_charts",
    "risk_rows",
    "risk_summary",
    "risks_trend",
]

Risk = Mapping[str, Any]
_SEVERITIES = keys("severity")


def is_open(risk: Risk, day: dt.date) -> bool:
    """Return whether it had been raised and was not yet closed at the end of the day."""
    return bool(risk["opened"] <= day and not (risk["closed"] and risk["closed"] <= day))


def is_overdue(risk: Risk, day: dt.date) -> bool:
    """Return whether it was open at the end of the day and its due day had passed."""
    return bool(is_open(risk, day) and risk["due"] and risk["due"] < day)


def risk_rows(risks: Sequence[Risk], as_of: dt.date) -> list[dict[str, Any]]:
    """Return problems and risks with age and standing: open ones first, then by severity and due day."""
    rows = [_row(risk, as_of) for risk in risks]
    rows.sort(
        key=lambda r: (not r["is_open"], _SEVERITIES.index(r["severity"]), r["due"] or dt.date.max, r["id"])
    )
    return numbered(rows)


def _row(risk: Risk, as_of: dt.date) -> dict[str, Any]:
    overdue = is_overdue(risk, as_of)
    last = risk["closed"] if risk["closed"] and risk["closed"] <= as_of else as_of
    return {
        **risk,
        "is_open": is_open(risk, as_of),
        "overdue": overdue,
        "days_overdue": (as_of - risk["due"]).days if overdue else 0,
        "days_open": max((last - risk["opened"]).days, 0),
        "is_new": month_of(risk["opened"]) == month_of(as_of),
    }


def risk_summary(rows: Sequence[Risk]) -> dict[str, Any]:
    """Return counts of all, open, closed and overdue ones, and of open ones by severity."""
    opened = [row for row in rows if row["is_open"]]
    by_severity = Counter(row["severity"] for row in opened)
    return {
        "total": len(rows),
        "open": len(opened),
        "closed": len(rows) - len(opened),
        "overdue": sum(row["overdue"] for row in rows),
        "open_by_severity": {severity: by_severity[severity] for severity in _SEVERITIES},
    }


def month_on_month(rows: Sequence[Risk], period: str) -> dict[str, Any]:
    """Return what is new, closed and newly overdue in the month, and the counts now and a month before."""
    start, end = month_start(period), month_end(period)
    before = month_end(shift_month(period, -1))
    new = [row for row in rows if start <= row["opened"] <= end]
    closed = [row for row in rows if row["closed"] and start <= row["closed"] <= end]
    overdue = [row for row in rows if is_overdue(row, end)]
    newly = [row for row in overdue if not is_overdue(row, before)]
    counts = {
        "new": len(new),
        "closed": len(closed),
        "overdue": len(overdue),
        "newly_overdue": len(newly),
        "open": sum(is_open(row, end) for row in rows),
        "open_before": sum(is_open(row, before) for row in rows),
        "overdue_before": sum(is_overdue(row, before) for row in rows),
    }
    return {"new": new, "closed": closed, "overdue": overdue, "newly_overdue": newly, "counts": counts}


def risk_charts(rows: Sequence[Risk], language: str) -> dict[str, Any]:
    """Return ``risks_by_severity``: open and closed ones, a category per severity."""
    counts = Counter((row["severity"], row["is_open"]) for row in rows)
    return {
        "risks_by_severity": chart(
            [label("severity", severity, language) for severity in _SEVERITIES],
            (say("open", language), [counts[severity, True] for severity in _SEVERITIES]),
            (say("closed", language), [counts[severity, False] for severity in _SEVERITIES]),
        )
    }


def risks_trend(rows: Sequence[Risk], months: Sequence[str], language: str) -> dict[str, Any]:
    """Return the chart of open ones at each month's end and of new and closed ones within it."""
    return chart(
        [month_label(month, language, short=True) for month in months],
        (say("open", language), [sum(is_open(row, month_end(month)) for row in rows) for month in months]),
        (say("new", language), [sum(month_of(row["opened"]) == month for row in rows) for month in months]),
        (
            say("closed", language),
            [
                sum(bool(row["closed"]) and month_of(row["closed"]) == month for row in rows)
                for month in months
            ],
        ),
    )
