"""How high a row has to be for the texts that a document puts into it.

Excel fits a row on opening if nobody has set its height; LibreOffice and most viewers do not, and cut its
text.  So rows of automatic height get an estimate where wrapped cells hold tags.  Runs once for a template;
the texts of a document are measured in ``values``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.source import TOKEN
from docgen.engine.xlsx.sheet import SheetTree, cell_text, position
from docgen.engine.xlsx.text_heights import BOLD, LINE, MARGIN, Piece, row_height, runs_height
from docgen.engine.xlsx.workbook import Workbook, read_xml

__all__ = ["Fit", "Heights", "Looks"]

_INDENT = 1.5  # characters of a column's width
_COLUMN, _ROW, _SIZE = 8.43, 15.0, 11.0  # what holds where a workbook does not say
_YES = ("1", "true", "on")


class Fit(NamedTuple):
    """How a text fits into a cell: characters a line, points a line, and the least height of its row."""

    room: float
    line: float
    least: float


@dataclass(frozen=True, slots=True)
class _Look:
    """What a cell's style says of its text: whether it wraps, its indent, its size in points, its weight."""

    wraps: bool = False
    indent: int = 0
    size: float = _SIZE
    is_bold: bool = False


class Looks:
    """The looks of a workbook's cell styles, by their index."""

    def __init__(self, book: Workbook) -> None:
        root = read_xml(book.package, book.styles_part) if book.styles_part else None
        self._fonts = [] if root is None else _children(root, "fonts", "font")
        self._styles = [] if root is None else _children(root, "cellXfs", "xf")

    def of(self, style: str) -> _Look:
        """Return the look of a style."""
        index = int(style or 0)
        if index >= len(self._styles):
            return _Look()
        xf = self._styles[index]
        aligned = next(xf.iter(*names(S, "alignment")), None)
        wraps = (
            aligned is not None
            and aligned.get("wrapText") in _YES
            and aligned.get("textRotation", "0") == "0"
        )
        font = int(xf.get("fontId", 0))
        indent = 0 if aligned is None else int(aligned.get("indent", 0))
        return _Look(wraps, indent, *self._font(font))

    def _font(self, index: int) -> tuple[float, bool]:
        font = self._fonts[index] if index < len(self._fonts) else None
        size = None if font is None else next(font.iter(*names(S, "sz")), None)
        bold = None if font is None else next(font.iter(*names(S, "b")), None)
        return (
            _SIZE if size is None else float(size.get("val", _SIZE)),
            bold is not None and bold.get("val", "1") in _YES,
        )

    @cached_property
    def size(self) -> float:
        """The size of the font in which widths of columns are counted."""
        return self._font(0)[0]


def _children(root: etree._Element, holder: str, name: str) -> list[etree._Element]:
    found = next(root.iter(*names(S, holder)), None)
    return [] if found is None else [e for e in found if e.tag in names(S, name)]


