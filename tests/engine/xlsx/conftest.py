"""A tiny notation for workbooks, and the one check that every workbook made by a test must pass.

workbook({"Data": {"A1": "{{ title }}", "B2": "=SUM(A1:A3)"}, "Notes": [["one", 2], ["{{ x }}"]]})

A sheet is a dictionary of cells or a list of rows.  ``build`` may add what the notation does not say: it gets
XlsxWriter's workbook and its sheets by name.
"""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from lxml import etree

from docgen.engine import compile
from docgen.errors import Problem

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"

Cells = Mapping[str, object] | Sequence[Sequence[object]]


def make_workbook(sheets: Mapping[str, Cells], build: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return a workbook; see the module's text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    made = {name: book.add_worksheet(f"S{number}") for number, name in enumerate(sheets)}
    for name, cells in sheets.items():
        made[name].name = name
        _fill(made[name], cells)
    if build:
        build(book, made)
    book.close()
    return out.getvalue()


def _fill(sheet: Any, cells: Cells) -> None:
    if isinstance(cells, Mapping):
        for place, value in cells.items():
            _write(sheet, (place,), value)
        return
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if value is not None:
                _write(sheet, (row, column), value)


def _write(sheet: Any, place: tuple[Any, ...], value: object) -> None:
    if isinstance(value, str) and not value.startswith("="):
        sheet.write_string(*place, value)
    else:
        sheet.write(*place, value)


def box(cells: str | None) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a range."""
    first, _, last = (cells or "").partition(":")
    found = []
    for cell in (first, last or first):
        letters = cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        found += [column, int(cell[len(letters) :])]
    return found[0], found[1], found[2], found[3]


# The check


def check_workbook(data: bytes, template: bytes) -> None:
    """Assert what no reader forgives and few validators see."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    assert len(names) == len({name.lower() for name in names}), "duplicate members"
    roots = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    assert not any(b"<~" in part or b"\xef\xb7" in part for part in parts.values()), "markers are left"
    _check_types(parts, roots)
    _check_relations(parts, roots)
    sheets = _sheet_parts(roots)
    strings = len(roots["xl/sharedStrings.xml"]) if "xl/sharedStrings.xml" in roots else 0
    styles = len(next(roots["xl/styles.xml"].iter(S + "cellXfs")))
    for name, part in sheets.items():
        _check_rows(roots[part], name, strings, styles)
        _check_merges(roots[part], name)
        _check_counts(roots[part], name)
    _check_tables(parts, roots, sheets, data)
    assert python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == list(sheets)


def _check_types(parts: Mapping[str, bytes], roots: Mapping[str, etree._Element]) -> None:
    types = roots["[Content_Types].xml"]
    defaults = {e.get("Extension", "").lower() for e in types.iter(_CT + "Default")}
    overrides = [e.get("PartName", "").lstrip("/") for e in types.iter(_CT + "Override")]
    assert not [n for n, count in Counter(overrides).items() if count > 1], "types given twice"
    assert not set(overrides) - set(parts), "types of parts that are gone"
    missing = [n for n in parts if n not in overrides and n.rpartition(".")[2].lower() not in defaults]
    assert missing in ([], ["[Content_Types].xml"])
    plain = [n for n in parts if n.endswith(".xml") and n.startswith("xl/") and n not in overrides]
    assert not plain, f"parts without a type: {plain}"


def _check_relations(parts: Mapping[str, bytes], roots: Mapping[str, etree._Element]) -> None:
    owned: Counter[str] = Counter()
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        assert owner in parts or owner == "", f"{name} belongs to nothing"
        ids = [r.get("Id") for r in root.iter(_REL)]
        assert len(ids) == len(set(ids)), f"{name} gives an id twice"
        for relation in root.iter(_REL):
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(
                posixpath.join("/", posixpath.dirname(owner), relation.get("Target", ""))
            ).lstrip("/")
            assert target in parts, f"{name}: {target} does not exist"
            owned[target] += (
                re.search("/(chart|table|drawing|comments|worksheet)$", relation.get("Type", "")) is not None
            )
    assert not [target for target, count in owned.items() if count > 1], "parts with two owners"


def _sheet_parts(roots: Mapping[str, etree._Element]) -> dict[str, str]:
    book = roots["xl/workbook.xml"]
    targets = {r.get("Id"): r.get("Target", "") for r in roots["xl/_rels/workbook.xml.rels"].iter(_REL)}
    elements = list(book.iter(S + "sheet"))
    names = [e.get("name", "") for e in elements]
    assert len(names) == len({n.casefold() for n in names}), "two sheets of one name"
    assert all(0 < len(n) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", n) for n in names)
    ids = [e.get("sheetId") for e in elements]
    assert len(ids) == len(set(ids)), "two sheets of one id"
    for element in book.iter(S + "definedName"):
        assert int(element.get("localSheetId", 0)) < len(names)
    found = [posixpath.normpath(posixpath.join("/xl", targets[e.get(_R + "id")])) for e in elements]
    return {n: p.lstrip("/") for n, p in zip(names, found, strict=True)}


def _check_rows(root: etree._Element, sheet: str, strings: int, styles: int) -> None:
    last = 0
    for row in root.iter(S + "row"):
        number, column = int(row.get("r", 0)), 0
        assert last < number <= 1_048_576, f"row {number} of {sheet} follows {last}"
        last = number
        for cell in row.iter(S + "c"):
            left, top, _, _ = box(cell.get("r"))
            assert top == number and left > column, f"cell {cell.get('r')} in row {number} of {sheet}"
            column = left
            assert int(cell.get("s", 0)) < max(styles, 1)
            kinds = [etree.QName(e).localname for e in cell]
            assert kinds == sorted(kinds, key=["f", "v", "is"].index), kinds
            if cell.get("t") == "s":
                assert int(cell.findtext(S + "v") or -1) < strings
            if cell.get("t") == "inlineStr":
                assert kinds == ["is"]


def _check_merges(root: etree._Element, sheet: str) -> None:
    boxes = [box(e.get("ref")) for e in root.iter(S + "mergeCell")]
    for at, one in enumerate(boxes):
        for other in boxes[:at]:
            apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
            assert apart, f"merged cells of {sheet} overlap"


def _check_counts(root: etree._Element, sheet: str) -> None:
    for name in ("mergeCells", "dataValidations", "rowBreaks", "tableParts"):
        for element in root.iter(S + name):
            assert len(element), f"{sheet} has empty {name}"
            assert int(element.get("count", len(element))) == len(element)
    order = [etree.QName(e).localname for e in root]
    assert len([n for n in order if n != "conditionalFormatting"]) == len(
        set(order) - {"conditionalFormatting"}
    )


def _check_tables(
    parts: Mapping[str, bytes], roots: Mapping[str, etree._Element], sheets: Mapping[str, str], data: bytes
) -> None:
    book = read(data)
    ids, names = list[str](), list[str]()
    for name, part in sheets.items():
        rels = roots.get(posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels"))
        for relation in [] if rels is None else rels.iter(_REL):
            if not relation.get("Type", "").endswith("/table"):
                continue
            table = roots[
                posixpath.normpath(
                    posixpath.join("/", posixpath.dirname(part), relation.get("Target", ""))
                ).lstrip("/")
            ]
            ids.append(table.get("id", ""))
            names.append(table.get("displayName", ""))
            left, top, right, bottom = box(table.get("ref"))
            heads = int(table.get("headerRowCount", 1)) + int(table.get("totalsRowCount", 0))
            assert bottom - top >= heads, f"table {names[-1]} has no row"
            captions = [book[name].cell(top, c).value for c in range(left, right + 1)]
            assert captions == [e.get("name") for e in table.iter(S + "tableColumn")]
    assert len(ids) == len(set(ids)) and len(names) == len(set(names))


def read(data: bytes, **options: Any) -> Any:
    """Return a workbook as openpyxl reads it, which warns of what it does not know itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), **options)


# Rendering


@dataclass
class Filled:
    """A finished workbook: its bytes, its warnings, and looks into it."""

    data: bytes
    warnings: list[Problem]

    @cached_property
    def book(self) -> Any:
        """As openpyxl reads it, formulas as text."""
        return read(self.data)

    def rows(self, sheet: str = "") -> list[list[Any]]:
        """Return the values of all cells of a sheet, of the first without a name."""
        found = self.book[sheet] if sheet else self.book.worksheets[0]
        return [[cell.value for cell in row] for row in found.iter_rows()]

    def cached(self, sheet: str = "") -> list[list[Any]]:
        """Return the values as a reader shows them that does not calculate."""
        book = read(self.data, data_only=True)
        found = book[sheet] if sheet else book.worksheets[0]
        return [[cell.value for cell in row] for row in found.iter_rows()]

    def part(self, name: str) -> bytes:
        """Return a part's bytes."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(name)

    @cached_property
    def parts(self) -> list[str]:
        """The names of all parts."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.namelist()


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """Return the notation."""
    return make_workbook


@pytest.fixture
def fill() -> Callable[..., Filled]:
    """Return ``fill(template, options…, **context)``, which renders and checks."""

    def run(
        template: bytes | Mapping[str, Cells],
        /,
        *,
        language: str = "en",
        on_missing: str = "error",
        **context: object,
    ) -> Filled:
        data = template if isinstance(template, bytes) else make_workbook(template)
        done = compile(data, name="t.xlsx").render_result(context, language=language, on_missing=on_missing)
        check_workbook(done.data, data)
        return Filled(done.data, done.warnings)

    return run


@pytest.fixture
def recalculate(convert: Callable[..., list[Path]], tmp_path: Path) -> Iterator[Callable[..., list[Filled]]]:
    """Return ``recalculate(filled, …)``: LibreOffice opens the workbooks, calculates, and writes them."""

    def run(*books: Filled) -> list[Filled]:
        paths = []
        for number, book in enumerate(books):
            paths.append(tmp_path / f"book{number}.xlsx")
            paths[-1].write_bytes(book.data)
        return [Filled(path.read_bytes(), []) for path in convert(paths, "xlsx:Calc MS Excel 2007 XML")]

    yield run


def replace_in_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Return a workbook with one part changed as text."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.namelist():
            content = source.read(member)
            target.writestr(member, change(content.decode()).encode() if member == name else content)
    return out.getvalue()
