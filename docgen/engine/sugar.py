"""Lists named with ``[]``: the row or paragraph that names one repeats for each of its items.

``{{ risks[].title }}`` needs no loop: a loop is put around the row of a table or
sheet, or else the paragraph, in which the tag stands.  ``risks[].actions[].owner``
nests: the row comes once for each action, and once with blanks where there is none.
What stands inside of it, a text box, an inner table or a note, means the same items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from docgen.engine.source import Element, Grammar, Mark, Source, instruction, token_numbers
from docgen.engine.structure import tags_of
from docgen.engine.tags import Tag
from docgen.errors import Problem

__all__ = ["repeat_lists"]

_LIST = "[]"
_NAMED = re.compile(
    r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|(?P<list>(?<![\w.])[^\W\d]\w*(?:\.\w+|\[\])*\[\])', re.S
)


@dataclass(slots=True)
class _Repeated:
    """What repeats, with the tags in it that name a list, by number."""

    element: Element
    numbers: list[int] = field(default_factory=list)


def repeat_lists(source: Source, root: Element, grammar: Grammar) -> None:
    """Put loops around what names a list; runs when other tags have taken their places."""
    if not any(_LIST in mark.tag.body for mark in source.marks):
        return
    found: dict[Element, _Repeated] = {}
    for number, node, path in tags_of(root):
        if not lists_in(source.marks[number].tag.body):
            continue
        stands_alone = source.marks[number].wrap == ":whole"
        element = _repeating(path, node if stands_alone else None, grammar)
        if element is None:
            source.problems.append(_nowhere(source.marks[number]))
        else:
            found.setdefault(element, _Repeated(element)).numbers.append(number)
    for repeated in sorted(found.values(), key=_depth):
        _repeat(source, repeated)


def _depth(repeated: _Repeated) -> int:
    return sum(1 for _ in repeated.element.iterancestors())


def lists_in(body: str) -> list[str]:
    """Return the lists that an expression names, inner ones whole: ``risks[].actions[]``."""
    return [match["list"] for match in _NAMED.finditer(body) if match["list"]] if _LIST in body else []


def _repeating(path: Sequence[Element], alone: Element | None, grammar: Grammar) -> Element | None:
    """Return the row of the innermost paragraph, or where that stands in none, the paragraph itself.

    ``alone`` is a value that took the place of its paragraph.
    """
    paragraph = alone
    for element in reversed(path):
        if element.tag in grammar.row:
            return element
        if element.tag in grammar.paragraph:
            if paragraph is not None:
                break  # a text box inside another paragraph
            paragraph = element
    return paragraph


def _repeat(source: Source, repeated: _Repeated) -> None:
    """Put loops around an element for the lists that nothing around it repeats for already."""
    first = repeated.numbers[0]
    around = (source.items[e] for e in repeated.element.iterancestors() if e in source.items)
    items = dict(next(around, {}))
    named = [name for number in repeated.numbers for name in lists_in(source.marks[number].tag.body)]
    longest = max((name for name in named if name not in items), key=len, default="")
    paths = [path for at in _ends(longest) if (path := longest[: at + len(_LIST)]) not in items]
    if stranger := next((name for name in named if name not in paths and name not in items), None):
        source.problems.append(_mixed(source.marks[first], longest, stranger))
        return
    is_named = any(name in items for name in named)
    items |= {path: f"docgen_each{first}_{depth}" for depth, path in enumerate(paths)}
    source.aliases.update({items[path]: path for path in paths})
    source.items[repeated.element] = items
    for depth, path in enumerate(paths):
        listed = _with_items(path.removesuffix(_LIST), items)
        listed += " | docgen_or_blank" if depth or is_named else ""
        repeated.element.addprevious(_tag(source, first, f"for {items[path]} in {listed}"))
    for _ in paths:
        repeated.element.addnext(_tag(source, first, "endfor"))
    for number in repeated.numbers:
        mark = source.marks[number]
        mark.tag = replace(mark.tag, body=_with_items(mark.tag.body, items))


def _ends(path: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\[\]", path)]


def _with_items(body: str, items: dict[str, str]) -> str:
    """Return an expression in which each list with ``[]`` has become the name of its item."""

    def item(match: re.Match[str]) -> str:
        return items[match["list"]] if match["list"] else match.group()

    return _NAMED.sub(item, body)


def _tag(source: Source, like: int, body: str) -> etree._Element:
    token = source.add_like(like, Tag("statement", body, source.marks[like].tag.text))
    return instruction(token_numbers(token)[0])


def _silence(mark: Mark) -> None:
    """Let a tag whose lists are a problem be no further one."""
    body = _NAMED.sub(lambda match: "docgen_none" if match["list"] else match.group(), mark.tag.body)
    mark.tag = replace(mark.tag, body=body)


def _nowhere(mark: Mark) -> Problem:
    message = "A list is named with [], but there is no row or paragraph here that could repeat."
    hint = "Write {% for item in list %} … {% endfor %} instead."
    _silence(mark)
    return Problem("list-nowhere", message, hint, part=mark.part, place=mark.place, tag=mark.tag.text)


def _mixed(mark: Mark, one: str, other: str) -> Problem:
    message = f"One row or paragraph names two lists: {one} and {other}."
    hint = "Give each list a row or paragraph of its own, or write loops with {% for … %}."
    _silence(mark)
    return Problem("lists-mixed", message, hint, part=mark.part, place=mark.place, tag=mark.tag.text)
