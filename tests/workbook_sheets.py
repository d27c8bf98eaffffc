"""What every sheet of a workbook must be for Excel to open it: rows, cells, ranges, notes."""

from __future__ import annotations

from lxml import etree

from tests.workbook_objects import check_drawing
from tests.workbook_parts import (
    COLUMNS,
    ROWS,
    TC,
    XM,
    Book,
    Box,
    S,
    Sheet,
    apart,
    box,
    cell_of,
    holds,
    is_legal,
    only_once,
)


def check_sheet(book: Book, sheet: Sheet) -> None:
    used = _check_rows(book, sheet)
    _check_order(sheet)
    _check_counts(sheet)
    _check_columns(book, sheet)
    _check_ranges(book, sheet)
    _check_views(sheet)
    _check_breaks(sheet)
    _check_notes(book, sheet)
    for part in sheet.parts("drawing"):
        check_drawing(book, part)
    dimension = next(sheet.root.iter(S + "dimension"), None)
    if dimension is not None and used:
        assert holds(box(dimension.get("ref")), used), f"{dimension.get('ref')} does not hold {used}"


def _check_rows(book: Book, sheet: Sheet) -> Box | None:
    """Check rows and cells; return the range that they take."""
    last, lefts, rights, top = 0, list[int](), list[int](), 0
    strings, styles = len(book.strings), max(book.style_counts[0], 1)
    for row in sheet.root.iter(S + "row"):
        number, column = int(row.get("r", last + 1)), 0
        assert last < number <= ROWS, f"row {number} of {sheet.name} follows {last}"
        assert int(row.get("s", 0)) < styles
        last = number
        for cell in row.iter(S + "c"):
            left, at = cell_of(cell.get("r", ""))
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


def _check_order(sheet: Sheet) -> None:
    found = [etree.QName(e).localname for e in sheet.root if e.tag.startswith(S)]
    assert found == sorted(found, key=_ORDER.index), found
    assert only_once(n for n in found if n != "conditionalFormatting"), found


def _check_counts(sheet: Sheet) -> None:
    lists = (
        "mergeCells dataValidations rowBreaks colBreaks tableParts hyperlinks protectedRanges ignoredErrors"
    )
    for name in [*lists.split(), "cols", "cellWatches", "scenarios", "customSheetViews", "controls"]:
        for element in sheet.root.iter(S + name):
            assert len(element), f"{sheet.name} has empty {name}"
            assert int(element.get("count", len(element))) == len(element)
    for element in sheet.root.iter("{*}extLst", "{*}ext"):
        assert len(element), f"{sheet.name} has an empty {element.tag}"


def _check_columns(book: Book, sheet: Sheet) -> None:
    before = 0
    for element in sheet.root.iter(S + "col"):
        first, last = int(element.get("min", 0)), int(element.get("max", 0))
        assert before < first <= last <= COLUMNS, f"columns {first} to {last} after {before}"
        assert int(element.get("style", 0)) < max(book.style_counts[0], 1)
        before = last


def _check_ranges(book: Book, sheet: Sheet) -> None:
    root = sheet.root
    merged = [box(e.get("ref")) for e in root.iter(S + "mergeCell")]
    assert apart(merged), f"merged cells of {sheet.name} overlap"
    assert all(one[:2] != one[2:] for one in merged), f"one cell of {sheet.name} is merged"
    for element in root.iter(S + "conditionalFormatting", S + "dataValidation", S + "protectedRange"):
        boxes = [box(cells) for cells in element.get("sqref", "").split()]
        assert boxes and all(map(is_legal, boxes)), etree.tostring(element)
    for listed in root.iter(XM + "sqref"):
        assert all(is_legal(box(cells)) for cells in (listed.text or "A0").split())
    for rule in root.iter(S + "cfRule"):
        assert int(rule.get("dxfId", -1)) < book.style_counts[1]
    for element in root.iter(S + "hyperlink", S + "autoFilter", S + "sortState", S + "sortCondition"):
        assert is_legal(box(element.get("ref"))), etree.tostring(element)


def _check_views(sheet: Sheet) -> None:
    for pane in sheet.root.iter(S + "pane"):
        if pane.get("state", "split").startswith("frozen"):
            left, top, _, _ = box(pane.get("topLeftCell", "XFD1048576"))
            assert left > int(float(pane.get("xSplit", 0))) and top > int(float(pane.get("ySplit", 0)))
            assert float(pane.get("xSplit", 0)) + float(pane.get("ySplit", 0)) > 0
    for selection in sheet.root.iter(S + "selection"):
        cell, cells = box(selection.get("activeCell", "A1")), selection.get("sqref", "A1").split()
        assert any(holds(box(one), cell) for one in cells), etree.tostring(selection)


def _check_breaks(sheet: Sheet) -> None:
    for breaks in sheet.root.iter(S + "rowBreaks", S + "colBreaks"):
        ids = [int(e.get("id", 0)) for e in breaks]
        assert ids == sorted(set(ids)) and ids[0] > 0, ids


def _check_notes(book: Book, sheet: Sheet) -> None:
    noted = set[str]()
    for part in sheet.parts("comments"):
        root = book.root(part)
        cells = [e.get("ref", "") for e in root.iter(S + "comment")]
        assert only_once(cells), f"two comments on one cell: {cells}"
        authors = len(list(root.iter(S + "author")))
        assert all(int(e.get("authorId", 0)) < authors for e in root.iter(S + "comment"))
        noted.update(cells)
    for part in sheet.parts("threadedComment"):
        threads = list(book.root(part).iter(TC + "threadedComment"))
        ids = [e.get("id") for e in threads]
        assert only_once(ids) and {e.get("parentId") for e in threads} <= {*ids, None}
        assert {e.get("ref") for e in threads} <= noted, "a thread without its comment"
