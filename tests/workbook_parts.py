"""A workbook taken apart for its checks: its parts, its sheets, ranges of cells."""

from __future__ import annotations

import io
import itertools
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
TC = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
ROWS, COLUMNS = 1_048_576, 16_384

Box = tuple[int, int, int, int]


def box(cells: str | None) -> Box:
    """Return left, top, right and bottom of a range."""
    first, _, last = (cells or "").replace("$", "").partition(":")
    left, top = cell_of(first)
    right, bottom = cell_of(last or first)
    return left, top, right, bottom


def cell_of(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(cell[len(letters) :])


@dataclass
class Sheet:
    """One tab: its name, its part, and the parts it relates to, by kind."""

    name: str
    part: str
    root: etree._Element
    related: list[tuple[str, str, str]]

    def parts(self, kind: str) -> list[str]:
        """Return the parts of a kind such as ``table``."""
        return [target for _, found, target in self.related if found == kind]


@dataclass
class Book:
    """A workbook taken apart."""

    data: bytes
    names: list[str] = field(init=False)
    parts: dict[str, bytes] = field(init=False)
    _roots: dict[str, etree._Element] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}

    def root(self, name: str) -> etree._Element:
        """Return the tree of a part."""
        if name not in self._roots:
            self._roots[name] = etree.fromstring(self.parts[name])
        return self._roots[name]

    def relations(self, owner: str) -> list[tuple[str, str, str]]:
        """Return id, kind and target of each relationship of a part; external ones have no target."""
        folder, file = posixpath.split(owner)
        name = posixpath.join(folder, "_rels", file + ".rels")
        if name not in self.parts:
            return []
        return [
            (r.get("Id", ""), posixpath.basename(r.get("Type", "")), _target(owner, r))
            for r in self.root(name).iter(REL)
        ]

    @cached_property
    def main(self) -> str:
        """The workbook's part."""
        return next(target for _, kind, target in self.relations("") if kind == "officeDocument")

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The tabs in their order."""
        targets = {id_: target for id_, _, target in self.relations(self.main)}
        found = []
        for element in self.root(self.main).iter(S + "sheet"):
            part = targets[element.get(R + "id", "")]
            found.append(Sheet(element.get("name", ""), part, self.root(part), self.relations(part)))
        return found

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        for _, kind, target in self.relations(self.main):
            if kind == "sharedStrings":
                return ["".join(t.text or "" for t in si.iter(S + "t")) for si in self.root(target)]
        return []

    @cached_property
    def style_counts(self) -> tuple[int, int]:
        """How many cell styles and how many differential styles there are."""
        for _, kind, target in self.relations(self.main):
            if kind == "styles":
                root = self.root(target)
                return len(next(root.iter(S + "cellXfs"))), len(next(root.iter(S + "dxfs"), ()))
        return 1, 0


def _target(owner: str, relation: etree._Element) -> str:
    if relation.get("TargetMode") == "External":
        return ""
    path = posixpath.join("/", posixpath.dirname(owner), relation.get("Target", ""))
    return posixpath.normpath(path.partition("#")[0]).lstrip("/")


def only_once(found: Iterable[object]) -> bool:
    listed = list(found)
    return len(listed) == len(set(listed))


def is_legal(one: Box) -> bool:
    return 1 <= one[0] <= one[2] <= COLUMNS and 1 <= one[1] <= one[3] <= ROWS


def holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def apart(boxes: list[Box]) -> bool:
    """Tell whether no two of the ranges share a cell."""
    return not any(_share(one, other) for one, other in _pairs(sorted(boxes, key=lambda one: one[1])))


def _pairs(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield the pairs of ranges, which are sorted by their tops, that have a row in common."""
    for at, one in enumerate(boxes):
        below = itertools.takewhile(lambda other: other[1] <= one[3], boxes[at + 1 :])  # noqa: B023
        yield from ((one, other) for other in below)


def _share(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
