"""``fit`` divides a list over slides by the room that its items really need."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Cm, Pt

from docgen.engine import compile
from docgen.errors import RenderError

LONG = "The portal goes live in two waves, and data migration follows. "
OPEN, CLOSE = "{%slide for page in risks | fit %}", "{%slide endfor %}"
ROWS = [["Risk", "Owner"], ["{%tr for r in page %}", ""], ["{{ r }}", "x"], ["{%tr endfor %}", ""]]


def lower(presentation: Any) -> None:
    """Let the table begin 9 cm down, with rows of 1 cm; a footer begins 17 cm down."""
    slide = presentation.slides[0]
    shape = next(s for s in slide.shapes if s.has_table)
    shape.top = Cm(9)
    for row in shape.table.rows:
        row.height = Cm(1)
    footer = slide.shapes.add_textbox(Cm(1), Cm(17), Cm(20), Cm(1))
    footer.text_frame.text = "FOOTER"


@pytest.fixture
def divided(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> Callable[..., Any]:
    """Render a slide with a table for each page of risks, as ``fit`` divides them."""

    def run(risks: list[Any], opening: str = OPEN, rows: list[list[str]] = ROWS, **options: Any) -> Any:
        template = deck(slide(opening, CLOSE + "{{ loop.index }}", table=rows), change=lower)
        return render(template, {"risks": risks}, **options)

    return run


def pages(made: Any) -> list[list[str]]:
    """Return the first cells of each slide's table, without its header."""
    tables = (next(s.table for s in slide.shapes if s.has_table) for slide in made.slides)
    return [[row.cells[0].text for row in list(table.rows)[1:]] for table in tables]


def test_a_list_is_divided_where_the_room_ends(divided: Callable[..., Any]) -> None:
    made = divided([f"risk {number}" for number in range(17)])
    assert [len(page) for page in pages(made)] == [6, 6, 5]
    assert made.warnings == []


def test_high_rows_leave_room_for_fewer(divided: Callable[..., Any]) -> None:
    risks = [*("short" for _ in range(8)), LONG, LONG, "short"]
    made = divided(risks)
    found = pages(made)
    assert [text.strip() for page in found for text in page] == [text.strip() for text in risks]
    assert len(found) > 2
    assert made.warnings == []


def test_each_page_has_the_title_and_the_header(divided: Callable[..., Any]) -> None:
    made = divided(["risk"] * 9)
    headers = [next(s.table for s in slide.shapes if s.has_table).cell(0, 0).text for slide in made.slides]
    assert headers == ["Risk", "Risk"]


def test_values_are_measured_as_they_are_shown(divided: Callable[..., Any]) -> None:
    rows = [["Risk", ""], ["{%tr for r in page %}", ""], ["{{ r * 60 }}", "x"], ["{%tr endfor %}", ""]]
    made = divided(["a"] * 6, OPEN, rows)
    assert [len(page) for page in pages(made)] == [2, 2, 2]
    assert made.warnings == []


def test_an_item_may_have_several_rows_or_none(divided: Callable[..., Any]) -> None:
    rows = [
        ["Risk", "Owner"],
        ["{%tr for r in page %}", ""],
        ["{{ r.name }}", ""],
        ["{%tr for a in r.actions %}", ""],
        ["{{ a }}", ""],
        ["{%tr endfor %}", ""],
        ["{%tr endfor %}", ""],
    ]
    made = divided([{"name": f"risk {n}", "actions": ["action"] * (n % 3)} for n in range(9)], OPEN, rows)
    assert [len(page) for page in pages(made)] == [6, 6, 6]
    assert made.warnings == []


def test_an_empty_list_is_one_page_without_rows(divided: Callable[..., Any]) -> None:
    assert pages(divided([])) == [[]]


def test_a_row_higher_than_a_slide_stands_alone_and_is_told(divided: Callable[..., Any]) -> None:
    made = divided(["short", LONG * 12, "short"])
    assert [len(page) for page in pages(made)] == [1, 1, 1]
    [warning] = made.warnings
    assert (warning.code, warning.place) == ("off-slide", 'slide 2, table "Table"')
    assert warning.hint.startswith("A single row needs more than a slide")


