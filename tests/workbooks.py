"""What every workbook must be for Excel to open it without a word; most validators see little of this.

``check_workbook`` runs on each workbook that a test makes (``tests/conftest.py``), so it parses a part once.
"""

from __future__ import annotations

import io
import itertools
import posixpath
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import openpyxl
import python_calamine
from lxml import etree
from openpyxl.formula.tokenizer import Tokenizer

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
TC = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
ROWS, COLUMNS = 1_048_576, 16_384
LARGE = 400_000
"""Bytes of a workbook from which on openpyxl, which is slow, does not have to read it."""

Box = tuple[int, int, int, int]


def box(cells: str | None) -> Box:
    """Return left, top, right and bottom of a range."""
    first, _, last = (cells or "").replace("$", "").partition(":")
    left, top = _cell(first)
    right, bottom = _cell(last or first)
    return left, top, right, bottom


def _cell(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(cell[len(letters) :])


def read(data: bytes, **options: Any) -> Any:
    """Return a workbook as openpyxl reads it, which warns of what it does not know itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), **options)


def check_workbook(data: bytes) -> None:
    """Assert all of it."""
    book = _Book(data)
    _check_members(book)
    _check_types(book)
    _check_relations(book)
    _check_book(book)
    for sheet in book.sheets:
        if sheet.root.tag == S + "worksheet":
            _check_sheet(book, sheet)
    _check_tables(book)
    _check_pivots(book)
    assert python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == [
        sheet.name for sheet in book.sheets
    ]
    if len(data) < LARGE:
        read(data)


@dataclass
class _Sheet:
    """One tab: its name, its part, and the parts it relates to, by kind."""

    name: str
    part: str
    root: etree._Element
    related: list[tuple[str, str, str]]

    def parts(self, kind: str) -> list[str]:
        """Return the parts of a kind such as ``table``."""
        return [target for _, found, target in self.related if found == kind]


@dataclass
class _Book:
    """A workbook taken apart."""

    data: bytes
    names: list[str] = field(init=False)
    parts: dict[str, bytes] = field(init=False)
    _roots: dict[str, etree._Element] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}

    def root(self, name: str) -> etree._Element:
        """Return the tree of a part."""
        if name not in self._roots:
            self._roots[name] = etree.fromstring(self.parts[name])
        return self._roots[name]

    def relations(self, owner: str) -> list[tuple[str, str, str]]:
        """Return id, kind and target of each relationship of a part; external ones have no target."""
        folder, file = posixpath.split(owner)
        name = posixpath.join(folder, "_rels", file + ".rels")
        if name not in self.parts:
            return []
        return [
            (r.get("Id", ""), posixpath.basename(r.get("Type", "")), _target(owner, r))
            for r in self.root(name).iter(REL)
        ]

    @cached_property
    def main(self) -> str:
        """The workbook's part."""
        return next(target for _, kind, target in self.relations("") if kind == "officeDocument")

    @cached_property
    def sheets(self) -> list[_Sheet]:
        """The tabs in their order."""
        targets = {id_: target for id_, _, target in self.relations(self.main)}
        found = []
        for element in self.root(self.main).iter(S + "sheet"):
            part = targets[element.get(R + "id", "")]
            found.append(_Sheet(element.get("name", ""), part, self.root(part), self.relations(part)))
        return found

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        for _, kind, target in self.relations(self.main):
            if kind == "sharedStrings":
                return ["".join(t.text or "" for t in si.iter(S + "t")) for si in self.root(target)]
        return []

    @cached_property
    def style_counts(self) -> tuple[int, int]:
        """How many cell styles and how many differential styles there are."""
        for _, kind, target in self.relations(self.main):
            if kind == "styles":
                root = self.root(target)
                return len(next(root.iter(S + "cellXfs"))), len(next(root.iter(S + "dxfs"), ()))
        return 1, 0


def _target(owner: str, relation: etree._Element) -> str:
    if relation.get("TargetMode") == "External":
        return ""
    path = posixpath.join("/", posixpath.dirname(owner), relation.get("Target", ""))
    return posixpath.normpath(path.partition("#")[0]).lstrip("/")


# The package


def _check_members(book: _Book) -> None:
    assert len(book.names) == len({name.lower() for name in book.names}), "duplicate members"
    for name, part in book.parts.items():
        if not name.startswith(("xl/media/", "xl/embeddings/")):
            assert b"<~" not in part and b"\xef\xb7\x94" not in part, f"markers are left in {name}"


def _check_types(book: _Book) -> None:
    types = book.root("[Content_Types].xml")
    defaults = {e.get("Extension", "").lower() for e in types.iter(CT + "Default")}
    overrides = [e.get("PartName", "").lstrip("/") for e in types.iter(CT + "Override")]
    assert _only_once(overrides), "types given twice"
    assert not set(overrides) - set(book.parts), "types of parts that are gone"
    missing = [n for n in book.parts if n not in overrides and n.rpartition(".")[2].lower() not in defaults]
    assert missing in ([], ["[Content_Types].xml"]), f"parts without a type: {missing}"
    plain = [n for n in book.parts if n.endswith(".xml") and n.startswith("xl/") and n not in overrides]
    assert not plain, f"parts without a type of their own: {plain}"


_OWN = {"chart", "table", "drawing", "comments", "worksheet", "threadedComment", "pivotTable", "vmlDrawing"}


def _check_relations(book: _Book) -> None:
    owned: Counter[str] = Counter()
    for name in [name for name in book.parts if name.endswith(".rels")]:
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        assert owner in book.parts or owner == "", f"{name} belongs to nothing"
        relations = book.relations(owner)
        ids = [id_ for id_, _, _ in relations]
        assert _only_once(ids), f"{name} gives an id twice"
        for _, kind, target in relations:
            assert not target or target in book.parts, f"{name}: {target} does not exist"
            owned[target] += kind in _OWN
        if owner.endswith(".xml"):
            used = {v for e in book.root(owner).iter() for n, v in e.attrib.items() if str(n).startswith(R)}
            assert used - {""} <= set(ids), f"{owner} uses relationships that are not there"
    assert not [target for target, count in owned.items() if count > 1 and target], "parts with two owners"


# The workbook


_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*|_xlnm\.\w+")


def _check_book(book: _Book) -> None:
    root = book.root(book.main)
    names = [sheet.name for sheet in book.sheets]
    assert _only_once(name.casefold() for name in names), "two sheets of one name"
    assert all(0 < len(n) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", n) for n in names), names
    assert _only_once(e.get("sheetId") for e in root.iter(S + "sheet")), "two sheets of one id"
    defined = [(e.get("localSheetId"), e.get("name", "").casefold()) for e in root.iter(S + "definedName")]
    assert _only_once(defined), "a name is defined twice"
    for element in root.iter(S + "definedName"):
        assert int(element.get("localSheetId", 0)) < len(names)
        assert _NAME.fullmatch(element.get("name", "")), f"no name: {element.get('name')}"
        assert element.text, f"the name {element.get('name')} means nothing"
        Tokenizer("=" + element.text)
    for view in root.iter(S + "workbookView"):
        assert int(view.get("activeTab", 0)) < len(names)


# A sheet


def _check_sheet(book: _Book, sheet: _Sheet) -> None:
    used = _check_rows(book, sheet)
    _check_order(sheet)
    _check_counts(sheet)
    _check_columns(book, sheet)
    _check_ranges(book, sheet)
    _check_views(sheet)
    _check_breaks(sheet)
    _check_notes(book, sheet)
    for part in sheet.parts("drawing"):
        _check_drawing(book, part)
    dimension = next(sheet.root.iter(S + "dimension"), None)
    if dimension is not None and used:
        assert _holds(box(dimension.get("ref")), used), f"{dimension.get('ref')} does not hold {used}"


def _check_rows(book: _Book, sheet: _Sheet) -> Box | None:
    """Check rows and cells; return the range that they take."""
    last, lefts, rights, top = 0, list[int](), list[int](), 0
    strings, styles = len(book.strings), max(book.style_counts[0], 1)
    for row in sheet.root.iter(S + "row"):
        number, column = int(row.get("r", last + 1)), 0
        assert last < number <= ROWS, f"row {number} of {sheet.name} follows {last}"
        assert int(row.get("s", 0)) < styles
        last = number
        for cell in row.iter(S + "c"):
            left, at = _cell(cell.get("r", ""))
            assert at == number and left > column, f"cell {cell.get('r')} in row {number} of {sheet.name}"
            if not column:
                lefts.append(left)
                top = top or number
            column = left
            _check_cell(cell, strings, styles)
        if column:
            rights.append(column)
            bottom = number
    return (min(lefts), top, max(rights), bottom) if lefts else None


_INSIDE = ["f", "v", "is", "extLst"]


def _check_cell(cell: etree._Element, strings: int, styles: int) -> None:
    assert int(cell.get("s", 0)) < styles, f"the style of {cell.get('r')} is not there"
    kinds = [str(e.tag).rpartition("}")[2] for e in cell]
    assert kinds == sorted(kinds, key=_INSIDE.index), kinds
    kind = cell.get("t")
    if kind == "s":
        assert int(cell.findtext(S + "v") or -1) < strings, f"the text of {cell.get('r')} is not there"
    elif kind == "inlineStr":
        assert kinds == ["is"]
    elif kind in (None, "n") and kinds[-1:] == ["v"]:
        float(cell.findtext(S + "v") or "nothing")


_ELEMENTS = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
    "headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing "
    "legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts "
    "extLst "
)
_ORDER = _ELEMENTS.split()


def _check_order(sheet: _Sheet) -> None:
    found = [etree.QName(e).localname for e in sheet.root if e.tag.startswith(S)]
    assert found == sorted(found, key=_ORDER.index), found
    assert _only_once(n for n in found if n != "conditionalFormatting"), found


def _check_counts(sheet: _Sheet) -> None:
    lists = (
        "mergeCells dataValidations rowBreaks colBreaks tableParts hyperlinks protectedRanges ignoredErrors"
    )
    for name in [*lists.split(), "cols", "cellWatches", "scenarios", "customSheetViews", "controls"]:
        for element in sheet.root.iter(S + name):
            assert len(element), f"{sheet.name} has empty {name}"
            assert int(element.get("count", len(element))) == len(element)
    for element in sheet.root.iter("{*}extLst", "{*}ext"):
        assert len(element), f"{sheet.name} has an empty {element.tag}"


def _check_columns(book: _Book, sheet: _Sheet) -> None:
    before = 0
    for element in sheet.root.iter(S + "col"):
        first, last = int(element.get("min", 0)), int(element.get("max", 0))
        assert before < first <= last <= COLUMNS, f"columns {first} to {last} after {before}"
        assert int(element.get("style", 0)) < max(book.style_counts[0], 1)
        before = last


def _check_ranges(book: _Book, sheet: _Sheet) -> None:
    root = sheet.root
    merged = [box(e.get("ref")) for e in root.iter(S + "mergeCell")]
    assert _apart(merged), f"merged cells of {sheet.name} overlap"
    assert all(one[:2] != one[2:] for one in merged), f"one cell of {sheet.name} is merged"
    for element in root.iter(S + "conditionalFormatting", S + "dataValidation", S + "protectedRange"):
        boxes = [box(cells) for cells in element.get("sqref", "").split()]
        assert boxes and all(map(_is_legal, boxes)), etree.tostring(element)
    for listed in root.iter(XM + "sqref"):
        assert all(_is_legal(box(cells)) for cells in (listed.text or "A0").split())
    for rule in root.iter(S + "cfRule"):
        assert int(rule.get("dxfId", -1)) < book.style_counts[1]
    for element in root.iter(S + "hyperlink", S + "autoFilter", S + "sortState", S + "sortCondition"):
        assert _is_legal(box(element.get("ref"))), etree.tostring(element)


def _check_views(sheet: _Sheet) -> None:
    for pane in sheet.root.iter(S + "pane"):
        if pane.get("state", "split").startswith("frozen"):
            left, top, _, _ = box(pane.get("topLeftCell", "XFD1048576"))
            assert left > int(float(pane.get("xSplit", 0))) and top > int(float(pane.get("ySplit", 0)))
            assert float(pane.get("xSplit", 0)) + float(pane.get("ySplit", 0)) > 0
    for selection in sheet.root.iter(S + "selection"):
        cell, cells = box(selection.get("activeCell", "A1")), selection.get("sqref", "A1").split()
        assert any(_holds(box(one), cell) for one in cells), etree.tostring(selection)


def _check_breaks(sheet: _Sheet) -> None:
    for breaks in sheet.root.iter(S + "rowBreaks", S + "colBreaks"):
        ids = [int(e.get("id", 0)) for e in breaks]
        assert ids == sorted(set(ids)) and ids[0] > 0, ids


def _check_notes(book: _Book, sheet: _Sheet) -> None:
    noted = set[str]()
    for part in sheet.parts("comments"):
        root = book.root(part)
        cells = [e.get("ref", "") for e in root.iter(S + "comment")]
        assert _only_once(cells), f"two comments on one cell: {cells}"
        authors = len(list(root.iter(S + "author")))
        assert all(int(e.get("authorId", 0)) < authors for e in root.iter(S + "comment"))
        noted.update(cells)
    for part in sheet.parts("threadedComment"):
        threads = list(book.root(part).iter(TC + "threadedComment"))
        ids = [e.get("id") for e in threads]
        assert _only_once(ids) and {e.get("parentId") for e in threads} <= {*ids, None}
        assert {e.get("ref") for e in threads} <= noted, "a thread without its comment"


def _check_drawing(book: _Book, part: str) -> None:
    ids = []
    for anchor in book.root(part):
        ends = [
            tuple(int(e.findtext(XDR + name) or 0) for name in ("col", "row"))
            for e in anchor.iterchildren(XDR + "from", XDR + "to")
        ]
        assert all(column < COLUMNS and row < ROWS for column, row in ends), ends
        if len(ends) == 2:
            assert ends[0][0] <= ends[1][0] and ends[0][1] <= ends[1][1], ends
        for size in anchor.iterchildren(XDR + "ext"):
            assert int(size.get("cx", 0)) > 0 and int(size.get("cy", 0)) > 0, (
                f"a picture without size in {part}"
            )
        assert len(ends) in (0, 1, 2) and next(anchor.iterchildren(XDR + "clientData"), None) is not None
        first = next(anchor.iter(XDR + "cNvPr"), None)
        ids += [] if first is None else [first.get("id")]
    images = [target for _, kind, target in book.relations(part) if kind == "image" and target]
    assert all(_media_type(book, target).startswith("image/") for target in images), images
    assert _only_once(ids), f"{part} gives an id twice: {ids}"


def _media_type(book: _Book, part: str) -> str:
    types = book.root("[Content_Types].xml")
    own = {e.get("PartName", "").lstrip("/"): e.get("ContentType", "") for e in types.iter(CT + "Override")}
    usual = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in types.iter(CT + "Default")}
    return own.get(part) or usual.get(part.rpartition(".")[2].lower(), "")


