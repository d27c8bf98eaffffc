"""Ranges that name their sheet in an attribute of its own: sources of pivots and of consolidations."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from docgen.engine.names import R
from docgen.engine.references import BookLayout, FormulaTemplate, Home, Place, quoted
from docgen.engine.references.notation import parse
from docgen.engine.text import escape_text
from docgen.engine.xlsx.followers import Page
from docgen.engine.xlsx.formulas import Formulas
from docgen.errors import Problem

__all__ = ["in_source", "source_template", "source_text", "written_source"]


def source_text(element: etree._Element) -> str:
    """Return the range that an element names in ``ref`` and ``sheet``; nothing if it is in another file."""
    if any(element.get(name + "id") for name in R) or not element.get("ref"):
        return ""
    sheet = element.get("sheet", "")
    return (quoted(sheet) if sheet else "") + element.get("ref", "")


def source_template(element: etree._Element, formulas: Formulas, number: int = 0) -> FormulaTemplate | None:
    """Return the range of an element on the sheet with that number, if any; None if it names none."""
    text = source_text(element)
    return formulas.compile(text, Home(number or None), place=Place.RANGE) if text else None


def written_source(
    template: FormulaTemplate, layout: BookLayout, position: int | None, warnings: list[Problem]
) -> tuple[str, str]:
    """Return the cells of a source and their sheet, which is empty for the sheet at ``position``."""
    text = template.text(layout, position, warnings=warnings)
    found = parse(text)
    prefix, sheets = (found.prefix, found.sheets) if found is not None else ("", None)
    return text[len(prefix) :], sheets[0] if sheets else ""


def in_source(template: FormulaTemplate, text: str, count: int, page: Page) -> Sequence[str]:
    """Let an element name the range of all copies of its cells."""
    cells, sheet = written_source(template, page.layout, page.at, page.warnings)
    return [text.replace("<~y>", cells).replace("<~z>", escape_text(sheet))]
