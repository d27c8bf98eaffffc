"""Everything of a sheet but its rows: widths, merged cells, rules, validations, links, breaks, sparklines.

Runs once for a template: whatever names cells is put between markers, and noted with what becomes of it
when the rows and columns have their place (``followers``).  For a document no tree is read or written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import Home, Place
from docgen.engine.source import is_element
from docgen.engine.xlsx.controls import mark_controls
from docgen.engine.xlsx.followers import (
    Follower,
    Frame,
    in_areas,
    in_breaks,
    in_copies,
    in_first_copy,
    in_linked_copies,
    in_range,
    in_widths,
    plain,
    with_entries,
)
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.marking import Marking
from docgen.engine.xlsx.sheet import position
from docgen.engine.xlsx.sources import in_source, source_template, source_text
from docgen.engine.xlsx.views import mark_views

__all__ = ["draw_frame", "outside_references"]

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_RULED = names((*S, _X14), "conditionalFormatting", "dataValidation")
_TEXTS = names(S, "formula", "formula1", "formula2") | {_XM + "f"}
_VALUES = names((*S, _X14), "cfvo")
_LINKS, _SPARKLINE = names(S, "hyperlink"), _X14 + "sparkline"
_LISTED = names((*S, _X14), "protectedRange", "ignoredError")
_GROWN = names(S, "dimension", "autoFilter", "sortState", "sortCondition")
_BREAKS = names(S, "rowBreaks", "colBreaks")
_SCENARIO, _INPUT, _WATCH = names(S, "scenario"), names(S, "inputCells"), names(S, "cellWatch")
_SOURCES = names(S, "dataRef")
_GROUP, _SPARKLINES = _X14 + "sparklineGroup", _X14 + "sparklines"
_HOLDERS = frozenset(
    {
        *names((*S, _X14), "mergeCells", "dataValidations", "hyperlinks", "cols", "conditionalFormattings"),
        *names((*S, _X14), "protectedRanges", "ignoredErrors", "ext", "extLst"),
        *names(S, "scenario", "scenarios", "cellWatches", "dataRefs"),
        *(_GROUP, _SPARKLINES, _X14 + "sparklineGroups"),
    }
)


@dataclass
class _Drawing:
    """The frame of one sheet while markers are put into its tree."""

    root: etree._Element
    marking: Marking
    linked: dict[etree._Element, Home] = field(default_factory=dict)
    """Links and sparklines whose formula is another one in each copy, with their cell."""

    def draw(self) -> None:
        """Put all markers in."""
        for element in list(self.root.iter(*_RULED, _SPARKLINE, *_LINKS)):
            self._mark_formulas(element)
        for element in self.root.iter(_GROUP):
            for dates in element.iterchildren(_XM + "f"):
                self.marking.text(dates, self.marking.home, Place.RANGE)
        mark_controls(self.root, self.marking)
        for element in list(self.root.iter(*_SOURCES)):
            self._mark_source(element)
        if self.marking.moves:
            self._mark_cells()
            mark_views(self.root, self.marking)
        for element in reversed(list(self.root.iter(*_HOLDERS))):
            self._mark_holder(element)

    # -- formulas --------------------------------------------------------

    def _mark_formulas(self, element: etree._Element) -> None:
        """Put markers in place of the formulas of a rule, a validation, a link or a sparkline."""
        home = _home(element, self.marking.number)
        if home is None:
            return
        marked = self.marking.attribute(element, "location", home, Place.VALUE)
        for child in element.iter(*_TEXTS):
            marked |= self.marking.text(child, home, Place.RANGE)
        for child in element.iter(*_VALUES):
            if child.get("type") in ("formula", "num", "percent", "percentile"):
                marked |= self.marking.attribute(child, "val", home, Place.VALUE)
        if marked and (element.tag in _LINKS or element.tag == _SPARKLINE):
            self.linked[element] = home

    def _mark_source(self, element: etree._Element) -> None:
        """Let a range of any sheet that is consolidated follow."""
        template = source_template(element, self.marking.formulas, self.marking.number)
        if template is not None and template.differs(self.marking.live):
            element.set("ref", marker("y"))
            if element.get("sheet"):
                element.set("sheet", marker("z"))
            self.marking.enclosures.enclose(element, partial(in_source, template))

    # -- cells -----------------------------------------------------------

    def _mark_cells(self) -> None:
        """Put markers in place of whatever names cells of this sheet."""
        for element in list(self.root.iter(etree.Element)):
            if element.tag in _BREAKS:
                self._mark_breaks(element)
            elif follower := self._follower(element):
                self.marking.enclosures.enclose(element, follower)

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
        if element.tag in _WATCH:
            return partial(in_copies, _take(element, "r"), False)
        if element.tag in _INPUT:
            return partial(in_first_copy, _take(element, "r"))
        if element.tag in names(S, "col") and self.marking.moves_columns:
            return self._in_widths(element)
        return None

    @staticmethod
    def _in_widths(element: etree._Element) -> Follower:
        run = int(element.get("min", 1)), int(element.get("max", 1))
        element.set("min", marker("Y"))
        element.set("max", marker("Z"))
        return partial(in_widths, run)

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
        self.marking.enclosures.enclose(entries[0], partial(in_breaks, ids, rows))
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
                self.marking.enclosures.enclose(element, plain)
        self._count(holder)

    def _count(self, holder: etree._Element) -> None:
        if "count" in holder.attrib:
            holder.set("count", marker("n"))
        self.marking.enclosures.enclose(holder, with_entries)


def _is_enclosed(element: etree._Element) -> bool:
    return (element.tail or "").startswith(marker("x"))


def draw_frame(root: etree._Element, marking: Marking) -> Frame:
    """Put markers into the tree of a sheet, and return what they stand for."""
    _Drawing(root, marking).draw()
    return Frame(marking.enclosures.followers, marking.found)


def outside_references(root: etree._Element) -> Iterator[str]:
    """Yield the references that a sheet holds outside of its cells, as they are written."""
    for element in root.iter(*_TEXTS):
        yield element.text or ""
    for element in root.iter(etree.Element):
        yield from (element.get(name, "") for name in ("location", "linkedCell", "listFillRange"))
    for element in root.iter(*_SOURCES):
        yield source_text(element)


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