# Tables and pivots


def _check_tables(book: _Book) -> None:
    ids, names = list[str](), list[str]()
    for sheet in book.sheets:
        boxes = []
        for part in sheet.parts("table"):
            table = book.root(part)
            ids.append(table.get("id", ""))
            names.append(table.get("displayName", "").casefold())
            boxes.append(box(table.get("ref")))
            _check_table(book, sheet, table)
        merged = [box(e.get("ref")) for e in sheet.root.iter(S + "mergeCell")]
        assert _apart(boxes), f"tables of {sheet.name} overlap"
        assert all(_apart([one, other]) for one in boxes for other in merged), "merged cells in a table"
    defined = [e.get("name", "").casefold() for e in book.root(book.main).iter(S + "definedName")]
    assert _only_once(ids) and _only_once([*names, *set(defined)]), (ids, names)


def _check_table(book: _Book, sheet: _Sheet, table: etree._Element) -> None:
    name, (left, top, right, bottom) = table.get("displayName"), box(table.get("ref"))
    head, foot = int(table.get("headerRowCount", 1)), int(table.get("totalsRowCount", 0))
    assert bottom - top >= head + foot, f"table {name} has no row"
    columns = [e.get("name", "") for e in table.iter(S + "tableColumn")]
    assert len(columns) == right - left + 1 and _only_once(c.casefold() for c in columns), columns
    assert _only_once(e.get("id") for e in table.iter(S + "tableColumn"))
    for filters in table.iterchildren(S + "autoFilter"):
        assert box(filters.get("ref")) == (left, top, right, bottom - foot), f"filter of {name}"
    if head:
        captions = {_cell(c.get("r", "")): c for c in _row(sheet, top)}
        texts = [_text(book, captions.get((column, top))) for column in range(left, right + 1)]
        assert texts == [_ESCAPED.sub(lambda m: chr(int(m[1], 16)), c) for c in columns], (texts, columns)


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _row(sheet: _Sheet, number: int) -> Iterable[etree._Element]:
    return next((row for row in sheet.root.iter(S + "row") if row.get("r") == str(number)), ())


