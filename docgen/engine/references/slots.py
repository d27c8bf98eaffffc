"""One reference of a formula: what it means is settled for the template, where that is for each render."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from docgen.engine.references.axis import COLUMNS, ROOT, ROWS, Placement, Run
from docgen.engine.references.book import BookLayout, BookPlan, SheetLayout
from docgen.engine.references.functions import Place
from docgen.engine.references.notation import Ends, Reference, quoted, write
from docgen.engine.references.spans import AREAS, Span, all_runs, first_run, outer_run, see
from docgen.engine.references.tokens import Named

__all__ = ["Filled", "Slot", "View", "slot"]

_OUTSIDE: Mapping[int, int] = {ROOT: 0}
_WHOLE = [(1, 1)]


@dataclass(frozen=True)
class View:
    """One copy of a formula in one render: its output sheet, and its template row and column with copies."""

    layout: BookLayout
    position: int | None
    row: tuple[int, int] | None = None
    column: tuple[int, int] | None = None

    @cached_property
    def _lane(self) -> int:
        sheet = self.layout.sheet(self.position or 1)
        column = self.column[0] if self.column else None
        return next((n for n, (lane, _) in enumerate(sheet.lanes) if column and lane.holds(column)), 0)

    @cached_property
    def _own_scopes(self) -> Mapping[int, int]:
        return _scopes(self.layout.sheet(self.position or 1).lane(self._lane), self.row)

    def row_scopes(self, lane: int) -> Mapping[int, int]:
        """Return the copies around the formula, by the numbers of their blocks in a lane of its sheet."""
        if lane == self._lane:
            return self._own_scopes
        lanes = self.layout.sheet(self.position or 1).lanes
        return lanes[lane][0].scopes(lanes[self._lane][0], self._own_scopes)

    @cached_property
    def column_scopes(self) -> Mapping[int, int]:
        return _scopes(self.layout.sheet(self.position or 1).columns, self.column)

    @property
    def own_row(self) -> int:
        """The output row in which the copy stands."""
        row, copy = self.row or (1, 0)
        rows = self.layout.sheet(self.position or 1).lane(self._lane)
        return rows.at(row, rows.axis.owner(row), copy)


def _scopes(placement: Placement, home: tuple[int, int] | None) -> Mapping[int, int]:
    return placement.scopes(placement.axis.owner(home[0]), home[1]) if home else _OUTSIDE


@dataclass(frozen=True, slots=True)
class Filled:
    """What a reference became; not exact if it holds more cells than were meant."""

    written: str
    text: str
    areas: int = 1
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the output."""

    columns: Run
    rows: Run


@dataclass(frozen=True, slots=True)
class Cells:
    """What the reference means in one lane of a sheet of the plan; None for whole rows or columns."""

    columns: Span | None
    rows: Span | None
    lane: int = 0


