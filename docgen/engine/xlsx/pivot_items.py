"""What a pivot's cache remembers of one column of its source: its values, and the items that pivots show.

Pure: values in, elements out (ECMA-376 part 1, 18.10.1.90 sharedItems).  Nothing here knows of cells.
"""

from __future__ import annotations

import datetime as dt
import re
from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from docgen.engine.tags import has_tag
from docgen.engine.text import clean, escape_text
from docgen.engine.xlsx.calculation import ExcelError, Value
from docgen.engine.xlsx.series import number_texts

__all__ = ["Entry", "Items", "entries", "flags", "items", "written"]

Entry = tuple[str, str]
"""The element of a value and what it says: ``("n", "2")``, ``("s", "text")``, ``("d", …)``, ``b e m``."""

_ESCAPED, _ESCAPES = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)"), re.compile("_x([0-9A-Fa-f]{4})_")
_LONG = 255
_LAST_DAY = 2_958_466  # the first day that Excel does not know: 10000-01-01
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_LEAP_DAY = 60  # 1900-02-29, which only Excel knows
_TEXTS = frozenset("sbe")


def entries(values: Sequence[Value], dated: Collection[int], first: int, epoch_1904: bool) -> list[Entry]:
    """Return the values of the rows from ``first`` on; numbers in rows of ``dated`` are moments."""
    if isinstance(values, array) and not len(dated):
        return [("n", text) for text in number_texts(values)]
    known: dict[tuple[type, object, bool], Entry] = {}
    found = []
    for row, value in enumerate(values, first):
        key = (type(value), value if type(value) is not ExcelError else str(value), row in dated)
        if key not in known:
            known[key] = _entry(value, is_date=key[2], epoch_1904=epoch_1904)
        found.append(known[key])
    return found


def _entry(value: Value, *, is_date: bool, epoch_1904: bool) -> Entry:
    if value is None:
        return "m", ""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, float):
        if is_date and 0 <= value < _LAST_DAY:
            return "d", _moment(value, epoch_1904)
        return "n", number_texts([value])[0]
    if isinstance(value, ExcelError):
        return "e", str(value)
    return "s", clean(value)[0].decode()


def _moment(days: float, epoch_1904: bool) -> str:
    """Return a moment as a cache writes it; ``days`` is as Excel counts it."""
    if not epoch_1904 and 1 <= days < _LEAP_DAY:
        days += 1
    moment = (_EPOCH_1904 if epoch_1904 else _EPOCH) + dt.timedelta(seconds=round(days * 86_400))
    return moment.isoformat()


def written(entry: Entry) -> str:
    """Return a value as its element."""
    kind, value = entry
    if kind == "m":
        return "<m/>"
    if kind == "s":
        value = escape_text(_ESCAPED.sub("_x005F_", value)).replace("\n", "&#10;").replace("\t", "&#9;")
    return f'<{kind} v="{value}"/>'


def flags(found: Iterable[Entry]) -> dict[str, str]:
    """Return the attributes that say of what kinds the values of a column are; those that are not usual."""
    distinct = set(found)
    kinds = {kind for kind, _ in distinct}
    if not kinds:
        return {}
    is_text, is_number, is_date = bool(kinds & _TEXTS), "n" in kinds, "d" in kinds
    said = {
        "containsSemiMixedTypes": "" if is_text or "m" in kinds else "0",
        "containsNonDate": "" if is_text or is_number else "0",
        "containsDate": "1" if is_date else "",
        "containsString": "" if is_text else "0",
        "containsBlank": "1" if "m" in kinds else "",
        "containsMixedTypes": "1" if is_text + is_number + is_date > 1 else "",
        **_numbers([float(value) for kind, value in distinct if kind == "n"], is_date=is_date),
        **_dates([value for kind, value in distinct if kind == "d"]),
        "longText": "1" if any(kind == "s" and len(value) > _LONG for kind, value in distinct) else "",
    }
    return {name: value for name, value in said.items() if value}


def _numbers(values: Sequence[float], *, is_date: bool) -> dict[str, str]:
    if not values:
        return {}
    ends = dict(zip(("minValue", "maxValue"), number_texts([min(values), max(values)]), strict=True))
    is_whole = all(value.is_integer() for value in values)
    return {
        "containsNumber": "1",
        "containsInteger": "1" if is_whole else "",
        **({} if is_date else ends),  # beside dates Excel tells those ends only
    }


def _dates(values: Collection[str]) -> dict[str, str]:
    """Return the first moment, and the one behind the last: the next midnight for a day."""
    if not values:
        return {}
    last = dt.datetime.fromisoformat(max(values))
    if last.time() == dt.time() and last.year < dt.MAXYEAR:
        last += dt.timedelta(days=1)
    return {"minDate": min(values), "maxDate": last.isoformat()}


@dataclass(frozen=True)
class Items:
    """The items of a column, each once, and the places of those that occur in the document."""

    all: list[Entry]
    there: frozenset[int]
    places: dict[Entry, int]

    def place(self, entry: Entry) -> int:
        """Return the place of a value among the items."""
        return self.places[_key(entry)]


def items(before: Sequence[Entry], found: Iterable[Entry]) -> Items:
    """Return the items of a template's column, then those that are new; what is counted by place stays.

    An item that is a tag of the template gives its place to one that is new.
    """
    fresh = dict[Entry, Entry]()
    for entry in found:
        fresh.setdefault(_key(entry), entry)
    listed = [(kind, _read(value)) for kind, value in before]
    known = {_key(entry) for entry in listed}
    there = frozenset(at for at, entry in enumerate(listed) if _key(entry) in fresh)
    waiting = [entry for key, entry in fresh.items() if key not in known]
    for at, (kind, value) in enumerate(listed):
        if kind == "s" and at not in there and has_tag(value):
            if waiting:
                listed[at] = waiting.pop(0)
                there |= {at}
            else:
                listed[at] = _blank(listed)
    there |= set(range(len(listed), len(listed) + len(waiting)))
    listed += waiting
    return Items(listed, frozenset(there), {_key(entry): at for at, entry in enumerate(listed)})


def _key(entry: Entry) -> Entry:
    """Return what makes an item the same as another: Excel takes no notice of case."""
    return ("s", entry[1].casefold()) if entry[0] == "s" else entry


def _blank(listed: Collection[Entry]) -> Entry:
    """Return a text of white space that no other item is."""
    text = ""
    while ("s", text) in listed:
        text += " "
    return "s", text


def _read(value: str) -> str:
    return _ESCAPES.sub(lambda match: chr(int(match[1], 16)), value)
