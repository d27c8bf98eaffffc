"""Native charts: a template's chart part is cut up once, so that it can be filled quickly and often.

Only the series change.  Titles, axes, legend, colours, labels and number
formats stay as the template's owner made them; of a series, everything stays
but its name, its figures and what was said of points that are gone.

    template = compile_chart(part)
    part, workbook = template.fill(chart), template.workbook(chart)

Packages and relationships are the caller's business.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from docgen.engine.charts.kinds import ROUND
from docgen.engine.charts.series import (
    AMOUNTS,
    COLOUR,
    ERRORS,
    ERRORS_END,
    INDEX,
    SERIES,
    ChartTemplate,
    Look,
    Plot,
)
from docgen.engine.charts.workbook import chart_workbook
from docgen.engine.tags import has_tag
from docgen.errors import Problem, TemplateError

__all__ = ["ChartTemplate", "chart_workbook", "compile_chart"]

_CHART_NAMESPACES = {
    "http://schemas.openxmlformats.org/drawingml/2006/chart": (
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    "http://purl.oclc.org/ooxml/drawingml/chart": (
        "http://purl.oclc.org/ooxml/drawingml/main",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CUT, _HEAD, _FIGURES, _FURTHER = (f"<?docgen {name}?>" for name in ("cut", "head", "figures", "further"))
_POINT = "<?docgen point {}?>"
_POINTS = re.compile(r"<\?docgen point (-?\d+)\?>")
_KINDS = "Use a bar, column, line, area, pie, doughnut, scatter, bubble or radar chart."
_LABEL_HINT = "Write it into the title of the chart or of an axis, or take the chart's own tag out."
_OLD_CELLS = re.compile(r"datalabelsRange|filtered\w+")
_BEFORE_SERIES = ("barDir", "grouping", "varyColors", "scatterStyle", "radarStyle", "wireframe", "ofPieType")
_BEFORE_FIGURES = (
    *("idx", "order", "tx", "spPr", "invertIfNegative", "pictureOptions", "marker", "explosion"),
    *("dPt", "dLbls", "trendline", "errBars"),
)
_FIGURE_NAMES = ("cat", "val", "xVal", "yVal", "bubbleSize")
_DEFAULT_DATE = "yyyy\\-mm\\-dd"


class _Names:
    """The names of a chart's elements in the namespaces that it uses."""

    def __init__(self, root: etree._Element) -> None:
        self.chart = str(etree.QName(root).namespace)
        self.drawing, self.relations = _CHART_NAMESPACES[self.chart]
        self.map = {"c": self.chart, "a": self.drawing}
        self.prefix = f"{root.prefix}:" if root.prefix else ""

    def find(self, element: etree._Element, path: str) -> etree._Element | None:
        return element.find(path, self.map)

    def all(self, element: etree._Element, path: str) -> list[etree._Element]:
        return element.findall(path, self.map)

    def children(self, element: etree._Element, names: Iterable[str]) -> list[etree._Element]:
        wanted = {f"{{{self.chart}}}{name}" for name in names}
        return [child for child in element if child.tag in wanted]

    def number(self, element: etree._Element, path: str) -> int:
        """Return the ``val`` of a child such as ``c:idx``, 0 without one."""
        found = self.find(element, path)
        text = "" if found is None else found.get("val", "")
        return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0

    def text(self, element: etree._Element, path: str) -> str:
        found = self.find(element, path)
        return (found.text or "") if found is not None else ""


@dataclass(frozen=True, slots=True)
class _Series:
    """What is read of a series before its element is cut up."""

    plot: int
    order: int
    name: str
    index: int
    number_format: str
    colour: int
    point_colours: frozenset[int]


