"""What names cells without standing in one, written for one document: it goes where its cells went.

Each follower is a function that gets the text between its markers, and returns that text as often as it
comes.  Knows markers and ranges, no XML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docgen.engine.references import (
    COLUMNS,
    BookLayout,
    FormulaTemplate,
    Home,
    Placement,
    SheetLayout,
    map_breaks,
    map_range_all,
    map_range_grown,
    map_sqref,
)
from docgen.engine.references.axis import merged
from docgen.engine.text import escape_text
from docgen.engine.xlsx.formulas import with_values
from docgen.errors import DocgenError, Problem

__all__ = [
    "Follower",
    "Frame",
    "FrameFormula",
    "Page",
    "in_areas",
    "in_breaks",
    "in_copies",
    "in_first_copy",
    "in_linked_copies",
    "in_range",
    "in_widths",
    "plain",
    "with_entries",
]

_MARKS = re.compile(r"<~w(\d+)>|<~(x)>")
_FORMULA = re.compile(r"<~m(\d+)>((?:[^<]*<~v>)*)")


@dataclass(frozen=True)
class FrameFormula:
    """A formula in a frame, and what it is in the template, escaped."""

    template: FormulaTemplate
    text: str


@dataclass(frozen=True)
class Frame:
    """The frame of one sheet of the template: what the markers in it stand for, by number."""

    followers: Sequence[Follower]
    formulas: Sequence[FrameFormula]

    def write(self, text: str, layout: BookLayout, at: int, warnings: list[Problem]) -> str:
        """Return what stands before or behind the rows of the output sheet at a position."""
        page = Page(self, layout, at, warnings)
        if "<~w" in text:
            text = page.expand(text)
        return page.fill(text)


class Page:
    """The frame of one sheet of the output."""

    def __init__(self, frame: Frame, layout: BookLayout, at: int, warnings: list[Problem]) -> None:
        self.frame, self.layout, self.at, self.warnings = frame, layout, at, warnings
        self.sheet = layout.sheet(at)
        self._last_id = 0

    def next_id(self, last: int) -> int:
        """Return an id that nothing in the part has, whose last one in the template was ``last``."""
        self._last_id = max(self._last_id, last) + 1
        return self._last_id

    def expand(self, text: str) -> str:
        """Return a text with all that stands between markers written by its follower."""
        tokens = _MARKS.split(text)
        out, count = [tokens[0]], 0
        around: list[tuple[Follower, list[str], int]] = []
        for number, end, rest in zip(tokens[1::3], tokens[2::3], tokens[3::3], strict=True):
            if end:
                follower, outer, counted = around.pop()
                found = follower("".join(out), count, self)
                out, count = [*outer, *found], counted + len(found)
            else:
                around.append((self.frame.followers[int(number)], out, count))
                out, count = [], 0
            out.append(rest)
        return "".join(out)

    def fill(self, text: str, row_copy: int = 0, column_copy: int = 0) -> str:
        """Return a text with its formulas in place of their markers, as one copy of their cell has them."""
        if "<~m" not in text:
            return text
        return _FORMULA.sub(lambda match: self._formula(match, row_copy, column_copy), text)

    def _formula(self, match: re.Match[str], row_copy: int, column_copy: int) -> str:
        formula = self.frame.formulas[int(match[1])]
        home, text = formula.template.home, formula.text
        if _has_copies(self.sheet, home):
            text = escape_text(
                formula.template.text(
                    self.layout,
                    self.at,
                    row_copy=row_copy,
                    column_copy=column_copy,
                    warnings=self.warnings,
                )
            )
        return with_values(text, match[2])


Follower = Callable[[str, int, Page], Sequence[str]]
"""Gets the text between its markers and how many entries are in it; returns each copy of it."""


def _has_copies(sheet: SheetLayout, home: Home) -> bool:
    return _comes(sheet.rows_at(home.column), home.row) and _comes(sheet.columns, home.column)


def _comes(placement: Placement, at: int | None) -> bool:
    return at is None or placement.count(placement.axis.owner(at)) > 0


def plain(text: str, count: int, page: Page) -> Sequence[str]:
    """Leave it as it is."""
    return [text]


def with_entries(text: str, count: int, page: Page) -> Sequence[str]:
    """Count the entries of a list, which goes if it has none."""
    return [text.replace("<~n>", str(count))] if count else []


def in_areas(cells: str, text: str, count: int, page: Page) -> Sequence[str]:
    """Let it stand for all copies of its cells."""
    try:
        found = map_sqref(page.sheet, cells)
    except DocgenError:
        found = escape_text(cells)
    return [text.replace("<~y>", found)] if found else []


def in_range(cells: str, text: str, count: int, page: Page) -> Sequence[str]:
    """Let it stretch from the first to the last copy of its cells."""
    found = map_range_grown(page.sheet, cells) if cells else None
    return [text.replace("<~y>", found)] if found else []


def in_copies(cells: str, is_merge: bool, text: str, count: int, page: Page) -> Sequence[str]:
    """Let it come again with each copy of its cells; a merged range of one cell goes."""
    found = map_range_all(page.sheet, cells)
    return [text.replace("<~y>", copy) for copy in found if ":" in copy or not is_merge]


def in_first_copy(cells: str, text: str, count: int, page: Page) -> Sequence[str]:
    """Let it come once, with the first copy of its cells."""
    return [text.replace("<~y>", copy) for copy in map_range_all(page.sheet, cells)[:1]]


def in_linked_copies(cells: str, home: Home, text: str, count: int, page: Page) -> Sequence[str]:
    """Let it come again with each copy of its cell, its formula as the copy has it."""
    rows, found = page.sheet.rows_at(home.column), map_range_all(page.sheet, cells)
    across = max(1, len(found) // max(1, rows.count(rows.axis.owner(home.row or 1))))
    return [
        page.fill(text.replace("<~y>", copy), *divmod(number, across)) for number, copy in enumerate(found)
    ]


def in_widths(run: tuple[int, int], text: str, count: int, page: Page) -> Sequence[str]:
    """Let it stand for all copies of its columns."""
    return [
        text.replace("<~Y>", str(first)).replace("<~Z>", str(min(last, COLUMNS)))
        for first, last in merged(page.sheet.columns.runs(*run))
        if first <= COLUMNS
    ]


def in_breaks(ids: Sequence[int], is_row: bool, text: str, count: int, page: Page) -> Sequence[str]:
    """Let a page break come behind each copy of the rows, or columns, behind which there are breaks."""
    placement = page.sheet.rows if is_row else page.sheet.columns
    return [text.replace("<~y>", str(number)) for number in map_breaks(placement, ids)]
