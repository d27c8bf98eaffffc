"""A finished text body of a slide as paragraphs that can be measured, and its room.  In points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from docgen.engine.measure.fonts import type_of
from docgen.engine.measure.lines import Paragraph, Run
from docgen.engine.names import A, names
from docgen.engine.pptx.frames import Frame
from docgen.engine.pptx.looks import EMU, LEVELS, Level, changed, number

__all__ = ["Fonts", "Room", "paragraphs", "room_of"]

Element = etree._Element
Fonts = Mapping[str, str]
"""The fonts of a theme by the names that texts call them."""

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
