"""Errors as data with a place: what is wrong, where, and how to mend it.

Code deep down raises bare problems; whoever knows the file, the part or the
place adds it on the way out with :meth:`Problem.at`.  The same objects become
a JSON body, a line in a terminal and a comment in a document, so nothing here
knows any of those.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches

__all__ = [
    "ConflictError",
    "DataError",
    "DocgenError",
    "MissingError",
    "Problem",
    "RenderError",
    "TemplateError",
    "did_you_mean",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``code`` is stable and for programs; ``message`` says what is wrong and
    ``hint`` how to mend it, both for people.  For a payload ``place`` is a JSON
    pointer; for a template it reads like ``table 3, row 2`` or ``cell Risks!C7``.
    """

    code: str
    message: str
    hint: str = ""
    file: str = ""
    part: str = ""
    place: str = ""
    tag: str = ""

    def at(self, *, file: str = "", part: str = "", place: str = "", tag: str = "") -> Problem:
        """Return the problem with what was still empty filled in."""
        return replace(
            self,
            file=self.file or file,
            part=self.part or part,
            place=self.place or place,
            tag=self.tag or tag,
        )

    def as_dict(self) -> dict[str, str]:
        """Return the seven fields as plain text, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.part, self.place) if part)
        tag = f" {self.tag}" if self.tag else ""
        head = f"{where}:{tag} " if where else f"{tag} ".lstrip()
        return f"{head}{self.message}" + (f" {self.hint}" if self.hint else "")


class DocgenError(Exception):
    """Something the caller can mend; ``problems`` names everything that is wrong."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class TemplateError(DocgenError):
    """The template file cannot be used: not an Office file, or wrong tags in it."""


class RenderError(DocgenError):
    """Template and data do not go together, or a document would exceed a limit."""


class DataError(DocgenError):
    """The payload does not fit the schema; each problem's place is a JSON pointer."""


class MissingError(DocgenError):
    """What was asked for does not exist."""


class ConflictError(DocgenError):
    """What was asked for contradicts what is already there."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """Return the hint ``Did you mean x?`` for the nearest known word.

    Without a near one it is ``otherwise``, or where that is None the first 20 words that are known.
    """
    names = sorted(known)
    if near := get_close_matches(word[:100], names, n=1):
        return f"Did you mean {near[0]}?"
    if otherwise is not None or not names:
        return otherwise or ""
    return f"Known here: {', '.join(names[:20])}{', …' if len(names) > 20 else ''}."
