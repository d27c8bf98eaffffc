"""Where cells, merged cells, formats, tables, anchors and breaks of a template's sheet went in one render.

For what names rows and columns of its own sheet without being a formula.  An empty answer means that
nothing is left of it: drop what stood there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from docgen.engine.references.axis import Placement, Run, merged
from docgen.engine.references.book import SheetLayout
from docgen.engine.references.notation import Ends, Reference, parse, write
from docgen.engine.references.spans import outer_run, see
from docgen.errors import Problem, TemplateError

__all__ = [
    "map_anchor",
    "map_breaks",
    "map_point",
    "map_range_all",
    "map_range_grown",
    "map_split",
    "map_sqref",
]

_OUTSIDE = {0: 0}
_WHOLE = (1, 1)


def map_range_all(sheet: SheetLayout, text: str) -> list[str]:
    """Return a range once for each copy of the innermost block that holds all of it.

    For merged cells, hyperlinks, comments: what stands inside a block comes again, what spans it stretches.
    A range of which one cell is left is written without a colon.
    """
    found: list[str] | None = sheet.memory.get(("all", text))
    if found is None:
        found = sheet.memory["all", text] = _all(sheet, _read(text))
    return found


def _all(sheet: SheetLayout, reference: Reference) -> list[str]:
    columns = list(_copies(sheet.columns, reference.columns))
    rows = list(_copies(sheet.parts(reference.columns)[0][0], reference.rows))
    return [_tight(reference, *area) for area in ((column, row) for row, column in product(rows, columns))]


def map_range_grown(sheet: SheetLayout, text: str) -> str | None:
    """Return the one range from the first to the last copy of the cells; None if none is left.

    For tables, autofilters, print areas, a sheet's dimension.
    """
    if ("grown", text) in sheet.memory:
        known: str | None = sheet.memory["grown", text]
        return known
    reference = _read(text)
    columns = _outer(sheet.columns, reference.columns)
    lanes = (_outer(placement, reference.rows) for placement, _ in sheet.parts(reference.columns))
    runs = [run for run in lanes if run is not None]
    rows = (min(first for first, _ in runs), max(last for _, last in runs)) if runs else None
    found = sheet.memory["grown", text] = write(reference, columns, rows) if columns and rows else None
    return found


def map_sqref(sheet: SheetLayout, text: str) -> str:
    """Return a list of ranges with all their copies, those that touch as one; empty if no cell is left.

    For conditional formats and data validations.
    """
    found: str | None = sheet.memory.get(("areas", text))
    if found is None:
        found = " ".join(area for part in text.split() for area in _all_areas(sheet, part))
        sheet.memory["areas", text] = found
    return found


def map_breaks(placement: Placement, rows: Iterable[int]) -> list[int]:
    """Return the output rows after which the page breaks that stood after these rows come, in order.

    A break inside a block comes again with each copy; one after a row that is gone stays between its
    neighbours.
    """
    found = {end for row in rows for end in _ends(placement, row)}
    return sorted(found - {0})


def map_anchor(placement: Placement, first: int, last: int | None = None) -> list[Run]:
    """Return the first and last row of a drawing, counted from 0, for each copy of the block that holds both.

    A drawing without a ``last`` row (a one-cell anchor) has its first one there.  An end in a row that is
    gone moves to the row that stands in its place; a drawing in a block without copies is left out.
    """
    last = first if last is None else last
    axis = placement.axis
    block = next(
        (number for number in axis.outwards(axis.owner(first + 1)) if last + 1 <= axis.blocks[number].last), 0
    )
    return [
        (
            _anchor_row(placement, first + 1, block, copy, up=False) - 1,
            _anchor_row(placement, last + 1, block, copy, up=True) - 1,
        )
        for copy in range(placement.count(block))
    ]


def map_point(placement: Placement, row: int) -> int:
    """Return the output row of the first copy of a row, or the one that stands in its place."""
    found = next(placement.runs(row, row), None)
    return found[0] if found else min(placement.opening(row, 0, 0), placement.axis.limit)


def map_split(placement: Placement, row: int) -> int:
    """Return how many output rows stand above the line below a row; below its first copy in a block."""
    block = placement.axis.owner(row)
    if placement.count(block):
        return placement.at(row + 1, block, 0) - 1
    return placement.opening(row, 0, 0) - 1


def _read(text: str) -> Reference:
    if (reference := parse(text)) is None:
        raise TemplateError(Problem("bad-reference", f"{text[:80]!r} is no range of cells."))
    return reference


def _copies(placement: Placement, ends: Ends | None) -> Iterator[Run]:
    return placement.copies_of(ends.first, ends.last) if ends else iter([_WHOLE])


def _outer(placement: Placement, ends: Ends | None) -> Run | None:
    if ends is None:
        return _WHOLE
    return outer_run(placement, see(placement.axis, None, ends.first, ends.last), _OUTSIDE)


def _runs(placement: Placement, ends: Ends | None) -> list[Run]:
    if ends is None:
        return [_WHOLE]
    return merged(placement.runs(ends.first, min(ends.last, placement.axis.limit)))


def _all_areas(sheet: SheetLayout, text: str) -> Iterator[str]:
    reference = _read(text)
    found: dict[Run, list[Run]] = {}
    for placement, columns in sheet.parts(reference.columns):
        for row in _runs(placement, reference.rows):
            found.setdefault(row, []).extend(_runs(sheet.columns, columns))
    return (_tight(reference, column, row) for row in found for column in merged(sorted(found[row])))


def _tight(reference: Reference, columns: Run, rows: Run) -> str:
    text = write(reference, columns, rows)
    first, _, last = text.partition(":")
    return first if first == last and reference.rows and reference.columns else text


def _ends(placement: Placement, row: int) -> Iterator[int]:
    axis = placement.axis
    block = axis.owner(row)
    for copy in range(placement.count(block)):
        yield placement.at(row + 1, block, copy) - 1


def _anchor_row(placement: Placement, row: int, block: int, copy: int, *, up: bool) -> int:
    found = next(placement.runs(row, row, block, copy, up=up), None)
    if found:
        return found[1] if up else found[0]
    return max(1, placement.opening(row, block, copy))
