"""Paragraphs of rich values: how a heading, an item of a list, a quotation or code looks in a template.

The template's own styles come first, found by name; what it has no style for
is told apart by plain formatting.  Text looks like the paragraph in which the
tag stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from docgen.engine.docx.additions import WordAdditions
from docgen.engine.docx.numbering import LEVELS, Level
from docgen.engine.docx.runs import RunWriter, add, put
from docgen.engine.docx.styles import child, value_of
from docgen.engine.names import W
from docgen.engine.values import ListItem, Paragraph, Run

__all__ = ["QUOTE_INDENT", "ParagraphWriter", "Spot"]

_ORDER = re.findall(
    r"\w+",
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
)
_QUOTES = ("Quote", "Block Text", "Quotations")
_CODE = ("Code", "Code Block", "Source Code", "HTML Preformatted", "Preformatted Text", "macro")
_NOT_COPIED = ("sectPr", "pPrChange", "framePr")
QUOTE_INDENT = 567
"""How far a quotation is set in without a style for it, in twentieths of a point: a centimetre."""
_AFTER_TABLE = "120"
_LARGEST_START = 32_767
_DEEPEST_HEADING = 9

InlineWriter = Callable[..., etree._Element]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value is placed: the paragraph that held its tag, the format of the tag, and what surrounds it.

    ``width`` is the room for text in twentieths of a point, ``shift`` how many levels
    its headings go down, ``aside`` whether it stands in a header, a note or a text box,
    where no heading belongs.  ``numbers`` are the lists that have begun.
    """

    like: etree._Element
    base: etree._Element | None
    width: int
    shift: int = 0
    aside: bool = False
    numbers: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a paragraph looks like: its properties, and the format of its runs."""

    properties: etree._Element
    base: etree._Element | None = None
    bold: bool = False
    monospaced: bool = False


class ParagraphWriter:
    """Writes the paragraphs of one part; ``inline`` writes what stands in a line."""

    def __init__(self, runs: RunWriter, inline: InlineWriter, additions: WordAdditions) -> None:
        self.runs, self.looks, self.w = runs, additions.looks, runs.w
        self._inline, self._additions = inline, additions
        self._left = ("left", "start")[W.index(self.w)]

    def write(self, block: Paragraph, spot: Spot) -> etree._Element:
        """Return a paragraph."""
        element = etree.Element(self.w + "p")
        form = self._form(block, spot)
        if block.align:
            put(form.properties, "jc", _ORDER, val=self._side(block.align))
        if len(form.properties):
            element.append(form.properties)
        for item in block.runs:
            if isinstance(item, Run) and (form.bold or (form.monospaced and item.monospaced)):
                item = replace(
                    item,
                    bold=item.bold or form.bold or None,
                    monospaced=item.monospaced and not form.monospaced,
                )
            element.append(self._inline(item, form.base, spot.width, linked=True))
        return element

    def keep_with_next(self, paragraph: etree._Element) -> None:
        """Keep a paragraph on the page of what follows it."""
        put(self._own_properties(paragraph), "keepNext", _ORDER)

    def set_off(self, paragraph: etree._Element) -> None:
        """Leave room between a paragraph and the table above it, which has none of its own."""
        properties = self._own_properties(paragraph)
        spacing = child(properties, "spacing")
        if spacing is None:
            spacing = put(properties, "spacing", _ORDER)
        if self.w + "before" not in spacing.attrib:
            spacing.set(self.w + "before", _AFTER_TABLE)

    def _own_properties(self, paragraph: etree._Element) -> etree._Element:
        properties = child(paragraph, "pPr")
        if properties is None:
            properties = etree.Element(self.w + "pPr")
            paragraph.insert(0, properties)
        return properties

    def _form(self, block: Paragraph, spot: Spot) -> _Form:
        if block.style is not None:
            return _Form(self._styled(self.runs.style("paragraph", block.style)))
        if block.kind == "heading" and block.item is None and not block.quote:
            return self._heading(block, spot)
        if block.kind == "code":
            return self._code(block, spot)
        form = self._text(block, spot)
        if block.kind == "rule":
            border = put(form.properties, "pBdr", _ORDER)
            add(border, "bottom", val="single", sz="6", space="1", color="auto")
        return replace(form, bold=block.kind == "heading")

    def _text(self, block: Paragraph, spot: Spot) -> _Form:
        """Return the look of plain text, of an item, or of a quotation."""
        if block.item is not None:
            return self._item(block.item, block.quote, spot)
        style = self.looks.styles.find("paragraph", *_QUOTES) if block.quote else None
        if style is not None:
            properties = self._styled(style.id)
            if block.quote > 1:
                self.indent(properties, style.id, QUOTE_INDENT * (block.quote - 1))
            return _Form(properties, spot.base)
        properties = self._copied(spot)
        if block.quote:
            self.indent(properties, _style(properties), QUOTE_INDENT * block.quote)
        return _Form(properties, spot.base)

    # -- headings and code -----------------------------------------------

    def _heading(self, block: Paragraph, spot: Spot) -> _Form:
        level = min(block.level + spot.shift, _DEEPEST_HEADING)
        style = None if spot.aside else self.looks.styles.find("paragraph", f"heading {level}")
        if style is not None:
            return _Form(self._styled(style.id))
        properties = self._copied(spot)
        put(properties, "keepNext", _ORDER)
        if not spot.aside:
            put(properties, "outlineLvl", _ORDER, val=str(level - 1))
            self.runs.warn(
                "style-unknown",
                f"The template has no style for headings of level {level}; such headings are bold text.",
                f"Use the style Heading {level} once in the template, so that Word keeps it there.",
            )
        return _Form(properties, spot.base, bold=True)

    def _code(self, block: Paragraph, spot: Spot) -> _Form:
        style = self.looks.styles.find("paragraph", *_CODE)
        left = self._left_of(block.item) + QUOTE_INDENT * block.quote
        if style is not None:
            properties = self._styled(style.id)
            if left:
                self.indent(properties, style.id, left)
            return _Form(properties, monospaced=True)
        properties = self._copied(spot)
        put(properties, "shd", _ORDER, val="clear", color="auto", fill="F2F2F2")
        put(properties, "jc", _ORDER, val=self._left)
        self.indent(properties, _style(properties), left)
        return _Form(properties, spot.base)

    # -- lists -----------------------------------------------------------

    def _item(self, item: ListItem, quote: int, spot: Spot) -> _Form:
        level = self._level(item)
        left = level.left + QUOTE_INDENT * quote
        if item.continued:
            return self._below_item(left, spot)
        properties = self._styled(level.style) if level.style else self._copied(spot)
        self._count(properties, min(item.depth, LEVELS - 1), self._number(item, spot))
        style = _style(properties)
        if quote or not level.style or self._by_characters(style):
            self.indent(properties, style, left, level.hanging)
        return _Form(properties, spot.base)

    def _below_item(self, left: int, spot: Spot) -> _Form:
        """Return the look of a further paragraph of an item: plain text below the item's own."""
        properties = self._copied(spot)
        style = _style(properties)
        numbered = child(properties, "numPr"), self.looks.styles.inherited(style, "pPr/numPr")
        if any(place is not None for place in numbered):
            self._count(properties, 0, 0)
        self.indent(properties, style, left)
        return _Form(properties, spot.base)

    def _count(self, properties: etree._Element, level: int, number: int) -> None:
        """Make a paragraph an item of an instance of a list; 0 for none (17.9.18)."""
        place = put(properties, "numPr", _ORDER)
        add(place, "ilvl", val=str(level))
        add(place, "numId", val=str(number))

    def _level(self, item: ListItem) -> Level:
        return self.looks.numbering.levels(item.kind)[min(item.depth, LEVELS - 1)]

    def _left_of(self, item: ListItem | None) -> int:
        return self._level(item).left if item else 0

    def indent_at(self, depth: int) -> int:
        """Return where the text of items begins that stand in so many lists, in twentieths of a point."""
        return self._left_of(ListItem("bullet", depth - 1)) if depth else 0

    def _number(self, item: ListItem, spot: Spot) -> int:
        """Return the instance of an item's list, a new one for the first item of a numbered one."""
        if item.kind == "bullet":
            return self._additions.lists.bullets()
        if item.list not in spot.numbers:
            start = min(item.start, _LARGEST_START)
            spot.numbers[item.list] = self._additions.lists.numbers(min(item.depth, LEVELS - 1), start)
        return spot.numbers[item.list]

    # -- properties ------------------------------------------------------

    def _styled(self, style_id: str) -> etree._Element:
        properties = etree.Element(self.w + "pPr")
        if style_id:
            add(properties, "pStyle", val=style_id)
        return properties

    def _copied(self, spot: Spot) -> etree._Element:
        """Return the properties of the paragraph that held the tag."""
        properties = child(spot.like, "pPr")
        if properties is None:
            return etree.Element(self.w + "pPr")
        properties = deepcopy(properties)
        properties.tail = None
        for name in _NOT_COPIED:
            for element in properties.findall(self.w + name):
                properties.remove(element)
        return properties

    def indent(self, properties: etree._Element, style_id: str, left: int, hanging: int = 0) -> None:
        """Set the indents of a paragraph, also against a style that measures in characters (17.3.1.12)."""
        sides = {self._left: str(left)}
        sides |= {"hanging": str(hanging)} if hanging else {"firstLine": "0"}
        if self._by_characters(style_id):
            sides |= {self._left + "Chars": "0", "firstLineChars": "0"}
        put(properties, "ind", _ORDER, **sides)

    def _by_characters(self, style_id: str) -> bool:
        indents = (child(style.element, "pPr", "ind") for style in self.looks.styles.chain(style_id))
        return any(name.endswith("Chars") for e in indents if e is not None for name in map(str, e.attrib))

    def _side(self, align: str) -> str:
        """Return an alignment as the part's schema has it: left and right are start and end in strict."""
        return align if self._left == "left" else {"left": "start", "right": "end"}.get(align, align)


def _style(properties: etree._Element) -> str:
    return value_of(child(properties, "pStyle"))
