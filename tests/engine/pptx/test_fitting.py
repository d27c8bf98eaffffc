"""What does not fit on a slide is told: texts higher than their shapes, tables and pictures off the slide."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Cm, Emu, Pt

from docgen.engine.names import A
from docgen.errors import Problem

LONG = "The portal goes live in two waves, and data migration follows. " * 12


def box(presentation: Any) -> Any:
    """Return the text box of the first slide, 12 cm by 3 cm, with text of 14 points that wraps."""
    shape = next(s for s in presentation.slides[0].shapes if s.name == "Box")
    shape.width, shape.height, shape.top = Cm(12), Cm(3), Cm(2)
    shape.text_frame.word_wrap, shape.text_frame.auto_size = True, MSO_AUTO_SIZE.NONE
    for paragraph in shape.text_frame.paragraphs:
        paragraph.runs[0].font.size = Pt(14)
    return shape


@pytest.fixture
def told(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> Callable[..., list[Problem]]:
    """Return the warnings of a text in a box that ``change`` has changed."""

    def run(text: str, change: Callable[[Any], object] = box, shown: str = "{{ text }}") -> list[Problem]:
        template = deck(slide("", shown), change=change)
        return list(render(template, {"text": text}).warnings)

    return run


def test_a_text_higher_than_its_shape_is_told_with_slide_and_shape(told: Callable[..., Any]) -> None:
    [warning] = told(LONG)
    assert (warning.code, warning.place) == ("overflow", 'slide 1, shape "Box"')
    assert re.fullmatch(r"The text needs \d+\.\d cm of 2\.7 cm\.", warning.message)


def test_a_text_that_fits_is_not_told(told: Callable[..., Any]) -> None:
    assert told("The portal goes live in two waves.") == []


def test_a_text_without_tags_is_left_as_its_author_made_it(told: Callable[..., Any]) -> None:
    assert told("", shown=LONG) == []


def test_the_spaces_around_a_text_count(told: Callable[..., Any]) -> None:
    text = "项" * 20 * 4

    def narrow(presentation: Any) -> None:
        frame = box(presentation).text_frame
        frame.margin_left = frame.margin_right = Cm(4)

    assert told(text) == []
    assert [warning.code for warning in told(text, narrow)] == ["overflow"]


def test_a_text_in_columns_has_the_room_of_all_of_them(told: Callable[..., Any]) -> None:
    def columns(presentation: Any) -> None:
        box(presentation).text_frame._txBody.bodyPr.set("numCol", "2")

    def half(presentation: Any) -> None:
        box(presentation).width = Cm(6)

    text = LONG[:200]
    assert told(text, columns) == []
    assert [warning.code for warning in told(text, half)] == ["overflow"]


def test_a_text_that_runs_down_has_the_shape_turned(told: Callable[..., Any]) -> None:
    def turned(presentation: Any) -> None:
        box(presentation).text_frame._txBody.bodyPr.set("vert", "vert270")

    text = "项目 " * 25
    assert told(text, turned) == []
    assert [warning.code for warning in told(text * 4, turned)] == ["overflow"]


def test_a_text_that_powerpoint_shrinks_is_told_only_where_it_would_be_too_small(
    told: Callable[..., Any],
) -> None:
    def shrinks(presentation: Any) -> None:
        box(presentation).text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE

    assert told(LONG[:400], shrinks) == []
    assert [warning.code for warning in told(LONG * 3, shrinks)] == ["overflow"]


@pytest.mark.parametrize(("anchor", "lines", "codes"), [
    (MSO_ANCHOR.TOP, 10, []),
    (MSO_ANCHOR.TOP, 40, ["off-slide"]),
    (MSO_ANCHOR.BOTTOM, 20, ["off-slide"]),
])  # fmt: skip
def test_a_shape_that_grows_is_told_when_it_leaves_the_slide(
    told: Callable[..., Any], anchor: Any, lines: int, codes: list[str]
) -> None:
    def grows(presentation: Any) -> None:
        frame = box(presentation).text_frame
        frame.auto_size, frame.vertical_anchor = MSO_AUTO_SIZE.SHAPE_TO_FIT_TEXT, anchor

    assert [warning.code for warning in told("\n".join(["line"] * lines), grows)] == codes


def test_a_text_that_does_not_wrap_is_told_when_it_leaves_the_slide(told: Callable[..., Any]) -> None:
    def unwrapped(presentation: Any) -> None:
        box(presentation).text_frame.word_wrap = False

    assert told("The portal goes live in two waves.", unwrapped) == []
    assert [warning.code for warning in told(LONG, unwrapped)] == ["off-slide"]


def test_a_title_has_its_frame_and_its_size_from_the_layout(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    template = deck(slide("{{ text }}"))
    assert render(template, {"text": "Portal"}).warnings == []
    [warning] = render(template, {"text": LONG * 8}).warnings
    assert (warning.code, warning.place) == ("overflow", 'slide 1, shape "Title 1"')


def test_a_shape_in_a_group_is_as_large_as_it_is_on_the_slide(told: Callable[..., Any]) -> None:
    def halved(presentation: Any) -> None:
        shape = box(presentation)
        group = presentation.slides[0].shapes.add_group_shape([shape])
        group.width, group.height = Emu(group.width // 2), Emu(group.height // 2)

    assert [warning.code for warning in told(LONG[:150])] == []
    assert [warning.code for warning in told(LONG[:150], halved)] == ["overflow"]


def test_a_warning_names_the_slide_of_the_document(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    template = deck(
        slide("First"), slide("{%slide for t in texts %}{{ t }}{%slide endfor %}"), slide("{{ last }}")
    )
    made = render(template, {"texts": ["short", LONG * 8, "short"], "last": LONG * 8})
    assert [warning.place.partition(",")[0] for warning in made.warnings] == ["slide 3", "slide 5"]


def test_a_formatted_text_is_measured_as_it_is_formatted(told: Callable[..., Any]) -> None:
    def markdown(text: str) -> list[str]:
        return [warning.code for warning in told(text, shown="{{ text | markdown }}")]

    assert markdown("**bold** text") == []
    assert markdown("\n".join(f"- point {number}" for number in range(20))) == ["overflow"]


# Tables and pictures


def table(rows: int = 1) -> list[list[str]]:
    """Return the rows of a table that repeats one for each item."""
    return [["Risk", "Owner"], ["{%tr for r in risks %}", ""], ["{{ r }}", "x"], ["{%tr endfor %}", ""]]


def lower(presentation: Any) -> None:
    """Let the first slide's table begin 10 cm down, its rows being 1 cm high at least."""
    shape = next(s for s in presentation.slides[0].shapes if s.has_table)
    shape.top = Cm(10)
    for row in shape.table.rows:
        row.height = Cm(1)


