"""Ratios and readable figures: how every share is rounded and how a figure with its unit reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal, format_percent

from docgen.catalog.periods import locale_of

__all__ = ["chart", "goal_rows", "numbered", "plain", "ratio", "readable", "readable_change"]

_PLACES = Decimal("0.000001")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return part / whole rounded half up to six places; None where there is no whole to divide by."""
    if not whole:
        return None
    return _EXACT.divide(Decimal(part), Decimal(whole)).quantize(_PLACES, context=_EXACT)


def plain(value: Decimal | int | None) -> int | float | None:
    """Return the number as JSON and charts hold it."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def chart(categories: Sequence[str], *series: tuple[str, Sequence[Decimal | int | None]]) -> dict[str, Any]:
    """Return a chart's data: ``{"categories": […], "series": [{"name", "values"}]}``."""
    return {
        "categories": list(categories),
        "series": [{"name": name, "values": [plain(value) for value in values]} for name, values in series],
    }


def numbered(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with a running ``number`` from 1."""
    return [{"number": number, **row} for number, row in enumerate(rows, 1)]


def goal_rows(goals: Sequence[Mapping[str, Any]], currency: str, language: str) -> list[dict[str, Any]]:
    """Return goals with running numbers and readable values."""
    return [
        {
            **goal,
            "baseline_text": readable(goal["baseline"], goal, currency, language),
            "target_text": readable(goal["target"], goal, currency, language),
        }
        for goal in numbered(goals)
    ]


def readable(value: Decimal | None, measure: Mapping[str, Any], currency: str, language: str) -> str | None:
    """Return a figure as a reader sees it, by the measure's style, decimals and unit; None stays None."""
    if value is None:
        return None
    decimals, locale = measure["decimals"], locale_of(language)
    digits = "0." + "0" * decimals if decimals else "0"
    if measure["style"] == "percent":
        return format_percent(value, f"#,##{digits}%", locale=locale)
    if measure["style"] == "money":
        return format_currency(value, currency, f"¤#,##{digits}", locale=locale, currency_digits=False)
    return _with_unit(format_decimal(value, f"#,##{digits}", locale=locale), measure["unit"], language)


def readable_change(
    value: Decimal | None, measure: Mapping[str, Any], currency: str, language: str
) -> str | None:
    """Return a change with its sign; a change of a percentage is told in percentage points."""
    if value is None:
        return None
    if measure["style"] == "percent":
        points = {**measure, "style": "number", "unit": "个百分点" if language == "zh" else "pp"}
        text = readable(value * 100, points, currency, language)
    else:
        text = readable(value, measure, currency, language)
    return f"+{text}" if value > 0 else text


def _with_unit(number: str, unit: str | None, language: str) -> str:
    if not unit:
        return number
    tight = unit.startswith(("%", "°")) or (language == "zh" and not unit[0].isascii())
    return f"{number}{unit}" if tight else f"{number} {unit}"
