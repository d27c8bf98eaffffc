"""A tiny notation for decks.

deck(slide("{{ title }}", "first ¦run¦", "second paragraph", notes="…"), slide(table=[["{{ a }}"]]))
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu

from docgen.engine import compile
from docgen.errors import Problem
from tests.decks import Opened

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
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


def make_deck(*slides: Slide, change: Callable[[Any], object] | None = None) -> bytes:
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
    """Render a template and open the deck, which is checked as any (``tests/decks.py``)."""

    def run(template: bytes, context: Mapping[str, Any] | None = None, **options: Any) -> Made:
        result = compile(template, name="t.pptx").render_result(context or {}, **options)
        parts = Opened.read(result.data).members
        return Made(Presentation(io.BytesIO(result.data)), result.data, parts, result.warnings)

    return run
