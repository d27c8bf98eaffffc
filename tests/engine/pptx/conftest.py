"""A tiny notation for decks, and the one check that every deck made by a test must pass.

deck(slide("{{ title }}", "first ¦run¦", "second paragraph", notes="…"), slide(table=[["{{ a }}"]]))
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu

from docgen.engine import compile
from docgen.errors import Problem

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_INCH = 914400


@dataclass(frozen=True)
class Slide:
    """One slide: a title, paragraphs of one text box, and objects with their alternative texts."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    table: Sequence[Sequence[str]] = ()
    notes: str = ""
    chart: str | None = None
    chart_title: str = ""
    picture: str | None = None
    link: int = 0
    address: str = ""
    alt: str = ""


def make_slide(title: str = "", *paragraphs: str, **more: Any) -> Slide:
    """Return a slide; see :class:`Slide`."""
    return Slide(title, paragraphs, **more)


def png(width: int = 4, height: int = 2, grey: int = 128) -> bytes:
    """Return a small grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height)
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def make_deck(*slides: Slide, change: Callable[[Any], None] | None = None) -> bytes:
    """Return a deck of slides; ``change`` may do more to the python-pptx presentation."""
    presentation = Presentation()
    made = [presentation.slides.add_slide(presentation.slide_layouts[5]) for _ in slides]
    for slide, target in zip(slides, made, strict=True):
        _fill(slide, target)
        if slide.link:
            target.shapes[1].click_action.target_slide = made[slide.link - 1]
    if change is not None:
        change(presentation)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _fill(slide: Slide, target: Any) -> None:
    target.shapes.title.text = slide.title
    box = target.shapes.add_textbox(0, _INCH, 5 * _INCH, _INCH)
    box.name = "Box"
    _set_alt(box, slide.alt)
    for number, text in enumerate(slide.paragraphs):
        paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
        for at, piece in enumerate(text.split("¦")):
            run = paragraph.add_run()
            run.text, run.font.bold = piece, at == 0
    if slide.address:
        box.text_frame.paragraphs[0].runs[0].hyperlink.address = slide.address
    if slide.table:
        _add_table(slide, target)
    if slide.notes:
        target.notes_slide.notes_text_frame.text = slide.notes
    if slide.chart is not None:
        _add_chart(slide, target)
    if slide.picture is not None:
        frame = (_INCH, 2 * _INCH, 2 * _INCH, 2 * _INCH)
        _set_alt(target.shapes.add_picture(io.BytesIO(png()), *map(Emu, frame)), slide.picture)


def _add_table(slide: Slide, target: Any) -> None:
    shape = target.shapes.add_table(len(slide.table), len(slide.table[0]), 0, 2 * _INCH, 6 * _INCH, 2 * _INCH)
    shape.name = "Table"
    for row, texts in enumerate(slide.table):
        for column, text in enumerate(texts):
            shape.table.cell(row, column).text = text


def _add_chart(slide: Slide, target: Any) -> None:
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("old", (1, 2))
    shape = target.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 2 * _INCH, 5 * _INCH, 3 * _INCH, data)
    shape.name = "Chart"
    _set_alt(shape, slide.chart or "")
    if slide.chart_title:
        shape.chart.has_title = True
        shape.chart.chart_title.text_frame.text = slide.chart_title


def _set_alt(shape: Any, text: str) -> None:
    if text:
        shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


# Reading


def texts_of(slide: Any) -> list[str]:
    """Return the texts of a slide's shapes and table cells, in order, without empty ones."""
    found: list[str] = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found += [paragraph.text for paragraph in shape.text_frame.paragraphs]
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return [text for text in found if text]


# The check


class Opened:
    """The members of a file, with their relationships."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert len(set(names)) == len(names), "a member comes twice"
            assert archive.testzip() is None
            self.members = {name: archive.read(name) for name in names}
        self.trees = {
            n: etree.fromstring(d) for n, d in self.members.items() if n.endswith((".xml", ".rels"))
        }

    def rels(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the internal relationships of a part: kind and target by id."""
        return {i: (kind, target) for i, kind, target, external in self._rels(part) if not external}

    def ids(self, part: str) -> set[str]:
        """Return the ids of all relationships of a part."""
        found = [id_ for id_, *_ in self._rels(part)]
        assert len(set(found)) == len(found), f"an id comes twice in the relationships of {part}"
        return set(found)

    def _rels(self, part: str) -> list[tuple[str, str, str, bool]]:
        folder, name = posixpath.split(part)
        tree = self.trees.get(posixpath.join(folder, "_rels", name + ".rels"))
        if tree is None:
            return []
        return [
            (
                e.get("Id", ""),
                e.get("Type", "").rsplit("/", 1)[-1],
                posixpath.normpath(posixpath.join("/", folder, e.get("Target", ""))).lstrip("/"),
                e.get("TargetMode") == "External",
            )
            for e in tree.iter(_REL)
        ]

    def reachable(self) -> set[str]:
        """Return the parts that can be reached from the package."""
        found, waiting = {""}, [""]
        while waiting:
            for _, target in self.rels(waiting.pop()).values():
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return found - {""}

    def orphans(self) -> set[str]:
        """Return the parts that nothing refers to."""
        parts = {n for n in self.members if not n.endswith(".rels") and n != "[Content_Types].xml"}
        return parts - self.reachable()


