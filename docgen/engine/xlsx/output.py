"""The stream of a workbook read as it comes: sheets and their copies, rows and their numbers.

Rows are numbered here, a hundred thousand of them in well under a second, so the loops are written for speed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from docgen.engine.limits import Budget
from docgen.engine.references import ROOT, ROWS, Axis, Block, Lane, Placement
from docgen.engine.rows import Pattern, Rows
from docgen.engine.text import clean
from docgen.engine.xlsx.form import Form, is_rows, make_form
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.markers import EVENT
from docgen.engine.xlsx.series import KeptCell, Series
from docgen.engine.xlsx.turns import Known, Numbers, rows_text
from docgen.engine.xlsx.values import row_height
from docgen.errors import Problem, RenderError
from docgen.zipping import Segment

__all__ = [
    "Body",
    "Output",
    "RowPlan",
    "SheetCopy",
    "SheetTemplate",
    "Whole",
    "fitted",
    "numbered",
    "too_many_rows",
]

_TALL = re.compile(r"<~t(\d+)>|<~T([\d.]+)/([\d.]+)/([\d.]+)>")
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_HEIGHT = re.compile(r' ht="[^"]*"')
_OFFSET = re.compile(r"<~([+-]\d+)>")
_CHUNK, _MOST = 1 << 17, 1 << 22
_LOOSE = 1 << 18
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
    """Cells whose values need not be read from the text, by column; see ``KeptCells``."""
    lanes: tuple[Lane, ...] = ()
    """Where lists stand side by side: their rows get numbers when all of them have run."""

    @cached_property
    def row_plan(self) -> RowPlan:
        """How its rows are numbered."""
        return RowPlan(self.rows)

    @cached_property
    def _forms(self) -> dict[Pattern, Form | None]:
        return {}

    def form(self, pattern: Pattern) -> Form | None:
        """Return the rows of a loop made ready; None if they cannot be numbered many at once."""
        if self.lanes:
            return None
        if pattern not in self._forms:
            self._forms[pattern] = make_form(pattern, self.row_plan.distances)
        return self._forms[pattern]

    @cached_property
    def is_read(self) -> bool:
        """Whether values of rows that repeat have to be read from the text."""
        cells = [cell for column in self.kept_cells.values() for cell in column.values()]
        return any(cell.is_read for cell in cells if self.rows.owner(cell.row))

    @cached_property
    def kept_cells(self) -> Mapping[int, Mapping[int, KeptCell]]:
        """These cells by column and row, without those of spare rows."""
        return {
            column: {cell.row: cell for cell in cells if not cell.is_spare}
            for column, cells in self.cells.items()
        }


class RowPlan:
    """For each template row its innermost block, and how far below the begin of a copy it stands.

    The distance is None where a block in between makes it differ from copy to copy.
    """

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.leaves = frozenset(n for n in range(1, len(axis.blocks)) if not axis.children[n])
        self.heights = [axis.live(b.first, b.last + 1) for b in axis.blocks]
        self._rows: dict[str, tuple[int, int | None]] = {}

    @cached_property
    def distances(self) -> dict[int, dict[int, int]]:
        """The rows of each block that holds no other, with their distance from its begin."""
        return {leaf: self._distances(self.axis.blocks[leaf]) for leaf in self.leaves}

    def _distances(self, block: Block) -> dict[int, int]:
        rows = (row for row in range(block.first, block.last + 1) if not self.axis.is_gone(row))
        return {row: self.axis.live(block.first, row) for row in rows}

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


class Whole(str):
    """Rows in which nothing has to be put in any more."""

    __slots__ = ()


class Body:
    """The rows of one sheet as they come: texts that wait for the finish, and segments that need not.

    Many whole rows are compressed at once, if the body may be ``is_packed``: nobody wants to read them.
    """

    def __init__(self, *, is_packed: bool) -> None:
        self.is_packed = is_packed
        self.items: list[str | Segment] = []
        self.dropped = 0
        """How many characters, illegal in XML, were left out of the segments."""
        self._whole: list[str] = []
        self._size = 0

    @property
    def texts(self) -> list[str]:
        """The rows that are not compressed."""
        return [item for item in self.items if isinstance(item, str)]

    def add(self, text: str, *, is_whole: bool) -> int:
        """Add rows, which are ``is_whole`` if nothing has to be put in; return the room that they take."""
        if not (is_whole and self.is_packed):
            self.end()
            self.items.append(Whole(text) if is_whole else text)
            return len(text)
        self._whole.append(text)
        self._size += len(text)
        return self._pack() if self._size > _LOOSE else 0

    def _pack(self) -> int:
        if not self.items or not isinstance(self.items[-1], Segment):
            self.items.append(Segment())
        segment, room = self.items[-1], 0
        assert isinstance(segment, Segment)
        for text in self._whole:
            data, dropped = clean(text)
            room += segment.add(data)
            self.dropped += dropped
        self._whole, self._size = [], 0
        return room

    def end(self) -> None:
        """Hand on what was only held back, since nothing like it follows."""
        if self.items and isinstance(self.items[-1], Segment):
            self._pack()
        else:
            self.items += map(Whole, self._whole)
            self._whole, self._size = [], 0


class SheetCopy:
    """One sheet of the output: its texts, where its rows went, and the parts that belong to it."""

    def __init__(self, template: SheetTemplate, copy: int) -> None:
        self.template, self.copy = template, copy
        self.name = ""
        """The sheet's name as it is in the output; known when all names are."""
        self.rows = Placement(template.rows)
        self.columns = Placement(template.columns)
        self.lanes: tuple[tuple[Lane, Placement], ...] = ()
        self.head: list[str] = []
        self.body = Body(is_packed=template.columns.still and not template.is_read and not template.lanes)
        self.tail: list[str] = []
        self.parts: dict[str, list[str]] = {}
        self._plan = template.row_plan
        self._starts = [1] * len(template.rows.blocks)
        self._copies = [0] * len(template.rows.blocks)
        self._running, self._pending = ROOT, 0
        self._number, self._copy = 1, 0
        self._rows_of: dict[int, Sequence[int]] = {}

    def rows_of(self, row: int) -> Sequence[int]:
        """Return the output rows that are copies of a template row; when all of the stream has been read."""
        found = self._rows_of.get(row)
        if found is None:
            found = self._rows_of[row] = self._find_rows(row)
        return found

    def _find_rows(self, row: int) -> Sequence[int]:
        axis = self.template.rows
        block, distance = self._plan.row(str(row))
        is_leaf = block in self._plan.leaves and axis.parents[block] == ROOT
        if not is_leaf or distance is None or axis.is_gone(row):
            return self.rows.rows(row)
        if not (count := self.rows.count(block)):
            return ()
        return Numbers(self.rows.start(block, 0), self._plan.heights[block], 0, count).at(distance)

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

    def turns(self, block: int, count: int) -> Numbers:
        """Note some copies of a block that holds no other; return the numbers of their rows."""
        self.begin(block)
        numbers = Numbers(self._starts[block], self._plan.heights[block], self._copies[block], count)
        self._starts[block] += numbers.height * (count - 1)
        self._copies[block] += count - 1
        self._pending += count - 1
        if numbers.first + numbers.height * count - 1 > ROWS:
            raise too_many_rows(self.template.name)
        return numbers

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
            raise too_many_rows(self.template.name)
        self._number, self._copy = number, self._copies[owner]
        return str(number)

    def number(self, text: str) -> str:
        """Return a text of the row that came last, its number put in."""
        return text if self.template.lanes else numbered(text, self._number, self._copy)


