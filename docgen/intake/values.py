"""Values of the data ↔ values of cells, as people type them: dates as text, full-width digits, separators.

What cannot be understood is handed on as it stands, so that the schema says what is wrong with it;
only what the schema cannot know (the words of a drop-down list) is said here.  Nothing here knows a sheet.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.utils.datetime import from_excel

from docgen.catalog.schema import Choice, Day, Flag, Month, Number, Picture
from docgen.engine.values import image_from_bytes
from docgen.errors import Problem, RenderError
from docgen.intake.outline import Column

__all__ = ["MisreadError", "from_cell", "from_picture", "plain", "to_cell"]

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?P<by>[, '’])\d{3})(?:(?P=by)\d{3})*(?:\.\d+)?", re.ASCII)
_PARTS = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?", re.ASCII)
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")


class MisreadError(ValueError):
    """A cell whose value is none of those that its column takes."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def plain(text: str) -> str:
    """Return a text with full-width signs made plain, without blanks around it."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()  # a minus sign


def to_cell(column: Column, value: Any) -> Any:
    """Return what the cell holds for a value of the data: a text, number or date; None stays None."""
    if column.options and not isinstance(value, bool):
        return column.options.get(value, value) if isinstance(value, str) else value
    if isinstance(value, bool):
        return column.options.get(str(value).lower(), str(value))
    if isinstance(column.kind, Picture) and isinstance(value, Mapping):
        return " | ".join(filter(None, (value.get("asset"), value.get("alt"))))
    if isinstance(column.kind, Day | Month) and isinstance(value, str):
        return _as_date(value)
    if isinstance(column.kind, Number):
        return _as_number(value)
    return value


def _as_date(text: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return text


def _as_number(value: Any) -> Any:
    """The number itself where 15 digits are enough for it, which is what spreadsheets keep; else its text."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return value
    number = float(f"{float(exact):.15g}")
    return _smallest(number) if Decimal(repr(number)) == exact else str(value)


def from_cell(column: Column, value: Any, epoch: dt.datetime, words: Iterable[Mapping[str, str]] = ()) -> Any:
    """Return the value for the data, or None for a blank cell; raises MisreadError.

    ``epoch`` is the workbook's first day; ``words`` are the column's options in further languages.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(column.kind, Choice | Flag):
        return _choice(column, value, words)
    for kinds, read in _READERS:
        if isinstance(column.kind, kinds):
            return read(value, epoch)
    return _text(value)


def _text(value: Any) -> str:
    """What was typed, also where the spreadsheet took it for a number or a date."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return str(value).strip()


def _choice(column: Column, value: Any, words: Iterable[Mapping[str, str]]) -> Any:
    asked = plain(_text(value)).casefold()
    for options in (column.options, *words):
        for key, label in options.items():
            if asked in (key.casefold(), plain(label).casefold()):
                return key == "true" if isinstance(column.kind, Flag) else key
    known = ", ".join(column.options.values())
    raise MisreadError(
        Problem("choice", f"{_text(value)[:60]!r} is not in the list of {column.label}.", f"Choose: {known}.")
    )


def _number(value: Any, epoch: dt.datetime) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _smallest(float(f"{value:.15g}")) if isinstance(value, float) else value
    if not isinstance(value, str):
        return _text(value)
    typed = plain(value)
    if _GROUPED.fullmatch(typed.removesuffix("%").strip()):
        typed = re.sub("[, '’]", "", typed)
    try:
        exact = Decimal(typed.removesuffix("%").strip())
    except InvalidOperation:
        return value.strip()
    exact = exact / 100 if typed.endswith("%") else exact
    short = float(exact) if exact.is_finite() else None
    return _smallest(short) if short is not None and Decimal(repr(short)) == exact else str(exact)


def _smallest(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _day(value: Any, epoch: dt.datetime) -> str:
    found = _date(value, epoch)
    return found.isoformat() if found else _text(value)


def _month(value: Any, epoch: dt.datetime) -> str:
    found = _date(value, epoch)
    return f"{found:%Y-%m}" if found else _text(value)


def _date(value: Any, epoch: dt.datetime) -> dt.date | None:
    """The day that a cell tells; the first of the month where it tells only that."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 30_000 < value < 80_000:
        value = from_excel(value, epoch)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return _typed_date(plain(value).lower()) if isinstance(value, str) else None


def _typed_date(text: str) -> dt.date | None:
    """The date in a text; one like 03/04/2026, which countries read differently, is none."""
    text = _CLOCK.sub("", text)
    if re.fullmatch(r"(19|20)\d{6}", text, re.ASCII):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if match := _PARTS.fullmatch(text):
        parts = (match[1], match[2], match[3] or 1)
    elif match := _GERMAN.fullmatch(text):
        parts = (match[3], match[2], match[1])
    elif (match := _WORDS.fullmatch(text)) and match[2][:3] in _MONTHS and not (match[1] and match[3]):
        parts = (match[4], _MONTHS.index(match[2][:3]) + 1, match[1] or match[3] or 1)
    else:
        return None
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None


def _picture(value: Any, epoch: dt.datetime) -> dict[str, str]:
    id_, _, alt = _text(value).partition("|")
    return {"asset": id_.strip(), **({"alt": alt.strip()} if alt.strip() else {})}


def from_picture(data: bytes, text: Any) -> dict[str, str]:
    """Return the value of a cell on which a picture lies: the text under it is what is said of the picture.

    Raises MisreadError for a file that no document can show.
    """
    try:
        image_from_bytes(data)
    except RenderError as error:
        raise MisreadError(error.problems[0]) from error
    named, bar, alt = ("" if text is None else _text(text)).partition("|")
    said = (alt if bar else named).strip()
    return {"image": base64.b64encode(data).decode(), **({"alt": said} if said else {})}


_READERS: tuple[tuple[type, Any], ...] = (
    (Number, _number),
    (Day, _day),
    (Month, _month),
    (Picture, _picture),
)
