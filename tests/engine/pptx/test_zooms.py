"""Zooms lead to where their slides went, as links do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.engine.pptx import extras
from tests.engine.pptx.conftest import Slide, make_deck, make_slide

Fixture = Callable[..., Any]
CREATION = 4242


def zooming(*slides: Slide, frm: int, to: int) -> bytes:
    """Return a deck with a zoom from one slide to another, by number."""

    def change(presentation: Any) -> None:
        target = presentation.slides[to - 1]
        extras.set_creation_id(target, CREATION)
        extras.add_zoom(presentation.slides[frm - 1], target, CREATION)

    return make_deck(*slides, change=change)


def zooms(made: Any) -> list[int | None]:
    """Return for each slide the number of the one that it zooms to; both ids mean the same one."""
    ids = [str(slide.slide_id) for slide in made.slides]
    parts = [slide.part.blob.decode() for slide in made.slides]
    creations = [re.findall(r'creationId [^>]*val="(\d+)"', part) for part in parts]
    found: list[int | None] = []
    for part in parts:
        zoom = re.search(r'sldZmObj sldId="(\d+)" cId="(\d+)"', part)
        at = ids.index(zoom[1]) if zoom else None
        assert zoom is None or at is None or creations[at] == [zoom[2]]
        found.append(None if at is None else at + 1)
    return found


def test_a_zoom_inside_a_loop_leads_to_the_slide_of_its_turn(render: Fixture) -> None:
    slides = (make_slide("{%slide for x in xs %}{{ x }}"), make_slide("{{ x }}!{%slide endfor %}"))
    made = render(zooming(*slides, frm=1, to=2), {"xs": ["a", "b"]})
    assert zooms(made) == [2, None, 4, None]
    assert zooms(render(zooming(*slides, frm=2, to=1), {"xs": ["a", "b"]})) == [None, 1, None, 3]


def test_a_zoom_from_outside_leads_to_the_first_copy(render: Fixture) -> None:
    slides = (make_slide("z"), make_slide("{%slide for x in xs %}{{ x }}{%slide endfor %}"))
    assert zooms(render(zooming(*slides, frm=1, to=2), {"xs": ["a", "b"]})) == [2, None, None]


def test_a_zoom_to_a_slide_that_went_goes_in_both_its_forms(render: Fixture) -> None:
    slides = (make_slide("z"), make_slide("{%slide if no %}x{%slide endif %}"))
    made = render(zooming(*slides, frm=1, to=2), {"no": False})
    assert b"AlternateContent" not in made.parts["ppt/slides/slide1.xml"]
    assert [w.code for w in made.warnings] == ["link-removed"]


def test_a_deck_whose_slides_stay_keeps_its_zooms_as_they_are(render: Fixture) -> None:
    template = zooming(make_slide("z"), make_slide("{%slide if yes %}x{%slide endif %}"), frm=1, to=2)
    made = render(template, {"yes": True})
    assert zooms(made) == [2, None]
