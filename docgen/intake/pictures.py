"""Pictures that lie on the cells of an intake workbook: laid there, and found again.

Knows drawings (ECMA-376 part 1, 20.5); which cells take a picture is told it.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from docgen.engine.values import Image as Picture
from docgen.intake.embedded import held_in_cells, related
from docgen.opc import Package

__all__ = ["Laid", "lay", "pictures_of"]

_HEIGHT, _EDGE = 60, 3  # points of a row with a picture, pixels beside it
_PIXELS_PER_POINT, _PIXELS_PER_CHARACTER = 96 / 72, 7

At = tuple[int, int]
"""A row and a column, from 1."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A picture on a sheet: its file, empty for one that is not in the workbook, and the cells it covers.

    ``text`` is what is said of one that is the content of its cell; None for one that lies on cells.
    """

    data: bytes
    first: At
    last: At
    text: str | None = None

    def on(self, cells: Collection[At]) -> At | None:
        """Return which of some cells the picture lies on: the one nearest to its middle; None for no cell."""
        (top, left), (bottom, right) = self.first, self.last
        covered = [(row, column) for row, column in cells if top <= row <= bottom and left <= column <= right]
        middle = (top + bottom) / 2, (left + right) / 2
        return min(covered, key=lambda at: abs(at[0] - middle[0]) + abs(at[1] - middle[1]), default=None)


def lay(picture: Picture, cell: Cell) -> None:
    """Let a picture lie on a cell, whose row becomes high enough for it."""
    sheet = cell.parent
    assert isinstance(sheet, Worksheet), "a cell of a workbook that is being made"
    sheet.row_dimensions[cell.row].height = _HEIGHT
    width = sheet.column_dimensions[get_column_letter(cell.column)].width * _PIXELS_PER_CHARACTER - 2 * _EDGE
    height = _HEIGHT * _PIXELS_PER_POINT - 2 * _EDGE
    scale = min(width / picture.width, height / picture.height)
    image = Image(io.BytesIO(picture.data))
    image.width, image.height = round(picture.width * scale), round(picture.height * scale)
    sheet.add_image(image, cell.coordinate)


def pictures_of(package: Package) -> Mapping[str, list[Laid]]:
    """Return the pictures of each sheet of a workbook by the sheet's name."""
    found: dict[str, list[Laid]] = {}
    for sheet in package.xml(package.main_part).iter("{*}sheet"):
        part = related(package, package.main_part, sheet)
        drawings = package.related(part, "drawing") if part else []
        on_cells = [laid for drawing in drawings for laid in _drawn(package, drawing)]
        found[sheet.get("name", "")] = [*on_cells, *(_inside(package, part) if part else ())]
    return found


def _inside(package: Package, sheet: str) -> Iterator[Laid]:
    for name, held in held_in_cells(package, sheet):
        at = coordinate_to_tuple(name)
        yield Laid(held.data, at, at, held.text)


def _drawn(package: Package, part: str) -> Iterator[Laid]:
    for anchor in package.xml(part).iter("{*}twoCellAnchor", "{*}oneCellAnchor"):
        ends = [_corner(end) for end in anchor.iterchildren("{*}from", "{*}to")]
        for blip in anchor.iter("{*}blip"):
            file = related(package, part, blip, "embed")
            yield Laid(package.read(file) if file else b"", ends[0], ends[-1])


def _corner(end: Any) -> At:
    """Return the cell in which a corner lies; one that lies on the edge of a cell does not reach into it."""
    row, column = (int(end.findtext(f"{{*}}{name}") or 0) for name in ("row", "col"))
    if str(end.tag).endswith("}to"):
        row -= row > 0 and end.findtext("{*}rowOff") == "0"
        column -= column > 0 and end.findtext("{*}colOff") == "0"
    return row + 1, column + 1
