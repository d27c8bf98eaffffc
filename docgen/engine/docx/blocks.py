"""Paragraphs and tables of rich values, put in the place of a paragraph of a Word part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from docgen.engine.docx.additions import WordAdditions
from docgen.engine.docx.paragraphs import InlineWriter, ParagraphWriter, Spot
from docgen.engine.docx.runs import RunWriter
from docgen.engine.docx.surroundings import Outline, Widths
from docgen.engine.docx.tables import TableWriter
from docgen.engine.names import WORD, W, names
from docgen.engine.values import Blocks, Image, Paragraph, Rich, Table

__all__ = ["BlockWriter"]

_STORIES = names(W, "body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment")
_ASIDE = names(W, "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment")
_TABLES = names(W, "tbl")
_RANGES = WORD.properties - names(W, "pPr", "rPr", "proofErr", "lastRenderedPageBreak")

Block = Paragraph | Table | Image


class BlockWriter:
    """Writes the paragraphs and tables of one part; ``inline`` writes what stands in a line."""

    def __init__(
        self,
        root: etree._Element,
        runs: RunWriter,
        inline: InlineWriter,
        additions: WordAdditions,
        widths: Widths,
    ) -> None:
        self.w, self._looks, self._widths = runs.w, additions.looks, widths
        self._outline = Outline(root, self._looks.styles)
        self._paragraphs = ParagraphWriter(runs, inline, additions)
        self._tables = TableWriter(self._paragraphs)

    def put(self, value: Rich, paragraph: etree._Element, run: etree._Element) -> None:
        """Put paragraphs, tables and pictures in the place of a paragraph; ``run`` held their mark."""
        blocks = list(_items(value))
        spot = self._spot(value, blocks, paragraph, run.find(self.w + "rPr"))
        for block, above in zip(blocks, [None, *blocks], strict=False):
            self._between_tables(block, paragraph)
            written = self._block(block, spot)
            if isinstance(above, Table) and isinstance(block, Paragraph) and block.kind != "heading":
                self._paragraphs.set_off(written)
            paragraph.addprevious(written)
        self._take_away(paragraph)

    def _spot(
        self, value: Rich, blocks: Sequence[Block], paragraph: etree._Element, base: etree._Element | None
    ) -> Spot:
        spot = Spot(paragraph, base, self._widths.at(paragraph, self._looks.width))
        levels = [b.level for b in blocks if isinstance(b, Paragraph) and b.kind == "heading"]
        if not levels:
            return spot
        wanted = value.heading if isinstance(value, Blocks) else None
        top = self._outline.level_above(paragraph) + 1 if wanted is None else wanted
        aside = any(True for _ in paragraph.iterancestors(*_ASIDE))
        return replace(spot, shift=top - min(levels), aside=aside)

    def _between_tables(self, block: Block, paragraph: etree._Element) -> None:
        """Keep two tables apart, which Word would make one of."""
        before = paragraph.getprevious()
        if isinstance(block, Table) and before is not None and before.tag in _TABLES:
            paragraph.addprevious(etree.Element(self.w + "p"))

    def _block(self, block: Block, spot: Spot) -> etree._Element:
        if isinstance(block, Table):
            return self._tables.write(block, spot)
        return self._paragraphs.write(Paragraph((block,)) if isinstance(block, Image) else block, spot)

    def _take_away(self, paragraph: etree._Element) -> None:
        """Remove a paragraph, but not the ranges that begin or end in it, nor one that is needed."""
        story = paragraph.getparent()
        assert story is not None
        self._hand_on_section(paragraph)
        for node in [child for child in paragraph if child.tag in _RANGES]:
            paragraph.addprevious(node)
        if not (self._ends_section(paragraph) or _parts_tables(paragraph) or _ends_story(paragraph)):
            story.remove(paragraph)
            return
        for node in [child for child in paragraph if child.tag not in names(W, "pPr")]:
            paragraph.remove(node)

    def _hand_on_section(self, paragraph: etree._Element) -> None:
        """Let the last new paragraph end the section that the old one ended."""
        section = paragraph.find(f"{self.w}pPr/{self.w}sectPr")
        last = paragraph.getprevious()
        if section is None or last is None or last.tag not in WORD.paragraph or self._ends_section(last):
            return
        properties = last.find(self.w + "pPr")
        if properties is None:
            properties = etree.Element(self.w + "pPr")
            last.insert(0, properties)
        properties.append(section)

    def _ends_section(self, paragraph: etree._Element) -> bool:
        return paragraph.find(f"{self.w}pPr/{self.w}sectPr") is not None


def _items(value: Rich) -> Iterator[Block]:
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
    blocks = (*WORD.paragraph, *_TABLES)
    if any(True for _ in paragraph.itersiblings(*blocks)):
        return False
    above = next(paragraph.itersiblings(*blocks, preceding=True), None)
    return above is None or above.tag in _TABLES
