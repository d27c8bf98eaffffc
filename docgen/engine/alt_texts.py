"""Tags in the alternative text of a drawing, or in the title of a chart: what they ask for."""

from __future__ import annotations

import re

from lxml import etree

from docgen.engine.names import DRAWING, C, names
from docgen.engine.source import Source, token_numbers
from docgen.engine.tags import Tag, has_tag, split
from docgen.engine.values import Image

__all__ = ["drop_chart_tags", "fit", "kind_of", "title_tag"]

_KIND = re.compile(r"\|\s*(chart|image)\b")


def kind_of(tag: Tag) -> str:
    """Return what a tag in an alternative text asks for: ``chart``, ``image``, ``if``, or nothing."""
    if tag.kind == "value" and (found := _KIND.search(tag.body)):
        return found.group(1)
    return "if" if tag.keyword == "if" else ""


def fit(image: Image, width: int, height: int) -> tuple[int, int]:
    """Return the size in EMU of a picture that fits into a frame without being distorted."""
    scale = min(width / image.width, height / image.height)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


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
