"""Return on investment from dated entries in one currency: sums, ratio, payback month, course by month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from docgen.catalog.consulting.figures import chart, ratio
from docgen.catalog.consulting.wording import say
from docgen.catalog.periods import month_label, month_of, months_between

__all__ = ["actual_entries", "payback_month", "roi", "value_charts"]

Entry = Mapping[str, Any]


def actual_entries(entries: Sequence[Entry], as_of: dt.date) -> list[Entry]:
    """Return the entries that have happened by the day; forecasts are left out."""
    return [entry for entry in entries if entry["basis"] == "actual" and entry["date"] <= as_of]


def roi(entries: Sequence[Entry], currency: str, language: str) -> dict[str, Any]:
    """Return investment, benefit, net, ratio (net / investment), payback month and the course by month."""
    months = _by_month(entries, language)
    investment = sum((e["amount"] for e in entries if e["kind"] == "investment"), Decimal(0))
    benefit = sum((e["amount"] for e in entries if e["kind"] == "benefit"), Decimal(0))
    payback = payback_month(months)
    return {
        "currency": currency,
        "investment": investment,
        "benefit": benefit,
        "net": benefit - investment,
        "ratio": ratio(benefit - investment, investment),
        "payback_month": payback,
        "payback_label": month_label(payback, language) if payback else None,
        "months": months,
    }


def payback_month(months: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the first month from which the cumulative net value is never below zero again, or None.

    Without any investment nothing is paid back: None.
    """
    found = None
    for row in months:
        if row["cumulative_net"] < 0 or not row["cumulative_investment"]:
            found = None
        elif found is None:
            found = row["period"]
    return found


def _by_month(entries: Sequence[Entry], language: str) -> list[dict[str, Any]]:
    if not entries:
        return []
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        sums[month_of(entry["date"]), entry["kind"]] += entry["amount"]
    months = months_between(min(key[0] for key in sums), max(key[0] for key in sums))
    investments = [sums[month, "investment"] for month in months]
    benefits = [sums[month, "benefit"] for month in months]
    rows = zip(months, investments, benefits, accumulate(investments), accumulate(benefits), strict=True)
    return [
        {
            "period": month,
            "label": month_label(month, language, short=True),
            "investment": investment,
            "benefit": benefit,
            "net": benefit - investment,
            "cumulative_investment": all_investment,
            "cumulative_benefit": all_benefit,
            "cumulative_net": all_benefit - all_investment,
        }
        for month, investment, benefit, all_investment, all_benefit in rows
    ]


def value_charts(result: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return ``value_cumulative`` and ``value_monthly``."""
    months = result["months"]
    names = [row["label"] for row in months]

    def series(phrase: str, key: str) -> tuple[str, list[Decimal]]:
        return say(phrase, language), [row[key] for row in months]

    return {
        "value_cumulative": chart(
            names,
            series("investment", "cumulative_investment"),
            series("benefit", "cumulative_benefit"),
            series("net", "cumulative_net"),
        ),
        "value_monthly": chart(
            names, series("month_investment", "investment"), series("month_benefit", "benefit")
        ),
    }
