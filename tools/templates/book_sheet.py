"""Sheets as their columns say: title, header row, a row that repeats, a sentence for an empty list, totals.

It lays out any list; what the lists are is said by the modules of the deliverables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBarRule, Rule
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tools.templates.book_lists import add_choices, choose, colour, word
from tools.templates.book_style import COLOURS, DATES, FONTS, LANGUAGES, Text, install, number_rule_style

__all__ = ["Book", "Column", "Page", "Place"]

_FOOTER = ('{{ provider.label }} · {{ report.confidentiality | label("confidentiality") }}', "&P / &N")
_KEYWORDS = "{{ engagement.id }}, {{ report.number }}, {{ report.version }}"
# number format -> the kinds and decimals that it is for
_MIXED_FORMATS = {
    "#,##0": ("number0", "money0"),
    "#,##0.00": ("number2", "money2"),
    "#,##0.000": ("number3", "money3"),
    "0%": ("percent0",),
    "0.0%": ("percent1",),
    "0.00%": ("percent2",),
}


_TOTAL_LOOKS = {
    "amount": "total_amount",
    "percent": "total_percent",
    "number": "total_number",
    "plain": "total_plain",
}


@dataclass(frozen=True)
class Column:
    """One column of a list: where a tag, or a formula with ``{key}{r}`` for a cell of its row, stands."""

    key: str
    title: str | Text
    tag: str | Text
    width: float = 12
    look: str = "text"
    choices: str = ""
    bar: bool = False
    total: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Place:
    """Where a list came to stand: its sheet, the row that repeats, and its columns' letters."""

    sheet: str
    row: int
    letters: dict[str, str]

    def range(self, key: str) -> str:
        """Return the reference to a column's cells, all copies of which are meant."""
        letter = self.letters[key]
        return f"{quote_sheetname(self.sheet)}!${letter}${self.row}:${letter}${self.row}"

    def cell(self, key: str, below: int = 0) -> str:
        """Return the reference to one cell, ``below`` rows under the repeated one."""
        return f"{quote_sheetname(self.sheet)}!${self.letters[key]}${self.row + below}"


@dataclass
class Book:
    """A workbook in one language while it is laid out."""

    language: str
    note: str | Text = "{{ customer.label }} · {{ document.title }}"
    workbook: Workbook = field(default_factory=Workbook)
    styles: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.styles = install(self.workbook, self.language)
        self.workbook.remove(self.workbook.worksheets[0])
        properties = self.workbook.properties
        properties.title = "{{ document.title }} – {{ customer.label }}"
        properties.subject = "{{ engagement.name }}"
        properties.creator = "{{ provider.name }}"
        properties.lastModifiedBy = "{{ provider.name }}"
        properties.keywords = _KEYWORDS
        properties.language = {"en": "en-GB", "zh": "zh-CN"}[self.language]

    @property
    def date_format(self) -> str:
        """The number format of dates in the book's language."""
        return DATES[self.language]

    def say(self, text: str | Text) -> str:
        """Return a text in the book's language."""
        return text if isinstance(text, str) else text[LANGUAGES.index(self.language)]

    def page(
        self, name: Text, title: Text | None = None, *, note: str | Text = "", tab: str = "accent"
    ) -> Page:
        """Add a sheet with its title and note in the first two rows."""
        sheet = self.workbook.create_sheet(self.say(name))
        sheet.sheet_properties.tabColor = COLOURS[tab]
        page = Page(self, sheet)
        page.prepare()
        if title:
            page.put("B1", self.say(title), "sheet_title")
            page.put("B2", self.say(note or self.note), "sheet_note")
            sheet.row_dimensions[1].height = 28
            sheet.row_dimensions[3].height = 8
        return page

    def define(self, name: str, reference: str) -> None:
        """Give a range a name for the owner's own formulas."""
        self.workbook.defined_names[name] = DefinedName(name, attr_text=reference)

    def choices(self, name: str) -> str:
        """Note that a list of choices is used; return its name."""
        if name not in self.used:
            self.used.append(name)
        return name

    def word(self, name: str, key: str) -> str:
        """Return the reference to the word of a key, for a formula that counts it."""
        return word(self.language, self.used, self.choices(name), key)

    def finish(self) -> Workbook:
        """Add what the pages asked for and return the workbook."""
        add_choices(self.workbook, self.language, self.used)
        self.workbook.active = 0
        for sheet in self.workbook.worksheets[1:]:
            sheet.sheet_view.tabSelected = False
        return self.workbook


