"""Makes the workbook that people fill in, blank or with the data that is known already."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from docgen.catalog import Deliverable
from docgen.catalog.schema import Picture
from docgen.engine.values import image_value
from docgen.errors import DataError, MissingError, Problem, RenderError, did_you_mean
from docgen.intake import look
from docgen.intake.outline import FORM, LISTS, Column, Outline, Sheet, outline
from docgen.intake.pictures import lay
from docgen.intake.validation import Lists, validate
from docgen.intake.values import to_cell
from docgen.intake.words import ADVICE, say

__all__ = ["HIDDEN", "make_workbook"]

HIDDEN = "docgen"
"""The hidden sheet that says whose workbook it is; lists to choose from stand beside that."""

KEYS, TITLE, HEAD, EXPLAINED, EXAMPLE, FIRST = 1, 2, 3, 4, 5, 6
_PREPARED = 30
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def make_workbook(deliverable: Deliverable, language: str, data: Mapping[str, Any] | None = None) -> bytes:
    """Return an Excel file that asks for the data of a deliverable, filled in with ``data`` as far as given.

    Pictures of the data lie on their cells.  Raises MissingError for a language that the deliverable lacks,
    and DataError for data that the workbook could not hold: fields that do not exist, pictures that cannot
    be read.
    """
    if language not in deliverable.languages:
        message = f"{deliverable.id} is not available in {language[:20]!r}."
        raise MissingError(
            Problem("unknown-language", message, did_you_mean(language, deliverable.languages))
        )
    if data is not None:
        _refuse_what_would_be_lost(deliverable, data)
    maker = _Maker(language, outline(deliverable, language))
    maker.form(data or {}, deliverable.titles[language])
    maker.plain_lists(data or {})
    for sheet in maker.asked.sheets:
        maker.list(sheet, list(_rows(sheet, data or {})))
    if maker.problems:
        raise DataError(maker.problems)
    maker.instructions(deliverable.titles[language])
    maker.identify(deliverable.id)
    file = io.BytesIO()
    maker.book.save(file)
    return file.getvalue()


def _refuse_what_would_be_lost(deliverable: Deliverable, data: Mapping[str, Any]) -> None:
    """Raise for what has no place in the workbook; what is merely missing is what people will fill in."""
    try:
        deliverable.load(data)
    except DataError as error:
        lost = [problem for problem in error.problems if problem.code in ("unknown-field", "type")]
        if lost:
            raise DataError(lost) from error


@dataclass(frozen=True, slots=True)
class _Row:
    """An object of a list, and how the item that it belongs to is named."""

    data: Mapping[str, Any]
    owner: Any = None


def _rows(sheet: Sheet, data: Mapping[str, Any]) -> Iterator[_Row]:
    if sheet.owner is None:
        yield from (_Row(item) for item in _at(data, sheet.names) or ())
        return
    named = sheet.owner.identity
    for outer in _rows(sheet.owner, data):
        owner = to_cell(named, _at(outer.data, named.names))
        yield from (_Row(item, owner) for item in _at(outer.data, sheet.names) or ())


def _at(value: Any, names: Sequence[str]) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


@dataclass
class _Maker:
    """One workbook while it is made."""

    language: str
    asked: Outline
    book: Workbook = field(default_factory=Workbook)
    titles: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = self.book.worksheets[0]
        self.first.title = self._say("instructions")
        self.hidden = self.book.create_sheet(HIDDEN)
        self.lists = Lists(self.hidden)
        self.titles |= {FORM: self._say("form"), LISTS: self._say("lists")}
        for asked in self.asked.sheets:
            self.titles[asked.path] = self._title(asked)
            start = 3 if asked.owner else 2
            for number, column in enumerate(asked.columns, start):
                self.letters[column.key] = get_column_letter(number)

    def form(self, data: Mapping[str, Any], name: str) -> None:
        """Add the sheet of the single values, one below the other under the heads of their parts."""
        sheet = self._sheet(FORM)
        look.title(look.at(sheet, TITLE, 2), name)
        sheet.cell(KEYS, 3, "value")
        for number, key in enumerate(("field", "value", "required", "explained", "example"), 2):
            look.head(look.at(sheet, HEAD, number), self._say(key))
        for letter, wide in zip("BCDEF", (26, 56, 10, 44, 40), strict=True):
            sheet.column_dimensions[letter].width = wide
        sheet.column_dimensions["A"].hidden = True
        row, section = HEAD, None
        for column in self.asked.form:
            if column.section != section:
                row, section = row + 1, column.section
                for number in range(2, 7):
                    look.caption(
                        look.at(sheet, row, number),
                        (section or self._say("general")) if number == 2 else "",
                        strong=True,
                    )
            row += 1
            self._field(sheet, row, column, _at(data, column.names))
        look.finish(sheet, "C4", f"{HEAD}:{HEAD}")

    def _field(self, sheet: Worksheet, row: int, column: Column, value: Any) -> None:
        sheet.cell(row, 1, column.key)
        look.caption(look.at(sheet, row, 2), _starred(column))
        look.caption(look.at(sheet, row, 4), self._say("required") if column.required else "")
        look.explanation(look.at(sheet, row, 5), self._explained(column))
        look.explanation(look.at(sheet, row, 6), self._example(column), italic=True)
        self._fill(look.at(sheet, row, 3), column, value)
        validate(sheet, f"C{row}", column, self.lists, self.language)

    def plain_lists(self, data: Mapping[str, Any]) -> None:
        """Add the sheet of the lists of plain values, side by side."""
        if not self.asked.lists:
            return
        sheet = self._sheet(LISTS)
        look.title(look.at(sheet, TITLE, 2), self._say("lists"))
        values = [_at(data, column.names) or () for column in self.asked.lists]
        most = max(map(len, values))
        for number, (column, items) in enumerate(zip(self.asked.lists, values, strict=True), 2):
            self._head(sheet, number, column, most)
            for row, item in enumerate(items, FIRST):
                self._fill(look.at(sheet, row, number), column, item)
        self._finish_list(sheet)

    def list(self, asked: Sheet, rows: Sequence[_Row]) -> None:
        """Add the sheet of a list of objects."""
        sheet = self._sheet(asked.path)
        look.title(look.at(sheet, TITLE, 2), asked.label)
        start = 2
        if asked.owner:
            self._owner_column(sheet, asked.owner, rows)
            start = 3
        for number, column in enumerate(asked.columns, start):
            self._head(sheet, number, column, len(rows))
            for position, row in enumerate(rows, FIRST):
                value = _at(row.data, column.names)
                self._fill(look.at(sheet, position, number), column, value, many=column.many)
        self._finish_list(sheet)

    def _owner_column(self, sheet: Worksheet, owner: Sheet, rows: Sequence[_Row]) -> None:
        named = replace(
            owner.identity,
            key=owner.path,
            label=self._say("belongs").format(owner.label),
            explained=self._say("belongs_hint").format(self.titles[owner.path]),
            source=owner.identity.key,
            section="",
            required=True,
        )
        self._head(sheet, 2, named, len(rows))
        for position, row in enumerate(rows, FIRST):
            self._write(look.at(sheet, position, 2), row.owner)

    def _head(self, sheet: Worksheet, number: int, column: Column, filled: int) -> None:
        """Prepare a column: key, head, explanation, example, cells to write into, what they accept."""
        sheet.cell(KEYS, number, column.key)
        head = look.at(sheet, HEAD, number)
        look.head(head, _starred(column))
        explained = self._explained(column)
        look.explanation(look.at(sheet, EXPLAINED, number), explained)
        look.explanation(look.at(sheet, EXAMPLE, number), self._example(column), italic=True)
        if explained:
            head.comment = Comment(explained, "docgen", width=260, height=90)
        look.open_column(sheet, number, column)
        for row in range(TITLE, HEAD):
            sheet.cell(row, number).protection = look.LOCKED
        for row in range(FIRST, FIRST + filled + _PREPARED):
            look.input_cell(look.at(sheet, row, number), column)
        letter = get_column_letter(number)
        source = self._source(column)
        validate(sheet, f"{letter}{FIRST}:{letter}5000", column, self.lists, self.language, source)

    def _source(self, column: Column) -> str:
        """Where the values stand that a column repeats, as a reference; nothing where it repeats none."""
        if not column.source:
            return ""
        title, letter = self.titles[column.source.rpartition("[]")[0] + "[]"], self.letters[column.source]
        return f"{quote_sheetname(title)}!${letter}${FIRST}:${letter}$5000"

    def _finish_list(self, sheet: Worksheet) -> None:
        sheet.row_dimensions[HEAD].height = 32
        sheet.column_dimensions["A"].width = 11
        look.head(look.at(sheet, HEAD, 1), "")
        look.explanation(look.at(sheet, EXPLAINED, 1), self._say("explained"))
        look.explanation(look.at(sheet, EXAMPLE, 1), self._say("example"), italic=True)
        look.finish(sheet, f"C{EXPLAINED}", f"{HEAD}:{HEAD}")

    def instructions(self, name: str) -> None:
        """Fill the first sheet: how to fill in the others, and what each is for."""
        sheet = self.first
        look.title(look.at(sheet, 2, 2), f"{name}: {self._say('instructions')}")
        sheet.column_dimensions["A"].width = 3
        sheet.column_dimensions["B"].width = 36
        sheet.column_dimensions["C"].width = 80
        advice = ADVICE["zh" if self.language == "zh" else "en"]
        for row, text in enumerate(advice, 4):
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
            look.explanation(look.at(sheet, row, 2), f"{row - 3}. {text}")
            sheet.row_dimensions[row].height = 20
        row = 5 + len(advice)
        look.head(look.at(sheet, row, 2), self._say("sheet"))
        look.head(look.at(sheet, row, 3), self._say("content"))
        for asked in self.asked.sheets:
            row += 1
            title = self.titles[asked.path]
            look.caption(look.at(sheet, row, 2), title)
            look.at(sheet, row, 2).hyperlink = f"#{quote_sheetname(title)}!B{FIRST}"
            look.explanation(look.at(sheet, row, 3), asked.explained or asked.label)
        look.finish(sheet, "A4", pages=1)

    def identify(self, id_: str) -> None:
        """Say on the hidden sheet which deliverable and language the workbook is of."""
        for row, pair in enumerate((("deliverable", id_), ("language", self.language)), 1):
            self.hidden.cell(row, 1, pair[0])
            self.hidden.cell(row, 2, pair[1])
        self.book.move_sheet(self.hidden, len(self.book.worksheets))
        self.hidden.sheet_state = "veryHidden"
        self.book.active = 0

    def _sheet(self, path: str) -> Worksheet:
        sheet: Worksheet = self.book.create_sheet(self.titles[path])
        sheet.cell(KEYS, 1, path)
        sheet.row_dimensions[KEYS].hidden = True
        sheet.row_dimensions[TITLE].height = 28
        return sheet

    def _title(self, asked: Sheet) -> str:
        """A sheet's name: of at most 31 signs, unlike every other."""
        label = asked.label.translate(_FORBIDDEN)
        if label.lower() in (title.lower() for title in self.titles.values()):
            outer = asked.owner.label if asked.owner else asked.names[0].capitalize()
            label = f"{outer} – {label}".translate(_FORBIDDEN)  # a dash, as in a heading
        return label[:31]

    def _explained(self, column: Column) -> str:
        hints = [column.explained]
        if column.many:
            hints.append(self._say("cells" if column in self.asked.lists else "lines"))
        if isinstance(column.kind, Picture):
            hints.append(self._say("picture"))
        return "; ".join(filter(None, hints)) if self.language != "zh" else "；".join(filter(None, hints))

    def _example(self, column: Column) -> str | float:
        if isinstance(column.kind, Picture):
            return "logo"
        found = to_cell(column, column.example)
        return found if isinstance(found, int | float | str) else str(column.example)

    def _fill(self, cell: Cell, column: Column, value: Any, many: bool = False) -> None:
        look.input_cell(cell, column)
        if isinstance(column.kind, Picture) and isinstance(value, Mapping) and "image" in value:
            self._lay(cell, column, value)
        if many:
            self._write(cell, "\n".join(_line(to_cell(column, item)) for item in value or ()) or None)
        else:
            self._write(cell, to_cell(column, value))

    def _lay(self, cell: Cell, column: Column, value: Mapping[str, Any]) -> None:
        """Let a picture of the data lie on its cell; one that cannot is noted."""
        try:
            picture = image_value(value)
        except RenderError as error:
            self.problems += [problem.at(place=_pointer(column)) for problem in error.problems]
            return
        if picture.kind == "svg":
            message, hint = (
                "An SVG picture cannot stand in the workbook.",
                "Give a PNG or JPEG file, or store it.",
            )
            self.problems.append(Problem("intake-picture", message, hint, place=_pointer(column)))
            return
        lay(picture, cell)

    def _write(self, cell: Cell, value: Any) -> None:
        """Set what a cell holds; text stays text, whatever it begins with."""
        if not isinstance(value, str):
            cell.value = value
            return
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        if value[:1] in "=+-@":
            cell.quotePrefix = True

    def _say(self, key: str) -> str:
        return say(key, self.language)


def _pointer(column: Column) -> str:
    return "/" + "/".join(column.names)


def _starred(column: Column) -> str:
    return f"{column.label} *" if column.required else column.label


def _line(value: Any) -> str:
    """An entry of a list in one cell; further lines of it are set in, which tells them from new entries."""
    return str(value).replace("\n", "\n  ")
