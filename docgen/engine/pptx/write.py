"""From rendered copies to parts: names in the order of the deck, relationships, lists, content types.

As long as every slide came out once and in its order, only what was rendered is
written.  Otherwise the slides are numbered anew, and what belongs to a copy
beyond the first gets a name of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from docgen.engine.additions import Additions, relationships_xml
from docgen.engine.charts.series import put_series
from docgen.engine.parts import DECLARATION, decoded
from docgen.engine.pptx.copies import Block, Copy, Filled
from docgen.engine.pptx.deck import Deck, Link, Owner
from docgen.engine.pptx.finishing import encoded
from docgen.engine.pptx.links import Links, Named, without_links
from docgen.engine.pptx.lists import PROPERTIES, Listed, counted, numbered, shown_range, write_lists
from docgen.engine.pptx.lost import unused_parts
from docgen.engine.pptx.output import finish_text
from docgen.engine.pptx.relations import Entry, Relations
from docgen.engine.pptx.renewal import Renewal, next_creation
from docgen.engine.pptx.zooms import follow_zooms
from docgen.engine.rendering import Rendering
from docgen.engine.text import clean, escape_text
from docgen.opc import relative_target, rels_name
from docgen.zipping import Content, Member

__all__ = ["Lists", "Writer"]

_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTES = ".notesSlide+xml"
_MEDIA = {"image", "audio", "video", "media", "model3d"}
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>\s*")


@dataclass(frozen=True)
class Lists:
    """The presentation's part with marks for its lists of slides, and parts that change when those do."""

    presentation: str = ""
    static: Mapping[str, bytes] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    """The slides that are not shown, by number."""
    zooming: frozenset[int] = frozenset()
    """The slides that have zooms to others, by number."""


