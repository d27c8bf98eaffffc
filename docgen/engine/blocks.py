"""Block statements: which tags open, continue and end one another, and which of them do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from docgen.engine.habits import BLOCKS
from docgen.engine.source import Mark
from docgen.engine.tags import Tag

__all__ = ["Fault", "Group", "Pairing", "pair"]

_MIDDLES = {"else": ("for", "if"), "elif": ("if",)}
_ENDS = {f"end{word}": word for word in BLOCKS}


@dataclass(slots=True)
class Group:
    """The tags of one block statement, opening, branches and end, by number."""

    members: list[int] = field(default_factory=list)
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A tag that fits no block, by number; ``other`` is the tag that shows it, or -1."""

    number: int
    kind: Literal["unclosed", "unopened", "mismatch", "outside"]
    other: int = -1


def pair(marks: list[Mark], numbers: Iterable[int]) -> list[Group]:
    """Group statements into blocks, in the order of their openings; what belongs to no block is left out."""
    return Pairing(marks, numbers).groups


class Pairing:
    """Statements grouped into blocks, and those that do not fit.

    An end belongs to the nearest open block of its kind, if possible to one that
    ``fits`` it (by number), so that one forgotten end is told at its own block
    and does not make all that stand around it wrong.
    """

    def __init__(
        self, marks: list[Mark], numbers: Iterable[int], fits: Callable[[int, int], bool] | None = None
    ) -> None:
        self.marks, self.fits = marks, fits or (lambda _opening, _end: True)
        self.groups: list[Group] = []
        self.faults: list[Fault] = []
        self._open: list[Group] = []
        self._words = [(number, marks[number].tag.meant) for number in numbers]
        for at, (number, word) in enumerate(self._words):
            self._take(at, number, word)
        self.faults += [Fault(group.members[0], "unclosed") for group in self._open]

    def _take(self, at: int, number: int, word: str) -> None:
        if _opens(word, self.marks[number].tag):
            self.groups.append(Group([number]))
            self._open.append(self.groups[-1])
        elif word in _MIDDLES:
            self._continue(number, _MIDDLES[word])
        elif word in _ENDS:
            self._close(at, number, _ENDS[word])

    def _continue(self, number: int, kinds: tuple[str, ...]) -> None:
        depth = self._nearest(number, kinds)
        if depth is None:
            self.faults.append(Fault(number, "outside"))
        else:
            self._open[depth].members.append(number)

    def _close(self, at: int, number: int, kind: str) -> None:
        depth = self._nearest(number, (kind,))
        if depth is None:
            self._stray(at, number)
            return
        self.faults += [Fault(group.members[0], "unclosed", number) for group in self._open[depth + 1 :]]
        del self._open[depth + 1 :]
        self._end(number)

    def _stray(self, at: int, number: int) -> None:
        """Take an end of which nothing of its kind is open: it is one too many, or the wrong word."""
        if not self._open or self._closes_later(at):
            self.faults.append(Fault(number, "unopened"))
        else:
            self.faults.append(Fault(number, "mismatch", self._open[-1].members[0]))
            self._end(number)

    def _end(self, number: int) -> None:
        group = self._open.pop()
        group.members.append(number)
        group.closed = True

    def _nearest(self, number: int, kinds: tuple[str, ...]) -> int | None:
        """Return the depth of the innermost open block of these kinds, of one that fits if there is any."""
        depths = [d for d in reversed(range(len(self._open))) if self._kind(self._open[d]) in kinds]
        fitting = (d for d in depths if self.fits(self._open[d].members[-1], number))
        return next(fitting, depths[0] if depths else None)

    def _closes_later(self, at: int) -> bool:
        """Tell whether the innermost open block has an end of its own further on."""
        kind, depth = self._kind(self._open[-1]), 0
        for number, word in self._words[at + 1 :]:
            if word == kind and _opens(word, self.marks[number].tag):
                depth += 1
            elif word == f"end{kind}":
                depth -= 1
                if depth < 0:
                    return True
        return False

    def _kind(self, group: Group) -> str:
        return self.marks[group.members[0]].tag.meant


def _opens(word: str, tag: Tag) -> bool:
    return word in BLOCKS and (word != "set" or "=" not in tag.body)
