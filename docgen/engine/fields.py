"""Everything that is wrong with a template, told at once and without any data."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from docgen.engine.arguments import argument_problems
from docgen.engine.build import Findings
from docgen.engine.compiled import examine
from docgen.engine.field_tree import Tree, field_tree
from docgen.engine.habits import named_elsewhere
from docgen.engine.source import Source
from docgen.engine.walk import BrokenWalk, Walk
from docgen.errors import Problem

__all__ = ["check"]

_LOOP = re.compile(r"for (\w+)")
_ONE_BRACE = re.compile(r"\{ ?([^\W\d]\w*)")


def check(
    data: bytes,
    fields: Iterable[str] | Mapping[str, str] | None = None,
    *,
    name: str = "",
    dialect: str = "docgen",
) -> list[Problem]:
    """Return every problem of a template: of its file, its tags, and fields that do not exist or do not fit.

    ``fields`` are dotted paths with lists as ``[]``: ``customer.name``,
    ``risks[].title``; ``labels.*`` allows anything below ``labels``.  A mapping
    also gives the kind of each, ``text``, ``picture``, ``chart``, …, so that a
    picture's tag on a text is found.  Without fields the tags alone are checked.
    """
    _, prepared, problems = examine(data, name=name, dialect=dialect)
    tree = None if fields is None else field_tree(fields)
    found = [*problems, *_suspects(problems, tree)]
    for program in prepared.programs if prepared else []:
        found += argument_problems(program)
    if tree is not None:
        for program in prepared.programs if prepared else []:
            found += Walk(program.source, tree, program.mark_of).through(program.tree)
        for source in problems.broken:
            found += BrokenWalk(source, tree).through_marks()
    distinct = list(dict.fromkeys(problem.at(file=name) for problem in found))
    return sorted(distinct, key=_order(problems.sources))


def _order(sources: Iterable[Source]) -> Callable[[Problem], tuple[int, float]]:
    """Return a key that sorts problems as their tags follow one another in the file."""
    parts: dict[str, int] = {}
    tags: dict[tuple[str, str, str], float] = {}
    for source in sources:
        for number, mark in enumerate(source.marks):
            parts.setdefault(mark.part, len(parts))
            tags.setdefault((mark.part, mark.place, mark.tag.text), number)
        for problem, before in source.suspects.items():
            tags.setdefault((problem.part, problem.place, problem.tag), before - 0.5)

    def key(problem: Problem) -> tuple[int, float]:
        at = tags.get((problem.part, problem.place, problem.tag), math.inf)
        return parts.get(problem.part, len(parts)), at

    return key


def _suspects(problems: Findings, tree: Tree | None) -> Iterator[Problem]:
    """Yield what looks like a tag; with single braces only where it names a field or a loop's item."""
    known = set(tree or ())
    for source in problems.sources:
        known.update(match[1] for mark in source.marks if (match := _LOOP.match(mark.tag.body)))
    for problem in problems.suspects:
        name = named_elsewhere(problem.tag)
        single = _ONE_BRACE.match(problem.tag)
        if (name and _exists(tree, name)) or (not name and (single is None or single[1] in known)):
            yield problem


def _exists(tree: Tree | None, name: str) -> bool:
    """Tell whether there is a field with a dotted name."""
    for step in name.split("."):
        tree = tree.get(step) if tree is not None else None
    return tree is not None
