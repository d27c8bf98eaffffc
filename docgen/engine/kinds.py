"""What a tag asks of a field, and whether a field of its kind can give it.

A loop wants a list, a picture's tag a picture, a text something printable.
Judged from the kinds that a deliverable states; where they say nothing, nothing
is said here, and rendering finds it.
"""

from __future__ import annotations

from collections.abc import Iterable

from docgen.engine.field_tree import ITEM, Tree, kind_of, phrase
from docgen.errors import Problem, did_you_mean

__all__ = ["column_problems", "filter_problem", "loop_problem", "print_problem"]

_ALT = "Write it with | chart as the alternative text of a chart of the template."


def loop_problem(written: str, tree: Tree | None, fields: Tree) -> Problem | None:
    """Return the problem of a loop over a field that is no list."""
    kind = kind_of(tree)
    if kind in ("", "list") or (kind == "object" and not tree):
        return None
    if written.endswith(ITEM):
        hint = f"In a loop write {written.removesuffix(ITEM)}, without the brackets."
        return Problem("not-a-list", f"A loop needs a list; {written} is {phrase(kind)}.", hint)
    below = [f"{written}.{name}" for name, inner in (tree or Tree()).items() if ITEM in inner]
    lists = sorted(below or [name for name, inner in fields.items() if ITEM in inner])
    hint = f"Name a list, such as {', '.join(lists[:6])}." if lists else "Name a list in the loop."
    return Problem("not-a-list", f"A loop needs a list; {written} is {phrase(kind)}.", hint)


def print_problem(written: str, tree: Tree | None) -> Problem | None:
    """Return the problem of a field that cannot stand as text."""
    kind = kind_of(tree)
    message = f"{written} is {phrase(kind)}, which cannot stand as text."
    if kind == "list":
        return Problem("not-text", message, "Write a loop over it.")
    if kind == "chart":
        return Problem("not-text", message, _ALT)
    if kind == "object" and tree:
        shown = ", ".join(f"{written}.{name}" for name in sorted(tree)[:8])
        return Problem("not-text", message, f"Name one of its fields: {shown}.")
    return None


def filter_problem(name: str, written: str, tree: Tree | None, has_columns: bool) -> Problem | None:
    """Return the problem of a field that the filter ``image`` or ``chart`` cannot read."""
    kind = kind_of(tree)
    if kind in ("", "value"):
        return None
    if name == "image" and kind != "picture":
        return Problem(
            "not-an-image", f"{written} is {phrase(kind)}, not a picture.", "Name a field that is a picture."
        )
    if name == "chart" and has_columns and kind != "list":
        hint = 'Name a list of rows, such as {{ kpis | chart(category="month", series=["target"]) }}.'
        return Problem("not-rows", f"{written} is {phrase(kind)}, not a list of rows.", hint)
    if name == "chart" and not has_columns and kind != "chart":
        hint = "Name a field that is a chart."
        if kind == "list":
            hint = 'For a list of rows name the columns: chart(category="month", series=["target"]).'
        return Problem("not-a-chart", f"{written} is {phrase(kind)}, not the data of a chart.", hint)
    return None


def column_problems(written: str, tree: Tree | None, columns: Iterable[str]) -> list[Problem]:
    """Return a problem for each column of a chart that the rows of a list do not have."""
    rows = tree.get(ITEM) if tree else None
    if not rows or "*" in rows:
        return []
    return [
        Problem("chart-column", f"The rows of {written} have no field {column}.", did_you_mean(column, rows))
        for column in columns
        if column not in rows
    ]
