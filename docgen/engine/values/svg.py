"""Vector pictures: an SVG file made harmless, and how large it is.

An SVG is a program's input, not only a picture: it may hold scripts, fetch
files, and blow up a few lines into billions of shapes.  Scripts go, references
to anything outside of the file are refused, and so is what would unfold to
more than a person could draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from docgen.errors import Problem, RenderError

__all__ = ["clean_svg", "is_svg"]

_SVG = "{http://www.w3.org/2000/svg}"
_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s[^>\[]*(?:\[[^\]]*\])?>\s*)?<(?:\w+:)?svg[\s>]",
    re.S,
)
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_DROPPED = frozenset(
    {"script", "foreignObject", "handler", "listener", "set", "animate", "animateMotion", "animateTransform"}
)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|q)?\s*", re.I)
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "q": 96 / 101.6,
}
_ADDRESS = re.compile(r"url\(\s*['\"]?\s*([^'\")]*)", re.I)
_ANCHOR = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
_EMBEDDED = ("#", "data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif")
_MOST_SHAPES = 50_000
_DEPTH = 200


def is_svg(data: bytes) -> bool:
    """Tell whether a file begins as an SVG picture."""
    return _START.match(data[:4096]) is not None


def clean_svg(data: bytes) -> tuple[bytes, float, float]:
    """Return an SVG file without scripts and document type, and its width and height in CSS pixels.

    Raises RenderError for one that is broken, reaches outside, or unfolds to too much.
    """
    root = _parsed(data)
    _drop_scripts(root)
    if address := next(_outside(root), ""):
        message = f"The SVG picture refers to {address[:60]!r}, which is outside of it."
        raise RenderError(
            Problem("image-outside", message, "Embed what it shows, then save it as plain SVG.")
        )
    if _unfolded(root) > _MOST_SHAPES:
        message = f"The SVG picture unfolds to more than {_MOST_SHAPES} shapes."
        raise RenderError(Problem("image-too-large", message, "Simplify it, or send it as a PNG."))
    width, height = _size(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True), width, height


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        if _ENTITY.search(data):
            raise ValueError("it declares entities")
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = f"The SVG picture is damaged: {error}."
        raise RenderError(Problem("image-broken", message, "Save it again as plain SVG.")) from error
    etree.strip_tags(root, etree.PI)
    etree.strip_tags(root, etree.Comment)
    return root


def _drop_scripts(root: etree._Element) -> None:
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        if etree.QName(element).localname in _DROPPED and parent is not None:
            parent.remove(element)
        for name in [str(key) for key in element.attrib]:
            if etree.QName(name).localname.lower().startswith("on"):
                del element.attrib[name]


def _outside(root: etree._Element) -> Iterator[str]:
    """Yield each address that leads out of the file, those of links to click on, too."""
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            local, text = etree.QName(str(name)).localname, str(value).strip()
            if local in ("href", "src") and not text.lower().startswith(_EMBEDDED) and text:
                yield text
            yield from (a for a in _ADDRESS.findall(text) if not a.lower().startswith(_EMBEDDED))
        if etree.QName(element).localname == "style":
            style = "".join(str(text) for text in element.itertext())
            yield from (a for a in _ADDRESS.findall(style) if not a.lower().startswith(_EMBEDDED))
            if "@import" in style.lower():
                yield "@import"


def _unfolded(root: etree._Element) -> int:
    """Return how many shapes a picture has once every reference in it is drawn; circles count as too many."""
    by_id = {element.get("id", ""): element for element in root.iter(etree.Element)}
    known: dict[etree._Element, int] = {}
    open_: set[etree._Element] = set()

    def count(element: etree._Element, depth: int) -> int:
        if element in known:
            return known[element]
        if element in open_ or depth > _DEPTH:
            return _MOST_SHAPES + 1
        open_.add(element)
        total = 1 + sum(count(child, depth + 1) for child in element.iterchildren(etree.Element))
        total += sum(count(by_id[name], depth + 1) for name in _references(element) if name in by_id)
        open_.discard(element)
        known[element] = min(total, _MOST_SHAPES + 1)
        return known[element]

    return count(root, 0)


def _references(element: etree._Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        text = str(value)
        if etree.QName(str(name)).localname == "href" and text.startswith("#"):
            yield text[1:]
        elif "url(" in text:
            yield from _ANCHOR.findall(text)


def _size(root: etree._Element) -> tuple[float, float]:
    """Return the size that a picture states, else that of its view box, else CSS's 300 × 150."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = [float(n) for n in re.findall(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?", root.get("viewBox", ""))]
    ratio = box[2] / box[3] if len(box) == 4 and box[2] > 0 and box[3] > 0 else None
    if width and height:
        return width, height
    if ratio is None:
        return width or 300.0, height or 150.0
    if width:
        return width, width / ratio
    return (height * ratio, height) if height else (box[2], box[3])


def _length(text: str | None) -> float:
    match = _LENGTH.fullmatch(text or "")
    return float(match[1]) * _PIXELS[(match[2] or "").lower()] if match else 0.0
