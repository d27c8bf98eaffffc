"""Charts of the newer kinds, waterfall, funnel, treemap, sunburst, Pareto, box: filled like the others.

Their part has another shape ([MS-ODRAWXML] 2.24, chartex): the figures stand in
front, each series names its own by a number.  Only figures and series change;
what was said of points that are gone goes.  Older programs do not show these
charts at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from docgen.engine.charts.kinds import check_kinds
from docgen.engine.charts.series import SERIES, put_series
from docgen.engine.charts.workbook import Columns, chart_workbook, columns_of
from docgen.engine.text import clean, escape_text
from docgen.engine.values import Chart, Number
from docgen.errors import Problem, TemplateError

__all__ = ["CX", "ExtendedChart", "compile_extended"]

CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KINDS = ("waterfall", "funnel", "treemap", "sunburst", "clusteredColumn", "paretoLine", "boxWhisker")
_HIERARCHIES = ("treemap", "sunburst")
_HEAD, _DATA = "<?docgen head?>", "<?docgen data?>"
_POINT = re.compile(r"<\?docgen point (\d+)\?>(.*?)<\?docgen end\?>", re.S)
_LAST = "<?docgen last?>"


@dataclass(frozen=True, slots=True)
class _Look:
    """One series of a template: its kind, its name, the format of its numbers, and its XML with marks."""

    kind: str
    name: str
    number_format: str
    xml: str


@dataclass(frozen=True, slots=True)
class ExtendedChart:
    """A chart part of a newer kind that takes other data; the same face as :class:`ChartTemplate`."""

    skeleton: bytes
    looks: tuple[_Look, ...]
    prefix: str
    relationship: str

    def fill(self, chart: Chart) -> bytes:
        """Return the chart part with this data; raises RenderError if data and kind of chart do not fit."""
        xml = self.skeleton[len(_DECLARATION) :].decode()
        return _DECLARATION.encode() + clean(self.complete(xml, chart))[0]

    def complete(self, xml: str, chart: Chart) -> str:
        """Return the skeleton, its other text rendered in between, with the figures put in."""
        return put_series(xml, self.blocks(chart))

    def blocks(self, chart: Chart) -> list[str]:
        """Return the figures, and the series; raises RenderError if data and kind of chart do not fit."""
        looks = self._cast(chart)
        check_kinds([look.kind for look in looks], chart.series)
        places = columns_of(chart)
        figures, written = "", ""
        for at, (look, series, place) in enumerate(zip(looks, chart.series, places, strict=True)):
            figures += self._figures(at, look, chart, series.values, place)
            written += self._series(at, look, series.name, place, len(series.values))
        return [figures, written]

    def workbook(self, chart: Chart) -> bytes:
        """Return the embedded workbook of this data."""
        formats = [look.number_format for look in self._cast(chart)]
        return chart_workbook(chart, formats, repeats_groups=True)

    def _cast(self, chart: Chart) -> list[_Look]:
        """Return each series' look: by name, else by order, else that of the last."""
        named = {look.name: look for look in reversed(self.looks)}
        return [
            named.get(series.name) or self.looks[min(at, len(self.looks) - 1)]
            for at, series in enumerate(chart.series)
        ]

    def _figures(
        self, at: int, look: _Look, chart: Chart, values: Sequence[Number | None], place: Columns
    ) -> str:
        c = self.prefix
        size = "size" if look.kind in _HIERARCHIES else "val"
        levels = "".join(self._level(level) for level in (chart.categories, *reversed(chart.groups)))
        numbers = "".join(
            f'<{c}pt idx="{n}">{value}</{c}pt>' for n, value in enumerate(values) if value is not None
        )
        return (
            f'<{c}data id="{at}"><{c}strDim type="cat"><{c}f>{place.x_range}</{c}f>{levels}</{c}strDim>'
            f'<{c}numDim type="{size}"><{c}f>{place.values_range}</{c}f><{c}lvl ptCount="{len(values)}" '
            f'formatCode="{escape_text(look.number_format)}">{numbers}</{c}lvl></{c}numDim></{c}data>'
        )

    def _level(self, texts: Sequence[str]) -> str:
        c = self.prefix
        points = "".join(f'<{c}pt idx="{n}">{escape_text(text)}</{c}pt>' for n, text in enumerate(texts))
        return f'<{c}lvl ptCount="{len(texts)}">{points}</{c}lvl>'

    def _series(self, at: int, look: _Look, name: str, place: Columns, count: int) -> str:
        c = self.prefix
        head = f"<{c}f>{place.name_cell}</{c}f><{c}v>{escape_text(name)}</{c}v>"
        head = f"<{c}tx><{c}txData>{head}</{c}txData></{c}tx>"
        xml = look.xml.replace(_HEAD, head).replace(_DATA, f'<{c}dataId val="{at}"/>')
        xml = xml.replace(_LAST, f'<{c}idx val="{count - 1}"/>' if count else "")
        return _POINT.sub(lambda match: match[2] if int(match[1]) < count else "", xml)


