"""Which rows, columns and sheets of a template repeat or vanish, by where its tags stand after lifting.

Each block gets a marker behind the tag that opens it, so that the stream tells of every copy.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from docgen.engine.blocks import Group, pair
from docgen.engine.references import COLUMNS, Axis, Block
from docgen.engine.xlsx.markers import SheetSource, marker
from docgen.errors import Problem, TemplateError

__all__ = ["column_axis", "instructions", "row_axis", "row_blocks", "sheet_axis"]

_ONCE = {"with"}
_KNOWN = {"for", "if", *_ONCE}


@dataclass(frozen=True, slots=True)
class _Found:
    """A block and the tag that opens it."""

    block: Block
    number: int


def instructions(parent: etree._Element) -> dict[int, etree._Element]:
    """Return the lifted tags among the children of an element, by number, in their order."""
    return {
        int(node.text): node
        for node in parent
        if isinstance(node, etree._ProcessingInstruction) and node.target == "docgen" and node.text
    }


def row_axis(data: etree._Element, source: SheetSource, gone: Container[int]) -> Axis:
    """Return the axis of a sheet's rows; ``gone`` are those that lifting has taken away."""
    return row_blocks(data, source, gone)[0]


def row_blocks(
    data: etree._Element, source: SheetSource, gone: Container[int]
) -> tuple[Axis, tuple[int, ...]]:
    """Return the axis of some rows, as :func:`row_axis` does, and the tag that opens each block."""
    nodes = instructions(data)
    groups = pair(source.marks, nodes)
    source.problems += [p for group in groups for p in _unfit(source, group)]
    found = list(_blocks(source, groups, lambda number: source.origin[number][0], gone))
    for number, one in enumerate(found, 1):
        nodes[one.number].tail = marker(f"b{number}")
    gone_rows = {source.origin[n][0] for n in nodes if source.origin[n][0] in gone}
    axis = _axis(source, found, gone_rows, found[0].number if found else 0)
    return axis, tuple(one.number for one in found)


def column_axis(rows: Iterable[etree._Element], source: SheetSource, gone: Sequence[int]) -> Axis:
    """Return the axis of a sheet's columns, which is what the tags in all its rows say together."""
    blocks: dict[Block, int] = {}
    first = 0
    for row in rows:
        nodes = instructions(row)
        groups = pair(source.marks, nodes)
        source.problems += [p for group in groups for p in _unfit(source, group)]
        for one in _blocks(source, groups, lambda number: source.origin[number][1], gone):
            number = blocks.setdefault(one.block, len(blocks) + 1)
            nodes[one.number].tail = marker(f"c{number}") + (nodes[one.number].tail or "")
            first = first or one.number
    return _axis(source, [_Found(block, first) for block in blocks], set(gone), first, COLUMNS)


def sheet_axis(
    source: SheetSource, before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]
) -> tuple[Axis, dict[int, int]]:
    """Return the axis of a workbook's sheets by the tags before and after each; and the block a tag opens."""
    at = {n: number for tags in (before, after) for number, ns in enumerate(tags, 1) for n in ns}
    ends = {n for numbers in after for n in numbers}
    order = [n for pair_ in zip(before, after, strict=True) for numbers in pair_ for n in numbers]
    groups = pair(source.marks, order)
    source.problems += [p for group in groups for p in _unfit(source, group)]
    found = []
    for group in groups:
        for first, last in zip(group.members, group.members[1:], strict=False):
            stop = at[last] if last in ends else at[last] - 1
            keyword = source.marks[first].tag.keyword
            if at[first] <= stop and keyword not in _ONCE:
                found.append(_Found(Block(at[first], stop, keyword == "for"), first))
    axis = _axis(source, found, set(), found[0].number if found else 0)
    return axis, {one.number: number for number, one in enumerate(found, 1)}


def _blocks(
    source: SheetSource, groups: list[Group], at: Callable[[int], int], gone: Container[int]
) -> Iterator[_Found]:
    """Yield each branch of each block statement that covers any row."""
    for group in groups:
        for first, last in zip(group.members, group.members[1:], strict=False):
            top, bottom = at(first) + (at(first) in gone), at(last) - (at(last) in gone)
            keyword = source.marks[first].tag.keyword
            if top <= bottom and keyword not in _ONCE:
                yield _Found(Block(top, bottom, keyword == "for"), first)


def _axis(
    source: SheetSource, found: list[_Found], gone: set[int], tag: int, limit: int | None = None
) -> Axis:
    """Return the axis; blocks that cross each other are a problem of the template."""
    blocks = [one.block for one in found]
    try:
        return Axis(blocks, gone, limit) if limit else Axis(blocks, gone)
    except ValueError:
        mark = source.marks[tag]
        problem = Problem(
            "blocks-cross",
            "Two repeated parts of the sheet overlap.",
            "Let one hold the other, or keep them apart.",
            part=mark.part,
            place=mark.place,
            tag=mark.tag.text,
        )
        raise TemplateError(problem) from None


def _unfit(source: SheetSource, group: Group) -> Iterator[Problem]:
    """Yield a problem for a block that rows, columns and sheets cannot stand in."""
    mark = source.marks[group.members[0]]
    keyword = mark.tag.keyword
    if keyword in _KNOWN and not (keyword == "for" and mark.tag.body.split()[-1] == "recursive"):
        return
    yield Problem(
        "tag-misplaced",
        f"{mark.tag.text} cannot stand around rows, columns or sheets.",
        "Only for, if and with can.",
        part=mark.part,
        place=mark.place,
        tag=mark.tag.text,
    )
