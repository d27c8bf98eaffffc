"""What lies on a sheet and follows it: drawings, tables, comments, pivots, controls, slicers.

Runs once for a template, like ``frame``: markers are put into the tree of a part, and for a document
only texts have to be put together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import Home, Place, map_range_grown
from docgen.engine.xlsx.anchors import draw_anchors, mark_slicers
from docgen.engine.xlsx.controls import mark_control
from docgen.engine.xlsx.followers import Frame, Page, in_first_copy
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.marking import Marking
from docgen.engine.xlsx.sheet import position
from docgen.engine.xlsx.tables import table_range
from docgen.engine.xlsx.threads import draw_comments, draw_threads

__all__ = ["OVERLAYS", "Overlay", "draw_overlay"]

_RANGES = names(S, "autoFilter", "sortState", "sortCondition")
_COLUMNS, _FORMULAS = names(S, "tableColumn"), names(S, "calculatedColumnFormula", "totalsRowFormula")
_TOTALS, _LOCATION, _XML_CELLS = names(S, "totalsRowFormula"), names(S, "location"), names(S, "singleXmlCell")


@dataclass(frozen=True)
class Overlay:
    """A part that follows its sheet: its frame, and its text with markers, None if that is in the stream."""

    frame: Frame
    text: str | None


def draw_overlay(root: etree._Element, kind: str, marking: Marking) -> Frame | None:
    """Put markers into a part of some ``kind``; None for what is the same in every document."""
    if kind not in OVERLAYS:
        return None
    OVERLAYS[kind](root, marking)
    return marking.frame()


def _grown(cells: str, text: str, count: int, page: Page) -> Sequence[str]:
    return [map_range_grown(page.sheet, cells) or cells]


# Tables


def _draw_table(root: etree._Element, marking: Marking) -> None:
    head, foot = int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))
    cells = root.get("ref", "")
    if cells:
        _draw_columns(root, marking, cells, head)
    if not cells or not marking.moves:
        return
    marking.inline(root, "ref", partial(_table_range, cells, head + foot))
    for element in [e for e in root.iter(*_RANGES) if "ref" in e.attrib]:
        marking.inline(element, "ref", partial(_grown, element.get("ref", "")))


def _draw_columns(root: etree._Element, marking: Marking, cells: str, head: int) -> None:
    """Let the formulas of a table's columns and totals follow."""
    first, _, last = cells.partition(":")
    (top, left), (bottom, _) = position(first), position(last or first)
    for column, element in enumerate(root.iter(*_COLUMNS), left):
        for formula in element.iterchildren(*_FORMULAS):
            is_total = formula.tag in _TOTALS
            row = bottom if is_total else _first_live(marking, column, top + head, bottom)
            marking.text(formula, Home(marking.number, row, column), Place.VALUE)


def _first_live(marking: Marking, column: int, top: int, bottom: int) -> int:
    plan = marking.formulas.book.sheet(marking.number)
    rows = plan.axis(plan.lane_of(column))
    return next((row for row in range(top, bottom + 1) if not rows.is_gone(row)), top)


def _table_range(cells: str, edges: int, text: str, count: int, page: Page) -> Sequence[str]:
    return [table_range(page.sheet, cells, edges)]


# Pivots, controls, slicers, mapped cells


def _draw_pivot(root: etree._Element, marking: Marking) -> None:
    for location in root.iter(*_LOCATION) if marking.moves else ():
        marking.inline(location, "ref", partial(_grown, location.get("ref", "")))


def _draw_xml_cells(root: etree._Element, marking: Marking) -> None:
    for cell in list(root.iter(*_XML_CELLS)) if marking.moves else ():
        cells = cell.get("r", "")
        cell.set("r", marker("y"))
        marking.enclosures.enclose(cell, partial(in_first_copy, cells))


OVERLAYS: dict[str, Callable[[etree._Element, Marking], None]] = {
    "drawing": draw_anchors,
    "table": _draw_table,
    "comments": draw_comments,
    "threadedcomments": draw_threads,
    "pivotTable": _draw_pivot,
    "controlproperties": mark_control,
    "slicer": mark_slicers,
    "tableSingleCells": _draw_xml_cells,
}
"""How the kinds of parts that follow their sheet are made ready."""
