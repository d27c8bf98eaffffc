"""Pivots read what a document holds: ranges, records and items are those of its rows."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.engine.xlsx.pivot_items import Entry, flags, items
from tests.engine.xlsx.conftest import Part, make_workbook, replace_in_part, with_parts
from tests.engine.xlsx.test_frame import CELLS, MAIN, ROWS, SHEET
from tests.engine.xlsx.test_objects import MS, REL, texts

Fill = Callable[..., Any]
PIVOT = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivot"
DEFINITION = "xl/pivotCache/pivotCacheDefinition1.xml"
RECORDS = "xl/pivotCache/pivotCacheRecords1.xml"
PIVOT_TABLE = "xl/pivotTables/pivotTable1.xml"
Fields = Sequence[tuple[str, Sequence[str]]]
NAME_AND_PRICE: Fields = (("Name", ["a"]), ("Price", []))
CACHE = f"""<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{REL}" r:id="rId1" recordCount="1" refreshedBy="x">
<cacheSource type="worksheet"><worksheetSource SOURCE/></cacheSource>
<cacheFields count="2">FIELDS</cacheFields></pivotCacheDefinition>"""
TABLE = f"""<pivotTableDefinition xmlns="{MAIN}" name="Pivot" cacheId="7" dataCaption="V"
 applyNumberFormats="0" applyBorderFormats="0" applyFontFormats="0" applyPatternFormats="0"
 applyAlignmentFormats="0" applyWidthHeightFormats="1" createdVersion="3" updatedVersion="3"
 minRefreshableVersion="3">
