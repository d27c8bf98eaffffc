"""Native charts for Word, in the look of the house.

python-pptx writes the chart and its workbook; both become parts of the Word
file, and an inline drawing shows them.  The data here is a stand-in: the tag in
the alternative text brings the real one.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.util import Emu, Pt

from docgen.engine.charts.workbook import chart_workbook
from docgen.engine.values import chart_value
from tools.templates.word_palette import BLUE, INK, LATIN, RULE, SERIES, WHITE, east_asian

__all__ = ["Chart", "add_chart"]

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMU = 360_000
_CATEGORIES = ["A", "B", "C", "D"]
_TYPES = {
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "combined": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "gantt": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "doughnut": XL_CHART_TYPE.DOUGHNUT,
    "radar": XL_CHART_TYPE.RADAR_MARKERS,
}
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of a template.

    ``kind`` is a key of ``_TYPES``; in a combined chart the last ``lines`` series
    are lines over the columns, in a gantt chart the first says where each bar starts.
    ``format`` is a number format of axis and labels; ``inside`` puts the labels into
    the columns.
    """

    data: str
    kind: str
    title: str
    alternative: str
    series: int = 1
    lines: int = 1
    format: str = "0"
    labels: bool = True
    inside: bool = False
    legend: bool = True
    width: float = 16.0
    height: float = 6.5
    colours: tuple[str, ...] = SERIES
    ceiling: float | None = None
    floor: float | None = 0.0


def add_chart(part: Part, chart: Chart, language: str) -> etree._Element:
    """Add a chart's parts to a document part; returns the run that shows it."""
    number = 1 + sum(1 for p in part.package.parts if str(p.partname).startswith("/word/charts/"))
    made = _make(chart, language)
    workbook = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        _WORKBOOK,
        _workbook(chart),
        part.package,
    )
    xml = etree.fromstring(made.blob)
    _finish(xml, chart, language)
    new = Part(PackURI(f"/word/charts/chart{number}.xml"), made.content_type, b"", part.package)
    id_ = new.relate_to(workbook, _RELATIONS + "package")
    for external in xml.iter(_C + "externalData"):
        external.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", id_)
    new._blob = etree.tostring(xml, xml_declaration=True, encoding="UTF-8", standalone=True)
    return _drawing(chart, number, part.relate_to(new, _RELATIONS + "chart"))


