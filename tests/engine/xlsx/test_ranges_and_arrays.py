"""Formulas over several ranges, arrays, tables and hidden rows: what is stored is what LibreOffice calculates."""
# ruff: noqa: E501  # formulas read best many a line

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

# A keys, B numbers with a blank and a text, C rising numbers, D falling ones, E texts that are sorted.
DATA: list[list[Any]] = [
    ["north", 10, 1, 9, "alpha"],
    ["south", -2.5, 3, 7, "beta"],
    ["North", None, 5, 5, "delta"],
    ["east", "text", 7, 3, "gamma"],
    ["west", 7, 9, 1, "omega"],
]
_NEWER = re.compile(
    r"\b(?:XLOOKUP|XMATCH|IFNA|TEXTJOIN|AGGREGATE)(?=\()|\b(?:STDEV|VAR|PERCENTILE|QUARTILE)\.\w+(?=\()"
)
PLAIN = [
    # several ranges, and what they share
    "=SUM((C1:C2,C4:C5))", "=SUM(A1:C5 C2:D3)", "=SUM(C1:C3 C3:C5)", "=C1:C5 A2:E2",
    "=SUM(INDEX(C1:C5,2):C4)", "=SUM(C1:INDEX(C1:C5,3))", "=SUM(C2:OFFSET(C2,2,1))", "=SUM(Nums)", "=COUNT(Two)",
    "=SUM(C:C)", "=SUM(C:D)", "=SUM($2:$2)", "=COUNTA(A:A)", "=AVERAGE(Other:Third!B1:B2)", "=MAX(Other:Third!B1)",
    "=SUM(Other!B:B)", '=SUMIF(A:A,"n*",C:C)', '=COUNTIF(A:A,"<>north")', '=VLOOKUP("east",A:D,3,FALSE)',
    '=INDEX(C:C,MATCH("west",A:A,0))', "=ROWS(A:A)", "=COLUMNS(2:2)", "=LARGE((C1:C2,D1:D2),2)",
    # references that are calculated
    "=OFFSET(A1,1,2)", "=SUM(OFFSET(C1,1,0,3,2))", "=ROWS(OFFSET(A1:B3,1,1))",
    '=INDIRECT("C"&2)', '=SUM(INDIRECT("C1:C3"))', '=INDIRECT("Other!B2")*2', "=SUM(INDEX(A1:E5,0,3))",
    "=SUM(INDEX(A1:E5,2,0))", '=SUM(IF(C1=1,C1:C3,D1:D3))', "=SUM(CHOOSE(2,C1:C3,D1:D3))", "=COLUMN(C4)",
    "=SUM(OFFSET(Nums,1,0))", "=ISERROR(OFFSET(A1,-1,0))",
    # SUMPRODUCT and other functions that take arrays
    '=SUMPRODUCT((A1:A5="north")*C1:C5)', '=SUMPRODUCT(--(A1:A5="north"),C1:C5)', "=SUMPRODUCT((C1:C5>3)+0)",
    "=SUMPRODUCT(C1:C5*D1:D5)", "=SUMPRODUCT(C1:C5/D1:D5)", "=SUMPRODUCT((C1:D5>2)*(C1:C5<9))", "=SUMPRODUCT(-C1:C5)",
    "=SUMPRODUCT(LEN(A1:A5))", '=SUMPRODUCT(--ISNUMBER(SEARCH("th",A1:A5)))', "=SUMPRODUCT(--ISTEXT(B1:B5))",
    "=SUMPRODUCT(1/COUNTIF(A1:A5,A1:A5))", "=SUMPRODUCT((MOD(C1:C5,3)=0)*D1:D5)", "=SUMPRODUCT(C1:C5^2)",
    '=SUMPRODUCT(SUMIF(A1:A5,{"north","east"},C1:C5))', '=SUM(COUNTIF(A1:A5,{"north","east"}))', "=SUM({1,2;3,4})",
    '=SUMPRODUCT((LEFT(A1:A5,1)="n")*(C1:C5>1)*D1:D5)', "=SUMPRODUCT(C1:C5*{1;2;3;4;5})", "=SUMPRODUCT(ROW(C1:C5)*C1:C5)",
    "=SUMPRODUCT(LARGE(C1:C5,{1,2}))", "=SUMPRODUCT((A1:A5&E1:E5=\"eastgamma\")*C1:C5)", "=SUMPRODUCT(B1:B5,C1:C5)",
    '=LOOKUP(2,1/(A1:A5="north"),C1:C5)', "=SUMPRODUCT(ROUND(C1:C5/3,1))", "=SUMPRODUCT(C1:C5%)", "=MAX({1,5,3})",
    '=SUMPRODUCT((A:A="north")*C:C)', '=SUMPRODUCT(--(A:A="north"),C:C,D:D)', '=SUMPRODUCT((A:A<>"")*(C:C>3))',
    '=SUMPRODUCT(--(E:E=""))', "=SUMPRODUCT(C:C,Other!B:B)", "=COUNTBLANK(A:A)", "=SUMPRODUCT(--(Third!B:B=B:B))",
    # statistics
    "=MEDIAN(B1:D5)", "=STDEV(C1:C5)", "=STDEV.P(C1:C5)", "=VAR(C1:C5)", "=VARP(D1:D5)", "=PERCENTILE(C1:C5,0.3)",
    "=QUARTILE(C1:C5,1)", "=PERCENTILE.EXC(C1:C5,0.3)", "=MODE({1,2,2,3})", "=SUMSQ(C1:C5)", "=QUARTILE.EXC(C1:C5,3)",
    # lookups
    "=MATCH(4,C1:C5,1)", "=MATCH(4,D1:D5,-1)", "=MATCH(7,D1:D5,-1)", "=MATCH(10,D1:D5,-1)", "=MATCH(99,C1:C5)",
    '=MATCH("c",E1:E5,1)', '=MATCH("?orth",A1:A5,0)', '=MATCH("*st",A1:A5,0)', '=MATCH("~*",A1:A5,0)',
    '=VLOOKUP("ea*",A1:D5,3,FALSE)', "=LOOKUP(6,C1:C5)", "=LOOKUP(6,C1:C5,A1:A5)", '=LOOKUP("c",E1:E5,C1:C5)',
    '=HLOOKUP("alpha",A1:E5,3,FALSE)', '=VLOOKUP("zzz",E1:E5,1)', "=VLOOKUP(0,C1:D5,2)", "=LOOKUP(0,C1:C5)",
    '=INDEX(C1:C5,MATCH("south",A1:A5,0))', "=INDEX(A1:E5,MATCH(7,C1:C5,0),1)", '=SEARCH("o?t",A1)', '=SEARCH("t*",A2)',
    # criteria
    '=COUNTIF(B1:B5,"")', '=COUNTIF(B1:B5,"=")', '=COUNTIF(B1:B5,"<>")', '=COUNTIF(A1:A5,"<>n*")', '=COUNTIF(A1:A5,"*")',
    '=COUNTIF(A1:A5,"n~*")', '=COUNTIFS(A1:A5,"*th",C1:C5,">1")', '=SUMIF(A1:A5,"north",C1)', '=SUMIF(C1:C5,">=5")',
    '=AVERAGEIF(B1:B5,"<>10",C1:C5)', '=SUMIFS(C:C,A:A,"*th",D:D,">5")', "=COUNTIF(C1:C5,C2)",
    # subtotals
    "=SUBTOTAL(9,C1:C5)", "=SUBTOTAL(109,C1:C5)", "=SUBTOTAL(1,C1:C5,D1:D5)", "=SUBTOTAL(2,B1:B5)", "=SUBTOTAL(3,B1:B5)",
    "=SUBTOTAL(4,C1:C5)", "=SUBTOTAL(105,C1:C5)", "=SUBTOTAL(6,C1:C3)", "=SUBTOTAL(7,C1:C5)", "=SUBTOTAL(111,C1:C5)",
    "=AGGREGATE(9,4,C1:C5)", "=AGGREGATE(14,6,C1:C5,2)", "=AGGREGATE(12,5,C1:C5)", "=AGGREGATE(1,6,Errors!A1:A4)",
    '=AGGREGATE(15,6,C1:C5/(A1:A5="north"),2)', "=AGGREGATE(16,4,C1:C5,0.4)", "=AGGREGATE(17,4,C1:C5,3)",
    "=SUBTOTAL(9,Errors!B1:B4)", "=AGGREGATE(9,4,Errors!B1:B4)", "=AGGREGATE(9,0,Errors!B1:B4)", "=AGGREGATE(4,6,Errors!A1:A4)",
    # comparisons, remainders of rounding
    "=0.1+0.2=0.3", "=0.5-0.4-0.1", "=1-0.9-0.1=0", "=2<\"1\"", "=C1:C5=1",
]  # fmt: skip
ARRAYS = [
    "=SUM(C1:C5*D1:D5)", "=SUM(IF(C1:C5>3,D1:D5))", '=SUM(IF(A1:A5="north",C1:C5,0))', "=MAX(IF(C1:C5<6,D1:D5))",
    '=INDEX(C1:C5,MATCH(1,(A1:A5="east")*(C1:C5=7),0))', "=SUM(LEN(A1:A5))", "=AVERAGE(IFERROR(1/(C1:C5-3),0))",
    "=SUM(--(FREQ>3))", "=SUM(LARGE(C1:C5,{1,2}))", '=TEXTJOIN("-",TRUE,IF(C1:C5>4,A1:A5,""))', "=C1:C5*2",
    "=SUM((A1:A5=\"north\")*(C1:C5>1))", "=MIN(ABS(C1:C5-4))", "=SUM(ROW(C1:C5))", "=SUM(TRANSPOSE(C1:C5)*C1:C5)",
    "=PRODUCT(C1:C5-D1:D5+10)", "=AND(C1:C5>0)", "=SUM(ROUND(C1:C5/3,0))", "=STDEV(IF(C1:C5>1,C1:C5))",
]  # fmt: skip


