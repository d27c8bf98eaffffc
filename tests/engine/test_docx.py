"""Word templates, rendered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.engine import compile
from docgen.errors import Problem, RenderError, TemplateError

BOX = "<w:p><w:r><w:t>{{ 1 + }}</w:t></w:r></w:p>"
Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]


def problems_of(call: Callable[[], object]) -> list[Problem]:
    with pytest.raises((RenderError, TemplateError)) as caught:
        call()
    return caught.value.problems


def test_a_tag_cut_over_runs_is_one_tag(docx: Docx, texts: Texts) -> None:
    template = docx("Dear {¦{ cli¦ent.na¦me }¦}, hello")
    assert texts(compile(template).render({"client": {"name": "Ann"}})) == ["Dear Ann, hello"]


def test_a_value_is_text_and_never_markup(docx: Docx, texts: Texts) -> None:
    value = 'R&D <b> 5 < 6 "x" {{ 7*7 }}'
    assert texts(compile(docx("{{ v }}")).render({"v": value})) == [value]


def test_line_breaks_and_tabs_of_a_value_become_words_own(docx: Docx, texts: Texts) -> None:
    assert texts(compile(docx("{{ v }}")).render({"v": "a\nb\r\nc\td"})) == ["a\nb\nc\td"]


def test_characters_that_xml_forbids_are_dropped_and_reported(docx: Docx, texts: Texts) -> None:
    result = compile(docx("{{ v }}")).render_result({"v": "a\x00b\ud800c\uffff"})
    assert texts(result.data) == ["abc"]
    assert [w.code for w in result.warnings] == ["characters-dropped"]


def test_a_statement_alone_in_its_paragraph_takes_the_paragraph_along(docx: Docx, texts: Texts) -> None:
    template = docx(
        "{% for n in names %}", "Hello {{ n }}", "{% endfor %}", "{% if names %}", "end", "{% endif %}"
    )
    assert texts(compile(template).render({"names": ["A", "B"]})) == ["Hello A", "Hello B", "end"]
    assert texts(compile(template).render({"names": []})) == []


def test_docxtpls_dialect_leaves_the_paragraph_of_a_plain_statement(docx: Docx, texts: Texts) -> None:
    template = docx("{% if a %}", "x", "{% endif %}")
    assert texts(compile(template, dialect="docxtpl").render({"a": True})) == ["", "x", ""]


def test_a_statement_inside_a_sentence_leaves_the_rest_of_it(docx: Docx, texts: Texts) -> None:
    template = docx("a{% if b %} yes{% else %} no{% endif %}!")
    assert texts(compile(template).render({"b": 0})) == ["a no!"]


@pytest.mark.parametrize(
    "rows",
    [
        [["{%tr for r in rows %}", ""], ["{{ r.a }}", "{{ r.b }}"], ["{%tr endfor %}", ""]],
        [["{% for r in rows %}", ""], ["{{ r.a }}", "{{ r.b }}"], ["{% endfor %}", ""]],
        [["{%tr for r in rows %}{{ r.a }}", "{{ r.b }}{%tr endfor %}"]],
    ],
    ids=["prefixed rows", "alone in their rows", "in the row itself"],
)
def test_rows_repeat_in_every_writing(docx: Docx, texts: Texts, rows: list[list[str]]) -> None:
    template = docx([["Head", "B"], *rows])
    rendered = compile(template).render({"rows": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]})
    assert texts(rendered) == ["Head", "B", "1", "2", "3", "4"]


@pytest.mark.parametrize("prefix", ["tr", ""])
def test_two_blocks_may_begin_and_end_in_one_row(docx: Docx, texts: Texts, prefix: str) -> None:
    rows = [
        ["{% for r in rows %}{% if r %}"],
        ["{{ r }}"],
        ["{% else %}"],
        ["none"],
        ["{% endif %}{% endfor %}"],
    ]
    template = docx([["Head"], *([cell.replace("{%", "{%" + prefix) for cell in row] for row in rows)])
    assert texts(compile(template).render({"rows": [1, 0, 2]})) == ["Head", "1", "none", "2"]


def test_two_blocks_may_begin_and_end_in_one_paragraph(docx: Docx, texts: Texts) -> None:
    template = docx("{%p for r in rows %}{%p if r %}", "{{ r }}", "{%p endif %}{%p endfor %}")
    assert texts(compile(template).render({"rows": [1, 0, 2]})) == ["1", "2"]


def test_columns_repeat(docx: Docx, texts: Texts) -> None:
    template = docx([["Name", "{%tc for m in months %}", "{{ m }}", "{%tc endfor %}"]])
    assert texts(compile(template).render({"months": ["Jan", "Feb"]})) == ["Name", "Jan", "Feb"]


def test_the_grid_has_a_column_for_each_repeated_cell(docx: Docx) -> None:
    template = docx([["Name", "{%tc for m in months %}", "{{ m }}", "{%tc endfor %}", "Sum"]])
    with zipfile.ZipFile(io.BytesIO(compile(template).render({"months": ["Jan", "Feb", "Mar"]}))) as archive:
        body = archive.read("word/document.xml").decode()
    assert body.count("<w:tc>") == 5
    assert body.count("<w:gridCol/>") == 5
    assert "docgen" not in body


def test_loops_nest_over_rows_and_paragraphs(docx: Docx, texts: Texts) -> None:
    cell = "{%p for a in r.actions %}\n{{ r.t }}{{ a }}\n{%p endfor %}"
    template = docx([["{%tr for r in risks %}"], [cell], ["{%tr endfor %}"]])
    risks = [{"t": "x", "actions": [1, 2]}, {"t": "y", "actions": [3]}]
    assert texts(compile(template).render({"risks": risks})) == ["x1", "x2", "y3"]


def test_a_cell_that_lost_its_paragraphs_keeps_one(docx: Docx, texts: Texts) -> None:
    rendered = compile(docx([["{% if a %}\ntext\n{% endif %}", "b"]])).render({"a": False})
    assert texts(rendered) == ["", "b"]


def test_a_table_that_lost_its_rows_goes(docx: Docx) -> None:
    template = docx([["{%tr for r in rows %}"], ["{{ r }}"], ["{%tr endfor %}"]], "after")
    with zipfile.ZipFile(io.BytesIO(compile(template).render({"rows": []}))) as archive:
        body = archive.read("word/document.xml").decode()
    assert "tbl" not in body and "docgen" not in body and "dg-" not in body


def chart_with_title(text: str) -> str:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    title = f"<c:title><a:p><a:r><a:t>{text}</a:t></a:r></a:p></c:title>"
    return f'<c:chartSpace xmlns:c="{c}" xmlns:a="{a}">{title}</c:chartSpace>'


def test_values_stand_in_headers_notes_charts_and_properties(docx: Docx) -> None:
    core = '<cp:properties xmlns:cp="urn:cp" xmlns:dc="urn:dc"><dc:title>{{ v }}</dc:title></cp:properties>'
    template = docx(
        "{{ v }}",
        header="{{ v }}",
        footer="{{ v }}",
        footnotes="{{ v }}",
        chart=chart_with_title("{{ v }}"),
        core=core,
    )
    with zipfile.ZipFile(io.BytesIO(compile(template).render({"v": "<figure>"}))) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if "<" in name or name.endswith(".xml")
        ]
    assert sum("&lt;figure&gt;" in part for part in parts) == 6
    assert not any("{{" in part for part in parts)


def test_parts_without_tags_are_copied_as_they_are(docx: Docx) -> None:
    template = docx("{{ v }}", header="no tag  here")
    with (
        zipfile.ZipFile(io.BytesIO(template)) as before,
        zipfile.ZipFile(io.BytesIO(compile(template).render({"v": 1}))) as after,
    ):
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        assert before.namelist() == after.namelist()
    assert changed == ["word/document.xml"]


def test_the_same_input_gives_the_same_bytes(docx: Docx) -> None:
    template, context = docx("{{ v }}", "{% for x in v %}", "{{ x }}", "{% endfor %}"), {"v": "ab", "x": 1}
    first = compile(template, dialect="docxtpl").render(context)
    assert compile(template, dialect="docxtpl").render(context) == first


def test_mistakes_in_every_kind_of_place_are_reported_at_once(docx: Docx) -> None:
    template = docx(
        "{% for r in risks %}{{ r.title }}",
        [["a"], ["{{ fee | mony }}"]],
        f"<w:p><w:r><w:pict><w:txbxContent>{BOX}</w:txbxContent></w:pict></w:r></w:p>",
        header="{{ customer.name",
        footnotes="{% endif %}",
        chart=chart_with_title("{{ fee | mony }}"),
    )
    found = problems_of(lambda: compile(template, name="plan.docx"))
    assert {(p.part.rsplit("/")[-1], p.place, p.code) for p in found} == {
        ("document.xml", "paragraph 1", "block-unclosed"),
        ("document.xml", "table 1, row 2", "unknown-filter"),
        ("document.xml", "text box in paragraph 2", "tag-syntax"),
        ("header1.xml", "header, paragraph 1", "tag-unclosed"),
        ("chart1.xml", "chart title", "unknown-filter"),
        ("footnotes.xml", "footnotes, note 2", "block-unopened"),
    }
    assert all(p.file == "plan.docx" and p.hint and p.tag for p in found)


def test_a_loop_across_the_border_of_a_table_is_torn(docx: Docx) -> None:
    template = docx("{% for r in rows %}", [["{{ r }}", "{% endfor %}"]])
    assert [p.code for p in problems_of(lambda: compile(template))] == ["block-torn"]


def test_every_missing_field_is_named_with_what_may_have_been_meant(docx: Docx) -> None:
    template = docx("{{ customer.nmae }}", "{{ fee }}", header="{{ custommer }}")
    found = problems_of(lambda: compile(template).render({"customer": {"name": "A"}}))
    assert (found[0].tag, found[0].hint) == ("{{ customer.nmae }}", "Did you mean name?")
    assert {p.tag for p in found} == {"{{ customer.nmae }}", "{{ fee }}", "{{ custommer }}"}
    assert {p.place for p in found} == {"paragraph 1", "paragraph 2", "header, paragraph 1"}


def test_missing_fields_can_be_marked_or_left_blank(docx: Docx, texts: Texts) -> None:
    compiled = compile(docx("a{{ nope.deeper }}b"))
    marked = compiled.render_result({}, on_missing="mark")
    assert texts(marked.data) == ["a⚠ nope.deeperb"]
    assert [w.code for w in marked.warnings] == ["missing-field"]
    assert texts(compiled.render({}, on_missing="blank")) == ["ab"]


def test_a_loop_over_a_number_says_so_and_where(docx: Docx) -> None:
    found = problems_of(
        lambda: compile(docx("x", "{% for a in n %}", "{{ a }}", "{% endfor %}")).render({"n": 5})
    )
    assert [(p.code, p.place, p.tag) for p in found] == [("not-a-list", "paragraph 2", "{% for a in n %}")]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (
            '{{ d | date("long") }}',
            {"en": "March 31, 2026", "zh": "2026年3月31日", "ru": "31 марта 2026\u202fг."},
        ),
        ("{{ n | number(1) }}", {"en": "1,234.6", "zh": "1,234.6", "ru": "1\u00a0234,6"}),
        ('{{ n | money("CNY") }}', {"en": "CN¥1,234.56", "zh": "¥1,234.56", "ru": "1\u00a0234,56\u00a0CN¥"}),
        ('{{ n | money("CNY", 0) }}', {"en": "CN¥1,235", "zh": "¥1,235", "ru": "1\u00a0235\u00a0CN¥"}),
        ("{{ r | percent(1) }}", {"en": "12.5%", "zh": "12.5%", "ru": "12,5\u00a0%"}),
    ],
)
def test_filters_follow_the_language(docx: Docx, texts: Texts, tag: str, expected: dict[str, str]) -> None:
    compiled = compile(docx(tag))
    context = {"d": "2026-03-31", "n": 1234.555, "r": 0.125}
    assert {
        language: texts(compiled.render(context, language=language))[0] for language in expected
    } == expected


def test_labels_come_from_the_context(docx: Docx, texts: Texts) -> None:
    context = {"labels": {"status": {"open": "进行中"}}, "s": "open", "t": "other"}
    assert texts(compile(docx("{{ s | label }} {{ t | label }}")).render(context)) == ["进行中 other"]


def test_cell_tags_of_docxtpl_set_the_properties_of_their_cell(docx: Docx) -> None:
    template = docx([["{% cellbg colour %}{% colspan 2 %}x"]])
    with zipfile.ZipFile(io.BytesIO(compile(template).render({"colour": "ffc000"}))) as archive:
        body = archive.read("word/document.xml").decode()
    assert 'w:fill="FFC000"' in body and '<w:gridSpan w:val="2"/>' in body
    assert [p.code for p in problems_of(lambda: compile(template).render({"colour": 'x"/><evil'}))] == [
        "wrong-colour"
    ]


wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(value=wild)
def test_whatever_a_value_is_the_file_is_well_formed_or_an_error_says_why(value: Any) -> None:
    template = WILD
    try:
        data = compile(template).render({"v": value})
    except RenderError as error:
        assert error.problems and all(p.message and p.tag for p in error.problems)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        etree.fromstring(archive.read("word/document.xml"))


@pytest.fixture(autouse=True, scope="module")
def _wild_template() -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("{{ v }} and {% for x in v %}{{ x }}{% endfor %}")
    out = io.BytesIO()
    document.save(out)
    globals()["WILD"] = out.getvalue()


WILD = b""


def test_a_document_is_written_to_a_file_as_it_is_returned(docx: Docx) -> None:
    template, context = compile(docx("{{ a }} {{ b }}")), {"a": "x\x00", "b": 1}
    file = io.BytesIO()
    warnings = template.render_to(file, context)
    assert file.getvalue() == template.render(context)
    assert [warning.code for warning in warnings] == ["characters-dropped"]


def test_nothing_is_written_of_a_document_that_cannot_be_made(docx: Docx) -> None:
    file = io.BytesIO()
    problems_of(lambda: compile(docx("{{ a }} {{ b }}")).render_to(file, {"a": 1}))
    assert file.getvalue() == b""


def test_a_comment_alone_in_its_paragraph_takes_the_paragraph_along(docx: Docx, texts: Texts) -> None:
    template = docx("{# of the author #}", "a {# b #}", "{# c #} {# d #}", [["{# e #}"], ["f"]])
    assert texts(compile(template).render({})) == ["a ", "f"]
