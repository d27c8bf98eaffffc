"""Pictures in a workbook for intake: those of the data lie on their cells, those on cells are read."""

from __future__ import annotations

import base64
import io
import re
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
from tests.engine.xlsx.conftest import Part, with_parts
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
    file = io.BytesIO()
    book.save(file)
    spoilt = with_file(file.getvalue(), "xl/media/image1.png", b"BM a bitmap")
    with pytest.raises(DataError) as caught:
        read_workbook(catalog, spoilt)
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


RICH = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MS = "http://schemas.microsoft.com/office"
BOOK, VALUES = "xl/workbook.xml", "xl/richData/rdrichvalue.xml"
METADATA = f"""<metadata xmlns="{MAIN}" xmlns:xlrd="{RICH}"><metadataTypes count="2">
<metadataType name="OTHER"/><metadataType name="XLRICHVALUE"/></metadataTypes>
<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst>
<ext uri="x"><xlrd:rvb i="1"/></ext></extLst></bk></futureMetadata><valueMetadata count="1"><bk>
<rc t="2" v="0"/></bk></valueMetadata></metadata>"""
SHAPES = f"""<rvStructures xmlns="{RICH}"><s t="_error"><k n="errorType" t="i"/></s><s t="_localImage">
<k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/><k n="Text" t="s"/></s></rvStructures>"""
RICH_VALUES = f"""<rvData xmlns="{RICH}"><rv s="0"><v>8</v></rv>
<rv s="1"><v>0</v><v>5</v><v>Our logo</v></rv></rvData>"""
FILES = f"""<richValueRels xmlns="{MS}/spreadsheetml/2022/richvaluerel" xmlns:r="{REL}">
<rel r:id="rIdF"/></richValueRels>"""
CELL_IMAGES = f"""<etc:cellImages xmlns:r="{REL}"
 xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"
 xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><etc:cellImage><xdr:pic><xdr:nvPicPr>
<xdr:cNvPr id="2" name="ID_1A"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rIdF"/></xdr:blipFill></xdr:pic>
</etc:cellImage></etc:cellImages>"""
EXCEL = {
    "xl/metadata.xml": Part(METADATA, "x/metadata+xml", id="rIdM", kind="sheetMetadata"),
    VALUES: Part(RICH_VALUES, "x/v+xml", id="rIdV", kind=f"{MS}/2017/06/relationships/rdRichValue"),
    "xl/richData/rdrichvaluestructure.xml": Part(
        SHAPES, "x/s+xml", id="rIdS", kind=f"{MS}/2017/06/relationships/rdRichValueStructure"
    ),
    "xl/richData/richValueRel.xml": Part(
        FILES, "x/r+xml", id="rIdR", kind=f"{MS}/2022/10/relationships/richValueRel"
    ),
}
WPS = {
    "xl/cellimages.xml": Part(
        CELL_IMAGES, "x/c+xml", id="rIdM", kind="http://www.wps.cn/officeDocument/2020/cellImage"
    )
}
OWNERS = {"xl/richData/richValueRel.xml": EXCEL, "xl/cellimages.xml": WPS}


@pytest.mark.parametrize(
    ("owner", "cell_xml", "alt"),
    [
        ("xl/richData/richValueRel.xml", ' t="e" vm="1"><v>#VALUE!</v></c>', {"alt": "Our logo"}),
        (
            "xl/cellimages.xml",
            ' t="str"><f>_xlfn.DISPIMG("ID_1A",1)</f><v>=DISPIMG("ID_1A",1)</v></c>',
            {},
        ),
    ],
)
def test_a_picture_that_is_the_content_of_a_cell_is_its_value(
    catalog: Catalog, sample_book: bytes, owner: str, cell_xml: str, alt: dict[str, str]
) -> None:
    book = load_workbook(io.BytesIO(sample_book))
    found = cell(book, LOGO)
    sheet = f"xl/worksheets/sheet{book.sheetnames.index(found.parent.title) + 1}.xml"
    file = Part("a picture", "image/png", owner, "rIdF", "image")
    pattern = rf'(<c r="{found.coordinate}" s="\d+") t="n"></c>'
    data = with_parts(
        sample_book,
        {**OWNERS[owner], "xl/media/held.png": file},
        {sheet: lambda text: re.sub(pattern, rf"\1{cell_xml}", text)},
    )
    data = with_file(data, "xl/media/held.png", png(8, 8))
    assert read_workbook(catalog, data).data["provider"]["logo"] == {
        "image": base64.b64encode(png(8, 8)).decode(),
        **alt,
    }


def with_file(data: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with another file as one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()
