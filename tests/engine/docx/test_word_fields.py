"""Tags in Word's own fields, in their code and in the result that they show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docgen.engine import compile
from docgen.errors import RenderError, TemplateError

from .shorthand import field, p, r

VALUE = r("A &amp; B")


def simple(code: str, result: str) -> str:
    return f'<w:fldSimple w:instr="{code}">{r(result)}</w:fldSimple>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (p(field(" IF {{ a }} = 1 ", r("{{ a }}"))), p(field(" IF A &amp; B = 1 ", VALUE))),
        (p(field(" DATE ", r("7")), "{{ a }}"), p(field(" DATE ", r("7")), VALUE)),
        (p("{{ a }}", field(" DATE ", r("7"))), p(VALUE, field(" DATE ", r("7")))),
        (p(simple(" TITLE ", "{{ a }}")), p(simple(" TITLE ", "A &amp; B"))),
        (p(simple(" QUOTE {{ a }} ", "x")), p(simple(" QUOTE A &amp; B ", "x"))),
    ],
)
def test_code_and_result_of_a_field_are_rendered(body: Callable[..., str], before: str, after: str) -> None:
    assert body(before) == after


def test_a_line_break_in_a_fields_code_becomes_a_space(body: Callable[..., str]) -> None:
    assert body(p(field(" QUOTE {{ a }} ", r("x"))), a="one\ntwo") == p(field(" QUOTE one two ", r("x")))


@pytest.mark.parametrize(
    "before",
    [
        p("{{ ", field(" PAGE ", r("a")), " }}"),
        p(field(" QUOTE {{ a ", r("}} x"))),
        p("{{ ", simple(" PAGE ", "a"), " }}"),
        p("{{ a ", field(" PAGE ", r("}}"))),
    ],
)
def test_a_tag_that_a_field_cuts_is_a_problem_with_its_place(docx: Callable[..., bytes], before: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(docx("first", before))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("tag-cut", "paragraph 2")
    assert problem.hint == "Write the tag anew before or behind the field."


@pytest.mark.parametrize("form", [lambda code: field(code, r("x")), lambda code: simple(code, "x")])
def test_a_value_stays_inside_of_the_argument_it_stands_in(
    body: Callable[..., str], form: Callable[[str], str]
) -> None:
    made = body(p(form(" QUOTE '{{ a }}' ").replace("'", "&quot;")), a='x" \\* Upper "y')
    assert "x\\&#34; \\\\* Upper \\&#34;y" in made


def test_what_a_field_is_no_value_can_say(docx: Callable[..., bytes]) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(docx("first", p(field(" {{ a }} ", r("x"))), p(field(" {% if a %}PAGE{% endif %} ", r("x")))))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place, problem.tag) == ("tag-misplaced", "paragraph 2", "{{ a }}")


def test_an_address_in_a_fields_code_is_checked_as_that_of_a_link(docx: Callable[..., bytes]) -> None:
    template = compile(docx(p(field(" HYPERLINK &quot;{{ a }}&quot; ", r("x")))))
    with pytest.raises(RenderError, match="not allowed"):
        template.render({"a": "javascript:alert(1)"})
