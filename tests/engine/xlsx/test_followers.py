"""What names cells without being a cell: merges, rules, tables, names, charts, drawings follow the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

ROWS = [{"n": "a", "p": 1}, {"n": "b", "p": 2}, {"n": "c", "p": 3}]
CELLS = [
    ["Name", "Price", "Note"],
    ["{%tr for r in rows %}"],
    ["{{ r.n }}", "{{ r.p }}"],
    ["{%tr endfor %}"],
    ["Total", "=SUM(B3:B3)"],
]
Build = Callable[[Any, Any], None]


def sheet_part(done: Any, pattern: str) -> list[str]:
    return re.findall(pattern, done.part("xl/worksheets/sheet1.xml").decode())


def test_merged_cells_come_again_and_those_below_move(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        for box in ("A1:B1", "B3:C3", "A5:C6"):
            sheets["S"].merge_range(box, "")
        sheets["S"].write("B3", "{{ r.p }}")

    done = fill(workbook({"S": CELLS}, build), rows=ROWS)
    assert sheet_part(done, r'<mergeCell ref="([^"]+)"') == ["A1:B1", "B2:C2", "B3:C3", "B4:C4", "A5:C6"]


def test_conditional_formats_and_validations_grow(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        rule = {"type": "formula", "criteria": "=$B3>$B$5", "format": book.add_format({"bold": True})}
        sheets["S"].conditional_format("A3:C3", rule)
        sheets["S"].conditional_format("B3", {"type": "data_bar", "data_bar_2010": True})
        sheets["S"].data_validation("C3", {"validate": "list", "source": "=$A$1:$C$1"})
        sheets["S"].data_validation("E1", {"validate": "list", "source": "=$A$3:$A$3"})

    done = fill(workbook({"S": CELLS}, build), rows=ROWS)
    assert sheet_part(done, r'<conditionalFormatting sqref="([^"]+)"') == ["A2:C4", "B2:B4"]
    assert sheet_part(done, r"<formula>([^<]+)") == ["$B2&gt;$B$5"]
    assert sheet_part(done, r'<dataValidation [^>]*sqref="([^"]+)"') == ["C2:C4", "E1"]
    assert sheet_part(done, r"<formula1>([^<]+)") == ["$A$1:$C$1", "$A$2:$A$4"]
    assert sheet_part(done, r"<xm:sqref>([^<]+)") == ["B2:B4"]


def test_a_rule_whose_formula_holds_a_tag_follows_its_row(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        rule = {"type": "formula", "criteria": "=AND($B3>{{ limit }},$B$5>0)"}
        sheets["S"].conditional_format("A3:C3", {**rule, "format": book.add_format({"bold": True})})

    done = fill(workbook({"S": CELLS}, build), rows=ROWS, limit=2.5)
    assert sheet_part(done, r"<formula>([^<]+)") == ["AND($B2&gt;2.5,$B$5&gt;0)"]


def test_rules_over_an_empty_list_go(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        rule = {"type": "cell", "criteria": ">", "value": 2, "format": book.add_format({"bold": True})}
        sheets["S"].conditional_format("B3", rule)
        sheets["S"].conditional_format("A3", {"type": "data_bar", "data_bar_2010": True})
        sheets["S"].data_validation("C3", {"validate": "list", "source": ["x", "y"]})
        sheets["S"].merge_range("B3:C3", "")

    text = fill(workbook({"S": CELLS}, build), rows=[]).part("xl/worksheets/sheet1.xml").decode()
    assert not re.search("conditionalFormatting|dataValidation|mergeCell|extLst", text)


@pytest.mark.parametrize(("rows", "last"), [(ROWS, 4), (ROWS[:1], 2), ([], 2)])
def test_a_table_grows_and_keeps_one_row(workbook: Workbook, fill: Fill, rows: Any, last: int) -> None:
    def build(book: Any, sheets: Any) -> None:
        columns = [{"header": "Name"}, {"header": "{{ price }}"}]
        sheets["S"].add_table("A1:B4", {"columns": columns, "name": "Prices", "autofilter": True})
        for place, text in (
            ("A2", CELLS[1][0]),
            ("A3", "{{ r.n }}"),
            ("B3", "{{ r.p }}"),
            ("A4", CELLS[3][0]),
        ):
            sheets["S"].write(place, text)

    done = fill(workbook({"S": [], "T": [["=SUM(Prices[Name])"]]}, build), rows=rows, price=2026)
    assert f'ref="A1:B{last}"'.encode() in done.part("xl/tables/table1.xml")
    assert done.rows("S")[0] == ["Name", "2026"]
    assert len(done.rows("S")) == max(last, 2) or not rows


def test_what_stands_below_an_empty_table_keeps_its_distance(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].add_table(
            "A1:B3", {"columns": [{"header": "Name"}, {"header": "Price"}], "name": "Prices"}
        )
        for place, text in (
            ("A2", "{%tr for r in rows %}{{ r.n }}"),
            ("B2", "{{ r.p }}{%tr endfor %}"),
            ("A3", None),
        ):
            sheets["S"].write(place, text)

    cells = {"A5": "below", "B5": "=SUM(B2:B2)"}
    done = fill(workbook({"S": cells}, build), rows=[])
    assert done.book["S"]["A4"].value == "below"
    assert done.book["S"]["B4"].value.startswith("=SUM(B1048576")


def test_names_print_areas_and_filters_follow(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheet = sheets["S"]
        book.define_name("Prices", "=S!$B$3:$B$3")
        book.define_name("Rate", "=0.19")
        sheet.print_area("A1:C5")
        sheet.repeat_rows(0)
        sheet.autofilter("A1:C3")
        sheet.set_h_pagebreaks([3, 5])

    done = fill(workbook({"S": CELLS}, build), rows=ROWS)
    found = {n: d.attr_text for n, d in done.book.defined_names.items()}
    assert found == {"Prices": "S!$B$2:$B$4", "Rate": "0.19"}
    sheet = done.book["S"]
    assert sheet.print_area == "'S'!$A$1:$C$5" and sheet.print_title_rows == "$1:$1"
    assert sheet.auto_filter.ref == "A1:C4"
    assert sheet_part(done, r'<brk id="(\d+)"') == ["2", "3", "4", "5"]


def test_hyperlinks_come_again(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].write_url("C3", "https://example.com/{{ customer }}", string="open")
        sheets["S"].write_url("C5", "internal:S!A3", string="top")

    done = fill(workbook({"S": CELLS}, build), rows=ROWS, customer="north wind")
    sheet = done.book["S"]
    assert [sheet[f"C{row}"].hyperlink.target for row in (2, 3, 4)] == ["https://example.com/north wind"] * 3
    assert sheet["C5"].hyperlink.location == "S!A2"


def chart(book: Any, sheets: Any) -> None:
    made = book.add_chart({"type": "column"})
    made.add_series({"name": "=S!$B$1", "categories": "=S!$A$3:$A$3", "values": "=S!$B$3:$B$3"})
    made.set_title({"name": "Prices of {{ customer }}"})
    sheets["S"].insert_chart("E5", made)


def test_a_chart_grows_and_shows_the_new_figures(workbook: Workbook, fill: Fill) -> None:
    done = fill(workbook({"S": CELLS}, chart), rows=ROWS, customer="N & W")
    text = done.part("xl/charts/chart1.xml").decode()
    assert re.findall("<c:f>([^<]*)", text) == ["S!$B$1", "S!$A$2:$A$4", "S!$B$2:$B$4"]
    assert "Prices of N &amp; W" in text
    assert re.findall("<c:v>([^<]*)", text) == ["Price", "a", "b", "c", "1", "2", "3"]


def test_a_chart_over_an_empty_list_stays_legal(workbook: Workbook, fill: Fill) -> None:
    text = fill(workbook({"S": CELLS}, chart), rows=[], customer="x").part("xl/charts/chart1.xml").decode()
    assert "#REF" not in text and len(re.findall("<c:f>([^<]*)", text)) == 3


def test_drawings_below_move_down(workbook: Workbook, fill: Fill) -> None:
    done = fill(workbook({"S": CELLS}, chart), rows=ROWS * 3, customer="x")
    assert b"<xdr:row>10</xdr:row>" in done.part("xl/drawings/drawing1.xml")


def test_text_boxes_take_values_with_their_lines(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].insert_textbox("E1", "To {{ customer }}", {"font": {"bold": True}})

    text = (
        fill(workbook({"S": CELLS}, build), rows=[], customer="a\nb<c")
        .part("xl/drawings/drawing1.xml")
        .decode()
    )
    assert re.findall("<a:t>([^<]*)", text) == ["To a", "b&lt;c"] and "<a:br/>" in text


def test_headers_and_footers_take_values(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].set_header("&C{{ customer }} &P of &N")

    done = fill(workbook({"S": CELLS}, build), rows=[], customer="R&D")
    assert sheet_part(done, "<oddHeader>([^<]*)") == ["&amp;CR&amp;&amp;D &amp;P of &amp;N"]


def test_comments_follow_their_cells(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].write_comment("B3", "of {{ customer }}")
        sheets["S"].write_comment("B5", "sum")

    done = fill(workbook({"S": CELLS}, build), rows=ROWS, customer="Northwind")
    sheet = done.book["S"]
    boxes = done.part("xl/drawings/vmlDrawing1.vml").decode()
    assert re.findall(r"<x:Row>(\d+)", boxes) == ["1", "2", "3", "4"]
    ids = re.findall(r'<v:shape id="([^"]+)"', boxes)
    assert len(ids) == len(set(ids)) == 4
    assert [sheet[f"B{n}"].comment.text if sheet[f"B{n}"].comment else "" for n in range(2, 6)] == [
        "of Northwind",
        "of Northwind",
        "of Northwind",
        "sum",
    ]


def test_sparklines_come_again_with_their_rows(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].add_sparkline("D3", {"range": "S!A3:B3"})
        sheets["S"].add_sparkline("D5", {"range": "S!B3:B3"})

    done = fill(workbook({"S": CELLS}, build), rows=ROWS)
    assert sheet_part(done, "<xm:f>([^<]*)") == ["S!B2:B4", "S!A2:B2", "S!A3:B3", "S!A4:B4"]
    assert sheet_part(done, "<xm:sqref>([^<]*)") == ["D5", "D2", "D3", "D4"]


def test_what_holds_no_tag_stays_byte_for_byte(workbook: Workbook, fill: Fill) -> None:
    import io
    import zipfile

    def build(book: Any, sheets: Any) -> None:
        chart(book, {"S": sheets["Quiet"]})
        sheets["Quiet"].write_comment("B2", "note")

    template = workbook({"S": CELLS, "Quiet": [["a", 1], ["b", "=SUM(B1)"]]}, lambda b, s: build(b, s))
    template = template.replace(b"", b"")
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    done = fill(template, rows=ROWS, customer="x")
    changed = {name for name in before if done.part(name) != before[name]}
    assert "xl/worksheets/sheet2.xml" not in changed and "xl/comments1.xml" not in changed
    assert "xl/styles.xml" not in changed and "xl/theme/theme1.xml" not in changed


def test_a_workbook_without_tags_comes_out_as_it_went_in(workbook: Workbook, fill: Fill) -> None:
    import io
    import zipfile

    template = workbook({"S": [["a", 1], ["b", "=SUM(B1)"]]})
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    done = fill(template)
    assert all(done.part(name) == content for name, content in before.items())
