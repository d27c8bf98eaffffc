"""Paragraphs and tables of rich values, put in the place of a paragraph of a Word part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

from docgen.engine.docx.pictures import text_width
from docgen.engine.docx.runs import RunWriter, put
from docgen.engine.names import WORD, W, names
from docgen.engine.values import Blocks, Image, Paragraph, Rich, Table

__all__ = ["BlockWriter"]

_P_ORDER = re.findall(
    r"\w+",
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
)
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
_STORIES = names(W, "body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment")
_TABLES = names(W, "tbl")
_RANGES = WORD.properties - names(W, "pPr", "rPr", "proofErr", "lastRenderedPageBreak")
_LISTS = {"bullet": "List Bullet", "number": "List Number"}
_EMU_PER_TWIP = 635

InlineWriter = Callable[..., etree._Element]


class BlockWriter:
    """Writes the paragraphs and tables of one part; ``inline`` writes what stands in a line."""

    def __init__(self, runs: RunWriter, inline: InlineWriter) -> None:
        self.runs, self._inline, self.w = runs, inline, runs.w

    def put(self, value: Rich, paragraph: etree._Element, run: etree._Element) -> None:
        """Put paragraphs, tables and pictures in the place of a paragraph; ``run`` held their mark."""
        base = run.find(self.w + "rPr")
        for block in _items(value):
            self._between_tables(block, paragraph)
            paragraph.addprevious(self._block(block, paragraph, base))
        self._take_away(paragraph)

    def _between_tables(self, block: object, paragraph: etree._Element) -> None:
        """Keep two tables apart, which Word would make one of."""
        before = paragraph.getprevious()
        if isinstance(block, Table) and before is not None and before.tag in _TABLES:
            paragraph.addprevious(etree.Element(self.w + "p"))

    def _block(
        self, block: Paragraph | Table | Image, like: etree._Element, base: etree._Element | None
    ) -> etree._Element:
        if isinstance(block, Table):
            return self._table(block, like)
        if isinstance(block, Image):
            block = Paragraph((block,))
        return self._paragraph(block, like, base)

    def _paragraph(
        self, block: Paragraph, like: etree._Element, base: etree._Element | None
    ) -> etree._Element:
        element = etree.Element(self.w + "p")
        own = block.style is not None or block.list
        element.append(self._properties(block, None if own else like.find(self.w + "pPr")))
        for item in block.runs:
            element.append(self._inline(item, None if own else base, like, linked=True))
        if not len(element[0]):
            element.remove(element[0])
        return element

    def _properties(self, block: Paragraph, base: etree._Element | None) -> etree._Element:
        properties = etree.Element(self.w + "pPr") if base is None else deepcopy(base)
        for section in properties.findall(self.w + "sectPr"):
            properties.remove(section)
        if style := self.runs.style("paragraph", block.style or self._list_style(block)):
            put(properties, "pStyle", _P_ORDER, val=style)
        if block.align:
            put(properties, "jc", _P_ORDER, val=block.align)
        return properties

    @staticmethod
    def _list_style(block: Paragraph) -> str:
        if not block.list:
            return ""
        return _LISTS[block.list] + (f" {block.level + 1}" if block.level else "")

    def _table(self, table: Table, like: etree._Element) -> etree._Element:
        columns = max((len(row) for row in table.rows), default=0) or 1
        width = text_width(like) // _EMU_PER_TWIP
        element = etree.Element(self.w + "tbl")
        element.append(self._table_properties(table))
        grid = etree.SubElement(element, self.w + "tblGrid")
        for _ in range(columns):
            etree.SubElement(grid, self.w + "gridCol").set(self.w + "w", str(width // columns))
        for at, row in enumerate(table.rows):
            line = etree.SubElement(element, self.w + "tr")
            if at < table.header:
                etree.SubElement(etree.SubElement(line, self.w + "trPr"), self.w + "tblHeader")
            for cell in row:
                line.append(self._cell(cell.blocks, width // columns, like))
        return element

    def _table_properties(self, table: Table) -> etree._Element:
        properties = etree.Element(self.w + "tblPr")
        found = None if table.style else self.runs.styles.find("table", "table grid")
        style = found.id if found else self.runs.style("table", table.style)
        if style:
            self._add(properties, "tblStyle", val=style)
        self._add(properties, "tblW", w="5000", type="pct")
        if not style:
            borders = self._add(properties, "tblBorders")
            for side in _BORDERS:
                self._add(borders, side, val="single", sz="4", space="0", color="auto")
        return properties

    def _cell(self, blocks: tuple[Paragraph, ...], width: int, like: etree._Element) -> etree._Element:
        cell = etree.Element(self.w + "tc")
        self._add(self._add(cell, "tcPr"), "tcW", w=str(width), type="dxa")
        empty = etree.Element(self.w + "p")
        for block in blocks or (Paragraph(),):
            cell.append(self._paragraph(block, empty, None))
        return cell

    def _add(self, parent: etree._Element, name: str, **attributes: str) -> etree._Element:
        element = etree.SubElement(parent, self.w + name)
        for key, value in attributes.items():
            element.set(self.w + key, value)
        return element

    def _take_away(self, paragraph: etree._Element) -> None:
        """Remove a paragraph, but not the ranges that begin or end in it, nor one that is needed."""
        story = paragraph.getparent()
        assert story is not None
        for node in [child for child in paragraph if child.tag in _RANGES]:
            paragraph.addprevious(node)
        if not (self._ends_section(paragraph) or _parts_tables(paragraph) or _ends_story(paragraph)):
            story.remove(paragraph)
            return
        for node in [child for child in paragraph if child.tag not in names(W, "pPr")]:
            paragraph.remove(node)

    def _ends_section(self, paragraph: etree._Element) -> bool:
        return paragraph.find(f"{self.w}pPr/{self.w}sectPr") is not None


def _items(value: Rich) -> Iterator[Paragraph | Table | Image]:
    if isinstance(value, Blocks):
        yield from value.items
    elif isinstance(value, (Paragraph, Table, Image)):
        yield value


def _parts_tables(paragraph: etree._Element) -> bool:
    """Tell whether a paragraph keeps two tables apart, which Word would make one of."""
    neighbours = (paragraph.getprevious(), paragraph.getnext())
    return all(node is not None and node.tag in _TABLES for node in neighbours)


def _ends_story(paragraph: etree._Element) -> bool:
    """Tell whether a cell, a header, the body would end without a paragraph if this one went."""
    parent = paragraph.getparent()
    if parent is None or parent.tag not in _STORIES:
        return False
    blocks = [child for child in parent if child.tag in WORD.paragraph | _TABLES]
    return blocks[-1] is paragraph and (len(blocks) == 1 or blocks[-2].tag in _TABLES)
