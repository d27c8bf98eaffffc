"""Charts of decks: every kind with other data, wherever it stands, each with a workbook of its own."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE as KIND
from pptx.util import Inches

from docgen.engine import compile
from docgen.errors import TemplateError

Fixture = Callable[..., Any]
FRAME = (Inches(1), Inches(2), Inches(5), Inches(3))
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _writable() -> list[Any]:
    """Return every kind of chart that python-pptx can write."""
    return [kind for kind in KIND if _data(kind) is not None and _can_write(kind)]


def _data(kind: Any) -> Any:
    if kind.name.startswith("XY_"):
        made: Any = XyChartData()
        made.add_series("one").add_data_point(1, 2)
        return made
    if kind.name.startswith("BUBBLE"):
        made = BubbleChartData()
        made.add_series("one").add_data_point(1, 2, 3)
        return made
    made = CategoryChartData(number_format="0.0")
    made.categories = ["a", "b"]
    made.add_series("one", (1, 2))
    return made


def _can_write(kind: Any) -> bool:
    slide = Presentation().slides
    try:
        slide.add_slide(Presentation().slide_layouts[6]).shapes.add_chart(kind, *FRAME, _data(kind))
    except NotImplementedError:
        return False
    return True


def chart_of(kind: Any, *values: float | None) -> dict[str, Any]:
    """Return data for a kind of chart: one series, with x values and sizes where the kind wants them."""
    one: dict[str, Any] = {"name": "实际 & <net>", "values": list(values)}
    if kind.name.startswith(("XY_", "BUBBLE")):
        one["x"] = [n * 1.5 for n, _ in enumerate(values)]
        if kind.name.startswith("BUBBLE"):
            one["size"] = [n + 1 for n, _ in enumerate(values)]
        return {"series": [one]}
    return {"categories": [f"c{n}" for n, _ in enumerate(values)], "series": [one]}


def columns(*values: float | None, name: str = "net") -> dict[str, Any]:
    return chart_of(KIND.COLUMN_CLUSTERED, *values) | {"series": [{"name": name, "values": list(values)}]}


def add_chart(shapes: Any, alt: str, kind: Any = KIND.COLUMN_CLUSTERED, data: Any = None) -> Any:
    frame = shapes.add_chart(kind, *FRAME, data or _data(kind))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    return frame


def book_of(chart: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return list(book.worksheets[0].iter_rows(values_only=True))


def values_of(charts: Iterable[Any]) -> list[list[float]]:
    return [list(chart.plots[0].series[0].values) for chart in charts]


@pytest.mark.parametrize("kind", _writable(), ids=lambda kind: str(kind.name))
def test_every_kind_that_python_pptx_writes_takes_other_data(
    deck: Fixture, slide: Fixture, render: Fixture, kind: Any
) -> None:
    template = deck(slide("x"), change=lambda made: add_chart(made.slides[0].shapes, "{{ c | chart }}", kind))
    made = render(template, {"c": chart_of(kind, 4, 5, 6.5)})
    [found] = made.objects(1, "chart")
    assert found.chart.chart_type == kind
    [series] = found.chart.plots[0].series
    assert (series.name, list(series.values)) == ("实际 & <net>", [4, 5, 6.5])
    rows = book_of(found.chart)
    at = rows[0].index("实际 & <net>")
    assert [row[at] for row in rows[1:]] == [4, 5, 6.5]


@pytest.mark.parametrize(
    ("where", "read"),
    [
        ("group", lambda made: made.slides[0].shapes[-1].shapes),
        ("layout", lambda made: made.slides[0].slide_layout.shapes),
        ("master", lambda made: made.slides[0].slide_layout.slide_master.shapes),
    ],
)
def test_a_chart_stands_in_a_group_on_a_layout_or_on_a_master(
    deck: Fixture, slide: Fixture, render: Fixture, where: str, read: Callable[[Any], Any]
) -> None:
    def change(made: Any) -> None:
        first = made.slides[0]
        frame = add_chart(first.shapes, "{{ c | chart }}")
        if where == "group":
            first.shapes.add_group_shape()._element.append(frame._element)
            return
        target = first.slide_layout if where == "layout" else first.slide_layout.slide_master
        id_ = target.part.relate_to(frame.chart.part, REL)
        first.part.drop_rel(frame._element.chart_rId)
        frame._element.xpath(".//c:chart")[0].set(R_ID, id_)
        target.shapes._spTree.append(frame._element)

    made = render(deck(slide("x"), change=change), {"c": columns(7, 8)})
    [frame] = [shape for shape in read(made) if getattr(shape, "has_chart", False)]
    assert values_of([frame.chart]) == [[7, 8]]
    assert book_of(frame.chart)[1:] == [("c0", 7), ("c1", 8)]


def test_two_charts_of_a_repeated_slide_keep_to_their_own_data(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(
        slide("{%slide for k in ks %}{{ k.name }}{%slide endfor %}", chart="{{ k.a | chart }}"),
        change=lambda made: add_chart(made.slides[0].shapes, "{{ k.b | chart }}", KIND.LINE),
    )
    kpis = [{"name": f"k{n}", "a": columns(n, n + 1), "b": columns(n * 10)} for n in range(4)]
    made = render(template, {"ks": kpis})
    for number in range(4):
        charts = [shape.chart for shape in made.objects(number + 1, "chart")]
        assert values_of(charts) == [[number, number + 1], [number * 10]]
        assert [book_of(chart)[1:] for chart in charts] == [
            [("c0", number), ("c1", number + 1)],
            [("c0", number * 10)],
        ]
    parts = [name for name in made.parts if name.startswith(("ppt/charts/chart", "ppt/embeddings/"))]
    assert len(parts) == 16


@pytest.mark.parametrize("workbook", ["missing", "linked"])
def test_a_chart_without_a_workbook_of_its_own_gets_one(
    deck: Fixture, slide: Fixture, render: Fixture, workbook: str
) -> None:
    def change(made: Any) -> None:
        chart = made.slides[0].shapes[-1].chart
        external = chart._chartSpace.xpath("c:externalData")[0]
        chart.part.drop_rel(external.rId)
        if workbook == "linked":
            kind = REL.replace("chart", "oleObject")
            external.set(R_ID, chart.part.relate_to("file:///C:/plan.xlsx", kind, is_external=True))
        else:
            external.getparent().remove(external)

    title = "{%slide for c in cs %}x{%slide endfor %}"
    template = deck(slide(title, chart="{{ c | chart }}"), change=change)
    for data in ([columns(1, 2)], [columns(1, 2), columns(3, 4)]):
        made = render(template, {"cs": data})
        for number, one in enumerate(data, 1):
            [frame] = made.objects(number, "chart")
            assert [row[1] for row in book_of(frame.chart)[1:]] == one["series"][0]["values"]
    assert not any(b"plan.xlsx" in data for data in made.parts.values())


def test_the_look_of_a_series_goes_by_its_name_and_further_ones_take_the_themes_next_colour(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    def change(made: Any) -> None:
        data = CategoryChartData(number_format="0.0%")
        data.categories = ["a"]
        for name in ("Plan", "Actual"):
            data.add_series(name, (1,))
        chart = add_chart(made.slides[0].shapes, "{{ c | chart }}", KIND.LINE_MARKERS, data).chart
        for series, colour in zip(chart.plots[0].series, ("accent5", "accent6"), strict=True):
            line = series.format.line.fill
            line.solid()
            line._xPr.solidFill.get_or_change_to_schemeClr().set("val", colour)
        chart.plots[0].has_data_labels = True

    data = columns(1) | {"series": [{"name": name, "values": [1]} for name in ("New", "Actual", "Third")]}
    [frame] = render(deck(slide("x"), change=change), {"c": data}).objects(1, "chart")
    lines = frame.chart._chartSpace.xpath("//c:ser/c:spPr/a:ln/a:solidFill/a:schemeClr/@val")
    assert [series.name for series in frame.chart.plots[0].series] == ["New", "Actual", "Third"]
    assert lines == ["accent5", "accent6", "accent1"]
    assert set(frame.chart._chartSpace.xpath("//c:val//c:formatCode/text()")) == {"0.0%"}
    assert frame.chart.plots[0].has_data_labels


def test_trendlines_error_bars_and_a_second_axis_stay(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    [frame] = render(deck(slide("x"), change=combined), {"c": two_series()}).objects(1, "chart")
    bars, line = frame.chart.plots
    assert ([s.name for s in bars.series], [s.name for s in line.series]) == (["Sales"], ["Margin"])
    assert list(line.series[0].values) == [0.5, 0.25, None]
    space = frame.chart._chartSpace
    assert len(space.xpath("//c:lineChart/c:ser/c:trendline")) == 1
    assert len(space.xpath("//c:barChart/c:ser/c:errBars")) == 1
    assert space.xpath("//c:lineChart/c:axId/@val") == ["8", "9"]


def two_series() -> dict[str, Any]:
    series = [{"name": "Margin", "values": [0.5, 0.25, None]}, {"name": "Sales", "values": [1, 2, 3]}]
    return {"categories": ["x", "y", "z"], "series": series}


def combined(made: Any) -> None:
    """Add columns with error bars, and a line with a trendline on an axis of its own."""
    data = CategoryChartData()
    data.categories = ["a", "b"]
    for name in ("Sales", "Margin"):
        data.add_series(name, (1, 2))
    space = add_chart(made.slides[0].shapes, "{{ c | chart }}", data=data).chart._chartSpace
    bars = space.xpath("//c:barChart")[0]
    sales, margin = bars.xpath("c:ser")
    names = f'xmlns:c="{etree.QName(bars).namespace}"'
    error = (
        f'<c:errBars {names}><c:errBarType val="both"/><c:errValType val="percentage"/>'
        '<c:val val="5"/></c:errBars>'
    )
    trend = f'<c:trendline {names}><c:trendlineType val="linear"/></c:trendline>'
    sales.xpath("c:cat")[0].addprevious(etree.fromstring(error))
    margin.xpath("c:cat")[0].addprevious(etree.fromstring(trend))
    for old in margin.xpath("c:invertIfNegative"):
        margin.remove(old)
    line = etree.fromstring(
        f'<c:lineChart {names}><c:grouping val="standard"/><c:axId val="8"/><c:axId val="9"/></c:lineChart>'
    )
    line.insert(1, margin)
    bars.addnext(line)
    axes = space.xpath("//c:catAx | //c:valAx")
    for axis, (own, other) in zip(axes, (("8", "9"), ("9", "8")), strict=True):
        copy = deepcopy(axis)
        copy.xpath("c:axId")[0].set("val", own)
        copy.xpath("c:crossAx")[0].set("val", other)
        axes[-1].addnext(copy)


def test_a_date_axis_takes_days_and_a_gap_stays_a_gap(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    def change(made: Any) -> None:
        data = CategoryChartData()
        data.categories = [dt.date(2026, 1, 1), dt.date(2026, 1, 2)]
        data.add_series("one", (1, 2))
        add_chart(made.slides[0].shapes, "{{ c | chart }}", KIND.LINE, data)

    data = columns(1, None, 3) | {"categories": ["2026-03-01", "2026-04-01", "2026-05-01"]}
    [frame] = render(deck(slide("x"), change=change), {"c": data}).objects(1, "chart")
    assert values_of([frame.chart]) == [[1, None, 3]]
    assert frame.chart._chartSpace.xpath("//c:cat//c:v/text()") == ["46082", "46113", "46143"]


def test_a_chart_of_a_newer_kind_on_a_repeated_slide_takes_each_turns_data(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = _with_waterfall(
        deck(
            slide("{%slide for c in cs %}x{%slide endfor %}", chart="{{ c | chart }}", picture="old figures")
        )
    )
    made = render(template, {"cs": [columns(1, 2), columns(3, 4), None]})
    parts = sorted(name for name in made.parts if name.startswith("ppt/charts/chartEx"))
    assert [_figures(made.parts[name]) for name in parts] == [[1, 2], [3, 4]]
    assert len([name for name in made.parts if name.startswith("ppt/embeddings/")]) == 2
    assert not any(b"Fallback" in made.parts[f"ppt/slides/slide{n}.xml"] for n in (1, 2, 3))
    assert not any(name.startswith("ppt/media/") for name in made.parts)


def _figures(part: bytes) -> list[float]:
    numbers = etree.fromstring(part).iter(f"{{{CX}}}numDim")
    return [float(point.text or "") for one in numbers for point in one.iter(f"{{{CX}}}pt")]


def _with_waterfall(template: bytes) -> bytes:
    """Turn the deck's only chart into a waterfall, and its picture into what older programs show instead."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chart = next(name for name in members if name.startswith("ppt/charts/chart"))
    rels = chart.replace("charts/", "charts/_rels/") + ".rels"
    [book_id] = [e.get("Id") for e in etree.fromstring(members[rels])]
    new = {chart: "ppt/charts/chartEx1.xml", rels: "ppt/charts/_rels/chartEx1.xml.rels"}
    members = {new.get(name, name): data for name, data in members.items()}
    members["ppt/charts/chartEx1.xml"] = _WATERFALL.replace("BOOK", str(book_id)).encode()
    short = chart.rsplit("/", 1)[1]
    types = members["[Content_Types].xml"].decode().replace(short, "chartEx1.xml")
    old_type = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    members["[Content_Types].xml"] = types.replace(old_type, "application/vnd.ms-office.chartex+xml").encode()
    slide_rels = members["ppt/slides/_rels/slide1.xml.rels"].decode().replace(short, "chartEx1.xml")
    kind = "http://schemas.microsoft.com/office/2014/relationships/chartEx"
    members["ppt/slides/_rels/slide1.xml.rels"] = slide_rels.replace(REL, kind).encode()
    root = etree.fromstring(members["ppt/slides/slide1.xml"])
    _enclose(root)
    members["ppt/slides/slide1.xml"] = etree.tostring(root)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _enclose(root: etree._Element) -> None:
    frame, picture = next(root.iter("{*}graphicFrame")), next(root.iter("{*}pic"))
    graphic = next(frame.iter("{*}graphicData"))
    graphic.set("uri", CX)
    id_ = graphic[0].get(R_ID, "")
    graphic[:] = [etree.fromstring(f'<cx:chart xmlns:cx="{CX}" xmlns:r="{R_ID[1:-3]}" r:id="{id_}"/>')]
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    holder = etree.fromstring(
        f'<mc:AlternateContent xmlns:mc="{space}" xmlns:cx1="{CX}">'
        '<mc:Choice Requires="cx1"/><mc:Fallback/></mc:AlternateContent>'
    )
    frame.addprevious(holder)
    holder[0].append(frame)
    holder[1].append(picture)


