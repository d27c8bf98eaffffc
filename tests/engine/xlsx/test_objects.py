"""What lies on a sheet and names its cells: controls, threads, slicers, charts, shapes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.engine.xlsx.conftest import Filled, Part, make_workbook, with_parts
from tests.engine.xlsx.test_frame import CELLS, MAIN, ROWS, SHEET

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MS = "http://schemas.microsoft.com/office/"
DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"


def texts(done: Any, part: str, pattern: str) -> list[Any]:
    return re.findall(pattern, done.part(part).decode())


def behind_margins(xml: str) -> Callable[[str], str]:
    return lambda text: re.sub("(<pageMargins[^>]*>)", lambda match: match[1] + xml, text)


# Form controls

VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">
<v:shape id="_x0000_s1025" type="#_x0000_t201"><x:ClientData ObjectType="Drop">
<x:Anchor>3, 5, 4, 5, 4, 5, 5, 5</x:Anchor><x:FmlaLink>$B$5</x:FmlaLink><x:FmlaRange>$A$3:$A$3</x:FmlaRange>
</x:ClientData></v:shape></xml>"""
CONTROL = f"""<formControlPr xmlns="{MS}spreadsheetml/2009/9/main" objectType="Drop" fmlaLink="$B$5"
 fmlaRange="S!$A$3:$A$3" val="0"/>"""
ANCHOR = """<anchor><from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>4</xdr:row>
<xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row>
<xdr:rowOff>0</xdr:rowOff></to></anchor>"""
CONTROLS = f"""<legacyDrawing r:id="rIdV"/><controls xmlns:xdr="{XDR}">
<control shapeId="1025" r:id="rIdC" name="Drop">
<controlPr linkedCell="$B$5" listFillRange="$A$3:$A$3">{ANCHOR}</controlPr></control></controls>"""


def with_control(sheet: str = SHEET, cells: Any = None) -> bytes:
    cells = cells or {"S": CELLS, "T": [["x"]]}
    parts = {
        "xl/drawings/vmlDrawing9.vml": Part(
            VML, "application/vnd.openxmlformats-officedocument.vmlDrawing", sheet, "rIdV", "vmlDrawing"
        ),
        "xl/ctrlProps/ctrlProp1.xml": Part(
            CONTROL, "application/vnd.ms-excel.controlproperties+xml", sheet, "rIdC", "ctrlProp"
        ),
    }
    return with_parts(make_workbook(cells), parts, {sheet: behind_margins(CONTROLS)})


def test_a_form_control_goes_with_its_cells_and_to_those_it_is_linked_to(fill: Fill) -> None:
    done = fill(with_control(), rows=ROWS * 2)
    links = 'linkedCell="(.*?)" listFillRange="(.*?)"'
    assert texts(done, SHEET, links) == [("$B$8", "$A$2:$A$7")]
    assert texts(done, SHEET, "<xdr:row>(.*?)<") == ["7", "8"]
    links = 'fmlaLink="(.*?)" fmlaRange="(.*?)"'
    assert texts(done, "xl/ctrlProps/ctrlProp1.xml", links) == [("$B$8", "S!$A$2:$A$7")]
    vml = "xl/drawings/vmlDrawing9.vml"
    assert texts(done, vml, "<x:Fmla.*?>(.*?)<") == ["$B$8", "$A$2:$A$7"]
    assert texts(done, vml, "<x:Anchor>(.*?)<") == ["3, 5, 7, 5, 4, 5, 8, 5"]


def test_a_control_on_a_sheet_without_tags_follows_another_sheet(fill: Fill) -> None:
    done = fill(with_control("xl/worksheets/sheet2.xml"), rows=ROWS)
    assert b'fmlaLink="$B$5"' in done.part("xl/ctrlProps/ctrlProp1.xml")
    assert b'fmlaRange="S!$A$2:$A$4"' in done.part("xl/ctrlProps/ctrlProp1.xml")


# Threaded comments

FIRST, REPLY = "{11111111-AAAA-4AAA-8AAA-111111111111}", "{22222222-BBBB-4BBB-8BBB-222222222222}"
PERSON = "{99999999-CCCC-4CCC-8CCC-999999999999}"
THREADS = f"""<ThreadedComments xmlns="{MS}spreadsheetml/2018/threadedcomments">
<threadedComment ref="B3" dT="2026-01-02T03:04:05.00" personId="{PERSON}" id="{FIRST}"><text>why</text>
</threadedComment><threadedComment ref="B3" dT="2026-01-02T03:05:05.00" personId="{PERSON}" id="{REPLY}"
 parentId="{FIRST}"><text>so</text></threadedComment></ThreadedComments>"""
