"""New series in the look of a template's: the part of a chart that runs for every document.

A template's chart was cut into strings once (:mod:`docgen.engine.charts.template`);
here they are put together again around other data.  No XML is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.engine.charts.kinds import check_kinds
from docgen.engine.charts.workbook import Columns, chart_workbook, columns_of, date_serials, group_starts
from docgen.engine.text import clean, escape_text
from docgen.engine.values import Chart, ChartSeries, Number

__all__ = [
    "AMOUNTS",
    "COLOUR",
    "ERRORS",
    "ERRORS_END",
    "INDEX",
    "SERIES",
    "ChartTemplate",
    "Look",
    "Plot",
    "put_series",
    "theme_colour",
]

INDEX, COLOUR = "<?docgen index?>", "<?docgen colour?>"
SERIES = "<?docgen-series {}?>"
ERRORS, ERRORS_END, AMOUNTS = "<?docgen errors?>", "<?docgen errors-end?>", "<?docgen amounts-{}?>"

_ERRORS = re.compile(f"{re.escape(ERRORS)}.*?{re.escape(ERRORS_END)}", re.S)
_SERIES = re.compile(r"<\?docgen-series (\d+)\s*\?>")
_DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_VARIANTS = (
    "",
    '<a:lumMod val="60000"/>',
    '<a:lumMod val="80000"/><a:lumOff val="20000"/>',
    '<a:lumMod val="80000"/>',
    '<a:lumMod val="60000"/><a:lumOff val="40000"/>',
    '<a:lumMod val="50000"/>',
)

Pieces = tuple[tuple[int, str], ...]
"""XML that goes with a point: its index, or -1 for what always stays."""


@dataclass(frozen=True, slots=True)
class Look:
    """One series of a template: everything but its name and figures.

    ``start`` and ``end`` enclose it; ``points`` are its points with a format of
    their own, ``labels`` what follows up to the figures; ``further`` is the
    format of points beyond those, if they shall have one.  The ``index`` of a
    model is -1.
    """

    plot: int
    name: str
    index: int
    start: str
    points: Pieces
    further: str
    labels: Pieces
    end: str
    number_format: str
    colour: int
    """The number from 0 of the theme's colour that is taken by it."""
    point_colours: frozenset[int]
    has_errors: bool = False
    """Whether it has error bars whose amounts come with the data."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot: bars, lines, slices.  ``model`` is the look of series that the template does not have."""

    model: Look
    kind: str
    """The local name of its element, such as ``pieChart``."""
    date_format: str
    """The number format of the days on a date axis, else empty."""


