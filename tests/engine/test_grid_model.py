"""References over rows, columns and sheets at once, against the plain models of each."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from docgen.engine.references import (
    BookLayout,
    BookPlan,
    FormulaTemplate,
    Home,
    Placement,
    SheetLayout,
    SheetPlan,
    column_letters,
    column_number,
    map_range_grown,
    map_sqref,
)
from tests.engine.test_references_model import Model, models, within

Cell = tuple[int, int]


def grid(rows: Model, columns: Model) -> BookLayout:
    plan = BookPlan([SheetPlan("Data", rows.axis, columns.axis)])
    return BookLayout(plan, [SheetLayout("Data", rows.placement, columns.placement)])


def cells(areas: str) -> set[Cell]:
    """Return the cells of a list of areas, as row and column."""
    found: set[Cell] = set()
    for area in re.split("[, ]", areas):
        ends = re.findall(r"([A-Z]+)(\d+)", area)
        (left, top), (right, bottom) = ((column_number(c), int(r)) for c, r in (ends[0], ends[-1]))
        found |= set(product(range(top, bottom + 1), range(left, right + 1)))
    return found


def some(data: st.DataObject, model: Model) -> tuple[int, int]:
    one = st.integers(1, model.size)
    first, last = sorted((data.draw(one), data.draw(one)))
    return first, last


@settings(max_examples=80, deadline=None)
@given(models(), models(), st.data())
def test_a_range_holds_the_copies_of_its_rows_in_those_of_its_columns(
    rows: Model, columns: Model, data: st.DataObject
) -> None:
    (top, bottom), (left, right) = some(data, rows), some(data, columns)
    book = grid(rows, columns)
    expected = set(product(within(rows, top, bottom), within(columns, left, right)))
    text = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
    template = FormulaTemplate.compile(f"SUM({text})", book.plan, Home(1, rows.size, columns.size))
    written = template.text(book)[4:-1]
    assert cells(written) == expected if expected else re.search("1048576|XFD", written)
    assert (cells(found) if (found := map_sqref(book.sheet(1), text)) else set()) == expected
    grown = map_range_grown(book.sheet(1), text)
    assert (grown is None) == (not expected)
    assert grown is None or expected <= cells(grown)


@settings(max_examples=80, deadline=None)
@given(models(), models(), st.data())
def test_a_formula_in_a_copy_of_a_row_and_a_column_means_its_own(
    rows: Model, columns: Model, data: st.DataObject
) -> None:
    (row, row_path), (column, column_path) = (data.draw(st.sampled_from(m.rows)) for m in (rows, columns))
    book = grid(rows, columns)
    copies = [path[-1][1] if path else 0 for path in (row_path, column_path)]
    text = f"{column_letters(column)}{row}+1"
    template = FormulaTemplate.compile(text, book.plan, Home(1, row, column))
    own = [
        m.placement.at(at, *(path[-1] if path else (0, 0)))
        for m, at, path in ((rows, row, row_path), (columns, column, column_path))
    ]
    found = template.text(book, row_copy=copies[0], column_copy=copies[1])
    assert found == f"{column_letters(own[1])}{own[0]}+1"


@settings(max_examples=80, deadline=None)
@given(models(), st.data())
def test_a_range_over_sheets_holds_the_copies_of_all_of_them(order: Model, data: st.DataObject) -> None:
    first, last = some(data, order)
    out = within(order, first, last)
    assume(out and order.rows)
    plan = BookPlan([SheetPlan(f"T {number}") for number in range(1, order.size + 1)], order.axis)
    sheets = [
        SheetLayout(
            f"N {at}", Placement(plan.sheet(1).rows), Placement(plan.sheet(1).columns), number,
            path[-1][1] if path else 0,
        )
        for at, (number, path) in enumerate(order.rows, 1)
    ]  # fmt: skip
    book = BookLayout(plan, sheets, order.placement)
    template = FormulaTemplate.compile(f"SUM('T {first}:T {last}'!B2)", plan, Home())
    found = re.findall(r"N (\d+)(?::N (\d+))?'!B2", template.text(book, None))
    named = [number for one, other in found for number in range(int(one), int(other or one) + 1)]
    assert named == (out if first == last else list(range(out[0], out[-1] + 1)))


KEPT = [
    "[1]Sheet!A3", "'[2]My sheet'!B3:C3", "Table1[[#This Row],[Amount]]", "[@Amount]", "Table1[#All]",
    "Table1[[#Headers],[a'[b']]]", "#REF!", "Sheet9!#REF!", "R1C1", "RC[-1]", "Rate", '"A3"', "TRUE", "1E3",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(models(), st.lists(st.sampled_from(KEPT), min_size=1, max_size=3), st.data())
def test_what_is_no_reference_to_cells_stays(order: Model, kept: list[str], data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(order.rows))[0] if order.rows else 1
    plan = BookPlan([SheetPlan("Data", order.axis)])
    text = "+".join(kept)
    template = FormulaTemplate.compile(text, plan, Home(1, row, 2))
    assert template.pieces == (text,)


SPILLED = [("A3#", "A2#"), ("@A3:A3", "@A2:A3"), ("_xlfn.ANCHORARRAY(A3)", "_xlfn.ANCHORARRAY(A2)")]
"""In row 3, which is the second row of a document, since row 2 holds a tag."""


def test_spilled_ranges_follow_their_cell() -> None:
    from docgen.engine.references import Axis, Block

    plan = BookPlan([SheetPlan("Data", Axis([Block(3, 3)], [2, 4]))])
    placement = Placement(plan.sheet(1).rows)
    placement.copies(1, 2)
    book = BookLayout(plan, [SheetLayout("Data", placement, Placement(plan.sheet(1).columns))])
    for written, expected in SPILLED:
        assert FormulaTemplate.compile(written, plan, Home(1, 6, 2)).text(book) == expected
    joined = FormulaTemplate.compile("SUM(A3:A3:B5)", plan, Home(1, 6, 2)).text(book)
    assert joined == "SUM(A2:A3:A2:A3:B4)"
