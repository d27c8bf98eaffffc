"""What is wild in formulas, against slow models that are plainly right: wildcards, kinds of lookups, long columns."""
# ruff: noqa: E501  # formulas read best whole

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.engine.xlsx.calculation import (
    ExcelError,
    Formula,
    Unknown,
    Value,
    as_pieces,
    compile_formula,
    moving,
)
from docgen.engine.xlsx.calculation.function_table import FUNCTIONS
from docgen.engine.xlsx.calculation.wildcards import Wildcards
from docgen.engine.xlsx.cell_values import Cellular
from docgen.engine.xlsx.results import Results
from docgen.engine.xlsx.series import Column


class Plain:
    """A sheet whose columns are lists of values."""

    has_filter, hidden, subtotals, arrays = False, frozenset[int](), frozenset[tuple[int, int]](), ()

    def __init__(self, *columns: Sequence[Value]) -> None:
        self.columns, self.width = columns, len(columns)

    def column(self, number: int) -> Cellular:
        values = self.columns[number - 1] if number <= self.width else ()
        return Column({row: value for row, value in enumerate(values, 1) if value is not None})

    loose = column


def result(formula: str, *columns: Sequence[Value], row: int = 1) -> object:
    """Return what a formula gives in a row of a sheet: a value, an error's text, or ``unknown``."""
    try:
        found = compile_formula(formula, row)(Results([Plain(*columns)], ["S"]), "S", row)
    except Unknown:
        return "unknown"
    return str(found) if isinstance(found, ExcelError) else found


