"""A loop whose turns are all alike runs column by column, and nobody can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from docgen.engine import Limits, compile
from docgen.engine.rows import TURNS
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
BY_TURNS = "{% set by_turns = 1 %}"
"""What keeps a loop from running by columns."""

ROWS = [
    "{{ r.a }}, {{ r.b }}",
    "{{ r }}",
    "{{ loop.index }}/{{ loop.index0 }} {{ r.a }}{{ '!' if loop.first }}",
    "{{ r.a | upper }} {{ r.n * 2 + 1 }} {{ r['b'] }} {{ r.items is defined }}",
    "{% if r.late %}late {{ r.a }}{% elif r.n > 1 %}{{ r.n }}{% if r.b %}+{% endif %}{% else %}-{% endif %}.",
    "{{ outer }} {{ r.a ~ outer }}",
    "the same",
]
VALUES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["a<b", "`", "", " x ", "_x000D_", "a\nb", "\u3000", "<", Markup("<w:t/>"), None, True]),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
)


def outcome(template: Any, rows: object, mode: str) -> object:
    """Return the document with the problems noted in it, or the problems that forbid it."""
    try:
        done = template.render_result({"rows": rows, "outer": "o&o"}, on_missing=mode)
    except RenderError as error:
        return {(problem.code, problem.message) for problem in error.problems}
    return done.data, {(problem.code, problem.message) for problem in done.warnings}


@pytest.mark.parametrize("mode", ["error", "mark", "blank"])
@pytest.mark.parametrize("row", ROWS)
def test_columns_say_what_turns_say(docx: Docx, row: str, mode: str) -> None:
    loop = "{% for r in rows %}<", row + ">{% endfor %}"
    by_columns, by_turns = compile(docx("".join(loop))), compile(docx(BY_TURNS.join(loop)))
    items = st.fixed_dictionaries(
        {"n": st.integers(0, 3)}, optional={"a": VALUES, "b": VALUES, "late": VALUES}
    )

    @settings(max_examples=20, deadline=None)
    @given(rows=st.lists(items, max_size=4))
    def check(rows: list[dict[str, Any]]) -> None:
        assert outcome(by_columns, rows, mode) == outcome(by_turns, rows, mode)

    check()


def test_turns_are_counted_over_all_batches(docx: Docx, texts: Texts) -> None:
    count = 2 * TURNS + 1
    done = compile(docx("{%p for r in rows %}", "{{ loop.index }} {{ r }}", "{%p endfor %}")).render(
        {"rows": list(range(count))}
    )
    assert texts(done) == [f"{n + 1} {n}" for n in range(count)]


def test_items_may_come_one_by_one(docx: Docx, texts: Texts) -> None:
    def rows() -> Iterator[dict[str, int]]:
        yield from ({"n": n} for n in range(3))

    done = compile(docx("{% for r in rows %}{{ r.n }};{% endfor %}")).render({"rows": rows()})
    assert texts(done) == ["0;1;2;"]


def test_a_loop_may_leave_items_out_and_name_two_things(docx: Docx, texts: Texts) -> None:
    template = docx("{% for k, v in d.items() if v > least %}{{ loop.index }}{{ k }}={{ v }} {% endfor %}")
    done = compile(template).render({"d": {"a": 1, "b": 2, "c": 3}, "least": 1})
    assert texts(done) == ["1b=2 2c=3 "]


def test_what_comes_after_a_loop_does_not_see_its_item(docx: Docx, texts: Texts) -> None:
    template = docx("{% set r = 'kept' %}{% for r in rows %}{{ r }}{% endfor %} {{ r }}")
    assert texts(compile(template).render({"rows": [1, 2]})) == ["12 kept"]


def test_a_loop_inside_a_macro_runs_by_columns_too(docx: Docx, texts: Texts) -> None:
    template = docx("{% macro all(xs) %}{% for x in xs %}{{ x }}.{% endfor %}{% endmacro %}{{ all([1, 2]) }}")
    assert texts(compile(template).render({})) == ["1.2."]


def test_a_mistake_is_told_with_the_tag_it_is_in(docx: Docx) -> None:
    template = compile(docx("{% for r in rows %}{{ r.a }} {{ r.b + 1 }}{% endfor %}"))
    with pytest.raises(RenderError) as caught:
        template.render({"rows": [{"a": 1, "b": 1}, {"a": 1, "b": "x"}]})
    assert [problem.tag for problem in caught.value.problems] == ["{{ r.b + 1 }}"]


def test_every_missing_field_of_a_row_is_told_in_the_order_of_the_row(docx: Docx) -> None:
    template = compile(docx("{% for r in rows %}{{ r.a }} {{ r.b | upper }} {{ r.c }}{% endfor %}"))
    with pytest.raises(RenderError) as caught:
        template.render({"rows": [{"b": 1}, {"b": 2}]})
    assert [problem.tag for problem in caught.value.problems] == ["{{ r.a }}", "{{ r.c }}"]


def test_turns_are_counted_against_the_limits(docx: Docx) -> None:
    template = compile(docx("{% for r in rows %}{{ r }}{% endfor %}"), limits=Limits(output=2_000))
    with pytest.raises(RenderError, match="larger than 2000"):
        template.render({"rows": ["long enough"] * 1_000})


def test_values_of_any_kind_stand_in_a_column(docx: Docx, texts: Texts) -> None:
    rows = ["a<b", 1, 2.5, Decimal("1.10"), None, dt.date(2026, 1, 5), "a`b", "x"]
    done = compile(docx("{% for r in rows %}{{ r }}|{% endfor %}")).render({"rows": rows})
    assert texts(done) == ["a<b|1|2.5|1.10||Jan 5, 2026|a`b|x|"]
