"""How high a row has to be for a text that wraps in its cell, plain or of runs with formats of their own.

An estimate from the number of signs: which font a program will take for them is not known here.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["BOLD", "HIGHEST", "LINE", "MARGIN", "Piece", "cell_height", "row_height", "runs_height"]

LINE, BOLD = 1.3, 1.1
"""The height of a line in sizes of its font, and the width of a bold sign in plain ones."""
MARGIN = 3
"""Points of a row above and below its lines."""
HIGHEST = 409
"""Points, which is as high as Excel lets a row be."""
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60"
    "\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)
_RAGGED = 0.94  # of a line that words fill
_WIDE_LINE = 1.1  # of a line, since Chinese fonts stand further apart
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_RUN = re.compile(r"<r>(?:<rPr>(.*?)</rPr>|<rPr/>)?<t(?: [^>]*)?>([^<]*)</t></r>", re.DOTALL)
_SIZE, _IS_BOLD = re.compile(r'<sz val="([\d.]+)"'), re.compile(r'<b(?: val="(?:1|true|on)")?/>')


class Piece(NamedTuple):
    """A run of a text: what it says, the size of its font in points (0 for that of the cell), its weight."""

    text: str
    size: float = 0
    is_bold: bool = False


def row_height(text: str, room: float, line: float, least: float) -> int:
    """Return the height in points of a row that shows all of a wrapped text; 0 if one line takes it.

    ``room`` is how many characters a line takes, of which a Chinese one counts twice; ``line`` is the height
    of a line and ``least`` that of the row, in points.
    """
    if len(text) * 2 <= room and "\n" not in text:
        return 0
    if not text.isascii() and _WIDE.search(text):
        line *= _WIDE_LINE
    lines = sum(_lines(_width(part), room) for part in text.split("\n"))
    return 0 if lines == 1 else _bounded(lines * line, least)


def _width(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _lines(width: float, room: float) -> int:
    return 1 if width <= room else math.ceil(width / (room * _RAGGED))


def _bounded(height: float, least: float) -> int:
    return math.ceil(min(max(height + MARGIN, least), HIGHEST))


def runs_height(pieces: Iterable[Piece], room: float, line: float, least: float) -> int:
    """Return the same for a text whose runs have sizes and weights of their own.

    Each line is as high as its largest run; one line that is no higher than those of the cell gives 0.
    """
    heights = [_line_height(pieces, room, line) for pieces in _divided(pieces)]
    return 0 if len(heights) == 1 and heights[0] <= line * _WIDE_LINE else _bounded(sum(heights), least)


def _divided(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the runs of each line between breaks."""
    found: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        found.append(piece._replace(text=first))
        for text in others:
            yield found
            found = [piece._replace(text=text)]
    yield found


def _line_height(pieces: list[Piece], room: float, line: float) -> float:
    """Return the height of a line between breaks, with all lines that it wraps into."""
    usual = line / LINE
    width = sum(_width(p.text) * (p.size or usual) / usual * (BOLD if p.is_bold else 1) for p in pieces)
    size = max((piece.size or usual for piece in pieces if piece.text), default=usual)
    spread = _WIDE_LINE if any(_WIDE.search(piece.text) for piece in pieces) else 1
    return _lines(width, room) * size * LINE * spread


def cell_height(cell: str, room: float, line: float, least: float) -> int:
    """Return the height that a row needs for the text in a cell's XML."""
    if "<rPr>" in cell:
        return runs_height(map(_piece, _RUN.finditer(cell)), room, line, least)
    return row_height(html.unescape("".join(_TEXT.findall(cell))), room, line, least)


def _piece(run: re.Match[str]) -> Piece:
    look = run[1] or ""
    size = _SIZE.search(look)
    return Piece(html.unescape(run[2]), float(size[1]) if size else 0, _IS_BOLD.search(look) is not None)
