"""Word: what WordprocessingML asks for beyond the common way of a template.

Each part with tags is a stream of its own, as in docxtpl: what one part sets,
another does not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from lxml import etree

from docgen.engine.additions import Additions
from docgen.engine.build import Findings, build_program
from docgen.engine.docx.cells import apply_cell_tags, merge_trimmed
from docgen.engine.docx.drawings import Drawings
from docgen.engine.docx.grid import number_drawings, repeat_columns
from docgen.engine.docx.guards import Guards
from docgen.engine.docx.places import WordPlaces
from docgen.engine.lift import lift
from docgen.engine.limits import Limits
from docgen.engine.names import DRAWING, WORD, W, names
from docgen.engine.parts import (
    DECLARATION,
    join_attributes,
    join_leaves,
    join_targets,
    may_hold_tags,
    template_tree,
)
from docgen.engine.program import Program
from docgen.engine.rendering import Rendering, every
from docgen.engine.source import Grammar, Source, token_numbers
from docgen.engine.text import clean, make_text
from docgen.opc import Package

__all__ = ["prepare"]

_NEVER = re.compile(
    r"^word/(theme/|styles|stylesWithEffects|fontTable|webSettings|settings|numbering)|^customXml/|^docMetadata/|\.rels$|^\[Content_Types"
)
_BREAKS = {
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
    "\f": '</w:t><w:br w:type="page"/><w:t xml:space="preserve">',
    "\x07": '</w:t><w:br/><w:t xml:space="preserve">',
}
_BREAK = re.compile("[\n\t\f\x07]")
_CODE_TEXT = WORD.text - names(W, "t")
_PARAGRAPH_IDS = [
    "{http://schemas.microsoft.com/office/word/2010/wordml}" + name for name in ("paraId", "textId")
]


def word_breaks(text: str) -> str:
    """Write line breaks, tabs and page breaks of an escaped text as Word's own."""
    return _BREAK.sub(lambda match: _BREAKS[match.group()], text)


def _make_text(language: str, dialect: str) -> Any:
    return make_text(word_breaks, language, dialect)


class Stream:
    """One part with tags: its program and what has to be done with its output."""

    def __init__(self, part: str, program: Program, guards: Guards, drawings: Drawings) -> None:
        self.part, self.program, self.guards, self.drawings = part, program, guards, drawings

    def render(self, context: Mapping[str, Any], rendering: Rendering) -> bytes:
        """Return the part's XML for one document."""
        text = self.guards.finish("".join(self.program.run(context, rendering)))
        data, dropped = clean(text)
        if dropped:
            rendering.warn(
                "characters-dropped",
                f"{dropped} characters that XML cannot hold were left out.",
                part=self.part,
            )
        return DECLARATION + data


class PreparedDocx:
    """A Word template as a list of streams."""

    def __init__(self, package: Package, streams: list[Stream]) -> None:
        self.package, self.streams = package, streams
        self.programs = [stream.program for stream in streams]

    def render(
        self, context: Mapping[str, Any], rendering: Rendering
    ) -> tuple[dict[str, bytes | Iterable[bytes]], set[str]]:
        """Run every stream; see :class:`docgen.engine.compiled.Prepared`."""
        additions = rendering.state = Additions(self.package)
        tasks = (partial(stream.render, context, rendering) for stream in self.streams)
        changed: dict[str, bytes | Iterable[bytes]] = dict(
            zip((stream.part for stream in self.streams), every(tasks), strict=True)
        )
        changed.update(additions.finish(changed))
        return changed, set()


def prepare(package: Package, *, dialect: str, file: str, limits: Limits, problems: Findings) -> PreparedDocx:
    """Make the streams of a Word template; every mistake is added to ``problems``."""
    package.xml(package.main_part)
    streams = []
    for part in package.members:
        if _NEVER.search(part) and not part.endswith(".rels"):
            continue
        if not may_hold_tags(package, part):
            continue
        stream = _stream(package, part, dialect, file, problems)
        if stream is not None:
            streams.append(stream)
    filled = {part for stream in streams for part, _, _ in stream.drawings.charts.values()}
    return PreparedDocx(package, [stream for stream in streams if stream.part not in filled])


def _stream(package: Package, part: str, dialect: str, file: str, problems: Findings) -> Stream | None:
    root = template_tree(package, part)
    source = Source(dialect=dialect)
    grammar = _grammar(root)
    drawings = Drawings(package, part)
    if not _join(root, source, grammar, part, drawings) and not source.problems:
        return None
    guards = Guards(grammar)
    if grammar is WORD:
        merge_trimmed(root, source)
        apply_cell_tags(root, source, part)
    lift(source, root, grammar)
    if grammar is WORD:
        repeat_columns(root, source)
        number_drawings(root, source, part)
        if dialect == "docgen":
            guards.place(root)
        _drop_paragraph_ids(root, source)
    program = build_program(
        source, [root], grammar, _make_text, drawings.filters, file=file, problems=problems
    )
    return Stream(part, program, guards, drawings) if program else None


def _grammar(root: etree._Element) -> Grammar:
    return WORD if root.tag.startswith(W) else DRAWING


def _join(root: etree._Element, source: Source, grammar: Grammar, part: str, drawings: Drawings) -> bool:
    """Number every tag of a part; tell whether there is any."""
    place = WordPlaces(root, part)
    for paragraph in root.iter(*grammar.paragraph):
        source.join(paragraph, grammar, part, lambda p=paragraph: place.of(p))  # type: ignore[misc]  # a default binds the loop's value
    for element in root.iter(*_CODE_TEXT):
        for number in token_numbers(element.text):
            source.marks[number].wrap = ":attribute"
    if part.endswith(".rels"):
        join_targets(root, source, part)
    else:
        drawings.join(root, source, place)
        join_attributes(root, source, part, place)
        join_leaves(root, source, grammar, part, place)
    return source.touched


def _drop_paragraph_ids(root: etree._Element, source: Source) -> None:
    """Drop the ids of paragraphs where a block may repeat them: none is needed, and none may come twice."""
    if not any(mark.tag.keyword == "for" for mark in source.marks):
        return
    for element in root.iter(*names(W, "p", "tr")):
        for name in _PARAGRAPH_IDS:
            if name in element.attrib:
                del element.attrib[name]
