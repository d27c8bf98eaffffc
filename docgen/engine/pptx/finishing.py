"""A rendered text made a part: what few texts need, and each costs a search or a parse, stands here.

Whether a part may need it was found when its template was compiled, so that
others pass without being looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from docgen.engine.parts import DECLARATION
from docgen.engine.pptx.animations import without_lost_shapes
from docgen.engine.pptx.cells import finish_cells
from docgen.engine.pptx.copies import Block, Copy
from docgen.engine.pptx.dividing import Key, Need
from docgen.engine.pptx.gate import looked_at, needs, unlooked
from docgen.engine.pptx.output import finish_text
from docgen.engine.pptx.rich import place
from docgen.engine.pptx.script import Piece
from docgen.engine.pptx.timeline import follow_parts
from docgen.engine.rendering import Rendering
from docgen.engine.slots import TARGET
from docgen.engine.text import clean

__all__ = ["encoded", "needs_of"]

_ONE_ROW = "A single row needs more than a slide: give it less text, or a smaller font."


def encoded(copy: Copy, part: str, text: str, rendering: Rendering) -> bytes:
    """Return a part of a copy as it is written, with values that are more than text, and merged cells."""
    where = f"slide {copy.owner.number}" if copy.owner.number else ""
    block = copy.blocks.get(part)
    boxed = block.piece if block is not None and block.piece.boxes else None
    is_final = boxed is not None and not (rendering.slots or boxed.is_changed_later)
    if boxed is not None and is_final:  # before it becomes bytes
        text = _look_at(copy, boxed, text, rendering)
    data, dropped = clean(text)
    if dropped:
        message = f"{dropped} characters that XML cannot hold were left out."
        rendering.warn("characters-dropped", message, part=part, place=where)
        text = data.decode()
    finished = text if block is None else _finished(copy, block, text, rendering, where)
    if boxed is not None and not is_final:
        finished = _look_at(copy, boxed, finished, rendering)
    return DECLARATION + (data if finished is text else finished.encode())


def needs_of(copy: Copy, rendering: Rendering, *, every: bool) -> Iterator[tuple[Key, Need]]:
    """Yield what the shapes of a rendered slide need: all, or those that may be too small."""
    for block in copy.blocks.values():
        if block.piece.boxes:
            text = _finished(copy, block, finish_text(block.text), rendering, "")
            for number, need in needs(text, block.piece.boxes, exact=bool(rendering.slots), every=every):
                yield (copy.owner.number, number), need


def _look_at(copy: Copy, piece: Piece, text: str, rendering: Rendering) -> str:
    """Return a slide's text without marks, and tell of what does not fit."""
    exact = bool(rendering.slots)
    if rendering.on_overflow == "ignore":
        return unlooked(text)
    shrink = rendering.on_overflow == "shrink"
    text, found = looked_at(text, piece.boxes, exact=exact, shrink=shrink)
    for box, problem in found:
        kind = "table" if box.kind == "table" else "shape"
        place = f'slide {copy.number}, {kind} "{box.name}"'
        if copy.pages and box.kind == "table":
            problem = replace(problem, hint=_ONE_ROW)
        rendering.warnings.append(problem.at(part=piece.part, place=place))
    return text


def _sizes(copy: Copy, piece: Piece) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield how many series and categories the animated charts of a slide have now, by their shapes."""
    for shape, part in piece.animated_charts.items():
        if part in copy.charts:
            chart = copy.charts[part].chart
            points = max((len(series.values) for series in chart.series), default=0)
            yield shape, (len(chart.series), points)


def _finished(copy: Copy, block: Block, text: str, rendering: Rendering, where: str) -> str:
    piece = block.piece
    if rendering.slots and f"<?{TARGET} " in text:

        def warn(code: str, message: str) -> None:
            rendering.warn(code, message, part=piece.part, place=where)

        text = place(text, rendering.slots, block.links, warn)
    if piece.has_merges:
        text = finish_cells(text)
    if piece.animates_paragraphs or piece.animated_charts:
        text = follow_parts(text, dict(_sizes(copy, piece)), rendering.budget.spend)
    if piece.names_shapes:
        text, lost = without_lost_shapes(text)
        if lost:
            message = "Animations of a shape that is gone were left out."
            rendering.warn("animations-removed", message, part=piece.part, place=where)
    return text
