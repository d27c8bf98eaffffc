"""The reference engine against a plain, slow model: a list with the identity of every output row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.engine.references import (
    ROWS,
    Axis,
    Block,
    BookLayout,
    BookPlan,
    FormulaTemplate,
    Home,
    Placement,
    SheetLayout,
    SheetPlan,
    map_breaks,
    map_range_all,
    map_range_grown,
    map_sqref,
)

TAIL = 4
"""Rows below the last block."""

Path = tuple[tuple[int, int], ...]
"""The copies a row stands in, outermost first: number of the block, number of the copy."""


@dataclass
class Node:
    """A row ("row", "gone") or a block of nodes."""

    kind: str
    inner: list[Node] = field(default_factory=list)
    number: int = 0
    first: int = 0
    last: int = 0


@dataclass
class Model:
    """A template and one render of it, as lists."""

    axis: Axis
    placement: Placement
    chains: dict[int, tuple[int, ...]]
    rows: list[tuple[int, Path]]
    copies: list[Path]
    size: int


def nodes(depth: int) -> st.SearchStrategy[list[Node]]:
    plain = st.sampled_from(["row", "row", "gone"]).map(Node)
    if depth == 0:
        return st.lists(plain, min_size=1, max_size=3)
    block = st.builds(Node, st.sampled_from(["loop", "loop", "if"]), nodes(depth - 1))
    return st.lists(plain | block, min_size=1, max_size=4)


def number(tree: list[Node], blocks: list[Block], gone: list[int], row: int) -> int:
    """Give every node its rows and its number; return the next row."""
    for node in tree:
        node.first = row
        if node.inner:
            at = len(blocks)
            blocks.append(Block(0, 0))
            row = number(node.inner, blocks, gone, row)
            node.number = at + 1
            blocks[at] = Block(node.first, row - 1, node.kind == "loop")
        else:
            gone += [row] if node.kind == "gone" else []
            row += 1
        node.last = row - 1
    return row


def chained(tree: list[Node], chain: tuple[int, ...] = ()) -> Iterator[tuple[int, tuple[int, ...]]]:
    for node in tree:
        if node.inner:
            yield from chained(node.inner, (*chain, node.number))
        else:
            yield node.first, chain


def play(tree: list[Node], data: st.DataObject, model: Model, path: Path = ()) -> None:
    """Write the output rows of the nodes, as often as the data says."""
    for node in tree:
        if not node.inner:
            model.rows += [(node.first, path)] if node.kind == "row" else []
            continue
        for _ in range(data.draw(st.integers(0, 1 if node.kind == "if" else 3))):
            copy = model.placement.copy(node.number)
            model.copies.append((*path, (node.number, copy)))
            play(node.inner, data, model, (*path, (node.number, copy)))


@st.composite
def models(draw: st.DrawFn) -> Model:
    tree = draw(nodes(2))
    data: st.DataObject = draw(st.data())
    blocks: list[Block] = []
    gone: list[int] = []
    size = number(tree, blocks, gone, 1) - 1 + TAIL
    tree += [Node("row", first=row, last=row) for row in range(size - TAIL + 1, size + 1)]
    axis = Axis(blocks, gone)
    model = Model(axis, Placement(axis), dict(chained(tree)), [], [()], size)
    play(tree, data, model)
    return model


def is_in(path: Path, scope: Path) -> bool:
    return path[: len(scope)] == scope


def within(model: Model, first: int, last: int, scope: Path = ()) -> list[int]:
    """Return the output rows of the template rows from first to last in one copy."""
    found = enumerate(model.rows, 1)
    return [out for out, (row, path) in found if first <= row <= last and is_in(path, scope)]


def part(model: Model, row: int, depth: int) -> tuple[int, int]:
    """Return the rows of the block at that depth around the row, or of the row itself."""
    chain = model.chains[row]
    block = model.axis.blocks[chain[depth]] if len(chain) > depth else Block(row, row)
    return block.first, block.last


def before(model: Model, row: int, scope: Path) -> int:
    """Return the output row that stands before the place of a template row in one copy that has rows."""
    start = within(model, 1, model.size, scope)[0]
    return start - 1 + len(within(model, 1, row - 1, scope))


def scope_of(model: Model, row: int, home: Path) -> Path:
    """Return the copies around the home that also hold the row."""
    return tuple(step for step, number in zip(home, model.chains[row], strict=False) if step[0] == number)


def above(model: Model, row: int, last: int, held: bool, home: Path) -> int | None:
    """Return the output row above the copy whose block begins just below the row, if that is meant."""
    for depth in range(len(home), 0, -1):
        block = model.axis.blocks[home[depth - 1][0]]
        begins = block.first == row + 1 and (block.repeats or row in model.axis.gone)
        if begins and not held and last <= block.last:
            return within(model, 1, model.size, home[:depth])[0] - 1
    return None


def meant(model: Model, home: Path, first: int, last: int, held: tuple[bool, bool]) -> list[int]:
    """Return the output rows that a range means, seen from a copy."""
    scopes = scope_of(model, first, home), scope_of(model, last, home)
    up = above(model, first, last, held[0], home), above(model, last, last, held[1], home)
    if up == (None, None) and scopes[0] == scopes[1]:
        return within(model, first, last, scopes[0])
    start, high = up
    if start is None:
        own = within(model, first, first, scopes[0])
        start = own[0] if own else before(model, part(model, first, len(scopes[0]))[0], scopes[0]) + 1
    if high is None:
        own = within(model, last, last, scopes[1])
        high = own[-1] if own else before(model, part(model, last, len(scopes[1]))[1] + 1, scopes[1])
    return list(range(max(start, 1), high + 1))


def read(areas: str) -> list[int]:
    """Return the rows that a list of areas names."""
    found: list[int] = []
    for area in re.split("[, ]", areas):
        ends = [int(end) for end in re.findall(r"\d+", area)]
        found += range(ends[0], ends[-1] + 1)
    return found


def touching(rows: list[int]) -> int:
    return 1 + sum(one + 1 != other for one, other in pairwise(rows))


def layout(model: Model) -> BookLayout:
    plan = BookPlan([SheetPlan("Data", model.axis)])
    return BookLayout(plan, [SheetLayout("Data", model.placement, Placement(plan.sheet(1).columns))])


@settings(max_examples=150, deadline=None)
@given(models())
def test_every_row_is_where_the_model_has_it(model: Model) -> None:
    for row in range(1, model.size + 1):
        assert model.placement.rows(row) == within(model, row, row)
    for out, (row, path) in enumerate(model.rows, 1):
        assert model.placement.at(row, *(path[-1] if path else (0, 0))) == out


@settings(max_examples=300, deadline=None)
@given(models(), st.data())
def test_a_formula_means_what_the_model_says(model: Model, data: st.DataObject) -> None:
    row, path = data.draw(st.sampled_from([home for home in model.rows if home[1]] or model.rows))
    edges = [
        edge for block in model.axis.blocks[1:] for edge in (block.first - 1, block.last, block.last + 1)
    ]
    some_row = st.integers(1, model.size) | st.sampled_from([edge for edge in edges if edge] or [1])
    first, last = sorted((data.draw(some_row), data.draw(some_row)))
    held = data.draw(st.tuples(st.booleans(), st.booleans()))
    book = layout(model)
    copy = path[-1][1] if path else 0

    def written(text: str) -> str:
        return FormulaTemplate.compile(text, book.plan, Home(1, row, 2)).text(book, row_copy=copy)

    ends = [f"B{'$' * hold}{end}" for end, hold in zip((first, last), held, strict=True)]
    rows = meant(model, path, first, last, held) or [ROWS]
    areas = written(f"SUM({ends[0]}:{ends[1]})")[4:-1]
    assert read(areas) == rows
    assert areas.count(",") + 1 == touching(rows)
    assert read(written(f"COUNTIF({ends[0]}:{ends[1]},1)")[8:-3]) == list(range(rows[0], rows[-1] + 1))
    single = meant(model, path, first, first, (held[0], held[0])) or [ROWS]
    if above(model, first, first, held[0], path) == 0:
        single = [ROWS]
    assert read(written(f"SUM({ends[0]})")[4:-1]) == single
    assert read(written(f"1-{ends[0]}")[2:]) == single[:1]


@settings(max_examples=150, deadline=None)
@given(models(), st.data())
def test_what_is_no_formula_goes_where_the_model_says(model: Model, data: st.DataObject) -> None:
    first, last = sorted(data.draw(st.lists(st.integers(1, model.size), min_size=2, max_size=2)))
    sheet = layout(model).sheet(1)
    rows = within(model, first, last)
    assert read(map_sqref(sheet, f"B{first}:B{last}") or "B0") == (rows or [0])
    grown = map_range_grown(sheet, f"B{first}:C{last}")
    assert grown == (f"B{rows[0]}:C{rows[-1]}" if rows else None)
    chain = [one for one, other in zip(model.chains[first], model.chains[last], strict=False) if one == other]
    scopes = [path for path in model.copies if [number for number, _ in path] == chain]
    each = [found for scope in scopes if (found := within(model, first, last, scope))]
    assert map_range_all(sheet, f"B{first}:C{last}") == [f"B{one[0]}:C{one[-1]}" for one in each]


@settings(max_examples=100, deadline=None)
@given(models(), st.data())
def test_a_page_break_after_a_row_comes_after_each_copy_of_it(model: Model, data: st.DataObject) -> None:
    live = sorted({row for row, _ in model.rows})
    rows = data.draw(st.lists(st.sampled_from(live), max_size=3))
    assert map_breaks(model.placement, rows) == sorted(
        {out for row in rows for out in within(model, row, row)}
    )
