"""What a criterion asks of a value: ``">=3"``, ``"open*"``, ``5``."""

from __future__ import annotations

import re
from collections.abc import Callable

from docgen.engine.xlsx.calculation.values import COMPARISONS, Unknown, Value, is_number
from docgen.engine.xlsx.calculation.wildcards import Wildcards, has_wildcards

__all__ = ["Test", "exact", "test_of"]

Test = Callable[[Value], bool]
_SIGNS = ("<>", "<=", ">=", "<", ">", "=")
_MAYBE_MORE = re.compile(
    r"\W*\d[\d\s.,:/%-]*(?:am|pm)?\W*|.*(?:\d.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*\d).*|true|false|#.*[!?a]|.*\d.*[年月日时分].*",
    re.IGNORECASE | re.DOTALL,
)
"""Texts that Excel may take for a day, a time, an amount, a truth or an error."""
_SHORT = 40
"""Texts of more signs are none of these."""


def _may_be_more(text: str) -> bool:
    return len(text) <= _SHORT and _MAYBE_MORE.fullmatch(text) is not None


def test_of(criterion: Value) -> Test:
    """Return whether a value meets a criterion."""
    if not isinstance(criterion, str):
        wanted = 0.0 if criterion is None else criterion
        return _is_figure(wanted) if type(wanted) is float else lambda value: value is wanted
    sign = next((sign for sign in _SIGNS if criterion.startswith(sign)), "")
    rest = criterion[len(sign) :]
    if is_number(rest):
        return _test_of_number(sign, float(rest))
    if not rest:
        return _test_of_nothing(sign)
    if sign not in ("", "=", "<>") or _may_be_more(rest):
        raise Unknown(criterion)
    return _test_of_text(rest, is_other=sign == "<>")


def _is_figure(wanted: float) -> Test:
    """Return whether a value is a number; a text of the same digits is counted by some programs only."""

    def test(value: Value) -> bool:
        if isinstance(value, str) and is_number(value) and float(value) == wanted:
            raise Unknown("a number as text")
        return type(value) is float and value == wanted

    return test


def _test_of_number(sign: str, number: float) -> Test:
    is_equal = _is_figure(number)
    if sign in ("", "="):
        return is_equal
    if sign == "<>":
        return lambda value: not is_equal(value)
    compare = COMPARISONS[sign]
    return lambda value: type(value) is float and compare(value, number)


def _test_of_nothing(sign: str) -> Test:
    if sign == "":
        return lambda value: value is None or value == ""
    if sign == "=":
        return lambda value: value is None
    if sign == "<>":
        return lambda value: value is not None
    raise Unknown("more or less than nothing")


def _test_of_text(text: str, *, is_other: bool) -> Test:
    if has_wildcards(text):
        pattern = Wildcards(text)
        return lambda value: (isinstance(value, str) and pattern.matches(value)) is not is_other
    wanted = text.casefold()
    return lambda value: (isinstance(value, str) and value.casefold() == wanted) is not is_other


def exact(criterion: Value) -> Value:
    """Return the one value that alone meets a criterion; None if there is no such."""
    if not isinstance(criterion, str):
        return 0.0 if criterion is None else criterion
    rest = criterion.removeprefix("=")
    if is_number(rest):
        return float(rest)
    is_plain = rest and not rest.startswith(_SIGNS) and not has_wildcards(rest)
    return rest if is_plain and not _may_be_more(rest) else None
