"""Everything of a sheet but its rows: widths, merged cells, rules, validations, links, breaks, sparklines.

What names cells there follows them; what has lost all its cells goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import (
    BookLayout,
    FormulaTemplate,
    Home,
    Place,
    SheetLayout,
    map_breaks,
    map_range_all,
    map_range_grown,
    map_sqref,
)
from docgen.engine.source import is_element
from docgen.engine.text import clean
from docgen.engine.xlsx_formulas import Formulas
from docgen.engine.xlsx_sheet import position
from docgen.errors import DocgenError, Problem

__all__ = ["Frame"]

_CUT = "<sheetData>\ufdd4</sheetData>"
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_RULED = names((*S, _X14), "conditionalFormatting", "dataValidation")
_TEXTS = names(S, "formula", "formula1", "formula2") | {_XM + "f"}
_VALUES = names((*S, _X14), "cfvo")
_LINKS = names(S, "hyperlink")
_MOVED = "moved"
"""An attribute of what has its place already; it does not stay."""
_LISTED = names(S, "protectedRange", "ignoredError")
_GROWN = names(S, "dimension", "autoFilter", "sortState")
_COUNTED = names((*S, _X14), "mergeCells", "dataValidations", "hyperlinks", "cols", "rowBreaks", "colBreaks")
_X14_LISTS = ("sparklines", "sparklineGroups", "conditionalFormattings")
_EMPTY_GOES = _COUNTED | names(S, "protectedRanges", "ignoredErrors")


@dataclass
class _Spot:
    """A formula in the frame: the element whose text it is, or whose attribute ``name``."""

    element: etree._Element
    name: str
    home: Home

    @property
    def text(self) -> str:
        return (self.element.get(self.name) if self.name else self.element.text) or ""

    @text.setter
    def text(self, text: str) -> None:
        if self.name:
            self.element.set(self.name, text)
        else:
            self.element.text = text


@dataclass
class Frame:
    """The frame of one sheet of the template: its formulas made ready, and whether anything can move."""

    number: int
    moves: bool
    formulas: dict[tuple[str, Home], FormulaTemplate] = field(default_factory=dict)

    @classmethod
    def compile(cls, root: etree._Element, number: int, formulas: Formulas, *, still: bool) -> Frame:
        """Return the frame of a sheet; ``still``: its rows and columns stay where they are."""
        found: dict[tuple[str, Home], FormulaTemplate] = {}
        for spot in _spots(root, number):
            place = Place.VALUE if spot.name in ("val", "location") else Place.RANGE
            template = formulas.compile(spot.text, spot.home, place=place, pin=True) if spot.text else None
            if template is not None:
                found[spot.text, spot.home] = template
        moves = not still or any(
            not isinstance(p, str) for template in found.values() for p in template.pieces
        )
        return cls(number, moves, found)

    def finish(
        self, head: str, tail: str, layout: BookLayout, at: int, warnings: list[Problem]
    ) -> tuple[str, str]:
        """Return what stands before and behind the rows of the output sheet at a position."""
        if not self.moves:
            return head, tail
        root = etree.fromstring(clean(f"{head}\ufdd4{tail}")[0])
        sheet = layout.sheet(at)
        self._write_formulas(root, layout, at, warnings)
        _move(root, sheet)
        text = etree.tostring(root, encoding="unicode")
        head, _, tail = text.partition(_CUT)
        return head + "<sheetData>", "</sheetData>" + tail

    def _write_formulas(
        self, root: etree._Element, layout: BookLayout, at: int, warnings: list[Problem]
    ) -> None:
        sheet = layout.sheet(at)
        for spot in list(_spots(root, self.number)):
            template = self.formulas.get((spot.text, spot.home))
            row, column = spot.home.row or 1, spot.home.column or 1
            if template is None or not all(
                placement.count(placement.axis.owner(number))
                for placement, number in ((sheet.rows, row), (sheet.columns, column))
            ):
                continue
            if _is(spot.element.getparent(), "sparkline"):
                self._repeat_sparkline(spot, template, layout, at)
            elif spot.name == "location":
                self._repeat_link(spot, template, layout, at)
            else:
                spot.text = template.text(layout, at, warnings=warnings)

    @staticmethod
    def _repeat_sparkline(spot: _Spot, template: FormulaTemplate, layout: BookLayout, at: int) -> None:
        """Let a sparkline come again in each copy of its cell."""
        sparkline = spot.element.getparent()
        place = None if sparkline is None else sparkline.find(_XM + "sqref")
        if sparkline is None or place is None or not place.text:
            return
        for cell, text in _copies(place.text, spot.home, template, layout, at):
            copy = deepcopy(sparkline)
            for child in copy:
                if child.tag == _XM + "f":
                    child.text = text
                elif child.tag == _XM + "sqref":
                    child.text = cell
                    child.set(_MOVED, "1")
            sparkline.addprevious(copy)
        _remove(sparkline)

    @staticmethod
    def _repeat_link(spot: _Spot, template: FormulaTemplate, layout: BookLayout, at: int) -> None:
        """Let a link to a place in the workbook come again in each copy of its cell."""
        link = spot.element
        for cell, text in _copies(link.get("ref", ""), spot.home, template, layout, at):
            copy = deepcopy(link)
            copy.set("ref", cell)
            copy.set("location", text)
            copy.set(_MOVED, "1")
            link.addprevious(copy)
        _remove(link)


def _copies(
    cells: str, home: Home, template: FormulaTemplate, layout: BookLayout, at: int
) -> Iterator[tuple[str, str]]:
    """Yield each copy of a cell together with what the formula in it is there."""
    sheet = layout.sheet(at)
    found = map_range_all(sheet, cells)
    across = max(1, len(found) // max(1, sheet.rows.count(sheet.rows.axis.owner(home.row or 1))))
    for number, cell in enumerate(found):
        row, column = divmod(number, across)
        yield cell, template.text(layout, at, row_copy=row, column_copy=column)


def _is(element: etree._Element | None, name: str) -> bool:
    return element is not None and str(etree.QName(element).localname) == name


def _spots(root: etree._Element, number: int) -> Iterator[_Spot]:
    """Yield the formulas of rules, validations and sparklines with the cell that they are written for."""
    for element in root.iter(*_RULED, _X14 + "sparkline", *_LINKS):
        cells = _cells_of(element) or element.get("ref", "")
        if not cells:
            continue
        try:
            home = Home(number, *position(cells.split()[0].split(":")[0].replace("$", "")))
        except ValueError:
            continue
        if element.get("location"):
            yield _Spot(element, "location", home)
        for child in element.iter(*_TEXTS):
            yield _Spot(child, "", home)
        for child in element.iter(*_VALUES):
            if child.get("type") in ("formula", "num", "percent", "percentile") and child.get("val"):
                yield _Spot(child, "val", home)


def _cells_of(element: etree._Element) -> str:
    listed = element.find(_XM + "sqref")
    return element.get("sqref", "") if listed is None else listed.text or ""


# What names cells without being a formula


def _move(root: etree._Element, sheet: SheetLayout) -> None:
    """Let everything in the frame follow the cells that it names."""
    _move_lists(root, sheet)
    for element in list(root.iter(*_GROWN)):
        _put(element, "ref", map_range_grown(sheet, element.get("ref", "")) if element.get("ref") else "")
    for name in ("mergeCell", "hyperlink"):
        for element in list(root.iter(*names(S, name))):
            _repeat_ranges(element, sheet, is_merge=name == "mergeCell")
    for element in list(root.iter(*names(S, "cols"))):
        _move_widths(element, sheet)
    for name, placement in (("rowBreaks", sheet.rows), ("colBreaks", sheet.columns)):
        for element in root.iter(*names(S, name)):
            _move_breaks(element, lambda ids, where=placement: map_breaks(where, ids))  # type: ignore[misc]  # a default binds the loop's value
    _drop_empty(root)


def _move_lists(root: etree._Element, sheet: SheetLayout) -> None:
    for element in list(root.iter(*_RULED, *_LISTED)):
        listed = element.find(_XM + "sqref")
        if listed is not None:
            listed.text = _mapped(sheet, listed.text or "")
        else:
            element.set("sqref", _mapped(sheet, element.get("sqref", "")))
        if not _cells_of(element):
            _remove(element)
    for listed in list(root.iter(_XM + "sqref")):
        if not _is(listed.getparent(), "sparkline"):
            continue
        if _MOVED in listed.attrib:
            del listed.attrib[_MOVED]
        else:
            listed.text = _mapped(sheet, listed.text or "")


def _mapped(sheet: SheetLayout, cells: str) -> str:
    try:
        return map_sqref(sheet, cells)
    except DocgenError:
        return cells


def _put(element: etree._Element, name: str, value: str | None) -> None:
    if value:
        element.set(name, value)
    else:
        _remove(element)


def _repeat_ranges(element: etree._Element, sheet: SheetLayout, *, is_merge: bool) -> None:
    if _MOVED in element.attrib:
        del element.attrib[_MOVED]
        return
    ranges = map_range_all(sheet, element.get("ref", ""))
    for cells in ranges:
        if is_merge and ":" not in cells:
            continue
        copy = deepcopy(element)
        copy.set("ref", cells)
        element.addprevious(copy)
    _remove(element)


def _move_widths(cols: etree._Element, sheet: SheetLayout) -> None:
    if sheet.columns.axis.still:
        return
    for element in list(cols):
        if not is_element(element):
            continue
        first, last = int(element.get("min", 1)), int(element.get("max", 1))
        for start, stop in _joined(sheet.columns.runs(first, last)):
            copy = deepcopy(element)
            copy.set("min", str(start))
            copy.set("max", str(stop))
            element.addprevious(copy)
        _remove(element)


def _joined(runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield runs within the sheet, those that touch as one."""
    found: list[tuple[int, int]] = []
    for first, last in runs:
        if found and found[-1][1] + 1 == first:
            found[-1] = found[-1][0], last
        else:
            found.append((first, last))
    yield from ((first, min(last, 16_384)) for first, last in found if first <= 16_384)


def _move_breaks(breaks: etree._Element, mapped: Callable[[list[int]], list[int]]) -> None:
    models = {int(e.get("id", 0)): e for e in breaks if is_element(e)}
    if not models:
        return
    model = next(iter(models.values()))
    ids = mapped(list(models))
    for element in models.values():
        breaks.remove(element)
    for number in ids:
        copy = deepcopy(model)
        copy.set("id", str(number))
        breaks.append(copy)
    breaks.set("manualBreakCount", str(len(ids)))


def _drop_empty(root: etree._Element) -> None:
    """Count what is counted, and remove lists that have lost all their entries."""
    for element in list(root.iter(*_EMPTY_GOES)):
        if not len(element):
            _remove(element)
        elif element.tag in _COUNTED and "count" in element.attrib:
            element.set("count", str(len(element)))
    for name in _X14_LISTS:
        for element in list(root.iter(_X14 + name)):
            parent = element.getparent()
            if not len(element):
                _remove(parent if name == "sparklines" and parent is not None else element)
    for extension in list(root.iter(*names(S, "ext"))):
        if not len(extension) and not (extension.text or "").strip():
            _remove(extension)
    for listing in list(root.iter(*names(S, "extLst"))):
        if not len(listing):
            _remove(listing)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
