"""Functions that reports use: what is stored for them is what LibreOffice calculates."""
# ruff: noqa: E501  # formulas read best many a line

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.engine.xlsx.calculation.function_table import FUNCTIONS

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

# What the formulas see: A keys, B numbers with a blank and a text, C days, D texts, E sorted numbers.
DATA: list[list[Any]] = [
    ["north", 10, 46023, "  two  words ", 1],
    ["south", -2.5, 46031, "Äpfel", 3],
    ["North", None, 46054, "a-b-c", 5],
    ["east", "text", 46081, "", 7],
    ["west", 7, 46112, "北风零售", 9],
]
# How files name the functions that came after 2007.
_NEWER = re.compile(r"\b(?:IFS|SWITCH|IFNA|CONCAT|TEXTJOIN|MINIFS|MAXIFS|XLOOKUP|DAYS|ISOWEEKNUM)(?=\()")
FORMULAS = [
    # numbers
    "=MOD(7,3)", "=MOD(-7,3)", "=MOD(7,-3)", "=MOD(5.5,2)", "=MOD(1,0)", "=POWER(2,10)", "=POWER(4,0.5)",
    "=SQRT(16)", "=SIGN(-3)", "=SIGN(0)", "=SUMPRODUCT(B1:B5,E1:E5)", "=SUMPRODUCT(E1:E5)",
    "=COUNTBLANK(B1:B5)", "=COUNTBLANK(A1:E5)", "=MEDIAN(E1:E5)", "=MEDIAN(B1:B5)", "=MEDIAN(E1:E4)",
    "=LARGE(E1:E5,2)", "=SMALL(E1:E5,2)", "=RANK(5,E1:E5)", "=RANK(5,E1:E5,1)",
    '=MINIFS(E1:E5,A1:A5,"n*")', '=MAXIFS(E1:E5,B1:B5,">0")', '=MAXIFS(E1:E5,A1:A5,"none")',
    '=MAXIFS(E1:E5,E1:E5,"<9",A1:A5,"<>east")',
    # choice
    '=IFS(B1>100,"much",B1>5,"some",TRUE,"few")', '=IFS(FALSE,1)', '=SWITCH(A1,"south",1,"NORTH",2,3)',
    '=SWITCH(9,1,"a","other")', "=SWITCH(9,1,2)", '=CHOOSE(2,"a","b","c")', "=CHOOSE(4,1,2)",
    '=IFNA(MATCH("x",A1:A5,0),"none")', "=IFNA(1/0,5)", "=IFNA(7,5)", "=ISERROR(1/0)", "=ISERROR(1)",
    '=ISNA(MATCH("x",A1:A5,0))', "=ISERR(1/0)", "=ISNA(1/0)", "=NA()", "=IF(TRUE(),1,2)",
    # texts
    '=LEFT(A1,2)', "=LEFT(A1)", "=LEFT(A1,0)", "=LEFT(A1,-1)", "=RIGHT(A1,3)", "=RIGHT(A1,99)",
    "=MID(A1,2,3)",
    "=MID(A1,0,1)", "=MID(A1,9,1)", "=LEN(D1)", "=LEN(D5)", "=LEN(B1)", "=LEN(B3)", "=TRIM(D1)",
    "=UPPER(D2)",
    "=LOWER(D2)", '=SUBSTITUTE(D3,"-","+")', '=SUBSTITUTE(D3,"-","+",2)', '=SUBSTITUTE(D3,"x","+")',
    '=REPLACE(A1,2,3,"XX")', '=REPT("ab",3)', '=FIND("t",A1)', '=FIND("T",A1)', '=SEARCH("T",A1)',
    '=FIND("o",A1,2)', '=EXACT(A1,A3)', '=EXACT(A1,"north")', '=VALUE("12.5")', '=VALUE("x")', "=T(A1)",
    "=CONCAT(A1:B2)", '=TEXTJOIN(", ",TRUE,A1:A5,D4)',
    '=TEXTJOIN("-",FALSE,B1:B4)',
    '=TEXT(1234.567,"0")', '=TEXT(1234.567,"#,##0.00")', '=TEXT(0.125,"0%")', '=TEXT(0.1255,"0.0%")',
    '=TEXT(-1234.5,"#,##0")', '=TEXT(2.5,"0")', '=TEXT(C1,"yyyy-mm-dd")', '=TEXT(C1,"d.m.yyyy")',
    '=TEXT(C2,"yyyy/mm/dd")', '=TEXT(C1,"yyyy""年""m""月""d""日""")', '=TEXT(0,"0.00")',
    '=LEFT(D5,2)&"!"',
    # days
    "=DATE(2026,6,30)", "=DATE(2026,14,1)", "=DATE(2026,1,0)", "=DATE(2026,3,-5)", "=DATE(99,1,1)",
    "=YEAR(C1)", "=MONTH(C3)", "=DAY(C4)", "=EDATE(C1,1)", "=EDATE(DATE(2026,1,31),1)", "=EDATE(C1,-13)",
    "=EOMONTH(C1,0)", "=EOMONTH(C1,13)", "=WEEKDAY(C1)", "=WEEKDAY(C1,2)", "=WEEKDAY(C2,3)", "=DAYS(C5,C1)",
    '=DATEDIF(C1,C5,"d")', '=DATEDIF(C1,C5,"m")', '=DATEDIF(DATE(2020,2,29),DATE(2026,2,28),"y")',
    "=NETWORKDAYS(C1,C5)", "=NETWORKDAYS(C5,C1)", "=NETWORKDAYS(C1,C5,C2:C3)",
    "=WORKDAY(C1,10)", "=WORKDAY(C1,-3)", "=WORKDAY(C1,10,C2:C3)", "=WORKDAY(C1,0)", "=C2-C1",
    "=YEAR(C1)&\"-\"&MONTH(C1)",
    "=WEEKNUM(C1)", "=WEEKNUM(C1,2)", "=WEEKNUM(C4,21)", "=ISOWEEKNUM(C1)", "=ISOWEEKNUM(DATE(2027,1,1))",
    "=WEEKNUM(DATE(2023,1,1),2)", "=TIME(13,30,15)", "=TIME(25,0,0)", "=HOUR(0.75)",
    "=MINUTE(TIME(13,30,15))", "=SECOND(TIME(13,30,15))", "=HOUR(C1)",
    # payments, multiples, signs
    "=NPV(0.1,E1:E5)", "=NPV(0.1,B1:B5)", "=NPV(0.05,-100,50,60)", "=PMT(0.05/12,36,10000)", "=PMT(0,10,500)",
    "=PMT(0.1,5,1000,100,1)", "=PV(0.05,10,-100)", "=PV(0.05,10,-100,50,1)", "=FV(0.05,10,-100)", "=FV(0,10,-100,-50)",
    "=FV(0.05,10,-100,-500,1)", "=CEILING(7.1,2)", "=FLOOR(7.9,2)", "=MROUND(7.3,0.5)", "=CEILING(0.3,0.1)",
    "=MROUND(-7,-2)", "=QUOTIENT(-7,2)", "=ISEVEN(4.7)", "=ISODD(-3)", '=PROPER("two words, it\'s 2b")', "=CHAR(65)",
    '=CODE("a")', '=CLEAN("a"&CHAR(10)&"b")', '=HYPERLINK("https://example.com/","to it")',
    # lookups
    '=MATCH("south",A1:A5,0)', '=MATCH("s*",A1:A5,0)', '=MATCH("x",A1:A5,0)', "=MATCH(6,E1:E5)",
    "=MATCH(6,E1:E5,1)",
    "=MATCH(0,E1:E5,1)", "=MATCH(7,B1:B5,0)", "=INDEX(A1:A5,2)", "=INDEX(A1:E5,2,5)", "=INDEX(A1:E1,3)",
    "=INDEX(B1:B5,3)", '=VLOOKUP("south",A1:E5,5,FALSE)', '=VLOOKUP("x",A1:E5,2,FALSE)',
    '=VLOOKUP("NORTH",A1:E5,2,0)', "=VLOOKUP(6,E1:E5,1)", "=VLOOKUP(6,E1:E5,1,TRUE)",

    '=HLOOKUP("north",A1:E5,2,FALSE)',
    "=ROWS(A1:E5)", "=COLUMNS(A1:E5)", "=ROW()", "=ROW(C4)",
    '=INDEX(Other!B1:B2,MATCH("k2",Other!A1:A2,0))', '=VLOOKUP("k1",Other!A1:B2,2,FALSE)*2',
    '=SUMIF(A1:A5,"north",E1:E5)/COUNTIF(A1:A5,"north")', '=IFERROR(VLOOKUP("x",A1:E5,2,FALSE),"-")',
    '=IF(AND(B1>0,OR(A1="x",A1="NORTH")),"yes","no")', '=SUMIFS(E1:E5,A1:A5,"<>west",E1:E5,">=3")',
    '=ROUND(AVERAGE(E1:E5)/3,2)&" %"', '=AVERAGEIF(A1:A5,"*th",E1:E5)',
    '=COUNTIFS(C1:C5,">="&DATE(2026,1,15))',
]  # fmt: skip


