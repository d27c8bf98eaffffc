"""Values that are more than text: charts and pictures, read from plain JSON.

They are data and nothing else: they know no document, no part and no XML, so
that one value fills a Word file as well as a deck.  Everything wrong with a
value is said at once, in the words of the data.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeGuard

from docgen.errors import Problem, RenderError, did_you_mean

__all__ = [
    "Chart",
    "ChartSeries",
    "Image",
    "Number",
    "chart_from_rows",
    "chart_value",
    "image_from_bytes",
    "image_value",
]

Number = int | float | Decimal

MAX_SERIES = 255
MAX_POINTS = 32_000
MAX_TEXT = 16_000
MAX_IMAGE_BYTES = 20 * 2**20
MAX_IMAGE_SIDE = 20_000
MAX_IMAGE_PIXELS = 100_000_000

_CHART_SHAPE = 'Give {"categories": [...], "series": [{"name": "...", "values": [...]}]}.'
_IMAGE_SHAPE = 'Give {"image": "<base64>"} with a PNG, JPEG or GIF file.'


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series: a number or None (a gap) for each category; ``x`` only in a scatter chart."""

    name: str
    values: tuple[Number | None, ...]
    x: tuple[Number | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """The data of a chart: its categories as text, and its series in the order of the legend."""

    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a file: its bytes, its kind (``png``, ``jpeg``, ``gif``) and its size in pixels."""

    data: bytes
    kind: str
    width: int
    height: int
    alt: str = ""

    @property
    def content_type(self) -> str:
        """The media type, such as ``image/png``."""
        return f"image/{self.kind}"


# Charts


def chart_value(value: object) -> Chart:
    """Return the chart that plain data describes.

    ``value`` is ``{"categories": [...], "series": [{"name", "values"}]}``, or for a
    scatter chart ``{"series": [{"name", "x", "values"}]}``, or a :class:`Chart`,
    which is checked alike.  Raises RenderError with everything that is wrong.
    """
    if isinstance(value, Chart):
        value = _as_mapping(value)
    series = value.get("series") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not _is_list(series):
        raise RenderError(
            Problem("not-a-chart", f"{_shown(value)} is not the data of a chart.", _CHART_SHAPE)
        )
    problems: list[Problem] = []
    chart = Chart(tuple(_categories(value.get("categories"), problems)), tuple(_all_series(series, problems)))
    problems = problems or list(_mismatches(chart))
    if problems:
        raise RenderError(problems)
    return chart


def chart_from_rows(rows: object, category: str, series: str | Sequence[str] | Mapping[str, str]) -> Chart:
    """Return the chart of a list of rows: one column of categories, the others of values.

    ``series`` names the columns of values; a mapping also says how each is called
    in the chart.  Raises RenderError for rows without one of the columns.
    """
    if not _is_list(rows) or not all(isinstance(row, Mapping) for row in rows):
        hint = 'Name a list of rows, such as {{ kpis | chart(category="month", series=["target"]) }}.'
        raise RenderError(Problem("not-rows", f"{_shown(rows)} is not a list of rows.", hint))
    columns = [series] if isinstance(series, str) else list(series)
    titles = series if isinstance(series, Mapping) else {}
    if missing := [_missing_column(rows, name) for name in (category, *columns) if _lacking(rows, name)]:
        raise RenderError(missing)
    return chart_value(
        {
            "categories": [row[category] for row in rows],
            "series": [
                {"name": titles.get(name, name), "values": [row[name] for row in rows]} for name in columns
            ],
        }
    )


def _as_mapping(chart: Chart) -> dict[str, object]:
    series = [
        {"name": one.name, "values": one.values} | ({} if one.x is None else {"x": one.x})
        for one in chart.series
    ]
    return {"categories": chart.categories, "series": series}


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (list, tuple))


def _shown(value: object) -> str:
    kind = {"str": "text", "dict": "an object", "list": "a list", "NoneType": "null"}.get(
        type(value).__name__
    )
    return repr(value[:40]) if isinstance(value, str) else kind or repr(value)[:40]


def _categories(value: Any, problems: list[Problem]) -> Iterator[str]:
    if value is None:
        return
    if not _is_list(value):
        problems.append(
            Problem("chart-categories", f"categories is {_shown(value)}, not a list.", _CHART_SHAPE)
        )
        return
    if _too_many(value, "categories", problems):
        return
    for at, item in enumerate(value, 1):
        yield _label(item, f"Category {at}", problems)


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
        problems.append(Problem("chart-label", f"{what} is {_shown(value)}, not text.", "Give a text."))
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
        if isinstance(item, Mapping) and _is_list(item.get("values")):
            yield _series(item, at, problems)
        else:
            message = f"Series {at} is {_shown(item)}, not a name with a list of values."
            problems.append(Problem("chart-series", message, 'Give {"name": "...", "values": [...]}.'))


def _series(item: Mapping[str, Any], at: int, problems: list[Problem]) -> ChartSeries:
    name = _label(item.get("name"), f"The name of series {at}", problems)
    what = f"Series {name[:60]!r}" if name else f"Series {at}"
    x = item.get("x")
    if x is not None and not _is_list(x):
        problems.append(Problem("chart-series", f"{what}: x is {_shown(x)}, not a list of numbers."))
        x = None
    values = _numbers(item["values"], f"{what}, value", problems)
    return ChartSeries(name, values, None if x is None else _numbers(x, f"{what}, x", problems))


def _numbers(items: Any, what: str, problems: list[Problem]) -> tuple[Number | None, ...]:
    if _too_many(items, f"values ({what})", problems):
        return ()
    for at, item in enumerate(items, 1):
        if item is not None and (trouble := _trouble(item)):
            hint = "Give a number, or null for a gap."
            problems.append(Problem("chart-number", f"{what} {at} is {_shown(item)}, {trouble}.", hint))
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
        if len(series.values) != wanted:
            message = f"{what} has {len(series.values)} values for {wanted} {of}."
            yield Problem("chart-length", message, "Give one value for each, null for a gap.")


def _lacking(rows: Any, column: str) -> bool:
    return any(column not in row for row in rows)


def _missing_column(rows: Any, column: str) -> Problem:
    at, row = next((at, row) for at, row in enumerate(rows, 1) if column not in row)
    known = [str(key) for key in row]
    hint = did_you_mean(str(column), known, f"It has {', '.join(known[:12]) or 'no fields'}.")
    return Problem("chart-column", f"Row {at} has no field {column}.", hint)


# Pictures


def image_value(value: object) -> Image:
    """Return the picture that plain data holds: ``{"image": "<base64>"}``, with ``alt`` if wished.

    Nothing is decoded but the file's header.  Raises RenderError for anything
    else, a path or an address among them.
    """
    if isinstance(value, Image):
        return image_from_bytes(value.data, value.alt)
    text = value.get("image") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(text, str):
        raise RenderError(Problem("not-an-image", f"{_shown(value)} is not a picture.", _IMAGE_SHAPE))
    alt = value.get("alt") or ""
    if not isinstance(alt, str):
        raise RenderError(Problem("image-alt", f"The picture's alt is {_shown(alt)}, not text."))
    return image_from_bytes(_decoded(text), alt)


def image_from_bytes(data: bytes, alt: str = "") -> Image:
    """Return a PNG, JPEG or GIF file as a picture; raises RenderError for other files and absurd sizes."""
    if len(data) > MAX_IMAGE_BYTES:
        raise _too_large(f"The picture has {len(data)} bytes; at most {MAX_IMAGE_BYTES} are possible.")
    kind, size = next(
        ((kind, read(data)) for magic, kind, read in _HEADERS if data.startswith(magic)), ("", None)
    )
    if not kind:
        raise RenderError(Problem("image-kind", "The picture is no PNG, JPEG or GIF file.", _IMAGE_SHAPE))
    if size is None or not all(size):
        hint = "Save the picture again and send the whole file."
        raise RenderError(Problem("image-broken", f"The picture is a damaged {kind.upper()} file.", hint))
    width, height = size
    if max(size) > MAX_IMAGE_SIDE or width * height > MAX_IMAGE_PIXELS:
        raise _too_large(f"The picture has {width} × {height} pixels.")
    return Image(data, kind, width, height, alt)


def _too_large(message: str) -> RenderError:
    return RenderError(Problem("image-too-large", message, "Scale it down before sending it."))


def _decoded(text: str) -> bytes:
    if len(text) > MAX_IMAGE_BYTES * 3 // 2:
        raise _too_large(f"The picture has more than {MAX_IMAGE_BYTES} bytes.")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        hint = _IMAGE_SHAPE
        if text.startswith("data:"):
            hint = "Leave out everything up to the first comma."
        elif len(text) < 300:
            hint += " Paths and addresses are not followed."
        raise RenderError(
            Problem("image-base64", f"The picture {_shown(text)} is not base64.", hint)
        ) from error


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">2I", data, 16)
    return width, height


def _gif_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 13:
        return None
    width, height = struct.unpack_from("<2H", data, 6)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the one that starts a frame."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">2H", data, at + 5)
            return width, height
        if marker in (0xD9, 0xDA):
            return None
        at += (
            2
            if marker == 0x01 or 0xD0 <= marker <= 0xD8
            else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        )
    return None


_HEADERS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int] | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png", _png_size),
    (b"\xff\xd8\xff", "jpeg", _jpeg_size),
    (b"GIF87a", "gif", _gif_size),
    (b"GIF89a", "gif", _gif_size),
)
