"""The problems of a workbook as notes on the cells of a copy of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from docgen.engine import annotate, check

FIELDS = ["customer.name", "risks[].title"]


def book(cells: dict[str, Any], notes: dict[str, str] | None = None, sheet: str = "Risks") -> bytes:
    """Return a workbook with one sheet; ``notes`` are those of Ann."""
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = sheet
    for reference, value in cells.items():
        page[reference] = value
        page[reference].fill = PatternFill("solid", fgColor="FFDDEEFF")
    for reference, text in (notes or {}).items():
        page[reference].comment = Comment(text, "Ann")
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def notes_of(data: bytes) -> dict[str, tuple[str, str]]:
    """Return author and text of each note by its cell."""
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return {
        cell.coordinate: (cell.comment.author, cell.comment.text.replace("\u200d", ""))
        for row in page.iter_rows()
        for cell in row
        if cell.comment
    }


def annotated(template: bytes, language: str = "en") -> bytes:
    return annotate(template, check(template, FIELDS), language)


def test_a_note_stands_on_the_cell_and_cell_and_fill_stay() -> None:
    made = annotated(book({"A1": "fine", "C7": "{{ custmer.name }}"}))
    assert notes_of(made) == {"C7": ("docgen", "There is no field custmer.\nDid you mean customer?")}
    cell = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]["C7"]
    assert (cell.value, cell.fill.fgColor.rgb) == ("{{ custmer.name }}", "FFDDEEFF")


def test_several_problems_of_a_cell_are_one_note_in_the_language_asked_for() -> None:
    made = annotated(book({"B2": "{{ a }} {{ b }}"}), "zh")
    (note,) = notes_of(made).values()
    assert note[1].count("没有字段") == 2


def test_what_is_no_cell_is_told_on_the_first_of_its_sheet() -> None:
    found = notes_of(annotated(book({"B2": "x"}, sheet="{{ custmer.name }}")))
    assert "custmer" in found["A1"][1]


def test_notes_of_others_stay_and_get_the_problem_below() -> None:
    template = book({"A1": "{{ x }}", "A2": "{{ y }}", "B1": "z"}, {"A1": "Mind this.", "B1": "And that."})
    made = annotated(template)
    found = notes_of(made)
    assert found["B1"] == ("Ann", "And that.")
    assert found["A1"][0] == "Ann" and found["A1"][1].startswith(
        "Mind this.\n\ndocgen:\nThere is no field x."
    )
    assert found["A2"][0] == "docgen"
    assert annotate(made, check(made, FIELDS)) == made
    assert notes_of(annotate(made, [])) == notes_of(template)


def test_the_copy_has_the_same_problems() -> None:
    template = book({"A1": "{{ custmer.name", "B3": "{% for r in risks %}{{ r.titel }}"})
    assert check(annotated(template), FIELDS) == check(template, FIELDS)


@pytest.mark.parametrize("notes", [{}, {"B1": "kept"}])
def test_an_office_program_shows_them(convert: Any, tmp_path: Path, notes: dict[str, str]) -> None:
    path = tmp_path / "annotated.xlsx"
    path.write_bytes(annotated(book({"A1": "{{ x }}", "A2": "{{ y }}"}, notes)))
    (saved,) = convert([path], "xlsx")
    assert set(notes_of(saved.read_bytes())) == {"A1", "A2", *notes}
