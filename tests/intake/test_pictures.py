"""Pictures in a workbook for intake: those of the data lie on their cells, those on cells are read."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

from docgen.catalog import Catalog
from docgen.errors import DataError
from docgen.intake import make_workbook, read_workbook
from tests.engine.pptx.conftest import png
from tests.intake.conftest import Fill, cell, place

LOGO = "provider.logo"


def laid(book: Any, at: Any, data: bytes) -> None:
    """Lay a picture on the sheet of the single values."""
    image = Image(io.BytesIO(data))
    cell(book, LOGO).parent.add_image(image, at)


def test_a_picture_of_the_data_lies_on_its_cell_and_comes_back(catalog: Catalog) -> None:
    known = catalog.deliverable("monthly_report")
    data = known.sample("en")
    picture = base64.b64encode(png(400, 100)).decode()
    data["provider"]["logo"] = {"image": picture, "alt": "Our logo"}
    data["customer"]["logo"] = {"image": base64.b64encode(png(10, 20)).decode()}
    file = make_workbook(known, "en", data)
    assert read_workbook(catalog, file).data == data
    book = load_workbook(io.BytesIO(file))
    found = cell(book, LOGO)
    shown = next(i for i in found.parent._images if i.anchor._from.row + 1 == found.row)
    assert shown.anchor._from.col + 1 == found.column
    assert found.parent.row_dimensions[found.row].height * 96 / 72 > shown.anchor.ext.height / 9525


def test_a_picture_that_somebody_lays_on_a_cell_is_its_value(
    filled: Callable[[Fill], dict[str, Any]],
) -> None:
    def change(book: Any) -> None:
        found = cell(book, LOGO)
        found.value = "logo | Our logo"
        laid(book, found.coordinate, png(30, 10))

    image = base64.b64encode(png(30, 10)).decode()
    assert filled(change)["provider"]["logo"] == {"image": image, "alt": "Our logo"}


def test_a_picture_that_reaches_over_other_cells_belongs_to_the_one_that_takes_it(
    filled: Callable[[Fill], dict[str, Any]],
) -> None:
    def change(book: Any) -> None:
        found = cell(book, LOGO)
        first, last = found.row - 2, found.row
        begin, end = AnchorMarker(found.column - 1, 9, first, 9), AnchorMarker(found.column, 9, last, 9)
        laid(book, TwoCellAnchor(_from=begin, to=end), png(30, 10))

    assert base64.b64decode(filled(change)["provider"]["logo"]["image"]) == png(30, 10)


def test_pictures_that_cannot_be_read_are_named_by_their_cells(
    refused: Callable[[Fill], dict[str, str]], sample_book: bytes
) -> None:
    book = load_workbook(io.BytesIO(sample_book))
    logo, name = cell(book, LOGO), cell(book, "customer.name")

    def spoil(book: Any) -> None:
        for at in (logo, logo, name):
            laid(book, at.coordinate, png())

    assert refused(spoil) == {place(logo): "intake-picture", place(name): "intake-picture"}


def test_a_picture_of_another_kind_is_named_by_its_cell(catalog: Catalog, sample_book: bytes) -> None:
    book = load_workbook(io.BytesIO(sample_book))
    laid(book, cell(book, LOGO).coordinate, png())
    file, out = io.BytesIO(), io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, b"BM a bitmap" if part.startswith("xl/media/") else old.read(part))
    with pytest.raises(DataError) as caught:
        read_workbook(catalog, out.getvalue())
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("image-kind", place(cell(book, LOGO)))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.mark.parametrize(("data", "code"), [(SVG, "intake-picture"), (b"x", "image-kind")])
def test_a_picture_that_no_workbook_can_show_is_refused(catalog: Catalog, data: bytes, code: str) -> None:
    known = catalog.deliverable("monthly_report")
    values = known.sample("en")
    values["provider"]["logo"] = {"image": base64.b64encode(data).decode()}
    with pytest.raises(DataError) as caught:
        make_workbook(known, "en", values)
    assert [(p.code, p.place) for p in caught.value.problems] == [(code, "/provider/logo")]
