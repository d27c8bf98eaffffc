"""What every deck must be for PowerPoint to open it without a word; most validators see little of this.

``check_deck`` runs on each deck that a test makes (``tests/conftest.py``).  What was wrong with the template
already does not count, nor does the number of a slide in it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property

from lxml import etree

from docgen.opc import Package
from tests.steps import wrong_steps

__all__ = ["Opened", "check_deck"]

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
A16 = "{http://schemas.microsoft.com/office/drawing/2014/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "http://purl.oclc.org/ooxml/"
_NAMES = {"presentationml/main": P, "drawingml/main": A, "officeDocument/relationships": R}
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MARKS = re.compile("<\\?d(ocgen|g-)| docgen-|[\ufdd0-\ufdd3\x02]")
_OF_ONE = {
    *("chart", "chartEx", "chartUserShapes", "chartStyle", "chartColorStyle", "notesSlide", "comments"),
    *("diagramData", "diagramDrawing", "diagramLayout", "diagramColors", "diagramQuickStyle", "tags"),
    *("oleObject", "package", "control", "vmlDrawing"),
}
"""Kinds of parts that no two parts may share, as PowerPoint writes them."""
_SHAPES = {P + name for name in ("sp", "pic", "graphicFrame", "grpSp", "cxnSp", "contentPart")}


class Opened:
    """The members of a file, with their trees and relationships."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self.members = members
        xml = ((n, d) for n, d in members.items() if n.endswith((".xml", ".rels", ".vml")))
        self.trees = {name: etree.fromstring(_transitional(data)) for name, data in xml}

    @classmethod
    def read(cls, data: bytes) -> Opened:
        """Return an opened file."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert _only_once(name.lower() for name in names), "a member comes twice"
            return cls({name: archive.read(name) for name in names})

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """Return id, kind and target of each relationship of a part; one that leads outside has no target."""
        folder, name = posixpath.split(part)
        tree = self.trees.get(posixpath.join(folder, "_rels", name + ".rels"))
        return [] if tree is None else [(e.get("Id", ""), *_target(folder, e)) for e in tree.iter(_REL)]

    def targets(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind that a part relates to."""
        return [target for _, found, target in self.relations(part) if found == kind]

    def orphans(self) -> set[str]:
        """Return the parts that nothing refers to."""
        found, waiting = {""}, [""]
        while waiting:
            for _, _, target in self.relations(waiting.pop()):
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return {n for n in self.members if not n.endswith(".rels") and n != "[Content_Types].xml"} - found

    @cached_property
    def main(self) -> str:
        """The presentation's part."""
        return self.targets("", "officeDocument")[0]

    @cached_property
    def slides(self) -> list[str]:
        """The parts of the slides in order; an entry without a part is left out."""
        targets = {id_: target for id_, _, target in self.relations(self.main)}
        ids = (e.get(R + "id", "") for e in self.entries("sldId"))
        return [targets[id_] for id_ in ids if targets.get(id_) in self.trees]

    def entries(self, name: str) -> list[etree._Element]:
        """Return entries of the presentation's lists, such as ``sldId``."""
        return list(self.trees[self.main].iterfind(f"{P}{name}Lst/{P}{name}"))


def _transitional(data: bytes) -> bytes:
    """Return a part in the namespaces that this module knows, whichever form of the standard it is in."""
    if _STRICT.encode() in data:
        for strict, name in _NAMES.items():
            data = data.replace((_STRICT + strict).encode(), name.strip("{}").encode())
    return data


def _target(folder: str, relation: etree._Element) -> tuple[str, str]:
    kind = posixpath.basename(relation.get("Type", ""))
    if relation.get("TargetMode") == "External":
        return kind, ""
    path = posixpath.join("/", folder, relation.get("Target", "").partition("#")[0])
    return kind, posixpath.normpath(path).lstrip("/")


def check_deck(template: Package | bytes, document: bytes) -> None:
    """Fail with what is wrong with a document and was not wrong with its template."""
    found = set(findings(Opened.read(document)))
    if found:
        package = Package.open(template) if isinstance(template, bytes) else template
        known = _of_template(package)
        found = {finding for finding in found if _without_numbers(finding) not in known}
    assert not found, "\n".join(sorted(found))


def _of_template(package: Package) -> frozenset[str]:
    opened = Opened({name: package.read(name) for name in package.members})
    return frozenset(map(_without_numbers, findings(opened)))


def _without_numbers(finding: str) -> str:
    return re.sub(r"\d+", "#", finding)


