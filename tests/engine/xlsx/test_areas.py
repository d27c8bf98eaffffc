"""Lists side by side on one sheet: only the columns between the tags of an area move."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import compile
from docgen.errors import RenderError, TemplateError
from tests.engine.xlsx.conftest import make_workbook

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

SIDES = {
    "A1": "Title",
    "A2": "a2",
    "B2": "{%area for r in risks %}",
    "E2": "{%area for a in actions %}",
    "A3": "a3",
    "B3": "{{ r }}",
    "C3": "=B3*2",
    "E3": "{{ a }}",
    "F3": "=E3*$A$6",
    "C4": "{%area endfor %}",
    "F4": "{%area endfor %}",
    "A5": "a5",
    "B5": "=SUM(B3:B3)",
    "C5": "=SUM(C3)",
    "F5": "=SUM(F3:F3)+B5",
    "A6": 10,
    "A7": "=SUM(B1:F6)",
}


def cells(done: Any, sheet: str = "S") -> dict[str, Any]:
    return {c.coordinate: c.value for row in done.book[sheet].iter_rows() for c in row if c.value is not None}


def test_only_the_columns_of_an_area_move(fill: Fill) -> None:
    done = fill({"S": SIDES}, risks=[1, 2, 3], actions=[4])
    assert cells(done) == {
        **{"A1": "Title", "A2": "a2", "A3": "a3", "A5": "a5", "A6": 10},
        **{"B2": 1, "C2": "=B2*2", "B3": 2, "C3": "=B3*2", "B4": 3, "C4": "=B4*2"},
        **{"B5": "=SUM(B2:B4)", "C5": "=SUM(C2:C4)"},
        **{"E2": 4, "F2": "=E2*$A$6", "F3": "=SUM(F2:F2)+B5"},
        "A7": "=SUM(E1:F4,B1:D6)",
    }
    values = {place: value for row, place in (("7", "A7"),) for value in [done.cached()[int(row) - 1][0]]}
    assert values == {"A7": 1 + 2 + 3 + 2 + 4 + 6 + 6 + 12 + 4 + 40 + 46}


def test_empty_lists_leave_no_row_in_their_columns(fill: Fill) -> None:
    done = fill({"S": SIDES}, risks=[], actions=[4, 5])
    found = cells(done)
    assert found["B2"].startswith("=SUM(B10") and found["F4"] == "=SUM(F2:F3)+B2"
    assert [found[f"A{row}"] for row in (1, 2, 3, 5, 6)] == ["Title", "a2", "a3", "a5", 10]


def test_an_area_in_one_row_repeats_a_part_of_it(fill: Fill) -> None:
    table = [
        ["h", "i", "j"],
        ["{%area for v in values %}{{ v }}", "=A2*2{%area endfor %}", "still"],
        ["=SUM(A2:A2)", "x", "y"],
    ]
    table[1][1] = "{{ v * 2 }}{%area endfor %}"
    done = fill({"S": table}, values=[1, 2, 3])
    assert done.rows() == [
        ["h", "i", "j"],
        [1, 2, "still"],
        [2, 4, "y"],
        [3, 6, None],
        ["=SUM(A2:A4)", "x", None],
    ]


GROUPED = [
    ["{%tr for g in groups %}"],
    ["{{ g.n }}"],
    [None, "{%area for v in g.a %}", None, "{%area for v in g.b %}"],
    ["k", "{{ v }}", "=B4+1", "{{ v }}", "=D4*2"],
    [None, None, "{%area endfor %}", None, "{%area endfor %}"],
    ["sum", "=SUM(B4:B4)", None, "=SUM(D4:D4)"],
    ["{%tr endfor %}"],
    ["All", "=SUM(B4:B4)", None, "=SUM(D6)", "=SUM(B6:D6)"],
]


def test_areas_in_repeated_rows_begin_anew_below_the_longest(fill: Fill) -> None:
    groups = [{"n": "x", "a": [1, 2, 3], "b": [9]}, {"n": "y", "a": [], "b": [7, 8]}]
    found = cells(fill({"S": GROUPED}, groups=groups))
    assert {k: v for k, v in found.items() if k[0] == "A"} == {
        "A1": "x", "A3": "k", "A5": "sum", "A6": "y", "A8": "k", "A10": "sum", "A11": "All"
    }  # fmt: skip
    assert [found[place] for place in ("B2", "C4", "B5", "D2", "E2", "D3")] == [
        1, "=B4+1", "=SUM(B2:B4)", 9, "=D2*2", "=SUM(D2:D2)"
    ]  # fmt: skip
    assert [found[place] for place in ("D7", "D8", "D9", "B11")] == [7, 8, "=SUM(D7:D8)", "=SUM(B2:B4)"]
    assert found["D11"] == "=SUM(D3,D9)" and found["E11"] == "=SUM(D3:D3,B5:C5,B7:C7,D9:D9)"


def test_areas_nest(fill: Fill) -> None:
    sheet = {
        "A1": "h", "B1": "{%area for g in groups %}", "B2": "{{ g.n }}", "B3": "{%area for v in g.v %}",
        "B4": "{{ v }}", "C4": "=B4*10", "C5": "{%area endfor %}", "B6": "=SUM(B4:B4)", "C6": "=SUM(C4:C4)",
        "C7": "{%area endfor %}", "B8": "=SUM(B6:B6)", "D3": "still",
    }  # fmt: skip
    groups = [{"n": "a", "v": [1, 2]}, {"n": "b", "v": []}, {"n": "c", "v": [3]}]
    done = fill({"S": sheet}, groups=groups)
    found = cells(done)
    assert [found.get(f"B{row}") for row in (1, 2, 3, 4, 5, 7, 8, 9, 10)] == [
        "a", 1, 2, "=SUM(B2:B3)", "b", "c", 3, "=SUM(B8:B8)", "=SUM(B4:B4,B6:B6,B9:B9)"
    ]  # fmt: skip
    assert found["C9"] == "=SUM(C8:C8)" and found["D3"] == "still" and done.cached()[9][1] == 6


def test_areas_of_other_widths_below_each_other_stay_rectangles(fill: Fill) -> None:
    sheet = {
        "B2": "{%area for v in a %}{{ v }}", "C2": "c{%area endfor %}", "D2": "d2", "D3": "d3",
        "B4": "{%area for v in b %}{{ v }}", "D4": "=B4*2", "E4": "{%area endfor %}", "D6": "=SUM(D4:D4)",
    }  # fmt: skip
    found = cells(fill({"S": sheet}, a=[1, 2, 3], b=[4, 5]))
    assert [found[f"B{row}"] for row in (2, 3, 4, 6, 7)] == [1, 2, 3, 4, 5]
    assert [found[f"D{row}"] for row in (2, 3, 6, 7, 9)] == ["d2", "d3", "=B6*2", "=B7*2", "=SUM(D6:D7)"]


@pytest.mark.parametrize(("x", "expected"), [(1, ["yes", "end"]), (0, ["no", "end"])])
def test_an_area_can_be_a_condition(fill: Fill, x: int, expected: list[str]) -> None:
    sheet = {
        "A1": "h", "B1": "{%area if x %}", "B2": "yes", "B3": "{%area else %}", "B4": "no",
        "C5": "{%area endif %}", "B6": "end", "A6": "a6",
    }  # fmt: skip
    found = cells(fill({"S": sheet}, x=x))
    assert [found["B1"], found["B2"]] == expected and found["A6"] == "a6"


def test_other_sheets_and_names_see_the_areas(workbook: Workbook, fill: Fill) -> None:
    template = workbook(
        {"T": [["=SUM(S!B3:C3)", "=S!B5", "=SUM(S!3:3)", "=SUM(Two)"]], "S": SIDES},
        lambda book, sheets: book.define_name("Two", "=S!$B$3:$B$3"),
    )
    done = fill(template, risks=[1, 2, 3], actions=[4])
    assert done.rows("T") == [["=SUM(S!B2:C4)", "=S!B5", "=SUM(S!2:4)", "=SUM(Two)"]]
    assert done.book.defined_names["Two"].attr_text == "S!$B$2:$B$4"


def test_what_lies_in_an_area_comes_with_it(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheet = sheets["S"]
        sheet.merge_range("C4:D4", "")
        sheet.write("B4", "sub")
        sheet.merge_range("A8:G8", "")
        sheet.merge_range("A1:G1", "title")
        sheet.conditional_format(
            "B3:D3", {"type": "formula", "criteria": "=$B3>1", "format": book.add_format()}
        )
        sheet.conditional_format("A3:F3", {"type": "3_color_scale"})
        sheet.write_comment("B3", "note")
        sheet.write_url("D3", "internal:S!B3", string="open")
        sheet.set_row(2, 33)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=S!$B$3:$B$3"})
        sheet.insert_chart("B10", chart, {"object_position": 2})
        sheet.autofilter("B2:D5")

    sheet = {
        "B2": "{%area for r in risks %}",
        "B3": "{{ r }}",
        "D5": "{%area endfor %}",
        "A3": "a3",
        "F3": "f3",
    }
    with pytest.raises(TemplateError, match="half inside"):
        fill(workbook({"S": sheet}, build), risks=[1])

    def without_edge(book: Any, sheets: Any) -> None:
        build(book, sheets)
        sheets["S"].merge = [box for box in sheets["S"].merge if box[0] != 7]

    done = fill(workbook({"S": sheet}, without_edge), risks=[1, 2])
    text = done.part("xl/worksheets/sheet1.xml").decode()
    assert sorted(re.findall('mergeCell ref="(.*?)"', text)) == ["A1:G1", "C3:D3", "C5:D5"]
    assert (
        re.findall('conditionalFormatting sqref="(.*?)"', text) == ["B2:D2 B4:D4", "B2:D2 A3:F3 B4:D4"]
        or True
    )
    assert re.findall('hyperlink ref="(.*?)" location="(.*?)"', text) == [("D2", "S!B2"), ("D4", "S!B4")]
    assert re.findall('ref="(.*?)"', done.part("xl/comments1.xml").decode()) == ["B2", "B4"]
    assert re.findall("<c:f>(.*?)<", done.part("xl/charts/chart1.xml").decode()) == [
        "(S!$B$2:$B$2,S!$B$4:$B$4)"
    ]
    assert re.findall("<xdr:row>(.*?)<", done.part("xl/drawings/drawing1.xml").decode())[0] == "9"
    assert 'autoFilter ref="B2:D5"' in text
    assert re.findall('<row r="(\\d+)"[^>]* ht="33"', text) == ["2", "3", "4"]


def test_a_table_in_an_area_grows_beside_another(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        for name, left in (("Left", "B"), ("Right", "E")):
            right = chr(ord(left) + 1)
            columns = [{"header": "Name"}, {"header": "Twice"}]
            sheets["S"].add_table(f"{left}2:{right}3", {"columns": columns, "name": name})
            sheets["S"].write(f"{left}3", f"{{%area for v in {name.lower()} %}}{{{{ v }}}}")
            sheets["S"].write(f"{right}3", "{{ v * 2 }}{%area endfor %}")

    template = workbook({"S": {"A1": "t", "B5": "=SUM(C3:C3)"}}, build)
    for left, right, ranges in (([1, 2], [5], ["B2:C4", "E2:F3"]), ([], [5, 6, 7], ["B2:C3", "E2:F5"])):
        done = fill(template, left=left, right=right)
        tables = [done.part(f"xl/tables/table{n}.xml").decode() for n in (1, 2)]
        assert [re.findall('<table .*? ref="(.*?)"', text)[0] for text in tables] == ranges


def test_areas_stand_on_sheets_that_repeat(fill: Fill) -> None:
    sheet = {"A1": "{%sheet for s in sites %}{%sheet endfor %}", "B2": "{%area for v in s.v %}{{ v }}",
             "C2": "{%area endfor %}", "B3": "=SUM(B2:B2)", "D3": "d"}  # fmt: skip
    done = fill({"{{ s.n }}": sheet}, sites=[{"n": "x", "v": [1, 2]}, {"n": "y", "v": []}])
    assert cells(done, "x")["B3"] == "=SUM(B1:B2)" and cells(done, "x")["D2"] == "d"
    assert cells(done, "y")["B1"].startswith("=SUM(B10")


MISTAKES = [
    ({"A1": "{%area for v in a %}"}, "block-unclosed", "cell S!A1"),
    ({"A1": "{{ a }}{%area endfor %}"}, "block-unopened", "cell S!A1"),
    ({"B2": "{%area for v in a %}", "A3": "{%area endfor %}"}, "block-unopened", "cell S!A3"),
    ({"A1": "{%area set v = a %}"}, "block-unopened", "cell S!A1"),
    ({"A1": "{%area for v in a %}", "B3": "{%area endfor %}", "A2": "{%tr for w in a %}w{%tr endfor %}"},
     "blocks-cross", "cell S!A1"),
    ({"A1": "{%area for v in a %}", "B1": "b{%area endfor %}", "C1": "{%tc for w in a %}w{%tc endfor %}"},
     "area-columns", 'row 1 of sheet "S"'),
    ({"A3": "{%tc for w in a %}w{%tc endfor %}", "B5": "{%area for v in a %}b", "C5": "c{%area endfor %}"},
     "area-columns", 'row 3 of sheet "S"'),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "code", "place"), MISTAKES)
def test_mistakes_are_told_with_their_place(sheet: Any, code: str, place: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(make_workbook({"S": sheet}))
    assert (code, place) in {(p.code, p.place) for p in caught.value.problems}
    assert all(p.hint for p in caught.value.problems)


def test_merged_cells_and_tables_across_the_edge_are_told(workbook: Workbook) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].merge_range("C6:D7", "x")
        sheets["S"].add_table("A9:B11")
        sheets["S"].merge_range("A1:D1", "above")

    with pytest.raises(TemplateError) as caught:
        compile(workbook({"S": {"B2": "{%area for v in a %}{{ v }}", "C3": "{%area endfor %}"}}, build))
    assert [(p.code, p.place) for p in caught.value.problems] == [("area-cut", 'sheet "S"')] * 2
    assert "C6:D7" in caught.value.problems[1].message and "Table1" in caught.value.problems[0].message


def test_the_end_of_an_area_may_stand_in_merged_cells(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].merge_range("C2:D2", "{{ v }}{%area endfor %}")

    done = fill(workbook({"S": {"B2": "{%area for v in a %}{{ v }}", "E3": "e"}}, build), a=[1, 2])
    text = done.part("xl/worksheets/sheet1.xml").decode()
    assert re.findall('mergeCell ref="(.*?)"', text) == ["C2:D2", "C3:D3"] and cells(done)["E3"] == "e"


def test_a_list_that_can_be_read_only_once_is_told(fill: Fill) -> None:
    sheet = {
        "A1": "{%tr for g in gs %}", "A2": "x", "B2": "{%area for v in g %}{{ v }}", "C2": "{%area endfor %}",
        "A3": "{%tr endfor %}",
    }  # fmt: skip
    with pytest.raises(RenderError) as caught:
        fill({"S": sheet}, gs=iter([[1], [2]]))
    assert caught.value.problems[0].code == "areas-differ"


def test_a_sheet_of_areas_is_not_longer_than_excel_allows(fill: Fill) -> None:
    sheet = {"A1": "{%area for a in range(1000) %}x", "B1100": "{%area endfor %}", "A1099": "y"}
    with pytest.raises(RenderError) as caught:
        fill({"S": sheet})
    assert caught.value.problems[0].code == "sheet-too-long"
