"""The syntax: CommonMark with tables and strikethrough, without HTML, fit for Chinese and Japanese."""

from __future__ import annotations

import unicodedata
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from docgen.engine.limits import exceeded

__all__ = ["is_wide", "parse"]

_DEEPEST = 100
_BRACKETS = 500


def parse(text: str) -> list[Token]:
    """Return the tokens of a text; raises RenderError if it is nested so deeply that text would get lost."""
    tokens = _PARSER.parse(text)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise exceeded(
            "The Markdown text nests lists or quotations too deeply.", "Make its structure simpler."
        )
    return tokens


class _Inline(StateInline):
    """Emphasis beside Chinese and Japanese text, which puts no spaces around it.

    CommonMark takes ``**重点：**说明`` for plain text, because a sign stands before
    the closing stars and a letter behind them.  Wide characters count as letters and
    as a boundary alike, as the CommonMark amendment for CJK proposes.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Tell whether the signs at ``start`` can open or close an emphasis."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        left = _flanks(after, before)
        right = _flanks(before, after)
        can_open = left and (canSplitWord or not right or _is_sign(before))
        can_close = right and (canSplitWord or not left or _is_sign(after))
        return Scanned(can_open, can_close, end - start)


class _InlineParser(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Parse the text of one block into ``tokens``; one with brackets by the hundred has no links.

        For each bracket the parser looks for its end, which takes the square of their number.
        """
        state = _Inline(src.replace("[", r"\[") if src.count("[") > _BRACKETS else src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _flanks(inner: str, outer: str) -> bool:
    """Tell whether emphasis may begin (or, seen backwards, end) between ``outer`` and ``inner``."""
    if isWhiteSpace(ord(inner)):
        return False
    sign = _is_sign(inner) and not is_wide(inner)
    return not sign or isWhiteSpace(ord(outer)) or _is_sign(outer) or is_wide(outer)


def _is_sign(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def is_wide(character: str) -> bool:
    """Tell whether a character belongs to a script that is written without spaces between words."""
    return unicodedata.east_asian_width(character) in "WF" and not "\uac00" <= character <= "\ud7af"


class _Parser(MarkdownIt):
    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": _DEEPEST})
        self.inline = _InlineParser()
        self.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])

    def validateLink(self, url: str) -> bool:
        """Let every link be one: who places it judges its address, with a warning."""
        return True

    def normalizeLink(self, url: str) -> str:
        """Return an address percent-encoded, but data that was set aside as it is."""
        return url if "\ufdd0" in url else super().normalizeLink(url)


_PARSER = _Parser()