@dataclass
class Heights:
    """The rows of one sheet whose height depends on the data.  Read before markers are put into the sheet."""

    tree: SheetTree
    looks: Looks
    fits: dict[tuple[int, int], Fit] = field(default_factory=dict)
    """How texts fit into the wrapped cells with tags, by template row and column."""
    least: dict[int, float] = field(default_factory=dict)
    """The height of these rows, in points, if all their tags are short; by template row."""

    def read(self) -> None:
        """Find the rows of automatic height in which wrapped cells hold tags."""
        for row in self.tree.row_elements():
            if row.get("customHeight") in _YES or row.get("hidden") in _YES:
                continue
            cells = dict(self._wrapped(row))
            if not any(TOKEN.search(text) for _, text in cells.values()):
                continue
            number = int(row.get("r", 0))
            fits = {at: (self._fit(at, look), text) for at, (look, text) in cells.items()}
            self.least[number] = max(self.usual, self._one_line(row), *self._static(row, fits))
            for at, (fit, text) in fits.items():
                if TOKEN.search(text):
                    self.fits[at] = Fit(fit.room, fit.line, self.least[number])

    def _static(self, row: etree._Element, fits: Mapping[tuple[int, int], tuple[Fit, str]]) -> Iterator[int]:
        """Yield the heights that the wrapped texts of a row need which are the same in every document."""
        for cell in self.tree.cells(row):
            at = position(cell.get("r", ""))
            if at in fits and not TOKEN.search(fits[at][1]):
                fit, text = fits[at]
                runs = list(self._runs(cell))
                yield runs_height(runs, *fit) if runs else row_height(text, *fit)

    def _runs(self, cell: etree._Element) -> Iterator[Piece]:
        """Yield the runs of a cell's text, if these have formats of their own."""
        holder = cell
        if cell.get("t") == "s":
            index = int(next((e.text or "" for e in cell if e.tag in names(S, "v")), "") or -1)
            shared = self.tree.book.shared
            holder = shared[index] if 0 <= index < len(shared) else cell
        for run in holder.iter(*names(S, "r")):
            text = "".join(t.text or "" for t in run.iter(*names(S, "t")))
            size = next((e.get("val", "") for e in run.iter(*names(S, "sz"))), "")
            bold = next((e.get("val", "1") for e in run.iter(*names(S, "b"))), "0")
            yield Piece(text, float(size or 0), bold in _YES)

    def _wrapped(self, row: etree._Element) -> Iterator[tuple[tuple[int, int], tuple[_Look, str]]]:
        """Yield the cells of a row whose text wraps: where, how they look, and their text."""
        for cell in self.tree.cells(row):
            at, look = position(cell.get("r", "")), self.looks.of(cell.get("s", ""))
            if look.wraps and self._spans.get(at, (1, 1))[0] == 1:
                yield at, (look, self._text(cell))

    def _text(self, cell: etree._Element) -> str:
        value = next((e.text or "" for e in cell if e.tag in names(S, "v")), "")
        return self.tree.book.shared_text(int(value)) if cell.get("t") == "s" and value else cell_text(cell)

    def _fit(self, at: tuple[int, int], look: _Look) -> Fit:
        across = self._spans.get(at, (1, 1))[1]
        width = sum(self._widths.get(at[1] + n, self._width) for n in range(across))
        scale = look.size / self.looks.size * (BOLD if look.is_bold else 1)
        return Fit(max(1.0, (width - 1 - look.indent * _INDENT) / scale), look.size * LINE, 0)

    def _one_line(self, row: etree._Element) -> float:
        """Return the height that a row has for one line of its largest font."""
        sizes = (self.looks.of(cell.get("s", "")).size for cell in self.tree.cells(row))
        return max((math.ceil(size * LINE + MARGIN) for size in sizes if size > self.looks.size), default=0)

    # -- the sheet -------------------------------------------------------

    @cached_property
    def _format(self) -> Mapping[str, str]:
        found = next(self.tree.root.iter(*names(S, "sheetFormatPr")), None)
        return {} if found is None else {str(name): str(value) for name, value in found.attrib.items()}

    @property
    def usual(self) -> float:
        """The height of a row, in points, that says nothing of it."""
        return float(self._format.get("defaultRowHeight", _ROW))

    @property
    def _width(self) -> float:
        return float(self._format.get("defaultColWidth", _COLUMN))

    @cached_property
    def _widths(self) -> dict[int, float]:
        """The widths of columns, in characters."""
        return {
            number: float(column.get("width", self._width))
            for column in self.tree.root.iter(*names(S, "col"))
            for number in range(int(column.get("min", 1)), min(int(column.get("max", 1)), 512) + 1)
        }

    @cached_property
    def _spans(self) -> dict[tuple[int, int], tuple[int, int]]:
        """How many rows and columns merged cells span, by the first of them."""
        found = {}
        for merge in self.tree.root.iter(*names(S, "mergeCell")):
            first, _, last = merge.get("ref", "").partition(":")
            (top, left), (bottom, right) = position(first), position(last or first)
            found[top, left] = (bottom - top + 1, right - left + 1)
        return found
