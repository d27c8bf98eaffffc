"""Parts of another Word file taken over into a document: pictures, charts, headers, what they relate to."""

from __future__ import annotations

import posixpath

from docgen.engine.additions import Additions, relationships_xml
from docgen.engine.parts import safe_address
from docgen.opc import Package, Relationship, relative_target, rels_name

__all__ = ["PartCopies"]

_DEEPEST = 8
_HOME = "word"


class PartCopies:
    """The parts that one document takes over from one file, each stored once."""

    def __init__(self, source: Package, additions: Additions) -> None:
        self._source, self._additions = source, additions
        self._names: dict[str, str] = {}
        self._relations: dict[tuple[str, str], str] = {}

    def relation(self, owner: str, relation: Relationship) -> str:
        """Return the relationship of a part of the document to what a relationship of the file's leads to.

        It is empty where that leads to nothing, or reaches outside other than by a link.
        """
        key = (owner, relation.id)
        if key not in self._relations:
            self._relations[key] = self._relate(owner, relation)
        return self._relations[key]

    def _relate(self, owner: str, relation: Relationship) -> str:
        if relation.external:
            if not relation.is_kind("hyperlink"):
                return ""
            return self._additions.link(owner, safe_address(relation.target))
        if relation.target not in self._source:
            return ""
        kind = posixpath.basename(relation.type)
        return self._additions.relate(owner, kind, self._copied(relation.target, 0))

    def _copied(self, part: str, depth: int) -> str:
        """Return the name under which a part and all that it relates to stand in the document."""
        if part not in self._names:
            folder, name = posixpath.split(part)
            home = folder if folder.startswith(_HOME + "/") else posixpath.join(_HOME, folder)
            copy = self._names[part] = self._additions.fresh(posixpath.join(home if folder else _HOME, name))
            self._additions.add(copy, self._source.read(part), self._source.content_type(part))
            self._copy_relations(part, copy, depth)
        return self._names[part]

    def _copy_relations(self, part: str, copy: str, depth: int) -> None:
        entries = []
        for relation in self._source.relationships(part).values():
            if relation.external and relation.is_kind("hyperlink"):
                entries.append((relation.id, relation.type, safe_address(relation.target), True))
            elif not relation.external and relation.target in self._source and depth < _DEEPEST:
                target = self._copied(relation.target, depth + 1)
                entries.append((relation.id, relation.type, relative_target(copy, target), False))
        if entries:
            self._additions.parts[rels_name(copy)] = relationships_xml(entries)
