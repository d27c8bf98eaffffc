"""Texts with wildcards: ``*`` is anything, ``?`` one sign; behind ``~`` these are only themselves.

What stands between two ``*`` is taken where it comes first, which leaves the most for the rest: so a pattern
of the data never costs more than going through the text a few times.
"""

from __future__ import annotations

import re

from docgen.engine.xlsx.calculation.values import Unknown

__all__ = ["Wildcards", "has_wildcards"]

_LONGEST = 255


def has_wildcards(text: str) -> bool:
    """Tell whether a text is a pattern: with ``*``, ``?``, or ``~`` in front of one of these."""
    return not set(text).isdisjoint("*?~")


class Wildcards:
    """What a text with wildcards matches, in any case; raises Unknown for one of too many signs."""

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise Unknown("a long pattern")
        self._parts = [re.compile(part, re.IGNORECASE | re.DOTALL) for part in _parts(text)]

    def matches(self, text: str) -> bool:
        """Tell whether all of a text is what the pattern says."""
        first, *others = self._parts
        if not others:
            return first.fullmatch(text) is not None
        match = first.match(text)
        at = None if match is None else self._behind(text, others[:-1], match.end())
        return at is not None and self._ends(text, others[-1], at)

    @staticmethod
    def _ends(text: str, last: re.Pattern[str], at: int) -> bool:
        """Tell whether a text ends, not before some place, with the last part of the pattern."""
        length = len(_SIGN.findall(last.pattern))
        return len(text) - length >= at and last.fullmatch(text, len(text) - length) is not None

    @staticmethod
    def _behind(text: str, parts: list[re.Pattern[str]], at: int) -> int | None:
        """Return the place behind some parts, each taken where it comes first; None if one is missing."""
        for part in parts:
            match = part.search(text, at)
            if match is None:
                return None
            at = match.end()
        return at

    def found(self, text: str, start: int) -> int:
        """Return where in a text, from a place on, the pattern matches first; -1 for nowhere."""
        first, *others = self._parts
        match = first.search(text, start) if start <= len(text) else None
        if match is None or self._behind(text, others, match.end()) is None:
            return -1
        return match.start()


_SIGN = re.compile(r"\\.|.", re.DOTALL)


def _parts(text: str) -> list[str]:
    """Return what stands between the ``*`` of a pattern, as regular expressions of single signs."""
    found, at = [""], 0
    while at < len(text):
        sign = text[at]
        if sign == "*":
            found.append("")
        elif sign == "~" and text[at + 1 : at + 2] in ("*", "?", "~"):
            at += 1
            found[-1] += re.escape(text[at])
        else:
            found[-1] += "." if sign == "?" else re.escape(sign)
        at += 1
    return found