def sheets(formulas: list[str]) -> dict[str, Any]:
    # A tag makes it a sheet whose formulas are calculated for each document.
    rows: list[list[Any]] = [
        *DATA,
        ["{{ x }}"],
        *([None, _NEWER.sub(r"_xlfn.\g<0>", text)] for text in formulas),
    ]
    return {
        "S": rows,
        "Other": [["k1", 5], ["k2", 6]],
    }


@pytest.mark.libreoffice
def test_functions_give_what_libreoffice_gives(workbook: Workbook, fill: Fill, recalculate: Any) -> None:
    done = fill(workbook(sheets(FORMULAS)), x=1)
    (again,) = recalculate(done)
    found = [row[1] for row in done.cached("S")[6:]]
    wanted = [row[1] for row in again.cached("S")[6:]]
    wrong = [
        (formula, one, other)
        for formula, one, other in zip(FORMULAS, found, wanted, strict=True)
        if one != (pytest.approx(other) if isinstance(other, (int, float)) else other)
        and not (one is None and other == "")  # an empty text reads as a blank cell
    ]
    assert not wrong


# LibreOffice has one error for what Excel tells apart, joins TRUE as 1, and may not know XLOOKUP.
@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=SQRT(-1)", "#NUM!"),
        ("=WEEKNUM(DATE(2026,12,31))", 53),
        ("=PMT(0.1,0,5)", "#NUM!"),
        ("=NPV(-1,5)", "#DIV/0!"),
        ("=LARGE(E1:E5,9)", "#NUM!"),
        ('=DATEDIF(C5,C1,"d")', "#NUM!"),
        ("=INDEX(A1:A5,9)", "#REF!"),
        ('=VLOOKUP("south",A1:E5,9,FALSE)', "#REF!"),
        ("=CONCATENATE(A1,B1,TRUE)", "north10TRUE"),
        ('=XLOOKUP("EAST",A1:A5,E1:E5)', 7),
        ('=XLOOKUP("x",A1:A5,E1:E5,"none")', "none"),
        ('=XLOOKUP("x",A1:A5,E1:E5)', "#N/A"),
    ],
)
def test_where_libreoffice_differs_functions_give_what_excel_gives(
    workbook: Workbook, fill: Fill, formula: str, result: object
) -> None:
    assert fill(workbook(sheets([formula])), x=1).cached("S")[6][1] == result


