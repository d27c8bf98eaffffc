"""Rows of a loop are numbered and calculated many at once, and compressed as they come; nobody can tell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from docgen.engine import Limits, compile
from docgen.engine.rows import TURNS
from docgen.engine.xlsx import body
from docgen.errors import RenderError
from tests.workbooks import read

Fill = Callable[..., Any]
Workbook = Callable[..., bytes]

FORMULAS = [
    "=B3*2",
    "=B3+C3/4-1",
    "=-B3*50%",
    "=IF(C3>1,A3,B3)",
    "=SUM(B3:C3)",
    '=IFERROR(B3/C3,"none")',
    "=B3*$B$5",
    "=G3+1",
    "=K3+1",
    "=L3",
    "=B2+1",
]
"""In the columns from E on; the last but two refer to a result beside them, and to themselves."""

VALUES = st.one_of(
    st.none(),
    st.integers(-5, 5),
    st.integers(10**14, 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "a", " a ", "a\nb", "_x000D_", "a`b", "<&>", "1.5", True, Decimal("2.50")]),
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
)
ROWS = st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES, "c": VALUES}), max_size=5)
NUMBERS = st.lists(
    st.fixed_dictionaries({"a": st.just("x"), "b": st.floats(-9, 9), "c": st.integers(-2, 2)}), max_size=5
)


def sheet(first: str) -> list[list[Any]]:
    """Return a sheet of a loop with formulas, and totals below; ``first`` begins each row."""
    row = [first, "{{ r.b }}", "{{ r.c }}", "{{ loop.index }}. {{ r.a }}", *FORMULAS]
    return [
        ["{{ title }}"],
        ["{%tr for r in rows %}"],
        row,
        ["{%tr endfor %}"],
        ["Total", "=SUM(B3:B3)", "=COUNTA(A3:C3)", None, "=SUM(E3:E3)", "=SUM(F3)", "=MAX(G3:K3)"],
    ]


@pytest.fixture
def templates(workbook: Workbook) -> tuple[Any, Any]:
    """A template whose rows come many at once, and the same whose rows come one by one."""
    other = [["=SUM(S!B3:B3)", "=S!E3"]]
    by_turns = "{{ r.a if loop.length else r.a }}"
    return tuple(compile(workbook({"S": sheet(a), "T": other})) for a in ("{{ r.a }}", by_turns))  # type: ignore[return-value]  # two of them


def content(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook but its properties, which tell when the template was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps/")}


@pytest.mark.parametrize("rows", [ROWS, NUMBERS], ids=["anything", "numbers"])
def test_many_rows_at_once_say_what_single_rows_say(templates: tuple[Any, Any], rows: Any) -> None:
    many, single = templates

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(rows=rows)
    @example(rows=[{"a": "_x000D_", "b": None, "c": None}])
    def check(rows: list[dict[str, Any]]) -> None:
        context = {"rows": rows, "title": "t"}
        assert content(many.render(context)) == content(single.render(context))

    check()


def test_rows_that_are_compressed_as_they_come_say_the_same(
    templates: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 2 * TURNS + 3
    rows = [{"a": f"n{n}\x01", "b": n / 2, "c": n % 3} for n in range(count)]
    context = {"rows": rows, "title": "t"}
    at_once = templates[0].render_result(context)
    monkeypatch.setattr(body, "_LOOSE", 10_000)
    streamed = templates[0].render_result(context)
    assert content(streamed.data) == content(at_once.data)
    assert [w.message for w in streamed.warnings] == [w.message for w in at_once.warnings]


def test_what_refers_to_rows_that_are_compressed_still_has_its_result(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "_LOOSE", 1_000)

    def build(book: Any, sheets: Any) -> None:
        book.define_name("Prices", "=S!$B$3:$B$3")

    cells = [
        ["=SUM(B3:B3)", "=SUM(Prices)", "Total {{ title }}"],
        ["{%tr for r in rows %}"],
        ["{{ r.n }}", "{{ r.p }}", "=B3*2"],
        ["{%tr endfor %}"],
        ["=SUM(C3:C3)", '=COUNTIF(A3:A3,"n1*")'],
    ]
    template = compile(workbook({"S": cells}, build))
    done = template.render({"rows": [{"n": f"n{n}", "p": n} for n in range(200)], "title": "t"})
    found = read(done, data_only=True)["S"]
    assert [found["A1"].value, found["B1"].value, found["C1"].value] == [19_900, 19_900, "Total t"]
    assert [found["C2"].value, found["C201"].value] == [0, 398]
    assert [found["A202"].value, found["B202"].value] == [39_800, 111]


def test_two_rows_for_each_item_are_numbered_together(fill: Fill) -> None:
    done = fill(
        {
            "S": [
                ["{%tr for r in rows %}"],
                ["{{ r.a }}", "=A2+1"],
                ["{{ r.b }}", "=A2+A3"],
                ["{%tr endfor %}"],
                ["=SUM(A2:A3)", "=SUM(B3)"],
            ]
        },
        rows=[{"a": n, "b": 10 * n} for n in range(1, 4)],
    )
    assert done.rows()[2:4] == [[2, "=A3+1"], [20, "=A3+A4"]]
    assert done.cached() == [[1, 2], [10, 11], [2, 3], [20, 22], [3, 4], [30, 33], [66, 66]]


def test_a_loop_inside_a_loop_is_numbered_in_its_place(fill: Fill) -> None:
    done = fill(
        {
            "S": [
                ["{%tr for g in groups %}"],
                ["{{ g.name }}"],
                ["{%tr for n in g.ns %}"],
                ["{{ n }}", "=A4*2"],
                ["{%tr endfor %}"],
                ["=SUM(A4:A4)", "=SUM(B4:B4)"],
                ["{%tr endfor %}"],
            ]
        },
        groups=[{"name": "a", "ns": [1, 2]}, {"name": "b", "ns": []}, {"name": "c", "ns": [3]}],
    )
    found = done.cached()
    assert [row[0] for row in found] == ["a", 1, 2, 3, "b", 0, "c", 3, 3]
    assert [row[1] for row in found] == [None, 2, 4, 6, None, 0, None, 6, 6]


def test_more_rows_than_a_sheet_takes_are_told(workbook: Workbook) -> None:
    class Many(list[int]):
        """A list without its items."""

        def __len__(self) -> int:
            return 1_048_577

        def __iter__(self) -> Iterator[int]:
            return iter(range(len(self)))

    template = compile(workbook({"S": [["{%tr for r in rows %}"], ["{{ r }}"], ["{%tr endfor %}"]]}))
    with pytest.raises(RenderError, match="more than 1,048,576 rows"):
        template.render({"rows": Many()})


def test_rows_that_are_compressed_count_with_the_room_that_they_take(workbook: Workbook) -> None:
    cells = [["{%tr for r in rows %}"], ["{{ r }}"], ["{%tr endfor %}"]]
    template = compile(workbook({"S": cells}), limits=Limits(output=300_000))
    done = template.render({"rows": ["the same again"] * 5_000})
    assert len(content(done)["xl/worksheets/sheet1.xml"]) > 350_000
    noise = Random(1)
    with pytest.raises(RenderError, match="larger than"):
        template.render({"rows": [noise.randbytes(400).hex() for _ in range(5_000)]})
