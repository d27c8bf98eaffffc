"""A formula cut into text and references, and what the place of each reference takes.

Runs once for a template: the tokenizer is slow.  Knows no rows that move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from docgen.engine.references.functions import Place, argument_place, is_sheet_spanning, lifts_operators
from docgen.engine.references.notation import Reference, parse
from docgen.errors import Problem, TemplateError

__all__ = ["Named", "cut"]


@dataclass
class Named:
    """A reference in a formula.

    ``text`` is how it is written; ``place`` what it may become there.  ``over_sheets``: one range over
    several sheets may stand here.  ``in_union``: it is one of several areas already, so that more need no
    parentheses. ``is_end``: it ends a range that begins with a function, as in ``INDEX(…):B9``.
    """

    text: str
    reference: Reference
    place: Place = Place.VALUE
    over_sheets: bool = False
    in_union: bool = False
    is_end: bool = False


@dataclass
class _Frame:
    """A function, parentheses or an array constant that is open, and its current argument.

    ``lifted``: what stands here works on whole ranges, since a function or an array formula around it does.
    """

    function: str = ""
    lifted: bool = False
    argument: int = 0
    has_operator: bool = False
    is_union: bool = False
    named: list[Named] = field(default_factory=list)

    def place(self, top: Place) -> Place:
        return argument_place(self.function, self.argument) if self.function else top

    @property
    def lifts(self) -> bool:
        """Whether operators and functions inside the current argument work on whole ranges."""
        if self.lifted or not self.function:
            return self.lifted
        return lifts_operators(self.function) and self.place(Place.VALUE) is not Place.VALUE

    def end_argument(self, place: Place) -> None:
        """Settle what the references of the current argument may become."""
        if self.has_operator:
            place = Place.RANGE if self.lifts else Place.VALUE
        elif self.lifted and place is Place.VALUE:
            place = Place.RANGE
        for named in self.named:
            named.place = place
            named.over_sheets = not self.has_operator and is_sheet_spanning(self.function)
            named.in_union |= self.is_union
        self.named, self.has_operator, self.is_union = [], False, False


def cut(text: str, place: Place = Place.VALUE, *, array: bool = False) -> list[str | Named]:
    """Return a formula (without its ``=``) as texts and references, which together are the whole of it.

    ``place`` is what the formula as a whole may be; in an ``array`` formula operators work on ranges.  Raises
    :class:`TemplateError` for a text that is no formula.
    """
    return _Cutter(place, array).cut(text)


_QUOTED = re.compile(
    r"""("(?:[^"]|"")*")|(\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])|('(?:[^']|'')*')|((?<=[\w)\]])\#(?![A-Z]))""",
    re.DOTALL,
)
_ESCAPED = re.compile("'.", re.DOTALL)


def _masked(text: str) -> str:
    """Return a formula of the same length without what the tokenizer does not know.

    That are the ``#`` of a spilled range, and characters of a table's column behind an apostrophe.
    """
    if "#" not in text and "['" not in text and not ("[" in text and "'" in text):
        return text

    def plain(match: re.Match[str]) -> str:
        _, columns, _, spill = match.groups()
        return "_" if spill else _ESCAPED.sub("__", columns) if columns else match.group()

    return _QUOTED.sub(plain, text)


def _tokens(text: str) -> Iterator[tuple[Token, str]]:
    """Yield the tokens, each with its text; of several blanks the tokenizer keeps only one."""
    try:
        start = 0
        for token in Tokenizer("=" + _masked(text)).items:
            blanks = len(text) - start - len(text[start:].lstrip(" \n"))
            length = blanks if token.type == Token.WSPACE else len(token.value)
            value = text[start : start + length]
            start += length
            yield token, value
    except (TokenizerError, IndexError) as error:
        hint = "Open the template in a spreadsheet program and correct the formula."
        raise TemplateError(
            Problem("bad-formula", f"The formula {text[:80]!r} cannot be read.", hint)
        ) from error


def _named(text: str) -> list[str | Named]:
    """Return the reference that a text is, or the references that colons join; nothing if it is none."""
    if found := parse(text):
        return [Named(text, found)]
    ends = text.split(":") if text.count(":") > 1 else []
    parsed = [(end, parse(end)) for end in ends]
    pieces: list[str | Named] = []
    for end, reference in parsed:
        if reference is None:
            return []
        pieces += [":", Named(end, reference)] if pieces else [Named(end, reference)]
    return pieces


class _Cutter:
    def __init__(self, place: Place, array: bool) -> None:
        self.pieces: list[str | Named] = []
        self.top = place
        self.frames = [_Frame(lifted=array)]
        self.after_operand = False
        self.spaced = False

    def cut(self, text: str) -> list[str | Named]:
        for token, value in _tokens(text):
            if token.type == Token.WSPACE:
                self.pieces.append(value)
                self.spaced = True
            else:
                self._take(token, value)
        self.frames[0].end_argument(self.top)
        return [piece for piece in self.pieces if piece != ""]

    def _take(self, token: Token, value: str) -> None:
        begins = token.type == Token.OPERAND or token.subtype == Token.OPEN
        if self.spaced and self.after_operand and begins:
            self.frames[-1].has_operator = True  # a blank between two ranges means what they share
        if token.type == Token.OPERAND:
            self._operand(token, value)
        elif token.subtype == Token.OPEN:
            self._open(token)
        elif token.subtype == Token.CLOSE:
            self._close()
            self.pieces.append(token.value)
        else:
            self._between(token)
        self.after_operand = token.type == Token.OPERAND or token.subtype == Token.CLOSE
        self.spaced = False

    def _operand(self, token: Token, value: str) -> None:
        if token.subtype != Token.RANGE:
            self.pieces.append(value)
            return
        before, after = "@" * value.startswith("@"), "#" * value.endswith("#")
        text = value.removeprefix("@").removesuffix("#")
        if text.startswith(":") and (found := parse(text[1:])):
            self.pieces += [":", Named(text[1:], found, is_end=True), after]
        elif named := _named(text):
            self.frames[-1].named += [piece for piece in named if isinstance(piece, Named)]
            self.pieces += [before, *named, after]
        else:
            self.pieces.append(value)

    def _open(self, token: Token) -> None:
        lifted = self.frames[-1].lifts
        if token.type != Token.FUNC:
            self.pieces.append(token.value)
            self.frames.append(_Frame(lifted=lifted))
            return
        start, colon, function = token.value.rpartition(":")
        found = parse(start) if colon else None
        self.pieces += [Named(start, found), colon + function] if found else [token.value]
        self.frames.append(_Frame(function.removesuffix("("), lifted))

    def _close(self) -> None:
        frame = self.frames.pop()
        if frame.function:
            frame.end_argument(frame.place(self.top))
            return
        for named in frame.named:
            named.in_union |= frame.is_union
        self.frames[-1].named += frame.named
        self.frames[-1].has_operator |= frame.has_operator

    def _between(self, token: Token) -> None:
        self.pieces.append(token.value)
        frame = self.frames[-1]
        if token.type == Token.SEP and frame.function:
            frame.end_argument(frame.place(self.top))
            frame.argument += 1
        elif token.type != Token.SEP and token.value == ",":
            frame.is_union = True
        elif token.type != Token.SEP:
            frame.has_operator = True
