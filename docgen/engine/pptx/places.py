"""Places in a deck, in the words of a person: ``slide 4, table "Table 3", row 2``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from docgen.engine.names import A, C, P, R, names
from docgen.engine.pptx.deck import Deck, Owner, diagrams

__all__ = ["DeckPlaces", "kind_of_part", "owner_name"]

_TITLE, _AXES = names(C, "title"), names(C, "catAx", "valAx", "dateAx", "serAx")
_CHARTS = names(C, "chartSpace")
_SHAPES = names(P, "sp", "pic", "graphicFrame", "grpSp", "cxnSp")
_TABLE, _ROW = names(A, "tbl"), names(A, "tr")
_DRAWING = "diagramDrawing"
_KINDS = {
    "notesSlide": "notes",
    "slideMaster": "master",
    "notesMaster": "notes master",
    "handoutMaster": "handout master",
    "comments": "comments",
    "diagramData": "diagram",
    _DRAWING: "diagram",
    "presentation": "",
}


class DeckPlaces:
    """Names the places of one part of an owner: a slide, a chart on it, the notes."""

    def __init__(self, deck: Deck, owner: Owner, part: str) -> None:
        self.deck, self.within, self.part = deck, owner, part
        self.owner, self.kind = owner_name(deck, owner), kind_of_part(deck, part)

    def of(self, element: etree._Element) -> str:
        """Return the place of an element: its shape, its table's row, or what its part is."""
        inner = self._notes() or self._inner(element)
        return ", ".join(words for words in (self.owner, self._shown_in, inner) if words)

    @cached_property
    def told(self) -> str:
        """The part that problems name: of a diagram's drawing the data, as both say the same."""
        links = {link.id: link.target for link in self.deck.links.get(self.within.part, ())}
        twins = {links.get(drawing): links[data] for drawing, data in diagrams(self.deck, self.within.part)}
        return twins.get(self.part, self.part) if self.kind == _DRAWING else self.part

    @cached_property
    def _shown_in(self) -> str:
        """The shape that shows the part, such as the frame of a chart; nothing for the slide itself."""
        if self.part == self.within.part:
            return ""
        shape = _shape_that_shows(self.deck, self.within, self.part)
        return "" if shape is None else f'shape "{_name(shape)}"'

    def _notes(self) -> str:
        return "notes" if self.kind == "notesSlide" else ""

    def _inner(self, element: etree._Element) -> str:
        chain = [element, *element.iterancestors()]
        tags = {e.tag for e in chain}
        if tags & _CHARTS:
            return _chart_place(tags)
        shape = next((e for e in chain if e.tag in _SHAPES), None)
        if shape is not None:
            return _shape_place(shape, chain)
        for around in chain:
            kind, name = etree.QName(around).localname, around.get("name")
            if kind == "section":
                return f'section "{name}"'
            if kind == "custShow":
                return f'custom show "{name}"'
        return _KINDS.get(self.kind, "")


def _chart_place(tags: set[str]) -> str:
    if tags & _TITLE:
        return "axis title" if tags & _AXES else "chart title"
    return "chart"


def _shape_place(shape: etree._Element, chain: list[etree._Element]) -> str:
    name = _name(shape)
    row = next((e for e in chain if e.tag in _ROW), None)
    table = next(shape.iter(*_TABLE), None)
    kind = "table" if table is not None and etree.QName(shape).localname == "graphicFrame" else "shape"
    if row is None:
        return f'{kind} "{name}"'
    number = sum(1 for e in row.itersiblings(*_ROW, preceding=True)) + 1
    return f'{kind} "{name}", row {number}'


def _name(shape: etree._Element) -> str:
    properties = next(shape.iter(*names(P, "cNvPr")), None)
    return "" if properties is None else properties.get("name", "")


def _shape_that_shows(deck: Deck, owner: Owner, part: str) -> etree._Element | None:
    """Return the shape of a slide, layout or master that shows a part that belongs to it, such as a chart."""
    ids, waiting, seen = set(), [part], {part}
    while waiting:
        for user, id_ in deck.users(waiting.pop()):
            if user == owner.part:
                ids.add(id_)
            elif user in owner.parts and user not in seen:
                seen.add(user)
                waiting.append(user)
    ids |= {data for drawing, data in diagrams(deck, owner.part) if drawing in ids}
    frames = deck.package.xml(owner.part).iter(*names(P, "graphicFrame")) if ids else ()
    return next((frame for frame in frames if ids & set(_relations(frame))), None)


def _relations(shape: etree._Element) -> Iterator[str]:
    for element in shape.iter(etree.Element):
        yield from (str(value) for name, value in element.attrib.items() if str(name).startswith(R))


def owner_name(deck: Deck, owner: Owner) -> str:
    """Return what a person calls a slide, layout, master or other part."""
    if owner.number:
        return f"slide {owner.number}"
    kind = kind_of_part(deck, owner.part)
    if kind == "slideLayout":
        title = next(deck.package.xml(owner.part).iter(*names(P, "cSld")), None)
        return f'layout "{"" if title is None else title.get("name", "")}"'
    return _KINDS.get(kind, "properties" if owner.part.startswith("docProps/") else owner.part)


def kind_of_part(deck: Deck, part: str) -> str:
    """Return the last word of a part's content type, such as ``slideLayout``."""
    words = deck.package.content_type(part).removesuffix("+xml").split(".")
    return words[-2] if words[-1] == "main" and len(words) > 1 else words[-1]
