"""A cell that holds one tag takes the type of its value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from docgen.engine import compile
from docgen.errors import RenderError

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]


def one(fill: Fill, value: object, cell: str = "{{ x }}", language: str = "en") -> Any:
    return fill({"S": {"A1": cell}}, x=value, language=language).book["S"]["A1"]


@pytest.mark.parametrize(
    "value", [5, -3, 0.1, 1e300, True, False, "text", " spaced ", "two\nlines", "北风零售"]
)
def test_a_value_keeps_its_type(fill: Fill, value: object) -> None:
    found = one(fill, value).value
    assert found == value and type(found) is type(value)


def test_a_decimal_keeps_all_its_digits(fill: Fill) -> None:
    done = fill({"S": {"A1": "{{ x }}"}}, x=Decimal("12345678.901234567"))
    assert b"<v>12345678.901234567</v>" in done.part("xl/worksheets/sheet1.xml")


def test_nothing_leaves_the_cell_blank_with_its_style(workbook: Workbook, fill: Fill) -> None:
    template = workbook(
        {"S": {}}, lambda book, sheets: sheets["S"].write("A1", "{{ x }}", book.add_format({"bold": True}))
    )
    cell = fill(template, x=None).book["S"]["A1"]
    assert cell.value is None and cell.font.bold


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2026, 3, 31), "m/d/yy"),
        (dt.datetime(2026, 3, 31, 14, 30), "m/d/yy h:mm AM/PM"),
        (dt.time(14, 30), "h:mm AM/PM"),
    ],
)
def test_a_moment_in_a_plain_cell_gets_the_short_format(fill: Fill, value: object, shown: str) -> None:
    cell = one(fill, value)
    assert cell.number_format == shown
    wanted = (
        value
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime)
        else dt.datetime(2026, 3, 31)
    )
    assert cell.value == wanted


def test_the_short_format_is_that_of_the_language(fill: Fill) -> None:
    assert one(fill, dt.date(2026, 3, 31), language="zh").number_format == "yyyy/m/d"


def test_a_date_keeps_the_number_format_of_its_cell(workbook: Workbook, fill: Fill) -> None:
    template = workbook(
        {"S": {}},
        lambda book, sheets: sheets["S"].write(
            "A1", "{{ x }}", book.add_format({"num_format": "dd.mm.yyyy"})
        ),
    )
    cell = fill(template, x=dt.date(1900, 3, 1)).book["S"]["A1"]
    assert cell.number_format == "dd.mm.yyyy" and cell.value == dt.datetime(1900, 3, 1)


def test_a_workbook_that_counts_from_1904_keeps_doing_so(workbook: Workbook, fill: Fill) -> None:
    def old(book: Any, sheets: Any) -> None:
        book.date_1904 = True

    done = fill(workbook({"S": {"A1": "{{ x }}"}}, old), x=dt.date(1904, 1, 2))
    assert b"<v>1</v>" in done.part("xl/worksheets/sheet1.xml")


def test_text_that_begins_like_a_formula_is_text(fill: Fill) -> None:
    cell = one(fill, "=1+1")
    assert cell.value == "=1+1" and cell.data_type == "s"


def test_text_that_looks_like_an_escape_stays_as_it_is(fill: Fill) -> None:
    done = fill({"S": {"A1": "{{ x }}", "A2": "is {{ x }}"}}, x="_x0041_")
    assert done.part("xl/worksheets/sheet1.xml").count(b"_x005F_x0041_") == 2


def test_a_long_whole_number_becomes_text_with_one_warning(fill: Fill) -> None:
    done = fill({"S": {"A1": "{{ x }}"}}, x=1234567890123456)
    assert done.rows() == [["1234567890123456"]]
    assert [warning.code for warning in done.warnings] == ["number-as-text"]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")]
)
def test_what_is_no_number_is_a_problem(fill: Fill, value: object) -> None:
    with pytest.raises(RenderError) as caught:
        one(fill, value)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place, problem.tag) == ("number-not-finite", "cell S!A1", "{{ x }}")


@pytest.mark.parametrize("cell", ["{{ x }}", "it is {{ x }}"])
def test_text_longer_than_a_cell_is_a_problem(fill: Fill, cell: str) -> None:
    with pytest.raises(RenderError) as caught:
        one(fill, "x" * 32_768, cell)
    assert caught.value.problems[0].code == "cell-too-long"


def test_text_around_a_tag_makes_the_cell_a_text(fill: Fill) -> None:
    assert one(fill, 5, "No. {{ x }} of {{ x * 2 }}").value == "No. 5 of 10"


def test_blanks_around_a_single_tag_do_not_matter(fill: Fill) -> None:
    assert one(fill, 5, " {{ x }} ").value == 5


def test_values_are_text_and_never_markup(fill: Fill) -> None:
    evil = '</t></is></c><c r="B1"><v>7</v></c> & <~> <~r1> "\''
    done = fill({"S": {"A1": "{{ x }}", "A2": "a {{ x }}"}}, x=evil)
    assert done.rows() == [[evil], [f"a {evil}"]]


def test_characters_that_xml_forbids_are_left_out_with_a_warning(fill: Fill) -> None:
    done = fill({"S": {"A1": "{{ x }}"}}, x="a\x01b\ufffe\ud800c")
    assert done.rows() == [["abc"]]
    assert [warning.code for warning in done.warnings] == ["characters-dropped"]


def test_a_tag_cut_over_rich_runs_is_one_tag(workbook: Workbook, fill: Fill) -> None:
    def rich(book: Any, sheets: Any) -> None:
        bold = book.add_format({"bold": True})
        sheets["S"].write_rich_string("A1", "Dear {{ customer", bold, ".na", "me }}", ", hello")
        sheets["S"].write_rich_string("A2", "{{ customer.", bold, "name }}")

    done = fill(workbook({"S": {}}, rich), customer={"name": "Northwind"})
    assert done.rows() == [["Dear Northwind, hello"], ["Northwind"]]


def test_an_inline_condition_chooses_a_typed_value(fill: Fill) -> None:
    assert one(fill, 3, "{{ x if x else 'none' }}").value == 3


def test_a_filter_makes_text(fill: Fill) -> None:
    assert one(fill, 0.125, "{{ x | percent(1) }}").value == "12.5%"


def test_shared_strings_with_tags_do_not_stay_in_the_file(fill: Fill) -> None:
    done = fill({"S": {"A1": "{{ x }}", "A2": "plain"}}, x=1)
    assert b"{{" not in done.part("xl/sharedStrings.xml")
    assert done.rows() == [[1], ["plain"]]


def test_a_list_in_a_cell_is_a_problem_with_its_place(fill: Fill) -> None:
    with pytest.raises(RenderError) as caught:
        one(fill, [1, 2])
    assert (caught.value.problems[0].code, caught.value.problems[0].place) == ("not-text", "cell S!A1")


def test_missing_fields_are_all_named(fill: Fill) -> None:
    with pytest.raises(RenderError) as caught:
        fill({"S": {"A1": "{{ x.nmae }}", "B2": "a {{ y }}"}}, x={"name": 1})
    assert [(p.place, p.tag) for p in caught.value.problems] == [
        ("cell S!A1", "{{ x.nmae }}"),
        ("cell S!B2", "{{ y }}"),
    ]
    assert caught.value.problems[0].hint == "Did you mean name?"


def test_missing_fields_can_be_marked_or_blank(fill: Fill) -> None:
    cells = {"S": {"A1": "{{ x }}", "A2": "=SUM(1,{{ y }})"}}
    assert fill(cells, on_missing="mark").rows() == [["⚠ x"], ["=SUM(1,0)"]]
    assert fill(cells, on_missing="blank").rows() == [[None], ["=SUM(1,0)"]]


def test_properties_take_values(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        book.set_properties({"title": "Report for {{ customer }}", "author": "Service desk"})

    done = fill(workbook({"S": [["plain"]]}, build), customer="N & W")
    assert done.book.properties.title == "Report for N & W"
    assert done.book.properties.creator == "Service desk"


def test_the_same_template_and_data_give_the_same_bytes(workbook: Workbook, fill: Fill) -> None:
    template = workbook({"S": [["{{ x }}", "=A1*2"]], "{{ n }}": [["=S!A1"]]})
    first, second = (fill(template, x=dt.date(2026, 1, 2), n="a/b") for _ in range(2))
    assert first.data == second.data


def test_one_compiled_template_serves_many_threads(workbook: Workbook) -> None:
    compiled = compile(
        workbook({"S": [["{%tr for n in range(x) %}"], ["{{ n }}", "=A2*2"], ["{%tr endfor %}"]]})
    )
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda x: compiled.render({"x": x}), [*range(20), *range(20)]))
    assert found[:20] == found[20:]
