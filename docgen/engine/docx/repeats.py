"""What a loop may put out more than once, and what must not come twice in a Word part.

Everything outside of loops keeps its ids: comments, revisions and references name them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docgen.engine.blocks import pair
from docgen.engine.names import WP, W, names
from docgen.engine.source import Source, tag_number, token_numbers
from docgen.engine.structure import tags_of
from docgen.engine.tags import Tag

__all__ = ["renew_ids", "repeated"]

_PARAGRAPHS, _DRAWINGS = names(W, "p", "tr"), names(WP, "docPr")
_PARAGRAPH_IDS = [
    "{http://schemas.microsoft.com/office/word/2010/wordml}" + name for name in ("paraId", "textId")
]


def renew_ids(root: etree._Element, source: Source, part: str) -> None:
    """Let drawings in loops take new ids, and their paragraphs none, as no id may come twice."""
    for element in list(repeated(root, source)):
        if element.tag in _DRAWINGS:
            element.set("id", source.add(Tag("value", "0", ""), part, "", ":drawing_id"))
        elif element.tag in _PARAGRAPHS:
            for name in _PARAGRAPH_IDS:
                element.attrib.pop(name, "")


def repeated(root: etree._Element, source: Source) -> Iterator[etree._Element]:
    """Yield the elements that begin inside of a loop, a macro or a text that is kept under a name."""
    steps = _steps(root, source)
    if not steps:
        return
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "pi")):
        if event == "start":
            if depth:
                yield node
            depth += sum(steps.get(number, 0) for number in token_numbers(node.text))
            continue
        number = tag_number(node)
        depth += steps.get(number, 0) if number is not None else 0
        depth += sum(steps.get(n, 0) for n in token_numbers(node.tail))


def _steps(root: etree._Element, source: Source) -> dict[int, int]:
    """Return for each tag that begins or ends what may repeat 1 or -1."""
    steps: dict[int, int] = {}
    for group in pair(source.marks, [number for number, _, _ in tags_of(root)]):
        if source.marks[group.members[0]].tag.keyword != "if":
            steps[group.members[0]], steps[group.members[-1]] = 1, -1
    return steps
