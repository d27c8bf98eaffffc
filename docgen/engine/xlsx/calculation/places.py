"""Where values stand in a column, found without reading the column again for each question.

An index begins in the first row of a range and grows downwards with the ranges that are asked for, so that
a range which is longer in every row (``A$2:A9``) costs no more than the longest of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from docgen.engine.xlsx.calculation.nodes import Box, Cells
from docgen.engine.xlsx.calculation.remembering import has_room
from docgen.engine.xlsx.calculation.values import ExcelError, Value, is_number

__all__ = ["Places", "key_of", "places"]

_SHORT = 32
"""A range of so many cells is searched one by one."""


def key_of(value: Value) -> object:
    """Return what is the same for two values exactly if Excel finds them equal."""
    if isinstance(value, str):
        return value.casefold()
    return (type(value).__name__, str(value)) if isinstance(value, (bool, ExcelError)) else value


@dataclass(slots=True)
class Places:
    """The places of each value of a column, counted from 0, in their order."""

    count: int = 0
    found: dict[object, list[int]] = field(default_factory=dict)
    has_figures: bool = False
    """Whether any text is a number, which some programs find equal to that number."""

    def grow(self, values: Sequence[Value]) -> None:
        """Take the values that follow."""
        for at, value in enumerate(values, self.count):
            self.found.setdefault(key_of(value), []).append(at)
            if type(value) is str and is_number(value):
                self.has_figures = True
        self.count += len(values)

    def of(self, value: Value, count: int) -> Sequence[int]:
        """Return the places of a value among the first ``count``."""
        found = self.found.get(key_of(value), [])
        return found if count >= self.count else found[: bisect_right(found, count - 1)]

    def number(self, value: Value, count: int) -> int:
        """Return how often a value stands among the first ``count``."""
        return bisect_right(self.found.get(key_of(value), []), count - 1)


def places(cells: Cells, box: Box) -> Places | None:
    """Return where the values of one column stand.

    None for a short range, one of several columns, or if too much is remembered already.
    """
    sheet, top, column, bottom, right = box
    if column != right or bottom - top < _SHORT:
        return None
    key = ("places", sheet, top, column)
    found: Places | None = cells.memory.get(key)
    if found is None or top + found.count <= bottom:
        first = top if found is None else top + found.count
        if not has_room(cells, 2 * (bottom + 1 - first)):
            return None
        values = cells.values((sheet, first, column, bottom, column))
        found = cells.memory.setdefault(key, Places())
        # It may have grown while the values were calculated.
        found.grow(values[top + found.count - first :])
    return found
