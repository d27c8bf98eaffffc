"""What is wrong with fields and values, noted on the way so that a run goes on and all is told at once.

A document that cannot be made is run once more with each filter and each value guarded: what
fails there is noted with its tag and counts as nothing.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import Undefined, UndefinedError
from markupsafe import Markup

from docgen.engine.computing import computing_problem, kind_of
from docgen.engine.missing import LenientMissing
from docgen.engine.rendering import Rendering
from docgen.engine.source import Mark
from docgen.errors import DocgenError, Problem, did_you_mean

__all__ = ["Guard", "Noting", "is_limit", "missing_problem"]

_MARK_TEXT = "⚠ {}"
_MOST = 3
"""How often the same mistake is told of one tag."""
_ASKED_BY_THE_SANDBOX = ("unsafe_callable", "alters_data")

Guard = Callable[[str, Callable[..., Any]], Callable[..., Any]]
"""Stands around a filter, given its name, or around what writes values (``:text``)."""


def is_limit(error: Exception) -> bool:
    """Tell whether a document asks for too much; to run it again would take as long."""
    if isinstance(error, DocgenError):
        return any(problem.code == "limit" for problem in error.problems)
    return isinstance(error, (RecursionError, MemoryError, OverflowError))


class Noting:
    """Notes problems in ``rendering.problems``, each with the tag that ``here`` names.

    With ``marks`` a missing field shows itself in the document.
    """

    def __init__(
        self,
        here: Callable[[], Mark | None],
        located: Callable[[Problem, Mark | None], Problem],
        rendering: Rendering,
        *,
        marks: bool = False,
    ) -> None:
        self._here, self._located, self._rendering, self._marks = here, located, rendering, marks
        self._times: Counter[int] = Counter()

    def note(self, problem: Problem) -> None:
        """Note a problem of the tag that is being run."""
        self._rendering.problems.append(self._located(problem, self._here()))

    def _fail(self, error: Exception) -> None:
        """Note all that one failure says; a tag that fails with each item of a list is told some times."""
        at = id(self._here())
        self._times[at] += 1
        if self._times[at] <= _MOST:
            for problem in error.problems if isinstance(error, DocgenError) else [computing_problem(error)]:
                self.note(problem)

    def guard(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that notes what goes wrong, and then gives nothing."""
        internal = name.startswith(":")

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except UndefinedError:
                raise
            except Exception as error:
                if is_limit(error):
                    raise
                self._fail(error)
                return Markup("") if internal else LenientMissing()

        return run

    @functools.cached_property
    def undefined(self) -> type[Undefined]:
        """What a missing field becomes: it notes each use of itself."""
        return _recording(self._missing)

    def _missing(self, undefined: Any) -> str:
        self.note(missing_problem(undefined, self._rendering.names))
        return _MARK_TEXT.format(undefined._undefined_name) if self._marks else ""


def _recording(note: Callable[[Any], str]) -> type[Undefined]:
    class Recording(LenientMissing):
        __slots__ = ()

        def __getattr__(self, name: str) -> Any:
            if name[:2] == "__" or name in _ASKED_BY_THE_SANDBOX:
                raise AttributeError(name)
            return Recording(name=f"{self._undefined_name}.{name}", obj=self._undefined_obj)

        def __getitem__(self, key: Any) -> Any:
            return self

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            note(self)
            return LenientMissing()

        def __str__(self) -> str:
            return note(self)

        def __iter__(self) -> Iterator[Any]:
            note(self)
            return iter(())

        def __bool__(self) -> bool:
            note(self)
            return False

        def __len__(self) -> int:
            note(self)
            return 0

    return Recording


def missing_problem(undefined: Any, names: list[str]) -> Problem:
    """Return the problem of a missing field, with what its author may have meant."""
    name, owner = str(undefined._undefined_name), undefined._undefined_obj
    first = name.split(".")[0]
    if first == "loop" or name.startswith("loop."):
        hint = "Move it between {% for … %} and {% endfor %}."
        return Problem("missing-field", "There is no loop around this tag.", hint)
    if isinstance(owner, (list, tuple)) and first.lstrip("-").isdecimal():
        message = f"The list has {len(owner)} items, but none with the number {first}."
        return Problem("missing-field", message, "The first item is number 0; [] behind the list means each.")
    if kind := kind_of(owner):
        hint = "Put a condition around it, such as {% if owner %} … {% endif %}." if owner is None else ""
        return Problem("missing-field", f"There is no field {name}, as {kind} has no fields.", hint)
    known = [str(key) for key in owner] if isinstance(owner, Mapping) else names
    hint = did_you_mean(first, known, _known_hint(known))
    return Problem("missing-field", f"There is no field {name}.", hint)


def _known_hint(known: list[str]) -> str:
    visible = sorted(name for name in known if name.isprintable())
    return f"Fields here: {', '.join(visible[:12])}{', …' if len(visible) > 12 else ''}." if visible else ""
