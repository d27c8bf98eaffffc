"""What the cells of an intake workbook accept: lists to choose from, dates and numbers within bounds."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from docgen.catalog.schema import Count, Day, Month, Number
from docgen.intake.outline import Column
from docgen.intake.words import say

__all__ = ["Lists", "validate"]

_FIRST_DAY, _LAST_DAY = "DATE(1990,1,1)", "DATE(2100,12,31)"


class Lists:
    """The lists to choose from, each once, in columns of a hidden sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[str, ...], str] = {}

    def reference(self, words: tuple[str, ...]) -> str:
        """Return the range that holds the words; they are written where they do not stand yet."""
        if words not in self._known:
            number = 4 + len(self._known)
            for row, word in enumerate(words, 1):
                self._sheet.cell(row, number, word)
            letter = get_column_letter(number)
            self._known[words] = f"{self._sheet.title}!${letter}$1:${letter}${len(words)}"
        return self._known[words]


def validate(
    sheet: Worksheet, cells: str, column: Column, lists: Lists, language: str, source: str = ""
) -> None:
    """Let cells accept only what their column takes; ``source`` is where the values stand that it repeats."""
    rule = _listed(column, lists, language, source) or _bounded(column, language)
    if rule is None or (column.many and sheet.cell(1, 1).value not in ("[lists]",)):
        return
    rule.errorTitle = say("wrong", language)
    rule.showErrorMessage = True
    rule.allow_blank = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _listed(column: Column, lists: Lists, language: str, source: str) -> DataValidation | None:
    if not source and not column.options:
        return None
    reference = source or lists.reference(tuple(column.options.values()))
    return DataValidation(type="list", formula1=f"={reference}", error=say("choose", language))


def _bounded(column: Column, language: str) -> DataValidation | None:
    kind = column.kind
    if isinstance(kind, Day | Month):
        error = say("date" if isinstance(kind, Day) else "month", language)
        return DataValidation(
            type="date", operator="between", formula1=_FIRST_DAY, formula2=_LAST_DAY, error=error
        )
    if isinstance(kind, Number):
        whole = isinstance(kind, Count)
        error = say("whole" if whole else "number", language).format(f"{kind.least:,f}", f"{kind.most:,f}")
        return DataValidation(
            type="whole" if whole else "decimal",
            operator="between",
            formula1=f"{kind.least:f}",
            formula2=f"{kind.most:f}",
            error=error,
        )
    return None