class Writer:
    """The parts of one document."""

    def __init__(
        self, deck: Deck, lists: Lists, loops: Mapping[str, tuple[int, ...]], rendering: Rendering
    ) -> None:
        self.deck, self.lists, self.rendering = deck, lists, rendering
        self.package = deck.package
        self.additions = Additions(deck.package)
        self.changed: dict[str, Content] = {}
        self.dropped: set[str] = set()
        self._written: set[str] = set()
        self._copies: list[Named] = []
        self._loops = loops
        self._unused: set[str] = set()
        """Charts and diagrams that went from some copy, with what belongs to them."""
        self._used: set[str] = set()
        """Parts of the template of which there is some copy."""
        self.relations = Relations(deck, self.additions, rendering, self.changed, self.dropped)
        self._renewal = Renewal(deck)

    def write(self, slides: list[Copy], others: list[Copy]) -> tuple[Mapping[str, Content], set[str]]:
        """Return the parts that changed or are new, and the names of those that are gone."""
        order = [copy.owner.number for copy in slides]
        moved = bool(self.lists.presentation) and order != [slide.number for slide in self.deck.slides]
        for number, copy in enumerate(slides, 1):
            copy.number = number if moved else copy.owner.number
        self._copies = self._renamed(slides) if moved else [(copy, _same_names(copy)) for copy in slides]
        self.relations.links = Links(self.deck, self._copies, self._loops) if moved else None
        self.changed.update(self.lists.static)
        rendered = [copy for copy in others if copy.owner.part == self.deck.part and self.lists.presentation]
        others = [copy for copy in others if copy not in rendered]
        entries = numbered(self.deck, order) if moved or rendered else []
        for copy, names in [*self._copies, *((copy, _same_names(copy)) for copy in others)]:
            self._copy(copy, names)
        if moved:
            self._renew(entries)
            self._zoom(entries)
            self._count()
            self._show_range(order)
        if moved or rendered:
            self._present(entries, rendered)
            self._retarget(others)
        self._drop(moved)
        additions = self.additions.finish({}, self.dropped)
        return {**self.changed, **additions}, self.dropped

    # names

    def _renamed(self, copies: list[Copy]) -> list[Named]:
        """Return the copies with the names of their parts: slides and notes are numbered in order."""
        folder = posixpath.dirname(self.deck.slides[0].part)
        used: set[str] = set()
        notes = count(1)
        found = []
        for number, copy in enumerate(copies, 1):
            names = {}
            for part in copy.owner.parts:
                if part == copy.owner.part:
                    names[part] = f"{folder}/slide{number}.xml"
                elif self._is_notes(part):
                    names[part] = f"{posixpath.dirname(part)}/notesSlide{next(notes)}.xml"
                else:
                    names[part] = self.additions.fresh(part) if part in used else part
                used.add(part)
            found.append((copy, names))
        return found

    def _put(self, name: str, content: Content, kind: str) -> None:
        self.changed[name] = content
        if self.package.content_type(name) != kind:
            self.additions.declare(name, kind)

    # one copy

    def _copy(self, copy: Copy, names: dict[str, str]) -> None:
        for filled in copy.charts.values():
            self._workbook(filled, names)
        unused = unused_parts(self.deck, copy)
        self._unused |= unused
        for part in copy.owner.parts:
            if part in unused:
                continue
            block, name = copy.blocks.get(part), names[part]
            content = self._content(copy, part, block, self.relations.write(copy, part, block, names))
            if content is not None:
                self._put(name, content, self.package.content_type(part))
            elif name != part and name not in self.changed:
                self._put(name, self.package.members[part], self.package.content_type(part))
            self._written.add(name)
            self._used.add(part)

    def _content(self, copy: Copy, part: str, block: Block | None, gone: set[str]) -> bytes | None:
        """Return a part's new text, None where it stays as it is."""
        filled = copy.charts.get(part)
        if block is not None and block.piece.is_written:
            text = finish_text(block.text)
        elif filled is not None:
            text = _DECLARATION.sub("", filled.fill.template.skeleton.decode(), count=1)
        elif gone:
            text = etree.tostring(self.package.xml(part), encoding="unicode")
        else:
            return None
        if filled is not None:
            text = put_series(text, filled.series)
        return encoded(copy, part, without_links(text, gone) if gone else text, self.rendering)

    def _workbook(self, filled: Filled, names: dict[str, str]) -> None:
        """Put the data of a chart into its workbook; one of another kind, linked or missing is made anew."""
        part, id_ = filled.fill.part, filled.fill.template.relationship
        link = next((link for link in self.deck.links.get(part, ()) if link.id == id_), None)
        old = link.target if link is not None else ""
        name = names.get(old, old)
        if link is None or link.kind != "package" or not name.endswith(".xlsx") or name in self.changed:
            folder = posixpath.dirname(name) or f"{posixpath.dirname(posixpath.dirname(part))}/embeddings"
            name = self.additions.fresh(f"{folder}/Workbook.xlsx")
            if old:
                names[old] = name
                if len(list(self.deck.users(old))) == 1:
                    self.dropped.add(old)
            self.relations.books[names[part]] = (id_, name)
        self._put(name, filled.fill.template.workbook(filled.chart), _WORKBOOK_TYPE)

    def _renew(self, entries: list[Listed]) -> None:
        """Give copies beyond the first the ids that no two slides share."""
        copies: Counter[int] = Counter()
        for (copy, names), entry in zip(self._copies, entries, strict=True):
            again = copies[entry.number]
            copies[entry.number] += 1
            for part in self._renewal.parts(copy.owner) if again else ():
                before = self._content_of(names[part])
                after = self._renewal.renewed(part, before, again, entry.id)
                if after != before:
                    self.changed[names[part]] = after
        self.changed.update(self._renewal.authors(self.changed))

    def _zoom(self, entries: list[Listed]) -> None:
        """Let zooms lead to where the slides went."""
        links = self.relations.links
        zooming = [named for named in self._copies if named[0].owner.number in self.lists.zooming]
        if links is None or not zooming:
            return
        copies: Counter[int] = Counter()
        ids = {}
        for (copy, names), entry in zip(self._copies, entries, strict=True):
            ids[names[copy.owner.part]] = entry.id, copies[entry.number]
            copies[entry.number] += 1
        slides = {slide.id: slide.part for slide in self.deck.slides}
        for copy, names in zooming:

            def target(id_: str, copy: Copy = copy) -> tuple[str, int] | None:
                link = Link("", "slide", slides.get(id_, ""), "", external=False)
                return ids.get(links.target(copy, link) or "")

            name = names[copy.owner.part]
            text = decoded(self._content_of(name), name)
            self.changed[name] = follow_zooms(text, target, next_creation).encode()

    def _content_of(self, name: str) -> bytes:
        """Return a part of the document, as it stands in it so far."""
        content = self.changed.get(name, self.package.members.get(name))
        assert isinstance(content, (bytes, Member)), name
        return content if isinstance(content, bytes) else content.content()

    def _count(self) -> None:
        """Let the properties count the slides that there are now."""
        if PROPERTIES not in self.package:
            return
        owners = [copy.owner for copy, _ in self._copies]
        counts = {
            "Slides": len(owners),
            "Notes": sum(any(self._is_notes(part) for part in owner.parts) for owner in owners),
            "HiddenSlides": sum(owner.number in self.lists.hidden for owner in owners),
        }
        before = self.changed.get(PROPERTIES)
        data = before if isinstance(before, bytes) else self.package.read(PROPERTIES)
        self.changed[PROPERTIES] = counted(data, counts)

    def _show_range(self, order: list[int]) -> None:
        """Let the range of slides that is shown hold their copies."""
        for link in self.deck.links[self.deck.part]:
            if link.kind == "presProps" and link.target:
                before = self._content_of(link.target)
                after = shown_range(before, order)
                if after != before:
                    self.changed[link.target] = after

    def _is_notes(self, part: str) -> bool:
        return self.package.content_type(part).endswith(_NOTES)

    # the presentation

    def _present(self, entries: list[Listed], rendered: list[Copy]) -> None:
        """Write the lists of slides."""
        part = self.deck.part
        text = rendered[0].blocks[part].text if rendered else self.lists.presentation
        data, _ = clean(write_lists(finish_text(text), entries))
        self.changed[part] = DECLARATION + data
        self.changed[rels_name(part)] = relationships_xml(self._presented(entries))

    def _retarget(self, others: list[Copy]) -> None:
        """Let the links of parts that were not rendered lead to where the slides went."""
        seen = {copy.owner.part for copy in others} | {self.deck.part}
        seen |= {part for slide in self.deck.slides for part in slide.parts}
        slides = {slide.part for slide in self.deck.slides}
        for part, links in self.deck.links.items():
            if part and part not in seen and any(link.target in slides for link in links):
                self._copy(Copy(Owner(part, (part,))), {part: part})

    def _presented(self, entries: list[Listed]) -> Iterator[Entry]:
        part = self.deck.part
        links = self.deck.links[part]
        slides = {slide.relation for slide in self.deck.slides}
        for link in links:
            if link.id not in slides:
                yield escape_text(link.id), escape_text(link.type), link.written, link.external
        kind = next(link.type for link in links if link.id in slides)
        for entry, (copy, names) in zip(entries, self._copies, strict=True):
            target = relative_target(part, names[copy.owner.part])
            yield escape_text(entry.relation), escape_text(kind), target, False

    # what is gone

    def _drop(self, moved: bool) -> None:
        """Find the parts that nothing refers to any more: of slides that went, pictures that gave way."""
        present = {copy.owner.part for copy, _ in self._copies}
        gone: set[str] = set()
        lost = self.relations.lost
        lost |= {(p, link.id) for p in self._unused - self._used for link in self.deck.links.get(p, ())}
        if moved:
            kept = {part for slide in self.deck.slides if slide.part in present for part in slide.parts}
            every = {part for slide in self.deck.slides for part in slide.parts}
            gone = every - self._written
            lost = lost | {(p, link.id) for p in every - kept for link in self.deck.links.get(p, ())}
        media = {
            link.target
            for owner, id_ in lost
            for link in self.deck.links.get(owner, ())
            if link.id == id_ and link.kind in _MEDIA
        }
        for part in self._unused - self._written:
            if all(user[0] in self._unused or user in lost for user in self.deck.users(part)):
                gone.add(part)
        for part in media - {""}:
            if all(user in lost for user in self.deck.users(part)):
                gone.add(part)
        self.dropped |= gone | {rels_name(part) for part in gone if rels_name(part) in self.package}
        self.dropped -= self.changed.keys()


def _same_names(copy: Copy) -> dict[str, str]:
    return {part: part for part in copy.owner.parts}
