"""What people make of a workbook: typed in many ways, moved about, and wrong in places."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.catalog import Catalog
from docgen.errors import DataError, DocgenError
from docgen.intake import read_workbook
from tests.intake.conftest import Fill, cell, changed, place

Filled = Callable[[Fill], dict[str, Any]]
Refused = Callable[[Fill], dict[str, str]]


def test_ten_mistakes_give_ten_cells(catalog: Catalog, sample_book: bytes, refused: Refused) -> None:
    mistakes: list[tuple[str, int, Any, str]] = [
        ("report.date", 6, "soon", "date"),
        ("customer.name", 6, None, "required"),
        ("engagement.currency", 6, "dollars", "choice"),
        ("engagement.start", 6, "03/04/2026", "date"),
        ("risks[].title", 7, "  ", "required"),
        ("risks[].severity", 6, "很高", "choice"),
        ("risks[].opened", 8, "2026-02-30", "date"),
        ("kpis[].target", 6, "about 5", "type"),
        ("products[].used", 6, -1, "range"),
        ("service_items[].progress", 7, 80, "range"),
    ]
    book = load_workbook(io.BytesIO(sample_book))
    expected = {place(cell(book, key, row)): code for key, row, _, code in mistakes}

    def spoil(book: Any) -> None:
        for key, row, value, _ in mistakes:
            cell(book, key, row).value = value

    assert refused(spoil) == expected


def test_a_problem_speaks_the_words_of_the_workbook(filled: Filled) -> None:
    with pytest.raises(DataError) as caught:
        filled(lambda book: setattr(cell(book, "risks[].severity"), "value", "很高"))
    assert str(caught.value) == (
        "sheet 问题与风险, cell F6: '很高' is not in the list of 严重程度. Choose: 严重, 高, 中, 低."
    )


def unchanged(filled: Filled, catalog: Catalog, change: Fill) -> bool:
    return filled(change) == catalog.deliverable("monthly_report").sample("zh")


def test_columns_may_stand_in_another_order(filled: Filled, catalog: Catalog) -> None:
    def swap(book: Any) -> None:
        sheet = cell(book, "risks[].title").parent
        for row in sheet.iter_rows(min_col=2, max_col=12):
            values = [found.value for found in row]
            for found, value in zip(row, reversed(values), strict=True):
                found.value = value

    assert unchanged(filled, catalog, swap)


def test_blank_rows_own_columns_and_own_sheets_do_not_matter(filled: Filled, catalog: Catalog) -> None:
    def scatter(book: Any) -> None:
        sheet = cell(book, "risks[].title").parent
        sheet.insert_rows(6, 3)
        sheet.insert_rows(11, 2)
        sheet.cell(9, 40, "my own remark")
        sheet.cell(40, 3, "   ")
        book.create_sheet("Notes")["A1"] = "own"

    assert unchanged(filled, catalog, scatter)


def test_sheets_may_be_renamed_moved_and_hidden(filled: Filled, catalog: Catalog) -> None:
    def rearrange(book: Any) -> None:
        sheet = cell(book, "kpis[].key").parent
        sheet.title = "指标 2026"
        sheet.sheet_state = "hidden"
        book.move_sheet(sheet, -3)

    assert unchanged(filled, catalog, rearrange)


def test_a_hidden_copy_is_passed_over_and_a_visible_one_told(
    filled: Filled, refused: Refused, catalog: Catalog
) -> None:
    def copied(hidden: bool) -> Fill:
        def change(book: Any) -> None:
            copy = book.copy_worksheet(cell(book, "risks[].title").parent)
            copy.sheet_state = "hidden" if hidden else "visible"
            copy.cell(6, 4, "another title")

        return change

    assert unchanged(filled, catalog, copied(True))
    assert list(refused(copied(False)).values()) == ["intake-twice"]


def test_the_date_system_of_the_mac_is_understood(filled: Filled, catalog: Catalog) -> None:
    def change(book: Any) -> None:
        book.epoch = dt.datetime(1904, 1, 1)

    assert unchanged(filled, catalog, change)


def test_a_formula_counts_with_the_value_that_it_showed(catalog: Catalog, sample_book: bytes) -> None:
    book = changed(sample_book, lambda book: setattr(cell(book, "kpis[].target"), "value", "=1+1.5"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(
                name,
                re.sub(rb"(<f>1\+1.5</f>)<v ?/>|(?<=<f>1\+1.5</f>)<v></v>", rb"<f>1+1.5</f><v>2.5</v>", raw),
            )
    assert read_workbook(catalog, out.getvalue()).data["kpis"][0]["target"] == 2.5


def test_a_formula_without_a_value_and_an_error_are_named(refused: Refused) -> None:
    def spoil(book: Any) -> None:
        cell(book, "kpis[].target").value = "=1+1"
        cell(book, "kpis[].actual").value = "#DIV/0!"

    assert sorted(refused(spoil).values()) == ["intake-error", "intake-formula"]


def test_a_row_that_belongs_to_nothing_is_named(refused: Refused) -> None:
    def spoil(book: Any) -> None:
        cell(book, "history[]", 6).value = dt.date(2019, 1, 1)
        cell(book, "history[]", 7).value = None

    assert list(refused(spoil).values()) == ["intake-owner", "intake-owner"]


@pytest.mark.parametrize("file", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_told(catalog: Catalog, file: bytes) -> None:
    with pytest.raises(DocgenError):
        read_workbook(catalog, file)


@pytest.mark.parametrize("lost", ["docgen", "基本信息"])
def test_a_workbook_without_what_tells_its_fields_is_told(refused: Refused, lost: str) -> None:
    assert list(refused(lambda book: book.remove(book[lost])).values()) == ["intake-unknown"]
