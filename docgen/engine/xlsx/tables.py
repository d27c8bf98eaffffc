"""Excel's tables: their head rows hold texts, and even over an empty list they keep one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from docgen.engine.blocks import pair
from docgen.engine.names import SHEET, S, names
from docgen.engine.references import ROOT, SheetLayout, column_letters, map_range_grown
from docgen.engine.source import instruction, is_element
from docgen.engine.tags import Tag
from docgen.engine.xlsx.areas import LaneTree
from docgen.engine.xlsx.axes import instructions
from docgen.engine.xlsx.sheet import SheetTree, position
from docgen.errors import Problem
from docgen.opc import Package

__all__ = ["Table", "check_columns", "keep_a_row", "read_tables", "table_range"]


@dataclass(frozen=True)
class Table:
    """A table of the template: its name, first and last row and column, and the rows of its head and foot."""

    part: str
    name: str
    rows: tuple[int, int]
    columns: tuple[int, int]
    head: int
    foot: int
    names: tuple[str, ...] = ()
    """What its columns are called."""
    is_filtered: bool = False
    """Whether a filter hides rows of it."""

    @property
    def captions(self) -> Iterator[tuple[int, int]]:
        """The cells of its head, as row and column."""
        for row in range(self.rows[0], self.rows[0] + self.head):
            yield from ((row, column) for column in range(self.columns[0], self.columns[1] + 1))

    @property
    def body(self) -> tuple[int, int]:
        """The first and last row between head and foot."""
        return self.rows[0] + self.head, self.rows[1] - self.foot

    @property
    def cells(self) -> str:
        """Its range."""
        (top, bottom), (left, right) = self.rows, self.columns
        return f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"


def table_range(sheet: SheetLayout, cells: str, edges: int) -> str:
    """Return the range of a table in a document, stretched by the one row that it must have.

    ``edges`` are the rows of its head and foot.
    """
    grown = map_range_grown(sheet, cells)
    if not grown:
        return cells
    first, _, last = grown.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    if bottom - top >= edges:
        return grown
    return f"{column_letters(left)}{top}:{column_letters(right)}{top + edges}"


def read_tables(package: Package, parts: Iterable[str]) -> list[Table]:
    """Return the tables among the parts of a sheet."""
    found = []
    for part in parts:
        if not package.content_type(part).endswith("spreadsheetml.table+xml"):
            continue
        root = package.xml(part)
        first, _, last = root.get("ref", "").partition(":")
        if first:
            (top, left), (bottom, right) = position(first), position(last or first)
            head, foot = int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))
            name = root.get("displayName", "")
            columns = tuple(e.get("name", "") for e in root.iter(*names(S, "tableColumn")))
            is_filtered = any(True for _ in root.iter(*names(S, "filterColumn")))
            found.append(Table(part, name, (top, bottom), (left, right), head, foot, columns, is_filtered))
    return found


def keep_a_row(tree: SheetTree | LaneTree, tables: Iterable[Table]) -> None:
    """Let a loop or condition that is the whole body of a table bring one blank row if nothing else comes."""
    data = tree.data
    if data is None:
        return
    for table in tables:
        body = {row for row in range(table.body[0], table.body[1] + 1) if not tree.rows.is_gone(row)}
        for group in pair(tree.source.marks, instructions(data)):
            nodes = instructions(data)
            if len(group.members) != 2 or not group.closed or group.members[0] not in nodes:
                continue
            first, last = (nodes[number] for number in group.members)
            rows = _between(first, last)
            numbers = {int(row.get("r", "0")) for row in rows}
            repeats = tree.source.marks[group.members[0]].tag.keyword in ("for", "if")
            if repeats and numbers and body <= numbers:
                _add_blank(tree, first, last, rows[0])
                break


def check_columns(tree: SheetTree, tables: Iterable[Table]) -> None:
    """Report tables that repeated or vanishing columns reach into: a table's list of columns is fixed."""
    axis = tree.columns
    for table in tables:
        first, last = table.columns
        if axis.inner(ROOT, first, last) or any(first <= column <= last for column in axis.gone):
            tree.source.problems.append(
                Problem(
                    "table-columns",
                    f"Columns of the table {table.name} repeat or vanish, which Excel's tables cannot do.",
                    "Turn the table into a plain range (Table Design, Convert to Range).",
                    part=tree.sheet.part,
                    place=f'table "{table.name}" on sheet "{tree.sheet.name}"',
                )
            )


def _between(first: etree._Element, last: etree._Element) -> list[etree._Element]:
    found = []
    for node in first.itersiblings():
        if node is last:
            break
        if is_element(node) and node.tag in SHEET.row:
            found.append(node)
    return found


def _add_blank(
    tree: SheetTree | LaneTree, first: etree._Element, last: etree._Element, model: etree._Element
) -> None:
    """Put a blank row behind an ``else`` before the end of a loop; it counts as a copy of the loop's."""
    origin = int(str(last.text))
    mark = tree.source.marks[origin]
    tree.source.marks.append(type(mark)(Tag("statement", "else", mark.tag.text), mark.part, mark.place))
    number = len(tree.source.marks) - 1
    tree.source.origin[number] = tree.source.origin[origin]
    node = instruction(number)
    node.tail = first.tail
    last.addprevious(node)
    row = deepcopy(model)
    row.tail = None
    for cell in list(row):
        if is_element(cell) and cell.tag in SHEET.cell:
            for child in list(cell):
                cell.remove(child)
            cell.attrib.pop("t", None)  # type: ignore[call-overload]  # the stubs know no default
        else:
            row.remove(cell)
    last.addprevious(row)
