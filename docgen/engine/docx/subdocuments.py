"""A whole Word file put into a document, in the place of a paragraph.

Its paragraphs and tables come with the styles, lists, pictures, charts and links
that they name.  A style that the template has under the same name looks as the
template says; the others are added to the template's.  Everything of the template
stays as it is, byte for byte, but for what is added at the end of its styles and
lists.  A file of several sections keeps its pages with their headers and footers.
"""

from __future__ import annotations

import hashlib
from copy import deepcopy

from lxml import etree

from docgen.engine.docx.additions import WordAdditions
from docgen.engine.docx.borrowed import BorrowedLists, BorrowedStyles
from docgen.engine.docx.copies import PartCopies
from docgen.engine.docx.styles import read_styles, value_of
from docgen.engine.names import WP, R, W, names
from docgen.engine.rendering import Rendering
from docgen.engine.source import remove
from docgen.engine.values import Subdocument
from docgen.errors import DocgenError, Problem, RenderError
from docgen.opc import Package

__all__ = ["SubdocumentWriter"]

_STYLED = names(W, "pStyle", "rStyle", "tblStyle")
_BOOKMARKS = names(W, "bookmarkStart", "bookmarkEnd")
_NOTES = names(W, "footnoteReference", "endnoteReference", "commentReference")
_LEFT_OUT = _NOTES | names(W, "commentRangeStart", "commentRangeEnd", "permStart", "permEnd")
_PARAGRAPH_IDS = ["{http://schemas.microsoft.com/office/word/2010/wordml}" + n for n in ("paraId", "textId")]


class SubdocumentWriter:
    """Writes whole files into one part of a document."""

    def __init__(self, part: str, namespace: str, additions: WordAdditions, rendering: Rendering) -> None:
        self.part, self.w = part, namespace
        self._additions, self._rendering = additions, rendering

    def put(self, value: Subdocument, paragraph: etree._Element) -> None:
        """Put the content of a file before a paragraph."""
        content = self._file(value.data).content(self.part)
        sections = [s for e in content[:-1] for s in e.iter(*_SECTIONS)]
        parent = paragraph.getparent()
        whole = bool(sections) and parent is not None and parent.tag in names(W, "body")
        last = content.pop() if content and content[-1].tag in _SECTIONS else None
        if whole:
            paragraph.addprevious(self._section_end(self._section_of(paragraph)))
        for element in content:
            paragraph.addprevious(element)
        if whole and last is not None:
            paragraph.addprevious(self._section_end(last))
        elif not whole:
            for section in sections:
                remove(section)
        self._rendering.budget.spend(sum(1 for e in content for _ in e.iter()))

    def _section_end(self, section: etree._Element | None) -> etree._Element:
        """Return a paragraph that ends a section."""
        paragraph = etree.Element(self.w + "p")
        properties = etree.SubElement(paragraph, self.w + "pPr")
        properties.append(etree.Element(self.w + "sectPr") if section is None else section)
        return paragraph

    def _section_of(self, paragraph: etree._Element) -> etree._Element | None:
        """Return a copy of the properties of the section that a paragraph of the body stands in."""
        found = (s for e in (paragraph, *paragraph.itersiblings()) for s in e.iter(*_SECTIONS))
        section = next(found, None)
        return None if section is None else deepcopy(section)

    def _file(self, data: bytes) -> _File:
        key = hashlib.sha256(data).hexdigest()
        if key not in self._additions.files:
            self._additions.files[key] = _File(self._opened(data), self._additions, self._rendering, self.w)
        file = self._additions.files[key]
        assert isinstance(file, _File)
        return file

    def _opened(self, data: bytes) -> Package:
        try:
            package = Package.open(data, self._rendering.limits.package)
            root = package.xml(package.main_part)
        except DocgenError as error:
            raise RenderError(error.problems) from error
        if root.tag != self.w + "document":
            message = "The file to be put in is no Word document of the same kind as the template."
            raise RenderError(Problem("subdocument", message, "Save it anew as .docx."))
        return package


_SECTIONS = names(W, "sectPr")


class _File:
    """A file on its way into one document, as often as it is put in."""

    def __init__(self, package: Package, additions: WordAdditions, rendering: Rendering, w: str) -> None:
        self._package, self._additions, self._rendering, self._w = package, additions, rendering, w
        body = package.xml(package.main_part).find(w + "body")
        self._content = [] if body is None else [e for e in body if isinstance(e.tag, str)]
        self._copies = PartCopies(package, additions)
        self._lists = BorrowedLists(package, additions)
        self._styles = BorrowedStyles(read_styles(package), additions, self._lists)
        self._turns = 0

    def content(self, part: str) -> list[etree._Element]:
        """Return the elements of the file's body, everything that they name being there for a part."""
        self._turns += 1
        numbers: dict[str, str] = {}
        content = [deepcopy(element) for element in self._content]
        for element in content:
            element.tail = None
            for node in list(element.iter(etree.Element)):
                self._renew(node, part, numbers)
        return content

    def _renew(self, node: etree._Element, part: str, numbers: dict[str, str]) -> None:
        for name in _PARAGRAPH_IDS:
            node.attrib.pop(name, "")
        self._relate(node, part)
        tag = node.tag
        if tag in _STYLED:
            self._name(node, self._styles.id_of(value_of(node)))
        elif tag == self._w + "numId":
            number = value_of(node)
            numbers[number] = numbers.get(number) or self._lists.instance(number, self._styles.id_of)
            self._name(node, numbers[number])
        elif tag in names(WP, "docPr"):
            node.set("id", str(self._additions.next_id()))
        elif tag in _BOOKMARKS:
            self._rename_bookmark(node)
        elif tag in _LEFT_OUT:
            self._leave_out(node)

    def _name(self, node: etree._Element, value: str) -> None:
        """Let a reference name another value, or none."""
        if value:
            node.set(self._w + "val", value)
        else:
            remove(node)

    def _relate(self, node: etree._Element, part: str) -> None:
        known = self._package.relationships(self._package.main_part)
        for name, value in list(node.attrib.items()):
            relation = known.get(str(value)) if str(name).startswith(R) else None
            if relation is None:
                continue
            if id_ := self._copies.relation(part, relation):
                node.set(name, id_)
            else:
                del node.attrib[name]

    def _rename_bookmark(self, node: etree._Element) -> None:
        """Keep the ids of bookmarks apart; their names stand in the document once."""
        node.set(self._w + "id", f"{self._additions.bookmark(id(self), value_of(node, 'id'), self._turns)}")
        if self._turns > 1:
            remove(node)

    def _leave_out(self, node: etree._Element) -> None:
        if node.tag in _NOTES:
            self._rendering.warn(
                "subdocument-notes",
                "Footnotes, endnotes and comments of the file that was put in were left out.",
                "Write them into the text.",
            )
        remove(node)
