"""Statements lifted to the place of what they stand for.

A loop over rows stands in a cell of a row of its own, because an Office program
has no other place for it; before anything is rendered it takes the place of
that row.  What would be lifted only in part stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from docgen.engine.blocks import Group, pair
from docgen.engine.source import (
    TOKEN,
    Element,
    Grammar,
    Mark,
    Source,
    instruction,
    is_element,
    outermost,
    remove,
    tag_number,
    token_numbers,
)
from docgen.engine.sugar import repeat_lists
from docgen.errors import Problem

__all__ = ["lift"]

_ELSEWHERE = ("slide", "sheet", "area")
"""The prefixes that stand for what only files of one program have."""


def lift(source: Source, root: Element, grammar: Grammar) -> None:
    """Let statements take the place of what they stand for: their row, column, paragraph or run.

    A prefix says so; in docgen's own dialect a statement that stands alone means it too.
    """
    _lift_prefixed(source, root, grammar)
    if source.dialect == "docgen":
        _lift_alone(source, root, grammar)
    repeat_lists(source, root, grammar)


def _lift_prefixed(source: Source, root: Element, grammar: Grammar) -> None:
    levels = grammar.levels
    waiting = list(root.iter(*grammar.text))[::-1]
    while waiting:
        element = waiting.pop()
        for number in token_numbers(element.text):
            mark = source.marks[number]
            names = levels.get(mark.tag.prefix)
            if mark.tag.prefix in _ELSEWHERE and names is None:
                source.problems.append(_of_another_format(mark))
            if not names or number not in token_numbers(element.text):
                continue
            if mark.tag.prefix == "r":
                if mark.tag.kind != "value":
                    waiting += _split_run(element, number, grammar)
                    break
                continue
            target = next((e for e in element.iterancestors() if e.tag in names), None)
            if target is None:
                source.problems.append(_misplaced(mark))
            elif mark.tag.kind == "value":
                _replace_by_value(source, target, number)
            else:
                _replace(source, target, mark.tag.prefix, grammar)


def _replace_by_value(source: Source, target: Element, number: int) -> None:
    """Let a value stand for its whole element; a value that is text stands in the element after all.

    What holds other tags, or an object with an id of its own, stays in the tree.
    """
    pieces = TOKEN.split(source.serialise(target))
    if len(pieces) != 3 or any(tag_number(e) is not None or e.get("id") for e in target.iter()):
        return
    mark = source.marks[number]
    mark.wrap, mark.args = ":whole", (pieces[0], pieces[2])
    _put_before(target, [number])
    remove(target)


def _replace(source: Source, target: Element, prefix: str, grammar: Grammar) -> None:
    """Replace an element by its prefixed tags; where they open and close in it, put them around it."""
    numbers = [
        n
        for text in target.iter(*grammar.text)
        for n in token_numbers(text.text)
        if source.marks[n].tag.prefix == prefix
    ]
    statements = [n for n in numbers if source.marks[n].tag.kind == "statement"]
    groups = pair(source.marks, statements)
    pairs = [g for g in groups if g.closed and len(g.members) == 2]
    around = len(statements) > 1 and 2 * len(pairs) == len(statements)
    if not around:
        _tell_of_rest(source, target, statements, grammar)
        target = outermost(target, grammar)
        _put_before(target, statements)
        remove(target)
        return
    _put_before(target, [g.members[0] for g in groups])
    _put_after(target, [g.members[-1] for g in reversed(groups)])
    for text in target.iter(*grammar.text):
        text.text = _without(text.text or "", set(numbers))


def _tell_of_rest(source: Source, target: Element, statements: list[int], grammar: Grammar) -> None:
    """Note that what stands beside statements goes with them; the check of a template tells it."""
    texts = "".join(text.text or "" for text in target.iter(*grammar.text))
    if not statements or not _without(texts, set(statements)).strip():
        return
    mark = source.marks[statements[0]]
    problem = Problem(
        "text-lost",
        "What stands beside this tag is not in the document, as it goes with the tag.",
        "Let the tag stand alone in its row, cell or paragraph.",
        part=mark.part,
        place=mark.place,
        tag=mark.tag.text,
    )
    source.suspects[problem] = statements[0]


def _lift_alone(source: Source, root: Element, grammar: Grammar) -> None:
    places = _places(root, grammar)
    groups = pair(source.marks, list(places))
    paragraphs = {p: n for p, n in _by_element(places).items() if _is_alone(source, p, grammar)}
    rows = _held(_lonely_rows(paragraphs, places, grammar), grammar)
    _keep_whole(groups, places, rows, level=1)
    if not grammar.lifts_paragraphs:
        paragraphs = {}
    row_paragraphs = {p for row in rows for p in row.iter(*grammar.paragraph)}
    paragraphs = _held({p: n for p, n in paragraphs.items() if p not in row_paragraphs}, grammar)
    taken = {n for numbers in rows.values() for n in numbers}
    rest = [g for g in groups if not taken.intersection(g.members)]
    _keep_whole(rest, places, paragraphs, level=0)
    for element, numbers in {**rows, **paragraphs}.items():
        _put_before(element, numbers)
        remove(element)


def _held(elements: dict[Element, list[int]], grammar: Grammar) -> dict[Element, list[int]]:
    """Let what holds an element alone stand for it."""
    return {outermost(element, grammar): numbers for element, numbers in elements.items()}


def _is_alone(source: Source, paragraph: Element, grammar: Grammar) -> bool:
    """Tell whether a paragraph holds statements or comments, and nothing else."""
    text = "".join(t.text or "" for t in paragraph.iter(*grammar.text))
    if TOKEN.sub("", text).strip() or not all(
        source.marks[n].tag.kind in ("statement", "comment") and not source.marks[n].tag.prefix
        for n in token_numbers(text)
    ):
        return False
    return _only(paragraph, grammar.plain, grammar)


def _lonely_rows(
    paragraphs: dict[Element, list[int]],
    places: dict[int, tuple[Element, Element | None]],
    grammar: Grammar,
) -> dict[Element, list[int]]:
    rows: dict[Element, list[int]] = {}
    for numbers in paragraphs.values():
        row = places[numbers[0]][1]
        if row is not None:
            rows.setdefault(row, []).extend(numbers)
    return {row: n for row, n in rows.items() if _is_lonely_row(row, paragraphs, grammar)}


def _put_before(element: Element, numbers: Iterable[int]) -> None:
    for number in numbers:
        element.addprevious(instruction(number))


def _put_after(element: Element, numbers: Iterable[int]) -> None:
    for number in reversed(list(numbers)):
        element.addnext(instruction(number))


def _without(text: str, numbers: set[int]) -> str:
    return TOKEN.sub(lambda m: "" if int(m.group(1)) in numbers else m.group(), text)


def _split_run(element: Element, number: int, grammar: Grammar) -> list[Element]:
    """Cut the run around a tag, which then stands between two runs of the same format.

    Returns the text that follows, if it may hold further tags.
    """
    run = element.getparent()
    if run is None or run.tag not in grammar.run:
        return []
    before, after = (element.text or "").split(f"\ufdd0{number}\ufdd1", 1)
    rest = deepcopy(run)
    rest.tail = None
    for child in [e for e in rest if e.tag not in grammar.properties]:
        rest.remove(child)
    moved = deepcopy(element)
    rest.append(moved)
    moved.text = after
    for child in list(element.itersiblings()):
        rest.append(child)
    element.text = before
    run.addnext(rest)
    run.addnext(instruction(number))
    for piece, text in ((run, before), (rest, after)):
        if not text and not any(e.tag not in grammar.properties | {element.tag} for e in piece):
            remove(piece)
    return [moved] if after else []


def _of_another_format(mark: Mark) -> Problem:
    hint = f"Write the tag without {mark.tag.prefix}."
    if mark.tag.prefix == "slide":
        problem = Problem("tag-misplaced", "Only PowerPoint files have slides.", hint)
    else:
        problem = Problem("tag-misplaced", "Only Excel files have sheets.", hint)
    return problem.at(part=mark.part, place=mark.place, tag=mark.tag.text)


def _misplaced(mark: Mark) -> Problem:
    names = {"tr": "table row", "tc": "table cell", "p": "paragraph", "slide": "slide", "sheet": "sheet"}
    return Problem(
        "tag-misplaced",
        f"The tag asks for its {names.get(mark.tag.prefix, mark.tag.prefix)}, but stands in none.",
        f"Write it without {mark.tag.prefix}, or move it.",
        part=mark.part,
        place=mark.place,
        tag=mark.tag.text,
    )


def _places(root: Element, grammar: Grammar) -> dict[int, tuple[Element, Element | None]]:
    """Return for each tag still in a text its paragraph and row, in document order."""
    found: dict[int, tuple[Element, Element | None]] = {}
    for text in root.iter(*grammar.text):
        numbers = token_numbers(text.text)
        if not numbers:
            continue
        ancestors = list(text.iterancestors())
        paragraph = next((e for e in ancestors if e.tag in grammar.paragraph), None)
        row = next((e for e in ancestors if e.tag in grammar.row), None)
        if paragraph is not None:
            found.update((number, (paragraph, row)) for number in numbers)
    return found


def _by_element(places: dict[int, tuple[Element, Element | None]]) -> dict[Element, list[int]]:
    found: dict[Element, list[int]] = {}
    for number, (paragraph, _) in places.items():
        found.setdefault(paragraph, []).append(number)
    return found


def _only(element: Element, plain: frozenset[str], grammar: Grammar) -> bool:
    """Tell whether an element holds nothing but the plain elements, whatever these hold themselves."""
    for child in element:
        if not is_element(child):
            return False
        if child.tag in grammar.properties:
            if any(True for _ in child.iter(*grammar.keep)) and grammar.keep:
                return False
        elif child.tag not in plain or not _only(child, plain, grammar):
            return False
    return True


def _is_lonely_row(row: Element, paragraphs: dict[Element, list[int]], grammar: Grammar) -> bool:
    """Tell whether a row holds lonely paragraphs and empty ones only."""
    for paragraph in row.iter(*grammar.paragraph):
        text = "".join(t.text or "" for t in paragraph.iter(*grammar.text)).strip()
        if paragraph not in paragraphs and (text or not _only(paragraph, grammar.plain, grammar)):
            return False
    return True


def _keep_whole(
    groups: list[Group],
    places: dict[int, tuple[Element, Element | None]],
    elements: dict[Element, list[int]],
    level: int,
) -> None:
    """Drop from ``elements`` those whose tags belong to a block of which another tag could not be lifted."""
    while True:
        liftable = {number for numbers in elements.values() for number in numbers}
        parents = {number: element.getparent() for element, numbers in elements.items() for number in numbers}
        broken = {n for g in groups if not _is_whole(g, liftable, parents) for n in g.members}
        doomed = [element for element, numbers in elements.items() if broken.intersection(numbers)]
        if not doomed:
            return
        for element in doomed:
            del elements[element]


def _is_whole(group: Group, liftable: set[int], parents: dict[int, Element | None]) -> bool:
    members = group.members
    return group.closed and all(n in liftable and parents[n] is parents[members[0]] for n in members)
