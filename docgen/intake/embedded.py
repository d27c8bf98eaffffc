"""Pictures that are the content of cells: Excel's "Place in Cell", and those of WPS.

Excel keeps them as rich values ([MS-XLSX] 2.3.3: cell → metadata → value → relationship), WPS as a list of
pictures that a function names, ``DISPIMG("ID_…", 1)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docgen.opc import Package

__all__ = ["Held", "held_in_cells", "related"]

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_NAMED = re.compile(r'DISPIMG\("([^"]+)"')
_RICH, _IMAGE, _TEXT = "XLRICHVALUE", "_rvRel:LocalImageIdentifier", "Text"


@dataclass(frozen=True, slots=True)
class Held:
    """A picture's file, and what is said of it."""

    data: bytes
    text: str = ""


def held_in_cells(package: Package, sheet: str) -> Iterator[tuple[str, Held]]:
    """Yield the pictures that are the content of a sheet's cells, with the names of these."""
    by_number, by_name = dict(_rich(package)), dict(_named(package))
    if not by_number and not by_name:
        return
    for cell in package.xml(sheet).iter("{*}c"):
        formula = _NAMED.search(cell.findtext("{*}f") or "")
        found = by_name.get(formula[1]) if formula else by_number.get(int(cell.get("vm", 0)))
        if found is not None:
            yield cell.get("r", ""), found


def related(package: Package, part: str, element: Any, name: str = "id") -> str:
    """Return the part to which an element's relationship leads; nothing if it is not in the workbook."""
    id_ = element.get(_RELATION + name) or element.get(_STRICT + name) or ""
    relation = package.relationships(part).get(id_)
    return "" if relation is None or relation.external or relation.target not in package else relation.target


def _named(package: Package) -> Iterator[tuple[str, Held]]:
    """Yield the pictures of WPS by their names."""
    for kind in ("cellImage", "cellimage"):
        for part in package.related(package.main_part, kind):
            for picture in package.xml(part).iter("{*}pic"):
                name = next((e.get("name", "") for e in picture.iter("{*}cNvPr")), "")
                for blip in picture.iter("{*}blip"):
                    if file := related(package, part, blip, "embed"):
                        yield name, Held(package.read(file))


def _rich(package: Package) -> Iterator[tuple[int, Held]]:
    """Yield the pictures of Excel by the numbers by which cells name them (``vm``)."""
    values = list(_values(package))
    for part in package.related(package.main_part, "sheetMetadata"):
        root = package.xml(part)
        kinds = [e.get("name") for e in root.iter("{*}metadataType")]
        blocks = [
            [int(e.get("i", -1)) for e in block.iter("{*}rvb")]
            for future in root.iter("{*}futureMetadata")
            if future.get("name") == _RICH
            for block in future.iterchildren("{*}bk")
        ]
        marks = [block for holder in root.iter("{*}valueMetadata") for block in holder.iterchildren("{*}bk")]
        for number, mark in enumerate(marks, 1):
            for record in mark.iterchildren("{*}rc"):
                kind, at = int(record.get("t", 0)), int(record.get("v", 0))
                is_rich = 0 < kind <= len(kinds) and kinds[kind - 1] == _RICH
                for value in blocks[at] if is_rich and 0 <= at < len(blocks) else ():
                    if 0 <= value < len(values) and (held := values[value]) is not None:
                        yield number, held


def _values(package: Package) -> Iterator[Held | None]:
    """Yield the rich values of a workbook, None for each that is no picture."""
    files = list(_files(package))
    shapes = [
        [key.get("n", "") for key in shape.iterchildren("{*}k")]
        for part in package.related(package.main_part, "rdRichValueStructure")
        for shape in package.xml(part).iterchildren("{*}s")
    ]
    for part in package.related(package.main_part, "rdRichValue"):
        for value in package.xml(part).iterchildren("{*}rv"):
            number = int(value.get("s", -1))
            keys = shapes[number] if 0 <= number < len(shapes) else []
            yield _held(dict(zip(keys, (e.text or "" for e in value), strict=False)), files)


def _held(value: Mapping[str, str], files: list[bytes | None]) -> Held | None:
    at = value.get(_IMAGE, "")
    data = files[int(at)] if at.isdigit() and int(at) < len(files) else None
    return None if data is None else Held(data, value.get(_TEXT, ""))


def _files(package: Package) -> Iterator[bytes | None]:
    for part in package.related(package.main_part, "richValueRel"):
        for relation in package.xml(part).iterchildren("{*}rel"):
            file = related(package, part, relation)
            yield package.read(file) if file else None
