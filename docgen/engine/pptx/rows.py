"""How high the rows of a finished table are: by their texts, at least as high as the template says.

A row is as high as its highest cell (ECMA-376 Part 1, 21.1.3.18: ``h`` is the least height); what a cell
that covers several rows needs beyond them is added to the last.  In points.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from docgen.engine.measure.lines import lay_out
from docgen.engine.names import A, names
from docgen.engine.pptx.bodies import Fonts, paragraphs
from docgen.engine.pptx.looks import EMU, Level, number

__all__ = ["row_heights"]

Element = etree._Element
_ROW, _CELL, _COLUMN = names(A, "tr"), names(A, "tc"), names(A, "gridCol")
_SIDES = {"marL": 91_440, "marR": 91_440, "marT": 45_720, "marB": 45_720}
_YES = ("1", "true")


def row_heights(table: Element, levels: Sequence[Level], fonts: Fonts) -> list[float]:
    """Return the height of each row."""
    widths = [number(column.get("w"), 0.0) / EMU for column in table.iter(*_COLUMN)]
    properties = next(table.iterchildren(*names(A, "tblPr")), None)
    rows = list(table.iterchildren(*_ROW))
    heights = [number(row.get("h"), 0.0) / EMU for row in rows]
    spanning: list[tuple[int, int, float]] = []
    for at, row in enumerate(rows):
        for column, cell in enumerate(row.iterchildren(*_CELL)):
            if cell.get("hMerge") in _YES or cell.get("vMerge") in _YES:
                continue
            across, down = (int(number(cell.get(name), 1)) for name in ("gridSpan", "rowSpan"))
            bold = _is_bold(properties, at, len(rows), column, len(widths))
            need = _need(cell, sum(widths[column : column + across]), levels, fonts, bold)
            if down > 1:
                spanning.append((at, min(at + down, len(rows)), need))
            else:
                heights[at] = max(heights[at], need)
    for first, end, need in spanning:
        heights[end - 1] += max(0.0, need - sum(heights[first:end]))
    return heights


def _is_bold(properties: Element | None, row: int, rows: int, column: int, columns: int) -> bool:
    """Tell whether the style of a table, as far as its options say so, sets a cell in bold."""
    if properties is None:
        return False
    places = {
        "firstRow": row == 0,
        "lastRow": row == rows - 1,
        "firstCol": column == 0,
        "lastCol": column == columns - 1,
    }
    return any(holds and properties.get(name) in _YES for name, holds in places.items())


def _need(cell: Element, width: float, levels: Sequence[Level], fonts: Fonts, bold: bool) -> float:
    """Return the height that a cell needs; one whose text is turned needs what its template gives it."""
    properties = next(cell.iterchildren(*names(A, "tcPr")), None)
    said: dict[str, str] = {} if properties is None else {str(n): str(v) for n, v in properties.items()}
    left, right, top, bottom = (number(said.get(name), usual) / EMU for name, usual in _SIDES.items())
    body = next(cell.iterchildren(*names(A, "txBody")), None)
    if body is None or said.get("vert", "horz") != "horz":
        return 0.0
    found = paragraphs(body, levels, fonts, is_row=True, bold=bold)
    return lay_out(found, max(width - left - right, 1.0)).height + top + bottom
