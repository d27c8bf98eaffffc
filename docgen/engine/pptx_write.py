"""From rendered copies to parts: names in the order of the deck, relationships, lists, content types.

As long as every slide came out once and in its order, only what was rendered is
written.  Otherwise the slides are numbered anew, and what belongs to a copy
beyond the first gets a name of its own.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.additions import Additions, relationships_xml, type_uri
from docgen.engine.chart_series import put_series
from docgen.engine.parts import DECLARATION
from docgen.engine.pptx_copies import Block, Copy, Filled
from docgen.engine.pptx_deck import Deck, Link, Owner
from docgen.engine.pptx_lists import Entry, numbered, write_lists
from docgen.engine.pptx_output import finish_text
from docgen.engine.rendering import Rendering
from docgen.engine.text import clean, escape_text
from docgen.opc import relative_target, rels_name
from docgen.zipping import Content

__all__ = ["Lists", "Writer"]

_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTES = ".notesSlide+xml"
_MEDIA = {"image", "audio", "video", "media"}
_SKELETON = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_LINKS = "hlinkClick|hlinkHover|hlinkMouseOver|sld"
_GONE = rf'<((?:[\w.-]+:)?(?:{_LINKS}))\b(?=[^>]*[\w.-]+:id="(?:{{}})")[^>]*?(?:/>|>.*?</\1>)'


@dataclass(frozen=True)
class Lists:
    """The presentation's part with marks for its lists of slides, and parts that change when those do."""

    presentation: str = ""
    static: Mapping[str, bytes] = field(default_factory=dict)


