"""The finish of a workbook: when the stream has run, everything gets its place.

Sheets get their names; formulas, frames, drawings, tables and charts follow the rows; parts of copies get
names of their own.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from docgen.engine.additions import Additions
from docgen.engine.parts import DECLARATION
from docgen.engine.references import BookLayout, BookPlan, Placement, SheetLayout
from docgen.engine.rendering import Rendering
from docgen.engine.text import clean
from docgen.engine.xlsx.assembly import Assembly, DefinedName, DefinedNames, part_kind
from docgen.engine.xlsx.calculation import TableBox
from docgen.engine.xlsx.cell_values import Columns, KeptValues, SheetText, StillSheet
from docgen.engine.xlsx.chart_references import ChartReferences
from docgen.engine.xlsx.columns import place_columns, write_columns
from docgen.engine.xlsx.excel_limits import check_links
from docgen.engine.xlsx.followers import Frame
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.hanging import Hanging
from docgen.engine.xlsx.lanes import place_lanes
from docgen.engine.xlsx.names import legal_name
from docgen.engine.xlsx.notes import Boxes
from docgen.engine.xlsx.overlays import Overlay
from docgen.engine.xlsx.pivot_source import Cells
from docgen.engine.xlsx.pivots import PivotCaches
from docgen.engine.xlsx.results import Results
from docgen.engine.xlsx.row_objects import RowObjects
from docgen.engine.xlsx.sheet import position
from docgen.engine.xlsx.sheet_copy import SheetCopy, SheetTemplate
from docgen.engine.xlsx.styles import BookState
from docgen.engine.xlsx.tables import Table, table_range
from docgen.engine.xlsx.workbook import Workbook
from docgen.errors import Problem, RenderError
from docgen.opc import rels_name
from docgen.zipping import Content, Segment

__all__ = ["Finish", "Plan"]

Rows = list[str | Segment]
"""The rows of a sheet: texts, some of them whole, and between them what is compressed already."""
_LARGE, _SMALL = 1 << 20, 1 << 16


@dataclass(frozen=True)
class Plan:
    """What the finish needs of a compiled workbook, which is the same for every document."""

    book: Workbook
    plan: BookPlan
    sheets: Mapping[str, SheetTemplate]
    formulas: Formulas
    charts: ChartReferences
    frames: Mapping[int, Frame]
    overlays: Mapping[str, Overlay]
    boxes: Mapping[str, Boxes]
    pivots: PivotCaches
    names: DefinedNames
    still: Sequence[StillSheet]
    tables: Mapping[str, tuple[int, Table]]
    """The tables by name in lower case, with the numbers of their sheets."""
    kept: Sequence[int]
    """The cells that keep their values, and how many of these at most."""
    objects: Mapping[str, RowObjects]
    """What of drawings stands in rows, by the sheet's part."""
    replaced: Mapping[str, Collection[str]]
    """The relationships of drawings whose pictures give way to others."""
    unused: Collection[str]
    """The files of these."""
    has_formulas: bool
    """Whether results may differ from those in the template."""