@dataclass(frozen=True)
class Slot:
    """A reference whose text differs from render to render.

    ``cells`` says for each sheet of the plan that it names what it means there; ``sheets`` is None for the
    formula's own sheet.
    """

    named: Named
    cells: Mapping[int, Sequence[Cells]]
    sheets: Span | None

    @cached_property
    def is_fixed(self) -> bool:
        """Whether it is the same in every row and column of its sheet."""
        lanes = [cells for found in self.cells.values() for cells in found]
        spans = [span for cells in lanes for span in (cells.columns, cells.rows)]
        return all(span is None or span.is_fixed for span in spans)

    def fill(self, view: View, *, widen: bool = False) -> Filled:
        """Return the reference as one copy of its formula has it; ``widen`` allows no more than one area."""
        positions = self._positions(view)
        if self._takes_one_value:
            positions = positions[:1]
        found = [(position, *self._areas(view, position, widen)) for position in positions]
        there = [(position, areas) for position, areas, _ in found if areas]
        is_exact = all(exact for _, _, exact in found)
        if not there:
            return self._filled([self._blank(view, positions)])
        if len(positions) == 1:
            position, areas = there[0]
            return self._filled([self._text(view, area, position) for area in areas], is_exact)
        return self._over_sheets(view, there, is_exact, widen)

    @cached_property
    def _takes_one_value(self) -> bool:
        return self.named.place is Place.VALUE and self.named.reference.single

    @cached_property
    def _is_sheet_range(self) -> bool:
        sheets = self.named.reference.sheets
        return sheets is not None and sheets[0] != sheets[1]

    def _positions(self, view: View) -> list[int]:
        """Return the output sheets that are meant."""
        if self.sheets is None:
            return [view.position or 1]
        order = view.layout.order
        if order.axis.still:
            return list(range(self.sheets.first.row, self.sheets.last.row + 1))
        scopes = view.layout.scopes(view.position)
        if self._is_sheet_range:
            run = outer_run(order, self.sheets, scopes)
            runs = [run] if run else []
        else:
            runs = all_runs(order, self.sheets, scopes)
        return [position for first, last in runs for position in range(first, last + 1)]

    def _areas(self, view: View, position: int, widen: bool) -> tuple[list[Area], bool]:
        """Return the areas on one output sheet, and whether they hold no more than was meant."""
        sheet = view.layout.sheet(position)
        lanes = self.cells[sheet.number]
        if len(lanes) == 1:
            return self._lane_areas(lanes[0], view, position, widen)
        found = [self._lane_areas(cells, view, position, widen) for cells in lanes]
        areas = _side_by_side([area for some, _ in found for area in some])
        if self.named.reference.columns is None:
            return [_around(areas)] if areas else [], True
        if len(areas) <= 1 or (len(areas) <= AREAS and not widen and self._takes_areas):
            return areas, all(is_exact for _, is_exact in found)
        return [_around(areas)], False

    def _lane_areas(self, cells: Cells, view: View, position: int, widen: bool) -> tuple[list[Area], bool]:
        sheet = view.layout.sheet(position)
        home = position == view.position and not self._is_sheet_range
        columns = self._runs(cells.columns, sheet.columns, view.column_scopes if home else _OUTSIDE)
        rows = self._runs(cells.rows, sheet.lane(cells.lane), self._row_scopes(cells, view, home))
        count = len(columns) * len(rows)
        if count <= 1 or (count <= AREAS and not widen and self._takes_areas):
            return [Area(*area) for area in product(columns, rows)], True
        return [Area(*outer) for outer in [self._outer(cells, sheet, view, home)] if outer], False

    @staticmethod
    def _row_scopes(cells: Cells, view: View, home: bool) -> Mapping[int, int]:
        return view.row_scopes(cells.lane) if home else _OUTSIDE

    @cached_property
    def _takes_areas(self) -> bool:
        return self.named.place in (Place.LIST, Place.AREAS)

    def _runs(self, span: Span | None, placement: Placement, scopes: Mapping[int, int]) -> Sequence[Run]:
        if span is None:
            return _WHOLE
        if self.named.is_end:
            run = outer_run(placement, span, scopes)
            return [(run[1], run[1])] if run else []
        if self._takes_one_value:
            run = first_run(placement, span, scopes)
            return [(run[0], run[0])] if run else []
        return all_runs(placement, span, scopes)

    @classmethod
    def _outer(cls, cells: Cells, sheet: SheetLayout, view: View, home: bool) -> tuple[Run, Run] | None:
        columns = rows = _WHOLE[0]
        if cells.columns:
            columns = (
                outer_run(sheet.columns, cells.columns, view.column_scopes if home else _OUTSIDE) or columns
            )
        if cells.rows:
            scopes = cls._row_scopes(cells, view, home)
            rows = outer_run(sheet.lane(cells.lane), cells.rows, scopes) or rows
        return columns, rows

    def _over_sheets(
        self, view: View, there: list[tuple[int, list[Area]]], is_exact: bool, widen: bool
    ) -> Filled:
        first, last = there[0][0], there[-1][0]
        together = len(there) == last - first + 1
        same = all(areas == there[0][1] for _, areas in there) and len(there[0][1]) == 1
        if together and same and self._spans_sheets:
            return self._filled([self._text(view, there[0][1][0], first, last)], is_exact)
        texts = [self._text(view, area, position) for position, areas in there for area in areas]
        if self.named.place is Place.LIST and not widen and not self.named.in_union:
            return self._filled(texts, is_exact)
        if self._spans_sheets:
            outer = _around([area for _, areas in there for area in areas])
            return self._filled([self._text(view, outer, first, last)], False)
        return self._filled([self._text(view, area, first) for area in there[0][1]], False)

    @cached_property
    def _spans_sheets(self) -> bool:
        return self.named.over_sheets or self._is_sheet_range

    def _blank(self, view: View, positions: Sequence[int]) -> str:
        """Return a reference of the same shape to cells that no document fills.

        They stand in the last row (or the last column) of the sheet that was meant, or of the formula's own.
        """
        position = positions[0] if positions else view.position or 1
        columns, rows = self.named.reference.columns, self.named.reference.rows
        if not positions:
            over = (
                Area(_last(columns, COLUMNS), _WHOLE[0])
                if rows is None
                else Area(_as_is(columns), _last(rows, ROWS))
            )
            return self._text(view, over, position)
        sheet, home = view.layout.sheet(position), position == view.position
        cells = self.cells[sheet.number][0]
        found_columns = self._runs(cells.columns, sheet.columns, view.column_scopes if home else _OUTSIDE)
        scopes = self._row_scopes(cells, view, home)
        found_rows = self._runs(cells.rows, sheet.lane(cells.lane), scopes)
        area = Area(_over(found_columns) or (COLUMNS, COLUMNS), _over(found_rows) or (ROWS, ROWS))
        return self._text(view, area, position)

    def _text(self, view: View, area: Area, first: int, last: int | None = None) -> str:
        reference = self.named.reference
        cells = write(reference, area.columns, area.rows)
        if self.sheets is None and view.position is not None:
            return cells
        names = view.layout.sheet(first).name, view.layout.sheet(last or first).name
        return (reference.prefix if names == reference.sheets else quoted(*names)) + cells

    def _filled(self, texts: list[str], is_exact: bool = True) -> Filled:
        text = ",".join(texts)
        if len(texts) > 1 and self.named.place is Place.AREAS and not self.named.in_union:
            text = f"({text})"
        return Filled(self.named.text, text, len(texts), is_exact)


