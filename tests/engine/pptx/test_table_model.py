"""Tables of any shape, with cells merged anywhere and any rows and columns repeated, stay whole."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.engine import compile
from tests.engine.pptx.conftest import make_deck
from tests.engine.pptx.conftest import make_slide as slide

ROWS, COLUMNS = 4, 4
BOXES = st.tuples(*[st.integers(0, 3)] * 4).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)


def filled(boxes: list[tuple[int, int, int, int]], texts: list[list[str]]) -> Any:
    """Return what merges cells, leaving out boxes that share a cell with an earlier one, and fills them."""

    def change(presentation: Any) -> None:
        table, taken = presentation.slides[0].shapes[-1].table, set[tuple[int, int]]()
        for top, left, bottom, right in boxes:
            cells = {(y, x) for y in range(top, bottom + 1) for x in range(left, right + 1)}
            if len(cells) > 1 and not cells & taken:
                table.cell(top, left).merge(table.cell(bottom, right))
                taken |= cells
        for y, row in enumerate(texts):
            for x, text in enumerate(row):
                table.cell(y, x).text = text

    return change


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    boxes=st.lists(BOXES, max_size=3),
    row=st.integers(0, 3),
    columns=st.sampled_from(["none", "all", "some"]),
    span=st.integers(0, 5),
    counts=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_any_table_stays_whole(
    boxes: list[tuple[int, int, int, int]], row: int, columns: str, span: int, counts: tuple[int, int]
) -> None:
    """``check_deck`` looks at each table that is made: see tests/decks.py."""
    cells = [[f"{y}{x}" for x in range(COLUMNS)] for y in range(ROWS)]
    for y in range(ROWS) if columns == "all" else range(1, 3) if columns == "some" else ():
        cells[y][1:] = ["{%tc for c in cs %}", f"{y}{{{{ c }}}}", "{%tc endfor %}"]
    cells[row][0] = "{%tr for r in rs %}{{ r }}" + cells[row][0]
    cells[row][-1] += "{%tr endfor %}"
    if span and columns == "none":
        cells[0][0] += "{% colspan " + str(span) + " %}"
    template = make_deck(slide("t", table=[[""] * COLUMNS] * ROWS), change=filled(boxes, cells))
    compile(template).render({"rs": list(range(counts[0])), "cs": list(range(counts[1]))})
