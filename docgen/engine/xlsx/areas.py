"""Lists that stand side by side on a sheet: rows repeat in some columns, and only these columns move.

``{%area for …%}`` stands in the first cell of what repeats, ``{%area endfor %}`` in its last.  The sheet is
cut into lanes of columns that hold the same areas; each lane goes through the stream by itself, with the rows
that it has in these columns, and they are put together when all of them have run (``lanes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from docgen.engine.names import SHEET, S, names
from docgen.engine.references import COLUMNS, Axis, Lane, position
from docgen.engine.references.axis import Run, merged
from docgen.engine.source import instruction, is_element, token_numbers
from docgen.engine.xlsx.axes import row_blocks
from docgen.engine.xlsx.markers import SheetSource
from docgen.errors import Problem

__all__ = ["Area", "LaneTree", "cut_lanes", "edge_problems", "take_areas"]

_T, _CONTENT = names(S, "t"), names(S, "f", "v")
_OPENED_BY = {"endfor": ("for",), "endif": ("if",), "else": ("for", "if"), "elif": ("if",)}

Position = tuple[int, int]


@dataclass
class Area:
    """Rows and columns between two tags: all its tags, and its corners; ``gone`` rows hold only tags."""

    members: list[int]
    keyword: str
    top: int
    left: int
    bottom: int
    right: int
    gone: set[int] = field(default_factory=set)

    def holds_columns(self, first: int, last: int) -> bool:
        """Return whether all of these columns belong to it."""
        return self.left <= first and last <= self.right

    def crosses(self, first: int, last: int) -> bool:
        """Return whether some of these columns belong to it, and others do not."""
        return first <= self.right and self.left <= last and not self.holds_columns(first, last)


@dataclass
class LaneTree:
    """The rows of one lane: its columns, its rows with their tags, its axis and its blocks in all lanes."""

    columns: tuple[Run, ...]
    data: etree._Element
    rows: Axis
    blocks: tuple[int, ...]
    source: SheetSource

    @property
    def lane(self) -> Lane:
        """The lane as the reference engine sees it."""
        return Lane(self.columns, self.rows, self.blocks)

    def holds(self, column: int) -> bool:
        """Return whether a column belongs to the lane."""
        return self.lane.holds(column)


# Tags


def take_areas(
    rows: Iterable[etree._Element], merged_cells: Mapping[Position, Position], source: SheetSource
) -> list[Area]:
    """Take the tags of areas out of the cells, and return the areas; mistakes become problems.

    ``merged_cells`` tells the last cell of each merged range by its first: a tag in it ends there.
    """
    rows = list(rows)
    numbers = [number for row in rows for number in _taken(row, source)]
    areas, rest = _paired(source, numbers, merged_cells)
    source.problems += rest
    for area in areas:
        area.gone = {row for row in _tag_rows(source, area) if _is_blank(rows, row, area)}
    source.problems += _crossing(source, areas)
    return areas


def _taken(row: etree._Element, source: SheetSource) -> Iterator[int]:
    for text in row.iter(*_T):
        for number in token_numbers(text.text):
            if source.marks[number].tag.prefix == "area":
                text.text = (text.text or "").replace(f"\ufdd0{number}\ufdd1", "")
                yield number


def _paired(
    source: SheetSource, numbers: Iterable[int], merged_cells: Mapping[Position, Position]
) -> tuple[list[Area], list[Problem]]:
    """Pair tags by where they stand: an end belongs to the nearest begin to the left of it, and above."""
    waiting, found, problems = list[Area](), list[Area](), list[Problem]()
    for number in numbers:
        keyword, (row, column) = source.marks[number].tag.keyword, source.origin[number]
        if keyword in ("for", "if"):
            waiting.append(Area([number], keyword, row, column, row, column))
            continue
        wanted = _OPENED_BY.get(keyword, ())
        fitting = [a for a in waiting if a.top <= row and a.left <= column and a.keyword in wanted]
        if not fitting:
            problems.append(_unopened(source, number))
            continue
        area = max(fitting, key=lambda one: (one.left, one.top, one.members[0]))
        area.members.append(number)
        area.bottom, column = merged_cells.get((row, column), (row, column))
        area.right = max(area.right, column)
        if keyword.startswith("end"):
            waiting.remove(area)
            found.append(area)
    problems += [_unclosed(source, area) for area in waiting]
    return sorted(found, key=lambda one: (one.top, -one.bottom, one.left, -one.right)), problems


def _tag_rows(source: SheetSource, area: Area) -> set[int]:
    rows = {source.origin[number][0] for number in area.members}
    return rows if area.top < area.bottom else set()


def _is_blank(rows: Iterable[etree._Element], number: int, area: Area) -> bool:
    """Return whether an area's columns of a row hold nothing any more."""
    row = next(row for row in rows if row.get("r") == str(number))
    cells = (c for c in row if c.tag in SHEET.cell and area.holds_columns(*(_column(c),) * 2))
    return not any(e.text for cell in cells for e in cell.iter(*_T, *_CONTENT))


def _column(cell: etree._Element) -> int:
    return position(cell.get("r", ""))[1]


# Lanes


def cut_lanes(
    data: etree._Element, areas: Sequence[Area], gone: set[int], source: SheetSource
) -> list[LaneTree]:
    """Return the lanes of a sheet's rows, the one without areas first; all of them lack the ``gone`` rows."""
    found = []
    for columns, held in _columns_of(areas):
        rows = _rows_of(data, columns, held, source)
        lane_gone = gone.union(*(area.gone for area in held))
        axis, blocks = row_blocks(rows, source, lane_gone)
        axis = Axis(axis.blocks[1:], lane_gone)  # with the rows that are gone without a tag in this lane
        found.append(LaneTree(columns, rows, axis, (0, *(block + 1 for block in blocks)), source))
    source.problems += _torn(source, found[0].rows, areas)
    return found


