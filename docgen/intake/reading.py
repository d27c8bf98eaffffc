"""Reads a workbook that people have filled in, and says of every mistake in which cell it is.

Columns are told by the keys in a sheet's hidden first row, so that they may stand in any order;
what the values must be is the schema's business, whose pointers are traced back to cells.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from docgen.catalog import Catalog, Deliverable
from docgen.catalog.schema import Picture
from docgen.errors import DataError, DocgenError, Problem
from docgen.intake.making import HIDDEN
from docgen.intake.outline import FORM, LISTS, Column, Outline, Sheet, outline
from docgen.intake.pictures import Laid, pictures_of
from docgen.intake.values import MisreadError, from_cell, from_picture, plain, to_cell
from docgen.intake.words import MARKERS
from docgen.opc import Package

__all__ = ["Intake", "read_workbook"]

_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_NEW_ENTRY = re.compile(r"\n(?!  )")


@dataclass(frozen=True, slots=True)
class Intake:
    """What a workbook says: of which deliverable and language it is, and the data in it."""

    deliverable: str
    language: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that holds something; ``kind`` is openpyxl's (e an error, f a formula), or ``picture``."""

    value: Any
    kind: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """A sheet as its cells by row and column."""

    title: str
    hidden: bool
    cells: dict[int, dict[int, _Cell]]
    pictures: Sequence[Laid] = ()

    def at(self, row: int, column: int) -> Any:
        """Return the value of a cell, or None."""
        cell = self.cells.get(row, {}).get(column)
        return cell.value if cell else None


def read_workbook(catalog: Catalog, file: bytes) -> Intake:
    """Return the data that people have filled in.

    Raises TemplateError for a file that is no sound Excel file, DataError for one that was not made
    for intake, and for everything missing or wrong in it: each problem's place is a sheet and a cell.
    """
    grids, epoch = _opened(file)
    marks = next((grid for grid in grids if grid.title == HIDDEN), None)
    if marks is None or marks.at(1, 1) != "deliverable":
        raise DataError(
            Problem(
                "intake-unknown",
                "This is no workbook for intake: its hidden sheet is missing.",
                "Make one with `docgen intake make`, and copy the values into it.",
            )
        )
    deliverable, language = catalog.deliverable(str(marks.at(1, 2))), str(marks.at(2, 2))
    reader = _Reader(deliverable, outline(deliverable, language), epoch, _others(deliverable, language))
    reader.read(grids)
    return Intake(deliverable.id, language, reader.checked())


def _opened(file: bytes) -> tuple[list[_Grid], dt.datetime]:
    package = Package.open(file)
    if package.format != "xlsx":
        raise DataError(Problem("intake-unknown", "This is no Excel file.", "Send the workbook as .xlsx."))
    try:
        book = load_workbook(io.BytesIO(file), read_only=True, data_only=True)
        formulas = any(
            _FORMULA.search(package.read(name)) for name in package.members if "worksheets/" in name
        )
        asked = load_workbook(io.BytesIO(file), read_only=True) if formulas else None
        laid = pictures_of(package)
        grids = [
            _grid(sheet, asked[sheet.title] if asked else None, laid.get(sheet.title, ()))
            for sheet in book.worksheets
        ]
    except DocgenError:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        message = "The workbook cannot be read."
        raise DataError(
            Problem("intake-unknown", message, "Open it in Excel and save it again as .xlsx.")
        ) from error
    return grids, book.epoch or CALENDAR_WINDOWS_1900


def _grid(sheet: Any, asked: Any, pictures: Sequence[Laid]) -> _Grid:
    """The cells of a sheet; a formula that was never calculated stays one, as it has no value."""
    cells: dict[int, dict[int, _Cell]] = {}
    for source in filter(None, (sheet, asked)):
        source.reset_dimensions()
        for row in source.iter_rows():
            for cell in row:
                if cell.value is None or (source is asked and cell.data_type != "f"):
                    continue
                known = cells.setdefault(cell.row, {})
                known.setdefault(cell.column, _Cell(cell.value, cell.data_type))
    return _Grid(sheet.title, sheet.sheet_state != "visible", cells, pictures)


def _others(deliverable: Deliverable, language: str) -> Mapping[str, Mapping[str, str]]:
    """What keys are called in the deliverable's further languages, by column."""
    found: dict[str, Mapping[str, str]] = {}
    for other in deliverable.languages:
        if other != language:
            asked = outline(deliverable, other)
            columns = [*asked.form, *asked.lists, *(c for sheet in asked.sheets for c in sheet.columns)]
            found |= {column.key: column.options for column in columns if column.options}
    return found


