"""What the paragraphs of a template are like, read once: their copies in a document carry a number.

Most of a document is copies of paragraphs of the template with other texts in them.  To read style, spacing
and format of each copy anew would take longer than making the document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from docgen.engine.docx.contents.labels import Numbering
from docgen.engine.docx.contents.rows import KnownRows
from docgen.engine.docx.contents.typography import Look, Measure, Setting, Typography
from docgen.engine.docx.styles import Styles
from docgen.engine.source import tag_number

__all__ = ["Shape", "Shaped", "Shapes"]

Element = etree._Element
_NUMBER = "docgen-shape"
"""The attribute of paragraphs and rows that stands in a document only while it is being made."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a paragraph is like whatever its text; ``outline`` is its level, 0 for body text."""

    style: str
    is_numbered: bool
    outline: int
    setting: Setting
    look: Look | None
    """How its text is set; None if its runs differ, or hold more than text."""
    measures: dict[tuple[float, float], Measure] | None = None
    """Its room by the width of its column and the grid of lines, if its text is always the same."""


class Shapes:
    """The shapes of a template's paragraphs by the numbers that their copies carry."""

    def __init__(self, styles: Styles, numbering: Numbering, typography: Typography) -> None:
        self.styles, self.numbering, self.typography = styles, numbering, typography
        self._known: dict[str, Shape] = {}
        self.rows = KnownRows()

    def mark(self, root: Element, w: str) -> None:
        """Number the paragraphs and rows of the template of which tags change nothing but what they hold."""
        for number, element in enumerate(root.iter(w + "p", w + "tr"), 1):
            element.attrib.pop(_NUMBER, "")
            if element.tag == w + "tr":
                if not _has_tags(element, w + "trPr", w + "tcPr"):
                    element.set(_NUMBER, str(number))
                    if _is_still(element):
                        self.rows.still.add(str(number))
            elif not _has_tags(element, w + "pPr", w + "rPr"):
                self._known[str(number)] = replace(
                    self.read(element, w), measures={} if _is_still(element) else None
                )
                element.set(_NUMBER, str(number))

    def beside(self, styles: Styles, numbering: Numbering) -> Shapes:
        """Return the same shapes for a document that brought styles or lists along, beside the template's."""
        typography = self.typography if styles is self.styles else Typography(styles)
        other = Shapes(styles, numbering, typography)
        other._known, other.rows = self._known, self.rows
        return other

    def take(self, root: Element, w: str) -> Shaped:
        """Return the shapes of a document's paragraphs, and take their numbers away."""
        shapes: dict[Element, Shape] = {}
        rows: dict[Element, str] = {}
        row = w + "tr"
        for element in root.iter(w + "p", row):
            number = element.get(_NUMBER, "")
            if number:
                del element.attrib[_NUMBER]
            if element.tag != row:
                shapes[element] = self._known.get(number) or self.read(element, w)
            elif number:
                rows[element] = number
        return Shaped(self, w, shapes, rows)

    def read(self, paragraph: Element, w: str) -> Shape:
        """Return the shape of any paragraph."""
        style = self.styles.of(paragraph, w)
        setting = self.typography.of(paragraph, w)
        return Shape(
            style,
            self.numbering.place(paragraph, w, style) is not None,
            self.styles.outline_level(paragraph, w, style),
            setting,
            self.typography.look(paragraph, w, setting),
        )


@dataclass(frozen=True, slots=True)
class Shaped:
    """The shapes of a document's paragraphs in their order, and the numbers of rows that the template has."""

    shapes: Shapes
    w: str
    paragraphs: dict[Element, Shape]
    rows: dict[Element, str]

    def of(self, paragraph: Element) -> Shape:
        """Return the shape of a paragraph, also of one that has come since."""
        return self.paragraphs.get(paragraph) or self.shapes.read(paragraph, self.w)


def _has_tags(element: Element, *properties: str) -> bool:
    """Tell whether there are tags in properties of an element or of what is in it."""
    return any(
        "\ufdd0" in text
        for found in element.iter(*properties)
        for inner in found.iter()
        for text in (inner.text or "", *map(str, inner.attrib.values()))
    )


def _is_still(element: Element) -> bool:
    """Tell whether no tag stands in an element."""
    return not any(tag_number(node) is not None or "\ufdd0" in (node.text or "") for node in element.iter())
