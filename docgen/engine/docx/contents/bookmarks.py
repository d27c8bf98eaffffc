"""Bookmarks of a finished part: each name and number once, each pair whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.docx.contents.copies import Turns, split_mark, turns_fit

__all__ = ["Bookmark", "Bookmarks"]

Element = etree._Element
_LONGEST = 40  # characters of a name that Word takes
_FIRST_ID = 1_000_000  # beyond the numbers that other parts use


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One bookmark: its name in the document, that in the template, and the turns of loops around it."""

    name: str
    base: str
    turns: Turns = field(hash=False)
    start: Element = field(hash=False)
    end: Element = field(hash=False)


class Bookmarks:
    """The bookmarks of one part; making it mends what loops and conditions did to them."""

    def __init__(self, root: Element, w: str) -> None:
        self.w = w
        self._taken: set[str] = set()
        self._ids: set[str] = set()
        self._counts: dict[str, int] = {}
        self._by_base: dict[str, list[Bookmark]] = {}
        self.by_name: dict[str, Bookmark] = {}
        for start, end in self._pairs(root):
            self._keep(start, end)

    def _pairs(self, root: Element) -> Iterable[tuple[Element, Element]]:
        """Pair starts with ends, in the order of the starts; what has lost its other half is mended."""
        open_: dict[str, Element] = {}
        ends: dict[Element, Element] = {}
        starts: list[Element] = []
        for element in list(root.iter(self.w + "bookmarkStart", self.w + "bookmarkEnd")):
            id_ = element.get(self.w + "id", "")
            if element.tag == self.w + "bookmarkStart":
                starts.append(element)
                open_[id_] = element
            elif id_ in open_:
                ends[open_.pop(id_)] = element
            else:
                _detach(element)
        for start in starts:
            if start not in ends:
                ends[start] = etree.Element(self.w + "bookmarkEnd")
                start.addnext(ends[start])
        return [(start, ends[start]) for start in starts]

    def _keep(self, start: Element, end: Element) -> None:
        base, turns = split_mark(start.get(self.w + "name", ""))
        name = self._unique(base)
        if name != start.get(self.w + "name"):
            start.set(self.w + "name", name)
        self._number(start, end)
        self._add(Bookmark(name, base, turns, start, end))

    def _add(self, found: Bookmark) -> None:
        self._by_base.setdefault(found.base.lower(), []).append(found)
        self.by_name[found.name.lower()] = found

    def _unique(self, base: str) -> str:
        """Return the name if it is free, else with the next free number."""
        name = base[:_LONGEST]
        while name.lower() in self._taken:
            self._counts[base] = self._counts.get(base, 1) + 1
            tail = f"_{self._counts[base]}"
            name = base[: _LONGEST - len(tail)] + tail
        self._taken.add(name.lower())
        return name

    def _number(self, start: Element, end: Element) -> None:
        """Let a bookmark keep its number if it is the first to have it; a loop repeats those inside."""
        number = start.get(self.w + "id", "")
        if not number or number in self._ids:
            number = str(_FIRST_ID + len(self._ids))
        self._ids.add(number)
        for element in (start, end):
            element.set(self.w + "id", number)

    def find(self, name: str, turns: Turns) -> Bookmark | None:
        """Return the first bookmark of a name whose turns fit those of a reference, or None."""
        copies = self._by_base.get(name.lower(), [])
        if not copies:
            return self.by_name.get(name.lower())
        return next((copy for copy in copies if turns_fit(turns, copy.turns)), None)

    def around(self, paragraph: Element) -> str:
        """Return the name of a paragraph's ``_Toc`` bookmark, after putting one there if there is none."""
        for start in paragraph.iter(self.w + "bookmarkStart"):
            name = start.get(self.w + "name", "")
            if name.startswith("_Toc"):
                return name
        name = self._unique("_Toc900000000")
        start, end = self._pair(name)
        head = 1 if len(paragraph) and paragraph[0].tag == self.w + "pPr" else 0
        paragraph.insert(head, start)
        paragraph.append(end)
        self._number(start, end)
        self._add(Bookmark(name, name, {}, start, end))
        return name

    def _pair(self, name: str) -> Iterator[Element]:
        for kind in ("bookmarkStart", "bookmarkEnd"):
            element = etree.Element(self.w + kind)
            if kind == "bookmarkStart":
                element.set(self.w + "name", name)
            yield element


def _detach(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