def test_a_table_that_leaves_the_slide_below_is_told(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    template = deck(slide("", table=table()), change=lower)
    assert render(template, {"risks": ["a"] * 7}).warnings == []
    [warning] = render(template, {"risks": ["a"] * 10}).warnings
    assert (warning.code, warning.place) == ("off-slide", 'slide 1, table "Table"')
    assert re.fullmatch(r"The table ends [12]\.\d cm below the slide's lower edge\.", warning.message), (
        warning.message
    )


def test_a_table_that_covers_what_stands_below_it_is_told(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    def footer(presentation: Any) -> None:
        lower(presentation)
        presentation.slides[0].shapes.add_textbox(Cm(1), Cm(16.5), Cm(5), Cm(1))

    template = deck(slide("", table=table()), change=footer)
    assert render(template, {"risks": ["a"] * 4}).warnings == []
    [warning] = render(template, {"risks": ["a"] * 6}).warnings
    assert (warning.code, warning.place) == ("overflow", 'slide 1, table "Table"')


def test_rows_grow_with_their_texts(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    template = deck(slide("", table=table()), change=lower)
    [warning] = render(template, {"risks": ["a", LONG, "b"]}).warnings
    assert warning.code == "off-slide"


def test_a_table_that_reaches_over_the_right_edge_is_told(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    def aside(presentation: Any) -> None:
        next(s for s in presentation.slides[0].shapes if s.has_table).left = Cm(12)

    rows = [["Risk", "{{ text }}"]]
    assert render(deck(slide("", table=rows)), {"text": "a"}).warnings == []
    [warning] = render(deck(slide("", table=rows), change=aside), {"text": "a"}).warnings
    assert (warning.code, warning.message) == (
        "off-slide", "The table ends 1.8 cm beyond the slide's right edge.",
    )  # fmt: skip


def test_a_picture_off_the_slide_is_told(
    render: Callable[..., Any],
    deck: Callable[..., bytes],
    slide: Callable[..., Any],
    picture: Callable[..., bytes],
) -> None:
    def off(presentation: Any) -> None:
        shape = next(s for s in presentation.slides[0].shapes if s._element.tag.endswith("}pic"))
        shape.left = Cm(22)

    data = {"logo": {"image": base64.b64encode(picture(40, 40)).decode()}}
    assert render(deck(slide("", picture="{{ logo | image }}")), data).warnings == []
    [warning] = render(deck(slide("", picture="{{ logo | image }}"), change=off), data).warnings
    assert warning.code == "off-slide"
    assert "The picture leaves the slide by" in warning.message


def test_no_mark_of_a_box_stays_in_a_slide(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    template = deck(slide("{{ text }}", "{{ text | markdown }}", table=[["{{ text }}", ""]]))
    root = etree.fromstring(render(template, {"text": "*a*"}).parts["ppt/slides/slide1.xml"])
    assert not list(root.iter(etree.PI))
    assert root.findall(f".//{A[0]}t")
