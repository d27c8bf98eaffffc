"""Markup that the engine itself has written, told apart from markup that a caller gave.

What a macro or an assignment of a template makes stands as it is.  A ``Markup`` of
markupsafe that comes with the data does not: nothing that is data reaches a
document unread, whoever vouches for it.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2.runtime import Macro
from markupsafe import Markup

__all__ = ["Written", "WrittenMacro", "block_value", "own", "text_of"]

_BREAKS = re.compile(r"<(?:[\w.-]+:)?(?:(br|cr)|tab)/>")
_HELD = re.compile(r"<(?!/?(?:[\w.-]+:)?t[ />])")
_TAGS = re.compile(r"<[^>]*>")


class Written(Markup):
    """Text of a document, as the engine wrote it."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        return text_of(self)[key]


class WrittenMacro(Macro):
    """A macro of a template; what it makes is of the engine's writing."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:
        return block_value(self._func(*arguments))


def own(value: Any) -> Any:
    """Return what an internal filter made as something that the engine has written."""
    return Written(value) if type(value) is Markup else value


def block_value(written: str) -> str:
    """Return what a macro or an assignment made: as plain text if it is nothing else, else as it was written.

    A text can be compared, counted and filtered; line breaks and tabs are part of it.
    """
    text = _BREAKS.sub(lambda found: "\n" if found[1] else "\t", written) if "<" in written else written
    if _HELD.search(text) or "_x" in text:  # which Excel reads as the code of a character
        return Written(written)
    return Markup(_TAGS.sub("", text)).unescape()


def text_of(value: str) -> str:
    """Return a text without markup and its references: a caller's ``Markup`` as plain text."""
    if not isinstance(value, Markup):
        return value
    return value.striptags() if "<" in value else value.unescape()
