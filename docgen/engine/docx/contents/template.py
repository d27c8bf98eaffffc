"""What a template holds of contents and references: found once, when it is compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from docgen.engine.docx.contents.copies import mark_copies
from docgen.engine.docx.contents.document import Document, Frame
from docgen.engine.docx.contents.fields import namespace_of, read_fields
from docgen.engine.docx.contents.instruction import REFERENCES
from docgen.engine.docx.contents.labels import Numbering
from docgen.engine.docx.contents.shapes import Shapes
from docgen.engine.docx.contents.skeleton import Looks, reduce_contents
from docgen.engine.docx.contents.typography import Typography
from docgen.engine.docx.styles import Styles
from docgen.engine.rendering import Rendering
from docgen.engine.source import Source
from docgen.opc import Package, parse_xml
from docgen.zipping import Content

__all__ = ["Contents"]

Element = etree._Element
_KINDS = {"TOC", "REF", "PAGEREF", "NOTEREF", "SEQ", "PAGE", "NUMPAGES", "SECTIONPAGES"}
_UPDATE = re.compile(rb"<(?:\w+:)?updateFields\b[^>]*?(?:/>|>\s*</(?:\w+:)?updateFields>)")


class Contents:
    """The contents and references of a template's main part.

    ``needed`` tells whether documents have any; those of other templates pay nothing.
    """

    def __init__(self, package: Package, styles: Callable[[], Styles]) -> None:
        self.package, self._styles = package, styles
        self.needed = False
        self._looks: list[Looks] = []
        self._dangling: frozenset[str] = frozenset()
        self._frame: Frame | None = None
        self.settings: dict[str, bytes] = {}
        """The settings without the wish to renew all fields, at which Word asks the reader for leave."""

    def reduce(self, root: Element) -> None:
        """Take the entries out of contents before the tags of the main part are read."""
        self._looks = reduce_contents(root, self._styles)
        w = namespace_of(root)
        fields = [item.instruction for item in read_fields(root, w)]
        kinds = {instruction.kind for instruction in fields}
        links = {anchor for link in root.iter(w + "hyperlink") if (anchor := link.get(w + "anchor"))}
        self.needed = bool(kinds & _KINDS) or bool(links)
        named = links | {instruction.target for instruction in fields if instruction.kind in REFERENCES}
        own = {start.get(w + "name", "") for start in root.iter(w + "bookmarkStart")}
        if not any("{" in name for name in own):
            self._dangling = frozenset(name for name in named - own if "{" not in name)
        if "TOC" in kinds:
            self._read_settings()

    def _part(self, kind: str) -> str:
        """Return the name of the template's styles or lists, which a document's own have as well."""
        return next(iter(self.package.related(self.package.main_part, kind)), f"word/{kind}.xml")

    def _template_root(self, kind: str) -> Element | None:
        name = self._part(kind)
        return self.package.xml(name) if name in self.package.members else None

    def _read_settings(self) -> None:
        for name in self.package.related(self.package.main_part, "settings"):
            before = self.package.read(name)
            after = _UPDATE.sub(b"", before)
            if after != before:
                self.settings[name] = after

    def mark(self, root: Element, source: Source) -> None:
        """Let what loops repeat carry its turns, once all tags of the main part are in their places."""
        part = self.package.main_part
        if mark_copies(root, source, part):
            self.needed = True
        if self.needed:
            styles = self._styles()
            numbering = Numbering(self._template_root("numbering"), styles)
            shapes = Shapes(styles, numbering, Typography(styles))
            shapes.mark(root, namespace_of(root))
            self._frame = Frame(
                part,
                styles,
                numbering,
                self._looks,
                shapes,
                self._properties(),
                self._dangling,
            )

    def _properties(self) -> str:
        """Return the part that says how many pages a file has, or nothing."""
        found = self.package.related("", "extended-properties")
        return found[0] if found else ""

    def bring_up_to_date(self, changed: Mapping[str, Content], rendering: Rendering) -> dict[str, Content]:
        """Return the main part with contents and references as the document needs them.

        Where it prints page numbers it waits for them as ``rendering.paging``.
        """
        part = changed.get(self.package.main_part)
        if not self.needed or self._frame is None or not isinstance(part, bytes):
            return {}
        frame = self._frame_of(self._frame, changed)
        name = frame.properties
        properties = changed.get(name) or (self.package.read(name) if name else b"")
        document = Document(frame, part, properties if isinstance(properties, bytes) else b"", rendering)
        if document.numbers:
            rendering.paging = document
            return dict(self.settings)
        return {**self.settings, **document.finished()}

    def _frame_of(self, frame: Frame, changed: Mapping[str, Content]) -> Frame:
        """Return what holds for one document: files put into it may have brought styles and lists."""
        roots = {
            kind: parse_xml(content, name)
            for kind in ("styles", "numbering")
            if isinstance(content := changed.get(name := self._part(kind)), bytes)
        }
        if not roots:
            return frame
        styles = Styles(roots["styles"]) if "styles" in roots else frame.styles
        numbering = Numbering(roots.get("numbering", self._template_root("numbering")), styles)
        shapes = frame.shapes.beside(styles, numbering)
        return replace(frame, styles=styles, numbering=numbering, shapes=shapes)
