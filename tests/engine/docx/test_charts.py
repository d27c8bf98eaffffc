"""Native charts in a Word file: every kind takes other data, in its picture and in its workbook."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pptx
import pytest
from lxml import etree
from pptx.chart.chart import Chart as PptxChart
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE as KIND
from pptx.oxml import parse_xml

from docgen.engine import compile
from docgen.errors import RenderError
from tests.engine.docx.objects import File, Part, chart, objects, read, render

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

LABELS = (
    f'<c:dLbls xmlns:c="{C[1:-1]}"><c:numFmt formatCode="0.00" sourceLinked="0"/><c:spPr/>'
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
)

KINDS = [
    *(
        KIND.COLUMN_CLUSTERED,
        KIND.COLUMN_STACKED,
        KIND.COLUMN_STACKED_100,
        KIND.BAR_CLUSTERED,
        KIND.BAR_STACKED,
    ),
    *(KIND.LINE, KIND.LINE_MARKERS, KIND.LINE_STACKED, KIND.AREA, KIND.AREA_STACKED, KIND.RADAR),
    *(KIND.PIE, KIND.DOUGHNUT, KIND.XY_SCATTER, KIND.BUBBLE),
]
POINTS, SLICES = {KIND.XY_SCATTER, KIND.BUBBLE}, {KIND.PIE, KIND.DOUGHNUT}


def old_data(kind: Any) -> Any:
    """Return the data of a template's chart, which no document may show."""
    if kind in POINTS:
        data: Any = BubbleChartData() if kind == KIND.BUBBLE else XyChartData()
        for name in ("old 1", "old 2"):
            data.add_series(name).add_data_point(*((99, 98, 97) if kind == KIND.BUBBLE else (99, 98)))
        return data
    data = CategoryChartData(number_format="0.0")
    data.categories = ["old a", "old b"]
    for name in ("old 1", "old 2")[: 1 if kind in SLICES else 2]:
        data.add_series(name, (99, 98))
    return data


def made(kind: Any, change: Callable[[Any], None] = lambda chart: None) -> tuple[bytes, bytes]:
    """Return a chart part with labels on its values, and its workbook."""
    deck = pptx.Presentation()
    frame: Any = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_chart(
        kind, 0, 0, 9, 9, old_data(kind)
    )
    for series in frame.chart._chartSpace.iter(C + "ser"):
        figures = next(child for child in series if child.tag in (C + "cat", C + "xVal"))
        figures.addprevious(parse_xml(LABELS))
    frame.chart.has_legend = True
    change(frame.chart)
    return frame.chart.part.blob, frame.chart.part.chart_workbook.xlsx_part.blob


def parts(*charts: tuple[bytes, bytes]) -> dict[str, Part]:
    """Return charts as parts that a document relates to as rIdC1, rIdC2 and so on."""
    found: dict[str, Part] = {}
    for number, (xml, book) in enumerate(charts, 1):
        relations = {"rId1": ("package", f"../embeddings/book{number}.xlsx")} if book else {}
        found[f"rIdC{number}"] = Part("chart", f"charts/chart{number}.xml", CHART, xml, relations)
        if book:
            found[f"book{number}"] = Part("", f"embeddings/book{number}.xlsx", BOOK, book)
    return found


def new_data(kind: Any, start: float) -> dict[str, Any]:
    """Return data of another shape than the template's: a point and, where it may be, a series more."""
    names = ["Plan", "Ist", "第三"][: 1 if kind in SLICES else 3]
    values = {name: [start + at + number / 100 for number in range(3)] for at, name in enumerate(names)}
    if kind not in POINTS:
        series = [{"name": name, "values": numbers} for name, numbers in values.items()]
        return {"categories": ["Q1", "Q2", "Q3"], "series": series}
    return {
        "series": [
            {"name": name, "x": [1, 2, 3], "values": numbers}
            | ({"size": numbers} if kind == KIND.BUBBLE else {})
            for name, numbers in values.items()
        ]
    }


