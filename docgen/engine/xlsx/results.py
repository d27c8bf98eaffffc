"""The values of a finished workbook's cells, and the results of its formulas among them.

Cells are read from the text of the finished rows, one column at a time and only where something refers to
them; results are put in where the rows left room for them.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Protocol

from docgen.engine.names import S, names
from docgen.engine.references import column_letters, column_number
from docgen.engine.xlsx.evaluate import Formula, areas, compile_formula
from docgen.engine.xlsx.functions import Box, ExcelError, Unknown, Value
from docgen.engine.xlsx.series import Column, Series, as_stored
from docgen.engine.xlsx.sheet import position
from docgen.engine.xlsx.sheet_copy import SheetCopy
from docgen.engine.xlsx.workbook import Sheet, Workbook, read_xml

__all__ = ["CHART_POINTS", "Columns", "KeptValues", "Results", "SheetText", "StillSheet", "stored_value"]

_HEAD, _OPEN, _ROOM = '<c r="', ' t="~', "<v>~</v>"
"""How a formula's cell begins, how the room for its type begins, and the room for its value."""
_CELL = re.compile(r'"([^>]*)>(?:<f(?: [^>]*)?>([^<]*)</f>)?(?:<v>([^<]*)</v>|<is>(.*?)</is>)', re.DOTALL)
_ROW = re.compile(r'<row r="(\d+)"')
_TYPE = re.compile(r' t="([^"]*)"')
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BOOK_FORMULAS = 5_000
CHART_POINTS = 4_000
"""How many values of a reference a chart remembers at most."""
_LATE = 200
"""How many cells of a column are looked for one by one; of more, the whole column is read."""
_LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class _Pending:
    """A formula whose result is not known yet: its number, if it is one of many alike, and its text."""

    number: str
    text: str
    pieces: tuple[str | int, ...] = ()
    """Instead of the text: texts, and offsets from the row."""


_UNKNOWN = _Pending("", "")
"""What stands in place of a result that cannot be known, or is being calculated."""


Cellular = Column[Value | _Pending]


class Columns(Protocol):
    """A sheet whose cells can be read."""

    def column(self, number: int) -> Cellular:
        """Return the cells of a column; raises Unknown if they are not known."""


class StillSheet:
    """A sheet of the template that is the same in every document."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet

    @cached_property
    def _cells(self) -> dict[int, dict[int, Value | _Pending]]:
        found: dict[int, dict[int, Value | _Pending]] = {}
        for cell in read_xml(self.book.package, self.sheet.part).iter(*names(S, "c")):
            value = next((e.text or "" for e in cell if e.tag in names(S, "v")), "")
            string = "".join(e.text or "" for e in cell.iter(*names(S, "t")))
            if (value or string) and cell.get("r"):
                row, column = position(cell.get("r", ""))
                found.setdefault(column, {})[row] = stored_value(self.book, cell.get("t", "n"), value, string)
        return found

    def column(self, number: int) -> Cellular:
        """Return the cells of a column."""
        return Column(self._cells.get(number, {}))


def stored_value(book: Workbook, kind: str, value: str, string: str) -> Value:
    """Return a cell's value for its type and what it stores."""
    if kind == "inlineStr":
        return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), string)
    if kind == "s":
        return book.shared_text(int(value))
    if kind == "b":
        return value == "1"
    if kind == "e":
        return ExcelError(value)
    return value if kind in ("str", "d") else float(value)


class KeptValues:
    """The values that cells have kept while the stream ran, divided over the copies of their sheets."""

    def __init__(self, series: Sequence[Series], copies: Sequence[SheetCopy]) -> None:
        self._series = series
        self._used = [0] * len(series)
        rows = [0] * len(series)
        for copy in copies:
            for row, number in _numbered(copy):
                rows[number] += len(copy.rows_of(row))
        self._sound = [count == len(one.values) for count, one in zip(rows, series, strict=True)]

    def take(self, copy: SheetCopy) -> dict[int, Sequence[Value]]:
        """Return the values of one sheet by the number of their series; ask for the copies in order."""
        found = dict[int, Sequence[Value]]()
        for row, number in _numbered(copy):
            start, values = self._used[number], self._series[number].values
            self._used[number] += len(copy.rows_of(row))
            if self._sound[number]:
                is_all = start == 0 and self._used[number] == len(values)
                found[number] = values if is_all else values[start : self._used[number]]
        return found


def _numbered(copy: SheetCopy) -> list[tuple[int, int]]:
    """Return the template rows of the cells that have a series, with its number."""
    cells = (cell for column in copy.template.cells.values() for cell in column)
    return [(cell.row, cell.place) for cell in cells if cell.place is not None]


