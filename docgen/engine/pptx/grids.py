"""The columns of a table's grid, as a document has them.

DrawingML wants a grid column for each cell of a row (ECMA-376 Part 1, 21.1.3.16).  A table keeps the width
that its template gives it: columns that a loop repeats share the width of all columns of the loop, those of
its tags among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from docgen.engine.names import DRAWING, A, names
from docgen.engine.source import Source, is_element, token_numbers

__all__ = ["mark_columns", "write_grids"]

_MARK = re.compile(r"<\?dg-grid ([^?]*)\?>")
_COLUMN = re.compile(r"<\?dg-column (\d+)\?>")
_ROW, _CELL, _GRID = names(A, "tr"), names(A, "tc"), names(A, "tblGrid")

Loop = tuple[int, int]
"""The first and the last column of a loop over columns."""


def mark_columns(table: etree._Element, source: Source) -> None:
    """Mark each cell with its column, so that the grid can follow the cells of the output's longest row."""
    grid = next((child for child in table if is_element(child) and child.tag in _GRID), None)
    if grid is None:
        return
    widths = [column.get("w", "0") for column in grid.iter("{*}gridCol")]
    for child in list(grid):
        grid.remove(child)
    safe = [width if re.fullmatch(r"[0-9]{1,15}", width) else "0" for width in widths]
    loops = next((found for row in table if row.tag in _ROW and (found := _loops(row, source))), [])
    prefix = next((f"{p}:" for p, uri in table.nsmap.items() if p and "{" + uri + "}" in A), ":")
    words = (prefix, *safe, *(f"{first}-{last}" for first, last in loops))
    grid.append(etree.ProcessingInstruction("dg-grid", " ".join(words)))
    for row in (child for child in table if child.tag in _ROW):
        for at, cell in enumerate(child for child in row if child.tag in _CELL):
            cell.insert(0, etree.ProcessingInstruction("dg-column", str(at)))


def _loops(row: etree._Element, source: Source) -> list[Loop]:
    """Return the outermost loops over columns of a row."""
    found, begins = [], []
    for at, keyword in _keywords(row, source):
        if keyword == "for":
            begins.append(at)
        elif keyword == "endfor" and begins:
            first = begins.pop()
            if not begins:
                found.append((first, at))
    return found


def _keywords(row: etree._Element, source: Source) -> Iterator[tuple[int, str]]:
    """Yield the tags of a row that are about columns, each with its cell's place."""
    for at, cell in enumerate(child for child in row if child.tag in _CELL):
        for text in cell.iter(*DRAWING.text):
            tags = (source.marks[number].tag for number in token_numbers(text.text))
            yield from ((at, tag.keyword) for tag in tags if tag.prefix == "tc")


# After a part was rendered


def write_grids(text: str) -> str:
    """Write a grid column for each cell of a table's longest row."""
    if "<?dg-grid" not in text:
        return text
    pieces = _MARK.split(text)
    out = [pieces[0]]
    for written, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        prefix, *words = written.split()
        prefix = prefix.strip(":") + ":" if prefix != ":" else ""
        rows = rest.partition(f"</{prefix}tbl>")[0].split(f"</{prefix}tr>")
        columns = max(([int(at) for at in _COLUMN.findall(row)] for row in rows), key=len)
        widths = [int(word) for word in words if "-" not in word]
        loops = [tuple(map(int, word.split("-"))) for word in words if "-" in word]
        out += [f'<{prefix}gridCol w="{width}"/>' for width in _widths(columns, widths, loops)]
        out.append(rest)
    return "".join(out)


def _widths(columns: Sequence[int], widths: Sequence[int], loops: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the widths of a table's columns; ``columns`` are their numbers in the template."""
    found = [widths[at] if at < len(widths) else 0 for at in columns]
    for first, last in loops:
        members = [place for place, at in enumerate(columns) if first <= at <= last]
        own, total = sum(found[place] for place in members), sum(widths[first : last + 1])
        for place in members if own else ():
            share = total * found[place] // own
            own -= found[place]
            total -= share
            found[place] = share
    return found
