"""What Excel's references mean when rows, columns and sheets repeat, one rule at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from docgen.engine.references import (
    COLUMNS,
    Axis,
    Block,
    BookLayout,
    BookPlan,
    FormulaTemplate,
    Home,
    Place,
    Placement,
    SheetLayout,
    SheetPlan,
    column_letters,
    column_number,
    map_anchor,
    map_breaks,
    map_range_all,
    map_range_grown,
    map_sqref,
    quoted,
    shifted,
)
from docgen.errors import Problem, TemplateError

# Row 5 opens a loop, row 6 is its body, row 7 closes it.
TAGGED = Axis([Block(6, 6)], gone=[5, 7])
# The same in one row that repeats itself, and a body of two rows.
BARE = Axis([Block(6, 6)])
PAIRED = Axis([Block(6, 7)])
# An outer body of rows 5 to 9 (a title, an inner loop over row 7, a subtotal), tags in 4, 6, 8 and 10.
NESTED = Axis([Block(5, 9), Block(7, 7)], gone=[4, 6, 8, 10])


def render(rows: Axis, *copies: int) -> BookLayout:
    """Return a book of one sheet, ``Data``, whose blocks come that many times each."""
    plan = BookPlan([SheetPlan("Data", rows)])
    placement = Placement(rows)
    for block, count in enumerate(copies, 1):
        placement.copies(block, count)
    return BookLayout(plan, [SheetLayout("Data", placement, Placement(plan.sheet(1).columns))])


def render_nested(*inner: int) -> BookLayout:
    """Return a book with one copy of the outer block for each number, which counts the inner copies in it."""
    layout = render(NESTED)
    for count in inner:
        layout.sheet(1).rows.copy(1)
        layout.sheet(1).rows.copies(2, count)
    return layout


def written(
    layout: BookLayout,
    text: str,
    row: int = 9,
    *,
    copy: int = 0,
    place: Place = Place.VALUE,
    array: bool = False,
    pin: bool = False,
    warnings: list[Problem] | None = None,
) -> str:
    """Return the formula as the output has it, for a cell in column B of a template row."""
    template = FormulaTemplate.compile(text, layout.plan, Home(1, row, 2), place=place, array=array, pin=pin)
    return template.text(layout, row_copy=copy, warnings=warnings)


def test_inside_a_block_a_reference_means_the_cell_of_the_same_copy() -> None:
    layout = render(TAGGED, 3)
    assert [written(layout, "C6*D$6", 6, copy=copy) for copy in range(3)] == ["C5*D$5", "C6*D$6", "C7*D$7"]


def test_a_reference_out_of_the_block_follows_its_cell() -> None:
    layout = render(TAGGED, 3)
    assert written(layout, "B6*F1/F9+$F$9", 6, copy=2) == "B7*F1/F9+$F$9"
    assert written(render(TAGGED, 0), "F1/F9+$F$9", 10) == "F1/F6+$F$6"


def test_the_row_just_above_is_the_row_above_each_copy() -> None:
    layout = render(TAGGED, 3)
    assert [written(layout, "F5+E6", 6, copy=copy) for copy in range(3)] == ["F4+E5", "F5+E6", "F6+E7"]
    assert [written(render(BARE, 2), "F5+E6", 6, copy=copy) for copy in range(2)] == ["F5+E6", "F6+E7"]


def test_the_row_above_a_body_of_several_rows_is_the_last_row_of_the_copy_before() -> None:
    assert [written(render(PAIRED, 2), "F5+E7", 7, copy=copy) for copy in range(2)] == ["F5+E7", "F7+E9"]


def test_a_dollar_holds_the_row_above_still() -> None:
    layout = render(BARE, 3)
    assert [written(layout, "SUM(E$5:E6)", 6, copy=copy) for copy in (0, 2)] == ["SUM(E$5:E6)", "SUM(E$5:E8)"]
    assert [written(render(TAGGED, 3), "SUM(E$5:E6)", 6, copy=copy) for copy in (0, 2)] == [
        "SUM(E$5:E5)",
        "SUM(E$5:E7)",
    ]


def test_a_first_copy_with_nothing_above_it_refers_to_a_blank_cell() -> None:
    layout = render(Axis([Block(2, 2)], gone=[1, 3]), 2)
    assert [written(layout, "F1+E2", 2, copy=copy) for copy in range(2)] == ["F1048576+E1", "F1+E2"]


def test_the_row_above_an_outer_block_is_above_the_outer_copy() -> None:
    layout = render_nested(2, 1)
    assert written(layout, "F4+1", 7, copy=2) == "F7+1"
    assert written(layout, "F6+1", 7, copy=1) == "F5+1"


def test_a_condition_is_no_loop_unless_its_tags_stand_just_above() -> None:
    plain = Axis([Block(5, 5), Block(6, 6, repeats=False)])
    assert written(render(plain, 3, 1), "F5", 6) == "F5"
    tagged = Axis([Block(4, 4), Block(6, 6, repeats=False)], gone=[5, 7])
    assert written(render(tagged, 3, 1), "F5", 6) == "F6"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUM(B6)", "SUM(B5:B7)"),
        ("SUM(B$6:$C6)", "SUM(B$5:$C7)"),
        ("SUM(B5:B7)", "SUM(B5:B7)"),
        ("SUM(B4:B8)", "SUM(B4:B8)"),
        ("B6*2", "B5*2"),
        ("SUM(B6*2)", "SUM(B5*2)"),
        ("SUM((B6))", "SUM((B5:B7))"),
        ("SUM(B6,-C6)", "SUM(B5:B7,-C5)"),
        ("SUMPRODUCT(B6*(C6=1))", "SUMPRODUCT(B5:B7*(C5:C7=1))"),
        ("SUMPRODUCT(ROUND(B6,2))", "SUMPRODUCT(ROUND(B5:B7,2))"),
        ('SUMIF(A6,"x",B6)', 'SUMIF(A5:A7,"x",B5:B7)'),
        ("SUMIFS(C6,A6,A6,B6,B6)", "SUMIFS(C5:C7,A5:A7,A5,B5:B7,B5)"),
        ("_xlfn.XLOOKUP(A6,B6,C6)", "_xlfn.XLOOKUP(A5,B5:B7,C5:C7)"),
        ("SUBTOTAL(109,B6)", "SUBTOTAL(109,B5:B7)"),
        ("IF(B6>0,B6,0)", "IF(B5>0,B5,0)"),
        ("UNKNOWN(B6)+UNKNOWN(B6:B6)", "UNKNOWN(B5)+UNKNOWN(B5:B7)"),
        ("INDEX(B6:B6,1):B6", "INDEX(B5:B7,1):B7"),
        ("B6:INDEX(B6:B6,2)", "B5:INDEX(B5:B7,2)"),
        ("SUM(A:B)+SUM(3:3)+SUM(4:8)", "SUM(A:B)+SUM(3:3)+SUM(4:8)"),
        ("SUM(B1:B1048576)", "SUM(B1:B1048576)"),
    ],
)
def test_from_outside_a_cell_is_all_copies_where_a_range_is_taken(text: str, expected: str) -> None:
    assert written(render(TAGGED, 3), text) == expected


def test_in_an_array_formula_operators_take_ranges() -> None:
    assert written(render(TAGGED, 3), "SUM(B6*C6)", array=True) == "SUM(B5:B7*C5:C7)"


def test_from_an_outer_copy_an_inner_cell_means_the_copies_in_it() -> None:
    layout = render_nested(2, 0, 1)
    assert [written(layout, "SUM(B7)", 9, copy=copy) for copy in range(3)] == [
        "SUM(B5:B6)",
        "SUM(B1048576)",
        "SUM(B11)",
    ]
    assert written(layout, "SUM(B9)", 11) == "SUM(B7,B9,B12)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUM(B6)", "SUM(B6,B8,B10)"),
        ("LARGE(B6,1)", "LARGE((B6,B8,B10),1)"),
        ("SUM((B6,C6))", "SUM((B6,B8,B10,C6,C8,C10))"),
        ("COUNTIF(B6:B7,1)", "COUNTIF(B6:B11,1)"),
    ],
)
def test_copies_that_do_not_touch_are_several_areas(text: str, expected: str) -> None:
    warnings: list[Problem] = []
    assert written(render(PAIRED, 3), text, warnings=warnings) == expected
    assert not warnings


def test_where_areas_are_not_legal_the_range_around_them_is_taken_with_a_warning() -> None:
    warnings: list[Problem] = []
    assert written(render(PAIRED, 3), "COUNTIF(B6,1)", warnings=warnings) == "COUNTIF(B6:B10,1)"
    assert [warning.code for warning in warnings] == ["range-widened"]
    assert "B6 became B6:B10" in warnings[0].message


@pytest.mark.parametrize(("count", "areas"), [(255, 255), (256, 1)])
def test_more_than_255_areas_become_one(count: int, areas: int) -> None:
    warnings: list[Problem] = []
    found = written(render(PAIRED, count), "SUM(B6)", warnings=warnings)
    assert found.count(",") + 1 == areas
    assert len(warnings) == (areas == 1)


def test_a_formula_that_would_be_too_long_takes_ranges_instead() -> None:
    text = "+".join(["SUM('Data'!$AAA6)"] * 3) + "&" + '"' + "x" * 6000 + '"'
    assert len(written(render(PAIRED, 80), text)) < 8192


def test_what_an_empty_list_leaves_is_legal_and_blank() -> None:
    layout = render(TAGGED, 0)
    assert written(layout, "SUM(B6)/AVERAGE(B5:B7)") == "SUM(B1048576)/AVERAGE(B1048576:B1048576)"
    assert written(layout, "VLOOKUP(1,A6:C6,2)+B6") == "VLOOKUP(1,A1048576:C1048576,2)+B1048576"
    assert written(layout, "SUM(B4:B8)") == "SUM(B4:B5)"


def test_what_is_no_reference_stays() -> None:
    text = '"B6"&T[[#This Row],[B6]]&[1]Data!B6&#REF!&B6.x&Total&TRUE&{1,2;3,4}&Data!#REF!&LOG10(1)&Other!B6'
    assert written(render(TAGGED, 3), text) == text


def test_blanks_in_a_formula_stay_and_may_be_an_operator() -> None:
    assert written(render(TAGGED, 2), "SUM(  B6 ,\n C6 )") == "SUM(  B5:B6 ,\n C5:C6 )"
    assert written(render(PAIRED, 2), "SUM(B6:B6 A6:C6)") == "SUM(B6:B8 A6:C8)"


def test_a_text_that_is_no_formula_is_a_problem() -> None:
    with pytest.raises(TemplateError) as caught:
        written(render(TAGGED, 1), "SUM(B6))")
    assert caught.value.problems[0].code == "bad-formula"


def test_a_row_that_names_only_its_own_copy_is_ready_pieces() -> None:
    book = render(TAGGED, 0).plan

    def pieces(text: str, row: int = 6) -> tuple[tuple[str | int, ...] | None, tuple[str | int, ...] | None]:
        template = FormulaTemplate.compile(text, book, Home(1, row, 5))
        return template.row_pieces(), template.same_row_pieces()

    assert pieces("B6*$C6") == (("B", 0, "*$C", 0),) * 2
    assert pieces("SUM(B6:D6)") == (("SUM(B", 0, ":D", 0, ")"),) * 2
    assert pieces("F5+E6") == (("F", -1, "+E", 0), None)
    assert pieces("E6/E$9") == (None, None)
    assert pieces("1+1") == (("1+1",),) * 2


def test_references_that_all_copies_share_are_filled_in_once() -> None:
    layout = render(TAGGED, 1000)
    bound = FormulaTemplate.compile("E6/SUM(E5:E7)*F$1+E9", layout.plan, Home(1, 6, 2)).bind(layout)
    assert bound == ("E", 0, "/SUM(E5:E1004)*F$1+E1006")
    nested = render_nested(2, 1)
    assert FormulaTemplate.compile("B7/B9", nested.plan, Home(1, 7, 2)).bind(nested) is None


def test_columns_repeat_as_rows_do() -> None:
    columns = Axis([Block(3, 3)], gone=[2], limit=COLUMNS)
    plan = BookPlan([SheetPlan("Data", TAGGED, columns)])
    rows, across = Placement(TAGGED), Placement(columns)
    rows.copies(1, 2)
    across.copies(1, 3)
    layout = BookLayout(plan, [SheetLayout("Data", rows, across)])

    def at(text: str, column: int, copy: int = 0) -> str:
        template = FormulaTemplate.compile(text, plan, Home(1, 6, column))
        return template.text(layout, row_copy=1, column_copy=copy)

    assert at("SUM(C6)+SUM(C:C)+SUM($D:$D)", 4) == "SUM(B6:D6)+SUM(B:D)+SUM($E:$E)"
    assert [at("B6+C6*$A6", 3, copy) for copy in (0, 2)] == ["A6+B6*$A6", "C6+D6*$A6"]
    assert map_range_all(layout.sheet(1), "C6") == ["B5", "C5", "D5", "B6", "C6", "D6"]


def two_sheets() -> BookLayout:
    plan = BookPlan([SheetPlan("Total", Axis()), SheetPlan("Data", TAGGED)])
    rows = Placement(TAGGED)
    rows.copies(1, 4)
    still = Placement(plan.sheet(1).columns)
    return BookLayout(
        plan, [SheetLayout("Total", Placement(Axis()), still), SheetLayout("Data", rows, still, 2)]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUM(Data!B6)+Data!B6", "SUM(Data!B5:B8)+Data!B5"),
        ("SUM('Data'!$B$6:'Data'!$B$6)", "SUM('Data'!$B$5:$B$8)"),
        ("COUNTA(Data!6:6)+B6", "COUNTA(Data!5:8)+B6"),
        ("SUM(Total:Data!B2)", "SUM(Total:Data!B2)"),
        ("SUM(Total:Data!B6)", "SUM(Total!B6,Data!B5:B8)"),
        ("SMALL(Total:Data!B6,1)", "SMALL(Total:Data!B5:B8,1)"),
    ],
)
def test_other_sheets_are_seen_from_outside(text: str, expected: str) -> None:
    layout = two_sheets()
    assert FormulaTemplate.compile(text, layout.plan, Home(1, 6, 2)).text(layout) == expected


def repeated_sheets(names: Sequence[str], grown: Sequence[int]) -> BookLayout:
    """Return a summary and one sheet for each name, whose loop comes as often as ``grown`` says."""
    order = Axis([Block(2, 2)])
    plan = BookPlan([SheetPlan("Summary"), SheetPlan("{{ s.name }}", TAGGED)], order)
    tabs, still = Placement(order), Placement(plan.sheet(1).columns)
    sheets = [SheetLayout("Summary", Placement(plan.sheet(1).rows), still)]
    for copy, (name, count) in enumerate(zip(names, grown, strict=True)):
        rows = Placement(TAGGED)
        rows.copies(1, count)
        tabs.copy(1)
        sheets.append(SheetLayout(name, rows, still, 2, copy))
    return BookLayout(plan, sheets, tabs)


def test_a_repeated_sheet_refers_to_its_own_copy() -> None:
    layout = repeated_sheets(["North", "O'Neil 2"], [2, 3])
    template = FormulaTemplate.compile("SUM('{{ s.name }}'!B6)+Summary!B2+B1", layout.plan, Home(2, 9, 2))
    assert template.text(layout, 2) == "SUM(North!B5:B6)+Summary!B2+B1"
    assert template.text(layout, 3) == "SUM('O''Neil 2'!B5:B7)+Summary!B2+B1"


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (["North", "South 2"], "SUM('{{ s.name }}'!B2)", "SUM('North:South 2'!B2)"),
        (["North", "South"], "'{{ s.name }}'!B2", "North!B2"),
        (["North", "South"], "SUM('{{ s.name }}'!B6)", "SUM(North!B5:B6,South!B5:B7)"),
        (["North", "South"], "COUNTA('Summary:{{ s.name }}'!B2)", "COUNTA(Summary:South!B2)"),
        ([], "SUM('{{ s.name }}'!B2:C2)", "SUM(Summary!B1048576:C1048576)"),
    ],
)
def test_from_outside_a_repeated_sheet_is_all_its_copies(names: list[str], text: str, expected: str) -> None:
    layout = repeated_sheets(names, [2, 3][: len(names)])
    template = FormulaTemplate.compile(text, layout.plan, Home(1, 3, 2))
    assert template.text(layout) == expected


def test_a_workbooks_name_and_a_charts_series_stand_nowhere() -> None:
    layout = render(PAIRED, 2)

    def outside(text: str, place: Place) -> str:
        return FormulaTemplate.compile(text, layout.plan, Home(), place=place).text(layout, None)

    assert outside("Data!$B$6", Place.AREAS) == "(Data!$B$6,Data!$B$8)"
    assert outside("(Data!$B$6,Data!$C$6)", Place.AREAS) == "(Data!$B$6,Data!$B$8,Data!$C$6,Data!$C$8)"
    assert outside("Data!$B$6:$B$7", Place.RANGE) == "Data!$B$6:$B$9"
    assert outside("Data!$1:$2,Data!$A:$B", Place.AREAS) == "Data!$1:$2,Data!$A:$B"
    assert outside("SUM(Data!$B$6)*Rate", Place.AREAS) == "SUM(Data!$B$6,Data!$B$8)*Rate"


def test_a_format_of_many_copies_holds_what_leaves_the_copy() -> None:
    layout = render(TAGGED, 3)
    assert written(layout, "AND(B6>F1,B6>B5,C6<D$9)", 6, pin=True) == "AND(B5>F$1,B5>B4,C5<D$9)"


def test_a_shared_formula_moves_its_relative_references() -> None:
    assert shifted("A1*$B1+C$1+SUM(D1:E2)+Data!F1", 2, 1) == "B3*$B3+D$1+SUM(E3:F4)+Data!G3"
    assert shifted("A1", -1, 0) == "#REF!"


def test_merged_cells_come_again_in_a_block_and_stretch_over_it() -> None:
    sheet = render(PAIRED, 2).sheet(1)
    assert map_range_all(sheet, "A6:A7") == ["A6:A7", "A8:A9"]
    assert map_range_all(sheet, "A6:C6") == ["A6:C6", "A8:C8"]
    assert map_range_all(sheet, "A5:A8") == ["A5:A10"]
    assert map_range_all(render(PAIRED, 0).sheet(1), "A6:A7") == []
    assert map_range_all(render(Axis([Block(6, 6)]), 0).sheet(1), "A6:A7") == ["A6"]
    assert map_range_all(render_nested(2, 0).sheet(1), "A5:A9") == ["A4:A7", "A8:A9"]


def test_a_table_grows_and_formats_keep_to_their_copies() -> None:
    sheet = render(PAIRED, 3).sheet(1)
    assert map_range_grown(sheet, "A5:C8") == "A5:C12"
    assert map_range_grown(sheet, "$A$6:$C$6") == "$A$6:$C$10"
    assert map_range_grown(render(PAIRED, 0).sheet(1), "A6:C7") is None
    assert map_sqref(sheet, "A6:A6 B6:B7 C1") == "A6 A8 A10 B6:B11 C1"
    assert map_sqref(render(PAIRED, 0).sheet(1), "A6 B6") == ""
    assert map_sqref(sheet, "A:A 1:1") == "A:A 1:1"


def test_page_breaks_come_again_with_each_copy() -> None:
    assert map_breaks(render(PAIRED, 3).sheet(1).rows, [5, 7, 9]) == [5, 7, 9, 11, 13]
    assert map_breaks(render(TAGGED, 0).sheet(1).rows, [5, 6, 7, 9]) == [4, 6]


def test_a_drawing_moves_stretches_and_comes_again() -> None:
    rows = render(PAIRED, 3).sheet(1).rows
    assert map_anchor(rows, 1, 3) == [(1, 3)]
    assert map_anchor(rows, 1, 8) == [(1, 12)]
    assert map_anchor(rows, 8) == [(12, 12)]
    assert map_anchor(rows, 5, 6) == [(5, 6), (7, 8), (9, 10)]
    assert map_anchor(render(PAIRED, 0).sheet(1).rows, 5, 6) == []
    assert map_anchor(render(TAGGED, 0).sheet(1).rows, 4, 20) == [(4, 17)]


def test_a_hundred_thousand_copies_take_a_number_each() -> None:
    placement = render(TAGGED, 100_000).sheet(1).rows
    assert placement.count(1) == 100_000
    assert placement.at(8) == 100_005
    assert placement.rows(6)[-1] == 100_004


def test_conditions_without_end_that_are_all_false_need_no_deep_stack() -> None:
    axis = Axis([Block(row, row, repeats=False) for row in range(1, 5001)])
    assert Placement(axis).at(5001) == 1


@pytest.mark.parametrize("blocks", [[Block(3, 5), Block(4, 6)], [Block(3, 2)], [Block(0, 1)]])
def test_blocks_that_overlap_or_are_empty_are_refused(blocks: list[Block]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        Axis(blocks)


def test_an_inner_block_cannot_come_before_its_outer_one() -> None:
    with pytest.raises(ValueError, match="cannot come before"):
        Placement(NESTED).copy(2)


def test_columns_have_letters_and_sheets_have_quotes_where_needed() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 702, 703, 16384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert column_number("xfd") == 16384
    assert [quoted(name) for name in ("Data", "A1", "R1C1", "My data", "It's", "2026", "汇总")] == [
        "Data!",
        "'A1'!",
        "'R1C1'!",
        "'My data'!",
        "'It''s'!",
        "'2026'!",
        "'汇总'!",
    ]


@pytest.mark.libreoffice
def test_a_spreadsheet_program_reads_what_is_written(
    tmp_path: Path, convert: Callable[..., list[Path]]
) -> None:
    formulas = {
        "SUM(B6)": 1 + 2 + 3,
        "LARGE(B6,1)": 3,
        "SUMPRODUCT(B6:B7*C6:C7)": 10 + 40 + 90,
        "COUNT(Data!B6:B7)": 3,
        "SUM(D6)+COUNT(D6:D7)": 0,
        "VLOOKUP(3,B6:C7,2,FALSE)": 30,
    }
    layout, empty = render(PAIRED, 3), render(PAIRED, 0)
    book = Workbook()
    sheet = book.create_sheet("Data", 0)
    for copy in range(3):
        row = layout.sheet(1).rows.at(6, 1, copy)
        sheet[f"B{row}"], sheet[f"C{row}"] = copy + 1, (copy + 1) * 10
    for row, text in enumerate(formulas, 20):
        sheet[f"A{row}"] = "=" + written(layout, text)
        sheet[f"B{row}"] = "=" + written(empty, "SUM(B6)+COUNT(C6:C7)")
    book.save(tmp_path / "areas.xlsx")
    (made,) = convert([tmp_path / "areas.xlsx"], to="xlsx")
    cells = load_workbook(made, data_only=True)["Data"]
    assert [cells[f"A{row}"].value for row, _ in enumerate(formulas, 20)] == list(formulas.values())
    assert {cells[f"B{row}"].value for row, _ in enumerate(formulas, 20)} == {0}
