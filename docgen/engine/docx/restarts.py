"""``{% restart %}`` in a numbered paragraph: the list begins anew there, in each copy of a block.

Without the tag the copies of a list go on counting, as paragraphs of one list do
in Word.  A list that begins anew is an instance of its own of the same
definition; what follows in the list belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from lxml import etree

from docgen.engine.docx.looks import Looks
from docgen.engine.docx.styles import child, value_of
from docgen.engine.environment import RENDER
from docgen.engine.names import WORD, W, names
from docgen.engine.source import Source, token_numbers
from docgen.engine.tags import Tag
from docgen.errors import Problem

__all__ = ["restart_filters", "restart_lists"]

_BEFORE = names(W, "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")


def restart_lists(root: etree._Element, source: Source, part: str, looks: Looks) -> None:
    """Take the tags out of their paragraphs, and let the paragraphs of their lists take new numbers."""
    starts = dict(_starts(root, source))
    if not starts:
        return
    numbers = {paragraph: _number(paragraph, looks) for paragraph in root.iter(*WORD.paragraph)}
    restarted = {numbers[paragraph] for paragraph in starts} - {""}
    for paragraph, mark in starts.items():
        if not numbers[paragraph]:
            message, hint = "restart stands in a paragraph without a number.", "Move it into a numbered one."
            found = source.marks[mark]
            problem = Problem(
                "tag-misplaced", message, hint, part=part, place=found.place, tag=found.tag.text
            )
            source.problems.append(problem)
    for paragraph, number in numbers.items():
        if number in restarted:
            token = source.add(Tag("value", "0", ""), part, "", ":list", (number, paragraph in starts))
            _set_number(paragraph, token, looks)


def _starts(root: etree._Element, source: Source) -> list[tuple[etree._Element, int]]:
    """Return the paragraphs with the tag, which leaves their text, and the numbers of the tags."""
    found = []
    for text in list(root.iter(*WORD.text)):
        for number in token_numbers(text.text):
            mark = source.marks[number]
            paragraph = next(text.iterancestors(*WORD.paragraph), None)
            if mark.tag.keyword == "restart" and not mark.tag.prefix and paragraph is not None:
                mark.tag = replace(mark.tag, kind="list")
                text.text = (text.text or "").replace(f"\ufdd0{number}\ufdd1", "")
                found.append((paragraph, number))
    return found


def _number(paragraph: etree._Element, looks: Looks) -> str:
    """Return the number of the list that a paragraph is in, its own or its style's; empty if in none."""
    own = value_of(child(paragraph, "pPr", "numPr", "numId"))
    if own:
        return own if own != "0" else ""
    style = value_of(child(paragraph, "pPr", "pStyle"))
    return (looks.styles.value(style, "pPr/numPr/numId") or "").removeprefix("0")


def _set_number(paragraph: etree._Element, token: str, looks: Looks) -> None:
    """Let a token stand for the number of a paragraph's list, beside the level that it has."""
    w = paragraph.tag[: paragraph.tag.index("}") + 1]
    properties = paragraph.find(w + "pPr")
    if properties is None:
        properties = paragraph.makeelement(w + "pPr")
        paragraph.insert(0, properties)
    numbering = properties.find(w + "numPr")
    if numbering is None:
        style = value_of(child(paragraph, "pPr", "pStyle"))
        level = looks.styles.value(style, "pPr/numPr/ilvl") or "0"
        numbering = properties.makeelement(w + "numPr")
        properties.insert(sum(1 for e in properties if e.tag in _BEFORE), numbering)
        etree.SubElement(numbering, w + "ilvl").set(w + "val", level)
    number = numbering.find(w + "numId")
    if number is None:
        number = etree.SubElement(numbering, w + "numId")
    number.set(w + "val", token)


def restart_filters() -> Mapping[str, Callable[..., Any]]:
    """Return the internal filter that numbers lists."""
    return {":list": _list}


@pass_context
def _list(context: Context, _: Any, number: str, begins: bool) -> str:
    """Return the number of the list that a paragraph is in, a new one where the list begins anew."""
    current: dict[str, str] = context.parent[RENDER].collected.setdefault("lists", {})
    if begins:
        current[number] = str(context.parent[RENDER].state.lists.again(number))
    return current.get(number, number)