@dataclass
class Page:
    """One sheet while it is laid out."""

    book: Book
    sheet: Worksheet

    def prepare(self) -> None:
        """Set what all sheets share: no grid, A4 landscape as wide as a page, footer with page numbers."""
        sheet: Any = self.sheet
        sheet.sheet_view.showGridLines = False
        sheet.column_dimensions["A"].width = 2
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
        for item, text in zip((sheet.oddFooter.left, sheet.oddFooter.right), _FOOTER, strict=True):
            item.text, item.size, item.color = text, 8, COLOURS["muted"]
            item.font = f"{FONTS[self.book.language]},Regular"

    def put(self, cell: str, value: str | Text, look: str, format: str = "") -> None:
        """Write a text, tag or formula in a style."""
        target = self.sheet[cell]
        target.value = self.book.say(value)
        target.style = self.book.styles[look]
        if format:
            target.number_format = format

    def widths(self, *widths: float) -> None:
        """Set the widths of the columns from B on."""
        for number, width in enumerate(widths, 2):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def band(self, row: int, look: str, columns: int) -> None:
        """Give the cells of a row from B on one style."""
        for number in range(2, columns + 2):
            self.sheet.cell(row, number).style = self.book.styles[look]

    def list(
        self,
        id: str,
        loop: str,
        columns: Sequence[Column],
        empty: Text,
        *,
        header: int = 4,
        body: int = 0,
        total: Text | None = None,
        table: bool = True,
        main: bool = True,
    ) -> Place:
        """Lay out a list from its header row on; return where it stands.

        The repeated row follows the header, then the sentence for an empty list, then the totals.
        """
        letters = {column.key: get_column_letter(number) for number, column in enumerate(columns, 2)}
        place = Place(str(self.sheet.title), body or header + 1, letters)
        self._header(header, columns)
        self._repeated(place, loop, columns)
        self._empty(place.row + 1, loop, empty)
        if total:
            self._totals(place, columns, total)
        if table:
            self._table(id, place, columns)
        if main:
            self._main(header, columns)
        self.book.places[id] = place
        return place

    def mixed(self, place: Place, first: str, last: str, style: str) -> None:
        """Let figures of different kinds take their number format from a column such as ``percent1``."""
        cells = f"{place.letters[first]}{place.row}:{place.letters[last]}{place.row}"
        key = f"${place.letters[style]}{place.row}"
        for number, (code, kinds) in enumerate(_MIXED_FORMATS.items(), 180):
            tests = ",".join(f'{key}="{kind}"' for kind in kinds)
            rule = Rule(type="expression", formula=[f"OR({tests})"], dxf=number_rule_style(code, number))
            self.sheet.conditional_formatting.add(cells, rule)

    def _header(self, row: int, columns: Sequence[Column]) -> None:
        for number, column in enumerate(columns, 2):
            letter = get_column_letter(number)
            left = column.look in ("text", "strong")
            self.put(f"{letter}{row}", column.title, "header_left" if left else "header")
        self.sheet.row_dimensions[row].height = 32

    def _repeated(self, place: Place, loop: str, columns: Sequence[Column]) -> None:
        for column in columns:
            cell = f"{place.letters[column.key]}{place.row}"
            text = self._filled(self.book.say(column.tag), place)
            if column is columns[0]:
                text = f"{{%tr for {loop} %}}{text}"
            if column is columns[-1]:
                text = f"{text}{{%tr endfor %}}"
            self.put(cell, text, column.look)
            self._rules(column, place)

    def _filled(self, text: str, place: Place) -> str:
        """Return a formula with its cells; other texts as they are."""
        if not text.startswith("="):
            return text
        return text.format(r=place.row, p=place.row - 1, **place.letters)

    def _rules(self, column: Column, place: Place) -> None:
        letter = place.letters[column.key]
        if column.choices:
            name = self.book.choices(column.choices)
            choose(self.sheet, f"{letter}{place.row}", name)
            colour(self.sheet, letter, place.row, name)
        if column.bar:
            bar = DataBarRule("num", 0, "num", 1, color=f"FF{COLOURS['teal']}", showValue=True)
            self.sheet.conditional_formatting.add(f"{letter}{place.row}", bar)

    def _empty(self, row: int, loop: str, empty: Text) -> None:
        items = loop.split(" in ", 1)[1].split(" | ")[0]
        self.put(f"B{row}", f"{{%tr if not {items} %}}{self.book.say(empty)}{{%tr endif %}}", "empty")

    def _totals(self, place: Place, columns: Sequence[Column], label: Text) -> None:
        row = place.row + 2
        self.band(row, "total", len(columns))
        self.put(f"B{row}", label, "total")
        for column in columns:
            letter = place.letters[column.key]
            if column.total:
                cells = f"{letter}{place.row}:{letter}{place.row}"
                value = column.total.format(range=cells) if column.total[0] == "=" else column.total
                self.put(f"{letter}{row}", value, _TOTAL_LOOKS.get(column.look, "total_integer"))

    def _table(self, id: str, place: Place, columns: Sequence[Column]) -> None:
        last = list(place.letters.values())[-1]
        table = Table(
            id=len(self.book.places) + 1, displayName=f"tbl_{id}", ref=f"B{place.row - 1}:{last}{place.row}"
        )
        self.sheet.add_table(table)

    def _main(self, header: int, columns: Sequence[Column]) -> None:
        """Let the sheet's first list set widths, frozen panes and the rows repeated in print."""
        for number, column in enumerate(columns, 2):
            dimension = self.sheet.column_dimensions[get_column_letter(number)]
            dimension.width, dimension.hidden = column.width, column.hidden
        subject = next((n for n, column in enumerate(columns, 2) if column.look == "strong"), 2)
        self.sheet.freeze_panes = f"{get_column_letter(min(subject, 3) + 1)}{header + 1}"
        self.sheet.print_title_rows = f"{header}:{header}"
