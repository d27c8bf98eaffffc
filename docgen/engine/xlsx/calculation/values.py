"""What a cell can hold as formulas see it, and how Excel turns and compares these values.

Excel's own errors are values of the kind :class:`ExcelError`; what is not known raises :class:`Unknown`.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable

__all__ = [
    "COMPARISONS",
    "ExcelError",
    "Unknown",
    "Value",
    "as_number",
    "as_one_text",
    "as_text",
    "as_truth",
    "compared",
    "divide",
    "is_near",
    "is_number",
    "same",
    "sound",
]

_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9 ]*")
_HAIR = 2.0**-48
_TEXT_LENGTH = 32_767


class Unknown(Exception):
    """The formula holds something that is not calculated here."""


class ExcelError(Exception):
    """One of Excel's errors, such as ``#DIV/0!``."""


Value = float | str | bool | ExcelError | None


def is_number(text: str) -> bool:
    """Return whether a text is a plain number."""
    return _NUMBER.fullmatch(text) is not None


def sound(value: Value) -> Value:
    """Return a value, or raise what it is if it is an error.

    One that stands in a cell is never raised itself: it would gather the places where it was raised.
    """
    if isinstance(value, ExcelError):
        raise ExcelError(str(value))
    return value


def as_number(value: Value) -> float:
    """Return a value as a number, as operators take it."""
    if value is None:
        return 0.0
    if isinstance(value, ExcelError):
        raise ExcelError(str(value))
    if isinstance(value, str):
        if is_number(value) and math.isfinite(float(value)):
            return float(value)
        if any(map(str.isdigit, value)):
            raise Unknown("a text that may be a day or an amount")
        raise ExcelError("#VALUE!")
    return float(value)


def as_text(value: Value) -> str:
    """Return a value as text, as ``&`` takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return str(value)


def as_one_text(texts: Iterable[str], between: str = "") -> str:
    """Return some texts as one; what is longer than a cell may hold is Excel's error, and never made."""
    found, length = list[str](), -len(between)
    for text in texts:
        length += len(between) + len(text)
        if length > _TEXT_LENGTH:
            raise ExcelError("#VALUE!")
        found.append(text)
    return between.join(found)


def as_truth(value: Value) -> bool:
    """Return a value as a condition takes it."""
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise ExcelError("#VALUE!")
    return bool(as_number(value))


def is_near(one: float, other: float) -> bool:
    """Return whether two numbers are the same in the 15 digits that Excel compares."""
    if one == other:
        return True
    near = abs(one - other) < min(abs(one), abs(other)) * _HAIR
    return near and not (one.is_integer() and other.is_integer())


def same(one: Value, other: Value) -> bool:
    """Return whether two values are the same to Excel: texts without case, a blank as nothing of its kind."""
    if one is None or other is None:
        return (one or other) in (None, "", 0.0, False)
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return type(sound(one)) is type(sound(other)) and one == other


def compared(one: Value, other: Value, *, is_ordered: bool = True) -> int:
    """Return -1, 0 or 1 as Excel orders values: numbers before texts before truths, texts without case.

    Raises Unknown where only the sort order of a language could tell, if they have to be ``is_ordered``.
    """
    one, other = _like(one, other), _like(other, one)
    if type(one) is float and type(other) is float:
        return 0 if is_near(one, other) else -1 if one < other else 1
    ranks = _rank(one), _rank(other)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(one, str) and isinstance(other, str):
        return _compared_texts(one.casefold(), other.casefold(), is_ordered)
    return (as_truth(one) > as_truth(other)) - (as_truth(one) < as_truth(other))


def _compared_texts(one: str, other: str, is_ordered: bool) -> int:
    if one == other:
        return 0
    if is_ordered and not (_PLAIN.fullmatch(one) and _PLAIN.fullmatch(other)):
        raise Unknown("the order of texts")
    return -1 if one < other else 1


def _like(value: Value, other: Value) -> Value:
    if value is not None:
        return sound(value)
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0


def _rank(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
"""What each sign asks of two numbers, such as what :func:`compared` returns and 0."""


def divide(one: float, other: float) -> float:
    """Return a quotient; by zero it is Excel's error."""
    if other == 0:
        raise ExcelError("#DIV/0!")
    return one / other
