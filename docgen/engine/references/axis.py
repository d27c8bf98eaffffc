"""Where the rows of a template go when some of them repeat or vanish; columns and sheets go the same way.

An :class:`Axis` is the template's side and never changes, it only remembers what it was asked; a
:class:`Placement` is one render's side.  A placement keeps one number for each copy of a block and nothing
for a row, so that a hundred thousand copies cost less than half a megabyte.  Nothing here knows formulas,
cells or XML.  The terms stand in the package's docstring.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.engine.references.memory import Memory

__all__ = ["COLUMNS", "ROOT", "ROWS", "Axis", "Block", "Placement", "Run", "merged"]

ROWS = 1_048_576
COLUMNS = 16_384
_SHAPE = 2_000
ROOT = 0
"""The block that is everything; it has exactly one copy, number 0."""

Run = tuple[int, int]
"""First and last output row of rows that touch; never empty."""

Shape = tuple[int | bytes, ...]

Part = tuple[int, int, int]
"""First and last template row of a stretch, and the inner block that holds it, or ROOT."""


@dataclass(frozen=True, slots=True)
class Block:
    """The rows ``first`` to ``last`` of a template, which come as often as the data says.

    Rows that hold only the block's tags stand outside of it and are ``gone``.  A condition is a block too,
    with ``repeats=False``.
    """

    first: int
    last: int
    repeats: bool = True


class Axis:
    """The rows of one template sheet: its blocks and the rows that leave nothing behind.

    Blocks are numbered from 1 in the order given; of two blocks over the same rows the earlier is the outer
    one. Raises :class:`ValueError` for a block without rows, and for two that overlap without one holding
    the other.
    """

    def __init__(self, blocks: Sequence[Block] = (), gone: Iterable[int] = (), limit: int = ROWS) -> None:
        self.limit = limit
        self.blocks: tuple[Block, ...] = (Block(1, limit, repeats=False), *blocks)
        self.gone: tuple[int, ...] = tuple(sorted(set(gone)))
        self.parents: list[int] = [ROOT] * len(self.blocks)
        self.children: list[list[int]] = [[] for _ in self.blocks]
        self._nest()
        self._firsts = [[self.blocks[child].first for child in inner] for inner in self.children]
        self._lasts = [[self.blocks[child].last for child in inner] for inner in self.children]
        self.still = len(self.blocks) == 1 and not self.gone
        """Whether every row stays where it is."""
        # Every document asks the same of its template, so there are as many answers as references.
        self._owners: dict[int, int] = {}
        self._cuts: dict[tuple[int, int, int], list[Part]] = {}
        self._ways: dict[tuple[int, int], tuple[list[tuple[int, int]], int]] = {}
        self.memory = Memory()
        """What ranges became in placements of the same shape."""
        self.is_flat = not any(self.parents)
        """Whether no block stands in another."""

    def _nest(self) -> None:
        order = sorted(
            range(1, len(self.blocks)), key=lambda b: (self.blocks[b].first, -self.blocks[b].last, b)
        )
        open_blocks = [ROOT]
        for number in order:
            block = self.blocks[number]
            while self.blocks[open_blocks[-1]].last < block.first:
                open_blocks.pop()
            outer = self.blocks[open_blocks[-1]]
            if not outer.first <= block.first <= block.last <= outer.last:
                raise ValueError(f"{block} has no rows, or overlaps with {outer}")
            self.parents[number] = open_blocks[-1]
            self.children[open_blocks[-1]].append(number)
            open_blocks.append(number)

    def is_gone(self, row: int) -> bool:
        """Return whether the row leaves nothing behind."""
        at = bisect_left(self.gone, row)
        return at < len(self.gone) and self.gone[at] == row

    def live(self, start: int, stop: int) -> int:
        """Return how many of the rows from ``start`` to before ``stop`` are not gone."""
        return stop - start - bisect_left(self.gone, stop) + bisect_left(self.gone, start)

    def child_at(self, block: int, row: int) -> int:
        """Return the block just inside ``block`` that holds the row, or ROOT if none does."""
        at = bisect_left(self._lasts[block], row)
        inner = self.children[block]
        return inner[at] if at < len(inner) and self._firsts[block][at] <= row else ROOT

    def child_before(self, block: int, row: int) -> int:
        """Return the last block just inside ``block`` that ends above the row, or ROOT if none does."""
        at = bisect_left(self._lasts[block], row)
        return self.children[block][at - 1] if at else ROOT

    def owner(self, row: int) -> int:
        """Return the innermost block that holds the row."""
        block = self._owners.get(row)
        if block is None:
            block = ROOT
            while inner := self.child_at(block, row):
                block = inner
            self._owners[row] = block
        return block

    def outwards(self, block: int) -> Iterator[int]:
        """Yield the block, the one around it, and so on; ROOT is not among them."""
        while block != ROOT:
            yield block
            block = self.parents[block]

    def inner(self, block: int, first: int, last: int) -> list[int]:
        """Return the blocks just inside ``block`` that hold one of the rows ``first`` to ``last``."""
        start = bisect_left(self._lasts[block], first)
        stop = bisect_right(self._firsts[block], last)
        return self.children[block][start:stop]

    def cut(self, first: int, last: int, block: int) -> list[Part]:
        """Cut the rows into those just inside ``block`` (with ROOT) and those of its inner blocks."""
        found = self._cuts.get((first, last, block))
        if found is None:
            found = self._cuts[first, last, block] = list(self._parts(first, last, block))
        return found

    def _parts(self, first: int, last: int, block: int) -> Iterator[Part]:
        for child in self.inner(block, first, last):
            found = self.blocks[child]
            if first < found.first:
                yield first, found.first - 1, ROOT
            yield max(first, found.first), min(last, found.last), child
            first = max(first, found.last + 1)
        if first <= last:
            yield first, last, ROOT

    def way(self, block: int, row: int) -> tuple[list[tuple[int, int]], int]:
        """Return what lies between the begin of a copy of ``block`` and a row just inside of it.

        First the inner blocks above the row, from the row upwards, each with the rows between the row and
        its end; then how many rows lie between the begin and the row if none of these has a copy.
        """
        found = self._ways.get((block, row))
        if found is None:
            found = self._ways[block, row] = self._way(block, row)
        return found

    def _way(self, block: int, row: int) -> tuple[list[tuple[int, int]], int]:
        steps, passed = [], 0
        while before := self.child_before(block, row):
            passed += self.live(self.blocks[before].last + 1, row)
            steps.append((passed, before))
            row = self.blocks[before].first
        return steps, passed + self.live(self.blocks[block].first, row)


class Placement:
    """Where every row went in one render.

    Call :meth:`copy` (or :meth:`copies`) each time a block's body comes, outer blocks before the inner
    ones, in the order of the output; then ask.  What was not reported came no time at all.
    """

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        # The first output row of each copy of a block; and, for each copy of the block around it, which
        # copy of this block is the first one there.
        self._starts = [array("I") for _ in axis.blocks]
        self._begins = [array("I") for _ in axis.blocks]
        self._starts[ROOT].append(1)
        self._add_inner(ROOT)

    def copy(self, block: int) -> int:
        """Note that the body of ``block`` comes once more; return the number of this copy, from 0."""
        number = len(self._starts[block])
        self._starts[block].append(self._next(block))
        self._add_inner(block)
        return number

    def copies(self, block: int, count: int) -> None:
        """Note ``count`` copies at once of a block without blocks inside."""
        if self.axis.children[block]:
            raise ValueError(f"block {block} holds other blocks; its copies are noted one by one")
        start, height = self._next(block), self.height(block)
        self._starts[block].extend(
            range(start, start + count * height, height) if height else [start] * count,
        )

    def _next(self, block: int) -> int:
        begins, starts = self._begins[block], self._starts[block]
        if not begins or block == ROOT:
            raise ValueError(f"block {block} cannot come before the block around it")
        if len(starts) > begins[-1]:
            return self.end(block, len(starts) - 1)
        return self.at(self.axis.blocks[block].first, self.axis.parents[block], len(begins) - 1)

    def _add_inner(self, block: int) -> None:
        for child in self.axis.children[block]:
            self._begins[child].append(len(self._starts[child]))

    @property
    def shape(self) -> Shape | None:
        """What tells two placements of one axis apart; None if that would be too much to remember."""
        if self.axis.is_flat:
            return tuple(map(len, self._starts))
        if sum(map(len, self._starts)) > _SHAPE:
            return None
        return tuple(starts.tobytes() for starts in (*self._starts, *self._begins))

    def count(self, block: int) -> int:
        """Return how many copies of the block there are in all."""
        return len(self._starts[block])

    def height(self, block: int) -> int:
        """Return the number of rows in a copy of a block without blocks inside."""
        found = self.axis.blocks[block]
        return self.axis.live(found.first, found.last + 1)

    def within(self, block: int, outer_copy: int) -> range:
        """Return the numbers of the copies of ``block`` inside one copy of the block around it."""
        begins = self._begins[block]
        last = outer_copy + 1 == len(begins)
        return range(begins[outer_copy], len(self._starts[block]) if last else begins[outer_copy + 1])

    def scopes(self, block: int, copy: int) -> dict[int, int]:
        """Return the copy number of the block and of every block around it."""
        found = {ROOT: 0}
        for number in self.axis.outwards(block):
            found[number] = copy
            copy = bisect_right(self._begins[number], copy) - 1
        return found

    def start(self, block: int, copy: int) -> int:
        """Return the output row with which a copy begins, or would if it had rows."""
        return self._starts[block][copy]

    def end(self, block: int, copy: int) -> int:
        """Return the output row after a copy."""
        return self.at(self.axis.blocks[block].last + 1, block, copy)

    def at(self, row: int, block: int = ROOT, copy: int = 0) -> int:
        """Return where a row just inside ``block`` went, or, if it is gone, where it would stand."""
        steps, distance = self.axis.way(block, row)
        for passed, before in steps:
            if copies := self.within(before, copy):
                return passed + self.end(before, copies[-1])
        return self._starts[block][copy] + distance

    def opening(self, row: int, block: int, copy: int) -> int:
        """Return where the row, or the block inside ``block`` that holds it, begins or would begin."""
        child = self.axis.child_at(block, row)
        return self.at(self.axis.blocks[child].first if child else row, block, copy)

    def closing(self, row: int, block: int, copy: int) -> int:
        """Return the output row after the row, or after the block inside ``block`` that holds it."""
        child = self.axis.child_at(block, row)
        return self.at((self.axis.blocks[child].last if child else row) + 1, block, copy)

    def runs(
        self, first: int, last: int, block: int = ROOT, copy: int = 0, *, up: bool = False
    ) -> Iterator[Run]:
        """Yield where the copies of the rows ``first`` to ``last`` of ``block`` stand inside one copy of it.

        The runs come in the order of the output, or from its end if ``up``; they may touch.
        """
        parts = self.axis.cut(first, last, block)
        for start, stop, child in reversed(parts) if up else parts:
            if child == ROOT:
                if length := self.axis.live(start, stop + 1):
                    row = self.at(start, block, copy)
                    yield row, row + length - 1
            elif start <= self.axis.blocks[child].first and stop >= self.axis.blocks[child].last:
                yield from self._whole(child, block, copy, up=up)
            else:
                copies = self.within(child, copy)
                for number in reversed(copies) if up else copies:
                    yield from self.runs(start, stop, child, number, up=up)

    def _whole(self, child: int, block: int, copy: int, *, up: bool) -> Iterator[Run]:
        if copies := self.within(child, copy):
            start, stop = self.start(child, copies[0]), self.end(child, copies[-1])
            if stop > start:
                yield start, stop - 1

    def rows(self, row: int) -> list[int]:
        """Return every output row that is a copy of one template row, in order."""
        return [found for first, last in self.runs(row, row) for found in range(first, last + 1)]

    def copies_of(self, first: int, last: int) -> Iterator[Run]:
        """Yield the run from one row to the other, for each copy of the innermost block that holds both."""
        block = next(
            (b for b in self.axis.outwards(self.axis.owner(first)) if last <= self.axis.blocks[b].last), ROOT
        )
        for number in range(self.count(block)):
            if found := self.extent(first, last, block, number):
                yield found

    def extent(self, first: int, last: int, block: int = ROOT, copy: int = 0) -> Run | None:
        """Return the run from the first to the last copy of the rows inside one copy of ``block``, if any."""
        head = next(self.runs(first, last, block, copy), None)
        if head is None:
            return None
        return head[0], next(self.runs(first, last, block, copy, up=True))[1]


def merged(runs: Iterable[Run], limit: int | None = None) -> list[Run]:
    """Join the runs that touch; stop after ``limit`` of them, so that a longer list costs no more."""
    found: list[Run] = []
    for first, last in runs:
        if found and found[-1][1] + 1 == first:
            found[-1] = found[-1][0], last
        elif len(found) == limit:
            break
        else:
            found.append((first, last))
    return found
