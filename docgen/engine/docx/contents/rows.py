"""What the rows of a template's tables are like: the room in their cells, their least height, in points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from lxml import etree

from docgen.engine.docx.styles import Styles

__all__ = [
    "FilledRow",
    "KnownRows",
    "RowShape",
    "Sheet",
    "TableRoom",
    "cells_of",
    "read_row",
    "table_room",
    "twips",
]

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Sheet:
    """The room of a page, and the grid of its lines; in points."""

    width: float = 451.0
    height: float = 698.0
    columns: int = 1
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class Margins:
    """The margins of a cell, in points."""

    left: float = 5.4
    right: float = 5.4
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """The room in a cell, the margins above and below, and whether it is one of several merged."""

    room: Sheet
    along: float
    is_merged: bool


@dataclass(frozen=True, slots=True)
class RowShape:
    """What a row is like whatever its cells hold."""

    cells: tuple[Cell, ...]
    least: float
    is_whole: bool
    repeats: bool


class FilledRow(NamedTuple):
    """A row with what its cells hold: its height, and how it holds together."""

    height: float
    keep_next: bool
    is_whole: bool
    repeats: bool


class KnownRows:
    """The rows of one template as far as they have been read, by number and the room of their table.

    ``still`` are those in which no tag stands: their height never changes.
    """

    def __init__(self) -> None:
        self.still: set[str] = set()
        self.shapes: dict[tuple[str | None, int, TableRoom], RowShape] = {}
        self.filled: dict[tuple[str | None, TableRoom], FilledRow] = {}


def twips(element: Element | None, name: str, otherwise: int) -> float:
    """Return a length of an element, in points; ``otherwise`` is in twentieths of a point."""
    text = element.get(name, "") if element is not None else ""
    if not text and name.endswith("gutter"):
        return 0.0
    try:
        return abs(float(text or otherwise)) / 20
    except ValueError:
        return otherwise / 20


class TableRoom(NamedTuple):
    """What the rows of a table share: the columns' widths, the cells' margins, the page or cell around it."""

    widths: tuple[float, ...]
    margins: Margins
    sheet: Sheet


def read_row(row: Element, cells: list[Element], w: str, room: TableRoom) -> RowShape:
    """Return what a row of a table is like."""
    at, found, widths = 0, list[Cell](), room.widths
    for cell in cells:
        properties = _children(next(cell.iterchildren(w + "tcPr"), None), w)
        span = properties["gridSpan"].get(w + "val", "") if "gridSpan" in properties else ""
        across = int(span) if span.isdigit() else 1
        otherwise = room.sheet.width / max(len(widths), 1)
        width = sum(widths[at : at + across]) or _cell_width(properties.get("tcW"), w, otherwise)
        at += across
        margins = _margins(properties.get("tcMar"), w, room.margins)
        inner = Sheet(max(width - margins.left - margins.right, 12), room.sheet.height, 1, 0.0)
        found.append(Cell(inner, margins.top + margins.bottom, "vMerge" in properties))
    own = _children(next(row.iterchildren(w + "trPr"), None), w)
    repeats = "tblHeader" in own and own["tblHeader"].get(w + "val", "1") not in ("0", "false", "off")
    least = twips(own.get("trHeight"), w + "val", 0)
    return RowShape(tuple(found), least, "cantSplit" in own, repeats)


def cells_of(row: Element, w: str) -> list[Element]:
    """Return the cells of a row, also those in content controls, and none of inner tables."""
    cells = list(row.iterchildren(w + "tc"))
    if any(True for _ in row.iterchildren(w + "sdt", w + "customXml", w + "ins", w + "del")):
        return [cell for cell in row.iter(w + "tc") if next(cell.iterancestors(w + "tr"), None) is row]
    return cells


def _children(properties: Element | None, w: str) -> dict[str, Element]:
    """Return properties by their names."""
    return {} if properties is None else {str(child.tag)[len(w) :]: child for child in properties}


def _cell_width(width: Element | None, w: str, otherwise: float) -> float:
    if width is None or width.get(w + "type") != "dxa":
        return otherwise
    return twips(width, w + "w", int(otherwise * 20))


_SIDES: Mapping[str, str] = {
    **{"left": "left", "start": "left", "right": "right", "end": "right"},
    **{"top": "top", "bottom": "bottom"},
}


def table_room(table: Element, w: str, sheet: Sheet, styles: Styles) -> TableRoom:
    """Return what a table or its style sets for all rows."""
    widths = tuple(twips(column, w + "w", 0) for column in table.iterfind(f"{w}tblGrid/{w}gridCol"))
    style = table.find(f"{w}tblPr/{w}tblStyle")
    inherited = styles.inherited(style.get(w + "val", ""), "tblPr/tblCellMar") if style is not None else None
    usual = _margins(inherited, styles.w, Margins())
    return TableRoom(widths, _margins(table.find(f"{w}tblPr/{w}tblCellMar"), w, usual), sheet)


def _margins(element: Element | None, w: str, usual: Margins) -> Margins:
    """Return margins with those changed that an element names."""
    if element is None:
        return usual
    sides = {
        str(side.tag).removeprefix(w): twips(side, w + "w", 0) for side in element.iterchildren(etree.Element)
    }
    return replace(usual, **{_SIDES[name]: points for name, points in sides.items() if name in _SIDES})
