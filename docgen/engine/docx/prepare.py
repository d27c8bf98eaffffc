"""Word: what WordprocessingML asks for beyond the common way of a template.

Each part with tags is a stream of its own, as in docxtpl: what one part sets,
another does not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from lxml import etree

from docgen.engine.build import Findings, build_program
from docgen.engine.docx.additions import WordAdditions
from docgen.engine.docx.breaks import mark_texts, prefixes_of, text_maker
from docgen.engine.docx.cells import apply_cell_tags, merge_trimmed
from docgen.engine.docx.charts import Charts
from docgen.engine.docx.contents.template import Contents
from docgen.engine.docx.controls import fill_controls, settle_controls
from docgen.engine.docx.drawings import Drawings
from docgen.engine.docx.field_codes import mark_codes
from docgen.engine.docx.fitted_grids import fit_grids, may_misfit
from docgen.engine.docx.grid import repeat_columns
from docgen.engine.docx.guards import Guards, signed
from docgen.engine.docx.links import drop_linked, has_tagged_links, join_links
from docgen.engine.docx.looks import Looks
from docgen.engine.docx.notes import Collected, NotesPart, completed, take_notes, without_ranges
from docgen.engine.docx.places import WordPlaces
from docgen.engine.docx.placing import place
from docgen.engine.docx.properties import join_variables, type_properties
from docgen.engine.docx.repeats import renew_ids
from docgen.engine.docx.restarts import restart_lists
from docgen.engine.docx.scripts import FONTS, set_scripts
from docgen.engine.docx.sections import free_statements, keep_sections
from docgen.engine.docx.stories import stories
from docgen.engine.lift import lift
from docgen.engine.limits import Limits
from docgen.engine.names import DRAWING, WORD, W, names
from docgen.engine.parts import (
    DECLARATION,
    has_braces,
    join_attributes,
    join_leaves,
    join_targets,
    template_tree,
)
from docgen.engine.program import Program
from docgen.engine.rendering import Rendering, every
from docgen.engine.slots import TARGET
from docgen.engine.source import Grammar, Source
from docgen.engine.text import clean
from docgen.errors import TemplateError
from docgen.opc import Package
from docgen.zipping import Content

__all__ = ["prepare"]


class WordSource(Source):
    """A source whose guards are quickly found in a document."""

    def serialise(self, root: etree._Element) -> str:
        """Return an element as text in which tokens stand for tags."""
        return signed(super().serialise(root))


class Stream:
    """One part with tags: its program and what has to be done with its output."""

    def __init__(
        self,
        part: str,
        program: Program,
        guards: Guards,
        drawings: Drawings,
        around: tuple[bytes, bytes],
        looks: Looks,
        root: etree._Element,
    ) -> None:
        self.part, self.program, self.guards, self.drawings = part, program, guards, drawings
        self.before, self.after = around
        self.looks = looks
        self._root = root
        self._fits_grids = program.dialect == "docxtpl" and may_misfit(root)
        self._programs: dict[str, Program] = {}

    def program_for(self, language: str) -> Program:
        """Return the part's program; in an East Asian language values are set as text of that language.

        Such a program is made when the first document asks for it, and kept.
        """
        language = language.partition("-")[0]
        if language not in FONTS or _grammar(self._root) is not WORD:
            return self.program
        if language not in self._programs:
            root = deepcopy(self._root)
            set_scripts(root, self.program.source, self.drawings.package, lambda: self.looks.styles, language)
            self._programs[language] = self.program.again(self.program.source.serialise(root))
        return self._programs[language]

    def render(self, context: Mapping[str, Any], rendering: Rendering) -> bytes:
        """Return the part's XML for one document."""
        slots = len(rendering.slots)
        program = self.program_for(rendering.language)
        text = self.guards.finish(program.run(context, rendering))
        data, dropped = clean(text, rendering.met_illegal or program.has_filter_blocks)
        if dropped:
            rendering.warn(
                "characters-dropped",
                f"{dropped} characters that XML cannot hold were left out.",
                part=self.part,
            )
        if len(rendering.slots) > slots:
            data = place(data, self.part, program, rendering)
        if self._fits_grids:
            data, empty = fit_grids(data)
            if empty:
                rendering.warn(
                    "table-empty",
                    "A table has lost all its rows; Word refuses a file with such a table.",
                    "Put a condition around the table, or a row outside of its loops.",
                    self.part,
                )
        return self.before + data + self.after


