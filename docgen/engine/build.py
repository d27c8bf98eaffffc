"""One stream of a template, from prepared trees to a program.

A stream is a sequence of element trees and texts that share one scope: the
body of a Word file, or all slides of a deck with their notes and charts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import TemplateSyntaxError
from lxml import etree

from docgen.engine.diagnosis import diagnose
from docgen.engine.program import Filters, Program, TextMaker
from docgen.engine.source import Grammar, Source
from docgen.engine.structure import check_structure
from docgen.errors import Problem

__all__ = ["Findings", "build_program", "report"]


class Findings(list[Problem]):
    """The problems of a template, with its sources and those that could not be compiled because of them.

    ``most_tags`` is how many tags one source may hold, ``own_filters`` are those that the caller brings.
    """

    def __init__(self, most_tags: int, own_filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__()
        self.most_tags, self.own_filters = most_tags, own_filters
        self.broken: list[Source] = []
        self.sources: list[Source] = []
        self.suspects: list[Problem] = []
        """What looks like a tag and is none: documents can be made, but :func:`check` tells of it."""


def build_program(
    source: Source,
    items: Sequence[str | etree._Element],
    grammar: Grammar,
    make_text: TextMaker,
    filters: Filters,
    *,
    file: str,
    problems: Findings,
) -> Program | None:
    """Compile a stream; on any mistake add every problem of it to ``problems`` and return None."""
    problems.sources.append(source)
    if len(source.marks) > problems.most_tags:
        message = f"The template has more than {problems.most_tags} tags."
        problems.append(Problem("limit", message, "Write loops instead of repeating tags.", file=file))
        return None
    found = [*source.problems, *check_structure(source, items, grammar)]
    program = None
    if not found:
        text = "".join(item if isinstance(item, str) else source.serialise(item) for item in items)
        try:
            program = Program(source, text, make_text, _with(problems.own_filters, filters), file)
        except TemplateSyntaxError as error:
            found = _syntax(source, error, problems.own_filters)
        except (RecursionError, MemoryError):
            found = [Problem("limit", "The template nests its tags too deeply.", "Make it simpler.")]
    if found:
        report(source, found, file=file, problems=problems)
    return program if not found else None


def _with(own: Mapping[str, Callable[..., Any]], filters: Filters) -> Filters:
    """Return the internal filters of a format together with the caller's own."""
    return lambda language, dialect: {**own, **filters(language, dialect)}


def report(source: Source, found: list[Problem], *, file: str, problems: Findings) -> None:
    """Add to ``problems`` what was found of a source that cannot be compiled, and the faults of its tags."""
    source.order = source.order or list(range(len(source.marks)))
    found = [*found, *(p for p in diagnose(source, problems.own_filters) if p not in found)]
    problems += [problem.at(file=file) for problem in _sorted(source, found)]
    problems.broken.append(source)


def _syntax(
    source: Source, error: TemplateSyntaxError, own_filters: Mapping[str, Callable[..., Any]]
) -> list[Problem]:
    """Return the problems of single tags, or what Jinja said of the whole."""
    problems = diagnose(source, own_filters)
    return problems or [
        Problem("tag-syntax", f"The tags do not fit together: {error.message}.".replace("..", "."))
    ]


def _sorted(source: Source, problems: list[Problem]) -> list[Problem]:
    """Return problems in the order of their tags in the document."""
    order = {(m.part, m.place, m.tag.text): n for n, m in reversed(list(enumerate(source.marks)))}
    return sorted(problems, key=lambda p: order.get((p.part, p.place, p.tag), len(order)))
