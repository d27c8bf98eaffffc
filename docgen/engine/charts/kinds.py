"""Which data a kind of chart can show; what it cannot is told, and never left out of sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.engine.values import ChartSeries
from docgen.errors import Problem, RenderError

__all__ = ["BUBBLES", "POINTS", "ROUND", "check_kinds"]

BUBBLES = "bubbleChart"
POINTS = ("scatterChart", BUBBLES)
ROUND = ("pieChart", "pie3DChart", "doughnutChart", "ofPieChart")
_SHARES = (*ROUND, "treemap", "sunburst")
_ONE_SERIES = ("pieChart", "pie3DChart", "ofPieChart")


def check_kinds(kinds: Sequence[str], all_series: Sequence[ChartSeries]) -> None:
    """Raise RenderError with everything that the kinds of chart, one for each series, cannot show."""
    problems = [
        problem
        for kind, series in zip(kinds, all_series, strict=True)
        for problem in _check(kind, series, f"Series {series.name[:60]!r}")
    ]
    crowded = [kind for kind in dict.fromkeys(kinds) if kind in _ONE_SERIES and kinds.count(kind) > 1]
    problems += [_crowded(kinds.count(kind)) for kind in crowded]
    if problems:
        raise RenderError(problems)


def _check(kind: str, series: ChartSeries, name: str) -> Iterator[Problem]:
    if kind in POINTS and series.x is None:
        hint = 'Give {"series": [{"name": "...", "x": [...], "values": [...]}]}.'
        yield Problem("chart-kind", f"{name} has no x values, which a scatter chart needs.", hint)
    if kind not in POINTS and series.x is not None:
        hint = 'Give "categories" for the whole chart instead of "x".'
        yield Problem("chart-kind", f"{name} has x values, but this is no scatter chart.", hint)
    if kind == BUBBLES and series.size is None:
        hint = 'Give {"series": [{"name": "...", "x": [...], "values": [...], "size": [...]}]}.'
        yield Problem("chart-kind", f"{name} has no sizes, which a bubble chart needs.", hint)
    if kind != BUBBLES and series.size is not None:
        yield Problem("chart-kind", f"{name} has sizes, but this is no bubble chart.", 'Leave out "size".')
    if kind in _SHARES and any(value is not None and value < 0 for value in series.values):
        hint = "Use a bar chart, or leave out what is negative."
        yield Problem("chart-kind", f"{name} has a negative number, which no slice can show.", hint)


def _crowded(count: int) -> Problem:
    message = f"A pie chart shows one series; the data has {count}."
    return Problem("chart-kind", message, "Give one series, or make it a doughnut or a bar chart.")
