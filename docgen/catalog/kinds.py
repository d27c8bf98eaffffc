"""The kinds of value that a payload may hold, each bounded and each with its own words for what is wrong.

Every field carries a description and an example, which feed the API's documentation, the
template reference and the JSON Schema.  Nothing here knows a programme or a deliverable.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields

from docgen.catalog.periods import month_start
from docgen.errors import did_you_mean

__all__ = [
    "MAX_ITEMS",
    "MAX_NUMBER",
    "MAX_TEXT",
    "Choice",
    "Count",
    "Day",
    "Described",
    "Flag",
    "Flaw",
    "Keys",
    "Month",
    "NullIsAbsent",
    "Number",
    "Picture",
    "Text",
    "flawed",
    "kind_of",
]

MAX_TEXT = 20_000
MAX_ITEMS = 10_000
MAX_NUMBER = Decimal(10) ** 15
_HALF = re.compile("[\ud800-\udfff]")
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one value; the place is added when the schema's errors are collected."""

    code: str
    message: str
    hint: str = ""


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def flawed(code: str, message: str, hint: str = "") -> ma.ValidationError:
    """Return the error to raise for one value."""
    return ma.ValidationError([Flaw(code, message, hint)])


def kind_of(value: object) -> str:
    """Return what a JSON author would call the value."""
    names: dict[type, str] = {
        bool: "true or false",
        str: "text",
        list: "a list",
        dict: "an object",
        type(None): "null",
    }
    return names.get(
        type(value), "a number" if isinstance(value, int | float | Decimal) else type(value).__name__
    )


class NullIsAbsent(fields.Field[Any]):
    """A field for which null, where it is optional, means the same as leaving it out."""

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Return the loaded value, or the field's default for null and for what is absent."""
        if value is None or value is ma.missing:
            absent = value is None and not self.required
            return super().deserialize(ma.missing if absent else value, attr, data, **kwargs)
        loaded = self._deserialize(value, attr, data, **kwargs)
        if self.validators:
            self._validate(loaded)
        return loaded


class Described(NullIsAbsent):
    """A field that cannot be declared without a description and an example.

    ``optional`` fields may be absent or null; the data then holds ``empty`` (None), so that a
    template never meets a missing key.
    """

    expects: ClassVar[str] = "a value"

    def __init__(self, description: str, example: Any, *, optional: bool = False, empty: Any = None) -> None:
        metadata = {"description": description, "example": example}
        messages: Any = {
            "required": [
                Flaw("required", "A required field is missing.", f"Expected {self.expects}: {description}")
            ],
            "null": [Flaw("null", f"Expected {self.expects}, not null.")],
        }
        if optional:
            super().__init__(load_default=empty, metadata=metadata, error_messages=messages)
        else:
            super().__init__(required=True, metadata=metadata, error_messages=messages)

    def wrong(self, value: object) -> ma.ValidationError:
        """Return the error for a value of another type."""
        return flawed(
            "type", f"Expected {self.expects}, not {kind_of(value)}.", f"Example: {self.metadata['example']}"
        )


class Text(Described):
    """Text of 1 to 20,000 characters that is not only blanks."""

    expects = "text"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.wrong(value)
        if not value.strip():
            raise flawed(
                "blank", "The text is empty.", "Write the text, or leave the field out where it is optional."
            )
        if len(value) > MAX_TEXT:
            raise flawed(
                "too-long", f"The text has {len(value):,} characters; at most {MAX_TEXT:,} are allowed."
            )
        if _HALF.search(value):
            raise flawed("not-unicode", "The text holds half of a surrogate pair.", "Send valid UTF-8.")
        return value


class Keys(tuple[str, ...]):
    """Keys that are called by the labels of one group."""

    group: str

    def __new__(cls, group: str, keys: Iterable[str]) -> Keys:
        """Return the keys, with the name of their group."""
        made = super().__new__(cls, keys)
        made.group = group
        return made


