"""The problems of a deck as marked boxes in a copy of it."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

from pptx import Presentation
from pptx.util import Cm

from docgen.engine import annotate, check

FIELDS = ["customer.name", "risks[].title"]


def deck(*texts: str, notes: str = "") -> bytes:
    """Return a deck with a slide for each text, its box named Box."""
    presentation: Any = Presentation()
    for text in texts:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        box = slide.shapes.add_textbox(Cm(2), Cm(3), Cm(8), Cm(2))
        box.name, box.text_frame.text = "Box", text
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def boxes(data: bytes) -> list[list[Any]]:
    """Return the boxes of remarks on each slide."""
    slides = Presentation(io.BytesIO(data)).slides
    return [[shape for shape in slide.shapes if shape.name.startswith("docgen remark")] for slide in slides]


def said(shape: Any) -> str:
    return str(shape.text_frame.text).replace("\u200d", "")


def test_a_box_stands_beside_the_shape_and_says_what_is_wrong() -> None:
    template = deck("fine", "{{ custmer.name }}")
    first, second = boxes(annotate(template, check(template, FIELDS)))
    assert first == []
    (box,) = second
    assert said(box).split("\n") == [
        'slide 2, shape "Box", {{ custmer.name }}',
        "There is no field custmer.",
        "Did you mean customer?",
    ]
    assert box.left > Cm(10) and box.top == Cm(3)


def test_boxes_do_not_cover_one_another_and_stay_on_the_slide() -> None:
    template = deck("{{ a }} {{ b }} {{ c }}", notes="{{ d }}")
    ((*found,),) = boxes(annotate(template, check(template, FIELDS), "zh"))
    assert len(found) == 4 and "没有字段" in said(found[0])
    places = sorted((box.left, box.top, box.top + box.height) for box in found)
    for (left, _, bottom), (other, top, _) in pairwise(places):
        assert left != other or bottom <= top
    assert all(box.left >= 0 and box.left + box.width <= Cm(25.4) for box in found)


def test_the_copy_has_the_same_problems_and_earlier_boxes_give_way() -> None:
    template = deck("{{ custmer.name", "{% for r in risks %}{{ r.titel }}")
    problems = check(template, FIELDS)
    made = annotate(template, problems)
    assert check(made, FIELDS) == problems
    assert annotate(made, problems) == made
    assert boxes(annotate(made, [])) == [[], []]
