"""Small workbooks, one idea each, with what a plain model in Python expects of them.

``listed`` makes a sheet S with the heads in row 1, a row for each item, and what stands below.  A case tells
the values of cells by their names in the finished workbook, given the items; and, for what is not calculated,
the patterns that a part must hold.
"""
# ruff: noqa: E501  # a case a line reads best

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Item = dict[str, Any]
Items = Sequence[Item]
Values = Callable[[Items], Mapping[str, object]]

DIV = "#DIV/0!"


def items(count: int) -> list[Item]:
    """Return so many rows of data, each with a list of its own."""
    return [
        {"n": f"n{at}", "p": at * 1.5 + 1, "q": at % 3 + 1, "v": list(range(at % 4))} for at in range(count)
    ]


@dataclass
class Case:
    """A template as sheets of cells, what XlsxWriter adds, the values to be seen, and what parts say."""

    name: str
    sheets: Mapping[str, Any]
    values: Values = field(default=lambda rows: {})
    build: Callable[[Any, Any], None] | None = None
    says: Mapping[str, Callable[[int], Sequence[str]]] = field(default_factory=dict)
    """For each pattern of a part (``part|pattern``) what it finds, given how many items there are."""


def listed(
    *below: object, row: Sequence[object] = (), top: Sequence[object] = ("Name", "Price", "Qty")
) -> Any:
    """Return the cells of the sheet S."""
    return [
        list(top),
        ["{%tr for r in rows %}"],
        ["{{ r.n }}", "{{ r.p }}", "{{ r.q }}", *row],
        ["{%tr endfor %}"],
        list(below),
    ]


def below(name: str, formula: str, value: Callable[[Items], object], **options: Any) -> Case:
    """A formula below the list, in A5."""
    cells = listed("=" + formula)
    return Case(name, {"S": cells}, lambda rows: {f"S!A{len(rows) + 2}": value(rows)}, **options)


def beside(name: str, formula: str, value: Callable[[Items, int], object], *under: object) -> Case:
    """A formula in each row of the list, in D3."""
    cells = listed(*under, row=["=" + formula])
    return Case(name, {"S": cells}, lambda rows: {f"S!D{at + 2}": value(rows, at) for at in range(len(rows))})


def p(rows: Items) -> list[float]:
    return [row["p"] for row in rows]


def q(rows: Items) -> list[int]:
    return [row["q"] for row in rows]


def total(rows: Items) -> float:
    return sum(p(rows))


