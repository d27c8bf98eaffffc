"""The check of workbooks sees what Excel would not open, or would repair."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
import xlsxwriter

from tests.engine.pptx.conftest import png
from tests.engine.xlsx.conftest import make_workbook, replace_in_part
from tests.engine.xlsx.test_pivots import DEFINITION, PIVOT_TABLE, RECORDS, with_pivot
from tests.workbooks import check_workbook

SHEET, BOOK, TABLE = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/tables/table1.xml"


@cache
def parts() -> dict[str, str]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, other = book.add_worksheet("One"), book.add_worksheet("Two")
    sheet.write_row("A1", ["Head", 2, 3])
    sheet.write_row("A2", ["text", 5, 6])
    sheet.merge_range("A8:B9", "merged")
    sheet.merge_range("D8:E9", "merged")
    sheet.add_table("A12:B14", {"columns": [{"header": "Name"}, {"header": "Price"}]})
    sheet.write_comment("C1", "note")
    sheet.freeze_panes(1, 1)
    sheet.conditional_format(
        "B1:B2", {"type": "cell", "criteria": ">", "value": 2, "format": book.add_format()}
    )
    other.insert_textbox("B2", "box")
    book.define_name("Rate", "=One!$B$1")
    book.close()
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def packed(**changes: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts().items():
            archive.writestr(name, changes.get(name, str)(text))
    return out.getvalue()


def test_a_sound_workbook_passes() -> None:
    check_workbook(packed())


@pytest.mark.parametrize(
    ("part", "pattern", "instead"),
    [
        (SHEET, '<row r="2"', '<row r="1"'),
        (SHEET, '<c r="B1"', '<c r="A1"'),
        (SHEET, '<c r="B2"', '<c s="99" r="B2"'),
        (SHEET, '<v>0</v>', "<v>99</v>"),
        (SHEET, 'ref="D8:E9"', 'ref="B8:E9"'),
        (SHEET, '<mergeCells count="2">', '<mergeCells count="3">'),
        (SHEET, 'dimension ref="[^"]*"', 'dimension ref="A1:B2"'),
        (SHEET, 'topLeftCell="B2"', 'topLeftCell="A1"'),
        (SHEET, 'dxfId="0"', 'dxfId="9"'),
        (SHEET, 'sqref="B1:B2"', 'sqref=""'),
        (SHEET, 'r:id="rId1"', 'r:id="rId77"'),
        (SHEET, "(<mergeCells.*?</mergeCells>)(.*)(</worksheet>)", r"\2\1\3"),
        (TABLE, 'ref="A12:B14"', 'ref="A12:B12"'),
        (TABLE, 'name="Price"', 'name="Other"'),
        (TABLE, 'ref="A12:B14"', 'ref="A12:C14"'),
        (BOOK, 'name="Two"', 'name="one"'),
        (BOOK, 'name="Two"', 'name="a/b"'),
        (BOOK, 'definedName name="Rate"', 'definedName name="2 Rates"'),
        (BOOK, 'sheetId="2"', 'sheetId="1"'),
        ("xl/comments1.xml", 'authorId="0"', 'authorId="4"'),
        ("[Content_Types].xml", '<Override PartName="/xl/tables/table1.xml"[^>]*>', ""),
        ("xl/worksheets/_rels/sheet1.xml.rels", "tables/table1.xml", "tables/table7.xml"),
    ],
)  # fmt: skip
def test_a_broken_workbook_does_not(part: str, pattern: str, instead: str) -> None:
    def change(text: str) -> str:
        changed = re.sub(pattern, instead, text, count=1, flags=re.DOTALL)
        assert changed != text
        return changed

    with pytest.raises(AssertionError):
        check_workbook(packed(**{part: change}))


def test_a_member_given_twice_does_not_pass() -> None:
    out = io.BytesIO(packed())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, parts()[SHEET])
    with pytest.raises(AssertionError, match="duplicate"):
        check_workbook(out.getvalue())


@pytest.mark.parametrize(
    ("part", "text", "instead"),
    [
        (PIVOT_TABLE, 'item x="0"', 'item x="5"'),
        (PIVOT_TABLE, 'items count="2"', 'items count="3"'),
        (DEFINITION, 'recordCount="1"', 'recordCount="2"'),
        (DEFINITION, 'sharedItems count="1"', 'sharedItems count="2"'),
        (RECORDS, '<x v="0"/>', '<x v="1"/>'),
        (RECORDS, '<n v="1"/>', ""),
    ],
)
def test_a_pivot_that_does_not_agree_with_its_cache_is_seen(part: str, text: str, instead: str) -> None:
    template = with_pivot('ref="A1:B3" sheet="S"')
    check_workbook(template)
    with pytest.raises(AssertionError):
        check_workbook(replace_in_part(template, part, lambda before: before.replace(text, instead)))


@pytest.mark.parametrize(
    ("part", "text", "instead"),
    [
        ("xl/drawings/drawing1.xml", 'cNvPr id="3"', 'cNvPr id="2"'),
        ("xl/drawings/drawing1.xml", "<xdr:clientData/>", ""),
        ("xl/drawings/drawing1.xml", 'r:embed="rId1"', 'r:embed="rId7"'),
        ("[Content_Types].xml", "image/png", "text/plain"),
    ],
)
def test_a_picture_that_nobody_can_show_is_seen(part: str, text: str, instead: str) -> None:
    def build(book: object, sheets: dict[str, xlsxwriter.worksheet.Worksheet]) -> None:
        for cell in ("A1", "B4"):
            sheets["S"].insert_image(cell, "logo.png", {"image_data": io.BytesIO(png())})

    template = make_workbook({"S": []}, build)
    check_workbook(template)
    with pytest.raises(AssertionError):
        check_workbook(replace_in_part(template, part, lambda before: before.replace(text, instead)))
