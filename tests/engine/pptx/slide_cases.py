"""Small decks about slides that repeat and go, with all that belongs to them."""

from __future__ import annotations

import io
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR

from tests.engine.pptx import extras, motion
from tests.engine.pptx.case import EACH, END, LETTERS, Case, first, several
from tests.engine.pptx.conftest import make_slide as slide
from tests.engine.pptx.conftest import png

__all__ = ["SLIDES"]


def connect(one: Any) -> None:
    """Add a connector that begins at the second shape."""
    line = one.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 9, 9)
    line.begin_connect(one.shapes[1], 0)


def everything(presentation: Any) -> None:
    """Add to the second slide what python-pptx does not, and list the slides in sections and a show."""
    home, one = presentation.slides
    motion.add_transition(one, b"RIFF")
    motion.add_steps(one, 3, "0 1+s4 2>s5")
    extras.add_comment(presentation, one, "ask {{ x.n }}")
    extras.add_link(one, "hlinkHover", "https://example.com/{{ x.n }}", "to {{ x.n }}")
    one.shapes[1].click_action.target_slide = home
    home.shapes.title.click_action.target_slide = one
    extras.add_smartart(one, "{{ x.n }}")
    extras.add_sections(presentation, "Home", "Each")
    extras.add_show(presentation, [2, 1])