def book(workbook: Workbook, plain: Sequence[str], arrays: Sequence[str] = ()) -> bytes:
    """Return a workbook with formulas in G, below the data; array formulas stand below those."""

    def build(made: Any, sheets: Any) -> None:
        made.define_name("Nums", "=S!$C$1:$C$3")
        made.define_name("Two", "=S!$C$1:$C$3,S!$D$1:$D$2")
        made.define_name("FREQ", "=S!$C$1:$C$5")
        for row, text in enumerate(arrays, len(plain) + 6):
            sheets["S"].write_array_formula(row, 6, row, 6, "{" + _newer(text) + "}")

    rows: list[list[Any]] = [*DATA, ["{{ x }}"], *([*[None] * 6, _newer(text)] for text in plain)]
    errors = [
        ["=1/0", 4],
        [2, "=SUBTOTAL(9,B1:B1)"],
        [3, "=IF(TRUE,_xlfn.AGGREGATE(9,4,B1:B1))"],
        [4, 5],
        ["{{ x }}"],
    ]
    others = {"Other": [["k1", 5], ["k2", 6]], "Third": [[None, 1], [None, 4]], "Errors": errors}
    return workbook({"S": rows, **others}, build)


def _newer(text: str) -> str:
    return _NEWER.sub(r"_xlfn.\g<0>", text)


