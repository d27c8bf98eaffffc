"""Problems in other languages: messages, hints and places, by catalogues that stand beside this module.

The code says everything in English.  A catalogue (``zh.po``, ``ru.po``) knows each
English sentence as a pattern with ``{}`` for every value; a message is matched
against the patterns and said anew with its values in place.  What no pattern
fits stays English.  Nothing here knows what a problem is about.

In a translation ``{}`` are the values in their order and ``{2}`` is the second
one; with a ``t``, as in ``{t}`` or ``{2t}``, a value is itself a phrase, such as
``a list`` or a place, and is translated with the entries of the context ``phrase``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel.messages.pofile import read_po

from docgen.errors import Problem

__all__ = ["LANGUAGES", "translated"]

LANGUAGES = ("en", "zh", "ru")
_VALUE = "{}"
_LONGEST = 1000
"""Characters of a text that is still looked up: only a hostile template makes longer ones."""
_PLACEHOLDER = re.compile(r"\{(\d*)(t?)\}")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One entry with values: how its English is recognised, and what is said instead."""

    english: re.Pattern[str]
    said: str


@dataclass(frozen=True)
class _Entries:
    """The entries of one context: those without values by their text, the others from the most exact on."""

    fixed: Mapping[str, str]
    patterns: Sequence[_Pattern]

    def find(self, text: str) -> tuple[str, Sequence[str]]:
        """Return the translation for a text, and the values it takes; an empty one where none fits."""
        if text in self.fixed:
            return self.fixed[text], ()
        for pattern in self.patterns:
            if match := pattern.english.fullmatch(text):
                return pattern.said, match.groups()
        return "", ()


def translated(problem: Problem, language: str) -> Problem:
    """Return a problem with message, hint and place in a language of ``LANGUAGES``; the rest stays."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    if language == "en":
        return problem
    return replace(
        problem,
        message=_said(problem.message, language, ""),
        hint=_said(problem.hint, language, ""),
        place=_said(problem.place, language, "phrase"),
    )


def _said(text: str, language: str, context: str) -> str:
    said, values = _catalogue(language)[context].find(text) if 0 < len(text) <= _LONGEST else ("", ())
    if not said:
        return text
    position = iter(range(len(values)))

    def value(match: re.Match[str]) -> str:
        number = int(match[1]) - 1 if match[1] else next(position)
        found = values[number]
        return _said(found, language, "phrase") if match[2] else found

    return _PLACEHOLDER.sub(value, said) if values else said


@functools.cache
def _catalogue(language: str) -> dict[str, _Entries]:
    """Return the entries of a language: sentences under an empty context, and phrases."""
    with (Path(__file__).parent / f"{language}.po").open("rb") as file:
        messages = [message for message in read_po(file) if isinstance(message.id, str) and message.string]
    return {
        context: _entries(
            [(str(m.id), str(m.string)) for m in messages if (m.context or "") == context], context
        )
        for context in ("", "phrase")
    }


def _entries(pairs: Sequence[tuple[str, str]], context: str) -> _Entries:
    exact_first = sorted(pairs, key=lambda pair: len(pair[0].replace(_VALUE, "")), reverse=True)
    return _Entries(
        {english: said for english, said in pairs if _VALUE not in english},
        [_Pattern(_recognised(english, context), said) for english, said in exact_first if _VALUE in english],
    )


def _recognised(english: str, context: str) -> re.Pattern[str]:
    """Return what matches a pattern's English.

    In a phrase a comma divides places, ``slide 4, shape "A, B"``, so that a value holds none outside of
    quotes, unless the entry itself has one.
    """
    whole = context != "phrase" or ", " in english
    first, *others = english.split(_VALUE)
    written, before = re.escape(first), first
    for text in others:
        written += ("(.*?)" if whole or before.endswith('"') else "((?:(?!, ).)*?)") + re.escape(text)
        before = text
    return re.compile(written, re.S)
