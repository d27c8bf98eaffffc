"""The data of charts, read from categories and series or from a list of rows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docgen.engine.values.plain import is_list, shown
from docgen.errors import Problem, RenderError, did_you_mean

__all__ = ["Chart", "ChartSeries", "Number", "chart_from_rows", "chart_value"]

Number = int | float | Decimal

MAX_SERIES = 255
MAX_POINTS = 32_000
MAX_TEXT = 16_000
MAX_LEVELS = 8

_CHART_SHAPE = 'Give {"categories": [...], "series": [{"name": "...", "values": [...]}]}.'


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series: a number or None (a gap) for each category.

    ``x`` is for scatter and bubble charts, ``size`` for bubble charts only; ``plus`` and
    ``minus`` are the amounts of error bars.
    """

    name: str
    values: tuple[Number | None, ...]
    x: tuple[Number | None, ...] | None = None
    size: tuple[Number | None, ...] | None = None
    plus: tuple[Number | None, ...] | None = None
    minus: tuple[Number | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """The data of a chart: its categories as text, and its series in the order of the legend.

    ``groups`` are further levels of the categories, the outermost first, each with a text for every category.
    """

    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    groups: tuple[tuple[str, ...], ...] = ()


def chart_value(value: object) -> Chart:
    """Return the chart that plain data describes.

    ``value`` is ``{"categories": [...], "series": [{"name", "values"}]}``, or for a
    scatter chart ``{"series": [{"name", "x", "values"}]}``, with ``size`` for a bubble
    chart, or a :class:`Chart`, which is checked alike.  A category of several levels is
    a list of texts, the outermost first.  Raises RenderError with everything that is wrong.
    """
    if isinstance(value, Chart):
        value = _as_mapping(value)
    series = value.get("series") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not is_list(series):
        raise RenderError(Problem("not-a-chart", f"{shown(value)} is not the data of a chart.", _CHART_SHAPE))
    problems: list[Problem] = []
    categories, groups = _categories(value.get("categories"), problems)
    chart = Chart(categories, tuple(_all_series(series, problems)), groups)
    problems = problems or list(_mismatches(chart))
    if problems:
        raise RenderError(problems)
    return chart


def chart_from_rows(
    rows: object, category: str | Sequence[str], series: str | Sequence[str] | Mapping[str, str]
) -> Chart:
    """Return the chart of a list of rows: one column of categories, or one for each level, and of values.

    ``series`` names the columns of values; a mapping also says how each is called
    in the chart.  Raises RenderError for rows without one of the columns.
    """
    if not is_list(rows) or not all(isinstance(row, Mapping) for row in rows):
        hint = 'Name a list of rows, such as {{ kpis | chart(category="month", series=["target"]) }}.'
        raise RenderError(Problem("not-rows", f"{shown(rows)} is not a list of rows.", hint))
    levels = [category] if isinstance(category, str) else list(category)
    columns = [series] if isinstance(series, str) else list(series)
    titles = series if isinstance(series, Mapping) else {}
    if missing := [_missing_column(rows, name) for name in (*levels, *columns) if _lacking(rows, name)]:
        raise RenderError(missing)
    return chart_value(
        {
            "categories": [row[category] for row in rows]
            if isinstance(category, str)
            else [[row[name] for name in levels] for row in rows],
            "series": [
                {"name": titles.get(name, name), "values": [row[name] for row in rows]} for name in columns
            ],
        }
    )


def _as_mapping(chart: Chart) -> dict[str, object]:
    series = [
        {name: value for name in ("name", "values", "x", "size") if (value := getattr(one, name)) is not None}
        | {"error": {"plus": one.plus, "minus": one.minus}}
        for one in chart.series
    ]
    categories: object = chart.categories
    if chart.groups:
        categories = list(zip(*chart.groups, chart.categories, strict=True))
    return {"categories": categories, "series": series}


Levels = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Categories, and the levels around them."""


def _categories(value: Any, problems: list[Problem]) -> Levels:
    if value is None:
        return (), ()
    if not is_list(value):
        problems.append(
            Problem("chart-categories", f"categories is {shown(value)}, not a list.", _CHART_SHAPE)
        )
        return (), ()
    if _too_many(value, "categories", problems):
        return (), ()
    if value and is_list(value[0]):
        return _levels(value, problems)
    return tuple([_label(item, f"Category {at}", problems) for at, item in enumerate(value, 1)]), ()


def _levels(value: Any, problems: list[Problem]) -> Levels:
    """Return categories that are lists of as many texts each, at most :data:`MAX_LEVELS`."""
    depth = len(value[0])
    for at, item in enumerate(value, 1):
        if not is_list(item) or len(item) != depth or not 0 < depth <= MAX_LEVELS:
            message = f"Category {at} is {shown(item)}, not a list of texts of the same length as the first."
            hint = f"Give each category one text for every level, at most {MAX_LEVELS}."
            problems.append(Problem("chart-categories", message, hint))
            return (), ()
    rows = [[_label(text, f"Category {at}", problems) for text in item] for at, item in enumerate(value, 1)]
    *groups, categories = zip(*rows, strict=True)
    return categories, tuple(groups)


def _label(value: object, what: str, problems: list[Problem]) -> str:
    """Return a category or name as text: numbers as they are written, dates in ISO form."""
    if isinstance(value, str):
        text = value
    elif value is None:
        text = ""
    elif isinstance(value, (dt.date, dt.time)):
        text = value.isoformat()
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and _is_finite(value):
        text = str(value)
    else:
        problems.append(Problem("chart-label", f"{what} is {shown(value)}, not text.", "Give a text."))
        text = ""
    if len(text) > MAX_TEXT:
        hint = "Shorten it: it would not be legible in a chart."
        problems.append(Problem("chart-label", f"{what} is longer than {MAX_TEXT} characters.", hint))
    return text


def _all_series(items: Any, problems: list[Problem]) -> Iterator[ChartSeries]:
    if len(items) > MAX_SERIES:
        message = f"The chart has {len(items)} series; at most {MAX_SERIES} are possible."
        problems.append(Problem("chart-too-large", message, "Leave out some of them."))
        return
    for at, item in enumerate(items, 1):
        if isinstance(item, Mapping) and is_list(item.get("values")):
            yield _series(item, at, problems)
        else:
            message = f"Series {at} is {shown(item)}, not a name with a list of values."
            problems.append(Problem("chart-series", message, 'Give {"name": "...", "values": [...]}.'))


def _series(item: Mapping[str, Any], at: int, problems: list[Problem]) -> ChartSeries:
    name = _label(item.get("name"), f"The name of series {at}", problems)
    what = f"Series {name[:60]!r}" if name else f"Series {at}"
    x, size = (_beside(item, key, what, problems) for key in ("x", "size"))
    error = item.get("error")
    if not isinstance(error, Mapping):
        error = {"plus": error, "minus": error}
    plus, minus = (_beside(error, key, what, problems) for key in ("plus", "minus"))
    return ChartSeries(name, _numbers(item["values"], f"{what}, value", problems), x, size, plus, minus)


def _beside(
    item: Mapping[str, Any], key: str, what: str, problems: list[Problem]
) -> tuple[Number | None, ...] | None:
    """Return the numbers that stand beside a series' values, if there are any."""
    numbers = item.get(key)
    if numbers is None:
        return None
    if not is_list(numbers):
        problems.append(Problem("chart-series", f"{what}: {key} is {shown(numbers)}, not a list of numbers."))
        return None
    return _numbers(numbers, f"{what}, {key}", problems)


def _numbers(items: Any, what: str, problems: list[Problem]) -> tuple[Number | None, ...]:
    if _too_many(items, f"values ({what})", problems):
        return ()
    for at, item in enumerate(items, 1):
        if item is not None and (trouble := _trouble(item)):
            hint = "Give a number, or null for a gap."
            problems.append(Problem("chart-number", f"{what} {at} is {shown(item)}, {trouble}.", hint))
    return tuple(items)


def _too_many(items: Sequence[object], what: str, problems: list[Problem]) -> bool:
    if len(items) <= MAX_POINTS:
        return False
    message = f"The chart has {len(items)} {what}; at most {MAX_POINTS} are possible."
    problems.append(Problem("chart-too-large", message, "Give fewer, for instance sums by week or month."))
    return True


def _trouble(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return "which is not a number"
    return "" if _is_finite(value) else "which a chart cannot show"


def _is_finite(value: Number) -> bool:
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond every float
        return False


def _mismatches(chart: Chart) -> Iterator[Problem]:
    """Yield a problem for each series whose length does not fit."""
    for at, series in enumerate(chart.series, 1):
        what = f"Series {series.name[:60]!r}" if series.name else f"Series {at}"
        wanted, of = (
            (len(chart.categories), "categories") if series.x is None else (len(series.x), "x values")
        )
        errors = ((series.plus, "errors"), (series.minus, "errors"))
        beside = ((series.values, "values"), (series.size, "sizes"), *errors)
        for count, name in ((len(numbers), name) for numbers, name in beside if numbers is not None):
            if count != wanted:
                message = f"{what} has {count} {name} for {wanted} {of}."
                yield Problem("chart-length", message, "Give one value for each, null for a gap.")
                break


def _lacking(rows: Any, column: str) -> bool:
    return any(column not in row for row in rows)


def _missing_column(rows: Any, column: str) -> Problem:
    at, row = next((at, row) for at, row in enumerate(rows, 1) if column not in row)
    known = [str(key) for key in row]
    hint = did_you_mean(str(column), known, f"It has {', '.join(known[:12]) or 'no fields'}.")
    return Problem("chart-column", f"Row {at} has no field {column}.", hint)
