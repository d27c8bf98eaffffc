from __future__ import annotations

import datetime as dt
from typing import Any

from docgen.catalog.consulting.milestones import milestone_rows

START, END = dt.date(2025, 12, 8), dt.date(2026, 6, 8)


def rows(as_of: dt.date, *given: dict[str, Any], end: dt.date = END) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in milestone_rows(given, START, end, as_of, "en")}


def test_planned_days_count_from_the_start() -> None:
    planned = {key: row["planned"] for key, row in rows(START).items()}
    assert planned == {
        "preparation": dt.date(2025, 12, 13),
        "analysis": dt.date(2026, 1, 8),
        "design": dt.date(2026, 2, 8),
        "landing": dt.date(2026, 4, 8),
        "enablement": dt.date(2026, 6, 8),
        "improvement": dt.date(2026, 6, 8),
    }
    assert rows(START)["enablement"]["planned_start"] == dt.date(2026, 2, 8)
    assert rows(START)["landing"]["planned_start"] is None


def test_closing_windows_stretch_with_an_agreed_longer_cycle() -> None:
    longer = rows(START, end=dt.date(2026, 7, 31))
    assert longer["improvement"]["planned"] == dt.date(2026, 7, 31)
    assert longer["landing"]["planned"] == dt.date(2026, 4, 8)


def test_status_and_slip_follow_from_planned_and_actual_days() -> None:
    found = rows(
        dt.date(2026, 2, 20),
        {"key": "preparation", "actual": dt.date(2025, 12, 12)},
        {"key": "analysis", "actual": dt.date(2026, 1, 11)},
    )
    standing = {key: (row["status"], row["slip_days"]) for key, row in found.items()}
    assert standing == {
        "preparation": ("done", -1),
        "analysis": ("done_late", 3),
        "design": ("overdue", 12),
        "landing": ("in_progress", None),
        "enablement": ("in_progress", None),
        "improvement": ("in_progress", None),
    }


def test_what_lies_ahead_is_upcoming_and_what_happened_later_is_not_known_yet() -> None:
    found = rows(dt.date(2025, 12, 10), {"key": "preparation", "actual": dt.date(2025, 12, 12)})
    assert found["preparation"]["status"] == "in_progress" and found["preparation"]["actual"] is None
    assert found["design"]["status"] == found["enablement"]["status"] == "upcoming"


def test_a_planned_day_that_both_parties_agreed_on_counts() -> None:
    agreed = {"key": "analysis", "planned": dt.date(2026, 1, 20), "actual": dt.date(2026, 1, 19)}
    assert rows(dt.date(2026, 2, 1), agreed)["analysis"]["slip_days"] == -1
