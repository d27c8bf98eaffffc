"""Native charts filled with other data: read back with python-pptx, openpyxl and python-calamine."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx.chart.chart import Chart as PptxChart
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE as KIND
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from python_calamine import CalamineWorkbook

from docgen.engine.charts.template import ChartTemplate, chart_workbook, compile_chart
from docgen.engine.values import Chart, chart_from_rows, chart_value
from docgen.errors import RenderError, TemplateError

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
NS = {"c": C[1:-1], "a": A[1:-1]}
RED = '<a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>'
ACCENT_2 = '<a:solidFill><a:schemeClr val="accent2"/></a:solidFill>'
WHITE_LINE = '<a:ln w="19050"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln>'
CATEGORY_KINDS = [
    *(
        KIND.COLUMN_CLUSTERED,
        KIND.COLUMN_STACKED_100,
        KIND.BAR_CLUSTERED,
        KIND.LINE,
        KIND.LINE_MARKERS,
        KIND.AREA,
    ),
    KIND.RADAR,
]


def made_with_python_pptx(kind: Any, data: Any) -> bytes:
    from pptx import Presentation

    deck: Deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_chart(kind, 0, 0, 5_000_000, 4_000_000, data)
    blob: bytes = frame.chart.part.blob
    return blob


def category_chart(kind: Any = KIND.COLUMN_CLUSTERED, names: tuple[str, ...] = ("Target", "Actual")) -> bytes:
    data = CategoryChartData(number_format="#,##0.0")
    data.categories = ["a", "b", "c"]
    for name in names:
        data.add_series(name, (1, 2, 3))
    return made_with_python_pptx(kind, data)


def series(index: int, name: str, inside: str = "", values: str = "") -> str:
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>'
        f"<c:tx><c:strRef><c:f>S!$B$1</c:f><c:strCache><c:pt idx='0'><c:v>{name}</c:v></c:pt></c:strCache>"
        f"</c:strRef></c:tx>"
        f"{inside}<c:val><c:numRef><c:f>S!$B$2</c:f><c:numCache><c:formatCode>0%</c:formatCode></c:numCache>"
        f"</c:numRef></c:val>{values}</c:ser>"
    )


def chart_xml(*plots: str, axes: str = "", after: str = "") -> bytes:
    return (
        f'<c:chartSpace xmlns:c="{NS["c"]}" xmlns:a="{NS["a"]}" '
        f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:chart>'
        f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{{{{ title }}}}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        f"<c:plotArea>{''.join(plots)}{axes}</c:plotArea></c:chart>{after}</c:chartSpace>"
    ).encode()


def columns(*inside: str) -> str:
    end = '<c:gapWidth val="50"/><c:axId val="1"/></c:barChart>'
    return f'<c:barChart><c:barDir val="col"/>{"".join(inside)}{end}'


def lines(*inside: str) -> str:
    return f'<c:lineChart><c:grouping val="standard"/>{"".join(inside)}<c:axId val="3"/></c:lineChart>'


def look(fill: str) -> str:
    return f"<c:spPr>{fill}{WHITE_LINE}</c:spPr>"


def data(**named: list[Any]) -> Chart:
    count = len(next(iter(named.values()), []))
    return chart_value(
        {
            "categories": [f"{month}月" for month in range(1, count + 1)],
            "series": [{"name": name, "values": values} for name, values in named.items()],
        }
    )


def read(filled: bytes) -> PptxChart:
    return PptxChart(parse_xml(filled), None)


def tree_of(template: ChartTemplate, chart: Chart) -> etree._Element:
    return etree.fromstring(template.fill(chart))


def shown(tree: etree._Element, path: str) -> list[str]:
    found = tree.xpath(path, namespaces=NS)
    return [str(value) for value in found] if isinstance(found, list) else [str(found)]


def sheet(workbook: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(workbook))["Sheet1"].iter_rows(values_only=True))


# Data


@pytest.mark.parametrize("kind", CATEGORY_KINDS, ids=lambda kind: str(kind.name))
def test_every_kind_of_category_chart_takes_other_data(kind: Any) -> None:
    chart = data(Target=[1, 2.5, 3, Decimal("4.25")], Actual=[0, -1, None, 1e-9])
    plot = read(compile_chart(category_chart(kind)).fill(chart)).plots[0]
    assert list(plot.categories) == ["1月", "2月", "3月", "4月"]
    assert [(one.name, list(one.values)) for one in plot.series] == [
        ("Target", [1, 2.5, 3, 4.25]),
        ("Actual", [0, -1, None, 1e-9]),
    ]


LEVELS = [["North", "2025", "Q4"], ["North", "2026", "Q1"], ["South", "2026", "Q1"], ["South", "2026", "Q2"]]


def test_categories_of_several_levels_group_an_axis() -> None:
    template = compile_chart(category_chart())
    chart = chart_value({"categories": LEVELS, "series": [{"name": "Target", "values": [1, 2, 3, 4]}]})
    categories = read(template.fill(chart)).plots[0].categories
    assert [list(found) for found in categories.flattened_labels] == LEVELS
    outer = [[(label.idx, label.label) for label in level] for level in categories.levels][1:]
    assert outer == [[(0, "2025"), (1, "2026"), (2, "2026")], [(0, "North"), (2, "South")]]
    assert sheet(template.workbook(chart)) == [
        (None, None, None, "Target"),
        ("North", "2025", "Q4", 1),
        (None, "2026", "Q1", 2),
        ("South", "2026", "Q1", 3),
        (None, None, "Q2", 4),
    ]
    assert shown(tree_of(template, chart), "//c:f/text()")[1:] == ["Sheet1!$A$2:$C$5", "Sheet1!$D$2:$D$5"]
    assert chart_value(chart) == chart


def test_a_list_of_rows_may_name_a_column_for_each_level() -> None:
    rows = [{"r": "North", "q": "Q1", "n": 1}, {"r": "North", "q": "Q2", "n": 2}]
    chart = chart_from_rows(rows, ["r", "q"], "n")
    assert (chart.groups, chart.categories) == ((("North", "North"),), ("Q1", "Q2"))


@pytest.mark.parametrize("categories", [[["a", "b"], ["c"]], [["a", "b"], "c"], [[]], [["a"] * 9]])
def test_categories_of_different_depths_are_told(categories: list[Any]) -> None:
    with pytest.raises(RenderError) as caught:
        chart_value({"categories": categories, "series": [{"name": "n", "values": [1] * len(categories)}]})
    assert [problem.code for problem in caught.value.problems] == ["chart-categories"]


@pytest.mark.parametrize("kind", [KIND.PIE, KIND.DOUGHNUT], ids=lambda kind: str(kind.name))
def test_slices_take_one_series_of_positive_numbers(kind: Any) -> None:
    plot = read(compile_chart(category_chart(kind, ("Share",))).fill(data(Share=[3, 0, None, 2]))).plots[0]
    assert list(plot.series[0].values) == [3, 0, None, 2]


@pytest.mark.parametrize(
    ("kind", "chart", "told"),
    [
        (KIND.PIE, data(a=[1, 2], b=[3, 4]), "one series; the data has 2"),
        (KIND.PIE, data(a=[1, -2]), "negative"),
        (KIND.DOUGHNUT, data(a=[1, 2], b=[1, -2]), "Series 'b' has a negative"),
    ],
)
def test_what_no_slice_can_show_is_told(kind: Any, chart: Chart, told: str) -> None:
    with pytest.raises(RenderError) as caught:
        compile_chart(category_chart(kind, ("Share",))).fill(chart)
    assert told in str(caught.value)


def test_a_bubble_chart_takes_points_with_sizes() -> None:
    bubbles = BubbleChartData()
    bubbles.add_series("old").add_data_point(1, 2, 3)
    template = compile_chart(made_with_python_pptx(KIND.BUBBLE, bubbles))
    chart = chart_value({"series": [{"name": "new", "x": [1, 2], "values": [3, 4], "size": [5, None]}]})
    tree = tree_of(template, chart)
    assert shown(tree, "//c:bubbleSize//c:f/text()") == ["Sheet1!$C$2:$C$3"]
    assert shown(tree, "//c:yVal//c:v/text() | //c:bubbleSize//c:v/text()") == ["3", "4", "5"]
    assert sheet(template.workbook(chart)) == [(None, "new", None), (1, 3, 5), (2, 4, None)]
    with pytest.raises(RenderError, match="no sizes"):
        template.fill(chart_value({"series": [{"name": "new", "x": [1], "values": [3]}]}))


def test_sizes_stand_in_bubble_charts_only() -> None:
    with pytest.raises(RenderError, match="no bubble chart"):
        compile_chart(category_chart()).fill(
            chart_value({"categories": ["a"], "series": [{"name": "x", "values": [1], "size": [1]}]})
        )


def test_a_scatter_chart_takes_points() -> None:
    points = XyChartData()
    points.add_series("A").add_data_point(1, 2)
    template = compile_chart(made_with_python_pptx(KIND.XY_SCATTER, points))
    chart = chart_value(
        {
            "series": [
                {"name": "A", "x": [1, 2.5], "values": [3, None]},
                {"name": "B", "x": [7], "values": [8]},
            ]
        }
    )
    tree = tree_of(template, chart)
    assert shown(tree, "//c:xVal//c:v/text()") == ["1", "2.5", "7"]
    assert shown(tree, "//c:yVal//c:v/text()") == ["3", "8"]
    assert shown(tree, "//c:ser//c:f/text()") == [
        *("Sheet1!$B$1", "Sheet1!$A$2:$A$3", "Sheet1!$B$2:$B$3"),
        *("Sheet1!$D$1", "Sheet1!$C$2", "Sheet1!$D$2"),
    ]
    assert sheet(template.workbook(chart)) == [(None, "A", None, "B"), (1, 3, 7, 8), (2.5, None, None, None)]
    assert [one.name for one in read(template.fill(chart)).plots[0].series] == ["A", "B"]


def test_formulas_name_the_cells_that_the_workbook_holds() -> None:
    template = compile_chart(category_chart())
    chart = data(Target=[1, 2], Actual=[3, 4])
    cells = openpyxl.load_workbook(io.BytesIO(template.workbook(chart)))
    for element in tree_of(template, chart).iterfind(".//c:ser//c:f", NS):
        name, _, area = str(element.text).partition("!")
        found = cells[name][area.replace("$", "")]
        flat = [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]
        parent = element.getparent()
        assert parent is not None
        assert [str(value) for value in flat] == shown(parent, ".//c:v/text()")


def test_gaps_are_counted_but_not_written() -> None:
    tree = tree_of(compile_chart(category_chart()), data(Target=[1, None, 3]))
    assert shown(tree, "//c:val//c:ptCount/@val") == ["3"]
    assert shown(tree, "//c:val//c:pt/@idx") == ["0", "2"]


def test_an_empty_chart_is_still_a_chart() -> None:
    template = compile_chart(category_chart())
    for chart in (data(Target=[]), Chart((), ()), Chart(("a",), ())):
        assert read(template.fill(chart)).plots is not None
        assert openpyxl.load_workbook(io.BytesIO(template.workbook(chart)))["Sheet1"]["B2"].value is None


def test_names_that_look_like_markup_stay_text() -> None:
    name = """</c:v><c:x a="1">&amp; '{{ 7*7 }}' ]]>"""
    template = compile_chart(category_chart())
    chart = chart_value({"categories": [name, "=1+1"], "series": [{"name": name, "values": [1, 2]}]})
    plot = read(template.fill(chart)).plots[0]
    assert (plot.series[0].name, list(plot.categories)) == (name, [name, "=1+1"])
    assert sheet(template.workbook(chart)) == [(None, name), (name, 1), ("=1+1", 2)]


def test_data_of_the_wrong_kind_of_chart_is_refused_with_the_right_shape() -> None:
    points = chart_value({"series": [{"name": "A", "x": [1], "values": [1]}]})
    with pytest.raises(RenderError, match='Give "categories"'):
        compile_chart(category_chart()).fill(points)
    scatter = compile_chart(chart_xml("<c:scatterChart><c:scatterStyle val='marker'/></c:scatterChart>"))
    with pytest.raises(RenderError, match="has no x values"):
        scatter.fill(data(A=[1]))


# Look


def test_series_take_their_look_by_name_then_by_order() -> None:
    template = compile_chart(
        chart_xml(
            columns(series(0, "Target", look(RED)), series(1, "Actual", look(ACCENT_2)), series(2, "Plan"))
        )
    )
    tree = tree_of(template, data(Actual=[1], Other=[2], Target=[3]))
    found = [
        (*shown(one, "c:tx//c:v/text()"), *shown(one, "c:idx/@val"), *shown(one, "c:order/@val"))
        for one in tree.iterfind(".//c:ser", NS)
    ]
    assert found == [("Actual", "1", "0"), ("Other", "2", "1"), ("Target", "0", "2")]
    assert shown(tree, "//c:ser/c:spPr/a:solidFill/*/@val") == ["accent2", "FF0000"]


def test_fewer_series_leave_none_of_the_template_behind() -> None:
    template = compile_chart(chart_xml(columns(series(0, "Target"), series(1, "Actual"))))
    assert shown(tree_of(template, data(Actual=[5])), "//c:ser//c:v/text()") == ["Actual", "1月", "5"]


def test_further_series_continue_the_colours_of_the_theme() -> None:
    template = compile_chart(chart_xml(columns(series(0, "A", look(RED)), series(1, "B", look(ACCENT_2)))))
    tree = tree_of(template, data(A=[1], B=[2], C=[3], D=[4]))
    assert shown(tree, "//c:ser/c:idx/@val") == ["0", "1", "2", "3"]
    assert shown(tree, "//c:ser/c:spPr/a:solidFill/*/@val") == ["FF0000", "accent2", "accent3", "accent4"]
    assert shown(tree, "//c:ser/c:spPr/a:ln/a:solidFill/*/@val") == ["bg1"] * 4


def test_many_further_series_have_colours_of_their_own() -> None:
    template = compile_chart(chart_xml(columns(series(0, "A", look(ACCENT_2)))))
    tree = tree_of(template, data(**{f"S{number}": [number] for number in range(30)}))
    fills = [etree.tostring(fill) for fill in tree.iterfind(".//c:ser/c:spPr/a:solidFill", NS)]
    assert len(set(fills)) == len(fills) == 30


def test_a_series_without_a_colour_of_its_own_stays_automatic() -> None:
    tree = tree_of(compile_chart(chart_xml(columns(series(0, "A")))), data(A=[1], B=[2]))
    assert shown(tree, "//c:spPr") == []
    assert shown(tree, "//c:ser/c:idx/@val") == ["0", "1"]


def test_a_gradient_becomes_a_plain_colour_in_further_series() -> None:
    gradient = "<a:gradFill><a:gsLst><a:gs pos='0'><a:schemeClr val='accent1'/></a:gs></a:gsLst></a:gradFill>"
    tree = tree_of(compile_chart(chart_xml(columns(series(0, "A", look(gradient))))), data(A=[1], B=[2]))
    assert len(shown(tree, "//c:ser[1]//a:gradFill/@*")) == 0 and tree.find(".//a:gradFill", NS) is not None
    assert shown(tree, "//c:ser[2]/c:spPr/a:solidFill/*/@val") == ["accent2"]


def test_what_follows_the_figures_of_a_series_stays_there() -> None:
    smooth = '<c:smooth val="1"/>'
    tree = tree_of(compile_chart(chart_xml(lines(series(0, "A", look(RED), smooth)))), data(A=[1], B=[2]))
    for one in tree.iterfind(".//c:ser", NS):
        names = [etree.QName(child).localname for child in one]
        assert names == ["idx", "order", "tx", "spPr", "cat", "val", "smooth"]


def combined() -> bytes:
    axes = '<c:valAx><c:axId val="1"/></c:valAx><c:valAx><c:axId val="3"/><c:crosses val="max"/></c:valAx>'
    bars = columns(series(0, "Target", look(RED)), series(1, "Actual", look(ACCENT_2)))
    line = "<c:spPr><a:ln><a:solidFill><a:schemeClr val='accent4'/></a:solidFill></a:ln></c:spPr>"
    return chart_xml(bars, lines(series(2, "Rate", line)), axes=axes)


def test_series_of_a_combined_chart_go_to_their_plots() -> None:
    template = compile_chart(combined())
    chart = data(Target=[1], Plan=[2], Rate=[0.5], Actual=[3])
    tree = tree_of(template, chart)
    assert shown(tree, "//c:barChart/c:ser/c:tx//c:v/text()") == ["Target", "Plan", "Actual"]
    assert shown(tree, "//c:lineChart/c:ser/c:tx//c:v/text()") == ["Rate"]
    assert shown(tree, "//c:ser/c:order/@val") == ["0", "1", "3", "2"]
    assert shown(tree, "//c:valAx/c:axId/@val") == ["1", "3"]
    assert [plot.series[0].name for plot in read(template.fill(chart)).plots] == ["Target", "Rate"]


def test_further_series_of_a_combined_chart_join_the_plot_before_them() -> None:
    tree = tree_of(compile_chart(combined()), data(Target=[1], Actual=[2], Rate=[3], Trend=[4]))
    assert shown(tree, "//c:lineChart/c:ser/c:tx//c:v/text()") == ["Rate", "Trend"]
    assert shown(tree, "//c:lineChart/c:ser/c:spPr/a:ln/a:solidFill/*/@val") == ["accent4", "accent3"]


def test_a_chart_without_series_takes_plain_ones_in_their_place() -> None:
    tree = tree_of(compile_chart(chart_xml(columns())), data(A=[1], B=[2]))
    plot = tree.find(".//c:barChart", NS)
    assert plot is not None
    assert [etree.QName(child).localname for child in plot] == ["barDir", "ser", "ser", "gapWidth", "axId"]


# Points


def point(index: int, fill: str = RED) -> str:
    extension = f'<c:extLst><c:ext uri="x"><c16:uniqueId xmlns:c16="urn:x" val="{index}"/></c:ext></c:extLst>'
    look_of = f'<c:explosion val="9"/><c:spPr>{fill}{WHITE_LINE}</c:spPr>'
    return f'<c:dPt><c:idx val="{index}"/>{look_of}{extension}</c:dPt>'


def slices(*inside: str) -> bytes:
    return chart_xml(f'<c:pieChart><c:varyColors val="1"/>{series(0, "Share", "".join(inside))}</c:pieChart>')


LABELS = '<c:dLbls><c:dLbl><c:idx val="2"/><c:delete val="1"/></c:dLbl><c:showVal val="1"/></c:dLbls>'


def test_formats_of_single_points_go_with_their_points() -> None:
    template = compile_chart(slices(point(0), point(1, ACCENT_2), point(2), LABELS))
    tree = tree_of(template, data(Share=[1, 2]))
    assert shown(tree, "//c:dPt/c:idx/@val") == ["0", "1"]
    assert shown(tree, "//c:dLbl/c:idx/@val") == []
    assert shown(tree, "//c:dLbls/c:showVal/@val") == ["1"]
    assert shown(tree_of(template, data(Share=[1, 2, 3])), "//c:dLbl/c:idx/@val") == ["2"]


def test_further_slices_continue_the_colours_of_the_theme() -> None:
    tree = tree_of(compile_chart(slices(point(0), point(1, ACCENT_2), LABELS)), data(Share=[1, 2, 3, 4]))
    assert shown(tree, "//c:dPt/c:idx/@val") == ["0", "1", "2", "3"]
    assert shown(tree, "//c:dPt/c:spPr/a:solidFill/*/@val") == ["FF0000", "accent2", "accent3", "accent4"]
    assert shown(tree, "//c:dPt/c:explosion/@val") == ["9", "9"]
    assert shown(tree, "//*[local-name()='uniqueId']/@val") == ["0", "1"]


def test_a_single_marked_slice_is_not_repeated() -> None:
    tree = tree_of(compile_chart(slices(point(1))), data(Share=[1, 2, 3, 4]))
    assert shown(tree, "//c:dPt/c:idx/@val") == ["1"]


def test_a_marked_bar_is_kept_and_not_handed_to_further_series() -> None:
    template = compile_chart(chart_xml(columns(series(0, "A", look(ACCENT_2) + point(1)))))
    assert shown(tree_of(template, data(A=[1, 2], B=[1, 2])), "//c:ser[c:dPt]/c:tx//c:v/text()") == ["A"]
    assert shown(tree_of(template, data(A=[1])), "//c:dPt") == []
    bare = compile_chart(chart_xml(columns(series(0, "A", point(1)))))
    assert shown(tree_of(bare, data(A=[1])), "//c:dPt") == []


# The rest


def test_everything_but_the_series_stays_as_it_was() -> None:
    source = category_chart()
    template = compile_chart(source)
    before, after = etree.fromstring(source), tree_of(template, data(X=[1], Y=[2], Z=[3]))
    for tree in (before, after):
        for one in list(tree.iter(f"{C}ser")):
            plot = one.getparent()
            assert plot is not None
            plot.remove(one)
    assert etree.tostring(before, method="c14n") == etree.tostring(after, method="c14n")


def test_the_skeleton_can_be_rendered_before_the_series_come_in() -> None:
    template = compile_chart(combined())
    assert re.findall(rb"<\?docgen-series \d+\?>", template.skeleton) == [
        *(b"<?docgen-series 0?>", b"<?docgen-series 1?>"),
    ]
    rendered = template.skeleton.decode().replace("{{ title }}", "六月").partition("?>")[2]
    chart = data(Target=[1], Rate=[2])
    done = template.complete(rendered, chart)
    assert "六月" in done and "docgen" not in done
    assert template.series(1, chart) in done
    assert done == template.fill(chart).decode().partition("?>")[2].replace("{{ title }}", "六月")


def test_the_same_data_gives_the_same_bytes() -> None:
    template, chart = compile_chart(category_chart()), data(A=[1, 2])
    assert template.fill(chart) == compile_chart(category_chart()).fill(chart)
    assert template.workbook(chart) == template.workbook(chart)


def test_the_template_names_the_relationship_of_its_workbook() -> None:
    assert compile_chart(category_chart()).relationship == "rId1"
    assert compile_chart(combined()).relationship == ""


def test_other_prefixes_and_the_strict_namespaces_are_understood() -> None:
    plain = combined().decode().replace("<c:", "<").replace("</c:", "</").replace("xmlns:c=", "xmlns=")
    tree = tree_of(compile_chart(plain.encode()), data(Target=[1], Actual=[2], Rate=[3], More=[4]))
    assert shown(tree, "//c:ser/c:tx//c:v/text()") == ["Target", "Actual", "Rate", "More"]
    strict = combined().decode()
    for old, new in (("drawingml/2006/chart", "drawingml/chart"), ("drawingml/2006/main", "drawingml/main")):
        strict = strict.replace(
            f"http://schemas.openxmlformats.org/{old}", f"http://purl.oclc.org/ooxml/{new}"
        )
    filled = compile_chart(strict.encode()).fill(data(A=[1], B=[1], C=[1], D=[1], E=[1]))
    assert b"schemas.openxmlformats.org/drawingml" not in filled
    assert len(etree.fromstring(filled).findall(".//{http://purl.oclc.org/ooxml/drawingml/chart}ser")) == 5


def test_what_shows_old_cells_goes() -> None:
    hidden = (
        '<c:extLst><c:ext uri="u"><c15:filteredBarSeries xmlns:c15="urn:c15"><c15:ser>'
        "<c:idx val='7'/></c15:ser></c15:filteredBarSeries></c:ext></c:extLst>"
    )
    bars = '<c:errBars><c:errValType val="{}"/><c:plus/></c:errBars>'
    template = compile_chart(
        chart_xml(
            columns(series(0, "A", bars.format("cust")), series(1, "B", bars.format("percentage"))) + hidden
        )
    )
    assert b"filteredBarSeries" not in compile_chart(chart_xml(columns(series(0, "A"), hidden))).skeleton
    assert shown(tree_of(template, data(A=[1], B=[2])), "//c:errValType/@val") == ["percentage"]


@pytest.mark.parametrize(
    ("error", "plus", "minus"),
    [
        ([1, None, 0.5], ["1", "0.5"], ["1", "0.5"]),
        ({"plus": [1, 2, 3], "minus": [0, 0, 4]}, ["1", "2", "3"], ["0", "0", "4"]),
        ({"plus": [1, 2, 3]}, ["1", "2", "3"], []),
    ],
)
def test_error_bars_of_single_amounts_take_those_of_the_data(
    error: Any, plus: list[str], minus: list[str]
) -> None:
    old = "<c:{0}><c:numRef><c:f>S!$C$2</c:f></c:numRef></c:{0}>"
    bars = f'<c:errBars><c:errValType val="cust"/>{old.format("plus")}{old.format("minus")}</c:errBars>'
    template = compile_chart(chart_xml(columns(series(0, "A", bars))))
    one, other = ({"name": name, "values": [5, 6, 7]} for name in "AB")
    tree = tree_of(
        template, chart_value({"categories": list("abc"), "series": [one | {"error": error}, other]})
    )
    assert shown(tree, "//c:ser[1]//c:plus//c:v/text()") == plus
    assert shown(tree, "//c:ser[1]//c:minus//c:v/text()") == minus
    assert shown(tree, "//c:ser[1]//c:ptCount[../../../self::c:errBars]/@val") == ["3", "3"]
    assert shown(tree, "//c:ser[2]/c:errBars") == []


def test_errors_are_as_many_as_values() -> None:
    one = {"name": "A", "values": [1, 2], "error": [1]}
    with pytest.raises(RenderError, match="1 errors for 2 categories"):
        chart_value({"categories": ["a", "b"], "series": [one]})
    chart = chart_value({"categories": ["a"], "series": [{"name": "A", "values": [1], "error": [2]}]})
    assert chart_value(chart) == chart


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (b"<c:chart", "damaged"),
        (b"<chart/>", "cannot be filled"),
        (chart_xml(), "no plot"),
    ],
)
def test_a_part_that_cannot_be_filled_is_refused(part: bytes, words: str) -> None:
    with pytest.raises(TemplateError, match=words):
        compile_chart(part)


# Dates


def date_chart() -> bytes:
    axes = '<c:dateAx><c:axId val="1"/></c:dateAx>'
    cache = "<c:numCache><c:formatCode>mmm yy</c:formatCode></c:numCache>"
    days = f"<c:cat><c:numRef><c:f>S!$A$2</c:f>{cache}</c:numRef></c:cat>"
    return chart_xml(columns(series(0, "A", days)), axes=axes)


def test_iso_dates_on_a_date_axis_become_days() -> None:
    template = compile_chart(date_chart())
    chart = chart_value(
        {"categories": ["2026-05-31", "2026-06-30"], "series": [{"name": "A", "values": [1, 2]}]}
    )
    tree = tree_of(template, chart)
    assert shown(tree, "//c:cat//c:v/text()") == ["46173", "46203"]
    assert shown(tree, "//c:cat//c:formatCode/text()") == ["mmm yy"]
    cell = openpyxl.load_workbook(io.BytesIO(template.workbook(chart)))["Sheet1"]["A3"]
    assert (str(cell.value), cell.number_format) == ("2026-06-30 00:00:00", "mmm yy")


def test_other_texts_on_a_date_axis_and_dates_on_another_stay_text() -> None:
    tree = tree_of(compile_chart(date_chart()), data(A=[1, 2]))
    assert shown(tree, "//c:cat/c:strRef//c:v/text()") == ["1月", "2月"]
    chart = chart_value({"categories": ["2026-06-30"], "series": [{"name": "A", "values": [1]}]})
    assert shown(tree_of(compile_chart(combined()), chart), "//c:cat/c:strRef//c:v/text()") == ["2026-06-30"]


# The workbook


def test_the_workbook_keeps_the_number_formats_of_the_series() -> None:
    template = compile_chart(combined())
    cells = openpyxl.load_workbook(io.BytesIO(template.workbook(data(Target=[1], Rate=[0.5]))))["Sheet1"]
    assert cells["B2"].number_format == cells["C2"].number_format == "0%"
    plain = openpyxl.load_workbook(io.BytesIO(chart_workbook(data(A=[1], B=[2]), ['0.0"&<"'])))["Sheet1"]
    assert (plain["B2"].number_format, plain["C2"].number_format) == ('0.0"&<"', "General")


def test_the_workbook_opens_in_calamine() -> None:
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(chart_workbook(data(目标=[1, 2.5], 实际=[None, -3])))
    ).get_sheet_by_name("Sheet1")
    assert rows.to_python() == [["", "目标", "实际"], ["1月", 1, ""], ["2月", 2.5, -3]]


def test_the_workbook_is_a_sound_package_without_dates() -> None:
    with zipfile.ZipFile(io.BytesIO(chart_workbook(data(A=[1])))) as package:
        assert package.testzip() is None
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in package.namelist():
            etree.fromstring(package.read(name))


def test_a_chart_of_many_series_goes_past_column_z() -> None:
    chart = data(**{f"S{number}": [number] for number in range(60)})
    first, second = sheet(chart_workbook(chart))
    assert first[-1] == "S59" and second == ("1月", *range(60))


@pytest.mark.libreoffice
def test_the_workbook_opens_in_libreoffice(soffice: Path, tmp_path: Path) -> None:
    (tmp_path / "chart.xlsx").write_bytes(chart_workbook(data(目标=[1, 2.5], 实际=[None, -3]), ["0.0"]))
    command = [str(soffice), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "chart.xlsx")], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "chart.csv").read_text().split() == [",目标,实际", "1月,1.0,", "2月,2.5,-3"]


# Anything


wild_text = st.text(st.characters(exclude_categories=()), max_size=12)
wild_number = (
    st.none()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-(10**9), 10**9)
)
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@st.composite
def wild_charts(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(0, 5))
    values = st.lists(wild_number, min_size=count, max_size=count)
    return {
        "categories": draw(st.lists(wild_text, min_size=count, max_size=count)),
        "series": draw(st.lists(st.fixed_dictionaries({"name": wild_text, "values": values}), max_size=5)),
    }


TEMPLATE = compile_chart(combined())


@settings(deadline=None, max_examples=120)
@given(wild_charts())
def test_any_text_and_number_arrives_in_part_and_workbook(value: dict[str, Any]) -> None:
    chart = chart_value(value)
    tree = tree_of(TEMPLATE, chart)
    for at, one in enumerate(chart.series):
        path = f"//c:ser[c:order/@val='{at}']"
        assert shown(tree, f"string({path}/c:tx//c:v)") == [legal(one.name)]
        numbers = [float(text) for text in shown(tree, f"{path}/c:val//c:v/text()")]
        assert numbers == [float(number) for number in one.values if number is not None]
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE.workbook(chart)))["Sheet1"]
    assert [book.cell(1, at).value or "" for at in range(2, len(chart.series) + 2)] == [
        legal(one.name) for one in chart.series
    ]
    assert [book.cell(at, 1).value or "" for at in range(2, len(chart.categories) + 2)] == [
        legal(text) for text in chart.categories
    ]


def legal(text: str) -> str:
    """Return what XML can hold of a text, its line ends as XML readers give them."""
    return ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