<location ref="D7:E9" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>
<pivotFields count="2">FIELDS</pivotFields>
<rowFields count="1"><field x="0"/></rowFields><rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems>
<colItems count="1"><i/></colItems>
<dataFields count="1"><dataField name="Sum" fld="LAST" baseField="0" baseItem="0"/></dataFields>
</pivotTableDefinition>"""


def _cache(source: str, fields: Fields) -> str:
    listed = ""
    for name, texts_ in fields:
        count = f' count="{len(texts_)}"' if texts_ else ""
        held = "".join(f'<s v="{text}"/>' for text in texts_)
        shared = f"<sharedItems{count}>{held}</sharedItems>"
        listed += f'<cacheField name="{name}" numFmtId="0">{shared}</cacheField>'
    return CACHE.replace("SOURCE", source).replace("FIELDS", listed)


def _records(fields: Fields) -> str:
    cells = "".join('<x v="0"/>' if found else '<n v="1"/>' for _, found in fields)
    return f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r>{cells}</r></pivotCacheRecords>'


def _table(fields: Fields) -> str:
    listed = ""
    for number, (_, found) in enumerate(fields):
        axis = "" if number else ' axis="axisRow"'
        data = ' dataField="1"' if number == len(fields) - 1 else ""
        places = "".join(f'<item x="{at}"/>' for at in range(len(found)))
        held = f'<items count="{len(found) + 1}">{places}<item t="default"/></items>' if found else ""
        listed += f'<pivotField{axis}{data} showAll="0">{held}</pivotField>'
    return TABLE.replace("FIELDS", listed).replace("LAST", str(len(fields) - 1))


def with_pivot(
    source: str,
    sheet: str = SHEET,
    build: Any = None,
    cells: Any = CELLS,
    fields: Fields = NAME_AND_PRICE,
    cache_ending: str = "",
) -> bytes:
    """Return a workbook with a pivot on a sheet; ``fields`` are its columns with the items that it lists."""
    definition = _cache(source, fields).replace("</pivotCacheD", cache_ending + "</pivotCacheD")
    parts = {
        DEFINITION: Part(definition, PIVOT + "CacheDefinition+xml", id="rIdP", kind="pivotCacheDefinition"),
        RECORDS: Part(_records(fields), PIVOT + "CacheRecords+xml", DEFINITION, "rId1", "pivotCacheRecords"),
        PIVOT_TABLE: Part(_table(fields), PIVOT + "Table+xml", sheet, "rIdPT", "pivotTable"),
    }
    data = with_parts(
        make_workbook({"S": cells, "T": [["x"]]}, build),
        parts,
        {
            "xl/workbook.xml": lambda text: text.replace(
                "</workbook>", '<pivotCaches><pivotCache cacheId="7" r:id="rIdP"/></pivotCaches></workbook>'
            )
        },
    )
    return _related(data, DEFINITION, Part("", "", PIVOT_TABLE, "rId1", "pivotCacheDefinition"))


def _related(data: bytes, target: str, owner: Part) -> bytes:
    """Relate a part to one that is there already."""
    out = io.BytesIO(data)
    folder, _, file = owner.owner.rpartition("/")
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            f"{folder}/_rels/{file}.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="{owner.id}" Type="{REL}/{owner.kind}" Target="/{target}"/></Relationships>',
        )
    return out.getvalue()


def cache_of(done: Any) -> Any:
    """Return the cache of the one pivot as openpyxl reads it."""
    sheets = done.book.worksheets
    return next(pivot for sheet in sheets for pivot in sheet._pivots).cache


def said(element: Any) -> Any:
    """Return what an item or a value says; nothing if it is blank."""
    return getattr(element, "v", None)


def shared(done: Any) -> list[list[Any]]:
    """Return the items that each field of the cache shares."""
    return [list(map(said, field.sharedItems._fields)) for field in cache_of(done).cacheFields]


def records(done: Any) -> list[list[Any]]:
    """Return the rows that the cache remembers, items in place of their numbers."""
    listed = shared(done)

    def value(field: int, cell: Any) -> Any:
        return listed[field][cell.v] if cell.tagname == "x" else said(cell)

    return [[value(*pair) for pair in enumerate(record._fields)] for record in cache_of(done).records.r]


def test_a_pivot_remembers_the_rows_that_a_document_has(fill: Fill) -> None:
    done = fill(with_pivot('ref="A1:B3" sheet="S"'), rows=ROWS * 2)
    assert texts(done, DEFINITION, "<worksheetSource (.*?)/>") == ['ref="A1:B7" sheet="S"']
    root = texts(done, DEFINITION, "<pivotCacheDefinition (.*?)>")[0]
    assert 'refreshOnLoad="1"' in root and 'r:id="rId1"' in root and 'recordCount="6"' in root
    assert records(done) == [["a", 1], ["b", 2], ["c", 3]] * 2
    assert shared(done) == [["a", "b", "c"], []]
    assert texts(done, PIVOT_TABLE, 'location ref="(.*?)"') == ["D10:E12"]
    assert texts(done, PIVOT_TABLE, "<items count=.*</items>") == [
        '<items count="4"><item x="0"/><item x="1"/><item x="2"/><item t="default"/></items>'
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_a_pivot_over_any_number_of_rows_is_sound(fill: Fill, count: int) -> None:
    rows = [{"n": f"item {number % 300}", "p": number / 2} for number in range(count)]
    done = fill(with_pivot('ref="A1:B3" sheet="S"'), rows=rows)
    assert records(done) == [[row["n"], row["p"]] for row in rows]
    assert len(shared(done)[0]) == min(count, 300) + 1


def test_an_item_that_was_a_tag_becomes_one_of_the_document(fill: Fill) -> None:
    fields = [("Name", ["Total", "{{ r.n }}", "{%tr endfor %}"]), ("Price", [])]
    done = fill(with_pivot('ref="A1:B3" sheet="S"', fields=fields), rows=ROWS[:1])
    assert shared(done)[0] == ["Total", "a", ""]
    assert texts(done, PIVOT_TABLE, "<item (.*?)/>") == ['x="0" m="1"', 'x="1"', 'x="2" m="1"', 't="default"']


def test_an_item_that_does_not_occur_is_marked_and_comes_back_with_its_rows(fill: Fill) -> None:
    fields = [("Name", ["North", "South"]), ("Price", [])]
    done = fill(with_pivot('ref="A1:B3" sheet="S"', fields=fields), rows=[{"n": "SOUTH", "p": 1}])
    assert shared(done)[0] == ["North", "South"] and records(done) == [["South", 1]]
    assert texts(done, PIVOT_TABLE, "<item (.*?)/>")[:2] == ['x="0" m="1"', 'x="1"']


def _name(book: Any, sheets: Any) -> None:
    book.define_name("Prices", "=S!$A$1:$B$3")


def _table_around(book: Any, sheets: Any) -> None:
    columns = [{"header": "Name"}, {"header": "Price"}]
    sheets["S"].add_table("A1:B3", {"columns": columns, "name": "Prices"})
    for place, text in {"A2": "{%tr for r in rows %}{{ r.n }}", "B2": "{{ r.p }}{%tr endfor %}"}.items():
        sheets["S"].write(place, text)
    sheets["S"].write("A3", "d")
    sheets["S"].write("B3", 4)


@pytest.mark.parametrize("sheet", [SHEET, "xl/worksheets/sheet2.xml"])
def test_a_pivot_over_a_name_remembers_its_rows(fill: Fill, sheet: str) -> None:
    done = fill(with_pivot('name="Prices"', sheet, _name), rows=ROWS)
    assert records(done) == [["a", 1], ["b", 2], ["c", 3]]
    assert done.book.defined_names["Prices"].attr_text == "S!$A$1:$B$4"


def test_a_pivot_over_a_table_remembers_its_rows(fill: Fill) -> None:
    done = fill(with_pivot('name="Prices"', build=_table_around, cells=[]), rows=ROWS)
    assert records(done) == [["a", 1], ["b", 2], ["c", 3], ["d", 4]]
    assert done.book["S"].tables["Prices"].ref == "A1:B5"


def test_a_cache_tells_of_what_kinds_its_values_are(fill: Fill) -> None:
    cells = [
        ["A", "B", "C", "D", "E"],
        ["{%tr for r in rows %}"],
        ["{{ r.a }}", "{{ r.b }}", "{{ r.c }}", "{{ r.d }}", "=B3*2"],
        ["{%tr endfor %}"],
    ]
    fields = [("A", ["{{ r.a }}"]), ("B", []), ("C", ["x"]), ("D", ["x"]), ("E", [])]
    rows = [
        {"a": dt.date(2026, 3, 1), "b": 1, "c": True, "d": None},
        {"a": dt.date(2026, 1, 31), "b": 2.5, "c": "_x0041_\n<&>", "d": "text"},
        {"a": dt.date(2026, 1, 31), "b": None, "c": 7, "d": "TEXT"},
    ]
    done = fill(with_pivot('ref="A1:E3" sheet="S"', cells=cells, fields=fields), rows=rows)
    march, january = dt.datetime(2026, 3, 1), dt.datetime(2026, 1, 31)
    assert records(done) == [
        [march, 1, True, None, 2],
        [january, 2.5, "_x005F_x0041_\n<&>", "text", 5],
        [january, None, 7, "text", 0],
    ]
    found = texts(done, DEFINITION, "<sharedItems(.*?)/?>")
    assert found[0] == (
        ' count="2" containsSemiMixedTypes="0" containsNonDate="0" containsDate="1" containsString="0"'
        ' minDate="2026-01-31T00:00:00" maxDate="2026-03-02T00:00:00"'
    )
    assert found[1] == (
        ' containsString="0" containsBlank="1" containsNumber="1" minValue="1" maxValue="2.5"'
    )
    assert found[4] == (
        ' containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1"'
        ' minValue="0" maxValue="5"'
    )


def test_a_heading_that_is_a_tag_names_its_field(fill: Fill) -> None:
    cells = [["Name", "{{ head }}"], *CELLS[1:4]]
    fields = [("Name", ["a"]), ("{{ head }}", [])]
    done = fill(with_pivot('ref="A1:B3" sheet="S"', cells=cells, fields=fields), rows=ROWS, head="Fee 2026")
    assert [field.name for field in cache_of(done).cacheFields] == ["Name", "Fee 2026"]


SLICER_ID = f"""<extLst><ext uri="x"><x14:pivotCacheDefinition pivotCacheId="77"
 xmlns:x14="{MS}spreadsheetml/2009/9/main"/></ext></extLst>"""
CHOICE = f"""<slicerCacheDefinition xmlns="{MS}spreadsheetml/2009/9/main" name="Slicer" sourceName="Name">
<pivotTables><pivotTable tabId="1" name="Pivot"/></pivotTables><data>
<tabular pivotCacheId="77"><items count="2">
<i x="0" s="1"/><i x="1" s="1" nd="1"/></items></tabular></data></slicerCacheDefinition>"""


def with_slicer_of_pivot(kind: str = "slicer") -> bytes:
    fields = [("Name", ["x", "b"]), ("Price", [])]
    template = with_pivot('ref="A1:B3" sheet="S"', fields=fields, cache_ending=SLICER_ID)
    type_, relation = f"application/vnd.ms-excel.{kind}Cache+xml", f"{MS}2007/relationships/{kind}Cache"
    cache = Part(CHOICE, type_, id="rIdSC", kind=relation)
    return with_parts(template, {f"xl/{kind}Caches/{kind}Cache1.xml": cache})


def test_a_slicer_offers_the_items_of_the_document(fill: Fill) -> None:
    done = fill(with_slicer_of_pivot(), rows=ROWS)
    assert shared(done)[0] == ["x", "b", "a", "c"]
    found = texts(done, "xl/slicerCaches/slicerCache1.xml", "<i (.*?)/>")
    assert found == ['x="0" s="1" nd="1"', 'x="1" s="1"', 'x="2" s="1"', 'x="3" s="1"']


def test_a_pivot_over_a_list_beside_others_remembers_its_rows(fill: Fill) -> None:
    other = "{%area for n in ns %}{{ n }}{%area endfor %}"
    cells = [
        ["Day", "Price", "Other"],
        ["{%area for r in rows %}{{ r.d }}", "{{ r.p }}{%area endfor %}", other],
    ]
    fields = [("Day", ["{{ r.d }}"]), ("Price", [])]
    rows = [{"d": dt.date(2026, 1, day), "p": day} for day in (3, 1)]
    done = fill(with_pivot('ref="A1:B2" sheet="S"', cells=cells, fields=fields), rows=rows, ns=[1, 2, 3])
    assert records(done) == [[dt.datetime(2026, 1, 3), 3], [dt.datetime(2026, 1, 1), 1]]


def test_a_pivot_beside_columns_that_repeat_remembers_its_rows(fill: Fill) -> None:
    cells = [
        ["Name", "Price", "{%tc for m in months %}{{ m }}{%tc endfor %}"],
        ["{%tr for r in rows %}"],
        ["{{ r.n }}", "{{ r.p }}"],
        ["{%tr endfor %}"],
    ]
    done = fill(with_pivot('ref="A1:B3" sheet="S"', cells=cells), rows=ROWS, months=["x", "y"])
    assert records(done) == [["a", 1], ["b", 2], ["c", 3]]


MONTHS = """<fieldGroup base="0"><rangePr groupBy="months" startDate="2025-01-01T00:00:00"
 endDate="2025-12-31T00:00:00"/><groupItems count="3"><s v="&lt;2025"/><s v="Jan"/>
