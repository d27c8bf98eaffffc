"""The filters that templates use: dates, numbers, money, labels, in the document's language.

Formats come from CLDR through Babel; rounding is half up, as people who read
money expect.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_percent
from jinja2 import Undefined, pass_context
from jinja2.runtime import Context

from docgen.engine.colours import colour_value, light
from docgen.engine.markdown import markdown_value
from docgen.engine.missing import LenientMissing
from docgen.engine.picture_options import picture_options
from docgen.engine.values import (
    Blocks,
    RichText,
    Run,
    chart_from_rows,
    chart_value,
    image_value,
    qr_image,
    shown,
)
from docgen.engine.words import amount_in_words, number_in_words, plural_form
from docgen.engine.written import text_of
from docgen.errors import Problem, RenderError

__all__ = ["FILTERS", "as_date", "as_decimal", "format_moment", "format_number"]

_LOCALES = {"zh": "zh_Hans_CN", "en": "en", "ru": "ru_RU"}
_STYLES = {"short", "medium", "long", "full"}
_LITERAL = re.compile("'[^']*'")
_FIELD = re.compile("[A-Za-z]")
_FIELDS = frozenset("GyQqMLwdEecabBhHkKmsSzZOvVXx")
"""The letters of date patterns, but for those that nearly always are a mistake: D, Y and the like."""


@functools.cache
def locale_of(language: str) -> Locale:
    """Return the CLDR locale of a language key such as ``zh``."""
    return Locale.parse(_LOCALES.get(language, language.replace("-", "_")))


def _wrong(value: Any, wanted: str) -> RenderError:
    message = f"{shown(value)} is not {wanted}."
    return RenderError(Problem("wrong-type", message, f"Give {wanted}, or drop the filter."))


def as_decimal(value: Any) -> Decimal:
    """Return a number exactly as it is written; text that looks like a number counts as one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise _wrong(value, "a number")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation as error:
        raise _wrong(value, "a number") from error
    if not number.is_finite() or abs(number.adjusted()) > 300:
        raise _wrong(value, "a finite number")
    return number


def as_date(value: Any) -> dt.date | dt.datetime | dt.time:
    """Return a date or time; text must be in ISO 8601 form."""
    if isinstance(value, (dt.date, dt.time)):
        return value
    if isinstance(value, str):
        for kind in (dt.date, dt.datetime):
            try:
                return kind.fromisoformat(value)
            except ValueError:
                continue
    raise _wrong(value, "a date such as 2026-03-31")


def format_moment(value: dt.date | dt.datetime | dt.time, style: str, language: str) -> str:
    """Return a date, a time or both in a CLDR style (short to full) or pattern.

    Moments with a time zone are not remembered: the same moment in two zones is equal, and reads differently.
    """
    if getattr(value, "tzinfo", None) is not None:
        return _moment(value, style, language)
    return _known_moment(value, style, language)


def _moment(value: dt.date | dt.datetime | dt.time, style: str, language: str) -> str:
    if style not in _STYLES:
        _check_pattern(style)
    locale = locale_of(language)
    try:
        if isinstance(value, dt.datetime):
            return format_datetime(value, style, locale=locale)
        if isinstance(value, dt.time):
            return format_time(value, style, locale=locale)
        return format_date(value, style, locale=locale)
    except (AttributeError, KeyError, ValueError) as error:  # a time of day is asked of a date
        raise _no_pattern(style) from error


_known_moment = functools.lru_cache(maxsize=4096)(_moment)


def _check_pattern(style: Any) -> None:
    """Refuse what is no pattern of CLDR (``%d.%m.%Y``), and D, a day of the year, and Y, a week's year."""
    letters = set(_FIELD.findall(_LITERAL.sub("", style))) if isinstance(style, str) else set()
    if not letters or not letters <= _FIELDS or "%" in style:
        raise _no_pattern(style)


def _no_pattern(style: Any) -> RenderError:
    hint = (
        'Write "short", "medium", "long", "full", or a pattern such as "dd.MM.yyyy HH:mm": '
        "MM is the month, mm the minute."
    )
    return RenderError(Problem("wrong-argument", f"{shown(style)} is no form of a date.", hint))


@functools.cache
def _separators(language: str) -> tuple[str, str]:
    symbols = locale_of(language).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Round half up to a number of decimals from 0 to 12; zero has no sign."""
    if isinstance(decimals, bool) or not isinstance(decimals, int) or not 0 <= decimals <= 12:
        hint = "Write a whole number without quotes, such as number(2)."
        raise RenderError(Problem("wrong-argument", "Decimals must be from 0 to 12.", hint))
    result = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return result or result.copy_abs()


def format_number(number: Decimal, decimals: int | None, language: str) -> str:
    """Return a number with the language's separators; without ``decimals`` at most three that are needed."""
    plain = f"{rounded(number, 3 if decimals is None else decimals):,f}"
    if decimals is None and "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    group, point = _separators(language)
    if (group, point) == (",", "."):
        return plain
    return plain.translate(str.maketrans(",.", "\0\1")).replace("\0", group).replace("\1", point)


