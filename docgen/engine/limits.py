"""What one template or one document may cost at most.

Templates come from people who may be careless or hostile; a limit that is
reached is a :class:`RenderError` like any other mistake, never a hang.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from docgen.errors import Problem, RenderError
from docgen.opc import PackageLimits

__all__ = ["Budget", "Limits", "exceeded"]


_LOOK = 64 * 1024
"""Characters from one look at the clock to the next."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one template and of one document made from it.

    ``steps`` counts turns of loops and calls, ``output`` the characters of all
    parts that are made; ``seconds`` is the time one document may take; ``tags``
    is how many tags a part of a template may hold.
    """

    steps: int = 2_000_000
    output: int = 512 * 2**20
    seconds: float = 60.0
    tags: int = 50_000
    package: PackageLimits = field(default_factory=PackageLimits)


def exceeded(what: str, hint: str = "") -> RenderError:
    """Return the error for a limit that was reached."""
    return RenderError(Problem("limit", what, hint))


class Budget:
    """What is left of a document's limits while it is being made."""

    __slots__ = ("_checked", "_look", "deadline", "left", "limits", "room")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.steps
        self._checked = limits.steps
        self.room = limits.output
        self._look = self.room  # the first piece looks
        self.deadline = time.monotonic() + limits.seconds

    def spend(self, steps: int) -> None:
        """Take ``steps`` from what is left; looks at the clock now and then."""
        self.left -= steps
        if self.left < 0:
            raise exceeded(
                f"The template repeats more than {self.limits.steps} times.",
                "Check its loops for one inside another.",
            )
        if self._checked - self.left >= 2_000:
            self._checked = self.left
            self.check_time()

    def check_time(self) -> None:
        """Raise once the document has taken longer than it may."""
        if time.monotonic() > self.deadline:
            raise exceeded(f"Making the document took longer than {self.limits.seconds:g} seconds.")

    def grow(self, characters: int) -> None:
        """Count ``characters`` of output; looks at the clock now and then."""
        self.room -= characters
        if self.room < 0:
            raise exceeded(f"The document would be larger than {self.limits.output} characters.")
        if self.room < self._look:
            self._look = self.room - _LOOK
            self.check_time()
