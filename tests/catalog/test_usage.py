from __future__ import annotations

from decimal import Decimal
from typing import Any

from docgen.catalog.consulting.usage import product_rows, usage_charts

D = Decimal
PRODUCT: dict[str, Any] = {
    "key": "db",
    "name": "Database",
    "unit": "GB",
    "used": D(640),
    "capacity": D(800),
    "performance": {"name": "Response", "unit": "ms", "value": D(168), "target": D(200), "direction": "down"},
}
HISTORY: list[dict[str, Any]] = [
    {
        "period": "2026-05",
        "products": [{"key": "db", "used": D(600), "capacity": None, "performance": D(186)}],
    },
    {
        "period": "2026-04",
        "products": [{"key": "db", "used": D(300), "capacity": D(400), "performance": None}],
    },
    {"period": "2026-03", "products": []},
]


def test_utilisation_change_and_performance_are_judged_against_the_month_before() -> None:
    (row,) = product_rows([PRODUCT], HISTORY, "2026-06", "en")
    assert row["utilisation"] == D("0.8")
    assert (row["previous_used"], row["change"], row["change_ratio"]) == (600, 40, D("0.066667"))
    assert row["performance"]["met"] is True and row["performance"]["previous"] == 186


def test_the_trend_uses_the_capacity_that_a_month_had() -> None:
    (row,) = product_rows([PRODUCT], HISTORY, "2026-06", "en")
    assert [point["utilisation"] for point in row["trend"]] == [None, D("0.75"), D("0.75"), D("0.8")]
    assert usage_charts([row], "en")["usage_trend"]["series"] == [
        {"name": "Database", "values": [None, 0.75, 0.75, 0.8]}
    ]


def test_without_capacity_or_target_there_is_no_judgement() -> None:
    bare = {**PRODUCT, "capacity": None, "performance": {**PRODUCT["performance"], "target": None}}
    (row,) = product_rows([bare], [], "2026-06", "en")
    assert row["utilisation"] is None and row["performance"]["met"] is None and row["change"] is None
