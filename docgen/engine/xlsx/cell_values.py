"""The cells of a finished workbook, read as formulas need them.

They are read from the text of the finished rows, one column at a time and only where something refers to
them; what the stream has kept, or is the same in every document, is not read at all.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import column_letters, column_number
from docgen.engine.xlsx.calculation import ExcelError, Unknown, Value
from docgen.engine.xlsx.series import Column, Series
from docgen.engine.xlsx.sheet import position
from docgen.engine.xlsx.sheet_copy import SheetCopy
from docgen.engine.xlsx.workbook import Sheet, Workbook, read_xml

__all__ = [
    "PART",
    "UNKNOWN",
    "Cellular",
    "Columns",
    "KeptValues",
    "Pending",
    "SheetText",
    "StillSheet",
    "stored_value",
]

_CELL = re.compile(
    r'"([^>]*)>(?:<f((?: [^>]*)?)(?:/>|>([^<]*)</f>))?(?:<v>([^<]*)</v>|<is>(.*?)</is>)', re.DOTALL
)
_TYPE = re.compile(r' t="([^"]*)"')
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ARRAY = re.compile(r'<f (?=[^>]*\bt="array")[^>]*\bref="([^"]*)"')
_BEGIN = re.compile(r'<row r="(\d+)"')
_ROW = re.compile(r'<row [^>]*\br="(\d+)"([^>]*)>')
_LETTERS = re.compile(r'<c r="([A-Z]+)')
_LATE = 200
"""How many cells of a column are looked for one by one; of more, the whole column is read."""
PART = "^"
"""In place of a formula's number: the cell shows a part of an array formula."""
_YES = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class Pending:
    """A formula whose result is not known yet: its number, if it is one of many alike, and its text."""

    number: str
    text: str
    pieces: tuple[str | int, ...] = ()
    """Instead of the text: texts, and offsets from the row."""
    array: str = ""
    """``fixed`` for an array formula, ``spilled`` for one whose size is that of its result."""


UNKNOWN = Pending("", "")
"""What stands in place of a result that cannot be known, or is being calculated."""


Cellular = Column[Value | Pending]


class Columns(Protocol):
    """A sheet whose cells can be read."""

    @property
    def has_filter(self) -> bool:
        """Whether a filter hides rows."""

    @property
    def width(self) -> int:
        """The last column that holds anything; raises Unknown if that is not known."""

    @property
    def hidden(self) -> frozenset[int]:
        """The rows that are hidden; raises Unknown if they are not known."""

    @property
    def arrays(self) -> Sequence[tuple[int, int, int, int]]:
        """The cells of each array formula: first row and column, last row and column."""

    @property
    def subtotals(self) -> frozenset[tuple[int, int]]:
        """The cells whose results, which are not calculated here, are subtotals."""

    def column(self, number: int) -> Cellular:
        """Return the cells of a column; raises Unknown if they are not known."""

    def loose(self, number: int) -> Cellular:
        """Return the cells of a column as far as they are known."""


