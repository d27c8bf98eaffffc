"""What all formats share about parts: which hold text, attributes and plain elements with tags, addresses."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import quote, unquote

from lxml import etree

from docgen.engine.source import Grammar, Source, remove
from docgen.engine.tags import has_tag
from docgen.errors import Problem, RenderError
from docgen.opc import Package, parse_xml

__all__ = [
    "DECLARATION",
    "Places",
    "decoded",
    "has_braces",
    "join_attributes",
    "join_leaves",
    "join_targets",
    "link_target",
    "safe_address",
    "template_tree",
    "text_kind",
    "unmarked",
]

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OWN = re.compile("docgen|dg-")
_MARKS = re.compile("[\ufdd0-\ufdd3]")
_REFERENCE = re.compile(rb"&\0?#")
_UTF8 = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding\s*=\s*.(?!utf-8))", re.I)
_BRACES = re.compile("[{]|｛".encode())
_SCHEMES = ("http:", "https:", "mailto:", "#")
_LEGAL = ":/?#[]@!$&'()*+,;=%~"
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")


class Places(Protocol):
    """Names the place of an element in the words of a person."""

    def of(self, element: etree._Element) -> str:
        """Return a place such as ``table 3, row 2``."""


def text_kind(package: Package, part: str) -> bool:
    """Tell whether a part is XML that may hold text, or relationships, which may hold addresses."""
    if part.endswith(".rels"):
        return True
    kind = package.content_type(part)
    return kind.endswith("+xml") and not kind.endswith(("theme+xml", "customXmlProperties+xml"))


def template_tree(package: Package, part: str) -> etree._Element:
    """Return the tree of a part without what could be mistaken for the engine's own marks.

    Instructions under the engine's names and the noncharacters that stand around tags mean
    nothing to an Office program; only a file made to deceive has them.
    """
    root = package.xml(part)
    for node in list(root.iter(etree.PI, etree.Comment)):
        _disarm(node)
    text = etree.tostring(root, encoding="unicode")
    return root if unmarked(text) == text else parse_xml(unmarked(text).encode(), part)


def _disarm(node: etree._Element) -> None:
    """Take an instruction under one of the engine's names out; a comment only loses its look of one."""
    if isinstance(node, etree._ProcessingInstruction):
        if _OWN.match(str(node.target)):
            node.text = None
            remove(node)
    elif "<?" in (node.text or ""):
        node.text = (node.text or "").replace("<?", "< ?")


def decoded(data: bytes, part: str = "") -> str:
    """Return a part as text that can be written in UTF-8; one in another encoding is set down anew."""
    if _UTF8.match(data):
        return data.decode("utf-8-sig")
    return etree.tostring(parse_xml(data, part), encoding="unicode")


def unmarked(text: str) -> str:
    """Return a text without the noncharacters that stand around tags."""
    return _MARKS.sub("", text)


def may_hold_tags(package: Package, part: str) -> bool:
    """Tell quickly whether a part of a kind that holds text may hold tags, or a chart whose title does."""
    return text_kind(package, part) and has_braces(package, part)


def has_braces(package: Package, part: str) -> bool:
    """Tell quickly whether a brace may stand in a part or its charts, as itself or as a reference to it."""
    contents = map(package.read, (part, *package.related(part, "chart")))
    return any(_BRACES.search(content) or _REFERENCE.search(content) is not None for content in contents)


def join_attributes(root: etree._Element, source: Source, part: str, places: Places) -> None:
    """Number the tags in attributes."""
    for element in root.iter(etree.Element):
        for name, value in attributes(element):
            if "{" in value and has_tag(value):
                element.set(name, source.join_text(value, part, places.of(element), ":attribute"))


def attributes(element: etree._Element) -> list[tuple[str, str]]:
    """Return the attributes of an element as text."""
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def join_leaves(root: etree._Element, source: Source, grammar: Grammar, part: str, places: Places) -> None:
    """Number the tags in plain elements outside of any paragraph: properties, caches, formulas."""
    for element in root.iter(etree.Element):
        text = element.text
        if text and "{" in text and element.tag not in grammar.text and has_tag(text):
            if any(around.tag in grammar.deleted for around in element.iterancestors()):
                continue
            element.text = source.join_text(text, part, places.of(element), ":attribute")


def join_targets(root: etree._Element, source: Source, part: str) -> None:
    """Number the tags in the addresses of external relationships, which Office writes percent-encoded."""
    for element in root.iter(_RELATIONSHIP):
        target = unquote(element.get("Target", ""))
        if element.get("TargetMode") == "External" and has_tag(target):
            element.set("Target", source.join_text(target, part, "hyperlink", ":address"))


def safe_address(address: str) -> str:
    """Return an address that a document may link to: http, https, mailto or a place in the file."""
    address = address.strip()
    if (_SCHEME.match(address) and not address.lower().startswith(_SCHEMES)) or address.startswith(
        ("\\\\", "//")
    ):
        raise RenderError(
            Problem(
                "address-refused", f"A link to {address[:60]!r} is not allowed.", "Use http, https or mailto."
            )
        )
    return address


def link_target(address: str) -> str:
    """Return a safe address as a relationship names it: without blanks, letters of ASCII only."""
    return quote(safe_address(address), safe=_LEGAL)
