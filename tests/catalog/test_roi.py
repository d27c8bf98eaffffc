from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from docgen.catalog.consulting.roi import actual_entries, roi, value_charts


def entry(day: str, kind: str, amount: int, basis: str = "actual") -> dict[str, Any]:
    return {"date": dt.date.fromisoformat(day), "kind": kind, "amount": Decimal(amount), "basis": basis}


ENTRIES = [
    entry("2026-01-10", "investment", 100),
    entry("2026-03-31", "benefit", 60),
    entry("2026-04-30", "benefit", 60),
    entry("2026-05-02", "investment", 40),
    entry("2026-06-30", "benefit", 55),
]


def test_sums_ratio_and_payback_follow_from_dated_entries() -> None:
    found = roi(ENTRIES, "GBP", "en")
    assert (found["investment"], found["benefit"], found["net"]) == (140, 175, 35)
    assert found["ratio"] == Decimal("0.25")
    # Net value: -100, -100, -40, +20, -20, +35: it stays above zero only from June on.
    assert [row["cumulative_net"] for row in found["months"]] == [-100, -100, -40, 20, -20, 35]
    assert (found["payback_month"], found["payback_label"]) == ("2026-06", "June 2026")


def test_what_is_not_paid_back_has_no_payback_month() -> None:
    found = roi(ENTRIES[:3], "GBP", "en")
    assert found["payback_month"] == "2026-04"
    assert roi(ENTRIES[:2], "GBP", "en")["payback_month"] is None


def test_without_investment_there_is_neither_ratio_nor_payback() -> None:
    found = roi(ENTRIES[1:2], "GBP", "en")
    assert found["ratio"] is None and found["payback_month"] is None and found["net"] == 60
    assert roi([], "GBP", "en")["months"] == []


def test_forecasts_and_later_entries_are_no_actual_figures() -> None:
    forecast = entry("2026-03-01", "benefit", 999, "forecast")
    assert actual_entries([*ENTRIES, forecast], dt.date(2026, 4, 30)) == ENTRIES[:3]


def test_charts_show_every_month_between_the_first_and_the_last_entry() -> None:
    charts = value_charts(roi(ENTRIES, "GBP", "zh"), "zh")
    assert charts["value_cumulative"]["categories"][1] == "2026年2月"
    assert charts["value_cumulative"]["series"][1] == {
        "name": "累计收益",
        "values": [0, 0, 60, 120, 120, 175],
    }
    assert charts["value_monthly"]["series"][0]["values"] == [100, 0, 0, 0, 40, 0]
