"""What people know from other template engines and from other programs, and how it is written here.

Jinja stumbles over ``&&``, ``date:"long"`` and ``{{#each risks}}`` at some sign in the middle; a
template's owner wants to read what to write instead.  Only the text of a tag is seen here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import nodes

from docgen.errors import Problem

__all__ = ["foreign", "foreign_opening", "meant_otherwise"]

_NOTHING = ("null", "NULL", "Null", "nil", "undefined", "empty", "NONE")

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_HELPER = re.compile(r"(#|/|\^|:)\s*(each|if|unless|with|for|foreach|else|[^\W\d][\w.]*)\b\s*(.*)", re.S)
_OPENING = re.compile(r"\{#\s*([^\W\d][\w.]*)\s*\}")
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("&&"), "and"),
    (re.compile(r"\|\|"), "or"),
    (re.compile(r"<>|=/=|≠"), "!="),
    (re.compile("≥|=>"), ">="),
    (re.compile("≤|=<"), "<="),
    (re.compile("!(?!=)"), "not"),
    (re.compile("===|!=="), "=="),
    (re.compile(r"\bAND\b"), "and"),
    (re.compile(r"\bOR\b"), "or"),
    (re.compile(r"\bNOT\b"), "not"),
)
_ONE_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
_COLON = re.compile(r"\|\s*(\w+)\s*:\s*(\"[^\"]*\"|'[^']*'|[\w.]+)")
_CHOICE = re.compile(r"(.+?)\?(.+):(.+)", re.S)
_EACH = re.compile(r"for\s+each\s+(\w+)\s+in\s+(\S+)")
_LIST = re.compile(r"([\w.]+)\.\[\]")


def foreign(body: str, keyword: str = "") -> Problem | None:
    """Return the problem of a tag that Jinja cannot read but that another program could, if it is one."""
    plain = _STRING.sub('""', body)
    return next((problem for look in _LOOKS if (problem := look(body, plain, keyword))), None)


def foreign_opening(tag: str) -> str:
    """Return the hint for an opening such as ``{#risks}``, which is a loop elsewhere and a comment here."""
    found = _OPENING.match(tag)
    return f"For a loop write {{% for item in {found[1]} %}} … {{% endfor %}}." if found else ""


def _helper(body: str, _plain: str, _keyword: str) -> Problem | None:
    found = _HELPER.fullmatch(body)
    if not found:
        return None
    sign, word, rest = found[1], found[2], found[3].strip()
    message = f"{sign}{word} belongs to other programs; here it is a statement of its own."
    return Problem("tag-syntax", message, _statement(sign, word, rest))


def _statement(sign: str, word: str, rest: str) -> str:
    """Return what is written here for ``#each risks``, ``/if`` and the like."""
    is_condition = word in ("if", "unless", "else") or sign == "^"
    if sign == "/":
        return "Write {% endif %} instead." if is_condition else "Write {% endfor %} instead."
    named = rest or word
    if word == "unless" or sign == "^":
        return f"Write {{% if not {named} %}} … {{% endif %}} instead."
    if is_condition:
        return f"Write {{% if {named} %}} … {{% endif %}} instead."
    return f"Write {{% for item in {named} %}} … {{% endfor %}} instead."


def _each(body: str, _plain: str, _keyword: str) -> Problem | None:
    found = _EACH.match(body)
    if not found:
        return None
    hint = f"Write {{% for {found[1]} in {found[2]} %}}."
    return Problem("tag-syntax", "A loop begins with for, without each.", hint)


def _choice(_body: str, plain: str, _keyword: str) -> Problem | None:
    if not _CHOICE.fullmatch(plain):
        return None
    hint = 'Write the condition in the middle: {{ "yes" if active else "no" }}.'
    return Problem("tag-syntax", "A choice is not written with ? and : here.", hint)


def _sign(_body: str, plain: str, _keyword: str) -> Problem | None:
    for pattern, meant in _SIGNS:
        if found := pattern.search(plain):
            return Problem(
                "tag-syntax", f"{found[0]} cannot stand in a tag.", f"Write {meant} instead of {found[0]}."
            )
    return None


def _equals(_body: str, plain: str, keyword: str) -> Problem | None:
    if keyword not in ("if", "elif") or not _ONE_EQUALS.search(plain):
        return None
    return Problem("tag-syntax", "One = does not compare.", "Write == to compare two values.")


def _colon(body: str, _plain: str, _keyword: str) -> Problem | None:
    found = _COLON.search(body)
    if not found:
        return None
    message = f"What belongs to the filter {found[1]} stands in brackets."
    return Problem("tag-syntax", message, f"Write {found[1]}({found[2]}).")


def _list(body: str, _plain: str, _keyword: str) -> Problem | None:
    found = _LIST.search(body)
    if not found:
        return None
    hint = f"Write {found[1]}[], without the full stop."
    return Problem("tag-syntax", "A full stop stands before [].", hint)


_LOOKS: tuple[Callable[[str, str, str], Problem | None], ...] = (
    _helper,
    _each,
    _colon,
    _choice,
    _sign,
    _equals,
    _list,
)


def meant_otherwise(node: nodes.Name, around: nodes.Node | None, *, is_near: bool) -> str:
    """Return the hint for a name that is no field where something else than a field may be meant.

    ``is_near`` says that some field has nearly that name.
    """
    if node.name in _NOTHING:
        return "Nothing is written none: {% if start is none %}; {% if not start %} also means an empty text."
    if is_near and not isinstance(around, nodes.Filter):
        return ""
    if isinstance(around, nodes.Sub) and node is around.right:
        return "A hyphen means minus: names are written with a full stop or _ instead."
    if isinstance(around, (nodes.Compare, nodes.Operand, nodes.Filter)):
        return f'If it is meant as a text, write it in quotes: "{node.name}".'
    return ""
