"""Objects whose tags see the loop of their row: they stand in the row while it repeats, then in the drawing.

The anchor of a picture or shape with tags, whose first corner lies in a row that repeats, is moved behind the
cells of that row in the template's tree, between markers.  When the rows of a document are known, each copy
is taken out of its row, moved down as far as that, and goes back into the drawing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.names import XDR, names
from docgen.engine.references import ROOT
from docgen.engine.source import Source, is_element, tag_number
from docgen.engine.xlsx.anchors import comes_once
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.sheet import SheetTree
from docgen.zipping import Segment

__all__ = ["RowObjects", "move_to_rows", "taken_from_rows"]

_ANCHORS, _ROWS = names(XDR, "twoCellAnchor", "oneCellAnchor"), names(XDR, "row")
_ROW, _OBJECT = re.compile(r'(?=<row r=")'), re.compile(r"<~a(\d+)>(.*?)<~A(?:\d+)>", re.DOTALL)
_PLACE = re.compile(r"(<(?:\w+:)?row>)(\d+)<")
_NUMBER = re.compile(r'<row r="(\d+)"')


@dataclass
class RowObjects:
    """The objects of one sheet that stand in its rows: their template rows, and the prefixes they use."""

    drawing: str
    spaces: Mapping[str, str]
    rows: list[int] = field(default_factory=list)


def move_to_rows(tree: SheetTree, root: etree._Element, drawing: str, source: Source) -> RowObjects | None:
    """Move the anchors of a drawing that have tags into their rows, where these repeat; None if none has."""
    if tree.lanes or not tree.columns.still or tree.rows.still:
        return None
    spaces = {prefix: space for prefix, space in tree.root.nsmap.items() if prefix}
    found = RowObjects(drawing, spaces)
    elements = {int(row.get("r", 0)): row for row in tree.row_elements()}
    for anchor in [e for e in root if is_element(e) and e.tag in _ANCHORS]:
        number = next((int(row.text or 0) for row in anchor.iter(*_ROWS)), -1) + 1
        nodes = _with_statements(anchor, source)
        if number not in elements or tree.rows.owner(number) == ROOT or not _follows(anchor, nodes):
            continue
        anchor.tail = None
        elements[number].extend(nodes)
        _enclose(anchor, len(found.rows))
        found.rows.append(number)
    return found if found.rows else None


def _follows(anchor: etree._Element, nodes: Sequence[etree._Element]) -> bool:
    """Tell whether an object has tags, comes with each copy of its row and refers to no cell."""
    if anchor.get("editAs") == "absolute" or comes_once(anchor):
        return False
    if any(e.get("textlink") for e in anchor.iter(*names(XDR, "sp"))):
        return False
    return len(nodes) > 1 or "\ufdd0" in etree.tostring(anchor, encoding="unicode")


def _with_statements(anchor: etree._Element, source: Source) -> list[etree._Element]:
    """Return an anchor with the statements around it that are its own."""
    before, after = list[etree._Element](), list[etree._Element]()
    for node in anchor.itersiblings(preceding=True):
        if _keyword(node, source).startswith(("end", "-")):
            break
        before.insert(0, node)
    for node in anchor.itersiblings():
        if not _keyword(node, source).startswith("end"):
            break
        after.append(node)
    return [*before, anchor, *after]


def _keyword(node: etree._Element, source: Source) -> str:
    """Return the word that a statement begins with, a dash for what is no statement."""
    number = tag_number(node)
    return "-" if number is None else source.marks[number].tag.keyword


def _enclose(anchor: etree._Element, number: int) -> None:
    """Put an anchor that stands behind the cells of a row between markers."""
    begin, before, parent = marker(f"a{number}"), anchor.getprevious(), anchor.getparent()
    if before is not None:
        before.tail = (before.tail or "") + begin
    elif parent is not None:
        parent.text = (parent.text or "") + begin
    anchor.tail = marker(f"A{number}") + (anchor.tail or "")


def taken_from_rows(
    body: Sequence[str | Segment], objects: RowObjects
) -> tuple[list[str | Segment], list[str]]:
    """Return the rows of a sheet without their objects, and these as elements of the drawing."""
    found: list[str] = []
    rows: list[str | Segment] = []
    for chunk in body:
        if isinstance(chunk, str) and "<~a" in chunk:
            chunk = "".join(_row(text, objects, found) for text in _ROW.split(chunk))
        rows.append(chunk)
    return rows, found


def _row(text: str, objects: RowObjects, found: list[str]) -> str:
    number = _NUMBER.match(text)
    if number is None or "<~a" not in text:
        return text
    at = int(number[1])

    def taken(match: re.Match[str]) -> str:
        found.append(_moved(match[2], at - objects.rows[int(match[1])]))
        return ""

    return _OBJECT.sub(taken, text)


def _moved(anchor: str, by: int) -> str:
    """Return an anchor so many rows further down."""
    return _PLACE.sub(lambda match: f"{match[1]}{int(match[2]) + by}<", anchor)
