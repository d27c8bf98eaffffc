"""Markup that the engine itself has written, told apart from markup that a caller gave.

What a macro or an assignment of a template makes stands as it is.  A ``Markup`` of
markupsafe that comes with the data does not: nothing that is data reaches a
document unread, whoever vouches for it.
"""

from __future__ import annotations

from typing import Any

from jinja2.runtime import Macro
from markupsafe import Markup

__all__ = ["Written", "WrittenMacro", "own", "text_of"]


class Written(Markup):
    """Text of a document, as the engine wrote it."""

    __slots__ = ()


class WrittenMacro(Macro):
    """A macro of a template; what it makes is of the engine's writing."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:
        return Written(self._func(*arguments))


def own(value: Any) -> Any:
    """Return what an internal filter made as something that the engine has written."""
    return Written(value) if type(value) is Markup else value


def text_of(value: str) -> str:
    """Return a text without markup and its references: a caller's ``Markup`` as plain text."""
    if not isinstance(value, Markup):
        return value
    return value.striptags() if "<" in value else value.unescape()
