"""The results of a finished workbook's formulas, put in where the rows left room for them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Any

from docgen.engine.references import column_number
from docgen.engine.xlsx.calculation import (
    Box,
    ExcelError,
    Formula,
    Grid,
    TableBox,
    Unknown,
    Value,
    areas,
    as_pieces,
    compile_formula,
    moving,
    shown,
)
from docgen.engine.xlsx.cell_values import PART, UNKNOWN, Cellular, Columns, Pending
from docgen.engine.xlsx.excel_limits import LITERAL, check_formula
from docgen.engine.xlsx.series import as_stored

__all__ = ["CHART_POINTS", "Results"]

_HEAD, _OPEN, _ROOM = '<c r="', ' t="~', "<v>~</v>"
"""How a formula's cell begins, how the room for its type begins, and the room for its value."""
_BOOK_FORMULAS = 5_000
CHART_POINTS = 4_000
"""How many values of a reference a chart remembers at most."""
_LARGEST, _MOST_READ = 2_000_000, 25_000_000
"""How many cells one range may have, and how many the ranges of all formulas of a document."""
_SMALL = 1_000
"""Of so many cells a range is read as it is, blank ones at its end too."""


class _Columns(dict[int, Cellular]):
    """The columns of one sheet, each read when it is first asked for."""

    def __init__(self, sheet: Columns) -> None:
        super().__init__()
        self._sheet = sheet

    def __missing__(self, number: int) -> Cellular:
        found = self[number] = self._sheet.column(number)
        return found


