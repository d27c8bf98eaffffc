"""Columns of a sheet whose rows go their own way, since lists stand side by side in them.

A sheet without such lists has no lanes: its columns share one axis.  Otherwise each lane has an axis of its
own, and the first lane is that of the columns without lists.  A block that several lanes hold, such as a
repeated row around two lists, begins and ends in the same row in all of them, below the longest.
"""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from docgen.engine.references.axis import ROOT, Axis, Placement, Run, Shape
from docgen.engine.references.notation import Ends

__all__ = ["Lane", "synchronised"]

_SHAPE = 2_000


@dataclass(frozen=True)
class Lane:
    """Columns in runs, the axis of their rows, and the number that each of its blocks has in all lanes."""

    columns: tuple[Run, ...]
    axis: Axis
    blocks: tuple[int, ...]

    def holds(self, column: int) -> bool:
        """Return whether a column belongs to the lane."""
        return any(first <= column <= last for first, last in self.columns)

    def cut(self, columns: Ends) -> list[Ends]:
        """Return the stretches of some columns that belong to the lane."""
        stretches = [(max(first, columns.first), min(last, columns.last)) for first, last in self.columns]
        return [replace(columns, first=first, last=last) for first, last in stretches if first <= last]

    def shared(self, other: Lane) -> frozenset[int]:
        """Return the blocks, by their numbers here, that another lane holds too."""
        return frozenset(own for own, block in enumerate(self.blocks) if block in other.blocks)

    def shared_with(self, others: Sequence[Lane]) -> frozenset[int]:
        """Return the blocks, by their numbers here, that some of other lanes hold too."""
        return frozenset().union(*map(self.shared, others))

    def scopes(self, other: Lane, scopes: Mapping[int, int]) -> Mapping[int, int]:
        """Return which copies of its blocks are meant by those of another lane's."""
        known = {other.blocks[own]: copy for own, copy in scopes.items()}
        return {own: known[block] for own, block in enumerate(self.blocks) if block in known}


def synchronised(lanes: Sequence[Lane], placements: Sequence[Placement]) -> list[Placement]:
    """Return where the rows of each lane went, when what several lanes hold begins and ends alike in all.

    ``placements`` have noted the copies of each lane by itself.  Raises :class:`ValueError` if two lanes do
    not have equally many copies of a block that both hold.
    """
    shared = [lane.shared_with([other for other in lanes if other is not lane]) for lane in lanes]
    found = [_Aligned(placement, some) for placement, some in zip(placements, shared, strict=True)]
    _Alignment(lanes, found).fill(ROOT, dict.fromkeys(range(len(lanes)), 0))
    return list(found)


class _Aligned(Placement):
    """Where every row of a lane went: as a placement, but copies begin and end where all lanes have room.

    The copies of the blocks ``shared`` with other lanes may have blank rows behind theirs.
    """

    def __init__(self, counted: Placement, shared: Container[int]) -> None:
        self.axis = counted.axis
        self._shared = shared
        self._begins = counted._begins
        self._starts = [array("I", [0]) * len(starts) for starts in counted._starts]
        self._starts[ROOT][0] = 1
        self.ends = [array("I", [0]) * len(starts) for starts in counted._starts]
        self.opened = [array("I", [0]) * len(begins) for begins in counted._begins]
        self.closed = [array("I", [0]) * len(begins) for begins in counted._begins]

    @property
    def starts(self) -> list[array[int]]:
        """The first row of each copy, by block."""
        return self._starts

    @property
    def shape(self) -> Shape | None:
        """What tells two placements of one axis apart; None if that would be too much to remember."""
        parts = (*self._starts, *self._begins, *self.ends, *self.closed)
        return tuple(part.tobytes() for part in parts) if sum(map(len, parts)) <= _SHAPE else None

    def end(self, block: int, copy: int) -> int:
        """Return the output row after a copy."""
        return self.ends[block][copy]

    def at(self, row: int, block: int = ROOT, copy: int = 0) -> int:
        """Return where a row just inside ``block`` went, or, if it is gone, where it would stand."""
        steps, distance = self.axis.way(block, row)
        if steps:
            passed, before = steps[0]
            return passed + self.closed[before][copy]
        return self._starts[block][copy] + distance

    def _whole(self, child: int, block: int, copy: int, *, up: bool) -> Iterator[Run]:
        if child not in self._shared:
            yield from super()._whole(child, block, copy, up=up)
            return
        first, last = self.axis.blocks[child].first, self.axis.blocks[child].last
        copies = self.within(child, copy)
        for number in reversed(copies) if up else copies:
            yield from self.runs(first, last, child, number, up=up)

    def opening(self, row: int, block: int, copy: int) -> int:
        """Return where the row, or the block inside ``block`` that holds it, begins or would begin."""
        child = self.axis.child_at(block, row)
        return self.opened[child][copy] if child else self.at(row, block, copy)


@dataclass
class _Alignment:
    """The lanes of one sheet while their rows are given their places."""

    lanes: Sequence[Lane]
    placed: Sequence[_Aligned]

    @cached_property
    def _inner(self) -> dict[int, list[int]]:
        """The blocks just inside each block, in the order of their rows."""
        found: dict[int, dict[int, int]] = {}
        for lane in self.lanes:
            for own, block in enumerate(lane.blocks[1:], 1):
                outer = lane.blocks[lane.axis.parents[own]]
                found.setdefault(outer, {})[block] = lane.axis.blocks[own].first
        return {outer: sorted(inner, key=inner.__getitem__) for outer, inner in found.items()}

    @cached_property
    def _holding(self) -> dict[int, dict[int, int]]:
        """For each block the lanes that hold it, with its number there."""
        found: dict[int, dict[int, int]] = {}
        for number, lane in enumerate(self.lanes):
            for own, block in enumerate(lane.blocks):
                found.setdefault(block, {})[number] = own
        return found

    def fill(self, block: int, copies: Mapping[int, int]) -> None:
        """Give all blocks inside one copy of ``block`` their rows; ``copies`` is its number in each lane."""
        for child in self._inner.get(block, ()):
            self._fill_child(child, copies)

    def _fill_child(self, block: int, copies: Mapping[int, int]) -> None:
        holding = self._holding[block]
        row = max(self._above(number, own, copies[number]) for number, own in holding.items())
        inner = {number: self.placed[number].within(own, copies[number]) for number, own in holding.items()}
        if len({len(found) for found in inner.values()}) > 1:
            raise ValueError("copies")
        for number, own in holding.items():
            self.placed[number].opened[own][copies[number]] = row
        for turn in range(len(next(iter(inner.values())))):
            row = self._fill_copy(block, {number: found[turn] for number, found in inner.items()}, row)
        for number, own in holding.items():
            self.placed[number].closed[own][copies[number]] = row

    def _above(self, number: int, own: int, copy: int) -> int:
        axis = self.lanes[number].axis
        return self.placed[number].at(axis.blocks[own].first, axis.parents[own], copy)

    def _fill_copy(self, block: int, copies: Mapping[int, int], row: int) -> int:
        """Give one copy its rows, from ``row`` on; return the row after it."""
        holding = self._holding[block]
        for number, copy in copies.items():
            self.placed[number].starts[holding[number]][copy] = row
        self.fill(block, copies)
        end = max(
            self.placed[number].at(self.lanes[number].axis.blocks[own].last + 1, own, copies[number])
            for number, own in holding.items()
        )
        for number, copy in copies.items():
            self.placed[number].ends[holding[number]][copy] = end
        return end
