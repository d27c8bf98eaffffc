"""One sheet of the output while it comes: where its rows went, and what the finish has to know of it.

Rows are numbered here, a hundred thousand of them in well under a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from docgen.engine.references import ROOT, ROWS, Axis, Block, Lane, Placement
from docgen.engine.rows import Pattern
from docgen.engine.xlsx.body import Body
from docgen.engine.xlsx.form import Form, make_form
from docgen.engine.xlsx.row_text import numbered, too_many_rows
from docgen.engine.xlsx.series import KeptCell
from docgen.engine.xlsx.turns import Numbers

__all__ = ["RowPlan", "SheetCopy", "SheetTemplate"]


@dataclass(frozen=True)
class SheetTemplate:
    """What the finish has to know of a template's sheet.

    ``number`` is its place among the tabs from 1; ``parts`` are those that belong to it; ``is_streamed``
    tells whether its own part is in the stream.
    """

    number: int
    name: str
    part: str
    relation: str
    parts: tuple[str, ...]
    rows: Axis
    columns: Axis
    is_streamed: bool
    is_grid: bool = True
    cells: Mapping[int, Sequence[KeptCell]] = field(default_factory=dict)
    """Cells whose values need not be read from the text, by column; see ``KeptCells``."""
    lanes: tuple[Lane, ...] = ()
    """Where lists stand side by side: their rows get numbers when all of them have run."""
    width: int = 1
    """The last column with a cell."""
    has_hidden_rows: bool = False
    has_filter: bool = False
    """Whether a filter hides rows."""

    @cached_property
    def row_plan(self) -> RowPlan:
        """How its rows are numbered."""
        return RowPlan(self.rows)

    @cached_property
    def _forms(self) -> dict[Pattern, Form | None]:
        return {}

    def form(self, pattern: Pattern) -> Form | None:
        """Return the rows of a loop made ready; None if they cannot be numbered many at once."""
        if self.lanes:
            return None
        if pattern not in self._forms:
            self._forms[pattern] = make_form(pattern, self.row_plan.distances)
        return self._forms[pattern]

    @cached_property
    def is_read(self) -> bool:
        """Whether values of rows that repeat have to be read from the text."""
        cells = [cell for column in self.kept_cells.values() for cell in column.values()]
        return any(cell.is_read for cell in cells if self.rows.owner(cell.row))

    @cached_property
    def kept_cells(self) -> Mapping[int, Mapping[int, KeptCell]]:
        """These cells by column and row, without those of spare rows."""
        return {
            column: {cell.row: cell for cell in cells if not cell.is_spare}
            for column, cells in self.cells.items()
        }


class RowPlan:
    """For each template row its innermost block, and how far below the begin of a copy it stands.

    The distance is None where a block in between makes it differ from copy to copy.
    """

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.leaves = frozenset(n for n in range(1, len(axis.blocks)) if not axis.children[n])
        self.heights = [axis.live(b.first, b.last + 1) for b in axis.blocks]
        self._rows: dict[str, tuple[int, int | None]] = {}

    @cached_property
    def distances(self) -> dict[int, dict[int, int]]:
        """The rows of each block that holds no other, with their distance from its begin."""
        return {leaf: self._distances(self.axis.blocks[leaf]) for leaf in self.leaves}

    def _distances(self, block: Block) -> dict[int, int]:
        rows = (row for row in range(block.first, block.last + 1) if not self.axis.is_gone(row))
        return {row: self.axis.live(block.first, row) for row in rows}

    def row(self, number: str) -> tuple[int, int | None]:
        """Return block and distance of a template row, whose number comes as text."""
        found = self._rows.get(number)
        if found is None:
            found = self._rows[number] = self._settle(int(number))
        return found

    def _settle(self, row: int) -> tuple[int, int | None]:
        owner = self.axis.owner(row)
        if self.axis.child_before(owner, row) != ROOT:
            return owner, None
        return owner, self.axis.live(self.axis.blocks[owner].first, row)


class SheetCopy:
    """One sheet of the output: its texts, where its rows went, and the parts that belong to it."""

    def __init__(self, template: SheetTemplate, copy: int) -> None:
        self.template, self.copy = template, copy
        self.name = ""
        """The sheet's name as it is in the output; known when all names are."""
        self.rows = Placement(template.rows)
        self.columns = Placement(template.columns)
        self.lanes: tuple[tuple[Lane, Placement], ...] = ()
        self.head: list[str] = []
        self.body = Body(is_packed=template.columns.still and not template.is_read and not template.lanes)
        self.tail: list[str] = []
        self.parts: dict[str, list[str]] = {}
        self._plan = template.row_plan
        self._starts = [1] * len(template.rows.blocks)
        self._copies = [0] * len(template.rows.blocks)
        self._running, self._pending = ROOT, 0
        self._number, self._copy = 1, 0
        self._rows_of: dict[int, Sequence[int]] = {}

    def rows_of(self, row: int) -> Sequence[int]:
        """Return the output rows that are copies of a template row; when all of the stream has been read."""
        found = self._rows_of.get(row)
        if found is None:
            found = self._rows_of[row] = self._find_rows(row)
        return found

    def _find_rows(self, row: int) -> Sequence[int]:
        axis = self.template.rows
        block, distance = self._plan.row(str(row))
        is_leaf = block in self._plan.leaves and axis.parents[block] == ROOT
        if not is_leaf or distance is None or axis.is_gone(row):
            return self.rows.rows(row)
        if not (count := self.rows.count(block)):
            return ()
        return Numbers(self.rows.start(block, 0), self._plan.heights[block], 0, count).at(distance)

    def begin(self, block: int) -> None:
        """Note that a copy of a block begins."""
        if block == self._running:
            self._starts[block] += self._plan.heights[block]
            self._copies[block] += 1
            self._pending += 1
            return
        self.settle()
        copy = self.rows.copy(block)
        self._copies[block], self._starts[block] = copy, self.rows.start(block, copy)
        self._running = block if block in self._plan.leaves else ROOT

    def turns(self, block: int, count: int) -> Numbers:
        """Note some copies of a block that holds no other; return the numbers of their rows."""
        self.begin(block)
        numbers = Numbers(self._starts[block], self._plan.heights[block], self._copies[block], count)
        self._starts[block] += numbers.height * (count - 1)
        self._copies[block] += count - 1
        self._pending += count - 1
        if numbers.first + numbers.height * count - 1 > ROWS:
            raise too_many_rows(self.template.name)
        return numbers

    def settle(self) -> None:
        """Hand on the copies that were only counted."""
        if self._pending:
            self.rows.copies(self._running, self._pending)
        self._running, self._pending = ROOT, 0

    def row(self, template_row: str) -> str:
        """Return the number of the output row that comes now."""
        owner, distance = self._plan.row(template_row)
        if distance is None:
            self.settle()
            number = self.rows.at(int(template_row), owner, self._copies[owner])
        else:
            number = self._starts[owner] + distance
        if number > ROWS:
            raise too_many_rows(self.template.name)
        self._number, self._copy = number, self._copies[owner]
        return str(number)

    def number(self, text: str) -> str:
        """Return a text of the row that came last, its number put in."""
        return text if self.template.lanes else numbered(text, self._number, self._copy)
