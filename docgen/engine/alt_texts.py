"""Tags in the alternative text of an object, or in the title of a chart: what they ask for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.names import DRAWING, C, names
from docgen.engine.source import Source, instruction, token_numbers
from docgen.engine.tags import Piece, Tag, has_tag, split

__all__ = ["Around", "Number", "drop_chart_tags", "is_condition", "kind_of", "title_tag"]

Number = Callable[[str, tuple[object, ...]], str]
"""Numbers a tag's value once more, for an internal filter with its arguments; returns the token."""

_KIND = re.compile(r"\|\s*(chart|image|qr|rag|fill|width)\b")
_SAME = {"qr": "image", "rag": "fill"}


@dataclass
class Around:
    """The tags that stand before and after a shape, by number."""

    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)

    def put(self, shape: etree._Element) -> None:
        """Put them there."""
        for number in self.before:
            shape.addprevious(instruction(number))
        for number in reversed(self.after):
            shape.addnext(instruction(number))


def kind_of(tag: Tag) -> str:
    """Return what a tag in an alternative text asks for.

    ``chart``, ``image``, ``fill`` (a colour), ``width`` (a ratio), ``if``, or nothing.
    """
    if tag.kind == "value" and (found := _KIND.search(tag.body)):
        return _SAME.get(found.group(1), found.group(1))
    return "if" if tag.keyword == "if" else ""


def is_condition(text: str, pieces: list[Piece]) -> bool:
    """Tell whether the statements of an alternative text are one ``if`` that holds no text of its own.

    It keeps or removes the object; any other statement only writes the alternative text.
    """
    statements = [p for p in pieces if p.tag and p.tag.kind == "statement" and not p.tag.prefix]
    keywords = [p.tag.keyword for p in statements if p.tag]
    if keywords != ["if", "endif"]:
        return keywords == ["if"]
    start, end = statements[0].end, statements[1].start
    return not any(text[p.start : p.end].strip() for p in pieces if not p.tag and start <= p.start < end)


def title_tag(chart: etree._Element) -> Tag | None:
    """Return the tag in a chart's title that fills the chart, if there is one."""
    for title in chart.iter(*names(C, "title")):
        for paragraph in title.iter(*DRAWING.paragraph):
            text = "".join(t.text or "" for t in paragraph.iter(*DRAWING.text))
            tags = [piece.tag for piece in split(text)[0] if piece.tag] if has_tag(text) else []
            if found := next((tag for tag in tags if kind_of(tag) == "chart"), None):
                return found
    return None


def drop_chart_tags(chart: etree._Element, source: Source) -> None:
    """Take the tags that fill the chart out of its title."""
    for text in chart.iter(*DRAWING.text):
        for number in token_numbers(text.text):
            if kind_of(source.marks[number].tag) == "chart":
                text.text = (text.text or "").replace(f"\ufdd0{number}\ufdd1", "").lstrip()