def _differing(formulas: Sequence[str], done: Any, again: Any) -> list[tuple[str, object, object]]:
    found, wanted = ([row[6] for row in one.cached("S")[6:]] for one in (done, again))
    return [
        (formula, one, other)
        for formula, one, other in zip(formulas, found, wanted, strict=True)
        if one != (pytest.approx(other, abs=1e-12) if isinstance(other, (int, float)) else other)
    ]


@pytest.mark.libreoffice
def test_results_over_ranges_and_arrays_equal_those_of_libreoffice(
    workbook: Workbook, fill: Fill, recalculate: Any
) -> None:
    done = fill(book(workbook, PLAIN, ARRAYS), x=1)
    (again,) = recalculate(done)
    assert not _differing([*PLAIN, *ARRAYS], done, again)


# LibreOffice 7 has other errors and takes no negative sizes; it counts TRUE as 1, and has no XLOOKUP.
@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=SUM(C1:C2 D1:D2)", "#NULL!"),
        ("=SUM(OFFSET(C5,0,0,-2))", 16),
        ("=OFFSET(A1,-1,0)", "#REF!"),
        ("=SUMPRODUCT(C1:C5,C1:D5)", "#VALUE!"),
        ("=SUMPRODUCT(--(C1:C5>1),D1:D4)", "#VALUE!"),
        ('=SUMPRODUCT(A1:A5="north")', 0),
        ("=1=TRUE", False),
        ('="a"<TRUE', True),
        ("=STDEV(C1)", "#DIV/0!"),
        ("=SUBTOTAL(12,C1:C5)", "#VALUE!"),
        ("=AGGREGATE(14,4,C1:C5,9)", "#NUM!"),
        ('=XLOOKUP("none",A1:A5,C1:C5,"-")', "-"),
        ('=XLOOKUP("NORTH",A1:A5,C1:C5)', 1),
        ('=XLOOKUP("north",A1:A5,C1:C5,,0,-1)', 5),
        ("=XLOOKUP(4,C1:C5,A1:A5,,-1)", "south"),
        ("=XLOOKUP(4,C1:C5,A1:A5,,1)", "North"),
        ("=XLOOKUP(0,C1:C5,A1:A5,,-1)", "#N/A"),
        ('=XLOOKUP("*t",A1:A5,C1:C5,,2)', 7),
        ('=XLOOKUP("*t",A1:A5,C1:C5,,2,-1)', 9),
        ("=XLOOKUP(7,C1:C5,A1:A5,,0,2)", "east"),
        ("=XLOOKUP(7,D1:D5,A1:A5,,0,-2)", "south"),
        ('=SUM(XLOOKUP("south",A1:A5,C1:D5))', 10),
        ('=SUM(C1:XLOOKUP("North",A1:A5,C1:C5,,0,-1))', 9),
        ('=XLOOKUP("delta",E1:E5,A1:A5)', "North"),
        ('=XLOOKUP("beta",A2:E2,A1:E1)', "alpha"),
        ("=SUM(_xlfn._xlws.FILTER(C1:C5,D1:D5>3))", 9),
        ('=ROWS(_xlfn._xlws.FILTER(A1:C5,C1:C5=99,"none"))', 1),
        ('=INDEX(_xlfn._xlws.FILTER(A1:E5,A1:A5="EAST"),1,5)', "gamma"),
        ("=COUNTA(_xlfn.UNIQUE(A1:A5))", 4),
        ('=TEXTJOIN("/",TRUE,_xlfn._xlws.SORT(_xlfn.UNIQUE(A1:A5),1,-1))', "west/south/north/east"),
        ("=COUNTA(_xlfn.UNIQUE(A1:A5,FALSE,TRUE))", 3),
        ("=INDEX(_xlfn._xlws.SORT(C1:D5,2),1,1)", 9),
        ("=SUM(_xlfn.SEQUENCE(3,2,10,5))", 135),
        ("=SUMPRODUCT(_xlfn.SEQUENCE(5)*C1:C5)", 95),
        ('=XMATCH("w*",A1:A5,2)', 5),
        ("=XMATCH(4,D1:D5,1)", 3),
        ("=XMATCH(4,D1:D5,-1)", 4),
    ],
)
def test_where_libreoffice_differs_results_over_ranges_are_those_of_excel(
    workbook: Workbook, fill: Fill, formula: str, result: object
) -> None:
    assert fill(book(workbook, [formula]), x=1).cached("S")[6][6] == result


