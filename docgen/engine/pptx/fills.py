"""Shapes and table cells whose colour is data, and shapes that are as wide as a ratio says.

``{{ status | rag }}`` or ``{{ colour | fill }}`` in the alternative text of a shape, ``{% cellbg … %}``
in a table cell.  What is written on the colour becomes white or dark, so that it can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jinja2 import Undefined
from lxml import etree
from markupsafe import Markup

from docgen.engine.alt_texts import Number
from docgen.engine.colours import colour_value, hex_colour, ink_on
from docgen.engine.names import DRAWING, A, P, names
from docgen.engine.picture_tags import mark
from docgen.engine.pptx.deck import Deck
from docgen.engine.source import Source, token_numbers
from docgen.engine.tags import Tag
from docgen.errors import Problem, TemplateError

__all__ = ["apply_cell_fills", "fill_filters", "prepare_fill", "prepare_width", "theme_of"]

_FILLS = names(A, "noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_BEFORE_FILL = names(
    A, "xfrm", "custGeom", "prstGeom", "lnL", "lnR", "lnT", "lnB", "lnTlToBr", "lnBlToTr", "cell3D", "ln"
)
_LINE_BEFORE = names(A, "xfrm", "custGeom", "prstGeom", *(str(etree.QName(n).localname) for n in _FILLS))
_SHAPES, _LINES = names(P, "sp", "pic"), names(P, "cxnSp")
_TEXTS = names(A, "r", "fld", "br")
_MAPPED = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}


def theme_of(deck: Deck, part: str) -> str:
    """Return the theme's colours that a part shows, as ``accent1=4472C4 …``; nothing without a theme."""
    links: dict[str, str] = {}
    for _ in ("slide", "layout", "master"):
        links = {link.kind: link.target for link in deck.links.get(part, ())}
        if links.get("theme"):
            break
        part = links.get("slideLayout") or links.get("slideMaster", "")
    if not links.get("theme"):
        return ""
    scheme = next(deck.package.xml(links["theme"]).iter(*names(A, "clrScheme")), ())
    colours = {str(etree.QName(c).localname): next(iter(c), None) for c in scheme if isinstance(c.tag, str)}
    found = {name: c.get("lastClr", c.get("val", "")) for name, c in colours.items() if c is not None}
    found |= {name: found.get(base, "") for name, base in _MAPPED.items()}
    return " ".join(f"{name}={value}" for name, value in found.items() if hex_colour(value))


# Before a part is compiled


def prepare_fill(shape: etree._Element, theme: str, number: Number) -> None:
    """Let a tag stand for the fill of a shape or the colour of a line; raises TemplateError for others."""
    properties = next(shape.iterchildren(*names(P, "spPr")), None)
    if properties is None or shape.tag not in _SHAPES | _LINES:
        message = "The tag colours a shape, but stands on another object."
        hint = "Move it to a shape or a line; in a table write {% cellbg colour %} into the cell."
        raise TemplateError(Problem("not-a-shape", message, hint))
    if shape.tag in _LINES:
        _fill(_line_of(properties), number)
        return
    _fill(properties, number)
    _ink(shape, theme, number)


def prepare_width(shape: etree._Element, number: Number) -> None:
    """Let a tag stand for the width of a shape; raises TemplateError for one without a width of its own."""
    sizes = shape.iterfind("{*}spPr/{*}xfrm/{*}ext") if shape.tag in _SHAPES | _LINES else iter(())
    size = next((e for e in sizes if e.get("cx", "").isdigit()), None)
    if size is None:
        message = "The tag sets the width of a shape, but stands on another object."
        hint = "Move it to a shape that was drawn on this slide."
        raise TemplateError(Problem("not-a-shape", message, hint))
    size.set("cx", number(":share", (int(size.get("cx", "0")),)))


def apply_cell_fills(root: etree._Element, source: Source, theme: Callable[[], str]) -> None:
    """Turn each ``cellbg`` tag into the colour of its cell; one outside of a table is a problem."""
    for text in list(root.iter(*DRAWING.text)):
        for at in token_numbers(text.text):
            tag = source.marks[at].tag
            if tag.keyword != "cellbg" or tag.prefix:
                continue
            source.marks[at].tag = replace(tag, kind="cell")
            text.text = (text.text or "").replace(f"\ufdd0{at}\ufdd1", "")
            cell = next((e for e in text.iterancestors() if e.tag in DRAWING.cell), None)
            if cell is None:
                source.problems.append(_outside(source, at))
            else:
                _fill_cell(cell, source, at, theme())


