"""What people write in place of a tag, and what they mean by it.

A keyword with two letters swapped, braces from a Chinese keyboard, one brace
where two are wanted: each is recognised so that the problem names the remedy,
and so that one slip is told once and not again by all that depends on it.
Only texts are seen here: no tree, no format.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from docgen.errors import Problem

__all__ = [
    "BLOCKS",
    "KEYWORDS",
    "fullwidth",
    "how_closed",
    "lookalikes",
    "meant_keyword",
    "misplaced_keyword",
    "named_elsewhere",
]

BLOCKS = frozenset({"for", "if", "macro", "call", "filter", "block", "with", "autoescape", "set"})
_COMMON = ("for", "endfor", "if", "elif", "else", "endif", "set", "endset", "with", "endwith")
KEYWORDS = (
    BLOCKS
    | {f"end{word}" for word in BLOCKS}
    | {
        *("elif", "else", "raw", "endraw", "colspan", "cellbg", "vm", "hm", "restart"),
        *("extends", "include", "import", "from"),
    }
)
_ALIASES = {
    **dict.fromkeys(("elseif", "elsif"), "elif"),
    **dict.fromkeys(("foreach", "each", "loop", "repeat"), "for"),
    **dict.fromkeys(("endforeach", "endeach", "endloop", "next"), "endfor"),
    **dict.fromkeys(("fi", "end_if"), "endif"),
    "end_for": "endfor",
}
_IN_BRACES = ("for", "if", "elif", "else", "endif", "endfor")
"""Keywords that no field is called by, so that ``{{ endif }}`` can only be a statement."""
_WIDE = {
    **{sign: chr(ord(sign) - 0xFEE0) for sign in "（）｛｝［］｜，．：；＝＋－＊／％＞＜！＂＇＿"},
    **dict(zip("【】。、《》", "[].,<>", strict=True)),
}
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_WIDE_TAG = re.compile(r"(?:｛\s*[｛{%％#]|\{\s*[｛％]).{0,60}?(?:[｝}％%]\s*[｝}]|$)", re.S)
_ONE_BRACE = re.compile(r"(?<![{$%#\u200d])\{ ?([^\W\d]\w*)[\w.\[\]]*(?: ?\|[^{}]{0,40})? ?\}\}?")


_ELSEWHERE = re.compile(
    r"(?:«|<<)\s?(?P<name>[^\W\d]\w*(?:\.\w+)*)\s?(?:»|>>)"
    r"|(?:\[|\$\{)(?P<dotted>[^\W\d]\w*(?:\.\w+)+)[]}]|\{d\.(?P<below>[^\W\d]\w*(?:\.\w+)*)\}"
)
"""How other programs write a field: «name», <<name>>, [customer.name], ${customer.name}, {d.name}."""
_OPENERS = re.compile(r"[{｛«\[]|<<")
_WRONG_ENDS = {
    "{{": ("%}", "｝", "}"),
    "{%": ("}}", "％}", "%｝", "％｝", "% }", "｝", "}", "%"),
    "{#": ("}}", "%}", "}"),
}


def meant_keyword(body: str) -> str:
    """Return the keyword that a statement begins with, a misspelt one mended; empty if none is near."""
    first, _, rest = body.partition(" ")
    second = rest.split(None, 1)[0] if rest else ""
    if first == "else" and second == "if":
        return "elif"
    if first in KEYWORDS:
        return first
    first = first.lower()
    if first == "end" and "end" + second.lower() in KEYWORDS:
        return "end" + second.lower()
    if first in KEYWORDS:
        return first
    near = get_close_matches(first[:20], _COMMON, 1, 0.6)
    return _ALIASES.get(first) or (near[0] if near else "")


def misplaced_keyword(body: str) -> str:
    """Return the keyword of a statement that was written between the braces of a value, or nothing."""
    first = body.split(None, 1)[0] if body else ""
    return first if first in _IN_BRACES else ""


def fullwidth(body: str) -> tuple[str, str] | None:
    """Return the first full-width sign of a tag outside of quotes, and the sign that is meant."""
    plain = _STRING.sub("", body)
    return next(((sign, _WIDE[sign]) for sign in plain if sign in _WIDE), None)


def how_closed(rest: str) -> str:
    """Return what seems to close a tag that its own end does not close: ``}``, ``%}``, ``｝``; or nothing."""
    opening, body = rest[:2], _STRING.sub("", rest[2:])
    return next((sign for sign in _WRONG_ENDS[opening] if sign in body), "")


def lookalikes(text: str) -> list[Problem]:
    """Return what looks like a tag in a text that is printed as it stands.

    The tag of a problem with one brace on each side begins with the name of a
    field; whether there is such a field, this module cannot know.
    """
    if not _OPENERS.search(text):
        return []
    found = [_wide(match.group()) for match in _WIDE_TAG.finditer(text)]
    found += [_single(match.group(), named_elsewhere(match.group())) for match in _ELSEWHERE.finditer(text)]
    return found + [
        _single(tag) for match in _ONE_BRACE.finditer(text) if not named_elsewhere(tag := match[0])
    ]


def named_elsewhere(tag: str) -> str:
    """Return the field that a text names as other programs write it, or nothing."""
    found = _ELSEWHERE.fullmatch(tag)
    return found["name"] or found["dotted"] or found["below"] if found else ""


def _wide(tag: str) -> Problem:
    return Problem(
        "tag-lookalike",
        "This is printed as it stands, since its braces are full-width ones.",
        "Switch the keyboard to English and type {{ and }}, or {% and %}.",
        tag=tag,
    )


def _single(tag: str, name: str = "") -> Problem:
    name = name or tag.strip("{} ")
    return Problem(
        "tag-lookalike",
        "This is printed as it stands: a tag begins with two braces and ends with two.",
        "Write {{ " + name + " }}.",
        tag=tag,
    )
