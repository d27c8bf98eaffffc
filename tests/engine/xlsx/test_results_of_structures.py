"""Results that depend on what stands around the formula: tables, hidden rows, other subtotals, cells of arrays."""
# ruff: noqa: E501  # formulas read best many a line

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]
ROWS: list[dict[str, Any]] = [{"n": f"n{at}", "p": at * 1.5 + 1, "g": "ab"[at % 2]} for at in range(5)]


def equal(done: Any, again: Any, sheet: str) -> None:
    """Assert that all results stored on a sheet are those of LibreOffice."""
    stored, calculated = done.cached(sheet), again.cached(sheet)
    for formulas, ours, theirs in zip(done.rows(sheet), stored, calculated, strict=False):
        for formula, one, other in zip(formulas, ours, theirs, strict=False):
            if isinstance(formula, str) and formula.startswith("="):
                assert one == (pytest.approx(other) if isinstance(other, (int, float)) else other), formula


def _table(made: Any, sheets: Any) -> None:
    columns = [
        {"header": "Name", "total_string": "Sum"},
        {"header": "Price", "total_function": "sum"},
        {"header": "Net [%]"},
        {"header": "Share"},
    ]
    sheets["S"].add_table("A1:D3", {"columns": columns, "name": "Prices", "total_row": True})
    sheets["S"].write("A2", "{%tr for r in rows %}{{ r.n }}")
    sheets["S"].write("B2", "{{ r.p }}")
    sheets["S"].write_formula("C2", "=Prices[[#This Row],[Price]]*2")
    sheets["S"].write_formula("D2", "=Prices[[#This Row],[Price]]/SUM(Prices[Price])")
    sheets["S"].write("E2", "{%tr endfor %}")
    sheets["S"].write_formula("B3", "=SUBTOTAL(109,Prices[Price])")
    sheets["S"].write_formula("C3", "=SUBTOTAL(109,Prices[Net '[%']])")


IN_TABLES = [
    "=SUM(Prices[Price])", "=SUM(Prices[Net '[%']])", "=Prices[[#Totals],[Price]]", "=Prices[[#Headers],[Price]]",
    "=COLUMNS(Prices[])", "=SUM(Prices[[Price]:[Net '[%']]])",
    '=SUMIF(Prices[Name],"n1",Prices[Price])', '=INDEX(Prices[Price],MATCH("n0",Prices[Name],0))',
    "=SUMPRODUCT(Prices[Price]*Prices[Net '[%']])", "=COUNT(Prices[[#Data],[#Totals],[Price]])", "=MAX(Prices[Share])",
    "=SUM(Prices[Price])-SUM(S!B2:B2)",
]  # fmt: skip


@pytest.mark.libreoffice
def test_results_of_references_to_tables_equal_those_of_libreoffice(
    workbook: Workbook, fill: Fill, recalculate: Any
) -> None:
    template = workbook({"S": [], "T": [[formula] for formula in IN_TABLES]}, _table)
    made = [fill(template, rows=ROWS[:count]) for count in (1, 5)]
    for done, again in zip(made, recalculate(*made), strict=True):
        equal(done, again, "S")
        equal(done, again, "T")


def test_a_reference_without_a_name_means_the_table_around_it(workbook: Workbook, fill: Fill) -> None:
    def build(made: Any, sheets: Any) -> None:
        _table(made, sheets)
        sheets["S"].write_formula("D3", "=SUBTOTAL(109,[Price])+COUNTA([Name])")
        sheets["T"].write_formula("A1", "=COUNTA(Prices[#All])")  # LibreOffice 7 reads neither of these
        sheets["T"].write_formula("B1", "=ROWS(Prices[#Data])")

    done = fill(workbook({"S": [], "T": []}, build), rows=ROWS)
    assert [row[2] for row in done.cached("S")[1:6]] == [2 * row["p"] for row in ROWS]
    assert done.cached("S")[6][:4] == ["Sum", 20, 40, 25]
    assert done.cached("T") == [[28, 5]]


GROUPS = [
    ["{%tr for g in groups %}"],
    ["{%tr for v in g %}"],
    ["{{ v }}", "=A3*2"],
    ["{%tr endfor %}"],
    ["=SUBTOTAL(9,A3:A3)", "=_xlfn.AGGREGATE(9,0,B3:B3)"],
    ["{%tr endfor %}"],
    ["=SUBTOTAL(9,A3:A5)", "=SUBTOTAL(9,B3:B5)", "=SUM(A3:A5)", "=SUBTOTAL(2,A:A)", "=SUBTOTAL(109,A3:A5)"],
]


@pytest.mark.libreoffice
def test_subtotals_leave_out_other_subtotals(fill: Fill, recalculate: Any) -> None:
    cells: list[list[Any]] = [list(row) for row in GROUPS]
    cells[-1][3] = None  # a column that holds the formula itself would refer to itself
    done = fill({"S": cells}, groups=[[1, 2], [], [3, 4, 5]])
    assert done.cached("S")[-1] == [15, 30, 30, None, 15]
    (again,) = recalculate(done)
    equal(done, again, "S")


def _hidden(made: Any, sheets: Any) -> None:
    sheets["S"].set_row(1, None, None, {"hidden": True})
    sheets["S"].set_row(3, None, None, {"hidden": True})