class Finish:
    """The finish of one document."""

    def __init__(
        self,
        plan: Plan,
        copies: Sequence[SheetCopy],
        order: Placement,
        state: BookState,
        rendering: Rendering,
    ) -> None:
        self.plan, self.copies, self.order, self.state = plan, copies, order, state
        self.rendering = rendering
        self.assembly = Assembly(plan.book, Additions(plan.book.package))
        self.results = Results([], [])
        self.defined: list[DefinedName] = []
        self.shared: list[dict[str, tuple[str | int, ...]]] = [{} for _ in copies]
        """For each sheet the formulas that many rows share; see ``Formulas.write``."""

    @cached_property
    def hanging(self) -> Hanging:
        """The pictures of the document."""
        package, additions = self.plan.book.package, self.assembly.additions
        return Hanging(package, additions, self.rendering, self.state.pictures, self.state.drawn)

    def parts(self) -> tuple[dict[str, Content], set[str]]:
        """Return the parts that changed or are new, and the names of those that are gone."""
        if not self.copies:
            hint = "Let at least one sheet stand outside of {%sheet …%}."
            raise RenderError(Problem("no-sheets", "No sheet is left in the workbook.", hint))
        self._name_sheets()
        bodies = [self._place_columns(copy) for copy in self.copies]
        layout = self._layout()
        bodies = [self._write_formulas(body, layout, at) for at, body in enumerate(bodies, 1)]
        self.defined = list(self.plan.names.write(layout, self.rendering.warnings))
        self.results = self._read_cells(bodies, layout)
        for at, (copy, body) in enumerate(zip(self.copies, bodies, strict=True), 1):
            self._finish_sheet(copy, body, layout, at)
        self.assembly.drop_missing()
        self.assembly.dropped.update(self.plan.unused)
        self._write_book(layout)
        return self.assembly.finish()

    # -- names and places ------------------------------------------------

    def _name_sheets(self) -> None:
        wishes = [html.unescape("".join(copy.head).partition("<~e>")[0]) for copy in self.copies]
        fixed = {w.casefold() for w, copy in zip(wishes, self.copies, strict=True) if w == copy.template.name}
        taken = set(fixed)
        for copy, wish in zip(self.copies, wishes, strict=True):
            if wish == copy.template.name and wish.casefold() in fixed:
                fixed.discard(wish.casefold())
                copy.name = wish
                continue
            copy.name = legal_name(wish, taken)
            taken.add(copy.name.casefold())
            if copy.name != wish.strip() and wish != copy.template.name:
                message = f"The sheet {wish[:60]!r} is named {copy.name!r}, since Excel forbids the other."
                self.rendering.warn("sheet-renamed", message, part=copy.template.part)

    @staticmethod
    def _place_columns(copy: SheetCopy) -> Rows:
        axis, lanes = copy.template.columns, copy.template.lanes
        if lanes:
            body, placed = place_lanes("".join(copy.body.texts), lanes, copy.template.name)
            copy.rows, copy.lanes = placed[0], tuple(zip(lanes, placed, strict=True))
            copy.body.items = [body]
            return copy.body.items
        if axis.still:
            return copy.body.items
        body = "".join(copy.body.texts)
        copy.columns = place_columns(body, axis, copy.template.name)
        copy.body.items = [write_columns(body, copy.columns, copy.template.name)]
        return copy.body.items

    def _layout(self) -> BookLayout:
        sheets = [
            SheetLayout(copy.name, copy.rows, copy.columns, copy.template.number, copy.copy, copy.lanes)
            for copy in self.copies
        ]
        return BookLayout(self.plan.plan, sheets, self.order)

    def _write_formulas(self, body: Rows, layout: BookLayout, at: int) -> Rows:
        write, warnings, shared = self.plan.formulas.write, self.rendering.warnings, self.shared[at - 1]
        return [write(chunk, layout, at, warnings, shared) if type(chunk) is str else chunk for chunk in body]

    def _read_cells(self, bodies: Sequence[Rows], layout: BookLayout) -> Results:
        kept = KeptValues(self.state.kept, self.copies)
        sheets: list[Columns] = [
            SheetText(
                copy,
                [text for text in body if isinstance(text, str)],
                self.plan.book,
                self.plan.formulas.alike,
                kept.take(copy),
                self.shared[at],
                at,
            )
            if copy.template.is_streamed
            else self.plan.still[copy.template.number - 1]
            for at, (copy, body) in enumerate(zip(self.copies, bodies, strict=True))
        ]
        names = [copy.name for copy in self.copies]
        defined = {
            (
                "" if name.position is None else names[name.position - 1].casefold(),
                name.model.get("name", "").casefold(),
            ): name.text
            for name in self.defined
        }
        calculated = self.plan.formulas.calculated
        return Results(
            sheets,
            names,
            defined,
            calculated,
            is_1904=self.plan.book.epoch_1904,
            tables=lambda: self._tables(layout),
        )

    def _tables(self, layout: BookLayout) -> Mapping[str, TableBox]:
        """Return where the tables stand, those of a repeated sheet on its first copy."""
        first = {sheet.number: sheet for sheet in reversed(layout.sheets)}
        found = {}
        for name, (number, table) in self.plan.tables.items():
            if number in first:
                cells = table_range(first[number], table.cells, table.head + table.foot)
                begin, _, end = cells.partition(":")
                box = (first[number].name, *position(begin), *position(end or begin))
                found[name] = TableBox(box, table.head, table.foot, table.names)
        return found

    # -- one sheet -------------------------------------------------------

    def _finish_sheet(self, copy: SheetCopy, body: Rows, layout: BookLayout, at: int) -> None:
        placed = self.assembly.place_copy(copy)
        template, changed = copy.template, self.assembly.changed
        is_first = placed[template.part] == template.part
        if template.is_streamed:
            chunks = self._sheet_text(copy, placed, body, layout, at)
            changed[placed[template.part]] = self._content(chunks, template.part, copy.body.dropped)
        for part in template.parts:
            content = self._object(copy, part, placed[part], layout, at)
            if content is not None:
                changed[placed[part]] = content
        if self.state.pictures or template.part in self.plan.objects:
            self.hanging.draw(changed)
        if is_first:
            for part in (template.part, *template.parts):
                if (name := rels_name(part)) in copy.parts:
                    changed[name] = DECLARATION + clean("".join(copy.parts[name]))[0]
        for part, gone in self.plan.replaced.items():
            if part in placed:
                self.hanging.forget(part, placed[part], gone, changed)

    def _sheet_text(
        self, copy: SheetCopy, placed: Mapping[str, str], body: Rows, layout: BookLayout, at: int
    ) -> Iterator[str | Segment]:
        part = copy.template.part
        head = "".join(copy.head).partition("<~e>")[2]
        if placed[part] != part:
            head = head.replace(' tabSelected="1"', "").replace(' tabSelected="true"', "")
        frame, warnings = self.plan.frames[copy.template.number], self.rendering.warnings
        head = frame.write(head, layout, at, warnings)
        tail = frame.write("".join(copy.tail), layout, at, warnings)
        check_links(tail, copy.name)
        if (objects := self.plan.objects.get(part)) is not None:
            body = self.hanging.take_objects(objects, placed, body)
        if self.state.pictures:
            body, tail = self.hanging.take(part, placed, head, body, tail)
        yield head
        for chunk in body:
            yield self.results.write(copy.name, chunk) if type(chunk) is str else chunk
        yield tail

    def _content(self, chunks: Iterator[str | Segment], part: str, dropped: int) -> Content:
        """Return a part as bytes, or in pieces if it is large; characters that XML forbids are left out."""
        pieces: list[bytes | Segment] = [DECLARATION]
        for chunk in _gathered(chunks):
            if isinstance(chunk, Segment):
                pieces.append(chunk)
            else:
                data, count = clean(chunk)
                pieces.append(data)
                dropped += count
        if dropped:
            message = f"{dropped} characters that XML cannot hold were left out."
            self.rendering.warn("characters-dropped", message, part=part)
        small = [piece for piece in pieces if isinstance(piece, bytes)]
        is_large = len(small) < len(pieces) or sum(map(len, small)) > _LARGE
        return pieces if is_large else b"".join(small)

    # -- what belongs to a sheet -----------------------------------------

    def _object(self, copy: SheetCopy, part: str, name: str, layout: BookLayout, at: int) -> Content | None:
        """Return the new content of a part with that name in the document, or None if it stays as it is."""
        is_first = name == part
        rendered, overlay = copy.parts.get(part), self.plan.overlays.get(part)
        text = None if overlay is None else overlay.text
        if rendered is not None:
            text = self.plan.charts.write("".join(rendered), layout, at, self.results.of_reference)
        if text is None:
            return self._still_object(copy, part, layout, at, is_first)
        if overlay is not None:
            text = overlay.frame.write(text, layout, at, self.rendering.warnings)
        if self.state.drawn:
            text = self.hanging.frame(text, name)
        data = DECLARATION + clean(text)[0]
        return data if is_first else self._own_table(data, part)

    def _still_object(
        self, copy: SheetCopy, part: str, layout: BookLayout, at: int, is_first: bool
    ) -> Content | None:
        """Return the new content of a part that is neither in the stream nor an overlay."""
        package = self.plan.book.package
        if (boxes := self.plan.boxes.get(part)) is not None:
            return boxes.write(layout, at, self.rendering.warnings).encode()
        is_table = package.content_type(part).endswith("table+xml")
        return self._own_table(package.read(part), part) if is_table and not is_first else None

    def _own_table(self, data: bytes, part: str) -> bytes:
        """Return the copy of a table with a name of its own; other parts stay as they are."""
        if part_kind(self.plan.book.package.content_type(part)) != "table":
            return data
        root = etree.fromstring(data)
        self.assembly.unique_table(root)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    # -- the workbook ----------------------------------------------------

    def _write_book(self, layout: BookLayout) -> None:
        assembly = self.assembly
        if self.plan.pivots.caches:
            self._write_pivots(layout)
        assembly.write_workbook(self.copies, self.defined, layout.memory, calculate=self.plan.has_formulas)
        styles = self.state.styles()
        if styles:
            assembly.changed[styles[0]] = styles[1]

    def _write_pivots(self, layout: BookLayout) -> None:
        assembly, rendering = self.assembly, self.rendering
        cells = Cells(self.copies, self.results, self.state)
        write = self.plan.pivots.write
        for part, content in write(layout, cells, assembly, rendering.warnings, rendering.budget):
            if content is None:
                assembly.dropped.add(part)
            else:
                assembly.changed[part] = content


def _gathered(chunks: Iterable[str | Segment]) -> Iterator[str | Segment]:
    """Yield small texts together."""
    waiting, size = list[str](), 0
    for chunk in chunks:
        if isinstance(chunk, str):
            waiting.append(chunk)
            size += len(chunk)
        if size > _SMALL or isinstance(chunk, Segment):
            yield "".join(waiting)
            waiting, size = [], 0
        if isinstance(chunk, Segment):
            yield chunk
    yield "".join(waiting)
