"""A workbook without tags comes out as it went in, whatever it holds: every part, byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from docgen.engine import compile
from tests.engine.xlsx.conftest import Part, make_workbook, with_parts
from tests.engine.xlsx.test_objects import (
    CHARTEX,
    DRAWING,
    MS,
    XDR,
    behind_margins,
    with_control,
    with_slicer,
    with_thread,
)
from tests.engine.xlsx.test_pivots import with_pivot

PLAIN: dict[str, Any] = {
    "S": [["Name", "Price"], ["a", 1], ["b", "=B2*2"], [None, "=SUM(B2:B3)"]],
    "T": [["=S!B4"]],
}
KINDS = ("area", "bar", "column", "doughnut", "line", "pie", "radar", "scatter", "stock")


def _everything(book: Any, sheets: Any) -> None:
    sheet = sheets["S"]
    for number, kind in enumerate(KINDS):
        chart = book.add_chart({"type": kind})
        for _ in range(3):
            chart.add_series({"categories": "=S!$A$2:$A$3", "values": "=S!$B$2:$B$3"})
        sheet.insert_chart(8 + number * 15, 4, chart)
    sheet.add_sparkline("E2", {"range": "S!A2:B2", "type": "column"})
    sheet.write_comment("B2", "note")
    sheet.insert_button("E5", {"macro": "go"})
    sheet.insert_textbox("G2", "text")
    sheet.add_table("H1:I3", {"name": "Prices"})
    sheet.conditional_format("B2:B3", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("C2", {"validate": "list", "source": ["x", "y"]})
    sheet.write_dynamic_array_formula("K1:K2", "=_xlfn._xlws.SORT(B2:B3)")
    sheet.write_array_formula("L1:L2", "{=B2:B3*2}")
    sheet.freeze_panes(1, 1)
    sheet.protect("x")
    book.define_name("Rate", "=0.19")
    book.add_chartsheet().set_chart(_chart(book))


def _chart(book: Any) -> Any:
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    chart.add_series({"values": "=S!$B$2:$B$3"})
    return chart


def _macros() -> bytes:
    """Return a workbook with a part of macros, which nobody looks into."""
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    part = Part(
        "PK-no-zip \u00e9", "application/vnd.ms-office.vbaProject", id="rIdM",
        kind=f"{MS}2006/relationships/vbaProject",
    )  # fmt: skip
    return with_parts(
        make_workbook(PLAIN),
        {"xl/vbaProject.bin": part},
        {
            "[Content_Types].xml": lambda text: text.replace(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", main
            )
        },
    )


def _newer_chart() -> bytes:
    parts = {
        "xl/drawings/drawing9.xml": Part(
            f'<xdr:wsDr xmlns:xdr="{XDR}"/>', DRAWING, "xl/worksheets/sheet1.xml", "rIdD", "drawing"
        ),
        "xl/charts/chartEx1.xml": Part(
            CHARTEX, "application/vnd.ms-office.chartex+xml", "xl/drawings/drawing9.xml", "rId1",
            f"{MS}2014/relationships/chartEx",
        ),
    }  # fmt: skip
    change = {"xl/worksheets/sheet1.xml": behind_margins('<drawing r:id="rIdD"/>')}
    return with_parts(make_workbook(PLAIN), parts, change)


WORKBOOKS: Mapping[str, Callable[[], bytes]] = {
    "charts, sparklines, comments, buttons, tables, arrays": lambda: make_workbook(PLAIN, _everything),
    "form controls": lambda: with_control(cells=PLAIN),
    "pivots": lambda: with_pivot('ref="A1:B3" sheet="S"', cells=PLAIN["S"]),
    "slicers": lambda: with_slicer(PLAIN),
    "threaded comments": lambda: with_thread(PLAIN),
    "charts of newer kinds": _newer_chart,
    "macros": _macros,
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_without_tags_stays_byte_for_byte(name: str) -> None:
    template = WORKBOOKS[name]()
    done = compile(template).render({"x": 1})
    with zipfile.ZipFile(io.BytesIO(template)) as one, zipfile.ZipFile(io.BytesIO(done)) as other:
        assert one.namelist() == other.namelist()
        assert {n: one.read(n) for n in one.namelist()} == {n: other.read(n) for n in other.namelist()}


@pytest.mark.libreoffice
def test_libreoffice_opens_them_all(convert: Any, tmp_path: Any) -> None:
    paths = []
    for number, make in enumerate(WORKBOOKS.values()):
        paths.append(tmp_path / f"book{number}.xlsx")
        paths[-1].write_bytes(compile(make()).render({}))
    assert all(path.stat().st_size for path in convert(paths, "ods"))
