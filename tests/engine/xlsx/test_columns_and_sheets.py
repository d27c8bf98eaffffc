"""Columns and whole sheets that repeat."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from docgen.errors import RenderError, TemplateError

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

MONTHS = ["Jan", "Feb", "Mar"]


def test_a_cell_repeats_to_the_right_and_totals_follow(fill: Fill) -> None:
    cells = [
        ["Name", "{%tc for m in months %}{{ m }}{%tc endfor %}", "Sum"],
        ["{%tr for r in rows %}"],
        ["{{ r.n }}", "{%tc for v in r.v %}{{ v }}{%tc endfor %}", "=SUM(B3:B3)"],
        ["{%tr endfor %}"],
        ["All", "{%tc for m in months %}{{ loop.index }}{%tc endfor %}", "=SUM(C3:C3)"],
    ]
    rows = [{"n": "a", "v": [1, 2, 3]}, {"n": "b", "v": [4, 5, 6]}]
    assert fill({"S": cells}, months=MONTHS, rows=rows).rows() == [
        ["Name", "Jan", "Feb", "Mar", "Sum"],
        ["a", 1, 2, 3, "=SUM(B2:D2)"],
        ["b", 4, 5, 6, "=SUM(B3:D3)"],
        ["All", 1, 2, 3, "=SUM(E2:E3)"],
    ]


def test_a_formula_in_a_repeated_column_names_its_own_copy(fill: Fill) -> None:
    cells = [
        ["x", "{%tc for m in months %}", "{{ loop.index }}", "{%tc endfor %}", "end"],
        [1, "{%tc for m in months %}", "=C1*$A$2", "{%tc endfor %}", "=C1+A2"],
    ]
    found = fill({"S": cells}, months=MONTHS).rows()
    assert found == [["x", 1, 2, 3, "end"], [1, "=B1*$A$2", "=C1*$A$2", "=D1*$A$2", "=B1+A2"]]


def test_columns_of_tags_go_and_widths_come_again(workbook: Workbook, fill: Fill) -> None:
    cells = [
        ["a", "{%tc for m in months %}", "{{ m }}", "{%tc endfor %}", "z"],
        ["b", None, None, None, "=C1"],
    ]

    def build(book: Any, sheets: Any) -> None:
        sheets["S"].set_column("C:C", 30)
        sheets["S"].set_column("E:E", 50)

    done = fill(workbook({"S": cells}, build), months=MONTHS)
    assert done.rows() == [["a", "Jan", "Feb", "Mar", "z"], ["b", None, None, None, "=B1"]]
    widths = re.findall(
        r'<col min="(\d+)" max="(\d+)" width="(\d+)', done.part("xl/worksheets/sheet1.xml").decode()
    )
    assert widths == [("2", "4", "30"), ("5", "5", "50")]


def test_a_condition_drops_a_column(fill: Fill) -> None:
    cells = [
        ["a", "{%tc if show %}b{%tc endif %}", "c"],
        [1, "{%tc if show %}{{ x }}{%tc endif %}", "=SUM(A2:B2)"],
    ]
    assert fill({"S": cells}, show=True, x=2).rows() == [["a", "b", "c"], [1, 2, "=SUM(A2:B2)"]]
    assert fill({"S": cells}, show=False, x=2).rows() == [["a", "c"], [1, "=SUM(A2:A2)"]]


def test_rows_that_disagree_about_their_columns_are_a_problem(fill: Fill) -> None:
    cells = [[f"{{%tc for v in {name} %}}{{{{ v }}}}{{%tc endfor %}}"] for name in "ab"]
    with pytest.raises(RenderError) as caught:
        fill({"S": cells}, a=[1, 2], b=[1, 2, 3])
    assert (caught.value.problems[0].code, caught.value.problems[0].place) == ("columns-differ", 'sheet "S"')


def test_content_in_a_column_of_tags_is_a_problem(fill: Fill) -> None:
    cells = [["{%tc for m in months %}", "{{ m }}", "{%tc endfor %}"], ["lost"]]
    with pytest.raises(TemplateError) as caught:
        fill({"S": cells}, months=MONTHS)
    assert [(p.code, p.place) for p in caught.value.problems] == [("column-mixed", "cell S!A2")]


SITES = [{"name": "North", "v": [1, 2]}, {"name": "South/East", "v": [3]}, {"name": "north", "v": []}]


def site() -> list[list[Any]]:
    return [
        ["{%sheet for s in sites %}{%sheet endfor %}"],
        ["{{ s.name }}", "=SUM(B4:B4)"],
        ["{%tr for v in s.v %}"],
        ["v", "{{ v }}"],
        ["{%tr endfor %}"],
    ]


def test_a_sheet_repeats_under_names_from_the_data(fill: Fill) -> None:
    sheets = {
        "First": [["=SUM('{{ s.name }}'!B4)", "='{{ s.name }}'!A2"]],
        "{{ s.name }}": site(),
        "Last": [["z"]],
    }
    done = fill(sheets, sites=SITES)
    assert done.book.sheetnames == ["First", "North", "South-East", "north (2)", "Last"]
    assert done.rows("North") == [["North", "=SUM(B2:B3)"], ["v", 1], ["v", 2]]
    assert done.rows("South-East") == [["South/East", "=SUM(B2:B2)"], ["v", 3]]
    assert done.rows("First")[0][1] == "=North!A1"
    assert [warning.code for warning in done.warnings if warning.code == "sheet-renamed"] == [
        "sheet-renamed"
    ] * 2


def test_no_site_leaves_the_other_sheets(fill: Fill) -> None:
    done = fill({"First": [["a"]], "{{ s.name }}": site()}, sites=[])
    assert done.book.sheetnames == ["First"]
    assert "xl/worksheets/sheet2.xml" not in done.parts


def test_a_workbook_without_any_sheet_left_is_a_problem(fill: Fill) -> None:
    with pytest.raises(RenderError) as caught:
        fill({"{{ s.name }}": site()}, sites=[])
    assert caught.value.problems[0].code == "no-sheets"


def test_a_condition_chooses_between_sheets(fill: Fill) -> None:
    sheets = {
        "A": [["{%sheet if x %}"], ["a"]],
        "B": [["{%sheet else %}{%sheet endif %}"], ["b"]],
    }
    assert fill(sheets, x=True).book.sheetnames == ["A"]
    assert fill(sheets, x=False).book.sheetnames == ["B"]


def test_copies_of_a_sheet_have_charts_tables_and_comments_of_their_own(
    workbook: Workbook, fill: Fill
) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheet = sheets["{{ s.name }}"]
        made = book.add_chart({"type": "bar"})
        made.add_series({"values": "='{{ s.name }}'!$B$4:$B$4"})
        made.set_title({"name": "Figures of {{ s.name }}"})
        sheet.insert_chart("D2", made)
        sheet.write_comment("A2", "about {{ s.name }}")
        sheet.insert_textbox("F2", "{{ s.name }}!")
        sheet.add_table("H8:I9", {"name": "T"})
        sheet.write_url("K8", "https://example.com/")
        sheet.set_header("&C{{ s.name }}")
        sheet.print_area("A2:B4")

    cells = {
        "A1": "{%sheet for s in sites %}",
        "A2": "{{ s.name }}",
        "A3": "{%tr for v in s.v %}",
        "B4": "{{ v }}",
        "A5": "{%tr endfor %}",
        "A6": "{%sheet endfor %}",
    }
    done = fill(workbook({"{{ s.name }}": cells}, build), sites=SITES[:2])
    charts = [done.part(name).decode() for name in sorted(done.parts) if name.startswith("xl/charts/chart")]
    assert [re.findall("<c:f>([^<]*)", text) for text in charts] == [
        ["North!$B$2:$B$3"],
        ["&#39;South-East&#39;!$B$2:$B$2"],
    ]
    assert [re.findall("<a:t>([^<]*)", text) for text in charts] == [
        ["Figures of North"],
        ["Figures of South/East"],
    ]
    for name, row in (("North", "North"), ("South-East", "South/East")):
        sheet = done.book[name]
        assert sheet["A1"].value == row and sheet["A1"].comment.text == f"about {row}"
        assert len(sheet.tables) == 1 and sheet.oddHeader.center.text == row
        assert sheet.print_area == f"'{name}'!$A$1:$B${3 if name == 'North' else 2}"


def test_sheets_repeat_as_a_block(fill: Fill) -> None:
    sheets = {
        "{{ s.name }} a": [["{%sheet for s in sites %}"], ["{{ s.name }}"]],
        "{{ s.name }} b": [["='{{ s.name }} a'!A2"], ["{%sheet endfor %}"]],
    }
    done = fill(sheets, sites=[{"name": "x"}, {"name": "y"}])
    assert done.book.sheetnames == ["x a", "x b", "y a", "y b"]
    assert done.rows("y b") == [["='y a'!A1"]]


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("a" * 40, "a" * 31),
        ("[x]:*?/\\", "-x-"),
        ("'quoted'", "quoted"),
        ("History", "History-"),
        (" ", "Sheet"),
    ],
)
def test_a_sheet_gets_a_name_that_excel_allows(fill: Fill, wish: str, name: str) -> None:
    assert fill({"{{ x }}": [["a"]]}, x=wish).book.sheetnames == [name]


def test_references_follow_a_sheet_whose_name_is_a_tag(fill: Fill) -> None:
    done = fill({"{{ x }}": [["a"]], "T": [["='{{ x }}'!A1"]]}, x="It's so")
    assert done.rows("T") == [["='It''s so'!A1"]]
