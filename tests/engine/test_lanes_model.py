"""Lists side by side against a plain, slow model: for each lane the identity of every output row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.engine.references import (
    COLUMNS,
    Axis,
    Block,
    BookLayout,
    BookPlan,
    FormulaTemplate,
    Home,
    Lane,
    Placement,
    SheetLayout,
    SheetPlan,
    map_range_grown,
    map_sqref,
    synchronised,
)

COLUMNS_OF = [((1, 1), (4, COLUMNS)), ((2, 2),), ((3, 3),)]
"""The columns of the lane without areas, and of two lanes with some."""
NAMES = "ABC"


@dataclass
class Node:
    """A row; an area, in some lanes; or a block of whole rows, in all."""

    lanes: tuple[int, ...] = (0, 1, 2)
    inner: list[Node] = field(default_factory=list)
    number: int = 0
    first: int = 0
    last: int = 0


def nodes(depth: int) -> st.SearchStrategy[list[Node]]:
    """Return trees in which areas hold rows and areas, and blocks of whole rows hold all of these."""
    if depth == 0:
        return st.lists(st.builds(Node), min_size=1, max_size=2)
    inner = nodes(depth - 1)
    row, whole = st.builds(Node), st.builds(Node, st.just((0, 1, 2)), inner)
    return st.lists(row | whole | areas(depth), min_size=1, max_size=4)


def areas(depth: int) -> st.SearchStrategy[Node]:
    held = st.sampled_from([(1,), (2,), (1, 2)])
    return held.flatmap(lambda lanes: area(lanes, depth))


def area(lanes: tuple[int, ...], depth: int) -> st.SearchStrategy[Node]:
    row = st.builds(Node)
    inner = st.sampled_from([lanes, lanes[:1]]).flatmap(lambda some: area(some, depth - 1)) if depth else row
    return st.builds(Node, st.just(lanes), st.lists(row | inner, min_size=1, max_size=3))


def numbered(tree: list[Node], row: int, number: list[int]) -> int:
    """Give nodes their rows, and blocks their numbers; return the row behind them."""
    for node in tree:
        node.first = row
        if node.inner:
            number[0] += 1
            node.number = number[0]
            row = numbered(node.inner, row, number)
        else:
            row += 1
        node.last = row - 1
    return row


def blocks(tree: list[Node], lane: int) -> list[Node]:
    return [
        found
        for node in tree
        if node.inner
        for found in ([node] if lane in node.lanes else []) + blocks(node.inner, lane)
    ]


@dataclass
class Model:
    """What one render writes into each lane: template rows, and None where it is blank."""

    out: list[list[int | None]] = field(default_factory=lambda: [[], [], []])
    placements: list[Placement] = field(default_factory=list)
    own: list[dict[int, int]] = field(default_factory=list)

    def play(self, tree: list[Node], data: st.DataObject, lanes: tuple[int, ...]) -> None:
        """Write the nodes into some lanes, as often as the data says."""
        for node in tree:
            held = tuple(lane for lane in lanes if lane in node.lanes)
            if not node.inner:
                for lane in lanes:
                    self.out[lane].append(node.first)
                continue
            for lane in lanes:
                if lane not in held:
                    self.out[lane] += range(node.first, node.last + 1)
            self.level(held)
            for _ in range(data.draw(st.integers(0, 3))):
                for lane in held:
                    self.placements[lane].copy(self.own[lane][node.number])
                self.play(node.inner, data, held)
                self.level(held)

    def level(self, lanes: tuple[int, ...]) -> None:
        """Let some lanes go on in the same row."""
        longest = max((len(self.out[lane]) for lane in lanes), default=0)
        for lane in lanes:
            self.out[lane] += [None] * (longest - len(self.out[lane]))

    def rows(self, lane: int, first: int, last: int) -> list[int]:
        found = enumerate(self.out[lane], 1)
        return [at for at, row in found if row is not None and first <= row <= last]


@st.composite
def models(draw: st.DrawFn) -> tuple[Model, list[Lane], int]:
    tree = [*draw(nodes(2)), Node(), Node()]
    size = numbered(tree, 1, [0]) - 1
    model, lanes = Model(), []
    for lane, columns in enumerate(COLUMNS_OF):
        held = blocks(tree, lane)
        axis = Axis([Block(node.first, node.last) for node in held])
        lanes.append(Lane(columns, axis, (0, *(node.number for node in held))))
        model.placements.append(Placement(axis))
        model.own.append({node.number: own for own, node in enumerate(held, 1)})
    model.play(tree, draw(st.data()), (0, 1, 2))
    return model, lanes, size


def layout(model: Model, lanes: list[Lane]) -> BookLayout:
    placed = synchronised(lanes, model.placements)
    plan = BookPlan([SheetPlan("Data", lanes[0].axis, lanes=tuple(lanes))])
    columns = Placement(plan.sheet(1).columns)
    found = SheetLayout("Data", placed[0], columns, lanes=tuple(zip(lanes, placed, strict=True)))
    return BookLayout(plan, [found])


def cells(areas: str) -> set[tuple[str, int]]:
    """Return the cells in columns A to C that a list of areas names."""
    found = set()
    for area_ in re.split("[, ]", areas):
        ends = re.findall(r"([A-Z]+)(\d+)", area_)
        (left, top), (right, bottom) = ends[0], ends[-1]
        found |= {
            (name, row) for name in NAMES if left <= name <= right for row in range(int(top), int(bottom) + 1)
        }
    return found


@settings(max_examples=150, deadline=None)
@given(models())
def test_every_row_of_every_lane_is_where_the_model_has_it(made: tuple[Model, list[Lane], int]) -> None:
    model, lanes, size = made
    placed = synchronised(lanes, model.placements)
    for lane, placement in enumerate(placed):
        for row in range(1, size + 1):
            assert placement.rows(row) == model.rows(lane, row, row)


@settings(max_examples=150, deadline=None)
@given(models(), st.data())
def test_a_range_over_lanes_holds_the_copies_in_each(
    made: tuple[Model, list[Lane], int], data: st.DataObject
) -> None:
    model, lanes, size = made
    book = layout(model, lanes)
    first, last = sorted(data.draw(st.tuples(st.integers(1, size), st.integers(1, size))))
    left, right = sorted(data.draw(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))))
    held = [NAMES.index(name) for name in NAMES if left <= name <= right]
    expected = {(NAMES[lane], row) for lane in held for row in model.rows(lane, first, last)}
    written = {
        (NAMES[lane], at) for lane in range(3) for at, row in enumerate(model.out[lane], 1) if row is not None
    }
    template = FormulaTemplate.compile(f"SUM({left}{first}:{right}{last})", book.plan, Home(1, size, 4))
    text = template.text(book)[4:-1]
    assert cells(text) & written == expected or "1048576" in text
    assert bool(expected) != ("1048576" in text)
    listed = map_sqref(book.sheet(1), f"{left}{first}:{right}{last}")
    assert (cells(listed) if listed else set()) & written == expected
    grown = map_range_grown(book.sheet(1), f"{left}{first}:{right}{last}")
    assert expected <= (cells(grown) if grown else set())


@settings(max_examples=100, deadline=None)
@given(models(), st.data())
def test_a_formula_in_a_lane_means_its_own_copy(
    made: tuple[Model, list[Lane], int], data: st.DataObject
) -> None:
    model, lanes, size = made
    book = layout(model, lanes)
    lane = data.draw(st.sampled_from([1, 2]))
    placement, axis = book.sheet(1).lane(lane), lanes[lane].axis
    row = data.draw(st.integers(1, size))
    block = axis.owner(row)
    template = FormulaTemplate.compile(f"{NAMES[lane]}{row}+1", book.plan, Home(1, row, lane + 1))
    for copy in range(placement.count(block)):
        expected = placement.at(row, block, copy)
        assert template.text(book, row_copy=copy) == f"{NAMES[lane]}{expected}+1"
        assert model.out[lane][expected - 1] == row