def _text(book: _Book, cell: etree._Element | None) -> str:
    if cell is None:
        return ""
    if cell.get("t") == "s":
        return book.strings[int(cell.findtext(S + "v") or 0)]
    return "".join(t.text or "" for t in cell.iter(S + "t")) or cell.findtext(S + "v") or ""


def _check_pivots(book: _Book) -> None:
    caches = {}
    targets = {id_: target for id_, _, target in book.relations(book.main)}
    for element in book.root(book.main).iter(S + "pivotCache"):
        caches[element.get("cacheId")] = targets[element.get(R + "id", "")]
    assert _only_once(caches.values()), "two caches of one part"
    for sheet in book.sheets:
        names = []
        for part in sheet.parts("pivotTable"):
            pivot = book.root(part)
            names.append(pivot.get("name", ""))
            assert caches[pivot.get("cacheId")] in [t for _, _, t in book.relations(part)]
            assert all(map(_is_legal, [box(e.get("ref")) for e in pivot.iter(S + "location")]))
            _check_items(pivot, book.root(caches[pivot.get("cacheId")]))
        assert _only_once(names), f"pivots of {sheet.name}: {names}"
    for part in caches.values():
        _check_cache(book, part)


def _check_items(pivot: etree._Element, cache: etree._Element) -> None:
    """Check that a pivot lists items that its cache has, each once."""
    for shown, cached in zip(pivot.iter(S + "pivotField"), cache.iter(S + "cacheField"), strict=False):
        places = [int(e.get("x", 0)) for e in shown.iter(S + "item") if e.get("x")]
        holder = next(cached.iter(S + "groupItems", S + "sharedItems"), None)
        assert _only_once(places) and all(at < len(holder if holder is not None else ()) for at in places)
        for items in shown.iter(S + "items"):
            assert int(items.get("count", len(items))) == len(items)


