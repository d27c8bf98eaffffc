"""Parts that a document has and its template has not: filled charts, pictures, copies.

Names are the next free ones, in the order in which parts are asked for, so that
the same document gives the same package.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping, Set

from lxml import etree

from docgen.engine.charts.fillable import FillableChart
from docgen.engine.parts import decoded
from docgen.engine.text import escape_text
from docgen.engine.values import Chart, Image
from docgen.opc import (
    CONTENT_TYPES,
    STRICT_TYPES,
    Package,
    Relationship,
    parse_xml,
    relative_target,
    rels_name,
)

__all__ = ["WORKBOOK_ID", "Additions", "relationships_xml", "type_uri"]

_RELS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_OWN_KINDS = ("/chartStyle", "/chartColorStyle", "/chartUserShapes", "/themeOverride")
WORKBOOK_ID = "rIdWorkbook"
"""The relationship to the workbook of a chart whose template had none."""
_NUMBER = re.compile(r"\d*(\.\w+)$")
_OVERRIDE = re.compile(
    r"""<(?:[\w.-]+:)?Override\b[^>]*\bPartName\s*=\s*["']/([^"']*)["'][^>]*?(?:/>|>\s*</(?:[\w.-]+:)?Override\s*>)"""
)
_END = re.compile(r"</((?:[\w.-]+:)?)(?:Types|Relationships)>\s*$")


def type_uri(kind: str) -> str:
    """Return the transitional type of a relationship, such as ``image``."""
    return _TYPE + kind


def relationships_xml(entries: Iterable[tuple[str, str, str, bool]]) -> bytes:
    """Return a relationships part for (id, type, target as written, external)."""
    return _RELS.format("".join(_relationship(*entry) for entry in entries)).encode()


def _relationship(id_: str, type_: str, target: str, external: bool, prefix: str = "") -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<{prefix}Relationship Id="{id_}" Type="{type_}" Target="{escape_text(target)}"{mode}/>'


class Additions:
    """The new parts of one document, with their types and relationships."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._relations: dict[str, list[tuple[str, str, str, bool]]] = {}
        self._links: dict[tuple[str, str], str] = {}
        self._next: dict[str, int] = {}
        self._pictures: dict[tuple[str, str], str] = {}
        self._shared: dict[tuple[str, str], str] = {}
        self._last_id = 10_000  # beyond the ids that stand in parts without tags

    def fresh(self, like: str) -> str:
        """Return the next free part name beside ``like``: ``ppt/charts/chart7.xml``."""
        folder, name = posixpath.split(like)
        stem = posixpath.join(folder, _NUMBER.sub("", name))
        suffix = posixpath.splitext(name)[1]
        number = self._next.get(stem + suffix, 0) + 1
        while f"{stem}{number}{suffix}" in self.package.members or f"{stem}{number}{suffix}" in self.parts:
            number += 1
        self._next[stem + suffix] = number
        return f"{stem}{number}{suffix}"

    def next_id(self) -> int:
        """Return an id for a drawing that no other drawing of the document has."""
        self._last_id += 1
        return self._last_id

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part."""
        self.parts[name] = data
        self._types[name] = content_type

    def declare(self, name: str, content_type: str) -> None:
        """State the type of a new part that comes from elsewhere."""
        self._types[name] = content_type

    def relate(self, owner: str, kind: str, target: str) -> str:
        """Add a relationship and return its id; kinds are ``chart``, ``image``, …, or whole types."""
        if kind == "image" and (known := self._shared.get((owner, target))):
            return known
        id_ = self._relate(owner, kind if "/" in kind else type_uri(kind), target, external=False)
        if kind == "image":
            self._shared[owner, target] = id_
        return id_

    def link(self, owner: str, address: str) -> str:
        """Return the relationship by which a part links to an address; the same one is stored once."""
        key = (owner, address)
        if key not in self._links:
            self._links[key] = self._relate(owner, type_uri("hyperlink"), address, external=True)
        return self._links[key]

    def _relate(self, owner: str, type_: str, target: str, *, external: bool) -> str:
        relations = self._relations.setdefault(owner, [])
        id_ = f"{self._stem(owner)}{len(relations) + 1}"
        relations.append((id_, type_, target, external))
        return id_

    def _stem(self, owner: str) -> str:
        """Return what the ids of a part's new relationships begin with, and no other id of it does."""
        stem = "rIdG"
        while any(id_.startswith(stem) for id_ in self.package.relationships(owner)):
            stem += "G"
        return stem

    def picture(self, image: Image, folder: str) -> str:
        """Return the part that holds a picture; the same picture is stored once in a folder."""
        key = (folder, hashlib.sha256(image.data).hexdigest())
        if key not in self._pictures:
            name = self.fresh(f"{folder}/picture.{'jpeg' if image.kind == 'jpeg' else image.kind}")
            self.add(name, image.data, image.content_type)
            self._pictures[key] = name
        return self._pictures[key]

    def chart(self, like: str, template: FillableChart, chart: Chart, filled: bytes) -> str:
        """Add a filled copy of the chart part ``like`` with a workbook of its own, and return its name.

        Styles and colours are copied, too, as Office wants each chart to have its own; what else the
        template's chart relates to the copy shares.
        """
        name = self.fresh(like)
        book = self.fresh(
            posixpath.join(posixpath.dirname(posixpath.dirname(like)), "embeddings/Workbook.xlsx")
        )
        self.add(name, filled, self.package.content_type(like) or _CHART_TYPE)
        self.add(book, template.workbook(chart), _WORKBOOK_TYPE)
        id_ = template.relationship or WORKBOOK_ID
        entries = [
            self._shared_entry(name, relation)
            for relation in self.package.relationships(like).values()
            if relation.id != id_ and not relation.is_kind("package")
        ]
        entries.append((id_, self.in_form(type_uri("package")), relative_target(name, book), False))
        self.parts[rels_name(name)] = relationships_xml(entries)
        return name

    def _shared_entry(self, name: str, relation: Relationship) -> tuple[str, str, str, bool]:
        """Return what a copied chart relates to beside its workbook, copied if no two charts may share it."""
        target = relation.target
        if not relation.external:
            if target in self.package and relation.type.endswith(_OWN_KINDS):
                target = self.fresh(relation.target)
                self.add(
                    target, self.package.read(relation.target), self.package.content_type(relation.target)
                )
            target = relative_target(name, target)
        return relation.id, relation.type, target, relation.external

    def take_place(self, part: str, template: FillableChart, chart: Chart, filled: bytes) -> bool:
        """Let a filled chart and its workbook stand where the template's own did; False if another does."""
        books = self.package.related(part, "package")
        if part in self.parts or not books or not books[0].endswith(".xlsx"):
            return False
        self.parts[part] = filled
        self.parts[books[0]] = template.workbook(chart)
        return True

    def finish(
        self, changed: Mapping[str, bytes | Iterable[bytes]], dropped: Set[str] = frozenset()
    ) -> dict[str, bytes | Iterable[bytes]]:
        """Return all new parts, the relationships of the parts that refer to them, and the content types."""
        out: dict[str, bytes | Iterable[bytes]] = dict(self.parts)
        for owner, relations in self._relations.items():
            out[self.package.name_of(rels_name(owner))] = self._related(owner, relations, changed)
        if self._types or dropped:
            out[CONTENT_TYPES] = self._content_types(dropped)
        return out

    def _related(
        self,
        owner: str,
        relations: list[tuple[str, str, str, bool]],
        changed: Mapping[str, bytes | Iterable[bytes]],
    ) -> bytes:
        name = self.package.name_of(rels_name(owner))
        before = changed.get(name) or (
            self.package.read(name) if name in self.package else _RELS.format("").encode()
        )
        text, prefix, at = _opened(before if isinstance(before, bytes) else b"".join(before), name)
        added = "".join(
            _relationship(
                id_,
                self.in_form(type_),
                target if external else relative_target(owner, target),
                external,
                prefix,
            )
            for id_, type_, target, external in relations
        )
        return (text[:at] + added + text[at:]).encode()

    def in_form(self, type_: str) -> str:
        """Return the type of a relationship as the form of the file asks for it."""
        return type_.replace(_TYPE, STRICT_TYPES) if self.package.is_strict else type_

    def _content_types(self, dropped: Set[str]) -> bytes:
        text, prefix, at = _opened(self.package.read(CONTENT_TYPES), CONTENT_TYPES)
        added = "".join(
            f'<{prefix}Override PartName="/{escape_text(name)}" ContentType="{kind}"/>'
            for name, kind in self._types.items()
        )
        head = text[:at]
        if dropped:
            head = _OVERRIDE.sub(lambda m: "" if m.group(1) in dropped else m.group(), head)
        return (head + added + text[at:]).encode()


def _opened(data: bytes, part: str) -> tuple[str, str, int]:
    """Return a list of relationships or types as text, the prefix of its elements, and where it ends.

    What is not UTF-8, or has no closing tag at its end, is written anew.
    """
    text = decoded(data, part)
    end = _END.search(text)
    if end is None:
        root = parse_xml(data, part)
        root.text = root.text or ""  # an empty list gets a closing tag
        text = etree.tostring(root, encoding="unicode", with_tail=False)
        end = _END.search(text)
    assert end is not None
    return text, end.group(1), end.start()
