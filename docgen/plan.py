"""What a request asks for, checked before anything is made of it.

It finds every problem of the request at once: the formats, the language and
the data.  It must not know templates' contents, HTTP, records or queues.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from docgen.catalog import Catalog, Deliverable
from docgen.errors import DataError, Problem, did_you_mean

__all__ = ["Plan", "choose_formats", "choose_language", "plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that was checked: what will be made, of which loaded data."""

    deliverable: Deliverable
    data: dict[str, Any]
    formats: list[str]
    language: str


def plan(
    catalog: Catalog,
    deliverable_id: str,
    payload: Mapping[str, Any],
    formats: Sequence[str],
    language: str | None,
    *,
    root: str = "",
) -> Plan:
    """Check a request without making anything.

    ``language`` may be None: the payload's own, else the deliverable's first.
    Raises MissingError for an unknown deliverable, and one DataError with every
    other problem; ``root`` goes before the payload's JSON pointers.
    """
    deliverable = catalog.deliverable(deliverable_id)
    problems: list[Problem] = []
    with _collected(problems):
        formats = choose_formats(deliverable, formats)
    with _collected(problems):
        language = choose_language(deliverable, payload, language)
    with _collected(problems, root):
        data = deliverable.load(payload)
    if problems:
        raise DataError(problems)
    return Plan(deliverable, data, list(formats), str(language))


@contextmanager
def _collected(problems: list[Problem], root: str = "") -> Iterator[None]:
    """Keep the problems of a DataError, with ``root`` before their places, instead of raising it."""
    try:
        yield
    except DataError as error:
        problems.extend(replace(problem, place=root + problem.place) for problem in error.problems)


def choose_language(deliverable: Deliverable, payload: Mapping[str, Any], language: str | None) -> str:
    """Return the language asked for, else the payload's own if there is a template in it, else the first.

    Raises DataError if the language asked for is not one of the deliverable's.
    """
    own = payload.get("language")
    wanted = language or (own if own in deliverable.languages else deliverable.languages[0])
    if wanted in deliverable.languages:
        return str(wanted)
    raise DataError(
        Problem(
            "unknown-language",
            f"{deliverable.id} is not available in {str(wanted)[:20]!r}.",
            did_you_mean(wanted, deliverable.languages),
            place="/language",
        )
    )


def choose_formats(deliverable: Deliverable, formats: Sequence[str]) -> list[str]:
    """Return the formats asked for, each once, in the order given.

    Raises DataError naming every format that the deliverable does not have.
    """
    if not formats:
        hint = f"Its formats are: {', '.join(deliverable.formats)}."
        raise DataError(Problem("no-format", "No format is asked for.", hint, place="/formats"))
    problems = [
        Problem(
            "unknown-format",
            f"{deliverable.id} cannot be made as {name[:20]!r}.",
            did_you_mean(name, deliverable.formats),
            place=f"/formats/{position}",
        )
        for position, name in enumerate(formats)
        if name not in deliverable.formats
    ]
    if problems:
        raise DataError(problems)
    return list(dict.fromkeys(formats))
