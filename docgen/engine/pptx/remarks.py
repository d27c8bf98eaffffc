"""Problems of a deck shown in it as marked text boxes beside the shapes they belong to.

A box is plain to see in every program, and is deleted like any other; comments of
PowerPoint are not, and not every program shows them.  What was written here before
gives way to the new boxes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from lxml import etree

from docgen.engine.names import A, P, names
from docgen.engine.pptx.deck import Deck, Owner, read_deck
from docgen.engine.pptx.frames import frame_of
from docgen.engine.remarks import AUTHOR, remark
from docgen.engine.text import escape_text
from docgen.errors import Problem
from docgen.opc import Package
from docgen.zipping import Content

__all__ = ["annotated_pptx"]

_NAME = f"{AUTHOR} remark "
_SHAPES = names(P, "sp", "pic", "graphicFrame", "grpSp", "cxnSp")
_SLIDE = re.compile(r'slide (\d+)(?:, (?:shape|table) "(.*?)"(?:, [a-z ]+\d*)?$)?', re.S)
_WIDTH, _LINE, _GAP = 2_520_000, 190_000, 60_000
"""In EMU: how wide a box is, the height of a line of 10 points, and what lies between two boxes."""
_LETTERS = 34
"""About how many letters a line of a box holds."""
_BOX = (
    '<p:sp xmlns:p="{p}" xmlns:a="{a}"><p:nvSpPr><p:cNvPr id="{id}" name="{name}"/><p:cNvSpPr txBox="1"/>'
    '<p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="FFF2A8"/></a:solidFill>'
    '<a:ln w="12700"><a:solidFill><a:srgbClr val="C00000"/></a:solidFill></a:ln></p:spPr><p:txBody>'
    '<a:bodyPr wrap="square" lIns="72000" tIns="36000" rIns="72000" bIns="36000"><a:spAutoFit/></a:bodyPr>'
    "<a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
)
_PARAGRAPH = (
    '<a:p><a:pPr algn="l"/><a:r><a:rPr sz="1000" b="{bold}"><a:solidFill><a:srgbClr val="000000"/>'
    "</a:solidFill></a:rPr><a:t>{text}</a:t></a:r></a:p>"
)


def annotated_pptx(
    package: Package, problems: Sequence[Problem], language: str, _moment: dt.datetime | None
) -> dict[str, Content]:
    """Return the slides that change when each problem becomes a box on its slide; boxes bear no date."""
    deck = read_deck(package)
    pages = [_Page(deck, slide) for slide in deck.slides]
    for problem in problems if pages else ():
        found = _SLIDE.match(problem.place)
        number = int(found[1]) if found else 0
        page = pages[number - 1] if 0 < number <= len(pages) else pages[0]
        shape = page.shape(found[2] if found and found[2] else "")
        page.add(remark(problem, language, at_tag=False), shape)
    return {page.slide.part: page.written() for page in pages if page.changed}


class _Page:
    """One slide with its boxes."""

    def __init__(self, deck: Deck, slide: Owner) -> None:
        self.deck, self.slide = deck, slide
        self.root = deck.package.xml(slide.part)
        self.taken: list[tuple[int, int, int]] = []
        """The left side, top and bottom of each box."""
        self.changed = self._drop_own()

    def shape(self, name: str) -> etree._Element | None:
        """Return the shape of a name."""
        for shape in self.root.iter(*_SHAPES):
            properties = next(shape.iter(*names(P, "cNvPr")), None)
            if name and properties is not None and properties.get("name") == name:
                return shape
        return None

    def add(self, lines: Sequence[str], shape: etree._Element | None) -> None:
        """Put a box beside a shape, or into the upper left corner."""
        height = _LINE * sum(1 + len(line) // _LETTERS for line in lines) + 2 * _GAP
        x, y = self._free(*self._beside(shape), height)
        paragraphs = "".join(
            _PARAGRAPH.format(bold=int(not number), text=escape_text(line))
            for number, line in enumerate(lines)
        )
        transitional = self.root.tag.startswith(P[0])
        box = _BOX.format(
            p=P[not transitional][1:-1],
            a=A[not transitional][1:-1],
            id=self._next_id(),
            name=f"{_NAME}{len(self.taken)}",
            x=x,
            y=y,
            cx=_WIDTH,
            cy=height,
            paragraphs=paragraphs,
        )
        tree = next(self.root.iter(*names(P, "spTree")))
        behind = sum(1 for _ in tree.iterchildren(*names(P, "extLst")))
        tree.insert(len(tree) - behind, etree.fromstring(box))
        self.changed = True

    def written(self) -> bytes:
        """Return the slide's part."""
        return etree.tostring(
            self.root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
        )

    def _beside(self, shape: etree._Element | None) -> tuple[int, int]:
        """Return where a box stands best: right of its shape, or over its right side where the slide ends."""
        frame = None if shape is None else frame_of(self.deck, self.slide.part, shape)
        width = self._width()
        if frame is None:
            return _GAP, _GAP
        return max(min(frame.x + frame.width + _GAP, width - _WIDTH - _GAP), _GAP), max(frame.y, _GAP)

    def _width(self) -> int:
        sizes = self.deck.package.xml(self.deck.part).iter(*names(P, "sldSz"))
        return next((int(size.get("cx", "9144000")) for size in sizes), 9_144_000)

    def _free(self, x: int, y: int, height: int) -> tuple[int, int]:
        """Return a place below the boxes that stand there already."""
        for left, top, bottom in sorted(self.taken, key=lambda box: box[1]):
            if abs(left - x) < _WIDTH and top < y + height and y < bottom:
                y = bottom + _GAP
        self.taken.append((x, y, y + height))
        return x, y

    def _next_id(self) -> int:
        ids = (e.get("id", "") for e in self.root.iter(*names(P, "cNvPr")))
        return max((int(id_) for id_ in ids if id_.isdigit()), default=1) + 1

    def _drop_own(self) -> bool:
        own = [
            shape
            for shape in self.root.iter(*names(P, "sp"))
            for properties in shape.iter(*names(P, "cNvPr"))
            if properties.get("name", "").startswith(_NAME)
        ]
        for shape in own:
            parent = shape.getparent()
            if parent is not None:
                parent.remove(shape)
        return bool(own)
