"""Native charts over cells: bars, columns and lines in the house's colours.

A chart reads the rows that repeat, so that its ranges grow with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from tools.templates.book_style import COLOURS, FONTS

__all__ = ["Line", "Plot", "add_plot"]


@dataclass(frozen=True)
class Line:
    """One series: a reference to its name, one to its values, a colour, and whether it is drawn as a line."""

    name: str
    values: str
    colour: str
    line: bool = False


@dataclass(frozen=True)
class Plot:
    """A chart: its title, categories and series; the format of its axis; its corners on the sheet."""

    title: str
    categories: str
    lines: Sequence[Line]
    corners: tuple[str, str]
    format: str = "General"
    across: bool = False
    stacked: bool = False
    largest: float | None = None
    labels: bool = False


def add_plot(sheet: Worksheet, plot: Plot) -> None:
    """Draw a chart between two cells of a sheet."""
    bars = [line for line in plot.lines if not line.line]
    chart = _bars(plot, bars) if bars else _lines(plot, plot.lines)
    if bars and len(bars) < len(plot.lines):
        chart += _lines(plot, [line for line in plot.lines if line.line])
    chart.title = _title(plot.title)
    chart.legend.position = "b"
    chart.legend.txPr = _text(9)
    if len(plot.lines) == 1:
        chart.legend = None
    chart.graphical_properties = GraphicalProperties(
        solidFill=COLOURS["white"], ln=LineProperties(solidFill=COLOURS["rule"], w=9525)
    )
    chart.roundedCorners = False
    chart.display_blanks = "gap"
    chart.anchor = _anchor(*plot.corners)
    sheet.add_chart(chart)


def _bars(plot: Plot, lines: Sequence[Line]) -> Any:
    chart: Any = BarChart()
    chart.type = "bar" if plot.across else "col"
    chart.grouping = "stacked" if plot.stacked else "clustered"
    chart.overlap = 100 if plot.stacked else -5
    chart.gapWidth = 60
    for index, line in enumerate(lines):
        series = _series(index, line, plot.categories)
        series.invertIfNegative = False
        series.graphicalProperties = GraphicalProperties(solidFill=COLOURS[line.colour])
        series.graphicalProperties.line.noFill = True
        if plot.labels:
            series.dLbls = _labels(plot.format)
        chart.series.append(series)
    _axes(chart, plot)
    if plot.across:
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
    return chart


def _lines(plot: Plot, lines: Sequence[Line]) -> Any:
    chart: Any = LineChart()
    for line in lines:
        series = _series(plot.lines.index(line), line, plot.categories)
        series.graphicalProperties = GraphicalProperties()
        series.graphicalProperties.line = LineProperties(solidFill=COLOURS[line.colour], w=28575, cap="rnd")
        series.marker.symbol = "circle"
        series.marker.size = 6
        series.marker.graphicalProperties = GraphicalProperties(solidFill=COLOURS[line.colour])
        series.marker.graphicalProperties.line.solidFill = COLOURS["white"]
        series.smooth = False
        chart.series.append(series)
    _axes(chart, plot)
    return chart


def _series(index: int, line: Line, categories: str) -> Any:
    series: Any = Series(idx=index, order=index)
    series.tx = SeriesLabel(strRef=StrRef(line.name))
    series.cat = AxDataSource(strRef=StrRef(categories))
    series.val = NumDataSource(numRef=NumRef(f=line.values))
    return series


def _axes(chart: Any, plot: Plot) -> None:
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _text(9)
        axis.majorTickMark = "none"
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=COLOURS["rule"]))
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=COLOURS["rule"]))
    chart.y_axis.number_format = plot.format
    chart.y_axis.scaling.min = 0 if plot.largest else None
    chart.y_axis.scaling.max = plot.largest


def _labels(format: str) -> DataLabelList:
    labels = DataLabelList(numFmt=format, showVal=True)
    labels.showLegendKey = labels.showCatName = labels.showSerName = labels.showPercent = False
    labels.txPr = _text(9)
    return labels


def _characters(size: float, *, bold: bool = False, colour: str = "muted") -> CharacterProperties:
    return CharacterProperties(
        sz=int(size * 100),
        b=bold,
        solidFill=COLOURS[colour],
        latin=Font(typeface=FONTS["en"]),
        ea=Font(typeface=FONTS["zh"]),
    )


def _text(size: float) -> RichText:
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_characters(size)), endParaRPr=_characters(size))
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def _title(text: str) -> Title:
    look = _characters(11, bold=True, colour="accent")
    run = RegularTextRun(rPr=look, t=text)
    rich = RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])])
    return Title(tx=Text(rich=rich), overlay=False)


def _anchor(first: str, last: str) -> TwoCellAnchor:
    return TwoCellAnchor(editAs="oneCell", _from=_marker(first), to=_marker(last, after=True))


def _marker(cell: str, *, after: bool = False) -> AnchorMarker:
    letters, row = coordinate_from_string(cell)
    step = 0 if after else 1
    return AnchorMarker(col=column_index_from_string(letters) - step, row=row - step)
