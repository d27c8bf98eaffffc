"""Formulas of cells: the tags in them, the references in them, and how they are written for each copy.

A formula whose references follow from its row alone is written where it stands; every other one leaves a
marker, and is written when all rows, columns and sheets have their place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.references import BookLayout, BookPlan, FormulaTemplate, Home, Place, shifted
from docgen.engine.references.tokens import cut
from docgen.engine.source import TOKEN
from docgen.engine.tags import has_tag, split
from docgen.engine.text import escape_text
from docgen.engine.xlsx.calculation import Formula
from docgen.engine.xlsx.markers import SheetSource, marker
from docgen.errors import DocgenError, Problem

__all__ = ["OPEN", "Formulas", "expand_shared", "join_formula", "join_formula_cell", "with_values"]

_SHEET_NAME = re.compile(r"'((?:[^']|'')+)'!")
_WRITTEN = re.compile(r"<~f(\d+)\.(\d+)\.(\d+)\.(\d+)>((?:[^<]*<~v>)*)")
_REACHING = re.compile(r"\b(?:OFFSET|INDIRECT)\(|\w:(?:INDEX|CHOOSE|IF|XLOOKUP)\(|\):", re.IGNORECASE)
"""How a formula reaches cells that it does not name."""
OPEN = "w"
"""Begins the name of a result whose formula is written when all rows have their place."""
_WRAPS = {"": ":number", '"': ":string", "'": ":name"}


def join_formula_cell(
    source: SheetSource, formula: etree._Element, part: str, place: str, names: Collection[str]
) -> bool:
    """Number the tags in a cell's formula; tell whether there were any."""
    text = formula.text or ""
    if not has_tag(text):
        return False
    joined = join_formula(source, text, part, place, names)
    formula.text = joined
    return joined != text


def join_formula(source: SheetSource, text: str, part: str, place: str, names: Collection[str]) -> str:
    """Return a formula with its tags as tokens: a number, or text inside of quotes, as the place demands.

    ``names`` are the sheets of the template in lower case; a reference to one of these stays as it stands,
    even if the name is a tag.
    """
    pieces, problems = split(text)
    source.problems += [problem.at(part=part, place=place) for problem in problems]
    tags = {piece.start: piece for piece in pieces if piece.tag}
    out: list[str] = []
    quote, at = "", 0
    while at < len(text):
        if not quote and (found := _SHEET_NAME.match(text, at)) and _is_known(found[1], names):
            out.append(found[0])
            at = found.end()
        elif at in tags and (tag := tags[at].tag):
            if tag.kind == "statement":
                source.problems.append(_not_a_value(tag.text, part, place))
            out.append(source.add(tag, part, place, _WRAPS[quote]))
            at = tags[at].end
        else:
            character = text[at]
            if character in "\"'" and quote in ("", character):
                quote = "" if quote else character
            out.append(character)
            at += 1
    source.touched = True
    return "".join(out)


def _is_known(name: str, names: Collection[str]) -> bool:
    return all(part.replace("''", "'").casefold() in names for part in name.split(":"))


def _not_a_value(tag: str, part: str, place: str) -> Problem:
    return Problem(
        "formula-tag",
        "A formula can hold values only.",
        "Write the condition with IF, or put the value into a cell.",
        part=part,
        place=place,
        tag=tag,
    )


def expand_shared(cells: list[tuple[tuple[int, int], etree._Element]]) -> None:
    """Give each cell that shares a formula one of its own; ``cells`` are positions and ``f`` elements."""
    masters: dict[str, tuple[tuple[int, int], str]] = {}
    for at, formula in cells:
        if formula.get("t") != "shared":
            continue
        index = formula.get("si", "")
        if formula.text:
            masters[index] = (at, formula.text)
        elif index in masters:
            (row, column), text = masters[index]
            formula.text = shifted(text, at[0] - row, at[1] - column)
        for name in ("t", "si", "ref"):
            if name in formula.attrib:
                del formula.attrib[name]


