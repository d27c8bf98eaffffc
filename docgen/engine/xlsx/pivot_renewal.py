"""The records and items of one pivot cache as a document has them, and the pivots that list these items.

Knows the elements of caches and pivots (ECMA-376 part 1, 18.10.1); not which of them follow what.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from docgen.engine.limits import Budget
from docgen.engine.names import S, names
from docgen.engine.parts import DECLARATION
from docgen.engine.tags import has_tag
from docgen.engine.xlsx.calculation import Box, Unknown, as_text
from docgen.engine.xlsx.pivot_items import Entry, Items, flags, items, written
from docgen.engine.xlsx.pivot_source import Cells

__all__ = ["Renewal", "fields_with_items", "serialised"]

_ITEM, _ITEMS, _FIELD = names(S, "item"), names(S, "items"), names(S, "pivotField")
_FLAGS = (
    *("containsSemiMixedTypes", "containsNonDate", "containsDate", "containsString", "containsBlank"),
    *("containsMixedTypes", "containsNumber", "containsInteger", "minValue", "maxValue"),
    *("minDate", "maxDate", "count", "longText"),
)


class Renewal:
    """One cache in one document; ``listed`` are the fields that have items, by number from 0."""

    def __init__(self, root: etree._Element, listed: Collection[int], cells: Cells) -> None:
        self.root, self.listed, self.cells = root, listed, cells
        self.columns: list[list[Entry]] = []
        self.items: dict[int, Items] = {}

    def read(self, box: Box) -> None:
        """Let the cache hold what its source holds; raises Unknown, before anything changed, if it cannot."""
        sheet, top, left, _, right = box
        fields = self._fields()
        if len(fields) != right - left + 1:
            raise Unknown("columns that the cache does not know")
        self.columns = [self.cells.column(box, column) for column in range(left, right + 1)]
        heads = [self.cells.results.value(sheet, top, column) for column in range(left, right + 1)]
        for (number, field), head, found in zip(fields, heads, self.columns, strict=True):
            if has_tag(field.get("name", "")):
                field.set("name", as_text(head))
            self._write_field(field, number, found)
        self.root.set("recordCount", str(len(self.columns[0])))
        self.root.attrib.pop("saveData", "")

    def _fields(self) -> list[tuple[int, etree._Element]]:
        """Return the fields that are columns of the source, with their numbers; not those calculated."""
        fields = enumerate(self.root.iter(*names(S, "cacheField")))
        return [(n, e) for n, e in fields if e.get("databaseField", "1") not in ("0", "false")]

    def _write_field(self, field: etree._Element, number: int, found: Sequence[Entry]) -> None:
        shared = next(field.iterchildren(*names(S, "sharedItems")), None)
        if shared is None:
            shared = etree.Element(field.tag[: field.tag.index("}") + 1] + "sharedItems")
            field.insert(0, shared)
        before = [(str(etree.QName(e).localname), e.get("v", "")) for e in shared.iterchildren(etree.Element)]
        for child in list(shared):
            shared.remove(child)
        shared.text = None
        for name in _FLAGS:
            shared.attrib.pop(name, "")
        listed = found
        if number in self.listed:
            self.items[number] = items(before, found)
            listed = self.items[number].all
            namespace = etree.QName(shared).namespace
            shared.extend(_elements("".join(map(written, listed)), str(namespace)))
            shared.set("count", str(len(listed)))
        for name, value in flags(listed).items():
            shared.set(name, value)

    def records(self, budget: Budget) -> bytes:
        """Return the part with the records, whose size counts."""
        fields = zip(self._fields(), self.columns, strict=True)
        columns = [self._places(number, found) for (number, _), found in fields]
        rows = "".join([f"<r>{''.join(row)}</r>" for row in zip(*columns, strict=True)])
        namespace = etree.QName(self.root).namespace
        count = len(self.columns[0])
        text = f'<pivotCacheRecords xmlns="{namespace}" count="{count}">{rows}</pivotCacheRecords>'
        budget.grow(len(text))
        return DECLARATION + text.encode()

    def _places(self, field: int, found: Sequence[Entry]) -> list[str]:
        """Return a column of the records: places among the items, or the values themselves."""
        if (listed := self.items.get(field)) is None:
            known = {entry: written(entry) for entry in set(found)}
        else:
            known = {entry: f'<x v="{listed.place(entry)}"/>' for entry in set(found)}
        return [known[entry] for entry in found]

    def pivot(self, root: etree._Element) -> bytes:
        """Return a pivot that lists the items of the document; those that do not occur are marked (``m``).

        A field in groups, by months or by steps of numbers, lists these, whose bounds are set on opening.
        """
        fields = enumerate(self.root.iter(*names(S, "cacheField")))
        grouped = {n for n, e in fields if next(e.iterchildren(*names(S, "fieldGroup")), None) is not None}
        for number, field in enumerate(root.iter(*_FIELD)):
            holder = next(field.iterchildren(*_ITEMS), None)
            if holder is not None and number in self.items and number not in grouped:
                _list_items(holder, _shown(field), self.items[number])
        return serialised(root)

    def slicer(self, root: etree._Element) -> bytes:
        """Return the cache of a slicer that offers the document's items; others have no data (``nd``)."""
        names_ = [field.get("name") for field in self.root.iter(*names(S, "cacheField"))]
        name = root.get("sourceName")
        if name in names_ and (found := self.items.get(names_.index(name))) is not None:
            for holder in root.iter("{*}items"):
                _offer(holder, found)
        return serialised(root)


def fields_with_items(pivot: etree._Element) -> set[int]:
    """Return the numbers of the fields of which a pivot lists items."""
    return {number for number, field in enumerate(pivot.iter(*_FIELD)) if _shown(field)}


def _shown(field: etree._Element) -> list[etree._Element]:
    """Return the items of a pivot's field that stand for values, not for a total."""
    return [e for holder in field.iterchildren(*_ITEMS) for e in holder.iterchildren(*_ITEM) if e.get("x")]


def _list_items(holder: etree._Element, shown: Sequence[etree._Element], found: Items) -> None:
    for item in shown:
        item.attrib.pop("m", "")
        if int(item.get("x", "0")) not in found.there:
            item.set("m", "1")
    known = {int(item.get("x", "0")) for item in shown}
    at = holder.index(shown[-1]) + 1 if shown else 0
    for place in sorted(found.there - known, reverse=True):
        item = etree.Element(holder.tag[: holder.tag.index("}") + 1] + "item")
        item.set("x", str(place))
        holder.insert(at, item)
    holder.set("count", str(len(list(holder.iterchildren(*_ITEM)))))


def _offer(holder: etree._Element, found: Items) -> None:
    known = {int(item.get("x", "0")): item for item in holder.iterchildren("{*}i")}
    for place, item in known.items():
        item.attrib.pop("nd", "")
        if place not in found.there:
            item.set("nd", "1")
    for place in sorted(found.there - known.keys()):
        item = etree.SubElement(holder, holder.tag[: holder.tag.index("}") + 1] + "i")
        item.set("x", str(place))
        item.set("s", "1")
    holder.set("count", str(len(holder)))


def _elements(text: str, namespace: str) -> list[etree._Element]:
    return list(etree.fromstring(f'<a xmlns="{namespace}">{text}</a>'))


def serialised(root: etree._Element) -> bytes:
    """Return a tree as a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