@dataclass
class _Reader:
    """One reading: the data as it grows, where each value stood, and what was wrong already."""

    deliverable: Deliverable
    asked: Outline
    epoch: dt.datetime
    others: Mapping[str, Mapping[str, str]]
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    # By sheet's path: the items, with what names them and their pointer, for the sheets that belong to them.
    items: dict[str, list[tuple[Any, dict[str, Any], str]]] = field(default_factory=dict)

    def read(self, grids: Sequence[_Grid]) -> None:
        """Read all sheets into the data."""
        by_path = self._by_path(grids)
        if FORM not in by_path:
            raise DataError(
                Problem(
                    "intake-unknown",
                    "The sheet of the single values is missing, or its hidden first row and column.",
                    "Take the workbook as it was made, and copy the values into it.",
                )
            )
        self._form(by_path[FORM])
        if LISTS in by_path:
            self._plain_lists(by_path[LISTS])
        for sheet in self.asked.sheets:
            if sheet.path in by_path:
                self._list(sheet, by_path[sheet.path])

    def _by_path(self, grids: Sequence[_Grid]) -> dict[str, _Grid]:
        """Sheets by the path in their first cell; of two with the same one, the visible is meant."""
        found: dict[str, _Grid] = {}
        for grid in sorted(grids, key=lambda grid: grid.hidden):
            path = grid.at(1, 1)
            if path in found and not grid.hidden:
                message = f"The sheets {found[path].title} and {grid.title} hold the same list."
                problem = Problem("intake-twice", message, "Delete or hide one.", place=f"sheet {grid.title}")
                self.problems[f"twice {grid.title}"] = problem
            if isinstance(path, str):
                found.setdefault(path, grid)
        return found

    def _form(self, grid: _Grid) -> None:
        at = next((number for number, cell in grid.cells.get(1, {}).items() if cell.value == "value"), 3)
        rows = {grid.at(row, 1): row for row in grid.cells}
        pictures = [c for c in self.asked.form if isinstance(c.kind, Picture) and c.key in rows]
        self._lay(grid, [(rows[column.key], at) for column in pictures])
        for column in self.asked.form:
            if column.key in rows:
                self._value(grid, rows[column.key], at, column, self.data, "")
        self._keep_required_parts()

    def _lay(self, grid: _Grid, cells: Collection[tuple[int, int]]) -> None:
        """Let the pictures of a sheet be what stands in the cells that take them; others are problems."""
        taken: set[tuple[int, int]] = set()
        for picture in grid.pictures:
            at, place = picture.on(cells), _place(grid, *picture.first)
            if at is None or at in taken:
                message, hint = (
                    "A picture lies here, where none is read.",
                    "Lay it on the cell of a picture, or delete it.",
                )
                if at is not None:
                    message, hint = "Two pictures lie on this cell.", "Delete one of them."
                problem = Problem("intake-picture", message, hint, place=place)
                self.problems[f"picture {place}"] = problem
                continue
            taken.add(at)
            text = grid.at(*at) if picture.text is None else picture.text
            grid.cells.setdefault(at[0], {})[at[1]] = _Cell((picture.data, text), "picture")

    def _keep_required_parts(self) -> None:
        """Let a part of which all is blank be there, so that each of its required fields is asked for."""
        for column in self.asked.form:
            if column.required:
                _inside(self.data, column.names)

    def _plain_lists(self, grid: _Grid) -> None:
        columns = {cell.value: number for number, cell in grid.cells[1].items()}
        for column in self.asked.lists:
            if column.key not in columns:
                continue
            at, pointer = columns[column.key], _pointer("", column.names)
            self.places[pointer] = _place(grid, _first_row(grid), at)
            values: list[Any] = []
            for row in _entry_rows(grid):
                value = self._read(grid, row, at, column, f"{pointer}/{len(values)}")
                values += [] if value is None else [value]
            if values:
                _inside(self.data, column.names)[column.names[-1]] = values

    def _list(self, sheet: Sheet, grid: _Grid) -> None:
        columns = {cell.value: number for number, cell in grid.cells[1].items()}
        known = [(column, columns[column.key]) for column in sheet.columns if column.key in columns]
        rows = range(_first_row(grid), max((p.last[0] for p in grid.pictures), default=0) + 1)
        self._lay(grid, [(row, at) for c, at in known if isinstance(c.kind, Picture) for row in rows])
        used = [*(at for _, at in known), columns.get(sheet.owner.path, 0) if sheet.owner else 0]
        self.items[sheet.path] = []
        for row in _entry_rows(grid):
            if any(not _blank(grid.at(row, at)) for at in used if at):
                self._entry(sheet, grid, row, known, columns)

    def _entry(
        self,
        sheet: Sheet,
        grid: _Grid,
        row: int,
        columns: Sequence[tuple[Column, int]],
        positions: Mapping[Any, int],
    ) -> None:
        outer, above = self.data, ""
        if sheet.owner:
            found = self._owner(sheet.owner, grid, row, positions.get(sheet.owner.path, 0))
            if found is None:
                return
            outer, above = found
        items = _inside(outer, sheet.names).setdefault(sheet.names[-1], [])
        pointer = f"{_pointer(above, sheet.names)}/{len(items)}"
        item: dict[str, Any] = {}
        items.append(item)
        self.places[pointer] = _place(grid, row, min((at for _, at in columns), default=1))
        for column, at in columns:
            self._value(grid, row, at, column, item, pointer)
            if column.required:
                _inside(item, column.names)
        named = sheet.identity
        name = to_cell(named, _at(item, named.names))
        self.items[sheet.path].append((name, item, pointer))

    def _owner(self, owner: Sheet, grid: _Grid, row: int, at: int) -> tuple[dict[str, Any], str] | None:
        """The item that a row says it belongs to; else a problem is noted."""
        named, place = owner.identity, _place(grid, row, at or 1)
        asked = None
        if at and not _blank(grid.at(row, at)):
            asked = to_cell(named, self._read(grid, row, at, named, f"owner {place}"))
        found = [entry for entry in self.items.get(owner.path, ()) if entry[0] == asked is not None]
        if len(found) == 1:
            return found[0][1], found[0][2]
        if asked is None:
            message, hint = (
                f"It is not said to which {owner.label} the row belongs.",
                "Choose it from the list.",
            )
        elif found:
            message, hint = (
                f"{asked!s:.60} stands several times under {owner.label}.",
                "Give each its own name.",
            )
        else:
            message, hint = f"{asked!s:.60} does not stand under {owner.label}.", "Choose one that is there."
        self.problems.setdefault(f"owner {place}", Problem("intake-owner", message, hint, place=place))
        return None

    def _value(
        self, grid: _Grid, row: int, at: int, column: Column, item: dict[str, Any], above: str
    ) -> None:
        pointer = _pointer(above, column.names)
        value = self._read(grid, row, at, column, pointer)
        if value is not None:
            _inside(item, column.names)[column.names[-1]] = value

    def _read(self, grid: _Grid, row: int, at: int, column: Column, pointer: str) -> Any:
        """The value of a cell, which is remembered as the pointer's place; a misread one is a problem."""
        self.places[pointer] = place = _place(grid, row, at)
        cell = grid.cells.get(row, {}).get(at)
        if cell is None or _blank(cell.value):
            return None
        words = [self.others[column.key]] if column.key in self.others else []
        try:
            if cell.kind == "picture":
                return from_picture(*cell.value)
            if cell.kind in ("e", "f"):
                raise MisreadError(_unusable(cell))
            if column.many and grid.at(1, 1) != LISTS:
                lines = _NEW_ENTRY.split(str(cell.value).replace("\r\n", "\n").strip())
                found = (from_cell(column, line.replace("\n  ", "\n"), self.epoch, words) for line in lines)
                return [value for value in found if value is not None]
            return from_cell(column, cell.value, self.epoch, words)
        except MisreadError as error:
            self.problems[pointer] = error.problem.at(place=place)
            return {"image": ""} if cell.kind == "picture" else str(cell.value)

    def checked(self) -> dict[str, Any]:
        """Return the data; raise DataError with all problems, each in its cell."""
        found = dict(self.problems)
        try:
            self.deliverable.load(self.data)
        except DataError as error:
            for number, problem in enumerate(error.problems):
                if problem.place not in self.problems:
                    placed = replace(problem, place=self._place_of(problem.place))
                    found[f"{problem.place} {number}"] = placed
        if found:
            raise DataError(found.values())
        return self.data

    def _place_of(self, pointer: str) -> str:
        """The cell that a pointer leads to, or to the nearest thing around it that has one."""
        at = pointer
        while at and at not in self.places:
            at = at.rpartition("/")[0]
        return self.places.get(at, pointer)


def _unusable(cell: _Cell) -> Problem:
    if cell.kind == "e":
        return Problem(
            "intake-error", f"The cell shows {cell.value}.", "Mend the formula, or write the value."
        )
    hint = "Open the workbook in Excel and save it, or write the value."
    return Problem("intake-formula", "The formula in the cell was never calculated.", hint)


def _entry_rows(grid: _Grid) -> Iterator[int]:
    """Yield the rows of a sheet that hold entries: those below its head, explanation and example."""
    first = _first_row(grid)
    yield from (row for row in sorted(grid.cells) if row >= first)


def _first_row(grid: _Grid) -> int:
    marked = [row for row in grid.cells if row < 50 and plain(str(grid.at(row, 1))) in MARKERS]
    return max(marked, default=3) + 1


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _place(grid: _Grid, row: int, column: int) -> str:
    return f"sheet {grid.title}, cell {get_column_letter(column)}{row}"


def _pointer(above: str, names: Sequence[str]) -> str:
    return "/".join((above, *names))


def _at(value: Any, names: Sequence[str]) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _inside(item: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the object that holds the last of the names; objects on the way are made."""
    for name in names[:-1]:
        item = item.setdefault(name, {})
    return item
