"""Filters that templates use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from docgen.engine import compile
from docgen.engine.filters import pages
from docgen.errors import RenderError


def test_pages_divide_a_list_and_an_empty_one_is_one_page() -> None:
    assert pages([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert pages([], 12) == [[]]


@pytest.mark.parametrize(("value", "rows"), [(None, 2), ("text", 2), ([1], 0), ([1], "2"), ([1], True)])
def test_pages_need_a_list_and_a_number_of_rows(value: object, rows: object) -> None:
    with pytest.raises(RenderError):
        pages(value, rows)  # type: ignore[arg-type]  # a template may pass anything


LATE = dt.datetime(2026, 1, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.mark.parametrize("first", [0, 1])
def test_the_same_moment_reads_as_its_own_zone_has_it_whatever_was_written_before(
    docx: Callable[..., bytes], texts: Callable[[bytes], list[str]], first: int
) -> None:
    moments = [LATE, LATE.astimezone(dt.UTC)]
    assert moments[0] == moments[1]
    compiled = compile(docx("{{ a | date('yyyy-MM-dd HH:mm') }}", "{{ b | date('yyyy-MM-dd HH:mm') }}"))
    found = texts(compiled.render({"a": moments[first], "b": moments[1 - first]}))
    assert found[first] == "2026-01-01 00:30"
    assert found[1 - first] == "2025-12-31 16:30"


@pytest.mark.parametrize("tag", ["money('USD')", "percent(1)", "number(2)"])
def test_zero_has_no_sign_whatever_was_written_before(
    docx: Callable[..., bytes], texts: Callable[[bytes], list[str]], tag: str
) -> None:
    found = texts(
        compile(docx(f"{{{{ a | {tag} }}}}", f"{{{{ b | {tag} }}}}")).render({"a": -0.00001, "b": 0})
    )
    assert found[0] == found[1]
    assert "-" not in found[0]
