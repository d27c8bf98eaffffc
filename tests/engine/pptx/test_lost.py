"""What a condition takes from a slide is not in the file any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.pptx import extras
from tests.engine.pptx.conftest import make_deck, make_slide, png

Fixture = Callable[..., Any]
IF = "{% if shown %}"
LOOP = "{%slide for shown in xs %}t{%slide endfor %}"
OWN = ("ppt/media/", "ppt/charts/", "ppt/embeddings/", "ppt/diagrams/")


def last_alt(presentation: Any) -> None:
    """Let the last shape of the first slide depend on the condition."""
    presentation.slides[0].shapes[-1]._element.xpath(".//p:cNvPr")[0].set("descr", IF)


def diagram(presentation: Any) -> None:
    extras.add_smartart(presentation.slides[0], "secret")
    last_alt(presentation)


def object_(presentation: Any) -> None:
    extras.add_ole(presentation.slides[0])
    last_alt(presentation)


def group(presentation: Any) -> None:
    one = presentation.slides[0]
    one.shapes.add_group_shape([one.shapes[-1]])
    last_alt(presentation)


OBJECTS: dict[str, tuple[dict[str, str], Callable[[Any], None]]] = {
    "a picture": ({"picture": IF}, lambda p: None),
    "a chart with its workbook": ({"chart": IF}, lambda p: None),
    "a diagram with its drawing": ({}, diagram),
    "a film with its picture": ({}, lambda p: extras.add_film(p.slides[0], IF)),
    "an embedded object with its picture": ({}, object_),
    "a group with a picture": ({"picture": ""}, group),
}


def owned(made: Any) -> list[str]:
    return [name for name in made.parts if name.startswith(OWN)]


@pytest.mark.parametrize("name", OBJECTS)
def test_what_a_condition_takes_away_leaves_the_file(name: str, render: Fixture) -> None:
    more, change = OBJECTS[name]
    template = make_deck(make_slide("t", **more), change=change)
    kept, gone = (render(template, {"shown": shown}) for shown in (True, False))
    assert owned(kept)
    assert owned(gone) == []


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("shown", [[True, False], [False, True], [True, True], [False, False]], ids=str)
def test_it_stays_as_long_as_a_copy_of_the_slide_shows_it(
    name: str, shown: list[bool], render: Fixture
) -> None:
    more, change = OBJECTS[name]
    made = render(make_deck(make_slide(LOOP, **more), make_slide("z"), change=change), {"xs": shown})
    assert bool(owned(made)) == any(shown)
    assert [len(slide.shapes) - (len(made.slides[-1].shapes)) for slide in made.slides] == [
        *map(int, shown),
        0,
    ]


def test_a_picture_that_another_slide_shows_stays(render: Fixture) -> None:
    template = make_deck(make_slide("t", picture=IF), make_slide("u", picture=""))
    assert len(owned(render(template, {"shown": False}))) == 1


def test_an_address_in_a_paragraph_that_went_is_not_in_the_file(render: Fixture) -> None:
    template = make_deck(
        make_slide("t", "{%p if shown %}", "x", "{%p endif %}", address=""), change=link_third
    )
    kept, gone = (render(template, {"shown": shown}) for shown in (True, False))
    assert b"example.com" in kept.parts["ppt/slides/_rels/slide1.xml.rels"]
    assert b"example.com" not in gone.parts["ppt/slides/_rels/slide1.xml.rels"]


def link_third(presentation: Any) -> None:
    run = presentation.slides[0].shapes[1].text_frame.paragraphs[1].runs[0]
    run.hyperlink.address = "https://example.com/secret"


def test_a_model_that_a_condition_takes_away_leaves_the_file(render: Fixture) -> None:
    def change(presentation: Any) -> None:
        extras.add_model(presentation.slides[0], png())
        for properties in presentation.slides[0]._element.xpath(".//p:cNvPr[@name='Model']"):
            properties.set("descr", IF)

    template = make_deck(make_slide("t"), change=change)
    assert owned(render(template, {"shown": True}))
    assert owned(render(template, {"shown": False})) == []