FORMULAS = [
    below("sum", "SUM(B3:B3)", total),
    below("sum of a single cell", "SUM(B3)", total),
    below("average", "AVERAGE(B3:B3)", lambda r: total(r) / len(r) if r else DIV),
    below("count", "COUNT(A3:C3)", lambda r: 2 * len(r)),
    below("counta", "COUNTA(A3:C3)", lambda r: 3 * len(r)),
    below("smallest and largest", "MIN(B3:B3,9)+MAX(B3:B3,9)", lambda r: min([*p(r), 9]) + max([*p(r), 9])),
    below("sumproduct", "SUMPRODUCT(B3:B3*C3:C3)", lambda r: sum(x * y for x, y in zip(p(r), q(r), strict=True))),
    below("sumif", 'SUMIF(C3:C3,">1",B3:B3)', lambda r: sum(x["p"] for x in r if x["q"] > 1)),
    below("countif", 'COUNTIF(A3:A3,"n*")', len),
    below("sumifs", 'SUMIFS(B3:B3,C3:C3,1,B3:B3,"<100")', lambda r: sum(x["p"] for x in r if x["q"] == 1 and x["p"] < 100)),
    below("countifs", 'COUNTIFS(C3:C3,2,B3:B3,">3")', lambda r: sum(x["q"] == 2 and x["p"] > 3 for x in r)),
    below("subtotal", "SUBTOTAL(9,B3:B3)", total),
    below("median", "IFERROR(MEDIAN(B3:B3),0)", lambda r: median(p(r)) if r else 0),
    below("largest", "IFERROR(LARGE(B3:B3,1),0)", lambda r: max(p(r)) if r else 0),
    below("index and match", 'IFERROR(INDEX(B3:B3,MATCH("n1",A3:A3,0)),-1)', lambda r: 2.5 if len(r) > 1 else -1),
    below("vlookup", 'IFERROR(VLOOKUP("n0",A3:C3,2,FALSE),-1)', lambda r: 1 if r else -1),
    below("lookup from the head", 'IFERROR(HLOOKUP("Qty",A1:C3,2,FALSE),-1)', lambda r: 1 if r else -1),
    below("one range of two columns", "SUM(B3:C3)", lambda r: total(r) + sum(q(r))),
    below("a union of ranges", "SUM((B3:B3,C3:C3))", lambda r: total(r) + sum(q(r))),
    below("what two ranges share", "SUM(B3:C3 C3:D3)", lambda r: sum(q(r))),
    below("from the head to below the list", "SUM(B1:B4)", total),
    below("rows of a range", "ROWS(B1:B4)", lambda r: len(r) + 1),
    below("a range that ends with a function", "SUM(B1:INDEX(B3:B3,1))", lambda r: 1 if r else 0),
    below("a range that begins with a function", "SUM(INDEX(B1:B1,1):B3)", total),
    below("the first copy for one value", "B3*2", lambda r: 2 if r else 0),
    below("offset", "SUM(OFFSET(B1,1,0,ROWS(B3:B3),1))", total),
    below("a reference that is a text", 'INDIRECT("B1")&"!"', lambda r: "Price!"),
    below("held references", "SUM($B$3:$B$3)", total),
    below("a range held at its begin", "SUM(B$3:B3)", total),
    below("whole rows", "SUM(3:3)", lambda r: total(r) + sum(q(r))),
    below("an error goes on", "SUM(B3:B3)/0", lambda r: DIV),
    below("texts joined", 'A3&"/"&A1', lambda r: ("n0" if r else "") + "/Name"),
    below("conditions", 'IF(AND(COUNT(B3:B3)>1,SUM(B3:B3)>3),"many","few")', lambda r: "many" if total(r) > 3 and len(r) > 1 else "few"),
    below("numbers rounded", "ROUND(SUM(B3:B3)/3,2)", lambda r: round(total(r) / 3 + 1e-9, 2)),
    beside("the copy's own row", "B3*C3", lambda r, at: r[at]["p"] * r[at]["q"]),
    beside("the copy's own row held", "$B3*$C$3", lambda r, at: r[at]["p"] * r[at]["q"]),
    beside("a share of the total", "B3/B$5", lambda r, at: r[at]["p"] / total(r), None, "=SUM(B3:B3)"),
    beside("a running total", "N(D2)+B3", lambda r, at: total(r[: at + 1])),
    beside("a range from the row above to its own", "SUM(D2:D2)+B3", lambda r, at: total(r[: at + 1])),
    beside("a constant above", 'IF(B3>1,$C$1,$A$1)&""', lambda r, at: "Qty" if r[at]["p"] > 1 else "Name"),
    beside("an error caught", "IFERROR(1/(C3-1),0)", lambda r, at: 0 if r[at]["q"] == 1 else 1 / (r[at]["q"] - 1)),
]  # fmt: skip


def _elsewhere(formula: str, name: str = "S") -> Any:
    return {"First": [["=" + formula]], name: listed("=SUM(B3:B3)"), "Last": [["=" + formula]]}


def _at_both(value: Callable[[Items], object]) -> Values:
    return lambda rows: {"First!A1": value(rows), "Last!A1": value(rows)}


def _names(book: Any, sheets: Any) -> None:
    book.define_name("Prices", "=S!$B$3:$B$3")
    book.define_name("S0!Local", "=S!$C$3:$C$3")
    book.define_name("Both", "=S!$B$3:$B$3,S!$C$3:$C$3")
    book.define_name("Total", "=S!$A$5")
    book.define_name("Left", "=S!A1")


def _array(book: Any, sheets: Any) -> None:
    sheets["S"].write_array_formula("A5:A5", "{=SUM(B3:B3*C3:C3)}")


def _table(book: Any, sheets: Any) -> None:
    columns = [{"header": "Name"}, {"header": "Price"}, {"header": "Net"}]
    sheets["S"].add_table("A1:C3", {"columns": columns, "name": "Prices"})
    sheets["S"].write("A2", "{%tr for r in rows %}{{ r.n }}")
    sheets["S"].write("B2", "{{ r.p }}")
    sheets["S"].write_formula("C2", "=Prices[[#This Row],[Price]]*2")
    sheets["S"].write("D2", "{%tr endfor %}")
    sheets["S"].write_row("A3", ["last", 1, 2])


