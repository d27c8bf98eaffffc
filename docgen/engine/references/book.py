"""A workbook's sheets as the reference engine sees them: in the template, and in one render.

Sheets are an axis of their own, so that a sheet repeats, vanishes and is referred to by the rules of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from docgen.engine.references.axis import COLUMNS, ROOT, Axis, Placement
from docgen.engine.references.lanes import Lane
from docgen.engine.references.memory import Memory
from docgen.engine.references.notation import Ends
from docgen.engine.references.spans import Span, see

__all__ = ["BookLayout", "BookPlan", "SheetLayout", "SheetPlan"]


@dataclass(frozen=True)
class SheetPlan:
    """A sheet of the template: its name as it stands there (tags included), and its axes."""

    name: str
    rows: Axis = field(default_factory=Axis)
    columns: Axis = field(default_factory=lambda: Axis(limit=COLUMNS))
    lanes: tuple[Lane, ...] = ()
    """Where lists stand side by side; ``rows`` is the axis of the first lane then."""

    @cached_property
    def still(self) -> bool:
        """Whether every cell stays where it is."""
        return self.rows.still and self.columns.still and not self.lanes

    def lane_of(self, column: int | None) -> int:
        """Return the number of the lane of a column; the first one's if there is none."""
        return next((n for n, lane in enumerate(self.lanes) if column and lane.holds(column)), 0)

    def axis(self, lane: int = 0) -> Axis:
        """Return the axis of the rows in a lane."""
        return self.lanes[lane].axis if self.lanes else self.rows

    def parts(self, columns: Ends | None) -> list[tuple[int, Ends | None]]:
        """Return the lanes of some columns, or all lanes of whole rows, with the columns in each."""
        if not self.lanes:
            return [(0, columns)]
        if columns is None:
            return [(number, None) for number in range(len(self.lanes))]
        return [(n, part) for n, lane in enumerate(self.lanes) for part in lane.cut(columns)]


class BookPlan:
    """The sheets of a template in the order of their tabs, from 1; ``order`` holds blocks of sheets."""

    def __init__(self, sheets: Sequence[SheetPlan], order: Axis | None = None) -> None:
        self.sheets = tuple(sheets)
        self.order = order or Axis()
        self.memory = Memory()
        self._numbers = {sheet.name.casefold(): number for number, sheet in enumerate(sheets, 1)}

    def sheet(self, number: int) -> SheetPlan:
        """Return a sheet by its number."""
        return self.sheets[number - 1]

    def number(self, name: str) -> int | None:
        """Return the number of the sheet with that name; None if there is none."""
        return self._numbers.get(name.casefold())

    def see(self, home: int | None, first: int, last: int) -> Span:
        """Return what a reference on sheet ``home`` means by the sheets ``first`` to ``last``."""
        return see(self.order, home, min(first, last), max(first, last))


@dataclass(frozen=True)
class SheetLayout:
    """A sheet of the output: its name, where its rows and columns went, and which sheet of the plan it is.

    ``copy`` counts the copies of the innermost block of sheets that it stands in.
    """

    name: str
    rows: Placement
    columns: Placement
    number: int = 1
    copy: int = 0
    lanes: tuple[tuple[Lane, Placement], ...] = ()
    """Where the rows of each lane went; ``rows`` is that of the first."""

    @property
    def shape(self) -> tuple[object, ...]:
        """What tells two layouts of one sheet apart."""
        return (self.rows.shape, *(placement.shape for _, placement in self.lanes), self.columns.shape)

    def lane(self, number: int) -> Placement:
        """Return where the rows of a lane went."""
        return self.lanes[number][1] if self.lanes else self.rows

    def rows_at(self, column: int | None) -> Placement:
        """Return where the rows went in a column; in those of the first lane without one."""
        return next((p for lane, p in self.lanes if column and lane.holds(column)), self.rows)

    def parts(self, columns: Ends | None) -> list[tuple[Placement, Ends | None]]:
        """Return where rows went in the lanes of some columns, or in all lanes, with the columns in each."""
        if not self.lanes:
            return [(self.rows, columns)]
        if columns is None:
            return [(placement, None) for _, placement in self.lanes]
        return [(placement, part) for lane, placement in self.lanes for part in lane.cut(columns)]

    @cached_property
    def memory(self) -> dict[object, Any]:
        """What ranges of the sheet became in layouts of the same shape."""
        return self.rows.axis.memory.of((self.columns.axis, *self.shape))


class BookLayout:
    """The sheets of one render, in the order of their tabs, counted from 1."""

    def __init__(self, plan: BookPlan, sheets: Iterable[SheetLayout], order: Placement | None = None) -> None:
        self.plan = plan
        self.sheets = tuple(sheets)
        self.order = order or Placement(plan.order)

    @cached_property
    def memory(self) -> dict[object, Any]:
        """What references became in layouts of the same shape."""
        names = tuple((sheet.name, sheet.number, sheet.copy) for sheet in self.sheets)
        shapes = (shape for sheet in self.sheets for shape in sheet.shape)
        return self.plan.memory.of((self.order.shape, names, *shapes))

    def sheet(self, position: int) -> SheetLayout:
        """Return the sheet at a position."""
        return self.sheets[position - 1]

    def scopes(self, position: int | None) -> Mapping[int, int]:
        """Return which copies of blocks of sheets the sheet at a position belongs to."""
        if position is None:
            return {ROOT: 0}
        sheet = self.sheet(position)
        return self.order.scopes(self.plan.order.owner(sheet.number), sheet.copy)
