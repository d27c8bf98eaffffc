"""The shapes of a slide whose room may be too small for what a document puts into them.

They are texts, tables and pictures with tags; what holds none is as its author left it.  Each is marked, so
that it is found again in the slide that a document makes.  Runs once for a template.  Lengths are in points,
from the slide's upper left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from docgen.engine.names import A, P, names
from docgen.engine.pptx.bodies import Bodies, Fonts, Room, paragraphs, room_of, sides_of
from docgen.engine.pptx.deck import Deck
from docgen.engine.pptx.frames import Frame, above, frame_on_slide, is_turned
from docgen.engine.pptx.looks import EMU, Level, Looks, changed, number
from docgen.engine.pptx.most import Most, most_of
from docgen.engine.pptx.rows import OPTIONS
from docgen.engine.source import Source, tag_number, token_numbers
from docgen.errors import Problem

__all__ = ["BEGIN", "END", "INSETS", "Box", "Boxes"]

Element = etree._Element
BEGIN, END = "dl-box", "dl-box-end"
"""The targets of the marks around a box's content."""
_LOOP = re.compile(r"for\s+\w+\s+in\s+(\w+)")
INSETS = 14.4
"""The usual space at both sides of a shape's text."""
_SHAPES = names(P, "sp", "pic", "graphicFrame", "grpSp", "cxnSp")


@dataclass(frozen=True, slots=True)
class Box:
    """A shape whose content is looked at: what it is, where it stands, what reads its texts.

    ``free`` is the width and height that a text may take without being measured.  ``limit`` is how far down
    a table may reach, ``stands_below`` tells whether something stands there; ``options`` are its style's.
    ``repeats`` is how many rows stand before and behind the only row that repeats for each item of a page.
    ``known`` is what was found of contents that were looked at before: smaller ones, problems.
    """

    kind: str
    name: str
    left: float
    top: float
    width: float
    height: float
    slide: tuple[float, float]
    bodies: Bodies
    most: Most | None = None
    room: Room | None = None
    free: tuple[float, float] = (0.0, 0.0)
    turned: bool = False
    limit: float = 0.0
    stands_below: bool = False
    options: frozenset[str] = frozenset()
    repeats: tuple[int, int] | None = None
    known: dict[tuple[int, bool], tuple[str | None, tuple[Problem, ...]]] = field(default_factory=dict)