def _nested() -> Any:
    return [
        ["{%tr for r in rows[:200] %}"],
        ["{{ r.n }}"],
        ["{%tr for v in r.v %}"],
        [None, "{{ v }}", "=B4*2"],
        ["{%tr endfor %}"],
        ["Sum", "=SUM(B4:B4)", "=SUM(C4:C4)"],
        ["{%tr endfor %}"],
        ["All", "=SUM(B4:B4)", "=SUM(C6:C6)"],
    ]


def _nested_values(rows: Items) -> Mapping[str, object]:
    found: dict[str, object] = {}
    at = 1
    for row in rows[:200]:
        at += 1 + len(row["v"])
        found[f"S!B{at}"], found[f"S!C{at}"] = sum(row["v"]), 2 * sum(row["v"])
        at += 1
    every = sum(sum(row["v"]) for row in rows[:200])
    return found | {f"S!B{at}": every, f"S!C{at}": 2 * every}


def _chosen() -> Any:
    cells = listed("=SUM(B4:B4)", "=COUNT(D4:D4)")
    cells[2:3] = [["{%tr if r.q > 1 %}"], [*cells[2], "=B4+1"], ["{%tr endif %}"]]
    return cells


def _chosen_values(rows: Items) -> Mapping[str, object]:
    chosen = [row["p"] for row in rows if row["q"] > 1]
    found: dict[str, object] = {f"S!D{at}": price + 1 for at, price in enumerate(chosen, 2)}
    return found | {f"S!A{len(chosen) + 2}": sum(chosen), f"S!B{len(chosen) + 2}": len(chosen)}


def _letters(number: int) -> str:
    from docgen.engine.references import column_letters

    return column_letters(number)


def _by_columns(rows: Items) -> Mapping[str, object]:
    return {
        f"S!{_letters(len(rows) + 2)}1": total(rows),
        f"S!{_letters(len(rows) + 2)}2": total(rows) * 2,
        "S!A3": total(rows),
    }


def _grid(rows: Items) -> Mapping[str, object]:
    rows = rows[:40]
    last = _letters(len(rows) + 2)
    found: dict[str, object] = {f"S!{last}{at}": row["q"] * len(rows) for at, row in enumerate(rows, 2)}
    return found | {f"S!{last}{len(rows) + 2}": sum(q(rows)) * len(rows)}


def _several_rows(rows: Items) -> Mapping[str, object]:
    rows = rows[:200]  # of more, their cells are no longer told apart
    last, prices, counts = 3 * len(rows) + 1, total(rows), sum(q(rows))
    return {f"S!A{last}": prices, f"S!B{last}": counts, f"S!C{last}": 2 * (prices + counts)}


