"""The charts that can be filled, of the classic kinds and of the newer ones."""

from __future__ import annotations

from docgen.engine.charts.extended import CX, ExtendedChart, compile_extended
from docgen.engine.charts.template import ChartTemplate, compile_chart
from docgen.engine.names import C, names

__all__ = ["CHARTS", "EXTENDED", "FillableChart", "compile_any_chart"]

FillableChart = ChartTemplate | ExtendedChart
EXTENDED = CX + "chart"
CHARTS = names(C, "chart") | {EXTENDED}
"""The elements by which a drawing shows a chart."""


def compile_any_chart(chart_xml: bytes, kind: str, workbook: str = "") -> FillableChart:
    """Return a chart part prepared for filling; ``kind`` is the element of :data:`CHARTS` that shows it."""
    compile_ = compile_extended if kind == EXTENDED else compile_chart
    return compile_(chart_xml, workbook)
