"""Where a shape stands on its slide, also where only the layout or the master says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree
from markupsafe import Markup

from docgen.engine.fitting import fit
from docgen.engine.names import A, P, names
from docgen.engine.pptx.deck import Deck
from docgen.engine.values import Image

__all__ = ["Frame", "above", "fitted", "frame_of", "frame_on_slide", "is_turned"]

_ABOVE = ("slideLayout", "slideMaster")
_KINDS = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}


class Frame(NamedTuple):
    """A rectangle in EMU."""

    x: int
    y: int
    width: int
    height: int


def frame_of(deck: Deck, part: str, shape: etree._Element) -> Frame | None:
    """Return the frame of a shape, or of the placeholder that it inherits from."""
    own = _frame(shape)
    placeholder = next(shape.iter(*names(P, "ph")), None)
    if own is not None or placeholder is None:
        return own
    return next(_inherited(deck, part, placeholder), None)


def frame_on_slide(deck: Deck, part: str, shape: etree._Element) -> Frame | None:
    """Return the frame of a shape in the measures of its slide, also of one in groups (20.1.7.5)."""
    frame = frame_of(deck, part, shape)
    for group in shape.iterancestors(*names(P, "grpSp")):
        outer, inner = (_group_frame(group, *pair) for pair in (("off", "ext"), ("chOff", "chExt")))
        if frame is None or outer is None or inner is None or not inner.width or not inner.height:
            continue
        across, down = outer.width / inner.width, outer.height / inner.height
        frame = Frame(
            round(outer.x + (frame.x - inner.x) * across),
            round(outer.y + (frame.y - inner.y) * down),
            round(frame.width * across),
            round(frame.height * down),
        )
    return frame


def is_turned(shape: etree._Element) -> bool:
    """Tell whether a shape, or a group that it stands in, is turned."""
    owners = (shape, *shape.iterancestors(*names(P, "grpSp")))
    transforms = (next(owner.iter(*names(A, "xfrm")), None) for owner in owners)
    return any(t is not None and t.get("rot", "0") != "0" for t in transforms)


def _group_frame(group: etree._Element, offset: str, size: str) -> Frame | None:
    properties = next(group.iterchildren(*names(P, "grpSpPr")), None)
    transform = None if properties is None else next(properties.iterchildren(*names(A, "xfrm")), None)
    return None if transform is None else _rectangle(transform, offset, size)


def above(deck: Deck, part: str, placeholder: etree._Element) -> Iterator[etree._Element]:
    """Yield the placeholders that a slide's one inherits from: the layout's, then the master's.

    The layout's has its number, or, without one, its kind; the master has one for titles, one for bodies
    (ECMA-376 Part 1, 19.3.1.36).
    """
    for kind in _ABOVE:
        part = next((link.target for link in deck.links.get(part, ()) if link.kind == kind), "")
        if not part:
            return
        others = list(deck.package.xml(part).iter(*names(P, "ph")))
        found = next((other for other in others if _same(placeholder, other, kind)), None)
        if found is not None:
            placeholder = found
            yield found


def _inherited(deck: Deck, part: str, placeholder: etree._Element) -> Iterator[Frame]:
    frames = (_frame(_shape_of(other)) for other in above(deck, part, placeholder))
    yield from (frame for frame in frames if frame is not None)


def _same(one: etree._Element, other: etree._Element, kind: str) -> bool:
    if kind == "slideLayout" and one.get("idx") is not None:
        return one.get("idx") == other.get("idx")
    mine, theirs = (_KINDS.get(e.get("type", "obj"), e.get("type", "obj")) for e in (one, other))
    return mine == theirs


def _shape_of(placeholder: etree._Element) -> etree._Element:
    return next(e for e in placeholder.iterancestors() if e.tag in names(P, "sp", "pic", "graphicFrame"))


def _frame(shape: etree._Element) -> Frame | None:
    transform = next((e for e in shape.iter(*names(A, "xfrm"), *names(P, "xfrm"))), None)
    if transform is None:
        return None
    return _rectangle(transform, "off", "ext")


def _rectangle(transform: etree._Element, offset: str, size: str) -> Frame | None:
    at, extent = (next(transform.iterchildren(*names(A, name)), None) for name in (offset, size))
    if at is None or extent is None:
        return None
    try:
        return Frame(
            *(int(e.get(name, "")) for e, name in ((at, "x"), (at, "y"), (extent, "cx"), (extent, "cy")))
        )
    except ValueError:
        return None


def fitted(image: Image, x: int, y: int, width: int, height: int, prefix: str) -> Markup:
    """Return the place and size of a picture in the middle of a frame, as large as it fits in."""
    new_width, new_height, _ = fit(image, width, height)
    left, top = x + (width - new_width) // 2, y + (height - new_height) // 2
    return Markup(f'<{prefix}off x="{left}" y="{top}"/><{prefix}ext cx="{new_width}" cy="{new_height}"/>')
