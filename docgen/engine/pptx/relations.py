"""The relationships of one document's parts: which stay, where they lead now, and which are new.

Only the relationships of a part that differ from the template's are written.
"""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterator, Mapping, Sequence

from docgen.engine.additions import Additions, relationships_xml, type_uri
from docgen.engine.parts import link_target
from docgen.engine.pptx.copies import Block, Copy
from docgen.engine.pptx.deck import Deck, Link
from docgen.engine.pptx.links import Links
from docgen.engine.pptx.lost import is_lost
from docgen.engine.rendering import Rendering
from docgen.engine.text import escape_text
from docgen.opc import relative_target, rels_name
from docgen.zipping import Content

__all__ = ["Entry", "Relations"]

Entry = tuple[str, str, str, bool]
"""A relationship as it is written: id, type, target, whether it leads outside."""
Jumped = tuple[str, str, str | None]
"""The relationship of a link out of a list: its id, its type, the slide that it leads to, if there is one."""


class Relations:
    """The relationships of one document; what is written goes to ``changed``, what goes to ``dropped``."""

    def __init__(
        self,
        deck: Deck,
        additions: Additions,
        rendering: Rendering,
        changed: dict[str, Content],
        dropped: set[str],
    ) -> None:
        self.deck, self.additions, self.rendering = deck, additions, rendering
        self.package, self.changed, self.dropped = deck.package, changed, dropped
        self.books: dict[str, tuple[str, str]] = {}
        """By chart part of the document: the relationship and name of its new workbook."""
        self.links: Links | None = None
        """Set where slides moved."""
        self._replaced: set[tuple[str, str]] = set()
        """Relationships of the template's parts that some copy has not, and ``_kept`` that another has."""
        self._kept: set[tuple[str, str]] = set()

    @property
    def lost(self) -> set[tuple[str, str]]:
        """The relationships of the template's parts, by part and id, that no copy has any more."""
        return self._replaced - self._kept

    def write(self, copy: Copy, part: str, block: Block | None, names: dict[str, str]) -> set[str]:
        """Write the relationships of a part if they differ; return the ids of links that are gone."""
        links = self.deck.links.get(part, ())
        book = self.books.get(names[part])
        if self.links is None and book is None and _stays(part, block, links, names):
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
        if link.target in names or self.links is None:
            return names.get(link.target, link.target)
        target = self.links.target(copy, link)
        if target is None:
            self.links.report(copy, part, link, self.rendering)
        return target

    def _jumps(self, copy: Copy, block: Block) -> Iterator[Jumped]:
        """Yield the links out of lists of a part."""
        links = {link.id: link for link in self.deck.links.get(block.piece.part, ())}
        for (relation, depth, index), id_ in block.jumps.items():
            link = links[relation]
            target = self.links.jump(copy, link, depth, index) if self.links else link.target
            if target is None and self.links:
                self.links.report(copy, block.piece.part, link, self.rendering)
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
        return [(id_, kind, link_target(address), True) for address, id_ in block.links.items()]

    def _relations(self, part: str, name: str, entries: Sequence[Entry] | None) -> None:
        rels = rels_name(name)
        if entries is not None:
            self.changed[rels] = relationships_xml(entries)
        elif name != part and rels_name(part) in self.package:
            self.changed[rels] = self.package.members[rels_name(part)]
        elif name != part and rels in self.package:
            self.dropped.add(rels)


def _stays(part: str, block: Block | None, links: Sequence[Link], names: Mapping[str, str]) -> bool:
    """Tell whether a part keeps its relationships as they are."""
    if any(names.get(name, name) != name for name in (part, *(link.target for link in links))):
        return False
    if block is None:
        return True
    if block.pictures or block.links or block.jumps or block.addresses or block.piece.replaced:
        return False
    return not any(is_lost(link, block) for link in links)
