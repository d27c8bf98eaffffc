"""Texts and tables of slides read from their markup, whatever their attributes say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.engine.measure.lines import lay_out
from docgen.engine.names import A
from docgen.engine.pptx.bodies import Bodies
from docgen.engine.pptx.looks import Level
from docgen.engine.pptx.most import most_of
from docgen.engine.pptx.rows import is_low, row_heights

OPENING = f'<x xmlns:a="{A[0][1:-1]}">'
LEVELS = (Level(10.0, latin="No Such Font", wide=""),) * 9
POINT = 12_700
NUMBERS = ["0", "-1", "1", "abc", "nan", "inf", "-inf", "1e99", "100%", "-5%", "²", "9" * 20, ""]
JUNK = st.sampled_from(NUMBERS)


def cell(text: str, merged: str = "") -> str:
    """Return a cell without margins; ``merged`` are its attributes."""
    runs = f"<a:r><a:t>{text}</a:t></a:r>" if text else ""
    margins = '<a:tcPr marL="0" marR="0" marT="0" marB="0"/>'
    return f"<a:tc{merged}><a:txBody><a:bodyPr/><a:p>{runs}</a:p></a:txBody>{margins}</a:tc>"


def table(widths: Sequence[int], *rows: Sequence[str], least: int = 10) -> str:
    """Return a table of columns and least heights in points."""
    grid = "".join(f'<a:gridCol w="{width * POINT}"/>' for width in widths)
    body = "".join(f'<a:tr h="{least * POINT}">{"".join(cells)}</a:tr>' for cells in rows)
    return f"<a:tbl><a:tblPr/><a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl>"


def heights(markup: str, options: Sequence[str] = ()) -> list[float]:
    """Return the heights of a table's rows: a line of 10 points is 11.7 points high."""
    return row_heights(markup, Bodies(OPENING, "a:", LEVELS, {}, is_row=True), options, None)


def test_a_row_is_as_high_as_its_highest_cell_and_as_it_says_at_least() -> None:
    markup = table([21, 50], [cell("aaaa aaaa"), cell("a")], [cell("a"), cell("a")], least=12)
    assert heights(markup) == [pytest.approx(23.4), 12]


def test_a_cell_over_several_columns_has_their_width() -> None:
    wide = [cell("aaaa aaaa", ' gridSpan="2"'), cell("", ' hMerge="1"')]
    assert heights(table([21, 50], wide)) == [pytest.approx(11.7)]


def test_what_a_cell_over_several_rows_needs_is_added_to_the_last() -> None:
    first = [cell("aaaa " * 5, ' rowSpan="2"'), cell("a")]
    markup = table([21, 50], first, [cell("", ' vMerge="1"'), cell("a")])
    assert heights(markup) == [pytest.approx(11.7), pytest.approx(46.8)]


def test_a_table_s_bold_header_takes_more_room() -> None:
    markup = table([41], [cell("aaaa aaa")], [cell("aaaa aaa")])
    plain, bold = heights(markup), heights(markup, ["firstRow"])
    assert plain == [pytest.approx(11.7)] * 2
    assert bold == [pytest.approx(11.7), pytest.approx(11.7)] or bold[0] > bold[1]


def test_references_in_markup_are_characters() -> None:
    assert heights(table([11], [cell("&amp;&lt;")])) == [pytest.approx(11.7)]


@given(st.lists(st.text("ab 项目，-", max_size=60), min_size=2, max_size=12), st.integers(30, 200))
def test_what_is_told_to_be_low_without_measuring_is_low(texts: list[str], width: int) -> None:
    rows = [[cell(text), cell(text[::-1])] for text in texts]
    markup, bodies = table([width, width], *rows), Bodies(OPENING, "a:", LEVELS, {}, is_row=True)
    most = most_of("a:", [p for text in texts for p in bodies.read(cell(text)).paragraphs])
    assert most is not None
    height = sum(heights(markup))
    assert not is_low(markup, bodies, most, height - 1)
    assert sum(row_heights(markup, bodies, (), most)) == pytest.approx(height)


@given(st.text("ab 项目，-", max_size=80), st.integers(20, 300))
def test_a_text_told_to_be_short_without_measuring_is_short(text: str, width: int) -> None:
    markup = f"<a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
    bodies = Bodies(OPENING, "a:", LEVELS, {})
    found = bodies.read(markup).paragraphs
    most, height = most_of("a:", found), lay_out(found, width).height
    assert most is not None
    assert not most.is_short(markup, width, height - 1)


@given(st.lists(JUNK, min_size=9, max_size=9), st.text("ab 项 ", max_size=30))
def test_attributes_that_are_no_numbers_do_no_harm(junk: list[str], text: str) -> None:
    names = ("marL", "marR", "indent", "lvl")
    paragraph = "".join(f' {name}="{value}"' for name, value in zip(names, junk, strict=False))
    markup = (
        f'<a:bodyPr/><a:p><a:pPr{paragraph}><a:lnSpc><a:spcPct val="{junk[4]}"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{junk[5]}"/></a:spcBef></a:pPr>'
        f'<a:r><a:rPr sz="{junk[6]}" spc="{junk[7]}" b="{junk[8]}"/><a:t>{text}</a:t></a:r></a:p>'
    )
    laid = lay_out(Bodies(OPENING, "a:", LEVELS, {}).read(markup).paragraphs, 100)
    assert laid.height >= 0