def compile_extended(chart_xml: bytes, workbook: str = "") -> ExtendedChart:
    """Return a chart part of a newer kind prepared for filling; see ``compile_chart``."""
    root = etree.fromstring(
        chart_xml, etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    )
    data = root.find(f"{CX}chartData")
    region = root.find(f"{CX}chart/{CX}plotArea/{CX}plotAreaRegion")
    every = [] if region is None else region.findall(f"{CX}series")
    series = [one for one in every if one.find(f"{CX}dataId") is not None]  # a Pareto's line has no own data
    if data is None or region is None or not series:
        raise TemplateError(Problem("chart-broken", "The chart has no series.", "Insert the chart anew."))
    looks = tuple(_look(one, data) for one in series)
    strange = next((look.kind for look in looks if look.kind not in _KINDS), "")
    if strange:
        hint = "Use a waterfall, funnel, treemap, sunburst, Pareto or box chart."
        raise TemplateError(Problem("chart-kind", f"A chart of the kind {strange} cannot be filled.", hint))
    relationship = _relationship(data, workbook)
    for old in data.findall(f"{CX}data"):
        data.remove(old)
    data.append(_mark(SERIES.format(0)))
    series[0].addprevious(_mark(SERIES.format(1)))
    for one in series:
        region.remove(one)
    prefix = f"{root.prefix}:" if root.prefix else ""
    skeleton = _DECLARATION + etree.tostring(root, encoding="unicode")
    return ExtendedChart(skeleton.encode(), looks, prefix, relationship)


def _relationship(data: etree._Element, workbook: str) -> str:
    """Return the relationship of a chart's workbook, a new one if it has none and ``workbook`` names it."""
    external = data.find(f"{CX}externalData")
    if external is None and workbook:
        external = etree.Element(f"{CX}externalData")
        external.set(f"{_RELATIONS}id", workbook)
        external.set(f"{CX}autoUpdate", "0")
        data.insert(0, external)
    return "" if external is None else external.get(f"{_RELATIONS}id", "")


def _look(series: etree._Element, data: etree._Element) -> _Look:
    """Return one series with marks in place of its name, its figures and what belongs to single points."""
    number = next((e.get("val", "0") for e in series.findall(f"{CX}dataId")), "0")
    own = next((e for e in data.findall(f"{CX}data") if e.get("id") == number), None)
    level = own.find(f"{CX}numDim/{CX}lvl") if own is not None else None
    count = level.get("ptCount", "") if level is not None else ""
    name = next((e.text or "" for e in series.findall(f"{CX}tx/{CX}txData/{CX}v")), "")
    copy = deepcopy(series)
    copy.tail = None
    copy.attrib.pop("uniqueId", "")
    for old in copy.findall(f"{CX}tx"):
        copy.remove(old)
    copy.insert(0, _mark(_HEAD))
    _mark_points(copy, int(count) if count.isdigit() else 0)
    for old in copy.findall(f"{CX}dataId"):
        copy.replace(old, _mark(_DATA))
    number_format = level.get("formatCode", "") if level is not None else ""
    xml = etree.tostring(copy, encoding="unicode")
    return _Look(series.get("layoutId", ""), name, number_format or "General", xml)


def _mark_points(series: etree._Element, count: int) -> None:
    """Mark what is said of single points; a total at the end of the template's figures stays at the end."""
    for point in series.findall(f"{CX}dataPt") + series.findall(f"{CX}dataLabels/{CX}dataLabel"):
        _enclose(point, point.get("idx", "0"))
    for total in series.findall(f"{CX}layoutPr/{CX}subtotals/{CX}idx"):
        number = total.get("val", "0")
        if number == str(count - 1):
            total.getparent().replace(total, _mark(_LAST))  # type: ignore[union-attr]  # found below it
        else:
            _enclose(total, number)


def _enclose(element: etree._Element, number: str) -> None:
    element.addprevious(_mark(f"<?docgen point {number if number.isdigit() else 0}?>"))
    element.addnext(_mark("<?docgen end?>"))


def _mark(mark: str) -> etree._Element:
    target, _, text = mark[2:-2].partition(" ")
    return etree.ProcessingInstruction(target, text)
