"""What drawings, tables and pivots of a workbook must be for Excel to open it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from tests.workbook_parts import (
    COLUMNS,
    CT,
    ROWS,
    XDR,
    Book,
    R,
    S,
    Sheet,
    apart,
    box,
    cell_of,
    is_legal,
    only_once,
)


def check_drawing(book: Book, part: str) -> None:
    ids = []
    for anchor in book.root(part).iterchildren(etree.Element):
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
    assert only_once(ids), f"{part} gives an id twice: {ids}"


def _media_type(book: Book, part: str) -> str:
    types = book.root("[Content_Types].xml")
    own = {e.get("PartName", "").lstrip("/"): e.get("ContentType", "") for e in types.iter(CT + "Override")}
    usual = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in types.iter(CT + "Default")}
    return own.get(part) or usual.get(part.rpartition(".")[2].lower(), "")


# Tables and pivots


def check_tables(book: Book) -> None:
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
        assert apart(boxes), f"tables of {sheet.name} overlap"
        assert all(apart([one, other]) for one in boxes for other in merged), "merged cells in a table"
    defined = [e.get("name", "").casefold() for e in book.root(book.main).iter(S + "definedName")]
    assert only_once(ids) and only_once([*names, *set(defined)]), (ids, names)


def _check_table(book: Book, sheet: Sheet, table: etree._Element) -> None:
    name, (left, top, right, bottom) = table.get("displayName"), box(table.get("ref"))
    head, foot = int(table.get("headerRowCount", 1)), int(table.get("totalsRowCount", 0))
    assert bottom - top >= head + foot, f"table {name} has no row"
    columns = [e.get("name", "") for e in table.iter(S + "tableColumn")]
    assert len(columns) == right - left + 1 and only_once(c.casefold() for c in columns), columns
    assert only_once(e.get("id") for e in table.iter(S + "tableColumn"))
    for filters in table.iterchildren(S + "autoFilter"):
        assert box(filters.get("ref")) == (left, top, right, bottom - foot), f"filter of {name}"
    if head:
        captions = {cell_of(c.get("r", "")): c for c in _row(sheet, top)}
        texts = [_text(book, captions.get((column, top))) for column in range(left, right + 1)]
        assert texts == [_ESCAPED.sub(lambda m: chr(int(m[1], 16)), c) for c in columns], (texts, columns)


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _row(sheet: Sheet, number: int) -> Iterable[etree._Element]:
    return next((row for row in sheet.root.iter(S + "row") if row.get("r") == str(number)), ())


def _text(book: Book, cell: etree._Element | None) -> str:
    if cell is None:
        return ""
    if cell.get("t") == "s":
        return book.strings[int(cell.findtext(S + "v") or 0)]
    return "".join(t.text or "" for t in cell.iter(S + "t")) or cell.findtext(S + "v") or ""


def check_pivots(book: Book) -> None:
    caches = {}
    targets = {id_: target for id_, _, target in book.relations(book.main)}
    for element in book.root(book.main).iter(S + "pivotCache"):
        caches[element.get("cacheId")] = targets[element.get(R + "id", "")]
    assert only_once(caches.values()), "two caches of one part"
    for sheet in book.sheets:
        names = []
        for part in sheet.parts("pivotTable"):
            pivot = book.root(part)
            names.append(pivot.get("name", ""))
            assert caches[pivot.get("cacheId")] in [t for _, _, t in book.relations(part)]
            assert all(map(is_legal, [box(e.get("ref")) for e in pivot.iter(S + "location")]))
            _check_items(pivot, book.root(caches[pivot.get("cacheId")]))
        assert only_once(names), f"pivots of {sheet.name}: {names}"
    for part in caches.values():
        _check_cache(book, part)


def _check_items(pivot: etree._Element, cache: etree._Element) -> None:
    """Check that a pivot lists items that its cache has, each once."""
    for shown, cached in zip(pivot.iter(S + "pivotField"), cache.iter(S + "cacheField"), strict=False):
        places = [int(e.get("x", 0)) for e in shown.iter(S + "item") if e.get("x")]
        holder = next(cached.iter(S + "groupItems", S + "sharedItems"), None)
        assert only_once(places) and all(at < len(holder if holder is not None else ()) for at in places)
        for items in shown.iter(S + "items"):
            assert int(items.get("count", len(items))) == len(items)


def _check_cache(book: Book, part: str) -> None:
    root = book.root(part)
    for listed in root.iter(S + "sharedItems"):
        assert int(listed.get("count", len(listed))) == len(listed)
        said = [(e.tag, e.get("v", "").casefold()) for e in listed]
        assert only_once(said), f"{part} lists an item twice: {said}"
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
