"""Tags in plain text: found, told apart from text, and tidied.

A tag is Jinja's, with the prefixes that docxtpl users know.  This module sees
one paragraph's text at a time; it knows neither XML nor any format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.engine.foreign import foreign_opening
from docgen.engine.habits import how_closed, meant_keyword, misplaced_keyword
from docgen.errors import Problem

__all__ = ["PREFIXES", "Piece", "Tag", "closing_of", "has_tag", "literal", "split"]

PREFIXES = ("slide", "sheet", "area", "tr", "tc", "p", "r")
_OPEN = re.compile(r"\{[{%#]")
_STOP = {
    "{{": re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\{[{%]|[{}]', re.S),
    "{%": re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\{[{%]|%\}', re.S),
    "{#": re.compile(r"#\}"),
}
_NO_STRING = re.compile(r"[}%]\}.*\{[{%]", re.S)
"""What stands between two tags: a quote before it and one behind it do not belong together."""
_CLOSE = {"{{": "}}", "{%": "%}", "{#": "#}"}
_KINDS = {"{{": "value", "{%": "statement", "{#": "comment"}
_UNSEEN = "\u00a0\u200b\u200e\u200f\u2060\ufeff"
_CURLY = str.maketrans(
    {**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys(_UNSEEN, " ")}
)
_TYPED = re.compile(r"""\"[^\"{}]*\"|'[^'{}]*'|[“”„«»‘’\u00a0\u200b\u200e\u200f\u2060\ufeff]""")
_PREFIX = re.compile(rf"({'|'.join(PREFIXES)})(?=[\s%}}-])\s*")
_RAW = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}")
_ENDRAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_SPACES = " \t\r\n"  # a no-break space stays: writers use it where a space must survive
_LITERALS = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: ``kind`` is value, statement or comment; ``body`` is Jinja's, ``text`` as written.

    A tag that is taken out of the stream has another kind: ``cut``, ``cell``, ``raw``.
    """

    kind: str
    body: str
    text: str
    prefix: str = ""
    trim_left: bool = False
    trim_right: bool = False

    @property
    def keyword(self) -> str:
        """The first word of a statement: ``for``, ``endif``, ``set``; empty for a value."""
        return self.body.split(None, 1)[0] if self.kind == "statement" and self.body else ""

    @property
    def meant(self) -> str:
        """The keyword, or where it is misspelt the one that was meant; also of ``{{ endif }}``."""
        if self.kind == "statement":
            return meant_keyword(self.body)
        return misplaced_keyword(self.body) if self.kind == "value" else ""


@dataclass(slots=True)
class Piece:
    """A stretch of a text, from ``start`` up to ``end``: a tag, or a literal."""

    start: int
    end: int
    tag: Tag | None = None


def has_tag(text: str) -> bool:
    """Tell quickly whether a text may hold a tag, or a brace written as ``{_{``."""
    return ("{" in text and (_OPEN.search(text) is not None or "{_" in text)) or "_}" in text


def closing_of(tag: str) -> str:
    """Return what closes a tag, given how it begins: ``}}``, ``%}`` or ``#}``."""
    return _CLOSE[tag[:2]]


def split(text: str) -> tuple[list[Piece], list[Problem]]:
    """Divide a text into literal pieces and tags, in order.

    A tag that is not closed is returned as a problem and its text, up to the next tag, as a literal.
    ``{% raw %}`` keeps what stands in it as text; ``{%-`` and ``-%}`` narrow the
    literal beside them by its white space.
    """
    pieces: list[Piece] = []
    problems: list[Problem] = []
    straight = _straightened(text)
    position = 0
    while opening := _OPEN.search(straight, position):
        start = opening.start()
        pieces.append(Piece(position, start))
        if raw := _RAW.match(straight, start):
            end = _ENDRAW.search(straight, raw.end())
            pieces.append(Piece(raw.end(), end.start() if end else len(text)))
            position = end.end() if end else len(text)
            continue
        position = _end(straight, start)
        if position < 0:
            following = _OPEN.search(straight, start + 2)
            position = following.start() if following else len(text)
            problems.append(_unclosed(text[start:position]))
            pieces.append(Piece(start, position))
            continue
        pieces.append(Piece(start, position, _tag(straight[start:position], text[start:position])))
    pieces.append(Piece(position, len(text)))
    return [piece for piece in _trimmed(text, pieces) if piece.tag or piece.start < piece.end], problems


def _straightened(text: str) -> str:
    """Return a text with the curly quotes and odd spaces of Office programs made plain, outside of quotes."""
    return _TYPED.sub(lambda found: found[0] if len(found[0]) > 1 else found[0].translate(_CURLY), text)


def _end(text: str, start: int) -> int:
    """Return where the tag that opens at ``start`` ends, or -1."""
    opening = text[start : start + 2]
    depth = 0
    position = start + 2
    while stop := _STOP[opening].search(text, position):
        found, position = stop.group(), stop.end()
        if found[0] in "\"'" and _NO_STRING.search(found):
            position = stop.start() + 1
        elif found in ("{{", "{%"):
            return -1
        elif found == "{":
            depth += 1
        elif found == "}":
            if not depth and text.startswith("}", position):
                return position + 1
            depth = max(depth - 1, 0)
        elif found == _CLOSE[opening]:
            return position
    return -1


def _tag(straight: str, text: str) -> Tag:
    body, kind = straight[2:-2], _KINDS[straight[:2]]
    left, right = body[:1] in ("-", "+"), body[-1:] in ("-", "+") and kind != "comment"
    trim_left, trim_right = body[:1] == "-", right and body[-1:] == "-"
    body = body[left : len(body) - right]
    prefix = ""
    if (match := _PREFIX.match(body)) and body[match.end() :].strip():
        prefix, body = match.group(1), body[match.end() :]
    return Tag(
        kind, " ".join(body.split()) if "\n" in body else body.strip(), text, prefix, trim_left, trim_right
    )


def literal(text: str) -> str:
    """Return a literal as it prints: ``{_{`` stands for two braces."""
    if "_" in text:
        for written, meant in _LITERALS:
            text = text.replace(written, meant)
    return text


def _unclosed(rest: str) -> Problem:
    opening, closing = rest[:2], _CLOSE[rest[:2]]
    found = how_closed(rest)
    hint = f"Write {closing} at its end; check that brackets and quotes in it come in pairs."
    if found:
        hint = f"Write {closing} at its end instead of {found}."
    if meant := foreign_opening(rest):
        hint = meant
    message = f"A tag opens with {opening} and is not closed in the same paragraph."
    return Problem("tag-unclosed", message, hint, tag=rest.rstrip()[:60])


def _trimmed(text: str, pieces: list[Piece]) -> list[Piece]:
    """Narrow the literals beside ``{%-`` and ``-%}`` by their white space."""
    for before, piece, after in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
        if piece.tag is None:
            continue
        if piece.tag.trim_left and before and not before.tag:
            before.end = before.start + len(text[before.start : before.end].rstrip(_SPACES))
        if piece.tag.trim_right and after and not after.tag:
            after.start = after.end - len(text[after.start : after.end].lstrip(_SPACES))
    return pieces
