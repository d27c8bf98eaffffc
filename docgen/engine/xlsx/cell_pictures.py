"""Pictures that are the content of cells: found in a finished sheet, and fitted into their cells.

A slow path: only sheets of documents in which a cell holds a picture take it.  Lengths are in EMU; nothing
here knows drawings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from docgen.engine.fitting import WHOLE, Edges, fit, wished_size
from docgen.engine.references import position
from docgen.engine.values import Image
from docgen.zipping import Segment

__all__ = ["CellPicture", "Grid", "Hung", "hang", "take_pictures"]

_PICTURE = re.compile(r'(<c r="([A-Z]+\d+)"[^<>]*/>)<~i(\d+)>')
_ROW, _COLUMN = re.compile(r'<row r="(\d+)"([^>]*)>'), re.compile(r"<col ([^>]*)>")
_FORMAT, _ATTRIBUTE = re.compile(r"<sheetFormatPr ([^>]*)>"), re.compile(r'(\w+)="([^"]*)"')
_SET = re.compile(r' (?:ht|customHeight)="[^"]*"')
_MERGED = re.compile(r'<mergeCell ref="([A-Z]+\d+):([A-Z]+\d+)"')
_YES = ("1", "true", "on")
_EMU_PER_POINT, _EMU_PER_PIXEL = 12_700, 9_525
_HEIGHT, _BASE, _DIGIT, _EDGES = 15.0, 8, 7, 5
"""Points of a row, characters of a column; pixels of a digit, and of a column beside its digits."""
_MARGIN = 2 * _EMU_PER_PIXEL
"""What stays free at each edge of a cell, so that its borders are seen."""
_HIGHEST = 409  # points, which is as high as Excel lets a row be

Rows = list[str | Segment]


@dataclass(frozen=True, slots=True)
class CellPicture:
    """A picture and the row and column of its cell."""

    row: int
    column: int
    image: Image


@dataclass(frozen=True, slots=True)
class Hung:
    """A picture in its place: its first corner by cells from 0 and how far inside, size, what is cut off."""

    image: Image
    column: tuple[int, int]
    row: tuple[int, int]
    size: tuple[int, int]
    cut: Edges


def take_pictures(body: Sequence[str | Segment], images: Sequence[Image]) -> tuple[Rows, list[CellPicture]]:
    """Return the rows of a sheet without the markers of their pictures, and these."""
    found: list[CellPicture] = []

    def taken(match: re.Match[str]) -> str:
        found.append(CellPicture(*position(match[2]), images[int(match[3])]))
        return match[1]

    rows: Rows = [
        _PICTURE.sub(taken, chunk) if isinstance(chunk, str) and "<~i" in chunk else chunk for chunk in body
    ]
    return rows, found


class Grid:
    """The widths of columns and the heights of rows of one finished sheet, given by its texts."""

    def __init__(self, head: str, body: Sequence[str | Segment], tail: str) -> None:
        self.head, self.tail = head, tail
        self.body = list(body)
        self._grown: dict[int, str] = {}
        format_ = _FORMAT.search(head)
        self._format = dict(_ATTRIBUTE.findall(format_[1])) if format_ else {}

    @cached_property
    def _rows(self) -> dict[int, Mapping[str, str]]:
        found = (match for chunk in self.body if isinstance(chunk, str) for match in _ROW.finditer(chunk))
        return {int(match[1]): dict(_ATTRIBUTE.findall(match[2])) for match in found}

    @cached_property
    def _columns(self) -> list[Mapping[str, str]]:
        return [dict(_ATTRIBUTE.findall(match[1])) for match in _COLUMN.finditer(self.head)]

    @cached_property
    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {position(first): position(last) for first, last in _MERGED.findall(self.tail)}

    def height(self, row: int) -> int:
        """Return the height of a row, 0 for one that is hidden."""
        said = self._rows.get(row, {})
        hidden = said.get("hidden") if row in self._rows else self._format.get("zeroHeight")
        usual = self._format.get("defaultRowHeight", _HEIGHT)
        return 0 if hidden in _YES else round(float(said.get("ht", usual)) * _EMU_PER_POINT)

    def width(self, column: int) -> int:
        """Return the width of a column, 0 for one that is hidden."""
        for said in self._columns:
            if int(said.get("min", 0)) <= column <= int(said.get("max", 0)):
                if said.get("hidden") in _YES:
                    return 0
                if "width" in said:
                    return _pixels(float(said["width"])) * _EMU_PER_PIXEL
        return self._usual_width * _EMU_PER_PIXEL

    @cached_property
    def _usual_width(self) -> int:
        if "defaultColWidth" in self._format:
            return _pixels(float(self._format["defaultColWidth"]))
        plain = int(self._format.get("baseColWidth", _BASE)) * _DIGIT + _EDGES
        return -(-plain // 8) * 8

    def area(self, row: int, column: int) -> tuple[range, range]:
        """Return the rows and columns of a cell, which is the first of a merged range, or alone."""
        bottom, right = self._merged.get((row, column), (row, column))
        return range(row, bottom + 1), range(column, right + 1)

    def grow(self, row: int, height: int) -> None:
        """Let a row whose height nobody has set be so high, if it is not anyway."""
        said = self._rows.get(row, {})
        is_set = said.get("customHeight") in _YES or said.get("hidden") in _YES
        if is_set or height <= self.height(row):
            return
        points = str(min(_HIGHEST, -(-height // _EMU_PER_POINT)))
        self._grown[row] = f' ht="{points}" customHeight="1"'
        self._rows[row] = {**said, "ht": points}

    def rows(self) -> Rows:
        """Return the rows of the sheet as high as they have grown."""
        if not self._grown:
            return self.body
        return [self._higher(chunk) if isinstance(chunk, str) else chunk for chunk in self.body]

    def _higher(self, chunk: str) -> str:
        def higher(match: re.Match[str]) -> str:
            grown = self._grown.get(int(match[1]))
            return match[0] if grown is None else f'<row r="{match[1]}"{grown}{_SET.sub("", match[2])}>'

        return _ROW.sub(higher, chunk)


def _pixels(characters: float) -> int:
    """Return the width of a column in pixels (ECMA-376 part 1, 18.3.1.13)."""
    return int((256 * characters + int(128 / _DIGIT)) / 256 * _DIGIT)


def hang(picture: CellPicture, grid: Grid) -> Hung | None:
    """Return a picture in the middle of its cell; None if there is no room for any.

    A picture with a size of its own gets that, and its row is as high as it needs if nobody has set it.
    """
    rows, columns = grid.area(picture.row, picture.column)
    wished = wished_size(picture.image)
    if wished is not None and len(rows) == 1:
        grid.grow(picture.row, wished[1] + 2 * _MARGIN)
    height, width = sum(map(grid.height, rows)), sum(map(grid.width, columns))
    if not height or not width:
        return None
    margin = min(_MARGIN, width // 8, height // 8)
    if wished is not None:
        *size, cut = *wished, WHOLE
    else:
        *size, cut = fit(picture.image, width - 2 * margin, height - 2 * margin)
    column = _walked(columns, grid.width, max(margin, (width - size[0]) // 2))
    row = _walked(rows, grid.height, max(margin, (height - size[1]) // 2))
    return Hung(picture.image, column, row, (size[0], size[1]), cut)


def _walked(cells: range, length: Callable[[int], int], distance: int) -> tuple[int, int]:
    """Return the row or column, from 0, in which a point lies, and how far inside."""
    for number in cells:
        if distance < length(number):
            return number - 1, distance
        distance -= length(number)
    return cells[-1] - 1, 0