STRUCTURES = [
    Case("another sheet, before and behind", _elsewhere("SUM(S!B3:B3)"), _at_both(total)),
    Case("a sheet whose name needs quotes", _elsewhere("SUM('It''s - a'!B3:B3)", "It's - a"), _at_both(total)),
    Case("whole columns of another sheet", _elsewhere("SUM(S!C:C)"), _at_both(lambda r: sum(q(r)))),
    Case("one cell of another sheet", _elsewhere("S!A5"), _at_both(total)),
    Case(
        "one range over sheets",
        {"A": listed(), "B": [[1, 2], [3, 4]], "Sum": [["=SUM(A:B!B2:B3)"]]},
        lambda r: {"Sum!A1": total(r) + 4},
    ),
    Case(
        "names",
        {"S": listed("=SUM(B3:B3)", "=SUM(Prices)", "=SUM(Local)"), "T": [["=Total*2", "=SUM(Prices)"]]},
        lambda r: {
            f"S!B{len(r) + 2}": total(r), f"S!C{len(r) + 2}": sum(q(r)), "T!A1": total(r) * 2, "T!B1": total(r)
        },
        _names,
        {"xl/workbook.xml|name=\"Left\">(.*?)<": lambda n: ["S!A1"]},
    ),
    Case("an array formula", {"S": listed()}, lambda r: {f"S!A{len(r) + 2}": sum(x["p"] * x["q"] for x in r)}, _array),
    Case(
        "a table with a calculated column",
        {"S": [], "T": [["=SUM(Prices[Price])", "=SUM(Prices[Net])", "=COUNTA(Prices[Name])"]]},
        lambda r: {"T!A1": total(r) + 1, "T!B1": 2 * total(r) + 2, "T!C1": len(r) + 1},
        _table,
        {"xl/tables/table1.xml|<table [^>]*? ref=\"(.*?)\"": lambda n: [f"A1:C{n + 2}"]},
    ),
    Case("loops in loops", {"S": _nested()}, _nested_values),
    Case("a condition in a loop", {"S": _chosen()}, _chosen_values),
    Case(
        "two lists one below the other",
        {"S": [*listed("=SUM(B3:B3)"), *listed("=SUM(B8:B8)", "=A5+A10", "=SUM(B3:B8)")]},
        lambda r: {
            f"S!A{len(r) + 2}": total(r), f"S!A{2 * len(r) + 4}": total(r), f"S!B{2 * len(r) + 4}": 2 * total(r),
            f"S!C{2 * len(r) + 4}": 2 * total(r),
        },
    ),
    Case(
        "a list from the first row on",
        {"S": [["{%tr for r in rows %}{{ r.p }}", "=A1*2", "{%tr endfor %}"], ["=SUM(A1:A1)", "=SUM(B1:B1)"]]},
        lambda r: {f"S!A{len(r) + 1}": total(r), f"S!B{len(r) + 1}": 2 * total(r)},
    ),
    Case(
        "a block of several rows",
        {"S": [["{%tr for r in rows[:200] %}"], ["{{ r.p }}", "=A2+A4"], ["x"], ["{{ r.q }}", "=SUM(A2:A4)"],
               ["{%tr endfor %}"], ["=SUM(A2:A2)", "=SUM(A4:A4)", "=SUM(B2:B4)"]]},
        _several_rows,
    ),
    Case(
        "columns",
        {"S": [["x", "{%tc for r in rows %}{{ r.p }}{%tc endfor %}", "=SUM(B1:B1)"],
               ["y", "{%tc for r in rows %}{{ r.p * 2 }}{%tc endfor %}", "=SUM(B2:B2)"], ["=SUM(B1:B1)"]]},
        _by_columns,
    ),
    Case(
        "columns in rows",
        {"S": [["x", "{%tc for c in rows[:40] %}{{ c.n }}{%tc endfor %}", "Sum"], ["{%tr for r in rows[:40] %}"],
               ["{{ r.n }}", "{%tc for c in rows[:40] %}{{ r.q }}{%tc endfor %}", "=SUM(B3:B3)"],
               ["{%tr endfor %}"], ["All", "{%tc for c in rows[:40] %}1{%tc endfor %}", "=SUM(C3:C3)"]]},
        _grid,
    ),
    Case(
        "sheets",
        {"First": [["=SUM('{{ r.n }}x'!A2)", "=SUM('{{ r.n }}x'!A3)"]],
         "{{ r.n }}x": [["{%sheet for r in rows[:9] %}{%sheet endfor %}"], ["{{ r.p }}"], ["=A2*2"]]},
        lambda r: {"First!A1": total(r[:9]), "First!B1": 2 * total(r[:9])},
    ),
    Case(
        "shared formulas beside the list",
        {"S": [*listed("x"), ["=A5&B1"], ["=A6&B1"]]},
        lambda r: {f"S!A{len(r) + 3}": "xPrice", f"S!A{len(r) + 4}": "xPricePrice"},
    ),
    Case(
        "a list of an empty list beside a full one",
        {"S": [["{%tr for r in [] %}"], [1, "=A2"], ["{%tr endfor %}"], *listed("=SUM(B6:B6)+SUM(A2:B2)")]},
        lambda r: {f"S!A{len(r) + 2}": total(r)},
    ),
]  # fmt: skip

SHEET = "xl/worksheets/sheet1.xml"
HIGH = ' ht="33" customHeight="1" outlineLevel="1"'


def _look(**calls: tuple[Any, ...]) -> Callable[[Any, Any], None]:
    def build(book: Any, sheets: Any) -> None:
        for name, arguments in calls.items():
            getattr(sheets["S"], name.rstrip("_"))(*(a(book) if callable(a) else a for a in arguments))

    return build


def _last(n: int) -> int:
    return n + 1


def _area(n: int, column: str = "B", more: str = "") -> list[str]:
    cells = f"{column}2" if n == 1 else f"{column}2:{column}{_last(n)}"
    return [cells + more] if n else []