def shown_charts(file: File) -> list[str]:
    """Return the names of the chart parts that the body shows."""
    rels = etree.fromstring(file.parts["word/_rels/document.xml.rels"])
    targets = {e.get("Id"): f"word/{e.get('Target')}" for e in rels}
    return [targets[id_] for id_ in file.find("//c:chart/@r:id")]


def workbook_of(file: File, part: str) -> list[tuple[Any, ...]]:
    """Return the cells of the workbook that a chart names for "Edit data"."""
    tree = file.tree(part)
    [data] = tree.iter(C + "externalData")
    assert data.getparent() is tree
    id_ = next(str(value) for name, value in data.attrib.items() if str(name).endswith("}id"))
    book = openpyxl.load_workbook(io.BytesIO(file.related(id_, part)))
    return list(book["Sheet1"].iter_rows(values_only=True))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_every_kind_takes_other_data_in_picture_and_workbook(kind: Any) -> None:
    data = new_data(kind, 1)
    file = render(objects(chart("{{ c | chart }}", "rIdC1"), parts=parts(made(kind))), c=data)
    [part] = shown_charts(file)
    assert not any(b"old" in content for name, content in file.parts.items() if "chart" in name)
    filled = PptxChart(parse_xml(file.parts[part]), None)
    read_back = [(one.name, list(one.values)) for plot in filled.plots for one in plot.series]
    assert read_back == [(one["name"], one["values"]) for one in data["series"]]
    rows = workbook_of(file, part)
    for one in data["series"]:
        column = rows[0].index(one["name"])
        assert [row[column] for row in rows[1:]] == one["values"]
        for beside, key in ((column - 1, "x"), (column + 1, "size")):
            assert [row[beside] for row in rows[1:]] == one[key] if key in one else True
    if kind not in POINTS:
        assert [row[0] for row in rows[1:]] == data["categories"]


def test_each_copy_in_a_loop_has_a_chart_a_workbook_and_a_style_of_its_own() -> None:
    found = parts(made(KIND.COLUMN_CLUSTERED))
    found["rIdC1"].relations["rId9"] = ("chartStyle", "style1.xml")
    style = "application/vnd.ms-office.chartstyle+xml"
    found["style"] = Part("", "charts/style1.xml", style, b'<cs:chartStyle xmlns:cs="urn:cs"/>')
    template = objects(
        "{% for c in charts %}", chart("{{ c | chart }}", "rIdC1"), "{% endfor %}", parts=found
    )
    file = render(template, charts=[new_data(KIND.COLUMN_CLUSTERED, start) for start in (1, 20, 300)])
    shown = shown_charts(file)
    assert len(set(shown)) == 3
    assert [workbook_of(file, part)[1][1] for part in shown] == [1, 20, 300]
    related = [file.parts[part.replace("charts/", "charts/_rels/") + ".rels"] for part in shown]
    assert len(set(related)) == 3
    assert len([name for name in file.parts if name.startswith("word/charts/style")]) == 3
    assert len(set(file.find("//wp:docPr/@id"))) == 3


@pytest.mark.parametrize("linked", [False, True], ids=["no workbook", "a workbook elsewhere"])
def test_a_chart_without_a_workbook_gets_one(linked: bool) -> None:
    xml, _ = made(KIND.LINE)
    found = parts((xml, b""))
    if not linked:
        tree = etree.fromstring(xml)
        for data in list(tree.iter(C + "externalData")):
            tree.remove(data)
        found["rIdC1"].data = etree.tostring(tree)
    file = render(objects(chart("{{ c | chart }}", "rIdC1"), parts=found), c=new_data(KIND.LINE, 7))
    assert workbook_of(file, shown_charts(file)[0])[1] == ("Q1", 7, 8, 9)


def test_a_null_chart_goes_and_an_empty_one_stays_empty() -> None:
    template = objects(chart("{{ c | chart }}", "rIdC1"), parts=parts(made(KIND.LINE)))
    assert render(template, c=None).find("//w:drawing") == []
    file = render(template, c={"categories": [], "series": []})
    assert PptxChart(parse_xml(file.parts[shown_charts(file)[0]]), None).plots[0].series._element is not None
    assert workbook_of(file, shown_charts(file)[0]) == []


