"""Native charts of a deck in the house's look, each with the tag that fills it.

In the template a chart shows neutral figures in the shape of the sample's.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.util import Emu, Pt

from tools.templates.deck_look import Box, Text, emu, in_language
from tools.templates.deck_slides import Slide

__all__ = ["Plot", "add_chart"]

_KINDS = {
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "combined": XL_CHART_TYPE.COLUMN_CLUSTERED,
}
_COLOURS = {
    name: getattr(MSO_THEME_COLOR, f"ACCENT_{number}")
    for number, name in enumerate(("blue", "teal", "amber", "red", "green", "grey"), 1)
}
_ORDER = tuple(_COLOURS)
_NAMED = 3
"""Up to so many series have names of the house; more are a series per key figure or product."""
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


@dataclass(frozen=True)
class Plot:
    """What a chart is like: kind, number format, the colours of its series in order, and which are dashed.

    The colour ``none`` leaves a series unseen, as below the bars of a timeline.
    """

    kind: str = "column"
    format: str = "#,##0"
    colours: Sequence[str] = _ORDER
    dashed: Sequence[int] = ()
    labels: str = "all"
    """Which series have data labels: all, the first, or none."""
    legend: bool = True
    smallest: float | None = None
    gap: int = 60


def add_chart(
    slide: Slide, box: Box, tag: str, name: Text, plot: Plot, *, sample: Any, condition: str = ""
) -> None:
    """Add a chart that ``tag`` fills, in a sample's shape, kept where a condition holds or there is data."""
    data = _shown(sample, plot, slide.deck.language)
    places = [Emu(emu(side)) for side in box]
    frame = slide.slide.shapes.add_chart(_KINDS[plot.kind], *places, data)
    said = in_language(name, slide.deck.language)
    frame.name = said
    test = f"{{% if {condition or tag + '.categories'} %}}"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{test}{{{{ {tag} | chart }}}}{said}")
    _dress(frame.chart, plot)
    _number_axes(frame.chart)


def _shown(sample: Any, plot: Plot, language: str) -> CategoryChartData:
    """Return data of a sample's shape and nobody's figures, for the template itself."""
    data = CategoryChartData()
    category, scale = in_language(("类别", "Category"), language), 1 if "%" in plot.format else 100
    data.categories = [f"{category} {number}" for number, _ in enumerate(sample["categories"], 1)]
    own = len(sample["series"]) <= _NAMED
    for number, series in enumerate(sample["series"], 1):
        name = series["name"] if own else f"{in_language(('系列', 'Series'), language)} {number}"
        data.add_series(name, [scale * (0.6 + 0.04 * n - 0.06 * number) for n in range(len(data.categories))])
    return data


def _dress(chart: Any, plot: Plot) -> None:
    chart.font.size, chart.font.color.rgb = Pt(10.5), RGBColor(0x1F, 0x29, 0x37)
    chart.has_title = False
    chart.has_legend = plot.legend
    if plot.legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _dress_axes(chart, plot)
    for number, series in enumerate(chart.plots[0].series):
        _dress_series(series, plot, number)
    if plot.labels == "all":
        chart.plots[0].has_data_labels = True
        _label(chart.plots[0].data_labels, plot)
    elif plot.labels == "first":
        _label(chart.plots[0].series[0].data_labels, plot)
    if plot.kind == "combined":
        _make_line(chart, plot)


def _dress_axes(chart: Any, plot: Plot) -> None:
    values, categories = chart.value_axis, chart.category_axis
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = RGBColor(0xE4, 0xE9, 0xF0)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = plot.format, False
    values.minimum_scale = plot.smallest
    categories.format.line.color.rgb = RGBColor(0xB8, 0xC2, 0xCF)
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.has_major_gridlines = False
    if plot.kind in ("bar", "stacked_bar"):
        categories.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if plot.kind != "line":
        chart.plots[0].gap_width = plot.gap
    if plot.kind in ("column", "bar"):
        chart.plots[0].overlap = -5


def _dress_series(series: Any, plot: Plot, number: int) -> None:
    name = plot.colours[number % len(plot.colours)]
    if name == "none":
        series.format.fill.background()
        return
    colour = _COLOURS[name]
    if plot.kind != "line":
        series.format.fill.solid()
        series.format.fill.fore_color.theme_color = colour
        series.invert_if_negative = False
        return
    series.smooth = False
    series.format.line.color.theme_color, series.format.line.width = colour, Pt(2.25)
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 6
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.theme_color = colour
    series.marker.format.line.color.theme_color = colour
    if number in plot.dashed:
        _dash(series._element)
        series.marker.style = XL_MARKER_STYLE.NONE


def _dash(series: Any) -> None:
    line = series.find(f"{{{_C}}}spPr").find("{*}ln")
    line.append(
        parse_xml('<a:prstDash xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" val="dash"/>')
    )


def _label(labels: Any, plot: Plot) -> None:
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, plot.format, False
    labels.font.size = Pt(10)
    if plot.kind in ("stacked", "stacked_bar", "combined"):
        labels.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    places = {"line": XL_LABEL_POSITION.ABOVE, "combined": XL_LABEL_POSITION.INSIDE_END}
    if not plot.kind.startswith("stacked"):
        labels.position = places.get(plot.kind, XL_LABEL_POSITION.OUTSIDE_END)


def _number_axes(chart: Any) -> None:
    """Give the axes plain numbers: those of python-pptx are negative, which the schema does not allow."""
    for element in chart._chartSpace.iter(f"{{{_C}}}axId", f"{{{_C}}}crossAx"):
        element.set("val", element.get("val").lstrip("-"))


def _make_line(chart: Any, plot: Plot) -> None:
    """Turn the last of a column chart's series into a dashed line on the same axes."""
    bars = chart._chartSpace.find(f".//{{{_C}}}barChart")
    last = bars.findall(f"{{{_C}}}ser")[-1]
    bars.remove(last)
    for name in ("invertIfNegative", "spPr", "dLbls"):
        for child in last.findall(f"{{{_C}}}{name}"):
            last.remove(child)
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    look = (
        f'<c:x xmlns:c="{_C}" xmlns:a="{a}"><c:spPr><a:ln w="22225" cap="rnd"><a:solidFill>'
        '<a:schemeClr val="accent4"/></a:solidFill><a:prstDash val="dash"/></a:ln></c:spPr>'
        '<c:marker><c:symbol val="none"/></c:marker></c:x>'
    )
    after = last.find(f"{{{_C}}}tx")
    for element in reversed(list(parse_xml(look))):
        after.addnext(element)
    line = parse_xml(
        f'<c:lineChart xmlns:c="{_C}"><c:grouping val="standard"/><c:varyColors val="0"/>'
        '<c:marker val="1"/></c:lineChart>'
    )
    line.insert(2, last)
    for axis in bars.findall(f"{{{_C}}}axId"):
        line.append(deepcopy(axis))
    bars.addnext(line)
