"""Lists divided over slides by the room that their items need: ``{%slide for page in risks | fit %}``.

How high an item's rows are is known once its values stand in them.  So the slides are rendered for a trial,
with one page for each item and one for the first two; what a page is higher by than it is without items, is
its item's.  Then the list is divided, and the slides are rendered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from docgen.errors import Problem, RenderError

__all__ = ["Call", "Division", "Key", "Need", "Replay", "Trial"]

Key = tuple[int, int]
"""A shape on the slides of a page: the number of its slide in the template, and its own."""
_SLACK = 1.0  # point
_MISPLACED = Problem(
    "wrong-argument",
    "The filter fit divides a list over slides, and here it does not.",
    "Write {%slide for page in risks | fit %}; elsewhere pages(12).",
)


@dataclass(frozen=True, slots=True)
class Need:
    """What the content of a shape needs in height, and what there is for it; in points."""

    height: float
    room: float


@dataclass
class Call:
    """A list that is to be divided, and what each of its pages in the trial needed."""

    items: Sequence[Any]
    most: int
    needs: dict[int, dict[Key, Need]] = field(default_factory=dict)

    def pages(self) -> list[Sequence[Any]]:
        """Return the list in pages that fit, each with one item at least."""
        found: list[list[Any]] = []
        used: dict[Key, float] = {}
        base, rooms = self._bases(), self._rooms()
        for number, item in enumerate(self.items, 1):
            needs = self.needs.get(number, {})
            own = {key: need.height - base.get(key, 0.0) for key, need in needs.items()}
            full = [k for k, h in own.items() if h > _SLACK and used.get(k, 0.0) + h > rooms[k] + _SLACK]
            if not found or full or len(found[-1]) >= self.most:
                found.append([])
                used = dict(base)
            found[-1].append(item)
            for key, height in own.items():
                used[key] = used.get(key, 0.0) + height
        return list(found) or [[]]

    def _rooms(self) -> dict[Key, float]:
        return {key: need.room for needs in self.needs.values() for key, need in needs.items()}

    def _bases(self) -> dict[Key, float]:
        """Return how high each shape is without items: what two items need less together than alone."""
        both, first, second = (self.needs.get(number, {}) for number in range(3))
        shared = both.keys() & first.keys() & second.keys()
        return {key: first[key].height + second[key].height - both[key].height for key in shared}


class Division(Protocol):
    """Who divides lists while slides are rendered, and is told of the turns of loops around them."""

    def divide(self, items: Sequence[Any], most: int) -> list[Sequence[Any]]:
        """Return a list in pages."""

    def turn(self, depth: int, divides: bool) -> None:
        """Begin the next turn of the loop of this depth."""

    def leave(self, depth: int) -> None:
        """End the loop of this depth."""

    def pages(self) -> tuple[tuple[int, int], ...]:
        """Return the lists, by number, whose pages are being rendered, each with the number of its page."""


class _Loops:
    """Which loops over divided lists are running."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: int | None = None
        self._open: dict[int, tuple[int, int]] = {}

    def _begin(self) -> int:
        """Return the number of a list whose loop is about to begin."""
        if self._waiting is not None:
            raise RenderError(_MISPLACED)
        self._waiting = self._count
        self._count += 1
        return self._waiting

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

    def end(self) -> None:
        """Raise RenderError where a list was divided that no loop over slides took."""
        if self._waiting is not None:
            raise RenderError(_MISPLACED)

    def pages(self) -> tuple[tuple[int, int], ...]:
        """Return the lists, by number, whose pages are being rendered, each with the number of its page."""
        return tuple(self._open.values())


class Trial(_Loops):
    """The first rendering, with one item on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []

    def divide(self, items: Sequence[Any], most: int) -> list[Sequence[Any]]:
        """Return a list in pages: the first two items, then each alone."""
        self._begin()
        self.calls.append(Call(items, most))
        return [items] if len(items) < 2 else [items[:2], *([item] for item in items)]

    def note(self, pages: Iterable[tuple[int, int]], key: Key, need: Need) -> None:
        """Note what the content of a shape needs on a page of these lists."""
        for number, page in pages:
            self.calls[number].needs.setdefault(page, {})[key] = need


class Replay(_Loops):
    """The second rendering, with the pages that the first one found."""

    def __init__(self, calls: Sequence[Call]) -> None:
        super().__init__()
        self._calls = calls

    def divide(self, items: Sequence[Any], most: int) -> list[Sequence[Any]]:
        """Return a list in the pages found for it; one that there was not in the trial is one page."""
        number = self._begin()
        known = self._calls[number] if number < len(self._calls) else None
        if known is None or len(known.items) != len(items):
            return list(_cut(items, most))
        return known.pages()


def _cut(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    for start in range(0, max(len(items), 1), most):
        yield items[start : start + most]