@pytest.mark.parametrize(
    "formula",
    [
        "=TODAY()", "=NOW()", "=RAND()", '=TEXT(1,"[Red]0")', '=TEXT(1,"ddd")',
        "=MATCH(5,B1:B5,1)+MATCH(1,A1:B5,-1)", '="2026-01-01"+1',
        '=LEN("😀")', "=YEAR(5)", "=SECOND(0.123456)", "=CEILING(-7,2)",
        "=CHAR(200)", '=PROPER("äpfel")', '=YEAR("2026-01-01")', '="1,200"+1',
    ],
)  # fmt: skip
def test_what_is_not_surely_known_is_left_to_the_reader(workbook: Workbook, fill: Fill, formula: str) -> None:
    assert fill(workbook(sheets([formula])), x=1).cached("S")[6][1] is None


@pytest.mark.libreoffice
def test_days_of_a_workbook_that_counts_from_1904_are_counted_so(
    workbook: Workbook, fill: Fill, recalculate: Any
) -> None:
    def old(book: Any, sheets: Any) -> None:
        book.date_1904 = True

    days = [44561, 44569, 44592]
    formulas = [
        "=DATE(2026,1,1)", "=YEAR(A2)", "=MONTH(A2)", "=DAY(A2)", "=EDATE(A2,1)", "=EOMONTH(A2,1)",
        "=WEEKDAY(A2)",
        "=_xlfn.DAYS(A3,A2)", '=DATEDIF(A2,A4,"m")', "=NETWORKDAYS(A2,A4,A3:A3)", "=WORKDAY(A2,10,A3:A3)",
        '=TEXT(A2,"yyyy-mm-dd")', "=A2+1", "=DATE(1904,1,2)",
    ]  # fmt: skip
    rows = [["{{ x }}"], *([day] for day in days), *([formula] for formula in formulas)]
    done = fill(workbook({"S": rows}, old), x=1)
    (again,) = recalculate(done)
    found, wanted = ([row[0] for row in one.cached()[4:]] for one in (done, again))
    assert found == wanted
    assert done.part("xl/worksheets/sheet1.xml").count(b"<v>44561</v>") == 2  # the first of January, twice


def test_the_documentation_names_every_function_whose_results_are_stored() -> None:
    page = (Path(__file__).parents[3] / "docs" / "templates.md").read_text()
    section = page.partition("### Formulas whose results are stored")[2].partition("\n## ")[0]
    listed = re.findall(r"`([A-Z][A-Z0-9.]*)`", section.partition("Left to Excel")[0])
    assert sorted(listed) == sorted(FUNCTIONS)