def _drawing(chart: Chart, number: int, relation: str) -> etree._Element:
    alternative = f"{{{{ {chart.data} | chart }}}} {chart.alternative}".replace('"', "&quot;")
    run: etree._Element = parse_xml(
        f'<w:r {nsdecls("w", "wp", "a", "c", "r")}><w:drawing><wp:inline distT="0" distB="0" distL="0" '
        f'distR="0">'
        f'<wp:extent cx="{round(chart.width * _EMU)}" cy="{round(chart.height * _EMU)}"/>'
        f'<wp:docPr id="{100 + number}" name="Chart {number}" descr="{alternative}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return run


def _stand_in(chart: Chart) -> list[tuple[str, list[float]]]:
    """Return names and values that show the chart's look until data comes."""
    scale = 0.01 if "%" in chart.format else 1
    return [
        (f"S{number + 1}", [scale * (60 + 9 * ((number + place) % 4)) for place in range(len(_CATEGORIES))])
        for number in range(chart.series)
    ]


def _workbook(chart: Chart) -> bytes:
    """Return the workbook that Word opens to edit the stand-in data."""
    series = [{"name": name, "values": values} for name, values in _stand_in(chart)]
    return chart_workbook(chart_value({"categories": _CATEGORIES, "series": series}))


def _make(chart: Chart, language: str) -> Any:
    """Return a chart part of python-pptx with stand-in data."""
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    data = CategoryChartData(number_format=chart.format)
    data.categories = _CATEGORIES
    for name, values in _stand_in(chart):
        data.add_series(name, values)
    size = Emu(round(chart.width * _EMU)), Emu(round(chart.height * _EMU))
    made = slide.shapes.add_chart(_TYPES[chart.kind], Emu(0), Emu(0), *size, data).chart
    _dress(made, chart)
    return made.part


def _dress(made: Any, chart: Chart) -> None:
    made.font.size, made.font.name = Pt(9), LATIN
    made.font.color.rgb = RGBColor.from_string(INK)
    _title(made, f"{{{{ {chart.data} | chart }}}}{chart.title}" if chart.title else "")
    made.has_legend = chart.legend
    if chart.legend:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    if chart.kind not in ("doughnut",):
        _axes(made, chart)
    _plot(made.plots[0], chart)
    for number, series in enumerate(made.plots[0].series):
        _paint(series, chart, number)


def _title(made: Any, title: str) -> None:
    """Set a title; the tag in it fills the chart too, where a program drops the alternative text."""
    made.has_title = bool(title)
    if title:
        made.chart_title.include_in_layout = False
        frame = made.chart_title.text_frame
        frame.text = title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.name = Pt(10.5), True, LATIN
        font.color.rgb = RGBColor.from_string(BLUE)


def _axes(made: Any, chart: Chart) -> None:
    value, category = made.value_axis, made.category_axis
    value.has_major_gridlines = chart.kind != "bar"
    if chart.kind != "bar":
        _thin(value.major_gridlines.format.line)
    value.format.line.fill.background()
    value.major_tick_mark = value.minor_tick_mark = XL_TICK_MARK.NONE
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = chart.format, False
    value.minimum_scale, value.maximum_scale = chart.floor, chart.ceiling
    category.major_tick_mark = category.minor_tick_mark = XL_TICK_MARK.NONE
    if chart.kind != "radar":
        _thin(category.format.line)
        category.tick_labels.font.size = Pt(9)
        low = XL_TICK_LABEL_POSITION.LOW
        lying = chart.kind in ("bar", "gantt")
        category.tick_label_position = XL_TICK_LABEL_POSITION.NEXT_TO_AXIS if lying else low
        category.reverse_order = lying
    if chart.kind == "bar":
        value.tick_label_position = XL_TICK_LABEL_POSITION.NONE


def _thin(line: Any) -> None:
    line.width = Pt(0.75)
    line.color.rgb = RGBColor.from_string(RULE)


def _plot(plot: Any, chart: Chart) -> None:
    if chart.kind in ("column", "combined", "stacked", "bar", "gantt"):
        plot.gap_width = 45 if chart.kind in ("bar", "gantt") else 70
        plot.overlap = 100 if chart.kind in ("stacked", "gantt") else -5
    plot.has_data_labels = chart.labels
    if chart.labels:
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = chart.format, False
        labels.font.size, labels.font.name = Pt(8), LATIN
        labels.show_value = True
        if chart.inside:
            labels.position = XL_LABEL_POSITION.INSIDE_END
        if chart.inside or chart.kind == "doughnut":
            labels.font.color.rgb = RGBColor.from_string(WHITE)


def _paint(series: Any, chart: Chart, number: int) -> None:
    colour = RGBColor.from_string(chart.colours[number % len(chart.colours)])
    if chart.kind in ("line", "radar"):
        series.smooth = False
        series.format.line.width = Pt(2)
        series.format.line.color.rgb = colour
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 5
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour
        series.marker.format.line.fill.background()
    elif chart.kind == "doughnut":
        for place in range(4):
            fill = series.points[place].format.fill
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(chart.colours[place % len(chart.colours)])
    elif chart.kind == "gantt" and number == 0:
        series.format.fill.background()
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        series.invert_if_negative = False


# -- what python-pptx has no words for ------------------------------------


def _finish(xml: etree._Element, chart: Chart, language: str) -> None:
    if chart.kind == "combined":
        _combine(xml, chart)
    for latin in list(xml.iter(_A + "latin")):
        eastern = etree.Element(_A + "ea", typeface=east_asian(language))
        latin.addnext(eastern)
    for properties in xml.iter(_A + "rPr", _A + "defRPr", _A + "endParaRPr"):
        properties.set("lang", "zh-CN" if language == "zh" else "en-US")
    for axis in xml.iter(_C + "catAx"):
        for body in axis.iter(_A + "bodyPr"):
            body.set("rot", "0")
            body.set("vert", "horz")
    for axis in xml.iter(_C + "axId", _C + "crossAx"):
        axis.set("val", str(int(axis.get("val", "0")) % 2**31))
    for blanks in xml.iter(_C + "dispBlanksAs"):
        blanks.set("val", "gap")
    _frameless(xml)


def _combine(xml: etree._Element, chart: Chart) -> None:
    """Draw the last series of a column chart as lines on the same axes."""
    bars = next(xml.iter(_C + "barChart"))
    series = bars.findall(_C + "ser")[-chart.lines :]
    lines = etree.Element(_C + "lineChart")
    etree.SubElement(lines, _C + "grouping", val="standard")
    etree.SubElement(lines, _C + "varyColors", val="0")
    for number, one in enumerate(series):
        colour = chart.colours[(chart.series - chart.lines + number) % len(chart.colours)]
        lines.append(_as_line(one, colour))
    etree.SubElement(lines, _C + "marker", val="1")
    for axis in bars.findall(_C + "axId"):
        lines.append(deepcopy(axis))
    bars.addnext(lines)


def _as_line(series: etree._Element, colour: str) -> etree._Element:
    for name in ("invertIfNegative", "spPr"):
        for child in series.findall(_C + name):
            series.remove(child)
    look = (
        f'<c:spPr {nsdecls("c", "a")}><a:ln w="25400" cap="rnd"><a:solidFill><a:srgbClr '
        f'val="{colour}"/></a:solidFill>'
        "<a:round/></a:ln></c:spPr>"
    )
    marker = f'<c:marker {nsdecls("c")}><c:symbol val="none"/></c:marker>'
    text = series.find(_C + "tx")
    assert text is not None, "a series of python-pptx has a name"
    text.addnext(etree.fromstring(marker))
    text.addnext(etree.fromstring(look))
    etree.SubElement(series, _C + "smooth", val="0")
    return series


def _frameless(xml: etree._Element) -> None:
    """Leave out the frame that Word draws around a chart by itself."""
    look = etree.fromstring(f"<c:spPr {nsdecls('c', 'a')}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>")
    chart = xml.find(_C + "chart")
    assert chart is not None, "a chart part holds a chart"
    chart.addnext(look)
    if xml.find(_C + "roundedCorners") is None:
        date = xml.find(_C + "date1904")
        corners = etree.Element(_C + "roundedCorners", val="0")
        if date is not None:
            date.addnext(corners)
        else:
            xml.insert(0, corners)