def check_deck(template: bytes, document: bytes) -> None:
    """Assert what PowerPoint demands of a file: relationships, types, ids, lists, tables."""
    before, after = Opened(template), Opened(document)
    assert after.orphans() <= before.orphans(), "a part that nothing refers to"
    for name in after.members:
        if name.endswith(".rels"):
            folder, own = posixpath.split(name)
            owner = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
            assert owner in after.members or owner == "", f"relationships of a part that is not there: {name}"
    for part in ["", *after.reachable()]:
        for kind, target in after.rels(part).values():
            assert target in after.members, f"{part} refers to {target} ({kind}), which is not there"
    _check_types(after)
    for part, tree in after.trees.items():
        _check_part(after, part, tree)
    _check_lists(after)


def _check_types(opened: Opened) -> None:
    tree = opened.trees["[Content_Types].xml"]
    overrides = [e.get("PartName", "").lstrip("/") for e in tree.iter(_CT + "Override")]
    assert [n for n, times in Counter(overrides).items() if times > 1] == []
    assert set(overrides) <= opened.members.keys(), "a content type of a part that is not there"
    known = {e.get("Extension", "").lower() for e in tree.iter(_CT + "Default")} - {"xml"}
    for name in opened.members.keys() - {"[Content_Types].xml"}:
        assert name in overrides or name.rsplit(".", 1)[-1].lower() in known, f"{name} has no content type"


def _check_part(opened: Opened, part: str, tree: etree._Element) -> None:
    text = etree.tostring(tree.getroottree(), encoding="unicode")
    assert not re.search("<\\?d|[\ufdd0-\ufdd3]", text), f"a mark was left in {part}"
    used = {v for e in tree.iter(etree.Element) for k, v in e.attrib.items() if str(k).startswith(_R)}
    assert used - {""} <= opened.ids(part), f"{part} uses a relationship that it has not"
    if part.startswith(("ppt/slides/slide", "ppt/notesSlides/notesSlide")):
        ids = [e.get("id") for e in tree.iter(_P + "cNvPr")]
        assert len(set(ids)) == len(ids), f"two shapes of {part} have the same id"
    for body in tree.iter(_P + "txBody", _A + "txBody"):
        assert body.find(_A + "p") is not None, f"a text without paragraph in {part}"
    for table in tree.iter(_A + "tbl"):
        rows = table.findall(_A + "tr")
        assert rows
        assert {len(r.findall(_A + "tc")) for r in rows} == {len(list(table.iter(_A + "gridCol")))}


def _check_lists(opened: Opened) -> None:
    tree, links = opened.trees["ppt/presentation.xml"], opened.rels("ppt/presentation.xml")
    entries = list(tree.iterfind(f"{_P}sldIdLst/{_P}sldId"))
    ids = [e.get("id", "") for e in entries]
    assert len(set(ids)) == len(ids)
    assert all(256 <= int(id_) < 2147483648 for id_ in ids)
    slides = [links[e.get(_R + "id", "")] for e in entries]
    assert slides == [("slide", f"ppt/slides/slide{n}.xml") for n in range(1, len(slides) + 1)]
    assert sum(kind == "slide" for kind, _ in links.values()) == len(slides)
    listed = [e.get("id", "") for e in tree.iter(f"{{{_P14}}}sldId")]
    assert not listed or sorted(listed) == sorted(ids), "the sections do not hold each slide once"
    for _, slide in slides:
        for kind, notes in opened.rels(slide).values():
            if kind == "notesSlide":
                assert ("slide", slide) in opened.rels(notes).values(), f"{notes} names another slide"


@pytest.fixture
def slide() -> Callable[..., Slide]:
    """Describe a slide."""
    return make_slide


@pytest.fixture
def deck() -> Callable[..., bytes]:
    """Build a deck of slides."""
    return make_deck


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Build a PNG file of a size."""
    return png


@pytest.fixture
def texts() -> Callable[[Any], list[str]]:
    """Read the texts of a slide."""
    return texts_of


@pytest.fixture
def check() -> Callable[[bytes, bytes], None]:
    """Check a document against what its format demands."""
    return check_deck


@dataclass(frozen=True)
class Made:
    """A finished deck: as python-pptx reads it, its bytes, its parts, its warnings."""

    presentation: Any
    data: bytes
    parts: Mapping[str, bytes]
    warnings: list[Problem]

    @property
    def slides(self) -> list[Any]:
        """The slides in order."""
        return list(self.presentation.slides)

    def objects(self, number: int, kind: str) -> list[Any]:
        """Return a slide's shapes that have a chart, a table or a picture; slides count from 1."""
        slide = self.slides[number - 1]
        if kind == "picture":
            return [s for s in slide.shapes if s._element.tag == _P + "pic"]
        return [s for s in slide.shapes if getattr(s, f"has_{kind}", False)]


@pytest.fixture
def render() -> Callable[..., Made]:
    """Render a template, check the deck, and open it."""

    def run(template: bytes, context: Mapping[str, Any] | None = None, **options: Any) -> Made:
        result = compile(template, name="t.pptx").render_result(context or {}, **options)
        check_deck(template, result.data)
        parts = Opened(result.data).members
        return Made(Presentation(io.BytesIO(result.data)), result.data, parts, result.warnings)

    return run
