"""PowerPoint templates, rendered: text, tables, alternative texts, problems."""

from __future__ import annotations

import io

from pptx import Presentation

from docgen.engine import compile


def test_a_value_stands_in_the_text_of_a_slide() -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "{{ title }}"
    out = io.BytesIO()
    deck.save(out)
    rendered = Presentation(io.BytesIO(compile(out.getvalue()).render({"title": "A < B"})))
    assert rendered.slides[0].shapes.title.text == "A < B"