@functools.lru_cache(maxsize=4096)
def _money(number: Decimal, currency: str, decimals: int, language: str) -> str:
    locale = locale_of(language)
    places = f".{'0' * decimals}" if decimals else ""
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", f"0{places}")
    try:
        return format_currency(number, currency, pattern, locale=locale, currency_digits=False)
    except (KeyError, ValueError) as error:
        raise _wrong(currency, "a currency code such as CNY") from error


@functools.lru_cache(maxsize=4096)
def _percent(number: Decimal, decimals: int, language: str) -> str:
    zeros = "0" * decimals
    pattern = locale_of(language).percent_formats[None].pattern
    return format_percent(
        number, pattern.replace("0", f"0.{zeros}" if zeros else "0", 1), locale=locale_of(language)
    )


def _blank(value: Any) -> bool:
    return value is None or value == ""


def _formatting(function: Callable[..., str]) -> Callable[..., Any]:
    """Make a filter that hands the language on and lets blank and undefined values pass."""

    @pass_context
    @functools.wraps(function)
    def run(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, Undefined) or _blank(value):
            return value
        _check_arguments(args, kwargs)
        return function(value, *args, language=context.parent[":render"].language, **kwargs)

    return run


def _check_arguments(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Refuse a name that does not exist where a text is meant: ``date(long)``."""
    for argument in (*args, *kwargs.values()):
        if isinstance(argument, Undefined):
            name = argument._undefined_name
            hint = f'If it is meant as a text, write it in quotes: "{name}".'
            raise RenderError(Problem("missing-field", f"There is no field {name}.", hint))


@_formatting
def date(value: Any, style: str = "medium", *, language: str) -> str:
    """Format a date: ``short``, ``medium``, ``long``, ``full``, or a CLDR pattern such as ``yyyy-MM``."""
    return format_moment(as_date(value), style, language)


@_formatting
def number(value: Any, decimals: int | None = None, *, language: str) -> str:
    """Format a number with separators."""
    return format_number(as_decimal(value), decimals, language)


@_formatting
def money(value: Any, currency: str = "CNY", decimals: int = 2, *, language: str) -> str:
    """Format an amount with its currency; ``decimals`` are rounded half up."""
    amount = rounded(as_decimal(value), decimals)
    return _money(amount, currency, decimals, language)


@_formatting
def percent(value: Any, decimals: int = 0, *, language: str) -> str:
    """Format a ratio as a percentage: 0.125 with one decimal is 12.5 %."""
    rounded(Decimal(0), decimals)
    ratio = rounded(as_decimal(value), min(decimals, 10) + 2)
    return _percent(ratio, decimals, language)


@_formatting
def plural(value: Any, *forms: Any, language: str) -> str:
    """Choose the word form that goes with a number: ``plural("day", "days")``."""
    if not forms or not all(isinstance(form, str) for form in forms):
        message, hint = "plural needs word forms.", 'Write {{ n }} {{ n | plural("day", "days") }}.'
        raise RenderError(Problem("wrong-argument", message, hint))
    return plural_form(as_decimal(value), forms, locale_of(language))


@_formatting
def words(value: Any, currency: str | None = None, *, language: str) -> str:
    """Say a number, or with a currency an amount of money, in words; in Chinese in capital numerals."""
    number, locale = as_decimal(value), locale_of(language)
    return amount_in_words(number, currency, locale) if currency else number_in_words(number, locale)


@pass_context
def label(context: Context, value: Any, group: str | None = None) -> Any:
    """Return the text of a data key in the document's language, from the context's ``labels``."""
    if isinstance(value, Undefined) or _blank(value):
        return value
    labels: Any = context.resolve("labels")
    if not isinstance(labels, Mapping):
        return value
    if isinstance(value, bool):
        value = str(value).lower()
    groups = [labels.get(group, {})] if group else list(labels.values())
    return next(
        (texts[value] for texts in groups if isinstance(texts, Mapping) and value in texts), str(value)
    )


def chart(value: Any, category: Any = None, series: Any = None) -> Any:
    """Read a value as the data of a chart; with ``category`` and ``series`` it is a list of rows."""
    if value is None or isinstance(value, Undefined):
        return value
    if (category is None) != (series is None):
        hint = 'Write chart(category="month", series=["target"]).'
        raise RenderError(Problem("wrong-argument", "chart needs both, category and series.", hint))
    return chart_value(value) if category is None else chart_from_rows(value, category, series)


@pass_context
def image(
    context: Context,
    value: Any,
    fit: str = "contain",
    *,
    width: Any = None,
    height: Any = None,
    **options: Any,
) -> Any:
    """Read a value as a picture; ``fit`` is for a frame, ``width`` and ``height`` for one in running text.

    Further options: ``alt``, the alternative text, and ``decorative``.
    """
    if value is None or isinstance(value, Undefined):
        return value
    picture = image_value(value, context.parent[":render"].assets)
    return picture_options(picture, fit, width, height, **options)


def qr(value: Any, error: str = "m", **options: Any) -> Any:
    """Draw a text as a QR code; the options are those of ``image``."""
    if isinstance(value, Undefined) or _blank(value):
        return value if isinstance(value, Undefined) else None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise _wrong(value, "a text")
    fit = options.pop("fit", "contain")
    return picture_options(
        qr_image(str(value), error), fit, options.pop("width", None), options.pop("height", None), **options
    )


def rag(value: Any, **own: Any) -> Any:
    """Return the colour of a status: red, amber, green, grey for none; ``rag(red=["slipped"])`` adds keys."""
    return value if isinstance(value, Undefined) else light(value, own)


def fill(value: Any) -> Any:
    """Check a colour: six hexadecimal digits, or a theme's colour such as ``accent2``."""
    return value if isinstance(value, Undefined) or _blank(value) else colour_value(value)


def width(value: Any) -> Any:
    """Return a ratio within 0 and 1, the part of its width that a shape keeps."""
    if isinstance(value, Undefined) or _blank(value):
        return value
    return min(max(as_decimal(value), Decimal(0)), Decimal(1))


def pages(value: Any, rows: int) -> Any:
    """Divide a list into pages of so many rows; an empty list is one page without rows."""
    if isinstance(value, Undefined):
        return value
    if not isinstance(value, (list, tuple)):
        raise _wrong(value, "a list")
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 1:
        raise RenderError(Problem("wrong-argument", "A page must have one row or more.", "Write pages(12)."))
    return [value[start : start + rows] for start in range(0, len(value), rows)] or [[]]


@pass_context
def fit(context: Context, value: Any, most: int = 0) -> Any:
    """Divide a list into pages of as many items as fit on a slide, of ``most`` at most."""
    if isinstance(value, Undefined):
        return value
    if not isinstance(value, (list, tuple)):
        raise _wrong(value, "a list")
    if isinstance(most, bool) or not isinstance(most, int) or most < 0:
        raise RenderError(Problem("wrong-argument", "A page must have one row or more.", "Write fit(12)."))
    divide = context.parent[":render"].divide
    if divide is None:
        message = "The filter fit divides a list over slides, and here are none."
        raise RenderError(Problem("wrong-argument", message, "Write pages(12)."))
    return divide(value, most or max(len(value), 1))


def or_blank(value: Any) -> Any:
    """Return a list, or for an empty one a single item of which every field is blank."""
    return value if isinstance(value, Undefined) or value else [LenientMissing()]


@pass_context
def markdown(context: Context, value: Any, table: str = "", heading: int | None = None) -> Any:
    """Read a text as Markdown; ``table`` names the style of its tables, ``heading`` is its highest level."""
    if isinstance(value, (Undefined, Blocks)) or _blank(value):
        return value
    if isinstance(value, str):
        value = {"markdown": text_of(value)}
    if not isinstance(value, Mapping) or "markdown" not in value:
        raise _wrong(value, "a text")
    asked = {name: given for name, given in (("table", table), ("heading", heading)) if given}
    context.parent[":render"].budget.spend(len(str(value["markdown"])) // 100)
    return markdown_value({**value, **asked}, context.parent[":render"].assets)


def link(value: Any, text: Any = "") -> Any:
    """Make a text that links to an address; without a text the address stands there."""
    if isinstance(value, Undefined) or _blank(value):
        return value
    if not isinstance(value, str):
        raise _wrong(value, "an address such as https://example.com")
    shown = "" if isinstance(text, Undefined) or _blank(text) else str(text)
    return RichText((Run(shown or value, link=value),))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": date,
    "number": number,
    "money": money,
    "percent": percent,
    "plural": plural,
    "words": words,
    "label": label,
    "chart": chart,
    "image": image,
    "qr": qr,
    "markdown": markdown,
    "link": link,
    "rag": rag,
    "fill": fill,
    "width": width,
    "pages": pages,
    "fit": fit,
    "docgen_or_blank": or_blank,
}
