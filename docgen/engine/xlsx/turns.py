"""Rows that come from a loop in columns: numbered, and their formulas calculated, many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from docgen.engine.rows import Rows
from docgen.engine.xlsx.calculation import (
    Box,
    Formula,
    Lookup,
    TableBox,
    Unknown,
    Value,
    compile_formula,
    moving,
)
from docgen.engine.xlsx.form import COPY, KIND, RESULT, ROW, VALUE, Form, Result
from docgen.engine.xlsx.series import Column, KeptCell, Series, as_stored, number_texts

__all__ = ["Known", "Numbers", "rows_text"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The rows that some turns get: the number of the first, the rows of a turn, the first copy, how many."""

    first: int
    height: int
    copy: int
    count: int

    def at(self, distance: int) -> range:
        """Return the number of the row that stands so far below the first of each turn."""
        first = self.first + distance
        return range(first, first + self.height * self.count, self.height)


@dataclass(frozen=True)
class Known:
    """What is known of a sheet's cells while its rows come.

    ``cells`` are those of the template that formulas refer to, by column; ``series`` take their values;
    ``alike`` are the formulas by number, ``calculated`` how to calculate them as far as that was asked.
    """

    cells: Mapping[int, Mapping[int, KeptCell]]
    series: Sequence[Series]
    alike: Mapping[str, tuple[str | int, ...]]
    calculated: dict[str, Formula | None]
    is_1904: bool

    def formula(self, number: str, row: int) -> Formula | None:
        """Return how to calculate a formula that stands in that row; None if that is not known."""
        if number not in self.calculated:
            try:
                self.calculated[number] = compile_formula(moving(self.alike[number], row), row)
            except Unknown:
                self.calculated[number] = None
        return self.calculated[number]


def rows_text(form: Form, rows: Rows, numbers: Numbers, known: Known) -> tuple[str, bool]:
    """Return the text of some turns, and whether the results of all formulas are in it.

    Results that formulas elsewhere refer to are added to their series.
    """
    cells = TurnCells(form, numbers, known)
    results = [_written(result, cells, known) for result in form.results]
    columns: dict[int, Sequence[Iterable[str]]] = {
        VALUE: rows.columns,
        KIND: [kind for kind, _ in results],
        RESULT: [value for _, value in results],
    }
    named: dict[int, list[str]] = {}
    pieces: list[Iterable[str]] = []
    for piece in form.pieces:
        if isinstance(piece, str):
            pieces.append(repeat(piece))
        elif piece[0] == ROW:
            if piece[1] not in named:
                named[piece[1]] = list(map(str, numbers.at(piece[1])))
            pieces.append(named[piece[1]])
        elif piece[0] == COPY:
            pieces.append(map(str, range(numbers.copy, numbers.copy + numbers.count)))
        else:
            pieces.append(columns[piece[0]][piece[1]])
    is_complete = not any(isinstance(value, repeat) for _, value in results)
    return "".join(chain.from_iterable(zip(*pieces, strict=False))), is_complete


def _written(result: Result, cells: TurnCells, known: Known) -> tuple[Iterable[str], Iterable[str]]:
    """Return the types and the values of a formula's results, or the room for them if they are not known."""
    values = cells.held(result.row, result.column)
    if values is None:
        return repeat(f' t="~{result.formula}"'), repeat("<v>~</v>")
    cell = known.cells.get(result.column, {}).get(result.row)
    if cell is not None and cell.place is not None:
        known.series[cell.place].add(values)
    if set(map(type, values)) == {float}:
        return repeat(""), [f"<v>{text}</v>" for text in number_texts(values)]  # type: ignore[arg-type]  # just seen
    found = [as_stored(value) for value in values]
    return [kind for kind, _ in found], [f"<v>{text}</v>" for _, text in found]


