"""From rendered copies to parts: names in the order of the deck, relationships, lists, content types.

As long as every slide came out once and in its order, only what was rendered is
written.  Otherwise the slides are numbered anew, and what belongs to a copy
beyond the first gets a name of its own.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from docgen.engine.additions import Additions, relationships_xml, type_uri
from docgen.engine.charts.series import put_series
from docgen.engine.parts import DECLARATION
from docgen.engine.pptx.copies import Block, Copy, Filled
from docgen.engine.pptx.deck import Deck, Link, Owner
from docgen.engine.pptx.finishing import encoded
from docgen.engine.pptx.links import Links, Named, without_links
from docgen.engine.pptx.lists import PROPERTIES, Listed, counted, numbered, write_lists
from docgen.engine.pptx.lost import is_lost, unused_parts
from docgen.engine.pptx.output import finish_text
from docgen.engine.pptx.renewal import Renewal
from docgen.engine.rendering import Rendering
from docgen.engine.text import clean, escape_text
from docgen.opc import relative_target, rels_name
from docgen.zipping import Content, Member

__all__ = ["Lists", "Writer"]

Entry = tuple[str, str, str, bool]
"""A relationship as it is written: id, type, target, whether it leads outside."""

Jumped = tuple[str, str, str | None]
"""The relationship of a link out of a list: its id, its type, the slide that it leads to, if there is one."""

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
        self._books: dict[str, tuple[str, str]] = {}
        """By chart part of the document: the relationship and name of its new workbook."""
        self._written: set[str] = set()
        self._replaced: set[tuple[str, str]] = set()
        """Relationships of the template's parts that some copy has not, and ``_kept`` that another has."""
        self._kept: set[tuple[str, str]] = set()
        self._copies: list[Named] = []
        self._loops = loops
        self._unused: set[str] = set()
        """Charts and diagrams that went from some copy, with what belongs to them."""
        self._used: set[str] = set()
        """Parts of the template of which there is some copy."""
        self._links: Links | None = None
        """Set where slides moved."""
        self._renewal = Renewal(deck)

    def write(self, slides: list[Copy], others: list[Copy]) -> tuple[Mapping[str, Content], set[str]]:
        """Return the parts that changed or are new, and the names of those that are gone."""
        order = [copy.owner.number for copy in slides]
        moved = bool(self.lists.presentation) and order != [slide.number for slide in self.deck.slides]
        for number, copy in enumerate(slides, 1):
            copy.number = number if moved else copy.owner.number
        self._copies = self._renamed(slides) if moved else [(copy, _same_names(copy)) for copy in slides]
        self._links = Links(self.deck, self._copies, self._loops) if moved else None
        self.changed.update(self.lists.static)
        rendered = [copy for copy in others if copy.owner.part == self.deck.part and self.lists.presentation]
        others = [copy for copy in others if copy not in rendered]
        entries = numbered(self.deck, order) if moved or rendered else []
        for copy, names in [*self._copies, *((copy, _same_names(copy)) for copy in others)]:
            self._copy(copy, names)
        if moved:
            self._renew(entries)
            self._count()
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
            content = self._content(copy, part, block, self._relate(copy, part, block, names))
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
            self._books[names[part]] = (id_, name)
        self._put(name, filled.fill.template.workbook(filled.chart), _WORKBOOK_TYPE)

    def _renew(self, entries: list[Listed]) -> None:
        """Give copies beyond the first the ids that no two slides share."""
        copies: Counter[int] = Counter()
        for (copy, names), entry in zip(self._copies, entries, strict=True):
            again = copies[entry.number]
            copies[entry.number] += 1
            for part in self._renewal.parts(copy.owner) if again else ():
                before = self.changed[names[part]]
                assert isinstance(before, (bytes, Member)), part
                data = before if isinstance(before, bytes) else before.content()
                after = self._renewal.renewed(part, data, again, entry.id)
                self.changed[names[part]] = before if after == data else after
        self.changed.update(self._renewal.authors(self.changed))

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

    def _is_notes(self, part: str) -> bool:
        return self.package.content_type(part).endswith(_NOTES)

    # relationships

    def _relate(self, copy: Copy, part: str, block: Block | None, names: dict[str, str]) -> set[str]:
        """Write the relationships of a part if they differ; return the ids of links that are gone."""
        links = self.deck.links.get(part, ())
        book = self._books.get(names[part])
        if self._links is None and book is None and _stays(part, block, links, names):
            return set()
        replaced = block.piece.replaced if block else frozenset()
        if book is not None:
            replaced = replaced | {book[0]}
        if block is not None:
            replaced = replaced | {link.id for link in links if is_lost(link, block)}
        self._replaced |= {(part, id_) for id_ in replaced}
        kept = [link for link in links if link.id not in replaced]
        if block is not None and block.piece.optional:
            self._kept |= {(part, link.id) for link in kept}
        targets = {link.id: self._target(copy, part, link, names) for link in kept}
        addresses = dict(zip(block.piece.addresses, block.addresses, strict=True)) if block else {}
        gone = {id_ for id_, target in targets.items() if target is None}
        gone |= {id_ for id_, address in addresses.items() if not address.strip()}
        entries = [
            self._entry(link, names[part], targets[link.id] or "", addresses.get(link.id))
            for link in kept
            if link.id not in gone
        ]
        jumps = list(self._jumps(copy, block)) if block else []
        gone |= {id_ for id_, _, target in jumps if target is None}
        moved = any(targets.get(link.id) != link.target for link in links)
        new = self._added(names[part], block, jumps, book)
        self._relations(part, names[part], [*entries, *new] if moved or new or addresses or jumps else None)
        return gone

    def _added(
        self, name: str, block: Block | None, jumps: Sequence[Jumped], book: tuple[str, str] | None
    ) -> list[Entry]:
        """Return the relationships that a part has beyond those of the template."""
        added = [*self._pictures(block, name), *self._hyperlinks(block)] if block else []
        added += [(id_, kind, relative_target(name, target), False) for id_, kind, target in jumps if target]
        if book is not None:
            kind = self.additions.in_form(type_uri("package"))
            added.append((escape_text(book[0]), kind, relative_target(name, book[1]), False))
        return added

    def _target(self, copy: Copy, part: str, link: Link, names: dict[str, str]) -> str | None:
        """Return the part that a link means in a copy, None if it is a slide that went."""
        if link.target in names or self._links is None:
            return names.get(link.target, link.target)
        target = self._links.target(copy, link)
        if target is None:
            self._links.report(copy, part, link, self.rendering)
        return target

    def _jumps(self, copy: Copy, block: Block) -> Iterator[Jumped]:
        """Yield the links out of lists of a part."""
        links = {link.id: link for link in self.deck.links.get(block.piece.part, ())}
        for (relation, depth, index), id_ in block.jumps.items():
            link = links[relation]
            target = self._links.jump(copy, link, depth, index) if self._links else link.target
            if target is None and self._links:
                self._links.report(copy, block.piece.part, link, self.rendering)
            yield id_, escape_text(link.type), target

    @staticmethod
    def _entry(link: Link, name: str, target: str, address: str | None) -> Entry:
        written = link.written if address is None else html.unescape(address)
        if target != link.target:
            written = relative_target(name, target)
        return escape_text(link.id), escape_text(link.type), written, link.external

    def _pictures(self, block: Block, name: str) -> list[Entry]:
        folder = f"{posixpath.dirname(posixpath.dirname(name))}/media"
        return [
            (
                id_,
                self.additions.in_form(type_uri("image")),
                relative_target(name, self.additions.picture(image, folder)),
                False,
            )
            for id_, image in block.pictures
        ]

    def _hyperlinks(self, block: Block) -> list[Entry]:
        kind = self.additions.in_form(type_uri("hyperlink"))
        return [(id_, kind, address, True) for address, id_ in block.links.items()]

    def _relations(self, part: str, name: str, entries: Sequence[Entry] | None) -> None:
        rels = rels_name(name)
        if entries is not None:
            self.changed[rels] = relationships_xml(entries)
        elif name != part and rels_name(part) in self.package:
            self.changed[rels] = self.package.members[rels_name(part)]
        elif name != part and rels in self.package:
            self.dropped.add(rels)

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
        lost = self._replaced - self._kept
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


def _stays(part: str, block: Block | None, links: Sequence[Link], names: Mapping[str, str]) -> bool:
    """Tell whether a part keeps its relationships as they are."""
    if any(names.get(name, name) != name for name in (part, *(link.target for link in links))):
        return False
    if block is None:
        return True
    if block.pictures or block.links or block.jumps or block.addresses or block.piece.replaced:
        return False
    return not any(is_lost(link, block) for link in links)


def _same_names(copy: Copy) -> dict[str, str]:
    return {part: part for part in copy.owner.parts}
