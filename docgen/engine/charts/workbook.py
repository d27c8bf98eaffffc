"""The workbook inside a chart, which opens when a person chooses "Edit data".

A chart in Word or PowerPoint holds its figures twice: as a cache in its XML and
as cells in an embedded workbook.  This module decides where each figure stands
(:class:`Columns`) and writes the smallest workbook that every reader takes.  It
knows nothing of the chart's look.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.engine.text import clean, escape_text
from docgen.engine.values import Chart, Number
from docgen.zipping import Member, archive, deflated

__all__ = ["SHEET", "Columns", "chart_workbook", "columns_of", "date_serials", "group_starts"]

SHEET = "Sheet1"
GENERAL = "General"

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CELL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST_FORMAT_ID = 164  # lower ones are Excel's own

_RELATIONSHIPS = f'<Relationships xmlns="{_PACKAGE}relationships">'
_CONSTANT_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f"</Types>"
    ),
    "_rels/.rels": (
        f'{_RELATIONSHIPS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f"</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_RELATIONSHIPS}<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where one series stands in the sheet, as column letters; row 1 holds names, row 2 the first point."""

    x: str
    """The column of the categories, or of the series' own x values."""
    values: str
    rows: int
    size: str = ""
    """The column of the sizes of bubbles, if there are any."""
    x_last: str = ""
    """The last column of categories of several levels."""

    @property
    def name_cell(self) -> str:
        """The reference of the cell with the series' name."""
        return f"{SHEET}!${self.values}$1"

    @property
    def x_range(self) -> str:
        """The reference of the categories or x values."""
        if self.x_last:
            return f"{SHEET}!${self.x}$2:${self.x_last}${max(self.rows, 1) + 1}"
        return self._range(self.x)

    @property
    def values_range(self) -> str:
        """The reference of the values."""
        return self._range(self.values)

    @property
    def size_range(self) -> str:
        """The reference of the sizes of bubbles."""
        return self._range(self.size)

    def _range(self, column: str) -> str:
        if self.rows < 2:
            return f"{SHEET}!${column}$2"
        return f"{SHEET}!${column}$2:${column}${self.rows + 1}"


@functools.cache
def _letters(number: int) -> str:
    """Return the letters of a column, counted from 0."""
    high, low = divmod(number, 26)
    return (_letters(high - 1) if high else "") + chr(65 + low)


def columns_of(chart: Chart) -> list[Columns]:
    """Return where each series stands: categories in A, a column for each of their levels, then values.

    X values stand left of their values, sizes right.
    """
    own_x = bool(chart.series) and all(series.x is not None for series in chart.series)
    at = 0 if own_x else 1 + len(chart.groups)
    last = _letters(len(chart.groups)) if chart.groups else ""
    places = []
    for series in chart.series:
        x = 0
        if series.x is not None:
            x, at = at, at + 1
        size = "" if series.size is None else _letters(at + 1)
        levels = last if series.x is None else ""
        places.append(Columns(_letters(x), _letters(at), len(series.values), size, levels))
        at += 2 if size else 1
    return places


@functools.lru_cache(maxsize=256)
def _serial(text: str) -> int | None:
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        serial = (dt.date.fromisoformat(text) - dt.date(1899, 12, 30)).days
    except ValueError:
        return None
    return serial if serial > 60 else None  # Excel takes 1900 for a leap year


def date_serials(categories: Iterable[str]) -> list[int] | None:
    """Return Excel's day numbers if all categories are ISO dates since March 1900, else None."""
    serials = [_serial(text) for text in categories]
    days = [serial for serial in serials if serial is not None]
    return days if days and len(days) == len(serials) else None


def chart_workbook(
    chart: Chart, formats: Sequence[str] = (), date_format: str = "", *, repeats_groups: bool = False
) -> bytes:
    """Return an .xlsx file with the chart's data in ``Sheet1``, ready to be embedded.

    ``formats`` are the series' number formats, such as ``0.0%``.  With
    ``date_format``, categories that are ISO dates become true dates in it.  An outer
    level of categories stands where it changes, or with ``repeats_groups`` in each
    row.  The same data gives the same bytes.
    """
    formats = [*formats[: len(chart.series)], *[GENERAL] * (len(chart.series) - len(formats))]
    distinct = tuple(dict.fromkeys([GENERAL, *formats, *([date_format] if date_format else [])]))
    styles = [distinct.index(code) for code in formats]
    days = date_serials(chart.categories) if date_format and not chart.groups else None
    heads = _category_cells(chart, days, distinct.index(date_format) if days else 0)
    if chart.groups:
        heads = _levelled_cells(chart, repeats_groups)
    sheet = "".join(_sheet(chart, heads, styles))
    return archive(
        [
            *_constants(),
            ("xl/styles.xml", _styles(distinct)),
            ("xl/worksheets/sheet1.xml", deflated(clean(sheet)[0])),
        ]
    )


