"""Pictures on their way into the drawings of a document: out of the rows, and into frames of the template."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.additions import Additions
from docgen.engine.rendering import Rendering
from docgen.engine.values import Image
from docgen.engine.xlsx.body import joined
from docgen.engine.xlsx.cell_pictures import Grid, Hung, Rows, hang, take_pictures
from docgen.engine.xlsx.drawing_parts import (
    DRAWING_TYPE,
    NEW_DRAWING,
    add_objects,
    add_pictures,
    empty_drawing,
    with_drawing,
)
from docgen.engine.xlsx.row_objects import RowObjects, taken_from_rows
from docgen.opc import Package, parse_xml, rels_name
from docgen.zipping import Content, Segment

__all__ = ["Hanging", "unused_files"]

_FRAMED, _MEDIA = re.compile(r"<~q(\d+)>"), "xl/media"


def unused_files(package: Package, replaced: Mapping[str, Collection[str]]) -> set[str]:
    """Return the files of pictures to which nothing but ``replaced`` relationships lead, by their parts."""
    gone, kept = set[str](), set[str]()
    for part in package.members if replaced else ():
        for id_, relation in package.relationships(part).items():
            if not relation.external:
                (gone if id_ in replaced.get(part, ()) else kept).add(relation.target)
    return gone - kept


@dataclass
class Hanging:
    """The pictures of one document: ``images`` are those of cells, ``framed`` those of frames, by number."""

    package: Package
    additions: Additions
    rendering: Rendering
    images: Sequence[Image]
    framed: Sequence[Image]
    _waiting: list[tuple[str, str, list[Hung]]] = field(default_factory=list)
    """Drawings to which pictures come: the template's part, nothing for a new one, the document's."""
    _objects: list[tuple[str, str, list[str], RowObjects]] = field(default_factory=list)
    """Drawings to which objects come back from rows: the template's part, the document's, the objects."""

    def take(
        self, part: str, placed: Mapping[str, str], head: str, body: Sequence[str | Segment], tail: str
    ) -> tuple[Rows, str]:
        """Return the rows of a sheet, and what follows them, with their pictures on the way to its drawing.

        ``part`` is the template's, ``placed`` are the names that it and its drawing have in the document.
        """
        rows, found = take_pictures(joined(body), self.images)
        if not found:
            return rows, tail
        grid = Grid(head, rows, tail)
        hung = [one for one in (hang(picture, grid) for picture in found) if one is not None]
        drawings = [name for name in self.package.related(part, "drawing") if name in placed]
        if drawings:
            self._waiting.append((drawings[0], placed[drawings[0]], hung))
        elif hung:
            name = self.additions.fresh(NEW_DRAWING)
            self.additions.declare(name, DRAWING_TYPE)
            relation = self.additions.relate(placed[part], "drawing", name)
            tail = with_drawing(tail, relation, self.package.is_strict)
            self._waiting.append(("", name, hung))
        return grid.rows(), tail

    def take_objects(
        self, objects: RowObjects, placed: Mapping[str, str], body: Sequence[str | Segment]
    ) -> Rows:
        """Return the rows of a sheet with the objects that stand in them on the way to its drawing."""
        rows, found = taken_from_rows(joined(body), objects)
        self._objects.append((objects.drawing, placed[objects.drawing], found, objects))
        return rows

    def frame(self, text: str, name: str) -> str:
        """Return a drawing of that name with the relationships of the pictures in its frames."""

        def related(match: re.Match[str]) -> str:
            file = self.additions.picture(self.framed[int(match[1])], _MEDIA)
            return self.additions.relate(name, "image", file)

        return _FRAMED.sub(related, text)

    def forget(
        self, before: str, name: str, gone: Collection[str], changed: MutableMapping[str, Content]
    ) -> None:
        """Take relationships out of a drawing, which is ``before`` in the template."""
        content = changed.get(rels_name(name))
        root = parse_xml(
            content if isinstance(content, bytes) else self.package.read(rels_name(before)), name
        )
        for element in [e for e in root if e.get("Id") in gone]:
            root.remove(element)
        changed[rels_name(name)] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def draw(self, changed: MutableMapping[str, Content]) -> None:
        """Add what waits to its drawings: changed ones, the template's, or new ones."""
        for before, name, found, objects in self._objects:
            root = parse_xml(self._content(before, name, changed), name)
            changed[name] = add_objects(root, [self.frame(text, name) for text in found], objects.spaces)
        self._objects.clear()
        for before, name, hung in self._waiting:
            root = parse_xml(self._content(before, name, changed), name)
            changed[name] = add_pictures(root, name, hung, self.additions, self.rendering)
        self._waiting.clear()

    def _content(self, before: str, name: str, changed: Mapping[str, Content]) -> bytes:
        """Return a drawing as it is so far; ``before`` is its part in the template, nothing for a new one."""
        content = changed.get(name)
        if not before:
            return empty_drawing(self.package.is_strict)
        return content if isinstance(content, bytes) else self.package.read(before)
