"""Charts of the newer kinds take other data, in Word and in PowerPoint."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from lxml import etree

from docgen.engine import compile
from docgen.engine.charts.extended import CX, compile_extended
from docgen.engine.values import chart_value
from docgen.errors import RenderError, TemplateError
from tests.engine.docx.objects import Part, objects, render
from tests.engine.docx.objects import picture as picture_xml

NS = "http://schemas.microsoft.com/office/drawing/2014/chartex"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "http://schemas.microsoft.com/office/2014/relationships/chartEx"
TYPE = "application/vnd.ms-office.chartex+xml"


def chartex(kind: str = "waterfall", title: str = "Up to {{ year }}", more: str = "") -> bytes:
    """Return a chart of three points, the last of which is a total, with a colour for the second."""
    return (
        f'<cx:chartSpace xmlns:cx="{NS}" xmlns:a="{A}" xmlns:r="{R}"><cx:chartData>'
        '<cx:externalData r:id="rId1" cx:autoUpdate="0"/><cx:data id="0"><cx:strDim type="cat">'
        '<cx:f>Sheet1!$A$2:$A$4</cx:f><cx:lvl ptCount="3"><cx:pt idx="0">old</cx:pt></cx:lvl></cx:strDim>'
        '<cx:numDim type="val"><cx:f>Sheet1!$B$2:$B$4</cx:f><cx:lvl ptCount="3" formatCode="0.0">'
        '<cx:pt idx="0">99</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData><cx:chart><cx:title><cx:tx>'
        f"<cx:rich><a:bodyPr/><a:p><a:r><a:t>{title}</a:t></a:r></a:p></cx:rich></cx:tx></cx:title><cx:plotArea>"
        f'<cx:plotAreaRegion><cx:series layoutId="{kind}" uniqueId="{{1}}"><cx:tx><cx:txData>'
        "<cx:f>Sheet1!$B$1</cx:f><cx:v>old</cx:v></cx:txData></cx:tx>"
        '<cx:dataPt idx="1"><cx:spPr/></cx:dataPt>'
        '<cx:dataLabels pos="outEnd"/><cx:dataId val="0"/><cx:layoutPr><cx:subtotals><cx:idx val="2"/>'
        f"</cx:subtotals></cx:layoutPr></cx:series>{more}</cx:plotAreaRegion><cx:axis id='0'/></cx:plotArea>"
        "</cx:chart></cx:chartSpace>"
    ).encode()


def data(*values: float | None, names: tuple[str, ...] = ("Net & gross",)) -> dict[str, Any]:
    return {
        "categories": [f"第{n}" for n, _ in enumerate(values)],
        "series": [{"name": name, "values": list(values)} for name in names],
    }


def values_of(tree: etree._Element) -> list[str]:
    return [str(point.text) for point in tree.iter(CX + "pt")]


@pytest.mark.parametrize(
    "kind", ["waterfall", "funnel", "treemap", "sunburst", "clusteredColumn", "boxWhisker"]
)
def test_every_newer_kind_takes_other_figures(kind: str) -> None:
    template = compile_extended(chartex(kind))
    chart = chart_value(data(1, None, 2.5, 4))
    tree = etree.fromstring(template.fill(chart))
    assert values_of(tree) == ["第0", "第1", "第2", "第3", "1", "2.5", "4"]
    assert [e.get("type") for e in tree.iter(CX + "numDim")] == [
        "size" if kind in ("treemap", "sunburst") else "val"
    ]
    assert [e.text for e in tree.iter(CX + "v")] == ["Net & gross"]
    assert [e.get("val") for e in tree.iter(CX + "subtotals", CX + "idx") if e.get("val")] == ["3"]
    assert len(list(tree.iter(CX + "dataPt"))) == 1
    book = openpyxl.load_workbook(io.BytesIO(template.workbook(chart)))["Sheet1"]
    assert list(book.iter_rows(values_only=True))[1:] == [("第0", 1), ("第1", None), ("第2", 2.5), ("第3", 4)]


def test_a_hierarchy_has_a_level_for_each_text_of_its_categories() -> None:
    template = compile_extended(chartex("sunburst"))
    rows = [["North", "Oslo"], ["North", "Bergen"], ["South", "Rome"]]
    chart = chart_value({"categories": rows, "series": [{"name": "n", "values": [1, 2, 3]}]})
    levels = [
        [point.text for point in level] for level in etree.fromstring(template.fill(chart)).iter(CX + "lvl")
    ]
    assert levels == [["Oslo", "Bergen", "Rome"], ["North", "North", "South"], ["1", "2", "3"]]
    book = openpyxl.load_workbook(io.BytesIO(template.workbook(chart)))["Sheet1"]
    assert list(book.iter_rows(values_only=True))[1:] == [
        ("North", "Oslo", 1),
        ("North", "Bergen", 2),
        ("South", "Rome", 3),
    ]


def test_what_was_said_of_points_that_are_gone_goes() -> None:
    tree = etree.fromstring(compile_extended(chartex()).fill(chart_value(data(5))))
    assert list(tree.iter(CX + "dataPt")) == []
    assert [e.get("val") for e in tree.iter(CX + "idx")] == ["0"]


def test_each_further_series_has_figures_of_its_own() -> None:
    tree = etree.fromstring(
        compile_extended(chartex("boxWhisker")).fill(chart_value(data(1, names=("a", "b"))))
    )
    assert [e.get("val") for e in tree.iter(CX + "dataId")] == [e.get("id") for e in tree.iter(CX + "data")]
    assert [e.text for e in tree.iter(CX + "f")][1::2] == ["Sheet1!$B$2", "Sheet1!$C$2", "Sheet1!$C$1"]


def test_the_line_of_a_pareto_chart_stays() -> None:
    line = '<cx:series layoutId="paretoLine" ownerIdx="0"/>'
    tree = etree.fromstring(
        compile_extended(chartex("clusteredColumn", more=line)).fill(chart_value(data(1, 2)))
    )
    assert [e.get("layoutId") for e in tree.iter(CX + "series")] == ["clusteredColumn", "paretoLine"]


def test_maps_and_wrong_data_are_told() -> None:
    with pytest.raises(TemplateError, match="regionMap"):
        compile_extended(chartex("regionMap"))
    with pytest.raises(RenderError, match="negative"):
        compile_extended(chartex("treemap")).fill(chart_value(data(-1)))
    with pytest.raises(RenderError, match="x values"):
        compile_extended(chartex()).fill(chart_value({"series": [{"name": "a", "x": [1], "values": [1]}]}))


def drawing(alt: str) -> str:
    """Return a newer chart in the line, with the picture that Office keeps for older programs."""
    inline = picture_xml(alt)
    start, end = inline.index("<a:graphicData"), inline.index("</a:graphicData>")
    chart = f'<a:graphicData uri="{NS}"><cx:chart xmlns:cx="{NS}" r:id="rIdX"/>'
    return (
        f'<mc:AlternateContent><mc:Choice xmlns:cx1="{NS}" Requires="cx1">'
        f"{inline[:start]}{chart}{inline[end:]}</mc:Choice><mc:Fallback>{inline}</mc:Fallback></mc:AlternateContent>"
    )


def test_a_newer_chart_in_word_repeats_with_a_workbook_each() -> None:
    book = compile_extended(chartex()).workbook(chart_value(data(99)))
    parts = {
        "rIdX": Part(
            "chartEx", "charts/chartEx1.xml", TYPE, chartex(), {"rId1": ("package", "../embeddings/b.xlsx")}
        ),
        "b": Part(
            "", "embeddings/b.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book
        ),
    }
    template = objects("{% for c in charts %}", drawing("{{ c | chart }}"), "{% endfor %}", parts=parts)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(f"{R}/chartEx".encode(), KIND.encode()))
    file = render(changed.getvalue(), charts=[data(1), data(2, 3)], year=2026)
    rels = file.tree("word/_rels/document.xml.rels")
    parts_shown = {e.get("Id"): e.get("Target", "") for e in rels if e.get("Type") == KIND}
    ids = [str(value) for e in file.tree().iter(CX + "chart") for value in e.attrib.values()]
    trees = [file.tree(f"word/{parts_shown[id_]}") for id_ in ids]
    assert [values_of(tree) for tree in trees] == [["第0", "1"], ["第0", "第1", "2", "3"]]
    assert ["".join(map(str, next(tree.iter(CX + "title")).itertext())) for tree in trees] == [
        "Up to 2026"
    ] * 2
    books = [
        openpyxl.load_workbook(io.BytesIO(b)) for n, b in sorted(file.parts.items()) if n.endswith(".xlsx")
    ]
    assert sorted(book["Sheet1"].max_row for book in books) == [2, 3]
    assert list(file.tree().iter("{*}Fallback")) == []


def test_a_newer_chart_in_powerpoint_takes_other_figures() -> None:
    from pptx import Presentation
    from pptx.opc.package import Part as PptxPart
    from pptx.opc.packuri import PackURI
    from pptx.oxml import parse_xml

    presentation: Any = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    package = presentation.part.package
    part = PptxPart(PackURI("/ppt/charts/chartEx1.xml"), TYPE, package, chartex())
    book = compile_extended(chartex()).workbook(chart_value(data(99)))
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    part.relate_to(PptxPart(PackURI("/ppt/embeddings/b.xlsx"), sheet, package, book), f"{R}/package")
    id_ = slide.part.relate_to(part, KIND)
    frame = (
        f'<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{A}" '
        f'xmlns:r="{R}"><p:nvGraphicFramePr><p:cNvPr id="4" name="c" descr="{{{{ c | chart }}}}"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x='0' y='0'/>"
        f'<a:ext cx="9" cy="9"/></p:xfrm><a:graphic><a:graphicData uri="{NS}"><cx:chart xmlns:cx="{NS}" '
        f'r:id="{id_}"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    slide.shapes._spTree.append(parse_xml(frame))
    out = io.BytesIO()
    presentation.save(out)
    made = compile(out.getvalue()).render({"c": data(1, 2), "year": 2026})
    Presentation(io.BytesIO(made))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        [name] = [name for name in archive.namelist() if "chartEx" in name and "_rels" not in name]
        assert values_of(etree.fromstring(archive.read(name))) == ["第0", "第1", "1", "2"]
        [book_name] = [name for name in archive.namelist() if name.endswith(".xlsx")]
        cells = openpyxl.load_workbook(io.BytesIO(archive.read(book_name)))["Sheet1"]
    assert [row[1] for row in cells.iter_rows(values_only=True)] == ["Net & gross", 1, 2]
