"""What a Word file must be: two validators find nothing in a document that they do not find in its template.

They judge templates, too, harshly in places that Word does not mind; what counts is what rendering added.
What they call information does not count: a picture that a document leaves out keeps its relationship.
Some things that make Word repair or refuse a file neither of them sees: those are asked here.
"""

from __future__ import annotations

import functools
import io
import posixpath
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import ooxml_integrity
from lxml import etree
from ooxml_integrity.finding import Severity
from openxml_audit import OpenXmlValidator

__all__ = ["check_word"]

_W = re.compile(r"\{http://(?:schemas|purl)[^}]*/wordprocessingml/(?:2006/)?main\}")
_RELATIONS = re.compile(r"\{http://[^}]*/relationships\}(id|embed|link|pict|dm|lo|qs|cs)$")
_PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_MARKS = re.compile("[\ufdd0-\ufdd3\x02]|<\\?(docgen|dg-)")


def check_word(template: bytes, document: bytes) -> None:
    """Fail with what is wrong with a document and was not wrong with its template."""
    found = _findings(document) - _findings(template)
    if found:
        # openxml-audit remembers other parts by the address of their package, which may be used again.
        found = _found_by(OpenXmlValidator(), document) - _found_by(OpenXmlValidator(), template)
    assert not found, "\n".join(sorted(found))


@functools.lru_cache(maxsize=64)
def _findings(data: bytes) -> frozenset[str]:
    return _found_by(_validator(), data)


def _found_by(validator: OpenXmlValidator, data: bytes) -> frozenset[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.docx"
        path.write_bytes(data)
        audited = [f"{error.part_uri}: {error.description}" for error in validator.validate(path).errors]
        findings = [f for f in ooxml_integrity.check(path) if f.severity is not Severity.INFO]
        checked = [f"{finding.part}: {finding.code} {finding.message}" for finding in findings]
    return frozenset(map(_without_numbers, [*audited, *checked])) | frozenset(_own_findings(data))


@functools.cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator()


def _without_numbers(finding: str) -> str:
    """Return a finding without what differs from one copy of a block to the next."""
    return re.sub(r"\d+", "#", finding)


def _own_findings(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels"))}
    yield from (f"{name} comes twice" for name, times in Counter(names).items() if times > 1)
    for name, content in parts.items():
        root = etree.fromstring(content)
        if name.endswith(".rels"):
            yield from _lost_targets(name, root, {n.lower() for n in names})
            continue
        yield from (f"{name}: {finding}" for finding in _in_tree(root))
        if _W.match(str(root.tag)):
            yield from _lost_relations(name, root, parts)
            if _MARKS.search(etree.tostring(root, encoding="unicode")):
                yield f"{name}: a mark of the engine was left"


def _in_tree(root: etree._Element) -> Iterator[str]:
    drawings = Counter(e.get("id") for e in root.iter("{*}docPr"))
    yield from (f"docPr {id_} comes twice" for id_, times in drawings.items() if times > 1)
    paragraphs = Counter(e.get(_PARAGRAPH_ID) for e in root.iter("{*}p") if e.get(_PARAGRAPH_ID))
    yield from (f"paraId {id_} comes twice" for id_, times in paragraphs.items() if times > 1)
    for element in root.iter("{*}tc", "{*}txbxContent", "{*}hdr", "{*}ftr", "{*}footnote", "{*}comment"):
        children = [_local(child) for child in element if isinstance(child.tag, str)]
        ends = {"p", "sdt"} if _local(element) == "tc" else {"p", "sdt", "tbl"}
        if _W.match(str(element.tag)) and (not children or children[-1] not in ends):
            yield f"{_local(element)} does not end with a paragraph"
    for element in root.iter("{*}tr", "{*}tbl"):
        inner = "tc" if _local(element) == "tr" else "tr"
        if _W.match(str(element.tag)) and element.find(f".//{{*}}{inner}") is None:
            yield f"{_local(element)} without any {inner}"


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _lost_targets(name: str, root: etree._Element, names: set[str]) -> Iterator[str]:
    ids = Counter(element.get("Id") for element in root)
    yield from (f"{name}: {id_} comes twice" for id_, times in ids.items() if times > 1)
    base = posixpath.dirname(posixpath.dirname(name))
    for element in root.iter("{*}Relationship"):
        if element.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", base, element.get("Target", ""))).lstrip("/")
            if target.lower() not in names:
                yield f"{name}: nothing is at {element.get('Target')}"


def _lost_relations(name: str, root: etree._Element, parts: dict[str, bytes]) -> Iterator[str]:
    folder, file = posixpath.split(name)
    rels = parts.get(posixpath.join(folder, "_rels", f"{file}.rels"))
    known = {element.get("Id") for element in etree.fromstring(rels)} if rels else set()
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if _RELATIONS.match(str(key)) and value and value not in known:
                yield f"{name}: no relationship {value!s}"
