"""Lists divided over slides by the room that their items need: ``{%slide for page in risks | fit %}``.

How high an item's rows are is known once its values stand in them.  So the slides are rendered with the whole
list as one page.  If it does not fit, and each item has a row of its own, the heights of the rows tell how to
divide it.  In all other cases a trial puts each item on a page of its own, and one page has the first two;
what a page is higher by than it is without items, is its item's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docgen.errors import Problem, RenderError

__all__ = ["Division", "Key", "Need", "Pages", "each_alone"]

Key = tuple[int, int]
"""A shape on the slides of a page: the number of its slide in the template, and its own."""
Pages = list[Sequence[Any]]
_SLACK = 1.0  # point
_MISPLACED = Problem(
    "wrong-argument",
    "The filter fit divides a list over slides, and here it does not.",
    "Write {%slide for page in risks | fit %}; elsewhere pages(12).",
)


@dataclass(frozen=True, slots=True)
class Need:
    """What the content of a shape needs in height, and what there is for it; in points.

    ``rows`` are the heights of a table's rows that stand for one item each, if such there are.
    """

    height: float
    room: float
    rows: tuple[float, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the room does."""
        return self.height <= self.room + _SLACK


@dataclass
class Call:
    """A list that is to be divided, and what each of its pages needed when it was rendered."""

    items: Sequence[Any]
    most: int
    needs: dict[int, dict[Key, Need]] = field(default_factory=dict)

    def pages_of_whole(self) -> Pages | None:
        """Return the pages of a list that was rendered as one; None where heights of items are unknown."""
        needs = self.needs.get(0, {})
        full = {key: need for key, need in needs.items() if not need.fits}
        if any(len(need.rows) != len(self.items) for need in full.values()) and len(self.items) > 1:
            return None
        base = {key: need.height - sum(need.rows) for key, need in full.items()}
        rooms = {key: need.room for key, need in full.items()}
        tables = {key: need.rows for key, need in full.items() if need.rows}
        own = [{key: rows[at] for key, rows in tables.items()} for at in range(len(self.items))]
        return self._filled(own, base, rooms)

    def pages_of_each(self) -> Pages:
        """Return the pages of a list of which each item was rendered alone."""
        both, first, second = (self.needs.get(number, {}) for number in range(3))
        shared = both.keys() & first.keys() & second.keys()
        base = {key: first[key].height + second[key].height - both[key].height for key in shared}
        rooms = {key: need.room for needs in self.needs.values() for key, need in needs.items()}
        alone = (self.needs.get(number + 1, {}) for number in range(len(self.items)))
        own = [{key: need.height - base.get(key, 0.0) for key, need in needs.items()} for needs in alone]
        return self._filled(own, base, rooms)

    def _filled(
        self, own: Sequence[Mapping[Key, float]], base: Mapping[Key, float], rooms: Mapping[Key, float]
    ) -> Pages:
        """Return pages that are filled one after the other, each with one item at least."""
        found: list[list[Any]] = []
        used: dict[Key, float] = {}
        for item, heights in zip(self.items, own, strict=True):
            full = any(h > _SLACK and used.get(k, 0.0) + h > rooms[k] + _SLACK for k, h in heights.items())
            if not found or full or len(found[-1]) >= self.most:
                found.append([])
                used = dict(base)
            found[-1].append(item)
            for key, height in heights.items():
                used[key] = used.get(key, 0.0) + height
        return list(found) or [[]]


def each_alone(items: Sequence[Any]) -> Pages:
    """Return the pages of a trial: the first two items, then each alone."""
    return [items[:2], *([item] for item in items)]


class Division:
    """How lists are divided while slides are rendered: as ``plans`` say, by their order, or as one page.

    It is told of the turns of loops, and knows of which lists, and which of their pages, a slide shows.
    """

    def __init__(self, plans: Sequence[Pages | None] = ()) -> None:
        self.calls: list[Call] = []
        self._plans = plans
        self._waiting: int | None = None
        self._open: dict[int, tuple[int, int]] = {}

    def divide(self, items: Sequence[Any], most: int) -> Pages:
        """Return a list in pages; its loop is about to begin."""
        if self._waiting is not None:
            raise RenderError(_MISPLACED)
        self._waiting = len(self.calls)
        self.calls.append(Call(items, most))
        plan = self._plans[self._waiting] if self._waiting < len(self._plans) else None
        if plan is None:
            return [items]
        return plan if sum(map(len, plan)) >= len(items) else list(_cut(items, most))

    def turn(self, depth: int, divides: bool) -> None:
        """Begin the next turn of the loop of this depth."""
        if self._waiting is not None:
            if not divides:
                raise RenderError(_MISPLACED)
            self._open[depth], self._waiting = (self._waiting, 0), None
        elif depth in self._open:
            number, page = self._open[depth]
            self._open[depth] = (number, page + 1)

    def leave(self, depth: int) -> None:
        """End the loop of this depth."""
        self._open.pop(depth, None)

    def pages(self) -> tuple[tuple[int, int], ...]:
        """Return the lists, by number, whose pages are being rendered, each with the number of its page."""
        return tuple(self._open.values())

    def note(self, pages: Sequence[tuple[int, int]], key: Key, need: Need) -> None:
        """Note what the content of a shape needs on a page of these lists."""
        for number, page in pages:
            self.calls[number].needs.setdefault(page, {})[key] = need

    def end(self) -> None:
        """Raise RenderError where a list was divided that no loop over slides took."""
        if self._waiting is not None:
            raise RenderError(_MISPLACED)


def _cut(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    for start in range(0, max(len(items), 1), most):
        yield items[start : start + most]