def compile_chart(chart_xml: bytes, workbook: str = "") -> ChartTemplate:
    """Return a chart part prepared for filling.

    ``workbook`` is the relationship that a chart without a workbook gets for one.
    Raises TemplateError for a part that is no chart, or one whose kind takes other
    data than categories or points.
    """
    root = _parse(chart_xml)
    names = _Names(root)
    plots = [
        plot for plot in root.iterfind("c:chart/c:plotArea/*", names.map) if _kind(plot).endswith("Chart")
    ]
    _check_plots(plots)
    _check_labels(plots, names)
    _drop_old_cells(root, names)
    if workbook:
        _add_workbook(root, names, workbook)
    dates = [_date_format(root, plot, names) for plot in plots]
    series = [_cut(at, plot, names) for at, plot in enumerate(plots)]
    pieces = etree.tostring(root, encoding="unicode").split(_CUT)
    return _assemble(root, plots, series, pieces, dates)


def _kind(plot: etree._Element) -> str:
    return str(etree.QName(plot).localname)


def _parse(chart_xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True, remove_comments=True)
    try:
        root = etree.fromstring(chart_xml, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(Problem("chart-broken", f"The chart is damaged: {error.msg}.")) from error
    if etree.QName(root).namespace not in _CHART_NAMESPACES:
        raise TemplateError(Problem("chart-kind", "This kind of chart cannot be filled.", _KINDS))
    return root


def _check_plots(plots: list[etree._Element]) -> None:
    if not plots:
        raise TemplateError(Problem("chart-broken", "The chart has no plot.", "Insert the chart anew."))


def _check_labels(plots: list[etree._Element], names: _Names) -> None:
    """Refuse tags in texts of single points: which points there will be, the data says."""
    for series in (series for plot in plots for series in names.all(plot, "c:ser")):
        for paragraph in series.iter(f"{{{names.drawing}}}p"):
            text = "".join(map(str, paragraph.itertext()))
            if has_tag(text):
                message = "A tag stands in a label of a chart that gets other data."
                raise TemplateError(Problem("tag-misplaced", message, _LABEL_HINT, tag=text))


def _drop_old_cells(root: etree._Element, names: _Names) -> None:
    """Remove what shows the template's own cells: hidden series, and labels and errors from cells."""
    for extension in list(root.iter(f"{{{names.chart}}}ext")):
        if any(_OLD_CELLS.fullmatch(_kind(child)) for child in extension.iter(etree.Element)):
            _remove(extension)
    for bars in list(root.iter(f"{{{names.chart}}}errBars")):
        if names.find(bars, "c:errValType[@val='cust']") is not None:
            _open_errors(bars, names)


def _open_errors(bars: etree._Element, names: _Names) -> None:
    """Put marks in place of the amounts of error bars, and around bars that go where the data has none."""
    for amounts in names.children(bars, ("plus", "minus")):
        amounts[:] = [_mark_as(AMOUNTS.format(_kind(amounts)))]
    bars.addprevious(_mark_as(ERRORS))
    bars.addnext(_mark_as(ERRORS_END))


def _add_workbook(root: etree._Element, names: _Names, id_: str) -> None:
    """Let a chart name its workbook if it does not yet (ECMA-376 part 1, 21.2.2.63 and CT_ChartSpace)."""
    if names.find(root, "c:externalData") is not None:
        return
    data = etree.Element(f"{{{names.chart}}}externalData")
    data.set(f"{{{names.relations}}}id", id_)
    etree.SubElement(data, f"{{{names.chart}}}autoUpdate").set("val", "0")
    names.children(root, ("chart", "spPr", "txPr"))[-1].addnext(data)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _date_format(root: etree._Element, plot: etree._Element, names: _Names) -> str:
    """Return the number format of a plot's days, empty where it has no date axis."""
    axes = {axis.get("val") for axis in names.all(root, "c:chart/c:plotArea/c:dateAx/c:axId")}
    if not any(axis.get("val") in axes for axis in names.all(plot, "c:axId")):
        return ""
    return names.text(plot, "c:ser/c:cat//c:formatCode") or _DEFAULT_DATE


def _assemble(
    root: etree._Element,
    plots: list[etree._Element],
    series: list[list[_Series]],
    pieces: list[str],
    dates: list[str],
) -> ChartTemplate:
    names, text = _Names(root), iter(pieces)
    skeleton, looks = _DECLARATION + next(text), list[tuple[int, Look]]()
    made = []
    for at, (plot, own, date_format) in enumerate(zip(plots, series, dates, strict=True)):
        looks += [(one.order, _look(one, next(text))) for one in own[:-1]]
        made.append(Plot(_look(own[-1], next(text)), _kind(plot), date_format))
        skeleton += SERIES.format(at) + next(text)
    in_order = tuple(look for _, look in sorted(looks, key=lambda pair: pair[0]))
    data = names.find(root, "c:externalData")
    relationship = "" if data is None else data.get(f"{{{names.relations}}}id", "")
    return ChartTemplate(skeleton.encode(), tuple(made), in_order, names.prefix, names.drawing, relationship)


def _look(series: _Series, text: str) -> Look:
    """Return the look of one series from its piece of the text."""
    start, rest = text.split(_HEAD)
    body, end = rest.split(_FIGURES)
    points, further, labels = body.split(_FURTHER) if _FURTHER in body else (body, "", "")
    return Look(
        series.plot,
        series.name,
        series.index,
        start,
        _pieces(points),
        further,
        _pieces(labels),
        end,
        series.number_format,
        series.colour,
        series.point_colours,
        ERRORS in text,
    )


def _pieces(text: str) -> tuple[tuple[int, str], ...]:
    first, *rest = _POINTS.split(text)
    found = [(-1, first), *((int(at), xml) for at, xml in zip(rest[::2], rest[1::2], strict=True))]
    return tuple((at, xml) for at, xml in found if xml.strip())


# Cutting one plot


def _cut(at: int, plot: etree._Element, names: _Names) -> list[_Series]:
    """Mark where a plot's series come apart; the last one returned is the model of those it does not have."""
    elements = names.all(plot, "c:ser")
    is_round = _kind(plot) in ROUND
    start = plot.index(elements[0]) if elements else len(names.children(plot, _BEFORE_SERIES))
    model = _model(plot, elements, names, is_round)
    read = [_read(at, element, names) for element in elements]
    read.append(_read(at, model, names, is_model=True))
    for element in elements:
        plot.remove(element)
    for element in reversed([*elements, model]):
        _mark(element, names, is_round)
        element.tail = None
        plot.insert(start, element)
        plot.insert(start, _mark_as(_CUT))
    plot.insert(start + 2 * len(read), _mark_as(_CUT))
    return read


def _mark_as(mark: str) -> etree._Element:
    """Return a mark, written ``<?target text?>``, as a node."""
    target, _, text = mark[2:-2].partition(" ")
    return etree.ProcessingInstruction(target, text)


def _read(at: int, element: etree._Element, names: _Names, *, is_model: bool = False) -> _Series:
    index = names.number(element, "c:idx")
    points = {
        names.number(point, "c:idx"): _main_colour(point, names) for point in names.all(element, "c:dPt")
    }
    colour = _theme_number(_main_colour(element, names), index)
    values = "c:yVal" if names.find(element, "c:yVal") is not None else "c:val"
    return _Series(
        at,
        names.number(element, "c:order"),
        names.text(element, "c:tx//c:v"),
        -1 if is_model else index,
        names.text(element, f"{values}//c:formatCode") or "General",
        colour,
        frozenset(_theme_number(main, at) for at, main in points.items()),
    )


def _model(
    plot: etree._Element, elements: list[etree._Element], names: _Names, is_round: bool
) -> etree._Element:
    """Return the plot's last series without what belongs to it alone: colour, identity, formats of points."""
    if not elements:
        return etree.SubElement(plot, f"{{{names.chart}}}ser")
    model = copy.deepcopy(max(elements, key=lambda element: names.number(element, "c:order")))
    _drop_identity(model)
    if not is_round:
        for point in names.all(model, "c:dPt") + names.all(model, "c:dLbls/c:dLbl"):
            _remove(point)
        _open_colour(model, names)
    return model


def _drop_identity(element: etree._Element) -> None:
    for child in list(element.iter("{*}uniqueId")):
        extension = child.getparent()
        if extension is not None:
            _remove(extension)


def _mark(element: etree._Element, names: _Names, is_round: bool) -> None:
    """Put marks in place of a series' head and figures, and around what is said of single points."""
    figures = names.children(element, _FIGURE_NAMES)
    at = element.index(figures[0]) if figures else len(names.children(element, _BEFORE_FIGURES))
    element.insert(at, _mark_as(_FIGURES))
    points = names.all(element, "c:dPt")
    further = _further(points, names) if is_round else None
    for point in points + names.all(element, "c:dLbls/c:dLbl"):
        point.addprevious(_mark_as(_POINT.format(names.number(point, "c:idx"))))
        point.addnext(_mark_as(_POINT.format(-1)))
    if further is not None:
        for mark in (_mark_as(_FURTHER), further, _mark_as(_FURTHER)):
            points[-1].addnext(mark)
    for child in [*figures, *names.children(element, ("idx", "order", "tx"))]:
        element.remove(child)
    element.insert(0, _mark_as(_HEAD))


def _further(points: list[etree._Element], names: _Names) -> etree._Element | None:
    """Return the format for points beyond those of the template, if each of those has a colour of its own."""
    indexes = [names.number(point, "c:idx") for point in points]
    if not points or indexes != list(range(len(points))) or _main_colour(points[-1], names) is None:
        return None
    point = copy.deepcopy(points[-1])
    _open_colour(point, names)
    for child in names.children(point, ("explosion", "extLst")):
        point.remove(child)
    index = names.children(point, ("idx",))[0]
    point.replace(index, _mark_as(INDEX))
    return point


# Colours


def _main_colour(element: etree._Element, names: _Names) -> etree._Element | None:
    """Return the colour that makes a series or point known: of its area, else its line, else its marker."""
    if _gradient(element, names) is not None:
        return None
    for path in ("c:spPr/a:solidFill/*", "c:spPr/a:ln/a:solidFill/*", "c:marker/c:spPr/a:solidFill/*"):
        if (colour := names.find(element, path)) is not None:
            return colour
    return None


def _theme_number(colour: etree._Element | None, index: int) -> int:
    """Return the number from 0 of the theme's accent, or the index of what has another colour or none."""
    if colour is None or _kind(colour) != "schemeClr" or len(colour):
        return index
    found = re.fullmatch("accent([1-6])", colour.get("val", ""))
    return int(found[1]) - 1 if found else index


def _gradient(element: etree._Element, names: _Names) -> etree._Element | None:
    """Return the fill of an area that has more than one colour."""
    found = names.find(element, "c:spPr/a:gradFill")
    return names.find(element, "c:spPr/a:pattFill") if found is None else found


def _open_colour(element: etree._Element, names: _Names) -> None:
    """Put a mark in place of a series' colour wherever it stands, but not in its labels."""
    if (fill := _gradient(element, names)) is not None:
        plain = fill.makeelement(f"{{{names.drawing}}}solidFill")
        plain.append(_mark_as(COLOUR))
        fill.addprevious(plain)
        _remove(fill)
        return
    main = _main_colour(element, names)
    if main is None:
        return
    known = etree.tostring(main, with_tail=False)
    for child in names.children(element, ("spPr", "marker", "trendline")):
        for fill in list(child.iter(f"{{{names.drawing}}}solidFill")):
            if len(fill) and etree.tostring(fill[0], with_tail=False) == known:
                fill.replace(fill[0], _mark_as(COLOUR))