def like(text: str, pattern: str) -> bool:
    """Whether a text is what a pattern says, by trying everything."""
    if not pattern:
        return not text
    if pattern[0] == "~" and pattern[1:2] in ("*", "?", "~"):
        return text[:1] == pattern[1] and like(text[1:], pattern[2:])
    if pattern[0] == "*":
        return any(like(text[at:], pattern[1:]) for at in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and like(text[1:], pattern[1:])


SIGNS = st.text("ab*?~.[\\", max_size=6)


@given(text=SIGNS, pattern=SIGNS)
def test_wildcards_match_what_they_say(text: str, pattern: str) -> None:
    assert Wildcards(pattern).matches(text) == like(text, pattern)


@given(text=SIGNS, pattern=SIGNS, start=st.integers(0, 3))
def test_wildcards_are_found_where_they_first_match(text: str, pattern: str, start: int) -> None:
    places = (at for at in range(start, len(text) + 1) if like(text[at:], pattern + "*"))
    if not pattern.endswith("~"):
        assert Wildcards(pattern).found(text, start) == next(places, -1)


def test_patterns_of_many_wildcards_end_soon() -> None:
    assert not Wildcards("*a" * 100 + "b").matches("a" * 30_000)
    assert Wildcards("*?" * 100).matches("a" * 30_000)


def test_a_formula_too_deep_to_be_read_is_not_known() -> None:
    assert result("(" * 5_000 + "1" + ")" * 5_000) == "unknown"


NUMBERS = st.integers(-9, 9).map(float)
LISTS = st.lists(NUMBERS, min_size=1, max_size=70)


def matched(asked: float, values: Sequence[float], kind: int) -> object:
    """What MATCH gives, found by asking every value."""
    if kind == 0:
        return values.index(asked) + 1.0 if asked in values else "#N/A"
    places = [at for at, value in enumerate(values, 1) if (value <= asked if kind > 0 else value >= asked)]
    return float(places[-1]) if places else "#N/A"


@settings(max_examples=150)
@given(asked=NUMBERS, values=LISTS, kind=st.sampled_from([1, 0, -1]))
def test_match_finds_what_every_value_tells(asked: float, values: list[float], kind: int) -> None:
    if kind:
        values.sort(reverse=kind < 0)
    found = result(f"MATCH({asked},A1:A{len(values)},{kind})", values)
    assert found == matched(asked, values, kind) or (
        found == "unknown" and kind < 0 and len(set(values)) < len(values)
    )


@given(asked=NUMBERS, values=LISTS.filter(lambda values: values != sorted(values)))
def test_a_sorted_lookup_of_values_that_are_not_sorted_is_not_known(
    asked: float, values: list[float]
) -> None:
    assert result(f"MATCH({asked},A1:A{len(values)},1)", values) == "unknown"


def x_matched(asked: float, values: Sequence[float], match: int, is_last: bool) -> object:
    wanted = [asked] if asked in values else []
    if not wanted and match:
        beyond = [value for value in values if (value < asked if match < 0 else value > asked)]
        wanted = [max(beyond) if match < 0 else min(beyond)] if beyond else []
    places = [at for at, value in enumerate(values, 1) if value in wanted]
    return float(places[-1 if is_last else 0]) if places else "#N/A"


@settings(max_examples=150)
@given(asked=NUMBERS, values=LISTS, match=st.sampled_from([0, -1, 1]), search=st.sampled_from([1, -1]))
def test_xmatch_finds_what_every_value_tells(
    asked: float, values: list[float], match: int, search: int
) -> None:
    found = result(f"XMATCH({asked},A1:A{len(values)},{match},{search})", values)
    assert found == x_matched(asked, values, match, search < 0)


CELLS = st.lists(
    st.sampled_from(["x", "X", "y", "", "~", True, False, None, 1.0, 2.0]), min_size=1, max_size=80
)


def meets(value: Value, criterion: str) -> bool:
    if criterion in ("", "=", "<>"):
        return {"": value in (None, ""), "=": value is None, "<>": value is not None}[criterion]
    if criterion in ("x", "=x", "<>x"):
        return (isinstance(value, str) and value.lower() == "x") is not criterion.startswith("<>")
    number = float(criterion.lstrip("<>="))
    is_number = type(value) is float
    return {
        "1": is_number and value == number,
        ">1": is_number and float(str(value)) > number,
        "<>1": not (is_number and value == number),
    }[criterion]


CRITERIA = st.sampled_from(["", "=", "<>", "x", "=x", "<>x", "1", ">1", "<>1"])


@settings(max_examples=200)
@given(values=CELLS, criterion=CRITERIA, last=st.integers(0, 90))
def test_countif_counts_what_every_cell_tells(values: list[Value], criterion: str, last: int) -> None:
    blank = [None] * (last + 1)
    wanted = sum(meets(value, criterion) for value in (values + blank)[: last + 1])
    assert result(f'COUNTIF(A1:A{last + 1},"{criterion}")', values) == wanted
    total = sum(at for at, value in enumerate(values[: last + 1], 1) if meets(value, criterion))
    numbers = [float(at) for at in range(1, len(values) + 1)]
    assert result(f'SUMIF(A1:A{last + 1},"{criterion}",B1)', values, numbers) == total


@pytest.mark.parametrize("criterion", ["", "=", "<>", "x", "<>x", "1", "<>1"])
def test_whole_columns_count_blank_cells_to_their_end(criterion: str) -> None:
    values: list[Value] = ["x", None, 1.0, "y"]
    wanted = sum(meets(value, criterion) for value in values) + meets(None, criterion) * (1_048_576 - 4)
    assert result(f'COUNTIF(A:A,"{criterion}")', values) == wanted
    assert result(f'COUNTIFS(A:A,"{criterion}",B:B,"")', values, []) == wanted


@settings(max_examples=60)
@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200),
    ends=st.lists(st.integers(1, 200), min_size=1, max_size=12),
)
def test_sums_and_counts_over_ranges_that_grow_are_those_of_each_range(
    values: list[float], ends: list[int]
) -> None:
    cells = Results([Plain(values, [str(value) for value in values])], ["S"])
    for end in ends:
        stretch = values[:end]
        total = compile_formula(f"SUM(A$1:A${end})", 1)(cells, "S", 1)
        assert total == pytest.approx(math.fsum(stretch), rel=1e-12, abs=1e-9)
        for name, wanted in (
            ("AVERAGE", math.fsum(stretch) / len(stretch)),
            ("MAX", max(stretch)),
            ("MIN", min(stretch)),
        ):
            found = compile_formula(f"{name}(A$1:A${end})", 1)(cells, "S", 1)
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-9)
        place = compile_formula(f"MATCH(A{min(end, len(values))},A$1:A${end},0)", 1)(cells, "S", 1)
        assert place == values.index(values[min(end, len(values)) - 1]) + 1


