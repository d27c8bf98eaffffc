"""The shapes that show comments and form controls: they follow their cells.

They stand in VML, which is no XML that a parser can be trusted with; it is cut and written as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.engine.references import BookLayout, FormulaTemplate, Place, SheetLayout, map_anchor, map_point
from docgen.engine.text import escape_text
from docgen.engine.xlsx.marking import Marking
from docgen.errors import Problem

__all__ = ["Boxes", "read_boxes"]

_SHAPE = re.compile(r"<v:shape\s.*?</v:shape>", re.DOTALL)
_NOTE, _CONTROL = re.compile(r'ObjectType="Note"'), re.compile(r'ObjectType="(?!Note")')
_ROW, _COLUMN = re.compile(r"(<x:Row>)(\d+)(</x:Row>)"), re.compile(r"(<x:Column>)(\d+)(</x:Column>)")
_ANCHOR = re.compile(r"(<x:Anchor>)([\d\s,-]+)(</x:Anchor>)")
_ID = re.compile(r'(\sid="_x0000_s)(\d+)"')
_LINKS = re.compile(r"(<x:Fmla(Link|Range|Txbx|Pict|Group)>)([^<]+)(</x:Fmla)")
_WRITTEN = re.compile(r"<~m(\d+)>")
_RANGES = ("Range", "Pict")


@dataclass(frozen=True)
class Boxes:
    """The shapes of one sheet: their VML with markers, and the references for which these stand."""

    vml: str
    formulas: tuple[FormulaTemplate, ...]
    moves: bool

    def write(self, layout: BookLayout, at: int, warnings: list[Problem]) -> str:
        """Return the shapes of the output sheet at a position."""

        def written(match: re.Match[str]) -> str:
            return escape_text(self.formulas[int(match[1])].text(layout, at, warnings=warnings))

        vml = _WRITTEN.sub(written, self.vml)
        return _moved_all(vml, layout.sheet(at)) if self.moves else vml


def read_boxes(vml: str, marking: Marking) -> Boxes | None:
    """Return the shapes of a sheet; None if they are the same in every document."""
    found: list[FormulaTemplate] = []

    def marked(match: re.Match[str]) -> str:
        place = Place.RANGE if match[2] in _RANGES else Place.VALUE
        template = marking.formulas.compile(html.unescape(match[3]), marking.home, place=place)
        if template is None or not template.differs(marking.live):
            return match.group()
        found.append(template)
        return f"{match[1]}<~m{len(found) - 1}>{match[4]}"

    vml = _LINKS.sub(marked, vml)
    return Boxes(vml, tuple(found), marking.moves) if marking.moves or found else None


def _moved_all(vml: str, sheet: SheetLayout) -> str:
    """Return a sheet's VML with each comment beside each copy of its cell, and controls where theirs went."""
    fresh = max((int(found[1]) for found in _ID.findall(vml)), default=1024)

    def written(match: re.Match[str]) -> str:
        nonlocal fresh
        shape = match.group()
        if _CONTROL.search(shape):
            return _with_anchor(shape, sheet)
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
    rows = sheet.rows_at(column + 1)
    for first, _ in map_anchor(rows, row):
        for left, _ in map_anchor(sheet.columns, column):
            if not (rows.axis.is_gone(row + 1) or sheet.columns.axis.is_gone(column + 1)):
                yield first, left


def _moved(shape: str, row: int, column: int) -> str:
    """Return a box moved to another cell; it keeps its distance from that."""
    before = [int(found[2]) for found in (_ROW.search(shape), _COLUMN.search(shape)) if found]
    shape = _ROW.sub(rf"\g<1>{row}\g<3>", shape, count=1)
    shape = _COLUMN.sub(rf"\g<1>{column}\g<3>", shape, count=1)
    return _shifted(shape, row - before[0], column - before[1])


def _with_anchor(shape: str, sheet: SheetLayout) -> str:
    """Return a control moved with the first copy of the cell under its first corner."""
    found = _ANCHOR.search(shape)
    if found is None or found[2].count(",") < 2:
        return shape
    column, _, row = (int(number) for number in found[2].split(",")[:3])
    down = map_point(sheet.rows_at(column + 1), row + 1) - 1 - row
    return _shifted(shape, down, map_point(sheet.columns, column + 1) - 1 - column)


def _shifted(shape: str, down: int, right: int) -> str:
    """Return a shape so many rows and columns further on; its anchor tells these in every other number."""

    def anchor(match: re.Match[str]) -> str:
        numbers = [int(number) for number in match[2].split(",")]
        for at, by in ((0, right), (2, down), (4, right), (6, down)):
            if at < len(numbers):
                numbers[at] += by
        return match[1] + ", ".join(map(str, numbers)) + match[3]

    return _ANCHOR.sub(anchor, shape, count=1)
