"""What lies on a sheet and follows it: the anchors of drawings, tables, comments.

Runs once for a template, like ``frame``: markers are put into the tree of a part, and for a document
only texts have to be put together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree

from docgen.engine.names import C, S, names
from docgen.engine.references import column_letters, map_anchor, map_range_grown
from docgen.engine.references.notation import parse
from docgen.engine.source import is_element
from docgen.engine.xlsx.followers import Follower, Frame, Page, in_copies
from docgen.engine.xlsx.markers import Enclosures, marker
from docgen.engine.xlsx.sheet import position

__all__ = ["OVERLAYS", "Overlay", "draw_overlay"]

_XDR = (
    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}",
    "{http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing}",
)
_ANCHORS = names(_XDR, "twoCellAnchor", "oneCellAnchor")
_ENDS = names(_XDR, "from", "to")
_RANGES = names(S, "autoFilter", "sortState", "sortCondition")
_ID = re.compile(r'(<(?:\w+:)?cNvPr\s(?:[^>]*?\s)?id=")\d+"')


@dataclass(frozen=True)
class Overlay:
    """A part that follows its sheet: its frame, and its text with markers, None if that is in the stream."""

    frame: Frame
    text: str | None


def draw_overlay(root: etree._Element, kind: str) -> Frame | None:
    """Put markers into a drawing, table or comments part (``kind``); None for what does not follow."""
    if kind not in OVERLAYS:
        return None
    enclosures = Enclosures[Follower]()
    OVERLAYS[kind](root, enclosures)
    return Frame(enclosures.followers, [])


# Drawings


def _draw_anchors(root: etree._Element, enclosures: Enclosures[Follower]) -> None:
    ids = [int(e.get("id", 0)) for e in root.iter(*names(_XDR, "cNvPr"))]
    for anchor in list(root.iter(*_ANCHORS)):
        columns, rows = _take_ends(anchor, "col", "YZ"), _take_ends(anchor, "row", "yz")
        is_chart = any(True for _ in anchor.iter(*names(C, "chart")))
        enclosures.enclose(anchor, partial(_at_anchors, rows, columns, is_chart, max(ids, default=0)))


def _take_ends(anchor: etree._Element, name: str, marks: str) -> list[int]:
    """Return the first row (or column) of an anchor, and the last if it has one, from 0; markers stay."""
    found = [e.find(f"{{*}}{name}") for e in anchor if is_element(e) and e.tag in _ENDS]
    ends = []
    for element, mark in zip([e for e in found if e is not None], marks, strict=False):
        ends.append(int(element.text or 0))
        element.text = marker(mark)
    return ends


def _at_anchors(
    rows: Sequence[int],
    columns: Sequence[int],
    is_chart: bool,
    last_id: int,
    text: str,
    count: int,
    page: Page,
) -> Sequence[str]:
    """Let a drawing come again with each copy of the cells around it; a chart comes once."""
    sheet = page.sheet
    copies = [(r, c) for r in map_anchor(sheet.rows, *rows) for c in map_anchor(sheet.columns, *columns)]
    found = []
    for number, ((top, bottom), (left, right)) in enumerate(copies[:1] if is_chart else copies):
        copy = _ID.sub(lambda match: f'{match[1]}{page.next_id(last_id)}"', text) if number else text
        for mark, value in (("y", top), ("z", bottom), ("Y", left), ("Z", right)):
            copy = copy.replace(f"<~{mark}>", str(value))
        found.append(copy)
    return found


# Tables and comments


def _draw_table(root: etree._Element, enclosures: Enclosures[Follower]) -> None:
    edges = int(root.get("headerRowCount", "1")) + int(root.get("totalsRowCount", "0"))
    if "ref" in root.attrib:
        cells = root.get("ref", "")
        root.set("ref", enclosures.inline(partial(_table_range, cells, edges)))
    for element in [e for e in root.iter(*_RANGES) if "ref" in e.attrib]:
        element.set("ref", enclosures.inline(partial(_grown, element.get("ref", ""))))


def _grown(cells: str, text: str, count: int, page: Page) -> Sequence[str]:
    return [map_range_grown(page.sheet, cells) or cells]


def _table_range(cells: str, edges: int, text: str, count: int, page: Page) -> Sequence[str]:
    """Return the range of a table, stretched by the one row that it must have beside head and foot."""
    grown = map_range_grown(page.sheet, cells)
    return [_with_a_row(grown, edges) if grown else cells]


def _with_a_row(cells: str, edges: int) -> str:
    first, _, last = cells.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    if bottom - top >= edges:
        return cells
    return f"{column_letters(left)}{top}:{column_letters(right)}{top + edges}"


def _draw_comments(root: etree._Element, enclosures: Enclosures[Follower]) -> None:
    for comment in list(root.iter(*names(S, "comment"))):
        cells = comment.get("ref", "")
        if parse(cells) is not None:
            comment.set("ref", marker("y"))
            enclosures.enclose(comment, partial(in_copies, cells, False))


OVERLAYS = {"drawing": _draw_anchors, "table": _draw_table, "comments": _draw_comments}
"""How the kinds of parts that follow their sheet are made ready."""
