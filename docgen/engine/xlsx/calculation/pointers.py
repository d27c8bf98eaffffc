"""Where references point: their text read, and the operators that join them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from docgen.engine.references import COLUMNS, ROWS
from docgen.engine.references.notation import Reference, parse
from docgen.engine.xlsx.calculation.nodes import Box, Grid, Node, Scope
from docgen.engine.xlsx.calculation.tokens import MOVES, cut
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, sound

__all__ = [
    "Areas",
    "area_grid",
    "areas",
    "fixed",
    "is_held",
    "joined",
    "pointed",
    "pointer",
    "reference",
    "referring",
    "single",
]

_ROW_END = re.compile(rf"({MOVES}?)(\d+)(?=:|$)")
_LONG = 100_000
"""Of more rows than these, only what is in use and one blank row are held."""
Areas = Callable[[Scope], Sequence[Box] | None]


def pointer(text: str, home: int) -> Callable[[Scope], Sequence[Box]]:
    """Return where a reference points; rows that go along are offsets from ``home``."""
    found = _read(text)
    top, left, bottom, right = _extent(found)
    if found.sheets is not None:
        if MOVES in text:
            raise Unknown("rows of another sheet that go along")
        return _on_sheets(found.sheets, _extent(found))
    if MOVES not in text:
        return lambda scope: ((scope.sheet, top, left, bottom, right),)
    if text.count(MOVES) == 2 - found.single:

        def moved(scope: Scope) -> Sequence[Box]:
            by = scope.row - home
            return ((scope.sheet, top + by, left, bottom + by, right),)

        return moved
    held, moving = sorted(_ROW_END.findall(text), key=lambda end: bool(end[0]))

    def stretched(scope: Scope) -> Sequence[Box]:
        ends = sorted((int(held[1]), int(moving[1]) + scope.row - home))
        return ((scope.sheet, ends[0], left, ends[1], right),)

    return stretched


def fixed(text: str) -> Box:
    """Return where a reference of one sheet points that does not go along; raises Unknown for any other."""
    found = _read(text)
    first, last = found.sheets or ("", "")
    if first != last:
        raise Unknown(text)
    return (first, *_extent(found))


def is_held(text: str) -> bool:
    """Tell whether a reference means the same cells wherever it stands."""
    found = _read(text)
    ends = [end for end in (found.rows, found.columns) if end is not None]
    return found.sheets is not None and all(
        held for end in ends for held in end.held[: 1 + (not found.single)]
    )


def _read(text: str) -> Reference:
    found = parse(text.replace(MOVES, ""))
    if found is None:
        raise Unknown(text)
    return found


def _extent(found: Reference) -> tuple[int, int, int, int]:
    """Return first row and column, last row and column of a reference."""
    top, bottom = (found.rows.first, found.rows.last) if found.rows else (1, ROWS)
    left, right = (found.columns.first, found.columns.last) if found.columns else (1, COLUMNS)
    return top, left, bottom, right


def _on_sheets(sheets: tuple[str, str], cells: tuple[int, int, int, int]) -> Callable[[Scope], Sequence[Box]]:
    first, last = sheets
    if first == last:
        return lambda scope: ((first, *cells),)
    return lambda scope: [(name, *cells) for name in scope.cells.sheets(first, last)]


def reference(text: str, home: int, *, lifted: bool) -> Node:
    """Return a reference; a single cell of the formula's own sheet is looked up without detour."""
    areas, found = pointer(text, home), _read(text)
    if not _is_cell(found) or found.sheets is not None:
        return referring(areas, lifted=lifted and not _is_cell(found))
    assert found.columns is not None and found.rows is not None
    column = found.columns.first
    if MOVES not in text:
        row = found.rows.first
        return Node(lambda scope: sound(scope.cells.value(scope.sheet, row, column)), areas)
    by = found.rows.first - home

    def run(scope: Scope) -> Value:
        value = scope.columns[column].get(scope.row + by)
        if type(value) is float:
            return value
        return sound(scope.cells.value(scope.sheet, scope.row + by, column))

    return Node(run, areas, lambda stretch: stretch.numbers(by, column))


