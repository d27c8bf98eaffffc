from __future__ import annotations

import datetime as dt

import pytest

from docgen.catalog.periods import (
    add_months,
    month_end,
    month_label,
    month_start,
    months_between,
    shift_month,
)


def test_a_month_later_keeps_the_day_or_takes_the_last_one() -> None:
    assert add_months(dt.date(2025, 12, 8), 2) == dt.date(2026, 2, 8)
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2027, 8, 31), 6) == dt.date(2028, 2, 29)
    assert add_months(dt.date(2026, 1, 15), -1) == dt.date(2025, 12, 15)


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months_between("2026-02", "2026-01") == []
    assert shift_month("2026-01", -1) == "2025-12"


def test_a_month_ends_on_its_last_day() -> None:
    assert month_end("2028-02") == dt.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("language", "short", "text"),
    [
        ("zh", False, "2026年6月"),
        ("en", False, "June 2026"),
        ("zh", True, "2026年6月"),
        ("en", True, "Jun 2026"),
    ],
)
def test_a_month_reads_as_people_write_it(language: str, short: bool, text: str) -> None:
    assert month_label("2026-06", language, short=short) == text


@pytest.mark.parametrize("text", ["2026-13", "2026-6", "2026", "06-2026", "", "2026-06-01", "２０２６-06"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        month_start(text)
