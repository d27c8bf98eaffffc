"""By how much a text is made smaller, so that it fits its shape: in the steps that PowerPoint takes.

Fonts shrink by a factor and lines come closer by a share (ECMA-376 Part 1, 21.1.2.1.3: ``fontScale`` and
``lnSpcReduction`` of ``normAutofit``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docgen.engine.measure.lines import Paragraph, lay_out, scaled
from docgen.engine.pptx.bodies import Room

__all__ = ["LEAST_SIZE", "Scale", "scale_of"]

LEAST_SIZE = 8.0
"""No text is made smaller than this, in points."""
_FONTS = (0.925, 0.85, 0.775, 0.7, 0.625, 0.55, 0.475, 0.4, 0.325, 0.25)
_LINES = (0.1,) + (0.2,) * 9


@dataclass(frozen=True, slots=True)
class Scale:
    """The factor of fonts' sizes, and the share that lines come closer by."""

    font: float = 1.0
    line: float = 0.0


WHOLE = Scale()


def scale_of(found: Sequence[Paragraph], room: Room, height: float) -> Scale | None:
    """Return the first step at which paragraphs fit into a height; None if they do at none."""
    smallest = min(run.size for paragraph in found for run in paragraph.runs)
    for scale in (WHOLE, *map(Scale, _FONTS, _LINES)):
        if scale is not WHOLE and smallest * scale.font < LEAST_SIZE:
            return None
        smaller = [scaled(paragraph, scale.font, scale.line) for paragraph in found]
        if lay_out(smaller, room.width if room.wraps else float("inf")).height / room.columns <= height:
            return scale
    return None
