"""Colours and fonts of the house."""

from __future__ import annotations

__all__ = [
    "AMBER",
    "BLUE",
    "FILL",
    "GREEN",
    "INK",
    "LATIN",
    "MUTED",
    "RED",
    "RULE",
    "SERIES",
    "TEAL",
    "WHITE",
    "east_asian",
]

INK, BLUE, TEAL, AMBER, RED, GREEN = "1F2937", "1F4E79", "2A9D8F", "E9A23B", "C8553D", "4C9F70"
FILL, RULE, MUTED, WHITE = "F3F6FA", "D5DCE6", "5B6776", "FFFFFF"
SERIES = (BLUE, TEAL, AMBER, RED, GREEN, "8AA4BF")
LATIN = "Calibri"


def east_asian(language: str) -> str:
    """Return the East Asian font by the name that the language's users know."""
    return "微软雅黑" if language == "zh" else "Microsoft YaHei"
