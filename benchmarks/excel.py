"""The Excel workload: three sheets, a styled head of thirty columns, a growing table with totals, a chart.

Each row has eight typed cells with number formats, one of them a formula. The totals below the rows and the
chart on the first sheet refer to all of them. Whoever programs by hand gets a workbook with the same look
and fills it in the usual way: rows in order, each cell with a copy of the style of the cell above.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.measure import SUBJECT, Workload
from benchmarks.sentences import phrase
from docgen.engine import compile

__all__ = [
    "SIZES",
    "by_openpyxl",
    "by_xlsxwriter",
    "data",
    "docgen_template",
    "openpyxl_template",
    "record",
    "workload",
]

SIZES = {"s": 50, "m": 1000, "l": 100_000}
_ROUNDS = {"s": 20, "m": 15, "l": 2}
_GOALS = {"s": {"openpyxl": 15.0}, "m": {"openpyxl": 10.0}, "l": {"openpyxl": 8.0}}
_HEAD_COLUMNS = 30
_FIELDS = ("number", "product", "day", "quantity", "price", "amount", "share", "remark")
_FORMATS = ("0", "@", "yyyy-mm-dd", "#,##0", "#,##0.00", "#,##0.00", "0.0%", "General")
_SINGLES = ("customer", "period", "author", "budget", "start")
_FIRST = 4  # the first row of the table, below title, head and captions


def workload(size: str) -> Workload:
    """Return the workload in size s, m or l."""
    context = data(SIZES[size])
    compiled = compile(docgen_template(), name="figures.xlsx")
    start = openpyxl_template()
    return Workload(
        name=f"excel-{size}",
        title=f"Excel {size.upper()}: three sheets, {SIZES[size]:,} rows of eight cells",
        contenders={
            SUBJECT: lambda: compiled.render(context, language="zh"),
            "openpyxl": lambda: by_openpyxl(start, context),
            "XlsxWriter, without a template": lambda: by_xlsxwriter(context),
        },
        read=read,
        rounds=_ROUNDS[size],
        goals=_GOALS.get(size, {}),
    )


def data(rows: int) -> dict[str, Any]:
    """Return the context with the given number of rows."""
    return {
        "customer": "Northwind 北风零售",
        "period": "2026-06",
        "author": "Service desk",
        "budget": 1_250_000.5,
        "start": date(2026, 1, 5),
        "rows": [record(number) for number in range(rows)],
    }


def record(number: int) -> dict[str, Any]:
    """Return the data of one row."""
    return {
        "number": number + 1,
        "product": f"Product {number % 97} 产品",
        "day": date(2026, 1, 1) + timedelta(days=number % 365),
        "quantity": number * 7 % 400,
        "price": (number * 37 % 10_000) / 100,
        "share": (number % 1000) / 1000,
        "remark": phrase(number)[:30],
    }


# What all workbooks have in common: the first and the last sheet, the head, the look of the table.


def _framed(cells: Mapping[str, str | None]) -> tuple[Workbook, Worksheet]:
    """Return a workbook with its first sheet filled from ``cells``, and its sheet of rows with the head."""
    book = Workbook()
    summary, table, notes = book.worksheets[0], book.create_sheet("Data"), book.create_sheet("Notes")
    summary.title = "Summary"
    summary["A1"].font = Font(size=16, bold=True)
    for row, name in enumerate(_SINGLES, 1):
        summary.cell(row, 1, name.title())
        summary.cell(row, 2, cells[name])
    summary["B4"].number_format, summary["B5"].number_format = "#,##0.00", "yyyy-mm-dd"
    for row in range(1, 41):
        notes.cell(row, 1, phrase(row))
    _head(table)
    return book, table


def _head(table: Worksheet) -> None:
    table["A1"] = "Sales by day 每日销售"
    line = Side(style="thin", color="888888")
    for column in range(1, _HEAD_COLUMNS + 1):
        cell = table.cell(2, column, f"Head 表头 {column}")
        cell.fill = PatternFill("solid", fgColor=f"{0xD0 + column:02X}E4F0")
        cell.font, cell.alignment = Font(bold=True, color="1F3864"), Alignment("center", "center", 0, True)
        cell.border = Border(line, line, line, line)
    for column, name in enumerate(_FIELDS, 1):
        table.cell(3, column, name.title()).font = Font(italic=True)
        table.column_dimensions[get_column_letter(column)].width = 14


def _style_row(table: Worksheet, row: int, bold: bool = False) -> None:
    line = Side(style="hair", color="AAAAAA")
    for column, number_format in enumerate(_FORMATS, 1):
        cell = table.cell(row, column)
        cell.number_format, cell.border, cell.font = number_format, Border(bottom=line), Font(bold=bold)


def _totals(table: Worksheet, row: int, first: int, last: int) -> None:
    table.cell(row, 1, "Total 合计")
    table.cell(row, 4, f"=SUM(D{first}:D{last})")
    table.cell(row, 6, f"=SUM(F{first}:F{last})")
    table.cell(row, 7, f"=AVERAGE(G{first}:G{last})")


def _point_at_rows(summary: Worksheet, table: Worksheet, first: int, last: int) -> None:
    """Put the sum over the rows and a chart of their amounts on the first sheet."""
    summary["A7"], summary["B7"] = "Sum", f"=SUM(Data!F{first}:F{last})"
    chart = BarChart()
    chart.title = "Amounts 金额"
    chart.add_data(Reference(table, min_col=6, min_row=first, max_row=last))
    chart.set_categories(Reference(table, min_col=2, min_row=first, max_row=last))
    summary.add_chart(chart, "D2")


def docgen_template() -> bytes:
    """Return the template for docgen: tags in the cells, the repeated row between two rows of tags."""
    book, table = _framed({name: f"{{{{ {name} }}}}" for name in _SINGLES})
    table.cell(_FIRST, 1, "{%tr for r in rows %}")
    for column, name in enumerate(_FIELDS, 1):
        table.cell(_FIRST + 1, column, f"{{{{ r.{name} }}}}")
    table.cell(_FIRST + 1, 6, f"=D{_FIRST + 1}*E{_FIRST + 1}")
    _style_row(table, _FIRST + 1)
    table.cell(_FIRST + 2, 1, "{%tr endfor %}")
    _style_row(table, _FIRST + 3, bold=True)
    _totals(table, _FIRST + 3, _FIRST + 1, _FIRST + 1)
    _point_at_rows(book["Summary"], table, _FIRST + 1, _FIRST + 1)
    return _bytes(book)


# By hand with openpyxl.


def openpyxl_template() -> bytes:
    """Return the workbook to fill by hand: the look of one row and of the totals, and no values."""
    book, table = _framed(dict.fromkeys(_SINGLES))
    _style_row(table, _FIRST)
    _style_row(table, _FIRST + 1, bold=True)
    _point_at_rows(book["Summary"], table, _FIRST, _FIRST)
    return _bytes(book)


def by_openpyxl(template: bytes, context: Mapping[str, Any]) -> bytes:
    """Return the finished workbook, filled in with openpyxl."""
    book = load_workbook(BytesIO(template))
    summary: Any = book["Summary"]
    table: Any = book["Data"]
    for row, name in enumerate(_SINGLES, 1):
        summary.cell(row, 2).value = context[name]
    body, bold = (_looks(table, _FIRST), _looks(table, _FIRST + 1))
    last = _FIRST + len(context["rows"]) - 1
    for row, values in enumerate(context["rows"], _FIRST):
        for column, name in enumerate(_FIELDS, 1):
            cell: Any = table.cell(row, column)
            cell.value = f"=D{row}*E{row}" if name == "amount" else values[name]
            cell._style = copy(body[column - 1])
    _totals(table, last + 1, _FIRST, last)
    for column, style in enumerate(bold, 1):
        cell = table.cell(last + 1, column)
        cell._style = copy(style)
    summary["B7"] = f"=SUM(Data!F{_FIRST}:F{last})"
    series = summary._charts[0].series[0]
    series.val.numRef.f, series.cat.numRef.f = f"Data!$F${_FIRST}:$F${last}", f"Data!$B${_FIRST}:$B${last}"
    return _bytes(book)


def _looks(table: Any, row: int) -> list[Any]:
    return [table.cell(row, column + 1)._style for column in range(len(_FIELDS))]


# By XlsxWriter, which knows no templates: the whole layout is code.


def by_xlsxwriter(context: Mapping[str, Any]) -> bytes:
    """Return a workbook of the same content and look, written from nothing."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    summary, table, notes = (book.add_worksheet(name) for name in ("Summary", "Data", "Notes"))
    _write_head(book, table)
    for row in range(40):
        notes.write(row, 0, phrase(row + 1))
    last = _write_rows(book, table, context["rows"])
    _write_summary(book, summary, context, last)
    book.close()
    return out.getvalue()