@pytest.mark.parametrize(
    "formula",
    [
        # values that are not sorted, or come twice where either could be meant
        "=MATCH(4,B1:B5,1)", "=VLOOKUP(4,D1:E5,2)", "=MATCH(2,{3,2,2,1},-1)", "=XMATCH(1,{1,1,2},0,2)", "=MATCH(5,C1:C5,-1)",
        # what only Excel's language, or another program, would tell
        '=MATCH("Äpfel",{"Zebra","Äpfel"},1)', '="ä"<"z"', '=COUNTIF(A1:A5,"2026-01-01")', '=COUNTIF({1,2},1)',
        '=COUNTIF(A1:A5,">south")', "=A1:E5", "=SUMPRODUCT(IF(C1:C5>3,C1:C5))", '=INDIRECT("R1C1",FALSE)',
        '=INDIRECT("nothing")', "=TODAY()-C1", "=Unknown", "=SUM(Nowhere!A1)", "=SUM(A1:A5 Left)", "=SUM(A#)", "=COUNTIF(A1:A5,1/0)",
        "=SUM(NoTable[Price])", "=LAMBDA(a,a)(1)", '=XLOOKUP(F99,A1:A5,C1:C5)', "=COLUMN()",
        "=COUNTA(_xlfn.UNIQUE(B1:B5))", "=SUM(_xlfn._xlws.FILTER(C1:C5,C1:C5>99))",
    ],
)  # fmt: skip
def test_what_is_not_surely_known_of_ranges_is_left_to_the_reader(
    workbook: Workbook, fill: Fill, formula: str
) -> None:
    done = fill(book(workbook, [formula]), x=1)
    assert done.cached("S")[6][6] is None
    assert b'fullCalcOnLoad="1"' in done.part("xl/workbook.xml")
