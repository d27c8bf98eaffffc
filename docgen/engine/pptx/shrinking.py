"""Texts made smaller, so that they fit: in the steps that PowerPoint takes, down to a least size.

In a shape, fonts shrink by a factor and lines come closer by a share, which its text's properties say
(ECMA-376 Part 1, 21.1.2.1.3: ``fontScale`` and ``lnSpcReduction`` of ``normAutofit``).  A table's cells have
no such thing, so each of their runs gets its size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from docgen.engine.measure.lines import Laid, Paragraph, lay_out, scaled

__all__ = ["LEAST_SIZE", "WHOLE", "Scale", "laid_out", "scale_of", "smaller_runs", "with_scale"]

LEAST_SIZE = 8.0
"""No text is made smaller than this, in points."""
_FONTS = (0.925, 0.85, 0.775, 0.7, 0.625, 0.55, 0.475, 0.4, 0.325, 0.25)
_LINES = (0.1,) + (0.2,) * 9
_SIZE = re.compile(r'\bsz="(\d+)"')


@dataclass(frozen=True, slots=True)
class Scale:
    """The factor of fonts' sizes, and the share that lines come closer by."""

    font: float = 1.0
    line: float = 0.0


WHOLE = Scale()


def _steps(smallest: float) -> Iterator[Scale]:
    """Yield the steps by which texts of sizes from this on, in points, may shrink."""
    for scale in map(Scale, _FONTS, _LINES):
        if smallest * scale.font < LEAST_SIZE:
            return
        yield scale


def scale_of(found: Sequence[Paragraph], width: float, height: float) -> Scale:
    """Return the first step at which paragraphs fit; the last that there is if they do at none."""
    last = WHOLE
    for scale in _steps(min(run.size for paragraph in found for run in paragraph.runs)):
        last = scale
        if laid_out(found, width, scale).height <= height:
            break
    return last


def laid_out(found: Sequence[Paragraph], width: float, scale: Scale) -> Laid:
    """Lay paragraphs out as they are on a scale."""
    return lay_out([scaled(paragraph, scale.font, scale.line) for paragraph in found], width)


def with_scale(body: str, prefix: str, scale: Scale) -> str:
    """Return the markup of a text body with its scale written."""
    head = re.search(f"<{prefix}bodyPr\\b([^>]*?)(/?)>", body)
    if head is None:
        return body
    fit = f'<{prefix}normAutofit fontScale="{scale.font * 100_000:.0f}"'
    fit += f' lnSpcReduction="{scale.line * 100_000:.0f}"/>' if scale.line else "/>"
    if head[2]:
        return f"{body[: head.start()]}<{prefix}bodyPr{head[1]}>{fit}</{prefix}bodyPr>{body[head.end() :]}"
    end = body.index(f"</{prefix}bodyPr>", head.end())
    inner = re.sub(f"<{prefix}(?:no|norm|sp)Auto[fF]it\\b[^>]*?(?:/>|></[^>]*>)", "", body[head.end() : end])
    warp = re.match(f"\\s*<{prefix}prstTxWarp\\b(?:[^>]*/>|.*?</{prefix}prstTxWarp>)", inner, re.S)
    at = warp.end() if warp else 0
    return f"{body[: head.end()]}{inner[:at]}{fit}{inner[at:]}{body[end:]}"


def smaller_runs(table: str, prefix: str, usual: float, fits: Callable[[str], bool]) -> str:
    """Return a table's markup with its runs made smaller until it fits, or as small as may be.

    ``usual`` is the size of runs that have none of their own, in points.
    """
    sizes = [int(size) / 100 for size in _SIZE.findall(table)]
    smaller = table
    for scale in _steps(min([*sizes, usual])):
        smaller = _resized(table, prefix, usual, scale.font)
        if fits(smaller):
            break
    return smaller


def _resized(table: str, prefix: str, usual: float, factor: float) -> str:
    said = f' sz="{round(usual * factor, 1) * 100:.0f}"'

    def resized(match: re.Match[str]) -> str:
        if not _SIZE.search(match[2]):
            return f"<{prefix}{match[1]}{said}{match[2]}>"
        return f"<{prefix}{match[1]}{_SIZE.sub(lambda m: _times(m, factor), match[2])}>"

    table = table.replace(f"<{prefix}r><{prefix}t", f"<{prefix}r><{prefix}rPr/><{prefix}t")
    table = table.replace(f"<{prefix}br/>", f"<{prefix}br><{prefix}rPr/></{prefix}br>")
    return re.sub(f"<{prefix}(rPr|endParaRPr)\\b([^>]*)>", resized, table)


def _times(size: re.Match[str], factor: float) -> str:
    return f'sz="{round(int(size[1]) * factor / 10) * 10}"'
