"""What is wrong with a template is said all at once, each with its place and how to mend it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import check, compile
from docgen.errors import RenderError, TemplateError
from tests.engine.xlsx.conftest import replace_in_part

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]


@pytest.fixture
def wrong(workbook: Workbook) -> bytes:
    def build(book: Any, sheets: Any) -> None:
        sheet = sheets["Risks"]
        sheet.set_header("&L{{ b | nofilter }}")
        sheet.insert_textbox("E2", "{{ c + }}", {"object_position": 1})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Risks!$A$1:$A$2"})
        chart.set_title({"name": "{% for x in y %}"})
        sheet.insert_chart("G2", chart)
        sheet.write_comment("B9", "{% endif %}")

    return workbook({"Risks": {"C7": "{{ a.b. }}"}, "{{ n }": [["x"]]}, build)


def test_six_mistakes_in_six_places_are_six_problems(wrong: bytes) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(wrong, name="t.xlsx")
    found = {problem.place: problem.code for problem in caught.value.problems}
    assert found == {
        "cell Risks!C7": "tag-syntax",
        'header of sheet "Risks"': "unknown-filter",
        'text box "TextBox 2" on sheet "Risks"': "tag-syntax",
        'chart title on sheet "Risks"': "block-unclosed",
        "comment on cell Risks!B9": "block-unopened",
        'name of sheet "{{ n }"': "tag-unclosed",
    }
    assert all(problem.hint and problem.file == "t.xlsx" for problem in caught.value.problems)


def test_unknown_fields_are_found_everywhere(workbook: Workbook) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["{{ s.nmae }}"].set_footer("{{ customer.nmae }}")

    cells = [["{%sheet for s in sites %}{%sheet endfor %}"], ["{{ s.name }}", "=SUM({{ s.totl }}, 1)"]]
    found = check(
        workbook({"{{ s.nmae }}": cells}, build), ["sites[].name", "sites[].total", "customer.name"]
    )
    assert {(p.place, p.hint) for p in found} == {
        ('name of sheet "{{ s.nmae }}"', "Did you mean s.name?"),
        ("cell {{ s.nmae }}!B2", "Did you mean s.total?"),
        ('footer of sheet "{{ s.nmae }}"', "Did you mean customer.name?"),
    }


def test_prefixes_of_other_formats_are_explained(workbook: Workbook) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(workbook({"S": [["{%slide for x in y %}{{ x }}{%slide endfor %}"]]}))
    assert {p.code for p in caught.value.problems} == {"tag-misplaced"}


def test_a_block_torn_between_a_cell_and_a_row_is_explained(workbook: Workbook) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(workbook({"S": [["{% for x in y %} a"], ["b {% endfor %}"]]}))
    (problem,) = caught.value.problems
    assert problem.code == "block-torn" and "cell S!A1" in problem.message


def test_macros_do_not_stand_around_rows(workbook: Workbook) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(workbook({"S": [["{% macro m() %}"], ["a"], ["{% endmacro %}"]]}))
    assert [p.code for p in caught.value.problems] == ["tag-misplaced"]


def test_a_missing_field_beside_dates_is_still_the_only_problem(fill: Fill) -> None:
    with pytest.raises(RenderError) as caught:
        fill({"S": [["{{ day }}", "{{ big }}", "{{ gone }}"]]}, day=dt.date(2026, 1, 2), big=10**16)
    assert [p.place for p in caught.value.problems] == ["cell S!C1"]


def test_a_sheet_longer_than_excel_allows_is_a_problem(workbook: Workbook) -> None:
    cells = [
        ["{%tr for a in range(1100) %}"],
        ["{%tr for b in range(1000) %}"],
        ["x"],
        ["{%tr endfor %}"],
        ["{%tr endfor %}"],
    ]
    with pytest.raises(RenderError) as caught:
        compile(workbook({"S": cells})).render({})
    assert (caught.value.problems[0].code, caught.value.problems[0].place) == ("sheet-too-long", 'sheet "S"')


def test_a_template_cannot_forge_the_engines_own_characters(workbook: Workbook, fill: Fill) -> None:
    cells = [
        ["\ufdd099\ufdd1 {{ x }}", "\ufdd4r1\ufdd5", "&#64976;"],
        ["{%tr for n in [1] %}{{ n }}{%tr endfor %}"],
    ]
    template = workbook({"S": cells})
    done = fill(replace_in_part(template, "xl/sharedStrings.xml", lambda t: t.replace("&amp;#", "&#")), x=1)
    assert done.rows()[0] == ["99 1", "r1", ""]


def test_a_sheet_whose_elements_have_a_prefix_is_read(workbook: Workbook, fill: Fill) -> None:
    def prefixed(text: str) -> str:
        text = re.sub(r"<(/?)([a-z])", r"<\1x:\2", text, flags=re.IGNORECASE)
        return text.replace("xmlns=", "xmlns:x=").replace("<x:?xml", "<?xml")

    template = workbook({"S": [["{%tr for n in x %}{{ n }}", "=A1*2", "{%tr endfor %}"]]})
    template = replace_in_part(template, "xl/worksheets/sheet1.xml", prefixed)
    assert fill(template, x=[1, 2]).rows() == [[1, "=A1*2", None], [2, "=A2*2", None]]


def test_columns_of_a_table_do_not_repeat(workbook: Workbook) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].add_table("A1:B2", {"name": "T"})

    with pytest.raises(TemplateError) as caught:
        compile(workbook({"S": {"B4": "{%tc for n in x %}{{ n }}{%tc endfor %}"}}, build))
    assert [(p.code, p.place) for p in caught.value.problems] == [("table-columns", 'table "T" on sheet "S"')]


def test_a_sheet_that_cannot_be_read_hides_no_mistake_of_another(workbook: Workbook) -> None:
    cells = {"A1": "{%tr for r in x %}{{ r.nme }}{%tr endfor %}", "A2": "{{ fee | mony }}", "A3": "{{ fee"}
    template = workbook({"Risks": cells, "Empty": {"A1": 1}})
    sheet2 = "xl/worksheets/sheet2.xml"
    broken = replace_in_part(template, sheet2, lambda text: text.replace("sheetData", "noData"))
    assert {(p.part, p.code) for p in check(broken, ["fee", "x[].name"])} == {
        ("xl/worksheets/sheet1.xml", "missing-field"),
        ("xl/worksheets/sheet1.xml", "unknown-filter"),
        ("xl/worksheets/sheet1.xml", "tag-unclosed"),
        ("xl/worksheets/sheet2.xml", "workbook-broken"),
    }


@pytest.mark.parametrize(
    ("formula", "code", "words"),
    [
        (
            "{{ \"=LEN('{word}')\" | formula(word=word) }}".replace("'", '\\"'),
            "formula-text-too-long",
            "300 characters",
        ),
        ("=" + "+".join(['LEN("{{ word }}")'] * 20), "formula-text-too-long", "255"),
        ("=" + "+".join(['LEN("{{ word[:200] }}")'] * 40), "formula-too-long", "8,"),
    ],
)
def test_a_formula_that_its_values_make_too_long_is_told_with_its_cell(
    fill: Fill, formula: str, code: str, words: str
) -> None:
    table = [["{%tr for n in [1, 2] %}"], ["{{ n }}", formula], ["{%tr endfor %}"]]
    with pytest.raises(RenderError) as caught:
        fill({"S": table}, word="x" * 300)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == (code, "cell S!B1") and words in problem.message


def test_a_formula_as_long_as_excel_takes_is_none_of_these(fill: Fill) -> None:
    formula = "=" + "+".join(['LEN("{{ word }}")'] * 31)
    assert fill({"S": [[formula]]}, word='&"' + "x" * 253).cached() == [[31 * 255]]


def test_more_links_than_a_sheet_may_have_are_a_problem(workbook: Workbook) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].write_url("B2", "https://example.com/", string="x")

    table = [["{%tr for n in range(65531) %}"], ["{{ n }}"], ["{%tr endfor %}"]]
    with pytest.raises(RenderError) as caught:
        compile(workbook({"S": table}, build)).render({})
    assert [(p.code, p.place) for p in caught.value.problems] == [("too-many-links", 'sheet "S"')]


def test_more_formats_than_a_workbook_may_have_are_a_problem(workbook: Workbook) -> None:
    def many(text: str) -> str:
        return re.sub(
            r'(<cellXfs count=")\d+(">)(<xf [^>]*/>)', lambda m: f"{m[1]}64000{m[2]}" + m[3] * 64_000, text
        )

    template = replace_in_part(workbook({"S": [["{{ n }}", "{{ day }}"]]}), "xl/styles.xml", many)
    made = compile(template)
    assert made.render({"n": 1, "day": "soon"})
    with pytest.raises(RenderError) as caught:
        made.render({"n": 1, "day": dt.date(2026, 1, 2)})
    assert [(p.code, p.place) for p in caught.value.problems] == [("too-many-formats", "cell S!B1")]