def _chart(book: Any, sheets: Any) -> None:
    for at, kind in enumerate(
        ("column", "line", "pie", "scatter", "area", "bar", "radar", "doughnut", "stock")
    ):
        chart = book.add_chart({"type": kind})
        for _ in range(3 if kind == "stock" else 1):
            chart.add_series({"categories": "=S!$A$3:$A$3", "values": "=S!$B$3:$B$3", "name": "=S!$B$1"})
        sheets["S"].insert_chart(6 + at * 16, 4, chart)


def _rule(book: Any) -> dict[str, Any]:
    return {"type": "formula", "criteria": "=$B3=MAX($B$3:$B$3)", "format": book.add_format({"bold": 1})}


LOOKS = [
    Case("merged cells", {"S": listed("x")}, build=_look(merge_range=("B3:C3", ""), merge_range_=("A5:C6", "x")),
         says={SHEET + '|mergeCell ref="(.*?)"': lambda n: [*(f"B{r}:C{r}" for r in range(2, n + 2)), f"A{n + 2}:C{n + 3}"]}),
    Case("a rule for each row", {"S": listed("x")}, build=_look(conditional_format=("A3:C3", _rule)),
         says={SHEET + '|conditionalFormatting sqref="(.*?)"': lambda n: [f"A2:C{_last(n)}"] if n else [],
               SHEET + "|<formula>(.*?)<": lambda n: [f"$B2=MAX($B$2:$B${_last(n)})"] if n else []}),
    Case("data bars", {"S": listed("x")},
         build=_look(conditional_format=("B3", {"type": "data_bar", "data_bar_2010": True})),
         says={SHEET + "|<xm:sqref>(.*?)<": _area}),
    Case("icons and scales", {"S": listed("x")},
         build=_look(conditional_format=("B3", {"type": "icon_set", "icon_style": "3_arrows"}),
                     conditional_format_=("C3", {"type": "3_color_scale"})),
         says={SHEET + '|conditionalFormatting sqref="(.*?)"': lambda n: [*_area(n), *_area(n, "C")]}),
    Case("validations", {"S": listed("x")},
         build=_look(data_validation=("C3", {"validate": "list", "source": "=$A$1:$C$1"}),
                     data_validation_=("E1", {"validate": "list", "source": "=$A$3:$A$3"})),
         says={SHEET + '|dataValidation [^>]*?sqref="(.*?)"': lambda n: [*_area(n, "C"), "E1"]}),
    Case("hyperlinks", {"S": listed("x")},
         build=_look(write_url=("E3", "internal:S!B3"), write_url_=("E5", "https://example.com/")),
         says={SHEET + '|hyperlink ref="(.*?)"': lambda n: [*(f"E{r}" for r in range(2, n + 2)), f"E{n + 2}"],
               SHEET + '|location="S!(.*?)"': lambda n: [f"B{r}" for r in range(2, n + 2)]}),
    Case("comments", {"S": listed("x")}, build=_look(write_comment=("B3", "each"), write_comment_=("B5", "sum")),
         says={"xl/comments1.xml|comment ref=\"(.*?)\"": lambda n: [f"B{r}" for r in range(2, n + 3)]}),
    Case("sparklines", {"S": listed("x")},
         build=_look(add_sparkline=("E3", {"range": "S!B3:C3"}), add_sparkline_=("E5", {"range": "S!B3:B3"})),
         says={SHEET + "|<xm:sqref>(.*?)<": lambda n: [f"E{n + 2}", *(f"E{r}" for r in range(2, n + 2))]}),
    Case("charts of all kinds", {"S": listed("x")}, build=_chart,
         says={f"xl/charts/chart{at}.xml|<c:f>S!.B.2:.B.(.*?)<": lambda n: [str(_last(n))] * bool(n) for at in (1, 2, 3)}),
    Case("a print area, titles, breaks", {"S": listed("x")},
         build=_look(print_area=("A1:C5",), repeat_rows=(0,), set_h_pagebreaks=([3, 5],), autofilter=("A1:C3",)),
         says={SHEET + '|<brk id="(.*?)"': lambda n: [str(r) for r in range(2, n + 3)],
               SHEET + '|<autoFilter ref="(.*?)"': lambda n: [f"A1:C{_last(n)}"],
               "xl/workbook.xml|Print_Area[^>]*>(.*?)<": lambda n: [f"S!$A$1:$C${n + 2}"]}),
    Case("heights and outlines", {"S": listed("x")},
         build=_look(set_row=(2, 33, None, {"level": 1}), set_row_=(4, 44)),
         says={SHEET + "|" + HIGH: lambda n: [HIGH] * n,
               SHEET + '|r="(\\d+)"[^>]* ht="44.25"': lambda n: [str(n + 2)]}),
    Case("pictures and shapes", {"S": listed("x")},
         build=_look(insert_textbox=("E3", "each", {"width": 60, "height": 15, "object_position": 3}),
                     insert_textbox_=("E5", "below", {"object_position": 2})),
         says={"xl/drawings/drawing1.xml|<a:t>(.*?)<": lambda n: ["each", "below"]}),
    Case("frozen panes and a selection", {"S": listed("x")},
         build=_look(freeze_panes=(4, 1), set_selection=("B5",)),
         says={SHEET + '|ySplit="(.*?)"': lambda n: [str(n + 1)]}),
    Case("buttons and protection", {"S": listed("x")},
         build=_look(insert_button=("E5", {"macro": "go"}), protect=("secret",), unprotect_range=("B3", "In")),
         says={SHEET + '|protectedRange [^>]*?sqref="(.*?)"': _area, SHEET + "|<sheetProtection": lambda n: ["<sheetProtection"]}),
    Case("ignored errors", {"S": listed("x")}, build=_look(ignore_errors=({"number_stored_as_text": "A3:B3"},)),
         says={SHEET + '|ignoredError sqref="(.*?)"': lambda n: [f"A2:B{_last(n)}"] if n else []}),
    Case("headers and margins", {"S": listed("x")}, build=_look(set_header=("&LB3&RPage &P",), set_landscape=()),
         says={SHEET + "|<oddHeader>(.*?)<": lambda n: ["&amp;LB3&amp;RPage &amp;P"]}),
]  # fmt: skip

