"""Pictures of a Word part that give way to others: DrawingML pictures, shapes filled with one, and VML.

A frame's size, the cut at its edges and its alternative text come from the new
picture; all else of the frame stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup

from docgen.engine.additions import Additions
from docgen.engine.alt_texts import Number
from docgen.engine.decoration import decoration
from docgen.engine.docx.shapes import VML
from docgen.engine.environment import RENDER
from docgen.engine.fitting import fill_rectangle, fit, source_rectangle
from docgen.engine.names import WP, A, R, names
from docgen.engine.picture_tags import cover, embed, mark
from docgen.engine.raster import forms, svg_extension
from docgen.engine.values import Image
from docgen.errors import Problem, RenderError

__all__ = ["picture_filters", "prepare_picture"]

_BLIP, _EXTENT, _XFRM = names(A, "blip"), names(WP, "extent"), names(A, "xfrm")
_LENGTH = re.compile(r"([0-9.]+)(pt|in|cm|mm|px|)")
_EMU = {"pt": 12_700, "in": 914_400, "cm": 360_000, "mm": 36_000, "px": 9_525, "": 9_525}


@dataclass(frozen=True, slots=True)
class _Frame:
    """A picture's size in EMU, and the elements that say it."""

    width: int
    height: int
    sizes: tuple[etree._Element, ...]


def prepare_picture(body: etree._Element, number: Number) -> Problem | None:
    """Let tags stand for everything that a new picture changes in an object; return why that cannot be."""
    blip = next((e for e in body.iter(*_BLIP) if _relation(e)), None)
    if blip is not None:
        return _prepare_blip(body, blip, number)
    data = next(body.iter(VML + "imagedata"), None)
    if data is not None and _relation(data):
        _prepare_vml(body, data, number)
        return None
    message = "The tag replaces a picture, but stands on another object."
    return Problem("not-an-image", message, "Move it to a picture, or to a shape that is filled with one.")


def _relation(element: etree._Element) -> str:
    """Return the name of the attribute that leads to the picture's file, ``r:embed`` or ``r:id``."""
    keys = (ns + name for ns in R for name in ("embed", "link", "id"))
    return next((key for key in keys if element.get(key)), "")


# DrawingML


def _prepare_blip(body: etree._Element, blip: etree._Element, number: Number) -> Problem | None:
    embed(blip, number)
    fill = blip.getparent()
    shape = fill.getparent() if fill is not None else None
    if fill is None or shape is None:
        return Problem("not-an-image", "The picture stands in no frame.", "Insert the picture anew.")
    is_picture = etree.QName(shape).localname == "pic"
    frame = _frame(body, shape if is_picture else fill.getparent())
    if frame is None:
        return Problem("not-an-image", "The picture's frame has no size.", "Insert the picture anew.")
    size = (frame.width, frame.height)
    prefix = f"{blip.prefix}:" if blip.prefix else ""
    blip.addnext(mark(number(":crop", (*size, prefix, is_picture))))
    if not is_picture:
        cover(blip, size, number)
        return None
    for element in frame.sizes:
        for side, attribute in enumerate(("cx", "cy")):
            element.set(attribute, number(":side", (*size, side)))
    _centre(body, frame, number)
    if shape is body:
        _centre_in_group(shape, frame, number)
    return None


def _frame(body: etree._Element, shape: etree._Element | None) -> _Frame | None:
    """Return the size of a picture or shape; a drawing of nothing but a picture says it a second time."""
    own = _own_sizes(shape) if shape is not None else []
    whole = list(body.iter(*_EXTENT)) if _is_single(body) else []
    for element in (*whole, *own):
        width, height = element.get("cx", ""), element.get("cy", "")
        if width.isdigit() and height.isdigit() and int(width) and int(height):
            return _Frame(int(width), int(height), (*whole, *own))
    return None


def _own_sizes(shape: etree._Element) -> list[etree._Element]:
    transforms = shape.iter(*_XFRM)
    return [e for x in transforms for e in x if e.tag in names(A, "ext")][:1]


def _is_single(body: etree._Element) -> bool:
    """Tell whether a drawing holds one picture and no group."""
    return not any(True for _ in body.iter("{*}wgp", "{*}wpc", "{*}wsp"))


def _centre(body: etree._Element, frame: _Frame, number: Number) -> None:
    """Keep the middle of an anchored picture in place where its position is a distance."""
    for side, name in enumerate(("positionH", "positionV")):
        for offset in body.iterfind(f"{{*}}anchor/{{*}}{name}/{{*}}posOffset"):
            text = offset.text or ""
            if text.lstrip("-").isdigit():
                offset.text = number(":middle", (frame.width, frame.height, side, int(text)))


