"""The parts of which a formula is made ready, and how they see cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from docgen.engine.xlsx.calculation.values import Unknown, Value

__all__ = [
    "Box",
    "Cells",
    "Grid",
    "Lookup",
    "Many",
    "Node",
    "Run",
    "Scope",
    "Stretch",
    "TableBox",
    "no_value",
]

Box = tuple[str, int, int, int, int]
"""A sheet's name (empty for the formula's own), first row and column, last row and column."""


class Lookup(Protocol):
    """The cells of one column by their rows."""

    def get(self, row: int, /) -> object:
        """Return what stands in a row."""


@dataclass(frozen=True, slots=True)
class TableBox:
    """Where a table stands, with the rows of its head and foot and the names of its columns."""

    box: Box
    head: int
    foot: int
    columns: Sequence[str]


class Cells(Protocol):
    """Where formulas find the values of cells."""

    is_1904: bool
    """Whether days are counted from 1904."""

    memory: dict[object, Any]
    """What functions remember of ranges, as long as these cells are the same."""

    def value(self, sheet: str, row: int, column: int) -> Value:
        """Return the value of a cell of a sheet; raises Unknown where it is not known."""

    def values(self, box: Box) -> Sequence[Value]:
        """Return the values of a range, row by row; raises Unknown for one of too many cells."""

    def trimmed(self, box: Box) -> Box:
        """Return a range without the blank rows and columns at the end of its sheet."""

    def named(self, sheet: str, name: str) -> str:
        """Return what a name means on a sheet, as the text of a formula; raises Unknown if there is none."""

    def settled(self, sheet: str) -> Mapping[int, Lookup]:
        """Return the columns of a sheet; what is no value yet there has to be asked for by :meth:`value`."""

    def sheets(self, first: str, last: str) -> Sequence[str]:
        """Return the names of the sheets from one to another, in their order."""

    def table(self, name: str) -> TableBox:
        """Return where a table stands; raises Unknown if there is none."""

    def table_at(self, sheet: str, row: int) -> TableBox:
        """Return the one table that a row of a sheet crosses; raises Unknown for none or several."""

    def left_out(self, box: Box, *, hidden: bool, filtered: bool) -> Collection[int]:
        """Return the rows of a range that are ``hidden``, or only those that a filter hides."""

    def subtotals(self, box: Box) -> Collection[tuple[int, int]]:
        """Return the cells of a range, as row and column, whose formulas hold SUBTOTAL or AGGREGATE."""


@dataclass(slots=True)
class Scope:
    """Where one formula stands: its cells, its sheet and that sheet's columns, its row."""

    cells: Cells
    sheet: str
    row: int
    columns: Mapping[int, Lookup]


class Stretch(Protocol):
    """Many rows at once, in each of which the same formula stands."""

    count: int

    def numbers(self, by: int, column: int) -> Sequence[float]:
        """Return the numbers ``by`` rows below each row; raises Unknown if any is no number."""


class Grid(NamedTuple):
    """An array: its values row by row, errors among them.

    ``more`` rows like the last one follow those that are held: the blank ones at the end of whole columns.
    """

    values: Sequence[Value]
    height: int
    width: int
    more: int = 0

    def at(self, row: int, column: int) -> Value:
        """Return the value of a place, counted from 0."""
        return self.values[row * self.width + column]


Run = Callable[[Scope], Value]
Many = Callable[[Stretch], Sequence[float]]


@dataclass(slots=True)
class Node:
    """A part of a formula: how it becomes one value, and further ways that not every part has.

    ``areas`` tells the cells that it means, None if in this scope it means none; ``grid`` gives its values
    where it is an array; ``many`` calculates it for many rows at once.
    """

    run: Run
    areas: Callable[[Scope], Sequence[Box] | None] | None = None
    many: Many | None = None
    grid: Callable[[Scope], Grid] | None = None


def no_value(scope: Scope) -> Value:
    """Raise, since an array stands in place of one value."""
    raise Unknown("an array in place of one value")
