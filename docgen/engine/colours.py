"""Colours as data gives them: six hexadecimal digits, a theme's colour, or the light of a status.

Which element a colour goes into, and what a theme's colour looks like, is for the formats to know.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from docgen.errors import Problem, RenderError, did_you_mean

__all__ = ["THEME_COLOURS", "colour_value", "hex_colour", "ink_on", "light"]

THEME_COLOURS = (
    *(f"accent{number}" for number in range(1, 7)),
    *("bg1", "bg2", "tx1", "tx2", "dk1", "dk2", "lt1", "lt2", "hlink", "folHlink"),
)
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})")
_DARK, _LIGHT = "1F1F1F", "FFFFFF"
_LIGHTS = {"red": "C00000", "amber": "FFC000", "green": "00853E", "grey": "767676"}
_WORDS = {
    "red": "red r high critical severe off_track overdue late failed blocked rejected 红 красный",
    "amber": "amber a yellow orange medium at_risk delayed warning 黄 琥珀 橙 жёлтый желтый",
    "green": "green g low on_track ok good done completed accepted 绿 зелёный зеленый",
    "grey": "grey gray none unknown not_started open planned cancelled 灰 серый",
}
_LIGHT_OF = {word: name for name, words in _WORDS.items() for word in words.split()}


@lru_cache(maxsize=1024)
def hex_colour(text: str) -> str:
    """Return six hexadecimal digits in capitals, without ``#``; an empty string for any other text."""
    match = _HEX.fullmatch(text.strip())
    return match[1].upper() if match else ""


def colour_value(value: Any) -> str:
    """Return a colour as six hexadecimal digits or a theme's name; raises RenderError for anything else."""
    text = str(value).strip()
    found = hex_colour(text) or next((name for name in THEME_COLOURS if name.lower() == text.lower()), "")
    if not found:
        hint = "Write six hexadecimal digits, such as FFC000, or a theme's colour, accent1 to accent6."
        raise RenderError(Problem("wrong-colour", f"{text[:40]!r} is no colour.", hint))
    return found


def light(value: Any, own: dict[str, Any]) -> str:
    """Return the colour of a status: red, amber, green, or grey where there is none.

    ``own`` names further keys: ``{"red": ["slipped"]}``.  Raises RenderError for a key that nobody explained.
    """
    if value is None or value == "":
        return _LIGHTS["grey"]
    key = str(value).strip().lower().replace(" ", "_").replace("-", "_")
    for name, keys in own.items():
        if name not in _LIGHTS:
            hint = did_you_mean(name, _LIGHTS)
            raise RenderError(Problem("wrong-argument", f"rag knows no {name[:40]}.", hint))
        if value in keys if isinstance(keys, (list, tuple)) else value == keys:
            return _LIGHTS[name]
    if key not in _LIGHT_OF:
        hint = f'Use red, amber, green or grey, or say what it is: rag(red=["{str(value)[:40]}"]).'
        raise RenderError(Problem("wrong-status", f"{str(value)[:40]!r} is no status with a colour.", hint))
    return _LIGHTS[_LIGHT_OF[key]]


@lru_cache(maxsize=1024)
def ink_on(colour: str) -> str:
    """Return white or a dark grey, whichever is easier to read on a colour (WCAG 2.1, contrast ratio)."""
    ground = _luminance(colour)
    on_light = (_luminance(_LIGHT) + 0.05) / (ground + 0.05)
    on_dark = (ground + 0.05) / (_luminance(_DARK) + 0.05)
    return _LIGHT if on_light >= on_dark else _DARK


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
