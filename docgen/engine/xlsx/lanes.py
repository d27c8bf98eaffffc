"""The lanes of a sheet, whose lists stand side by side, put together into rows.

A slow path: only sheets with ``{%area …%}`` take it.  Each lane has come through the stream by itself, with
the numbers of its template's rows; when all have run, their rows get their places, and what stands in the
same row becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.engine.references import ROWS, Axis, Lane, Placement, position, synchronised
from docgen.engine.xlsx.row_text import fitted, numbered, too_many_rows
from docgen.errors import Problem, RenderError

__all__ = ["place_lanes"]

_LANE, _EVENT = re.compile(r"<~l\d+>"), re.compile(r"<~([rb])(\d+)>")
_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELLS, _PLACE = re.compile(r'(?=<c r=")'), re.compile(r'<c r="([A-Z]+\d+)')
_HEIGHT = re.compile(r' ht="([\d.]+)"')


def place_lanes(body: str, lanes: Sequence[Lane], sheet: str) -> tuple[str, list[Placement]]:
    """Return the finished rows of a sheet, and where the rows of each lane went."""
    streams = [_EVENT.split(text) for text in _LANE.split(body)[1:]]
    counted = [_counted(lane.axis, tokens) for lane, tokens in zip(lanes, streams, strict=True)]
    try:
        placed = synchronised(lanes, counted)
    except ValueError:
        raise _differ(sheet) from None
    rows: dict[int, list[tuple[str, str]]] = {}
    for placement, tokens in zip(placed, streams, strict=True):
        for match in _ROW.finditer(_written(tokens, placement, sheet)):
            rows.setdefault(int(match[1]), []).append((match[2], match[3] or ""))
    return "".join(_joined(number, rows[number]) for number in sorted(rows)), placed


def _counted(axis: Axis, tokens: Sequence[str]) -> Placement:
    """Return a placement that knows of every copy in a lane's stream."""
    found = Placement(axis)
    for kind, number in zip(tokens[1::3], tokens[2::3], strict=True):
        if kind == "b":
            found.copy(int(number))
    return found


def _written(tokens: Sequence[str], placement: Placement, sheet: str) -> str:
    """Return a lane's rows with their numbers put in."""
    axis = placement.axis
    copies = [0, *(-1 for _ in axis.blocks[1:])]
    out, row, copy = [tokens[0]], 1, 0
    for kind, number, rest in zip(tokens[1::3], tokens[2::3], tokens[3::3], strict=True):
        if kind == "b":
            copies[int(number)] += 1
        else:
            owner = axis.owner(int(number))
            row, copy = placement.at(int(number), owner, copies[owner]), copies[owner]
            if row > ROWS:
                raise too_many_rows(sheet)
            rest = fitted(rest) if "<~t" in rest or "<~T" in rest else rest
            out.append(str(row))
        out.append(numbered(rest, row, copy))
    return "".join(out)


def _joined(number: int, parts: Sequence[tuple[str, str]]) -> str:
    """Return one row of what the lanes have in it, as high as the highest of them."""
    attributes = max(parts, key=lambda part: _height(part[0]))[0].rstrip("/")
    cells = [cell for _, text in parts for cell in _CELLS.split(text) if cell]
    if len(parts) > 1:
        cells.sort(key=_column)
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def _height(attributes: str) -> float:
    found = _HEIGHT.search(attributes)
    return float(found[1]) if found else 0.0


def _column(cell: str) -> int:
    found = _PLACE.match(cell)
    return position(found[1])[1] if found else 0


def _differ(sheet: str) -> RenderError:
    problem = Problem(
        "areas-differ",
        "A list repeats another number of times in some columns than in others.",
        "Give lists, not values that can be read only once.",
        place=f'sheet "{sheet}"',
    )
    return RenderError(problem)
