"""Data from outside on a sheet, and what stands still: external ranges follow, absolute anchors stay."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.pptx.conftest import png
from tests.engine.xlsx.conftest import Part, make_workbook, replace_in_part, with_parts
from tests.engine.xlsx.test_followers import CELLS, ROWS
from tests.engine.xlsx.test_frame import MAIN

Fill = Callable[..., Any]
QUERY = f'<queryTable xmlns="{MAIN}" name="ExternalData_1" connectionId="1"/>'
QUERY_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.queryTable+xml"
CONNECTIONS = (
    f'<connections xmlns="{MAIN}"><connection id="1" name="c" type="1" refreshedVersion="3"/></connections>'
)
CONNECTIONS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml"


def with_query(owner: str, cells: Any, build: Any = None) -> bytes:
    """Return a workbook with a query whose data stand below a list, or are the rows of a table."""
    parts = {
        "xl/connections.xml": Part(CONNECTIONS, CONNECTIONS_TYPE, id="rIdC", kind="connections"),
        "xl/queryTables/queryTable1.xml": Part(QUERY, QUERY_TYPE, owner, "rIdQ", "queryTable"),
    }
    return with_parts(make_workbook({"S": cells}, build), parts)


def test_the_range_of_external_data_goes_where_its_cells_go(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        book.define_name("ExternalData_1", "=S!$A$7:$B$9")

    cells = [*CELLS, [], ["Code", "Rate"], ["EUR", 1.1], ["USD", 1.0]]
    template = replace_in_part(
        with_query("xl/worksheets/sheet1.xml", cells, build),
        "xl/workbook.xml",
        lambda text: text.replace('name="ExternalData_1"', 'name="ExternalData_1" localSheetId="0"'),
    )
    done = fill(template, rows=ROWS * 2)
    assert done.book["S"].defined_names["ExternalData_1"].attr_text == "S!$A$10:$B$12"
    assert done.book["S"]["A10"].value == "Code"
    assert done.part("xl/queryTables/queryTable1.xml").decode() == QUERY


def test_the_table_of_a_query_grows_and_keeps_its_query(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].add_table("A1:B3", {"columns": [{"header": "Name"}, {"header": "Price"}], "name": "Q"})
        for place, text in {"A2": "{%tr for r in rows %}{{ r.n }}", "B2": "{{ r.p }}{%tr endfor %}"}.items():
            sheets["S"].write(place, text)
        sheets["S"].write("A3", "last")

    template = replace_in_part(
        with_query("xl/tables/table1.xml", [], build),
        "xl/tables/table1.xml",
        lambda text: text.replace("<table ", '<table tableType="queryTable" '),
    )
    done = fill(template, rows=ROWS)
    assert done.book["S"].tables["Q"].ref == "A1:B5" and 'tableType="queryTable"' in _table(done)
    assert done.part("xl/queryTables/queryTable1.xml").decode() == QUERY


def _table(done: Any) -> str:
    text: str = done.part("xl/tables/table1.xml").decode()
    return text


def test_each_copy_of_a_sheet_has_its_own_query(fill: Fill) -> None:
    cells = [["{%sheet for s in sites %}{{ s }}{%sheet endfor %}"], ["Code", "Rate"]]
    done = fill(with_query("xl/worksheets/sheet1.xml", cells), sites=["a", "b"])
    assert len([name for name in done.parts if name.startswith("xl/queryTables/query")]) == 2


@pytest.mark.parametrize("kind", ["absoluteAnchor", "twoCellAnchor"])
def test_a_picture_that_neither_moves_nor_sizes_with_cells_stays(fill: Fill, kind: str) -> None:
    def build(book: Any, sheets: Any) -> None:
        source = {"image_data": io.BytesIO(png()), "object_position": 3, "description": "{{ text }}"}
        sheets["S"].insert_image("B7", "logo.png", source)

    def absolute(text: str) -> str:
        place = '<xdr:absoluteAnchor><xdr:pos x="9525" y="952500"/><xdr:ext cx="9525" cy="9525"/>'
        text = re.sub("<xdr:twoCellAnchor.*?</xdr:to>", place, text)
        return text.replace("</xdr:twoCellAnchor>", "</xdr:absoluteAnchor>")

    template = make_workbook({"S": CELLS}, build)
    if kind == "absoluteAnchor":
        template = replace_in_part(template, "xl/drawings/drawing1.xml", absolute)
    text = fill(template, rows=ROWS * 3, text="a logo").part("xl/drawings/drawing1.xml").decode()
    assert text.count("<xdr:pic>") == 1 and 'descr="a logo"' in text
    assert re.findall("<xdr:row>(.*?)<", text) == (["6", "6"] if kind == "twoCellAnchor" else [])
