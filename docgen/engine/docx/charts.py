"""Charts of a Word part that take other data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup

from docgen.engine.additions import WORKBOOK_ID, Additions
from docgen.engine.alt_texts import drop_chart_tags
from docgen.engine.charts.fillable import CHARTS, FillableChart, compile_any_chart
from docgen.engine.environment import RENDER
from docgen.engine.names import DRAWING, R
from docgen.engine.source import Source
from docgen.engine.structure import check_structure
from docgen.engine.text import clean
from docgen.engine.values import Chart, chart_value
from docgen.errors import DocgenError, Problem
from docgen.opc import Package, Relationship

__all__ = ["Charts", "chart_element", "relation_of"]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A chart part that is filled: its name, what it was cut into, its XML where that holds no
    tag, and the type of the relationship that leads to it."""

    part: str
    template: FillableChart
    fixed: str
    relation: str


def chart_element(body: etree._Element) -> etree._Element | None:
    """Return the reference to a chart in a drawing, if it has one."""
    return next(body.iter(*CHARTS), None)


def relation_of(
    element: etree._Element | None, relationships: Mapping[str, Relationship]
) -> Relationship | None:
    """Return the relationship that ``r:id`` of an element names."""
    if element is None:
        return None
    return relationships.get(next((element.get(ns + "id", "") for ns in R if element.get(ns + "id")), ""))


class Charts:
    """The charts of one stream that tags fill, by the part that shows them and their relationship in it."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._filled: dict[tuple[str, str], _Filled] = {}

    @property
    def parts(self) -> set[str]:
        """The names of the chart parts that are filled."""
        return {filled.part for filled in self._filled.values()}

    def prepare(self, owner: str, body: etree._Element, source: Source) -> tuple[str, str] | Problem:
        """Cut up the chart of a drawing; return its relationship and the text that its tags stand in."""
        element = chart_element(body)
        relation = relation_of(element, self.package.relationships(owner))
        if element is None or relation is None or relation.target not in self.package:
            message = "The tag fills a chart, but stands on another object."
            return Problem("not-a-chart", message, "Move it to a chart.")
        try:
            template = compile_any_chart(self.package.read(relation.target), str(element.tag), WORKBOOK_ID)
        except DocgenError as error:
            return error.problems[0]
        skeleton, has_tags = _skeleton(template, relation.target, source)
        self._filled[owner, relation.id] = _Filled(
            relation.target, template, "" if has_tags else skeleton, relation.type
        )
        return relation.id, skeleton if has_tags else ""

    @pass_context
    def place(self, context: Context, value: Any, owner: str, id_: str) -> Markup:
        """Fill a chart and return the relationship under which the drawing finds it."""
        data, skeleton = value if isinstance(value, list) else (value, None)
        if isinstance(data, Undefined):
            str(data)
            return Markup(id_)
        additions: Additions = context.parent[RENDER].state
        filled = self._filled[owner, id_]
        chart = data if isinstance(data, Chart) else chart_value(data)
        context.parent[RENDER].budget.spend(sum(len(series.values) + 1 for series in chart.series))
        xml = clean(filled.template.complete(filled.fixed if skeleton is None else str(skeleton), chart))[0]
        if additions.take_place(filled.part, filled.template, chart, xml):
            return Markup(id_)
        name = additions.chart(filled.part, filled.template, chart, xml)
        return Markup(additions.relate(owner, filled.relation, name))

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """Return the internal filter that fills a chart."""
        return {":chart": self.place}


def _skeleton(template: FillableChart, part: str, source: Source) -> tuple[str, bool]:
    """Return a chart's XML without its series, its tags numbered, and whether it has any."""
    root = etree.fromstring(template.skeleton)
    before = len(source.marks)
    for paragraph in root.iter(*DRAWING.paragraph):
        source.join(paragraph, DRAWING, part, "chart title")
    for mark in source.marks[before:]:
        mark.wrap = mark.wrap or ":attribute"
    drop_chart_tags(root, source)
    source.problems += check_structure(source, [root], DRAWING)
    return source.serialise(root), len(source.marks) > before
