"""Everything wrong with the data of a document is told at once: missing fields, values that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import compile
from docgen.errors import Problem, RenderError

Docx = Callable[..., bytes]


def problems_of(data: bytes, context: dict[str, Any], **options: Any) -> list[Problem]:
    with pytest.raises(RenderError) as raised:
        compile(data).render(context, **options)
    return raised.value.problems


def test_missing_fields_and_values_that_do_not_fit_come_together(docx: Docx) -> None:
    template = docx(
        "{{ fee | date }} {{ nope }}",
        "{{ customer }}",
        "{% for r in fee %}x{% endfor %}",
        [["{{ fee | chart }}", "{{ customer.nmae }}"]],
        header="{{ fee | image }}",
    )
    found = problems_of(template, {"fee": 3, "customer": {"name": "N"}})
    assert [(p.code, p.place) for p in found] == [
        ("wrong-type", "paragraph 1"),
        ("missing-field", "paragraph 1"),
        ("not-text", "paragraph 2"),
        ("not-a-list", "paragraph 3"),
        ("not-a-chart", "table 1, row 1"),
        ("missing-field", "table 1, row 1"),
        ("not-an-image", "header, paragraph 1"),
    ]


def test_a_tag_that_fails_with_each_of_many_items_is_told_a_few_times(docx: Docx) -> None:
    found = problems_of(docx("{% for n in names %}{{ n | date }}{% endfor %}"), {"names": list("abcdefgh")})
    assert len(found) == 3


def test_what_is_missing_is_no_problem_where_blanks_are_wished(docx: Docx) -> None:
    found = problems_of(docx("{{ nope }} {{ fee | date }}"), {"fee": 3}, on_missing="blank")
    assert [p.code for p in found] == ["wrong-type"]


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("{{ risks[3].title }}", "The list has 1 items, but none with the number 3."),
        ("{{ risks[0].owner.name }}", "There is no field name, as an empty field has no fields."),
        ("{{ fee.x }}", "There is no field x, as a number has no fields."),
        ("{{ name.foo() }}", "There is no field foo, as a text has no fields."),
        ("{{ loop.index }}", "There is no loop around this tag."),
        ("{{ fee() }}", "Brackets behind a name call a function, and this is a number."),
        ("{{ none | join }}", "A list is needed here, and this is an empty field."),
        ("{{ risks | date }}", "a list is not a date such as 2026-03-31."),
        ('{{ risks | chart(category="title") }}', "chart needs both, category and series."),
        ("{{ chart }}", "This is the data of a chart, which cannot stand as text."),
    ],
)
def test_the_message_says_what_stands_there(docx: Docx, tag: str, message: str) -> None:
    data = {"risks": [{"owner": None}], "fee": 3, "name": "N", "chart": {"categories": [], "series": []}}
    assert [p.message for p in problems_of(docx(tag), data)] == [message]


def test_a_call_of_what_is_missing_is_blank_where_blanks_are_wished(
    docx: Docx, texts: Callable[..., list[str]]
) -> None:
    assert texts(compile(docx("a{{ nope.x() }}b")).render({}, on_missing="blank")) == ["ab"]
