"""Comments on cells: the boxes that show them follow their cells.

The boxes stand in VML, which is no XML that a parser can be trusted with; they are cut and written as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.engine.references import SheetLayout, map_anchor

__all__ = ["move_boxes"]

_SHAPE = re.compile(r"<v:shape\s.*?</v:shape>", re.DOTALL)
_NOTE = re.compile(r'ObjectType="Note"')
_ROW, _COLUMN = re.compile(r"(<x:Row>)(\d+)(</x:Row>)"), re.compile(r"(<x:Column>)(\d+)(</x:Column>)")
_ANCHOR = re.compile(r"(<x:Anchor>)([\d\s,-]+)(</x:Anchor>)")
_ID = re.compile(r'(\sid="_x0000_s)(\d+)"')


def move_boxes(vml: str, sheet: SheetLayout) -> str:
    """Return a sheet's VML with the box of each comment beside each copy of its cell; other shapes stay."""
    fresh = max((int(found[1]) for found in _ID.findall(vml)), default=1024)

    def written(match: re.Match[str]) -> str:
        nonlocal fresh
        shape = match.group()
        if not _NOTE.search(shape) or not _ROW.search(shape) or not _COLUMN.search(shape):
            return shape
        copies = []
        for number, (row, column) in enumerate(_places(shape, sheet)):
            copy = _moved(shape, row, column)
            if number:
                fresh += 1
                copy = _ID.sub(rf'\g<1>{fresh}"', copy, count=1)
            copies.append(copy)
        return "".join(copies)

    return _SHAPE.sub(written, vml)


def _places(shape: str, sheet: SheetLayout) -> Iterator[tuple[int, int]]:
    """Yield row and column, from 0, of each copy of the cell that a box belongs to."""
    row, column = (int(found[2]) for found in (_ROW.search(shape), _COLUMN.search(shape)) if found)
    for first, _ in map_anchor(sheet.rows, row):
        for left, _ in map_anchor(sheet.columns, column):
            if not (sheet.rows.axis.is_gone(row + 1) or sheet.columns.axis.is_gone(column + 1)):
                yield first, left


def _moved(shape: str, row: int, column: int) -> str:
    """Return a box moved to another cell; it keeps its distance from that."""
    before = [int(found[2]) for found in (_ROW.search(shape), _COLUMN.search(shape)) if found]
    down, right = row - before[0], column - before[1]

    def anchor(match: re.Match[str]) -> str:
        numbers = [int(number) for number in match[2].split(",")]
        for at, by in ((0, right), (2, down), (4, right), (6, down)):
            if at < len(numbers):
                numbers[at] += by
        return match[1] + ", ".join(map(str, numbers)) + match[3]

    shape = _ROW.sub(rf"\g<1>{row}\g<3>", shape, count=1)
    shape = _COLUMN.sub(rf"\g<1>{column}\g<3>", shape, count=1)
    return _ANCHOR.sub(anchor, shape, count=1)