def _centre_in_group(shape: etree._Element, frame: _Frame, number: Number) -> None:
    """Keep the middle of a picture in place among the others of its group."""
    for offset in shape.iterfind("{*}spPr/{*}xfrm/{*}off"):
        for side, name in enumerate("xy"):
            place = offset.get(name, "")
            if place.lstrip("-").isdigit():
                offset.set(name, number(":middle", (frame.width, frame.height, side, int(place))))


# VML


def _prepare_vml(body: etree._Element, data: etree._Element, number: Number) -> None:
    """Fill the frame of a VML picture; without a size in its style it is filled as it is."""
    data.set(_relation(data), number(":picture", ()))
    for name in ("croptop", "cropleft", "cropright", "cropbottom"):
        data.attrib.pop(name, "")
    shape = data.getparent()
    styles = dict(_styles(shape.get("style", ""))) if shape is not None else {}
    sizes = [_emu(styles.get(name, "")) for name in ("width", "height")]
    if shape is None or not all(sizes):
        return
    for side, name in enumerate(("width", "height")):
        styles[name] = number(":points", (*sizes, side))
    shape.set("style", ";".join(f"{name}:{value}" for name, value in styles.items()))
    for side, name in enumerate(("cropleft", "croptop", "cropright", "cropbottom")):
        data.set(name, number(":cut", (*sizes, side)))


def _styles(style: str) -> Iterator[tuple[str, str]]:
    for item in style.split(";"):
        name, colon, value = item.partition(":")
        if colon:
            yield name.strip(), value.strip()


def _emu(length: str) -> int:
    match = _LENGTH.fullmatch(length)
    return round(float(match[1]) * _EMU[match[2]]) if match else 0


# While a document is made


def picture_filters() -> Mapping[str, Callable[..., Any]]:
    """Return the internal filters of pictures."""
    return {
        ":picture": _picture,
        ":vector": _vector,
        ":side": _side,
        ":middle": _middle,
        ":crop": _crop,
        ":free": _free,
        ":points": lambda *args: f"{int(_side(*args)) / 12_700:.2f}pt",
        ":cut": _cut,
        ":decorative": _decorative,
    }


@pass_context
def _picture(context: Context, value: Any, owner: str) -> Markup:
    """Store a picture and return the relationship under which a part finds it."""
    image, rendering = _image(value), context.parent[RENDER]
    return Markup("" if image is None else _stored(rendering.state, owner, forms(image, rendering)[0]))


@pass_context
def _vector(context: Context, value: Any, drawing: str, relations: str, owner: str) -> Markup:
    """Return the mention of a picture's vector form, nothing for a picture of points."""
    image, rendering = _image(value), context.parent[RENDER]
    form = forms(image, rendering)[1] if image is not None else None
    if form is None:
        return Markup("")
    return Markup(svg_extension(_stored(rendering.state, owner, form), drawing, relations))


def _stored(additions: Additions, owner: str, image: Image) -> str:
    return additions.relate(owner, "image", additions.picture(image, "word/media"))


def _image(value: Any) -> Image | None:
    """Return the picture of a tag; None where its field is missing and the document is made all the same."""
    if isinstance(value, Undefined):
        str(value)
        return None
    if not isinstance(value, Image):
        raise RenderError(Problem("not-an-image", "This is not a picture.", "Use the filter image last."))
    return value


def _side(value: Any, width: int, height: int, side: int) -> str:
    image = _image(value)
    return str((width, height)[side] if image is None else fit(image, width, height)[side])


def _middle(value: Any, width: int, height: int, side: int, offset: int) -> str:
    return str(offset + ((width, height)[side] - int(_side(value, width, height, side))) // 2)


def _crop(value: Any, width: int, height: int, prefix: str, is_picture: bool) -> Markup:
    image = _image(value)
    if image is None:
        return Markup("")
    return source_rectangle(image, width, height, prefix, is_picture=is_picture)


def _free(value: Any, width: int, height: int, prefix: str) -> Markup:
    image = _image(value)
    return Markup(f"<{prefix}fillRect/>") if image is None else fill_rectangle(image, width, height, prefix)


def _cut(value: Any, width: int, height: int, side: int) -> str:
    """Return what is cut off at one edge as VML's fraction in 65536ths."""
    image = _image(value)
    if image is None:
        return "0"
    cut = fit(image, width, height)[2]
    return f"{round((cut.left, cut.top, cut.right, cut.bottom)[side] * 65_536 / 100_000)}f"


def _decorative(value: Any, drawing: str, is_first: bool) -> Markup:
    return decoration(_image(value), drawing, is_first)