SLIDES = [
    Case("slides repeat", (slide(EACH + "{{ x }}" + END), slide("z")), LETTERS, [["a"], ["b"], ["z"]]),
    Case("no slide", (slide(EACH + "{{ x }}" + END), slide("z")), {"xs": []}, [["z"]]),
    Case(
        "slides of a block",
        (slide(EACH + "{{ x }}"), slide("{{ x }}!" + END)),
        LETTERS,
        [["a"], ["a!"], ["b"], ["b!"]],
    ),
    Case(
        "loops of slides nest",
        (slide(EACH + "{{ x.n }}"), slide("{%slide for y in x.ys %}{{ y }}" + END + END)),
        {"xs": [{"n": "A", "ys": [1, 2]}, {"n": "B", "ys": []}]},
        [["A"], ["1"], ["2"], ["B"]],
    ),
    Case(
        "a condition in a loop",
        (slide(EACH + "{{ x }}"), slide("{%slide if x > 1 %}more{%slide endif %}" + END)),
        {"xs": [1, 2]},
        [["1"], ["2"], ["more"]],
    ),
    Case(
        "what stands in place of no slides",
        (slide(EACH + "{{ x }}"), slide("{%slide else %}none" + END)),
        {"xs": []},
        [["none"]],
    ),
    Case(
        "loops, conditions and their other ways",
        (
            slide(EACH + "{{ loop.index }}/{{ loop.length }}"),
            slide("{%slide if x %}some{{ loop.index }}"),
            slide("{%slide else %}no{{ loop.index }}{%slide endif %}"),
            slide("{%slide for y in x %}{{ loop.index }}{{ y }}"),
            slide("{%slide else %}empty" + END + END),
        ),
        {"xs": [[], ["p", "q"]]},
        [["1/2"], ["no1"], ["empty"], ["2/2"], ["some2"], ["1p"], ["2q"]],
    ),
    Case(
        "three loops in one another",
        (
            slide(EACH + "{{ loop.index }}"),
            slide("{%slide for y in x %}{{ loop.index }}"),
            slide("{%slide for z in y %}{{ z }}" + END * 3),
            slide("end"),
        ),
        {"xs": [[["p"], []], [["q", "r"]]]},
        [["1"], ["1"], ["p"], ["2"], ["2"], ["1"], ["q"], ["r"], ["end"]],
    ),
    Case(
        "all that a slide can have",
        (
            slide("home"),
            slide(
                EACH + "{{ x.n }}" + END,
                "{%p for i in x.c.categories %}",
                "{{ i }}",
                "{%p endfor %}",
                notes="of {{ x.n }}",
                chart="{{ x.c | chart }}",
                picture="",
                chart_title="{{ x.n }}",
            ),
        ),
        {
            "xs": [
                {"n": n, "c": {"categories": list(n * 2), "series": [{"name": n, "values": [1, 2]}]}}
                for n in "ab"
            ]
        },
        [["home"], ["a", "a", "a"], ["b", "b", "b"]],
        everything,
        {"notesSlides/notesSlide2.xml": "of b", "slides/_rels/slide3.xml.rels": "example.com/b"},
    ),
    Case(
        "notes of copies",
        (slide(EACH + "{{ x }}" + END, notes="n {{ x }}"), slide("z", notes="n")),
        LETTERS,
        [["a"], ["b"], ["z"]],
        None,
        {"notesSlides/notesSlide2.xml": "n b"},
    ),
    Case(
        "charts of copies",
        (slide(EACH + "{{ x }}" + END, chart="", chart_title="of {{ x }}"),),
        LETTERS,
        [["a"], ["b"]],
    ),
    Case(
        "diagrams of copies",
        (slide(EACH + "{{ x }}" + END),),
        LETTERS,
        [["a"], ["b"]],
        first(lambda one: extras.add_smartart(one, "{{ x }}")),
    ),
    Case("pictures of copies are one", (slide(EACH + "{{ x }}" + END, picture=""),), LETTERS, [["a"], ["b"]]),
    Case(
        "links between copies",
        (
            slide("home", "go", link=2),
            slide(EACH + "{{ x }}", "go", link=3),
            slide("{{ x }}!" + END, "go", link=1),
        ),
        LETTERS,
        [["home", "go"], ["a", "go"], ["a!", "go"], ["b", "go"], ["b!", "go"]],
    ),
    Case(
        "comments of copies",
        (slide(EACH + "{{ x }}" + END), slide("z")),
        LETTERS,
        [["a"], ["b"], ["z"]],
        lambda p: extras.add_comment(p, p.slides[0], "ask {{ x }}"),
        {"commentAuthors.xml": 'lastIdx="2"'},
    ),
    Case(
        "threads of copies",
        (slide(EACH + "{{ x }}" + END), slide("z")),
        LETTERS,
        [["a"], ["b"], ["z"]],
        lambda p: extras.add_thread(p, p.slides[0], "ask {{ x }}", "told"),
    ),
    Case(
        "a transition with a sound",
        (slide(EACH + "{{ x }}" + END),),
        LETTERS,
        [["a"], ["b"]],
        first(lambda one: motion.add_transition(one, b"RIFF")),
    ),
    Case(
        "animations of copies",
        (slide(EACH + "{{ x }}" + END, "b", picture=""),),
        LETTERS,
        [["a", "b"], ["b", "b"]],
        first(lambda one: motion.add_animations(one, [3, 4], 4)),
    ),
    Case(
        "animations of a shape that went",
        (slide("t", "b", picture="{% if no %}"),),
        {"no": False},
        [["t", "b"]],
        first(lambda one: motion.add_animations(one, [3, 4], 4)),
        {"slides/slide1.xml": 'spid="3"'},
    ),
    Case(
        "a connector at a shape that went",
        (slide("t", "b", alt="{% if no %}"),),
        {"no": False},
        [["t"]],
        first(connect),
    ),
    Case(
        "a film",
        (slide(EACH + "{{ x }}" + END),),
        LETTERS,
        [["a"], ["b"]],
        first(lambda one: one.shapes.add_movie(io.BytesIO(b"film"), 0, 0, 900_000, 900_000)),
    ),
    Case(
        "tags of copies",
        (slide(EACH + "{{ x }}" + END),),
        LETTERS,
        [["a"], ["b"]],
        first(lambda one: extras.add_tags(one, X="{{ x }}")),
    ),
    Case(
        "an embedded object of copies",
        (slide(EACH + "{{ x }}" + END),),
        LETTERS,
        [["a"], ["b"]],
        first(extras.add_ole),
    ),
    Case(
        "a 3-D model of copies",
        (slide(EACH + "{{ x }}" + END),),
        LETTERS,
        [["a"], ["b"]],
        first(lambda one: extras.add_model(one, png())),
    ),
    Case(
        "sections and a custom show list the copies",
        (slide("home"), slide(EACH + "{{ x }}" + END)),
        LETTERS,
        [["home"], ["a"], ["b"]],
        several(lambda p: extras.add_sections(p, "One", "Two"), lambda p: extras.add_show(p, [2, 1])),
    ),
    Case("several masters", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]], extras.add_master),
    Case(
        "hidden slides are counted",
        (slide(EACH + "{{ x }}" + END), slide("z")),
        LETTERS,
        [["a"], ["b"], ["z"]],
        several(first(lambda one: one._element.set("show", "0")), extras.count),
        {"../docProps/app.xml": "<HiddenSlides>2<"},
    ),
]
