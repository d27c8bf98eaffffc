"""Which copy of a repeated block a bookmark or a reference stands in.

A bookmark in a loop comes once for each turn, under one name.  So names and references carry the turns of the
loops around them while the document is made: a reference means the bookmark of its own turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from docgen.engine.docx.contents.fields import namespace_of, read_fields
from docgen.engine.docx.contents.instruction import REFERENCES
from docgen.engine.source import Source, instruction, is_element, token_numbers
from docgen.engine.tags import Tag

__all__ = ["Turns", "mark_copies", "split_mark", "turns_fit"]

Element = etree._Element
Turns = dict[str, str]
"""The turns that a place stands in, by the number of the loop's tag."""

_MARK = "\ufdd4"
_TURN = re.compile(r"(\d+):(\d+)/")
_OPEN, _WALLS = ("for",), ("macro", "call", "block")


def mark_copies(root: Element, source: Source, part: str) -> bool:
    """Let bookmarks in loops and references carry their turns; tell whether a loop repeats a bookmark."""
    w = namespace_of(root)
    places = dict(_places(root, source, w))
    starts = [element for element in places if element.tag == w + "bookmarkStart"]
    loops = {number for start in starts if _is_named(start, w) for number in places[start]}
    if not loops:
        return False
    for start in starts:
        _carry(start, w + "name", places[start], source, part)
    for link in (element for element in places if element.tag == w + "hyperlink"):
        _carry(link, w + "anchor", [n for n in places[link] if n in loops], source, part)
    for item in read_fields(root, w):
        if item.instruction.kind not in REFERENCES:
            continue
        inside = [n for n in places.get(item.begin, ()) if n in loops]
        if item.is_simple:
            _carry(item.begin, w + "instr", inside, source, part)
        elif (
            inside
            and (code := next((t for run in item.code for t in run.iter(w + "instrText")), None)) is not None
        ):
            code.text = f"{code.text or ''} {_mark(inside, source, part)}"
    for number in loops:
        _count(root, number, source, part)
    return True


def _is_named(start: Element, w: str) -> bool:
    return start.get(w + "name", "") not in ("", "_GoBack")


def _places(root: Element, source: Source, w: str) -> Iterator[tuple[Element, list[int]]]:
    """Yield bookmarks, links and field runs with the loops around them, the outermost first."""
    wanted = {w + name for name in ("bookmarkStart", "hyperlink", "fldSimple", "r")}
    stack: list[tuple[str, int]] = []
    for element in root.iter():
        for number in _numbers(element):
            _step(stack, source.marks[number].tag.keyword, number)
        if is_element(element) and element.tag in wanted:
            yield element, _loops(stack)


def _numbers(element: Element) -> list[int]:
    if is_element(element):
        return token_numbers(element.text)
    is_ours = isinstance(element, etree._ProcessingInstruction) and element.target == "docgen"
    return [int(element.text)] if is_ours and element.text else []


def _step(stack: list[tuple[str, int]], keyword: str, number: int) -> None:
    if keyword in _OPEN or keyword in _WALLS:
        stack.append((keyword, number))
    elif keyword[:3] == "end" and keyword[3:] in (*_OPEN, *_WALLS) and stack:
        stack.pop()


def _loops(stack: list[tuple[str, int]]) -> list[int]:
    """Return the loops inside the innermost macro: its body sees no name of the loops around it."""
    loops: list[int] = []
    for keyword, number in stack:
        loops = [*loops, number] if keyword in _OPEN else []
    return loops


def _carry(element: Element, name: str, loops: list[int], source: Source, part: str) -> None:
    text = element.get(name)
    if text and loops:
        element.set(name, text + _mark(loops, source, part))


def _mark(loops: list[int], source: Source, part: str) -> str:
    tokens = (source.add(Tag("value", f"docgen_turn{n}", ""), part, "", ":attribute") for n in loops)
    return _MARK + "".join(f"{n}:{token}/" for n, token in zip(loops, tokens, strict=True)) + _MARK


def _count(root: Element, number: int, source: Source, part: str) -> None:
    """Name the turn of a loop right behind its tag."""
    token = source.add(Tag("statement", f"set docgen_turn{number} = loop.index", ""), part, "")
    for element in root.iter():
        if number not in _numbers(element):
            continue
        if is_element(element):
            old = f"\ufdd0{number}\ufdd1"
            element.text = (element.text or "").replace(old, old + token)
        else:
            element.addnext(instruction(token_numbers(token)[0]))
        return


def split_mark(text: str) -> tuple[str, Turns]:
    """Return a name or a field's code without its mark, and the turns that it stood in."""
    if _MARK not in text:
        return text, {}
    before, mark, after = [*text.split(_MARK, 2), ""][:3]
    return (before + after).rstrip() if " " in before else before + after, dict(_TURN.findall(mark))


def turns_fit(one: Turns, other: Turns) -> bool:
    """Tell whether two places stand in the same turn of every loop that is around both."""
    return all(other.get(loop, turn) == turn for loop, turn in one.items())
