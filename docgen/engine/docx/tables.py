"""Tables of rich values in the template's own table style (ECMA-376 part 1, 17.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from docgen.engine.docx.paragraphs import QUOTE_INDENT, ParagraphWriter, Spot
from docgen.engine.docx.runs import add
from docgen.engine.docx.styles import Style, child, value_of
from docgen.engine.docx.surroundings import CELL_MARGINS
from docgen.engine.values import Cell, Image, Paragraph, Run, Table
from docgen.errors import Problem, RenderError

__all__ = ["TableWriter"]

_MOST_COLUMNS = 63
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_HEADINGS = ("Table Heading", "Table Header")
_TEXTS = ("Table Text", "Table Contents")
_PLAIN = "Normal Table"
_SHORTEST, _LONGEST = 4, 48
"""How few and how many letters of its longest word and text count for the width of a column."""
_LETTER = 115
"""About how wide a bold letter is, in twentieths of a point."""
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uf900-\uffef]+")
"""What stands on one line; a line may break beside any Chinese character."""


class TableWriter:
    """Writes the tables of one part; ``paragraphs`` writes what stands in their cells."""

    def __init__(self, paragraphs: ParagraphWriter) -> None:
        self._paragraphs, self._runs, self.w = paragraphs, paragraphs.runs, paragraphs.w
        self._styles = paragraphs.looks.styles

    def write(self, table: Table, spot: Spot) -> etree._Element:
        """Return a table as wide as the text; raises RenderError for more columns than Word can have."""
        columns = max((len(row) for row in table.rows), default=0) or 1
        if columns > _MOST_COLUMNS:
            raise RenderError(
                Problem(
                    "too-many-columns",
                    f"A table has {columns} columns; Word can have {_MOST_COLUMNS}.",
                    "Divide the table.",
                )
            )
        indent = self._paragraphs.indent_at(table.depth) + QUOTE_INDENT * table.quote
        widths = _widths(table, columns, max(spot.width - indent, columns * CELL_MARGINS))
        element = etree.Element(self.w + "tbl")
        element.append(self._properties(table, sum(widths), indent))
        grid = etree.SubElement(element, self.w + "tblGrid")
        for width in widths:
            add(grid, "gridCol", w=str(width))
        spots = [self._inside(spot, _HEADINGS + _TEXTS), self._inside(spot, _TEXTS)]
        for at, row in enumerate(table.rows):
            header = at < table.header
            element.append(self._row(row, widths, header, spots[not header]))
        return element

    def _properties(self, table: Table, width: int, indent: int) -> etree._Element:
        properties = etree.Element(self.w + "tblPr")
        style = self._style(table)
        if style:
            add(properties, "tblStyle", val=style)
        add(properties, "tblW", w=str(width), type="dxa")
        if indent:
            add(properties, "tblInd", w=str(indent), type="dxa")
        if not style:
            borders = add(properties, "tblBorders")
            for side in _SIDES:
                add(borders, side, val="single", sz="4", space="0", color="auto")
        add(properties, "tblLook", val="0420", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0")
        return properties

    def _style(self, table: Table) -> str:
        """Return the id of the style: the one that is asked for, the template's default, or Table Grid."""
        if table.style and (asked := self._runs.style("table", table.style)):
            return asked
        default = self._styles.default_of("table")
        if default is not None and default.name != _PLAIN:
            return default.id
        grid = self._styles.find("table", "Table Grid")
        return grid.id if grid else ""

    def _row(self, cells: Sequence[Cell], widths: list[int], header: bool, spot: Spot) -> etree._Element:
        row = etree.Element(self.w + "tr")
        properties = add(row, "trPr")
        add(properties, "cantSplit")
        if header:
            add(properties, "tblHeader")
        for at, width in enumerate(widths):
            cell = cells[at] if at < len(cells) else Cell()
            row.append(self._cell(cell, width, header, spot))
        return row

    def _cell(self, cell: Cell, width: int, header: bool, spot: Spot) -> etree._Element:
        if any(isinstance(run, Image) for block in cell.blocks for run in block.runs):
            spot = replace(spot, width=max(width - CELL_MARGINS, CELL_MARGINS))
        element = etree.Element(self.w + "tc")
        add(add(element, "tcPr"), "tcW", w=str(width), type="dxa")
        for block in cell.blocks or (Paragraph(),):
            written = self._paragraphs.write(_bold(block) if header else block, spot)
            if header:
                self._paragraphs.keep_with_next(written)
            element.append(written)
        return element

    def _inside(self, spot: Spot, styles: tuple[str, ...]) -> Spot:
        """Return the spot in the cells of a table, whose text has the first of the styles that is there."""
        return replace(spot, like=self._like(spot, self._styles.find("paragraph", *styles)), aside=True)

    def _like(self, spot: Spot, style: Style | None) -> etree._Element:
        """Return the paragraph that those in a cell look like: in a style for them, or text set close."""
        like = etree.Element(self.w + "p")
        properties = add(like, "pPr")
        if style is not None:
            add(properties, "pStyle", val=style.id)
            return like
        around = child(spot.like, "pPr")
        if name := value_of(child(around, "pStyle")):
            add(properties, "pStyle", val=name)
        add(properties, "spacing", before="40", after="40")
        if self._is_indented(around, name):
            self._paragraphs.indent(properties, name, 0)
        return like

    def _is_indented(self, properties: etree._Element | None, style: str) -> bool:
        indents = child(properties, "ind"), self._styles.inherited(style, "pPr/ind")
        return any(indent is not None for indent in indents)


def _bold(block: Paragraph) -> Paragraph:
    runs = (replace(run, bold=True) if isinstance(run, Run) else run for run in block.runs)
    return replace(block, runs=tuple(runs))


def _widths(table: Table, columns: int, room: int) -> list[int]:
    """Divide the room among the columns: each holds its longest word if it can, long texts get more."""
    words, texts = [_SHORTEST] * columns, [_SHORTEST] * columns
    for row in table.rows:
        for at, cell in enumerate(row):
            text = str(cell)
            texts[at] = max(texts[at], min(_extent(text), _LONGEST))
            words[at] = max(words[at], min(max(map(len, _WORD.findall(text)), default=0) + 2, _LONGEST))
    least = [min(word * _LETTER + CELL_MARGINS, room // columns) for word in words]
    rest = room - sum(least)
    return [width + rest * text // sum(texts) for width, text in zip(least, texts, strict=True)]


def _extent(text: str) -> int:
    """Return how wide a text is in Latin letters; a Chinese character counts two."""
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2
