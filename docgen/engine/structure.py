"""Blocks and the elements they stand in: what a template may not do.

Whatever a loop or a condition takes away or repeats must leave well-formed
XML.  That holds if, from one tag of a block to the next, the elements that
close are the elements that open again; this is checked once, here, so that no
document has to be parsed after it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from docgen.engine.blocks import Group, pair
from docgen.engine.source import Grammar, Source, is_element, tag_number, token_numbers
from docgen.errors import Problem

__all__ = ["check_structure", "tags_of"]

Path = tuple[etree._Element, ...]
_ENDS = {
    "for": "endfor",
    "if": "endif",
    "macro": "endmacro",
    "call": "endcall",
    "filter": "endfilter",
    "block": "endblock",
    "with": "endwith",
    "set": "endset",
    "autoescape": "endautoescape",
}


def check_structure(source: Source, items: Iterable[str | etree._Element], grammar: Grammar) -> list[Problem]:
    """Return the problems of the blocks in one stream of texts and element trees, in document order."""
    paths: dict[int, Path] = {}
    for item in items:
        if isinstance(item, str):
            paths.update((number, ()) for number in token_numbers(item))
        else:
            paths.update((number, path) for number, _, path in tags_of(item))
    problems = _check_pairs(source, list(paths))
    if problems:
        return problems
    groups = pair(source.marks, paths)
    return [p for group in groups for p in _check_group(source, group, paths, grammar)]


def tags_of(root: etree._Element) -> Iterator[tuple[int, etree._Element, Path]]:
    """Yield every tag of a tree, with the node that holds it and the elements around it, outermost first.

    The node belongs to the elements around a tag in its text or attributes.
    """
    for element in root.iter():
        if not is_element(element):
            if (number := tag_number(element)) is not None:
                yield number, element, _ancestors(element)
            continue
        inside = [element.text, *(str(value) for value in element.attrib.values())]
        numbers = [number for text in inside for number in token_numbers(text)]
        if numbers:
            path = (*_ancestors(element), element)
            yield from ((number, element, path) for number in numbers)
        for number in token_numbers(element.tail):
            yield number, element, _ancestors(element)


def _ancestors(element: etree._Element) -> Path:
    return tuple(element.iterancestors())[::-1]


def _check_pairs(source: Source, numbers: list[int]) -> list[Problem]:
    """Return a problem for each tag that closes nothing, is not closed, or continues nothing."""
    problems: list[Problem] = []
    stack: list[int] = []
    openings = {group.members[0] for group in pair(source.marks, numbers)}
    for number in numbers:
        keyword = source.marks[number].tag.keyword
        if number in openings:
            stack.append(number)
        elif keyword in ("else", "elif") and not stack:
            problems.append(
                _problem(source, number, "block-unopened", f"{keyword} stands outside of if and for.")
            )
        elif keyword.startswith("end") and keyword in _ENDS.values():
            problems += _check_end(source, stack, number)
    return problems + [
        _problem(
            source,
            number,
            "block-unclosed",
            f"{source.marks[number].tag.keyword} is not closed.",
            f"Write {{% {_ENDS.get(source.marks[number].tag.keyword, 'end')} %}} after what it covers.",
        )
        for number in stack
    ]


def _check_end(source: Source, stack: list[int], number: int) -> list[Problem]:
    keyword = source.marks[number].tag.keyword
    if not stack:
        hint = f"Take it out, or write {{% {keyword[3:]} … %}} before it."
        return [_problem(source, number, "block-unopened", f"{keyword} closes nothing.", hint)]
    opening = source.marks[stack.pop()]
    wanted = _ENDS.get(opening.tag.keyword, "end" + opening.tag.keyword)
    if keyword == wanted:
        return []
    message = f"{keyword} closes {opening.tag.text}, which wants {wanted}."
    return [_problem(source, number, "block-mismatch", message, f"Write {{% {wanted} %}} first.")]


def _check_group(source: Source, group: Group, paths: dict[int, Path], grammar: Grammar) -> list[Problem]:
    for first, second in zip(group.members, group.members[1:], strict=False):
        rest_of_first, rest_of_second = _apart(paths[first], paths[second])
        if [_name(e) for e in rest_of_first] != [_name(e) for e in rest_of_second]:
            return [_torn(source, first, second)]
        if source.dialect == "docgen" and any(_name(e) in grammar.row | grammar.cell for e in rest_of_first):
            return [_torn(source, first, second)]
    return []


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


def _torn(source: Source, first: int, second: int) -> Problem:
    opening, closing = source.marks[first], source.marks[second]
    return _problem(
        source,
        first,
        "block-torn",
        f"{opening.tag.text} begins in {opening.place or opening.part}, {closing.tag.text} stands in "
        f"{closing.place or closing.part}, which is another level of the document.",
        "Put both alone in paragraphs of their own, or both in rows of the same table ({%tr …%}).",
    )


def _problem(source: Source, number: int, code: str, message: str, hint: str = "") -> Problem:
    mark = source.marks[number]
    return Problem(code, message, hint, part=mark.part, place=mark.place, tag=mark.tag.text)
