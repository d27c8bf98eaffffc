"""How a house deck looks: its colours, sizes, fonts and the words for a place on a slide.

Knows nothing of any deliverable.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "ACCENT",
    "ALERT",
    "CONTENT",
    "FILL",
    "HEIGHT",
    "MUTED",
    "PALE",
    "RULE",
    "TEXT",
    "WHITE",
    "WIDTH",
    "Box",
    "Text",
    "emu",
    "in_language",
    "solid",
]

Text = str | tuple[str, str]
"""A text of a template: a tag, the same in all languages, or a pair, Chinese and English."""

WIDTH, HEIGHT = 13.333, 7.5
"""The size of a slide in inches."""

TEXT, MUTED, WHITE, PALE = "tx1", "5B6472", "bg1", "B9CBE0"
ACCENT, TEAL, AMBER, RED, GREEN = "accent1", "accent2", "accent3", "accent4", "accent5"
FILL, RULE = "bg2", "D5DCE6"
ALERT = {"green": GREEN, "amber": AMBER, "red": RED, "blue": ACCENT, "teal": TEAL, "grey": "8A94A3"}
"""Colours by what they say."""


class Box(NamedTuple):
    """A place on a slide, in inches."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, by: float) -> Box:
        """Return the box without a margin on every side."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def columns(self, count: int, gap: float = 0.2) -> list[Box]:
        """Divide the box into columns of equal width."""
        width = (self.width - gap * (count - 1)) / count
        return [Box(self.x + i * (width + gap), self.y, width, self.height) for i in range(count)]

    def rows(self, count: int, gap: float = 0.2) -> list[Box]:
        """Divide the box into rows of equal height."""
        height = (self.height - gap * (count - 1)) / count
        return [Box(self.x, self.y + i * (height + gap), self.width, height) for i in range(count)]

    def split(self, share: float, gap: float = 0.3) -> tuple[Box, Box]:
        """Divide the box into a left part of a share of the width and a right one."""
        left = (self.width - gap) * share
        return Box(self.x, self.y, left, self.height), Box(
            self.x + left + gap, self.y, self.width - gap - left, self.height
        )

    def below(self, height: float, gap: float = 0.2) -> tuple[Box, Box]:
        """Divide the box into an upper part of a height and the rest below."""
        rest = self.height - height - gap
        return Box(self.x, self.y, self.width, height), Box(self.x, self.y + height + gap, self.width, rest)


CONTENT = Box(0.6, 1.72, 12.13, 5.08)
"""The place below title and lead, above the footer."""


def emu(inches: float) -> int:
    """Return a length in English Metric Units."""
    return round(inches * 914400)


def in_language(text: Text, language: str) -> str:
    """Return a text in a language, ``zh`` or ``en``."""
    return text if isinstance(text, str) else text[language == "en"]


def solid(colour: str, alpha: int = 100) -> str:
    """Return a solid fill: a theme colour by name, or a hexadecimal one; ``alpha`` in per cent."""
    kind = "srgbClr" if len(colour) == 6 and colour.upper() == colour else "schemeClr"
    rest = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return f'<a:solidFill><a:{kind} val="{colour}">{rest}</a:{kind}></a:solidFill>'