SIDE_BY_SIDE = {
    "A1": "h", "B2": "{%area for r in rows %}{{ r.p }}", "C2": "=B2*2", "D2": "{%area endfor %}",
    "F2": "{%area for r in rows[:3] %}{{ r.q }}", "G2": "{%area endfor %}", "B3": "=SUM(B2:B2)",
    "C3": "=SUM(C2:C2)", "F3": "=SUM(F2:F2)", "A4": "=B3+F3",
}  # fmt: skip
IN_ROWS = [
    ["{%tr for r in rows[:60] %}"],
    ["{{ r.n }}", "{%area for v in r.v %}{{ v }}", "{%area endfor %}", "{%area for w in r.v[:1] %}{{ w + 1 }}",
     "{%area endfor %}"],
    ["x", "=SUM(B2:B2)", None, "=SUM(D2:D2)"],
    ["{%tr endfor %}"],
    ["all", "=SUM(B2:B2)", None, "=SUM(D3:D3)"],
]  # fmt: skip
IN_AREAS = {
    "A1": "h", "B1": "{%area for r in rows[:60] %}{{ r.n }}", "B2": "{%area for v in r.v %}{{ v }}",
    "C2": "{%area endfor %}", "B3": "=SUM(B2:B2)", "C3": "{%area endfor %}", "B4": "=SUM(B3:B3)",
}  # fmt: skip


def _side_by_side(rows: Items) -> Mapping[str, object]:
    few = sum(q(rows[:3]))
    last, other = len(rows) + 2, min(len(rows), 3) + 2
    return {
        f"S!B{last}": total(rows),
        f"S!C{last}": 2 * total(rows),
        f"S!F{other}": few,
        "S!A4": total(rows) + few,
    }


def _in_rows(rows: Items) -> Mapping[str, object]:
    lists = [row["v"] for row in rows[:60]]
    last = sum(max(2, len(one) + 1) for one in lists) + 1
    return {f"S!B{last}": sum(map(sum, lists)), f"S!D{last}": sum(map(bool, lists))}


def _in_areas(rows: Items) -> Mapping[str, object]:
    lists = [row["v"] for row in rows[:60]]
    return {f"S!B{sum(len(one) + 2 for one in lists) + 1}": sum(map(sum, lists))}


AREAS = [
    Case("areas side by side", {"S": SIDE_BY_SIDE}, _side_by_side),
    Case("areas in rows", {"S": IN_ROWS}, _in_rows),
    Case("areas in areas", {"S": IN_AREAS}, _in_areas),
]

CASES = [*FORMULAS, *STRUCTURES, *AREAS, *LOOKS]
