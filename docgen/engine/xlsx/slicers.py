"""The caches of slicers, which belong to the workbook: one goes with the last sheet of its slicers."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from docgen.engine.names import R
from docgen.engine.xlsx.workbook import Workbook, read_xml

__all__ = ["gone_caches", "without_caches"]


def gone_caches(book: Workbook, dropped: Collection[str]) -> dict[str, str]:
    """Return the caches that no slicer needs, by part, with their names; ``dropped`` parts are gone."""
    package = book.package
    slicers = [part for sheet in book.sheets for part in package.related(sheet.part, "slicer")]
    if not set(slicers) & set(dropped):
        return {}
    used = {
        slicer.get("cache", "")
        for part in slicers
        if part not in dropped
        for slicer in read_xml(package, part).iter("{*}slicer")
    }
    caches = {
        part: read_xml(package, part).get("name", "") for part in package.related(book.part, "slicerCache")
    }
    return {part: name for part, name in caches.items() if name not in used}


def without_caches(root: etree._Element, relations: Collection[str]) -> None:
    """Take caches out of the workbook part, by their relationships, and the lists that are empty then."""
    for cache in list(root.iter("{*}slicerCache")):
        if any(cache.get(namespace + "id") in relations for namespace in R):
            _remove(cache)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if not len(parent) and etree.QName(parent).localname in ("slicerCaches", "ext", "extLst"):
        _remove(parent)
