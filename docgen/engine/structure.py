"""Blocks and the elements they stand in: what a template may not do.

Whatever a loop or a condition takes away or repeats must leave well-formed
XML.  That holds if, from one tag of a block to the next, the elements that
close are the elements that open again; this is checked once, here, so that no
document has to be parsed after it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml import etree

from docgen.engine.blocks import Fault, Pairing
from docgen.engine.source import Grammar, Source, is_element, tag_number, token_numbers
from docgen.errors import Problem

__all__ = ["check_structure", "tags_of"]

Path = tuple[etree._Element, ...]


def check_structure(source: Source, items: Iterable[str | etree._Element], grammar: Grammar) -> list[Problem]:
    """Return the problems of the blocks in one stream of texts and element trees, in document order."""
    paths: dict[int, Path] = {}
    for item in items:
        if isinstance(item, str):
            paths.update((number, ()) for number in token_numbers(item))
        else:
            paths.update((number, path) for number, _, path in tags_of(item))

    source.order = list(paths)

    def fits(first: int, second: int) -> bool:
        return _is_level(source, paths[first], paths[second], grammar)

    pairing = Pairing(source.marks, paths, fits)
    closed = (group.members for group in pairing.groups if group.closed)
    pairs = (two for members in closed for two in pairwise(members))
    torn = [_torn(source, *two, paths, grammar) for two in pairs if not fits(*two)]
    return [*(_faulty(source, fault) for fault in pairing.faults), *torn]


def tags_of(root: etree._Element) -> Iterator[tuple[int, etree._Element, Path]]:
    """Yield every tag of a tree, with the node that holds it and the elements around it, outermost first.

    The node belongs to the elements around a tag in its text or attributes.
    """
    for element in root.iter():
        if is_element(element):
            inside = [element.text, *(str(value) for value in element.attrib.values())]
            numbers = [number for text in inside for number in token_numbers(text)]
            if numbers:
                path = (*_ancestors(element), element)
                yield from ((number, element, path) for number in numbers)
        elif (number := tag_number(element)) is not None:
            yield number, element, _ancestors(element)
        for number in token_numbers(element.tail):
            yield number, element, _ancestors(element)


def _ancestors(element: etree._Element) -> Path:
    return tuple(element.iterancestors())[::-1]


def _faulty(source: Source, fault: Fault) -> Problem:
    """Return the problem of a tag that closes nothing, is not closed, or continues nothing."""
    tag = source.marks[fault.number].tag
    word = tag.meant
    other = source.marks[fault.other].tag if fault.other >= 0 else None
    if fault.kind == "unclosed":
        hint = f"Write {{%{tag.prefix} end{word} %}} after what it covers."
        if other:
            where = source.marks[fault.other].place
            hint = f"Write {{%{tag.prefix} end{word} %}} after what it covers, before {other.text} ({where})."
        return _problem(source, fault.number, "block-unclosed", f"{word} is not closed.", hint)
    if fault.kind == "mismatch" and other:
        message = f"{word} closes {other.text}, which wants end{other.meant}."
        hint = f"Write {{%{tag.prefix} end{other.meant} %}} instead."
        return _problem(source, fault.number, "block-mismatch", message, hint)
    if fault.kind == "outside":
        hint = "Write it between {% if … %} and {% endif %}, or take it out."
        message = f"{word} stands outside of if and for."
        return _problem(source, fault.number, "block-unopened", message, hint)
    hint = f"Take it out, or write {{%{tag.prefix} {word[3:]} … %}} before it."
    return _problem(source, fault.number, "block-unopened", f"{word} closes nothing.", hint)


def _is_level(source: Source, first: Path, second: Path, grammar: Grammar) -> bool:
    """Tell whether a block may reach from one place to the other: what closes opens again."""
    rest_of_first, rest_of_second = ([_name(e) for e in rest] for rest in _apart(first, second))
    if source.dialect == "docgen" and any(name in grammar.row | grammar.cell for name in rest_of_first):
        return False
    return rest_of_first == rest_of_second


def _apart(first: Path, second: Path) -> tuple[Path, Path]:
    """Return what remains of two paths after the elements they share."""
    shared = 0
    for one, other in zip(first, second, strict=False):
        if one is not other:
            break
        shared += 1
    return first[shared:], second[shared:]


def _name(element: object) -> str:
    return str(getattr(element, "tag", element))


def _torn(source: Source, first: int, second: int, paths: dict[int, Path], grammar: Grammar) -> Problem:
    opening, closing = source.marks[first], source.marks[second]
    begins, ends = opening.place or opening.part, closing.place or closing.part
    message = f"{opening.tag.text} begins in {begins}, {closing.tag.text} stands in {ends}: another level."
    if begins == ends:
        message = f"{opening.tag.text} and {closing.tag.text} stand in different pieces of {begins}."
    hint = _torn_hint(_apart(paths[first], paths[second]), grammar)
    return _problem(source, first, "block-torn", message, hint)


def _torn_hint(rests: tuple[Path, Path], grammar: Grammar) -> str:
    if rests[0] and rests[1] and not any(e.getparent() is not None for e in (rests[0][0], rests[1][0])):
        return "Let both stand in one text; to repeat or drop whole slides, write {%slide …%} in both."
    first, second = ({_name(e) for e in rest} for rest in rests)
    if bool(first & grammar.row) != bool(second & grammar.row):
        return "Let both stand in the table, or both outside of it, alone in paragraphs of their own."
    if first & grammar.cell and second & grammar.cell and not first & grammar.row:
        return (
            "Write both into one cell; to repeat the row, put {%tr for … %} into a row above it and "
            "{%tr endfor %} into a row below."
        )
    return "Put both alone in paragraphs of their own, or both in rows of the same table ({%tr …%})."


def _problem(source: Source, number: int, code: str, message: str, hint: str = "") -> Problem:
    mark = source.marks[number]
    return Problem(code, message, hint, part=mark.part, place=mark.place, tag=mark.tag.text)
