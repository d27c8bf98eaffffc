"""The PowerPoint workload: ten slides with text on each, a table of ten rows, a chart with new data.

By hand, python-pptx opens a deck whose table has its rows already, writes into the runs that are there, so
that their format stays, and replaces the chart's data together with its embedded workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm, Pt

from benchmarks.measure import SUBJECT, Workload
from benchmarks.sentences import phrase
from docgen.engine import compile

__all__ = ["workload"]

_SLIDES, _POINTS, _ROWS, _MONTHS = 10, 4, 10, 12
_TABLE_SLIDE, _CHART_SLIDE = 4, 6
_FIELDS = ("title", "severity", "owner", "due")
_GOALS = {"python-pptx": 12.0}


def workload() -> Workload:
    """Return the workload; it has one size."""
    context = data()
    compiled = compile(docgen_template(), name="review.pptx")
    start = pptx_template()
    return Workload(
        name="deck",
        title="Deck: ten slides, a table of ten rows, a chart",
        contenders={
            SUBJECT: lambda: compiled.render(context, language="zh"),
            "python-pptx": lambda: by_pptx(start, context),
        },
        read=read,
        rounds=25,
        goals=_GOALS,
    )


def data() -> dict[str, Any]:
    """Return the context: texts per slide, rows of the table, series of the chart."""
    return {
        "slides": [
            {"title": f"{n + 1} {phrase(n)[:12]}", "points": [phrase(n * 5 + p) for p in range(_POINTS)]}
            for n in range(_SLIDES)
        ],
        "risks": [{name: f"{phrase(n)[:14]} {name} {n}" for name in _FIELDS} for n in range(_ROWS)],
        "trend": {
            "categories": [f"2026-{month:02}" for month in range(1, _MONTHS + 1)],
            "series": [
                {"name": name, "values": [(m * 37 + s * 11) % 100 + 0.5 for m in range(_MONTHS)]}
                for s, name in enumerate(("Target 目标", "Actual 实际", "Forecast 预测"))
            ],
        },
    }


def docgen_template() -> bytes:
    """Return the template for docgen: tags in the text, a repeated row, a tag as the chart's alt text."""
    deck = _deck(
        lambda slide, name: f"{{{{ slides[{slide}].{name} }}}}",
        [["{%tr for r in risks %}"], [f"{{{{ r.{name} }}}}" for name in _FIELDS], ["{%tr endfor %}"]],
    )
    frame = next(shape for shape in deck.slides[_CHART_SLIDE].shapes if shape.has_chart)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "{{ trend | chart }}")
    return _bytes(deck)


def pptx_template() -> bytes:
    """Return the deck to fill by hand, with a word in each place where text goes."""
    return _bytes(_deck(lambda slide, name: "text", [["text"] * len(_FIELDS)] * _ROWS))


def _deck(text: Any, rows: list[list[str]]) -> Any:
    """Return a deck whose places hold ``text(slide, name)`` and whose table holds the rows."""
    deck = Presentation()
    for number in range(_SLIDES):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = text(number, "title")
        frame = slide.shapes.add_textbox(Cm(2), Cm(4), Cm(20), Cm(4)).text_frame
        for point in range(_POINTS):
            paragraph = frame.paragraphs[0] if point == 0 else frame.add_paragraph()
            paragraph.text = text(number, f"points[{point}]")
            paragraph.runs[0].font.size, paragraph.runs[0].font.bold = Pt(14), point == 0
    _add_table(deck.slides[_TABLE_SLIDE], rows)
    _add_chart(deck.slides[_CHART_SLIDE])
    return deck


def _add_table(slide: Any, rows: list[list[str]]) -> None:
    shape = slide.shapes.add_table(len(rows) + 1, len(_FIELDS), Cm(1), Cm(9), Cm(22), Cm(9))
    for number, cells in enumerate([[f"Column 列 {name}" for name in _FIELDS], *rows]):
        for column, text in enumerate(cells):
            shape.table.cell(number, column).text = text


def _add_chart(slide: Any) -> None:
    series = [{"name": name, "values": (1, 2)} for name in ("one", "two", "three")]
    old = _chart_data({"categories": ["a", "b"], "series": series})
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(2), Cm(9), Cm(20), Cm(9), old)


def by_pptx(template: bytes, context: Mapping[str, Any]) -> bytes:
    """Return the finished deck, filled in with python-pptx."""
    deck = Presentation(BytesIO(template))
    for slide, values in zip(deck.slides, context["slides"], strict=True):
        _say(slide.shapes.title.text_frame.paragraphs[0], values["title"])
        for paragraph, value in zip(slide.shapes[1].text_frame.paragraphs, values["points"], strict=True):
            _say(paragraph, value)
    table = next(shape.table for shape in deck.slides[_TABLE_SLIDE].shapes if shape.has_table)
    for row, risk in enumerate(context["risks"], 1):
        for column, name in enumerate(_FIELDS):
            _say(table.cell(row, column).text_frame.paragraphs[0], risk[name])
    chart = next(shape.chart for shape in deck.slides[_CHART_SLIDE].shapes if shape.has_chart)
    chart.replace_data(_chart_data(context["trend"]))
    return _bytes(deck)


def _say(paragraph: Any, text: str) -> None:
    paragraph.runs[0].text = text


def _chart_data(trend: Mapping[str, Any]) -> CategoryChartData:
    new = CategoryChartData()
    new.categories = trend["categories"]
    for series in trend["series"]:
        new.add_series(series["name"], series["values"])
    return new


def read(document: bytes) -> list[str]:
    """Return every text of the deck in order, with bold and size, and the figures of chart and workbook."""
    deck = Presentation(BytesIO(document))
    return [said for slide in deck.slides for shape in slide.shapes for said in _said(shape)]


def _said(shape: Any) -> Iterator[str]:
    if shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            font = paragraph.runs[0].font
            yield f"{paragraph.text} {font.bold} {font.size}"
    elif shape.has_table:
        yield from (cell.text for cell in shape.table.iter_cells())
    elif shape.has_chart:
        plot = shape.chart.plots[0]
        yield str(list(plot.categories))
        yield from (f"{series.name} {series.values}" for series in plot.series)
        yield from _workbook(shape.chart.part.chart_workbook.xlsx_part.blob)


def _workbook(data: bytes) -> Iterator[str]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    yield from (f"{row}" for row in sheet.iter_rows(values_only=True))


def _bytes(deck: Any) -> bytes:
    out = BytesIO()
    deck.save(out)
    return out.getvalue()
