"""The stream of a workbook read as it comes: sheets and their copies, rows and their numbers.

Rows are numbered here, a hundred thousand of them in well under a second, so the loops are written for speed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from docgen.engine.references import ROOT, ROWS, Axis, Placement
from docgen.engine.xlsx.markers import EVENT
from docgen.engine.xlsx.values import row_height
from docgen.errors import Problem, RenderError

__all__ = ["KeptCell", "Output", "RowPlan", "SheetCopy", "SheetTemplate"]

_TALL = re.compile(r"<~t(\d+)>|<~T([\d.]+)/([\d.]+)/([\d.]+)>")
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_HEIGHT = re.compile(r' ht="[^"]*"')
_OFFSET = re.compile(r"<~([+-]\d+)>")
_CHUNK, _MOST = 1 << 17, 1 << 22
_ROW_END = "</row>"


def fitted(row: str) -> str:
    """Return a row from behind its number on, as high as the texts in front of the markers in it need."""
    tokens = _TALL.split(row)
    heights = [
        int(tall) if tall else row_height(_text_before(cell), *map(float, (room, line, least)))
        for cell, tall, room, line, least in zip(*(tokens[at:-1:5] for at in range(5)), strict=True)
    ]
    row = "".join(tokens[::5])
    if not (height := max(heights)):
        return row
    head, end, rest = row.partition(">")
    return f'" ht="{height}"{_HEIGHT.sub("", head)[1:]}{end}{rest}'


def _text_before(cells: str) -> str:
    return html.unescape("".join(_TEXT.findall(cells, max(0, cells.rfind("<c ")))))


class KeptCell(NamedTuple):
    """A cell of the template whose value need not be read from its sheet's text.

    ``place`` is the number of the list that takes its values, ``formula`` the number of its formula, and
    ``value`` what it holds in every document.  One that has none of these has to be read; if it ``is_spare``,
    which is the blank row of a table, only where its row comes once.
    """

    row: int
    place: int | None = None
    formula: str = ""
    value: object = None
    is_spare: bool = False


@dataclass(frozen=True)
class SheetTemplate:
    """What the finish has to know of a template's sheet.

    ``number`` is its place among the tabs from 1; ``parts`` are those that belong to it; ``is_streamed``
    tells whether its own part is in the stream.
    """

    number: int
    name: str
    part: str
    relation: str
    parts: tuple[str, ...]
    rows: Axis
    columns: Axis
    is_streamed: bool
    is_grid: bool = True
    cells: Mapping[int, Sequence[KeptCell]] = field(default_factory=dict)
    """Cells whose values need not be read from the text; see ``KeptCells``."""

    @cached_property
    def row_plan(self) -> RowPlan:
        """How its rows are numbered."""
        return RowPlan(self.rows)


class RowPlan:
    """For each template row its innermost block, and how far below the begin of a copy it stands.

    The distance is None where a block in between makes it differ from copy to copy.
    """

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.leaves = frozenset(n for n in range(1, len(axis.blocks)) if not axis.children[n])
        self.heights = [axis.live(b.first, b.last + 1) for b in axis.blocks]
        self._rows: dict[str, tuple[int, int | None]] = {}

    def row(self, number: str) -> tuple[int, int | None]:
        """Return block and distance of a template row, whose number comes as text."""
        found = self._rows.get(number)
        if found is None:
            found = self._rows[number] = self._settle(int(number))
        return found

    def _settle(self, row: int) -> tuple[int, int | None]:
        owner = self.axis.owner(row)
        if self.axis.child_before(owner, row) != ROOT:
            return owner, None
        return owner, self.axis.live(self.axis.blocks[owner].first, row)


class SheetCopy:
    """One sheet of the output: its texts, where its rows went, and the parts that belong to it."""

    def __init__(self, template: SheetTemplate, copy: int) -> None:
        self.template, self.copy = template, copy
        self.name = ""
        """The sheet's name as it is in the output; known when all names are."""
        self.rows = Placement(template.rows)
        self.columns = Placement(template.columns)
        self.head: list[str] = []
        self.body: list[str] = []
        self.tail: list[str] = []
        self.parts: dict[str, list[str]] = {}
        self._plan = template.row_plan
        self._starts = [1] * len(template.rows.blocks)
        self._copies = [0] * len(template.rows.blocks)
        self._running, self._pending = ROOT, 0
        self._number, self._copy = 1, 0
        self._rows_of: dict[int, list[int]] = {}

    def rows_of(self, row: int) -> list[int]:
        """Return the output rows that are copies of a template row; when all of the stream has been read."""
        found = self._rows_of.get(row)
        if found is None:
            found = self._rows_of[row] = self.rows.rows(row)
        return found

    def begin(self, block: int) -> None:
        """Note that a copy of a block begins."""
        if block == self._running:
            self._starts[block] += self._plan.heights[block]
            self._copies[block] += 1
            self._pending += 1
            return
        self.settle()
        copy = self.rows.copy(block)
        self._copies[block], self._starts[block] = copy, self.rows.start(block, copy)
        self._running = block if block in self._plan.leaves else ROOT

    def settle(self) -> None:
        """Hand on the copies that were only counted."""
        if self._pending:
            self.rows.copies(self._running, self._pending)
        self._running, self._pending = ROOT, 0

    def row(self, template_row: str) -> str:
        """Return the number of the output row that comes now."""
        owner, distance = self._plan.row(template_row)
        if distance is None:
            self.settle()
            number = self.rows.at(int(template_row), owner, self._copies[owner])
        else:
            number = self._starts[owner] + distance
        if number > ROWS:
            raise self._too_many()
        self._number, self._copy = number, self._copies[owner]
        return str(number)

    def number(self, text: str) -> str:
        """Return a text of the row that came last, its number put in."""
        text = text.replace("<~>", str(self._number)).replace("<~k>", str(self._copy))
        if "<~+" in text or "<~-" in text:
            text = _OFFSET.sub(lambda match: str(self._number + int(match[1])), text)
        return text

    def _too_many(self) -> RenderError:
        hint = "Give fewer items, or divide them over several sheets."
        problem = Problem("sheet-too-long", f"The sheet would have more than {ROWS:,} rows.", hint)
        return RenderError(problem.at(place=f'sheet "{self.template.name}"'))


