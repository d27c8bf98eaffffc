"""Footnotes, endnotes and comments that stand in a block: each copy of the block gets notes of its own.

The texts of notes stand in parts of their own, but what a note says belongs to
the place of its reference: a note whose reference stands in a loop is written
there, in the loop's turn, and collected for its part.  Notes outside of blocks
stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from lxml import etree

from docgen.engine.docx.guards import Guards
from docgen.engine.docx.repeats import enclosed
from docgen.engine.environment import RENDER
from docgen.engine.names import W, names
from docgen.engine.parts import template_tree
from docgen.engine.source import Grammar, Source, instruction, token_numbers
from docgen.engine.structure import check_structure
from docgen.engine.tags import Tag
from docgen.opc import Package

__all__ = ["Collected", "NotesPart", "completed", "note_filters", "take_notes", "without_ranges"]

_KINDS = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_RANGES = names(W, "commentRangeStart", "commentRangeEnd")
_ID = '"\ufdd4"'
_RANGE = rb'<(?:[\w.-]+:)?commentRange(?:Start|End)\b[^>]*\bid="(?:%s)"[^>]*/>'
_PARAGRAPH_ID = re.compile(r' [\w.-]+:(?:paraId|textId)="[^"]*"')

Shape = Callable[[etree._Element, str], Guards]
"""Numbers the tags of a part's tree, brings them to their places and guards what they may empty."""


@dataclass(frozen=True, slots=True)
class NotesPart:
    """A part of notes, some of which are written by the stream that refers to them.

    ``rest`` is the tree without those, ``moved`` are their ids; new ids begin
    above ``highest``.
    """

    name: str
    rest: etree._Element
    moved: frozenset[int]
    highest: int
    guards: Guards
    unchanged: bytes
    """``rest`` as XML, for a part in which no tag stays."""


@dataclass(slots=True)
class Collected:
    """The notes of one part that one document has: their texts by id, and the ids that were given out."""

    texts: dict[int, str] = field(default_factory=dict)
    issued: set[int] = field(default_factory=set)
    open: dict[int, int] = field(default_factory=dict)
    """The copy's id of a comment whose range has begun, by its id in the template."""

    def begin(self, original: int, highest: int) -> int:
        """Return an id for a copy of a note; the first copy keeps the template's."""
        id_ = original if original not in self.issued else highest + len(self.issued)
        self.issued.add(id_)
        self.open[original] = id_
        return id_


def take_notes(
    package: Package, part: str, root: etree._Element, source: Source, grammar: Grammar, shape: Shape
) -> list[NotesPart]:
    """Move the notes that blocks of a part refer to into its source; return the parts that they come from."""
    inside = set(enclosed(root, source))
    found = []
    for kind, name in _KINDS.items():
        references = [e for e in root.iter(*names(W, f"{name}Reference")) if e in inside and _number(e) >= 0]
        notes = next(iter(package.related(part, kind)), "")
        if references and notes:
            tree = template_tree(package, notes)
            rest, ids = _split(tree, name, {_number(e) for e in references})
            moved = frozenset(_number(e) for e in references).intersection(ids)
            _share_items(source, tree, references, name)
            guards, highest = shape(tree, notes), max(ids, default=0) + 1
            unchanged = etree.tostring(rest, encoding="UTF-8", xml_declaration=True, standalone=True)
            found.append(NotesPart(notes, rest, moved, highest, guards, unchanged))
            _take(root, source, grammar, tree, found[-1], name, references)
    return found


def _share_items(source: Source, tree: etree._Element, references: list[etree._Element], name: str) -> None:
    """Let ``risks[]`` mean the same item in a note as where its reference stands."""
    notes = {_number(note): note for note in tree.iterchildren(*names(W, name))}
    for reference in references:
        around = (source.items[e] for e in reference.iterancestors() if e in source.items)
        if (note := notes.get(_number(reference))) is not None and (items := next(around, None)):
            source.items.setdefault(note, items)


def _number(element: etree._Element) -> int:
    text = next((element.get(ns + "id", "") for ns in W if element.get(ns + "id")), "")
    return int(text) if text.isdecimal() else -1


def _split(tree: etree._Element, name: str, wanted: set[int]) -> tuple[etree._Element, list[int]]:
    """Leave in a tree the notes that are wanted; return one without them, and the ids of all."""
    rest = deepcopy(tree)
    ids = [_number(note) for note in tree.iterchildren(*names(W, name))]
    for root, keep in ((tree, True), (rest, False)):
        for note in list(root.iterchildren(*names(W, name))):
            if (_number(note) in wanted) != keep:
                root.remove(note)
    return rest, ids


