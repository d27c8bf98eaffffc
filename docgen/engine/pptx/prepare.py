"""PowerPoint: what PresentationML asks for beyond the common way of a template.

The slides with their notes and charts are one stream, so that a loop around
slides is an ordinary loop whose names are in scope wherever it repeats; layouts,
masters and properties with tags are streams of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from lxml import etree

from docgen.engine.build import Findings, build_program
from docgen.engine.limits import Limits
from docgen.engine.names import DRAWING
from docgen.engine.parts import template_tree, text_kind
from docgen.engine.pptx.copies import Copy, Notes, filters, slide_text
from docgen.engine.pptx.deck import Deck, Owner, read_deck
from docgen.engine.pptx.dividing import Call, Division, Pages, each_alone
from docgen.engine.pptx.finishing import needs_of
from docgen.engine.pptx.lists import PROPERTIES, mark_lists
from docgen.engine.pptx.script import ADDRESS, PART, Script
from docgen.engine.pptx.write import Lists, Writer
from docgen.engine.pptx.zooms import has_zooms
from docgen.engine.program import Program
from docgen.engine.rendering import Rendering, every
from docgen.errors import TemplateError
from docgen.opc import Package
from docgen.zipping import Content

__all__ = ["prepare"]

_TITLES = ("HeadingPairs", "TitlesOfParts")
_NEVER = (".theme+xml", ".tableStyles+xml", ".presProps+xml", ".viewProps+xml", ".slide+xml")


class Stream:
    """One program and what the marks in its output mean."""

    def __init__(self, script: Script, program: Program) -> None:
        self.script, self.program = script, program

    def render(self, context: Mapping[str, Any], rendering: Rendering) -> list[Copy]:
        """Return the copies of slides, or the one part, that one document's data makes."""
        if self.script.divides:
            return self._divided(context, rendering)
        return self._run(context, rendering, Notes())

    def _divided(self, context: Mapping[str, Any], rendering: Rendering) -> list[Copy]:
        """Render slides of which lists are divided by what fits, again and again until that is known."""
        copies, calls = self._measured(context, rendering, ())
        plans = [call.pages_of_whole() for call in calls]
        if all(plan is not None and len(plan) == 1 for plan in plans):
            return copies
        if None in plans:
            trials = [plan or each_alone(call.items) for plan, call in zip(plans, calls, strict=True)]
            _, tried = self._measured(context, rendering, trials)
            if len(tried) == len(calls):
                plans = [plan or call.pages_of_each() for plan, call in zip(plans, tried, strict=True)]
        return self._measured(context, rendering, plans, is_last=True)[0]

    def _measured(
        self,
        context: Mapping[str, Any],
        rendering: Rendering,
        plans: Sequence[Pages | None],
        *,
        is_last: bool = False,
    ) -> tuple[list[Copy], list[Call]]:
        """Render with lists divided in one way; return the slides, and what the lists' pages need."""
        rendering.rewind()
        division = Division(plans)
        rendering.divide = division.divide
        copies = self._run(context, rendering, Notes(division))
        division.end()
        told = len(rendering.warnings)
        for copy in () if is_last else copies:
            for key, need in needs_of(copy, rendering, every=bool(plans)) if copy.pages else ():
                division.note(copy.pages, key, need)
        del rendering.warnings[told:]  # they are told once more when the slides are written
        rendering.divide = None
        return copies, division.calls

    def _run(self, context: Mapping[str, Any], rendering: Rendering, notes: Notes) -> list[Copy]:
        rendering.state = notes
        texts = "".join(self.program.run(context, rendering)).split(PART)[1:]
        for block, text in zip(notes.blocks, texts, strict=True):
            block.text, *addresses = text.split(ADDRESS)
            block.addresses = tuple(addresses)
        return notes.copies


class PreparedPptx:
    """A PowerPoint template as streams: at most one of slides, and those of other parts."""

    def __init__(
        self, deck: Deck, slides: Stream | None, others: list[Stream], lists: Lists, script: Script
    ) -> None:
        self.deck, self.slides, self.others, self.lists, self.script = deck, slides, others, lists, script
        self.programs = [stream.program for stream in ([slides] if slides else []) + others]

    def render(
        self, context: Mapping[str, Any], rendering: Rendering
    ) -> tuple[Mapping[str, Content], set[str]]:
        """Run every stream; see :class:`docgen.engine.compiled.Prepared`."""
        streams = [self.slides] if self.slides else []
        tasks = [partial(stream.render, context, rendering) for stream in [*streams, *self.others]]
        found = every(tasks)
        slides, others = found[: len(streams)], found[len(streams) :]
        writer = Writer(self.deck, self.lists, self.script.loops, rendering)
        return writer.write(list(chain(*slides)), list(chain(*others)))