class PreparedDocx:
    """A Word template as a list of streams; ``notes`` are the parts that the body's stream writes into."""

    def __init__(
        self,
        package: Package,
        streams: list[Stream],
        looks: Looks,
        contents: Contents,
        notes: list[NotesPart],
    ) -> None:
        self.package, self.streams, self.looks = package, streams, looks
        self.contents, self.notes = contents, notes
        self.programs = [stream.program for stream in streams]

    def render(self, context: Mapping[str, Any], rendering: Rendering) -> tuple[dict[str, Content], set[str]]:
        """Run every stream; see :class:`docgen.engine.compiled.Prepared`."""
        additions = rendering.state = WordAdditions(self.package, self.looks)
        tasks = (partial(stream.render, context, rendering) for stream in self.streams)
        made = dict(zip((stream.part for stream in self.streams), every(tasks), strict=True))
        for part in self.notes:
            made.update(self._with_notes(part, made, rendering))
        changed: dict[str, Content] = {**made, **additions.finish(made)}
        if self.contents.needed:
            changed.update(self.contents.bring_up_to_date(changed, rendering))
        return changed, set()

    def _with_notes(
        self, part: NotesPart, made: Mapping[str, bytes], rendering: Rendering
    ) -> dict[str, bytes]:
        """Return a part of notes with those that the body has collected, and the body that fits."""
        body = next(stream for stream in self.streams if stream.part == self.package.main_part)
        found, rest = rendering.collected.get(part.name, Collected()), made.get(part.name, part.unchanged)
        text = completed(part, rest, found)
        rendering.budget.grow(len(text) - len(rest))
        program = body.program_for(rendering.language)
        data, _ = clean(text, rendering.met_illegal or program.has_filter_blocks)
        if b"<?" + TARGET.encode() in data:
            data = place(data, part.name, program, rendering)
        return {part.name: data, body.part: without_ranges(made[body.part], part, found)}


def prepare(package: Package, *, dialect: str, file: str, limits: Limits, problems: Findings) -> PreparedDocx:
    """Make the streams of a Word template; every mistake is added to ``problems``."""
    package.xml(package.main_part)
    looks = Looks(package)
    contents = Contents(package, lambda: looks.styles)
    streams = []
    notes: dict[str, NotesPart] = {}
    for part in sorted(stories(package), key=lambda part: part != package.main_part):
        if part not in notes and not has_braces(package, part) and not has_tagged_links(package, part):
            continue
        try:
            stream = _stream(package, part, dialect, file, problems, looks, contents, notes)
        except TemplateError as error:
            problems += error.problems
            continue
        if stream is not None:
            streams.append(stream)
    filled = {part for stream in streams for part in stream.drawings.charts.parts}
    kept = [stream for stream in streams if stream.part not in filled]
    return PreparedDocx(package, kept, looks, contents, list(notes.values()) if kept else [])


