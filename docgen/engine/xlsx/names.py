"""Names of sheets: what Excel allows, and each only once."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["legal_name"]

_LENGTH = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")
_RESERVED = "history"


def legal_name(wish: str, taken: Collection[str]) -> str:
    """Return a sheet's name as near to the wish as Excel allows.

    At most 31 characters, none of ``[]:*?/\\``, no apostrophe at either end, not ``History``, and none of the
    names in ``taken``, which are in lower case.
    """
    name = _FORBIDDEN.sub("-", wish.strip()).strip("'").strip() or "Sheet"
    if name.casefold() == _RESERVED:
        name += "-"
    found, number = _cut(name, _LENGTH), 2
    while found.casefold() in taken:
        end = f" ({number})"
        found, number = _cut(name, _LENGTH - len(end)) + end, number + 1
    return found


def _cut(name: str, length: int) -> str:
    """Return a name shortened to a number of UTF-16 units, as Excel counts."""
    while len(name.encode("utf-16-le")) > 2 * length:
        name = name[:-1]
    return name.rstrip("' ") or "Sheet"