class Results:
    """The cells of a workbook as its formulas see them.

    ``defined`` gives the meaning of each name by its sheet, empty for the whole workbook, and itself, both in
    lower case.  ``alike`` takes the functions of formulas that are the same in every document.  ``tables``
    tells where the tables stand, by name in lower case; it is asked once, if a formula names one.
    """

    def __init__(
        self,
        sheets: Sequence[Columns],
        sheet_names: Sequence[str],
        defined: Mapping[tuple[str, str], str] | None = None,
        alike: dict[str, Formula | None] | None = None,
        *,
        is_1904: bool = False,
        tables: Callable[[], Mapping[str, TableBox]] = dict,
    ) -> None:
        self.is_1904 = is_1904
        self.memory: dict[object, Any] = {}
        self._find_tables, self._names = tables, list(sheet_names)
        self._defined = defined or {}
        self._sheets: Mapping[str, Columns] = {
            name.casefold(): sheet for name, sheet in zip(sheet_names, sheets, strict=True)
        }
        self._found: dict[str, _Columns] = {}
        self._alike = {} if alike is None else alike
        self._compiled = self._read = 0
        self._own: dict[str, Formula | None] = {}
        self._written: dict[object, Formula | None] = {}
        """The functions of formulas that many rows of this document share, by name or by what they say."""
        self._grids: dict[tuple[str, int, int], Grid] = {}
        self._subtotals: dict[str, set[tuple[int, int]]] = {}

    # -- what formulas ask for -------------------------------------------

    def settled(self, sheet: str) -> _Columns:
        """Return the columns of a sheet; what is pending in them has to be asked for."""
        found = self._found.get(sheet)
        if found is None:
            columns = self._sheets.get(sheet.casefold())
            if columns is None:
                raise Unknown(sheet)
            found = self._found[sheet] = _Columns(columns)
        return found

    def named(self, sheet: str, name: str) -> str:
        """Return what a name means on a sheet: its own name, or the workbook's."""
        for owner in (sheet.casefold(), ""):
            if (owner, name.casefold()) in self._defined:
                return self._defined[owner, name.casefold()]
        raise Unknown(name)

    @cached_property
    def _tables(self) -> Mapping[str, TableBox]:
        return self._find_tables()

    def table(self, name: str) -> TableBox:
        """Return where a table stands; raises Unknown if there is none."""
        found = self._tables.get(name.casefold())
        if found is None:
            raise Unknown(name)
        return found

    def table_at(self, sheet: str, row: int) -> TableBox:
        """Return the one table that a row of a sheet crosses; raises Unknown for none or several."""
        on_sheet = [table for table in self._tables.values() if table.box[0].casefold() == sheet.casefold()]
        found = [table for table in on_sheet if table.box[1] <= row <= table.box[3]]
        if len(found) != 1:
            raise Unknown("a table without a name")
        return found[0]

    def sheets(self, first: str, last: str) -> Sequence[str]:
        """Return the names of the sheets from one to another, in their order."""
        names = [name.casefold() for name in self._names]
        if first.casefold() not in names or last.casefold() not in names:
            raise Unknown(first)
        begin, end = sorted((names.index(first.casefold()), names.index(last.casefold())))
        return self._names[begin : end + 1]

    def _sheet(self, name: str) -> Columns:
        found = self._sheets.get(name.casefold())
        if found is None:
            raise Unknown(name)
        return found

    def trimmed(self, box: Box) -> Box:
        """Return a range without the blank rows and columns at the end of its sheet."""
        sheet, top, left, bottom, right = box
        if (bottom - top + 1) * (right - left + 1) <= _SMALL:
            return box
        if right - left > _SMALL:
            right = max(left, min(right, self._sheet(sheet).width))
        columns = self.settled(sheet)
        last = max(columns[column].last for column in range(left, right + 1))
        return sheet, top, left, max(top, min(bottom, last)), right

    def left_out(self, box: Box, *, hidden: bool, filtered: bool) -> Collection[int]:
        """Return the rows of a range that are ``hidden``, or only those that a filter hides.

        Raises Unknown where a filter hides rows and only those count: a file does not tell them from others.
        """
        if not hidden and not filtered:
            return ()
        sheet = self._sheet(box[0])
        found = {row for row in sheet.hidden if box[1] <= row <= box[3]}
        if hidden or not found:
            return found
        if sheet.has_filter:
            raise Unknown("rows that a filter hides")
        return ()

    def subtotals(self, box: Box) -> Collection[tuple[int, int]]:
        """Return the cells of a range, which has been read, that hold a SUBTOTAL or AGGREGATE."""
        sheet, top, left, bottom, right = box
        found = self._subtotals.get(sheet.casefold(), set()) | self._sheet(sheet).subtotals
        return {(row, column) for row, column in found if top <= row <= bottom and left <= column <= right}

    def value(self, sheet: str, row: int, column: int) -> Value:
        """Return the value of a cell; raises Unknown where it cannot be calculated."""
        cells = self.settled(sheet)[column]
        found = cells.get(row)
        return self._settle(sheet, row, column, found, cells) if isinstance(found, Pending) else found

    def values(self, box: Box) -> Sequence[Value]:
        """Return the values of a range, row by row."""
        sheet, top, left, bottom, right = box
        count = (bottom - top + 1) * (right - left + 1)
        self._read += count
        if count > _LARGEST or self._read > _MOST_READ:
            raise Unknown("a range of too many cells")
        columns = [self._settled(sheet, column, top, bottom) for column in range(left, right + 1)]
        return (
            columns[0]
            if len(columns) == 1
            else [value for row in zip(*columns, strict=True) for value in row]
        )

    def _settled(self, sheet: str, column: int, top: int, bottom: int) -> Sequence[Value]:
        """Return the values of a stretch of one column."""
        cells = self.settled(sheet)[column]
        found = cells.stretch(top, bottom)
        if isinstance(found, array) or Pending not in set(map(type, found)):
            return found  # type: ignore[return-value]  # none of them is pending
        return [
            self._settle(sheet, row, column, value, cells) if isinstance(value, Pending) else value
            for row, value in enumerate(found, top)
        ]

    def _settle(self, sheet: str, row: int, column: int, pending: Pending, cells: Cellular) -> Value:
        """Calculate a formula once; one that refers to itself is not known."""
        if pending.number == PART:
            found = cells[row] = self._part(sheet, row, column)
            return found
        calculate = None if pending is UNKNOWN else self._formula(pending, row)
        cells[row] = UNKNOWN
        if calculate is None:
            raise Unknown(pending.text)
        if calculate.is_subtotal:
            self._subtotals.setdefault(sheet.casefold(), set()).add((row, column))
        if pending.array:
            grid = self._grids[sheet.casefold(), row, column] = calculate.grid(self, sheet, row)
            found = cells[row] = _element(grid, 0, 0, (1, 1))
        else:
            found = cells[row] = calculate(self, sheet, row)
        return found

    def _part(self, sheet: str, row: int, column: int) -> Value:
        """Return what an array formula shows in one of its cells beside the first."""
        for top, left, bottom, right in self._sheet(sheet).arrays:
            if top <= row <= bottom and left <= column <= right:
                self.value(sheet, top, left)
                grid = self._grids.get((sheet.casefold(), top, left))
                if grid is not None:
                    return _element(grid, row - top, column - left, (bottom - top + 1, right - left + 1))
        raise Unknown("a part of an array formula")

    def _formula(self, pending: Pending, row: int) -> Formula | None:
        """Return how to calculate a formula; None if that is not known."""
        if pending.pieces:
            memory = self._alike if pending.number.isdigit() else self._own
            if pending.number not in memory:
                memory[pending.number] = self._made(moving(pending.pieces, row), row)
            return memory[pending.number]
        pieces = as_pieces(pending.text, row)
        key = (pending.array, *pieces)
        if key not in self._written:
            self._written[key] = self._made(moving(pieces, row), row, is_array=bool(pending.array))
        return self._written[key]

    def _made(self, text: str, row: int, *, is_array: bool = False) -> Formula | None:
        self._compiled += 1
        if self._compiled > _BOOK_FORMULAS:
            return None
        try:
            return compile_formula(text, row, is_array=is_array)
        except Unknown:
            return None

    # -- putting them in -------------------------------------------------

    def write(self, sheet: str, chunk: str) -> str:
        """Return a stretch of rows with the results of their formulas, as far as these are known.

        Raises RenderError for a formula that Excel does not take.
        """
        pieces = chunk.split(_OPEN)
        out = [pieces[0]]
        columns: dict[str, tuple[int, Cellular]] = {}
        for piece in pieces[1:]:
            before = out[-1]
            at = before.rfind("<")
            if not before.startswith(_HEAD, at):  # the same characters in a text
                out.append(_OPEN + piece)
                continue
            reference = before[at + len(_HEAD) : before.index('"', at + len(_HEAD))]
            letters = reference.rstrip("0123456789")
            if letters not in columns:
                column = _column_of(letters)
                columns[letters] = column, self._room(sheet, column)
            kind, value = self._stored(sheet, int(reference[len(letters) :]), *columns[letters])
            start, end = piece.index('"') + 1, piece.index(_ROOM)
            if end - start > LITERAL:
                check_formula(piece[start:end], sheet, reference)
            out += (kind, piece[start:end], value, piece[end + len(_ROOM) :])
        return "".join(out)

    def _room(self, sheet: str, column: int) -> Cellular:
        """Return the cells of a column into which results are put, although others may be compressed."""
        try:
            return self.settled(sheet)[column]
        except Unknown:
            return self._sheet(sheet).loose(column)

    def _stored(self, sheet: str, row: int, column: int, cells: Cellular) -> tuple[str, str]:
        """Return the type of a cell's result, as an attribute, and its element; nothing if it is unknown."""
        found = cells.get(row)
        try:
            value = self._settle(sheet, row, column, found, cells) if isinstance(found, Pending) else found
        except (Unknown, RecursionError):
            return "", ""
        kind, text = as_stored(value)
        return kind, f"<v>{text}</v>"

    def of_reference(self, text: str) -> Sequence[Value] | None:
        """Return the values of a chart's reference; None if they are not known, or too many for a chart."""
        try:
            boxes = areas(text)
            if sum((b - t + 1) * (r - left + 1) for _, t, left, b, r in boxes) > CHART_POINTS:
                return None
            found = self.values(boxes[0]) if len(boxes) == 1 else list(chain(*map(self.values, boxes)))
        except (Unknown, RecursionError):
            return None
        if isinstance(found, array):
            return found
        return [None if isinstance(value, ExcelError) else value for value in found]


def _element(grid: Grid, row: int, column: int, size: tuple[int, int]) -> Value:
    """Return what a cell of an array formula shows; raises Unknown if its cells are not those of its result.

    One row or column is repeated, as Excel does.
    """
    if grid.height not in (1, size[0]) or grid.width not in (1, size[1]):
        if (row, column) != (0, 0):
            raise Unknown("an array formula of another size")
        return shown(grid.values[0])
    return shown(grid.at(row if grid.height > 1 else 0, column if grid.width > 1 else 0))


@cache
def _column_of(letters: str) -> int:
    return column_number(letters)
