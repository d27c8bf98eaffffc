"""Functions of texts.  Texts with signs beyond 16 bits, which Excel counts twice, are not calculated here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from docgen.engine.xlsx.calculation.arguments import Function, each, plain
from docgen.engine.xlsx.calculation.days import EPOCH_1904, day_of
from docgen.engine.xlsx.calculation.nodes import Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed
from docgen.engine.xlsx.calculation.values import (
    ExcelError,
    Unknown,
    Value,
    as_number,
    as_one_text,
    as_text,
    as_truth,
    sound,
)
from docgen.engine.xlsx.calculation.wildcards import Wildcards, has_wildcards

__all__ = ["TEXTS"]

_NUMERIC = re.compile(r"(#,##)?0(?:\.(0+))?(%?)")
_DATED = re.compile(r'yyyy|yy|mm|m|dd|d|"[^"]*"|[-/. 年月日]', re.IGNORECASE)
_LONGEST = 32_767


def _counted(value: Value) -> str:
    """The text of a value, whose signs are counted as Excel does."""
    text = as_text(sound(value))
    if any(sign > "\uffff" for sign in text):
        raise Unknown("signs that count twice")
    return text


def _whole(value: Value, least: int = 0) -> int:
    number = as_number(value)
    if number < least:
        raise ExcelError("#VALUE!")
    return int(number)


def _left(text: Value, count: Value = 1.0) -> Value:
    return _counted(text)[: _whole(count)]


def _right(text: Value, count: Value = 1.0) -> Value:
    found, number = _counted(text), _whole(count)
    return found[max(0, len(found) - number) :]


def _mid(text: Value, start: Value, count: Value) -> Value:
    first = _whole(start, 1) - 1
    return _counted(text)[first : first + _whole(count)]


def _trim(text: Value) -> Value:
    return re.sub(" +", " ", _counted(text).strip(" "))


def _substitute(text: Value, old: Value, new: Value, which: Value = None) -> Value:
    found, search, put = _counted(text), _counted(old), _counted(new)
    if not search:
        return found
    if which is None:
        return as_one_text(found.split(search), put)
    pieces, number = found.split(search), _whole(which, 1)
    if number >= len(pieces):
        return found
    return as_one_text((search.join(pieces[:number]), put, search.join(pieces[number:])))


def _replace(text: Value, start: Value, count: Value, new: Value) -> Value:
    found, first = _counted(text), _whole(start, 1) - 1
    return as_one_text((found[:first], _counted(new), found[first + _whole(count) :]))


def _repeat(text: Value, count: Value) -> Value:
    number = _whole(count)
    if number * len(_counted(text)) > _LONGEST:
        raise ExcelError("#VALUE!")
    return _counted(text) * number


def _find(search: Value, text: Value, start: Value = 1.0) -> Value:
    found = _counted(text).find(_counted(search), _whole(start, 1) - 1)
    if found < 0:
        raise ExcelError("#VALUE!")
    return found + 1.0


def _search(search: Value, text: Value, start: Value = 1.0) -> Value:
    asked, found = _counted(search), _counted(text)
    if not has_wildcards(asked):
        return _find(asked.lower(), found.lower(), start)
    place = Wildcards(asked).found(found, _whole(start, 1) - 1)
    if place < 0:
        raise ExcelError("#VALUE!")
    return place + 1.0


def _concat(scope: Scope, arguments: Sequence[Node]) -> Value:
    return as_one_text(as_text(sound(value)) for value, _ in each(scope, arguments))


def _join(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) < 3:
        raise Unknown("TEXTJOIN")
    between, leaves_out = as_text(arguments[0].run(scope)), as_truth(arguments[1].run(scope))
    if not leaves_out and any(_is_long(scope, argument) for argument in arguments[2:]):
        raise Unknown("blank cells without end")
    texts = (as_text(sound(value)) for value, _ in each(scope, arguments[2:]))
    return as_one_text((text for text in texts if text or not leaves_out), between)


def _is_long(scope: Scope, argument: Node) -> bool:
    return any(scope.cells.trimmed(box) != box for box in pointed(scope, argument) or ())


def _text(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 2:
        raise Unknown("TEXT")
    value, form = (sound(argument.run(scope)) for argument in arguments)
    return _formatted(value, as_text(form), EPOCH_1904 if scope.cells.is_1904 else 0)


def _formatted(value: Value, pattern: str, epoch: int) -> Value:
    """A number as the formats write it that reports use; others are not known here."""
    if isinstance(value, (str, bool)):
        raise Unknown("TEXT")
    if match := _NUMERIC.fullmatch(pattern):
        return _in_digits(as_number(value), bool(match[1]), len(match[2] or ""), match[3])
    pieces = _DATED.findall(pattern)
    if "".join(pieces) != pattern or not any(piece[0] in "yYmMdD" for piece in pieces):
        raise Unknown(pattern)
    day = day_of(as_number(value) + epoch)
    return "".join(_in_words(piece, day) for piece in pieces)


def _in_digits(number: float, is_grouped: bool, places: int, percent: str) -> str:
    exact = Decimal(f"{number:.15g}") * (100 if percent else 1)
    if abs(exact) >= 10**15:
        raise Unknown("many digits")
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:{',' if is_grouped else ''}f}{percent}"


def _in_words(piece: str, day: dt.date) -> str:
    parts = {
        "yyyy": f"{day.year:04}",
        "yy": f"{day.year % 100:02}",
        "mm": f"{day.month:02}",
        "m": str(day.month),
        "dd": f"{day.day:02}",
        "d": str(day.day),
    }
    return parts.get(piece.lower(), piece.strip('"'))


def _value(text: Value) -> Value:
    if isinstance(text, bool):
        raise ExcelError("#VALUE!")
    return as_number(text)


def _title(text: Value) -> Value:
    found = _counted(text)
    if not found.isascii():
        raise Unknown("letters beyond A to Z")
    return found.title()


def _sign_of(number: Value) -> Value:
    code = _whole(number)
    if not 1 <= code < 128:
        raise Unknown("a sign of a code page")
    return chr(code)


def _code_of(text: Value) -> Value:
    found = _counted(text)
    if not found:
        raise ExcelError("#VALUE!")
    if not found[0].isascii():
        raise Unknown("a sign of a code page")
    return float(ord(found[0]))


def _link(address: Value, name: Value = None) -> Value:
    return address if name is None else name


TEXTS: dict[str, Function] = {
    "LEFT": plain(_left, 1, 2),
    "RIGHT": plain(_right, 1, 2),
    "MID": plain(_mid, 3),
    "LEN": plain(lambda text: float(len(_counted(text))), 1),
    "TRIM": plain(_trim, 1),
    "UPPER": plain(lambda text: _counted(text).upper(), 1),
    "LOWER": plain(lambda text: _counted(text).lower(), 1),
    "SUBSTITUTE": plain(_substitute, 3, 4),
    "REPLACE": plain(_replace, 4),
    "REPT": plain(_repeat, 2),
    "FIND": plain(_find, 2, 3),
    "SEARCH": plain(_search, 2, 3),
    "EXACT": plain(lambda one, other: as_text(one) == as_text(other), 2),
    "VALUE": plain(_value, 1),
    "PROPER": plain(_title, 1),
    "CHAR": plain(_sign_of, 1),
    "CODE": plain(_code_of, 1),
    "CLEAN": plain(lambda text: re.sub("[\x00-\x1f]", "", _counted(text)), 1),
    "HYPERLINK": plain(_link, 1, 2),
    "T": plain(lambda value: value if isinstance(value, str) else "", 1),
    "CONCAT": _concat,
    "CONCATENATE": lambda scope, arguments: as_one_text(as_text(a.run(scope)) for a in arguments),
    "TEXTJOIN": _join,
    "TEXT": _text,
}
