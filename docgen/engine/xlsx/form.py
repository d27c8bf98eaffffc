"""The rows of a loop that runs by columns, made ready once for a template.

What stands between the values of such a loop is cut at its markers, so that for a document the numbers of the
rows and the results of their formulas are columns like the values, and all are joined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import nodes

from docgen.engine.references import column_number
from docgen.engine.rows import FINISHED, Pattern

__all__ = ["COPY", "KIND", "RESULT", "ROW", "VALUE", "Form", "Result", "is_rows", "make_form"]

_MARK = re.compile(r"<~(?:r(\d+)|K(\d+)|V(\d+)|(k)|([+-]\d+)?)>")
_BEGIN = re.compile(r"<~b(\d+)>")
_RESULT = re.compile(r'(<c r="([A-Z]+)<~>"[^<>]*) t="~(\d+)"([^<>]*><f[^<>]*>.*?</f>)<v>~</v>', re.DOTALL)
VALUE, ROW, COPY, KIND, RESULT = range(5)
"""Columns: of values, of row numbers by their distance, of copies, of types and of results of formulas."""


@dataclass(frozen=True, slots=True)
class Result:
    """A formula that stands in each turn: its number, its template row and its column."""

    formula: str
    row: int
    column: int


Piece = str | tuple[int, int]
"""A text; or a column, by its kind and its number (for rows their distance from the begin of a turn)."""


@dataclass(frozen=True)
class Form:
    """The rows of one loop made ready: the block of rows that comes with each turn, and what it is joined of.

    ``distances`` tell how far below the begin of a turn its rows stand, by template row; ``wrapped`` are the
    columns of values that may ask for a higher row.  ``is_whole`` if nothing but results has to be put in.
    """

    block: int
    distances: Mapping[int, int]
    pieces: Sequence[Piece]
    results: Sequence[Result]
    wrapped: Sequence[int]
    is_whole: bool


def is_rows(pattern: Pattern) -> bool:
    """Tell whether the turns of a loop are whole rows."""
    return pattern.texts[0].startswith("<~b") and pattern.texts[-1].endswith("</row>")


def make_form(pattern: Pattern, heights: Mapping[int, Mapping[int, int]]) -> Form | None:
    """Return a loop's rows made ready; None if they cannot be numbered many at once.

    ``heights`` gives the rows of each block that holds no other, with their distance from its begin.
    """
    begin = _BEGIN.match(pattern.texts[0])
    if begin is None or any(map(_holds_marks, pattern.values)):
        return None
    rows = heights.get(int(begin[1]), {})
    found = _Cut(rows)
    for number, text in enumerate((pattern.texts[0][begin.end() :], *pattern.texts[1:])):
        if number:
            found.pieces.append((VALUE, number - 1))
        found.add(text)
    texts = "".join(piece for piece in found.pieces if isinstance(piece, str)).replace("<~f", "")
    if "<~" in texts or not found.is_sound:
        return None
    wrapped = [number for number, kind in enumerate(pattern.kinds) if kind == "::wrapped"]
    is_whole = not any(isinstance(piece, str) and _leaves_room(piece) for piece in found.pieces)
    return Form(int(begin[1]), rows, found.pieces, found.results, wrapped, is_whole)


def _leaves_room(text: str) -> bool:
    """Tell whether a formula, or the result of one with a tag in it, is to be put into a text at the end."""
    return "<~f" in text or ' t="~' in text


def _holds_marks(value: nodes.Node) -> bool:
    """Tell whether a condition chooses more than texts: markers, or whole cells."""
    if not isinstance(value, nodes.If):
        return False
    if any("<~" in data.data for data in value.find_all(nodes.TemplateData)):
        return True
    return any(found.name.startswith(FINISHED) for found in value.find_all(nodes.Filter))


class _Cut:
    """The pieces of a loop's rows while its texts are cut at their markers."""

    def __init__(self, rows: Mapping[int, int]) -> None:
        self.rows = rows
        self.pieces: list[Piece] = []
        self.results: list[Result] = []
        self.is_sound = True
        self._row = 0
        self._found: list[tuple[str, int]] = []

    def add(self, text: str) -> None:
        """Take the next text."""
        text, at = _RESULT.sub(self._mark_result, text), 0
        for match in _MARK.finditer(text):
            self.pieces += [text[at : match.start()], self._piece(*match.groups())]
            at = match.end()
        self.pieces.append(text[at:])

    def _mark_result(self, match: re.Match[str]) -> str:
        self._found.append((match[3], column_number(match[2])))
        number = len(self._found) - 1
        return f"{match[1]}<~K{number}>{match[4]}<~V{number}>"

    def _piece(
        self, row: str | None, kind: str | None, result: str | None, copy: str | None, by: str | None
    ) -> Piece:
        if row:
            self._row = int(row)
            self.is_sound &= self._row in self.rows
        elif kind:
            formula, column = self._found[int(kind)]
            self.results.append(Result(formula, self._row, column))
            return KIND, int(kind)
        elif result:
            return RESULT, int(result)
        elif copy:
            return COPY, 0
        self.is_sound &= self._row in self.rows
        return ROW, self.rows.get(self._row, 0) + int(by or 0)
