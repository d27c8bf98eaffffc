"""What the engine asks of whoever lays pages out, and what it is told.

Where a page ends is known only to a program that lays text out, and the engine starts none.  It hands out the
file with marks in it and takes the pages of the marks back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from docgen.errors import Problem

__all__ = ["ESTIMATED", "File", "Pages", "Paginate", "Paging", "Steps", "finish"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Pages:
    """A layout: how many pages a file has, and on which of them, from 1, each mark (a bookmark) stands."""

    count: int
    marks: Mapping[str, int]


File = Callable[[], bytes]
"""A file that is made when it is asked for."""

Paginate = Callable[[File], Pages | Problem]
"""Lays a file out; a problem says why that was not possible."""

Steps = Generator[File, Pages | Problem, _T]
"""The making of something that yields files to be laid out and is sent their pages."""


def finish(steps: Steps[_T], paginate: Paginate) -> _T:
    """Take all steps, laying out each file that they ask for, and return what they make."""
    answer: Pages | Problem | None = None
    while True:
        try:
            file = next(steps) if answer is None else steps.send(answer)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]  # a generator's value has no type of its own
        answer = paginate(file)


ESTIMATED = Problem(
    "page-numbers-estimated",
    "Page numbers in the document are estimated, as nothing lays out its pages.",
    "Open the file in Word and press F9 in the contents to have them exact.",
)


class Paging(Protocol):
    """A document that prints page numbers and waits for them."""

    def draft(self) -> Mapping[str, bytes]:
        """Return the parts with marks in them, to be laid out."""

    def settle(self, pages: Pages | None) -> bool:
        """Write the numbers; None has them estimated.  Tell whether pages stay as they are by that."""

    def finished(self) -> Mapping[str, bytes]:
        """Return the parts without marks."""
