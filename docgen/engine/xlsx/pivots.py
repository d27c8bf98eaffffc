"""Pivot caches whose source is a sheet that differs from document to document.

The range of a cache follows its rows.  Its records, which are a copy of the template's rows, go: Excel reads
the source when the document is opened (``refreshOnLoad`` of a pivotCacheDefinition, ECMA-376 part 1, 18.10).
The items that the fields share stay, since pivots and slicers count by them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.engine.names import R, S, names
from docgen.engine.references import BookLayout, FormulaTemplate
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.sources import source_template, written_source
from docgen.engine.xlsx.workbook import Workbook, read_xml
from docgen.errors import Problem
from docgen.opc import Package, rels_name

__all__ = ["PivotCaches"]

_SOURCES = names(S, "worksheetSource", "rangeSet")
_RECORDS = "pivotCacheRecords"


@dataclass(frozen=True)
class _Cache:
    """A cache to be read anew: its part and, for each of its sources, the range that it follows."""

    part: str
    sources: tuple[FormulaTemplate | None, ...]


class PivotCaches:
    """The caches whose source is a sheet in ``live``, or has a name in ``live_names`` (in lower case)."""

    def __init__(
        self, book: Workbook, formulas: Formulas, live: Collection[int], live_names: Collection[str]
    ) -> None:
        self.package: Package = book.package
        self.caches: list[_Cache] = []
        for part in book.package.related(book.part, "pivotCacheDefinition"):
            elements = list(read_xml(book.package, part).iter(*_SOURCES))
            found = [source_template(e, formulas) for e in elements]
            named = any(e.get("name", "").casefold() in live_names for e in elements)
            if named or any(
                template is not None and not template.sheets.isdisjoint(live) for template in found
            ):
                self.caches.append(_Cache(part, tuple(found)))

    def write(self, layout: BookLayout, warnings: list[Problem]) -> Iterator[tuple[str, bytes | None]]:
        """Yield the parts of a document that differ from the template's; None for those that go."""
        there = {sheet.number for sheet in layout.sheets}
        for cache in self.caches:
            if all(template is None or template.sheets <= there for template in cache.sources):
                yield from self._renewed(cache, layout, warnings)

    def _renewed(
        self, cache: _Cache, layout: BookLayout, warnings: list[Problem]
    ) -> Iterator[tuple[str, bytes | None]]:
        root = read_xml(self.package, cache.part)
        for element, template in zip(root.iter(*_SOURCES), cache.sources, strict=True):
            if template is not None:
                _set_source(element, *written_source(template, layout, None, warnings))
        for name in ("recordCount", *(namespace + "id" for namespace in R)):
            root.attrib.pop(name, "")
        root.set("saveData", "0")
        root.set("refreshOnLoad", "1")
        yield cache.part, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        yield from self._without_records(cache.part)

    def _without_records(self, part: str) -> Iterator[tuple[str, bytes | None]]:
        records = self.package.related(part, _RECORDS)
        yield from ((record, None) for record in records)
        if not records:
            return
        relations = read_xml(self.package, rels_name(part))
        gone = {id_ for id_, r in self.package.relationships(part).items() if r.is_kind(_RECORDS)}
        for element in [e for e in relations if e.get("Id") in gone]:
            relations.remove(element)
        yield rels_name(part), etree.tostring(relations, xml_declaration=True, encoding="UTF-8")


def _set_source(element: etree._Element, cells: str, sheet: str) -> None:
    element.set("ref", cells.replace("$", ""))
    if sheet:
        element.set("sheet", sheet)
