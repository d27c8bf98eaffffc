"""Filters that templates use."""

from __future__ import annotations

import pytest

from docgen.engine.filters import pages
from docgen.errors import RenderError


def test_pages_divide_a_list_and_an_empty_one_is_one_page() -> None:
    assert pages([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert pages([], 12) == [[]]


@pytest.mark.parametrize(("value", "rows"), [(None, 2), ("text", 2), ([1], 0), ([1], "2"), ([1], True)])
def test_pages_need_a_list_and_a_number_of_rows(value: object, rows: object) -> None:
    with pytest.raises(RenderError):
        pages(value, rows)  # type: ignore[arg-type]  # a template may pass anything
