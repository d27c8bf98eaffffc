"""Where pages end, estimated: the text poured into pages of the right size by average widths.

It knows page sizes, breaks, spacing, tables, pictures, and what keeps lines together; it does not know fonts,
notes at the foot of a page and text around pictures.  A layout program is right where this is near.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from docgen.engine.docx.contents.pieces import ORPHANS, Piece, Pieces
from docgen.engine.docx.contents.rows import Sheet, twips
from docgen.engine.docx.contents.sections import Section

__all__ = ["estimate"]

Element = etree._Element


def estimate(
    pieces: Pieces, sections: Sequence[Section], members: Mapping[Element, int], places: Sequence[Element]
) -> tuple[int, list[int]]:
    """Return how many pages a document has, and the page, from 1, of each of the places.

    ``members`` are the children of its body with the index of their section.
    """
    flow = _Flow()
    current = -1
    for child, index in members.items():
        if index != current:
            flow.section(sections[index], _sheet(sections[index], pieces.w), index == 0)
            current = index
        flow.put(list(pieces.of(child, flow.sheet)))
    return flow.page, [flow.page_of(place) for place in places]


def _sheet(section: Section, w: str) -> Sheet:
    properties = section.properties
    size = properties.find(w + "pgSz") if properties is not None else None
    margins = properties.find(w + "pgMar") if properties is not None else None
    columns = properties.find(w + "cols") if properties is not None else None
    grid = properties.find(w + "docGrid") if properties is not None else None
    asked = columns.get(w + "num", "1") if columns is not None else "1"
    number = int(asked) if asked.isdigit() and 0 < int(asked) < 46 else 1
    width = twips(size, w + "w", 11906) - sum(
        twips(margins, w + n, 1440) for n in ("left", "right", "gutter")
    )
    height = twips(size, w + "h", 16838) - sum(twips(margins, w + n, 1440) for n in ("top", "bottom"))
    snaps = grid is not None and grid.get(w + "type") in ("lines", "linesAndChars", "snapToChars")
    return Sheet(
        max(width / number, 36), max(height, 36), number, twips(grid, w + "linePitch", 0) if snaps else 0
    )


class _Flow:
    """Pieces poured into pages; ``page`` counts from 1, ``used`` is what is taken of it, in points."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.page, self.column, self.used = 1, 0, 0.0
        self._pages: dict[Element, int] = {}
        self._waiting: list[Piece] = []
        self._previous: Piece | None = None

    def section(self, section: Section, sheet: Sheet, is_first: bool) -> None:
        """Begin a section."""
        self._flush()
        if not is_first and section.kind not in ("continuous", "nextColumn"):
            self._new_page()
        self.sheet = sheet

    def put(self, pieces: list[Piece]) -> None:
        """Put pieces one after another; those that keep with the next wait for it."""
        for block in pieces:
            self._waiting.append(block)
            if not block.keep_next or block.breaks:
                self._flush()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if len(waiting) > 1:
            need = sum(b.before + b.height + b.after for b in waiting[:-1])
            last = waiting[-1]
            need += last.before + (last.height if last.whole else min(last.height, ORPHANS * last.line))
            if not self._fits(need) and need <= self.sheet.height and not waiting[0].break_before:
                self._next()
        for block in waiting:
            self._place(block)

    def _place(self, block: Piece) -> None:
        if block.break_before and (self.used > 0 or self.column):
            self._new_page()
        before = 0.0 if not self.used else self._gap(block)
        least = block.height if block.whole else min(block.height, ORPHANS * block.line)
        if self.used and not self._fits(before + least):
            self._next()
            self.used, before = block.header if block.header < self.sheet.height / 2 else 0.0, 0.0
        self._pages[block.element] = self.page
        self.used += before
        self._pour(block)
        self.used += block.after
        for _ in range(block.breaks):
            self._new_page()
        self._previous = block

    def _gap(self, block: Piece) -> float:
        """Return the space before a piece; between paragraphs of one style there may be none."""
        previous = self._previous
        if previous is not None and block.style and previous.style == block.style:
            return -previous.after
        return block.before

    def _pour(self, block: Piece) -> None:
        rest = block.height
        header = block.header if block.header < self.sheet.height / 2 else 0.0
        while not self._fits(rest):
            room = self.sheet.height - self.used
            rest -= max(
                room if header else room // max(block.line, 1.0) * block.line, 0.0 if self.used else 36.0
            )
            self._next()
            self.used = header
        self.used += max(rest, 0.0)

    def _fits(self, height: float) -> bool:
        return self.used + height <= self.sheet.height + 0.5

    def _next(self) -> None:
        """Go on at the top of the next column or page."""
        self.column = (self.column + 1) % self.sheet.columns
        if self.column:
            self.used = 0.0
        else:
            self._new_page()

    def _new_page(self) -> None:
        self.page, self.column, self.used = self.page + 1, 0, 0.0
        self._previous = None

    def page_of(self, place: Element) -> int:
        """Return the page of the piece in which an element stands, or which follows it."""
        self._flush()
        for element in (place, *place.iterancestors()):
            if element in self._pages:
                return self._pages[element]
        following = (e for sibling in place.itersiblings() for e in sibling.iter())
        return next((self._pages[e] for e in following if e in self._pages), 1)
