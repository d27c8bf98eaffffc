"""The main part of one document, brought up to date: contents, captions, references, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from docgen.engine.docx.contents.bookmarks import Bookmarks
from docgen.engine.docx.contents.counting import written
from docgen.engine.docx.contents.entries import Writer
from docgen.engine.docx.contents.estimate import estimate
from docgen.engine.docx.contents.fields import (
    Field,
    namespace_of,
    read_fields,
    result_text,
    set_result,
    split_runs,
)
from docgen.engine.docx.contents.headings import entries, listed
from docgen.engine.docx.contents.labels import Label, Labels, Numbering
from docgen.engine.docx.contents.pieces import Pieces
from docgen.engine.docx.contents.references import (
    count_sequences,
    form_of,
    mend_links,
    settle_fields,
    write_texts,
)
from docgen.engine.docx.contents.sections import Printed, Section, read_sections, section_of
from docgen.engine.docx.contents.shapes import Shape, Shapes
from docgen.engine.docx.contents.skeleton import KEY, Looks
from docgen.engine.docx.styles import Styles
from docgen.engine.paging import Pages
from docgen.engine.parts import DECLARATION
from docgen.engine.rendering import Rendering
from docgen.opc import parse_xml

__all__ = ["Document", "Frame"]

Element = etree._Element
_MARK = "docgenPage"
_PAGES = re.compile(rb"(<(?:\w+:)?Pages>)\d*(</)")


@dataclass(frozen=True)
class Frame:
    """What a template says of contents, read once: styles, numbering, and the looks of its entries."""

    part: str
    styles: Styles
    numbering: Numbering
    looks: Sequence[Looks]
    shapes: Shapes
    properties: str = ""
    """The part that says how many pages a file has."""
    dangling: frozenset[str] = frozenset()
    """What references of the template name that it lacks itself; these stay as they are."""


@dataclass(slots=True)
class _Number:
    """A page number that the document prints: where its text stands, and the place whose page it is."""

    target: Element
    code: Field | None
    text: Element | None
    kind: str

    def write(self, label: str) -> bool:
        """Write the number; tell whether it is as long as before."""
        if self.text is not None:
            before, self.text.text = self.text.text or "", label
            return len(before) == len(label)
        assert self.code is not None
        before = result_text(self.code) or ""
        set_result(self.code, label)
        return len(before) == len(label)


class Document:
    """One document's main part as a tree; once made it is up to date but for page numbers."""

    def __init__(self, frame: Frame, xml: bytes, properties: bytes, rendering: Rendering) -> None:
        self.frame, self.rendering = frame, rendering
        self._properties, self._count = properties, 0
        self.root = parse_xml(xml, frame.part)
        self.w = namespace_of(self.root)
        self.shaped = frame.shapes.take(self.root, self.w)
        self._lost: set[str] = set()
        self.numbers: list[_Number] = []
        split_runs(self.root, self.w)
        self._update()

    def _update(self) -> None:
        w, fields = self.w, read_fields(self.root, self.w)
        bookmarks = Bookmarks(self.root, w)
        kinds = settle_fields(fields, bookmarks, self._is_lost)
        mend_links(self.root, w, bookmarks, self._is_lost)
        if "SEQ" in kinds:
            count_sequences(kinds["SEQ"], self._levels, self._order)
        write_texts(kinds, bookmarks, self._labels, self._notes)
        for item in kinds.get("TOC", ()):
            self._fill(item, bookmarks, kinds.get("SEQ", ()))
        self._collect(kinds, bookmarks)

    # -- what stands where -----------------------------------------------

    @cached_property
    def _paragraphs(self) -> dict[Element, Shape]:
        """The paragraphs of the text; text boxes are no part of it."""
        boxes = {p for box in self.root.iter(self.w + "txbxContent") for p in box.iter(self.w + "p")}
        return {p: shape for p, shape in self.shaped.paragraphs.items() if p not in boxes}

    @cached_property
    def _labels(self) -> Mapping[Element, Label]:
        counted = Labels(self.frame.numbering)
        numbered = ((p, shape.style) for p, shape in self._paragraphs.items() if shape.is_numbered)
        made = ((p, counted.next(p, self.w, style)) for p, style in numbered)
        return {paragraph: label for paragraph, label in made if label is not None}

    @cached_property
    def _levels(self) -> dict[Element, int]:
        return {p: shape.outline for p, shape in self._paragraphs.items() if shape.outline}

    @cached_property
    def _order(self) -> dict[Element, int]:
        return {e: n for n, e in enumerate(self.root.iter(self.w + "p", self.w + "r", self.w + "fldSimple"))}

    @cached_property
    def _notes(self) -> dict[Element, str]:
        """The numbers of foot- and endnotes."""
        found: dict[Element, str] = {}
        for name, form in (("footnoteReference", "decimal"), ("endnoteReference", "lowerRoman")):
            signs = [s for s in self.root.iter(self.w + name) if not s.get(self.w + "customMarkFollows")]
            found.update((sign, written(n, form)) for n, sign in enumerate(signs, 1))
        return found

    # -- contents --------------------------------------------------------

    def _fill(self, item: Field, bookmarks: Bookmarks, sequences: Sequence[Field]) -> None:
        mark = item.begin.find(self.w + "fldChar")
        key = mark.get(KEY) if mark is not None else None
        if mark is None or key is None:
            return
        del mark.attrib[KEY]
        instruction = item.instruction
        inside = self._range(instruction.switches.get("b"), bookmarks)
        rule = listed(instruction)
        found = list(entries(rule, inside, self._labels, sequences, self.frame.styles, self.w))
        if not found:
            self.rendering.warn(
                "contents-empty",
                "The contents are empty: the document has no heading that they list.",
                "Give headings the styles Heading 1 to 9, or name their styles in the field of the contents.",
                self.frame.part,
            )
        looks = self.frame.looks[int(key)]
        writer = Writer(self.w, self.frame.styles, looks, instruction, self._width(item.begin))
        written_ = writer.write(item, [(entry, bookmarks.around(entry.paragraph)) for entry in found])
        for name, text in written_:
            self.numbers.append(_Number(bookmarks.by_name[name.lower()].start, None, text, "PAGEREF"))

    def _range(self, name: str | None, bookmarks: Bookmarks) -> dict[Element, Shape]:
        """Return the paragraphs of the text, or those that a bookmark covers."""
        found = bookmarks.find(name, {}) if name else None
        if found is None:
            return self._paragraphs
        nodes = list(self.root.iter(self.w + "p", self.w + "bookmarkStart", self.w + "bookmarkEnd"))
        start, end = nodes.index(found.start), nodes.index(found.end)
        around = set(found.start.iterancestors(self.w + "p"))
        inside = {*nodes[start:end], *around}
        return {p: shape for p, shape in self._paragraphs.items() if p in inside}

    def _width(self, element: Element) -> int:
        """Return the width of the text where an element stands, in twentieths of a point."""
        sections, members = self._sections
        properties = sections[section_of(element, members)].properties
        size = properties.find(self.w + "pgSz") if properties is not None else None
        margins = properties.find(self.w + "pgMar") if properties is not None else None
        sides = (_whole(margins, self.w + name, 1440) for name in ("left", "right"))
        return max(_whole(size, self.w + "w", 11906) - sum(sides), 1440)

    @cached_property
    def _sections(self) -> tuple[list[Section], dict[Element, int]]:
        return read_sections(self.root, self.w)

    def _is_lost(self, name: str) -> bool:
        """Tell whether what a reference names has gone; warns, once for each name."""
        if name in self.frame.dangling:
            return False
        if name in self._lost:
            return True
        self._lost.add(name)
        self.rendering.warn(
            "reference-lost",
            f"A reference leads to the bookmark {name[:60]}, which is not in the document; its text stays.",
            "Put the reference under the same condition as what it refers to.",
            self.frame.part,
        )
        return True

    # -- page numbers ----------------------------------------------------

    def _collect(self, kinds: Mapping[str, list[Field]], bookmarks: Bookmarks) -> None:
        for item in kinds.get("PAGEREF", ()):
            target = None if item.inside("TOC") else bookmarks.by_name.get(item.instruction.target.lower())
            if target is not None:
                self.numbers.append(_Number(target.start, item, None, "PAGEREF"))
        for kind in ("PAGE", "NUMPAGES", "SECTIONPAGES"):
            self.numbers += [_Number(item.begin, item, None, kind) for item in kinds.get(kind, ())]

    def draft(self) -> Mapping[str, bytes]:
        """Return the part with a bookmark at each place whose page is asked for."""
        marks = [self._mark(f"{_MARK}{n}", place) for n, place in enumerate(self._places())]
        xml = self._xml()
        for mark in marks:
            for element in mark:
                _detach(element)
        return {self.frame.part: xml}

    def _places(self) -> Iterator[Element]:
        """Yield the beginnings of sections, then the targets of page numbers."""
        sections, _ = self._sections
        yield from (section.first if section.first is not None else self.root for section in sections)
        yield from (number.target for number in self.numbers)

    def _mark(self, name: str, place: Element) -> list[Element]:
        start, end = etree.Element(self.w + "bookmarkStart"), etree.Element(self.w + "bookmarkEnd")
        for element in (start, end):
            element.set(self.w + "id", str(2_000_000 + int(name.removeprefix(_MARK))))
        start.set(self.w + "name", name)
        self._put(start, place)
        start.addnext(end)
        return [start, end]

    def _put(self, mark: Element, place: Element) -> None:
        """Put a mark where a layout program sees it: in a paragraph."""
        if place.tag == self.w + "p":
            head = place.find(self.w + "pPr")
            place.insert(0 if head is None else 1, mark)
        elif place.tag in (self.w + "r", self.w + "fldSimple"):
            place.addprevious(mark)
        elif any(True for _ in place.iterancestors(self.w + "p")):
            place.addnext(mark)
        else:
            following = (e for e in place.itersiblings() if isinstance(e.tag, str))
            inside = (p for e in following for p in e.iter(self.w + "p"))
            paragraph = next(inside, None) or next(self.root.iter(self.w + "p"), None)
            if paragraph is not None:
                self._put(mark, paragraph)

    def settle(self, pages: Pages | None) -> bool:
        """Write all page numbers; see :class:`docgen.engine.paging.Paging`."""
        sections, members = self._sections
        places = list(self._places())
        if pages is None:
            pieces = Pieces(self.frame.shapes.typography, self.shaped, self.w)
            count, on = estimate(pieces, sections, members, places)
        else:
            count = pages.count
            on = [pages.marks.get(f"{_MARK}{n}", 1) for n in range(len(places))]
        printed = Printed(sections, on[: len(sections)], count)
        self._count = printed.count
        same = True
        for number, page in zip(self.numbers, on[len(sections) :], strict=True):
            same &= number.write(self._label(number, printed, page, section_of(number.target, members)))
        return same

    def _label(self, number: _Number, printed: Printed, page: int, section: int) -> str:
        if number.kind == "NUMPAGES":
            value = printed.count
        elif number.kind == "SECTIONPAGES":
            value = printed.pages_of(section)
        elif number.code is not None and "*" in number.code.instruction.switches:
            form = form_of(number.code.instruction, "")
            return written(printed.number(page, section), form) if form else printed.label(page, section)
        else:
            return printed.label(page, section)
        return written(value, form_of(number.code.instruction)) if number.code else str(value)

    def finished(self) -> Mapping[str, bytes]:
        """Return the part as it is delivered."""
        parts = {self.frame.part: self._xml()}
        if self._count and _PAGES.search(self._properties):
            parts[self.frame.properties] = _PAGES.sub(rb"\g<1>%d\2" % self._count, self._properties)
        return parts

    def _xml(self) -> bytes:
        return DECLARATION + etree.tostring(self.root.getroottree(), encoding="utf-8")


def _whole(element: Element | None, name: str, otherwise: int) -> int:
    text = element.get(name, "") if element is not None else ""
    return int(text) if text.isdigit() else otherwise


def _detach(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