def _last(ends: Ends | None, limit: int) -> Run:
    """Return as many rows or columns as the reference has, at the end of the sheet."""
    return (limit - ends.last + ends.first, limit) if ends else _WHOLE[0]


def _as_is(ends: Ends | None) -> Run:
    return (ends.first, ends.last) if ends else _WHOLE[0]


def _over(runs: Sequence[Run]) -> Run | None:
    return (runs[0][0], runs[-1][1]) if runs else None


def _side_by_side(areas: Sequence[Area]) -> list[Area]:
    """Join the areas that have the same rows, and columns that touch."""
    found: list[Area] = []
    for area in sorted(areas, key=lambda one: (one.rows, one.columns)):
        if found and found[-1].rows == area.rows and found[-1].columns[1] + 1 == area.columns[0]:
            found[-1] = Area((found[-1].columns[0], area.columns[1]), area.rows)
        else:
            found.append(area)
    return found


def _around(areas: Sequence[Area]) -> Area:
    return Area(
        (min(area.columns[0] for area in areas), max(area.columns[1] for area in areas)),
        (min(area.rows[0] for area in areas), max(area.rows[1] for area in areas)),
    )


def slot(named: Named, book: BookPlan, sheet: int | None, row: int | None, column: int | None) -> Slot | None:
    """Return the reference made ready for a formula standing there; None if it names no sheet of the book."""
    reference = named.reference
    if reference.sheets is None:
        return Slot(named, {sheet: _cells(reference, book, sheet, row, column)}, None) if sheet else None
    first, last = (book.number(name) for name in reference.sheets)
    if first is None or last is None:
        return None
    cells = {number: _cells(reference, book, number) for number in _between(book, first, last)}
    if first == last == sheet:
        cells[first] = _cells(reference, book, first, row, column)
    return Slot(named, cells, book.see(sheet, first, last))


def _between(book: BookPlan, first: int, last: int) -> set[int]:
    """Return the sheets from one to another, with those that come between their copies."""
    found = set(range(min(first, last), max(first, last) + 1))
    around = {block for number in found for block in book.order.outwards(book.order.owner(number))}
    for block in around if first != last else ():
        found.update(range(book.order.blocks[block].first, book.order.blocks[block].last + 1))
    return found


def _cells(
    reference: Reference, book: BookPlan, sheet: int, row: int | None = None, column: int | None = None
) -> Sequence[Cells]:
    plan = book.sheet(sheet)
    own, rows, found = plan.lane_of(column), reference.rows, []
    for lane, columns in plan.parts(reference.columns):
        among = None if lane == own else plan.lanes[lane].shared(plan.lanes[own])
        found.append(
            Cells(
                see(plan.columns, column, columns.first, columns.last, columns.held) if columns else None,
                see(plan.axis(lane), row, rows.first, rows.last, rows.held, among) if rows else None,
                lane,
            )
        )
    return found
