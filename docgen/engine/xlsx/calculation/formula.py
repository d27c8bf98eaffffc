"""A formula made ready from its text, and called with cells."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from docgen.engine.xlsx.calculation.lifting import array_of
from docgen.engine.xlsx.calculation.nodes import Box, Cells, Grid, Node, Scope
from docgen.engine.xlsx.calculation.parser import Parser
from docgen.engine.xlsx.calculation.pointers import is_held
from docgen.engine.xlsx.calculation.tokens import MOVES, cut
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value

__all__ = ["Formula", "as_pieces", "compile_formula", "moving", "named_formula", "shown"]

_QUOTED = re.compile(r"""("[^"]*"|'[^']*'|\[[^\]]*\])""")
_BESIDE = re.compile(
    r"!\$?[A-Za-z]+\$?\d+(?::\$?[A-Za-z]+\$?\d+)?|(?<![\w.$])\$?[A-Za-z]{1,3}\$?(\d+)(?![\w.(!])"
)
"""A reference to a sheet, or one to the formula's own, with its row."""
_NEAR = 1


class Formula:
    """A formula made ready: called with cells, a sheet and a row it calculates one value.

    ``many`` calculates the values of many rows at once, as long as it meets numbers only; None if it cannot.
    ``is_subtotal``: SUBTOTAL or AGGREGATE stand in it, so that others of these leave its result out.
    """

    __slots__ = ("_is_array", "_node", "is_subtotal", "many")

    def __init__(self, node: Node, *, is_array: bool = False, is_subtotal: bool = False) -> None:
        self._node, self.many = node, node.many
        self._is_array = is_array or node.grid is not None
        self.is_subtotal = is_subtotal

    def __call__(self, cells: Cells, sheet: str, row: int) -> Value:
        if self._is_array:
            return shown(self.grid(cells, sheet, row).values[0])
        try:
            found = self._node.run(Scope(cells, sheet, row, cells.settled(sheet)))
        except ExcelError as error:
            return error
        except (OverflowError, ZeroDivisionError):
            return ExcelError("#NUM!")
        return shown(found)

    def grid(self, cells: Cells, sheet: str, row: int) -> Grid:
        """Return all values of an array formula; raises Unknown as a call does."""
        try:
            return array_of(Scope(cells, sheet, row, cells.settled(sheet)), self._node)
        except ExcelError as error:
            return Grid([ExcelError(str(error))], 1, 1)
        except (OverflowError, ZeroDivisionError):
            return Grid([ExcelError("#NUM!")], 1, 1)

    def areas(self, cells: Cells, sheet: str, row: int) -> Sequence[Box] | None:
        """Return the ranges that it means, None if it is a value."""
        pointed = self._node.areas
        return None if pointed is None else pointed(Scope(cells, sheet, row, cells.settled(sheet)))


def shown(value: Value) -> Value:
    """Return what a cell shows of a result: 0 for a blank one, an error for a number that Excel has not."""
    if type(value) is float and not math.isfinite(value):
        return ExcelError("#NUM!")
    return 0.0 if value is None else value


def moving(pieces: Sequence[str | int], row: int) -> str:
    """Return a formula of one row from texts and offsets from its row, whose rows go along to other rows."""
    return "".join(piece if isinstance(piece, str) else f"{MOVES}{row + piece}" for piece in pieces)


def as_pieces(text: str, row: int) -> tuple[str | int, ...]:
    """Return a formula that stands in a row as texts and offsets, for the rows beside its own.

    Formulas of other rows that have the same pieces are the same for their own row.
    """
    found: list[str | int] = []
    for number, part in enumerate(_QUOTED.split(text)):
        at = 0
        for match in _BESIDE.finditer(part) if not number % 2 else ():
            if match[1] and -_NEAR <= (by := int(match[1]) - row) <= _NEAR:
                found += [part[at : match.start(1)], by]
                at = match.end(1)
        found.append(part[at:])
    return tuple(found)


@lru_cache(maxsize=1024)
def compile_formula(text: str, row: int, *, is_array: bool = False) -> Formula:
    """Return what calculates the formula.

    The text is as it stands in ``row``; row numbers with a mark in front (see :func:`moving`) go along when
    it is calculated for another row.  In an ``is_array`` formula everything works on arrays.  Raises
    Unknown for a formula that cannot be calculated here.
    """
    parser = Parser(cut(text), row, named_formula, is_array=is_array)
    try:
        node = parser.whole()
    except RecursionError:
        raise Unknown("a formula that is too deep") from None
    return Formula(node, is_array=is_array, is_subtotal=parser.has_subtotal)


def named_formula(text: str, row: int) -> Formula:
    """Return what a name means; raises Unknown for one that means other cells in each place."""
    if not all(is_held(token) for kind, token in cut(text) if kind == "ref"):
        raise Unknown("a name that means a distance")
    return compile_formula(text, row)
