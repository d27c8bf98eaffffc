"""What the alternative texts of a Word part ask for, and the part's internal filters.

``{{ trend | chart }}`` as the alternative text of a chart gives it other data
(or in its title, where it leaves nothing behind: some programs drop the text),
``{{ logo | image }}`` on a picture another picture in the same frame, and
``{% if … %}`` on any object keeps or removes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup

from docgen.engine.additions import Additions
from docgen.engine.alt_texts import is_condition, kind_of, title_tag
from docgen.engine.charts.fillable import CHARTS
from docgen.engine.decoration import mark_decoration
from docgen.engine.docx.breaks import texts_of_prefix
from docgen.engine.docx.cells import check_colour
from docgen.engine.docx.charts import Charts, chart_element, relation_of
from docgen.engine.docx.controls import item_filter
from docgen.engine.docx.field_codes import code_filter
from docgen.engine.docx.frames import picture_filters, prepare_picture
from docgen.engine.docx.links import link_filters
from docgen.engine.docx.notes import note_filters
from docgen.engine.docx.properties import property_filter
from docgen.engine.docx.restarts import restart_filters
from docgen.engine.docx.shapes import Shape, alternate_of, shapes_of
from docgen.engine.environment import RENDER
from docgen.engine.names import MC, WP, R, W, names
from docgen.engine.parts import Places, safe_address
from docgen.engine.slots import make_slots
from docgen.engine.source import TOKEN, Source, instruction, token_numbers
from docgen.engine.spans import check_span
from docgen.engine.tags import Piece, Tag, has_tag, literal, split
from docgen.engine.text import escape_text, make_attribute, plain
from docgen.engine.values import Image
from docgen.engine.written import Written
from docgen.errors import Problem, RenderError
from docgen.opc import Package

__all__ = ["Drawings"]

_FALLBACK = MC + "Fallback"


class Drawings:
    """The objects of one part, put to work for their tags; ``charts`` collects those of the whole stream."""

    def __init__(self, package: Package, part: str, charts: Charts | None = None) -> None:
        self.package, self.part = package, part
        self.charts = charts or Charts(package)
        self._taken: set[etree._Element] = set()
        """Objects whose tags are at work already: Office writes the text of some twice."""

    def join(self, root: etree._Element, source: Source, places: Places) -> None:
        """Number the tags in alternative texts that stand for their object."""
        for shape in shapes_of(root):
            for name in shape.attributes:
                text = shape.properties.get(name, "")
                if has_tag(text):
                    self._take(shape, name, text, source, places.of(shape.properties))
        for drawing in list(root.iter(*names(W, "drawing"))):
            self._take_title(drawing, source, places.of(drawing))

    def _take_title(self, drawing: etree._Element, source: Source, place: str) -> None:
        """Fill the chart of a drawing if the chart's title says so and the alternative text did not."""
        relation = relation_of(chart_element(drawing), self.package.relationships(self.part))
        if relation is None or relation.target not in self.package or drawing in self._taken:
            return
        tag = title_tag(self.package.xml(relation.target))
        properties = next(drawing.iter(*names(WP, "docPr")), None)
        if tag is not None and properties is not None:
            shape = Shape(properties, (), drawing, alternate_of(drawing))
            self._value(shape, "chart", tag, source, place)

    def _take(self, shape: Shape, name: str, text: str, source: Source, place: str) -> None:
        """Act on one alternative text; what is left of it stays as the text."""
        pieces, _ = split(text)
        source.touched = True
        is_twin = shape.body in self._taken or (_in_fallback(shape) and shape.whole in self._taken)
        conditional = is_condition(text, pieces)
        rest: list[str] = []
        for piece in pieces:
            tag = piece.tag
            if tag is None:
                rest.append(literal(text[piece.start : piece.end]))
            elif conditional and tag.kind == "statement":
                if tag.keyword == "if" and not is_twin:
                    self._around(shape.whole, [tag.body], tag, source, place)
            elif (kind := kind_of(tag)) in ("fill", "width"):
                source.problems.append(_for_slides(tag).at(part=self.part, place=place))
            elif kind in ("chart", "image"):
                if shape.body not in self._taken:
                    self._value(shape, kind, tag, source, place)
            else:
                rest.append(source.add(tag, self.part, place, ":description"))
        if conditional or any(_is_object(piece) for piece in pieces):
            self._taken |= {shape.body, shape.whole}
        self._describe(shape, name, "".join(rest).strip())

    def _describe(self, shape: Shape, name: str, rest: str) -> None:
        """Set what is left of an alternative text, if the picture did not set its own already."""
        value = shape.properties.get(name, "")
        if not TOKEN.fullmatch(value) or TOKEN.search(rest):
            shape.properties.set(name, rest)

    def _around(self, whole: etree._Element, bodies: list[str], tag: Tag, source: Source, place: str) -> None:
        """Put statements before an object and the end of the condition behind it."""

        def number(body: str) -> int:
            return _number(source.add(Tag("statement", body, tag.text), self.part, place))

        for body in bodies:
            whole.addprevious(instruction(int(body[1:]) if body.startswith("\0") else number(body)))
        whole.addnext(instruction(number("endif")))

    def _value(self, shape: Shape, kind: str, tag: Tag, source: Source, place: str) -> None:
        name = f"docgen_v{len(source.marks)}"
        bodies = [f"set {name} = {tag.body}", f"if {name} is not none"]
        prepare = self._chart if kind == "chart" else self._picture
        problem = prepare(shape, name, tag, source, place, bodies)
        if problem:
            source.problems.append(problem.at(part=self.part, place=place, tag=tag.text))
            source.add(Tag("statement", bodies[0], tag.text), self.part, place)
            return
        self._taken |= {shape.body, shape.whole}
        self._around(shape.whole, bodies, tag, source, place)
        _drop_fallback(shape, always=kind == "chart")

    def _chart(
        self, shape: Shape, name: str, tag: Tag, source: Source, place: str, bodies: list[str]
    ) -> Problem | None:
        prepared = self.charts.prepare(self.part, shape.body, source)
        if isinstance(prepared, Problem):
            return prepared
        id_, skeleton = prepared
        value = name
        if skeleton:
            raw = source.add(Tag("raw", skeleton, ""), self.part, place)
            bodies += [f"set {name}x", f"\0{_number(raw)}", "endset"]
            value = f"[{name}, {name}x]"
        element = next(shape.body.iter(*CHARTS))
        attribute = next(ns + "id" for ns in R if element.get(ns + "id"))
        written = source.add(Tag("value", value, tag.text), self.part, place, ":chart", (self.part, id_))
        element.set(attribute, written)
        return None

    def _picture(
        self, shape: Shape, name: str, tag: Tag, source: Source, place: str, bodies: list[str]
    ) -> Problem | None:
        def number(wrap: str, args: tuple[object, ...]) -> str:
            owner = (self.part,) if wrap in (":picture", ":vector") else ()
            return source.add(Tag("value", name, tag.text), self.part, place, wrap, (*args, *owner))

        problem = prepare_picture(shape.body, number)
        if problem is None:
            attribute = shape.attributes[0]
            text = shape.properties.get(attribute, "")
            rest = "".join(text[p.start : p.end] for p in split(text)[0] if p.tag is None).strip()
            shape.properties.set(attribute, number(":alt", (rest,)))
            if etree.QName(shape.properties).localname.endswith("Pr"):  # not a VML shape
                mark_decoration(shape.properties, number)
        return problem

    def filters(self, language: str, dialect: str) -> Mapping[str, Callable[..., Any]]:
        """Return the internal filters that the marks of this part name."""
        attribute = make_attribute(language, dialect)

        def colour(value: Any) -> Markup:
            text = plain(value, language, dialect)
            return Markup(check_colour(text) if dialect == "docgen" else escape_text(text))

        def description(value: Any) -> Markup:
            named = isinstance(value, Mapping) and value.keys() & {"image", "asset"}
            if dialect == "docgen" and (named or isinstance(value, Image)):
                raise RenderError(_no_filter())
            return attribute(value)

        return {
            ":attribute": attribute,
            ":description": description,
            ":item": item_filter(language, dialect),
            ":code": code_filter(language, dialect),
            ":text": texts_of_prefix(language, dialect),
            ":whole": _whole(make_slots(dialect), attribute),
            ":span": lambda value: Markup(check_span(plain(value, language, dialect))),
            ":colour": colour,
            ":address": lambda value: Markup(escape_text(safe_address(plain(value, language, dialect)))),
            ":alt": lambda value, rest: attribute(_alt(value, rest)),
            ":drawing_id": _next_id,
            ":property": property_filter(language, dialect),
            **link_filters(),
            **self.charts.filters(),
            **note_filters(),
            **restart_filters(),
            **picture_filters(),
        }


