"""Which relationships of a part a condition or a loop can take away, found when its template is compiled."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from docgen.engine.names import R
from docgen.engine.pptx.deck import Deck, diagrams
from docgen.engine.source import Source, tag_number, token_numbers

__all__ = ["optional_relations"]

_OPENINGS, _ENDS = ("for", "if"), ("endfor", "endif")


def optional_relations(deck: Deck, part: str, root: etree._Element, source: Source) -> Mapping[str, str]:
    """Return the relationships that may go, each with the one that must be there for it to stay.

    They stand inside of loops and conditions.  The drawing of a diagram is named in
    the diagram's data alone, and stays as long as these.
    """
    found: dict[str, str] = {}
    depth = 0
    for node in root.iter():
        if (number := tag_number(node)) is not None:
            depth += _deeper(source, number)
        elif isinstance(node.tag, str):
            if depth:
                found.update((str(v), str(v)) for k, v in node.attrib.items() if str(k).startswith(R))
            depth += sum(_deeper(source, number) for number in token_numbers(node.text))
    found.update((drawing, data) for drawing, data in diagrams(deck, part) if data in found)
    return found


def _deeper(source: Source, number: int) -> int:
    keyword = source.marks[number].tag.keyword
    return (keyword in _OPENINGS) - (keyword in _ENDS)