def findings(deck: Opened) -> Iterator[str]:
    """Yield what PowerPoint would not open, or would repair."""
    yield from _in_types(deck)
    yield from _in_relations(deck)
    for part, tree in deck.trees.items():
        if part.startswith("ppt/") and not part.endswith(".rels"):
            yield from _in_texts(part, tree)
            yield from _in_tables(part, tree)
            yield from _in_charts(deck, part, tree)
    yield from _in_lists(deck)
    yield from _in_masters(deck)
    for number, slide in enumerate(deck.slides, 1):
        yield from _in_slide(deck, slide, number)
        yield from _in_comments(deck, slide)
    yield from _ids_of_slides(deck)
    yield from _in_properties(deck)


# The package


def _in_types(deck: Opened) -> Iterator[str]:
    tree = deck.trees["[Content_Types].xml"]
    overrides = [e.get("PartName", "").lstrip("/") for e in tree.iter(_CT + "Override")]
    defaults = {e.get("Extension", "").lower() for e in tree.iter(_CT + "Default")}
    yield from _twice(overrides, "has two content types")
    yield from (f"{n} has a content type, but is not there" for n in overrides if n not in deck.members)
    for name in deck.members.keys() - {"[Content_Types].xml", *overrides}:
        suffix = name.rsplit(".", 1)[-1].lower()
        if suffix not in defaults or (suffix == "xml" and not name.startswith("customXml/")):
            yield f"{name} has no content type of its own"


def _in_relations(deck: Opened) -> Iterator[str]:
    yield from (f"nothing refers to {part}" for part in deck.orphans())
    owners: Counter[str] = Counter()
    for name in deck.members:
        if name.endswith(".rels"):
            folder, own = posixpath.split(name)
            part = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
            if part and part not in deck.members:
                yield f"{name} belongs to nothing"
            relations = deck.relations(part)
            yield from _twice((id_ for id_, _, _ in relations), f"is an id of two relationships of {part}")
            yield from (
                f"{part} refers to {target}, which is not there"
                for _, _, target in relations
                if target and target not in deck.members
            )
            owners.update(target for _, kind, target in relations if kind in _OF_ONE)
    yield from (f"{part} belongs to two parts" for part, times in owners.items() if part and times > 1)
    for part, tree in deck.trees.items():
        known = {id_ for id_, _, _ in deck.relations(part)} | {""}
        used = {v for e in tree.iter(etree.Element) for k, v in e.attrib.items() if str(k).startswith(R)}
        yield from (f"{part} uses the relationship {id_!s}, which it has not" for id_ in used - known)


# What stands in parts


def _in_texts(part: str, tree: etree._Element) -> Iterator[str]:
    if _MARKS.search(etree.tostring(tree.getroottree(), encoding="unicode")):
        yield f"a mark was left in {part}"
    for body in tree.iter(P + "txBody", A + "txBody"):
        if body.find(A + "p") is None:
            yield f"a text of {part} has no paragraph"
    for paragraph in tree.iter(A + "p"):
        inside = [etree.QName(e).localname for e in paragraph.iterchildren(etree.Element)]
        if "pPr" in inside[1:] or "endParaRPr" in inside[:-1]:
            yield f"the properties of a paragraph of {part} stand in the wrong place: {inside}"
    for run in tree.iter(A + "r", A + "fld"):
        if run.find(A + "t") is None and run.tag == A + "r":
            yield f"a run of {part} has no text"


def _in_tables(part: str, tree: etree._Element) -> Iterator[str]:
    for table in tree.iter(A + "tbl"):
        columns = len(table.findall(f"{A}tblGrid/{A}gridCol"))
        rows = [row.findall(A + "tc") for row in table.iterfind(A + "tr")]
        if not rows or {len(row) for row in rows} != {columns}:
            yield f"a table of {part} has {columns} columns and rows of {[len(row) for row in rows]} cells"
        else:
            yield from (f"{found} in a table of {part}" for found in _in_merges(rows))


def _in_merges(rows: list[list[etree._Element]]) -> Iterator[str]:
    """Yield what is wrong with merged cells: those that a cell covers, and no others, say so."""
    covered: dict[tuple[int, int], tuple[bool, bool]] = {}
    for top, row in enumerate(rows):
        for left, cell in enumerate(row):
            across, down = int(cell.get("gridSpan", 1)), int(cell.get("rowSpan", 1))
            if (top, left) in covered:
                continue
            if left + across > len(row) or top + down > len(rows):
                yield f"a cell of {across} by {down} reaches out"
            below = ((top + y, left + x) for y in range(down) for x in range(across))
            covered.update({at: (at[1] > left, at[0] > top) for at in below if at != (top, left)})
    for top, row in enumerate(rows):
        for left, cell in enumerate(row):
            said = tuple(cell.get(name, "0") in ("1", "true") for name in ("hMerge", "vMerge"))
            if said != covered.get((top, left), (False, False)):
                yield f"a cell says that it is merged {said} and is {covered.get((top, left))}"


