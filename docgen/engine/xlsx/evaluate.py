"""Formulas calculated as reports need them, so that a reader which does not calculate shows figures.

Pure: the text of a formula in, a function out that looks cells up.  What is not known here (a function, a
name, an array) raises :class:`Unknown`.  Nothing here knows XML.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from docgen.engine.references import column_number
from docgen.engine.xlsx.function_table import FUNCTIONS
from docgen.engine.xlsx.functions import (
    COMPARISONS,
    Box,
    Cells,
    ExcelError,
    Lookup,
    Many,
    Node,
    Scope,
    Stretch,
    Unknown,
    Value,
    as_number,
    as_text,
    divide,
    sound,
)

__all__ = ["Formula", "areas", "compile_formula"]

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<ref>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
        \$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?(?![\w(.!:]))
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w:])
  | (?P<text>"(?:[^"]|"")*")
  | (?P<function>[A-Za-z_][\w.]*)\(
  | (?P<truth>TRUE|FALSE)\b
  | (?P<name>[^\W\d][\w.]*)(?![\w.(!\[:])
  | (?P<error>\#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!))
  | (?P<sign><>|<=|>=|[-+*/^&=<>%(),])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([^!']+))!)?\$?([A-Za-z]{1,3})\$?(\d+)(?::\$?([A-Za-z]{1,3})\$?(\d+))?$"
)


class Formula:
    """A formula made ready: called with cells, a sheet and a row it calculates one value.

    ``many`` calculates the values of many rows at once, as long as it meets numbers only; None if it cannot.
    """

    __slots__ = ("_run", "many")

    def __init__(self, node: Node) -> None:
        self._run, self.many = node.run, node.many

    def __call__(self, cells: Cells, sheet: str, row: int) -> Value:
        try:
            found = self._run(Scope(cells, sheet, row, cells.settled(sheet)))
        except ExcelError as error:
            return error
        except (OverflowError, ZeroDivisionError):
            return ExcelError("#NUM!")
        return 0.0 if found is None else found


@lru_cache(maxsize=1024)
def compile_formula(text: str, row: int) -> Formula:
    """Return what calculates the formula.

    The text is as it stands in ``row``; references without a sheet's name go along, held by a ``$`` too,
    when it is calculated for another row.  Raises Unknown for a formula that cannot be calculated here.
    """
    return Formula(_Parser(_tokens(text), row).whole())


@lru_cache(maxsize=1024)
def areas(text: str) -> list[Box]:
    """Return the ranges of a reference such as ``(Data!$A$2:$A$4,Data!$A$7)``, else raise Unknown."""
    found = []
    for kind, token in _tokens(text):
        if kind == "ref":
            found.append(_box(token, 0)(Scope(_NOTHING, "", 0, {})))
        elif token not in "(),":
            raise Unknown(text)
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = list[tuple[str, str]](), 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Unknown(text[at:])
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


def _box(text: str, home: int) -> Callable[[Scope], Box]:
    """Return where a reference points; its rows are offsets from ``home``, unless it names a sheet."""
    match = _REFERENCE.match(text)
    if match is None:
        raise Unknown(text)
    sheet = (match[1] or match[2] or "").replace("''", "'")
    left, top = column_number(match[3]), int(match[4])
    right, bottom = (column_number(match[5]), int(match[6])) if match[5] else (left, top)
    (top, bottom), (left, right) = sorted((top, bottom)), sorted((left, right))
    if sheet:
        return lambda scope: (sheet, top, left, bottom, right)

    def box(scope: Scope) -> Box:
        by = scope.row - home
        return scope.sheet, top + by, left, bottom + by, right

    return box


class _Parser:
    """A parser by precedence, which makes functions instead of a tree."""

    def __init__(self, tokens: list[tuple[str, str]], row: int) -> None:
        self.tokens, self.row, self.at = tokens, row, 0

    def whole(self) -> Node:
        """Return the whole formula."""
        node = self.expression(0)
        if self.at < len(self.tokens):
            raise Unknown(self.tokens[self.at][1])
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
            left = _percent(left) if sign == "%" else _binary(sign, left, self.expression(power))
        return left

    def operand(self) -> Node:
        """Return what stands between two operators."""
        if self.at >= len(self.tokens):
            raise Unknown("a formula that ends early")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "sign":
            return self._signed(text)
        if kind == "ref":
            return _reference(text, self.row)
        if kind == "name":
            return _name(text)
        if kind == "function":
            return self._function(text.upper())
        return _constant(kind, text)

    def _signed(self, text: str) -> Node:
        if text == "(":
            node = self.expression(0)
            self._expect(")")
            return node
        if text not in "+-":
            raise Unknown(text)
        operand = self.expression(_UNARY)
        return operand if text == "+" else _negative(operand)

    def _function(self, name: str) -> Node:
        function = FUNCTIONS.get(name.removeprefix("_XLFN."))
        if function is None:
            raise Unknown(name)
        arguments: list[Node] = []
        if self.peek() == ")":
            self.at += 1
            return Node(lambda scope: function(scope, arguments))
        while True:
            blank = self.peek() in (",", ")") and self.peek() != ""
            arguments.append(Node(lambda scope: None) if blank else self.expression(0))
            if self.peek() != ",":
                break
            self.at += 1
        self._expect(")")
        return Node(lambda scope: function(scope, arguments))

    def _expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise Unknown(f"a missing {sign}")
        self.at += 1


_BINDING = {
    "=": 1,
    "<>": 1,
    "<": 1,
    ">": 1,
    "<=": 1,
    ">=": 1,
    "&": 2,
    "+": 3,
    "-": 3,
    "*": 4,
    "/": 4,
    "^": 5,
    "%": 7,
}
_UNARY = 6


def _constant(kind: str, text: str) -> Node:
    if kind == "error":
        return Node(lambda scope: _raise(ExcelError(text.upper())))
    value: Value = text.upper() == "TRUE"
    if kind == "number":
        number = float(text)
        return Node(lambda scope: number, None, lambda stretch: [number] * stretch.count)
    if kind == "text":
        value = text[1:-1].replace('""', '"')
    return Node(lambda scope: value)


def _raise(error: ExcelError) -> Value:
    raise error


def _reference(text: str, home: int) -> Node:
    """Return a reference; a single cell of the formula's own sheet is looked up without detour."""
    box = _box(text, home)

    def ask(scope: Scope) -> Value:
        sheet, top, left, bottom, right = box(scope)
        if top != bottom or left != right:
            raise Unknown("a range in place of one value")
        return sound(scope.cells.value(sheet, top, left))

    if "!" in text or ":" in text:
        return Node(ask, box)
    _, by, column, _, _ = box(Scope(_NOTHING, "", 0, {}))

    def run(scope: Scope) -> Value:
        value = scope.columns[column].get(scope.row + by)
        return value if type(value) is float else ask(scope)

    return Node(run, box, lambda stretch: stretch.numbers(by, column))