def _no_filter() -> Problem:
    message = "A picture cannot stand in an alternative text."
    return Problem("not-text", message, "To show it in the frame of the object, write it with | image.")


@pass_context
def _next_id(context: Context, _: Any) -> int:
    additions: Additions = context.parent[RENDER].state
    return additions.next_id()


def _alt(value: Any, rest: str) -> str:
    """Return the alternative text of a picture: the data's, else the template's; none for decoration."""
    if not isinstance(value, Image):
        return rest
    return "" if value.decorative else value.alt or rest


def _is_object(piece: Piece) -> bool:
    return piece.tag is not None and kind_of(piece.tag) in ("chart", "image")


def _for_slides(tag: Tag) -> Problem:
    message = "The colour and the width of a shape can follow data in PowerPoint only."
    return Problem("tag-misplaced", message, "Use {% cellbg colour %} in a table cell.", tag=tag.text)


def _in_fallback(shape: Shape) -> bool:
    return any(e.tag == _FALLBACK for e in shape.properties.iterancestors())


def _drop_fallback(shape: Shape, *, always: bool) -> None:
    """Take away the form for older programs, which shows what was there before, unless a tag fills it."""
    for fallback in shape.whole.findall(_FALLBACK):
        texts = [str(value) for e in fallback.iter(etree.Element) for value in e.attrib.values()]
        if always or not any(has_tag(text) for text in texts):
            shape.whole.remove(fallback)


def _number(token: str) -> int:
    return token_numbers(token)[0]


def _whole(
    slots: Callable[[Any, Context], str | None], attribute: Callable[[Any], Markup]
) -> Callable[..., Markup]:
    """Return the filter that writes a value which is to stand for a whole element.

    What is markup stands as it is, anything else in the element that it was to
    replace; a value of whole paragraphs takes its place later.
    """

    @pass_context
    def whole(context: Context, value: Any, before: str, after: str) -> Markup:
        if type(value) is Written and "<" in value:
            return value
        return Markup(before + (slots(value, context) or str(attribute(value))) + after)

    return whole
