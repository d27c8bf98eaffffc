"""One sheet of a template on its way into the stream: made plain, its tags numbered and lifted.

*Plain* means that every row and cell says where it stands, and that a cell whose shared string holds a tag
carries its text itself; all other cells keep their shared strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cached_property

from lxml import etree

from docgen.engine.lift import lift
from docgen.engine.names import SHEET, S, names
from docgen.engine.parts import attributes
from docgen.engine.references import COLUMNS, Axis, column_letters, position
from docgen.engine.source import is_element, token_numbers
from docgen.engine.tags import has_tag
from docgen.engine.xlsx.areas import Area, LaneTree, cut_lanes, take_areas
from docgen.engine.xlsx.axes import column_axis, instructions, row_axis
from docgen.engine.xlsx.formulas import join_formula, join_formula_cell
from docgen.engine.xlsx.markers import SheetSource
from docgen.engine.xlsx.workbook import Sheet, Workbook, read_xml
from docgen.engine.xlsx.written_formulas import written_formula
from docgen.errors import Problem, TemplateError

__all__ = ["SheetTree", "cell_text", "position"]

_HEADERS = names(S, "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_FORMULAS = names(S, "formula", "formula1", "formula2") | {
    "{http://schemas.microsoft.com/office/excel/2006/main}f"
}
_STRINGS = names(S, "t", "r")
_T = names(S, "t")
_F, _V, _IS = names(S, "f"), names(S, "v"), names(S, "is")


def cell_text(cell: etree._Element) -> str:
    """Return the text that a cell carries itself."""
    return "".join(t.text or "" for t in cell.iter(*_T))


class SheetTree:
    """The tree of one sheet, with its tags numbered."""

    def __init__(self, book: Workbook, sheet: Sheet, source: SheetSource) -> None:
        self.book, self.sheet, self.source = book, sheet, source
        self.root = read_xml(book.package, sheet.part)
        self.data = self.root.find(etree.QName(self.root).namespace.join("{}") + "sheetData")
        if self.data is None:
            raise TemplateError(Problem("workbook-broken", "The sheet has no rows.", part=sheet.part))
        self.before: list[int] = []
        self.after: list[int] = []
        """The ``{%sheet%}`` tags that stand before the sheet and behind it, by number."""
        self.rows, self.columns = Axis(), Axis(limit=COLUMNS)
        self.lanes: list[LaneTree] = []
        """Where lists stand side by side, the rows of each lane; ``rows`` is the axis of the first then."""
        self.areas: list[Area] = []
        self._number()
        self.has_tags = self._join()

    # -- make plain ------------------------------------------------------

    def _number(self) -> None:
        """Give every row and cell its reference; a file may leave them out."""
        row_number = 0
        for row in self.row_elements():
            row_number = int(row.get("r", row_number + 1))
            row.set("r", str(row_number))
            column = 0
            for cell in self.cells(row):
                column = position(cell.get("r", ""))[1] if cell.get("r") else column + 1
                cell.set("r", f"{column_letters(column)}{row_number}")

    def row_elements(self) -> list[etree._Element]:
        """Return the rows, without the tags between them; those of all lanes."""
        assert self.data is not None
        holders = [lane.data for lane in self.lanes] or [self.data]
        return [e for holder in holders for e in holder if e.tag in SHEET.row]

    @staticmethod
    def cells(row: etree._Element) -> list[etree._Element]:
        """Return the cells of a row, without the tags between them."""
        return [e for e in row if e.tag in SHEET.cell]

    # -- number the tags -------------------------------------------------

    def _join(self) -> bool:
        found = False
        for row in self.row_elements():
            for cell in self.cells(row):
                found |= self._join_cell(cell)
        self.source.here = (0, 0)
        return self._join_rest() or found

    def _join_cell(self, cell: etree._Element) -> bool:
        source, part = self.source, self.sheet.part
        source.here = position(cell.get("r", ""))
        formula = next((e for e in cell if e.tag in _F), None)
        if formula is not None:
            return join_formula_cell(source, formula, part, self.place(cell), self.book.sheet_names)
        if not self._make_inline(cell):
            return False
        if self._make_formula(cell):
            return self._join_cell(cell)
        return source.join(cell, SHEET, part, self.place(cell))

    def _make_formula(self, cell: etree._Element) -> bool:
        """Let a cell whose tag writes a formula hold it; tell whether it does."""
        try:
            formula = written_formula(cell_text(cell))
        except TemplateError as error:
            where = {"part": self.sheet.part, "place": self.place(cell)}
            self.source.problems += [problem.at(**where) for problem in error.problems]
            formula = "0"
        if formula is None:
            return False
        for child in list(cell):
            cell.remove(child)
        del cell.attrib["t"]
        etree.SubElement(cell, cell.tag[: cell.tag.index("}") + 1] + "f").text = formula
        self.source.touched = True
        return True

    def place(self, cell: etree._Element) -> str:
        """Return the place of a cell in a person's words."""
        return f"cell {self.sheet.name}!{cell.get('r')}"

    def _make_inline(self, cell: etree._Element) -> bool:
        """Let a cell whose text holds a tag carry its text itself; tell whether it does."""
        kind, value = cell.get("t"), next((e for e in cell if e.tag in _V), None)
        if kind == "inlineStr":
            string = next((e for e in cell if e.tag in _IS), None)
            children = [] if string is None else [e for e in string if e.tag in _STRINGS]
        elif kind == "s" and value is not None:
            children = self._shared(value.text or "")
        elif kind == "str" and value is not None and value.text:
            children = [_text(value)]
        else:
            return False
        text = "".join(t.text or "" for child in children for t in child.iter(*_T))
        if not has_tag(text):
            self.source.suspect([text], self.sheet.part, lambda: self.place(cell))
            return False
        self._put_inline(cell, children)
        return True

    def _shared(self, index: str) -> list[etree._Element]:
        at = int(index) if index.strip().isdigit() else -1
        if not 0 <= at < len(self.book.shared):
            return []
        return [deepcopy(e) for e in self.book.shared[at] if e.tag in _STRINGS]

    @staticmethod
    def _put_inline(cell: etree._Element, children: Sequence[etree._Element]) -> None:
        namespace = cell.tag[: cell.tag.index("}") + 1]
        for child in list(cell):
            cell.remove(child)
        string = etree.SubElement(cell, namespace + "is")
        for child in children:
            child.tail = None
            string.append(child)
        cell.set("t", "inlineStr")

    def _join_rest(self) -> bool:
        """Number the tags outside of the cells: headers and footers, prompts, rules."""
        source, part, found = self.source, self.sheet.part, False
        for element in self._outside():
            place = f'sheet "{self.sheet.name}"'
            for name, value in attributes(element):
                if has_tag(value):
                    element.set(name, source.join_text(value, part, place, ":attribute"))
                    found = True
            if not element.text or not has_tag(element.text):
                continue
            found = True
            if element.tag in _FORMULAS:
                element.text = join_formula(source, element.text, part, place, self.book.sheet_names)
            elif element.tag in _HEADERS:
                kind = "header" if str(etree.QName(element).localname).endswith("Header") else "footer"
                place = f'{kind} of sheet "{self.sheet.name}"'
                element.text = source.join_text(element.text, part, place, ":header")
            else:
                element.text = source.join_text(element.text, part, place, ":attribute")
        return found

    def _outside(self) -> Iterator[etree._Element]:
        for child in self.root:
            if is_element(child) and child is not self.data:
                yield from child.iter(etree.Element)

    # -- lift ------------------------------------------------------------

    def take_sheet_tags(self) -> None:
        """Take ``{%sheet …%}`` out of the cells; a row that held nothing else loses all its content."""
        for row in self.row_elements():
            numbers = [
                n
                for text in row.iter(*_T)
                for n in token_numbers(text.text)
                if self.source.marks[n].tag.prefix == "sheet"
            ]
            if not numbers:
                continue
            for number in numbers:
                ends = self.source.marks[number].tag.keyword.startswith("end")
                (self.after if ends else self.before).append(number)
            for text in row.iter(*_T):
                text.text = _without(text.text or "", numbers)
            if self._is_blank(row):
                self._emptied.append(row)

    @cached_property
    def _emptied(self) -> list[etree._Element]:
        return []

    def _is_blank(self, row: etree._Element) -> bool:
        return all(
            not "".join(e.text or "" for e in cell.iter(*SHEET.text)).strip() for cell in self.cells(row)
        )

    def lift(self) -> None:
        """Let statements take the place of rows and columns, and find which of these repeat."""
        self.areas = take_areas(self.row_elements(), dict(self.merged_cells()), self.source)
        rows_before = {int(row.get("r", 0)) for row in self.row_elements()}
        cells_before = self._positions()
        lift(self.source, self.root, SHEET)
        gone_rows = rows_before - {int(row.get("r", 0)) for row in self.row_elements()}
        gone_rows |= {int(row.get("r", 0)) for row in self._emptied}
        for row in self._emptied:
            assert self.data is not None
            self.data.remove(row)
        cells_after = self._positions()
        gone_columns = {c for at in cells_before - cells_after if at[0] not in gone_rows for c in (at[1],)}
        assert self.data is not None
        if self.areas:
            self._cut_lanes(gone_rows)
            return
        self.rows = row_axis(self.data, self.source, gone_rows)
        if self._emptied:
            self.rows = Axis(self.rows.blocks[1:], gone_rows)
        self.columns = column_axis(self.row_elements(), self.source, sorted(gone_columns))
        self._check_columns(gone_columns)

    def merged_cells(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Yield the first and the last cell of each merged range, as row and column."""
        for merge in self.root.iter(*names(S, "mergeCell")):
            first, _, last = merge.get("ref", "").partition(":")
            yield position(first), position(last or first)

    def _cut_lanes(self, gone: set[int]) -> None:
        """Let each lane of columns have rows of its own; columns that repeat cannot stand beside them."""
        assert self.data is not None
        for row in self.row_elements():
            self.source.problems += [self._beside_areas(row, number) for number in instructions(row)]
        self.lanes = cut_lanes(self.data, self.areas, gone, self.source)
        self.rows = self.lanes[0].rows

    def _beside_areas(self, row: etree._Element, number: int) -> Problem:
        return Problem(
            "area-columns",
            "Columns cannot repeat on a sheet on which an area does.",
            "Move one of them to another sheet.",
            part=self.sheet.part,
            place=f'row {row.get("r")} of sheet "{self.sheet.name}"',
            tag=self.source.marks[number].tag.text,
        )

    @staticmethod
    def holds(column: int) -> bool:
        """Return whether a column is among those of the rows: all are, where no lists stand side by side."""
        return 1 <= column <= COLUMNS

    @property
    def moves_rows(self) -> bool:
        """Whether a row can stand elsewhere in a document."""
        return bool(self.lanes) or not self.rows.still

    def _positions(self) -> set[tuple[int, int]]:
        return {position(cell.get("r", "")) for row in self.row_elements() for cell in self.cells(row)}

    def _check_columns(self, gone: set[int]) -> None:
        """Report content in a column that holds tags and therefore goes; remove its blank cells."""
        for row in self.row_elements():
            for cell in self.cells(row):
                if position(cell.get("r", ""))[1] not in gone:
                    continue
                if any(e.text for e in cell.iter(*SHEET.text)):
                    self.source.problems.append(self._mixed(cell))
                row.remove(cell)

    def _mixed(self, cell: etree._Element) -> Problem:
        return Problem(
            "column-mixed",
            "A column whose tags stand in cells of their own goes, but this cell holds something else.",
            "Write the opening and the closing {%tc …%} into the cell that repeats, or move this cell.",
            part=self.sheet.part,
            place=self.place(cell),
        )


def _text(value: etree._Element) -> etree._Element:
    namespace = value.tag[: value.tag.index("}") + 1]
    text = etree.Element(namespace + "t")
    text.text = value.text
    return text


def _without(text: str, numbers: list[int]) -> str:
    for number in numbers:
        text = text.replace(f"\ufdd0{number}\ufdd1", "")
    return text
