"""What one document knows while it is being made: options, budget, findings, new parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from docgen.engine.limits import Budget, Limits
from docgen.engine.paging import Paging
from docgen.engine.values import Assets
from docgen.errors import DocgenError, Problem, RenderError

__all__ = ["Rendering", "every"]

_T = TypeVar("_T")


def every(tasks: Iterable[Callable[[], _T]]) -> list[_T]:
    """Run all tasks, also after one failed, so that one error tells the problems of all."""
    results: list[_T] = []
    problems: list[Problem] = []
    for task in tasks:
        try:
            results.append(task())
        except DocgenError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise RenderError(problems)
    return results


class Rendering:
    """One run of a compiled template.

    ``problems`` are missing fields found in the modes that go on; ``warnings``
    are what the caller should know of a document that was made.
    """

    def __init__(
        self,
        context: Mapping[str, Any],
        *,
        language: str = "en",
        on_missing: str = "error",
        dialect: str = "docgen",
        limits: Limits | None = None,
        assets: Assets | None = None,
        on_overflow: str = "warn",
    ) -> None:
        self.assets, self.on_overflow = assets, on_overflow
        self.language, self.on_missing, self.dialect = language, on_missing, dialect
        self.limits = limits or Limits()
        self.budget = Budget(self.limits)
        self.names = [name for name in context if isinstance(name, str)]
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.collected: dict[str, Any] = {}
        """What streams write for parts that other streams make, by part."""
        self.slots: list[Any] = []
        """Values that are more than text, each under the number that stands for it in the output."""
        self.state: Any = None
        """What the format's adapter keeps for this document."""
        self.names_in_scope: dict[str, Any] | None = None
        """What names mean at the begin of each run, once the first has begun."""
        self.met_illegal = False
        """Whether a value held a character that XML cannot hold."""
        self.divide: Callable[[Sequence[Any], int], list[Sequence[Any]]] | None = None
        """Divides a list into pages of as many items as fit, of so many at most; None where nothing does."""
        self.paging: Paging | None = None
        """A document that prints page numbers and waits for them."""

    def fork(self) -> Rendering:
        """Return a rendering for a second run that only looks for problems."""
        other = Rendering(
            {},
            language=self.language,
            on_missing="blank",
            dialect=self.dialect,
            limits=self.limits,
            assets=self.assets,
        )
        other.names, other.state, other.divide = self.names, self.state, self.divide
        return other

    def rewind(self) -> None:
        """Forget what was found, before the first stream is rendered once more."""
        self.problems.clear()
        self.warnings.clear()
        self.slots.clear()
        self.collected.clear()

    def warn(self, code: str, message: str, hint: str = "", part: str = "", place: str = "") -> None:
        """Note something that the caller should know."""
        self.warnings.append(Problem(code, message, hint, part=part, place=place))

    def warn_once(self, code: str, message: str, hint: str = "") -> None:
        """Note something that is the same for the whole document, however often it is met."""
        if not any(warning.code == code for warning in self.warnings):
            self.warnings.append(Problem(code, message, hint))
