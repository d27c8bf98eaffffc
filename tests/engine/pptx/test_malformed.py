"""Decks as people get them wrong: every mistake is told with its slide, its shape and what to do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from pptx import Presentation

from docgen.engine import annotate, check
from tests.engine.pptx import extras
from tests.engine.pptx.conftest import make_deck
from tests.engine.pptx.conftest import make_slide as slide

FIELDS = ["client.name", "risks[].title", "risks[].owner", "trend[].month", "trend[].value", "logo"]
Told = list[tuple[str, str, str]]
"""Of each problem the code, the place, and words of the hint."""


def second_shape(presentation: Any) -> None:
    box = presentation.slides[0].shapes.add_textbox(0, 3_000_000, 3_000_000, 900_000)
    box.name, box.text_frame.text = "Other", "ient }} and {{ client.nmae }}"


def in_layout(presentation: Any) -> None:
    placeholder = presentation.slide_layouts[5].placeholders[0]
    placeholder.text_frame.text = "{%slide for x in risks %}a{%slide endfor %}"


def moved(presentation: Any) -> None:
    """Put the first slide last, with a diagram in a second group of shapes and a comment."""
    first = presentation.slides[0]
    extras.add_smartart(first, "{{ client.nmae }}")
    extras.add_comment(presentation, first, "{{ client.nmae }}")
    box = first.shapes.add_group_shape().shapes.add_textbox(0, 0, 900_000, 900_000)
    box.name, box.text_frame.text = "Inner", "{{ client.nmae }}"
    extras.add_show(presentation, [1], "For {{ client.nmae }}")
    presentation.part._element.sldIdLst.append(presentation.part._element.sldIdLst[0])


DECKS: dict[str, tuple[Callable[[], bytes], Told]] = {
    "a slide loop without its end": (
        lambda: make_deck(slide("{%slide for r in risks %}{{ r.title }}"), slide("{{ r.onwer }}")),
        [
            ("block-unclosed", 'slide 1, shape "Title 1"', "Write {%slide endfor %} after what it covers."),
            ("missing-field", 'slide 2, shape "Title 1"', "Did you mean r.owner?"),
        ],
    ),
    "a loop from a slide into its notes": (
        lambda: make_deck(slide("{{ client.nam }}", "{% for r in risks %}", notes="{% endfor %}")),
        [
            ("missing-field", 'slide 1, shape "Title 1"', "Did you mean client.name?"),
            ("block-torn", 'slide 1, shape "Box"', "{%slide …%}"),
        ],
    ),
    "a tag over two shapes": (
        lambda: make_deck(slide("t", "{{ cl"), change=second_shape),
        [
            ("tag-unclosed", 'slide 1, shape "Box"', "Write }} at its end"),
            ("missing-field", 'slide 1, shape "Other"', "Did you mean client.name?"),
        ],
    ),
    "a slide tag in a layout": (
        lambda: make_deck(slide("{{ clent.name }}"), change=in_layout),
        [
            ("missing-field", 'slide 1, shape "Title 1"', "Did you mean client?"),
            ("tag-misplaced", 'layout "Title Only", shape "Title 1"', "in a text of a slide"),
            ("tag-misplaced", 'layout "Title Only", shape "Title 1"', "in a text of a slide"),
        ],
    ),
    "unknown fields in a table": (
        lambda: make_deck(slide("t", table=[["", ""], ["{{ risks[].titel }}", "{{ risks[].onwer }}"]])),
        [
            ("missing-field", 'slide 1, table "Table", row 2', "Did you mean risks[].title?"),
            ("missing-field", 'slide 1, table "Table", row 2', "Did you mean risks[].owner?"),
        ],
    ),
    "a chart's tag on a picture and a picture's on a chart": (
        lambda: make_deck(
            slide("t", chart="{{ logo | image }}", picture='{{ trend | chart("month", ["value"]) }}')
        ),
        [
            ("not-an-image", 'slide 1, shape "Chart"', "Move it to a picture"),
            ("not-a-chart", 'slide 1, shape "Picture 4"', "Move it to the alternative text of a chart."),
        ],
    ),
    "mistakes in all that a slide shows, which is not where it was made": (
        lambda: make_deck(
            slide("t", notes="{{ client.nmae }}", chart="", chart_title="{{ client.nmae }}"),
            slide("first"),
            change=moved,
        ),
        [
            ("missing-field", place, "Did you mean client.name?")
            for place in (
                'slide 2, shape "Inner"',
                "slide 2, notes",
                'slide 2, shape "Chart", chart title',
                'slide 2, shape "Diagram", diagram',
                "slide 2, comments",
                'custom show "For {{ client.nmae }}"',
            )
        ],
    ),
    "texts that go with a tag beside them": (
        lambda: make_deck(
            slide(
                "t",
                "{%p for r in risks %} All:",
                "{{ r.title }}",
                "{%p endfor %}",
                table=[["{%tr for r in risks %}{{ r.title }}", "a"], ["{{ r.owner }}", "{%tr endfor %}"]],
            )
        ),
        [
            ("text-lost", 'slide 1, shape "Box"', "alone in its row, cell or paragraph"),
            ("text-lost", 'slide 1, table "Table", row 1', "alone in its row, cell or paragraph"),
            ("text-lost", 'slide 1, table "Table", row 2', "alone in its row, cell or paragraph"),
        ],
    ),
    "ends of slides that nothing begins": (
        lambda: make_deck(slide("{%slide endfor %}"), slide("{%slide if risks %}"), slide("{%slide elif %}")),
        [
            ("block-unopened", 'slide 1, shape "Title 1"', "write {%slide for … %} before it."),
            ("block-unclosed", 'slide 2, shape "Title 1"', "Write {%slide endif %} after what it covers."),
            ("tag-syntax", 'slide 3, shape "Title 1"', ""),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DECKS)
def test_every_mistake_is_told_with_its_slide_and_shape_at_once(name: str) -> None:
    make, expected = DECKS[name]
    found = check(make(), FIELDS)
    assert [(p.code, p.place) for p in found] == [(code, place) for code, place, _ in expected]
    assert all(hint in problem.hint for problem, (*_, hint) in zip(found, expected, strict=True))


@pytest.mark.parametrize("name", DECKS)
def test_every_mistake_is_a_box_on_its_slide(name: str) -> None:
    make, expected = DECKS[name]
    template = make()
    slides = Presentation(io.BytesIO(annotate(template, check(template, FIELDS)))).slides
    boxes = [sum(shape.name.startswith("docgen remark") for shape in slide.shapes) for slide in slides]
    numbers = [int(found[1]) if (found := re.match(r"slide (\d+)", place)) else 1 for _, place, _ in expected]
    assert boxes == [numbers.count(number) for number, _ in enumerate(slides, 1)]