def _write_head(book: Any, table: Any) -> None:
    table.write(0, 0, "Sales by day 每日销售")
    for column in range(_HEAD_COLUMNS):
        look = {"bold": True, "font_color": "#1F3864", "bg_color": f"#{0xD1 + column:02X}E4F0", "border": 1}
        table.write(1, column, f"Head 表头 {column + 1}", book.add_format(look))
    italic = book.add_format({"italic": True})
    for column, name in enumerate(_FIELDS):
        table.write(2, column, name.title(), italic)
    table.set_column(0, 7, 14)


def _write_rows(book: Any, table: Any, rows: list[dict[str, Any]]) -> int:
    """Write the rows and the totals; return the number of the last row as a person counts."""
    body = [book.add_format({"num_format": f, "bottom": 7, "bottom_color": "#AAAAAA"}) for f in _FORMATS]
    bold = [book.add_format({"num_format": f, "bottom": 7, "bold": True}) for f in _FORMATS]
    for row, values in enumerate(rows, _FIRST - 1):
        for column, name in enumerate(_FIELDS):
            if name == "amount":
                table.write_formula(row, column, f"=D{row + 1}*E{row + 1}", body[column])
            elif name == "day":
                table.write_datetime(row, column, values[name], body[column])
            else:
                table.write(row, column, values[name], body[column])
    last = _FIRST + len(rows) - 1
    for column, look in enumerate(bold):
        table.write_blank(last, column, None, look)
    table.write(last, 0, "Total 合计", bold[0])
    for column, formula in ((3, "=SUM(D{}:D{})"), (5, "=SUM(F{}:F{})"), (6, "=AVERAGE(G{}:G{})")):
        table.write_formula(last, column, formula.format(_FIRST, last), bold[column])
    return last


