"""What the alternative texts of a sheet's drawing ask for: another picture in the same frame, or to go.

``{{ logo | image }}`` on a picture, or on a shape that is filled with one, and ``{% if … %}`` on any object.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lxml import etree

from docgen.engine.alt_texts import Around, Number, is_condition, kind_of
from docgen.engine.decoration import mark_decoration
from docgen.engine.names import MC, XDR, A, R, names
from docgen.engine.parts import Places
from docgen.engine.picture_tags import cover, embed, mark
from docgen.engine.source import Source, token_numbers
from docgen.engine.tags import Piece, Tag, has_tag, literal, split
from docgen.errors import Problem, TemplateError

__all__ = ["AltTexts"]

_SHAPES = names(XDR, "sp", "pic", "graphicFrame", "grpSp", "cxnSp")
_ANCHORS = names(XDR, "twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_PROPERTIES, _FILL, _BLIP = names(XDR, "spPr"), names(A, "blipFill"), names(A, "blip")
_CHOICE, _FALLBACK = MC + "Choice", MC + "Fallback"


class AltTexts:
    """The alternative texts of one drawing: takes their tags out of the tree and puts them to work."""

    def __init__(self, source: Source, part: str, places: Places) -> None:
        self.source, self.part, self.places = source, part, places
        self.replaced: set[str] = set()
        """The relationships of pictures that give way to others."""

    def take(self, root: etree._Element) -> None:
        """Act on the alternative texts below ``root``."""
        for properties in list(root.iter(*names(XDR, "cNvPr"))):
            shape = _shape(properties)
            for attribute in ("title", "descr"):
                text = properties.get(attribute, "")
                if shape is not None and has_tag(text):
                    self._take(shape, properties, attribute, text)
        self.replaced -= {id_ for e in root.iter(etree.Element) for id_ in _relations(e)}

    def _take(self, shape: etree._Element, properties: etree._Element, attribute: str, text: str) -> None:
        """Act on one alternative text; what is left of it stays as the text."""
        pieces, problems = split(text)
        place = self.places.of(properties)
        plain = "".join(literal(text[p.start : p.end]) for p in pieces if p.tag is None).strip()
        if any(e.tag == _FALLBACK for e in shape.iterancestors()):
            properties.set(attribute, plain)
            return
        self.source.problems += [problem.at(part=self.part, place=place) for problem in problems]
        around = Around()
        conditional = is_condition(text, pieces)
        rest = [self._piece(p, text, place, shape, around, conditional=conditional) for p in pieces]
        if not any(piece.tag and kind_of(piece.tag) == "image" for piece in pieces):
            properties.set(attribute, "".join(rest).strip())
        around.put(_whole(shape))

    def _piece(
        self, piece: Piece, text: str, place: str, shape: etree._Element, around: Around, *, conditional: bool
    ) -> str:
        tag = piece.tag
        if tag is None:
            return literal(text[piece.start : piece.end])
        if conditional and tag.kind == "statement":
            if tag.keyword == "if":
                self._around(around, tag, tag.body, place)
            return ""
        if (kind := kind_of(tag)) == "image":
            self._image(shape, tag, place, around)
            return ""
        if kind in ("chart", "fill", "width"):
            self.source.problems.append(_not_here(kind, tag).at(part=self.part, place=place))
        return self.source.add(tag, self.part, place, ":attribute")

    def _around(self, around: Around, tag: Tag, body: str, place: str) -> None:
        around.before.append(self._number(Tag("statement", body, tag.text), place))
        around.after.insert(0, self._number(Tag("statement", "endif", tag.text), place))

    def _number(self, tag: Tag, place: str) -> int:
        return token_numbers(self.source.add(tag, self.part, place))[0]

    def _image(self, shape: etree._Element, tag: Tag, place: str, around: Around) -> None:
        """Let a shape show the picture of a tag; without one it goes."""
        name = f"docgen_v{len(self.source.marks)}"
        value = Tag("value", name, tag.text)
        try:
            self.replaced |= prepare_picture(shape, partial(self.source.add, value, self.part, place))
        except TemplateError as error:
            self.source.problems += [p.at(part=self.part, place=place, tag=tag.text) for p in error.problems]
            self._number(Tag("statement", f"set {name} = {tag.body}", tag.text), place)
            return
        around.before.append(self._number(Tag("statement", f"set {name} = {tag.body}", tag.text), place))
        self._around(around, tag, f"if {name}", place)


def prepare_picture(shape: etree._Element, number: Number) -> set[str]:
    """Let tags stand for a shape's picture and its alternative text; return the relationships that it had.

    The frame stays.  Raises TemplateError for a shape without a picture, or without a size.
    """
    is_picture = shape.tag in names(XDR, "pic")
    properties = next(shape.iterchildren(*_PROPERTIES), None)
    fills = [] if properties is None else list(properties.iterchildren(*_FILL))
    holders = [shape] if is_picture else fills
    blip = next((blip for holder in holders for blip in holder.iter(*_BLIP)), None)
    size = _size(shape)
    if blip is None or size is None:
        raise TemplateError(_no_picture(has_picture=blip is not None))
    replaced = embed(blip, number)
    prefix = f"{blip.prefix}:" if blip.prefix else ""
    blip.addnext(mark(number(":crop", (*size, prefix, is_picture))))
    if not is_picture:
        cover(blip, size, number)
    described = next(shape.iter(*names(XDR, "cNvPr")))
    texts = [described.get(name, "") for name in ("descr", "title")]
    rest = next((_plain(text) for text in texts if has_tag(text)), "")
    described.attrib.pop("title", "")
    described.set("descr", number(":alt", (rest,)))
    mark_decoration(described, number)
    return replaced


def _not_here(kind: str, tag: Tag) -> Problem:
    if kind == "chart":
        message, hint = (
            "A chart on a sheet shows cells.",
            "Put the data into cells, and let the chart refer to these.",
        )
    else:
        message = "The colour and the width of a shape can follow data in PowerPoint only."
        hint = "Use a conditional format in a cell."
    return Problem("tag-misplaced", message, hint, tag=tag.text)


def _no_picture(*, has_picture: bool) -> Problem:
    if has_picture:
        return Problem("not-an-image", "The picture's frame has no size.", "Insert the picture anew.")
    message = "The tag replaces a picture, but stands on another object."
    return Problem("not-an-image", message, "Move it to a picture, or to a shape that is filled with one.")


def _plain(text: str) -> str:
    return "".join(literal(text[p.start : p.end]) for p in split(text)[0] if p.tag is None).strip()


def _size(shape: etree._Element) -> tuple[int, int] | None:
    """Return the size of a shape in EMU: as its anchor says it, else as it was when the file was stored."""
    parent = shape.getparent()
    anchor = () if parent is None else parent.iterchildren(*names(XDR, "ext"))
    own = (
        size
        for properties in shape.iterchildren(*_PROPERTIES)
        for transform in properties.iterchildren(*names(A, "xfrm"))
        for size in transform.iterchildren(*names(A, "ext"))
    )
    for size in (*anchor, *own):
        width, height = size.get("cx", "0"), size.get("cy", "0")
        if width.isdigit() and height.isdigit() and int(width) and int(height):
            return int(width), int(height)
    return None


def _shape(properties: etree._Element) -> etree._Element | None:
    """Return the shape that some properties are of."""
    parent = properties.getparent()
    shape = None if parent is None else parent.getparent()
    return shape if shape is not None and shape.tag in _SHAPES else None


def _whole(shape: etree._Element) -> etree._Element:
    """Return a shape with its anchor, and with what holds it together with its form for older programs."""
    parent = shape.getparent()
    whole = parent if parent is not None and parent.tag in _ANCHORS else shape
    parent = whole.getparent()
    holder = parent.getparent() if parent is not None and parent.tag == _CHOICE else None
    return whole if holder is None else holder


def _relations(element: etree._Element) -> Iterator[str]:
    """Yield the relationships that an element names."""
    return (str(value) for key, value in element.attrib.items() if str(key).startswith(R))
