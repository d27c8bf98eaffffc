"""What functions remember of ranges, so that a question asked in many rows costs little in each.

Ranges that are others in every row must not fill the memory: what is remembered has bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from docgen.engine.xlsx.calculation.nodes import Cells

__all__ = ["has_room", "remembered"]

_T = TypeVar("_T")
_MOST = 2_000_000
"""How many values of cells are remembered for one document."""


def has_room(cells: Cells, size: int) -> bool:
    """Take room for so many values; tell whether there was any."""
    taken: int = cells.memory.get("taken", 0) + size
    cells.memory["taken"] = taken
    return taken <= _MOST


def remembered(cells: Cells, key: object, size: int, make: Callable[[], _T]) -> _T:
    """Return what is made for a key, only once as long as there is room for its size."""
    if key in cells.memory:
        known: _T = cells.memory[key]
        return known
    found = make()
    if has_room(cells, size):
        cells.memory[key] = found
    return found
