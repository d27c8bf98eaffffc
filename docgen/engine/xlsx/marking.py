"""Markers in the tree of one part: what stands between them, and the formulas in it.

Used for a sheet's frame and for every part that lies on a sheet.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.references import ROOT, Home, Place
from docgen.engine.source import TOKEN
from docgen.engine.text import escape_text
from docgen.engine.xlsx.followers import Follower, Frame, FrameFormula
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.markers import Enclosures, marker

__all__ = ["Marking"]


@dataclass
class Marking:
    """The markers of one part of the sheet with that number, or of the sheet itself."""

    number: int
    formulas: Formulas
    live: Collection[int]
    """The numbers of the sheets that can differ from document to document."""
    enclosures: Enclosures[Follower] = field(default_factory=Enclosures)
    found: list[FrameFormula] = field(default_factory=list)

    @property
    def moves(self) -> bool:
        """Whether rows or columns of the sheet move."""
        return not self.formulas.book.sheet(self.number).still

    @property
    def moves_columns(self) -> bool:
        """Whether columns of the sheet move."""
        return not self.formulas.book.sheet(self.number).columns.still

    @property
    def repeats(self) -> bool:
        """Whether the sheet itself can come more than once."""
        return self.formulas.book.order.owner(self.number) != ROOT

    @property
    def home(self) -> Home:
        """The place of what stands on the sheet, and in none of its cells."""
        return Home(self.number)

    def formula(self, text: str, home: Home, place: Place) -> str:
        """Return the marker of a formula together with its tags; nothing if it is always the same."""
        template = self.formulas.compile(text, home, place=place, pin=True) if text else None
        if template is None or not template.differs(self.live):
            return ""
        self.found.append(FrameFormula(template, escape_text(text)))
        tokens = [match.group() for match in TOKEN.finditer(text)]
        return marker(f"m{len(self.found) - 1}") + "".join(token + marker("v") for token in tokens)

    def attribute(self, element: etree._Element, name: str, home: Home, place: Place) -> bool:
        """Put a marker in place of a formula in an attribute; tell whether it can differ."""
        text = self.formula(element.get(name, ""), home, place)
        if text:
            element.set(name, text)
        return bool(text)

    def text(self, element: etree._Element, home: Home, place: Place) -> bool:
        """Put a marker in place of a formula that is an element's text; tell whether it can differ."""
        text = self.formula(element.text or "", home, place)
        if text:
            element.text = text
        return bool(text)

    def inline(self, element: etree._Element, name: str, follower: Follower) -> None:
        """Let a follower write an attribute."""
        element.set(name, self.enclosures.inline(follower))

    def frame(self) -> Frame | None:
        """Return what the markers stand for; None if there are none."""
        if not self.enclosures.followers and not self.found:
            return None
        return Frame(self.enclosures.followers, self.found)
