"""The markers that a workbook's stream carries from the template to its finish.

Row numbers, formulas and lists of ranges are known only when the whole stream has run.  Until then a marker
such as ``<~r12>`` stands in their place.  No value can forge one, since ``<`` in a value is always escaped;
in the template's tree a marker stands between two characters that no document can hold.

==============  ===================================================================
``<~p3>``       the streamed part 3 begins (a sheet, or a part that belongs to it)
``<~e>``        what stood before it, behind ``<~p3>``, is the sheet's name
``<~s1>``       a copy of block 1 of the sheets begins
``<~o0>``       the rows begin; ``<~d0>``: they have ended
``<~l1>``       the rows of lane 1 begin, where lists stand side by side
``<~b2>``       a copy of block 2 of the rows begins
``<~r12>``      the number of the output row that is a copy of template row 12
``<~>``         that number again; ``<~+1>``, ``<~-1>``: that of a row further down or up
``<~k>``        which copy of its innermost block the row is; ``<~j>``: the column
``<~c2>``       a copy of block 2 of the columns begins; ``<~C5>``: letters of template column 5
``<~f7.0.0>``   formula 7 in these copies of row and column
``<~t45>``      the row in which it stands has to be 45 points high; ``<~T30/14.3/15>``: as high as the text
                of the cell in front of it needs, by characters and points a line and its least height
``<~i4>``       the cell in front of it shows picture 4
``<~a2>``       up to ``<~A2>`` stands an object of the drawing that comes with its row, by its number
``<~q4>``       the relationship by which a drawing finds picture 4 of those in frames
``<~v>``        what stood before it, behind a formula's marker, is the value of a tag in it
``<~h2>``       the cache of a chart's reference 2; ``<~g2>``: the reference itself
``<~w4>``       up to ``<~x>`` stands what goes where its cells go, by its number in the sheet's frame
``<~y>``        in between: its cells or first row; ``<~z>``: its last row; ``<~Y>``, ``<~Z>``: its columns
``<~n>``        in between: how many entries it has
``<~m2>``       formula 2 of the sheet's frame
==============  ===================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from lxml import etree

from docgen.engine.alt_texts import kind_of
from docgen.engine.source import Source
from docgen.engine.tags import Tag
from docgen.engine.xlsx.values import picture_in_text
from docgen.errors import Problem

__all__ = ["EVENT", "LESS", "Enclosures", "SheetSource", "marker", "scrubbed"]

_T = TypeVar("_T")

_OPEN, _CLOSE = "\ufdd4", "\ufdd5"
LESS = "\ufdd6"
"""What stands in a text of the tree for the ``<`` of a cell whose value makes the rest of it."""
EVENT = re.compile(r"<~([prbsod])(\d+)>")
_FOREIGN = re.compile("[\ufdd0-\ufdef]")
_SUSPICIOUS = re.compile(rb"\xef\xb7[\x90-\xaf]|&#|^\xff\xfe|^\xfe\xff")


def marker(name: str) -> str:
    """Return a marker as it stands in the template's tree."""
    return f"{_OPEN}{name}{_CLOSE}"


def scrubbed(root: etree._Element, data: bytes) -> etree._Element:
    """Return a tree without the characters that tags and markers are made of."""
    if _SUSPICIOUS.search(data):
        for element in root.iter():
            element.text = _FOREIGN.sub("", element.text) if element.text else element.text
            element.tail = _FOREIGN.sub("", element.tail) if element.tail else element.tail
            for name, value in list(element.attrib.items()):
                element.set(name, _FOREIGN.sub("", str(value)))
    return root


@dataclass
class Enclosures(Generic[_T]):
    """What stands between markers in a tree, by number."""

    followers: list[_T] = field(default_factory=list)

    def enclose(self, element: etree._Element, follower: _T) -> None:
        """Put an element between markers."""
        begin, before, parent = self._begin(follower), element.getprevious(), element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + begin
        elif parent is not None:
            parent.text = (parent.text or "") + begin
        element.tail = marker("x") + (element.tail or "")

    def inline(self, follower: _T) -> str:
        """Return markers with nothing in between, for the value of an attribute."""
        return self._begin(follower) + marker("x")

    def _begin(self, follower: _T) -> str:
        self.followers.append(follower)
        return marker(f"w{len(self.followers) - 1}")


class SheetSource(Source):
    """A source that remembers in which cell each tag stood."""

    def __init__(self, *, dialect: str) -> None:
        super().__init__(dialect=dialect)
        self.origin: dict[int, tuple[int, int]] = {}
        """Template row and column of each tag, by number."""
        self.here: tuple[int, int] = (0, 0)

    def add(self, tag: Tag, part: str, place: str, wrap: str = "", args: tuple[object, ...] = ()) -> str:
        """Number a tag; the prefixes of other formats mean nothing here."""
        if tag.prefix in ("p", "r"):
            tag = replace(tag, prefix="")
        elif tag.prefix == "slide" or (tag.prefix == "area" and self.here == (0, 0)):
            self.problems.append(_unsupported(tag, part, place))
        token = super().add(tag, part, place, wrap, args)
        if token:
            self.origin[len(self.marks) - 1] = self.here
        return token

    def report_pictures(self, numbers: Iterable[int]) -> None:
        """Report the tags, by number, that draw a picture where only text can be."""
        for mark in (self.marks[number] for number in numbers):
            if kind_of(mark.tag) == "image":
                where = {"part": mark.part, "place": mark.place, "tag": mark.tag.text}
                self.problems.append(picture_in_text().at(**where))

    def serialise(self, root: etree._Element) -> str:
        """Return an element as text in which tokens stand for tags, with its markers."""
        return super().serialise(root).replace(_OPEN, "<~").replace(_CLOSE, ">").replace(LESS, "<")

    def add_like(self, number: int, tag: Tag) -> str:
        """Number a tag that belongs to another, in the same cell."""
        self.here = self.origin[number]
        return super().add_like(number, tag)


def _unsupported(tag: Tag, part: str, place: str) -> Problem:
    message, hint = f"{{%{tag.prefix} …%}} cannot be used here.", "Repeat a sheet with {%sheet …%}."
    if tag.prefix == "area":
        hint = "Write it into the first cell of what repeats, and its end into the last."
    return Problem("tag-misplaced", message, hint, part=part, place=place, tag=tag.text)
