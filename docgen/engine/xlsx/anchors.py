"""Drawings: where pictures, shapes and charts lie, and the cells that shapes show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree

from docgen.engine.names import XDR, names
from docgen.engine.references import Place, Placement, map_anchor
from docgen.engine.source import is_element
from docgen.engine.xlsx.followers import Page
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.marking import Marking

__all__ = ["comes_once", "draw_anchors", "mark_slicers"]

_ANCHORS = names(XDR, "twoCellAnchor", "oneCellAnchor")
_ENDS, _SHAPES = names(XDR, "from", "to"), names(XDR, "sp")
_SINGLE = ("{*}chart", "{*}slicer", "{*}timeslicer", "{*}compatExt", "{*}oleObj")
"""What stands for a part, a cache or a control of its own, and so comes once."""
_ID = re.compile(r'(<(?:\w+:)?cNvPr\s(?:[^>]*?\s)?id=")\d+"')

Ends = tuple[int, ...]


@dataclass(frozen=True)
class _Anchor:
    """The first row (and column) of a drawing and, if it has one, the last, from 0.

    ``is_single``: it comes once, however often its row does; ``keeps_size``: its end goes with its begin.
    """

    rows: Ends
    columns: Ends
    is_single: bool
    keeps_size: bool
    last_id: int


def draw_anchors(root: etree._Element, marking: Marking) -> None:
    """Put markers into a drawing part."""
    for shape in root.iter(*_SHAPES):
        marking.attribute(shape, "textlink", marking.home, Place.VALUE)
    for camera in root.iter("{*}cameraTool"):
        marking.attribute(camera, "cellRange", marking.home, Place.RANGE)
    mark_slicers(root, marking)
    if not marking.moves:
        return
    last_id = max((int(e.get("id", 0)) for e in root.iter(*names(XDR, "cNvPr"))), default=0)
    for element in list(root.iter(*_ANCHORS)):
        if element.get("editAs") == "absolute":
            continue
        columns, rows = _take_ends(element, "col", "YZ"), _take_ends(element, "row", "yz")
        anchor = _Anchor(rows, columns, comes_once(element), element.get("editAs") == "oneCell", last_id)
        marking.enclosures.enclose(element, partial(_at_anchors, anchor))


def comes_once(anchor: etree._Element) -> bool:
    """Tell whether an object comes once, however often its row does."""
    return any(True for _ in anchor.iter(*_SINGLE))


def mark_slicers(root: etree._Element, marking: Marking) -> None:
    """Let the slicers of a sheet's copy have names of their own; they choose from the same cache."""
    for slicer in root.iter("{*}slicer") if marking.repeats else ():
        marking.inline(slicer, "name", partial(_own_name, slicer.get("name", "")))


def _own_name(name: str, text: str, count: int, page: Page) -> Sequence[str]:
    return [f"{name} {page.sheet.copy + 1}" if page.sheet.copy else name]


def _take_ends(anchor: etree._Element, name: str, marks: str) -> Ends:
    """Return the first row (or column) of an anchor, and the last if it has one, from 0; markers stay."""
    found = [e.find(f"{{*}}{name}") for e in anchor if is_element(e) and e.tag in _ENDS]
    ends = []
    for element, mark in zip([e for e in found if e is not None], marks, strict=False):
        ends.append(int(element.text or 0))
        element.text = marker(mark)
    return tuple(ends)


def _at_anchors(anchor: _Anchor, text: str, count: int, page: Page) -> Sequence[str]:
    """Let a drawing come again with each copy of the cells around it."""
    sheet = page.sheet
    rows, columns = (
        _places(placement, ends, anchor)
        for placement, ends in (
            (sheet.rows_at(anchor.columns[0] + 1), anchor.rows),
            (sheet.columns, anchor.columns),
        )
    )
    found = []
    for number, ((top, bottom), (left, right)) in enumerate((r, c) for r in rows for c in columns):
        copy = _ID.sub(lambda match: f'{match[1]}{page.next_id(anchor.last_id)}"', text) if number else text
        for mark, value in (("y", top), ("z", bottom), ("Y", left), ("Z", right)):
            copy = copy.replace(f"<~{mark}>", str(value))
        found.append(copy)
    return found


def _places(placement: Placement, ends: Ends, anchor: _Anchor) -> list[tuple[int, int]]:
    """Return first and last row of each copy of a drawing."""
    found = map_anchor(placement, *(ends[:1] if anchor.keeps_size else ends))
    if anchor.is_single:
        found = found[:1]
    if anchor.keeps_size:
        found = [(first, first + ends[-1] - ends[0]) for first, _ in found]
    return found
