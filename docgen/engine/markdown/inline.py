"""The text of one paragraph: runs with their formats, links and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from markdown_it.token import Token

from docgen.engine.markdown.syntax import is_wide
from docgen.engine.values import Image, Inline, Run

__all__ = ["Outside", "runs_of"]

_EMPHASIS = {"strong": "bold", "em": "italic", "s": "strike"}
_PLAIN: tuple[Any, ...] = (False, False, False, "", False)
"""Bold, italic, struck out, the address of a link, code."""


class Outside(Protocol):
    """What a text refers to: addresses, pictures, and data that was set aside while parsing."""

    def address(self, address: str) -> str:
        """Return the address of a link, empty if it is refused."""

    def picture(self, source: str, alt: str) -> Image | None:
        """Return a picture, or None if it is refused."""

    def restored(self, text: str) -> str:
        """Return a text with what was set aside put back."""


def runs_of(tokens: Sequence[Token], outside: Outside) -> tuple[Inline, ...]:
    """Return the runs of a paragraph's tokens; neighbours of one format are one run, and none is empty."""
    return tuple(_Runs(tokens, outside).found)


class _Runs:
    """The runs found so far, and the format of the text that comes next."""

    def __init__(self, tokens: Sequence[Token], outside: Outside) -> None:
        self.found: list[Inline] = []
        self._outside = outside
        self._text, self._format = "", _PLAIN
        self._emphasis = dict.fromkeys(_EMPHASIS.values(), 0)
        self._link = ""
        for token, following in zip(tokens, [*tokens[1:], None], strict=False):
            self._take(token, following)
        self._finish()

    def _take(self, token: Token, following: Token | None) -> None:
        kind, _, end = token.type.rpartition("_")
        if kind in _EMPHASIS:
            self._emphasis[_EMPHASIS[kind]] += 1 if end == "open" else -1
        elif kind == "link":
            self._link = self._outside.address(str(token.attrGet("href"))) if end == "open" else ""
        elif token.type == "image":
            self._picture(str(token.attrGet("src")), _plain_text(token))
        elif token.type == "softbreak":
            self._write(self._between(following))
        elif token.type == "hardbreak":
            self._write("\n")
        else:
            self._write(self._outside.restored(token.content), monospaced=token.type == "code_inline")

    def _picture(self, source: str, alt: str) -> None:
        image = self._outside.picture(source, alt)
        if image is None:
            self._write(alt)
        else:
            self._finish()
            self.found.append(image)

    def _write(self, text: str, *, monospaced: bool = False) -> None:
        """Add text in the format of this place; what has the same format as before joins it."""
        if not text:
            return
        format = (*(depth > 0 for depth in self._emphasis.values()), self._link, monospaced)
        if format != self._format:
            self._finish()
            self._format = format
        self._text += text

    def _finish(self) -> None:
        if self._text:
            bold, italic, strike, link, monospaced = self._format
            self.found.append(
                Run(
                    self._text,
                    bold or None,
                    italic or None,
                    strike=strike or None,
                    link=link,
                    monospaced=monospaced,
                )
            )
        self._text = ""

    def _between(self, following: Token | None) -> str:
        """Return what a line's end means: a space, but nothing between Chinese characters."""
        before = self._text[-1:]
        after = following.content[:1] if following and following.type == "text" else ""
        return "" if before and after and is_wide(before) and is_wide(after) else " "


def _plain_text(token: Token) -> str:
    """Return the text of a token's children, such as a picture's description."""
    return "".join(child.content or (" " if "break" in child.type else "") for child in token.children or ())
