"""Whatever stands on slides, and however they repeat: PowerPoint opens the deck without a word."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.engine import compile
from tests.decks import check_deck
from tests.engine.pptx import extras, motion
from tests.engine.pptx.conftest import Slide, make_deck, make_slide, png

DATA = {
    "xs": ["a", "b"],
    "ys": ["c"],
    "empty": [],
    "yes": True,
    "no": False,
    "t": "T & <t>",
    "c": {
        "categories": ["p", "q"],
        "series": [{"name": "n", "values": [1, 2]}, {"name": "m", "values": [3, 4]}],
    },
    "p": {"image": base64.b64encode(png(3, 3)).decode()},
    "nothing": None,
    "md": "one\n\n- two\n- [three](https://example.com/3 3)",
}
OPENINGS = [f"for v in {name}" for name in ("xs", "ys", "empty")] + ["if yes", "if no"]
TEXTS = [
    (),
    ("a", "{%p for x in xs %}", "{{ x }}", "{%p endfor %}"),
    ("{{ xs[] }}",),
    ("{%p if no %}", "b", "{%p endif %}", "c"),
    ("{{ md | markdown }}",),
]
Change = Callable[[Any, Any], None]
"""What is done to a slide of a presentation: the slide, and another one."""
CHANGES: list[Change] = [
    lambda slide, _: extras.add_smartart(slide, "{{ t }}"),
    lambda slide, _: extras.add_ole(slide),
    lambda slide, _: extras.add_film(slide, "{% if no %}"),
    lambda slide, _: extras.add_tags(slide, KEY="{{ t }}"),
    lambda slide, _: extras.add_equation(slide, "y={{ t }}"),
    lambda slide, _: extras.add_link(slide, "hlinkHover", "https://example.com/{{ t }}", "tip"),
    lambda slide, _: motion.add_transition(slide, b"RIFF"),
    lambda slide, _: motion.add_steps(slide, 3, "0 1+s3 2>3"),
    lambda slide, _: motion.add_steps(slide, 3, "0+1+2", build="allAtOnce"),
    lambda slide, other: extras.add_zoom(slide, other, 7),
    lambda slide, other: setattr(slide.shapes.title.click_action, "target_slide", other),
]


@st.composite
def decks(draw: st.DrawFn) -> bytes:
    """Return a deck of slides in loops and conditions, with something of everything."""
    slides: list[Slide] = []
    opened: list[str] = []
    count = draw(st.integers(1, 4))
    for number in range(count):
        begins = draw(st.lists(st.sampled_from(OPENINGS), max_size=2 - min(len(opened), 2)))
        opened += begins
        ends = draw(st.integers(0, len(opened))) if number < count - 1 else len(opened)
        closed = [opened.pop() for _ in range(ends)]
        title = "".join(f"{{%slide {tag} %}}" for tag in begins) + draw(st.sampled_from(["t", "{{ t }}"]))
        title += "".join(f"{{%slide end{tag.split()[0]} %}}" for tag in closed)
        slides.append(make_slide(title, *draw(st.sampled_from(TEXTS)), **draw(objects())))
    changes = [draw(st.lists(st.sampled_from(CHANGES), max_size=3, unique_by=id)) for _ in slides]
    others = [draw(st.integers(0, count - 1)) for _ in slides]
    lists = draw(st.booleans())

    def change(presentation: Any) -> None:
        made = list(presentation.slides)
        for slide, own, other in zip(made, changes, others, strict=True):
            for do in own:
                do(slide, made[other])
        if lists:
            extras.add_sections(presentation, "All {{ t }}")
            extras.add_show(presentation, [count, 1])
            extras.add_comment(presentation, made[0], "ask {{ t }}")
        extras.count(presentation)

    return make_deck(*slides, change=change)


def objects() -> st.SearchStrategy[dict[str, Any]]:
    """Return what may stand on a slide beside its texts."""
    condition = ["{% if no %}", "{% if yes %}"]
    return st.fixed_dictionaries(
        {},
        optional={
            "chart": st.sampled_from(["", "{{ c | chart }}", "{{ nothing | chart }}", *condition]),
            "picture": st.sampled_from(["", "{{ p | image }}", "{{ nothing | image }}", *condition]),
            "notes": st.sampled_from(["n", "n {{ t }}"]),
            "table": st.just([["H", "{{ t }}"], ["{{ xs[] }}", "z"]]),
            "alt": st.sampled_from(condition),
        },
    )


@given(decks())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_deck_is_sound(template: bytes) -> None:
    check_deck(template, compile(template).render(DATA))
