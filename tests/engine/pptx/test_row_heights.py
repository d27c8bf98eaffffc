"""Rows of tables as high as LibreOffice makes them, in several fonts, sizes, languages and widths.

LibreOffice leaves out of a table's lines what a font asks for between them (``hhea.lineGap``), PowerPoint
does not; so heights are compared without it.  Lines are to be as many in nine rows of ten, and a whole table
as high within eight percent.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Cm, Pt

from docgen.engine.measure.fonts import face_of
from docgen.engine.measure.lines import lay_out
from docgen.engine.names import A, P, names
from docgen.engine.pptx.bodies import Bodies, paragraphs
from docgen.engine.pptx.deck import read_deck
from docgen.engine.pptx.looks import Looks
from docgen.engine.pptx.rows import row_heights
from docgen.opc import Package

pytestmark = pytest.mark.libreoffice

ENGLISH = (
    "The team agreed with the customer's steering committee that the self-service portal goes live in two "
    "waves; data migration, user training and hand-over follow. "
)
RUSSIAN = (
    "Команда проекта согласовала с заказчиком, что портал самообслуживания вводится в два этапа; перенос "
    "данных, обучение пользователей и передача следуют позже. "
)
CHINESE = (
    "本月项目组与客户指导委员会确认，自助服务门户将分两批上线；数据迁移、用户培训和移交工作随后进行。"
    "风险：“供应商接口延期”，需要在下周之前完成（含回归测试）。"
)
GAPS = {"Carlito": 0.2207, "Liberation Sans": 0.0327, "Liberation Serif": 0.0425}
CASES = [
    ("Carlito", ENGLISH, 10),
    ("Carlito", RUSSIAN, 14),
    ("Liberation Sans", ENGLISH, 12),
    ("Liberation Sans", RUSSIAN, 9),
    ("Liberation Serif", ENGLISH, 12),
    ("DejaVu Sans", ENGLISH, 11),
    ("Noto Sans CJK SC", CHINESE, 10),
    ("Noto Sans CJK SC", ENGLISH, 12),
    ("Noto Serif CJK SC", CHINESE, 12),
]
WIDTHS = (2.5, 4.0, 6.0, 9.0, 11.0)
ROWS, MARGIN, MARKER = 10, 0.1, "X"


def add_table(presentation: Any, font: str, text: str, size: int, chance: random.Random) -> None:
    """Add a slide with a table, in each row of which one cell has a text and all others a marker."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    shape = slide.shapes.add_table(ROWS + 1, len(WIDTHS), Cm(0.5), Cm(0.5), Cm(sum(WIDTHS)), Cm(1))
    shape.table.first_row = False
    for column, width in zip(shape.table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
    for row in range(ROWS + 1):
        shape.table.rows[row].height = 100
        holder = chance.randrange(len(WIDTHS)) if row < ROWS else -1
        for at, width in enumerate(WIDTHS):
            start = chance.randrange(40)
            shown = (text * 5)[start : start + chance.randint(5, round(width * 14))].strip()
            cell = shape.table.cell(row, at)
            cell.margin_top = cell.margin_bottom = Cm(MARGIN)
            run = cell.text_frame.paragraphs[0].add_run()
            run.text, run.font.size, run.font.bold = shown if at == holder else MARKER, Pt(size), row % 4 == 3
            run.font.name = font
            east = run._r.rPr.makeelement(A[0] + "ea", {"typeface": font})
            run._r.rPr.find(A[0] + "latin").addnext(east)


def shown_heights(page: str) -> list[float]:
    """Return the distances of the rows of a page, by their markers."""
    words = re.findall(r'<word xMin="[\d.]+" yMin="([\d.]+)"[^>]*>([^<]*)<', page)
    tops: list[float] = []
    for top in sorted(float(top) for top, word in words if word == MARKER):
        if not tops or top - tops[-1] > 3:
            tops.append(top)
    return [below - above for above, below in pairwise(tops)]


def computed_heights(deck: Any, part: str, font: str) -> list[float]:
    """Return the heights that the engine computes, without what the font asks for between lines."""
    table = next(deck.package.xml(part).iter(*names(A, "tbl")))
    gap = 1 - GAPS.get(font, 0.0) / face_line(font)
    margins = 2 * Cm(MARGIN) / Pt(1)
    bodies = Bodies(f'<x xmlns:a="{A[0][1:-1]}">', "a:", Looks(deck).of_table(part), {}, is_row=True)
    heights = row_heights(etree.tostring(table, encoding="unicode"), bodies, (), None)
    return [(height - margins) * gap + margins for height in heights]


def face_line(font: str) -> float:
    """Return the height of a font's line; the test is skipped where the font is not installed."""
    face = face_of(font, False)
    return face.line if face else pytest.skip(f"the font {font} is not installed")


def test_rows_are_as_high_as_libreoffice_makes_them(
    convert: Callable[..., list[Path]], tmp_path: Path
) -> None:
    presentation, chance = Presentation(), random.Random(5)
    presentation.slide_width, presentation.slide_height = Cm(34), Cm(50)
    for font, text, size in CASES:
        face_line(font)
        add_table(presentation, font, text, size, chance)
    path = tmp_path / "rows.pptx"
    presentation.save(str(path))
    pdf = convert([path])[0]
    made = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, timeout=60)
    pages = made.stdout.decode().split("<page ")[1:]
    deck = read_deck(Package.open(path.read_bytes()))
    same = 0
    for (font, _, size), page, slide in zip(CASES, pages, deck.slides, strict=True):
        shown, computed = shown_heights(page), computed_heights(deck, slide.part, font)[:ROWS]
        assert len(shown) == ROWS
        assert sum(computed) == pytest.approx(sum(shown), rel=0.08), (font, size)
        same += sum(abs(one - other) < size / 2 for one, other in zip(computed, shown, strict=True))
    assert same >= 0.9 * ROWS * len(CASES)