def _stream(
    package: Package,
    part: str,
    dialect: str,
    file: str,
    problems: Findings,
    looks: Looks,
    contents: Contents,
    notes: dict[str, NotesPart],
) -> Stream | None:
    root = notes[part].rest if part in notes else template_tree(package, part)
    around = _around(root)
    source = WordSource(dialect=dialect)
    grammar = _grammar(root)
    drawings = Drawings(package, part)
    is_main = part == package.main_part
    has_tags = _join(root, source, grammar, part, drawings, contents if is_main else None)
    problems.suspects += source.suspects
    if not has_tags and not source.problems:
        return None
    if grammar is WORD and dialect == "docgen":
        restart_lists(root, source, part, looks)
    guards = _shape(root, source, grammar, part, contents if is_main else None)
    if is_main and dialect == "docgen":
        shape = partial(_shape_notes, source=source, package=package, charts=drawings.charts)
        taken = take_notes(package, part, root, source, grammar, shape)
        notes.update((found.name, found) for found in taken)
    make_text = text_maker(prefixes_of(root), rich=grammar is WORD)
    program = build_program(
        source, [root], grammar, make_text, drawings.filters, file=file, problems=problems
    )
    return Stream(part, program, guards, drawings, around, looks, root) if program else None


def _shape(
    root: etree._Element, source: Source, grammar: Grammar, part: str, contents: Contents | None
) -> Guards:
    """Bring the tags of a part to their places and guard what they may empty."""
    guards = Guards(grammar)
    if grammar is WORD:
        merge_trimmed(root, source)
        apply_cell_tags(root, source, part)
        free_statements(root, source)
    lift(source, root, grammar)
    if grammar is WORD:
        keep_sections(root, source)
        if source.dialect == "docgen":
            repeat_columns(root, source)
        if contents is not None:
            contents.mark(root, source)
        renew_ids(root, source, part)
        if source.dialect == "docgen":
            guards.place(root, source.marks)
    return guards


def _shape_notes(
    root: etree._Element, part: str, *, source: Source, package: Package, charts: Charts
) -> Guards:
    """Do the same for notes that the body's stream writes."""
    grammar = _grammar(root)
    _join(root, source, grammar, part, Drawings(package, part, charts), None)
    guards = _shape(root, source, grammar, part, None)
    renew_ids(root, source, part, everywhere=True)
    return guards


def _around(root: etree._Element) -> tuple[bytes, bytes]:
    """Return what stands before and behind a part's root: the declaration, comments, instructions."""
    before = b"".join(map(_written, reversed(list(root.itersiblings(preceding=True)))))
    return DECLARATION + before, b"".join(map(_written, root.itersiblings()))


def _written(node: etree._Element) -> bytes:
    return etree.tostring(node, encoding="utf-8", with_tail=False)


def _grammar(root: etree._Element) -> Grammar:
    return WORD if root.tag.startswith(W) else DRAWING


def _join(
    root: etree._Element,
    source: Source,
    grammar: Grammar,
    part: str,
    drawings: Drawings,
    contents: Contents | None,
) -> bool:
    """Number every tag of a part; tell whether there is any.  Only the main part has ``contents``."""
    if root.tag in names(W, "settings"):
        join_variables(root, source, part)
        return source.touched
    place = WordPlaces(root, part)
    if contents is not None:
        contents.reduce(root)
    fill_controls(root, source, part, place)
    for texts in dict.fromkeys((grammar, DRAWING)):
        _gather_texts(root, texts)
        for paragraph in root.iter(*texts.paragraph):
            source.join(paragraph, texts, part, lambda p=paragraph: place.of(p))  # type: ignore[misc]  # a default binds the loop's value
    mark_texts(root, source, prefixes_of(root))
    settle_controls(root, drawings.package)
    if part.endswith(".rels"):
        drop_linked(root, source, drawings.package, part)
        join_targets(root, source, part)
    else:
        join_links(root, source, drawings.package, part, place)
        drawings.join(root, source, place)
        join_attributes(root, source, part, place)
        mark_codes(root, source)
        join_leaves(root, source, grammar, part, place)
        type_properties(root, source)
    return source.touched


def _gather_texts(root: etree._Element, grammar: Grammar) -> None:
    """Put comments that stand inside of a text with tags behind it."""
    for element in root.iter(*grammar.text):
        tails = "".join(child.tail or "" for child in element)
        if tails and "{" in (element.text or "") + tails:
            element.text = (element.text or "") + tails
            for child in element:
                child.tail = None
