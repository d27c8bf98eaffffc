"""What a pivot reads: where its source went in a document, and the values that stand there.

Whatever cannot be known raises :class:`Unknown`; the pivot is left to the program that opens the file then.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from docgen.engine.references import column_letters, quoted
from docgen.engine.xlsx.calculation import Box, Unknown, areas
from docgen.engine.xlsx.pivot_items import Entry, entries
from docgen.engine.xlsx.results import Results
from docgen.engine.xlsx.series import KeptCell
from docgen.engine.xlsx.sheet_copy import SheetCopy
from docgen.engine.xlsx.styles import BookState

__all__ = ["Cells", "named_box", "range_box"]


def range_box(cells: str, sheet: str) -> Box:
    """Return the box of a range on the sheet of that name."""
    return areas(quoted(sheet) + cells)[0]


def named_box(name: str, results: Results) -> Box:
    """Return the box of a table without its foot, or of a name."""
    try:
        table = results.table(name)
    except Unknown:
        found = areas(results.named("", name))
        if len(found) != 1 or not found[0][0]:
            raise Unknown(name) from None
        return found[0]
    if table.head != 1:
        raise Unknown(name)
    sheet, top, left, bottom, right = table.box
    return sheet, top, left, bottom - table.foot, right


@dataclass(frozen=True)
class Cells:
    """The cells of a finished document, as the source of a pivot."""

    copies: Sequence[SheetCopy]
    results: Results
    state: BookState

    def column(self, box: Box, column: int) -> list[Entry]:
        """Return the values of one column of a box, without its head."""
        sheet, top, _, bottom, _ = box
        copy = next((copy for copy in self.copies if copy.name.casefold() == sheet.casefold()), None)
        if copy is None or not copy.template.is_streamed:
            raise Unknown(f"{sheet}!{column_letters(column)}")
        if bottom <= top:
            return []
        values = self.results.values((copy.name, top + 1, column, bottom, column))
        return entries(values, self._dated(copy, column), top + 1, self.state.epoch_1904)

    def _dated(self, copy: SheetCopy, column: int) -> Collection[int]:
        """Return the rows of a column whose numbers are dates or times."""
        if column not in copy.template.cells:
            return self._dated_in_text(copy, column)
        rows = [copy.rows_of(c.row) for c in copy.template.cells[column] if self._is_dated(c)]
        return rows[0] if len(rows) == 1 else {row for some in rows for row in some}

    def _dated_in_text(self, copy: SheetCopy, column: int) -> Collection[int]:
        """Return these rows of a sheet on which columns repeat or lists stand side by side."""
        styled = re.compile(rf'<c r="{column_letters(column)}(\d+)"[^<>]*? s="(\d+)"')
        dates = self.state.date_styles
        found = (match for text in copy.body.texts for match in styled.finditer(text))
        return {int(match[1]) for match in found if int(match[2]) in dates}

    def _is_dated(self, cell: KeptCell) -> bool:
        """Tell whether a cell shows dates: by its number format, or because dates came into a plain cell."""
        if cell.style in self.state.book.date_styles:
            return True
        if cell.place is None or cell.style not in self.state.book.general_styles:
            return False
        series = self.state.kept[cell.place]
        if series.moments not in (0, len(series.values)):
            raise Unknown("dates and other values in one cell of the template")
        return series.moments > 0
