"""Pictures of a slide that give way to others: pictures, shapes filled with one, empty places for one.

Tags take the place of everything that a new picture changes; all else of the frame stays.
"""

from __future__ import annotations

from lxml import etree

from docgen.engine.alt_texts import Number
from docgen.engine.decoration import mark_decoration
from docgen.engine.names import A, P, names
from docgen.engine.picture_tags import cover, embed, mark
from docgen.engine.pptx.deck import Deck
from docgen.engine.pptx.frames import Frame, frame_of
from docgen.errors import Problem, TemplateError

__all__ = ["as_picture", "prepare_picture"]

_BLIP, _FILL, _PROPERTIES = names(A, "blip"), names(A, "blipFill"), names(P, "spPr")


def as_picture(shape: etree._Element) -> etree._Element:
    """Put a picture without a file in place of an empty place for one; return any other shape as it is."""
    place = next(shape.iter(*names(P, "ph")), None)
    properties = next(shape.iterchildren(*_PROPERTIES), None)
    if shape.tag not in names(P, "sp") or place is None or place.get("type") != "pic" or properties is None:
        return shape
    if next(properties.iter(*_BLIP), None) is not None:
        return shape
    own, drawing = f"{{{etree.QName(shape).namespace}}}", A[P.index(f"{{{etree.QName(shape).namespace}}}")]
    picture = etree.Element(own + "pic", nsmap=shape.nsmap)  # type: ignore[arg-type]  # the stubs know no default namespace
    head = etree.SubElement(picture, own + "nvPicPr")
    for old in list(shape[0]):
        if etree.QName(old).localname == "cNvSpPr":
            old = etree.Element(own + "cNvPicPr")
            etree.SubElement(old, drawing + "picLocks").set("noChangeAspect", "1")
        head.append(old)
    fill = etree.SubElement(picture, own + "blipFill")
    etree.SubElement(fill, drawing + "blip")
    etree.SubElement(etree.SubElement(fill, drawing + "stretch"), drawing + "fillRect")
    picture.append(properties)
    holder = shape.getparent()
    assert holder is not None, "a shape stands on a slide"
    holder.replace(shape, picture)
    return picture


def prepare_picture(deck: Deck, part: str, shape: etree._Element, number: Number) -> set[str]:
    """Let tags stand for a shape's picture, its place and size; return the relationships that it had.

    Raises TemplateError for a shape without a picture.
    """
    is_picture = shape.tag in names(P, "pic")
    properties = next(shape.iterchildren(*_PROPERTIES), None)
    fills = properties.iterchildren(*_FILL) if properties is not None else iter(())
    blip = (
        next(shape.iter(*_BLIP), None)
        if is_picture
        else next((b for f in fills for b in f.iter(*_BLIP)), None)
    )
    if blip is None or properties is None:
        message = "The tag replaces a picture, but stands on another object."
        hint = "Move it to a picture, or to a shape that is filled with one."
        raise TemplateError(Problem("not-an-image", message, hint))
    replaced = embed(blip, number)
    mark_decoration(next(shape.iter(*names(P, "cNvPr"))), number)
    frame = frame_of(deck, part, shape)
    if frame is None:
        return replaced
    if is_picture:
        _fit(properties, frame, number)
    else:
        cover(blip, frame[2:], number)
    prefix = f"{blip.prefix}:" if blip.prefix else ""
    blip.addnext(mark(number(":crop", (*frame[2:], prefix, is_picture))))
    return replaced


def _fit(properties: etree._Element, frame: Frame, number: Number) -> None:
    """Let a tag stand for the place and size of a picture."""
    transform = next(properties.iterchildren(*names(A, "xfrm")), None)
    if transform is None:
        drawing = A[P.index(f"{{{etree.QName(properties).namespace}}}")]
        transform = etree.Element(drawing + "xfrm")
        properties.insert(0, transform)
    for child in list(transform):
        transform.remove(child)
    prefix = f"{transform.prefix}:" if transform.prefix else ""
    transform.append(mark(number(":frame", (*frame, prefix))))