def test_a_number_says_how_many_stand_on_a_page_at_most(divided: Callable[..., Any]) -> None:
    made = divided(["risk"] * 8, "{%slide for page in risks | fit(3) %}")
    assert [len(page) for page in pages(made)] == [3, 3, 2]


def test_bullets_are_divided_like_rows(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    def box(presentation: Any) -> None:
        shape = next(s for s in presentation.slides[0].shapes if s.name == "Box")
        shape.height, shape.text_frame.word_wrap = Cm(5), True
        shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
        for paragraph in shape.text_frame.paragraphs:
            paragraph.runs[0].font.size, paragraph.space_after = Pt(14), Pt(6)

    template = deck(slide(OPEN + CLOSE, "{%p for r in page %}", "{{ r }}", "{%p endfor %}"), change=box)
    made = render(template, {"risks": [f"risk {number}" for number in range(10)]})
    boxes = (next(s for s in page.shapes if s.name == "Box") for page in made.slides)
    assert [len(box.text_frame.paragraphs) for box in boxes] == [6, 4]
    assert made.warnings == []


def test_each_list_of_an_outer_loop_is_divided_by_itself(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    opening = "{%slide for team in teams %}{%slide for page in team.risks | fit %}"
    template = deck(slide(opening + CLOSE * 2, table=ROWS), change=lower)
    made = render(template, {"teams": [{"risks": ["a"] * 9}, {"risks": []}, {"risks": [LONG] * 3}]})
    assert [len(page) for page in pages(made)] == [6, 3, 0, 2, 1]
    assert made.warnings == []


def test_a_missing_field_is_told_once(divided: Callable[..., Any]) -> None:
    rows = [["Risk", ""], ["{%tr for r in page %}", ""], ["{{ r.nmae }}", ""], ["{%tr endfor %}", ""]]
    with pytest.raises(RenderError) as caught:
        divided([{"name": "a"}, {"name": "b"}], OPEN, rows)
    assert [problem.code for problem in caught.value.problems] == ["missing-field"]


def test_each_mark_of_a_missing_field_is_told_once(divided: Callable[..., Any]) -> None:
    rows = [["Risk", ""], ["{%tr for r in page %}", ""], ["{{ r.nmae }}", ""], ["{%tr endfor %}", ""]]
    made = divided([{"name": "a"}] * 9, OPEN, rows, on_missing="mark")
    assert [warning.code for warning in made.warnings] == ["missing-field"] * 9
    assert [len(page) for page in pages(made)] == [6, 3]


def test_fit_in_any_other_loop_is_an_error(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    rows = [["{%tr for r in risks | fit %}"], ["{{ r[0] }}"], ["{%tr endfor %}"]]
    for template in (deck(slide("", table=rows)), deck(slide(OPEN + CLOSE, table=rows))):
        with pytest.raises(RenderError) as caught:
            render(template, {"risks": ["a", "b"]})
        assert [problem.code for problem in caught.value.problems] == ["wrong-argument"]


def test_the_same_data_makes_the_same_deck(deck: Callable[..., bytes], slide: Callable[..., Any]) -> None:
    compiled = compile(deck(slide(OPEN, CLOSE, table=ROWS), change=lower))
    data = {"risks": [(LONG * 4)[: 20 * n] for n in range(12)]}
    assert compiled.render(data) == compiled.render(data)


@pytest.mark.libreoffice
def test_no_table_reaches_the_footer_where_libreoffice_shows_it(
    divided: Callable[..., Any], convert: Callable[..., list[Path]], tmp_path: Path
) -> None:
    texts = [(LONG * 4)[: 35 * (number % 5)] or "risk" for number in range(30)]
    made = divided([f"{text} 项目风险{number}" for number, text in enumerate(texts)])
    path = tmp_path / "fit.pptx"
    path.write_bytes(made.data)
    run = subprocess.run(
        ["pdftotext", "-bbox", convert([path])[0], "-"], check=True, capture_output=True, timeout=60
    )
    for page in run.stdout.decode().split("<page ")[1:]:
        words = re.findall(r'yMin="([\d.]+)"[^>]* yMax="([\d.]+)">([^<]*)<', page)
        footer = next(float(top) for top, _, word in words if word == "FOOTER")
        assert max(float(bottom) for top, bottom, word in words if word != "FOOTER") < footer