@dataclass
class Output:
    """The sheets that a stream brings, in the order of their tabs.

    ``parts`` are the parts in the stream by the number in their marker; ``order`` tells of blocks of sheets.
    """

    sheets: dict[str, SheetTemplate]
    parts: Sequence[str]
    order: Placement
    copies: list[SheetCopy] = field(default_factory=list)
    _sheet_copies: dict[int, int] = field(default_factory=dict)
    _into: list[str] = field(default_factory=list)

    def read(self, pieces: Iterable[str]) -> None:
        """Take the whole stream."""
        waiting: list[str] = []
        size = 0
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size > _CHUNK and (piece.endswith(_ROW_END) or size > _MOST):
                self._take("".join(waiting))
                waiting, size = [], 0
        self._take("".join(waiting))
        for copy in self.copies:
            copy.settle()

    def _take(self, text: str) -> None:
        """Take a stretch of the stream, cut at its markers."""
        tokens = EVENT.split(text)
        out = self._into
        sheet = self.copies[-1] if self.copies else None
        for_row = sheet is not None and out is sheet.body
        begin = len(out)
        out.append(sheet.number(tokens[0]) if for_row and sheet is not None else tokens[0])
        for kind, number, rest in zip(tokens[1::3], tokens[2::3], tokens[3::3], strict=True):
            if kind == "r" and sheet is not None:
                row = sheet.row(number)
                rest = rest.replace("<~>", row)
                if "<~" in rest:
                    rest = sheet.number(fitted(rest) if "<~t" in rest or "<~T" in rest else rest)
                out += (row, rest)
            elif kind == "b" and sheet is not None:
                sheet.begin(int(number))
                out.append(rest)
            else:
                out[begin:] = ["".join(out[begin:])]
                self._turn(kind, int(number), rest)
                out, sheet = self._into, self.copies[-1] if self.copies else None
                begin = len(out) - 1
        out[begin:] = ["".join(out[begin:])]

    def _turn(self, kind: str, number: int, rest: str) -> None:
        """Go on with another part, or with another stretch of a sheet."""
        if kind == "s":
            self._sheet_copies[number] = self.order.copy(number)
        elif kind == "p":
            self._open(self.parts[number])
        elif kind == "o":
            self._into = self.copies[-1].body
        else:
            self._into = self.copies[-1].tail
        self._into.append(rest)

    def _open(self, part: str) -> None:
        template = self.sheets.get(part)
        if template is None:
            self._into = self.copies[-1].parts.setdefault(part, [])
            return
        owner = self.order.axis.owner(template.number)
        self.copies.append(SheetCopy(template, self._sheet_copies.get(owner, 0)))
        self._into = self.copies[-1].head
