"""What a sheet says of its cells beside holding them: views, scenarios, watches, protection."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.xlsx.conftest import make_workbook, with_parts

Fill = Callable[..., Any]
SHEET = "xl/worksheets/sheet1.xml"
CELLS = [
    ["Name", "Price", "Note"],
    ["{%tr for r in rows %}"],
    ["{{ r.n }}", "{{ r.p }}"],
    ["{%tr endfor %}"],
    ["Total", "=SUM(B3:B3)"],
]
ROWS = [{"n": "a", "p": 1}, {"n": "b", "p": 2}, {"n": "c", "p": 3}]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def sheet(before: str = "", behind: str = "", *, view: str = "", ending: str = "") -> bytes:
    """Return a workbook whose sheet S holds XML in front of its page margins, its views, at its end."""

    def change(text: str) -> str:
        text = text.replace("<pageMargins", before + "<pageMargins") if before else text
        text = re.sub("<sheetView .*?/>", view, text) if view else text
        text = re.sub("(<pageMargins[^>]*>)", rf"\1{behind}", text)
        return text.replace("</worksheet>", ending + "</worksheet>")

    return with_parts(make_workbook({"S": CELLS, "T": [["x"]]}), {}, {SHEET: change})


def text_of(done: Any, part: str = SHEET) -> str:
    return str(done.part(part).decode())


def found(done: Any, pattern: str) -> list[Any]:
    return re.findall(pattern, text_of(done))


def test_frozen_panes_hold_as_many_rows_as_are_left_of_theirs(fill: Fill) -> None:
    pane = '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetView workbookViewId="0" topLeftCell="A1">{pane}</sheetView>'
    assert found(fill(sheet(view=view), rows=ROWS), 'ySplit="(.*?)" topLeftCell="(.*?)"') == [("1", "A2")]
    below = view.replace('"2"', '"4"').replace('"A3"', '"A5"')
    assert found(fill(sheet(view=below), rows=ROWS), 'ySplit="(.*?)" topLeftCell="(.*?)"') == [("4", "A5")]
    assert found(fill(sheet(view=below), rows=[]), 'ySplit="(.*?)" topLeftCell="(.*?)"') == [("1", "A2")]


@pytest.mark.parametrize(
    ("cell", "cells", "count", "expected"),
    [
        ("B3", "B3", 3, ("B2", "B2:B4")),
        ("B5", "B5", 3, ("B5", "B5")),
        ("A5", "A5:B5", 0, ("A2", "A2:B2")),
        ("B3", "B3", 0, ("B2", "B2")),
        ("A5", "A1 A5", 3, ("A5", "A5")),
    ],
)
def test_the_selected_cell_follows(
    fill: Fill, cell: str, cells: str, count: int, expected: tuple[str, str]
) -> None:
    selection = f'<selection activeCell="{cell}" sqref="{cells}"/>'
    view = f'<sheetView workbookViewId="0">{selection}</sheetView>'
    done = fill(sheet(view=view), rows=ROWS[:count])
    assert found(done, 'activeCell="(.*?)" sqref="(.*?)"') == [expected]


CUSTOM = (
    """