def test_days_on_a_date_axis_stay_days() -> None:
    def dated(chart: Any) -> None:
        axis = chart._chartSpace.find(f".//{C}catAx")
        axis.tag = C + "dateAx"

    found = parts(made(KIND.LINE, dated))
    data = {"categories": ["2026-01-05", "2026-02-05"], "series": [{"name": "Plan", "values": [1, 2]}]}
    file = render(objects(chart("{{ c | chart }}", "rIdC1"), parts=found), c=data)
    rows = workbook_of(file, shown_charts(file)[0])
    assert [f"{row[0]:%Y-%m-%d}" for row in rows[1:]] == data["categories"]


def test_bars_with_a_line_on_a_second_axis_keep_both() -> None:
    columns, book = made(KIND.COLUMN_CLUSTERED)
    lines, _ = made(KIND.LINE)
    tree, other = etree.fromstring(columns), etree.fromstring(lines)
    bars = next(tree.iter(C + "barChart"))
    line = next(other.iter(C + "lineChart"))
    for element in (bars, line):
        kept = "old 1" if element is bars else "old 2"
        for one in list(element.iter(C + "ser")):
            if kept not in etree.tostring(one, encoding="unicode"):
                element.remove(one)
    axes = list(other.iter(C + "catAx", C + "valAx"))
    for element in (line, *axes):
        for number in element.iter(C + "axId", C + "crossAx"):
            number.set("val", "9" + (number.get("val") or "").lstrip("-"))
    bars.addnext(line)
    for axis in axes:
        next(tree.iter(C + "plotArea")).append(axis)
    found = parts((etree.tostring(tree), book))
    data = {
        "categories": ["Q1"],
        "series": [{"name": "old 1", "values": [5]}, {"name": "old 2", "values": [6]}],
    }
    file = render(objects(chart("{{ c | chart }}", "rIdC1"), parts=found), c=data)
    filled = PptxChart(parse_xml(file.parts[shown_charts(file)[0]]), None)
    assert [[(one.name, *one.values) for one in plot.series] for plot in filled.plots] == [
        [("old 1", 5)],
        [("old 2", 6)],
    ]
    assert len(list(file.tree(shown_charts(file)[0]).iter(C + "valAx"))) == 2


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (KIND.XY_SCATTER, new_data(KIND.LINE, 1)),
        (KIND.BUBBLE, new_data(KIND.XY_SCATTER, 1)),
        (KIND.LINE, new_data(KIND.XY_SCATTER, 1)),
        (KIND.PIE, new_data(KIND.LINE, 1)),
        (KIND.PIE, {"categories": ["a"], "series": [{"name": "x", "values": [-1]}]}),
    ],
)
def test_data_that_the_kind_cannot_show_is_told_with_its_place(kind: Any, data: dict[str, Any]) -> None:
    template = compile(objects("x", chart("{{ c | chart }}", "rIdC1"), parts=parts(made(kind))))
    with pytest.raises(RenderError) as caught:
        template.render({"c": data})
    assert {(p.code, p.place, p.tag) for p in caught.value.problems} == {
        ("chart-kind", "paragraph 2", "{{ c | chart }}")
    }


@pytest.mark.libreoffice
def test_a_report_of_every_kind_shows_the_new_figures_on_its_pages(
    convert: Callable[..., list[Path]], tmp_path: Path
) -> None:
    tags = [chart(f"{{{{ c{number} | chart }}}}", f"rIdC{number}") for number in range(1, len(KINDS) + 1)]
    template = objects(*tags, parts=parts(*map(made, KINDS)))
    data = {f"c{n}": new_data(kind, n * 10) for n, kind in enumerate(KINDS, 1)}
    path = tmp_path / "charts.docx"
    path.write_bytes(read(compile(template).render(data)).data)
    [pdf] = convert([path])
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    values = [
        f"{value:.2f}" for one in data.values() for series in one["series"] for value in series["values"]
    ]
    missing = [value for value in values if value not in text and value.replace(".", ",") not in text]
    assert not missing
    assert "old" not in text and "99" not in text
