"""Values that are more than text, on their way into a part.

While the part is written, such a value leaves a numbered instruction in its
place, which no data can forge: data never holds markup.  What stands there in
the end each format makes, only for parts that have any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jinja2.runtime import Context
from markupsafe import Markup, escape

from docgen.engine.docxtpl_objects import as_rich, is_run_only, markup_value
from docgen.engine.environment import RENDER
from docgen.engine.rendering import Rendering
from docgen.engine.values import Blocks, Paragraph, Rich, RichText, Run, Table
from docgen.engine.written import Written, block_value, text_of
from docgen.errors import Problem, RenderError

__all__ = ["TARGET", "Slot", "block_text", "keep", "make_slots"]

TARGET = "docgen-value"
"""The target of the instruction that stands for a value."""

_SLOT = re.compile(rf"<\?{TARGET} (\d+)\?>")
_DIVIDES = {"docgen": re.compile("\a"), "docxtpl": re.compile("[\a\f]")}


@dataclass(frozen=True, slots=True)
class Slot:
    """A value and the line of the generated code that asked for it.

    One that is ``run_only`` is shown where its tag asks for a run, and nowhere else.
    """

    value: Rich
    line: int
    run_only: bool = False


def make_slots(dialect: str) -> Callable[[Any, Context], str | None]:
    """Return the function that keeps a value that is more than text and returns what stands for it.

    A text that ends a paragraph is such a value; for any other the function returns None.
    """
    divides = _DIVIDES[dialect].search

    def slot(value: Any, context: Context) -> str | None:
        if isinstance(value, str):
            if isinstance(value, Markup) and "<" in value:
                return keep(markup_value(value), context)
            return keep(RichText((Run(text_of(value)),)), context) if divides(value) else None
        rich = as_rich(value, context.parent[RENDER].assets)
        return None if rich is None else keep(rich, context, dialect == "docxtpl" and is_run_only(value))

    return slot


def keep(value: Rich, context: Context, run_only: bool = False) -> str:
    """Keep a value for the part that is being written, and return what stands for it."""
    rendering: Rendering = context.parent[RENDER]
    rendering.budget.spend(_weight(value))
    rendering.slots.append(Slot(value, _line(), run_only))
    return f"<?{TARGET} {len(rendering.slots) - 1}?>"


def block_text(context: Context, pieces: Iterable[str]) -> str:
    """Return what a filter block holds as plain text, which its filter takes.

    Raises RenderError where it holds more than text: a filter would damage paragraphs or pictures.
    """
    slots: list[Slot] = context.parent[RENDER].slots
    written = _SLOT.sub(lambda found: str(escape(str(slots[int(found[1])].value))), "".join(map(str, pieces)))
    value = block_value(written)
    if isinstance(value, Written) and "<" in value:
        message = "A filter block holds more than text: paragraphs, rows, pictures or formats."
        hint = "Let the filter stand in each value: {{ name | upper }}."
        raise RenderError(Problem("not-text", message, hint))
    return text_of(value)


def _line() -> int:
    """Return the line of the generated code that is being run."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename != "<docgen>":
        frame = frame.f_back
    return frame.f_lineno


def _weight(value: Rich) -> int:
    """Return roughly how many elements a value becomes."""
    if isinstance(value, (RichText, Paragraph)):
        return len(value.runs) + 1
    if isinstance(value, Blocks):
        return 1 + sum(map(_weight, value.items))
    if isinstance(value, Table):
        return 1 + sum(_weight(block) for row in value.rows for cell in row for block in cell.blocks)
    return 1
