"""What lies on sheets and belongs to them: drawings, charts, comments, tables.

Their tags are numbered and the charts' references made ready; how they follow the rows and columns is told in
``overlays``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from lxml import etree

from docgen.engine.lift import lift
from docgen.engine.names import DRAWING, NOTE, C, S, names
from docgen.engine.parts import attributes, join_leaves, join_targets
from docgen.engine.references import (
    BookLayout,
    FormulaTemplate,
    Home,
    Place,
)
from docgen.engine.references.slots import Slot
from docgen.engine.source import Grammar, token_numbers
from docgen.engine.tags import has_tag
from docgen.engine.text import escape_text
from docgen.engine.xlsx.formulas import Formulas, join_formula
from docgen.engine.xlsx.markers import SheetSource, marker

__all__ = ["ChartReferences", "join_object"]

_XDR = (
    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}",
    "{http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing}",
)
_ANCHORS = names(_XDR, "twoCellAnchor", "oneCellAnchor")
_TITLE, _AXES = names(C, "title"), names(C, "catAx", "valAx", "dateAx", "serAx")
_FORMULAS = names(C, "f")
_CACHES = names(C, "numCache", "strCache", "multiLvlStrCache")
_LINE = "</{0}t></{0}r><{0}br/><{0}r>{1}<{0}t>"
_WRITTEN = re.compile(r"<~([gh])(\d+)>")
_NAMESPACES = re.compile(r' xmlns(?::\w+)?="[^"]*"')


class ObjectPlaces:
    """Names the places of one object in a person's words."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet

    def of(self, element: etree._Element) -> str:
        """Return the place of an element."""
        chain = [element, *element.iterancestors()]
        tags = {e.tag for e in chain}
        on = f'on sheet "{self.sheet}"'
        if tags & _TITLE:
            return f"{'axis' if tags & _AXES else 'chart'} title {on}"
        note = next((e for e in chain if e.tag in names(S, "comment")), None)
        if note is not None:
            return f"comment on cell {self.sheet}!{note.get('ref')}"
        shape = next((e for e in chain if e.tag in names(_XDR, "sp", "pic", "graphicFrame", "cxnSp")), None)
        if shape is None:
            return f"drawing {on}" if tags & _ANCHORS else f'sheet "{self.sheet}"'
        name = next((e.get("name", "") for e in shape.iter(*names(_XDR, "cNvPr"))), "")
        return f'{"text box" if shape.tag in names(_XDR, "sp") else "object"} "{name}" {on}'


def join_object(
    root: etree._Element, source: SheetSource, part: str, sheet: str, sheet_names: Collection[str]
) -> bool:
    """Number the tags of a part that belongs to a sheet; tell whether there are any.

    ``sheet_names`` are those of the template in lower case: they stay as they stand in references.
    """
    before = len(source.marks), len(source.problems)
    places = ObjectPlaces(sheet)
    source.here = (0, 0)
    if part.endswith(".rels"):
        join_targets(root, source, part)
        return before != (len(source.marks), len(source.problems))
    grammar = NOTE if root.tag in names(S, "comments") else DRAWING
    for paragraph in root.iter(*grammar.paragraph):
        source.join(paragraph, grammar, part, lambda p=paragraph: places.of(p))  # type: ignore[misc]  # a default binds the loop's value
    if grammar is DRAWING:
        _draw_lines(root, source, grammar)
    for element in root.iter(etree.Element):
        for name, value in attributes(element):
            if has_tag(value):
                element.set(name, source.join_text(value, part, places.of(element), ":attribute"))
    for element in root.iter(*_FORMULAS):
        if element.text and has_tag(element.text):
            element.text = join_formula(source, element.text, part, places.of(element), sheet_names)
    join_leaves(root, source, replace(grammar, text=grammar.text | _FORMULAS), part, places)
    lift(source, root, grammar)
    return before != (len(source.marks), len(source.problems))


