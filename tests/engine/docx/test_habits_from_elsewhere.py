"""Whoever knows another template engine, or writes as people write, is told how it is written here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docgen.engine import check, compile
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
FIELDS = {
    "customer.name": "text",
    "fee": "number",
    "start": "date",
    "active": "boolean",
    "risks[].title": "text",
    "trend": "chart",
    "logo": "picture",
}


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ('{{ start | date:"long" }}', 'Write date("long").'),
        ("{% if fee = 3 %}x{% endif %}", "Write == to compare two values."),
        ("{% if fee && active %}x{% endif %}", "Write and instead of &&."),
        ("{% if !active %}x{% endif %}", "Write not instead of !."),
        ("{% if active OR fee %}x{% endif %}", "Write or instead of OR."),
        ("{% if fee ≥ 3 %}x{% endif %}", "Write >= instead of ≥."),
        ('{{ active ? "a" : "b" }}', 'Write the condition in the middle: {{ "yes" if active else "no" }}.'),
        ("{{#each risks}}", "Write {% for item in risks %} … {% endfor %} instead."),
        ("{{#unless active}}", "Write {% if not active %} … {% endif %} instead."),
        ("{{/if}}", "Write {% endif %} instead."),
        ("{#risks}", "For a loop write {% for item in risks %} … {% endfor %}."),
        ("{% for each r in risks %}x{% endfor %}", "Write {% for r in risks %}."),
        ("{% if active %}x{% end %}", "Write {% endfor %} after a loop, {% endif %} after a condition."),
        ("{% break %}", "Choose the items in the loop: {% for risk in risks if risk.open %}."),
        ("{{ risks.[].title }}", "Write risks[], without the full stop."),
        ("{% for r in risks[] %}x{% endfor %}", "In a loop write risks, without the brackets."),
        ("{% if start == null %}x{% endif %}", "Nothing is written none: {% if start is none %}; "),
        ("{% if customer.name == Northwind %}x{% endif %}", 'write it in quotes: "Northwind".'),
        ("{{ start | date(long) }}", 'write it in quotes: "long".'),
        ("{{ customer-name }}", "A hyphen means minus: "),
        ("{%slide for r in risks %}x{%slide endfor %}", "Write the tag without slide."),
        ("{%sheet if active %}x{%sheet endif %}", "Write the tag without sheet."),
        ("{d.customer.name}", "Write {{ customer.name }}."),
        ("«customer.name» {{ fee }}", "Write {{ customer.name }}."),
        ("x <<fee>> {{ fee }}", "Write {{ fee }}."),
        ("[customer.name] {{ fee }}", "Write {{ customer.name }}."),
        ("{{ trend }}", "Write it with | chart as the alternative text of a chart"),
        ('{{ start | date("lng") }}', 'or a pattern such as "dd.MM.yyyy HH:mm"'),
        ('{{ start | date("%d.%m.%Y") }}', 'or a pattern such as "dd.MM.yyyy HH:mm"'),
        ('{{ fee | number("2") }}', "such as number(2)."),
        ('{{ logo | image(breite="4cm") }}', "width"),
        ('{{ customer.name | replace("a") }}', "Compare it with the list of filters"),
    ],
)
def test_what_other_programs_write_is_told_with_what_to_write_here(docx: Docx, tag: str, hint: str) -> None:
    problems = check(docx(tag), FIELDS)
    assert any(hint in problem.hint and problem.place == "paragraph 1" for problem in problems), problems


@pytest.mark.parametrize("text", ["«Ромашка» {{ fee }}", "[see.below] {{ fee }}", "a << b >> c {{ fee }}"])
def test_signs_around_other_words_are_plain_text(docx: Docx, text: str) -> None:
    assert check(docx(text), FIELDS) == []


def test_quotes_of_every_office_program_are_plain_quotes_but_stay_inside_of_a_text(
    docx: Docx, texts: Texts
) -> None:
    template = docx(
        "{{ d | date(«yyyy») }} {{ d | date(„yyyy“) }} {{ d | date(‘yyyy’) }}", '{{ "«" ~ n ~ "»" }}'
    )
    assert texts(compile(template).render({"d": "2026-03-31", "n": "Ромашка"})) == [
        "2026 2026 2026",
        "«Ромашка»",
    ]


@pytest.mark.parametrize("pattern", ["dd.mm.yyyy", "YYYY-MM-DD", "д.м.г"])
def test_a_date_pattern_that_would_print_nonsense_is_refused(docx: Docx, pattern: str) -> None:
    template = compile(docx(f'{{{{ start | date("{pattern}") }}}}'))
    with pytest.raises(RenderError, match="is no form of a date"):
        template.render({"start": "2026-12-31"})
