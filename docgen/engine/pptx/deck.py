"""A PowerPoint package as a deck: its slides in order, and which parts belong to which slide.

What belongs to a slide is copied with it: its notes, charts and their workbooks,
diagrams, embedded objects.  What slides share stays one: layouts, masters,
themes, pictures and other media.  Nothing here knows a tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.names import P, R, names
from docgen.opc import Package, rels_name

__all__ = ["Deck", "Link", "Owner", "diagrams", "read_deck", "relation_id"]

_SHARED = {
    *("slide", "slideLayout", "slideMaster", "notesMaster", "handoutMaster", "theme", "tableStyles"),
    *("image", "audio", "video", "media", "model3d", "font", "hyperlink", "customXml"),
    *("presProps", "viewProps", "commentAuthors", "authors"),
}
_SHARED_TYPES = tuple(
    f".{kind}+xml"
    for kind in ("slide", "slideLayout", "slideMaster", "notesMaster", "handoutMaster", "main", "theme")
)
_OWNERS = tuple(f".{kind}+xml" for kind in ("slideLayout", "slideMaster", "notesMaster", "handoutMaster"))
_DRAWING_ID = "{http://schemas.microsoft.com/office/drawing/2008/diagram}dataModelExt"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship of a part: the part it names (empty if none), and its target as written."""

    id: str
    type: str
    target: str
    written: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: ``slide``, ``chart``, ``notesSlide``."""
        return self.type.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Owner:
    """A part with the parts that belong to it; a slide has its ``number`` in the template, from 1."""

    part: str
    parts: tuple[str, ...]
    number: int = 0
    relation: str = ""
    id: str = ""


@dataclass(frozen=True)
class Deck:
    """The slides of a package, and the relationships of its parts."""

    package: Package
    slides: tuple[Owner, ...]
    links: dict[str, tuple[Link, ...]] = field(repr=False)

    @property
    def part(self) -> str:
        """The presentation's part."""
        return self.package.main_part

    def owner_of(self, part: str) -> Owner:
        """Return a part that is no slide, with what belongs to it."""
        own = self.package.content_type(part).endswith(_OWNERS)
        return Owner(part, _own_parts(self.package, self.links, part) if own else (part,))

    def users(self, part: str) -> Iterator[tuple[str, str]]:
        """Yield the parts that refer to a part, each with the id of its relationship."""
        for owner, links in self.links.items():
            yield from ((owner, link.id) for link in links if link.target == part)


def relation_id(element: etree._Element, name: str = "id") -> str:
    """Return an attribute such as ``r:id`` or ``r:embed``, or an empty string."""
    return next((element.get(ns + name, "") for ns in R if element.get(ns + name)), "")


def diagrams(deck: Deck, part: str) -> Iterator[tuple[str, str]]:
    """Yield the relationships to the drawing and to the data of each diagram of a part."""
    for link in deck.links.get(part, ()):
        if link.kind == "diagramData" and link.target:
            data = deck.package.xml(link.target)
            yield from ((extension.get("relId", ""), link.id) for extension in data.iter(_DRAWING_ID))


def read_deck(package: Package) -> Deck:
    """Return the deck of a package; an entry of its list of slides that names no part is passed over."""
    links = {part: tuple(_links(package, part)) for part in ("", *package.members)}
    slides: list[Owner] = []
    targets = {link.id: link.target for link in links[package.main_part] if link.kind == "slide"}
    for entry in package.xml(package.main_part).iterfind("{*}sldIdLst/{*}sldId"):
        relation = relation_id(entry)
        part = targets.get(relation, "")
        if entry.tag in names(P, "sldId") and part in package and part not in {s.part for s in slides}:
            own = _own_parts(package, links, part)
            slides.append(Owner(part, own, len(slides) + 1, relation, entry.get("id", "")))
    return Deck(package, tuple(slides), {part: found for part, found in links.items() if found})


def _links(package: Package, part: str) -> Iterator[Link]:
    name = rels_name(part)
    if name not in package:
        return
    written = {e.get("Id", ""): e.get("Target", "") for e in package.xml(name).iter(_RELATIONSHIP)}
    for relation in package.relationships(part).values():
        inside = not relation.external and relation.target in package
        target = relation.target if inside else ""
        yield Link(relation.id, relation.type, target, written[relation.id], relation.external)


def _own_parts(package: Package, links: dict[str, tuple[Link, ...]], part: str) -> tuple[str, ...]:
    found = [part]
    for owner in found:
        for link in links.get(owner, ()):
            shared = link.kind in _SHARED or package.content_type(link.target).endswith(_SHARED_TYPES)
            if link.target and not shared and link.target not in found:
                found.append(link.target)
    return tuple(found)