def _check_cache(book: _Book, part: str) -> None:
    root = book.root(part)
    for listed in root.iter(S + "sharedItems"):
        assert int(listed.get("count", len(listed))) == len(listed)
        said = [(e.tag, e.get("v", "").casefold()) for e in listed]
        assert _only_once(said), f"{part} lists an item twice: {said}"
    records = [target for _, kind, target in book.relations(part) if kind == "pivotCacheRecords"]
    if not records:
        assert root.get("refreshOnLoad") == "1" and root.get("saveData") == "0", f"{part} has no records"
        return
    assert root.get(R + "id"), f"{part} does not name its records"
    fields = [e for e in root.iter(S + "cacheField") if e.get("databaseField", "1") != "0"]
    shared = [len(next(e.iter(S + "sharedItems"), ())) for e in fields]
    rows = list(book.root(records[0]))
    assert int(book.root(records[0]).get("count", len(rows))) == len(rows)
    assert int(root.get("recordCount", len(rows))) == len(rows), f"{part} counts other records"
    for row in rows:
        assert len(row) == len(shared)
        assert all(int(x.get("v", 0)) < n for x, n in zip(row, shared, strict=True) if x.tag == S + "x")


# Small ones


def _only_once(found: Iterable[object]) -> bool:
    listed = list(found)
    return len(listed) == len(set(listed))


def _is_legal(one: Box) -> bool:
    return 1 <= one[0] <= one[2] <= COLUMNS and 1 <= one[1] <= one[3] <= ROWS


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _apart(boxes: list[Box]) -> bool:
    """Tell whether no two of the ranges share a cell."""
    return not any(_share(one, other) for one, other in _pairs(sorted(boxes, key=lambda one: one[1])))


def _pairs(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield the pairs of ranges, which are sorted by their tops, that have a row in common."""
    for at, one in enumerate(boxes):
        below = itertools.takewhile(lambda other: other[1] <= one[3], boxes[at + 1 :])  # noqa: B023
        yield from ((one, other) for other in below)


def _share(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
