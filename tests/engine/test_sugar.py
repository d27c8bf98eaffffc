"""Lists named with ``[]`` repeat the row or paragraph that names them, in all three formats."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pptx
import pytest
from pptx.util import Cm

from docgen.engine import check, compile
from docgen.engine.sugar import lists_in
from docgen.errors import RenderError, TemplateError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
RISKS = {
    "risks": [
        {"title": "Delay", "actions": [{"owner": "Li"}, {"owner": "Wu"}], "tags": ["a", "b"]},
        {"title": "Cost", "actions": [], "tags": []},
        {"title": "Scope", "actions": [{"owner": "Xu"}], "tags": ["c"]},
    ]
}


@pytest.mark.parametrize(
    ("body", "lists"),
    [
        ("risks[].title | upper", ["risks[]"]),
        ("risks[].actions[].owner", ["risks[].actions[]"]),
        ("s.items[]", ["s.items[]"]),
        ("a or []", []),
        ("'risks[]' ~ names[]", ["names[]"]),
        ("x | default([])", []),
    ],
)
def test_a_list_is_named_by_brackets_behind_a_name(body: str, lists: list[str]) -> None:
    assert lists_in(body) == lists


def test_a_paragraph_repeats_for_each_item(docx: Docx, texts: Texts) -> None:
    done = compile(docx("before", "{{ loop.index }}. {{ risks[].title }}", "after")).render(RISKS)
    assert texts(done) == ["before", "1. Delay", "2. Cost", "3. Scope", "after"]


def test_a_paragraph_of_an_empty_list_goes(docx: Docx, texts: Texts) -> None:
    assert texts(compile(docx("before", "{{ risks[].title }}")).render({"risks": []})) == ["before"]


def test_items_that_are_texts_are_named_by_the_list_alone(docx: Docx, texts: Texts) -> None:
    assert texts(compile(docx("- {{ names[] | upper }}")).render({"names": ["a", "b"]})) == ["- A", "- B"]


def test_a_table_row_repeats_and_leaves_the_others(docx: Docx, texts: Texts) -> None:
    table = docx([["Risk", "No."], ["{{ risks[].title }}", "{{ loop.index }}"], ["end", ""]])
    assert texts(compile(table).render(RISKS)) == [
        "Risk",
        "No.",
        "Delay",
        "1",
        "Cost",
        "2",
        "Scope",
        "3",
        "end",
        "",
    ]


def test_an_inner_list_repeats_its_row_and_leaves_blanks_where_it_is_empty(docx: Docx, texts: Texts) -> None:
    table = docx([["{{ risks[].title }}", "{{ risks[].actions[].owner | upper }}"]])
    assert texts(compile(table).render(RISKS)) == ["Delay", "LI", "Delay", "WU", "Cost", "", "Scope", "XU"]


def test_a_list_inside_of_a_loop_belongs_to_its_item(docx: Docx, texts: Texts) -> None:
    template = docx("{% for r in risks %}", "{{ r.title }}", "* {{ r.tags[] }}", "{% endfor %}")
    assert texts(compile(template).render(RISKS)) == ["Delay", "* a", "* b", "Cost", "Scope", "* c"]


def test_conditions_may_name_the_list_too(docx: Docx, texts: Texts) -> None:
    template = docx("{% if risks[].actions %}{{ risks[].title }}{% else %}none{% endif %}")
    assert texts(compile(template).render(RISKS)) == ["Delay", "none", "Scope"]


def test_a_row_around_which_a_loop_stands_repeats_inside_of_it(docx: Docx, texts: Texts) -> None:
    table = docx([["{%tr for r in risks %}{{ r.title }}: {{ r.tags[] }}{%tr endfor %}"]])
    assert texts(compile(table).render(RISKS)) == ["Delay: a", "Delay: b", "Scope: c"]


def test_docxtpls_dialect_knows_lists_too(docx: Docx, texts: Texts) -> None:
    template = compile(docx("{{ risks[].title }}"), dialect="docxtpl")
    assert texts(template.render(RISKS)) == ["Delay", "Cost", "Scope"]


def test_two_lists_in_one_row_are_a_problem_with_its_place(docx: Docx) -> None:
    table = docx([["{{ risks[].title }}", "{{ issues[].title }}"]])
    with pytest.raises(TemplateError) as caught:
        compile(table)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("lists-mixed", "table 1, row 1")
    assert "risks[]" in problem.message and "issues[]" in problem.message


def test_a_list_where_nothing_can_repeat_is_a_problem(docx: Docx) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(docx("{% if risks[].late %}", "x", "{% endif %}"))
    assert {problem.code for problem in caught.value.problems} == {"list-nowhere"}


@pytest.mark.parametrize("data", [{"risks": 5}, {"risks": None}, {}])
def test_what_is_no_list_is_told_with_the_tag_as_it_was_written(docx: Docx, data: dict[str, Any]) -> None:
    with pytest.raises(RenderError) as caught:
        compile(docx("{{ risks[].title }}")).render(data)
    assert caught.value.problems[0].tag == "{{ risks[].title }}"
    assert caught.value.problems[0].place == "paragraph 1"


def test_fields_of_a_list_are_checked_and_named_as_they_were_written(docx: Docx) -> None:
    template = docx("{{ risks[].titel }}", "{{ risks[].actions[].ownr }}", "{{ customer[].name }}")
    fields = ["risks[].title", "risks[].actions[].owner", "customer.name"]
    messages = {problem.message: problem.hint for problem in check(template, fields)}
    assert messages["There is no field risks[].titel."] == "Did you mean risks[].title?"
    assert messages["There is no field risks[].actions[].ownr."] == "Did you mean risks[].actions[].owner?"


def workbook(*rows: list[object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]  # a new workbook has a sheet
    book.save(out)
    return out.getvalue()


def values_of(data: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_a_row_of_a_sheet_repeats_and_formulas_follow() -> None:
    template = workbook(["Name", "Sum"], ["{{ rows[].name }}", "{{ rows[].hours }}"], ["all", "=SUM(B2:B2)"])
    done = compile(template).render({"rows": [{"name": "a", "hours": 1}, {"name": "b", "hours": 2}]})
    assert values_of(done) == [("Name", "Sum"), ("a", 1), ("b", 2), ("all", "=SUM(B2:B3)")]


def test_a_relative_reference_to_the_row_above_means_the_copy_above() -> None:
    template = workbook(["Hours", 0], ["{{ hours[] }}", "=B1+A2"])
    assert values_of(compile(template).render({"hours": [1, 2]})) == [
        ("Hours", 0),
        (1, "=B1+A2"),
        (2, "=B2+A3"),
    ]


def test_an_inner_list_of_a_sheet_leaves_blank_cells_where_it_is_empty() -> None:
    template = workbook(["{{ risks[].title }}", "{{ risks[].actions[].owner }}"])
    done = values_of(compile(template).render(RISKS))
    assert done == [("Delay", "Li"), ("Delay", "Wu"), ("Cost", None), ("Scope", "Xu")]


def test_paragraphs_and_table_rows_of_a_slide_repeat() -> None:
    deck, out = pptx.Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.placeholders[1].text_frame.text = "{{ risks[].title }}"
    table = slide.shapes.add_table(2, 1, Cm(1), Cm(1), Cm(9), Cm(3)).table
    table.cell(0, 0).text, table.cell(1, 0).text = "Owner", "{{ risks[].actions[].owner }}"
    deck.save(out)
    done = pptx.Presentation(io.BytesIO(compile(out.getvalue()).render(RISKS))).slides[0]
    assert done.placeholders[1].text_frame.text.split("\n") == ["Delay", "Cost", "Scope"]
    frame = next(shape for shape in done.shapes if shape.has_table)
    assert [row.cells[0].text for row in frame.table.rows] == ["Owner", "Li", "Wu", "", "Xu"]
