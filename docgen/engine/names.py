"""The namespaces of Office Open XML, transitional and strict, and the grammars of their texts."""

from __future__ import annotations

from functools import cache

from lxml import etree

from docgen.engine.source import Grammar

__all__ = ["DRAWING", "MC", "NOTE", "SHEET", "WORD", "WP", "XDR", "A", "P", "R", "S", "W", "names", "val"]

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"


def _both(transitional: str, strict: str) -> tuple[str, str]:
    return "{" + _TRANSITIONAL + transitional + "}", "{" + _STRICT + strict + "}"


W = _both("wordprocessingml/2006/main", "wordprocessingml/main")
A = _both("drawingml/2006/main", "drawingml/main")
P = _both("presentationml/2006/main", "presentationml/main")
S = _both("spreadsheetml/2006/main", "spreadsheetml/main")
R = _both("officeDocument/2006/relationships", "officeDocument/relationships")
WP = _both("drawingml/2006/wordprocessingDrawing", "drawingml/wordprocessingDrawing")
XDR = _both("drawingml/2006/spreadsheetDrawing", "drawingml/spreadsheetDrawing")
C = _both("drawingml/2006/chart", "drawingml/chart")
M = _both("officeDocument/2006/math", "officeDocument/math")
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


@cache
def names(namespaces: tuple[str, ...], *local: str) -> frozenset[str]:
    """Return the Clark names of local names in each of the namespaces."""
    return frozenset(namespace + name for namespace in namespaces for name in local)


def val(element: etree._Element) -> str:
    """Return an element's ``val`` attribute, which is of the element's own namespace, or nothing."""
    return str(element.get(f"{{{etree.QName(element).namespace}}}val", ""))


WORD = Grammar(
    paragraph=names(W, "p"),
    run=names(W, "r"),
    text=names(W, "t", "instrText") | names(M, "t"),
    row=names(W, "tr"),
    cell=names(W, "tc"),
    spaces=names(W, "br", "tab", "cr"),
    properties=names(
        W,
        "pPr",
        "rPr",
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
        "permStart",
        "permEnd",
        "lastRenderedPageBreak",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "del",
        "moveFrom",
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
        "sdtPr",
        "sdtEndPr",
        "customXmlPr",
        "smartTagPr",
    ),
    wrappers=names(
        W, "smartTag", "ins", "moveTo", "customXml", "sdt", "sdtContent", "hyperlink", "dir", "bdo"
    ),
    holders=names(W, "sdt", "sdtContent", "customXml"),
    fields=names(W, "fldChar", "fldSimple"),
    deleted=names(W, "del", "moveFrom"),
    keep=names(W, "sectPr"),
)

DRAWING = Grammar(
    paragraph=names(A, "p"),
    run=names(A, "r", "fld"),
    text=names(A, "t"),
    row=names(A, "tr"),
    cell=names(A, "tc"),
    spaces=names(A, "br"),
    properties=names(A, "rPr", "pPr", "endParaRPr"),
    fields=names(A, "fld"),
    preserve=False,
)

SHEET = Grammar(
    paragraph=names(S, "c"),
    run=names(S, "r"),
    text=names(S, "t", "v", "f"),
    row=names(S, "row"),
    cell=names(S, "c"),
    properties=names(S, "rPr"),
    wrappers=names(S, "is"),
    lifts_paragraphs=False,
)

NOTE = Grammar(paragraph=names(S, "text"), run=names(S, "r"), text=names(S, "t"), properties=names(S, "rPr"))
"""Comments on cells."""