def _in_charts(deck: Opened, part: str, tree: etree._Element) -> Iterator[str]:
    relations = {id_: target for id_, _, target in deck.relations(part)}
    for data in tree.iter("{*}externalData"):
        book = relations.get(data.get(R + "id", ""), "")
        if book.endswith(".xlsx") and not zipfile.is_zipfile(io.BytesIO(deck.members.get(book, b""))):
            yield f"the workbook of {part} is none"


# The presentation's lists


def _in_lists(deck: Opened) -> Iterator[str]:
    entries, tree = deck.entries("sldId"), deck.trees[deck.main]
    ids = [e.get("id", "") for e in entries]
    yield from _twice(ids, "is the id of two slides")
    yield from (f"{id_} is no id of a slide" for id_ in ids if not 256 <= int(id_) < 2**31)
    if len(deck.slides) != len(entries):
        yield "an entry of the list of slides has no slide"
    if deck.slides != [f"ppt/slides/slide{n}.xml" for n in range(1, len(deck.slides) + 1)]:
        yield "the slides are not numbered in their order"
    if sorted(deck.targets(deck.main, "slide")) != sorted(deck.slides):
        yield "the presentation has slides that it does not list"
    listed = [e.get("id", "") for e in tree.iter(P14 + "sldId")]
    if listed and sorted(listed) != sorted(ids):
        yield "the sections do not list each slide once"
    yield from _twice((e.get("id") for e in tree.iter(P14 + "section")), "is the id of two sections")
    relations = {id_: kind for id_, kind, _ in deck.relations(deck.main)}
    for entry in tree.iterfind(f"{P}custShowLst//{P}sld"):
        if relations.get(entry.get(R + "id", "")) != "slide":
            yield "a custom show lists what is no slide"
    yield from _twice((e.get("id") for e in tree.iter(P + "custShow")), "is the id of two custom shows")


def _in_masters(deck: Opened) -> Iterator[str]:
    ids = [e.get("id", "") for e in deck.entries("sldMasterId")]
    for master in deck.targets(deck.main, "slideMaster"):
        if master not in deck.trees:
            continue
        relations = {id_: target for id_, _, target in deck.relations(master)}
        entries = list(deck.trees[master].iterfind(f"{P}sldLayoutIdLst/{P}sldLayoutId"))
        ids += [e.get("id", "") for e in entries]
        listed = [relations.get(e.get(R + "id", ""), "") for e in entries]
        if sorted(listed) != sorted(deck.targets(master, "slideLayout")):
            yield f"{master} does not list its layouts"
        yield from (f"{n} is of another master" for n in listed if deck.targets(n, "slideMaster") != [master])
    yield from _twice(filter(None, ids), "is the id of two masters or layouts")
    notes = deck.targets(deck.main, "notesMaster")
    for part in deck.members:
        if part.startswith("ppt/notesSlides/notesSlide") and deck.targets(part, "notesMaster") != notes:
            yield f"{part} is of another master"


# A slide


def _in_slide(deck: Opened, part: str, number: int) -> Iterator[str]:
    tree = deck.trees[part]
    layouts = deck.targets(part, "slideLayout")
    if len(layouts) != 1 or layouts[0] not in deck.trees:
        yield f"slide {number} has not one layout"
    yield from _ids_of_shapes(tree, f"slide {number}")
    for notes in deck.targets(part, "notesSlide"):
        if notes in deck.trees:
            yield from _ids_of_shapes(deck.trees[notes], f"the notes of slide {number}")
        if deck.targets(notes, "slide") != [part]:
            yield f"{notes} names another slide"
    if len(deck.targets(part, "notesSlide")) > 1:
        yield f"slide {number} has two notes"
    relations = {id_: target for id_, _, target in deck.relations(part)}
    series = {name: sum(1 for _ in deck.trees[name].iter("{*}ser")) for name in deck.targets(part, "chart")}
    yield from wrong_steps(tree, {id_: series.get(name, 0) for id_, name in relations.items()}, number)
    yield from _in_links(deck, part, number)