def numbered(text: str, row: int, copy: int) -> str:
    """Return a text of a row with its number and that of its copy put in."""
    text = text.replace("<~>", str(row)).replace("<~k>", str(copy))
    if "<~+" in text or "<~-" in text:
        text = _OFFSET.sub(lambda match: str(row + int(match[1])), text)
    return text


def too_many_rows(sheet: str) -> RenderError:
    """Return the error for a sheet that would be too long."""
    hint = "Give fewer items, or divide them over several sheets."
    problem = Problem("sheet-too-long", f"The sheet would have more than {ROWS:,} rows.", hint)
    return RenderError(problem.at(place=f'sheet "{sheet}"'))


def _is_any_tall(rows: Rows, form: Form) -> bool:
    return any("<~t" in cell for number in form.wrapped for cell in rows.columns[number])


@dataclass
class Output:
    """The sheets that a stream brings, in the order of their tabs.

    ``parts`` are the parts in the stream by the number in their marker; ``order`` tells of blocks of sheets.
    """

    sheets: dict[str, SheetTemplate]
    parts: Sequence[str]
    order: Placement
    formulas: Formulas
    series: Sequence[Series]
    budget: Budget
    copies: list[SheetCopy] = field(default_factory=list)
    _sheet_copies: dict[int, int] = field(default_factory=dict)
    _into: list[str] | Body = field(default_factory=list)
    _waiting: list[str] = field(default_factory=list)
    _size: int = 0

    def read(self, pieces: Iterable[str | Rows]) -> None:
        """Take the whole stream."""
        for piece in pieces:
            if isinstance(piece, Rows):
                self._take_rows(piece)
            else:
                self._wait(piece)
        self._take_waiting()
        for copy in self.copies:
            copy.settle()
            copy.body.end()

    def _wait(self, text: str) -> None:
        """Take a text together with others that are small."""
        self._waiting.append(text)
        self._size += len(text)
        if self._size > _CHUNK and (text.endswith(_ROW_END) or self._size > _MOST):
            self._take_waiting()

    def _take_waiting(self) -> None:
        self._take("".join(self._waiting))
        self._waiting, self._size = [], 0

    def _take_rows(self, rows: Rows) -> None:
        """Take some turns of a loop in columns, at once if they are rows that only have to be numbered."""
        if is_rows(rows.pattern):
            self._take_waiting()
            sheet = self.copies[-1]
            form = sheet.template.form(rows.pattern)
            if form is not None and self._into is sheet.body and not _is_any_tall(rows, form):
                self._add_rows(sheet, form, rows)
                return
        text = rows.text()
        self.budget.grow(len(text))
        self._wait(text)

    def _add_rows(self, sheet: SheetCopy, form: Form, rows: Rows) -> None:
        """Add rows to a sheet; those that are compressed count with the room that they take then."""
        formulas = self.formulas
        known = Known(sheet.template.kept_cells, self.series, formulas.alike, formulas.calculated)
        text, is_complete = rows_text(form, rows, sheet.turns(form.block, rows.count), known)
        self.budget.grow(sheet.body.add(text, is_whole=is_complete and form.is_whole))

    def _take(self, text: str) -> None:
        """Take a stretch of the stream, cut at its markers."""
        tokens = EVENT.split(text)
        sheet = self.copies[-1] if self.copies else None
        for_row = sheet is not None and self._into is sheet.body
        out = [sheet.number(tokens[0]) if for_row and sheet is not None else tokens[0]]
        for kind, number, rest in zip(tokens[1::3], tokens[2::3], tokens[3::3], strict=True):
            if kind in "rb" and sheet is not None and sheet.template.lanes:
                out += (f"<~{kind}{number}>", rest)
            elif kind == "r" and sheet is not None:
                row = sheet.row(number)
                rest = rest.replace("<~>", row)
                if "<~" in rest:
                    rest = sheet.number(fitted(rest) if "<~t" in rest or "<~T" in rest else rest)
                out += (row, rest)
            elif kind == "b" and sheet is not None:
                sheet.begin(int(number))
                out.append(rest)
            else:
                self._put("".join(out))
                self._turn(kind, int(number))
                sheet, out = self.copies[-1] if self.copies else None, [rest]
        self._put("".join(out))

    def _put(self, text: str) -> None:
        if not text:
            return
        if isinstance(self._into, Body):
            self._into.add(text, is_whole="<~" not in text and ' t="~' not in text)
        else:
            self._into.append(text)

    def _turn(self, kind: str, number: int) -> None:
        """Go on with another part, or with another stretch of a sheet."""
        if kind == "s":
            self._sheet_copies[number] = self.order.copy(number)
        elif kind == "p":
            self._open(self.parts[number])
        elif kind == "o":
            self._into = self.copies[-1].body
        else:
            self._into = self.copies[-1].tail

    def _open(self, part: str) -> None:
        template = self.sheets.get(part)
        if template is None:
            self._into = self.copies[-1].parts.setdefault(part, [])
            return
        owner = self.order.axis.owner(template.number)
        self.copies.append(SheetCopy(template, self._sheet_copies.get(owner, 0)))
        self._into = self.copies[-1].head
