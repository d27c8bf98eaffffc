"""References as text: ``'Site 1'!$A$1:B2`` read into its pieces and written again.

Only A1 notation; what is no reference to cells (a name, a table's column, another workbook) is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docgen.engine.references.axis import COLUMNS, ROWS, Run

__all__ = ["Ends", "Reference", "column_letters", "column_number", "parse", "position", "quoted", "write"]


@dataclass(frozen=True, slots=True)
class Ends:
    """First and last row (or column) of a reference, and whether a ``$`` holds each."""

    first: int
    last: int
    held: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to cells.

    ``prefix`` is its sheet as written, with the ``!``, or empty; ``sheets`` the first and last sheet of it.
    Whole columns have no ``rows`` and whole rows no ``columns``.  ``single`` is a cell written without a
    colon.
    """

    columns: Ends | None
    rows: Ends | None
    single: bool = False
    prefix: str = ""
    sheets: tuple[str, str] | None = None


_PREFIX = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\](),\s:]+(?::[^'!\[\](),\s:]+)?))!")
_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})"
_CELLS = re.compile(rf"{_CELL}(?::{_CELL})?")
_WHOLE_COLUMNS = re.compile(r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})")
_WHOLE_ROWS = re.compile(r"(\$?)([1-9]\d{0,6}):(\$?)([1-9]\d{0,6})")
_BARE_SHEET = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*(?:[Cc]\d*)?|[Cc]\d*|TRUE|FALSE", re.IGNORECASE)


def column_number(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def position(cell: str) -> tuple[int, int]:
    """Return row and column of a cell such as ``AB12``."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)


@lru_cache(maxsize=COLUMNS)
def column_letters(number: int) -> str:
    """Return the letters of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse(text: str) -> Reference | None:
    """Return the reference that the text is, or None if it is none to cells."""
    prefix, sheets = "", None
    if found := _PREFIX.match(text):
        prefix = found[0]
        if (sheets := _sheets(found)) is None:
            return None
    body = text[len(prefix) :]
    if prefix:
        body = body.replace(":" + prefix, ":")
    return _cells(body, prefix, sheets) or _whole(body, prefix, sheets)


def _sheets(found: re.Match[str]) -> tuple[str, str] | None:
    name = found[1].replace("''", "'") if found[1] else found[2]
    if "[" in name or "]" in name:
        return None
    first, _, last = name.partition(":")
    return first, last or first


def _cells(body: str, prefix: str, sheets: tuple[str, str] | None) -> Reference | None:
    found = _CELLS.fullmatch(body)
    if not found:
        return None
    column, row = (found[1] == "$", column_number(found[2])), (found[3] == "$", int(found[4]))
    if single := found[6] is None:
        columns, rows = (column, column), (row, row)
    else:
        columns = column, (found[5] == "$", column_number(found[6]))
        rows = row, (found[7] == "$", int(found[8]))
    if max(columns[0][1], columns[1][1]) > COLUMNS or max(rows[0][1], rows[1][1]) > ROWS:
        return None
    return Reference(_ends(*columns), _ends(*rows), single, prefix, sheets)


def _whole(body: str, prefix: str, sheets: tuple[str, str] | None) -> Reference | None:
    if found := _WHOLE_COLUMNS.fullmatch(body):
        ends = _ends((found[1] == "$", column_number(found[2])), (found[3] == "$", column_number(found[4])))
        return Reference(ends, None, False, prefix, sheets) if ends.last <= COLUMNS else None
    if found := _WHOLE_ROWS.fullmatch(body):
        ends = _ends((found[1] == "$", int(found[2])), (found[3] == "$", int(found[4])))
        return Reference(None, ends, False, prefix, sheets) if ends.last <= ROWS else None
    return None


def _ends(one: tuple[bool, int], other: tuple[bool, int]) -> Ends:
    (first_held, first), (last_held, last) = sorted((one, other), key=lambda end: end[1])
    return Ends(first, last, (first_held, last_held))


def write(reference: Reference, columns: Run | None, rows: Run | None) -> str:
    """Return the text of a reference to these columns and rows, held as ``reference`` is, without a sheet."""
    first, last = "", ""
    if reference.columns and columns:
        held = reference.columns.held
        first += "$" * held[0] + column_letters(columns[0])
        last += "$" * held[1] + column_letters(columns[1])
    if reference.rows and rows:
        held = reference.rows.held
        first += "$" * held[0] + str(rows[0])
        last += "$" * held[1] + str(rows[1])
    return first if reference.single and first == last else f"{first}:{last}"


def quoted(first: str, last: str = "") -> str:
    """Return the prefix of a reference to a sheet, or to the sheets from the first to the last."""
    names = [first] if last in ("", first) else [first, last]
    text = ":".join(names)
    if all(_BARE_SHEET.fullmatch(name) and not _LIKE_A_CELL.fullmatch(name) for name in names):
        return text + "!"
    return "'" + text.replace("'", "''") + "'!"
