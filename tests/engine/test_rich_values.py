"""Values that are more than text, read from plain data; where they print as text."""

from __future__ import annotations

import io

import openpyxl
import pptx
import pytest

from docgen.engine import compile
from docgen.engine.rich_values import rich_value
from docgen.engine.values import Blocks, Cell, Paragraph, RichText, Run, Table
from docgen.errors import RenderError

BOLD = {"rich": ["a", {"text": "b", "bold": True}]}


def test_plain_data_becomes_runs() -> None:
    runs = [1, "a", {"text": 2, "font": "SimSun", "underline": True, "link": None}]
    with pytest.raises(RenderError):
        rich_value({"rich": runs})
    assert rich_value({"rich": runs[1:]}) == RichText(
        (Run("a"), Run("2", font="SimSun", font_east_asia="SimSun", underline="single"))
    )


@pytest.mark.parametrize("value", ["text", 1, None, {}, {"text": "a"}, ["a"], object()])
def test_anything_else_is_no_rich_value(value: object) -> None:
    assert rich_value(value) is None


@pytest.mark.parametrize("value", [{"rich": 1}, {"rich": None}, {"rich": [[]]}, {"rich": "a", "more": 1}])
def test_a_wrong_shape_is_told(value: object) -> None:
    with pytest.raises(RenderError) as caught:
        rich_value(value)
    assert {p.code for p in caught.value.problems} == {"rich-text"}


def test_blocks_as_text_are_lines() -> None:
    one = Paragraph((Run("a"), Run("b")))
    assert str(Blocks((one, Table(((Cell((one,)), Cell((one, one))),))))) == "ab\nab\tab\nab"


def test_a_workbook_prints_the_text_alone() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.create_sheet("S", 0).append(["{{ v }}", "x {{ v }}"])
    book.save(file)
    made = openpyxl.load_workbook(io.BytesIO(compile(file.getvalue()).render({"v": BOLD})))
    assert list(made["S"].values) == [("ab", "x ab")]


def test_a_deck_prints_the_text_alone() -> None:
    deck, file = pptx.Presentation(), io.BytesIO()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "T {{ v }}"
    deck.save(file)
    made = pptx.Presentation(io.BytesIO(compile(file.getvalue()).render({"v": BOLD})))
    assert made.slides[0].shapes.title.text == "T ab"
