"""Text with formatting and Markdown on slides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pptx.dml.color import RGBColor

from docgen.engine import compile
from docgen.errors import RenderError
from tests.engine.pptx.case import bullets
from tests.engine.pptx.conftest import make_deck
from tests.engine.pptx.conftest import make_slide as slide

Render = Callable[..., Any]
RICH = {
    "rich": [
        {"text": "bold", "bold": True, "size": 30},
        " plain ",
        {"text": "red\nline", "colour": "C00000", "italic": True},
        {"text": "site", "link": "https://example.com/?a=1&b=2"},
    ]
}
LIST = "Intro **bold**\n\n- one\n  - two\n    - three\n\n1. first\n2. second"


def box(made: Any, number: int = 1) -> Any:
    return made.slides[number - 1].shapes[1].text_frame


def levels(frame: Any) -> list[tuple[str, int]]:
    return [(paragraph.text, paragraph.level) for paragraph in frame.paragraphs]


def test_runs_keep_the_format_of_the_tag_and_change_what_the_data_names(render: Render) -> None:
    made = render(make_deck(slide("t", "a {{ v }} z¦!")), {"v": RICH})
    runs = [(run.text, run.font.bold) for run in box(made).paragraphs[0].runs]
    assert runs == [("a ", True), ("bold", True), (" plain ", True), ("red", True), ("line", True),
                    ("site", True), (" z", True), ("!", False)]  # fmt: skip
    _, bold, plain, red, line, site, *_ = box(made).paragraphs[0].runs
    assert bold.font.size.pt == 30 and plain.font.size is None
    assert {run.font.color.rgb for run in (red, line)} == {RGBColor(0xC0, 0, 0)}
    assert red.font.italic and plain.font.italic is None
    assert site.hyperlink.address == "https://example.com/?a=1&b=2"


def test_two_values_in_one_run_stand_in_their_order(render: Render) -> None:
    made = render(make_deck(slide("t", "{{ a }}-{{ b }}")), {name: {"rich": [name]} for name in "ab"})
    assert box(made).text == "a-b"


def test_each_copy_of_a_slide_has_its_own_links(render: Render) -> None:
    template = make_deck(slide("{%slide for v in vs %}x{%slide endfor %}", "{{ v }}"))
    values = [{"rich": [{"text": n, "link": f"https://example.com/{n}"}]} for n in "ab"]
    made = render(template, {"vs": values})
    found = [box(made, n).paragraphs[0].runs[0].hyperlink.address for n in (1, 2)]
    assert found == ["https://example.com/a", "https://example.com/b"]


def test_markdown_takes_the_levels_of_a_placeholder(render: Render) -> None:
    made = render(make_deck(change=bullets("{{ text | markdown }}")), {"text": LIST})
    found = [("Intro bold", 0), ("one", 0), ("two", 1), ("three", 2), ("first", 0), ("second", 0)]
    assert levels(box(made)) == found
    part = made.parts["ppt/slides/slide1.xml"]
    assert part.count(b"<a:buNone/>") == 1
    assert part.count(b'<a:buAutoNum type="arabicPeriod"/>') == 2
    assert [run.font.bold for run in box(made).paragraphs[0].runs] == [None, True]


def test_markdown_in_a_text_box_brings_its_bullets(render: Render) -> None:
    made = render(make_deck(slide("t", "{{ text | markdown }}")), {"text": LIST})
    part = made.parts["ppt/slides/slide1.xml"]
    assert part.count(b'<a:buChar char="&#8226;"/>') + part.count('<a:buChar char="•"/>'.encode()) == 3
    assert b'marL="1028700" indent="-342900"' in part


def test_headings_are_bold_and_programs_monospaced(render: Render) -> None:
    made = render(make_deck(slide("t", "{{ text | markdown }}")), {"text": "# Head\n\n`x`\n\n```\ncode\n```"})
    head, inline, code = box(made).paragraphs
    assert head.runs[0].font.bold
    assert [p.runs[0].font.name for p in (inline, code)] == ["Courier New"] * 2


def test_a_table_in_markdown_is_plain_text_with_a_warning(render: Render) -> None:
    made = render(make_deck(slide("t", "{{ text | markdown }}")), {"text": "| a | b |\n|---|---|\n| 1 | 2 |"})
    assert box(made).text == "a\tb\n1\t2"
    assert [(w.code, w.place) for w in made.warnings] == [("text-only", "slide 1")]


def test_markdown_amid_other_text_shows_its_first_paragraph(render: Render) -> None:
    made = render(make_deck(slide("t", "So: {{ text | markdown }}.")), {"text": "one *two*\n\nthree"})
    assert box(made).text == "So: one two."
    assert [w.code for w in made.warnings] == ["blocks-in-text"]


def test_no_text_leaves_an_empty_paragraph(render: Render) -> None:
    assert box(render(make_deck(slide("t", "{{ text | markdown }}")), {"text": ""})).text == ""


def test_formatted_text_stands_in_tables_notes_and_chart_titles_where_links_become_text(
    render: Render,
) -> None:
    template = make_deck(
        slide("t", table=[["{{ v }}"]], notes="{{ v }}", chart="", chart_title="{{ v }}", alt="{{ v }}")
    )
    made = render(template, {"v": RICH})
    text = "bold plain red\vlinesite"
    assert made.objects(1, "table")[0].table.cell(0, 0).text == text
    assert made.slides[0].notes_slide.notes_text_frame.text == text
    assert made.objects(1, "chart")[0].chart.chart_title.text_frame.text == text
    assert not any(b"example.com" in data for name, data in made.parts.items() if "charts/" in name)


def test_a_formatted_text_is_never_markup(render: Render) -> None:
    made = render(make_deck(slide("t", "{{ v }}")), {"v": {"rich": ["<a:r>\x00&<?docgen-value 0?>"]}})
    assert box(made).text == "<a:r>&<?docgen-value 0?>"


def test_a_link_of_a_formatted_text_cannot_leave_the_web() -> None:
    value = {"rich": [{"text": "x", "link": "file:///etc/passwd"}]}
    with pytest.raises(RenderError) as caught:
        compile(make_deck(slide("t", "{{ v }}"))).render({"v": value})
    assert [(p.code, p.place) for p in caught.value.problems] == [("address-refused", 'slide 1, shape "Box"')]
