"""Templates checked against the fields that a deliverable offers, without data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docgen.engine import check

Docx = Callable[..., bytes]
FIELDS = [
    "customer.name",
    "fee",
    "risks[].title",
    "risks[].actions[].owner",
    "labels.*",
    "start",
]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ customer.name }} {{ fee | money('CNY') }}",
        "{% for r in risks %}{% for a in r.actions %}{{ r.title }}{{ a.owner }}{{ loop.index }}{% endfor %}"
        "{% endfor %}",
        "{% set c = customer %}{{ c.name }}",
        "{{ (risks | first).title }} {{ risks[0].title }} {{ risks | length }}",
        "{{ labels.status.open }} {{ start.year }} {{ customer.name.upper() }}",
        "{{ nickname | default('none') }}",
        "{% macro line(x) %}{{ x.anything }}{% endmacro %}{{ line(fee) }}",
        "{% for page in risks | pages(9) %}{% for r in page %}{{ r.title }}{% endfor %}{% endfor %}",
        "{% for r in risks | selectattr('title') | sort(attribute='title') %}{{ r.title }}{% endfor %}",
    ],
)
def test_fields_that_exist_are_found_through_loops_and_assignments(docx: Docx, tag: str) -> None:
    found = check(docx(tag), FIELDS)
    assert [p for p in found if "nickname" not in p.message] == []


@pytest.mark.parametrize(
    ("tag", "message", "hint"),
    [
        ("{{ custmer.name }}", "There is no field custmer.", "Did you mean customer?"),
        ("{{ customer.nmae }}", "There is no field customer.nmae.", "Did you mean customer.name?"),
        (
            "{% for r in risks %}{{ r.titel }}{% endfor %}",
            "There is no field r.titel.",
            "Did you mean r.title?",
        ),
        ("{{ risks.title }}", "There is no field risks.title.", "risks is a list: write a loop over it."),
        (
            "{% if customer.vip %}x{% endif %}",
            "There is no field customer.vip.",
            "Fields here: customer.name.",
        ),
    ],
)
def test_a_field_that_does_not_exist_is_named_with_a_hint(
    docx: Docx, tag: str, message: str, hint: str
) -> None:
    problems = check(docx("fine", tag), FIELDS, name="plan.docx")
    assert [(p.message, p.hint, p.place, p.file) for p in problems] == [
        (message, hint, "paragraph 2", "plan.docx")
    ]


def test_mistakes_of_every_kind_are_told_at_once(docx: Docx) -> None:
    template = docx(
        "{{ custmer.name }}",
        [["{%tr for r in risks %}"], ["{{ r.titel }}", "{{ fee | mony }}"], ["{%tr endfor %}"]],
        "{% if fee %}never closed",
        header="{{ customer.name",
        footer="{% for r in risks %}{{ r.owner }}{% endfor %}",
    )
    found = check(template, FIELDS)
    assert {(p.part.rsplit("/")[-1], p.place, p.code) for p in found} == {
        ("document.xml", "paragraph 1", "missing-field"),
        ("document.xml", "table 1, row 2", "missing-field"),
        ("document.xml", "table 1, row 2", "unknown-filter"),
        ("document.xml", "paragraph 2", "block-unclosed"),
        ("header1.xml", "header, paragraph 1", "tag-unclosed"),
        ("footer1.xml", "footer, paragraph 1", "missing-field"),
    }
    assert all(p.hint for p in found)


def test_names_in_a_loop_that_cannot_be_read_are_left_alone(docx: Docx) -> None:
    found = check(docx("{% for r in %}", "{{ r.anything }}", "{% endfor %}", "{{ custmer }}"), FIELDS)
    assert [p.code for p in found] == ["tag-syntax", "missing-field"]


def test_wrong_tags_and_no_office_file_are_problems_too(docx: Docx) -> None:
    assert [p.code for p in check(docx("{{ a"), FIELDS)] == ["tag-unclosed"]
    assert [p.code for p in check(b"no office file", FIELDS)] == ["not-office"]
