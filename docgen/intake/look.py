"""How intake workbooks look: colours, borders, widths, and which cells may be written into."""

from __future__ import annotations

import math

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from docgen.catalog.schema import Choice, Count, Day, Flag, Month, Number
from docgen.intake.outline import Column

__all__ = [
    "LOCKED",
    "caption",
    "explanation",
    "finish",
    "head",
    "input_cell",
    "open_column",
    "title",
    "width",
]

_DARK, _PALE, _GREY = "1F4E79", "DCE6F1", "F2F2F2"
_FONT = "Calibri"
_EDGE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_TOP = Alignment(vertical="top", horizontal="left", wrap_text=True)
_OPEN = Protection(locked=False)
LOCKED = Protection(locked=True)


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell to write into; none of a sheet's own cells is merged into another."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def title(cell: Cell, text: str) -> None:
    """Write the title of a sheet."""
    cell.value = text
    cell.font = Font(name=_FONT, bold=True, size=16, color=_DARK)
    cell.alignment = Alignment(vertical="center")


def head(cell: Cell, text: str) -> None:
    """Write the head of a column."""
    cell.value = text
    cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=_DARK)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = _BOX
    cell.protection = LOCKED


def caption(cell: Cell, text: str, *, strong: bool = False) -> None:
    """Write the name of a field, or of a group of fields."""
    cell.value = text
    cell.font = Font(name=_FONT, bold=strong, color=_DARK if strong else "000000")
    cell.fill = PatternFill("solid", start_color=_PALE if strong else _GREY)
    cell.alignment = _TOP
    cell.border = _BOX
    cell.protection = LOCKED


def explanation(cell: Cell, value: str | float, *, italic: bool = False) -> None:
    """Write what explains a field: small, grey, locked."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = Font(name=_FONT, size=9, italic=italic, color="595959")
    cell.fill = PatternFill("solid", start_color=_GREY)
    cell.alignment = _TOP
    cell.border = _BOX
    cell.protection = LOCKED


def input_cell(cell: Cell, column: Column) -> None:
    """Make a cell one that people write into, with the number format of its field."""
    cell.border = _BOX
    cell.alignment = _TOP
    cell.number_format = number_format(column)
    cell.protection = _OPEN


def open_column(sheet: Worksheet, number: int, column: Column) -> None:
    """Let people write into the whole column, below what is prepared as well."""
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = width(column)
    dimension.number_format = number_format(column)
    dimension.alignment = _TOP
    dimension.protection = _OPEN


def number_format(column: Column) -> str:
    """Return the number format of a field; texts stay as typed, also where they look like numbers."""
    formats: tuple[tuple[type, str], ...] = (
        (Day, "yyyy-mm-dd"),
        (Month, "yyyy-mm"),
        (Number, "General"),
        (Choice, "General"),
        (Flag, "General"),
    )
    return next((text for kind, text in formats if isinstance(column.kind, kind)), "@")


def width(column: Column) -> int:
    """Return the width of a column in characters, by the kind of its field and the length of its example."""
    if isinstance(column.kind, Count):
        return 12
    if isinstance(column.kind, Number | Day | Month):
        return 14
    if isinstance(column.kind, Choice | Flag):
        return 20
    length = _signs(str(column.example))
    return 18 if length <= 18 else 28 if length <= 40 else 42


def _signs(text: str) -> int:
    """The width of a text in characters, East Asian ones twice as wide."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _fit_rows(sheet: Worksheet) -> None:
    """Make rows high enough for their texts, as programs do it only once something is typed."""
    for number, row in enumerate(sheet.iter_rows(min_col=2), 1):
        if sheet.row_dimensions[number].height is None:
            sheet.row_dimensions[number].height = min(
                400, max((_points(sheet, cell) for cell in row), default=16)
            )


def _points(sheet: Worksheet, cell: Cell | MergedCell) -> float:
    """The height that a cell's text needs, in points."""
    if not isinstance(cell, Cell) or not isinstance(cell.value, str):
        return 16
    size = cell.font.sz or 11
    # A little is left free, as words do not fill their lines.
    room = max(1, 0.92 * 11 / size * sheet.column_dimensions[get_column_letter(cell.column)].width)
    lines = sum(max(1, math.ceil(_signs(line) / room)) for line in cell.value.split("\n"))
    return float(max(16, 3 + 1.3 * size * lines))


def finish(sheet: Worksheet, freeze: str, repeat: str = "", pages: int = 0) -> None:
    """Freeze heads, protect what is not for writing, and let the sheet print on so many pages (0: any)."""
    _fit_rows(sheet)
    sheet.freeze_panes = freeze
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if repeat:
        sheet.print_title_rows = repeat
    for allowed in ("insertRows", "deleteRows", "formatCells", "formatColumns", "formatRows", "sort"):
        setattr(sheet.protection, allowed, False)  # the attribute says what is forbidden
    sheet.protection.sheet = True