def _outside(source: Source, at: int) -> Problem:
    found = source.marks[at]
    message = f"{found.tag.keyword} stands outside of a table cell."
    hint = "Move it into the cell that it means."
    return Problem("tag-misplaced", message, hint, part=found.part, place=found.place, tag=found.tag.text)


def _fill_cell(cell: etree._Element, source: Source, at: int, theme: str) -> None:
    found = source.marks[at]
    value = Tag("value", found.tag.body.partition(" ")[2], found.tag.text)

    def number(wrap: str, args: tuple[object, ...]) -> str:
        return source.add(value, found.part, found.place, wrap, args)

    properties = next(cell.iterchildren(*names(A, "tcPr")), None)
    if properties is None:
        properties = etree.SubElement(cell, f"{{{etree.QName(cell).namespace}}}tcPr")
    _fill(properties, number)
    _ink(cell, theme, number)


def _fill(properties: etree._Element, number: Number) -> None:
    """Put a tag in place of a fill, which stays where the value is null."""
    own = "".join(
        etree.tostring(old, encoding="unicode", with_tail=False) for old in properties.iterchildren(*_FILLS)
    )
    for old in list(properties.iterchildren(*_FILLS)):
        properties.remove(old)
    drawing = _drawing(properties)
    at = sum(1 for child in properties if child.tag in _BEFORE_FILL and not _is_line(properties, child))
    properties.insert(at, mark(number(":fill", (own, drawing))))


def _is_line(properties: etree._Element, child: etree._Element) -> bool:
    """Tell whether a child is the outline of a shape, which stands behind its fill (but before a run's)."""
    return properties.tag in names(P, "spPr") and child.tag in names(A, "ln")


def _line_of(properties: etree._Element) -> etree._Element:
    line = next(properties.iterchildren(*names(A, "ln")), None)
    if line is None:
        line = etree.Element(f"{{{_drawing(properties)}}}ln")
        properties.insert(sum(1 for child in properties if child.tag in _LINE_BEFORE), line)
    return line


def _drawing(element: etree._Element) -> str:
    """Return the namespace of drawings that goes with an element's."""
    own = f"{{{etree.QName(element).namespace}}}"
    return (A[P.index(own)] if own in P else own).strip("{}")


def _ink(holder: etree._Element, theme: str, number: Number) -> None:
    """Let a tag stand for the colour of each text on the coloured ground."""
    for run in list(holder.iter(*_TEXTS)):
        properties = next(run.iterchildren(*names(A, "rPr")), None)
        if properties is None:
            properties = etree.Element(f"{{{etree.QName(run).namespace}}}rPr")
            run.insert(0, properties)
        fills = list(properties.iterchildren(*_FILLS))
        own = "".join(etree.tostring(old, encoding="unicode", with_tail=False) for old in fills)
        for old in fills:
            properties.remove(old)
        at = sum(1 for child in properties if child.tag in _BEFORE_FILL)
        properties.insert(at, mark(number(":ink", (own, _drawing(run), theme))))


# While a document is made


def fill_filters() -> Mapping[str, Callable[..., Any]]:
    """Return the internal filters of colours and widths."""
    return {":fill": _filled, ":ink": _inked, ":share": _share}


def _filled(value: Any, own: str, drawing: str) -> Markup:
    return _solid(colour_value(value), drawing) if _is_given(value) else Markup(own)


def _inked(value: Any, own: str, drawing: str, theme: str) -> Markup:
    if not _is_given(value):
        return Markup(own)
    colour = colour_value(value)
    if not hex_colour(colour):
        colour = dict(pair.split("=") for pair in theme.split()).get(colour, "")
    return _solid(ink_on(colour), drawing) if colour else Markup(own)


def _solid(colour: str, drawing: str) -> Markup:
    kind = "srgbClr" if hex_colour(colour) else "schemeClr"
    return Markup(f'<a:solidFill xmlns:a="{drawing}"><a:{kind} val="{colour}"/></a:solidFill>')


def _is_given(value: Any) -> bool:
    """Tell whether a value is a colour; an undefined one reports itself."""
    if isinstance(value, Undefined):
        str(value)
        return False
    return value is not None and value != ""


def _share(value: Any, width: int) -> str:
    return str(max(1, round(width * Decimal(str(value)))))
