"""Workbooks for intake, filled in as people do it: cells named by the key of their column."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.catalog import Catalog, open_catalog
from docgen.errors import DataError
from docgen.intake import make_workbook, read_workbook

Fill = Callable[[Any], object]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return open_catalog()


@pytest.fixture(scope="session")
def sample_book(catalog: Catalog) -> bytes:
    """The Chinese monthly report's workbook, with the sample's data in it."""
    known = catalog.deliverable("monthly_report")
    return make_workbook(known, "zh", known.sample("zh"))


@pytest.fixture
def filled(catalog: Catalog, sample_book: bytes) -> Callable[[Fill], dict[str, Any]]:
    """Return a function that changes the workbook of the sample and returns what is read from it."""

    def read(change: Fill) -> dict[str, Any]:
        return read_workbook(catalog, changed(sample_book, change)).data

    return read


@pytest.fixture
def refused(filled: Callable[[Fill], dict[str, Any]]) -> Callable[[Fill], dict[str, str]]:
    """Return a function that changes the workbook of the sample and returns its problems by their place."""

    def read(change: Fill) -> dict[str, str]:
        with pytest.raises(DataError) as caught:
            filled(change)
        return {problem.place: problem.code for problem in caught.value.problems}

    return read


def changed(file: bytes, change: Fill) -> bytes:
    """Return a workbook after a change."""
    book = load_workbook(io.BytesIO(file))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(book: Any, key: str, row: int = 6) -> Any:
    """Return the cell of a field: by its key on the sheet of single values, else by its column."""
    for sheet in book.worksheets:
        for found in sheet["A"]:
            if found.value == key and found.row > 1:
                return sheet.cell(found.row, 3)
        for found in sheet[1]:
            if found.value == key and found.column > 1:
                return sheet.cell(row, found.column)
    raise KeyError(key)


def place(found: Any) -> str:
    """Return how a problem names a cell."""
    return f"sheet {found.parent.title}, cell {found.coordinate}"
