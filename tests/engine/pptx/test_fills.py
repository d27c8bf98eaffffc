"""Colours and widths from data: shapes, lines and table cells, with text on them that can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Inches

from docgen.engine import compile
from docgen.engine.colours import ink_on
from docgen.errors import RenderError, TemplateError

Fixture = Callable[..., Any]
RED, AMBER, GREEN, GREY = "C00000", "FFC000", "00853E", "767676"


def shape_with(alt: str, text: str = "{{ s }}") -> Callable[[Any], None]:
    """Return what adds a rectangle of the theme's colour with a text."""

    def change(made: Any) -> None:
        shape = made.slides[0].shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(4), Inches(1))
        shape.name = "Lamp"
        shape.text_frame.text = text
        shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)

    return change


def lamp(made: Any, number: int = 1) -> Any:
    return next(shape for shape in made.slides[number - 1].shapes if shape.name == "Lamp")


@pytest.mark.parametrize(
    ("status", "colour", "ink"),
    [
        ("red", RED, "FFFFFF"),
        ("At risk", AMBER, "1F1F1F"),
        ("on_track", GREEN, "FFFFFF"),
        ("绿", GREEN, "FFFFFF"),
        ("красный", RED, "FFFFFF"),
        (None, GREY, "FFFFFF"),
    ],
)
def test_a_status_colours_its_shape_and_the_text_stays_legible(
    deck: Fixture, slide: Fixture, render: Fixture, status: str | None, colour: str, ink: str
) -> None:
    made = render(deck(slide("x"), change=shape_with("{{ s | rag }} Status")), {"s": status or None})
    found = lamp(made)
    assert str(found.fill.fore_color.rgb) == colour
    assert str(found.text_frame.paragraphs[0].runs[0].font.color.rgb) == ink
    assert found._element.xpath(".//p:cNvPr")[0].get("descr") == "Status"


def test_a_template_may_name_keys_of_its_own_for_a_light(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(slide("x"), change=shape_with('{{ s | rag(red=["slipped"], green="fine") }}'))
    assert [str(lamp(render(template, {"s": s})).fill.fore_color.rgb) for s in ("slipped", "fine")] == [
        RED,
        GREEN,
    ]


@pytest.mark.parametrize(("colour", "code"), [("mauve", "wrong-colour"), ("<a/>", "wrong-colour")])
def test_what_is_no_colour_is_told(deck: Fixture, slide: Fixture, colour: str, code: str) -> None:
    template = compile(deck(slide("x"), change=shape_with("{{ s | fill }}")))
    with pytest.raises(RenderError) as caught:
        template.render({"s": colour})
    assert {problem.code for problem in caught.value.problems} == {code}


def test_a_status_that_nobody_explained_is_told(deck: Fixture, slide: Fixture) -> None:
    template = compile(deck(slide("x"), change=shape_with("{{ s | rag }}")))
    with pytest.raises(RenderError) as caught:
        template.render({"s": "purple"})
    assert [problem.code for problem in caught.value.problems] == ["wrong-status"]


def test_a_colour_of_the_theme_is_named_and_null_keeps_the_templates(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(slide("x"), change=shape_with("{{ s | fill }}"))
    made = lamp(render(template, {"s": "Accent6"}))
    assert made._element.spPr.xpath("./a:solidFill/a:schemeClr/@val") == ["accent6"]
    assert str(made.text_frame.paragraphs[0].runs[0].font.color.rgb) == ink_on("F79646")
    kept = lamp(render(template, {"s": None}))
    assert kept._element.spPr.xpath("./a:solidFill") == []
    assert kept._element.xpath(".//a:rPr/a:solidFill") == []


def test_a_line_takes_the_colour_too(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    def change(made: Any) -> None:
        line = made.slides[0].shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 100, 100)
        line.name = "Lamp"
        line._element.xpath(".//p:cNvPr")[0].set("descr", "{{ s | rag }}")

    made = render(deck(slide("x"), change=change), {"s": "red"})
    assert str(lamp(made).line.fill.fore_color.rgb) == RED


def test_a_colour_stands_beside_a_condition_and_in_loops(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    title = "{%slide for r in rs %}{{ r.s }}{%slide endfor %}"
    template = deck(slide(title), change=shape_with("{% if r.s %}{{ r.s | rag }}", "{{ r.s }}"))
    made = render(template, {"rs": [{"s": "red"}, {"s": ""}, {"s": "green"}]})
    assert [str(lamp(made, n).fill.fore_color.rgb) for n in (1, 3)] == [RED, GREEN]
    assert [s.name for s in made.slides[1].shapes if s.name == "Lamp"] == []


def test_cells_of_a_repeated_row_take_their_colours(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    rows = [
        ["Risk", "State"],
        ["{%tr for r in risks %}", ""],
        ["{{ r.t }}", "{% cellbg r.s | rag %}{{ r.s }}"],
        ["{%tr endfor %}", ""],
    ]
    risks = [{"t": "a", "s": "high"}, {"t": "b", "s": "low"}]
    [frame] = render(deck(slide("x", table=rows)), {"risks": risks}).objects(1, "table")
    cells = [row.cells[1] for row in frame.table.rows][1:]
    assert [cell.text for cell in cells] == ["high", "low"]
    assert [str(cell.fill.fore_color.rgb) for cell in cells] == [RED, GREEN]
    assert [str(cell.text_frame.paragraphs[0].runs[0].font.color.rgb) for cell in cells] == [
        "FFFFFF",
        "FFFFFF",
    ]


@pytest.mark.parametrize(("ratio", "share"), [(0.25, 0.25), ("0.5", 0.5), (1.7, 1), (1, 1)])
def test_a_shape_is_as_wide_as_its_ratio_says(
    deck: Fixture, slide: Fixture, render: Fixture, ratio: Any, share: float
) -> None:
    made = render(deck(slide("x"), change=shape_with("{{ s | width }}", "")), {"s": ratio})
    assert (lamp(made).left, lamp(made).width) == (0, round(Inches(4) * share))


@pytest.mark.parametrize("ratio", [0, None, -1])
def test_a_shape_without_width_goes(deck: Fixture, slide: Fixture, render: Fixture, ratio: Any) -> None:
    made = render(deck(slide("x"), change=shape_with("{{ s | width }}", "")), {"s": ratio})
    assert not [shape for shape in made.slides[0].shapes if shape.name == "Lamp"]


def test_a_colour_and_a_width_stand_on_one_shape(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    change = shape_with("{{ s | width }}{{ c | fill }}", "")
    made = render(deck(slide("x"), change=change), {"s": 0.5, "c": "#0a0b0c"})
    assert (lamp(made).width, str(lamp(made).fill.fore_color.rgb)) == (Inches(2), "0A0B0C")


@pytest.mark.parametrize("tag", ["{{ s | rag }}", "{{ s | width }}"])
def test_a_colour_or_a_width_on_a_table_is_told(deck: Fixture, slide: Fixture, tag: str) -> None:
    def change(made: Any) -> None:
        made.slides[0].shapes[-1]._element.xpath(".//p:cNvPr")[0].set("descr", tag)

    with pytest.raises(TemplateError) as caught:
        compile(deck(slide("x", table=[["a"]]), change=change))
    assert [problem.code for problem in caught.value.problems] == ["not-a-shape"]


def test_cellbg_outside_of_a_table_is_told(deck: Fixture, slide: Fixture) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(deck(slide("x", "{% cellbg c %}")))
    assert [problem.code for problem in caught.value.problems] == ["tag-misplaced"]