SEEN = [
    "=SUBTOTAL(9,A1:A4)", "=SUBTOTAL(109,A1:A4)", "=SUBTOTAL(103,A1:A4)", "=SUBTOTAL(104,A1:A4)", "=SUM(A1:A4)",
    "=_xlfn.AGGREGATE(9,5,A1:A4)", "=_xlfn.AGGREGATE(14,7,A1:A4,1)", "=_xlfn.AGGREGATE(9,4,A1:A4)",
]  # fmt: skip


@pytest.mark.libreoffice
def test_subtotals_leave_out_hidden_rows_if_they_are_asked_to(
    workbook: Workbook, fill: Fill, recalculate: Any
) -> None:
    template = workbook(
        {"S": [["{{ x }}"], [2], [4], [8]], "T": [[formula.replace("A1:", "S!A1:")] for formula in SEEN]},
        _hidden,
    )
    done = fill(template, x=1)
    assert [row[0] for row in done.cached("T")] == [15, 5, 2, 4, 15, 5, 4, 15]
    (again,) = recalculate(done)
    equal(done, again, "T")


def test_subtotals_over_rows_that_a_filter_hides_are_left_to_the_reader(
    workbook: Workbook, fill: Fill
) -> None:
    def build(made: Any, sheets: Any) -> None:
        _hidden(made, sheets)
        sheets["S"].autofilter("A1:A4")
        sheets["S"].filter_column("A", "x > 2")

    formulas = {"B1": "=SUBTOTAL(9,A2:A4)", "B3": "=SUBTOTAL(109,A2:A4)", "C1": "=SUBTOTAL(9,A3:A3)"}
    done = fill(workbook({"S": {"A1": "{{ x }}", "A2": 2, "A3": 4, "A4": 8, **formulas}}, build), x=1)
    assert [done.cached("S")[row][column] for row, column in ((0, 1), (2, 1), (0, 2))] == [None, 4, 4]


ARRAYS: Mapping[str, str] = {
    "D1:D3": "=A1:A3*B1:B3", "E1:F3": "=A1:B3+10", "G1:I2": "=TRANSPOSE(A1:B3)", "J1:J3": "=A1:A3>1",
    "K1:K3": "=7", "L1:M2": "=A1:A2*{1,10}", "N1:N3": '=IF(A1:A3>1,"big",1/(A1:A3-1))', "O1:O3": "=A1:A3&B1:B3",
}  # fmt: skip


def _spilled(made: Any, sheets: Any) -> None:
    for cells, text in ARRAYS.items():
        sheets["S"].write_array_formula(cells, "{" + text + "}")


@pytest.mark.libreoffice
def test_every_cell_of_an_array_formula_has_its_result(
    workbook: Workbook, fill: Fill, recalculate: Any
) -> None:
    cells = {
        "A1": "{{ x }}",
        "A2": 2,
        "A3": 3,
        "B1": 4,
        "B2": 5,
        "B3": 6,
        "A5": "=SUM(D1:I3)",
        "B5": "=D3&N2",
    }
    done = fill(workbook({"S": cells}, _spilled), x=1)
    (again,) = recalculate(done)
    assert done.cached("S") == again.cached("S")
    assert [row[3] for row in done.cached("S")[:3]] == [4, 10, 18]
    assert done.cached("S")[4][1] == "18big"


def test_an_array_formula_of_another_size_than_its_cells_shows_what_is_known(
    workbook: Workbook, fill: Fill
) -> None:
    def build(made: Any, sheets: Any) -> None:
        sheets["S"].write_array_formula("C1:C2", "{=A1:A3*2}")
        sheets["S"].write_dynamic_array_formula("D1", "=A1:A3*3")

    cached = fill(workbook({"S": {"A1": "{{ x }}", "A2": 2, "A3": 3}}, build), x=1).cached("S")
    assert [row[2] for row in cached] == [2, None, None] and cached[0][3] == 3


def test_array_formulas_in_repeated_rows_have_their_results(workbook: Workbook, fill: Fill) -> None:
    def build(made: Any, sheets: Any) -> None:
        sheets["S"].write_array_formula("C2:D2", "{=A2:B2*2}")

    table = [["{%tr for v in values %}"], ["{{ v }}", "{{ v + 1 }}"], ["{%tr endfor %}"], ["=SUM(C2:D2)"]]
    cached = fill(workbook({"S": table}, build), values=[1, 5]).cached("S")
    assert [row[2:4] for row in cached[:2]] == [[2, 4], [10, 12]] and cached[2][0] == 28


def test_a_range_over_repeated_sheets_and_one_that_a_text_names(workbook: Workbook, fill: Fill) -> None:
    each = [["{%sheet for r in rows %}{%sheet endfor %}"], ["{{ r.p }}"], ["=A2*2"]]
    first = [
        ["=SUM('{{ r.n }}'!A2)", '=INDIRECT("n1!A"&2)', "=SUM(INDIRECT(\"'n2'!A1:A2\"))", "=SUM(Far!B:B)"]
    ]
    far = [["{%tr for r in rows %}"], ["{{ r.n }}", "{{ r.p }}"], ["{%tr endfor %}"]]
    cached = fill(workbook({"First": first, "{{ r.n }}": each, "Far": far}), rows=ROWS).cached("First")
    assert cached == [[20, 5, 12, 20]]