def _name(name: str) -> Node:
    """Return what a name means: one range, or a constant."""

    def box(scope: Scope) -> Box:
        found = areas(scope.cells.named(scope.sheet, name))
        if len(found) != 1:
            raise Unknown(name)
        return found[0]

    def run(scope: Scope) -> Value:
        text = scope.cells.named(scope.sheet, name)
        return sound(compile_formula(text, scope.row)(scope.cells, scope.sheet, scope.row))

    return Node(run, box)


def _negative(operand: Node) -> Node:
    numbers = operand.many
    many: Many | None = None if numbers is None else lambda stretch: [-number for number in numbers(stretch)]
    return Node(lambda scope: -as_number(operand.run(scope)), None, many)


def _percent(operand: Node) -> Node:
    numbers = operand.many
    many: Many | None = None if numbers is None else lambda stretch: [n / 100 for n in numbers(stretch)]
    return Node(lambda scope: as_number(operand.run(scope)) / 100, None, many)


def _power(one: float, other: float) -> float:
    if one == 0 and other == 0:
        raise ExcelError("#NUM!")
    try:
        found = one**other
    except ZeroDivisionError:
        raise ExcelError("#DIV/0!") from None
    if isinstance(found, complex):
        raise ExcelError("#NUM!")
    return float(found)


# How an operator works on numbers that all are known to be some; a quotient by zero raises.
_NUMERIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "^": _power,
}


def _binary(sign: str, left: Node, right: Node) -> Node:
    if sign == "&":
        return Node(lambda scope: as_text(left.run(scope)) + as_text(right.run(scope)))
    if sign in COMPARISONS:
        compare = COMPARISONS[sign]
        return Node(lambda scope: compare(*_comparable(left.run(scope), right.run(scope))))
    work = _ARITHMETIC[sign]

    def run(scope: Scope) -> Value:
        one, other = left.run(scope), right.run(scope)
        if type(one) is not float:
            one = as_number(one)
        if type(other) is not float:
            other = as_number(other)
        found = work(one, other)
        if not math.isfinite(found):
            raise ExcelError("#NUM!")
        return found

    return Node(run, None, _binary_many(sign, left.many, right.many))


def _binary_many(sign: str, left: Many | None, right: Many | None) -> Many | None:
    work = _NUMERIC.get(sign)
    if left is None or right is None or work is None:
        return None

    def many(stretch: Stretch) -> list[float]:
        found = list(map(work, left(stretch), right(stretch)))
        if not all(map(math.isfinite, found)):
            raise Unknown("a number that Excel does not have")
        return found

    return many


def _comparable(one: Value, other: Value) -> tuple[object, object]:
    """Return two values as Excel compares them: numbers before texts before truths, texts without case."""
    one, other = _like(one, other), _like(other, one)
    return _rank(one), _rank(other)


def _like(value: Value, other: Value) -> Value:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0


def _rank(value: Value) -> tuple[int, object]:
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


class _Nothing:
    """Cells of which none has a value."""

    is_1904 = False

    def named(self, sheet: str, name: str) -> str:
        raise Unknown(name)

    def settled(self, sheet: str) -> Mapping[int, Lookup]:
        return {}

    def value(self, sheet: str, row: int, column: int) -> Value:
        return None

    def values(self, box: Box) -> Sequence[Value]:
        return ()


_NOTHING = _Nothing()
