"""The pictures of cells on their way into a document: out of the rows, into the drawing of their sheet."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field

from docgen.engine.additions import Additions
from docgen.engine.rendering import Rendering
from docgen.engine.values import Image
from docgen.engine.xlsx.cell_pictures import Grid, Hung, Rows, hang, take_pictures
from docgen.engine.xlsx.drawing_parts import (
    DRAWING_TYPE,
    NEW_DRAWING,
    add_pictures,
    empty_drawing,
    with_drawing,
)
from docgen.opc import Package, parse_xml
from docgen.zipping import Content, Segment

__all__ = ["Hanging"]


@dataclass
class Hanging:
    """The pictures of one document; ``images`` are those that its cells name by number."""

    package: Package
    additions: Additions
    rendering: Rendering
    images: Sequence[Image]
    _waiting: list[tuple[str, str, list[Hung]]] = field(default_factory=list)
    """Drawings to which pictures come: the template's part, nothing for a new one, the document's."""

    def take(
        self, part: str, placed: Mapping[str, str], head: str, body: Sequence[str | Segment], tail: str
    ) -> tuple[Rows, str]:
        """Return the rows of a sheet, and what follows them, with their pictures on the way to its drawing.

        ``part`` is the template's, ``placed`` are the names that it and its drawing have in the document.
        """
        rows, found = take_pictures(body, self.images)
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

    def draw(self, changed: MutableMapping[str, Content]) -> None:
        """Add the pictures that wait to their drawings: changed ones, the template's, or new ones."""
        for before, name, hung in self._waiting:
            content = changed.get(name)
            data = empty_drawing(self.package.is_strict)
            if before:
                data = content if isinstance(content, bytes) else self.package.read(before)
            root = parse_xml(data, name)
            changed[name] = add_pictures(root, name, hung, self.additions, self.rendering)
        self._waiting.clear()
