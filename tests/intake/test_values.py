"""What may be typed into a cell, by the kind of its field."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from docgen.catalog.schema import Choice, Day, Described, Flag, Month, Number, Text
from docgen.intake.outline import Column
from docgen.intake.values import MisreadError, from_cell

SEVERITY = {"high": "高", "low": "低"}
ENGLISH = {"high": "High", "low": "Low"}


def column(kind: Described, **options: str) -> Column:
    return Column("x", ("x",), kind, "X", "", "", None, False, False, options)


def read(kind: Described, typed: Any, epoch: dt.datetime = CALENDAR_WINDOWS_1900) -> Any:
    """Return what the schema makes of what was typed."""
    return kind.deserialize(from_cell(column(kind), typed, epoch))


@pytest.mark.parametrize(
    "typed",
    [
        dt.datetime(2026, 5, 9),
        dt.date(2026, 5, 9),
        dt.datetime(2026, 5, 9, 13, 45),
        46151,
        "2026-05-09",
        "2026/5/9",
        "2026.5.9",
        " 2026年5月9日 ",
        "２０２６－０５－０９",
        "20260509",
        "09.05.2026",
        "9 May 2026",
        "May 9, 2026",
        "2026-05-09 00:00:00",
    ],
)
def test_dates_may_be_typed_in_many_ways(typed: Any) -> None:
    assert read(Day("", ""), typed) == dt.date(2026, 5, 9)


def test_a_number_in_a_date_field_is_a_day_of_the_workbooks_own_date_system() -> None:
    assert read(Day("", ""), 44689, CALENDAR_MAC_1904) == dt.date(2026, 5, 9)


@pytest.mark.parametrize(
    "typed", ["03/04/2026", "2026-02-30", "soon", "May 2026 5", 5, True, "5 May 6, 2026"]
)
def test_what_may_mean_several_days_or_none_is_left_to_the_schema_to_refuse(typed: Any) -> None:
    with pytest.raises(Exception, match=r"date|day|type"):
        read(Day("", ""), typed)


@pytest.mark.parametrize("typed", [dt.datetime(2026, 6, 17), "2026-06", "2026年6月", "2026/6", "June 2026"])
def test_months_may_be_typed_in_many_ways(typed: Any) -> None:
    assert read(Month("", ""), typed) == "2026-06"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,234.5", 1234.5),
        ("1 234 567", 1234567),
        ("１，２３４", 1234),
        (" 12 ", 12),
        ("12.5%", 0.125),
        ("12.5 ％", 0.125),
        ("-3", -3),
        ("−3", -3),
        ("1e3", 1000),
        (7, 7),
        (0.1 + 0.2, 0.3),
    ],
)
def test_numbers_may_be_typed_with_separators_and_full_width_digits(typed: Any, meant: float) -> None:
    assert from_cell(column(Number("", "")), typed, CALENDAR_WINDOWS_1900) == meant


@pytest.mark.parametrize(
    "typed", ["1.234,5", "12,34", "1,2345", "NaN", "five", "=", True, dt.datetime(2026, 1, 1)]
)
def test_what_may_mean_several_numbers_or_none_is_left_to_the_schema_to_refuse(typed: Any) -> None:
    with pytest.raises(Exception, match=r"type|not-finite"):
        read(Number("", ""), typed)


@pytest.mark.parametrize("typed", ["高", " 高 ", "High", "high", "ＨＩＧＨ"])
def test_choices_are_understood_in_every_language_and_by_key(typed: str) -> None:
    asked = column(Choice("", "", SEVERITY), **SEVERITY)
    assert from_cell(asked, typed, CALENDAR_WINDOWS_1900, [ENGLISH]) == "high"


def test_a_choice_that_is_not_in_the_list_is_told_with_the_list() -> None:
    with pytest.raises(MisreadError, match="Choose: 高, 低"):
        from_cell(column(Choice("", "", SEVERITY), **SEVERITY), "很高", CALENDAR_WINDOWS_1900)


@pytest.mark.parametrize(("typed", "meant"), [("是", True), (True, True), ("FALSE", False), ("否", False)])
def test_yes_and_no_are_understood(typed: Any, meant: bool) -> None:
    asked = column(Flag("", ""), true="是", false="否")
    assert from_cell(asked, typed, CALENDAR_WINDOWS_1900) is meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (1001, "1001"),
        (1001.0, "1001"),
        (1.5, "1.5"),
        (" R-1　", "R-1"),
        (dt.datetime(2026, 1, 2), "2026-01-02"),
    ],
)
def test_what_a_spreadsheet_took_for_a_number_is_text_again_in_a_text_field(typed: Any, meant: str) -> None:
    assert read(Text("", ""), typed) == meant


@pytest.mark.parametrize("blank", [None, "", "  ", "　", "\n"])
@pytest.mark.parametrize("kind", [Text("", ""), Number("", ""), Day("", "")])
def test_what_looks_blank_is_blank(kind: Described, blank: Any) -> None:
    assert from_cell(column(kind), blank, CALENDAR_WINDOWS_1900) is None
