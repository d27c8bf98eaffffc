"""Texts measured: how their lines break and how high they are, with fonts of this machine or without."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.engine.measure.fonts import face_of, type_of
from docgen.engine.measure.lines import Paragraph, Run, lay_out, scaled

NOWHERE = type_of("No Such Font", "", False)
"""Average widths: a letter is half as wide as high, a Chinese character as wide as high."""


def paragraph(*texts: str, size: float = 10.0, **more: float) -> Paragraph:
    """Return a paragraph of runs of one format."""
    return Paragraph(tuple(Run(text, NOWHERE, size) for text in texts), **more)  # type: ignore[arg-type]  # numbers only


def lines(text: str, width: float) -> int:
    """Return how many lines a text of 10 points takes."""
    return lay_out([paragraph(text)], width).lines


def test_a_line_ends_at_a_space() -> None:
    assert lines("aaaa aaaa aaaa", 20.5) == 3
    assert lines("aaaa aaaa aaaa", 43) == 2


def test_a_space_at_the_end_of_a_line_takes_no_room() -> None:
    assert lines("aaaa      aaaa", 20.5) == 2


def test_a_line_ends_after_a_hyphen() -> None:
    assert lines("aaaa-aaaa", 24) == 2


def test_a_line_of_chinese_ends_anywhere() -> None:
    assert lines("项目组与客户确认上线", 20.5) == 5


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert lines("项目）项目）", 20.5) == 4
    assert lines("项（目项（目", 20.5) == 4


def test_a_full_stop_hangs_over_the_end_of_a_line() -> None:
    assert lines("项目。项目。", 20.5) == 2


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert lines("a" * 40, 50.5) == 4


def test_a_line_break_ends_a_line_and_an_empty_text_is_a_line() -> None:
    assert lines("a\n\na", 100) == 3
    assert lines("", 100) == 1


def test_a_tab_leads_to_the_next_stop() -> None:
    assert lay_out([paragraph("a\ta")], 500).width == pytest.approx(72 + 5)


def test_a_text_in_several_formats_breaks_as_one() -> None:
    cut = paragraph("aaaa aa", "aa aa", "aa")
    assert lay_out([cut], 20.5) == lay_out([paragraph("aaaa aaaa aaaa")], 20.5)


def test_a_line_is_as_high_as_its_highest_text() -> None:
    small, large = (Run(text, NOWHERE, size) for text, size in (("a", 10.0), ("b", 20.0)))
    assert lay_out([Paragraph((small, large))], 100).height == lay_out([Paragraph((large,))], 100).height


def test_spacing_stands_between_paragraphs_only() -> None:
    one = lay_out([paragraph("a")], 100).height
    assert lay_out([paragraph("a", before=3, after=4)], 100).height == one
    assert lay_out([paragraph("a", before=3, after=4)] * 2, 100).height == 2 * one + 7


def test_lines_are_as_high_as_their_spacing_says() -> None:
    one = lay_out([paragraph("a")], 100).height
    assert lay_out([paragraph("a", line=1.5)], 100).height == pytest.approx(1.5 * one)
    assert lay_out([paragraph("a", exact=30.0)], 100).height == 30


def test_an_indent_takes_room_of_the_first_line_and_a_margin_of_all() -> None:
    assert lay_out([paragraph("aaaa aaaa aaaa", first=20.0)], 43).lines == 2
    assert lay_out([paragraph("aaaa aaaa aaaa", first=20.0, left=20.0)], 43).lines == 3


def test_a_scaled_text_takes_less_room() -> None:
    text = paragraph("aaaa aaaa aaaa", exact=0.0)
    assert lay_out([scaled(text, 0.5, 0.0)], 43).lines == 1
    assert lay_out([scaled(text, 1.0, 0.2)], 43).height == pytest.approx(lay_out([text], 43).height * 0.8)


@given(text=st.text(max_size=200), width=st.floats(1, 500), cut=st.integers(0, 200))
def test_any_text_takes_the_same_room_however_it_is_cut_into_runs(text: str, width: float, cut: int) -> None:
    whole, parts = paragraph(text), paragraph(text[:cut], text[cut:])
    laid, again = lay_out([whole], width), lay_out([parts], width)
    assert again.lines == laid.lines
    assert again.height == pytest.approx(laid.height)


@given(text=st.text(alphabet="ab 项目，。（-\n", max_size=80), width=st.floats(30, 300))
def test_more_room_never_makes_a_text_higher(text: str, width: float) -> None:
    laid = lay_out([paragraph(text)], width)
    assert lay_out([paragraph(text)], width * 2).lines <= laid.lines


def test_a_font_without_a_file_has_average_widths() -> None:
    assert face_of("No Such Font", False) is None
    assert NOWHERE.widths["a"] == 0.5
    assert type_of("No Such Font", "", True).widths["a"] > 0.5


@pytest.mark.skipif(face_of("Calibri", False) is None, reason="neither Calibri nor Carlito is here")
def test_widths_come_from_the_font_or_one_of_the_same_widths() -> None:
    known = type_of("Calibri", "", False)
    assert known.widths["W"] == pytest.approx(0.890, abs=0.002)
    assert known.widths["i"] == pytest.approx(0.229, abs=0.002)
    assert known.line == pytest.approx(1.221, abs=0.002)
    assert type_of("Calibri", "", True).widths["a"] > known.widths["a"]


def test_no_font_of_this_machine_makes_a_noise(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("Calibri", "Arial", "Times New Roman", "Courier New", "DejaVu Sans", "Noto Sans CJK SC"):
        face_of(name, False)
    assert caplog.records == []


def test_rows_are_high_enough_for_a_font_that_stands_in() -> None:
    known = type_of("Calibri", "微软雅黑", False)
    assert known.wide_table_line >= known.wide_line
    row = paragraph("项目", is_row=True)
    assert lay_out([row], 100).height >= lay_out([replace(row, is_row=False)], 100).height


def test_a_text_longer_than_anybody_reads_is_estimated() -> None:
    assert lay_out([paragraph("aaaa " * 10_000)], 100).lines == pytest.approx(2_500, rel=0.2)
    assert lay_out([paragraph(*(["项", "\n"] * 1_000))], 100).lines >= 1_001
