from __future__ import annotations

from decimal import Decimal
from typing import Any

import marshmallow as ma
import pytest

from docgen.catalog.schema import (
    MAX_ITEMS,
    MAX_TEXT,
    Choice,
    Count,
    Day,
    Described,
    Flag,
    Month,
    Number,
    Picture,
    Text,
    Texts,
)

NUMBER = Number("a number", 1)
DAY = Day("a day", "2026-06-30")


def code_of(field: Described, value: Any) -> str:
    with pytest.raises(ma.ValidationError) as caught:
        field.deserialize(value)
    return str(caught.value.messages[0].code)  # type: ignore[union-attr]  # a list of flaws


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-inf", float("nan"), float("inf"), Decimal("sNaN")])
def test_nan_and_infinity_are_no_numbers(value: Any) -> None:
    assert code_of(NUMBER, value) == "not-finite"


@pytest.mark.parametrize("value", [10**16, pytest.param(10**5000, id="of 5001 digits"), "1e999999", -1e300])
def test_a_number_out_of_bounds_is_refused_however_it_is_written(value: Any) -> None:
    assert code_of(NUMBER, value) == "range"


@pytest.mark.parametrize("value", [True, "twelve", [], {}, ""])
def test_what_is_no_number_is_refused(value: Any) -> None:
    assert code_of(NUMBER, value) == "type"


def test_a_float_becomes_the_decimal_that_was_written() -> None:
    assert NUMBER.deserialize(0.1) == Decimal("0.1")
    assert NUMBER.deserialize("1200.50") == Decimal("1200.50")


@pytest.mark.parametrize(
    ("value", "code"),
    [("2026-02-30", "date"), ("30.06.2026", "date"), (20260630, "type"), ("1899-01-01", "range")],
)
def test_a_day_must_exist_and_be_written_year_month_day(value: Any, code: str) -> None:
    assert code_of(DAY, value) == code


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Text("a text", "x"), " \n", "blank"),
        (Text("a text", "x"), "x" * (MAX_TEXT + 1), "too-long"),
        (Text("a text", "x"), "\ud800", "not-unicode"),
        (Text("a text", "x"), 7, "type"),
        (Choice("a key", "a", ["a", "b"]), "c", "choice"),
        (Choice("a key", "a", ["a", "b"]), ["a"], "type"),
        (Count("a count", 1), 1.5, "whole"),
        (Count("a count", 1), -1, "range"),
        (Flag("a flag", True), "yes", "type"),
        (Month("a month", "2026-06"), "2026-13", "month"),
        (Month("a month", "2026-06"), "1700-01", "range"),
        (Picture("a picture", {}), {"image": 1}, "type"),
        (Picture("a picture", {}), {"path": "/etc/passwd"}, "type"),
        (Texts(Text("a text", "x")), "x", "type"),
        (Texts(Text("a text", "x")), ["x"] * (MAX_ITEMS + 1), "too-many"),
        (Texts(Text("a text", "x"), least=1), [], "too-few"),
    ],
)
def test_each_kind_of_value_says_what_is_wrong_with_it(field: Described, value: Any, code: str) -> None:
    assert code_of(field, value) == code


def test_a_wrong_key_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(ma.ValidationError) as caught:
        Choice("a key", "high", ["high", "low"]).deserialize("hihg")
    assert caught.value.messages[0].hint == "Did you mean high?"  # type: ignore[union-attr]  # a list of flaws
