"""Places in a deck, in the words of a person: ``slide 4, table "Table 3", row 2``."""

from __future__ import annotations

from lxml import etree

from docgen.engine.names import A, C, P, names
from docgen.engine.pptx.deck import Deck, Owner

__all__ = ["DeckPlaces", "owner_name"]

_TITLE, _AXES = names(C, "title"), names(C, "catAx", "valAx", "dateAx", "serAx")
_CHARTS = names(C, "chartSpace")
_SHAPES = names(P, "sp", "pic", "graphicFrame", "grpSp", "cxnSp")
_TABLE, _ROW, _SECTION = names(A, "tbl"), names(A, "tr"), "section"
_KINDS = {
    "notesSlide": "notes",
    "slideMaster": "master",
    "notesMaster": "notes master",
    "handoutMaster": "handout master",
    "comments": "comments",
    "diagramData": "diagram",
    "diagramDrawing": "diagram",
    "presentation": "",
}


class DeckPlaces:
    """Names the places of one part, ``kind`` being the last word of its content type."""

    def __init__(self, owner: str, part: str, kind: str) -> None:
        self.owner, self.part, self.kind = owner, part, kind

    def of(self, element: etree._Element) -> str:
        """Return the place of an element: its shape, its table's row, or what its part is."""
        inner = self._notes() or self._inner(element)
        return ", ".join(words for words in (self.owner, inner) if words)

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
        section = next((e for e in chain if etree.QName(e).localname == _SECTION), None)
        return f'section "{section.get("name")}"' if section is not None else _KINDS.get(self.kind, "")


def _chart_place(tags: set[str]) -> str:
    if tags & _TITLE:
        return "axis title" if tags & _AXES else "chart title"
    return "chart"


def _shape_place(shape: etree._Element, chain: list[etree._Element]) -> str:
    properties = next(shape.iter(*names(P, "cNvPr")), None)
    name = "" if properties is None else properties.get("name", "")
    row = next((e for e in chain if e.tag in _ROW), None)
    table = next(shape.iter(*_TABLE), None)
    kind = "table" if table is not None and etree.QName(shape).localname == "graphicFrame" else "shape"
    if row is None:
        return f'{kind} "{name}"'
    number = sum(1 for e in row.itersiblings(*_ROW, preceding=True)) + 1
    return f'{kind} "{name}", row {number}'


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
