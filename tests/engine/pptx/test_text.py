"""Text of decks: tags in every place, cut runs, breaks, paragraphs, rows and columns."""

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

Fixture = Callable[..., Any]


def test_a_tag_cut_over_runs_is_one_tag_in_the_format_of_its_first_character(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    made = render(deck(slide("", "{{ cus¦tomer¦.name }}!")), {"customer": {"name": "Northwind"}})
    runs = made.slides[0].shapes[1].text_frame.paragraphs[0].runs
    assert [(run.text, run.font.bold) for run in runs] == [("Northwind", True), ("!", False)]


def test_a_value_is_text_and_never_markup(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    value = 'R&D <a:b> 5 < 6 "x" {{ 7*7 }} ]]> <?docgen-part?>'
    assert render(deck(slide("{{ v }}")), {"v": value}).slides[0].shapes.title.text == value


def test_line_breaks_keep_the_format_of_their_run_and_tabs_stay(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    made = render(deck(slide("", "a {{ v }} b¦{{ w }}")), {"v": "1\n2\r\n3\tx", "w": "y\nz"})
    paragraph = made.slides[0].shapes[1].text_frame.paragraphs[0]
    assert paragraph.text == "a 1\v2\v3\tx by\vz"
    assert [run.font.bold for run in paragraph.runs] == [True, True, True, False, False]
    assert made.parts["ppt/slides/slide1.xml"].count(b'<a:br><a:rPr b="1"') == 2


def test_a_break_in_a_field_is_a_space(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    def make_field(presentation: Any) -> None:
        run = presentation.slides[0].shapes[1].text_frame.paragraphs[0].runs[0]._r
        run.tag = run.tag.replace("}r", "}fld")
        run.set("id", "{00000000-0000-0000-0000-000000000000}")

    made = render(deck(slide("", "{{ v }}"), change=make_field), {"v": "1\n2"})
    assert b"<a:t>1 2</a:t>" in made.parts["ppt/slides/slide1.xml"]


def test_a_statement_alone_in_its_paragraph_takes_it_along_and_a_text_keeps_one(
    deck: Fixture, slide: Fixture, render: Fixture, texts: Fixture
) -> None:
    template = deck(slide("T", "{% for x in xs %}", "{{ x }}", "{% endfor %}"))
    assert texts(render(template, {"xs": ["a", "b"]}).slides[0]) == ["T", "a", "b"]
    made = render(template, {"xs": []})
    assert [p.text for p in made.slides[0].shapes[1].text_frame.paragraphs] == [""]


ROWS = [
    [["{%tr for r in rows %}", ""], ["{{ r.a }}", "{{ r.b }}"], ["{%tr endfor %}", ""]],
    [["{% for r in rows %}", ""], ["{{ r.a }}", "{{ r.b }}"], ["{% endfor %}", ""]],
    [["{%tr for r in rows %}{{ r.a }}", "{{ r.b }}{%tr endfor %}"]],
]


@pytest.mark.parametrize("rows", ROWS, ids=["prefixed", "alone", "in the row"])
def test_rows_repeat_in_every_writing_and_a_table_without_rows_goes(
    deck: Fixture, slide: Fixture, render: Fixture, rows: list[list[str]]
) -> None:
    template = deck(slide(table=[["Head", "B"], *rows]))
    made = render(template, {"rows": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]})
    [shape] = made.objects(1, "table")
    assert [[c.text for c in row.cells] for row in shape.table.rows] == [
        ["Head", "B"],
        ["1", "2"],
        ["3", "4"],
    ]
    assert render(deck(slide(table=rows)), {"rows": []}).objects(1, "table") == []


def test_an_empty_cell_keeps_a_paragraph(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    made = render(deck(slide(table=[["{% if no %}\nx\n{% endif %}", "b"]])), {"no": False})
    assert [c.text for c in made.objects(1, "table")[0].table.rows[0].cells] == ["", "b"]


def test_columns_repeat_with_their_grid(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    table = [
        ["KPI", "{%tc for m in months %}", "{{ m }}", "{%tc endfor %}"],
        ["{%tr for k in kpis %}", "", "", ""],
        ["{{ k.name }}", "{%tc for m in months %}", "{{ k[m] }}", "{%tc endfor %}"],
        ["{%tr endfor %}", "", "", ""],
    ]
    context = {"months": ["Jan", "Feb", "Mar"], "kpis": [{"name": "x", "Jan": 1, "Feb": 2, "Mar": 3}]}
    made = render(deck(slide(table=table)), context)
    found = made.objects(1, "table")[0].table
    assert [[c.text for c in row.cells] for row in found.rows] == [
        ["KPI", "Jan", "Feb", "Mar"],
        ["x", "1", "2", "3"],
    ]
    assert [column.width for column in found.columns] == [1371600] * 4


def test_row_ids_do_not_come_twice(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide(table=[["{%tr for r in rows %}{{ r }}{%tr endfor %}"]]))
    assert b"rowId" not in render(template, {"rows": [1, 2]}).parts["ppt/slides/slide1.xml"]


def test_tags_stand_in_notes_groups_layouts_masters_titles_links_and_properties(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    def change(presentation: Any) -> None:
        group = presentation.slides[0].shapes.add_group_shape()
        group.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "group {{ v }}"
        presentation.slide_layouts[5].placeholders[0].text_frame.text = "layout {{ v }}"
        presentation.slide_master.shapes[0].text_frame.text = "master {{ v }}"
        presentation.core_properties.title = "core {{ v }}"

    template = deck(
        slide("", "link", notes="notes {{ v }}", chart="", chart_title="title {{ v }}",
              address="https://example.com/{{ v }}?a=1&b={{ v }}"),
        change=change,
    )  # fmt: skip
    made = render(template, {"v": "x & y"})
    one, presentation = made.slides[0], made.presentation
    assert one.notes_slide.notes_text_frame.text == "notes x & y"
    assert one.shapes[-1].shapes[0].text_frame.text == "group x & y"
    assert presentation.slide_layouts[5].placeholders[0].text_frame.text == "layout x & y"
    assert presentation.slide_master.shapes[0].text_frame.text == "master x & y"
    assert presentation.core_properties.title == "core x & y"
    assert made.objects(1, "chart")[0].chart.chart_title.text_frame.text == "title x & y"
    address = one.shapes[1].text_frame.paragraphs[0].runs[0].hyperlink.address
    assert address == "https://example.com/x%20&%20y?a=1&b=x%20&%20y"


def test_parts_without_tags_come_out_as_they_went_in(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide("{{ v }}"), slide("plain", chart="", notes="n", picture=""), slide("{{ v }}"))
    made = render(template, {"v": 1})
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    changed = {name for name in before if made.parts.get(name) != before[name]}
    assert made.parts.keys() == before.keys()
    assert changed == {"ppt/slides/slide1.xml", "ppt/slides/slide3.xml"}


def test_the_titles_that_a_program_noted_do_not_need_the_loops_of_the_slides(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck(slide("{{ v }}")))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<vt:lpstr>Office Theme", b"<vt:lpstr>{{ inner.name }}"))
    made = render(out.getvalue(), {"v": 1})
    assert b"inner" not in made.parts["docProps/app.xml"]


def test_characters_that_xml_forbids_are_dropped_and_reported(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    made = render(deck(slide("{{ v }}")), {"v": "a\x00b\ud800c"})
    assert made.slides[0].shapes.title.text == "abc"
    assert [w.code for w in made.warnings] == ["characters-dropped"]


def test_the_same_data_gives_the_same_bytes(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide("{%slide for s in xs %}{{ s }}{%slide endfor %}", chart="{{ c | chart }}"))
    context = {"xs": [1, 2], "c": {"categories": ["a"], "series": [{"name": "n", "values": [1]}]}}
    assert render(template, context).data == render(template, context).data


def replaced(template: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a file with other bytes in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            assert name != part or old in data
            after.writestr(name, data.replace(old, new) if name == part else data)
    return out.getvalue()


def test_a_template_cannot_forge_the_engines_own_marks(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    forged = (
        "\ufdd07\ufdd1 \ufdd2{ 7*7 }\ufdd3 &#xFDD0;0&#xFDD1; <?docgen 5?><?docgen-part?><?dg-rows-from ?>"
    )
    template = replaced(deck(slide("{{ v }} here")), "ppt/slides/slide1.xml", b"here", forged.encode())
    made = render(template, {"v": 1})
    assert "49" not in made.slides[0].shapes.title.text


def test_any_value_leaves_a_deck_that_can_be_read(deck: Fixture, slide: Fixture) -> None:
    compiled = compile(deck(slide("{{ v }}", "a¦{{ v }}", alt="{{ v }}", table=[["{{ v }}"]])))

    @settings(max_examples=60, deadline=None)
    @given(value=st.text() | st.integers() | st.floats(allow_nan=False))
    def read_back(value: object) -> None:
        with zipfile.ZipFile(io.BytesIO(compiled.render({"v": value}))) as archive:
            root = etree.fromstring(archive.read("ppt/slides/slide1.xml"))
        if isinstance(value, str) and value.isprintable():
            assert value in {"".join(map(str, p.itertext())) for p in root.iter("{*}p")}

    read_back()
