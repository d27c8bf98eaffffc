"""Tags in plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.engine.tags import literal, split


def parts(text: str) -> list[str]:
    pieces, _ = split(text)
    return [f"<{p.tag.body}>" if p.tag else text[p.start : p.end] for p in pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", ["plain"]),
        ("a {{ b }} c", ["a ", "<b>", " c"]),
        ('{{ {"a": {"b": 1}}["a"] }}', ['<{"a": {"b": 1}}["a"]>']),
        ('{{ "}}" }}', ['<"}}">']),
        ("{% if a %}x{% endif %}", ["<if a>", "x", "<endif>"]),
        ("{{ ‘a’ ~ “b” }}", ["<'a' ~ \"b\">"]),
        ("{% raw %}{{ y }}{% endraw %}z", ["{{ y }}", "z"]),
        ("a {%- if b -%}  c", ["a", "<if b>", "c"]),
    ],
)
def test_a_text_is_divided_into_tags_and_literals(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "prefix", "body"),
    [
        ("{%tr for r in rows %}", "tr", "for r in rows"),
        ("{{r note }}", "r", "note"),
        ("{{ r }}", "", "r"),
        ("{{p}}", "", "p"),
    ],
)
def test_a_prefix_stands_directly_behind_the_bracket(text: str, prefix: str, body: str) -> None:
    tag = split(text)[0][0].tag
    assert tag is not None
    assert (tag.prefix, tag.body) == (prefix, body)


def test_a_no_break_space_survives_trimming() -> None:
    assert parts("a\u00a0{%- if b %}") == ["a\u00a0", "<if b>"]


@pytest.mark.parametrize("text", ["{{ a", "{% if a", "{# note", '{{ "a'])
def test_a_tag_that_is_not_closed_is_a_problem_with_a_hint(text: str) -> None:
    pieces, problems = split(text)
    assert [p.code for p in problems] == ["tag-unclosed"]
    assert problems[0].hint and problems[0].tag
    assert not any(p.tag for p in pieces)


def test_escaped_braces_print_as_braces() -> None:
    assert literal("{_{ name }_} {_% if %_}") == "{{ name }} {% if %}"


@given(st.text(alphabet="{}%#\"' ab-", max_size=200))
def test_pieces_cover_the_text_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for piece in split(text)[0]:
        assert end <= piece.start < piece.end <= len(text)
        end = piece.end
