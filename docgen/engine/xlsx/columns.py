"""Columns that repeat: where each cell of a row goes, once all rows are known.

Every row tells of the copies that it has; all rows that repeat the same columns must agree.
"""

from __future__ import annotations

import re

from docgen.engine.references import COLUMNS, ROOT, Axis, Placement, column_letters
from docgen.errors import Problem, RenderError

__all__ = ["place_columns", "write_columns"]

_EVENT = re.compile(r'<~c(\d+)>|(?<=<c r=")<~C(\d+)>')
_ROW_END = "</row>"


def place_columns(body: str, axis: Axis, sheet: str) -> Placement:
    """Return where the columns of a sheet went, by its rows; raises RenderError if they disagree."""
    told: dict[int, list[int]] = {}
    for row in body.split(_ROW_END):
        if "<~c" not in row:
            continue
        for top, copies in _copies(row, axis).items():
            if told.setdefault(top, copies) != copies:
                raise _differ(sheet, len(told[top]), len(copies))
    placement = Placement(axis)
    for top in sorted(told, key=lambda block: axis.blocks[block].first):
        for block in told[top]:
            placement.copy(block)
    return placement


def _copies(row: str, axis: Axis) -> dict[int, list[int]]:
    """Return the blocks whose copies begin in a row, in order, by the outermost block around each."""
    found: dict[int, list[int]] = {}
    for match in _EVENT.finditer(row):
        if match[1]:
            block = int(match[1])
            found.setdefault(list(axis.outwards(block))[-1], []).append(block)
    return found


def write_columns(body: str, placement: Placement, sheet: str) -> str:
    """Return the rows with the letters of their columns put in."""
    rows = body.split(_ROW_END)
    return _ROW_END.join(_write_row(row, placement, sheet) for row in rows)


def _write_row(row: str, placement: Placement, sheet: str) -> str:
    axis = placement.axis
    copies = dict.fromkeys(range(len(axis.blocks)), -1)
    tokens = _EVENT.split(row)
    out = [tokens[0]]
    for block, column, rest in zip(tokens[1::3], tokens[2::3], tokens[3::3], strict=True):
        if block:
            copies[int(block)] += 1
            out.append(rest)
            continue
        owner = axis.owner(int(column))
        copy = 0 if owner == ROOT else copies[owner]
        if copy < 0 and not placement.count(owner):
            out[-1] = out[-1].removesuffix('<c r="')
            out.append('<c r="' if rest.endswith('<c r="') else "")
            continue
        number = placement.at(int(column), owner, max(copy, 0))
        if number > COLUMNS:
            raise _too_many(sheet)
        out += (column_letters(number), rest.replace("<~j>", str(max(copy, 0))))
    return "".join(out)


def _differ(sheet: str, one: int, other: int) -> RenderError:
    problem = Problem(
        "columns-differ",
        f"The columns repeat {one} times in one row and {other} times in another.",
        "Repeat the same columns over lists of the same length in all rows.",
        place=f'sheet "{sheet}"',
    )
    return RenderError(problem)


def _too_many(sheet: str) -> RenderError:
    problem = Problem(
        "sheet-too-wide",
        f"The sheet would have more than {COLUMNS:,} columns.",
        "Give fewer items, or let them be rows.",
        place=f'sheet "{sheet}"',
    )
    return RenderError(problem)
