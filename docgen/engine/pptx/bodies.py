"""A finished text body of a slide as paragraphs that can be measured, and its room.  In points."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from lxml import etree

from docgen.engine.measure.fonts import type_of
from docgen.engine.measure.lines import Paragraph, Run, lay_out
from docgen.engine.names import A, names
from docgen.engine.pptx.frames import Frame
from docgen.engine.pptx.looks import EMU, LEVELS, Level, changed, number

__all__ = ["Bodies", "Body", "Fonts", "Room", "paragraphs", "room_of", "sides_of"]

Element = etree._Element
Fonts = Mapping[str, str]
"""The fonts of a theme by the names that texts call them."""

_MOST_KNOWN, _LONGEST_KNOWN = 2_000, 4_000  # bodies, characters of their markup
_MARGINS = {"marL": 91_440, "marR": 91_440, "marT": 45_720, "marB": 45_720}
_PARAGRAPH, _RUNS, _BREAK = names(A, "p"), names(A, "r", "fld"), names(A, "br")
_SIDES = {"lIns": 91_440, "rIns": 91_440, "tIns": 45_720, "bIns": 45_720}
_BULLET = 0.6  # of a font's size: a bullet and what parts it from the text
_SPACE_LINE = 1.2  # of a font's size: what spacing in percent is taken of
SHAPE_LINE = 1.2
"""The least height of a line in a shape, of its font's size."""
_CORNER = 1 - math.sqrt(0.5)
"""What a quarter of a circle takes of the text inside it, of its radius (20.1.9.18)."""
_ROUNDED = 1 / 6  # the radius of rounded corners, of a shape's shorter side


@dataclass(frozen=True, slots=True)
class Room:
    """What a shape has for its text: width and height of a column, how many there are, what surrounds them.

    ``fit`` is ``norm``, ``shape`` or ``no``; ``is_upright`` tells of text that runs across.
    """

    width: float
    height: float
    columns: int = 1
    around: float = 0.0
    fit: str = "no"
    wraps: bool = True
    anchor: str = "t"
    is_upright: bool = True

    @property
    def column(self) -> float:
        """The width that lines may have."""
        return self.width if self.wraps else math.inf


def room_of(shape: Element, frame: Frame, bodies: Sequence[Element]) -> Room:
    """Return a shape's room; ``bodies`` are the properties of its text, its own first, then inherited."""
    said: dict[str, str] = {}
    for body in reversed(bodies):
        said |= {str(name): str(value) for name, value in body.attrib.items()}
    left, right, top, bottom = (number(said.get(name), usual) / EMU for name, usual in _SIDES.items())
    width, height = frame.width / EMU, frame.height / EMU
    side_x, side_y = _outline(shape, width, height)
    is_upright = said.get("vert", "horz") == "horz"
    across, along = width - left - right - 2 * side_x, height - top - bottom - 2 * side_y
    if not is_upright:
        across, along = along, across
    columns = max(1, min(16, int(number(said.get("numCol"), 1))))
    between = number(said.get("spcCol"), 0) / EMU * (columns - 1)
    return Room(
        max((across - between) / columns, 1.0),
        along,
        columns,
        height - along if is_upright else width - along,
        next((fit for body in bodies if (fit := _fit_of(body))), "no"),
        said.get("wrap", "square") != "none",
        said.get("anchor", "t"),
        is_upright,
    )


def _outline(shape: Element, width: float, height: float) -> tuple[float, float]:
    """Return what a shape's outline takes of its text at each side, and at top and bottom."""
    geometry = next(shape.iter(*names(A, "prstGeom")), None)
    kind = "" if geometry is None else geometry.get("prst", "")
    if kind == "ellipse":
        return width / 2 * _CORNER, height / 2 * _CORNER
    side = min(width, height) * _ROUNDED * _CORNER if kind == "roundRect" else 0.0
    return side, side


def _fit_of(body: Element) -> str:
    kinds = {"noAutofit": "no", "normAutofit": "norm", "spAutoFit": "shape"}
    found = (kinds.get(etree.QName(child).localname, "") for child in body.iterchildren(etree.Element))
    return next((kind for kind in found if kind), "")


def paragraphs(
    body: Element, levels: Sequence[Level], fonts: Fonts, *, is_row: bool = False, bold: bool = False
) -> list[Paragraph]:
    """Return the paragraphs of a text body; ``bold`` is what a table's style says of a cell."""
    return [
        _paragraph(element, levels, fonts, is_row=is_row, bold=bold)
        for element in body.iterchildren(*_PARAGRAPH)
    ]


def _paragraph(
    element: Element, levels: Sequence[Level], fonts: Fonts, *, is_row: bool, bold: bool
) -> Paragraph:
    properties = next(element.iterchildren(*names(A, "pPr")), None)
    depth = 0 if properties is None else int(number(properties.get("lvl"), 0))
    level = levels[max(0, min(depth, LEVELS - 1))]
    if bold:
        level = replace(level, bold=True)
    level = changed(level, properties)
    runs = [run for child in element.iterchildren(etree.Element) if (run := _run(child, level, fonts))]
    if not runs:
        runs = [_typed("", changed(level, next(element.iterchildren(*names(A, "endParaRPr")), None)), fonts)]
    size = max(run.size for run in runs)
    start = level.left + level.indent
    return Paragraph(
        tuple(runs),
        level.left,
        level.right,
        max(level.left, start + _BULLET * size) if level.bullet and runs[0].text else max(start, 0.0),
        _space(level.before, size),
        _space(level.after, size),
        level.line if level.line > 0 else 1.0,
        -level.line if level.line < 0 else 0.0,
        is_row,
        0.0 if is_row else SHAPE_LINE,
    )


