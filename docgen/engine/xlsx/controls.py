"""Form controls and embedded objects of a sheet: the cells they are linked to, and where they lie.

They stand in three places at once: in the sheet, in a part of their own, and as a shape in VML (``notes``).
A control in a row that repeats comes once, with the first copy: what it does cannot be told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import Place, map_point
from docgen.engine.source import is_element
from docgen.engine.xlsx.followers import Page
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.marking import Marking

__all__ = ["mark_control", "mark_controls"]

_LINKED = {
    "linkedCell": Place.VALUE,
    "listFillRange": Place.RANGE,
    "fmlaLink": Place.VALUE,
    "fmlaRange": Place.RANGE,
    "fmlaGroup": Place.VALUE,
    "fmlaTxbx": Place.VALUE,
}
"""Attributes that hold references, in the sheet and in a control's own part."""
_PROPERTIES, _ANCHORS = names(S, "controlPr", "objectPr"), names(S, "anchor")
_ENDS = ("from", "to")


def mark_control(root: etree._Element, marking: Marking) -> None:
    """Put markers in place of the references in a control's own part."""
    for element in root.iter(etree.Element):
        for name, place in _LINKED.items():
            marking.attribute(element, name, marking.home, place)


def mark_controls(root: etree._Element, marking: Marking) -> None:
    """Put markers into the controls and objects that stand in a sheet's own part."""
    for element in root.iter(*_PROPERTIES):
        for name, place in _LINKED.items():
            marking.attribute(element, name, marking.home, place)
    if marking.moves:
        for anchor in list(root.iter(*_ANCHORS)):
            _mark_anchor(anchor, marking)


def _mark_anchor(anchor: etree._Element, marking: Marking) -> None:
    ends = [e for e in anchor if is_element(e) and etree.QName(e).localname in _ENDS]
    points = []
    for end, marks in zip(ends, ("yY", "zZ"), strict=False):
        for mark, name in zip(marks, ("row", "col"), strict=True):
            element = end.find(f"{{*}}{name}")
            if element is None:
                return
            points.append(int(element.text or 0))
            element.text = marker(mark)
    if len(points) == 4:
        marking.enclosures.enclose(anchor, partial(_once, points))


def _once(points: Sequence[int], text: str, count: int, page: Page) -> Sequence[str]:
    """Let an object move with the first copy of the cell under its first corner, and keep its size."""
    top, left, bottom, right = points
    row, column = (
        map_point(page.sheet.rows_at(left + 1), top + 1) - 1,
        map_point(page.sheet.columns, left + 1) - 1,
    )
    found = {"y": row, "Y": column, "z": row + bottom - top, "Z": column + right - left}
    for mark, value in found.items():
        text = text.replace(f"<~{mark}>", str(value))
    return [text]
