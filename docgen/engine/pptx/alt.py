"""What a shape's alternative text asks for: other data, another picture or colour, or to go.

``{{ trend | chart }}`` on a chart, ``{{ logo | image }}`` on a picture, ``{{ status | rag }}`` on a
shape, and ``{% if … %}`` on any of them.  A chart or picture without data goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from docgen.engine.additions import WORKBOOK_ID
from docgen.engine.alt_texts import Around, Number, is_condition, kind_of, title_tag
from docgen.engine.charts.fillable import CHARTS, EXTENDED, FillableChart, compile_any_chart
from docgen.engine.names import MC, A, C, P, R, names
from docgen.engine.pptx.deck import Deck, relation_id
from docgen.engine.pptx.fills import prepare_fill, prepare_width, theme_of
from docgen.engine.pptx.pictures import as_picture, prepare_picture
from docgen.engine.source import Source, token_numbers
from docgen.engine.tags import Piece, Tag, has_tag, literal, split
from docgen.errors import DocgenError, Problem

__all__ = ["AltTexts", "Fill"]

_SHAPES = names(P, "sp", "pic", "graphicFrame", "grpSp", "cxnSp")
_OBJECTS = ("chart", "image", "fill", "width")
_CHOICE, _FALLBACK, _ALTERNATE = MC + "Choice", MC + "Fallback", MC + "AlternateContent"


@dataclass(frozen=True, slots=True)
class Fill:
    """A chart part that gets other data."""

    part: str
    template: FillableChart


class AltTexts:
    """The alternative texts of one part: takes their tags out of the tree and puts them to work."""

    def __init__(
        self, deck: Deck, part: str, source: Source, place: Callable[[etree._Element], str], fills: list[Fill]
    ) -> None:
        self.deck, self.part, self.source, self.place, self.fills = deck, part, source, place, fills
        self.slide_tags: list[int] = []
        self.replaced: set[str] = set()
        """The relationships of pictures that give way to others."""

    def take(self, root: etree._Element) -> None:
        """Act on the alternative texts below ``root``."""
        for properties in list(root.iter(*names(P, "cNvPr"))):
            for attribute in ("title", "descr"):
                text = properties.get(attribute, "")
                if has_tag(text):
                    properties.set(attribute, self._take(properties, text))

        for frame in list(root.iter(*names(P, "graphicFrame"))):
            self._take_title(frame)
        self.replaced -= {id_ for e in root.iter(etree.Element) for id_ in _relations(e)}

    def _take_title(self, frame: etree._Element) -> None:
        """Fill a chart whose title says so, unless the alternative text did: some programs drop that."""
        graphic = next(frame.iter(*names(C, "chart")), None)
        properties = next(frame.iter(*names(P, "cNvPr")), None)
        links = {link.id: link for link in self.deck.links.get(self.part, ())}
        link = links.get(relation_id(graphic)) if graphic is not None else None
        if properties is None or link is None or not link.target:
            return
        tag = title_tag(self.deck.package.xml(link.target))
        if tag is None or any(fill.part == link.target for fill in self.fills):
            return
        self.source.touched = True
        around = Around()
        rest = self._object("chart", frame, tag, self.place(properties), around)
        around.put(_whole(frame))
        properties.set("descr", properties.get("descr", "") + rest)

    def _take(self, properties: etree._Element, text: str) -> str:
        """Act on one alternative text and return what is left of it."""
        pieces, problems = split(text)
        place = self.place(properties)
        self.source.touched = True
        shape = _shape(properties)
        if shape is not None and any(p.tag and kind_of(p.tag) == "image" for p in pieces):
            shape = as_picture(shape)
        if shape is not None and any(e.tag == _FALLBACK for e in shape.iterancestors()):
            return "".join(literal(text[p.start : p.end]) for p in pieces if p.tag is None)
        self.source.problems += [problem.at(part=self.part, place=place) for problem in problems]
        around = Around()
        conditional = shape is not None and is_condition(text, pieces)
        rest = [self._piece(p, text, place, shape, around, conditional) for p in pieces]
        if shape is not None:
            around.put(_whole(shape))
        return "".join(rest).strip()

    def _piece(
        self,
        piece: Piece,
        text: str,
        place: str,
        shape: etree._Element | None,
        around: Around,
        conditional: bool,
    ) -> str:
        tag = piece.tag
        if tag is None:
            return literal(text[piece.start : piece.end])
        if tag.prefix == "slide":
            self.slide_tags += token_numbers(self.source.add(tag, self.part, place))
            return ""
        if conditional and tag.kind == "statement":
            if tag.keyword == "if":
                self._condition(around, tag, tag.body, place)
            return ""
        kind = kind_of(tag)
        if shape is not None and kind in _OBJECTS:
            return self._object(kind, shape, tag, place, around)
        return self.source.add(tag, self.part, place, ":attribute")

    def _condition(self, around: Around, tag: Tag, body: str, place: str) -> None:
        around.before.append(self._number(Tag("statement", body, tag.text), place))
        around.after.insert(0, self._number(Tag("statement", "endif", tag.text), place))

    def _number(self, tag: Tag, place: str) -> int:
        return token_numbers(self.source.add(tag, self.part, place))[0]

    def _object(self, kind: str, shape: etree._Element, tag: Tag, place: str, around: Around) -> str:
        """Let a shape take its value; a tag that hands it over stays in the alternative text."""
        name = f"docgen_v{len(self.source.marks)}"
        value = Tag("value", name, tag.text)
        prepare = {"chart": self._chart, "image": self._picture, "fill": self._fill, "width": self._width}[
            kind
        ]
        try:
            rest = prepare(shape, value, place)
        except DocgenError as error:
            self.source.problems += [p.at(part=self.part, place=place, tag=tag.text) for p in error.problems]
            self._number(Tag("statement", f"set {name} = {tag.body}", tag.text), place)
            return ""
        around.before.append(self._number(Tag("statement", f"set {name} = {tag.body}", tag.text), place))
        if kind != "fill":
            self._condition(around, tag, f"if {name}", place)
        return rest

    def _chart(self, shape: etree._Element, value: Tag, place: str) -> str:
        graphic = next(shape.iter(*CHARTS), None)
        links = {link.id: link for link in self.deck.links.get(self.part, ())}
        link = links.get(relation_id(graphic)) if graphic is not None else None
        if graphic is None or link is None or not link.target:
            message = "The tag fills a chart, but stands on another object."
            raise DocgenError(Problem("not-a-chart", message, "Move it to the alternative text of a chart."))
        if graphic.tag == EXTENDED:
            for fallback in _whole(shape).findall(_FALLBACK):  # a picture of the old figures
                self.replaced |= {relation_id(blip, "embed") for blip in fallback.iter(*names(A, "blip"))} - {
                    ""
                }
                _whole(shape).remove(fallback)
        template = compile_any_chart(self.deck.package.read(link.target), str(graphic.tag), WORKBOOK_ID)
        self.fills.append(Fill(link.target, template))
        return self.source.add(value, self.part, place, ":chart", (len(self.fills) - 1,))

    def _picture(self, shape: etree._Element, value: Tag, place: str) -> str:
        self.replaced |= prepare_picture(self.deck, self.part, shape, self._numbering(value, place))
        return self.source.add(value, self.part, place, ":alt")

    def _fill(self, shape: etree._Element, value: Tag, place: str) -> str:
        prepare_fill(shape, self.theme, self._numbering(value, place))
        return ""

    def _width(self, shape: etree._Element, value: Tag, place: str) -> str:
        prepare_width(shape, self._numbering(value, place))
        return ""

    def _numbering(self, value: Tag, place: str) -> Number:
        return lambda wrap, args: self.source.add(value, self.part, place, wrap, args)

    @cached_property
    def theme(self) -> str:
        """The colours of the theme that the part shows."""
        return theme_of(self.deck, self.part)


def _relations(element: etree._Element) -> Iterator[str]:
    """Yield the relationships that an element names."""
    return (str(value) for key, value in element.attrib.items() if str(key).startswith(R))


def _shape(properties: etree._Element) -> etree._Element | None:
    """Return the shape that some properties are of; None for the whole slide's."""
    parent = properties.getparent()
    shape = parent.getparent() if parent is not None else None
    return shape if shape is not None and shape.tag in _SHAPES else None


def _whole(shape: etree._Element) -> etree._Element:
    """Return a shape, or what holds it together with its form for older programs."""
    parent = shape.getparent()
    holder = parent.getparent() if parent is not None and parent.tag == _CHOICE else None
    return holder if holder is not None and holder.tag == _ALTERNATE else shape
