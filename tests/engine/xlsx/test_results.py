"""The results that are stored for formulas are those that LibreOffice calculates."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from docgen.engine import compile

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

FORMULAS = [
    "=SUM(B3:B3)", "=AVERAGE(B3:B3)", "=COUNT(A3:C3)", "=COUNTA(A3:D3)", "=MIN(B3:B3,99)", "=MAX(B3:B3)",
    "=PRODUCT(B3:B3)", "=ROUND(2.5,0)", "=ROUND(-1.005,2)", "=ROUNDUP(B3*1.01,1)", "=ROUNDDOWN(-7.89,1)",
    '=IF(SUM(B3:B3)>3,"many","few")', "=IFERROR(1/0,-1)", "=1/(B3-B3)", "=-2^2", "=2^3^2", "=50%*8",
    '="a"="A"', '="b">"a"', "=B3>=1", "=(1+2)*3-4/8", "=AND(B3>0,TRUE)",
    "=OR(FALSE,B3>100)",
    "=NOT(B3>0)", "=ABS(-3)", "=INT(-2.5)", "=Rates!A1*B3", "=SUM(Rates!A1:B2,1)", "=D3", "=IF(FALSE,1)",
    "=SUM(A3:A3)", '="1"+1', '="x"+1', "=1E3+.5", '=COUNT("3",A3)', "=E99", '=E99&""',
    '=COUNTIF(A3:A3,"n1")', '=COUNTIF(A3:A3,"N*")', '=COUNTIF(B3:B3,">2")', '=COUNTIF(B3:B3,"<>1")',
    '=SUMIF(A3:A3,"n?",B3:B3)', '=SUMIF(B3:B3,">=3")', '=AVERAGEIF(B3:B3,">0")', '=COUNTIF(A3:A3,"<>n1")',
    "=COUNTIF(B3:B3,1)", "=N(A3)+N(B3)",
    '=COUNTIF(A3:A3,"zz")', '=COUNTIF(Rates!A1:B2,"=x")', "=COUNTIF(A3:A3,A3)",
    "=ISBLANK(E99)", "=ISNUMBER(B3)", "=SUM(Prices)", "=Rate*2", '=COUNTIF(Prices,">1")', "=First+1",
    '=SUMIFS(B3:B3,A3:A3,"n*",B3:B3,">2")', '=COUNTIFS(A3:A3,"n1",B3:B3,"<9")',
    '=AVERAGEIFS(B3:B3,A3:A3,"n1")',
]  # fmt: skip


def cells() -> list[list[Any]]:
    head = [["Name", "Price", "Double", "Running"], ["{%tr for r in rows %}"]]
    row: list[Any] = ["{{ r.n }}", "{{ r.p }}", "=B3*2+$B$3", "=IF(ISNUMBER(D2),D2,0)+B3"]
    row[3] = "=B3+C3"
    return [*head, row, ["{%tr endfor %}"], [None], *([None, formula] for formula in FORMULAS)]


@pytest.mark.libreoffice
@pytest.mark.parametrize("count", [0, 1, 2, 37])
def test_results_equal_those_of_libreoffice(
    workbook: Workbook, fill: Fill, recalculate: Any, count: int
) -> None:
    def build(book: Any, sheets: Any) -> None:
        book.define_name("Prices", "=S!$B$3:$B$3")
        book.define_name("Rate", "=0.19")
        book.define_name("First", "=Rates!$A$1")

    rows = [{"n": f"n{n}", "p": n * 1.25 + 1} for n in range(count)]
    done = fill(workbook({"S": cells(), "Rates": [[2, 3], [4, "x"]]}, build), rows=rows)
    (again,) = recalculate(done)
    stored, calculated = done.cached("S"), again.cached("S")
    wrong = [
        (text, one, other)
        for formula, ours, theirs in zip(done.rows("S"), stored, calculated, strict=False)
        for text, one, other in zip(formula, ours, theirs, strict=False)
        if isinstance(text, str) and text.startswith("=")
        if one != (pytest.approx(other) if isinstance(other, (int, float)) else other)
    ]
    assert not wrong


@pytest.mark.parametrize(("formula", "result"), [('="a"&1.5&TRUE&""', "a1.5TRUE"), ('=SUM("3",TRUE)', 4)])
def test_where_libreoffice_differs_results_are_those_of_excel(
    fill: Fill, formula: str, result: object
) -> None:
    assert fill({"S": [["{{ x }}", formula]]}, x=1).cached() == [[1, result]]


def test_results_of_nested_loops_and_other_sheets_are_stored(fill: Fill) -> None:
    sheet = [
        ["{%tr for g in groups %}"],
        ["{%tr for v in g %}"],
        ["{{ v }}", "=A3*10"],
        ["{%tr endfor %}"],
        ["=SUM(B3:B3)", "=A5/Rate!A1"],
        ["{%tr endfor %}"],
        ["=SUM(A5:A5)"],
    ]
    done = fill({"S": sheet, "Rate": [[2]], "All": [["=S!A7", '=All!A1&"!"']]}, groups=[[1, 2], [], [3]])
    assert done.cached("S") == [[1, 10], [2, 20], [30, 15], [0, 0], [3, 30], [30, 15], [60, None]]
    assert done.cached("All") == [[60, "60!"]]


def test_what_is_not_calculated_here_is_left_to_the_reader(fill: Fill) -> None:
    done = fill(
        {"S": [["{{ x }}", "=TODAY()+A1", "=B1*2", "=A1+1", "=D1+E1"], [None, None, None, None, None]]}, x=1
    )
    assert done.cached()[0][:4] == [1, None, None, 2]
    assert b'fullCalcOnLoad="1"' in done.part("xl/workbook.xml")


def test_circles_end(fill: Fill) -> None:
    done = fill({"S": [["{{ x }}", "=C1+1", "=B1+1"]]}, x=1)
    assert done.cached() == [[1, None, None]]


def test_a_long_running_total_is_calculated(fill: Fill) -> None:
    table = [
        ["Sum", "=A3"],
        [0],
        ["{%tr for v in range(3000) %}{{ v }}", "=B2+A3{%tr endfor %}"[:6]],
        [None, None],
    ]
    table[2] = ["{%tr for v in range(3000) %}{{ v }}", "=B2+A3", "{%tr endfor %}"]
    done = fill({"S": table})
    assert done.cached()[-1][1] == sum(range(3000))


@pytest.mark.parametrize("prices", [[], [2.5], [1, 2, 4]])
def test_results_over_a_table_are_those_of_its_rows(
    workbook: Workbook, fill: Fill, prices: list[float]
) -> None:
    def build(book: Any, sheets: Any) -> None:
        columns = [{"header": "Price"}, {"header": "Double"}]
        sheets["S"].add_table("A1:B2", {"columns": columns, "name": "Prices"})
        sheets["S"].write("A2", "{%tr for p in prices %}{{ p }}")
        sheets["S"].write_formula("B2", "=A2*2")
        sheets["S"].write("C2", "{%tr endfor %}")

    cells = {"A4": "=SUM(A2:A2)", "B4": "=SUM(B2:B2)", "C4": "=COUNTA(A1:A1)"}
    done = fill(workbook({"S": cells}, build), prices=prices)
    assert done.cached("S")[-1][:3] == [sum(prices), sum(prices) * 2, 1]


def test_documents_of_one_template_do_not_share_their_results(workbook: Workbook) -> None:
    cells = [["{%tr for v in rows %}"], ["{{ v }}", "=A2*2"], ["{%tr endfor %}"], ["=SUM(B2:B2)"]]
    template = compile(workbook({"S": cells}))
    for rows in ([1, 2], [3, 4], [5], [1, 2]):
        book = openpyxl.load_workbook(io.BytesIO(template.render({"rows": rows})), data_only=True)
        assert book["S"].cell(len(rows) + 1, 1).value == sum(rows) * 2


def test_a_total_below_rows_that_are_compressed_has_its_result(fill: Fill) -> None:
    row = ["{{ v }}", "=A3*2", "x" * 80]
    table = [["Value"], ["{%tr for v in range(5000) %}"], row, ["{%tr endfor %}"], [None, "=SUM(A3:A3)"]]
    cached = fill({"S": table}).cached("S")
    assert cached[-1][1] == sum(range(5000))
    assert cached[-2][:2] == [4999, 9998]


def test_formulas_that_name_other_rows_have_results_in_any_number_of_rows(fill: Fill) -> None:
    # Each formula with its result in the last of 5,100 rows, in which the keys k0 to k9 take turns.
    formulas = {
        "=A3/A$5": repr(5_099 / sum(range(5_100))),
        "=SUM(A$2:A3)": sum(range(5_100)),
        "=COUNTIF(B$1:B$5,B3)": 510,
        "=COUNTIF(B$2:B3,B3)": 510,
        "=VLOOKUP(B3,Rates!A:B,2,FALSE)": 9,
        "=SUMIF(B$1:B$5,B3,A$1:A$5)": sum(range(9, 5_100, 10)),
        '="A5101 of "&Rates!B1&"/"&A3': "A5101 of 0/5099",
        "=RANK(A3,A$1:A$4)": 1,
    }
    row = ["{{ v }}", "k{{ v % 10 }}", *formulas]
    cells = [["Value"], ["{%tr for v in range(5100) %}"], row, ["{%tr endfor %}"], ["=SUM(A3:A3)"]]
    done = fill({"S": cells, "Rates": [[f"k{number}", number] for number in range(10)]})
    text = done.part("xl/worksheets/sheet1.xml").decode()
    last = text[text.index('<row r="5101"') : text.index('<row r="5102"')]
    assert re.findall("</f><v>(.*?)</v>", last) == list(map(str, formulas.values()))
    assert text.count("</f><v>") == text.count("<f>") == 5_100 * len(formulas) + 1
