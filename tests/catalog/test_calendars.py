from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from docgen.catalog.calendars import (
    add_working_days,
    calendar_gap,
    is_country,
    is_working_day,
    working_days_between,
)


def test_five_working_days_over_the_spring_festival_count_the_make_up_saturday() -> None:
    # 2026: holiday from 15 to 23 February, Saturday 14 and Saturday 28 February are worked.
    assert add_working_days(dt.date(2026, 2, 11), 5, "CN") == dt.date(2026, 2, 25)


def test_five_working_days_over_national_day() -> None:
    # 28, 29, 30 September, then 8 and 9 October.
    assert add_working_days(dt.date(2026, 9, 25), 5, "CN") == dt.date(2026, 10, 9)


def test_the_same_days_differ_by_country_and_region() -> None:
    # Good Friday is a holiday in the whole kingdom, Easter Monday not in Scotland.
    assert add_working_days(dt.date(2026, 4, 2), 1, "GB-ENG") == dt.date(2026, 4, 7)
    assert add_working_days(dt.date(2026, 4, 2), 1, "GB-SCT") == dt.date(2026, 4, 6)
    assert add_working_days(dt.date(2026, 4, 2), 1, "CN") == dt.date(2026, 4, 3)


def test_days_can_be_counted_backwards() -> None:
    assert add_working_days(dt.date(2026, 6, 22), -1, "CN") == dt.date(2026, 6, 18)
    assert working_days_between(dt.date(2026, 6, 18), dt.date(2026, 6, 22), "CN") == 1
    assert working_days_between(dt.date(2026, 6, 22), dt.date(2026, 6, 18), "CN") == -1


def test_a_make_up_saturday_is_worked_and_a_common_one_is_not() -> None:
    assert is_working_day(dt.date(2026, 5, 9), "CN")
    assert not is_working_day(dt.date(2026, 5, 16), "CN")


def test_a_year_without_official_make_up_days_is_known_as_provisional() -> None:
    assert not calendar_gap("CN", 2026)
    assert calendar_gap("CN", 2060)
    assert not calendar_gap("GB-ENG", 2060)


@pytest.mark.parametrize(("code", "known"), [("CN", True), ("GB-ENG", True), ("GB-XX", False), ("cn", False)])
def test_a_country_is_known_by_its_code(code: str, known: bool) -> None:
    assert is_country(code) is known


def test_threads_that_ask_at_once_all_see_the_whole_year() -> None:
    """A calendar that is read while another thread fills it would take a holiday for a working day."""
    for year in range(2008, 2027):
        begin = threading.Barrier(6)

        def ask(_: int, year: int = year, begin: threading.Barrier = begin) -> bool:
            begin.wait()
            return is_working_day(dt.date(year, 1, 1), "CN")

        with ThreadPoolExecutor(6) as pool:
            assert not any(pool.map(ask, range(6)))
