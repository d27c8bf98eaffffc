"""Values that are more than a number or a text: formulas of the template, links, formatted text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import compile
from docgen.errors import RenderError, TemplateError

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"


# Formulas


def test_a_tag_writes_a_formula_whose_references_follow_the_rows(fill: Fill) -> None:
    rows = [
        ["Price", "With tax"],
        ["{%tr for p in prices %}"],
        ["{{ p }}", '{{ "=ROUND(A3*(1+{rate}),2)" | formula(rate=tax) }}'],
        ["{%tr endfor %}"],
        ["", "=SUM(B3:B3)"],
    ]
    done = fill({"S": rows}, prices=[100, 200], tax=0.19)
    assert [row[1] for row in done.rows()] == [
        "With tax",
        "=ROUND(A2*(1+0.19),2)",
        "=ROUND(A3*(1+0.19),2)",
        "=SUM(B2:B3)",
    ]
    assert [row[1] for row in done.cached()][1:] == [119, 238, 357]


def test_such_formulas_have_their_results_in_a_large_workbook_too(fill: Fill) -> None:
    rows = [["{%tr for n in ns %}"], ["{{ n }}", '{{ "=2*A2+{by}" | formula(by=n) }}'], ["{%tr endfor %}"]]
    done = fill({"S": rows}, ns=list(range(4_900)))
    assert [row[1] for row in done.cached()] == [3 * number for number in range(4_900)]


def test_data_in_a_formula_is_a_number_or_text_inside_quotes_and_never_more(fill: Fill) -> None:
    cells = {"A1": "{{ '=\"x{word}\"&{n}' | formula(word=w, n=max(1, 2)) }}"}
    evil = '"&WEBSERVICE("http://x")&"'
    done = fill({"S": cells}, w=evil, max=max)
    assert done.rows() == [['="x""&WEBSERVICE(""http://x"")&"""&2']]
    with pytest.raises(RenderError, match="takes numbers"):
        fill({"S": {"A1": '{{ "={n}" | formula(n=w) }}'}}, w="A1")


def test_array_constants_keep_their_braces(fill: Fill) -> None:
    done = fill({"S": {"A1": '{{ "=SUM({1,2}*{n})" | formula(n=3) }}'}})
    assert done.rows() == [["=SUM({1,2}*3)"]]


def test_curly_quotes_of_office_programs_do_not_matter(fill: Fill) -> None:
    assert fill({"S": {"A1": "{{ “=1+{n}” | formula(n=x) }}"}}, x=2).cached() == [[3]]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ x | formula }}",
        '{{ ("=" ~ x) | formula }}',
        'a {{ "=1" | formula }}',
        '{{ "1+1" | formula }}',
        '{{ "=1+{n}" | formula }}',
        '{{ "=1" | formula(n=2) }}',
        '{{ "=1+{n}" | formula(2) }}',
        '{{ "=1+{n}" | formula(n="2) }}',
        f'{{{{ "={"1+" * 5000}1" | formula }}}}',
    ],
)
def test_a_formula_that_is_not_the_templates_own_text_is_a_problem(workbook: Workbook, tag: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(workbook({"S": {"B2": tag}}))
    assert [(p.code, p.place) for p in caught.value.problems][:1] == [("formula-literal", "cell S!B2")]


# Links


def test_a_link_shows_its_text_and_goes_with_its_row(fill: Fill) -> None:
    rows = [["{%tr for s in sites %}"], ["{{ s.url | link(s.name) }}"], ["{%tr endfor %}"]]
    done = fill(
        {"S": rows},
        sites=[{"url": "https://a.example/?x=1&y=2", "name": 'A "one"'}, {"url": "mailto:b@c.d"}],
        on_missing="blank",
    )
    assert done.rows() == [
        ['=HYPERLINK("https://a.example/?x=1&y=2","A ""one""")'],
        ['=HYPERLINK("mailto:b@c.d","mailto:b@c.d")'],
    ]
    assert done.cached() == [['A "one"'], ["mailto:b@c.d"]]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "\\\\server\\share"])
def test_a_link_to_what_is_not_allowed_is_a_problem(fill: Fill, address: str) -> None:
    with pytest.raises(RenderError, match="not allowed"):
        fill({"S": {"A1": "{{ x | link('t') }}"}}, x=address)


def test_an_address_that_is_too_long_for_a_link_stands_as_text(fill: Fill) -> None:
    done = fill({"S": {"A1": "{{ x | link('there') }}"}}, x="https://a.example/" + "x" * 300)
    assert done.rows() == [["there"]]
    assert [warning.code for warning in done.warnings] == ["link-too-long"]


# Formatted text


def rich(fill: Fill, template: Any, **context: Any) -> str:
    return str(fill(template, **context).part(SHEET).decode())


def test_formatted_text_keeps_the_font_of_its_cell(workbook: Workbook, fill: Fill) -> None:
    template = workbook(
        {"S": {}},
        lambda book, sheets: sheets["S"].write(
            "A1", "{{ x }}", book.add_format({"font_name": "Georgia", "font_size": 14})
        ),
    )
    value = {
        "rich": [
            "plain ",
            {"text": "bold", "bold": True, "colour": "C00000"},
            {"text": "2", "superscript": True},
        ]
    }
    done = fill(template, x=value)
    assert done.rows() == [["plain bold2"]]
    xml = done.part(SHEET).decode()
    assert xml.count('<rFont val="Georgia"/>') == 3 and xml.count('<sz val="14"/>') == 3
    assert '<color rgb="FFC00000"/>' in xml and xml.count("<b/>") == 1
    assert '<vertAlign val="superscript"/>' in xml


def test_markdown_becomes_lines_with_its_bold_words(fill: Fill) -> None:
    done = fill({"S": {"A1": "{{ x | markdown }}"}}, x="# Head\n\nSome **bold** text\n\n- one\n- two")
    assert done.rows() == [["Head\nSome bold text\n• one\n• two"]]
    assert done.part(SHEET).count(b"<b/>") == 2


def test_formatted_text_is_text_and_never_markup(fill: Fill) -> None:
    evil = "</t></r></is></c><c r='B1'><v>7</v></c> <~r1> =1+1"
    assert fill({"S": {"A1": "{{ x }}"}}, x={"rich": [evil, {"text": evil, "bold": True}]}).rows() == [
        [evil * 2]
    ]


# Text that looks like a formula


def test_text_that_begins_with_a_sign_of_a_formula_stays_text_when_it_is_edited(fill: Fill) -> None:
    done = fill({"S": [["{%tr for x in xs %}"], ["{{ x }}"], ["{%tr endfor %}"]]}, xs=["=1+1", "plain"])
    cells = [row[0] for row in done.book["S"].iter_rows()]
    assert [(cell.value, cell.quotePrefix) for cell in cells] == [("=1+1", True), ("plain", False)]


# Durations


def test_a_duration_is_counted_in_hours_beyond_a_day(fill: Fill) -> None:
    cell = fill({"S": {"A1": "{{ x }}"}}, x=dt.timedelta(hours=30, minutes=15)).book["S"]["A1"]
    assert (cell.value, cell.number_format) == (dt.timedelta(hours=30, minutes=15), "[h]:mm:ss")