class Writer:
    """The parts of one document."""

    def __init__(
        self, deck: Deck, lists: Lists, loops: Mapping[str, tuple[int, ...]], rendering: Rendering
    ) -> None:
        self.deck, self.lists, self.loops, self.rendering = deck, lists, loops, rendering
        self.package = deck.package
        self.additions = Additions(deck.package)
        self.changed: dict[str, Content] = {}
        self.dropped: set[str] = set()
        self._written: set[str] = set()
        self._replaced: set[tuple[str, str]] = set()
        self._copies: list[tuple[Copy, dict[str, str]]] = []

    def write(self, slides: list[Copy], others: list[Copy]) -> tuple[Mapping[str, Content], set[str]]:
        """Return the parts that changed or are new, and the names of those that are gone."""
        order = [copy.owner.number for copy in slides]
        moved = bool(self.lists.presentation) and order != [slide.number for slide in self.deck.slides]
        self._copies = self._named(slides, moved)
        for copy, names in self._copies:
            self._copy(copy, names, moved)
        self.changed.update(self.lists.static)
        rendered = [copy for copy in others if copy.owner.part == self.deck.part and self.lists.presentation]
        others = [copy for copy in others if copy not in rendered]
        for copy in others:
            self._copy(copy, {part: part for part in copy.owner.parts}, moved)
        if moved or rendered:
            self._present(order, rendered)
            self._retarget(others)
        self._drop(moved)
        additions = self.additions.finish({}, self.dropped)
        return {**self.changed, **additions}, self.dropped

    # names

    def _named(self, copies: list[Copy], moved: bool) -> list[tuple[Copy, dict[str, str]]]:
        if not moved:
            return [(copy, {part: part for part in copy.owner.parts}) for copy in copies]
        folder = posixpath.dirname(self.deck.slides[0].part)
        used: set[str] = set()
        notes = 0
        found = []
        for number, copy in enumerate(copies, 1):
            names = {}
            for part in copy.owner.parts:
                kind = self.package.content_type(part)
                if part == copy.owner.part:
                    names[part] = f"{folder}/slide{number}.xml"
                elif kind.endswith(_NOTES):
                    notes += 1
                    names[part] = f"{posixpath.dirname(part)}/notesSlide{notes}.xml"
                else:
                    names[part] = self.additions.fresh(part) if part in used else part
                used.add(part)
                self._declare(names[part], kind)
            found.append((copy, names))
        return found

    def _declare(self, name: str, kind: str) -> None:
        if self.package.content_type(name) != kind or name not in self.package:
            self.additions.declare(name, kind)

    # one copy

    def _copy(self, copy: Copy, names: dict[str, str], moved: bool) -> None:
        for filled in copy.charts.values():
            self._workbook(filled, names)
        for part in copy.owner.parts:
            block = copy.blocks.get(part)
            gone = self._relate(copy, part, block, names, moved)
            content = self._content(copy, part, block, gone)
            if content is not None:
                self.changed[names[part]] = content
            elif names[part] != part and names[part] not in self.changed:
                self.changed[names[part]] = self.package.members[part]
            self._written.add(names[part])

    def _content(self, copy: Copy, part: str, block: Block | None, gone: set[str]) -> bytes | None:
        """Return a part's new text, None where it stays as it is."""
        filled = copy.charts.get(part)
        if block is not None and block.piece.is_written:
            text = finish_text(block.text)
        elif filled is not None:
            text = _SKELETON.sub("", filled.fill.template.skeleton.decode(), count=1)
        elif gone:
            text = etree.tostring(self.package.xml(part), encoding="unicode")
        else:
            return None
        if filled is not None:
            text = put_series(text, filled.series)
        if gone:
            text = re.sub(_GONE.format("|".join(map(re.escape, gone))), "", text, flags=re.S)
        data, dropped = clean(text)
        if dropped:
            message = f"{dropped} characters that XML cannot hold were left out."
            self.rendering.warn("characters-dropped", message, part=part)
        return DECLARATION + data

    def _workbook(self, filled: Filled, names: dict[str, str]) -> None:
        """Put the data of a chart into its workbook; one of another kind gives way to a new one."""
        for link in self.deck.links.get(filled.fill.part, ()):
            if link.kind != "package" or not link.target:
                continue
            name = names.get(link.target, link.target)
            if not name.endswith(".xlsx") or name in self.changed:
                name = self.additions.fresh(posixpath.join(posixpath.dirname(name), "Workbook.xlsx"))
                self.additions.declare(name, _WORKBOOK_TYPE)
                if name not in names.values() and len(list(self.deck.users(link.target))) == 1:
                    self.dropped.add(link.target)
                names[link.target] = name
            self.changed[name] = filled.fill.template.workbook(filled.chart)

    # relationships

    def _relate(
        self, copy: Copy, part: str, block: Block | None, names: dict[str, str], moved: bool
    ) -> set[str]:
        """Write the relationships of a part if they differ; return the ids of links to slides that went."""
        name = names[part]
        entries, gone, differs = [], set[str](), False
        links = self.deck.links.get(part, ())
        addresses = dict(zip(block.piece.addresses, block.addresses, strict=True)) if block else {}
        for link in links:
            if block and link.id in block.piece.replaced:
                self._replaced.add((part, link.id))
                differs = True
                continue
            target = self._target(copy, link, names, moved)
            if target is None:
                gone.add(link.id)
                self._report(copy, part, link)
                continue
            written = html.unescape(addresses.get(link.id, "")) or link.written
            if target != link.target:
                written, differs = relative_target(name, target), True
            differs = differs or link.id in addresses
            entries.append((escape_text(link.id), escape_text(link.type), written, link.external))
        for id_, image in block.pictures if block else ():
            target = relative_target(name, self.additions.picture(image, "ppt/media"))
            entries.append((id_, type_uri("image"), target, False))
            differs = True
        self._relations(part, name, entries if differs or gone else None)
        return gone

    def _relations(self, part: str, name: str, entries: Sequence[tuple[str, str, str, bool]] | None) -> None:
        rels = rels_name(name)
        if entries is not None:
            self.changed[rels] = relationships_xml(entries)
        elif name != part and rels_name(part) in self.package:
            self.changed[rels] = self.package.members[rels_name(part)]
        elif name != part and rels in self.package:
            self.dropped.add(rels)

    def _target(self, copy: Copy, link: Link, names: dict[str, str], moved: bool) -> str | None:
        """Return the part that a link means in a copy, None if it is a slide that went."""
        if link.target in names:
            return names[link.target]
        if not moved or link.kind != "slide" or link.target not in self.loops:
            return link.target
        best, wanted = None, self._shared(copy.owner.part, link.target)
        for other, theirs in self._copies:
            shared = _common(copy.turns, other.turns)
            if other.owner.part == link.target and shared >= wanted and (best is None or shared > best[0]):
                best = shared, theirs[link.target]
        return best[1] if best else None

    def _shared(self, part: str, other: str) -> int:
        """Return how many slide loops stand around both of two slides."""
        return _common(self.loops.get(part, ()), self.loops[other])

    def _report(self, copy: Copy, part: str, link: Link) -> None:
        if self.package.content_type(part).endswith(".viewProps+xml"):
            return
        number = next(slide.number for slide in self.deck.slides if slide.part == link.target)
        message = f"A link to slide {number} was removed, as that slide is not in the document."
        place = f"slide {copy.owner.number}" if copy.owner.number else ""
        self.rendering.warn("link-removed", message, part=part, place=place)

    # the presentation

    def _present(self, order: list[int], rendered: list[Copy]) -> None:
        """Write the lists of slides."""
        part = self.deck.part
        entries = numbered(self.deck, order)
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
                self._copy(Copy(Owner(part, (part,))), {part: part}, True)

    def _presented(self, entries: list[Entry]) -> Iterator[tuple[str, str, str, bool]]:
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
        lost = self._replaced
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
        for part in media - {""}:
            if all(user in lost for user in self.deck.users(part)):
                gone.add(part)
        self.dropped |= gone | {rels_name(part) for part in gone if rels_name(part) in self.package}
        self.dropped -= self.changed.keys()


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many items two sequences share from their beginning."""
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count
