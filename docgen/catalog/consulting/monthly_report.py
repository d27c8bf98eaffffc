"""Comprehensive Service Report: a month's service items, problems and risks, value, usage, suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from docgen.catalog.consulting.engagement import ENGAGEMENT_FIGURES, ENGAGEMENT_SAME
from docgen.catalog.consulting.figures import chart, numbered
from docgen.catalog.consulting.labels import keys, label
from docgen.catalog.consulting.measured import MEASURED_FIGURES, measured_context
from docgen.catalog.consulting.parts import (
    MeasuredSchema,
    NextStep,
    Product,
    Risk,
    ServiceItem,
    Suggestion,
    texts,
)
from docgen.catalog.consulting.risks import month_on_month, risk_charts, risk_rows, risk_summary, risks_trend
from docgen.catalog.consulting.usage import product_rows, usage_charts
from docgen.catalog.consulting.wording import say
from docgen.catalog.periods import month_end
from docgen.catalog.schema import Choice, Items, Part, Schema, Text

__all__ = ["FIGURES", "SAME", "MonthlyReportSchema", "context"]

_ITEM_STATUSES = keys("status", "done", "in_progress", "delayed", "not_started", "on_hold")


class Summary(Schema):
    health = Choice("The consultant's judgement of the whole", "green", keys("health"))
    overall = Text("The month in one paragraph", "Forecast accuracy passed 80 % for the first time.")
    highlights = texts("A result of the month", "Joint plan agreed in one meeting instead of three")
    decisions = texts("A decision that the customer is asked for", "Release the second plant for the pilot")


class MonthlyReportSchema(MeasuredSchema):
    summary = Part(Summary, "The month in short")
    service_items = Items(ServiceItem, "Service items and their status", most=500)
    risks = Items(Risk, "Problems and risks", most=2000)
    products = Items(Product, "Products in use, with usage and performance", most=200)
    suggestions = Items(Suggestion, "Suggestions for optimisation", most=500)
    next_month = Items(NextStep, "Plan for the next month", most=200)


FIGURES: Mapping[str, str] = {
    **ENGAGEMENT_FIGURES,
    **MEASURED_FIGURES,
    "service_items[].number": "Running number",
    "service_items[].overdue": "Past its planned end and not completed by as_of",
    "service_summary.total": "Number of service items",
    "service_summary.done": "How many are completed",
    "service_summary.in_progress": "How many are in progress",
    "service_summary.delayed": "How many are delayed",
    "service_summary.not_started": "How many have not begun",
    "service_summary.on_hold": "How many are on hold",
    "service_summary.progress": "Average progress of all items (ratio)",
    "risks[].number": "Running number: open ones first, then by severity and due day",
    "risks[].is_open": "Open at as_of",
    "risks[].is_new": "Raised in the month",
    "risks[].overdue": "Open and past its due day at as_of",
    "risks[].days_overdue": "Days past its due day, 0 if not overdue",
    "risks[].days_open": "Days from opened to closed, or to as_of",
    "risk_summary.total": "Number of problems and risks",
    "risk_summary.open": "How many are open",
    "risk_summary.closed": "How many are closed",
    "risk_summary.overdue": "How many are overdue",
    "risk_summary.open_by_severity.critical": "Open and critical",
    "risk_summary.open_by_severity.high": "Open and high",
    "risk_summary.open_by_severity.medium": "Open and medium",
    "risk_summary.open_by_severity.low": "Open and low",
    "month.counts.new": "How many are new",
    "month.counts.closed": "How many were closed in the month",
    "month.counts.overdue": "How many are overdue at the month's end",
    "month.counts.newly_overdue": "How many became overdue in the month",
    "month.counts.open": "How many are open at the month's end",
    "month.counts.open_before": "How many were open a month before",
    "month.counts.overdue_before": "How many were overdue a month before",
    "month.benefit": "Actual benefit of the month",
    "month.investment": "Actual investment of the month",
    "products[].utilisation": "Ratio: used / capacity; none without a capacity",
    "products[].previous_used": "Usage of the month before",
    "products[].change": "Usage less that of the month before",
    "products[].change_ratio": "Change / usage of the month before",
    "products[].performance.met": "Whether the performance target is kept; none without a target",
    "products[].performance.previous": "Performance figure of the month before",
    "products[].trend[].period": "Month: all months of the history, then the current one",
    "products[].trend[].label": "Month in words",
    "products[].trend[].used": "Usage of that month",
    "products[].trend[].capacity": "Capacity of that month",
    "products[].trend[].utilisation": "Utilisation of that month",
    "products[].trend[].performance": "Performance figure of that month",
    "products[].chart": "Usage and capacity by month, for one product",
    "suggestions[].number": "Running number",
    "charts.service_items": "Number of service items by status",
    "charts.service_progress": "Progress of each service item (ratio)",
    "charts.risks_by_severity": "Open and closed ones by severity",
    "charts.risks_trend": "Open at month's end, new and closed, by month",
    "charts.usage_trend": "Utilisation by month (ratios), a series per product",
    "charts.utilisation": "Utilisation of the month (ratios), a category per product",
}

SAME: Mapping[str, str] = {
    **ENGAGEMENT_SAME,
    "month.new[]": "risks[]",
    "month.closed[]": "risks[]",
    "month.overdue[]": "risks[]",
    "month.newly_overdue[]": "risks[]",
    "month.value_entries[]": "value_entries[]",
    "month.events[]": "events[]",
}


def context(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return all that the report's templates may show; every status is that of the month's last day."""
    period, as_of = data["period"], month_end(data["period"])
    base = measured_context(data, as_of, "monthly_report", language)
    items = _items(data["service_items"], as_of)
    risks = risk_rows([risk for risk in data["risks"] if risk["opened"] <= as_of], as_of)
    products = product_rows(
        data["products"], [m for m in data["history"] if m["period"] < period], period, language
    )
    months = sorted({*(month["period"] for month in data["history"]), period})
    return {
        **base,
        "service_items": items,
        "service_summary": _service_summary(items),
        "risks": risks,
        "risk_summary": risk_summary(risks),
        "month": {**month_on_month(risks, period), **_month_value(base, period)},
        "products": products,
        "suggestions": numbered(data["suggestions"]),
        "charts": {
            **base["charts"],
            **_service_charts(items, language),
            **risk_charts(risks, language),
            "risks_trend": risks_trend(risks, months, language),
            **usage_charts(products, language),
        },
    }


