"""A formula of the template, made ready once, and written for each of its copies.

It is cut into text, row offsets and references when the template is compiled; writing it then costs a few
look-ups, and for a row whose formulas name only cells of the same copy no more than joining strings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from docgen.engine.references.axis import COLUMNS, ROWS, Axis
from docgen.engine.references.book import BookLayout, BookPlan
from docgen.engine.references.functions import Place
from docgen.engine.references.notation import Ends, Reference, column_letters, write
from docgen.engine.references.slots import Filled, Slot, View, slot
from docgen.engine.references.spans import AREAS, Span, offset, see
from docgen.engine.references.tokens import Named, cut
from docgen.errors import Problem

__all__ = ["FORMULA_LENGTH", "FormulaTemplate", "Home", "shifted"]

FORMULA_LENGTH = 8_192
"""The most characters that Excel takes in a formula."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a formula stands in the template: sheet, row and column, counted from 1.

    None for what it stands in none of: a workbook's name has no sheet, a sheet's chart no row and no column.
    """

    sheet: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, eq=False)
class FormulaTemplate:
    """A formula made ready: texts, offsets from its own output row, and slots for other references."""

    home: Home
    pieces: tuple[str | int | Slot, ...]

    @classmethod
    def compile(
        cls,
        text: str,
        book: BookPlan,
        home: Home,
        *,
        place: Place = Place.VALUE,
        array: bool = False,
        pin: bool = False,
        held: bool = False,
    ) -> FormulaTemplate:
        """Return the formula (without ``=``) made ready; raises TemplateError for a text that is no formula.

        ``place``: what the formula as a whole may be (AREAS for a name or a chart's series, RANGE for a
        list to choose from).  ``array``: operators work on ranges.  ``pin``: one text serves all the copies
        of a row, as in a conditional format, so relative references that leave the copy are held by a
        ``$``, and those held by one in the template mean all copies.  ``held``: only references held by
        ``$`` mean cells; others mean a distance from wherever the text is used, as in a workbook's names.
        """
        pieces: list[str | int | Slot] = []
        for piece in cut(text, place, array=array):
            if isinstance(piece, str) or (held and _is_relative(piece)):
                pieces.append(piece if isinstance(piece, str) else piece.text)
            else:
                pieces += _settled(piece, book, home, pin)
        return cls(home, tuple(_joined(pieces)))

    @cached_property
    def _is_fixed(self) -> bool:
        return all(piece.is_fixed for piece in self.pieces if isinstance(piece, Slot))

    @cached_property
    def sheets(self) -> frozenset[int]:
        """The sheets of the plan to which it refers by references that can differ."""
        return frozenset(n for piece in self.pieces if isinstance(piece, Slot) for n in piece.cells)

    def differs(self, live: Collection[int]) -> bool:
        """Tell whether it can differ from copy to copy, or with the sheets whose numbers are in ``live``."""
        return self._has_offsets or not self.sheets.isdisjoint(live)

    def row_pieces(self) -> tuple[str | int, ...] | None:
        """Return texts and offsets, an int ``d`` standing for the output row's number plus ``d``.

        None if a reference depends on more than the output row.
        """
        return _only_rows(self.pieces)

    def same_row_pieces(self) -> tuple[str | int, ...] | None:
        """Return texts and zeros, each zero standing for the output row; None if other rows are named."""
        pieces = _only_rows(self.pieces)
        return None if pieces is None or any(isinstance(piece, int) and piece for piece in pieces) else pieces

    def bind(
        self, layout: BookLayout, position: int | None = 1, warnings: list[Problem] | None = None
    ) -> tuple[str | int, ...] | None:
        """Return :meth:`row_pieces` for one render, with the references that all copies share filled in.

        None if a reference depends on the copy; then :meth:`text` writes each one.
        """
        if not self._is_fixed:
            return None
        key = (self, position)
        found: tuple[str | int, ...] | None = layout.memory.get(key)
        if found is None:
            noted: list[Problem] = []
            found = _only_rows(_joined(self._filled(View(layout, position), noted)))
            self._remember(layout, key, found, noted, warnings)
        return found

    def text(
        self,
        layout: BookLayout,
        position: int | None = 1,
        *,
        row_copy: int = 0,
        column_copy: int = 0,
        warnings: list[Problem] | None = None,
    ) -> str:
        """Return the formula of one copy, on the output sheet at ``position``.

        ``row_copy`` counts the copies of the innermost block around the formula's row (see
        ``Placement.copy``), ``column_copy`` those around its column.  A range that holds more than was
        meant is added to ``warnings``.
        """
        key = (self, position, "")
        is_first = row_copy == column_copy == 0  # remembering every row would take too much room
        found: str | None = layout.memory.get(key) if is_first else None
        if found is None:
            noted: list[Problem] = []
            found = self._text(layout, position, row_copy, column_copy, noted)
            self._remember(layout, key if is_first else None, found, noted, warnings)
        return found

    @staticmethod
    def _remember(
        layout: BookLayout, key: object, found: object, noted: list[Problem], warnings: list[Problem] | None
    ) -> None:
        """Hand warnings on; keep what came without."""
        if noted and warnings is not None:
            warnings += noted
        elif key is not None and not noted:
            layout.memory[key] = found

    def _text(
        self,
        layout: BookLayout,
        position: int | None,
        row_copy: int,
        column_copy: int,
        warnings: list[Problem],
    ) -> str:
        view = View(
            layout, position, self._copy(self.home.row, row_copy), self._copy(self.home.column, column_copy)
        )
        pieces = self._filled(view, warnings)
        if not self._has_offsets:
            return "".join(pieces)  # type: ignore[arg-type]  # there are texts only
        own = view.own_row
        return "".join([str(own + piece) if isinstance(piece, int) else piece for piece in pieces])

    @cached_property
    def _has_offsets(self) -> bool:
        return any(isinstance(piece, int) for piece in self.pieces)

    @staticmethod
    def _copy(home: int | None, copy: int) -> tuple[int, int] | None:
        return None if home is None else (home, copy)

    def _filled(self, view: View, warnings: list[Problem]) -> list[str | int]:
        filled = [piece if isinstance(piece, (str, int)) else piece.fill(view) for piece in self.pieces]
        if _is_too_long(filled):
            filled = [
                piece.fill(view, widen=True) if isinstance(piece, Slot) else piece for piece in self.pieces
            ]
        warnings += [_widened(piece) for piece in filled if isinstance(piece, Filled) and not piece.is_exact]
        return [piece.text if isinstance(piece, Filled) else piece for piece in filled]


def _is_too_long(filled: Iterable[str | int | Filled]) -> bool:
    length = areas = 0
    for piece in filled:
        if isinstance(piece, Filled):
            length += len(piece.text)
            areas += piece.areas if piece.areas > 1 else 0
        else:
            length += len(piece) if isinstance(piece, str) else 7
    return areas > AREAS or length >= FORMULA_LENGTH


def _widened(filled: Filled) -> Problem:
    return Problem(
        "range-widened",
        f"{filled.written} became {filled.text}, which holds cells between its copies too.",
        "Let the reference take the whole repeated block, or keep other figures out of these columns.",
    )


def _only_rows(pieces: Sequence[str | int | Slot]) -> tuple[str | int, ...] | None:
    found = tuple(piece for piece in pieces if not isinstance(piece, Slot))
    return found if len(found) == len(pieces) else None


def _joined(pieces: Iterable[str | int | Slot]) -> list[str | int | Slot]:
    found: list[str | int | Slot] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _settled(named: Named, book: BookPlan, home: Home, pin: bool) -> list[str | int | Slot]:
    """Return what a reference is for every render: text, text and offsets, or a slot."""
    reference = named.reference
    if reference.sheets is None:
        if home.sheet is None:
            return [named.text]
        plan = book.sheet(home.sheet)
        if plan.still:
            return [named.text]
    if pin:
        home = _rule_home(reference, home)
        named = replace(named, reference=_pinned(reference, book, home))
    if reference.sheets is None and home.sheet is not None:
        plan = book.sheet(home.sheet)
        own = plan.lane_of(home.column)
        is_near = plan.columns.still and [lane for lane, _ in plan.parts(reference.columns)] == [own]
        if is_near and (pieces := _offsets(named.reference, plan.axis(own), home)):
            return pieces
    found = slot(named, book, home.sheet, home.row, home.column)
    return [found] if found else [named.text]


def _is_relative(named: Named) -> bool:
    """Return whether an end of a reference to cells that have a name of their own is not held."""
    ends = (named.reference.columns, named.reference.rows)
    return "{" not in named.text and not all(all(end.held) for end in ends if end is not None)


def _offsets(reference: Reference, rows: Axis, home: Home) -> list[str | int | Slot] | None:
    if reference.rows is None or home.row is None:
        return None
    span = see(rows, home.row, reference.rows.first, reference.rows.last, reference.rows.held)
    first, last = (offset(rows, home.row, end) for end in (span.first, span.last))
    if first is None or last is None:
        return None
    columns, held = reference.columns, reference.rows.held
    start = "$" * columns.held[0] + column_letters(columns.first) if columns else ""
    stop = "$" * columns.held[1] + column_letters(columns.last) if columns else ""
    head: list[str | int | Slot] = [start + "$" * held[0], first]
    return head if reference.single else [*head, f":{stop}" + "$" * held[1], last]


def _rule_home(reference: Reference, home: Home) -> Home:
    """Return where a rule for many cells sees a reference from: no copy has the rows that ``$`` holds."""
    rows, columns = (
        None if ends is not None and all(ends.held) else at
        for ends, at in ((reference.rows, home.row), (reference.columns, home.column))
    )
    return replace(home, row=rows, column=columns)


def _pinned(reference: Reference, book: BookPlan, home: Home) -> Reference:
    own = book.sheet(home.sheet or 1).name.casefold()
    if reference.sheets is not None and {name.casefold() for name in reference.sheets} != {own}:
        return reference
    plan = book.sheet(home.sheet or 1)
    return replace(
        reference,
        rows=_held(reference.rows, plan.axis(plan.lane_of(home.column)), home.row),
        columns=_held(reference.columns, plan.columns, home.column),
    )


def _held(ends: Ends | None, axis: Axis, home: int | None) -> Ends | None:
    """Hold the ends that leave the copy in which ``home`` stands."""
    if ends is None or home is None or not (own := axis.owner(home)):
        return ends
    span: Span = see(axis, home, ends.first, ends.last, ends.held)
    first, last = (end.scope != own for end in (span.first, span.last))
    return replace(ends, held=(ends.held[0] or first, ends.held[1] or last))


def shifted(text: str, rows: int, columns: int) -> str:
    """Return a formula as it reads when copied so many rows down and columns to the right.

    This is how the cells of a shared formula differ.  What leaves the sheet becomes ``#REF!``.
    """
    return "".join(piece if isinstance(piece, str) else _moved(piece, rows, columns) for piece in cut(text))


def _moved(named: Named, rows: int, columns: int) -> str:
    reference = named.reference
    moved = [_step(reference.columns, columns, COLUMNS), _step(reference.rows, rows, ROWS)]
    if any(run is not None and run[0] < 0 for run in moved):
        return "#REF!"
    return reference.prefix + write(reference, *moved)


def _step(ends: Ends | None, by: int, limit: int) -> tuple[int, int] | None:
    if ends is None:
        return None
    first, last = (
        end if held else end + by for end, held in zip((ends.first, ends.last), ends.held, strict=True)
    )
    return (first, last) if min(first, last) >= 1 and max(first, last) <= limit else (-1, -1)
