"""Tags in place of what a new picture changes in DrawingML: its file, its vector form, what is left free."""

from __future__ import annotations

from lxml import etree

from docgen.engine.alt_texts import Number
from docgen.engine.names import A, R
from docgen.engine.source import instruction, token_numbers

__all__ = ["cover", "embed", "mark"]


def mark(token: str) -> etree._Element:
    """Return the node that stands for a token between elements."""
    return instruction(token_numbers(token)[0])


def embed(blip: etree._Element, number: Number) -> set[str]:
    """Let tokens stand for the picture's file and its vector form; return the relationships that it had.

    Other forms of the old picture go, and what was cut off of it.
    """
    fill = blip.getparent()
    for old in [
        *blip.iterchildren("{*}extLst"),
        *(fill.iterchildren("{*}srcRect") if fill is not None else ()),
    ]:
        old.getparent().remove(old)
    replaced = {str(blip.get(ns + name)) for ns in R for name in ("embed", "link") if blip.get(ns + name)}
    for namespace in R:
        for name in ("embed", "link"):
            blip.attrib.pop(namespace + name, "")
    drawing = str(etree.QName(blip).namespace)
    relations = R[A.index(f"{{{drawing}}}")]
    blip.set(relations + "embed", number(":picture", ()))
    blip.append(mark(number(":vector", (drawing, relations.strip("{}")))))
    return replaced


def cover(blip: etree._Element, size: tuple[int, ...], number: Number) -> None:
    """Let a tag stand for what a picture leaves free of the shape that it fills; it is not tiled any more.

    ``size`` is that of the shape.
    """
    fill = blip.getparent()
    assert fill is not None, "a picture stands in a fill"
    for old in list(fill.iterchildren("{*}stretch", "{*}tile")):
        fill.remove(old)
    drawing = f"{{{etree.QName(blip).namespace}}}"
    stretch = etree.SubElement(fill, drawing + "stretch")
    prefix = f"{blip.prefix}:" if blip.prefix else ""
    stretch.append(mark(number(":free", (*size, prefix))))
