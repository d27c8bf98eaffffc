"""What a stream notes while it is rendered: the copies of its slides, their charts and pictures.

The stream's marks call filters, so that the order of the calls is the order of
the output: what a filter notes belongs to the part that began last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from docgen.engine.decoration import decoration
from docgen.engine.docxtpl_objects import as_rich
from docgen.engine.environment import RENDER
from docgen.engine.fitting import fill_rectangle, source_rectangle
from docgen.engine.limits import exceeded
from docgen.engine.parts import safe_address
from docgen.engine.pptx.alt import Fill
from docgen.engine.pptx.deck import Owner
from docgen.engine.pptx.dividing import Division
from docgen.engine.pptx.fills import fill_filters
from docgen.engine.pptx.frames import fitted
from docgen.engine.pptx.output import make_slide_text
from docgen.engine.pptx.rich import addresses
from docgen.engine.pptx.script import PART, Piece
from docgen.engine.raster import forms, svg_extension
from docgen.engine.rendering import Rendering
from docgen.engine.slots import keep
from docgen.engine.spans import check_span
from docgen.engine.text import escape_text, make_attribute, plain
from docgen.engine.values import Chart, Image, Subdocument
from docgen.engine.written import Written
from docgen.errors import Problem, RenderError

__all__ = ["Block", "Copy", "Filled", "Notes", "filters", "slide_text"]

MAX_SLIDES = 5_000


@dataclass
class Block:
    """One part of a copy: its rendered text, and the pictures that it shows, by relationship."""

    piece: Piece
    text: str = ""
    addresses: tuple[str, ...] = ()
    pictures: list[tuple[str, Image]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    """By address: the relationship of a link in a text with formatting."""
    jumps: dict[tuple[str, int, int], str] = field(default_factory=dict)
    """By a relationship to a slide, the depth of its loop and the turn there: another in its place."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Data for a chart part, and the series that come of it, by plot."""

    fill: Fill
    chart: Chart
    series: list[str]