def _ids_of_shapes(tree: etree._Element, name: str) -> Iterator[str]:
    shapes = [e for e in tree.iter(P + "cNvPr") if not any(_is_fallback(a) for a in e.iterancestors())]
    ids = [e.get("id", "") for e in shapes]
    yield from _twice(ids, f"is the id of two shapes of {name}")
    creations = (e.get("id") for shape in shapes for e in shape.iter(A16 + "creationId"))
    yield from _twice(creations, f"is the creation id of two shapes of {name}")
    for holder in (e for kind in ("timing", "spTree") for e in tree.iter(P + kind)):
        targets = [e.get("spid", "") for e in holder.iter(etree.Element) if e.tag.startswith(P)]
        targets += [e.get("id", "") for e in holder.iter(A + "stCxn", A + "endCxn")]
        yield from (f"{id_} is no shape of {name}" for id_ in {*targets} - {*ids, ""} if id_.isdigit())
    times = [e.get("id") for e in tree.iter(P + "cTn")]
    yield from _twice(times, f"is the id of two times of {name}")


def _is_fallback(element: etree._Element) -> bool:
    return etree.QName(element).localname == "Fallback"


def _in_links(deck: Opened, part: str, number: int) -> Iterator[str]:
    relations = {id_: (kind, target) for id_, kind, target in deck.relations(part)}
    shows = {e.get("id") for e in deck.trees[deck.main].iter(P + "custShow")}
    for link in deck.trees[part].iter(A + "hlinkClick", A + "hlinkHover", A + "hlinkMouseOver"):
        action, id_ = link.get("action", ""), link.get(R + "id", "")
        if "hlinksldjump" in action and relations.get(id_, ("", ""))[1] not in deck.slides:
            yield f"a link of slide {number} leads to no slide"
        if show := re.match(r"ppaction://customshow\?id=(\d+)", action):
            yield from () if show[1] in shows else (f"a link of slide {number} leads to no custom show",)
    ids = {e.get("id") for e in deck.entries("sldId")}
    for zoom in deck.trees[part].iter("{*}sldZmObj"):
        if zoom.get("sldId") not in ids:
            yield f"a zoom of slide {number} leads to no slide"
    for data in deck.targets(part, "diagramData"):
        drawing = next(
            deck.trees[data].iter("{http://schemas.microsoft.com/office/drawing/2008/diagram}*"), None
        )
        if drawing is not None and relations.get(drawing.get("relId", ""), ("",))[0] != "diagramDrawing":
            yield f"a diagram of slide {number} has lost its drawing"


def _in_comments(deck: Opened, slide: str) -> Iterator[str]:
    """Yield what is wrong with comments, classic (``p:cm``) and threaded (MS-PPTX 2.2)."""
    entry = deck.entries("sldId")[deck.slides.index(slide)].get("id")
    authors = deck.targets(deck.main, "commentAuthors")
    known = {e.get("id"): int(e.get("lastIdx", 0)) for part in authors for e in deck.trees[part]}
    for part in deck.targets(slide, "comments"):
        for comment in deck.trees[part].iter(P + "cm"):
            if int(comment.get("idx", 0)) > known.get(comment.get("authorId"), -1):
                yield f"a comment in {part} has no author, or a number that the author has not reached"
        for mark in deck.trees[part].iter("{*}sldMk"):
            if mark.get("sldId") != entry:
                yield f"a comment in {part} belongs to another slide"


def _ids_of_slides(deck: Opened) -> Iterator[str]:
    """Yield ids that come on two slides and may not."""
    trees = [deck.trees[slide] for slide in deck.slides]
    made = [e.get("val") for tree in trees for e in tree.iter(P14 + "creationId")]
    yield from _twice(made, "is the creation id of two slides")
    parts = [part for slide in deck.slides for part in deck.targets(slide, "comments") if part in deck.trees]
    classic = [(e.get("authorId"), e.get("idx")) for p in parts for e in deck.trees[p].iter(P + "cm")]
    yield from _twice(classic, "are author and number of two comments")
    threads = [e.get("id") for p in parts for e in deck.trees[p].iter("{*}cm", "{*}reply") if e.get("id")]
    yield from _twice(threads, "is the id of two comments")


def _in_properties(deck: Opened) -> Iterator[str]:
    """Yield what the extended properties count wrong."""
    for part in deck.targets("", "extended-properties"):
        notes = [s for s in deck.slides if deck.targets(s, "notesSlide")]
        hidden = [s for s in deck.slides if deck.trees[s].get("show") in ("0", "false")]
        for name, there in (("Slides", deck.slides), ("Notes", notes), ("HiddenSlides", hidden)):
            count = deck.trees[part].findtext("{*}" + name)
            if count is not None and int(count) != len(there):
                yield f"the properties count other {name}"


def _twice(found: Iterable[Hashable], what: str) -> Iterator[str]:
    return (f"{one} {what}" for one, times in Counter(found).items() if times > 1)


def _only_once(found: Iterable[Hashable]) -> bool:
    return not any(times > 1 for times in Counter(found).values())
