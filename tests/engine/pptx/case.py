"""What a small deck of the set is: how it is made, its data, and the texts that its slides must have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.engine.pptx.conftest import Slide, make_deck

__all__ = ["EACH", "END", "LETTERS", "RISKS", "Case", "bullets", "first", "several"]

EACH, END = "{%slide for x in xs %}", "{%slide endfor %}"
LETTERS = {"xs": ["a", "b"]}
RISKS = {"risks": [{"title": "Fire", "actions": ["Drill", "Hose"]}, {"title": "Flood", "actions": []}]}


@dataclass(frozen=True)
class Case:
    """A deck of an idea; ``says`` are texts that its parts must hold, by the part's name."""

    name: str
    slides: tuple[Slide, ...]
    data: Mapping[str, Any]
    texts: Sequence[Sequence[str]]
    change: Callable[[Any], object] | None = None
    says: Mapping[str, str] = field(default_factory=dict)

    def template(self) -> bytes:
        """Return the deck."""
        return make_deck(*self.slides, change=self.change)


def first(do: Callable[[Any], object]) -> Callable[[Any], object]:
    """Return what does something to the first slide of a presentation."""
    return lambda presentation: do(presentation.slides[0])


def several(*changes: Callable[[Any], object]) -> Callable[[Any], None]:
    """Return what does several things."""

    def do(presentation: Any) -> None:
        for change in changes:
            change(presentation)

    return do


def bullets(*lines: str) -> Callable[[Any], None]:
    """Return what adds a slide whose second placeholder lists lines, indented by their leading blanks."""

    def add(presentation: Any) -> None:
        made = presentation.slides.add_slide(presentation.slide_layouts[1])
        made.shapes.title.text = "List"
        body = made.placeholders[1].text_frame
        for number, line in enumerate(lines):
            paragraph = body.paragraphs[0] if not number else body.add_paragraph()
            paragraph.text, paragraph.level = line.strip(), len(line) - len(line.lstrip())

    return add