def add_texts(presentation: Any, font: str, text: str, size: int, chance: random.Random) -> None:
    """Add a slide with a shape for each width, in which a text stands between two markers."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    left = 0.5
    for width in WIDTHS:
        shape = slide.shapes.add_textbox(Cm(left), Cm(0.5), Cm(width), Cm(1))
        shape.text_frame.word_wrap = True
        start = chance.randrange(40)
        shown = (text * 9)[start : start + chance.randint(20, round(width * 60))].strip()
        for number, words in enumerate((MARKER, shown, MARKER)):
            frame = shape.text_frame
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text, run.font.size, run.font.name = words, Pt(size), font
            run._r.rPr.find(A[0] + "latin").addnext(run._r.rPr.makeelement(A[0] + "ea", {"typeface": font}))
        left += width


def shown_lines(page: str, size: int) -> list[int]:
    """Return how many lines stand between the markers of each shape; a line is 1.2 times its size high."""
    words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', page)
    tops: dict[int, list[float]] = {}
    for left, top, word in words:
        if word == MARKER:
            tops.setdefault(round(float(left) / 5), []).append(float(top))
    return [round((max(each) - min(each)) / size / 1.2) - 1 for _, each in sorted(tops.items())]


def computed_lines(deck: Any, part: str) -> list[int]:
    """Return how many lines the engine computes for the text of each shape."""
    shapes = list(deck.package.xml(part).iter(*names(P, "sp")))
    levels = Looks(deck).of_shape(part, shapes[0])
    bodies = [next(shape.iter(*names(P, "txBody"))) for shape in shapes]
    rooms = [width * Cm(1) / Pt(1) - 14.4 for width in WIDTHS]
    texts = [paragraphs(body, levels, {})[1:2] for body in bodies]
    return [lay_out(text, room).lines for text, room in zip(texts, rooms, strict=True)]


def test_texts_have_as_many_lines_as_in_libreoffice(
    convert: Callable[..., list[Path]], tmp_path: Path
) -> None:
    presentation, chance = Presentation(), random.Random(11)
    presentation.slide_width, presentation.slide_height = Cm(34), Cm(50)
    for font, text, size in CASES:
        face_line(font)
        add_texts(presentation, font, text, size, chance)
    path = tmp_path / "texts.pptx"
    presentation.save(str(path))
    pdf = convert([path])[0]
    made = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, timeout=60)
    pages = made.stdout.decode().split("<page ")[1:]
    deck = read_deck(Package.open(path.read_bytes()))
    shown = [n for (_, _, size), page in zip(CASES, pages, strict=True) for n in shown_lines(page, size)]
    computed = [n for slide in deck.slides for n in computed_lines(deck, slide.part)]
    assert sum(abs(one - other) for one, other in zip(computed, shown, strict=True)) <= 0.15 * len(shown)
    assert max(abs(one - other) for one, other in zip(computed, shown, strict=True)) <= 1
