"""Charts that are filled by a tag in their title, where a program dropped the alternative text."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from docgen.engine import compile

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:drawing>
<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:extent cx="4000000" cy="2500000"/><wp:docPr id="1" name="Object1"/>
<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="{0}" r:id="{1}"/>
</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"""
TREND = {"categories": ["Jan", "Feb"], "series": [{"name": "Actual", "values": [3, 5]}]}


def deck(title: str, heading: str = "") -> Any:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = heading
    data = CategoryChartData()
    data.categories = ["stand-in"]
    data.add_series("Actual", (1,))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, Cm(4), Cm(12), Cm(8), data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = title
    return presentation, frame.chart.part


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(title: str) -> bytes:
    _, source = deck(title)
    document = Document()
    package = document.part.package
    workbook = source.chart_workbook.xlsx_part
    assert package is not None and workbook is not None
    book = Part(PackURI("/word/embeddings/Book1.xlsx"), workbook.content_type, workbook.blob, package)
    chart = Part(PackURI("/word/charts/chart1.xml"), source.content_type, source.blob, package)
    chart.relate_to(book, f"{RELATIONS}/package")
    id_ = document.part.relate_to(chart, f"{RELATIONS}/chart")
    document.add_paragraph()._p.append(etree.fromstring(DRAWING.format(RELATIONS, id_)))
    return saved(document)


@pytest.mark.parametrize(
    "title", ["{{ trend | chart }}Trend of {{ name }}", "{{trend|chart}} Trend of {{ name }}"]
)
def test_a_word_chart_is_filled_by_the_tag_in_its_title_which_goes(title: str) -> None:
    data = compile(word(title)).render({"trend": TREND, "name": "Ann"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
    assert "<a:t>Trend of Ann</a:t>" in chart
    assert "Jan" in chart and "stand-in" not in chart and "{{" not in chart


def test_a_chart_on_a_repeated_slide_is_filled_by_the_tag_in_its_title() -> None:
    presentation, _ = deck(
        "{{ k.trend | chart }}{{ k.name }}", "{%slide for k in kpis %}{{ k.name }}{%slide endfor %}"
    )
    kpis = [{"name": name, "trend": TREND} for name in ("first", "second")]
    slides = Presentation(io.BytesIO(compile(saved(presentation)).render({"kpis": kpis}))).slides
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert [c.chart_title.text_frame.text for c in charts] == ["first", "second"]
    assert [list(c.plots[0].categories) for c in charts] == [["Jan", "Feb"]] * 2
