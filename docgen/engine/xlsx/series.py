"""The values of cells column by column, packed: a number takes eight bytes.

A :class:`Series` takes the values of one cell of the template while the stream runs; a :class:`Column` is
what formulas and charts see of one column of the output.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from docgen.engine.references import ROWS
from docgen.engine.text import escape_text
from docgen.engine.xlsx.calculation import ExcelError, Value
from docgen.engine.xlsx.values import DIGITS, is_picture, serial

__all__ = ["Column", "KeptCell", "Series", "as_stored", "number_texts"]

_T = TypeVar("_T")
_MOMENT = (dt.date, dt.time, dt.timedelta)


@dataclass(frozen=True, slots=True)
class KeptCell:
    """A cell of the template whose value need not be read from its sheet's text.

    ``place`` is the number of the series that takes its values, ``formula`` the number of its formula, and
    ``value`` what it holds in every document.  One that has none of these has to be read; if it ``is_spare``,
    which is the blank row of a table, only where its row comes once.
    """

    row: int
    place: int | None = None
    formula: str = ""
    value: Value = None
    is_spare: bool = False
    style: int = 0
    """The index of its style in the template."""

    @property
    def is_read(self) -> bool:
        """Whether its value has to be read from the text."""
        return self.place is None and self.value is None


class Series:
    """What one cell of the template held in each of its copies, in the order in which they came."""

    __slots__ = ("epoch_1904", "moments", "most", "values")

    def __init__(self, epoch_1904: bool = False, most: int = ROWS) -> None:
        self.epoch_1904 = epoch_1904
        self.most = most
        """How many values anybody may want; of more, all are forgotten."""
        self.moments = 0
        """How many of them were dates or times."""
        self.values: array[float] | list[Value] = array("d")
        """Numbers only, as long as nothing else has come."""

    def append(self, value: object) -> None:
        """Take a value of the data."""
        self.extend([value])

    def extend(self, values: Sequence[object]) -> None:
        """Take some values of the data."""
        if set(map(type, values)) == {float}:
            self.add(values)  # type: ignore[arg-type]  # just seen
        else:
            self.add([self._seen(value) for value in values])

    def add(self, values: Sequence[Value]) -> None:
        """Take some values as cells have them."""
        if len(self.values) + len(values) > self.most:
            self.values, self.most = array("d"), 0
            return
        if isinstance(self.values, array) and set(map(type, values)) != {float}:
            self.values = list(self.values)
        self.values.extend(values)  # type: ignore[arg-type]  # an array if all are numbers

    def last(self, count: int) -> Sequence[Value]:
        """Return the values that came last; an array holds nothing but numbers."""
        return self.values[len(self.values) - count :]

    def _seen(self, value: object) -> Value:
        """Return what a cell holds for a value of the data."""
        kind = type(value)
        if kind is float or kind is bool or value is None:
            return value  # type: ignore[return-value]  # just seen
        if kind is int and -DIGITS < value < DIGITS:  # type: ignore[operator]  # just seen
            return float(value)  # type: ignore[arg-type]  # just seen
        if kind is str:
            return value or None  # type: ignore[return-value]  # just seen
        if kind is Decimal:
            return float(value)  # type: ignore[arg-type]  # just seen
        if isinstance(value, _MOMENT):
            count = serial(value, self.epoch_1904)
            if count is not None:
                self.moments += 1
                return float(count)
        return None if is_picture(value) else str(value)


class Column(Generic[_T]):
    """The cells of one column: stretches of rows that are copies of one row, and single cells."""

    __slots__ = ("_firsts", "_last", "_runs", "_single")

    def __init__(self, single: dict[int, _T] | None = None) -> None:
        self._single: dict[int, _T] = {} if single is None else single
        self._firsts: list[int] = []
        self._runs: list[tuple[range, Sequence[_T]]] = []
        self._last = 0

    @property
    def last(self) -> int:
        """The last row that holds anything, 0 if none does; asked when all is put in."""
        if not self._last:
            runs = max((rows[-1] for rows, _ in self._runs if rows), default=0)
            self._last = max(runs, max(self._single, default=0))
        return self._last

    def put(self, rows: Sequence[int], values: Sequence[_T]) -> None:
        """Put values into rows; a list of them belongs to the column from then on."""
        if isinstance(rows, range) and len(rows) > 1 and not self._overlaps(rows):
            at = bisect_right(self._firsts, rows.start)
            self._firsts.insert(at, rows.start)
            self._runs.insert(at, (rows, values))
        else:
            self._single.update(zip(rows, values, strict=True))

    def _overlaps(self, rows: range) -> bool:
        """Tell whether rows lie among those of another stretch: a block of several rows."""
        return any(rows.start <= run[-1] and run[0] <= rows[-1] for run, _ in self._runs)

    def _run(self, row: int) -> tuple[range, Sequence[_T]] | None:
        at = bisect_right(self._firsts, row) - 1
        return self._runs[at] if at >= 0 and row in self._runs[at][0] else None

    def get(self, row: int) -> _T | None:
        """Return what a cell holds, None for a blank one."""
        found = self._single.get(row)
        if found is None and (run := self._run(row)) is not None:
            return run[1][run[0].index(row)]
        return found

    def __setitem__(self, row: int, value: _T) -> None:
        run = self._run(row)
        if run is not None and isinstance(run[1], list):
            run[1][run[0].index(row)] = value
        else:
            self._single[row] = value

    def stretch(self, top: int, bottom: int) -> Sequence[_T | None]:
        """Return what the cells from one row to another hold; an array if all are numbers of one stretch."""
        run = self._run(top)
        if run is not None and bottom in run[0] and run[0].step == 1 and not self._has_single(top, bottom):
            return run[1][top - run[0].start : bottom + 1 - run[0].start]
        found: list[_T | None] = [None] * (bottom - top + 1)
        for rows, values in self._runs:
            if inside := _inside(rows, top, bottom):
                places = slice(rows[inside[0]] - top, rows[inside[-1]] - top + 1, rows.step)
                found[places] = values[inside.start : inside.stop]
        for row in self._rows_of_single(top, bottom):
            found[row - top] = self._single[row]
        return found

    def _rows_of_single(self, top: int, bottom: int) -> list[int]:
        if bottom - top < len(self._single):
            return [row for row in range(top, bottom + 1) if row in self._single]
        return [row for row in self._single if top <= row <= bottom]

    def _has_single(self, top: int, bottom: int) -> bool:
        return bool(self._single) and bool(self._rows_of_single(top, bottom))


def _inside(rows: range, top: int, bottom: int) -> range:
    """Return at which places of some rows those from ``top`` to ``bottom`` stand."""
    first = max(0, -((rows.start - top) // rows.step))
    last = min(len(rows), (bottom - rows.start) // rows.step + 1)
    return range(first, max(first, last))


def number_texts(values: Sequence[float]) -> list[str]:
    """Return how some numbers are stored."""
    return [
        str(int(value)) if value.is_integer() and -DIGITS < value < DIGITS else repr(value)
        for value in values
    ]


def as_stored(value: Value) -> tuple[str, str]:
    """Return the type of a result, as an attribute, and the result as it is stored."""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, float):
        return "", str(int(value)) if value.is_integer() and -DIGITS < value < DIGITS else repr(value)
    if isinstance(value, ExcelError):
        return ' t="e"', str(value)
    return ' t="str"', escape_text(str(value))