def _take(
    root: etree._Element,
    source: Source,
    grammar: Grammar,
    tree: etree._Element,
    part: NotesPart,
    name: str,
    references: list[etree._Element],
) -> None:
    """Write the notes of one part into the source, each before its reference."""
    declared = [f' xmlns{":" + prefix if prefix else ""}="{uri}"' for prefix, uri in tree.nsmap.items()]
    texts = {}
    for note in tree.iterchildren(*names(W, name)):
        number = _number(note)
        note.set(note.tag[: note.tag.index("}") + 1] + "id", _ID.strip('"'))
        source.problems += check_structure(source, [note], grammar)
        texts[number] = _without(source.serialise(note), declared)
    for reference in references:
        if (number := _number(reference)) in texts:
            _write(source, reference, texts[number], part, number, name)
    for element in root.iter(*_RANGES) if name == "comment" else ():
        if (number := _number(element)) in texts:
            where = "start" if etree.QName(element).localname.endswith("Start") else "end"
            _set_id(source, element, ":range", (part.name, number, part.highest, where))


def _without(text: str, declared: list[str]) -> str:
    """Return an element's text without the declarations that its part's root has already."""
    end = text.index(">")
    head = text[:end]
    for declaration in declared:
        head = head.replace(declaration, "", 1)
    return head + text[end:]


def _write(
    source: Source, reference: etree._Element, text: str, part: NotesPart, number: int, name: str
) -> None:
    variable = f"docgen_n{len(source.marks)}"
    for body, kind in ((f"set {variable}", "statement"), (text, "raw"), ("endset", "statement")):
        reference.addprevious(instruction(token_numbers(source.code(body, kind))[0]))
    _set_id(source, reference, ":note", (part.name, number, part.highest, name == "comment"), variable)


def _set_id(
    source: Source, element: etree._Element, wrap: str, args: tuple[object, ...], value: str = "0"
) -> None:
    key = next(ns + "id" for ns in W if element.get(ns + "id"))
    element.set(key, source.add(Tag("value", value, ""), "", "", wrap, args))


# While a document is made


def note_filters() -> Mapping[str, Callable[..., Any]]:
    """Return the internal filters that collect notes and number them."""
    return {":note": _note, ":range": _range}


def _collected(context: Context, part: str) -> Collected:
    """Return what a document has collected of a part of notes."""
    found: dict[str, Collected] = context.parent[RENDER].collected
    return found.setdefault(part, Collected())


@pass_context
def _note(context: Context, text: Any, part: str, original: int, highest: int, is_comment: bool) -> str:
    """Collect a note and return its id."""
    notes = _collected(context, part)
    id_ = notes.open.get(original, -1) if is_comment else -1
    if id_ < 0 or id_ in notes.texts:
        id_ = notes.begin(original, highest)
    written = str(text).replace(_ID, f'"{id_}"', 1)
    notes.texts[id_] = written if id_ == original else _PARAGRAPH_ID.sub("", written)
    return str(id_)


@pass_context
def _range(context: Context, _: Any, part: str, original: int, highest: int, where: str) -> str:
    """Return the id of the comment whose range begins or ends here."""
    notes = _collected(context, part)
    if where == "start" or original not in notes.open:
        return str(notes.begin(original, highest))
    return str(notes.open[original])


def completed(part: NotesPart, rest: bytes, notes: Collected) -> str:
    """Return a part of notes with those that were collected."""
    text = rest.decode()
    if not notes.texts:
        return text
    if text.rstrip().endswith("/>"):  # no note stayed
        start, name = text.rindex("<"), text[text.rindex("<") + 1 :].split(None, 1)[0].rstrip("/>")
        text = f"{text[:start]}{text[start:].rstrip()[:-2]}></{name}>"
    end = text.rindex("</")
    return text[:end] + part.guards.finish(["".join(notes.texts.values())]) + text[end:]


def without_ranges(data: bytes, part: NotesPart, notes: Collected) -> bytes:
    """Return a part without the ranges of comments that are gone."""
    gone = (part.moved | notes.issued).difference(notes.texts)
    if not gone:
        return data
    numbers = b"|".join(str(id_).encode() for id_ in sorted(gone))
    return re.sub(_RANGE % numbers, b"", data)
