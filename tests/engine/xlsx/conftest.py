"""A tiny notation for workbooks.

workbook({"Data": {"A1": "{{ title }}", "B2": "=SUM(A1:A3)"}, "Notes": [["one", 2], ["{{ x }}"]]})

A sheet is a dictionary of cells or a list of rows.  ``build`` may add what the notation does not say: it gets
XlsxWriter's workbook and its sheets by name.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from docgen.engine import compile
from docgen.errors import Problem
from tests.workbooks import read

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
    """Return ``fill(template, options…, **context)``, which renders (every workbook is checked then)."""

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
        return Filled(done.data, done.warnings)

    return run


@pytest.fixture
def recalculate(convert: Callable[..., list[Path]], tmp_path: Path) -> Iterator[Callable[..., list[Filled]]]:
    """Return ``recalculate(filled, …)``: LibreOffice opens the workbooks, calculates, and writes them.

    It gets them without the results that are stored, which it would trust.
    """

    def run(*books: Filled) -> list[Filled]:
        paths = []
        for number, book in enumerate(books):
            paths.append(tmp_path / f"book{number}.xlsx")
            paths[-1].write_bytes(_without_results(book.data))
        return [Filled(path.read_bytes(), []) for path in convert(paths, "xlsx:Calc MS Excel 2007 XML")]

    yield run


_RESULT = re.compile(r"(<c [^>]*?)(?: t=\"\w+\")?([^>]*>)(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v>[^<]*</v>")


def _without_results(data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = _RESULT.sub(r"\1\2\3", content.decode()).encode()
            target.writestr(name, content)
    return out.getvalue()


_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Part:
    """A part written by hand: its text, its type, and the part that relates to it by an id and a kind."""

    text: str
    content_type: str
    owner: str = "xl/workbook.xml"
    id: str = "rIdX1"
    kind: str = ""


def with_parts(
    data: bytes, parts: Mapping[str, Part], change: Mapping[str, Callable[[str], str]] | None = None
) -> bytes:
    """Return a workbook with further parts, and with others changed as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name).decode("latin-1") for name in archive.namelist()}
    types = "".join(f'<Override PartName="/{n}" ContentType="{p.content_type}"/>' for n, p in parts.items())
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace("</Types>", types + "</Types>")
    for name, part in parts.items():
        members[name] = part.text.encode().decode("latin-1")
        folder, _, file = part.owner.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        kind = part.kind if ":" in part.kind else _TYPE + part.kind
        entry = f'<Relationship Id="{part.id}" Type="{kind}" Target="/{name}"/>'
        before = members.get(rels, f'<Relationships xmlns="{_RELATIONS}"></Relationships>')
        members[rels] = before.replace("</Relationships>", entry + "</Relationships>")
    for name, changed in (change or {}).items():
        after = changed(members[name].encode("latin-1").decode()).encode().decode("latin-1")
        assert after != members[name], f"nothing changed in {name}"
        members[name] = after
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in members.items():
            target.writestr(name, text.encode("latin-1"))
    return out.getvalue()


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
