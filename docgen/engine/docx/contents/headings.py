"""Which paragraphs a field of contents lists, and on which level (ECMA-376 part 1, 17.16.5.68)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from docgen.engine.docx.contents.fields import Field, result_text
from docgen.engine.docx.contents.instruction import Instruction
from docgen.engine.docx.contents.labels import Label
from docgen.engine.docx.contents.shapes import Shape
from docgen.engine.docx.contents.wording import paragraph_text
from docgen.engine.docx.styles import Styles

__all__ = ["Entry", "Listed", "entries", "listed"]

Element = etree._Element
_RANGE = re.compile(r"([1-9])\s*-\s*([1-9])")
_PARTING = " .:-–—:.、"
_HEADING = re.compile(r"heading ([1-9])$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of contents: what it says, its level, and the paragraph that it stands for."""

    level: int
    label: Label | None
    text: str
    paragraph: Element


@dataclass(frozen=True, slots=True)
class Listed:
    """The levels that contents take from outline, styles and sequences."""

    headings: range
    outline: range
    styles: Mapping[str, int]
    sequence: str = ""
    caption_only: bool = False

    def level(self, shape: Shape, styles: Styles) -> int:
        """Return the level of a paragraph in these contents; 0 where it is not listed."""
        name = styles.name(shape.style)
        if name in self.styles:
            return self.styles[name]
        match = _HEADING.match(name)
        if match and int(match.group(1)) in self.headings:
            return int(match.group(1))
        return shape.outline if shape.outline in self.outline else 0


def listed(instruction: Instruction) -> Listed:
    """Read what a TOC field lists; without a switch these are all headings."""
    switches = instruction.switches
    sequence = switches.get("c") or switches.get("a") or ""
    styles = dict(_styles(switches.get("t", "")))
    by_default = not styles and not sequence and not {"o", "u", "f"} & set(switches)
    headings = _range(switches.get("o", "")) if "o" in switches or by_default else range(0)
    outline = _range(switches.get("o", "")) if "u" in switches else range(0)
    return Listed(headings, outline, styles, sequence, "a" in switches)


def _range(text: str) -> range:
    match = _RANGE.search(text)
    if match:
        return range(int(match.group(1)), int(match.group(2)) + 1)
    return range(1, 10)


def _styles(text: str) -> Iterator[tuple[str, int]]:
    """Yield names and levels of ``Style,1,Other,2``; the separator follows the writer's country."""
    pieces = [piece.strip() for piece in re.split(r"[,;,;]", text)]
    for name, level in zip(pieces[::2], pieces[1::2], strict=False):
        if name and level.isdigit() and 1 <= int(level) <= 9:
            yield name.lower(), int(level)


def entries(
    rule: Listed,
    paragraphs: Mapping[Element, Shape],
    labels: Mapping[Element, Label],
    sequences: Sequence[Field],
    styles: Styles,
    w: str,
) -> Iterator[Entry]:
    """Yield the entries of one field of contents, from paragraphs with their shapes, in their order."""
    captions = {_holder(item, w): item for item in sequences if item.instruction.target == rule.sequence}
    for paragraph, shape in paragraphs.items():
        caption = captions.get(paragraph) if rule.sequence else None
        level = 1 if caption else rule.level(shape, styles)
        text = paragraph_text(paragraph, w) if level else ""
        if caption and rule.caption_only:
            text = text.partition(result_text(caption) or "")[2].lstrip(_PARTING)
        if text:
            yield Entry(level, labels.get(paragraph), text, paragraph)


def _holder(item: Field, w: str) -> Element | None:
    return next(item.begin.iterancestors(w + "p"), None)
