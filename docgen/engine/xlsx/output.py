"""The stream of a workbook read as it comes: sheets and their copies, rows and their numbers.

All cells of a document pass through here, so the loops are written for speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from docgen.engine.limits import Budget
from docgen.engine.references import Placement
from docgen.engine.rows import Rows
from docgen.engine.values import Image
from docgen.engine.xlsx.body import Body
from docgen.engine.xlsx.form import Form, is_rows
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.markers import EVENT
from docgen.engine.xlsx.row_text import fitted
from docgen.engine.xlsx.series import Series
from docgen.engine.xlsx.sheet_copy import SheetCopy, SheetTemplate
from docgen.engine.xlsx.turns import Known, rows_text

__all__ = ["Output"]

_CHUNK, _MOST = 1 << 17, 1 << 22
_ROW_END = "</row>"


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
    pictures: Sequence[Image] = ()
    """Those that have come so far in cells, which are found in the text of the rows."""
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
        known = Known(
            sheet.template.kept_cells,
            self.series,
            formulas.alike,
            formulas.calculated,
            formulas.is_1904,
        )
        text, is_complete = rows_text(form, rows, sheet.turns(form.block, rows.count), known)
        self.budget.grow(sheet.body.add(text, is_whole=is_complete and form.is_whole and not self.pictures))

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