@functools.cache
def _constants() -> tuple[tuple[str, Member], ...]:
    return tuple((name, deflated((_DECLARATION + xml).encode())) for name, xml in _CONSTANT_PARTS.items())


@functools.lru_cache(maxsize=256)
def _styles(formats: tuple[str, ...]) -> Member:
    """Return the part with one cell style for each number format, in their order; the first is General."""
    own = list(enumerate(formats[1:], _FIRST_FORMAT_ID))
    codes = "".join(f'<numFmt numFmtId="{at}" formatCode="{escape_text(code)}"/>' for at, code in own)
    cells = "".join(
        f'<xf numFmtId="{at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for at, _ in own
    )
    xml = (
        f'{_DECLARATION}<styleSheet xmlns="{_MAIN}">'
        + (f'<numFmts count="{len(own)}">{codes}</numFmts>' if own else "")
        + '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        f"{cells}</cellXfs>"
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
    return deflated(clean(xml)[0])


def _category_cells(chart: Chart, days: list[int] | None, style: int) -> list[str]:
    """Return the cells of column A from row 2 on."""
    if days:
        return [f'<c r="A{row}" s="{style}"><v>{day}</v></c>' for row, day in enumerate(days, 2)]
    return [_text_cell(f"A{row}", text) for row, text in enumerate(chart.categories, 2)]


def group_starts(chart: Chart) -> Iterator[list[tuple[int, str]]]:
    """Yield for each outer level of the categories where a group begins, and its text."""
    before: list[tuple[str, ...]] = [()] * len(chart.categories)
    for group in chart.groups:
        path = [(*above, text) for above, text in zip(before, group, strict=True)]
        yield [(at, text) for at, text in enumerate(group) if at == 0 or path[at] != path[at - 1]]
        before = path


def _levelled_cells(chart: Chart, repeats: bool) -> list[str]:
    """Return the cells of all levels of the categories, row by row."""
    pairs = zip(chart.groups, group_starts(chart), strict=True)
    columns = [dict(enumerate(group) if repeats else starts) for group, starts in pairs]
    columns.append(dict(enumerate(chart.categories)))
    return [
        "".join(
            [_text_cell(f"{_letters(at)}{row + 2}", texts.get(row, "")) for at, texts in enumerate(columns)]
        )
        for row in range(len(chart.categories))
    ]


def _sheet(chart: Chart, heads: list[str], styles: Sequence[int]) -> Iterator[str]:
    places = columns_of(chart)
    names = [
        _text_cell(f"{place.values}1", one.name) for place, one in zip(places, chart.series, strict=True)
    ]
    yield (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}">'
        '<cols><col min="1" max="1" width="16" customWidth="1"/></cols>'
        f'<sheetData><row r="1">{"".join(names)}</row>'
    )
    columns: list[list[str]] = [heads] if heads else []
    for place, series, style in zip(places, chart.series, styles, strict=True):
        if series.x is not None:
            columns.append(_number_cells(place.x, series.x, 0))
        columns.append(_number_cells(place.values, series.values, style))
        if series.size is not None:
            columns.append(_number_cells(place.size, series.size, 0))
    for at in range(max(map(len, columns), default=0)):
        cells = "".join([column[at] for column in columns if at < len(column)])
        yield f'<row r="{at + 2}">{cells}</row>'
    yield "</sheetData></worksheet>"


def _number_cells(column: str, values: Sequence[Number | None], style: int) -> list[str]:
    attribute = f' s="{style}"' if style else ""
    return [
        "" if value is None else f'<c r="{column}{row}"{attribute}><v>{value}</v></c>'
        for row, value in enumerate(values, 2)
    ]


def _text_cell(reference: str, text: str) -> str:
    """Return a cell with a text, in which Excel would read ``_x000D_`` as a code if it were not escaped."""
    if not text:
        return ""
    escaped = escape_text(_CELL_ESCAPE.sub("_x005F_", text))
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'
