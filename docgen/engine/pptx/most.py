"""The most room that a finished text may take, told without measuring it: most texts are short.

A text's template says how large it is formatted at most.  What is short by that is not looked at further.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.engine.measure.fonts import Widths, widest
from docgen.engine.measure.lines import Paragraph
from docgen.engine.pptx.bodies import SHAPE_LINE

__all__ = ["Most", "most_of"]

_WORDS = re.compile("[!-~А-яЁё]+")  # what lines do not break, but for wide characters and marks beside them
_MARKS = 4  # characters


@dataclass(slots=True)
class Most:
    """The largest size of a text, the highest line and space between paragraphs, the widest margins.

    ``across`` and ``along`` are what a table's cell keeps free around its text.
    """

    opens: tuple[str, str, str]
    """What the markup of a text and of a line break begins with, and what that of a paragraph ends with."""
    size: float
    line: float
    space: float
    edge: float
    widths: Widths
    across: float = 0.0
    along: float = 0.0
    is_plain: bool = False
    """Whether documents differ in texts only, so that the length of markup tells how long those are."""
    longest: int = -1
    """Markup of this length, with ``breaks`` line breaks, is known to be short."""
    breaks: int = 0
    _break: str = ""

    def __post_init__(self) -> None:
        self._break = self.opens[1]

    def is_known_short(self, text: str, start: int, end: int) -> bool:
        """Tell by its length alone that markup, a part of a text, is short, if that is known already."""
        return end - start <= self.longest and text.count(self._break, start, end) == self.breaks

    def is_short(self, markup: str, width: float, height: float) -> bool:
        """Tell whether the paragraphs of some markup surely fit, by the number of their characters first."""
        paragraphs = markup.count(self.opens[2])
        runs = markup.split(self.opens[0])
        count = sum([run.find("<") for run in runs[1:]])
        breaks = markup.count(self.opens[1])
        a_line = max(width - self.edge, 0.1) / self.size
        free = (height - (paragraphs - 1) * self.space) / self.line - paragraphs - breaks
        most = max(a_line, free * a_line / 2) if free >= 0 else -1.0  # two lines are fuller than one
        if self.is_plain and self.longest < 0:
            self.longest, self.breaks = len(markup) - count + int(most), breaks
        if count <= most:
            return True
        return self.height(markup, width) <= height

    def rows(self, table: str, prefix: str, widths: Sequence[float], heights: Sequence[float]) -> float:
        """Return how high a table without merged cells is at most, its rows being so high at least."""
        total, rooms = 0.0, [width - self.across - self.edge for width in widths]
        opening, closing = self.opens[0], self.opens[2]
        for row, low in zip(table.split(f"</{prefix}tr>"), heights, strict=False):
            runs = row.split(opening)
            if len(runs) - 1 == len(rooms) == row.count(closing) and self._break not in row:
                lines = max(
                    [
                        self._lines_of(run[: run.find("<")], room)
                        for run, room in zip(runs[1:], rooms, strict=True)
                    ]
                )
                need = lines * self.line
            else:
                cells = zip(row.split(f"</{prefix}tc>"), widths, strict=False)
                need = max([self.height(cell, width - self.across) for cell, width in cells], default=0.0)
            total += max(low, need + self.along)
        return total

    def height(self, markup: str, width: float) -> float:
        """Return how high the paragraphs of some markup are at most, in a column of this width."""
        total, count, room = 0, 0, width - self.edge
        for paragraph in markup.split(self.opens[2])[:-1]:
            total += self._lines(paragraph, room)
            count += 1
        return total * self.line + (count - 1) * self.space if count else 0.0

    def _lines(self, paragraph: str, room: float) -> int:
        breaks = paragraph.count(self.opens[1])
        texts = paragraph.split(self.opens[0])[1:]
        text = "".join([text[: text.find("<")] for text in texts])
        return breaks + self._lines_of(text, room)

    def _lines_of(self, text: str, room: float) -> int:
        """Return how many lines a text without line breaks takes at most."""
        size = self.size
        if len(text) * size <= room:
            return 1
        length = sum(map(self.widths.__getitem__, text)) * size
        if length <= room:
            return 1
        kept = (max(map(len, _WORDS.findall(text)), default=0) + _MARKS) * size
        fuller = room - kept if kept * 2 < room else room / 2
        return 1 + int(length / max(fuller, 0.1))


def most_of(prefix: str, found: Sequence[Paragraph], across: float = 0.0, along: float = 0.0) -> Most | None:
    """Return the most that texts in the formats of some paragraphs take; None where they are spaced out."""
    runs = [run for paragraph in found for run in paragraph.runs]
    if not runs or not prefix or any(run.spacing > 0 for run in runs):
        return None
    size = max(run.size for run in runs)
    tallest = max(max(run.type.wide_line, run.type.wide_table_line, SHAPE_LINE) for run in runs)
    line = max(paragraph.exact or size * max(paragraph.line, 0.1) * tallest for paragraph in found)
    return Most(
        (f"<{prefix}t>", f"<{prefix}br", f"</{prefix}p>"),
        size,
        line,
        max(paragraph.before + paragraph.after for paragraph in found),
        max(max(paragraph.left, paragraph.first) + paragraph.right for paragraph in found),
        widest([run.type for run in runs]),
        across,
        along,
    )
