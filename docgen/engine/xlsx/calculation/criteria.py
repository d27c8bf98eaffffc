"""What a criterion asks of a value: ``">=3"``, ``"open*"``, ``5``."""

from __future__ import annotations

import re
from collections.abc import Callable

from docgen.engine.xlsx.calculation.values import COMPARISONS, Unknown, Value, is_number

__all__ = ["Test", "exact", "has_wildcards", "pattern_of", "test_of"]

Test = Callable[[Value], bool]
_SIGNS = ("<>", "<=", ">=", "<", ">", "=")
_MAYBE_MORE = re.compile(
    r"\W*\d[\d\s.,:/%-]*(?:am|pm)?\W*|.*(?:\d.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*\d).*|true|false|#.*[!?a]|.*\d.*[年月日时分].*",
    re.IGNORECASE | re.DOTALL,
)
"""Texts that Excel may take for a day, a time, an amount, a truth or an error."""


def has_wildcards(text: str) -> bool:
    """Tell whether a text is a pattern: with ``*``, ``?``, or ``~`` in front of one of these."""
    return not set(text).isdisjoint("*?~")


def pattern_of(text: str) -> re.Pattern[str]:
    """Return what a text with wildcards matches: ``*`` anything, ``?`` one sign, ``~`` the sign behind it."""
    out, at = [], 0
    while at < len(text):
        sign = text[at]
        if sign == "~" and text[at + 1 : at + 2] in ("*", "?", "~"):
            at += 1
            out.append(re.escape(text[at]))
        else:
            out.append({"*": ".*", "?": "."}.get(sign) or re.escape(sign))
        at += 1
    return re.compile("".join(out), re.IGNORECASE | re.DOTALL)


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
    if sign not in ("", "=", "<>") or _MAYBE_MORE.fullmatch(rest):
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
        pattern = pattern_of(text)
        return lambda value: (isinstance(value, str) and pattern.fullmatch(value) is not None) is not is_other
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
    return rest if is_plain and not _MAYBE_MORE.fullmatch(rest) else None