def _run(element: Element, level: Level, fonts: Fonts) -> Run | None:
    if element.tag in _BREAK:
        return _typed("\n", changed(level, _properties(element)), fonts)
    if element.tag not in _RUNS:
        return None
    text = "".join(e.text or "" for e in element.iterchildren(*names(A, "t")))
    return _typed(text, changed(level, _properties(element)), fonts) if text else None


def _properties(run: Element) -> Element | None:
    return next(run.iterchildren(*names(A, "rPr")), None)


def _typed(text: str, level: Level, fonts: Fonts) -> Run:
    latin, wide = (fonts.get(name, "") if name[:1] == "+" else name for name in (level.latin, level.wide))
    return Run(text, type_of(latin, wide, level.bold), level.size, level.spacing)


def _space(value: float, size: float) -> float:
    return -value if value < 0 else value * size * _SPACE_LINE


@dataclass(frozen=True, slots=True)
class Body:
    """A text body with its paragraphs, and, of a table's cell, its margins across and along."""

    paragraphs: list[Paragraph]
    across: float = 0.0
    along: float = 0.0


class Bodies:
    """The bodies of a shape or of a table's cells, as documents have them, read from their markup.

    Those that differ in their texts only are parsed once.  ``opening`` begins an element in which markup can
    be parsed, ``prefix`` is that of the main drawing namespace in it.
    """

    def __init__(
        self, opening: str, prefix: str, levels: Sequence[Level], fonts: Fonts, *, is_row: bool = False
    ) -> None:
        self.opening, self.prefix = opening, prefix
        self.levels, self.fonts, self.is_row = levels, fonts, is_row
        self._opens = f"<{prefix}t>"
        self._texts = re.compile(f"{re.escape(self._opens)}([^<]*)<")
        self._known: dict[tuple[str, bool], Body] = {}
        self._heights: dict[tuple[str, float, bool], float] = {}

    def texts(self, markup: str) -> list[str]:
        """Return the texts of runs, as they are written in markup."""
        return self._texts.findall(markup)

    def read(self, markup: str, *, bold: bool = False) -> Body:
        """Return a body; ``bold`` is what a table's style says of a cell."""
        pieces = self._texts.split(markup)
        key = "\0".join(pieces[::2]), bold
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            known = self._parsed(pieces, bold)
            if len(key[0]) <= _LONGEST_KNOWN:
                self._known[key] = known
        texts = [unescape(text) if "&" in text else text for text in pieces[1::2]]
        return Body([_filled(p, texts) for p in known.paragraphs], known.across, known.along)

    def cell_height(self, markup: str, width: float, *, bold: bool) -> float:
        """Return the height that a cell needs in columns of this width; equal cells are measured once."""
        key = markup, width, bold
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _MOST_KNOWN:
                self._heights.clear()
            body = self.read(markup, bold=bold)
            laid = lay_out(body.paragraphs, max(width - body.across, 1.0))
            height = laid.height + body.along
            if len(markup) <= _LONGEST_KNOWN:
                self._heights[key] = height
        return height

    def _parsed(self, pieces: Sequence[str], bold: bool) -> Body:
        """Parse markup, the number of each text in its place."""
        numbered = [pieces[0]]
        for at, piece in enumerate(pieces[2::2]):
            numbered += (self._opens, str(at), "<", piece)
        root = etree.fromstring(f"{self.opening}{''.join(numbered)}</x>")
        if not self.is_row:
            return Body(paragraphs(root, self.levels, self.fonts))
        cell = root[0]
        if any(e.get("vert", "horz") != "horz" for e in cell.iterchildren(*names(A, "tcPr"))):
            return Body([])  # turned text needs what the template gives it
        body = next(cell.iterchildren(*names(A, "txBody")), None)
        found = [] if body is None else paragraphs(body, self.levels, self.fonts, is_row=True, bold=bold)
        return Body(found, *sides_of(cell))


def _filled(paragraph: Paragraph, texts: Sequence[str]) -> Paragraph:
    """Return a paragraph whose runs have the texts that they hold the numbers of."""
    runs = tuple(
        run if run.text in ("", "\n") else Run(texts[int(run.text)], run.type, run.size, run.spacing)
        for run in paragraph.runs
    )
    return Paragraph(
        runs, paragraph.left, paragraph.right, paragraph.first, paragraph.before, paragraph.after,
        paragraph.line, paragraph.exact, paragraph.is_row, paragraph.least,
    )  # fmt: skip


def sides_of(cell: Element) -> tuple[float, float]:
    """Return the margins of a table's cell, left and right, above and below."""
    properties = next(cell.iterchildren(*names(A, "tcPr")), None)
    said = {name: None if properties is None else properties.get(name) for name in _MARGINS}
    left, right, top, bottom = (number(said[name], usual) / EMU for name, usual in _MARGINS.items())
    return left + right, top + bottom
