"""JSON text → plain values, with the place of a mistake.

A payload arrives over HTTP, as a file or as a line of a batch; all are read
here, so that all say the same about a missing comma.  What the values mean is
the catalogue's business.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from docgen.errors import DataError, Problem

__all__ = ["parse_json", "parse_object"]

# Strings are matched first, so that a NaN inside a text is not taken for a number.
_CONSTANTS = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', re.DOTALL)


def parse_object(raw: bytes) -> dict[str, Any]:
    """Return the JSON object in ``raw``; raises DataError, also for a list or a bare value."""
    value = parse_json(raw)
    if isinstance(value, dict):
        return value
    raise _invalid(f"Expected a JSON object, not {_kind(value)}.", hint='Begin with "{".')


def parse_json(raw: bytes) -> Any:
    """Return the value in ``raw`` (UTF-8, with or without a byte order mark).

    Raises DataError with code ``json`` and a place such as ``line 3, column 7``.
    NaN, infinities and lone surrogates are refused: no document can show them.
    """
    text = _decoded(raw)
    if not text.strip():
        raise _invalid("The JSON text is empty.", hint="Send the data as a JSON object.")
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _invalid(f"This is not JSON: {error.msg}.", place=place, hint=_hint(error)) from None
    except _NotFiniteError as error:
        raise _invalid(
            f"{error} is not a number in JSON.", place=_constant_place(text), hint="Send null."
        ) from None
    except (RecursionError, ValueError):
        raise _invalid("The JSON is nested too deeply, or holds a number of too many digits.") from None
    if "\\ud" in text or "\\uD" in text:
        _refuse_surrogates(value)
    return value


class _NotFiniteError(ValueError):
    """A number that JSON cannot hold."""


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _invalid(
            "The text is not UTF-8.", place=f"line {line}, byte {error.start + 1}", hint="Save it as UTF-8."
        ) from None


def _refuse_constant(name: str) -> float:
    raise _NotFiniteError(name)


def _finite(text: str) -> float:
    value = float(text)
    if math.isfinite(value):
        return value
    raise _NotFiniteError(text[:40])


def _refuse_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _invalid(
            "A text holds half of a surrogate pair.", hint="Send the character itself in UTF-8."
        ) from None


def _constant_place(text: str) -> str:
    found = next((match for match in _CONSTANTS.finditer(text) if match[1]), None)
    if found is None:
        return ""
    start = found.start()
    return f"line {text.count(chr(10), 0, start) + 1}, column {start - text.rfind(chr(10), 0, start)}"


def _hint(error: json.JSONDecodeError) -> str:
    before = error.doc[: error.pos].rstrip()
    if before.endswith(",") or error.msg.startswith("Illegal trailing comma"):
        return "Remove the comma before the closing bracket, or add what should follow it."
    if error.doc[error.pos : error.pos + 1] == "'":
        return "Write double quotes."
    return "Look at this place and just before it."


def _kind(value: object) -> str:
    names: dict[type, str] = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _invalid(message: str, *, place: str = "", hint: str = "") -> DataError:
    return DataError(Problem("json", message, hint, place=place))