<customSheetViews><customSheetView guid="{{11111111-2222-3333-4444-555555555555}}" topLeftCell="A3">
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>
<selection activeCell="B5" sqref="B5"/>
<rowBreaks count="1" manualBreakCount="1"><brk id="3" max="16383" man="1"/></rowBreaks>
<autoFilter ref="A1:C3"/></customSheetView></customSheetViews>
""".replace("{{", "{")
    .replace("}}", "}")
    .replace("\n", "")
)


def test_custom_views_follow(fill: Fill) -> None:
    done = fill(sheet(CUSTOM), rows=ROWS)
    assert found(done, '<brk id="(.*?)"') == ["2", "3", "4"]
    assert found(done, '<autoFilter ref="(.*?)"') == ["A1:C4"]
    assert found(done, 'activeCell="(.*?)"') == ["B5"] and found(done, ' topLeftCell="(.*?)"') == ["A2", "A2"]


def test_scenarios_name_the_cells_where_they_went(fill: Fill) -> None:
    inputs = '<inputCells r="B3" val="7"/><inputCells r="C5" val="8"/>'
    scenario = f'<scenario name="best" count="2">{inputs}</scenario>'
    before = f'<scenarios current="0" sqref="B5">{scenario}</scenarios>'
    assert found(fill(sheet(before), rows=ROWS), '(?:inputCells r|count)="(.*?)"') == ["2", "B2", "C5"]
    assert found(fill(sheet(before), rows=[]), '(?:inputCells r|count)="(.*?)"') == ["1", "C2"]


def test_watches_and_protected_ranges_and_ignored_errors_follow(fill: Fill) -> None:
    protected = '<protectedRange name="In" sqref="B3 C5"/>'
    before = f'<sheetProtection sheet="1"/><protectedRanges>{protected}</protectedRanges>'
    watches = '<cellWatches><cellWatch r="B3"/><cellWatch r="B5"/></cellWatches>'
    errors = '<ignoredErrors><ignoredError sqref="A3:B5" numberStoredAsText="1"/></ignoredErrors>'
    template = sheet(before, watches + errors)
    done = fill(template, rows=ROWS)
    assert found(done, '<protectedRange name="In" sqref="(.*?)"') == ["B2:B4 C5"]
    assert found(done, '<cellWatch r="(.*?)"') == ["B2", "B3", "B4", "B5"]
    assert found(done, '<ignoredError sqref="(.*?)"') == ["A2:B5"]
    assert '<sheetProtection sheet="1"/>' in text_of(done)
    assert found(fill(template, rows=[]), '<cellWatch r="(.*?)"') == ["B2"]


def test_ranges_that_another_sheet_consolidates_follow(fill: Fill) -> None:
    references = '<dataRefs count="1"><dataRef ref="A1:B4" sheet="S"/></dataRefs>'

    def change(text: str) -> str:
        return text.replace("<pageMargins", f"<dataConsolidate>{references}</dataConsolidate><pageMargins")

    template = with_parts(make_workbook({"S": CELLS, "T": [["x"]]}), {}, {"xl/worksheets/sheet2.xml": change})
    done = fill(template, rows=ROWS)
    assert '<dataRef ref="A1:B4" sheet="S"/>' in text_of(done, "xl/worksheets/sheet2.xml")
    done = fill(template, rows=ROWS * 2)
    assert '<dataRef ref="A1:B7" sheet="S"/>' in text_of(done, "xl/worksheets/sheet2.xml")


def test_a_sort_order_follows(fill: Fill) -> None:
    before = (
        '<autoFilter ref="A1:C3"><sortState ref="A2:C3"><sortCondition ref="B2:B3"/></sortState></autoFilter>'
    )
    done = fill(sheet(before), rows=ROWS)
    assert found(done, '(?:autoFilter|sortState|sortCondition) ref="(.*?)"') == ["A1:C4", "A2:C4", "B2:B4"]


def test_rules_of_newer_programs_follow(fill: Fill) -> None:
    rule = (
        '<x14:cfRule type="iconSet" priority="1" id="{11111111-2222-3333-4444-555555555555}">'
        '<x14:iconSet iconSet="3Stars"><x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo>'
        '<x14:cfvo type="formula"><xm:f>$B$5/3</xm:f></x14:cfvo>'
        '<x14:cfvo type="num"><xm:f>T!$A$1</xm:f></x14:cfvo></x14:iconSet></x14:cfRule>'
    )
    formats = (
        f'<ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
        f'<x14:conditionalFormatting xmlns:xm="{XM}">{rule}<xm:sqref>B3</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    )
    choice = (
        '<x14:dataValidation type="list"><x14:formula1><xm:f>S!$A$3:$A$3</xm:f></x14:formula1>'
        "<xm:sqref>C3</xm:sqref></x14:dataValidation>"
    )
    choices = (
        f'<ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        f'<x14:dataValidations xmlns:xm="{XM}" count="1">{choice}</x14:dataValidations></ext>'
    )
    done = fill(sheet(ending=f"<extLst>{formats}{choices}</extLst>"), rows=ROWS * 2)
    assert found(done, "<xm:f>(.*?)</xm:f>") == ["0", "$B$8/3", "T!$A$1", "S!$A$2:$A$7"]
    assert found(done, "<xm:sqref>(.*?)</xm:sqref>") == ["B2:B7", "C2:C7"]
    assert "extLst" not in text_of(fill(sheet(ending=f"<extLst>{choices}</extLst>"), rows=[]))


def test_a_list_on_a_sheet_that_grows_is_followed_from_a_sheet_without_tags(fill: Fill) -> None:
    choice = (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations '
        f'xmlns:xm="{XM}" count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>S!$A$3:$A$3</xm:f>'
        "</x14:formula1><xm:sqref>C3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    template = with_parts(
        make_workbook({"S": CELLS, "T": [["x"]]}),
        {},
        {"xl/worksheets/sheet2.xml": lambda text: text.replace("</worksheet>", choice + "</worksheet>")},
    )
    done = fill(template, rows=ROWS)
    assert "<xm:f>S!$A$2:$A$4</xm:f>" in text_of(done, "xl/worksheets/sheet2.xml")
    assert "<xm:sqref>C3</xm:sqref>" in text_of(done, "xl/worksheets/sheet2.xml")


def test_a_sparkline_group_takes_its_dates_from_the_rows(workbook: Any, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        options = {"range": "S!B3:B3", "date_axis": "S!A3:A3", "location": "D5"}
        sheets["S"].add_sparkline("D5", options)

    done = fill(workbook({"S": CELLS}, build), rows=ROWS)
    assert found(done, "<xm:f>(.*?)</xm:f>") == ["S!A2:A4", "S!B2:B4"]


def test_headers_phonetics_and_page_setup_stay(fill: Fill) -> None:
    behind = '<pageSetup orientation="landscape"/><headerFooter><oddHeader>B3</oddHeader></headerFooter>'
    template = sheet('<phoneticPr fontId="1" type="noConversion"/>', behind)
    text = text_of(fill(template, rows=ROWS))
    assert '<phoneticPr fontId="1" type="noConversion"/>' in text and behind in text


def test_a_table_of_what_if_values_goes_with_its_cells(fill: Fill) -> None:
    cell = '<c r="D5"><f t="dataTable" ref="D5:D6" dt2D="0" dtr="0" r1="C5"/><v>1</v></c></row>'
    template = with_parts(
        make_workbook({"S": CELLS}),
        {},
        {
            SHEET: lambda text: text.replace("</row></sheetData>", cell + "</sheetData>").replace(
                'dimension ref="A1:C5"', 'dimension ref="A1:D5"'
            )
        },
    )
    done = fill(template, rows=ROWS * 2)
    assert found(done, '<f t="dataTable" ref="(.*?)".*? r1="(.*?)"') == [("D8:D9", "C8")]