NOTES = f"""<comments xmlns="{MAIN}"><authors><author>Ann</author><author>tc={FIRST}</author></authors>
<commentList><comment ref="B3" authorId="1" shapeId="0"><text><t>thread</t></text></comment>
<comment ref="B5" authorId="0" shapeId="0"><text><t>plain</t></text></comment></commentList></comments>"""


def with_thread(cells: Any) -> bytes:
    kind = f"{MS}2017/10/relationships/threadedComment"
    note = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
    thread = "application/vnd.ms-excel.threadedcomments+xml"
    parts = {
        "xl/comments9.xml": Part(NOTES, note, SHEET, "rIdN", "comments"),
        "xl/threadedComments/threadedComment1.xml": Part(THREADS, thread, SHEET, "rIdT", kind),
    }
    return with_parts(make_workbook(cells), parts)


def test_a_thread_comes_again_with_each_copy_of_its_cell(fill: Fill) -> None:
    done = fill(with_thread({"S": CELLS}), rows=ROWS)
    part = "xl/threadedComments/threadedComment1.xml"
    assert sorted(texts(done, part, ' ref="(.*?)"')) == ["B2", "B2", "B3", "B3", "B4", "B4"]
    ids = texts(done, part, ' id="(.*?)"')
    assert len(set(ids)) == 6 and {FIRST, REPLY} < set(ids)
    assert set(texts(done, part, 'parentId="(.*?)"')) < set(ids) and texts(done, part, PERSON) == [PERSON] * 6
    notes = texts(done, "xl/comments9.xml", 'ref="(.*?)" authorId="(.*?)"')
    assert notes == [("B2", "1"), ("B3", "2"), ("B4", "3"), ("B5", "0")]
    authors = texts(done, "xl/comments9.xml", "<author>(.*?)<")
    assert authors[:2] == ["Ann", f"tc={FIRST}"] and len(set(authors)) == 4
    assert {author[3:] for author in authors[1:]} < set(ids)


def test_a_thread_on_a_sheet_that_repeats_is_another_one_on_each(fill: Fill) -> None:
    cells = {"{{ s }}": {"A1": "{%sheet for s in sites %}{%sheet endfor %}", "B3": "x"}}
    done = fill(with_thread(cells), sites=["a", "b"])
    parts = [name for name in done.parts if "threadedComment" in name and name.endswith("xml")]
    ids = [id_ for part in parts for id_ in texts(done, part, ' id="(.*?)"')]
    assert len(parts) == 2 and len(set(ids)) == 4
    notes = [name for name in done.parts if re.fullmatch(r"xl/comments\d+\.xml", name)]
    assert {a for n in notes for a in texts(done, n, "<author>tc=(.*?)<")} < set(ids)


# Slicers