@dataclass
class SheetText:
    """One finished sheet: its rows in pieces, and what is known of its cells without reading them."""

    copy: SheetCopy
    chunks: Sequence[str]
    book: Workbook
    alike: Mapping[str, tuple[str | int, ...]]
    kept: Mapping[int, Sequence[Value]]

    def column(self, number: int) -> Cellular:
        """Return the cells of a column; raises Unknown if they stand in what is compressed already."""
        known = self._known(number) if number in self.copy.template.cells else None
        if known is not None:
            return known
        if len(self.chunks) < len(self.copy.body.items):
            raise Unknown("a column of rows that are compressed")
        return Column(self._parsed(number))

    def _known(self, number: int) -> Cellular | None:
        """Return the cells of a column without reading all of it; None if that is not possible."""
        found: Cellular = Column()
        late: list[int] = []
        for cell in self.copy.template.cells[number]:
            rows = self.copy.rows_of(cell.row)
            if cell.value is not None:
                found.put(rows, [cell.value] * len(rows))
            elif cell.place is not None and cell.place in self.kept:
                found.put(rows, self.kept[cell.place])
            elif cell.formula:
                found.put(rows, [_Pending(cell.formula, "", self.alike[cell.formula])] * len(rows))
            elif cell.place is not None:
                return None
            elif not cell.is_spare or len(rows) == 1:
                late += rows
        if len(late) > _LATE:
            return None
        letters = column_letters(number)
        for row in late:
            found[row] = self._find(f'<c r="{letters}{row}"', row)
        return found

    @cached_property
    def _firsts(self) -> list[int]:
        """The number of the first row in each piece; nothing if one does not begin with a row."""
        begins = [_ROW.match(chunk) for chunk in self.chunks]
        return [int(begin[1]) for begin in begins if begin] if all(begins) else []

    def _find(self, begin: str, row: int) -> Value | _Pending:
        last = bisect_right(self._firsts, row)
        for chunk in self.chunks[last - 1 : last] if last else self.chunks:
            at = chunk.find(begin)
            if at >= 0:
                match = _CELL.match(chunk, at + len(begin) - 1)
                return None if match is None else self._read(*match.groups(""))
        return None

    def _parsed(self, number: int) -> dict[int, Value | _Pending]:
        begin = f'<c r="{column_letters(number)}'
        found: dict[int, Value | _Pending] = {}
        for chunk in self.chunks:
            for piece in chunk.split(begin)[1:]:
                row, _, _ = piece.partition('"')
                match = _CELL.match(piece, len(row)) if row.isdigit() else None
                if match is not None:  # neither blank nor of another column whose letters begin so
                    found[int(row)] = self._read(*match.groups(""))
        return found

    def _read(self, attributes: str, formula: str, value: str, string: str) -> Value | _Pending:
        if " t=" not in attributes:
            return float(value)
        kind = (_TYPE.search(attributes) or [""] * 2)[1]
        if kind[:1] == "~":
            return _Pending(kind[1:], html.unescape(formula))
        text = "".join(_TEXT.findall(string))
        return stored_value(self.book, kind, html.unescape(value), html.unescape(text))


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
    lower case.  ``alike`` takes the functions of formulas that are the same in every document.
    """

    def __init__(
        self,
        sheets: Sequence[Columns],
        sheet_names: Sequence[str],
        defined: Mapping[tuple[str, str], str] | None = None,
        alike: dict[str, Formula | None] | None = None,
        *,
        is_1904: bool = False,
    ) -> None:
        self.is_1904 = is_1904
        self._defined = defined or {}
        self._sheets: Mapping[str, Columns] = {
            name.casefold(): sheet for name, sheet in zip(sheet_names, sheets, strict=True)
        }
        self._found: dict[str, _Columns] = {}
        self._alike = {} if alike is None else alike
        self._compiled = 0

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

    def value(self, sheet: str, row: int, column: int) -> Value:
        """Return the value of a cell; raises Unknown where it cannot be calculated."""
        cells = self.settled(sheet)[column]
        found = cells.get(row)
        return self._settle(sheet, row, column, found, cells) if isinstance(found, _Pending) else found

    def values(self, box: Box) -> Sequence[Value]:
        """Return the values of a range, row by row."""
        sheet, top, left, bottom, right = box
        if (bottom - top + 1) * (right - left + 1) > _LARGEST:
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
        if isinstance(found, array) or _Pending not in set(map(type, found)):
            return found  # type: ignore[return-value]  # none of them is pending
        return [
            self._settle(sheet, row, column, value, cells) if isinstance(value, _Pending) else value
            for row, value in enumerate(found, top)
        ]

    def _settle(self, sheet: str, row: int, column: int, pending: _Pending, cells: Cellular) -> Value:
        """Calculate a formula once; one that refers to itself is not known."""
        calculate = None if pending is _UNKNOWN else self._formula(pending, row)
        cells[row] = _UNKNOWN
        if calculate is None:
            raise Unknown(pending.text)
        found = cells[row] = calculate(self, sheet, row)
        return found

    def _formula(self, pending: _Pending, row: int) -> Formula | None:
        key = pending.number or pending.text
        if key in self._alike and pending.number:
            return self._alike[key]
        self._compiled += 1
        if self._compiled > _BOOK_FORMULAS:
            return None
        text = pending.text or "".join(str(row + p) if isinstance(p, int) else p for p in pending.pieces)
        try:
            found: Formula | None = compile_formula(text, row)
        except Unknown:
            found = None
        if pending.number:
            self._alike[key] = found
        return found

    # -- putting them in -------------------------------------------------

    def write(self, sheet: str, chunk: str) -> str:
        """Return a stretch of rows with the results of their formulas, as far as these are known."""
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
                columns[letters] = column, self.settled(sheet)[column]
            kind, value = self._stored(sheet, int(reference[len(letters) :]), *columns[letters])
            start, end = piece.index('"') + 1, piece.index(_ROOM)
            out += (kind, piece[start:end], value, piece[end + len(_ROOM) :])
        return "".join(out)

    def _stored(self, sheet: str, row: int, column: int, cells: Cellular) -> tuple[str, str]:
        """Return the type of a cell's result, as an attribute, and its element; nothing if it is unknown."""
        found = cells.get(row)
        try:
            value = self._settle(sheet, row, column, found, cells) if isinstance(found, _Pending) else found
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


@cache
def _column_of(letters: str) -> int:
    return column_number(letters)