<s v="&gt;2025"/></groupItems></fieldGroup></cacheField>"""
GROUP = """<fieldGroup base="0"><discretePr count="1"><x v="0"/></discretePr><groupItems count="1"><s v="a"/>
</groupItems></fieldGroup>"""


def test_a_pivot_by_months_keeps_its_groups_and_remembers_its_rows(fill: Fill) -> None:
    fields = [("Name", ["{{ r.n }}", "b", "c"]), ("Price", [])]
    template = replace_in_part(
        with_pivot('ref="A1:B3" sheet="S"', fields=fields),
        DEFINITION,
        lambda text: text.replace("</cacheField>", MONTHS, 1),
    )
    before = texts(fill(template, rows=[]), PIVOT_TABLE, "<items .*</items>")
    rows = [{"n": dt.date(2026, month, 1), "p": month} for month in range(1, 8)]
    done = fill(template, rows=rows)
    assert records(done) == [[dt.datetime(2026, month, 1), month] for month in range(1, 8)]
    assert texts(done, PIVOT_TABLE, "<items .*</items>") == before


@pytest.mark.parametrize(
    "template",
    [
        lambda: with_pivot('ref="A1:C3" sheet="S"'),
        lambda: with_pivot(
            'ref="A1:B3" sheet="S"', cells=[*CELLS[:2], ["{{ r.n }}", "=LAMBDA(x,x)(1)"], *CELLS[3:]]
        ),
        lambda: with_pivot('ref="A1:B3" sheet="S"', cache_ending=GROUP),
        lambda: with_slicer_of_pivot("timeline"),
    ],
)
def test_records_that_cannot_be_known_are_left_to_the_program(fill: Fill, template: Any) -> None:
    done = fill(template(), rows=ROWS)
    root = texts(done, DEFINITION, "<pivotCacheDefinition (.*?)>")[0]
    assert 'refreshOnLoad="1"' in root and "r:id" not in root and "recordCount" not in root
    assert not [name for name in done.parts if "Records" in name]
    assert "<s v=" in done.part(DEFINITION).decode()


def test_pivots_on_copies_of_a_sheet_share_the_records_of_the_first(fill: Fill) -> None:
    cells = [["{%sheet for s in sites %}Name", "Price{%sheet endfor %}"], *CELLS[1:4]]
    done = fill(with_pivot('ref="A1:B3" sheet="S"', cells=cells), rows=ROWS, sites=[1, 2])
    pivots = [name for name in done.parts if name.startswith("xl/pivotTables/pivot")]
    assert len(pivots) == 2
    for name in pivots:
        assert len(texts(done, name, '<item x="')) == 3


def test_a_pivot_over_a_sheet_without_tags_keeps_its_records(fill: Fill) -> None:
    template = with_pivot('ref="A1:B3" sheet="T"', "xl/worksheets/sheet2.xml")
    done = fill(template, rows=ROWS)
    assert 'refreshOnLoad="1"' not in done.part(DEFINITION).decode()
    assert done.part(RECORDS).decode() == _records(NAME_AND_PRICE)


VALUES = st.one_of(
    st.tuples(st.just("s"), st.text(max_size=3)),
    st.tuples(st.just("n"), st.integers(0, 9).map(str)),
    st.sampled_from([("b", "1"), ("m", ""), ("e", "#N/A"), ("d", "2026-01-01T00:00:00")]),
)


@given(st.lists(st.text(alphabet="ab", max_size=2), unique_by=str.casefold), st.lists(VALUES))
def test_every_value_has_its_place_among_the_items(before: list[str], found: list[Entry]) -> None:
    listed = items([("s", text) for text in before], found)
    assert [value for _, value in listed.all[: len(before)]] == before
    for entry in found:
        at = listed.place(entry)
        assert at in listed.there and listed.all[at][0] == entry[0]
        assert listed.all[at][1].casefold() == entry[1].casefold()
    assert flags(found).get("containsBlank", "0") == str(int(("m", "") in found))


@pytest.mark.libreoffice
def test_libreoffice_shows_the_rows_of_the_document_in_a_pivot(
    fill: Fill, convert: Callable[..., Any], tmp_path: Any
) -> None:
    fields = [("Name", ["{{ r.n }}"]), ("Price", [])]
    path = tmp_path / "pivot.xlsx"
    path.write_bytes(
        fill(with_pivot('ref="A1:B3" sheet="S"', "xl/worksheets/sheet2.xml", fields=fields), rows=ROWS).data
    )
    (made,) = convert([path], "xlsx:Calc MS Excel 2007 XML")
    with zipfile.ZipFile(made) as archive:
        cache = archive.read("xl/pivotCache/pivotCacheDefinition1.xml").decode()
    assert all(f'<s v="{name}"/>' in cache for name in "abc") and "r.n" not in cache
