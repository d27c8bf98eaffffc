"""Charts and pictures of a Word part that are named in their alt text, and the part's internal filters.

``{{ trend | chart }}`` as the alternative text of a chart gives it other data
(or in its title, where it leaves nothing behind: some programs drop the text),
``{{ logo | image }}`` on a picture another picture in the same frame, and
``{% if … %}`` on either keeps or removes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup

from docgen.engine.additions import Additions
from docgen.engine.alt_texts import drop_chart_tags, fit, kind_of, title_tag
from docgen.engine.charts.template import ChartTemplate, compile_chart
from docgen.engine.docx.breaks import texts_of_prefix
from docgen.engine.docx.cells import check_colour, check_span
from docgen.engine.docx.slots import make_slots
from docgen.engine.environment import RENDER
from docgen.engine.names import DRAWING, WP, A, C, R, W, names
from docgen.engine.parts import Places, safe_address
from docgen.engine.source import Source, instruction, token_numbers
from docgen.engine.structure import check_structure
from docgen.engine.tags import Tag, has_tag, split
from docgen.engine.text import clean, escape_text, make_attribute, plain
from docgen.engine.values import Chart, chart_value, image_value
from docgen.errors import DocgenError, Problem
from docgen.opc import Package, Relationship

__all__ = ["Drawings"]

_DOC_PR = names(WP, "docPr")
_ALT = ("descr", "title")


class Drawings:
    """What the drawings of one part ask for."""

    def __init__(self, package: Package, part: str) -> None:
        self.package, self.part = package, part
        self.charts: dict[str, tuple[str, ChartTemplate, str]] = {}
        """By relationship: the chart's part, its template, and its XML where that holds no tag."""

    def join(self, root: etree._Element, source: Source, places: Places) -> None:
        """Number the tags in alternative texts that stand for their drawing."""
        for properties in list(root.iter(*_DOC_PR)):
            for name in _ALT:
                text = properties.get(name, "")
                if has_tag(text):
                    properties.set(name, self._take(properties, text, source, places.of(properties)))
        for drawing in list(root.iter(*names(W, "drawing"))):
            self._take_title(drawing, source, places.of(drawing))

    def _take_title(self, drawing: etree._Element, source: Source, place: str) -> None:
        """Fill the chart of a drawing if the chart's title says so and the alternative text did not."""
        relation = self._relation(next(drawing.iter(*names(C, "chart")), None), "id")
        tag = title_tag(self.package.xml(relation.target)) if relation else None
        if tag is not None:
            self._value(drawing, "chart", tag, source, place)

    def _take(self, properties: etree._Element, text: str, source: Source, place: str) -> str:
        """Act on the tags of one alternative text and return what is left of it."""
        drawing = next((e for e in properties.iterancestors() if e.tag in names(W, "drawing")), None)
        rest = []
        for piece in split(text)[0]:
            kind = kind_of(piece.tag) if piece.tag and drawing is not None else ""
            if piece.tag is None or not kind or drawing is None:
                rest.append(text[piece.start : piece.end])
                continue
            source.touched = True
            if kind == "if":
                self._around(drawing, [piece.tag.body], piece.tag, source, place)
            else:
                self._value(drawing, kind, piece.tag, source, place)
        return "".join(rest).strip()

    def _around(
        self, drawing: etree._Element, bodies: list[str], tag: Tag, source: Source, place: str
    ) -> None:
        """Put statements before a drawing and the end of the condition behind it."""
        drawing.addnext(
            instruction(_number(source.add(Tag("statement", "endif", tag.text), self.part, place)))
        )
        for body in bodies:
            raw = int(body[1:]) if body.startswith("\0") else None
            number = (
                _number(source.add(Tag("statement", body, tag.text), self.part, place))
                if raw is None
                else raw
            )
            drawing.addprevious(instruction(number))

    def _value(self, drawing: etree._Element, kind: str, tag: Tag, source: Source, place: str) -> None:
        name = f"docgen_v{len(source.marks)}"
        prepare = self._chart if kind == "chart" else self._picture
        bodies = [f"set {name} = {tag.body}", f"if {name} is not none"]
        problem = prepare(drawing, name, tag, source, place, bodies)
        if problem:
            source.problems.append(problem.at(part=self.part, place=place, tag=tag.text))
        else:
            self._around(drawing, bodies, tag, source, place)

    def _chart(
        self, drawing: etree._Element, name: str, tag: Tag, source: Source, place: str, bodies: list[str]
    ) -> Problem | None:
        element = next(drawing.iter(*names(C, "chart")), None)
        relation = self._relation(element, "id")
        if element is None or relation is None:
            return Problem(
                "not-a-chart", "The tag fills a chart, but stands on another object.", "Move it to a chart."
            )
        try:
            template = compile_chart(self.package.read(relation.target))
        except DocgenError as error:
            return error.problems[0]
        skeleton, has_tags = self._skeleton(template, relation.target, source)
        self.charts[relation.id] = (relation.target, template, "" if has_tags else skeleton)
        value = name
        if has_tags:
            raw = source.add(Tag("raw", skeleton, ""), self.part, place)
            bodies.append(f"set {name}x")
            bodies += [f"\0{_number(raw)}", "endset"]
            value = f"[{name}, {name}x]"
        self._set(
            element,
            "id",
            source.add(Tag("value", value, tag.text), self.part, place, ":chart", (relation.id,)),
        )
        return None

    def _skeleton(self, template: ChartTemplate, part: str, source: Source) -> tuple[str, bool]:
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

    def _picture(
        self, drawing: etree._Element, name: str, tag: Tag, source: Source, place: str, bodies: list[str]
    ) -> Problem | None:
        blip = next(drawing.iter(*names(A, "blip")), None)
        frame = next(drawing.iter(*names(WP, "extent")), None)
        if blip is None or frame is None or self._relation(blip, "embed") is None:
            message = "The tag replaces a picture, but stands on another object."
            return Problem("not-an-image", message, "Move it to a picture.")
        for child in [*blip, *drawing.iter(*names(A, "srcRect"))]:
            parent = child.getparent()
            if parent is not None:
                parent.remove(child)
        token = source.add(Tag("value", name, tag.text), self.part, place, ":picture")
        self._set(blip, "embed", token)
        size = (int(frame.get("cx", "0")), int(frame.get("cy", "0")))
        for element in [
            frame,
            *(e for x in drawing.iter(*names(A, "xfrm")) for e in x.iter(*names(A, "ext"))),
        ]:
            for side, attribute in enumerate(("cx", "cy")):
                mark = source.add(Tag("value", name, tag.text), self.part, place, ":side", (*size, side))
                element.set(attribute, mark)
        return None

    def _relation(self, element: etree._Element | None, name: str) -> Relationship | None:
        if element is None:
            return None
        id_ = next((element.get(ns + name) for ns in R if element.get(ns + name)), None)
        relation = self.package.relationships(self.part).get(id_ or "")
        return relation if relation and relation.target in self.package else None

    @staticmethod
    def _set(element: etree._Element, name: str, value: str) -> None:
        attribute = next(ns + name for ns in R if element.get(ns + name))
        element.set(attribute, value)

    def filters(self, language: str, dialect: str) -> Mapping[str, Callable[..., Any]]:
        """Return the internal filters that the marks of this part name."""
        attribute = make_attribute(language, dialect)

        def colour(value: Any) -> Markup:
            text = plain(value, language, dialect)
            return Markup(check_colour(text) if dialect == "docgen" else escape_text(text))

        return {
            ":attribute": attribute,
            ":text": texts_of_prefix(language, dialect),
            ":whole": _whole(make_slots(dialect), attribute),
            ":span": lambda value: Markup(check_span(plain(value, language, dialect))),
            ":colour": colour,
            ":address": lambda value: Markup(escape_text(safe_address(plain(value, language, dialect)))),
            ":chart": self._place_chart,
            ":picture": self._place_picture,
            ":side": _side,
            ":drawing_id": _next_id,
        }

    @pass_context
    def _place_chart(self, context: Context, value: Any, id_: str) -> Markup:
        """Fill a chart and return the relationship under which the drawing finds it."""
        data, skeleton = value if isinstance(value, list) else (value, None)
        if isinstance(data, Undefined):
            str(data)
            return Markup(id_)
        additions: Additions = context.parent[RENDER].state
        part, template, fixed = self.charts[id_]
        chart = data if isinstance(data, Chart) else chart_value(data)
        xml = clean(template.complete(fixed if skeleton is None else str(skeleton), chart))[0]
        if additions.take_place(part, template, chart, xml):
            return Markup(id_)
        return Markup(additions.relate(self.part, "chart", additions.chart(part, template, chart, xml)))

    @pass_context
    def _place_picture(self, context: Context, value: Any) -> Markup:
        """Store a picture and return the relationship under which the drawing finds it."""
        additions: Additions = context.parent[RENDER].state
        name = additions.picture(image_value(_defined(value)), "word/media")
        return Markup(additions.relate(self.part, "image", name))


@pass_context
def _next_id(context: Context, _: Any) -> int:
    additions: Additions = context.parent[RENDER].state
    return additions.next_id()


def _number(token: str) -> int:
    return token_numbers(token)[0]


def _defined(value: Any) -> Any:
    if isinstance(value, Undefined):
        str(value)
    return value


def _side(value: Any, width: int, height: int, side: int) -> str:
    if isinstance(value, Undefined):
        return str((width, height)[side])
    return str(fit(image_value(value), width, height)[side])


def _whole(
    slots: Callable[[Any, Context], str | None], attribute: Callable[[Any], Markup]
) -> Callable[..., Markup]:
    """Return the filter that writes a value which is to stand for a whole element.

    What is markup stands as it is, anything else in the element that it was to
    replace; a value of whole paragraphs takes its place later.
    """

    @pass_context
    def whole(context: Context, value: Any, before: str, after: str) -> Markup:
        if type(value) is Markup and "<" in value:
            return value
        return Markup(before + (slots(value, context) or str(attribute(value))) + after)

    return whole
