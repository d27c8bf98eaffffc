"""What blocks, macros and assignments of a template make is text like any other, if it is only text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docgen.engine import compile
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
X = {"x": "q<&\n2"}
SET = "{% set z %}a {{ x }}{% endset %}"
MACRO = "{% macro m(a) %}a {{ a }}{% endmacro %}"


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("{% filter upper %}a {{ x }}{% endfilter %}", "A Q<&\n2"),
        ('{% filter replace("q", "<b>") %}{{ x }}{% endfilter %}', "<b><&\n2"),
        (SET + "{{ z | upper }}", "A Q<&\n2"),
        (SET + "{{ z | length }} {{ z[:3] }} {{ z[:4].upper() }}", "7 a q A Q<"),
        (SET + "{% if z == 'a ' ~ x %}same{% endif %}", "same"),
        (SET + "{{ z ~ '<' }}", "a q<&\n2<"),
        (MACRO + "{{ m(x) | upper }}", "A Q<&\n2"),
        (MACRO + "{{ m(m('<')) }}", "a a <"),
    ],
)
def test_filters_see_characters_and_not_their_markup(docx: Docx, texts: Texts, tag: str, shown: str) -> None:
    assert texts(compile(docx(tag)).render(X)) == [shown]


@pytest.mark.parametrize(
    "blocks",
    [
        ("{% filter upper %}", "a {{ x }}", "{% endfilter %}"),
        ("{% set z %}", "a", "{% endset %}", "{{ z.upper() }}"),
    ],
)
def test_paragraphs_are_no_text_to_be_changed(docx: Docx, blocks: tuple[str, ...]) -> None:
    with pytest.raises(RenderError, match="more than text"):
        compile(docx(*blocks, "end")).render(X)


def test_paragraphs_that_were_kept_stand_where_they_are_asked_for(docx: Docx, texts: Texts) -> None:
    template = docx("{% set z %}", "a {{ x }}", "{% endset %}", "{{p z }}", "{{ z | upper }}")
    assert texts(compile(template).render(X)) == ["a q<&\n2", "A Q<&2"]
