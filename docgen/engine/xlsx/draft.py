"""A template workbook on its way to being compiled: which sheets take part, and what the stream holds.

All sheets are one stream, so that a loop around sheets is an ordinary loop and everything that belongs to a
sheet, its charts and text boxes too, sees the loop's variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.parts import text_kind
from docgen.engine.references import ROWS, BookPlan, Home, SheetPlan, column_letters
from docgen.engine.text import escape_text
from docgen.engine.xlsx.areas import LaneTree, edge_problems
from docgen.engine.xlsx.assembly import DefinedNames, local_sheet, part_kind
from docgen.engine.xlsx.axes import sheet_axis
from docgen.engine.xlsx.cell_values import StillSheet
from docgen.engine.xlsx.cells import KeptCells, SheetWriter
from docgen.engine.xlsx.chart_references import CHART_FORMULAS, ChartReferences
from docgen.engine.xlsx.followers import Frame
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.frame import draw_frame, outside_references
from docgen.engine.xlsx.heights import Heights, Looks
from docgen.engine.xlsx.markers import SheetSource
from docgen.engine.xlsx.marking import Marking
from docgen.engine.xlsx.notes import Boxes, read_boxes
from docgen.engine.xlsx.objects import join_object
from docgen.engine.xlsx.overlays import OVERLAYS, Overlay, draw_overlay
from docgen.engine.xlsx.pivots import PivotCaches
from docgen.engine.xlsx.results import CHART_POINTS
from docgen.engine.xlsx.row_objects import RowObjects, move_to_rows
from docgen.engine.xlsx.sheet import SheetTree, position
from docgen.engine.xlsx.sheet_copy import SheetTemplate
from docgen.engine.xlsx.tables import Table, check_columns, keep_a_row, read_tables
from docgen.engine.xlsx.workbook import Sheet, Workbook, read_xml
from docgen.opc import rels_name

__all__ = ["Draft"]

Item = str | etree._Element
_FILTERS = names(S, "filterColumn")
_YES = ("1", "true", "on")


@dataclass
class _Tab:
    """One sheet with all that belongs to it; ``tree`` is None for a chart sheet."""

    sheet: Sheet
    name: str
    tree: SheetTree | None
    owned: tuple[str, ...]
    roots: dict[str, etree._Element] = field(default_factory=dict)
    """The trees of parts that go into the stream, by name."""
    replaced: dict[str, set[str]] = field(default_factory=dict)
    """The relationships of their pictures that give way to others."""
    objects: RowObjects | None = None
    """What of its drawing stands in its rows."""
    tables: list[Table] = field(default_factory=list)
    frame: Frame | None = None
    kept: KeptCells = field(default_factory=KeptCells)
    columns: tuple[int, ...] = ()
    """The columns in which cells stand."""
    has_hidden_rows: bool = False

    @property
    def has_filter(self) -> bool:
        """Whether a filter hides rows."""
        is_filtered = self.tree is not None and any(True for _ in self.tree.root.iter(*_FILTERS))
        return is_filtered or any(table.is_filtered for table in self.tables)

    @property
    def has_tags(self) -> bool:
        """Whether its cells or its name hold tags."""
        return "\ufdd0" in self.name or (self.tree is not None and self.tree.has_tags)


class Draft:
    """The sheets of a template while it is compiled."""

    def __init__(self, book: Workbook, source: SheetSource) -> None:
        self.book, self.source = book, source
        self.tabs = [self._tab(sheet) for sheet in book.sheets]
        trees = [tab.tree for tab in self.tabs if tab.tree is not None]
        for tree in trees:
            tree.take_sheet_tags()
        for tree in trees:
            tree.lift()
        none: list[int] = []
        before = [tab.tree.before if tab.tree else none for tab in self.tabs]
        after = [tab.tree.after if tab.tree else none for tab in self.tabs]
        order, self.sheet_blocks = sheet_axis(source, before, after)
        self.plan = BookPlan([self._plan(tab) for tab in self.tabs], order)
        self.formulas = Formulas(self.plan, is_1904=book.epoch_1904)
        self.charts = ChartReferences(self.formulas)
        self.names = DefinedNames(book, self.formulas)
        self.overlays: dict[str, Overlay] = {}
        self.boxes: dict[str, Boxes] = {}
        self.kept: list[int] = []
        """The cells that keep their values while the stream runs, and how many of these at most."""

    # -- reading ---------------------------------------------------------

    def _tab(self, sheet: Sheet) -> _Tab:
        source = self.source
        source.here = (0, 0)
        place = f'name of sheet "{sheet.name}"'
        name = escape_text(source.join_text(sheet.name, self.book.part, place, ":attribute"))
        tree = SheetTree(self.book, sheet, source) if sheet.is_grid else None
        tab = _Tab(sheet, name, tree, tuple(self.book.owned(sheet)))
        for part in self._holders(tab):
            root = read_xml(self.book.package, part)
            replaced = tab.replaced.setdefault(part, set())
            if join_object(root, source, part, sheet.name, self.book.sheet_names, replaced):
                tab.roots[part] = root
        tab.tables = read_tables(self.book.package, tab.owned)
        return tab

    def _holders(self, tab: _Tab) -> Iterator[str]:
        """Yield the parts that belong to a sheet and may hold tags."""
        package = self.book.package
        parts = [part for part in tab.owned if text_kind(package, part)]
        rels = [rels_name(part) for part in (tab.sheet.part, *tab.owned)]
        for part in (*parts, *(name for name in rels if name in package)):
            data = package.read(part)
            if b"{" in data or b"%7B" in data or b"%7b" in data:
                yield part

    @staticmethod
    def _plan(tab: _Tab) -> SheetPlan:
        if tab.tree is None:
            return SheetPlan(tab.sheet.name)
        lanes = tuple(lane.lane for lane in tab.tree.lanes)
        return SheetPlan(tab.sheet.name, tab.tree.rows, tab.tree.columns, lanes)

    @cached_property
    def looks(self) -> Looks:
        """The looks of the workbook's cell styles."""
        return Looks(self.book)

    # -- what takes part -------------------------------------------------

    @cached_property
    def live(self) -> frozenset[int]:
        """The numbers of the sheets whose cells can differ from document to document."""
        order = self.plan.order
        found = {
            tab.sheet.number
            for tab in self.tabs
            if tab.has_tags or order.owner(tab.sheet.number) or self._moves(tab)
        }
        rest = {tab.sheet.number: self._refers(tab) for tab in self.tabs if tab.sheet.number not in found}
        while found:
            names_ = self._live_names(found)
            more = {
                n
                for n, (sheets, text) in rest.items()
                if sheets & found or "indirect(" in text or any(m in text for m in names_)
            }
            if more <= found:
                break
            found |= more
        return frozenset(found)

    @staticmethod
    def _moves(tab: _Tab) -> bool:
        return tab.tree is not None and (tab.tree.moves_rows or not tab.tree.columns.still)

    def _refers(self, tab: _Tab) -> tuple[set[int], str]:
        """Return the sheets to which a sheet's formulas refer, and their text in lower case."""
        if tab.tree is None:
            return set(), ""
        home, sheets, texts = Home(tab.sheet.number, 1, 1), set[int](), list[str]()
        cells = (element.text or "" for element in tab.tree.root.iter(*names(S, "f")))
        for text in (*cells, *outside_references(tab.tree.root)):
            texts.append(text.casefold())
            if "!" in text and (template := self.formulas.compile(text, home)):
                sheets |= template.sheets
        return sheets, "\n".join(texts)

    def _live_names(self, live: set[int]) -> list[str]:
        """Return the names, of cells and of tables, by which formulas may refer to live sheets."""
        cells = [name for name, template in self.names.moving if template.sheets & live]
        tables = [table.name for tab in self.tabs if tab.sheet.number in live for table in tab.tables]
        return [name.casefold() for name in (*cells, *tables) if name]

    # -- the stream ------------------------------------------------------

    def write(self) -> None:
        """Bring all live sheets, and the charts that refer to them, into their form in the stream."""
        wanted = self._wanted()
        for tab in self.tabs:
            if tab.tree is not None and tab.sheet.number in self.live:
                self._write_tree(tab, tab.tree, wanted)
            for part in tab.owned:
                if self._is_chart(part):
                    root = tab.roots.get(part)
                    if root is None:
                        root = read_xml(self.book.package, part)
                    if self.charts.open(root, Home(tab.sheet.number), self.live):
                        tab.roots[part] = root
                else:
                    self._overlay(tab, part)

    def _write_tree(self, tab: _Tab, tree: SheetTree, wanted: Mapping[tuple[int, int], int]) -> None:
        """Bring one sheet into its form in the stream; ``wanted`` are the columns that are referred to."""
        cells = {position(cell.get("r", ""))[1] for row in tree.row_elements() for cell in tree.cells(row)}
        tab.columns = tuple(sorted(cells))
        tab.has_hidden_rows = any(row.get("hidden") in _YES for row in tree.row_elements())
        if tree.columns.still and not tree.lanes:
            columns = {c: most for (sheet, c), most in wanted.items() if sheet == tab.sheet.number and c}
            if (tab.sheet.number, 0) in wanted:
                columns |= dict.fromkeys(tab.columns, wanted[tab.sheet.number, 0])
            tab.kept = KeptCells(columns, len(self.kept))
        heights = Heights(tree, self.looks)
        heights.read()
        self._check_areas(tab, tree)
        tab.frame = draw_frame(tree.root, self._marking(tab))
        check_columns(tree, tab.tables)
        holders: Sequence[SheetTree | LaneTree] = tree.lanes or [tree]
        for lane in holders:
            keep_a_row(lane, [t for t in tab.tables if lane.holds(t.columns[0])])
        for part, root in tab.roots.items():
            if part_kind(self.book.package.content_type(part)) == "drawing":
                tab.objects = move_to_rows(tree, root, part, self.source)
        captions = {at for table in tab.tables for at in table.captions}
        SheetWriter(tree, self.formulas, self.book.general_styles, captions, tab.kept, heights).write()
        self.kept += tab.kept.series

    def _overlay(self, tab: _Tab, part: str) -> None:
        """Make a part ready that follows the rows and columns of its sheet."""
        kind = part_kind(self.book.package.content_type(part))
        root = tab.roots.get(part)
        if kind == "vmlDrawing":
            vml = self.book.package.read(part).decode("utf-8-sig", "replace")
            if (boxes := read_boxes(vml, self._marking(tab))) is not None:
                self.boxes[part] = boxes
        if root is None:
            if kind not in OVERLAYS:
                return
            root = read_xml(self.book.package, part)
        frame = draw_overlay(root, kind, self._marking(tab))
        if frame is not None:
            text = None if part in tab.roots else self.source.serialise(root)
            self.overlays[part] = Overlay(frame, text)

    def _check_areas(self, tab: _Tab, tree: SheetTree) -> None:
        """Report what stands across the edge of an area."""
        boxes = [(f"The table {table.name}", table.rows, table.columns) for table in tab.tables]
        for (top, left), (bottom, right) in tree.merged_cells() if tree.areas else ():
            name = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
            boxes.append((f"The merged range {name}", (top, bottom), (left, right)))
        self.source.problems += edge_problems(tree.areas, boxes, tab.sheet.part, tab.sheet.name)

    def _marking(self, tab: _Tab) -> Marking:
        return Marking(tab.sheet.number, self.formulas, self.live)

    def _is_chart(self, part: str) -> bool:
        return self.book.package.content_type(part).endswith(("drawingml.chart+xml", "chartex+xml"))

    def _wanted(self) -> dict[tuple[int, int], int]:
        """Return how many values of a column, by sheet and number, formulas and charts may want at most."""
        asking = list(self._asking())
        for element in self.names.elements:
            if any(element.get("name", "").casefold() in text.casefold() for text, _, _ in asking):
                asking.append((element.text or "", local_sheet(element), ROWS))
        found = self._wanted_of_tables() if any("[" in text for text, _, _ in asking) else {}
        for text, sheet, most in asking:
            for column in self.formulas.columns_of(text, sheet):
                found[column] = max(most, found.get(column, 0))
        return found

    def _wanted_of_tables(self) -> dict[tuple[int, int], int]:
        """Return the columns of all tables, as a formula that names one may want them."""
        return {
            (tab.sheet.number, column): ROWS
            for tab in self.tabs
            for table in tab.tables
            for column in range(table.columns[0], table.columns[1] + 1)
        }

    def _asking(self) -> Iterator[tuple[str, int, int]]:
        """Yield all formulas of cells and charts with their sheet, and how many values they may want.

        Sources of pivots are among them; they name their sheet.
        """
        for text in self.pivots.asked():
            yield text, 0, ROWS
        for tab in self.tabs:
            roots = [] if tab.tree is None else [tab.tree.root]
            for part in tab.owned:
                if self._is_chart(part):
                    roots.append(tab.roots.get(part, read_xml(self.book.package, part)))
            for element in (e for root in roots for e in root.iter(*names(S, "f"), *CHART_FORMULAS)):
                is_cell = element.tag in names(S, "f")
                yield element.text or "", tab.sheet.number, ROWS if is_cell else CHART_POINTS

    def items(self) -> tuple[list[Item], list[str]]:
        """Return what the stream holds, in order, and the parts in it by the number in their marker."""
        items: list[Item] = []
        parts: list[str] = []
        for tab in self.tabs:
            tree = tab.tree
            items += [self._token(number) for number in (tree.before if tree else ())]
            items.append(f"<~p{len(parts)}>{tab.name}<~e>")
            parts.append(tab.sheet.part)
            if tree is not None and tab.sheet.number in self.live:
                items.append(tree.root)
            for part, root in tab.roots.items():
                items += [f"<~p{len(parts)}>", root]
                parts.append(part)
            items += [self._token(number) for number in (tree.after if tree else ())]
        return items, parts

    def _token(self, number: int) -> str:
        block = self.sheet_blocks.get(number)
        return f"\ufdd0{number}\ufdd1" + (f"<~s{block}>" if block else "")

    def templates(self) -> dict[str, SheetTemplate]:
        """Return what the finish has to know of each sheet, by its part."""
        return {tab.sheet.part: self._template(tab) for tab in self.tabs}

    def _template(self, tab: _Tab) -> SheetTemplate:
        plan = self.plan.sheet(tab.sheet.number)
        return SheetTemplate(
            tab.sheet.number,
            tab.sheet.name,
            tab.sheet.part,
            tab.sheet.relation,
            tab.owned,
            plan.rows,
            plan.columns,
            tab.tree is not None and tab.sheet.number in self.live,
            tab.sheet.is_grid,
            tab.kept.cells,
            plan.lanes,
            max(tab.columns, default=1),
            tab.has_hidden_rows,
            tab.has_filter,
        )

    def still(self) -> list[StillSheet]:
        """Return the cells of each sheet as the template has them."""
        return [StillSheet(self.book, tab.sheet, has_filter=tab.has_filter) for tab in self.tabs]

    @property
    def tables(self) -> Mapping[str, tuple[int, Table]]:
        """The tables by name in lower case, with the numbers of their sheets."""
        return {table.name.casefold(): (tab.sheet.number, table) for tab in self.tabs for table in tab.tables}

    @cached_property
    def pivots(self) -> PivotCaches:
        """The pivot caches that follow live sheets."""
        names = self._live_names(set(self.live))
        return PivotCaches(self.book, self.formulas, self.live, names, self.tables)

    def frames(self) -> dict[int, Frame]:
        """Return the frame of each live sheet by its number."""
        return {tab.sheet.number: tab.frame for tab in self.tabs if tab.frame is not None}

    @property
    def objects(self) -> dict[str, RowObjects]:
        """What of drawings stands in rows, by the sheet's part."""
        return {tab.sheet.part: tab.objects for tab in self.tabs if tab.objects is not None}

    @property
    def replaced(self) -> dict[str, set[str]]:
        """The relationships of drawings whose pictures give way to others, by part."""
        return {part: found for tab in self.tabs for part, found in tab.replaced.items() if found}

    @property
    def has_formulas(self) -> bool:
        """Whether any live sheet has a formula."""
        trees = [tab.tree for tab in self.tabs if tab.tree is not None and tab.sheet.number in self.live]
        return any(True for tree in trees for _ in tree.root.iter(*names(S, "f")))

    @property
    def is_live(self) -> bool:
        """Whether any sheet, or anything on it, can differ from document to document."""
        return bool(self.live) or any(tab.roots for tab in self.tabs)