def _is_cell(found: Reference) -> bool:
    return found.single and (found.sheets is None or found.sheets[0] == found.sheets[1])


def referring(areas: Areas, *, lifted: bool) -> Node:
    """Return what means cells; where it is ``lifted``, all of these count, else one of them."""

    def run(scope: Scope) -> Value:
        found = areas(scope)
        if found is None or len(found) != 1:
            raise Unknown("several ranges in place of one value")
        return _own_row(scope, found[0])

    if not lifted:
        return Node(run, areas)
    return Node(run, areas, grid=lambda scope: area_grid(scope, areas(scope)))


def _own_row(scope: Scope, box: Box) -> Value:
    """Return the one cell of a range, or of a range of one column the cell in the formula's row."""
    sheet, top, left, bottom, right = box
    if left != right:
        raise Unknown("a range in place of one value")
    if top == bottom:
        return sound(scope.cells.value(sheet, top, left))
    if not top <= scope.row <= bottom:
        raise ExcelError("#VALUE!")
    return sound(scope.cells.value(sheet, scope.row, left))


def area_grid(scope: Scope, areas: Sequence[Box] | None) -> Grid:
    """Return the values of a range as an array; raises Unknown for several ranges."""
    if areas is None or len(areas) != 1:
        raise Unknown("several ranges in an array")
    sheet, top, left, bottom, right = areas[0]
    last = bottom
    if bottom - top > _LONG:
        last = min(bottom, scope.cells.trimmed(areas[0])[3] + 1)
    values = scope.cells.values((sheet, top, left, last, right))
    return Grid(values, last - top + 1, right - left + 1, bottom - last)


def pointed(scope: Scope, node: Node) -> Sequence[Box] | None:
    """Return the ranges that a part of a formula means; None if it means no cells."""
    return None if node.areas is None else node.areas(scope)


def single(scope: Scope, node: Node) -> Box:
    """Return the one range that a part of a formula means; raises Unknown for any other."""
    found = pointed(scope, node)
    if found is None or len(found) != 1:
        raise Unknown("a range")
    return found[0]


@lru_cache(maxsize=1024)
def areas(text: str) -> list[Box]:
    """Return the ranges of a reference such as ``(Data!$A$2:$A$4,Data!$A$7)``, else raise Unknown."""
    found = []
    for kind, token in cut(text):
        if kind == "ref":
            found.append(fixed(token))
        elif token not in "(),":
            raise Unknown(text)
    return found


# The operators of references


def joined(sign: str, left: Node, right: Node, *, lifted: bool) -> Node:
    """Return what two references mean: ``,`` both, a blank what they share, ``:`` from one to the other."""
    if left.areas is None or right.areas is None:
        raise Unknown(f"{sign} between values")
    join = _JOINS[sign]

    def areas(scope: Scope) -> Sequence[Box]:
        one, other = pointed(scope, left), pointed(scope, right)
        if one is None or other is None:
            raise Unknown(f"{sign} between values")
        return join(one, other)

    return referring(areas, lifted=lifted)


def _shared(one: Sequence[Box], other: Sequence[Box]) -> Sequence[Box]:
    found = [box for first in one for second in other if (box := _overlap(first, second)) is not None]
    if not found:
        raise ExcelError("#NULL!")
    return found


def _overlap(one: Box, other: Box) -> Box | None:
    if one[0].casefold() != other[0].casefold():
        return None
    top, left = max(one[1], other[1]), max(one[2], other[2])
    bottom, right = min(one[3], other[3]), min(one[4], other[4])
    return (one[0], top, left, bottom, right) if top <= bottom and left <= right else None


def _reached(one: Sequence[Box], other: Sequence[Box]) -> Sequence[Box]:
    boxes = [*one, *other]
    if len({box[0].casefold() for box in boxes}) != 1:
        raise ExcelError("#VALUE!")
    tops, lefts, bottoms, rights = zip(*(box[1:] for box in boxes), strict=True)
    return [(boxes[0][0], min(tops), min(lefts), max(bottoms), max(rights))]


_JOINS: dict[str, Callable[[Sequence[Box], Sequence[Box]], Sequence[Box]]] = {
    ",": lambda one, other: [*one, *other],
    " ": _shared,
    ":": _reached,
}
