"""A table whose columns repeat keeps the width that its template gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.engine.pptx.grids import _widths

OPEN, CLOSE = "{%tc for m in months %}", "{%tc endfor %}"


@pytest.fixture
def widths(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> Callable[..., list[int]]:
    """Return the widths of a table's columns for so many months; in the template all have 1,000."""

    def run(row: list[str], months: int) -> list[int]:
        def change(presentation: Any) -> None:
            table = next(s.table for s in presentation.slides[0].shapes if s.has_table)
            for column in table.columns:
                column.width = 1_000

        made = render(deck(slide("", table=[row]), change=change), {"months": ["m"] * months})
        return [column.width for column in made.objects(1, "table")[0].table.columns]

    return run


def test_repeated_columns_share_the_width_of_their_loop(widths: Callable[..., list[int]]) -> None:
    row = ["Risk", OPEN, "{{ m }}", CLOSE, "Sum"]
    assert widths(row, 3) == [1000, 1000, 1000, 1000, 1000]
    assert widths(row, 6) == [1000, *([500] * 6), 1000]
    assert widths(row, 1) == [1000, 3000, 1000]


def test_tags_in_the_repeated_cell_take_no_width_of_their_own(widths: Callable[..., list[int]]) -> None:
    assert widths(["Risk", OPEN + "{{ m }}" + CLOSE], 4) == [1000, 250, 250, 250, 250]


def test_without_copies_the_other_columns_stay_as_they_are(widths: Callable[..., list[int]]) -> None:
    assert widths(["Risk", OPEN, "{{ m }}", CLOSE, "Sum"], 0) == [1000, 1000]


def test_several_columns_of_an_item_keep_their_proportions() -> None:
    assert _widths([0, 2, 3, 2, 3], [500, 100, 300, 100, 100], [(1, 4)]) == [500, 225, 75, 225, 75]


@given(
    template=st.lists(st.integers(1, 10**7), min_size=3, max_size=8),
    copies=st.integers(1, 40),
    data=st.data(),
)
def test_the_whole_keeps_its_width_to_the_last_unit(template: list[int], copies: int, data: Any) -> None:
    first = data.draw(st.integers(0, len(template) - 1))
    last = data.draw(st.integers(first, len(template) - 1))
    columns = [*range(first), *(list(range(first, last + 1)) * copies), *range(last + 1, len(template))]
    assert sum(_widths(columns, template, [(first, last)])) == sum(template)
