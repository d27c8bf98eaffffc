"""Paragraphs broken into lines, roughly as Office programs do it.  In points.

Lines break at spaces, after hyphens, and between wide characters, but not before a closing mark and not
after an opening one (Unicode Standard Annex 14; the rules that Chinese and Japanese call kinsoku); a full
stop or comma may hang over the end of a line.  A word that no line holds is cut.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import inf

from docgen.engine.measure.average import WIDE, average_width
from docgen.engine.measure.fonts import Type

__all__ = ["Laid", "Paragraph", "Run", "lay_out", "scaled"]

_OPENING = frozenset("（［｛〈《「『【〔〖“‘")
_CLOSING = frozenset("、。，．：；？！）］｝〉》」』】〕〗”’…‥—～·々％℃")
_HANGING = frozenset("、。，．")
_STOP = 72.0  # from one tab stop to the next
_SLACK = 0.05
_MOST_PAIRS = 50_000
_MOST_CHARACTERS, _MOST_RUNS = 20_000, 500  # of a paragraph that is measured


class _Breaks(dict[str, bool]):
    """Whether a line may end between two characters, each pair found out when it is first met."""

    def __missing__(self, pair: str) -> bool:
        if len(self) > _MOST_PAIRS:
            self.clear()
        self[pair] = found = _may_break(*pair)
        return found


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _CLOSING or before in _OPENING:
        return False
    if before.isspace() or (before == "-" and after != "-"):
        return True
    return any(WIDE.match(c) for c in (before, after)) or before in _CLOSING or after in _OPENING


_BREAKS = _Breaks()


@dataclass(slots=True)
class Run:
    """A text in one format; ``spacing`` is added to each character's width."""

    text: str
    type: Type
    size: float
    spacing: float = 0.0


@dataclass(slots=True)
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
    width -= paragraph.right
    text = "".join([run.text for run in paragraph.runs])
    if len(text) > _MOST_CHARACTERS or len(paragraph.runs) > _MOST_RUNS:
        return _rough_lines(paragraph, text, width)
    if len(paragraph.runs) == 1 and not ("\n" in text or "\t" in text):
        return _simple_lines(paragraph, paragraph.runs[0], text, width)
    heights, reach, start, at = [], 0.0, paragraph.first, 0
    for part in text.split("\n"):
        for first, end, used in _fill(part, _reaches(paragraph, at, len(part)), start, paragraph.left, width):
            heights.append(_height(paragraph, text, at + first, at + end))
            reach = max(reach, used)
        start, at = paragraph.left, at + len(part) + 1
    return heights, reach


def _rough_lines(paragraph: Paragraph, text: str, width: float) -> tuple[list[float], float]:
    """Return about how many lines a paragraph has that is longer than anybody reads on a slide."""
    run = max(paragraph.runs, key=lambda run: len(run.text))
    room = max(width - paragraph.left, run.size)
    length = (average_width("n") if text.isascii() else 1.0) * run.size * len(text)
    lines = text.count("\n") + 1 + (int(length / room) if room < inf else 0)
    return [_line(paragraph, run.type, not text.isascii()) * run.size] * lines, min(room, length)


def _simple_lines(paragraph: Paragraph, run: Run, text: str, width: float) -> tuple[list[float], float]:
    """Return the lines of a paragraph that is one run without breaks; most are."""
    if run.spacing:
        reaches = list(accumulate([run.type.widths[c] + run.spacing / run.size for c in text]))
    else:
        reaches = list(accumulate(map(run.type.widths.__getitem__, text)))
    size = run.size
    if not text or paragraph.first + reaches[-1] * size <= width + _SLACK:
        found = [(0, len(text), paragraph.first + (reaches[-1] * size if text else 0.0))]
    else:
        scaled_ = (paragraph.first / size, paragraph.left / size, (width + _SLACK) / size - _SLACK)
        found = [(at, end, used * size) for at, end, used in _fill(text, reaches, *scaled_)]
    narrow = _line(paragraph, run.type, False) * size
    wide = _line(paragraph, run.type, True) * size
    search = None if text.isascii() else WIDE.search
    heights = [wide if search and search(text, at, end) else narrow for at, end, _ in found]
    return heights, max([used for _, _, used in found])


def _reaches(paragraph: Paragraph, start: int, length: int) -> list[float]:
    """Return how far each character of a stretch without line breaks reaches, from its begin."""
    widths: list[float] = []
    at = -start
    for run in paragraph.runs:
        text = run.text[max(-at, 0) : max(length - at, 0)]
        at += len(run.text)
        if text:
            found = map(run.type.widths.__getitem__, text)
            size, spacing = run.size, run.spacing
            widths += [width * size + spacing for width in found]
            if "\t" in text:
                _reach_stops(widths, text)
    return list(accumulate(widths))


def _reach_stops(widths: list[float], text: str) -> None:
    """Let the tabs at the end of a list of widths reach to the next stop."""
    at = len(widths) - len(text)
    reach = sum(widths[:at])
    for c in text:
        if c == "\t":
            widths[at] = _STOP - reach % _STOP
        reach += widths[at]
        at += 1


def _fill(
    text: str, reaches: list[float], start: float, left: float, width: float
) -> Iterator[tuple[int, int, float]]:
    """Yield first and last character and the right end of each line; the first begins at ``start``."""
    at, done, length = 0, 0.0, len(text)
    width += _SLACK
    while at < length:
        end = bisect_right(reaches, done + max(width - start, 0.0), at)
        if end < length:
            end = _end(text, at, end)
        yield at, end, start + reaches[max(_unspaced(text, at, end), at + 1) - 1] - done
        at, done, start = end, reaches[end - 1], left
    if not length:
        yield 0, 0, start


def _end(text: str, at: int, end: int) -> int:
    """Return where a line ends of which ``end`` is the first character without room."""
    if text[end] in _HANGING:
        end += 1
    most = end
    while most < len(text) and text[most].isspace():
        most += 1
    if most > end or most == len(text):
        return most
    while end > at and not _BREAKS[text[end - 1 : end + 1]]:
        end -= 1
    return end if end > at else max(most, at + 1)


def _unspaced(text: str, at: int, end: int) -> int:
    while end > at and text[end - 1] == " ":
        end -= 1
    return end


def _height(paragraph: Paragraph, text: str, first: int, end: int) -> float:
    """Return the height of the line between two characters of a paragraph's text."""
    highest, at = 0.0, 0
    for run in paragraph.runs:
        begin, at = at, at + len(run.text)
        if (begin < end and at > first) or (first == end and begin <= first <= at):
            is_wide = WIDE.search(text, max(begin, first), min(at, end)) is not None
            highest = max(highest, _line(paragraph, run.type, is_wide) * run.size)
    return highest


def _line(paragraph: Paragraph, kind: Type, is_wide: bool) -> float:
    if paragraph.is_row:
        return kind.wide_table_line if is_wide else kind.table_line
    return max(kind.wide_line if is_wide else kind.line, paragraph.least)