_WATERFALL = (
    f'<cx:chartSpace xmlns:cx="{CX}" xmlns:a="{A}" xmlns:r="{R_ID[1:-3]}"><cx:chartData>'
    '<cx:externalData r:id="BOOK" cx:autoUpdate="0"/><cx:data id="0"><cx:strDim type="cat">'
    '<cx:lvl ptCount="1"><cx:pt idx="0">old</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val">'
    '<cx:lvl ptCount="1"><cx:pt idx="0">99</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData>'
    "<cx:chart><cx:plotArea><cx:plotAreaRegion>"
    '<cx:series layoutId="waterfall"><cx:dataId val="0"/></cx:series></cx:plotAreaRegion>'
    '<cx:axis id="0"/></cx:plotArea></cx:chart></cx:chartSpace>'
)


def test_a_tag_in_a_label_of_a_chart_that_gets_other_data_is_told(deck: Fixture, slide: Fixture) -> None:
    def label(presentation: Any) -> None:
        frame = add_chart(presentation.slides[0].shapes, "{{ c | chart }}")
        point = frame.chart.plots[0].series[0].points[0]
        point.data_label.text_frame.text = "peak {{ x }}"

    with pytest.raises(TemplateError) as caught:
        compile(deck(slide("t"), change=label))
    [problem] = caught.value.problems
    assert (problem.code, problem.place) == ("tag-misplaced", 'slide 1, shape "Chart 3"')
