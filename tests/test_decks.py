"""The check of decks sees what PowerPoint would not open, or would repair."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from tests.decks import check_deck

SLIDE, MAIN, NOTES = "ppt/slides/slide1.xml", "ppt/presentation.xml", "ppt/notesSlides/notesSlide1.xml"
RELS, MAIN_RELS = "ppt/slides/_rels/slide1.xml.rels", "ppt/_rels/presentation.xml.rels"
TYPES, MASTER = "[Content_Types].xml", "ppt/slideMasters/slideMaster1.xml"


@cache
def sound() -> bytes:
    presentation = Presentation()
    for _ in range(2):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.notes_slide.notes_text_frame.text = "notes"
        data = CategoryChartData()
        data.categories = ["a"]
        data.add_series("s", (1,))
        slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, 9, 9, data)
        table = slide.shapes.add_table(3, 3, 0, 0, 9, 9).table
        table.cell(0, 0).merge(table.cell(1, 1))
        slide.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "text"
        slide.shapes[-1].click_action.target_slide = presentation.slides[0]
        slide.shapes.add_movie(io.BytesIO(b"film"), 0, 0, 9, 9)
    presentation.part._element.append(sections())
    out = io.BytesIO()
    presentation.save(out)
    return packed(out.getvalue(), "docProps/app.xml", lambda t: re.sub(r"<(Slides|Notes)>0", r"<\1>2", t))


def sections() -> etree._Element:
    uri = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    return etree.fromstring(
        '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:ext uri="{5}">'
        f'<p14:sectionLst xmlns:p14="{uri}"><p14:section name="One" id="{{1}}"><p14:sldIdLst>'
        '<p14:sldId id="256"/><p14:sldId id="257"/></p14:sldIdLst></p14:section></p14:sectionLst>'
        "</p:ext></p:extLst>"
    )


def packed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content.decode()).encode() if name == part else content)
    return out.getvalue()


def test_a_sound_deck_passes() -> None:
    check_deck(sound(), sound())


@pytest.mark.parametrize(
    ("part", "pattern", "instead", "finding"),
    [
        (SLIDE, '<p:cNvPr id="3"', '<p:cNvPr id="2"', "two shapes of slide 1"),
        (SLIDE, 'gridSpan="2"', 'gridSpan="1"', "is merged"),
        (SLIDE, ' hMerge="1"', "", "is merged"),
        (SLIDE, '<a:gridCol w="3"/>', "", "2 columns"),
        (SLIDE, 'spid="(\\d+)"', 'spid="99"', "99 is no shape"),
        (SLIDE, '<p:cTn id="2"', '<p:cTn id="1"', "two times"),
        (SLIDE, 'r:id="rId\\d+"', 'r:id="rId99"', "uses the relationship"),
        (SLIDE, "<a:p><a:r><a:t>text</a:t></a:r></a:p>", "", "has no paragraph"),
        (SLIDE, ">text<", "><?docgen 5?><", "a mark was left"),
        (RELS, "slideLayout6.xml", "slideLayout99.xml", "which is not there"),
        (RELS, '"[^"]*notesSlide1.xml"', '"../notesSlides/notesSlide2.xml"', "belongs to two parts"),
        (RELS, 'Id="rId1"', 'Id="rId2"', "two relationships"),
        ("ppt/notesSlides/_rels/notesSlide1.xml.rels", "slide1.xml", "slide2.xml", "another slide"),
        (MAIN, 'sldId id="257"', 'sldId id="256"', "two slides"),
        (MAIN, 'p14:sldId id="257"', 'p14:sldId id="256"', "each slide once"),
        (MAIN, "(<p:sldId [^>]*>)(<p:sldId [^>]*>)", r"\2\1", "numbered in their order"),
        (MAIN_RELS, '<Relationship [^>]*slides/slide2.xml"[^>]*>', "", "nothing refers to ppt/slides/slide2"),
        (MASTER, '<p:sldLayoutId [^>]*>', "", "does not list its layouts"),
        (TYPES, '<Override PartName="/ppt/slides/slide1.xml"[^>]*>', "", "no content type of its own"),
        ("docProps/app.xml", "<Slides>2", "<Slides>3", "count other Slides"),
    ],
)  # fmt: skip
def test_a_broken_deck_does_not(part: str, pattern: str, instead: str, finding: str) -> None:
    def change(text: str) -> str:
        changed = re.sub(pattern, instead, text, count=1, flags=re.DOTALL)
        assert changed != text
        return changed

    with pytest.raises(AssertionError, match=finding):
        check_deck(sound(), packed(sound(), part, change))


def test_what_was_wrong_with_the_template_does_not_count() -> None:
    wrong = packed(sound(), SLIDE, lambda text: text.replace('<p:cNvPr id="3"', '<p:cNvPr id="2"'))
    check_deck(wrong, wrong)
