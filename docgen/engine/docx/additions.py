"""What a Word document gets beside its template: new parts, lists and styles of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import cached_property

from docgen.engine.additions import Additions
from docgen.engine.docx.insertion import decoded, inserted
from docgen.engine.docx.looks import Looks
from docgen.engine.docx.numbering import Lists
from docgen.opc import Package

__all__ = ["WordAdditions"]

_PART = "word/numbering.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_STYLES_PART = "word/styles.xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
_FIRST_BOOKMARK = 20_000


class WordAdditions(Additions):
    """The new parts of one Word document; ``looks`` are those of its template."""

    def __init__(self, package: Package, looks: Looks) -> None:
        super().__init__(package)
        self.looks = looks
        self.files: dict[str, object] = {}
        """The files that were put into the document, by the digest of their bytes."""
        self._styles: dict[tuple[str, str], str] = {}
        self._style_ids: set[str] = set()
        self._style_elements: list[str] = []
        self._bookmarks: dict[tuple[int, str, int], int] = {}

    @cached_property
    def lists(self) -> Lists:
        """The lists of the document's own."""
        return Lists(self.looks.numbering)

    def style_named(self, kind: str, name: str) -> str:
        """Return the id of the style of a kind that has a name, in the template or added; empty if none."""
        known = self.looks.styles.find(kind, name)
        return known.id if known else self._styles.get((kind, name.lower()), "")

    def fresh_style_id(self, wished: str) -> str:
        """Return an id that no style has."""
        id_, number = wished, 1
        while self.looks.styles.get(id_) or id_ in self._style_ids:
            id_, number = f"{wished}{number}", number + 1
        self._style_ids.add(id_)
        return id_

    def add_style(self, kind: str, name: str, id_: str, xml: str) -> None:
        """Add a style to those of the template."""
        self._styles[kind, name.lower()] = id_
        self._style_elements.append(xml)

    def bookmark(self, file: int, id_: str, turn: int) -> int:
        """Return the id that a bookmark of a file has in the document, for each time it is put in."""
        key = (file, id_, turn)
        return self._bookmarks.setdefault(key, _FIRST_BOOKMARK + len(self._bookmarks))

    def _finish_styles(self) -> None:
        part = next(iter(self.package.related(self.package.main_part, "styles")), "")
        if not part:
            root = (
                f'<w:styles xmlns:w="{self.looks.namespace[1:-1]}">{"".join(self._style_elements)}</w:styles>'
            )
            self.add(_STYLES_PART, root.encode(), _STYLES_TYPE)
            self.relate(self.package.main_part, "styles", _STYLES_PART)
            return
        root_ = self.package.xml(part)
        prefix = f"{root_.prefix}:" if root_.prefix else ""
        text = decoded(self.package.read(part), root_)
        self.parts[part] = inserted(text, prefix, "styles", "".join(self._style_elements)).encode()

    def finish(
        self, changed: Mapping[str, bytes | Iterable[bytes]], dropped: Set[str] = frozenset()
    ) -> dict[str, bytes | Iterable[bytes]]:
        """Return all new parts with what refers to them, and the part of the lists if it grew."""
        if "lists" in self.__dict__ and self.lists.used:
            part = self.looks.numbering.part
            if part:
                self.parts[part] = self.lists.finish()
            else:
                self.add(_PART, self.lists.finish(), _TYPE)
                self.relate(self.package.main_part, "numbering", _PART)
        if self._style_elements:
            self._finish_styles()
        return super().finish(changed, dropped)