@dataclass
class Formulas:
    """The formulas of a workbook that are written at the end, by number."""

    book: BookPlan
    templates: list[FormulaTemplate] = field(default_factory=list)
    alike: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    """Formulas that are the same in every copy but for its row, by number: texts and offsets from that."""

    calculated: dict[str, Formula | None] = field(default_factory=dict)
    """How to calculate these, by number, as far as that was asked."""
    is_1904: bool = False
    """Whether days are counted from 1904."""

    def compile(
        self,
        text: str,
        home: Home,
        *,
        place: Place = Place.VALUE,
        array: bool = False,
        pin: bool = False,
        held: bool = False,
    ) -> FormulaTemplate | None:
        """Return a formula made ready, or None if it cannot be read: then it stays as it is."""
        try:
            return FormulaTemplate.compile(
                text, self.book, home, place=place, array=array, pin=pin, held=held
            )
        except DocgenError:
            return None

    def text_of(self, template: FormulaTemplate, *, still: bool) -> str:
        """Return what stands in the tree for a cell's formula: itself with offsets, or a marker.

        ``still``: the rows of its sheet stay where they are, and have no markers of their own.
        """
        pieces = template.row_pieces()
        if pieces is not None:
            return "".join(p if isinstance(p, str) else marker(f"{p:+d}" if p else "") for p in pieces)
        self.templates.append(template)
        number, home = len(self.templates) - 1, template.home
        copy, row = ("0", str(home.row)) if still else (marker("k"), marker(""))
        columns = self.book.sheet(home.sheet or 1).columns
        head = marker(f"f{number}.{copy}.{'0' if columns.still else marker('j')}.{row}")
        tokens = [m.group() for p in template.pieces if isinstance(p, str) for m in TOKEN.finditer(p)]
        return head + "".join(token + marker("v") for token in tokens)

    def result_of(self, template: FormulaTemplate | None) -> str:
        """Return a name for a formula that can be calculated once for many rows, else nothing.

        That is a number if it is the same in every copy but for its row, and else the number of its template
        behind a letter, since it may turn out so in a document.
        """
        found = self._alike(template)
        is_open = template is not None and bool(self.templates) and self.templates[-1] is template
        has_tags = template is None or any(map(_has_token, template.pieces))
        return found or (f"{OPEN}{len(self.templates) - 1}" if is_open and not has_tags else "")

    def _alike(self, template: FormulaTemplate | None) -> str:
        """Return a number for a formula that is the same in every copy but for its row, else nothing."""
        pieces = None if template is None else template.row_pieces()
        if pieces is None or any(map(_has_token, pieces)):
            return ""
        number = str(len(self.alike) + 1)
        self.alike[number] = pieces
        return number

    def columns_of(self, text: str, sheet: int) -> Iterator[tuple[int, int]]:
        """Yield the sheets and columns to which a formula on ``sheet`` refers, as pairs of numbers.

        The column is 0 where any of the sheet may be meant.
        """
        try:
            pieces = cut(text)
        except DocgenError:
            return
        if _REACHING.search(text):
            yield from ((number, 0) for number in range(1, len(self.book.sheets) + 1))
        for reference in (piece.reference for piece in pieces if not isinstance(piece, str)):
            names = reference.sheets
            found = (sheet, sheet) if names is None else tuple(self.book.number(name) or 0 for name in names)
            ends = reference.columns
            if all(found):
                columns = (0,) if ends is None else range(ends.first, ends.last + 1)
                for number in range(min(found), max(found) + 1):
                    yield from ((number, column) for column in columns)

    def write(
        self,
        chunk: str,
        layout: BookLayout,
        position: int,
        warnings: list[Problem],
        shared: dict[str, tuple[str | int, ...]],
    ) -> str:
        """Return a piece of a sheet with its formulas in place of their markers.

        Those that many rows share are added to ``shared`` by the names of their results.
        """
        bound: dict[int, tuple[str | int, ...] | None] = {}

        def written(match: re.Match[str]) -> str:
            number, row = int(match[1]), int(match[4])
            template = self.templates[number]
            if number not in bound:
                bound[number] = template.bind(layout, position, warnings)
                if (found := bound[number]) is not None:
                    shared[f"{OPEN}{number}"] = found
            pieces = bound[number]
            if pieces is not None:
                text = "".join([p if isinstance(p, str) else str(row + p) for p in pieces])
            else:
                text = template.text(
                    layout, position, row_copy=int(match[2]), column_copy=int(match[3]), warnings=warnings
                )
            return with_values(escape_text(text), match[5])

        return _WRITTEN.sub(written, chunk) if "<~f" in chunk else chunk


def _has_token(piece: object) -> bool:
    return isinstance(piece, str) and TOKEN.search(piece) is not None


def with_values(text: str, captured: str) -> str:
    """Return a formula with the values of its tags, which were captured in their order."""
    values = iter(captured.split("<~v>"))
    return TOKEN.sub(lambda _: next(values), text) if captured else text
