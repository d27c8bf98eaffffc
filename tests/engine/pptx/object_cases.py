"""Small decks about charts, pictures and shapes that take data by their alternative texts."""

from __future__ import annotations

import base64
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.enum.shapes import MSO_SHAPE

from tests.engine.pptx.case import EACH, END, Case, first
from tests.engine.pptx.conftest import make_slide as slide
from tests.engine.pptx.conftest import png

__all__ = ["OBJECTS"]

PICTURE = {"image": base64.b64encode(png(8, 2)).decode()}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="9" fill="#c00"/></svg>'
DRAWN = {"image": base64.b64encode(SVG.encode()).decode()}
TREND = {
    "categories": ["Q1", "Q2", "Q3"],
    "series": [{"name": "plan", "values": [1, 2, 3]}, {"name": "net", "values": [0.5, None, 4]}],
}


def lines(one: Any) -> None:
    """Add a chart of lines with markers, labels, number formats and colours."""
    data = CategoryChartData(number_format="0.0%")
    data.categories = ["a"]
    data.add_series("plan", (1,))
    frame = one.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, 900_000, 1_800_000, 6_000_000, 3_000_000, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "{{ c | chart }}")
    series = frame.chart.plots[0].series[0]
    series.marker.style, series.marker.size = XL_MARKER_STYLE.DIAMOND, 9
    series.format.line.color.rgb = RGBColor(0x12, 0x34, 0x56)
    frame.chart.plots[0].has_data_labels = True
    frame.chart.plots[0].data_labels.number_format = "0.00"


def status(one: Any) -> None:
    """Add a shape that follows a status, and one as wide as a ratio."""
    for number, tag in enumerate(("{{ s | rag }}", "{{ ratio | width }}")):
        shape = one.shapes.add_shape(
            MSO_SHAPE.ROUNDED_RECTANGLE, 900_000, (2 + number) * 900_000, 3_600_000, 700_000
        )
        shape._element.nvSpPr.cNvPr.set("descr", tag)
        shape.text_frame.text = "s"


OBJECTS = [
    Case(
        "a chart by its alternative text",
        (slide("t", chart="{{ c | chart }}"),),
        {"c": TREND},
        [["t"]],
        None,
        {"charts/": "<c:v>net</c:v>"},
    ),
    Case(
        "a chart by the tag in its title",
        (slide("t", chart="", chart_title="{{ c | chart }}Trend"),),
        {"c": TREND},
        [["t"]],
        None,
        {"charts/": ">Trend<"},
    ),
    Case(
        "a chart keeps its markers, labels, formats and colours",
        (slide("t"),),
        {"c": TREND},
        [["t"]],
        first(lines),
        {"charts/": 'symbol val="diamond"'},
    ),
    Case(
        "a chart of each copy",
        (slide(EACH + "{{ x.n }}" + END, chart="{{ x.c | chart }}"),),
        {"xs": [{"n": "a", "c": TREND}, {"n": "b", "c": None}]},
        [["a"], ["b"]],
    ),
    Case("a picture whole in its frame", (slide("t", picture="{{ p | image }}"),), {"p": PICTURE}, [["t"]]),
    Case(
        "a picture that fills its frame",
        (slide("t", picture='{{ p | image("cover") }}'),),
        {"p": PICTURE},
        [["t"]],
        None,
        {"slides/slide1.xml": "<a:srcRect"},
    ),
    Case("a stretched picture", (slide("t", picture='{{ p | image("stretch") }}'),), {"p": PICTURE}, [["t"]]),
    Case(
        "a drawing beside its picture of points",
        (slide("t", picture="{{ p | image }}"),),
        {"p": DRAWN},
        [["t"]],
        None,
        {"slides/slide1.xml": "svgBlip"},
    ),
    Case(
        "a picture with a description",
        (slide("t", picture="{{ p | image }}"),),
        {"p": {**PICTURE, "alt": "a <b>"}},
        [["t"]],
        None,
        {"slides/slide1.xml": 'descr="a &lt;b'},
    ),
    Case(
        "shapes that follow a status and a ratio",
        (slide("t"),),
        {"s": "red", "ratio": 0.4},
        [["t", "s", "s"]],
        first(status),
        {"slides/slide1.xml": '<a:srgbClr val="C00000"/>'},
    ),
]
