"""What holds no tag comes out as it went in, byte for byte, whatever it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import compile
from tests.engine.pptx import extras, motion
from tests.engine.pptx.conftest import make_deck, png
from tests.engine.pptx.conftest import make_slide as slide

OBJECTS: dict[str, Callable[[Any], object]] = {
    "a diagram": lambda p: extras.add_smartart(p.slides[1], "one", "two & three"),
    "a film": lambda p: p.slides[1].shapes.add_movie(io.BytesIO(b"film"), 0, 0, 9, 9),
    "animations": lambda p: motion.add_animations(p.slides[1], [2, 3], 2),
    "animations of paragraphs": lambda p: motion.add_steps(p.slides[1], 3, "0"),
    "a handout master": lambda p: extras.add_handout(p, "Header"),
    "a zoom": lambda p: extras.add_zoom(p.slides[1], p.slides[0], 1),
    "an equation": lambda p: extras.add_equation(p.slides[1], "y=x"),
    "a text on a chart": lambda p: extras.add_note_on_chart(p.slides[1], "note"),
    "a link by hovering": lambda p: extras.add_link(p.slides[1], "hlinkHover", "https://a.example", "tip"),
    "a transition with a sound": lambda p: motion.add_transition(p.slides[1], b"RIFF"),
    "an embedded font": extras.add_font,
    "a 3-D model": lambda p: extras.add_model(p.slides[1], png()),
    "a classic comment": lambda p: extras.add_comment(p, p.slides[1], "why?"),
    "a threaded comment": lambda p: extras.add_thread(p, p.slides[1], "why?", "because"),
    "several masters": extras.add_master,
    "an embedded object and VML": lambda p: extras.add_ole(p.slides[1]),
    "tags of an add-in": lambda p: extras.add_tags(p.slides[1], KEY="value"),
    "sections": lambda p: extras.add_sections(p, "One"),
    "a custom show": lambda p: extras.add_show(p, [2, 1]),
    "all of it": lambda p: [add(p) for name, add in OBJECTS.items() if name != "all of it"],
}


def members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


@pytest.mark.parametrize("name", OBJECTS)
def test_a_deck_without_tags_stays_as_it_is(name: str) -> None:
    template = make_deck(slide("a"), slide("b", "text", chart="", notes="n"), change=OBJECTS[name])
    assert members(compile(template).render({})) == members(template)


@pytest.mark.parametrize("name", OBJECTS)
def test_a_tag_on_another_slide_changes_that_slide_only(name: str) -> None:
    template = make_deck(slide("{{ x }}"), slide("b", "text", chart="", notes="n"), change=OBJECTS[name])
    before, after = dict(members(template)), dict(members(compile(template).render({"x": 1})))
    assert {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)} == {
        "ppt/slides/slide1.xml"
    }


@pytest.mark.parametrize("name", OBJECTS)
def test_a_slide_that_moves_takes_it_along(name: str) -> None:
    """Of what belongs to the second slide, its relationships alone differ once it is the third."""
    first = slide("{%slide for x in xs %}{{ x }}{%slide endfor %}")
    template = make_deck(first, slide("b", "text", chart="", notes="n"), change=OBJECTS[name])
    before, after = dict(members(template)), dict(members(compile(template).render({"xs": [1, 2]})))
    assert after["ppt/slides/slide3.xml"] == before["ppt/slides/slide2.xml"]
    own = ("ppt/diagrams/", "ppt/media/", "ppt/comments/", "ppt/embeddings/", "ppt/tags/", "ppt/fonts/",
           "ppt/charts/", "ppt/drawings/", "ppt/slideMasters/", "ppt/slideLayouts/")  # fmt: skip
    assert {n: d for n, d in before.items() if n.startswith(own)} == {
        n: d for n, d in after.items() if n.startswith(own)
    }