ROWS = st.integers(1, 30)
PARTS = st.sampled_from(
    [
        "B{}",
        "$B${}",
        "SUM(A$1:A{})",
        "S!A{}",
        "'S'!B{}:B{}",
        '"A{}"',
        "A1:B{}",
        "A{}:A5",
        "N(B{})",
        "{}",
        "LOG10(A{})",
        "S!A{}:A{}",
    ]
)


@given(parts=st.lists(st.tuples(PARTS, ROWS), min_size=1, max_size=4), row=ROWS)
def test_formulas_that_share_their_pieces_give_in_each_row_what_their_own_text_gives(
    parts: list[tuple[str, int]], row: int
) -> None:
    text = "&".join(part.replace("{}", str(number)) for part, number in parts)
    pieces = as_pieces(text, row)
    assert "".join(str(row + piece) if isinstance(piece, int) else piece for piece in pieces) == text
    columns = [[float(at) for at in range(1, 40)], [float(at * 100) for at in range(1, 40)]]
    elsewhere = row + 3
    written = "".join(str(elsewhere + piece) if isinstance(piece, int) else piece for piece in pieces)
    cells = Results([Plain(*columns)], ["S"])
    assert _given(compile_formula(moving(pieces, row), row), cells, elsewhere) == result(
        written, *columns, row=elsewhere
    )


def _given(formula: Formula, cells: Results, row: int) -> object:
    try:
        found = formula(cells, "S", row)
    except Unknown:
        return "unknown"
    return str(found) if isinstance(found, ExcelError) else found


ATOMS = st.sampled_from(
    ["1", "-2.5", "1E308", "0", '"x"', '""', '"*"', '">1"', "TRUE", "#N/A", "", "A1", "B2", "Z99", "A1:A9", "A1:B9", "A:A", "2:2",
     "{1,2;3,4}", '{"a",1}', "(A1:A3,B1:B2)", "A1:B2 B1:C3", "A1:INDEX(B1:B9,3)"]
)  # fmt: skip


def _combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(parts, max_size=4))
    signs = st.sampled_from(["+", "-", "*", "/", "^", "&", "=", "<", ">=", ":", " ", ","])
    return calls.map(lambda call: f"{call[0]}({','.join(call[1])})") | st.tuples(parts, signs, parts).map(
        lambda pair: f"({pair[0] or 1}){pair[1]}({pair[2] or 2})"
    )


@settings(max_examples=400, deadline=None)
@given(formula=st.recursive(ATOMS, _combined, max_leaves=6), is_array=st.booleans())
def test_every_formula_gives_a_value_or_is_not_known(formula: str, is_array: bool) -> None:
    columns: list[list[Value]] = [[1.0, None, "x", True, ExcelError("#REF!"), "12", 1e300, 46023.0, "~"]] * 2
    try:
        found = compile_formula(formula, 1, is_array=is_array)(Results([Plain(*columns)], ["S"]), "S", 1)
    except Unknown:
        return
    assert isinstance(found, (str, bool, ExcelError)) or math.isfinite(found or math.nan) or found == 0


def test_errors_of_cells_gather_nothing_when_formulas_meet_them() -> None:
    error = ExcelError("#N/A")
    for formula in (
        "A1+1",
        "SUM(A1:A2)",
        "SUMPRODUCT(A1:A2*1)",
        "IFERROR(A1,0)",
        "INDEX(A1:A2,1)",
        "ABS(A1)",
    ):
        result(formula, [error, 1.0])
    assert error.__traceback__ is None


def test_texts_grow_no_longer_than_a_cell_holds() -> None:
    long = "x" * 20_000
    for formula in (
        "A1&A1",
        "CONCAT(A1,A1)",
        'SUBSTITUTE(A1,"x",A1)',
        'TEXTJOIN(A1,TRUE,"a","b","c")',
        "REPLACE(A1,1,0,A1)",
    ):
        assert result(formula, [long]) == "#VALUE!"
    assert result('LEN(A1&REPT("y",12767))', [long]) == 32_767
    assert result('SUMPRODUCT(LEN(REPT("x",ROW(A1:A9999)*0+9999)))') == "unknown"
