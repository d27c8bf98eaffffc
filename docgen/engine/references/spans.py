"""What a place in a template means by the rows it names, and where that is in one render.

A :class:`Span` is settled once for a template: which copy each end of a range belongs to, seen from the place
where the reference stands.  Then a placement gives the output rows.  Columns and sheets go the same way.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from docgen.engine.references.axis import ROOT, Axis, Placement, Run, merged

__all__ = ["AREAS", "Span", "all_runs", "first_run", "offset", "outer_run", "see"]

AREAS = 255
"""The most areas that Excel takes in a union, and arguments in a function."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a span: a template row, and the block of whose copy it is meant.

    With ``above`` it is no fixed row but the output row above that copy.
    """

    row: int
    scope: int
    above: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The rows from one end to another, as one place sees them."""

    first: End
    last: End

    @property
    def is_fixed(self) -> bool:
        """Whether every copy of the place means the same rows."""
        return self.first.scope == self.last.scope == ROOT and not (self.first.above or self.last.above)

    @property
    def has_two_scopes(self) -> bool:
        """Whether the ends go different ways, so that the span is what lies between them."""
        return self.first.scope != self.last.scope or self.first.above or self.last.above


def see(
    axis: Axis,
    home: int | None,
    first: int,
    last: int,
    held: tuple[bool, bool] = (True, True),
    among: Container[int] | None = None,
) -> Span:
    """Return what a reference in row ``home`` means by ``first`` to ``last``.

    ``held`` says of each end whether a ``$`` holds it; ``home`` is None for what stands in no row of the
    sheet.  Seen from another lane, only the blocks ``among`` those that both hold are around ``home``.
    """
    around = list(axis.outwards(axis.owner(home))) if home is not None else []
    if among is not None:
        around = [number for number in around if number in among]
    # A range from the row above to below the block is no running total: it holds the block as a whole.
    inside = [number for number in around if last <= axis.blocks[number].last]
    ends = [
        _above(axis, [] if hold else inside, row) or _at(axis, around, row)
        for row, hold in zip((first, last), held, strict=True)
    ]
    return Span(*ends)


def _above(axis: Axis, around: Sequence[int], row: int) -> End | None:
    for number in around:
        block = axis.blocks[number]
        if block.first == row + 1 and (block.repeats or axis.is_gone(row)):
            return End(row, number, above=True)
    return None


def _at(axis: Axis, around: Sequence[int], row: int) -> End:
    holding = (number for number in around if axis.blocks[number].first <= row <= axis.blocks[number].last)
    return End(row, next(holding, ROOT))


def offset(axis: Axis, home: int | None, end: End) -> int | None:
    """Return how far below its own output row every copy of the place finds the end; None if that varies."""
    owner = axis.owner(home) if home is not None else ROOT
    if home is None or owner != end.scope or axis.child_before(owner, home) != _before(axis, owner, end):
        return None
    if end.above:
        return -axis.live(end.row + 1, home) - 1 if _has_rows_above(axis, end.row + 1) else None
    if axis.owner(end.row) != owner or axis.is_gone(end.row):
        return None
    return axis.live(home, end.row) if end.row >= home else -axis.live(end.row, home)


def _before(axis: Axis, owner: int, end: End) -> int:
    return ROOT if end.above else axis.child_before(owner, end.row)


def _has_rows_above(axis: Axis, row: int) -> bool:
    """Return whether some row above comes in every document."""
    return any(axis.owner(above) == ROOT and not axis.is_gone(above) for above in range(1, row))


def all_runs(placement: Placement, span: Span, scopes: Mapping[int, int]) -> list[Run]:
    """Return the output rows of a span as runs that do not touch; of too many, the first 256."""
    if placement.axis.still:
        return [(span.first.row, span.last.row)]
    if span.has_two_scopes:
        found = outer_run(placement, span, scopes)
        return [found] if found else []
    scope = span.first.scope
    runs = placement.runs(span.first.row, span.last.row, scope, scopes[scope])
    return _stretched(placement, span, merged(runs, AREAS + 1))


def outer_run(placement: Placement, span: Span, scopes: Mapping[int, int]) -> Run | None:
    """Return the one run that holds all output rows of a span, if there are any."""
    if span.has_two_scopes:
        first, last = _low(placement, span.first, scopes), _high(placement, span.last, scopes)
        return (first, last) if first <= last else None
    scope = span.first.scope
    found = placement.extent(span.first.row, span.last.row, scope, scopes[scope])
    return _stretched(placement, span, [found])[0] if found else None


def first_run(placement: Placement, span: Span, scopes: Mapping[int, int]) -> Run | None:
    """Return the first run of output rows of a span, if there are any."""
    if placement.axis.still:
        return span.first.row, span.last.row
    if span.has_two_scopes:
        return outer_run(placement, span, scopes)
    scope = span.first.scope
    return next(placement.runs(span.first.row, span.last.row, scope, scopes[scope]), None)


def _stretched(placement: Placement, span: Span, runs: list[Run]) -> list[Run]:
    """Let a span that went to the end of the sheet go there still, and nothing beyond."""
    limit = placement.axis.limit
    if runs and (span.last.row >= limit or runs[-1][1] > limit):
        runs[-1] = min(runs[-1][0], limit), limit
    return runs


def _low(placement: Placement, end: End, scopes: Mapping[int, int]) -> int:
    copy = scopes[end.scope]
    if end.above:
        return max(1, placement.start(end.scope, copy) - 1)
    found = next(placement.runs(end.row, end.row, end.scope, copy), None)
    return found[0] if found else placement.opening(end.row, end.scope, copy)


def _high(placement: Placement, end: End, scopes: Mapping[int, int]) -> int:
    copy = scopes[end.scope]
    if end.above:
        return placement.start(end.scope, copy) - 1
    if end.row >= placement.axis.limit:
        return placement.axis.limit
    found = next(placement.runs(end.row, end.row, end.scope, copy, up=True), None)
    return found[1] if found else placement.closing(end.row, end.scope, copy) - 1