class Boxes:
    """The boxes of a deck, each under the number that its mark has."""

    def __init__(self, deck: Deck, source: Source) -> None:
        self.deck, self.source = deck, source
        self.all: list[Box] = []
        self.pages: set[str] = set()
        """What slide loops call the pages of lists that are divided by what fits."""
        self._looks: Looks | None = None
        self._seen: tuple[str, list[tuple[Element, Frame]]] = "", []
        sizes = deck.package.xml(deck.part).iter(*names(P, "sldSz"))
        size = next(((e.get("cx"), e.get("cy")) for e in sizes), (None, None))
        self.slide = number(size[0], 9_144_000) / EMU, number(size[1], 6_858_000) / EMU

    @property
    def looks(self) -> Looks:
        """The looks of the deck's texts."""
        if self._looks is None:
            self._looks = Looks(self.deck)
        return self._looks

    def mark(self, part: str, root: Element) -> bool:
        """Mark the boxes of a slide, and tell whether there are any."""
        before = len(self.all)
        if root.tag not in names(P, "sld"):
            return False
        for picture in list(root.iter(*names(P, "pic"))):
            self._picture(picture)
        for shape in list(root.iter(*names(P, "sp", "graphicFrame"))):
            frame = frame_on_slide(self.deck, part, shape)
            if frame is None:
                continue
            if shape.tag in names(P, "sp"):
                self._text(part, shape, frame)
            else:
                self._table(part, root, shape, frame)
        return len(self.all) > before

    def _picture(self, picture: Element) -> None:
        """Mark a picture that is put into a frame, if that is not wholly on the slide."""
        numbers = (tag_number(node) for e in picture.iter(*names(A, "xfrm")) for node in e)
        marks = (self.source.marks[number_] for number_ in numbers if number_ is not None)
        frame = next(
            (
                Frame(*(int(str(length)) for length in mark.args[:4]))
                for mark in marks
                if mark.wrap == ":frame"
            ),
            None,
        )
        if frame and not self._is_inside(frame):
            self._add(self._box("picture", picture, frame, _bodies(picture), None), picture)

    # -- texts -----------------------------------------------------------

    def _text(self, part: str, shape: Element, frame: Frame) -> None:
        body = next(shape.iterchildren(*names(P, "txBody")), None)
        if body is None or not _has_tags(body):
            return
        levels, fonts = self.looks.of_shape(part, shape), self.looks.fonts(part)
        _unscale(body)
        room = room_of(shape, frame, list(self._properties(part, shape, body)))
        bodies = _bodies(body, levels, fonts)
        most = most_of(bodies.prefix, paragraphs(body, levels, fonts))
        if most is not None:
            most.is_plain = self._is_plain(body)
        box = self._box("text", shape, frame, bodies, most, turned=is_turned(shape))
        align = changed(levels[0], next(body.iter(*names(A, "pPr")), None)).align
        self._add(replace(box, room=room, free=_free(box, room, align)), body)

    def _is_plain(self, body: Element) -> bool:
        """Tell whether only the texts of a body depend on the data."""
        if any(tag_number(node) is not None for node in body.iter(etree.PI)):
            return False
        if any(token_numbers(str(value)) for e in body.iter(etree.Element) for value in e.attrib.values()):
            return False
        numbers = (number_ for text in body.iter(*names(A, "t")) for number_ in token_numbers(text.text))
        return not any(self.source.marks[number_].wrap for number_ in numbers)

    def _properties(self, part: str, shape: Element, body: Element) -> Iterator[Element]:
        """Yield the properties of a shape's text, its own first, then those it inherits."""
        place = next(shape.iter(*names(P, "ph")), None)
        holders = [] if place is None else [holder.getparent() for holder in above(self.deck, part, place)]
        shapes = (e for h in holders if h is not None for e in h.iterancestors(*_SHAPES))
        for owner in (body, *shapes):
            yield from (e for e in owner.iter(*names(A, "bodyPr")))

    # -- tables ----------------------------------------------------------

    def _table(self, part: str, root: Element, shape: Element, frame: Frame) -> None:
        table = next(shape.iter(*names(A, "tbl")), None)
        if table is None or not _has_tags(table):
            return
        levels, fonts = self.looks.of_table(part), self.looks.fonts(part)
        bodies = _bodies(table, levels, fonts, is_row=True)
        limit = self._limit(part, root, shape, frame, table)
        box = self._box(
            "table", shape, frame, bodies, _most_of_cells(table, bodies), limit=min(limit, self.slide[1])
        )
        options = frozenset(
            name
            for e in table.iterchildren(*names(A, "tblPr"))
            for name in OPTIONS
            if e.get(name) in ("1", "true")
        )
        below, repeats = limit < self.slide[1], self._repeats(table)
        self._add(replace(box, stands_below=below, options=options, repeats=repeats), table)

    def _repeats(self, table: Element) -> tuple[int, int] | None:
        """Return how many rows stand before and behind the one that repeats, if that is the only one."""
        rows = [node for node in table if node.tag in names(A, "tr") or tag_number(node) is not None]
        tags = [at for at, node in enumerate(rows) if tag_number(node) is not None]
        if len(tags) != 2 or tags[1] - tags[0] != 2:
            return None
        opening = self.source.marks[tag_number(rows[tags[0]]) or 0].tag.body
        match = _LOOP.fullmatch(opening)
        return (tags[0], len(rows) - tags[1] - 1) if match and match[1] in self.pages else None

    def _limit(self, part: str, root: Element, shape: Element, frame: Frame, table: Element) -> float:
        """Return where the first thing begins that stands below a table in the template."""
        rows = sum(number(row.get("h"), 0.0) for row in table.iterchildren(*names(A, "tr")))
        bottom = frame.y + rows - EMU
        if self._seen[0] != part:
            self._seen = part, list(self._shown(part, root))
        tops = [
            other.y / EMU
            for owner, other in self._seen[1]
            if other.y >= bottom and other.x < frame.x + frame.width and frame.x < other.x + other.width
            if owner is not shape
        ]
        return min(tops, default=self.slide[1])

    def _shown(self, part: str, root: Element) -> Iterator[tuple[Element, Frame]]:
        """Yield all that is seen on a slide, its layout and its master, with its frame."""
        holders = [(part, root)]
        for kind in ("slideLayout", "slideMaster"):
            if holders[-1][1].get("showMasterSp") in ("0", "false"):
                break
            links = self.deck.links.get(holders[-1][0], ())
            target = next((link.target for link in links if link.kind == kind and link.target), "")
            if not target:
                break
            holders.append((target, self.deck.package.xml(target)))
        for owner, tree in holders:
            for other in tree.iter(*_SHAPES):
                is_shown = owner == part or next(other.iter(*names(P, "ph")), None) is None
                if is_shown and (found := frame_on_slide(self.deck, owner, other)):
                    yield other, found

    # -- boxes -----------------------------------------------------------

    def _is_inside(self, frame: Frame) -> bool:
        right, bottom = (frame.x + frame.width) / EMU, (frame.y + frame.height) / EMU
        return (
            frame.x >= -EMU and frame.y >= -EMU and right <= self.slide[0] + 1 and bottom <= self.slide[1] + 1
        )

    def _box(
        self, kind: str, shape: Element, frame: Frame, bodies: Bodies, most: Most | None, *,
        turned: bool = False, limit: float = 0.0,
    ) -> Box:  # fmt: skip
        name = next((e.get("name", "") for e in shape.iter(*names(P, "cNvPr"))), "")
        left, top, width, height = (length / EMU for length in frame)
        return Box(kind, name, left, top, width, height, self.slide, bodies, most, turned=turned, limit=limit)

    def _add(self, box: Box, content: Element) -> None:
        """Put the marks of a box around a table, or into any other element, around what it holds."""
        number_ = str(len(self.all))
        begin, end = etree.ProcessingInstruction(BEGIN, number_), etree.ProcessingInstruction(END)
        if box.kind == "table":
            content.addprevious(begin)
            content.addnext(end)
        else:
            content.insert(0, begin)
            content.append(end)
        self.all.append(box)


