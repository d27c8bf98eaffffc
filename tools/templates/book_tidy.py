"""A saved workbook put in the order and words of Excel itself, where the library that wrote it has its own.

Excel reads both.  Here texts go into the shared strings, a font's elements into the schema's order, and the
text properties of charts lose their empty runs.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

__all__ = ["tidy"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FONT = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)
_EMPTY_RUN = re.compile(rb"<a:r><a:t\s*/></a:r>")
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_DECLARED = {
    "[Content_Types].xml": f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}"/></Types>',
    "xl/_rels/workbook.xml.rels": (
        f'<Relationship Id="rIdStrings" Type="{_RELATION}" Target="sharedStrings.xml"/></Relationships>'
    ),
}
_DATE = (2026, 1, 1, 0, 0, 0)


def tidy(data: bytes) -> bytes:
    """Return the workbook with its parts tidied."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    strings: dict[str, int] = {}
    for name in parts:
        parts[name] = _tidied(name, parts[name], strings)
    parts["xl/sharedStrings.xml"] = _shared(strings)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, part in parts.items():
            new.writestr(zipfile.ZipInfo(name, _DATE), part, zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()


def _tidied(name: str, part: bytes, strings: dict[str, int]) -> bytes:
    if name == "xl/styles.xml":
        return _ordered_fonts(part)
    if name in _DECLARED:
        return re.sub(rb"</(Types|Relationships)>$", _DECLARED[name].encode(), part.rstrip())
    if name == "docProps/app.xml":
        return re.sub(rb"(<Application>)[^<]*", rb"\1Microsoft Excel", part)
    if name.startswith("xl/charts/chart"):
        return _EMPTY_RUN.sub(b"", part)
    if name.startswith("xl/worksheets/sheet"):
        return _sharing(part, strings)
    return part


def _sharing(part: bytes, strings: dict[str, int]) -> bytes:
    """Return a sheet whose texts are numbers in ``strings``, which grows."""
    root = etree.fromstring(part)
    for cell in root.iter(f"{_MAIN}c"):
        if cell.get("t") == "inlineStr":
            text = "".join(str(piece) for piece in cell.itertext(f"{_MAIN}t"))
            cell[:] = []
            cell.set("t", "s")
            number = etree.SubElement(cell, f"{_MAIN}v")
            number.text = str(strings.setdefault(text, len(strings)))
    return _serialised(root)


def _shared(strings: dict[str, int]) -> bytes:
    root = etree.fromstring(f"<sst xmlns='{_MAIN[1:-1]}'/>")
    root.set("uniqueCount", str(len(strings)))
    for text in strings:
        item = etree.SubElement(etree.SubElement(root, f"{_MAIN}si"), f"{_MAIN}t")
        item.text = text
        if text != text.strip():
            item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return _serialised(root)


def _ordered_fonts(part: bytes) -> bytes:
    root = etree.fromstring(part)
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda child: _FONT.index(etree.QName(child).localname))
    return _serialised(root)


def _serialised(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
