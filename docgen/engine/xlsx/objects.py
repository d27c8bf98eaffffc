"""What lies on sheets and belongs to them: drawings, charts, comments, tables.

Their tags are numbered; how they follow the rows and columns is told in ``overlays`` and
``chart_references``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from lxml import etree

from docgen.engine.lift import lift
from docgen.engine.names import DRAWING, NOTE, XDR, C, S, names
from docgen.engine.parts import attributes, join_leaves, join_targets
from docgen.engine.source import Grammar, token_numbers
from docgen.engine.tags import has_tag
from docgen.engine.xlsx.alt import AltTexts
from docgen.engine.xlsx.chart_references import forget_tags
from docgen.engine.xlsx.formulas import join_formula
from docgen.engine.xlsx.markers import SheetSource

__all__ = ["join_object"]

_ANCHORS = names(XDR, "twoCellAnchor", "oneCellAnchor")
_TITLE, _AXES = names(C, "title"), names(C, "catAx", "valAx", "dateAx", "serAx")
_FORMULAS = names(C, "f") | {"{http://schemas.microsoft.com/office/drawing/2014/chartex}f"}
_LINE = "</{0}t></{0}r><{0}br/><{0}r>{1}<{0}t>"
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
        shape = next((e for e in chain if e.tag in names(XDR, "sp", "pic", "graphicFrame", "cxnSp")), None)
        if shape is None:
            return f"drawing {on}" if tags & _ANCHORS else f'sheet "{self.sheet}"'
        name = next((e.get("name", "") for e in shape.iter(*names(XDR, "cNvPr"))), "")
        return f'{"text box" if shape.tag in names(XDR, "sp") else "object"} "{name}" {on}'


def join_object(
    root: etree._Element,
    source: SheetSource,
    part: str,
    sheet: str,
    sheet_names: Collection[str],
    replaced: set[str],
) -> bool:
    """Number the tags of a part that belongs to a sheet; tell whether there are any.

    ``sheet_names`` are those of the template in lower case: they stay as they stand in references.  The
    relationships of pictures that give way to others are added to ``replaced``.
    """
    before = len(source.marks), len(source.problems)
    source.here = (0, 0)
    if part.endswith(".rels"):
        join_targets(root, source, part)
    else:
        replaced |= _join_part(root, source, part, ObjectPlaces(sheet), sheet_names)
    return before != (len(source.marks), len(source.problems))


def _join_part(
    root: etree._Element,
    source: SheetSource,
    part: str,
    places: ObjectPlaces,
    sheet_names: Collection[str],
) -> set[str]:
    """Number the tags of a part that is no list of relationships; return those of pictures that give way."""
    forget_tags(root)
    grammar = NOTE if root.tag in names(S, "comments") else DRAWING
    for paragraph in root.iter(*grammar.paragraph):
        source.join(paragraph, grammar, part, lambda p=paragraph: places.of(p))  # type: ignore[misc]  # a default binds the loop's value
    alt_texts = AltTexts(source, part, places)
    if grammar is DRAWING:
        _draw_lines(root, source, grammar)
        alt_texts.take(root)
    for element in root.iter(etree.Element):
        for name, value in attributes(element):
            if has_tag(value):
                element.set(name, source.join_text(value, part, places.of(element), ":attribute"))
    for element in root.iter(*_FORMULAS):
        if element.text and has_tag(element.text):
            element.text = join_formula(source, element.text, part, places.of(element), sheet_names)
    join_leaves(root, source, replace(grammar, text=grammar.text | _FORMULAS), part, places)
    lift(source, root, grammar)
    return alt_texts.replaced


def _draw_lines(root: etree._Element, source: SheetSource, grammar: Grammar) -> None:
    """Let line breaks in a value become those of a drawing, each line in the look of the first."""
    for text in root.iter(*grammar.text):
        run = text.getparent()
        source.report_pictures(token_numbers(text.text))
        for number in token_numbers(text.text):
            if source.marks[number].tag.kind != "value" or run is None:
                continue
            prefix = f"{text.prefix}:" if text.prefix else ""
            look = next((source.serialise(e) for e in run if e.tag in grammar.properties), "")
            line = _LINE.format(prefix, _NAMESPACES.sub("", look) if "r:" not in look else look)
            source.marks[number].wrap, source.marks[number].args = ":drawn", (line,)
