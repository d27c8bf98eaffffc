"""Everything of a sheet but its rows: widths, merged cells, rules, validations, links, breaks, sparklines.

Runs once for a template: whatever names cells is put between markers, and noted with what becomes of it
when the rows and columns have their place (``followers``).  For a document no tree is read or written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import Axis, Home, Place
from docgen.engine.source import TOKEN, is_element
from docgen.engine.text import escape_text
from docgen.engine.xlsx.followers import (
    Follower,
    Frame,
    FrameFormula,
    in_areas,
    in_breaks,
    in_copies,
    in_linked_copies,
    in_range,
    in_widths,
    plain,
    with_entries,
)
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.markers import Enclosures, marker
from docgen.engine.xlsx.sheet import position

__all__ = ["draw_frame"]

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_RULED = names((*S, _X14), "conditionalFormatting", "dataValidation")
_TEXTS = names(S, "formula", "formula1", "formula2") | {_XM + "f"}
_VALUES = names((*S, _X14), "cfvo")
_LINKS, _SPARKLINE = names(S, "hyperlink"), _X14 + "sparkline"
_LISTED = names(S, "protectedRange", "ignoredError")
_GROWN = names(S, "dimension", "autoFilter", "sortState")
_BREAKS = names(S, "rowBreaks", "colBreaks")
_GROUP, _SPARKLINES = _X14 + "sparklineGroup", _X14 + "sparklines"
_HOLDERS = frozenset(
    {
        *names((*S, _X14), "mergeCells", "dataValidations", "hyperlinks", "cols", "conditionalFormattings"),
        *names(S, "protectedRanges", "ignoredErrors", "ext", "extLst"),
        *(_GROUP, _SPARKLINES, _X14 + "sparklineGroups"),
    }
)


@dataclass
class _Drawing:
    """The frame of one sheet while markers are put into its tree."""

    root: etree._Element
    number: int
    formulas: Formulas
    rows: Axis
    columns: Axis
    enclosures: Enclosures[Follower] = field(default_factory=Enclosures)
    found: list[FrameFormula] = field(default_factory=list)
    linked: dict[etree._Element, Home] = field(default_factory=dict)
    """Links and sparklines whose formula is another one in each copy, with their cell."""

    def draw(self) -> None:
        """Put all markers in."""
        for element in list(self.root.iter(*_RULED, _SPARKLINE, *_LINKS)):
            self._mark_formulas(element)
        if self.rows.still and self.columns.still:
            return
        for element in list(self.root.iter(etree.Element)):
            if element.tag in _BREAKS:
                self._mark_breaks(element)
            elif follower := self._follower(element):
                self.enclosures.enclose(element, follower)
        for element in reversed(list(self.root.iter(*_HOLDERS))):
            self._mark_holder(element)

    # -- formulas --------------------------------------------------------

    def _mark_formulas(self, element: etree._Element) -> None:
        """Put markers in place of the formulas of a rule, a validation, a link or a sparkline."""
        home = _home(element, self.number)
        if home is None:
            return
        marked = False
        if text := self._marked(element.get("location", ""), home, Place.VALUE):
            element.set("location", text)
            marked = True
        for child in element.iter(*_TEXTS):
            if text := self._marked(child.text or "", home, Place.RANGE):
                child.text, marked = text, True
        for child in element.iter(*_VALUES):
            if child.get("type") in ("formula", "num", "percent", "percentile") and (
                text := self._marked(child.get("val", ""), home, Place.VALUE)
            ):
                child.set("val", text)
        if marked and (element.tag in _LINKS or element.tag == _SPARKLINE):
            self.linked[element] = home

    def _marked(self, text: str, home: Home, place: Place) -> str:
        """Return the marker of a formula together with its tags; nothing if it is always the same."""
        template = self.formulas.compile(text, home, place=place, pin=True) if text else None
        if template is None or all(isinstance(piece, str) for piece in template.pieces):
            return ""
        self.found.append(FrameFormula(template, escape_text(text)))
        tokens = [match.group() for match in TOKEN.finditer(text)]
        return marker(f"m{len(self.found) - 1}") + "".join(token + marker("v") for token in tokens)

    # -- cells -----------------------------------------------------------

    def _follower(self, element: etree._Element) -> Follower | None:
        """Return what becomes of an element that names cells, whose place a marker takes."""
        if element.tag in _LINKS or element.tag in names(S, "mergeCell"):
            return self._in_copies(element)
        if element.tag in _RULED or element.tag in _LISTED or element.tag == _SPARKLINE:
            cells = _take_cells(element)
            if element in self.linked:
                return partial(in_linked_copies, cells, self.linked[element])
            return partial(in_areas, cells)
        if element.tag in _GROWN:
            return partial(in_range, _take(element, "ref"))
        if element.tag in names(S, "col") and not self.columns.still:
            run = int(element.get("min", 1)), int(element.get("max", 1))
            element.set("min", marker("Y"))
            element.set("max", marker("Z"))
            return partial(in_widths, run)
        return None

    def _in_copies(self, element: etree._Element) -> Follower:
        cells = _take(element, "ref")
        if element in self.linked:
            return partial(in_linked_copies, cells, self.linked[element])
        return partial(in_copies, cells, element.tag not in _LINKS)

    def _mark_breaks(self, breaks: etree._Element) -> None:
        """Let the first page break stand for all of them."""
        entries = [e for e in breaks if is_element(e)]
        if not entries:
            return
        ids = [int(e.get("id", 0)) for e in entries]
        for element in entries[1:]:
            breaks.remove(element)
        entries[0].set("id", marker("y"))
        breaks.set("manualBreakCount", marker("n"))
        rows = breaks.tag in names(S, "rowBreaks")
        self.enclosures.enclose(entries[0], partial(in_breaks, ids, rows))
        self._count(breaks)

    # -- lists -----------------------------------------------------------

    def _mark_holder(self, holder: etree._Element) -> None:
        """Let a list go when it has lost all its entries."""
        entries = [e for e in holder if is_element(e)]
        if holder.tag == _GROUP:
            entries = [e for e in entries if e.tag == _SPARKLINES]
        if not any(map(_is_enclosed, entries)):
            return
        for element in entries:
            if not _is_enclosed(element):
                self.enclosures.enclose(element, plain)
        self._count(holder)

    def _count(self, holder: etree._Element) -> None:
        if "count" in holder.attrib:
            holder.set("count", marker("n"))
        self.enclosures.enclose(holder, with_entries)


def _is_enclosed(element: etree._Element) -> bool:
    return (element.tail or "").startswith(marker("x"))


def draw_frame(root: etree._Element, number: int, formulas: Formulas) -> Frame:
    """Put markers into the tree of the sheet with that number, and return what they stand for."""
    plan = formulas.book.sheet(number)
    drawing = _Drawing(root, number, formulas, plan.rows, plan.columns)
    drawing.draw()
    return Frame(drawing.enclosures.followers, drawing.found)


def _home(element: etree._Element, number: int) -> Home | None:
    """Return the cell for which the formulas of an element are written: the first that it names."""
    listed = element.find(_XM + "sqref")
    cells = element.get("sqref", "") if listed is None else listed.text or ""
    try:
        cell = (cells or element.get("ref", "")).split()[0].split(":")[0]
        return Home(number, *position(cell.replace("$", "")))
    except (IndexError, ValueError):
        return None


def _take(element: etree._Element, name: str) -> str:
    """Return an attribute, in whose place a marker stands from now on."""
    value = element.get(name, "")
    element.set(name, marker("y"))
    return value


def _take_cells(element: etree._Element) -> str:
    listed = element.find(_XM + "sqref")
    if listed is None:
        return _take(element, "sqref")
    cells, listed.text = listed.text or "", marker("y")
    return cells