def _items(items: Sequence[Mapping[str, Any]], as_of: Any) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            **item,
            "overdue": bool(item["due"] and item["due"] < as_of and item["status"] != "done"),
        }
        for number, item in enumerate(items, 1)
    ]


def _service_summary(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts = Counter(item["status"] for item in items)
    average = sum(item["progress"] for item in items) / len(items) if items else None
    return {
        "total": len(items),
        **{status: counts[status] for status in _ITEM_STATUSES},
        "progress": None if average is None else round(average, 6),
    }


def _month_value(base: Mapping[str, Any], period: str) -> dict[str, Any]:
    row = next((month for month in base["roi"]["months"] if month["period"] == period), None)
    return {
        "benefit": row["benefit"] if row else 0,
        "investment": row["investment"] if row else 0,
        "value_entries": [
            entry for entry in base["value_entries"] if _within(entry, base) and entry["basis"] == "actual"
        ],
        "events": [event for event in base["events"] if _within(event, base)],
    }


def _within(row: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
    return bool(base["period_start"] <= row["date"] <= base["period_end"])


def _service_charts(items: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    counts = Counter(item["status"] for item in items)
    shown = [status for status in _ITEM_STATUSES if counts[status]]
    return {
        "service_items": chart(
            [label("status", status, language) for status in shown],
            (say("count", language), [counts[status] for status in shown]),
        ),
        "service_progress": chart(
            [item["title"] for item in items],
            (say("progress", language), [item["progress"] for item in items]),
        ),
    }
