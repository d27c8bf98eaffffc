"""The objects of a Word part that have an alternative text: drawings, what is grouped in them, and VML.

Which element carries the text, and which one a condition keeps or removes, is
all that is known here; what the tags ask for is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.engine.names import MC, WP, W, names

__all__ = ["VML", "Shape", "alternate_of", "shapes_of"]

VML = "{urn:schemas-microsoft-com:vml}"
_DRAWING, _PICT = names(W, "drawing"), names(W, "pict", "object")
_DOC_PR = names(WP, "docPr")
_CHOICE, _FALLBACK, _ALTERNATE = MC + "Choice", MC + "Fallback", MC + "AlternateContent"


@dataclass(frozen=True, slots=True)
class Shape:
    """One object: ``properties`` carries its alternative text, ``body`` is the object itself.

    ``whole`` is what goes if a condition says so: with a drawing, also its form
    for older programs.
    """

    properties: etree._Element
    attributes: tuple[str, ...]
    body: etree._Element
    whole: etree._Element


def shapes_of(root: etree._Element) -> Iterator[Shape]:
    """Yield the objects of a part that have an alternative text, in document order.

    What is taken out of the tree meanwhile is passed over.
    """
    for element in list(root.iter(etree.Element)):
        if _has_text(element) and root in element.iterancestors():
            yield from _shape(element)


def _has_text(element: etree._Element) -> bool:
    tag = str(element.tag)
    if tag.startswith(VML):
        return "alt" in element.attrib
    return tag.endswith(("}docPr", "}cNvPr")) and bool(element.get("descr") or element.get("title"))


def _shape(element: etree._Element) -> Iterator[Shape]:
    if element.tag in _DOC_PR:
        drawing = next((e for e in element.iterancestors() if e.tag in _DRAWING), None)
        if drawing is not None:
            yield Shape(element, ("descr", "title"), drawing, alternate_of(drawing))
    elif element.tag.startswith(VML):
        yield Shape(element, ("alt",), element, _whole_vml(element))
    else:
        yield _inner(element)


def alternate_of(drawing: etree._Element) -> etree._Element:
    """Return what holds an object together with its form for older programs, if anything does."""
    parent = drawing.getparent()
    holder = parent.getparent() if parent is not None and parent.tag in (_CHOICE, _FALLBACK) else None
    return holder if holder is not None and holder.tag == _ALTERNATE else drawing


def _inner(properties: etree._Element) -> Shape:
    """Return a shape inside a drawing; the only one in it stands for the drawing as a whole."""
    parent = properties.getparent()
    assert parent is not None, "properties stand in a shape"
    body = parent
    if etree.QName(parent).localname.startswith("nv"):  # pic:nvPicPr
        body = parent.getparent()  # type: ignore[assignment]  # a picture's properties stand in a picture
    holder = body.getparent()
    drawing = next((e for e in body.iterancestors() if e.tag in _DRAWING), None)
    is_only = holder is not None and etree.QName(holder).localname == "graphicData"
    whole = alternate_of(drawing) if is_only and drawing is not None else body
    return Shape(properties, ("descr", "title"), drawing if is_only and drawing is not None else body, whole)


def _whole_vml(shape: etree._Element) -> etree._Element:
    """Return what a condition on a VML shape takes away.

    The definition that Word writes into the first picture that uses it stays
    for the others.
    """
    holder = shape.getparent()
    if holder is None or holder.tag not in _PICT or holder.find(VML + "shapetype") is not None:
        return shape
    return alternate_of(holder)
