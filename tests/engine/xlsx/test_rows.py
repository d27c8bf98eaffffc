"""Rows that repeat or vanish, and the formulas that refer to them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from docgen.engine import compile
from docgen.errors import TemplateError

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

PREFIXED = [
    ["Title"],
    ["Item", "Price"],
    ["{%tr for r in rows %}"],
    ["{{ r.n }}", "{{ r.p }}", "=B4*2"],
    ["{%tr endfor %}"],
    ["Total", "=SUM(B4:B4)", "=SUM(C4)"],
]
ALONE = [[str(c).replace("{%tr", "{%") if isinstance(c, str) else c for c in row] for row in PREFIXED]
AROUND = [
    ["Title"],
    ["Item", "Price"],
    ["{%tr for r in rows %}{{ r.n }}", "{{ r.p }}", "=B3*2", "{%tr endfor %}"],
    ["Total", "=SUM(B3:B3)", "=SUM(C3)"],
]
ROWS = [{"n": "a", "p": 1.5}, {"n": "b", "p": 2}, {"n": "c", "p": 4}]


@pytest.mark.parametrize("cells", [PREFIXED, ALONE, AROUND], ids=["prefixed", "alone", "around"])
def test_rows_grow_with_their_formulas_and_totals(fill: Fill, cells: Any) -> None:
    found = [row[:3] for row in fill({"S": cells}, rows=ROWS).rows()]
    assert found == [
        ["Title", None, None],
        ["Item", "Price", None],
        ["a", 1.5, "=B3*2"],
        ["b", 2, "=B4*2"],
        ["c", 4, "=B5*2"],
        ["Total", "=SUM(B3:B5)", "=SUM(C3:C5)"],
    ]


def test_an_empty_list_leaves_no_row_and_a_legal_sum(fill: Fill) -> None:
    found = fill({"S": PREFIXED}, rows=[]).rows()
    assert [row[0] for row in found] == ["Title", "Item", "Total"]
    assert found[2][1].startswith("=SUM(B") and "#REF" not in found[2][1]


def test_blank_rows_and_heights_come_again(workbook: Workbook, fill: Fill) -> None:
    cells = {"A1": "{%tr for r in rows %}", "A2": "{{ r }}", "A4": "{%tr endfor %}", "A5": "end"}
    template = workbook({"S": cells}, lambda book, sheets: sheets["S"].set_row(1, 33))
    sheet = fill(template, rows=[1, 2]).book["S"]
    assert [cell.value for cell in sheet["A"]] == [1, None, 2, None, "end"]
    assert [sheet.row_dimensions[n].height for n in (1, 3)] == [33, 33]


def test_loops_nest(fill: Fill) -> None:
    cells = [
        ["{%tr for g in groups %}"],
        ["{{ g.name }}"],
        ["{%tr for v in g['values'] %}"],
        [None, "{{ v }}"],
        ["{%tr endfor %}"],
        ["Sum", "=SUM(B4:B4)"],
        ["{%tr endfor %}"],
        ["All", "=SUM(B4:B4)"],
    ]
    groups = [{"name": "x", "values": [1, 2]}, {"name": "y", "values": []}, {"name": "z", "values": [5]}]
    found = fill({"S": cells}, groups=groups).rows()
    assert [row[0] for row in found] == ["x", None, None, "Sum", "y", "Sum", "z", None, "Sum", "All"]
    assert (found[3][1], found[8][1]) == ("=SUM(B2:B3)", "=SUM(B8:B8)")
    assert found[9][1] == "=SUM(B2:B3,B8:B8)"


def test_conditions_take_rows_away(fill: Fill) -> None:
    cells = [
        ["{% if big %}"],
        ["big", 1],
        ["{% elif small %}"],
        ["small", 2],
        ["{% else %}"],
        ["none", 3],
        ["{% endif %}"],
        ["sum", "=SUM(B2:B6)"],
    ]
    assert fill({"S": cells}, big=True, small=True).rows() == [["big", 1], ["sum", "=SUM(B1:B1)"]]
    assert fill({"S": cells}, big=False, small=True).rows()[0] == ["small", 2]
    assert fill({"S": cells}, big=False, small=False).rows()[0] == ["none", 3]


def test_a_condition_inside_a_loop_drops_some_rows(fill: Fill) -> None:
    cells = [
        ["{%tr for r in rows %}"],
        ["{%tr if r.p > 1.7 %}"],
        ["{{ r.n }}", "{{ r.p }}", "=B3*2"],
        ["{%tr endif %}"],
        ["{%tr endfor %}"],
        ["Total", "=SUM(B3)"],
    ]
    found = fill({"S": cells}, rows=ROWS).rows()
    assert [row[:3] for row in found] == [
        ["b", 2, "=B1*2"],
        ["c", 4, "=B2*2"],
        ["Total", "=SUM(B1:B2)", None],
    ]


def test_a_row_with_a_number_beside_the_tag_stays(fill: Fill) -> None:
    with pytest.raises(TemplateError):
        fill({"S": [["{% if x %}", 7], ["a"], ["{% endif %}"]]}, x=True)


def test_a_running_total_refers_to_the_copy_above(fill: Fill) -> None:
    cells = [
        ["In", "Balance"],
        [None, 100],
        ["{%tr for v in moves %}"],
        ["{{ v }}", "=B3+A4"],
        ["{%tr endfor %}"],
    ]
    found = fill({"S": cells}, moves=[1, 2, 3]).rows()
    assert [row[1] for row in found] == ["Balance", 100, "=B2+A3", "=B3+A4", "=B4+A5"]


def test_what_stands_outside_is_followed(fill: Fill) -> None:
    cells = {
        "F1": 0.2,
        "A2": "{%tr for v in values %}",
        "A3": "{{ v }}",
        "B3": "=A3*$F$1+A5",
        "C3": '=ROW()&"A3"',
        "A4": "{%tr endfor %}",
        "A5": "=SUM(A3:A3)",
    }
    found = fill({"S": cells}, values=[5, 6]).rows()
    assert found[1][1] == "=A2*$F$1+A4" and found[2][1] == "=A3*$F$1+A4"
    assert found[2][2] == '=ROW()&"A3"' and found[3][0] == "=SUM(A2:A3)"


def test_other_sheets_follow_without_a_tag_of_their_own(fill: Fill) -> None:
    done = fill(
        {
            "Sum": [["=SUM(Data!A2:A2)", "=Data!A4"]],
            "Data": [["{%tr for v in values %}"], ["{{ v }}"], ["{%tr endfor %}"], ["end"]],
        },
        values=[1, 2, 3],
    )
    assert done.rows("Sum") == [["=SUM(Data!A1:A3)", "=Data!A4"]]


def test_shared_formulas_become_each_rows_own(fill: Fill) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "S"
    for row, text in enumerate(["{%tr for v in values %}", "{{ v }}", "{%tr endfor %}", 7, 8], 1):
        sheet.cell(row, 1, text)
    sheet["B2"] = ArrayFormula("B2", "=SUM(A2*{1,2})")
    out = io.BytesIO()
    book.save(out)
    data = _with_shared(out.getvalue())
    found = fill(data, values=[1, 2]).rows()
    assert [row[2] for row in found] == [None, None, "=A3+1", "=A4+1"]
    arrays = [row[1] for row in found[:2]]
    assert [(a.ref, a.text) for a in arrays] == [("B1", "=SUM(A1*{1,2})"), ("B2", "=SUM(A2*{1,2})")]


def _with_shared(data: bytes) -> bytes:
    from tests.engine.xlsx.conftest import replace_in_part

    shared = '<c r="C4"><f t="shared" ref="C4:C5" si="0">A4+1</f><v>8</v></c></row>'
    child = '<c r="C5"><f t="shared" si="0"/><v>9</v></c></row>'
    return replace_in_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda text: (
            text.replace('ref="A1:B5"', 'ref="A1:C5"')
            .replace("<v>7</v></c></row>", "<v>7</v></c>" + shared)
            .replace("<v>8</v></c></row></sheetData>", "<v>8</v></c>" + child + "</sheetData>")
        ),
    )


def test_a_tag_in_a_formula_is_a_number_or_a_text_in_quotes(fill: Fill) -> None:
    cells = {"A1": '=SUM(A2,{{ n }})&"{{ s }}"', "A2": 1}
    found = fill({"S": cells}, n=2.5, s='say "hi" & <go>').rows()
    assert found[0] == ['=SUM(A2,2.5)&"say ""hi"" & <go>"']


def test_a_formula_is_never_built_from_data(fill: Fill) -> None:
    from docgen.errors import RenderError

    with pytest.raises(RenderError) as caught:
        fill({"S": {"A1": "=SUM({{ n }})"}}, n="1),WEBSERVICE(")
    problem = caught.value.problems[0]
    assert (problem.code, problem.place) == ("formula-number", "cell S!A1")


def test_a_tag_in_a_formula_of_a_moving_row_keeps_its_value(fill: Fill) -> None:
    cells = [
        ["{%tr for r in rows %}"],
        ["{{ r.p }}", "=A2*({{ r.p }})", "=SUM(A2:A2)*{{ r.p }}+A4", "=A4*({{ r.p }})"],
        ["{%tr endfor %}"],
        ["=SUM(A2:A2)"],
    ]
    found = fill({"S": cells}, rows=ROWS).rows()
    assert found[1] == [2, "=A2*(2)", "=SUM(A2:A2)*2+A4", "=A4*(2)"]


def test_statements_do_not_stand_in_formulas() -> None:
    from tests.engine.xlsx.conftest import make_workbook

    with pytest.raises(TemplateError) as caught:
        compile(make_workbook({"S": {"A1": "=SUM({% if a %}1{% else %}2{% endif %}, 3)"}}))
    assert caught.value.problems[0].code == "formula-tag"


def test_a_hundred_thousand_rows_are_in_order(fill: Fill) -> None:
    cells = [["{%tr for n in range(20000) %}"], ["{{ n }}", "=A2+1"], ["{%tr endfor %}"], ["=SUM(A2:A2)"]]
    template = compile(_make(cells))
    sheet = openpyxl.load_workbook(io.BytesIO(template.render({})), read_only=True).worksheets[0]
    last = list(sheet.iter_rows(min_row=20000, max_row=20001, values_only=True))
    assert last == [(19999, "=A20000+1"), ("=SUM(A1:A20000)", None)]


def _make(cells: Any) -> bytes:
    from tests.engine.xlsx.conftest import make_workbook

    return make_workbook({"S": cells})
