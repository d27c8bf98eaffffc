"""How many columns a cell takes, as data says it."""

from __future__ import annotations

from docgen.errors import Problem, RenderError

__all__ = ["check_span"]


def check_span(value: object) -> str:
    """Return a number of grid columns, 1 to 63."""
    try:
        span = int(str(value))
    except ValueError:
        span = 0
    if not 1 <= span <= 63:
        raise RenderError(Problem("wrong-span", f"{str(value)[:40]!r} is no number of columns from 1 to 63."))
    return str(span)
