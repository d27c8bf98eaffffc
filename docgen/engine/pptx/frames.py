"""Where a picture stands on its slide, also where only the layout or the master says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree
from markupsafe import Markup

from docgen.engine.fitting import fit
from docgen.engine.names import A, P, names
from docgen.engine.pptx.deck import Deck
from docgen.engine.values import Image

__all__ = ["Frame", "fitted", "frame_of"]

_ABOVE = ("slideLayout", "slideMaster")


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


def _inherited(deck: Deck, part: str, placeholder: etree._Element) -> Iterator[Frame]:
    for kind in _ABOVE:
        part = next((link.target for link in deck.links.get(part, ()) if link.kind == kind), "")
        if not part:
            return
        for other in deck.package.xml(part).iter(*names(P, "ph")):
            frame = _frame(_shape_of(other)) if _same(placeholder, other) else None
            if frame is not None:
                yield frame


def _same(one: etree._Element, other: etree._Element) -> bool:
    if one.get("idx") is not None:
        return one.get("idx") == other.get("idx")
    return one.get("type", "obj") == other.get("type", "obj")


def _shape_of(placeholder: etree._Element) -> etree._Element:
    return next(e for e in placeholder.iterancestors() if e.tag in names(P, "sp", "pic", "graphicFrame"))


def _frame(shape: etree._Element) -> Frame | None:
    transform = next((e for e in shape.iter(*names(A, "xfrm"), *names(P, "xfrm"))), None)
    if transform is None:
        return None
    offset, size = (next(transform.iterchildren(*names(A, name)), None) for name in ("off", "ext"))
    if offset is None or size is None:
        return None
    numbers = [offset.get("x", ""), offset.get("y", ""), size.get("cx", ""), size.get("cy", "")]
    try:
        return Frame(*map(int, numbers))
    except ValueError:
        return None


def fitted(image: Image, x: int, y: int, width: int, height: int, prefix: str) -> Markup:
    """Return the place and size of a picture in the middle of a frame, as large as it fits in."""
    new_width, new_height, _ = fit(image, width, height)
    left, top = x + (width - new_width) // 2, y + (height - new_height) // 2
    return Markup(f'<{prefix}off x="{left}" y="{top}"/><{prefix}ext cx="{new_width}" cy="{new_height}"/>')
