"""The most room that a finished text may take, told without measuring it: most texts are short.

A text's template says how large it is formatted at most.  What is short by that is not looked at further.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from docgen.engine.measure.fonts import Widths, widest
from docgen.engine.measure.lines import Paragraph

__all__ = ["Most", "most_of"]

_TALLEST = 1.5  # no line of a usual font is higher, of its size
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

    def is_short(self, markup: str, width: float, height: float) -> bool:
        """Tell whether the paragraphs of some markup surely fit, by the number of their characters first."""
        paragraphs = markup.count(self.opens[2])
        runs = markup.split(self.opens[0])
        count = sum([run.find("<") for run in runs[1:]])
        room = width - self.edge
        lines = paragraphs + markup.count(self.opens[1]) + int(2 * count * self.size / max(room, 0.1))
        if lines * self.line + (paragraphs - 1) * self.space <= height:
            return True
        return self.height(markup, width) <= height

    def rows(self, table: str, end: str, widths: Sequence[float], heights: Sequence[float]) -> float:
        """Return how high a table is at most by the number of its texts' characters; infinite if in doubt."""
        total = 0.0
        rooms = [2 * self.size / max(width - self.across - self.edge, 0.1) for width in widths]
        for row, low in zip(table.split(end), heights, strict=False):
            runs = row.split(self.opens[0])[1:]
            if len(runs) != len(rooms) or row.count(self.opens[2]) != len(rooms) or self.opens[1] in row:
                return inf
            lines = [run.find("<") * room for run, room in zip(runs, rooms, strict=True)]
            most = max(lines)
            count = 1 if most <= 2 else 1 + int(most)
            total += max(low, count * self.line + self.along)
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
        if len(text) * self.size <= room:
            return 1 + breaks
        length = sum(map(self.widths.__getitem__, text)) * self.size
        if length <= room:
            return 1 + breaks
        kept = (max(map(len, _WORDS.findall(text)), default=0) + _MARKS) * self.size
        fuller = room - kept if kept * 2 < room else room / 2
        return breaks + 1 + int(length / max(fuller, 0.1))


def most_of(prefix: str, found: Sequence[Paragraph], across: float = 0.0, along: float = 0.0) -> Most | None:
    """Return the most that texts in the formats of some paragraphs take; None where they are spaced out."""
    runs = [run for paragraph in found for run in paragraph.runs]
    if not runs or not prefix or any(run.spacing > 0 for run in runs):
        return None
    size = max(run.size for run in runs)
    line = max(paragraph.exact or size * max(paragraph.line, 0.1) * _TALLEST for paragraph in found)
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