class TurnCells:
    """The cells of some turns as the formulas in them see them; what stands elsewhere is not known."""

    def __init__(self, form: Form, numbers: Numbers, known: Known) -> None:
        self.form, self.numbers, self.known = form, numbers, known
        self._formulas = {(result.row, result.column): result.formula for result in form.results}
        self._held: dict[tuple[int, int], Sequence[Value] | None] = {}
        self._columns = _Columns(self)
        self.is_1904 = known.is_1904
        self.memory: dict[object, Any] = {}

    def held(self, row: int, column: int) -> Sequence[Value] | None:
        """Return what a cell of the template holds in each turn; None if that is not known."""
        if (row, column) not in self._held:
            self._held[row, column] = None  # what refers to itself is not known
            self._held[row, column] = self._find(row, column)
        return self._held[row, column]

    def _find(self, row: int, column: int) -> Sequence[Value] | None:
        if (row, column) in self._formulas:
            return self._calculated(self._formulas[row, column], row)
        if column not in self.known.cells:
            return None
        cell = self.known.cells[column].get(row)
        if cell is None:
            return [None] * self.numbers.count
        if cell.place is not None and not cell.formula:
            return self.known.series[cell.place].last(self.numbers.count)
        return None if cell.value is None else [cell.value] * self.numbers.count

    def _calculated(self, number: str, row: int) -> Sequence[Value] | None:
        at = self.numbers.at(self.form.distances[row])
        formula = self.known.formula(number, at.start)
        if formula is None:
            return None
        try:
            if formula.many is not None and (found := self._at_once(formula, row)) is not None:
                return found
            return [formula(self, "", number_) for number_ in at]
        except (Unknown, RecursionError):
            return None

    def _at_once(self, formula: Formula, row: int) -> Sequence[Value] | None:
        """Return the results if all that the formula meets are numbers."""
        assert formula.many is not None
        try:
            return formula.many(_Beside(self, row, self.numbers.count))
        except (Unknown, ZeroDivisionError, OverflowError):
            return None

    # -- as docgen.engine.xlsx.calculation.Cells ---------------------------

    def settled(self, sheet: str) -> Mapping[int, Lookup]:
        """Return the columns of the turns."""
        return self._columns

    def value(self, sheet: str, row: int, column: int) -> Value:
        """Return the value of a cell."""
        return self._column((sheet, row, column, row, column), column).get(row)

    def values(self, box: Box) -> Sequence[Value]:
        """Return the values of a range, row by row."""
        columns = [self._column(box, column).stretch(box[1], box[3]) for column in range(box[2], box[4] + 1)]
        return columns[0] if len(columns) == 1 else list(chain.from_iterable(zip(*columns, strict=True)))

    def named(self, sheet: str, name: str) -> str:
        """Raise, since names are not known yet."""
        raise Unknown(name)

    def trimmed(self, box: Box) -> Box:
        """Return a range as it is."""
        return box

    def sheets(self, first: str, last: str) -> Sequence[str]:
        """Raise, since other sheets are not known yet."""
        raise Unknown(first)

    def table(self, name: str) -> TableBox:
        """Raise, since tables have no place yet."""
        raise Unknown(name)

    def table_at(self, sheet: str, row: int) -> TableBox:
        """Raise, since tables have no place yet."""
        raise Unknown(sheet)

    def left_out(self, box: Box, *, hidden: bool, filtered: bool) -> Collection[int]:
        """Raise, since hidden rows are not known yet."""
        raise Unknown("hidden rows")

    def subtotals(self, box: Box) -> Collection[tuple[int, int]]:
        """Raise, since subtotals are not known yet."""
        raise Unknown("subtotals")

    def _column(self, box: Box, column: int) -> Column[Value]:
        numbers = self.numbers
        rows = range(numbers.first, numbers.first + numbers.height * numbers.count)
        if box[0] or box[1] not in rows or box[3] not in rows:
            raise Unknown("a cell outside of the turns")
        return self._columns[column]


class _Columns(dict[int, Column[Value]]):
    """The columns of some turns, each put together when it is first asked for."""

    def __init__(self, cells: TurnCells) -> None:
        super().__init__()
        self._cells = cells

    def __missing__(self, number: int) -> Column[Value]:
        found = self[number] = Column()
        for row, distance in self._cells.form.distances.items():
            held = self._cells.held(row, number)
            if held is None:
                raise Unknown("a cell of the turns")
            found.put(self._cells.numbers.at(distance), held)
        return found


@dataclass(slots=True)
class _Beside:
    """Many turns as a formula in one row of each sees them; see ``Stretch``."""

    cells: TurnCells
    row: int
    count: int

    def numbers(self, by: int, column: int) -> Sequence[float]:
        """Return the numbers so many rows below; raises Unknown if any is no number."""
        distances = self.cells.form.distances
        at = distances[self.row] + by
        row = self.row if not by else next((row for row, found in distances.items() if found == at), None)
        held = None if row is None else self.cells.held(row, column)
        if held is None or set(map(type, held)) != {float}:
            raise Unknown("no number")
        return held  # type: ignore[return-value]  # just seen
