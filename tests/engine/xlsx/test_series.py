"""Columns of cells in stretches answer like a dictionary of rows."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from docgen.engine.xlsx.calculation import Value
from docgen.engine.xlsx.series import Column, Series

PUT = st.tuples(st.integers(1, 30), st.integers(1, 3), st.integers(0, 8), st.booleans())


@given(puts=st.lists(PUT, max_size=5), ask=st.tuples(st.integers(1, 60), st.integers(0, 40)))
def test_a_column_answers_like_a_dictionary(
    puts: list[tuple[int, int, int, bool]], ask: tuple[int, int]
) -> None:
    column: Column[Value] = Column()
    known: dict[int, Value] = {}
    for number, (first, step, count, packed) in enumerate(puts):
        rows = range(first, first + step * count, step)
        if any(row in known for row in rows):
            continue
        values: Sequence[float] = [100.0 * number + at for at in range(count)]
        column.put(rows, array("d", values) if packed else list(values))
        known.update(zip(rows, values, strict=True))
    top, bottom = ask[0], ask[0] + ask[1]
    assert list(column.stretch(top, bottom)) == [known.get(row) for row in range(top, bottom + 1)]
    assert [column.get(row) for row in range(1, 70)] == [known.get(row) for row in range(1, 70)]
    for row in list(known)[::2]:
        column[row] = known[row] = -1.0
    assert [column.get(row) for row in range(1, 70)] == [known.get(row) for row in range(1, 70)]


def test_numbers_are_packed_until_something_else_comes() -> None:
    series = Series()
    series.extend([1, 2.5])
    assert isinstance(series.values, array)
    series.extend(["x", None, True, ""])
    assert series.values == [1.0, 2.5, "x", None, True, None]
    assert series.last(2) == [True, None]