def prepare(package: Package, *, dialect: str, file: str, limits: Limits, problems: Findings) -> PreparedPptx:
    """Make the streams of a PowerPoint template; every mistake is added to ``problems``."""
    _prove(package)
    deck = read_deck(package)
    script = Script(deck, dialect)
    for slide in deck.slides:
        script.add(slide)
    slides = _stream(script, file, problems)
    trees, lists = _lists(deck, script.repeats)
    others = [
        stream
        for owner in _other_owners(deck)
        if (stream := _stream(_other(deck, owner, trees, dialect), file, problems))
    ]
    return PreparedPptx(deck, slides, others, lists, script)


def _prove(package: Package) -> None:
    """Refuse a package of which parts cannot be read, also one without tags: it would be handed on."""
    broken = []
    for part in package.members:
        if package.content_type(part).endswith("xml"):
            try:
                package.xml(part)
            except TemplateError as error:
                broken += error.problems
    if broken:
        raise TemplateError(broken)


def _stream(script: Script, file: str, problems: Findings) -> Stream | None:
    problems.suspects += script.source.suspects
    if not script.assemble() and not script.source.problems:
        return None

    def own_filters(language: str, dialect: str) -> Mapping[str, Any]:
        return filters(script.pieces, script.fills, language, dialect)

    program = build_program(
        script.source, script.items, DRAWING, slide_text, own_filters, file=file, problems=problems
    )
    return Stream(script, program) if program else None


def _other(deck: Deck, owner: Owner, trees: Mapping[str, etree._Element], dialect: str) -> Script:
    script = Script(deck, dialect)
    script.add(owner, trees.get(owner.part))
    return script


def _other_owners(deck: Deck) -> list[Owner]:
    """Return the parts besides slides that may hold tags, layouts and masters with what belongs to them."""
    covered = {part for slide in deck.slides for part in slide.parts}
    owners = [deck.owner_of(part) for part in deck.package.members if not part.endswith(".rels")]
    inner = {part for owner in owners for part in owner.parts[1:]}
    return [owner for owner in owners if owner.part not in covered | inner and _may_have_tags(deck, owner)]


def _may_have_tags(deck: Deck, owner: Owner) -> bool:
    kind = deck.package.content_type(owner.part)
    return text_kind(deck.package, owner.part) and not kind.endswith(_NEVER)


def _lists(deck: Deck, repeats: bool) -> tuple[dict[str, etree._Element], Lists]:
    """Return trees that are not the package's own, and what depends on the list of slides."""
    trees: dict[str, etree._Element] = {}
    static: dict[str, bytes] = {}
    presentation = ""
    if PROPERTIES in deck.package:
        root = template_tree(deck.package, PROPERTIES)
        if _drop_titles(root, repeats):
            trees[PROPERTIES] = root
            static[PROPERTIES] = etree.tostring(root, encoding="UTF-8", standalone=True)
    if repeats:
        root = template_tree(deck.package, deck.part)
        mark_lists(root, deck)
        trees[deck.part] = root
        presentation = etree.tostring(root, encoding="unicode")
    hidden, zooming = (_hidden(deck), _zooming(deck)) if repeats else (frozenset(), frozenset())
    return trees, Lists(presentation, static, hidden, zooming)


def _zooming(deck: Deck) -> frozenset[int]:
    """Return the numbers of the slides that have zooms."""
    return frozenset(slide.number for slide in deck.slides if has_zooms(deck.package.read(slide.part)))


def _hidden(deck: Deck) -> frozenset[int]:
    """Return the numbers of the slides that are not shown."""
    shown = {slide.number: deck.package.xml(slide.part).get("show") for slide in deck.slides}
    return frozenset(number for number, show in shown.items() if show in ("0", "false"))


def _drop_titles(root: etree._Element, repeats: bool) -> bool:
    """Drop what an Office program noted of the slides' titles where it does not hold for the document."""
    found = [e for name in _TITLES for e in root.iterfind("{*}" + name)]
    if not repeats and not any("{" in (text or "") for e in found for text in e.itertext()):
        return False
    for element in found:
        root.remove(element)
    return bool(found)
