"""Why a tag could not be computed, in words for somebody who writes no code.

Python says what it could not do with which types; a template's owner knows
numbers, texts and empty fields.
"""

from __future__ import annotations

import re

from docgen.errors import Problem

__all__ = ["computing_problem", "kind_of"]

_TWO = re.compile(r"unsupported operand type\(s\) for (\S+?):?(?: or pow\(\):)? '(\w+)' and '(\w+)'")
_COMPARED = re.compile(r"'(\S+)' not supported between instances of '(\w+)' and '(\w+)'")
_JOINED = re.compile(r"can only concatenate (\w+) \(not \"(\w+)\"\) to \w+")
_ARGUMENTS = re.compile(r"(?:do_)?(\w+)\(\) (?:missing|takes|got an unexpected|got multiple|needs)\b.*", re.S)
_LISTED = re.compile(r"'(\w+)' object is not iterable")
_CALLED = re.compile(r"'(\w+)' object is not callable")
_KINDS = {
    **dict.fromkeys(("int", "float", "Decimal"), "a number"),
    **dict.fromkeys(("str", "Markup"), "a text"),
    **dict.fromkeys(("list", "tuple"), "a list"),
    **dict.fromkeys(("date", "datetime"), "a date"),
    "NoneType": "an empty field",
    "dict": "an object",
    "bool": "true or false",
}


def kind_of(value: object) -> str:
    """Return what a person calls a value that has no fields; empty for an object and for what is no data."""
    kind = _KINDS.get(type(value).__name__, "")
    return "" if isinstance(value, dict) else kind


def computing_problem(error: Exception) -> Problem:
    """Return the problem of a tag whose values do not go together."""
    said = str(error)
    if isinstance(error, ZeroDivisionError):
        hint = "Put a condition around it, such as {% if total %} … {% endif %}."
        return Problem("expression", "The tag divides by zero.", hint)
    if found := _TWO.match(said) or _COMPARED.match(said):
        return _between(found[1], found[2], found[3])
    if found := _JOINED.match(said):
        return _between("+", found[1], found[2])
    if found := _ARGUMENTS.fullmatch(said):
        hint = "Compare it with the list of filters in the guide to templates."
        return Problem("expression", f"What stands in the brackets of {found[1]} does not fit.", hint)
    if found := _LISTED.fullmatch(said):
        kind = _KINDS.get(found[1], found[1])
        return Problem("expression", f"A list is needed here, and this is {kind}.", "Name a list.")
    if found := _CALLED.fullmatch(said):
        message = f"Brackets behind a name call a function, and this is {_KINDS.get(found[1], found[1])}."
        return Problem("expression", message, "Take the brackets away.")
    hint = "Check the kinds of the values in the tag."
    return Problem("expression", f"This cannot be computed: {said.rstrip('.')}.", hint)


def _between(sign: str, one: str, other: str) -> Problem:
    first, second = _KINDS.get(one, one), _KINDS.get(other, other)
    hint = "Check the kinds of the values in the tag; ~ joins texts."
    if "NoneType" in (one, other):
        hint = "Write (fee or 0) for a field such as fee that may be empty."
    return Problem("expression", f"{sign} cannot stand between {first} and {second}.", hint)
