"""Sections whose end stands in a block: none is lost when the block goes.

The end of a section stands in the last paragraph of the section.  A statement
that shares this paragraph gets one of its own; where a condition could take the
end of a section away whose text it does not hold, the section ends there all the same.
A loop that holds the end of a section which began before it has that end once.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise

from lxml import etree

from docgen.engine.blocks import pair
from docgen.engine.names import WORD, W, names
from docgen.engine.source import Source, instruction, is_element, tag_number, token_numbers

__all__ = ["free_statements", "keep_sections"]

_BODY, _PROPERTIES, _SECTION = names(W, "body"), names(W, "pPr"), names(W, "sectPr")
_MARKS = names(W, "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd")
_OPENINGS = {"for", "if", "macro", "call", "filter", "with", "set"}


def free_statements(root: etree._Element, source: Source) -> None:
    """Give statements that stand alone in the last paragraph of a section a paragraph of their own.

    What begins there stands behind the end of the section, what ends there before it.
    """
    for section in list(root.iter(*_SECTION)):
        properties = section.getparent()
        paragraph = properties.getparent() if properties is not None else None
        if properties is None or paragraph is None or paragraph.tag not in WORD.paragraph:
            continue
        text = "".join(t.text or "" for t in paragraph.iter(*WORD.text))
        numbers = token_numbers(text)
        keywords = [source.marks[number].tag.keyword for number in numbers]
        if not all(keywords) or not numbers or _without_tokens(text, numbers):
            continue
        begins = [keyword in _OPENINGS for keyword in keywords]
        if all(begins) or not any(begins):
            own = paragraph.makeelement(paragraph.tag)
            own.extend([child for child in paragraph if child is not properties])
            (paragraph.addnext if all(begins) else paragraph.addprevious)(own)


def _without_tokens(text: str, numbers: list[int]) -> str:
    for number in numbers:
        text = text.replace(f"\ufdd0{number}\ufdd1", "")
    return text.strip()


def keep_sections(root: etree._Element, source: Source) -> None:
    """Let each branch of a block end the section whose text began before the block."""
    for body in root.iter(*_BODY):
        tags = {number: child for child in body if (number := tag_number(child)) is not None}
        for group in pair(source.marks, list(tags)):
            if group.closed and all(number in tags for number in group.members):
                _keep(body, [tags[number] for number in group.members], group.members, source)


def _keep(body: etree._Element, tags: list[etree._Element], numbers: list[int], source: Source) -> None:
    children = list(body)
    places = [children.index(tag) for tag in tags]
    branches = [children[a + 1 : b] for a, b in pairwise(places)]
    ends = [next((e for node in branch for e in _ends(node)), None) for branch in branches]
    first = next((end for end in ends if end is not None), None)
    if first is None or not _has_text_before(children[: places[0]]):
        return
    for tag, end in zip(tags[1:], ends, strict=True):
        if end is None:
            tag.addprevious(_paragraph(first))
    opening = source.marks[numbers[0]].tag.keyword
    if opening == "for" and ends[0] is not None and source.dialect == "docgen":
        _turn(children, places, ends[0], source)
    if opening in ("if", "for") and source.marks[numbers[-2]].tag.keyword != "else":
        tags[-1].addprevious(instruction(token_numbers(source.code("else"))[0]))
        tags[-1].addprevious(_paragraph(first))


def _turn(children: list[etree._Element], places: list[int], end: etree._Element, source: Source) -> None:
    """Let a section that began before a loop end in its first turn only.

    What later turns begin with belongs to the section that the turn before has begun, and that the
    text behind the loop ends.
    """
    before = next(at for at, child in enumerate(children) if end in _ends(child))
    is_inner = any(
        (number := tag_number(child)) is not None and source.marks[number].tag.keyword == "for"
        for child in children[places[0] + 1 : before]
    )
    following = next((e for child in children[places[-1] :] for e in _ends(child) or _own(child)), None)
    if is_inner or following is None or not _has_text_before(children[: places[1]]):
        return
    ends = [source.code(body) for body in ("if loop.first", "else", "endif")]
    first, otherwise, last = (instruction(token_numbers(token)[0]) for token in ends)
    end.addprevious(first)
    for node in (last, deepcopy(following), otherwise):
        end.addnext(node)


def _own(node: etree._Element) -> list[etree._Element]:
    return [node] if node.tag in _SECTION else []


def _ends(node: etree._Element) -> list[etree._Element]:
    """Return the ends of sections in a paragraph or what holds paragraphs, not the body's own."""
    return list(node.iter(*_SECTION)) if is_element(node) and node.tag not in _SECTION else []


def _has_text_before(children: list[etree._Element]) -> bool:
    """Tell whether the section that is open at the end of these elements has anything in it."""
    for node in reversed(children):
        if not is_element(node) or node.tag in _MARKS:
            continue
        return not _ends(node)
    return False


def _paragraph(section: etree._Element) -> etree._Element:
    """Return a paragraph of no height that ends a section."""
    w = section.tag[: section.tag.index("}") + 1]
    paragraph = section.makeelement(w + "p")
    properties = etree.SubElement(paragraph, w + "pPr")
    spacing = etree.SubElement(properties, w + "spacing")
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(w + name, value)
    properties.append(deepcopy(section))
    return paragraph
