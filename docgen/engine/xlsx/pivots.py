"""Pivot caches whose source is a sheet that differs from document to document.

The range of a cache follows its rows, and its records become those of the document; so do the items that
pivots over it list.  What a pivot shows in its cells is put together by the program that opens the file
(``refreshOnLoad`` of a pivotCacheDefinition, ECMA-376 part 1, 18.10).  Where the source's values cannot be
known the records go, and all of it is left to that program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from docgen.engine.limits import Budget
from docgen.engine.names import R, S, names
from docgen.engine.references import BookLayout, FormulaTemplate, quoted
from docgen.engine.xlsx.assembly import Assembly
from docgen.engine.xlsx.calculation import Box, Unknown
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.pivot_renewal import Renewal, fields_with_items, serialised
from docgen.engine.xlsx.pivot_source import Cells, named_box, range_box
from docgen.engine.xlsx.sources import source_template, source_text, written_source
from docgen.engine.xlsx.tables import Table
from docgen.engine.xlsx.workbook import Workbook, read_xml
from docgen.errors import Problem
from docgen.opc import Package, parse_xml, rels_name

__all__ = ["PivotCaches"]

_SOURCES = names(S, "worksheetSource", "rangeSet")
_RECORDS = "pivotCacheRecords"
Parts = Iterator[tuple[str, bytes | None]]


@dataclass(frozen=True)
class _Cache:
    """A cache to be read anew: its part and, for each of its sources, the range that it follows.

    ``tables`` are the parts of the pivots over it, ``slicers`` those of the caches of its slicers; ``listed``
    are the fields that have items, from 0, None for a cache whose records cannot be written here: one of
    several ranges, of groups that somebody has chosen, one with a timeline.
    """

    part: str
    sources: tuple[FormulaTemplate | None, ...]
    tables: tuple[str, ...]
    slicers: tuple[str, ...]
    listed: frozenset[int] | None


class PivotCaches:
    """The caches whose source is a sheet in ``live``, or has a name in ``live_names`` (in lower case).

    ``tables`` are those of the workbook by their name in lower case, with the number of their sheet.
    """

    def __init__(
        self,
        book: Workbook,
        formulas: Formulas,
        live: Collection[int],
        live_names: Collection[str],
        tables: Mapping[str, tuple[int, Table]],
    ) -> None:
        self.book, self.tables = book, tables
        self.package: Package = book.package
        self.caches: list[_Cache] = []
        for part in book.package.related(book.part, "pivotCacheDefinition"):
            root = read_xml(book.package, part)
            elements = list(root.iter(*_SOURCES))
            found = tuple(source_template(e, formulas) for e in elements)
            named = any(e.get("name", "").casefold() in live_names for e in elements)
            if named or any(
                template is not None and not template.sheets.isdisjoint(live) for template in found
            ):
                pivots, slicers = self._pivots.get(part, ()), self._slicers(root)
                listed = self._listed(part, root, pivots)
                self.caches.append(_Cache(part, found, pivots, slicers, listed))

    @cached_property
    def _pivots(self) -> dict[str, tuple[str, ...]]:
        """The pivots over each cache, by parts."""
        found: dict[str, tuple[str, ...]] = {}
        for sheet in self.book.sheets:
            for pivot in self.package.related(sheet.part, "pivotTable"):
                for part in self.package.related(pivot, "pivotCacheDefinition"):
                    found[part] = (*found.get(part, ()), pivot)
        return found

    def _listed(self, part: str, root: etree._Element, pivots: Sequence[str]) -> frozenset[int] | None:
        """Return the fields that have items, by number; None if the records cannot be written here."""
        is_one = len(list(root.iter(*_SOURCES))) == 1
        is_grouped = next(root.iter(*names(S, "discretePr", "rangeSet", "calculatedItem")), None) is not None
        records = self.package.related(part, _RECORDS)
        if not is_one or is_grouped or len(records) != 1 or self._has_others(root):
            return None
        fields = enumerate(root.iter(*names(S, "sharedItems")))
        found = {number for number, shared in fields if len(shared)}
        for pivot in pivots:
            found |= fields_with_items(read_xml(self.package, pivot))
        return frozenset(found)

    def _slicers(self, root: etree._Element) -> tuple[str, ...]:
        """Return the caches of the slicers that count the items of a cache; it has an id for them."""
        ids, parts = _slicer_ids(root), self.package.related(self.book.part, "slicerCache")
        return tuple(part for part in parts if not ids.isdisjoint(self._chosen(part)))

    def _has_others(self, root: etree._Element) -> bool:
        """Tell whether a timeline, or a slicer that does not say of what, belongs to a cache."""
        ids, related = _slicer_ids(root), self.package.related
        timelines = {id_ for part in related(self.book.part, "timelineCache") for id_ in self._chosen(part)}
        slicers = {id_ for part in related(self.book.part, "slicerCache") for id_ in self._chosen(part)}
        return not ids.isdisjoint(timelines) if ids else bool(timelines | slicers)

    def _chosen(self, part: str) -> set[str | None]:
        """Return the ids of the caches from which a slicer or timeline chooses ([MS-XLSX] 2.6.61)."""
        root = read_xml(self.package, part)
        return {e.get("pivotCacheId") for e in root.iter("{*}tabular", "{*}state")}

    def asked(self) -> Iterator[str]:
        """Yield the ranges and names that caches read."""
        for cache in self.caches:
            for element in read_xml(self.package, cache.part).iter(*_SOURCES):
                name = element.get("name", "")
                if name.casefold() in self.tables:
                    number, table = self.tables[name.casefold()]
                    yield quoted(self.book.sheets[number - 1].name) + table.cells
                else:
                    yield name or source_text(element)

    def write(
        self,
        layout: BookLayout,
        cells: Cells,
        assembly: Assembly,
        warnings: list[Problem],
        budget: Budget,
    ) -> Parts:
        """Yield the parts of a document that differ from the template's; None for those that go."""
        there = {sheet.number for sheet in layout.sheets}
        for cache in self.caches:
            if not all(template is None or template.sheets <= there for template in cache.sources):
                continue
            root = read_xml(self.package, cache.part)
            root.set("refreshOnLoad", "1")
            boxes = [self._follow(*pair, layout, warnings) for pair in self._sources(root, cache)]
            try:
                if cache.listed is None:
                    raise Unknown(cache.part)
                renewal = Renewal(root, cache.listed, cells)
                renewal.read(boxes[0] or self._named(root, cells))
            except (Unknown, RecursionError):
                yield from self._without_records(cache.part, root)
            else:
                yield cache.part, serialised(root)
                yield self.package.related(cache.part, _RECORDS)[0], renewal.records(budget)
                yield from self._renewed_pivots(cache, renewal, assembly)

    def _renewed_pivots(self, cache: _Cache, renewal: Renewal, assembly: Assembly) -> Parts:
        for part in cache.tables:
            for name in assembly.placed.get(part, ()):
                content = assembly.changed.get(name)
                data = content if isinstance(content, bytes) else self.package.read(part)
                yield name, renewal.pivot(parse_xml(data, part))
        for part in cache.slicers:
            if part not in assembly.dropped:
                yield part, renewal.slicer(read_xml(self.package, part))

    @staticmethod
    def _sources(
        root: etree._Element, cache: _Cache
    ) -> Iterator[tuple[etree._Element, FormulaTemplate | None]]:
        return zip(root.iter(*_SOURCES), cache.sources, strict=True)

    @staticmethod
    def _follow(
        element: etree._Element,
        template: FormulaTemplate | None,
        layout: BookLayout,
        warnings: list[Problem],
    ) -> Box | None:
        """Let a source name the range of a document; return that."""
        if template is None:
            return None
        cells, sheet = written_source(template, layout, None, warnings)
        element.set("ref", cells.replace("$", ""))
        if not sheet:
            return None
        element.set("sheet", sheet)
        return range_box(cells, sheet)

    def _named(self, root: etree._Element, cells: Cells) -> Box:
        name = next(root.iter(*_SOURCES)).get("name", "")
        return named_box(name, cells.results)

    def _without_records(self, part: str, root: etree._Element) -> Parts:
        for name in ("recordCount", *(namespace + "id" for namespace in R)):
            root.attrib.pop(name, "")
        root.set("saveData", "0")
        yield part, serialised(root)
        records = self.package.related(part, _RECORDS)
        yield from ((record, None) for record in records)
        if not records:
            return
        relations = read_xml(self.package, rels_name(part))
        gone = {id_ for id_, r in self.package.relationships(part).items() if r.is_kind(_RECORDS)}
        for element in [e for e in relations if e.get("Id") in gone]:
            relations.remove(element)
        yield rels_name(part), etree.tostring(relations, xml_declaration=True, encoding="UTF-8")


def _slicer_ids(root: etree._Element) -> set[str]:
    """Return the id by which slicers name a cache, if it has one ([MS-XLSX] 2.6.31)."""
    return {e.get("pivotCacheId", "") for e in root.iter("{*}pivotCacheDefinition")} - {""}
