"""Rows of automatic height are as high as their texts need, for programs that do not fit rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

LONG = "The supplier has moved the delivery of the spare parts to the end of the month. "
ROWS: list[list[Any]] = [
    ["{%tr for r in rows %}"],
    ["{{ r.n }}", "{{ r.text }}"],
    ["{%tr endfor %}"],
    ["end"],
]


def wrapping(width: float = 20, height: float | None = None, **look: Any) -> Callable[[Any, Any], None]:
    """Return a build that lets the second column wrap in rows of that height."""

    def build(book: Any, sheets: Any) -> None:
        sheet = sheets["S"]
        sheet.set_column(1, 1, width)
        if height:
            sheet.set_row(1, height)
        sheet.write(1, 1, "{{ r.text }}", book.add_format({"text_wrap": True, **look}))

    return build


def heights(done: Any) -> list[float | None]:
    """Return the heights of the rows that say one."""
    sheet = done.book["S"]
    return [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]


def given(*texts: object) -> list[dict[str, object]]:
    return [{"n": number, "text": text} for number, text in enumerate(texts)]


def test_a_row_is_as_high_as_its_wrapped_text_needs(workbook: Workbook, fill: Fill) -> None:
    rows = given("short", LONG, LONG * 2, "one\ntwo\nthree", 12345, None)
    found = heights(fill(workbook({"S": ROWS}, wrapping()), rows=rows))
    assert found[0] is found[4] is found[5] is found[6] is None
    assert found[1] is not None and found[2] is not None and found[3] is not None
    assert 15 < found[3] < found[1] < found[2] <= 409


def test_chinese_characters_take_the_room_of_two(workbook: Workbook, fill: Fill) -> None:
    rows = given("供应商已经把备件的交付推迟到月底", "abcdefghijklmnop")
    chinese, latin, _ = heights(fill(workbook({"S": ROWS}, wrapping()), rows=rows))
    assert chinese is not None and chinese > 30
    assert latin is None


def test_larger_and_bold_texts_need_more(workbook: Workbook, fill: Fill) -> None:
    def height(**look: Any) -> float:
        found = heights(fill(workbook({"S": ROWS}, wrapping(**look)), rows=given(LONG * 3)))[0]
        assert found is not None
        return found

    assert height() < height(bold=True) < height(bold=True, font_size=16)
    assert height(width=60) < height() < height(indent=4)


def test_merged_columns_give_a_text_more_room(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        wrapping()(book, sheets)
        sheets["S"].merge_range("B2:H2", "{{ r.text }}", book.add_format({"text_wrap": True}))

    found = heights(fill(workbook({"S": ROWS}, build), rows=given(LONG[:60], LONG * 3)))
    assert found[0] is None
    assert found[1] is not None and 15 < found[1] < 75


def test_texts_around_tags_are_measured_with_them(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        wrap = book.add_format({"text_wrap": True})
        sheets["S"].set_column(0, 0, 20)
        sheets["S"].write("A1", "Dear {{ name }}, this is what has been done & left undone: {{ x }}", wrap)

    short, long = (
        heights(fill(workbook({"S": {"A2": "end"}}, build), name="Ann", x=text))[0] for text in ("", LONG)
    )
    assert short is not None and long is not None and 15 < short < long


def test_rows_whose_height_somebody_has_set_keep_it(workbook: Workbook, fill: Fill) -> None:
    found = heights(fill(workbook({"S": ROWS}, wrapping(height=33)), rows=given("short", LONG)))
    assert found == [33, 33, None]


def test_cells_that_do_not_wrap_ask_for_nothing(workbook: Workbook, fill: Fill) -> None:
    assert heights(fill(workbook({"S": ROWS}), rows=given(LONG, "a\nb"))) == [None, None, None]


@pytest.mark.parametrize("count", [1, 400])
def test_no_row_is_lower_than_usual_or_higher_than_excel_allows(
    workbook: Workbook, fill: Fill, count: int
) -> None:
    build = wrapping(width=60, font_size=4)
    found = heights(fill(workbook({"S": ROWS}, build), rows=given(LONG * 3, LONG * count)))
    assert all(height is None or 15 <= height <= 409 for height in found)


def test_a_short_text_leaves_a_row_as_high_as_its_fixed_texts_need(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        wrapping()(book, sheets)
        sheets["S"].set_column(2, 2, 20)
        sheets["S"].write(1, 2, LONG, book.add_format({"text_wrap": True}))

    fixed, both, _ = heights(fill(workbook({"S": ROWS}, build), rows=given("short", LONG * 3)))
    assert fixed is not None and both is not None and 15 < fixed < both


def test_formatted_texts_are_measured_by_their_runs(workbook: Workbook, fill: Fill) -> None:
    def height(value: object, **look: Any) -> float | None:
        return heights(fill(workbook({"S": ROWS}, wrapping(**look)), rows=given(value)))[0]

    def runs(*texts: Any) -> Any:
        return {"rich": list(texts)}

    plain, bold = height(runs(LONG * 2)), height(runs({"text": LONG * 2, "bold": True}))
    large = height(runs({"text": LONG * 2, "size": 16}))
    assert plain is not None and bold is not None and large is not None
    assert plain == height(LONG * 2) and plain < bold < large
    assert height(runs("one line")) is None
    one = height(runs({"text": "large", "size": 24}))
    assert one is not None and 30 < one < 40
    lines = height(runs("one\n", {"text": "large", "size": 24}, "\nthree"))
    assert lines is not None and one + 25 < lines < one + 40


def test_markdown_in_a_cell_is_as_high_as_its_lines(workbook: Workbook, fill: Fill) -> None:
    cells = [ROWS[0], ["{{ r.n }}", "{{ r.text | markdown }}"], *ROWS[2:]]

    def build(book: Any, sheets: Any) -> None:
        sheets["S"].set_column(1, 1, 20)
        sheets["S"].write(1, 1, "{{ r.text | markdown }}", book.add_format({"text_wrap": True}))

    found = heights(fill(workbook({"S": cells}, build), rows=given("**one**", "- one\n- two\n- three", LONG)))
    assert found[0] is None and found[1] is not None and 45 < found[1] < 50
    assert found[2] is not None and found[2] > found[1]


def test_the_runs_of_a_templates_text_count_with_their_sizes(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        wrap, large = book.add_format({"text_wrap": True}), book.add_format({"font_size": 24})
        sheets["S"].set_column(1, 2, 20)
        sheets["S"].write_rich_string(1, 1, "small ", large, "large {{ r.text }}", wrap)
        sheets["S"].write_rich_string(1, 2, "small ", large, "always", wrap)

    found = heights(fill(workbook({"S": ROWS}, build), rows=given("", "text that is long")))
    assert found[0] is not None and 30 < found[0] < 40
    assert found[1] is not None and found[1] > 60
