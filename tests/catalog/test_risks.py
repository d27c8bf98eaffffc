from __future__ import annotations

import datetime as dt
from typing import Any

from docgen.catalog.consulting.risks import month_on_month, risk_charts, risk_rows, risk_summary, risks_trend

AS_OF = dt.date(2026, 6, 30)


def risk(
    id: str, opened: str, due: str | None = None, closed: str | None = None, severity: str = "high"
) -> dict[str, Any]:
    days = {
        name: dt.date.fromisoformat(day) if day else None for name, day in (("due", due), ("closed", closed))
    }
    return {"id": id, "severity": severity, "opened": dt.date.fromisoformat(opened), **days}


RISKS = [
    risk("closed-in-june", "2026-03-12", "2026-05-29", "2026-06-02"),
    risk("overdue-since-may", "2026-04-01", "2026-05-20"),
    risk("overdue-since-june", "2026-05-25", "2026-06-26", severity="critical"),
    risk("due-on-the-last-day", "2026-06-04", "2026-06-30"),
    risk("closed-in-may", "2026-02-01", None, "2026-05-31", severity="low"),
]


def test_open_ones_come_first_then_severity_then_due_day() -> None:
    opened = ["overdue-since-june", "overdue-since-may", "due-on-the-last-day"]
    ids = [row["id"] for row in risk_rows(RISKS, AS_OF)]
    assert ids == [*opened, "closed-in-june", "closed-in-may"]


def test_age_and_delay_are_counted_in_days() -> None:
    found = {row["id"]: row for row in risk_rows(RISKS, AS_OF)}
    assert found["overdue-since-june"]["days_overdue"] == 4
    assert found["overdue-since-june"]["days_open"] == 36
    assert found["closed-in-june"]["days_open"] == 82
    assert not found["due-on-the-last-day"]["overdue"] and found["due-on-the-last-day"]["is_new"]


def test_the_summary_counts_open_closed_and_overdue_ones() -> None:
    assert risk_summary(risk_rows(RISKS, AS_OF)) == {
        "total": 5,
        "open": 3,
        "closed": 2,
        "overdue": 2,
        "open_by_severity": {"critical": 1, "high": 2, "medium": 0, "low": 0},
    }


def test_month_on_month_tells_new_closed_and_newly_overdue_ones() -> None:
    month = month_on_month(risk_rows(RISKS, AS_OF), "2026-06")
    assert [row["id"] for row in month["new"]] == ["due-on-the-last-day"]
    assert [row["id"] for row in month["closed"]] == ["closed-in-june"]
    assert [row["id"] for row in month["newly_overdue"]] == ["overdue-since-june"]
    # At the end of May three were open, and two of them overdue (one was closed two days later).
    assert month["counts"] == {
        "new": 1, "closed": 1, "overdue": 2, "newly_overdue": 1,
        "open": 3, "open_before": 3, "overdue_before": 2,
    }  # fmt: skip


def test_charts_count_by_severity_and_by_month() -> None:
    rows = risk_rows(RISKS, AS_OF)
    by_severity = risk_charts(rows, "zh")["risks_by_severity"]
    assert by_severity["categories"] == ["严重", "高", "中", "低"]
    assert [series["values"] for series in by_severity["series"]] == [[1, 2, 0, 0], [0, 1, 0, 1]]
    trend = risks_trend(rows, ["2026-04", "2026-05", "2026-06"], "en")
    assert {series["name"]: series["values"] for series in trend["series"]} == {
        "Open": [3, 3, 3],
        "New": [1, 1, 1],
        "Closed": [0, 1, 1],
    }
