"""Paragraphs broken into lines, roughly as Office programs do it.  In points.

Lines break at spaces, after hyphens, and between wide characters, but not before a closing mark and not
after an opening one (Unicode Standard Annex 14; the rules that Chinese and Japanese call kinsoku); a full
stop or comma may hang over the end of a line.  A word that no line holds is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from docgen.engine.measure.average import WIDE, WIDE_CHARACTERS
from docgen.engine.measure.fonts import Type

__all__ = ["Laid", "Paragraph", "Run", "lay_out", "scaled"]

_OPENING = "（［｛〈《「『【〔〖“‘"
_CLOSING = "、。，．：；？！）］｝〉》」』】〕〗”’…‥—～·々％℃"
_HANGING = "、。，．"
_PIECES = re.compile(
    rf"([{_OPENING}]*(?:[^\s{WIDE_CHARACTERS}{_OPENING}{_CLOSING}-]+-*|[{WIDE_CHARACTERS}]|-+|\S)[{_CLOSING}]*)"
    r"([^\S\n]*)|\n|([^\S\n]+)"
)
_STOP = 72.0  # from one tab stop to the next
_SLACK = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """A text in one format; ``spacing`` is added to each character's width."""

    text: str
    type: Type
    size: float
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs with what surrounds them: ``line`` is a factor, ``exact`` the height of a line where it is set.

    ``left`` is where lines begin and ``first`` where the first one does; ``least`` is the least height of a
    font's line, in ems.
    """

    runs: tuple[Run, ...]
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    exact: float = 0.0
    is_row: bool = False
    """Whether it stands in a table, of which the rows shall do for fonts that stand in."""
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Laid:
    """Lines: how many, how high all of them are with the space around, and how wide the widest is."""

    lines: int
    height: float
    width: float


def scaled(paragraph: Paragraph, font: float, line: float) -> Paragraph:
    """Return a paragraph with its fonts scaled by one factor, and its spacing less by another."""
    runs = tuple(replace(run, size=run.size * font) for run in paragraph.runs)
    return replace(
        paragraph,
        runs=runs,
        line=paragraph.line - line,
        exact=paragraph.exact * font * (1 - line),
        before=paragraph.before * font * (1 - line),
        after=paragraph.after * font * (1 - line),
    )


def lay_out(paragraphs: Sequence[Paragraph], width: float) -> Laid:
    """Lay paragraphs out in a column; nothing stands before the first and after the last."""
    lines, height, widest = 0, 0.0, 0.0
    for number, paragraph in enumerate(paragraphs):
        heights, reach = _lines(paragraph, width)
        lines += len(heights)
        height += paragraph.exact * len(heights) if paragraph.exact else sum(heights) * paragraph.line
        height += paragraph.before if number else 0.0
        height += paragraph.after if number < len(paragraphs) - 1 else 0.0
        widest = max(widest, reach)
    return Laid(lines, height, widest)


def _lines(paragraph: Paragraph, width: float) -> tuple[list[float], float]:
    """Return the heights of a paragraph's lines, and how far the longest reaches."""
    room = width - paragraph.right + _SLACK
    heights, reach = [], 0.0
    used, highest, start = paragraph.first, 0.0, paragraph.first
    for piece, hang, space, height in _pieces(paragraph):
        if piece < 0:  # a line break
            heights.append(highest or height)
            reach, used, start, highest = max(reach, used), paragraph.left, paragraph.left, 0.0
            continue
        if used + piece - hang > room and used > start:
            heights.append(highest)
            reach, used, start, highest = max(reach, used), paragraph.left, paragraph.left, 0.0
        while used + piece - hang > room and room - used > height / 4:
            heights.append(max(highest, height))
            piece -= room - used
            used = start = paragraph.left
        highest = max(highest, height)
        used += piece
        reach = max(reach, used)
        used = (used // _STOP + 1) * _STOP if space < 0 else used + space
    heights.append(highest or _blank(paragraph))
    return heights, reach


def _pieces(paragraph: Paragraph) -> Iterator[tuple[float, float, float, float]]:
    """Yield what lines do not break: width, what may hang over, space behind, height.

    A line break has a width below 0, and a tab's space is below 0.
    """
    if len(paragraph.runs) == 1:
        run = paragraph.runs[0]
        for word, space in _words(run.text):
            yield _piece(paragraph, ((run, word),) if word else (), space, run)
        return
    text = "".join(run.text for run in paragraph.runs)
    ends, total = [], 0
    for run in paragraph.runs:
        total += len(run.text)
        ends.append(total)
    at = current = 0
    for word, space in _words(text):
        parts, end = [], at + len(word)
        while at < end:
            while ends[current] <= at:
                current += 1
            stop = min(end, ends[current])
            parts.append((paragraph.runs[current], text[at:stop]))
            at = stop
        at += len(space)
        yield _piece(paragraph, tuple(parts), space, paragraph.runs[current])


@lru_cache(maxsize=2_000)
def _words(text: str) -> tuple[tuple[str, str], ...]:
    """Return the pieces of a text that lines do not break, each with the space behind it."""
    found = []
    for word, space, alone in _PIECES.findall(text):
        found.append((word or ("" if alone else "\n"), space or alone))
    return tuple(found)


def _piece(
    paragraph: Paragraph, parts: tuple[tuple[Run, str], ...], space: str, last: Run
) -> tuple[float, float, float, float]:
    if parts and parts[0][1] == "\n":
        return -1.0, 0.0, 0.0, _height(paragraph, parts[0][0], "")
    width = height = hang = 0.0
    for run, word in parts:
        width += sum(map(run.type.widths.__getitem__, word)) * run.size + len(word) * run.spacing
        height = max(height, _height(paragraph, run, word))
    if parts and parts[-1][1][-1] in _HANGING:
        run, word = parts[-1]
        hang = run.type.widths[word[-1]] * run.size
    behind = -1.0 if "\t" in space else len(space) * (last.type.widths[" "] * last.size + last.spacing)
    return width, hang, behind, height or _height(paragraph, last, "")


def _height(paragraph: Paragraph, run: Run, word: str) -> float:
    kind = run.type
    if WIDE.search(word):
        line = kind.wide_table_line if paragraph.is_row else kind.wide_line
    else:
        line = kind.table_line if paragraph.is_row else kind.line
    return max(line, paragraph.least) * run.size


def _blank(paragraph: Paragraph) -> float:
    """Return the height of a line without text."""
    return max((_height(paragraph, run, "") for run in paragraph.runs), default=0.0)
