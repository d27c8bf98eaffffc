"""Filters that Python callers bring along."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docgen.engine import compile
from docgen.engine.values import RichText, Run
from docgen.errors import RenderError, TemplateError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]


def test_a_filter_of_the_callers_own_works_in_loops_and_text(docx: Docx, texts: Texts) -> None:
    template = docx("{{ 'a' | shout }}", "{% for n in ns %}", "{{ n | shout('?') }}", "{% endfor %}")
    filters = {"shout": lambda text, sign="!": f"{text}{sign}"}
    compiled = compile(template, filters=filters)
    assert texts(compiled.render({"ns": ["b", "c"]})) == ["a!", "b?", "c?"]


def test_it_takes_the_place_of_one_that_exists(docx: Docx, texts: Texts) -> None:
    compiled = compile(docx("{{ 'a' | upper }}"), filters={"upper": lambda text: "own"})
    assert texts(compiled.render({})) == ["own"]


def test_what_it_returns_is_a_value_and_no_markup(docx: Docx, texts: Texts) -> None:
    compiled = compile(
        docx("{{ v | tag }}", "{{ v | bold }}"),
        filters={"tag": lambda v: f"<w:p>{v}", "bold": lambda v: RichText((Run(v, bold=True),))},
    )
    assert texts(compiled.render({"v": "a"})) == ["<w:p>a", "a"]


def test_another_template_does_not_know_it(docx: Docx) -> None:
    compile(docx("{{ 'a' | shout }}"), filters={"shout": str})
    with pytest.raises(TemplateError) as caught:
        compile(docx("{{ 'a' | shout }}"))
    assert [p.code for p in caught.value.problems] == ["unknown-filter"]


def test_an_error_in_it_is_a_problem_with_its_place(docx: Docx) -> None:
    compiled = compile(docx("x", "{{ 1 | broken }}"), filters={"broken": lambda v: v / 0})
    with pytest.raises(RenderError) as caught:
        compiled.render({})
    assert [(p.code, p.place) for p in caught.value.problems] == [("expression", "paragraph 2")]


def test_names_of_the_engines_own_cannot_be_taken(docx: Docx) -> None:
    with pytest.raises(ValueError, match=":whole"):
        compile(docx("x"), filters={":whole": str})
