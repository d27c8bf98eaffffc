"""Pages as a document numbers them: sections that restart, count in roman, or begin on odd pages.

ECMA-376 part 1, 17.6.12 (page numbering) and 17.6.22 (where a section begins).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from docgen.engine.docx.contents.counting import written

__all__ = ["Printed", "Section", "read_sections", "section_of"]

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its properties, and the first paragraph in it (None where it has none)."""

    kind: str
    form: str
    start: int | None
    properties: Element | None
    first: Element | None


def read_sections(root: Element, w: str) -> tuple[list[Section], dict[Element, int]]:
    """Return the sections of a document, and for each child of its body the index of its section."""
    body = root.find(w + "body")
    found: list[Section] = []
    members: dict[Element, int] = {}
    first: Element | None = None
    for child in () if body is None else body.iterchildren(etree.Element):
        members[child] = len(found)
        if first is None:
            first = next(child.iter(w + "p"), None)
        properties = child if child.tag == w + "sectPr" else child.find(f"{w}pPr/{w}sectPr")
        if properties is not None:
            found.append(_section(properties, first, w))
            first = None
    if not found or first is not None:
        found.append(_section(None, first, w))
    return found, {child: min(index, len(found) - 1) for child, index in members.items()}


def _section(properties: Element | None, first: Element | None, w: str) -> Section:
    kind = properties.find(w + "type") if properties is not None else None
    numbering = properties.find(w + "pgNumType") if properties is not None else None
    start = numbering.get(w + "start", "") if numbering is not None else ""
    return Section(
        kind.get(w + "val", "nextPage") if kind is not None else "nextPage",
        numbering.get(w + "fmt", "decimal") if numbering is not None else "decimal",
        int(start) if start.isdigit() else None,
        properties,
        first,
    )


class Printed:
    """The numbers that the pages of a laid-out document bear.

    ``firsts`` are the pages, counted from 1, on which the sections begin.
    """

    def __init__(self, sections: Sequence[Section], firsts: Sequence[int], count: int) -> None:
        self.sections, self.firsts = sections, firsts
        self._numbers: list[int] = []
        self._bases: list[int] = []
        self.blank = 0
        """Empty pages that an odd or even beginning puts in; a PDF leaves them out."""
        for index, section in enumerate(sections):
            self._begin(index, section)
        self.count = count + self.blank

    def _begin(self, index: int, section: Section) -> None:
        base = self.firsts[index]
        if index and section.kind == "continuous" and section.start is not None:
            base += 1  # the page that it begins on is numbered by the section before
        follows = self.number(base, index - 1) if index else 1
        number = follows if section.start is None else section.start
        if section.kind in ("oddPage", "evenPage"):
            wants_odd = section.kind == "oddPage"
            if (number % 2 == 1) is not wants_odd:
                number += 1
                self.blank += 1
        self._bases.append(base)
        self._numbers.append(number)

    def number(self, page: int, section: int) -> int:
        """Return the number of a page, of those in a section."""
        while section and page < self._bases[section]:
            section -= 1
        return self._numbers[section] + page - self._bases[section]

    def label(self, page: int, section: int) -> str:
        """Return what a page prints as its number."""
        while section and page < self._bases[section]:
            section -= 1
        return written(self.number(page, section), self.sections[section].form)

    def pages_of(self, section: int) -> int:
        """Return how many pages a section has."""
        end = self.firsts[section + 1] if section + 1 < len(self.firsts) else self.count - self.blank + 1
        return max(end - self.firsts[section], 1)


def section_of(element: Element, members: Mapping[Element, int]) -> int:
    """Return the index of the section in which an element stands."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor in members:
            return members[ancestor]
    return 0