@dataclass
class Copy:
    """One copy of a slide, or a layout or master; ``turns`` number the turns of the loops around it.

    ``indexes`` are the places of these turns in their loops, from 0.
    ``pages`` are those of lists that ``fit`` divides, by the number of the list; ``number`` is a slide's own
    in the document.
    """

    owner: Owner
    turns: tuple[int, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    indexes: tuple[int, ...] = ()
    number: int = 0
    blocks: dict[str, Block] = field(default_factory=dict)
    charts: dict[str, Filled] = field(default_factory=dict)


class Notes:
    """What was noted in one run of a stream."""

    def __init__(self, division: Division | None = None) -> None:
        self.copies: list[Copy] = []
        self._division = division
        self.blocks: list[Block] = []
        self._turns: list[int] = []
        self._indexes: list[int] = []
        self._turn = 0

    def begin(self, piece: Piece) -> None:
        """Begin a part, and with the first of a slide a new copy."""
        if piece.owner is not None:
            if len(self.copies) >= MAX_SLIDES:
                raise exceeded(f"The deck would have more than {MAX_SLIDES} slides.", "Check its loops.")
            pages = self._division.pages() if self._division else ()
            self.copies.append(Copy(piece.owner, tuple(self._turns), pages, tuple(self._indexes)))
        block = Block(piece)
        self.blocks.append(block)
        self.copies[-1].blocks[piece.part] = block

    def turn(self, depth: int, divides: bool) -> None:
        """Begin the next turn of the loop of this depth, which may be over a list that is divided."""
        if self._division:
            self._division.turn(depth, divides)
        self._turn += 1
        index = self._indexes[depth] + 1 if depth < len(self._indexes) else 0
        self._turns[depth:], self._indexes[depth:] = [self._turn], [index]

    def leave(self, depth: int) -> None:
        """End the loop of this depth."""
        if self._division:
            self._division.leave(depth)
        del self._turns[depth:], self._indexes[depth:]

    def jump(self, relation: str, depth: int, index: int) -> str:
        """Note a link to the slide of a turn of the loop of this depth, and return its relationship."""
        block = self.blocks[-1]
        ids = block.jumps
        return ids.setdefault((relation, depth, index), f"{block.piece.picture_id}Jump{len(ids) + 1}")

    def picture(self, image: Image) -> str:
        """Note a picture of the current part and return its relationship."""
        pictures = self.blocks[-1].pictures
        pictures.append((f"{self.blocks[-1].piece.picture_id}{len(pictures) + 1}", image))
        return pictures[-1][0]

    def link(self, address: str) -> str:
        """Note an address that the current part links to, and return its relationship."""
        block = self.blocks[-1]
        if address not in block.links:
            block.links[address] = f"{block.piece.picture_id}Link{len(block.links) + 1}"
        return block.links[address]


def notes_of(context: Context) -> Notes:
    """Return the notes of the document that a context belongs to."""
    rendering: Rendering = context.parent[RENDER]
    if rendering.state is None:
        rendering.state = Notes()
    assert isinstance(rendering.state, Notes)
    return rendering.state


def filters(
    pieces: list[Piece], fills: list[Fill], language: str, dialect: str
) -> Mapping[str, Callable[..., Any]]:
    """Return the internal filters of a stream."""
    text, attribute = slide_text(language, dialect), make_attribute(language, dialect)

    @pass_context
    def part(context: Context, _: Any, number: int) -> Markup:
        notes_of(context).begin(pieces[number])
        return Markup(PART)

    @pass_context
    def turn(context: Context, _: Any, depth: int, divides: bool) -> str:
        notes_of(context).turn(depth, divides)
        return ""

    @pass_context
    def jump(context: Context, index: int, relation: str, depth: int) -> Markup:
        return Markup(notes_of(context).jump(relation, depth, index))

    @pass_context
    def leave(context: Context, _: Any, depth: int) -> str:
        notes_of(context).leave(depth)
        return ""

    @pass_context
    def chart(context: Context, value: Any, number: int) -> str:
        return _fill(context, value, fills[number])

    return {
        ":part": part,
        ":turn": turn,
        ":leave": leave,
        ":jump": jump,
        ":chart": chart,
        ":picture": _picture,
        ":vector": _vector,
        ":frame": fitted,
        ":crop": _crop,
        ":free": fill_rectangle,
        ":decorative": decoration,
        **fill_filters(),
        ":alt": lambda image: attribute("" if image.decorative else image.alt),
        ":attribute": attribute,
        ":span": lambda value: Markup(check_span(plain(value, language, dialect))),
        ":link": _link,
        ":address": partial(_address, language=language, dialect=dialect),
        ":whole": _whole(text),
    }


def slide_text(language: str, dialect: str) -> Callable[..., str]:
    """Return the function that writes a value into a run; one with formatting leaves a mark there."""
    return make_slide_text(language, dialect, _rich)


def _rich(value: Any, context: Context) -> str | None:
    rich = None if isinstance(value, str) else as_rich(value, context.parent[RENDER].assets)
    if rich is None or isinstance(rich, (Image, Subdocument)):
        return None
    notes = notes_of(context)
    if notes.blocks[-1].piece.may_link:
        for address in addresses(rich):
            notes.link(safe_address(address))
    return keep(rich, context)


def _fill(context: Context, value: Any, fill: Fill) -> str:
    """Note the data of a chart; data that does not fit its kind is told here, where the place is known."""
    if not isinstance(value, Chart):
        message, hint = "This is not the data of a chart.", "Use the filter chart last."
        raise RenderError(Problem("not-a-chart", message, hint))
    notes = notes_of(context)
    rendering: Rendering = context.parent[RENDER]
    rendering.budget.spend(sum(len(series.values) + 1 for series in value.series))
    notes.copies[-1].charts[fill.part] = Filled(fill, value, fill.template.blocks(value))
    return ""


@pass_context
def _picture(context: Context, value: Any) -> Markup:
    if not isinstance(value, Image):
        raise RenderError(Problem("not-an-image", "This is not a picture.", "Use the filter image last."))
    shown, _ = forms(value, context.parent[RENDER])
    return Markup(notes_of(context).picture(shown))


@pass_context
def _vector(context: Context, value: Any, drawing: str, relations: str) -> Markup:
    """Return the mention of a picture's vector form, nothing for a picture of points."""
    _, vector = forms(value, context.parent[RENDER])
    if vector is None:
        return Markup("")
    return Markup(svg_extension(notes_of(context).picture(vector), drawing, relations))


def _crop(image: Image, width: int, height: int, prefix: str, is_picture: bool) -> Markup:
    return source_rectangle(image, width, height, prefix, is_picture=is_picture)


def _address(value: Any, language: str, dialect: str) -> Markup:
    return Markup(escape_text(safe_address(plain(value, language, dialect))))


@pass_context
def _link(context: Context, value: Any) -> Markup:
    return Markup(notes_of(context).link(safe_address(Markup(value).unescape())))


def _whole(text: Callable[..., str]) -> Callable[..., Markup]:
    """Return what leaves a value that is markup as it is, and sets any other in the element of its tag."""

    @pass_context
    def whole(context: Context, value: Any, before: str, after: str) -> Markup:
        is_markup = type(value) is Written and "<" in value
        return value if is_markup else Markup(before + text(value, context) + after)

    return whole