def _draw_lines(root: etree._Element, source: SheetSource, grammar: Grammar) -> None:
    """Let line breaks in a value become those of a drawing, each line in the look of the first."""
    for text in root.iter(*grammar.text):
        run = text.getparent()
        for number in token_numbers(text.text):
            if source.marks[number].tag.kind != "value" or run is None:
                continue
            prefix = f"{text.prefix}:" if text.prefix else ""
            look = next((source.serialise(e) for e in run if e.tag in grammar.properties), "")
            line = _LINE.format(prefix, _NAMESPACES.sub("", look) if "r:" not in look else look)
            source.marks[number].wrap, source.marks[number].args = ":drawn", (line,)


# Charts


@dataclass(frozen=True)
class _Reference:
    """One reference of a chart: to figures or to texts, with the number format of its cache."""

    template: FormulaTemplate
    kind: str
    number_format: str
    prefix: str


@dataclass
class ChartReferences:
    """The references of all charts to cells that can move or change, by the number in their marker."""

    formulas: Formulas
    references: list[_Reference] = field(default_factory=list)

    def open(self, root: etree._Element, home: Home, live: Collection[int]) -> bool:
        """Put markers in place of references to the sheets in ``live``; tell whether there are any."""
        found = False
        for element in list(root.iter(*names(C, "f"))):
            holder = element.getparent()
            if holder is None or not element.text:
                continue
            place = Place.VALUE if _parent_name(holder) == "tx" else Place.AREAS
            template = self.formulas.compile(element.text, home, place=place)
            if template is None or not _sheets_of(template) & set(live):
                continue
            self._open_one(element, holder, template)
            found = True
        return found

    def _open_one(self, element: etree._Element, holder: etree._Element, template: FormulaTemplate) -> None:
        number = len(self.references)
        kind = "num" if str(etree.QName(holder).localname) == "numRef" else "str"
        number_format = "General"
        for cache in [e for e in holder if e.tag in _CACHES]:
            number_format = next((e.text or "" for e in cache.iter(*names(C, "formatCode"))), "General")
            holder.remove(cache)
        prefix = f"{element.prefix}:" if element.prefix else ""
        self.references.append(_Reference(template, kind, number_format, prefix))
        element.text = marker(f"g{number}")
        element.tail = marker(f"h{number}")

    def write(
        self,
        text: str,
        layout: BookLayout,
        position: int,
        values: Callable[[str], list[object] | None],
    ) -> str:
        """Return a chart with its references in place of their markers, and caches of what they refer to.

        ``values`` gives what stands in the cells of a reference, or None if that is not known or too much.
        """

        def written(match: re.Match[str]) -> str:
            reference = self.references[int(match[2])]
            cells = reference.template.text(layout, position)
            if match[1] == "g":
                return escape_text(cells)
            found = values(cells)
            return "" if found is None else _cache(reference, found)

        return _WRITTEN.sub(written, text)


def _parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else str(etree.QName(parent).localname)


def _sheets_of(template: FormulaTemplate) -> set[int]:
    return {number for piece in template.pieces if isinstance(piece, Slot) for number in piece.cells}


def _cache(reference: _Reference, values: list[object]) -> str:
    """Return the cache of a chart's reference for the values of its cells; None is a gap."""
    c, kind = reference.prefix, reference.kind
    head = f"<{c}formatCode>{escape_text(reference.number_format)}</{c}formatCode>" if kind == "num" else ""
    points = "".join(
        f'<{c}pt idx="{at}"><{c}v>{_cached(value)}</{c}v></{c}pt>'
        for at, value in enumerate(values)
        if value is not None and (kind == "str" or isinstance(value, (int, float)))
    )
    return f'<{c}{kind}Cache>{head}<{c}ptCount val="{len(values)}"/>{points}</{c}{kind}Cache>'


def _cached(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return escape_text(str(value))