SLICER = f'<slicers xmlns="{MS}spreadsheetml/2009/9/main"><slicer name="Region" cache="R"/></slicers>'
SLICED = f"""<xdr:wsDr xmlns:xdr="{XDR}"><xdr:twoCellAnchor><xdr:from>
<xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>
<xdr:cNvPr id="2" name="Region"/></xdr:nvGraphicFramePr>
<sle:slicer xmlns:sle="{MS}drawing/2010/slicer" name="Region"/>
</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""


def with_slicer(cells: Any) -> bytes:
    parts = {
        "xl/slicers/slicer1.xml": Part(
            SLICER, "application/vnd.ms-excel.slicer+xml", SHEET, "rIdS", f"{MS}2007/relationships/slicer"
        ),
        "xl/drawings/drawing9.xml": Part(SLICED, DRAWING, SHEET, "rIdD", "drawing"),
    }
    listed = (
        f'<extLst><ext xmlns:x14="{MS}spreadsheetml/2009/9/main" '
        'uri="{A8765BA9-456A-4dab-B4F3-ACF838C121DE}">'
        '<x14:slicerList><x14:slicer r:id="rIdS"/></x14:slicerList></ext></extLst>'
    )
    return with_parts(make_workbook(cells), parts, {SHEET: behind_margins('<drawing r:id="rIdD"/>' + listed)})


def test_a_slicer_comes_once_with_the_first_copy_of_its_row(fill: Fill) -> None:
    done = fill(with_slicer({"S": CELLS}), rows=ROWS)
    assert texts(done, "xl/drawings/drawing9.xml", "<xdr:row>(.*?)<") == ["1", "1"]
    assert done.part("xl/slicers/slicer1.xml").decode() == SLICER


def test_slicers_of_copied_sheets_have_names_of_their_own(fill: Fill) -> None:
    cells = {"{{ s }}": [["{%sheet for s in sites %}{%sheet endfor %}"], ["x"]]}
    done = fill(with_slicer(cells), sites=["a", "b"])
    for folder in ("xl/slicers/slicer", "xl/drawings/drawing"):
        parts = [name for name in done.parts if name.startswith(folder)]
        found = {n for part in parts for n in texts(done, part, '(?:sle:)?slicer [^>]*?name="(.*?)"')}
        assert found == {"Region", "Region 2"}


def test_the_cache_of_a_slicer_goes_with_its_sheet(fill: Fill) -> None:
    kind = f"{MS}2007/relationships/slicerCache"
    cache = f'<slicerCacheDefinition xmlns="{MS}spreadsheetml/2009/9/main" name="R" sourceName="Region"/>'
    listed = (
        f'<extLst><ext xmlns:x14="{MS}spreadsheetml/2009/9/main" '
        'uri="{BBE1A952-AA13-448e-AADC-164F8A28A991}">'
        '<x14:slicerCaches><x14:slicerCache r:id="rIdR"/></x14:slicerCaches></ext></extLst></workbook>'
    )
    name = '<definedNames><definedName name="R">#N/A</definedName></definedNames><calcPr'
    template = with_parts(
        with_slicer({"S": [["{%sheet if keep %}{%sheet endif %}"], ["x"]], "T": [["y"]]}),
        {"xl/slicerCaches/slicerCache1.xml": Part(
            cache, "application/vnd.ms-excel.slicerCache+xml", id="rIdR", kind=kind)},
        {"xl/workbook.xml": lambda text: text.replace("</workbook>", listed).replace("<calcPr", name)},
    )  # fmt: skip
    kept = fill(template, keep=True).part("xl/workbook.xml").decode()
    assert 'slicerCache r:id="rIdR"' in kept and 'name="R"' in kept
    done = fill(template, keep=False)
    book = done.part("xl/workbook.xml").decode()
    assert "slicerCache" not in book and "extLst" not in book and "definedName" not in book
    assert not [part for part in done.parts if "slicer" in part]


# Charts

CHARTEX = f"""<cx:chartSpace xmlns:cx="{MS}drawing/2014/chartex"><cx:chartData>
<cx:data id="0"><cx:strDim type="cat">
<cx:f>S!$A$3:$A$3</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">old</cx:pt></cx:lvl></cx:strDim>
<cx:numDim type="val">
<cx:f>S!$B$3:$B$3</cx:f><cx:lvl ptCount="1" formatCode="0.0">
<cx:pt idx="0">9</cx:pt></cx:lvl></cx:numDim></cx:data>
</cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion><cx:series layoutId="waterfall"><cx:tx><cx:txData>
<cx:f>S!$B$1</cx:f><cx:v>old</cx:v></cx:txData></cx:tx></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart>
</cx:chartSpace>"""


def test_a_chart_of_a_newer_kind_follows_its_cells(fill: Fill) -> None:
    drawing = f'<xdr:wsDr xmlns:xdr="{XDR}"/>'
    kind = f"{MS}2014/relationships/chartEx"
    parts = {
        "xl/drawings/drawing9.xml": Part(drawing, DRAWING, SHEET, "rIdD", "drawing"),
        "xl/charts/chartEx1.xml": Part(
            CHARTEX, "application/vnd.ms-office.chartex+xml", "xl/drawings/drawing9.xml", "rId1", kind
        ),
    }
    template = with_parts(
        make_workbook({"S": CELLS}), parts, {SHEET: behind_margins('<drawing r:id="rIdD"/>')}
    )
    done = fill(template, rows=ROWS)
    part = "xl/charts/chartEx1.xml"
    assert texts(done, part, "<cx:f>(.*?)<") == ["S!$A$2:$A$4", "S!$B$2:$B$4", "S!$B$1"]
    assert texts(done, part, "<cx:pt .*?>(.*?)<") == ["a", "b", "c", "1", "2", "3"]
    assert texts(done, part, "<cx:v>(.*?)<") == ["Price"] and b'formatCode="0.0"' in done.part(part)


def test_tags_that_a_chart_remembers_of_its_cells_do_not_count(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=S!$A$1:$A$1", "values": "=S!$B$1:$B$1"})
        sheets["S"].insert_chart("E5", chart)

    cells = [["{%tr for r in rows %}{{ r.n }}", "{{ r.p }}", "{%tr endfor %}"], ["end"]]
    template = workbook({"S": cells}, build)
    assert b"{%tr for" in Filled(template, []).part("xl/charts/chart1.xml")
    done = fill(template, rows=ROWS)
    assert texts(done, "xl/charts/chart1.xml", "<c:v>(.*?)<") == ["a", "b", "c", "1", "2", "3"]


def test_categories_of_two_levels_keep_both(workbook: Workbook, fill: Fill) -> None:
    cells = [*CELLS[:2], ["{{ r.n }}", "{{ r.n }}{{ r.p }}", "{{ r.p }}"], *CELLS[3:]]

    def build(book: Any, sheets: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=S!$A$3:$B$3", "values": "=S!$C$3:$C$3"})
        sheets["S"].insert_chart("E5", chart)

    template = with_parts(
        workbook({"S": cells}, build),
        {},
        {
            "xl/charts/chart1.xml": lambda text: re.sub(
                "<c:cat>.*?</c:cat>",
                "<c:cat><c:multiLvlStrRef><c:f>S!$A$3:$B$3</c:f><c:multiLvlStrCache><c:ptCount val='1'/>"
                "<c:lvl/><c:lvl/></c:multiLvlStrCache></c:multiLvlStrRef></c:cat>",
                text,
            )
        },
    )
    done = fill(template, rows=ROWS[:2])
    levels = texts(done, "xl/charts/chart1.xml", "<c:lvl>(.*?)</c:lvl>")
    assert [re.findall("<c:v>(.*?)<", level) for level in levels] == [["a1", "b2"], ["a", "b"]]
    assert texts(done, "xl/charts/chart1.xml", '<c:multiLvlStrCache><c:ptCount val="(.*?)"') == ["2"]


def test_labels_of_a_chart_from_cells_follow(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=S!$B$3:$B$3"})
        sheets["S"].insert_chart("E5", chart)

    labels = (
        f'<c:extLst><c:ext uri="{{02D57815-91ED-43cb-92C2-25804820EDAC}}" xmlns:c15="{MS}drawing/2012/chart">'
        "<c15:datalabelsRange><c15:f>S!$A$3:$A$3</c15:f><c15:dlblRangeCache><c:ptCount val='1'/>"
        "</c15:dlblRangeCache></c15:datalabelsRange><c15:filteredSeriesTitle><c15:fullRef>"
        "<c15:sqref>S!$A$3:$A$5</c15:sqref></c15:fullRef></c15:filteredSeriesTitle></c:ext></c:extLst></c:ser>"
    )
    template = with_parts(
        workbook({"S": CELLS}, build),
        {},
        {"xl/charts/chart1.xml": lambda text: text.replace("</c:ser>", labels)},
    )
    done = fill(template, rows=ROWS)
    assert texts(done, "xl/charts/chart1.xml", "<c15:(?:f|sqref)>(.*?)<") == ["S!$A$2:$A$4", "S!$A$2:$A$5"]
    assert texts(done, "xl/charts/chart1.xml", "<c15:dlblRangeCache.*?</c15")[0].count("<c:pt ") == 3


# Shapes


def test_a_text_box_that_shows_a_cell_follows_it(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        for place, link in (("E1", "=$B$5"), ("E5", "=S!$B$3")):
            sheets["S"].insert_textbox(place, "x", {"textlink": link})

    done = fill(workbook({"S": CELLS}, build), rows=ROWS * 2)
    assert texts(done, "xl/drawings/drawing1.xml", 'textlink="(.*?)"') == ["$B$8", "S!$B$2"]


def test_a_shape_moves_and_grows_as_its_owner_said(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        for position in (1, 2, 3):
            options = {"object_position": position, "width": 64, "height": 60}
            sheets["S"].insert_textbox("E1" if position == 1 else "E5", "x", options)

    done = fill(workbook({"S": CELLS}, build), rows=ROWS * 2)
    rows = texts(done, "xl/drawings/drawing1.xml", "<xdr:row>(.*?)<")
    assert rows == ["0", "7", "7", "10", "4", "7"]


def test_formulas_of_a_tables_columns_follow(workbook: Workbook, fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        columns = [
            {"header": "Name", "total_string": "All"},
            {"header": "Price"},
            {"header": "Net", "formula": "=[@Price]*$F$9+B3"},
        ]
        sheets["S"].add_table("A1:C5", {"columns": columns, "name": "Prices", "total_row": True})
        for place, text in (("A2", "{%tr for r in rows %}"), ("A3", "{{ r.n }}"), ("B3", "{{ r.p }}")):
            sheets["S"].write(place, text)
        sheets["S"].write("A4", "{%tr endfor %}")
        for place in ("B2", "B4", "C2", "C4"):
            sheets["S"].write_blank(place, None)

    def change(text: str) -> str:
        return text.replace('totalsRowLabel="All"', 'totalsRowFunction="custom"').replace(
            '<tableColumn id="2" name="Price"/>',
            '<tableColumn id="2" name="Price" totalsRowFunction="custom">'
            "<totalsRowFormula>SUM(B3:B3)</totalsRowFormula></tableColumn>",
        )

    template = with_parts(workbook({"S": {"F9": 0.9}}, build), {}, {"xl/tables/table1.xml": change})
    text = fill(template, rows=ROWS * 2).part("xl/tables/table1.xml").decode()
    assert re.findall("<calculatedColumnFormula>(.*?)<", text) == ["[[#This Row],Price]*$F$12+B2"]
    assert re.findall("<totalsRowFormula>(.*?)<", text) == ["SUM(B2:B7)"]
    assert 'ref="A1:C8"' in text and '<autoFilter ref="A1:C7"' in text
