"""The hidden sheet of choices: labels in the document's language, names that rules use, and their colours.

Status columns hold words.  Rules and counts compare them with named cells of this sheet, which take their
words from the same labels, so that no word stands in a rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tools.templates.book_style import LANGUAGES, Text, rule_style

__all__ = ["CHOICES", "add_choices", "choose", "colour", "word"]

# list -> (group of labels, its keys in the order of the list)
CHOICES: Mapping[str, tuple[str, Sequence[str]]] = {
    "service_status": ("status", ("not_started", "in_progress", "done", "delayed", "on_hold")),
    "risk_status": ("status", ("open", "in_progress", "monitoring", "closed")),
    "milestone_status": ("status", ("upcoming", "in_progress", "done", "done_late", "overdue")),
    "ledger_status": (
        "status",
        ("not_submitted", "awaiting", "confirmed", "confirmed_late", "silent", "objected"),
    ),
    "suggestion_status": ("status", ("proposed", "accepted", "in_progress", "done", "declined")),
    "criterion_result": ("status", ("met", "partly_met", "not_met", "waived")),
    "conclusion": ("status", ("achieved", "partly_achieved", "missed")),
    "action_status": ("status", ("planned", "in_progress", "done", "delayed")),
    "severity": ("severity", ("critical", "high", "medium", "low")),
    "priority": ("priority", ("high", "medium", "low")),
    "risk_kind": ("risk_kind", ("problem", "risk")),
    "rag": ("rag", ("green", "amber", "red", "none")),
    "health": ("health", ("green", "amber", "red")),
    "tendency": ("tendency", ("better", "same", "worse", "none")),
    "entry_kind": ("entry_kind", ("investment", "benefit")),
    "basis": ("basis", ("actual", "forecast")),
    "boolean": ("boolean", ("true", "false")),
    "disposition": ("disposition", ("keep", "improve", "replace", "retire", "build")),
    "horizon": ("horizon", ("short", "mid", "long")),
    "pdca": ("pdca", ("plan", "do", "check", "act")),
    "lesson": ("lesson", ("strength", "improvement")),
}
_TONES: Mapping[str, Sequence[str]] = {
    "green": (
        "status_done", "status_closed", "status_confirmed", "status_silent", "status_met", "status_waived",
        "status_achieved", "rag_green", "health_green", "tendency_better", "boolean_true", "severity_low",
        "priority_low", "status_accepted", "lesson_strength", "disposition_keep",
    ),
    "amber": (
        "status_done_late", "status_confirmed_late", "status_awaiting", "status_partly_met", "status_open",
        "status_partly_achieved", "rag_amber", "health_amber", "severity_medium", "priority_medium",
        "lesson_improvement", "disposition_improve",
    ),
    "red": (
        "status_delayed", "status_overdue", "status_objected", "status_not_met", "status_missed", "rag_red",
        "health_red", "tendency_worse", "severity_critical", "severity_high", "priority_high",
        "boolean_false", "disposition_replace", "disposition_retire",
    ),
    "blue": ("status_in_progress", "status_monitoring", "status_proposed", "disposition_build"),
    "grey": (
        "status_not_started", "status_on_hold", "status_upcoming", "status_not_submitted", "status_declined",
        "status_planned", "rag_none", "tendency_same", "tendency_none",
    ),
}  # fmt: skip
_SHEET: Text = ("Lists", "选项")


def add_choices(workbook: Workbook, language: str, used: Sequence[str]) -> None:
    """Add the hidden sheet with the lists that are used, and a name for each list and each word."""
    if not used:
        return
    sheet = workbook.create_sheet(_SHEET[LANGUAGES.index(language)])
    sheet.sheet_state = "hidden"
    for column, name in enumerate(used, 1):
        _add_list(workbook, sheet, get_column_letter(column), name)


def word(language: str, used: Sequence[str], name: str, key: str) -> str:
    """Return the reference to the cell that holds the word of a key in a list that is used."""
    letter, row = get_column_letter(used.index(name) + 1), CHOICES[name][1].index(key) + 2
    return f"{quote_sheetname(_SHEET[LANGUAGES.index(language)])}!${letter}${row}"


def _add_list(workbook: Workbook, sheet: Worksheet, letter: str, name: str) -> None:
    group, keys = CHOICES[name]
    sheet[f"{letter}1"] = f"list_{name}"
    for row, key in enumerate(keys, 2):
        sheet[f"{letter}{row}"] = f"{{{{ labels.{group}.{key} }}}}"
        _define(workbook, f"{group}_{key}", sheet, f"${letter}${row}")
    _define(workbook, f"list_{name}", sheet, f"${letter}$2:${letter}${len(keys) + 1}")


def _define(workbook: Workbook, name: str, sheet: Worksheet, area: str) -> None:
    if name not in workbook.defined_names:
        where = f"{quote_sheetname(str(sheet.title))}!{area}"
        workbook.defined_names[name] = DefinedName(name, attr_text=where)


def choose(sheet: Worksheet, cell: str, name: str) -> None:
    """Let a cell, and what grows from it, be chosen from a list."""
    validation = DataValidation(type="list", formula1=f"=list_{name}", allow_blank=True)
    validation.showErrorMessage = False
    validation.add(cell)
    sheet.add_data_validation(validation)


def colour(sheet: Worksheet, letter: str, row: int, name: str) -> None:
    """Colour a column of words by what they mean."""
    group, keys = CHOICES[name]
    for tone, members in _TONES.items():
        tests = [f"${letter}{row}={group}_{key}" for key in keys if f"{group}_{key}" in members]
        if tests:
            formula = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
            rule = Rule(type="expression", formula=[formula], dxf=rule_style(tone))
            sheet.conditional_formatting.add(f"{letter}{row}", rule)
