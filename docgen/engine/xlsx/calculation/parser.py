"""A parser by precedence, which makes functions instead of a tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from docgen.engine.references.functions import Place, argument_place, lifts_operators
from docgen.engine.xlsx.calculation.arguments import Function
from docgen.engine.xlsx.calculation.function_table import ARRAYS, FUNCTIONS, REFERENCES
from docgen.engine.xlsx.calculation.lifting import array_of, constants, lifted_call
from docgen.engine.xlsx.calculation.nodes import Box, Cells, Grid, Node, Run, Scope, no_value
from docgen.engine.xlsx.calculation.operators import binary, constant, negative, percent
from docgen.engine.xlsx.calculation.pointers import Areas, area_grid, joined, reference, referring
from docgen.engine.xlsx.calculation.spilled import SPILLED
from docgen.engine.xlsx.calculation.structured import structured
from docgen.engine.xlsx.calculation.tokens import Token
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, sound

__all__ = ["Parser"]

_BINDING = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 1),
    **{"&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5, "%": 7, " ": 8, ":": 9},
}
_UNARY = 6
_CHOOSING = frozenset(("IF", "IFERROR", "IFNA", "IFS", "SWITCH", "CHOOSE", "TRANSPOSE"))
"""Functions that know no arrays even inside of SUMPRODUCT, only in an array formula."""


class _Formula(Protocol):
    """What a name means."""

    def __call__(self, cells: Cells, sheet: str, row: int) -> Value: ...

    def areas(self, cells: Cells, sheet: str, row: int) -> Sequence[Box] | None: ...

    def grid(self, cells: Cells, sheet: str, row: int) -> Grid: ...


class Parser:
    """Makes a formula from its tokens, which stand in ``row``; ``named`` compiles what a name means."""

    def __init__(
        self, tokens: list[Token], row: int, named: Callable[[str, int], _Formula], *, is_array: bool
    ) -> None:
        self.tokens, self.row, self.at, self.named = tokens, row, 0, named
        self.is_array, self.is_lifted = is_array, is_array
        """Whether the whole formula works on arrays, and whether what is read now does."""
        self.has_subtotal = False

    def whole(self) -> Node:
        """Return the whole formula."""
        node = self.union()
        if self.at < len(self.tokens):
            raise Unknown(self.tokens[self.at][1])
        return node

    def union(self) -> Node:
        """Return an expression, or several ranges between commas."""
        node = self.expression(0)
        while self.peek() == ",":
            self.at += 1
            node = joined(",", node, self.expression(0), lifted=False)
        return node

    def peek(self) -> str:
        """Return the sign that comes next, or an empty text."""
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return text if kind == "sign" else ""

    def expression(self, least: int) -> Node:
        """Return an expression of operators that bind at least so strongly."""
        left = self.operand()
        while (sign := self.peek()) and (power := _BINDING.get(sign, 0)) > least:
            self.at += 1
            if sign == "%":
                left = percent(left)
            elif power > _UNARY:
                left = joined(sign, left, self.expression(power), lifted=self.is_lifted)
            else:
                left = binary(sign, left, self.expression(power))
        return left

    def operand(self) -> Node:
        """Return what stands between two operators."""
        kind, text = self.take()
        if kind == "sign":
            return self._signed(text)
        if kind == "ref":
            return reference(text, self.row, lifted=self.is_lifted)
        if kind == "name":
            return self._name(text)
        if kind == "table":
            return referring(structured(text), lifted=self.is_lifted)
        if kind == "function":
            return self._function(text.upper().removeprefix("_XLFN.").removeprefix("_XLWS."))
        return constant(kind, text)

    def take(self) -> Token:
        """Return the next token and go on."""
        if self.at >= len(self.tokens):
            raise Unknown("a formula that ends early")
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise Unknown(f"a missing {sign}")
        self.at += 1

    def _signed(self, text: str) -> Node:
        if text == "(":
            node = self.union()
            self._expect(")")
            return node
        if text == "{":
            return self._constants()
        if text not in "+-":
            raise Unknown(text)
        operand = self.expression(_UNARY)
        return operand if text == "+" else negative(operand)

    def _constants(self) -> Node:
        """Return an array that the formula writes out."""
        rows: list[list[Value]] = [[]]
        while True:
            rows[-1].append(self._constant())
            sign = self.take()[1]
            if sign == "}":
                return constants(rows)
            if sign == ";":
                rows.append([])
            elif sign != ",":
                raise Unknown(sign)

    def _constant(self) -> Value:
        kind, text = self.take()
        is_negative = text == "-"
        if kind == "sign" and text in "+-":
            kind, text = self.take()
        if kind == "error":
            return ExcelError(text.upper())
        if kind not in ("number", "text", "truth"):
            raise Unknown(text)
        value = text[1:-1].replace('""', '"') if kind == "text" else text.upper() == "TRUE"
        return float(text) * (-1 if is_negative else 1) if kind == "number" else value

    # -- names -----------------------------------------------------------

    def _name(self, name: str) -> Node:
        """Return what a name means: cells, or what its formula gives."""

        def meaning(scope: Scope) -> _Formula:
            return self.named(scope.cells.named(scope.sheet, name), scope.row)

        def areas(scope: Scope) -> Sequence[Box] | None:
            return meaning(scope).areas(scope.cells, scope.sheet, scope.row)

        def grid(scope: Scope) -> Grid:
            found = areas(scope)
            if found is not None:
                return area_grid(scope, found)
            return meaning(scope).grid(scope.cells, scope.sheet, scope.row)

        def run(scope: Scope) -> Value:
            return sound(meaning(scope)(scope.cells, scope.sheet, scope.row))

        return Node(run, areas, grid=grid if self.is_lifted else None)

    # -- functions -------------------------------------------------------

    def _function(self, name: str) -> Node:
        function = FUNCTIONS.get(name)
        if function is None:
            raise Unknown(name)
        self.has_subtotal |= name in ("SUBTOTAL", "AGGREGATE")
        was_lifted = self.is_lifted
        self.is_lifted = was_lifted or lifts_operators(name)
        arguments = self._arguments()
        self.is_lifted = was_lifted
        return self._called(name, function, arguments)

    def _arguments(self) -> list[Node]:
        arguments: list[Node] = []
        if self.peek() == ")":
            self.at += 1
            return arguments
        while True:
            is_blank = self.peek() in (",", ")") and self.peek() != ""
            arguments.append(Node(lambda scope: None) if is_blank else self.expression(0))
            if self.peek() != ",":
                break
            self.at += 1
        self._expect(")")
        return arguments

    def _called(self, name: str, function: Function, arguments: list[Node]) -> Node:
        arrays, references = ARRAYS.get(name), REFERENCES.get(name)
        places = _lifted_places(name, arguments)
        if arrays is not None and self._makes_array(name):
            return Node(no_value, grid=lambda scope: arrays(scope, arguments))
        if places:
            if name in _CHOOSING and not self.is_array:
                raise Unknown(f"{name} of an array")
            if references is not None and name not in _CHOOSING:
                raise Unknown(f"{name} of an array")
            return lifted_call(function, arguments, places)

        def run(scope: Scope) -> Value:
            return function(scope, arguments)

        if references is None:
            return Node(run)
        return self._referring(run, lambda scope: references(scope, arguments))

    def _makes_array(self, name: str) -> bool:
        """Tell whether a function that can make an array does so here."""
        return self.is_array or name in SPILLED or (self.is_lifted and name not in _CHOOSING)

    def _referring(self, run: Run, areas: Areas) -> Node:
        """Return a function whose result is either cells or a value."""

        def grid(scope: Scope) -> Grid:
            found = areas(scope)
            return area_grid(scope, found) if found is not None else array_of(scope, Node(run))

        return Node(run, areas, grid=grid if self.is_lifted else None)


def _lifted_places(name: str, arguments: Sequence[Node]) -> list[int]:
    """Return which arguments are arrays where the function takes one value."""
    return [
        number
        for number, argument in enumerate(arguments)
        if argument.grid is not None
        and argument_place(name, number) is Place.VALUE
        and not (name in _POINTING and number == 0)
    ]


_POINTING = frozenset(("ROW", "COLUMN", "OFFSET"))
"""Functions whose first argument means cells, although it stands for one value elsewhere."""
