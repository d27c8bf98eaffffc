"""The cells of a sheet as they stand in the stream: typed values, texts, formulas, markers for numbers.

Runs once for a template, after tags were lifted and all axes are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.parts import attributes
from docgen.engine.references import Home, Place, column_letters
from docgen.engine.source import TOKEN, instruction, token_numbers
from docgen.engine.text import escape_text
from docgen.engine.xlsx.calculation import Value
from docgen.engine.xlsx.cell_values import PART, stored_value
from docgen.engine.xlsx.formulas import Formulas, expand_shared
from docgen.engine.xlsx.heights import Fit, Heights
from docgen.engine.xlsx.markers import LESS, marker
from docgen.engine.xlsx.series import KeptCell
from docgen.engine.xlsx.sheet import SheetTree, cell_text, position

__all__ = ["KeptCells", "SheetWriter"]

_MOST_SHOWN = 10_000
"""How many cells of one array formula get results."""
_ONE_TAG = re.compile(r"\s*\ufdd0(\d+)\ufdd1\s*")
_F, _V, _IS, _RUN_LOOK = names(S, "f"), names(S, "v"), names(S, "is"), names(S, "rPr")


@dataclass
class KeptCells:
    """The cells of one sheet whose values need not be read from its text.

    ``wanted`` are the columns to which formulas or charts refer, and how many values these may want;
    ``first`` is the number of the first series of values.
    """

    wanted: Mapping[int, int] = field(default_factory=dict)
    first: int = 0
    series: list[int] = field(default_factory=list)
    """How many values each series takes at most."""
    cells: dict[int, list[KeptCell]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cells = {column: [] for column in self.wanted}

    def keep(self, at: tuple[int, int], style: int, formula: str = "") -> int:
        """Return the number of the series that takes a cell's values, -1 for none; a formula has a number."""
        if at[1] not in self.wanted:
            return -1
        number = self.first + len(self.series)
        self.series.append(self.wanted[at[1]])
        self._add(at, KeptCell(at[0], number, formula, style=style))
        return number

    def note(self, at: tuple[int, int], style: int, formula: str = "") -> None:
        """Note a cell that is no value: a formula, by its number, or what has to be read."""
        place = self.keep(at, style, formula) if formula.isdigit() else -1
        if place < 0:
            self._add(at, KeptCell(at[0], formula=formula, style=style))

    def note_constant(self, at: tuple[int, int], style: int, value: Value) -> None:
        """Note a cell that is the same in every document; None for a blank one."""
        if value is not None:
            self._add(at, KeptCell(at[0], value=value, style=style))
        elif any(cell.row == at[0] for cell in self.cells.get(at[1], ())):
            self._add(at, KeptCell(at[0], is_spare=True))

    def _add(self, at: tuple[int, int], cell: KeptCell) -> None:
        if at[1] in self.wanted:
            self.cells[at[1]].append(cell)