def _bodies(
    content: Element, levels: Sequence[Level] = (), fonts: Fonts | None = None, *, is_row: bool = False
) -> Bodies:
    spaces = "".join(f' xmlns{":" + p if p else ""}="{uri}"' for p, uri in content.nsmap.items())
    prefix = next((f"{p}:" for p, uri in content.nsmap.items() if p and "{" + uri + "}" in A), "")
    return Bodies(f"<x{spaces}>", prefix, levels, fonts or {}, is_row=is_row)


def _most_of_cells(table: Element, bodies: Bodies) -> Most | None:
    cells = list(table.iter(*names(A, "tc")))
    across, along = (max(sides) for sides in zip(*(sides_of(cell) for cell in cells), strict=True))
    texts = (body for cell in cells for body in cell.iterchildren(*names(A, "txBody")))
    found = [
        paragraph
        for body in texts
        for bold in (False, True)
        for paragraph in paragraphs(body, bodies.levels, bodies.fonts, is_row=True, bold=bold)
    ]
    return most_of(bodies.prefix, found, across, along)


def _free(box: Box, room: Room, align: str) -> tuple[float, float]:
    """Return the width and height that a text may surely take."""
    width, height = room.width, room.height * room.columns
    if room.fit == "shape" and room.anchor == "t" and room.is_upright and not box.turned:
        height = max(height, box.slide[1] - box.top - room.around)
    if not room.wraps:
        width = box.slide[0] - box.left - INSETS if align == "l" and not box.turned else room.width
    return width, height


def _unscale(body: Element) -> None:
    """Drop what PowerPoint noted of the template's own text, which is another than the document's."""
    for fit in body.iter(*names(A, "normAutofit")):
        for name in ("fontScale", "lnSpcReduction"):
            fit.attrib.pop(name, "")


def _has_tags(content: Element) -> bool:
    return any(token_numbers(text.text) for text in content.iter(*names(A, "t")))