@dataclass(frozen=True, slots=True)
class ChartTemplate:
    """A chart part that takes other data and keeps its look.

    ``skeleton`` is the part with ``<?docgen-series n?>`` in place of the series of
    plot ``n``; ``relationship`` is the id under which the part refers to its
    workbook, empty if it has none.
    """

    skeleton: bytes
    plots: tuple[Plot, ...]
    looks: tuple[Look, ...]
    prefix: str
    drawing: str
    relationship: str

    def fill(self, chart: Chart) -> bytes:
        """Return the chart part with this data; raises RenderError if data and kind of chart do not fit."""
        return _DECLARED + clean(self.complete(self.skeleton[len(_DECLARED) :].decode(), chart))[0]

    def complete(self, xml: str, chart: Chart) -> str:
        """Return the skeleton, its other text rendered in between, with the series put in."""
        return put_series(xml, self.blocks(chart))

    def series(self, plot: int, chart: Chart) -> str:
        """Return what stands in place of one plot's ``<?docgen-series n?>``."""
        return self.blocks(chart)[plot]

    def workbook(self, chart: Chart) -> bytes:
        """Return the embedded workbook of this data, in the number formats of the template's series."""
        dates = next((plot.date_format for plot in self.plots if plot.date_format), "")
        return chart_workbook(chart, [look.number_format for look in self._cast(chart)], dates)

    def _cast(self, chart: Chart) -> list[Look]:
        """Return each series' look: by name, else by order, else the model of the plot before it."""
        places: list[int | None] = [None] * len(chart.series)
        names = {look.name: at for at, look in reversed(list(enumerate(self.looks)))}
        for number, series in enumerate(chart.series):
            places[number] = names.pop(series.name, None)
        taken = set(places)
        free = iter([at for at in range(len(self.looks)) if at not in taken])
        looks: list[Look] = []
        for place in places:
            at = next(free, None) if place is None else place
            before = looks[-1].plot if looks else 0
            looks.append(self.plots[before].model if at is None else self.looks[at])
        return looks

    def blocks(self, chart: Chart) -> list[str]:
        """Return the series of each plot; raises RenderError if data and kind of chart do not fit."""
        looks = self._cast(chart)
        check_kinds([self.plots[look.plot].kind for look in looks], chart.series)
        indexes = iter(_unused({look.index for look in looks if look.index >= 0}))
        colours = iter(_unused({look.colour for look in looks if look.index >= 0}))
        blocks = [""] * len(self.plots)
        heads: dict[int, str] = {}
        for at, (look, series, place) in enumerate(zip(looks, chart.series, columns_of(chart), strict=True)):
            index, colour = look.index, ""
            if index < 0:
                index = next(indexes)
                colour = theme_colour(next(colours), self.drawing)
            figures = self._figures(look, chart, series, place, heads)
            pieces = (
                look.start.replace(COLOUR, colour),
                self._head(index, at, series.name, place),
                self._points(look, len(series.values)).replace(COLOUR, colour),
                figures,
                look.end,
            )
            written = "".join(pieces)
            blocks[look.plot] += self._with_errors(written, series) if look.has_errors else written
        return blocks

    def _head(self, index: int, order: int, name: str, place: Columns) -> str:
        c = self.prefix
        return (
            f'<{c}idx val="{index}"/><{c}order val="{order}"/>'
            f"<{c}tx><{c}strRef><{c}f>{place.name_cell}</{c}f>"
            f'<{c}strCache><{c}ptCount val="1"/><{c}pt idx="0"><{c}v>{escape_text(name)}</{c}v></{c}pt>'
            f"</{c}strCache></{c}strRef></{c}tx>"
        )

    def _points(self, look: Look, count: int) -> str:
        """Return the formats of single points that exist, and of further ones."""
        kept = [xml for at, xml in look.points if at < count]
        if look.further:
            kept += self._further(look, count)
        return "".join(kept + [xml for at, xml in look.labels if at < count])

    def _further(self, look: Look, count: int) -> Iterator[str]:
        first = max((at for at, _ in look.points), default=-1) + 1
        colours = iter(_unused(set(look.point_colours)))
        for at in range(first, count):
            colour = theme_colour(next(colours), self.drawing)
            index = f'<{self.prefix}idx val="{at}"/>'
            yield look.further.replace(INDEX, index).replace(COLOUR, colour)

    def _with_errors(self, xml: str, series: ChartSeries) -> str:
        """Return a series with the amounts of its error bars, or without the bars if it has none."""
        amounts = {"plus": series.plus, "minus": series.minus}
        if not any(amounts.values()):
            return _ERRORS.sub("", xml)
        c = self.prefix
        for name, values in amounts.items():
            points = self._points_of(values or ())
            count = f'<{c}ptCount val="{len(series.values)}"/>'
            literal = f"<{c}numLit><{c}formatCode>General</{c}formatCode>{count}{points}</{c}numLit>"
            xml = xml.replace(AMOUNTS.format(name), literal)
        return xml.replace(ERRORS, "").replace(ERRORS_END, "")

    def _figures(
        self, look: Look, chart: Chart, series: ChartSeries, place: Columns, heads: dict[int, str]
    ) -> str:
        """Return the series' categories or x values, and its values; ``heads`` keeps what plots share."""
        c = self.prefix
        values = self._numbers(place.values_range, series.values, look.number_format)
        if series.x is not None:
            x = self._numbers(place.x_range, series.x, "General")
            size = ""
            if series.size is not None:
                size = self._numbers(place.size_range, series.size, "General")
                size = f"<{c}bubbleSize>{size}</{c}bubbleSize>"
            return f"<{c}xVal>{x}</{c}xVal><{c}yVal>{values}</{c}yVal>{size}"
        if look.plot not in heads:
            heads[look.plot] = (
                self._levels(place.x_range, chart)
                if chart.groups
                else self._categories(place.x_range, chart.categories, self.plots[look.plot].date_format)
            )
        return f"{heads[look.plot]}<{c}val>{values}</{c}val>"

    def _categories(self, reference: str, categories: Sequence[str], date_format: str) -> str:
        c = self.prefix
        if date_format and (days := date_serials(categories)):
            return f"<{c}cat>{self._numbers(reference, days, date_format)}</{c}cat>"
        points = "".join(
            [
                f'<{c}pt idx="{at}"><{c}v>{escape_text(text)}</{c}v></{c}pt>'
                for at, text in enumerate(categories)
            ]
        )
        return (
            f"<{c}cat><{c}strRef><{c}f>{reference}</{c}f><{c}strCache>"
            f'<{c}ptCount val="{len(categories)}"/>{points}</{c}strCache></{c}strRef></{c}cat>'
        )

    def _levels(self, reference: str, chart: Chart) -> str:
        """Return categories of several levels, the innermost first (ECMA-376 part 1, 21.2.2.101)."""
        c = self.prefix
        levels = [list(enumerate(chart.categories)), *reversed(list(group_starts(chart)))]
        points = (
            "".join([f'<{c}pt idx="{at}"><{c}v>{escape_text(text)}</{c}v></{c}pt>' for at, text in level])
            for level in levels
        )
        inner = "".join([f"<{c}lvl>{level}</{c}lvl>" for level in points])
        cache = f'<{c}ptCount val="{len(chart.categories)}"/>{inner}'
        return (
            f"<{c}cat><{c}multiLvlStrRef><{c}f>{reference}</{c}f>"
            f"<{c}multiLvlStrCache>{cache}</{c}multiLvlStrCache></{c}multiLvlStrRef></{c}cat>"
        )

    def _numbers(self, reference: str, values: Sequence[Number | None], number_format: str) -> str:
        c = self.prefix
        return (
            f"<{c}numRef><{c}f>{reference}</{c}f><{c}numCache><{c}formatCode>{escape_text(number_format)}"
            f'</{c}formatCode><{c}ptCount val="{len(values)}"/>{self._points_of(values)}'
            f"</{c}numCache></{c}numRef>"
        )

    def _points_of(self, values: Sequence[Number | None]) -> str:
        c = self.prefix
        return "".join(
            [
                f'<{c}pt idx="{at}"><{c}v>{value}</{c}v></{c}pt>'
                for at, value in enumerate(values)
                if value is not None
            ]
        )


def put_series(xml: str, blocks: Sequence[str]) -> str:
    """Return a skeleton with the series of each plot put in."""
    return _SERIES.sub(lambda match: blocks[int(match[1])], xml)


def theme_colour(number: int, drawing: str = _DRAWING) -> str:
    """Return the theme's colour for the series of this number from 0: six accents, then their shades."""
    variant, accent = divmod(number, 6)
    shade = _VARIANTS[variant % len(_VARIANTS)]
    return f'<a:schemeClr xmlns:a="{drawing}" val="accent{accent + 1}">{shade}</a:schemeClr>'


def _unused(taken: set[int]) -> Iterator[int]:
    """Yield the numbers from 0 that are not taken."""
    at = 0
    while True:
        if at not in taken:
            yield at
        at += 1