@dataclass
class SheetWriter:
    """Writes one sheet's tree into its form in the stream.

    ``general`` are the styles whose numbers have no format; ``captions`` are the cells that must be texts
    (the head rows of tables), as template rows and columns.
    """

    tree: SheetTree
    formulas: Formulas
    general: Collection[int]
    captions: Collection[tuple[int, int]] = ()
    kept: KeptCells = field(default_factory=KeptCells)
    heights: Heights | None = None

    def write(self) -> None:
        """Put markers and internal filters in; the tree is ready for the stream then."""
        tree = self.tree
        self._expand()
        for row in tree.row_elements():
            number = int(row.get("r", 0))
            row.tail = (row.tail or "").strip() or None  # the stream is cut where rows end
            for cell in tree.cells(row):
                self._write_cell(cell, position(cell.get("r", "")))
            if self.heights is not None and number in self.heights.least:
                self._fit(row, number, self.heights)
            elif tree.moves_rows:
                row.set("r", marker(f"r{number}"))
            if not tree.columns.still and "spans" in row.attrib:
                del row.attrib["spans"]
        self._enclose()

    @staticmethod
    def _fit(row: etree._Element, number: int, heights: Heights) -> None:
        """Let the row tell its number first, and its height only where that is not the usual one."""
        others = [(name, value) for name, value in attributes(row) if name not in ("r", "ht")]
        row.attrib.clear()
        for name, value in [("r", marker(f"r{number}")), *others]:
            row.set(name, value)
        if heights.least[number] > heights.usual:
            row.set("ht", f"{heights.least[number]:g}")

    def _expand(self) -> None:
        cells = [
            (position(cell.get("r", "")), formula)
            for row in self.tree.row_elements()
            for cell in self.tree.cells(row)
            for formula in cell
            if formula.tag in _F
        ]
        expand_shared(cells)

    @cached_property
    def _shown(self) -> frozenset[tuple[int, int]]:
        """The cells that show a part of an array formula, which stands in the first of its cells."""
        found: set[tuple[int, int]] = set()
        for formula in self.tree.root.iter(*_F):
            first, _, last = formula.get("ref", "").partition(":")
            if formula.get("t") == "array" and last:
                (top, left), (bottom, right) = position(first), position(last)
                cells = product(range(top, bottom + 1), range(left, right + 1))
                found.update(list(islice(cells, _MOST_SHOWN))[1:])
        return frozenset(found)

    def _enclose(self) -> None:
        """Mark where the rows begin and end."""
        data = self.tree.data
        assert data is not None
        if self.tree.lanes:
            _splice(data, [lane.data for lane in self.tree.lanes])
        data.text = marker("o0") + (data.text or "").strip()
        if len(data):
            data[-1].tail = (data[-1].tail or "") + marker("d0")
        else:
            data.text += marker("d0")

    # -- one cell --------------------------------------------------------

    def _reference(self, at: tuple[int, int], written: Callable[[str], str]) -> str:
        """Return how a cell names itself; ``written`` makes a marker."""
        row, column = at
        letters = column_letters(column) if self.tree.columns.still else written(f"C{column}")
        return letters + (written("") if self.tree.moves_rows else str(row))

    def _write_cell(self, cell: etree._Element, at: tuple[int, int]) -> None:
        formula = next((e for e in cell if e.tag in _F), None)
        if formula is not None:
            self._write_formula(cell, formula, at)
        elif at in self._shown:
            self._open_result(cell, PART)
            self.kept.note(at, int(cell.get("s", "0")))
        elif cell.get("t") == "inlineStr" and any(e.tag in _IS for e in cell):
            text = cell_text(cell)
            found = _ONE_TAG.fullmatch(text)
            if found and self.tree.source.marks[int(found[1])].tag.kind == "value":
                self._write_value(cell, at, int(found[1]))
                return
            if not text:
                _make_blank(cell)
        if formula is None and at not in self._shown:
            self._note(cell, at)
        others = [(name, value) for name, value in attributes(cell) if name != "r"]
        cell.attrib.clear()
        cell.set(
            "r", self._reference(at, marker)
        )  # the reference comes first, so that cells are found quickly
        for name, value in others:
            cell.set(name, value)
        self._measure(cell, at)

    def _measure(self, node: etree._Element, at: tuple[int, int]) -> None:
        """Let the row be as high as the wrapped text in front of a marker needs."""
        if (fit := self._fit_of(at)) is not None:
            node.tail = marker("T" + "/".join(f"{number:g}" for number in fit)) + (node.tail or "")

    def _fit_of(self, at: tuple[int, int]) -> Fit | None:
        return None if self.heights is None else self.heights.fits.get(at)

    def _note(self, cell: etree._Element, at: tuple[int, int]) -> None:
        text = cell_text(cell)
        style = int(cell.get("s", "0"))
        if TOKEN.search(text):
            self.kept.note(at, style)
            self.tree.source.report_pictures(token_numbers(text))
            return
        value = next((e.text or "" for e in cell if e.tag in _V), "")
        try:
            found = stored_value(self.tree.book, cell.get("t", "n"), value, text) if value or text else None
        except ValueError:  # a cell that no program could read; it is as good as blank
            found = None
        self.kept.note_constant(at, style, found)

    def _write_value(self, cell: etree._Element, at: tuple[int, int], number: int) -> None:
        """Let the value of a tag make the whole cell, so that it keeps its type."""
        mark = self.tree.source.marks[number]
        style = int(cell.get("s", "0"))
        kept = [(n, v) for n, v in attributes(cell) if n not in ("r", "t")]
        attributes_ = "".join(f' {name}="{escape_text(value)}"' for name, value in kept)
        look = next((self.tree.source.serialise(e) for e in cell.iter(*_RUN_LOOK)), "")
        look = re.sub(r' xmlns(:\w+)?="[^"]*"', "", look)
        plain = style if style in self.general else -1
        if at in self.captions:
            mark.wrap, mark.args = "::caption", (attributes_,)
            self.kept.note(at, style)
        elif look:
            mark.wrap, mark.args = "::rich", (attributes_, plain, look)
            self.kept.note(at, style)
        elif (fit := self._fit_of(at)) is not None:
            mark.wrap, mark.args = "::wrapped", (attributes_, plain, self.kept.keep(at, style), *fit)
        elif (place := self.kept.keep(at, style)) >= 0:
            mark.wrap, mark.args = "::kept", (attributes_, plain, place)
        else:
            mark.wrap, mark.args = "::cell", (attributes_, plain)
        _put_before(cell, f'{LESS}c r="{self._reference(at, marker)}"')
        node = instruction(number)
        node.tail = cell.tail
        if mark.wrap != "::wrapped":
            self._measure(node, at)
        cell.tail = None
        cell.addprevious(node)
        parent = cell.getparent()
        assert parent is not None
        parent.remove(cell)

    def _write_formula(self, cell: etree._Element, formula: etree._Element, at: tuple[int, int]) -> None:
        kind, text = formula.get("t", ""), formula.text or ""
        home, style = Home(self.tree.sheet.number, *at), int(cell.get("s", "0"))
        if kind == "dataTable":
            for name, place in (("ref", Place.RANGE), ("r1", Place.VALUE), ("r2", Place.VALUE)):
                self._move(formula, name, home, place)
        if kind == "dataTable" or not text:
            self.kept.note(at, style)
            return
        array = kind == "array"
        template = self.formulas.compile(text, home, array=array)
        if template is not None:
            formula.text = self.formulas.text_of(template, still=not self.tree.moves_rows)
        if array:
            self._move(formula, "ref", home, Place.RANGE)
        number = "" if array else self.formulas.result_of(template)
        self._open_result(cell, number)
        self.kept.note(at, style, number)

    @staticmethod
    def _open_result(cell: etree._Element, name: str) -> None:
        """Put markers in place of the type and the value of a formula's result."""
        for value in [e for e in cell if e.tag in _V]:
            cell.remove(value)
        namespace = cell.tag[: cell.tag.index("}") + 1]
        etree.SubElement(cell, namespace + "v").text = "~"
        if "t" in cell.attrib:
            del cell.attrib["t"]
        cell.set("t", f"~{name}")

    def _move(self, formula: etree._Element, name: str, home: Home, place: Place) -> None:
        """Let cells that an attribute of a formula names go with it: those of an array, of a data table."""
        text = formula.get(name, "")
        template = self.formulas.compile(text, home, place=place) if text else None
        if template is not None:
            formula.set(name, self.formulas.text_of(template, still=not self.tree.moves_rows))


def _put_before(element: etree._Element, text: str) -> None:
    """Put a text in front of an element."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def _splice(data: etree._Element, lanes: Sequence[etree._Element]) -> None:
    """Put the rows of all lanes in place of a sheet's, with a marker in front of each lane."""
    for child in list(data):
        data.remove(child)
    data.text = ""
    for number, lane in enumerate(lanes):
        begin = marker(f"l{number}")
        if len(data):
            data[-1].tail = (data[-1].tail or "") + begin
        else:
            data.text += begin
        data.extend(list(lane))


def _make_blank(cell: etree._Element) -> None:
    for child in list(cell):
        cell.remove(child)
    del cell.attrib["t"]
