"""Average widths and heights of the usual office fonts, in ems: what holds where no font is at hand.

A Chinese, Japanese or Korean character is as wide as high.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["BOLD", "LATIN_LINE", "WIDE", "WIDE_CHARACTERS", "WIDE_LINE", "average_width", "character_width"]

WIDE_CHARACTERS = "⺀-鿿가-힯豈-﫿＀-｠　-〿"
"""Characters as wide as high, as the inside of a class of a regular expression."""
WIDE = re.compile(f"[{WIDE_CHARACTERS}]")
LATIN_LINE, WIDE_LINE = 1.17, 1.36
"""The height of a line."""
BOLD = 1.06
"""How much wider bold characters are."""


@lru_cache(maxsize=20_000)
def average_width(word: str) -> float:
    """Return the width of a word."""
    return sum(character_width(c) for c in word)


def character_width(c: str) -> float:
    """Return the width of a character."""
    if c == " ":
        return 0.25
    if WIDE.match(c):
        return 1.0
    if c in "iljtfI.,:;'!|()[]-":
        return 0.29
    if c in "mwMW@%—":
        return 0.82
    return 0.62 if c.isupper() else 2.0 if c == "\t" else 0.5