def _columns_of(areas: Sequence[Area]) -> list[tuple[tuple[Run, ...], list[Area]]]:
    """Return the runs of columns that hold the same areas, with these."""
    edges = sorted({1, COLUMNS + 1, *(a.left for a in areas), *(a.right + 1 for a in areas)})
    by_areas: dict[tuple[int, ...], list[Run]] = {(): []}
    for first, after in pairwise(edges):
        held = tuple(n for n, area in enumerate(areas) if area.holds_columns(first, after - 1))
        by_areas.setdefault(held, []).append((first, after - 1))
    return [(tuple(merged(runs)), [areas[n] for n in held]) for held, runs in by_areas.items()]


def _rows_of(
    data: etree._Element, columns: tuple[Run, ...], areas: Sequence[Area], source: SheetSource
) -> etree._Element:
    """Return the rows with the cells of some columns, and the tags of their areas between them."""
    found = etree.Element(data.tag)
    waiting = sorted(_tags(areas, source), reverse=True)
    gone = set().union(*(area.gone for area in areas))
    for child in data:
        row = int(child.get("r", 0)) if is_element(child) else source.origin[int(child.text or 0)][0]
        while waiting and waiting[-1][:2] < (row, 1):
            found.append(instruction(waiting.pop()[-1]))
        if not is_element(child):
            found.append(_bare(deepcopy(child)))
        elif row not in gone:
            part = _part_of(child, columns)
            if not areas or any(cell.tag in SHEET.cell for cell in part):
                found.append(part)
    found.extend([instruction(number) for *_, number in reversed(waiting)])
    return found


def _bare(node: etree._Element) -> etree._Element:
    node.tail = None
    return node


def _tags(areas: Sequence[Area], source: SheetSource) -> Iterator[tuple[int, int, int, int]]:
    """Yield row, whether behind it, order and number of each tag; what opens first closes last."""
    for order, area in enumerate(areas):
        *others, last = area.members
        yield from ((source.origin[number][0], 0, order, number) for number in others)
        yield source.origin[last][0], 2, -order, last


def _part_of(row: etree._Element, columns: tuple[Run, ...]) -> etree._Element:
    """Return a row with only the cells of some columns."""
    part = _bare(deepcopy(row))
    part.attrib.pop("spans", "")
    for cell in list(part):
        if cell.tag in SHEET.cell and not any(first <= _column(cell) <= last for first, last in columns):
            part.remove(cell)
    return part


# Problems


def _unopened(source: SheetSource, number: int) -> Problem:
    mark = source.marks[number]
    return Problem(
        "block-unopened",
        f"{mark.tag.text} closes no area: none begins above it and to its left.",
        "Write {%area for …%} into the first cell of what repeats, and {%area endfor %} into its last.",
        part=mark.part,
        place=mark.place,
        tag=mark.tag.text,
    )


def _unclosed(source: SheetSource, area: Area) -> Problem:
    mark = source.marks[area.members[0]]
    return Problem(
        "block-unclosed",
        f"{mark.tag.text} is not closed by a tag below it and to its right.",
        f"Write {{%area end{area.keyword} %}} into the last cell of what repeats.",
        part=mark.part,
        place=mark.place,
        tag=mark.tag.text,
    )


def _crossing(source: SheetSource, areas: Sequence[Area]) -> Iterator[Problem]:
    """Yield a problem for two areas that share cells, where none of them holds the other."""
    for at, one in enumerate(areas):
        for other in areas[at + 1 :]:
            if one.left <= other.right and other.left <= one.right and other.top <= one.bottom:
                inside = one.holds_columns(other.left, other.right) and other.bottom <= one.bottom
                if not inside:
                    yield _crossed(source, other.members[0])


def _torn(source: SheetSource, rows: Axis, areas: Sequence[Area]) -> Iterator[Problem]:
    """Yield a problem for each area that a block of whole rows cuts, or stands in."""
    for area in areas:
        for block in rows.blocks[1:]:
            apart = block.last < area.top or area.bottom < block.first
            if not apart and not block.first <= area.top <= area.bottom <= block.last:
                yield _crossed(source, area.members[0])


def _crossed(source: SheetSource, number: int) -> Problem:
    mark = source.marks[number]
    return Problem(
        "blocks-cross",
        "Two repeated parts of the sheet overlap.",
        "Let one hold the other, or keep them apart.",
        part=mark.part,
        place=mark.place,
        tag=mark.tag.text,
    )


def edge_problems(
    areas: Sequence[Area], boxes: Iterable[tuple[str, Position, Position]], part: str, sheet: str
) -> Iterator[Problem]:
    """Yield a problem for merged cells and tables across the edge of an area, or of what is below it.

    ``boxes`` are what each is called, with its first and last row and column.
    """
    for name, (top, bottom), (left, right) in boxes:
        if any(area.crosses(left, right) and bottom >= area.top and top for area in areas):
            yield Problem(
                "area-cut",
                f"{name} stands half inside the columns that {{%area …%}} moves.",
                "Let the area hold all of its columns, or none; or repeat whole rows with {%tr …%}.",
                part=part,
                place=f'sheet "{sheet}"',
            )
