"""The rows of one sheet as they come, and those of them that are compressed at once."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.engine.text import clean
from docgen.zipping import Segment

__all__ = ["Body", "Whole", "joined"]

_LOOSE = 1 << 18


class Whole(str):
    """Rows in which nothing has to be put in any more."""

    __slots__ = ()


def joined(items: Iterable[str | Segment]) -> list[str | Segment]:
    """Return rows with the texts beside each other joined, so that no row is in two of them."""
    found: list[str | Segment] = []
    texts: list[str] = []
    for item in items:
        if isinstance(item, str):
            texts.append(item)
        else:
            found += ["".join(texts), item]
            texts = []
    return [*found, "".join(texts)]


class Body:
    """The rows of one sheet as they come: texts that wait for the finish, and segments that need not.

    Many whole rows are compressed at once, if the body may be ``is_packed``: nobody wants to read them.
    """

    def __init__(self, *, is_packed: bool) -> None:
        self.is_packed = is_packed
        self.items: list[str | Segment] = []
        self.dropped = 0
        """How many characters, illegal in XML, were left out of the segments."""
        self._whole: list[str] = []
        self._size = 0

    @property
    def texts(self) -> list[str]:
        """The rows that are not compressed."""
        return [item for item in self.items if isinstance(item, str)]

    def add(self, text: str, *, is_whole: bool) -> int:
        """Add rows, which are ``is_whole`` if nothing has to be put in; return the room that they take."""
        if not (is_whole and self.is_packed):
            self.end()
            self.items.append(Whole(text) if is_whole else text)
            return len(text)
        self._whole.append(text)
        self._size += len(text)
        return self._pack() if self._size > _LOOSE else 0

    def _pack(self) -> int:
        if not self.items or not isinstance(self.items[-1], Segment):
            self.items.append(Segment())
        segment, room = self.items[-1], 0
        assert isinstance(segment, Segment)
        for text in self._whole:
            data, dropped = clean(text)
            room += segment.add(data)
            self.dropped += dropped
        self._whole, self._size = [], 0
        return room

    def end(self) -> None:
        """Hand on what was only held back, since nothing like it follows."""
        if self.items and isinstance(self.items[-1], Segment):
            self._pack()
        else:
            self.items += map(Whole, self._whole)
            self._whole, self._size = [], 0
