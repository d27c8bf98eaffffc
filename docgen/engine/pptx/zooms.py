"""Zooms: pictures of slides that lead there, and name them by ids and creation ids (MS-PPTX, sldZm)."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from docgen.engine.names import MC, P, names

__all__ = ["follow_zooms", "has_zooms"]

Target = Callable[[str], "tuple[str, int] | None"]
"""Returns for the id of a slide of the template that of the slide it means now, and how many copies come
before that one; None if there is none."""

_ZOOM = re.compile(r"<(?:[\w.-]+:)?sldZmObj\b[^>]*>")
_SLIDE, _CREATION = re.compile(r'(\bsldId=")(\d+)'), re.compile(r'(\bcId=")(\d+)')


def has_zooms(slide: bytes) -> bool:
    """Tell whether a slide has zooms to other slides."""
    return b"sldZmObj" in slide


def follow_zooms(text: str, target: Target, renewed: Callable[[str, int], str]) -> str:
    """Return a slide's text with its zooms leading to where the slides went, without those that lead nowhere.

    ``renewed`` gives the creation id of a later copy.
    """

    def written(match: re.Match[str]) -> str:
        found = _SLIDE.search(match[0])
        meant = target(found[2]) if found else None
        if meant is None:
            return match[0]
        zoom = _CREATION.sub(lambda m: m[1] + renewed(m[2], meant[1]), match[0])
        return _SLIDE.sub(lambda m: m[1] + meant[0], zoom)

    lost = {
        found[2] for zoom in _ZOOM.findall(text) if (found := _SLIDE.search(zoom)) and not target(found[2])
    }
    return _ZOOM.sub(written, _without(text, lost) if lost else text)


def _without(text: str, slides: set[str]) -> str:
    """Return a slide's text without the zooms to some slides, in all ways in which they are written."""
    root = etree.fromstring(text.encode())
    for zoom in [zoom for zoom in root.iter("{*}sldZmObj") if zoom.get("sldId") in slides]:
        frame = next(zoom.iterancestors(*names(P, "graphicFrame")), None)
        whole = next(zoom.iterancestors(MC + "AlternateContent"), frame)
        parent = whole.getparent() if whole is not None else None
        if whole is not None and parent is not None:
            parent.remove(whole)
    return etree.tostring(root, encoding="unicode")