def _write_summary(book: Any, summary: Any, context: Mapping[str, Any], last: int) -> None:
    looks = {"budget": {"num_format": "#,##0.00"}, "start": {"num_format": "yyyy-mm-dd"}}
    title = book.add_format({"bold": True, "font_size": 16})
    for row, name in enumerate(_SINGLES):
        summary.write(row, 0, name.title(), None if row else title)
        look = book.add_format(looks.get(name, {}))
        write = summary.write_datetime if name == "start" else summary.write
        write(row, 1, context[name], look)
    summary.write(6, 0, "Sum")
    summary.write_formula(6, 1, f"=SUM(Data!F{_FIRST}:F{last})")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"=Data!$F${_FIRST}:$F${last}", "categories": f"=Data!$B${_FIRST}:$B${last}"})
    chart.set_title({"name": "Amounts 金额"})
    summary.insert_chart("D2", chart)


# What a workbook says.


def read(document: bytes) -> list[tuple[str, str, object, str]]:
    """Return sheet, cell, value or formula and number format of every cell, then the chart's ranges."""
    book = load_workbook(BytesIO(document))
    cells = [
        (sheet.title, cell.coordinate, _plain(cell.value), cell.number_format if cell.value else "")
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    summary: Any = book["Summary"]
    series = summary._charts[0].series[0]
    categories = series.cat.numRef or series.cat.strRef
    return [*cells, ("Summary", "chart", f"{series.val.numRef.f} {categories.f}".replace("'", ""), "")]


def _plain(value: object) -> object:
    return value.date() if hasattr(value, "date") else value


def _bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
