"""Product usage and performance: utilisation, the month before, and the course over the months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from docgen.catalog.consulting.figures import chart, ratio
from docgen.catalog.consulting.wording import say
from docgen.catalog.periods import month_label, shift_month

__all__ = ["product_rows", "usage_charts"]

Product = Mapping[str, Any]


def product_rows(
    products: Sequence[Product], history: Sequence[Mapping[str, Any]], period: str, language: str
) -> list[dict[str, Any]]:
    """Return each product with utilisation (used / capacity), change on the month before, and trend."""
    past = {entry["period"]: {p["key"]: p for p in entry["products"]} for entry in history}
    return [_row(product, past, period, language) for product in products]


def _row(
    product: Product, past: Mapping[str, Mapping[str, Product]], period: str, language: str
) -> dict[str, Any]:
    previous = past.get(shift_month(period, -1), {}).get(product["key"], {})
    before = previous.get("used")
    change = None if before is None else product["used"] - before
    trend = _trend(product, past, period, language)
    return {
        **product,
        "performance": {**product["performance"], **_performance(product["performance"], previous)},
        "utilisation": _utilisation(product, product),
        "previous_used": before,
        "change": change,
        "change_ratio": None if change is None or not before else ratio(change, before),
        "trend": trend,
        "chart": chart(
            [point["label"] for point in trend],
            (say("used", language), [point["used"] for point in trend]),
            (say("capacity", language), [point["capacity"] for point in trend]),
        ),
    }


def _performance(performance: Product, previous: Product) -> dict[str, Any]:
    value, target = performance["value"], performance["target"]
    met = (
        None
        if target is None
        else bool(value >= target if performance["direction"] == "up" else value <= target)
    )
    return {"met": met, "previous": previous.get("performance")}


def _utilisation(row: Product, product: Product) -> Decimal | None:
    capacity = row.get("capacity") or product["capacity"]
    return None if capacity is None or row["used"] is None else ratio(row["used"], capacity)


def _trend(
    product: Product, past: Mapping[str, Mapping[str, Product]], period: str, language: str
) -> list[dict[str, Any]]:
    rows = [(month, past[month].get(product["key"])) for month in sorted(past)]
    current = {**product, "performance": product["performance"]["value"]}
    return [
        {
            "period": month,
            "label": month_label(month, language, short=True),
            "used": row["used"] if row else None,
            "capacity": (row["capacity"] or product["capacity"]) if row else None,
            "utilisation": _utilisation(row, product) if row else None,
            "performance": row["performance"] if row else None,
        }
        for month, row in [*rows, (period, current)]
    ]


def usage_charts(rows: Sequence[Product], language: str) -> dict[str, Any]:
    """Return utilisation by month (a line per product) and this month's (a bar per product)."""
    months = [point["label"] for point in rows[0]["trend"]] if rows else []
    return {
        "usage_trend": chart(
            months, *((row["name"], [point["utilisation"] for point in row["trend"]]) for row in rows)
        ),
        "utilisation": chart(
            [row["name"] for row in rows],
            (say("utilisation", language), [row["utilisation"] for row in rows]),
        ),
    }
