"""What is wrong with a deck: named by slide and shape, all at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pptx import Presentation

from docgen.engine import check as check_fields
from docgen.engine import compile
from docgen.errors import Problem, RenderError, TemplateError

Fixture = Callable[..., Any]


def problems_of(call: Callable[[], object]) -> list[Problem]:
    with pytest.raises((RenderError, TemplateError)) as caught:
        call()
    return caught.value.problems


def five_places(deck: Fixture, slide: Fixture, tag: Callable[[str], str]) -> bytes:
    def change(presentation: Any) -> None:
        presentation.slide_layouts[5].placeholders[0].text_frame.text = tag("layout")

    return bytes(
        deck(
            slide(tag("body")),
            slide("x", table=[["a"], [tag("table")]]),
            slide("x", notes=tag("notes"), chart="", chart_title=tag("chart")),
            change=change,
        )
    )


PLACES = {
    'slide 1, shape "Title 1"',
    'slide 2, table "Table", row 2',
    "slide 3, notes",
    'slide 3, shape "Chart", chart title',
    'layout "Title Only", shape "Title 1"',
}


def test_five_mistakes_in_five_places_are_five_problems(deck: Fixture, slide: Fixture) -> None:
    found = problems_of(
        lambda: compile(five_places(deck, slide, lambda n: f"{{{{ {n} | dat }}}}"), name="t.pptx")
    )
    assert {p.place for p in found} == PLACES
    assert {p.hint for p in found} == {"Did you mean date?"}
    assert {p.file for p in found} == {"t.pptx"}
    assert len(found) == 5


def test_five_missing_fields_are_five_problems(deck: Fixture, slide: Fixture) -> None:
    template = five_places(deck, slide, lambda name: f"{{{{ {name} }}}}")
    context = {f"{name}_": 1 for name in ("body", "table", "notes", "chart", "layout")}
    found = problems_of(lambda: compile(template).render(context))
    assert {p.place for p in found} == PLACES
    assert all(p.hint.startswith("Did you mean") for p in found)
    assert {p.place for p in check_fields(template, context)} == PLACES


def test_what_is_missing_can_be_marked_or_left_blank(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide("{{ a.b }}", chart="{{ c | chart }}", picture="{{ d | image }}"))
    marked = render(template, {}, on_missing="mark")
    assert marked.slides[0].shapes.title.text == "⚠ a.b"
    assert len(marked.warnings) == 3
    blank = render(template, {}, on_missing="blank")
    assert blank.slides[0].shapes.title.text == ""
    assert blank.objects(1, "chart") == blank.objects(1, "picture") == []


@pytest.mark.parametrize(
    ("slides", "code", "place"),
    [
        ([("{%slide for x in y %}",)], "block-unclosed", 'slide 1, shape "Title 1"'),
        ([("a",), ("{%slide endfor %}",)], "block-unopened", 'slide 2, shape "Title 1"'),
        ([("{%slide macro x() %}",)], "tag-misplaced", 'slide 1, shape "Title 1"'),
        ([("{{slide x }}",)], "tag-misplaced", 'slide 1, shape "Title 1"'),
        ([("{%sheet for x in y %}{%sheet endfor %}",)], "tag-misplaced", 'slide 1, shape "Title 1"'),
        ([("{% for x in y %}",), ("{% endfor %}",)], "block-torn", 'slide 1, shape "Title 1"'),
        ([("{{ open",)], "tag-unclosed", 'slide 1, shape "Title 1"'),
        ([("{%tr for x in y %}",)], "tag-misplaced", 'slide 1, shape "Title 1"'),
    ],
)
def test_a_malformed_deck_is_told_by_slide_and_shape(
    deck: Fixture, slide: Fixture, slides: list[tuple[str, ...]], code: str, place: str
) -> None:
    found = problems_of(lambda: compile(deck(*(slide(*s) for s in slides))))
    assert (code, place) in {(p.code, p.place) for p in found}


@pytest.mark.parametrize(
    ("alt", "code"), [("{{ x | chart }}", "not-a-chart"), ("{{ x | image }}", "not-an-image")]
)
def test_a_chart_or_image_tag_on_another_shape_is_told(
    deck: Fixture, slide: Fixture, alt: str, code: str
) -> None:
    [problem] = problems_of(lambda: compile(deck(slide("t", "b", alt=alt))))
    assert (problem.code, problem.place) == (code, 'slide 1, shape "Box"')


def test_a_slide_tag_in_a_layout_is_misplaced(deck: Fixture, slide: Fixture) -> None:
    def change(presentation: Any) -> None:
        presentation.slide_layouts[5].placeholders[0].text_frame.text = "{%slide if x %}a{%slide endif %}"

    found = problems_of(lambda: compile(deck(slide("x"), change=change)))
    assert {(p.code, p.place) for p in found} == {("tag-misplaced", 'layout "Title Only", shape "Title 1"')}


def test_fields_inside_of_repeated_slides_are_checked(deck: Fixture, slide: Fixture) -> None:
    template = deck(
        slide(
            "{%slide for s in xs %}{{ s.name }}{{ s.nmae }}{%slide endfor %}", chart="{{ s.trend | chart }}"
        )
    )
    fields = ["xs[].name", "xs[].trend.categories[]", "xs[].trend.series[].name"]
    [problem] = check_fields(template, fields)
    assert problem.hint == "Did you mean s.name?"


def test_all_parts_that_cannot_be_read_are_told() -> None:
    presentation: Any = Presentation()
    for _ in range(2):
        presentation.slides.add_slide(presentation.slide_layouts[6])
    out, broken = io.BytesIO(), io.BytesIO()
    presentation.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<p:sld>" if name.startswith("ppt/slides/slide") else old.read(name))
    found = check_fields(broken.getvalue(), [])
    assert [(p.code, p.part) for p in found] == [
        ("xml-broken", "ppt/slides/slide1.xml"),
        ("xml-broken", "ppt/slides/slide2.xml"),
    ]