class Choice(Described):
    """One key out of a fixed set; documents show its label, never the key."""

    expects = "one of the known keys"

    def __init__(
        self,
        description: str,
        example: str,
        keys: Iterable[str],
        *,
        optional: bool = False,
        empty: str | None = None,
    ) -> None:
        self.keys = keys if isinstance(keys, Keys) else Keys("", keys)
        super().__init__(description, example, optional=optional, empty=empty)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.wrong(value)
        if value not in self.keys:
            raise flawed("choice", f"{value[:60]!r} is not a known key.", did_you_mean(value, self.keys))
        return value


class Number(Described):
    """An exact decimal number from a JSON number or a text such as ``"1200.50"``; never NaN or infinite."""

    expects = "a number"

    def __init__(
        self,
        description: str,
        example: Any,
        *,
        optional: bool = False,
        empty: Decimal | None = None,
        least: int | str | None = None,
        most: int | str | None = None,
    ) -> None:
        self.least = -MAX_NUMBER if least is None else Decimal(least)
        self.most = MAX_NUMBER if most is None else Decimal(most)
        super().__init__(description, example, optional=optional, empty=empty)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Decimal:
        number = self._decimal(value)
        if not self.least <= number <= self.most:
            raise flawed("range", f"The number must lie between {self.least:f} and {self.most:f}.")
        return round(number, 9) if -int(number.as_tuple().exponent) > 9 else number

    def _decimal(self, value: Any) -> Decimal:
        if isinstance(value, float) and not math.isfinite(value):
            raise flawed(
                "not-finite", "NaN and infinity are not numbers that a document can show.", "Send null."
            )
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self.wrong(value)
        if isinstance(value, int) and abs(value) > MAX_NUMBER:
            raise flawed("range", f"The number must lie between {self.least:f} and {self.most:f}.")
        try:
            number = Decimal(repr(value) if isinstance(value, float) else value)
        except InvalidOperation:
            raise self.wrong(value) from None
        if not number.is_finite():
            raise flawed(
                "not-finite", "NaN and infinity are not numbers that a document can show.", "Send null."
            )
        return number


class Count(Number):
    """A whole number, zero or more."""

    expects = "a whole number"

    def __init__(
        self, description: str, example: int, *, optional: bool = False, most: int = 1_000_000_000
    ) -> None:
        super().__init__(description, example, optional=optional, least=0, most=most)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        number = super()._deserialize(value, attr, data, **kwargs)
        if number != number.to_integral_value():
            raise flawed("whole", "Expected a whole number.", f"Example: {self.metadata['example']}")
        return int(number)


class Flag(Described):
    """True or false."""

    expects = "true or false"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.wrong(value)
        return value


class Day(Described):
    """A calendar day written ``2026-06-30``."""

    expects = "a date such as 2026-06-30"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dt.date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise (
                self.wrong(value)
                if not isinstance(value, str)
                else flawed(
                    "date", f"{value[:40]!r} is not a date.", "Write year-month-day, such as 2026-06-30."
                )
            )
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            raise flawed("date", f"There is no day {value}.", "Check the month and the day.") from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise flawed("range", f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
        return day


class Month(Described):
    """A calendar month written ``2026-06``; it stays text."""

    expects = "a month such as 2026-06"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.wrong(value)
        try:
            start = month_start(value)
        except ValueError:
            raise flawed(
                "month", f"{value[:40]!r} is not a month.", "Write year-month, such as 2026-06."
            ) from None
        if not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise flawed("range", f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
        return value


class Picture(Described):
    """A picture as ``{"image": "<base64>"}``, or a stored one as ``{"asset": "<id>"}``."""

    expects = 'a picture such as {"image": "<base64>"}'

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dict[str, str]:
        if (
            not isinstance(value, dict)
            or set(value) - {"image", "asset", "alt"}
            or [type(value[name]) for name in ("image", "asset") if name in value] != [str]
        ):
            raise self.wrong(value)
        if not isinstance(value.get("alt", ""), str):
            raise self.wrong(value)
        return value