class StillSheet:
    """A sheet of the template that is the same in every document."""

    arrays: Sequence[tuple[int, int, int, int]] = ()

    def __init__(self, book: Workbook, sheet: Sheet, *, has_filter: bool = False) -> None:
        self.book, self.sheet, self.has_filter = book, sheet, has_filter

    @cached_property
    def _root(self) -> etree._Element:
        return read_xml(self.book.package, self.sheet.part)

    @cached_property
    def _cells(self) -> dict[int, dict[int, Value | Pending]]:
        found: dict[int, dict[int, Value | Pending]] = {}
        for cell in self._root.iter(*names(S, "c")):
            value = next((e.text or "" for e in cell if e.tag in names(S, "v")), "")
            string = "".join(e.text or "" for e in cell.iter(*names(S, "t")))
            if (value or string) and cell.get("r"):
                row, column = position(cell.get("r", ""))
                found.setdefault(column, {})[row] = stored_value(self.book, cell.get("t", "n"), value, string)
        return found

    @property
    def width(self) -> int:
        """The last column that holds anything."""
        return max(self._cells, default=1)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The rows that are hidden."""
        rows = self._root.iter(*names(S, "row"))
        return frozenset(int(row.get("r", "0")) for row in rows if row.get("hidden") in _YES)

    @cached_property
    def subtotals(self) -> frozenset[tuple[int, int]]:
        """The cells whose results are subtotals."""
        formulas = (f for f in self._root.iter(*names(S, "f")) if _is_subtotal(f.text or ""))
        cells = (formula.getparent() for formula in formulas)
        return frozenset(position(cell.get("r", "")) for cell in cells if cell is not None)

    def column(self, number: int) -> Cellular:
        """Return the cells of a column."""
        return Column(self._cells.get(number, {}))

    def loose(self, number: int) -> Cellular:
        """Return the cells of a column."""
        return self.column(number)


def _is_subtotal(formula: str) -> bool:
    """Tell whether a formula holds SUBTOTAL or AGGREGATE, so that others of these leave its result out."""
    text = formula.upper()
    return "SUBTOTAL(" in text or "AGGREGATE(" in text


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
    shared: Mapping[str, tuple[str | int, ...]]
    """Formulas of this sheet that many rows share, as ``alike`` has those of every document."""
    position: int
    subtotals: frozenset[tuple[int, int]] = frozenset()

    @property
    def has_filter(self) -> bool:
        """Whether a filter hides rows."""
        return self.copy.template.has_filter

    @property
    def _is_whole(self) -> bool:
        """Whether no rows are compressed."""
        return len(self.chunks) == len(self.copy.body.items)

    @cached_property
    def width(self) -> int:
        """The last column that holds anything; raises Unknown if that is not known."""
        template = self.copy.template
        if template.columns.still and not template.lanes:
            return max(1, template.width)
        found = {letters for chunk in self.chunks for letters in _LETTERS.findall(chunk)}
        return max(map(column_number, found), default=1)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The rows that are hidden; raises Unknown if they stand in what is compressed already."""
        if not self.copy.template.has_hidden_rows:
            return frozenset()
        if not self._is_whole:
            raise Unknown("hidden rows among those that are compressed")
        rows = (match for chunk in self.chunks for match in _ROW.finditer(chunk))
        return frozenset(int(match[1]) for match in rows if ' hidden="' in match[2])

    @cached_property
    def arrays(self) -> Sequence[tuple[int, int, int, int]]:
        """The cells of each array formula."""
        found = []
        for chunk in self.chunks:
            for match in _ARRAY.finditer(chunk) if ' t="array"' in chunk else ():
                first, _, last = match[1].partition(":")
                found.append((*position(first), *position(last or first)))
        return found

    def column(self, number: int) -> Cellular:
        """Return the cells of a column; raises Unknown if they stand in what is compressed already."""
        known = self._known(number) if number in self.copy.template.cells else None
        if known is not None:
            return known
        if not self._is_whole:
            raise Unknown("a column of rows that are compressed")
        return self.loose(number)

    def loose(self, number: int) -> Cellular:
        """Return the cells of a column that stand in rows which are not compressed."""
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
                pending = self._alike(cell.formula)
                if pending is None:
                    late += rows
                else:
                    found.put(rows, [pending] * len(rows))
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
        begins = [_BEGIN.match(chunk) for chunk in self.chunks]
        return [int(begin[1]) for begin in begins if begin] if all(begins) else []

    def _alike(self, name: str) -> Pending | None:
        """Return a formula that many rows share, by the name of its result; None if they do not."""
        if name in self.alike:
            return Pending(name, "", self.alike[name])
        return Pending(f"{name}@{self.position}", "", self.shared[name]) if name in self.shared else None

    def _find(self, begin: str, row: int) -> Value | Pending:
        last = bisect_right(self._firsts, row)
        for chunk in self.chunks[last - 1 : last] if last else self.chunks:
            at = chunk.find(begin)
            if at >= 0:
                match = _CELL.match(chunk, at + len(begin) - 1)
                return None if match is None else self._read(*match.groups(""))
        return None

    def _parsed(self, number: int) -> dict[int, Value | Pending]:
        begin = f'<c r="{column_letters(number)}'
        found: dict[int, Value | Pending] = {}
        for chunk in self.chunks:
            for piece in chunk.split(begin)[1:]:
                row, _, _ = piece.partition('"')
                match = _CELL.match(piece, len(row)) if row.isdigit() else None
                if match is not None:  # neither blank nor of another column whose letters begin so
                    found[int(row)] = self._read(*match.groups(""))
        return found

    def _read(
        self, attributes: str, formula_attributes: str, formula: str, value: str, string: str
    ) -> Value | Pending:
        if " t=" not in attributes:
            if formula_attributes and not value:
                return UNKNOWN
            return float(value)
        kind = (_TYPE.search(attributes) or [""] * 2)[1]
        if kind[:1] == "~":
            array = ""
            if ' t="array"' in formula_attributes:
                array = "spilled" if " cm=" in attributes else "fixed"
            if kind[1:] == PART:
                return Pending(PART, "")
            found = None if array else self._alike(kind[1:])
            return found or Pending("", html.unescape(formula), array=array)
        text = "".join(_TEXT.findall(string))
        return stored_value(self.book, kind, html.unescape(value), html.unescape(text))
