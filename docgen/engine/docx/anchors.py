"""Where in the body of a Word file a problem can be shown: at its tag, its paragraph, what leads to its part.

Comments can stand in the body only (ECMA-376 part 1, 17.13.4); a problem of a
header, a note, a text box or a chart is shown where the body refers to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from docgen.engine.docx.places import WordPlaces
from docgen.engine.names import WORD, R, W, names
from docgen.engine.source import segments
from docgen.errors import Problem
from docgen.opc import Package, rels_name

__all__ = ["Anchor", "Anchors"]

_BOX, _NOTES = names(W, "txbxContent"), {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}
_SECTIONS = names(W, "sectPr")
_NOTE = re.compile(r"(footnotes|endnotes), note (-?\d+)$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A paragraph of the body, and the stretch of its text that a tag covers, if that is known."""

    paragraph: etree._Element
    begin: int = 0
    end: int = 0


class Anchors:
    """The places of one document's body."""

    def __init__(self, package: Package, root: etree._Element) -> None:
        self.package, self.root = package, root

    def of(self, problem: Problem) -> Anchor:
        """Return where a problem is to be shown; the first paragraph where nothing else is known."""
        if problem.part in ("", self.package.main_part):
            return self._in_body(problem) or Anchor(self._first)
        return Anchor(next(self._leading_to(problem), self._first))

    def _in_body(self, problem: Problem) -> Anchor | None:
        paragraphs = self._by_place.get(problem.place, [])
        for paragraph in paragraphs if problem.tag else []:
            at = "".join(text for _, text in segments(paragraph, WORD)).find(problem.tag)
            if at >= 0 and _outer(paragraph) is paragraph:
                return Anchor(paragraph, at, at + len(problem.tag))
        holding = (p for p in paragraphs if problem.tag and _has_attribute(p, problem.tag))
        found = next(holding, paragraphs[0] if paragraphs else None)
        return Anchor(_outer(found)) if found is not None else None

    @cached_property
    def _by_place(self) -> dict[str, list[etree._Element]]:
        places, found = WordPlaces(self.root, self.package.main_part), dict[str, list[etree._Element]]()
        for paragraph in self.root.iter(*WORD.paragraph):
            found.setdefault(places.of(paragraph), []).append(paragraph)
        return found

    @cached_property
    def _first(self) -> etree._Element:
        """The first paragraph of the body; one is added to a body without any."""
        for paragraph in self.root.iter(*WORD.paragraph):
            return _outer(paragraph)
        body = next(self.root.iter(*names(W, "body")), self.root)
        paragraph = etree.Element(self.root.tag[: self.root.tag.index("}") + 1] + "p")
        body.insert(0, paragraph)
        return paragraph

    def _leading_to(self, problem: Problem) -> Iterator[etree._Element]:
        """Yield the paragraphs that refer to the part of a problem, the nearest to its place first."""
        if note := _NOTE.match(problem.place):
            for reference in self.root.iter(*names(W, _NOTES[note[1]])):
                if note[2] in (reference.get(namespace + "id") for namespace in W):
                    yield from _paragraph(reference)
        relations = self._relations(problem)
        for element in self.root.iter(etree.Element) if relations else ():
            if any(str(value) in relations and str(name).startswith(R) for name, value in element.items()):
                section = next(element.iterancestors(*_SECTIONS), None)
                yield from _paragraph(element) if section is None else self._section(section)

    def _relations(self, problem: Problem) -> set[str]:
        """Return the ids of the body's relationships that lead to a part, or hold a tag in their address."""
        main = self.package.main_part
        relations = self.package.relationships(main).values()
        if problem.part == rels_name(main):
            return {r.id for r in relations if r.external and problem.tag in unquote(r.target)}
        return {r.id for r in relations if not r.external and r.target == problem.part}

    def _section(self, section: etree._Element) -> Iterator[etree._Element]:
        """Yield the first paragraph of a section; its properties stand behind its end."""
        first: etree._Element | None = None
        for element in self.root.iter(*WORD.paragraph, *_SECTIONS):
            if element is section:
                yield from [] if first is None else [_outer(first)]
                return
            if element.tag in _SECTIONS:
                first = None
            elif first is None:
                first = element


def _paragraph(element: etree._Element) -> Iterator[etree._Element]:
    found = next(element.iterancestors(*WORD.paragraph), None)
    if found is not None:
        yield _outer(found)


def _outer(paragraph: etree._Element) -> etree._Element:
    """Return the paragraph that holds the text box around a paragraph, or the paragraph itself."""
    box = next(reversed(list(paragraph.iterancestors(*_BOX))), None)
    holder = None if box is None else next(box.iterancestors(*WORD.paragraph), None)
    return paragraph if holder is None else holder


def _has_attribute(paragraph: etree._Element, tag: str) -> bool:
    """Tell whether an alternative text or another attribute in a paragraph holds a tag."""
    return any(
        tag in str(value) for element in paragraph.iter(etree.Element) for value in element.attrib.values()
    )
