"""What stands in the brackets of a filter, tried without data: a wrong date pattern is told by the check.

Each filter is given a value that it takes; what it refuses then is its arguments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.runtime import Context

from docgen.engine.computing import computing_problem
from docgen.engine.environment import RENDER
from docgen.engine.program import Program, checking_environment
from docgen.engine.rendering import Rendering
from docgen.engine.values import Image
from docgen.errors import DocgenError, Problem

__all__ = ["argument_problems"]

_PICTURE = Image(b"", "png", 1, 1)
_SAMPLES: Mapping[str, Any] = {
    "date": dt.datetime(2026, 3, 31, 12),
    "number": 1,
    "money": 1,
    "percent": 1,
    "words": 1,
    "image": _PICTURE,
    "markdown": "text",
    "link": "https://example.com",
    "pages": [],
    "round": 1,
    "replace": "text",
    "truncate": "text",
}
"""The filters whose arguments can be tried, each with a value; those of ``plural`` go with the language."""


def argument_problems(program: Program) -> Iterator[Problem]:
    """Yield a problem for each filter of a program whose arguments it does not take."""
    for node in program.tree.find_all(nodes.Filter):
        if node.name not in _SAMPLES or not (node.args or node.kwargs):
            continue
        try:
            args = [argument.as_const() for argument in node.args]
            options = {str(keyword.key): keyword.value.as_const() for keyword in node.kwargs}
        except nodes.Impossible:
            continue
        for problem in _refused(program.dialect, node.name, args, options):
            yield program.located(problem, program.mark_of(node.lineno))


def _refused(dialect: str, name: str, args: list[Any], options: dict[str, Any]) -> list[Problem]:
    environment = checking_environment(dialect)
    context = Context(environment, {RENDER: Rendering({})}, "", {})
    apply: Callable[..., Any] = environment.call_filter
    try:
        apply(name, _SAMPLES[name], args, options, context)
    except DocgenError as error:
        return error.problems
    except (TypeError, ValueError) as error:
        return [computing_problem(error)]
    return []
