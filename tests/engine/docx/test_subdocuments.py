"""Whole Word files put into a document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx as python_docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docxtpl import DocxTemplate

from docgen.engine import compile
from docgen.engine.values import Subdocument
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Members = Callable[[bytes], dict[str, bytes]]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def template(*paragraphs: str) -> bytes:
    document = python_docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def opened(data: bytes) -> Any:
    return python_docx.Document(io.BytesIO(data))


def test_the_content_takes_the_place_of_the_tags_paragraph() -> None:
    part = python_docx.Document()
    part.add_heading("Findings", 2)
    part.add_table(1, 2).cell(0, 1).text = "cell"
    made = opened(compile(template("a", "{{ v }}", "b")).render({"v": Subdocument(saved(part))}))
    assert [p.text for p in made.paragraphs] == ["a", "Findings", "b"]
    assert made.paragraphs[1].style.name == "Heading 2"
    assert made.tables[0].cell(0, 1).text == "cell"


def test_styles_that_the_template_lacks_come_along_with_what_they_are_based_on() -> None:
    part = python_docx.Document()
    base = part.styles.add_style("House", WD_STYLE_TYPE.PARAGRAPH)
    base.font.italic = True
    style = part.styles.add_style("House Note", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = base
    part.add_paragraph("x", style="House Note")
    made = opened(compile(template("{{ v }}")).render({"v": Subdocument(saved(part))}))
    assert made.paragraphs[0].style.name == "House Note"
    assert made.paragraphs[0].style.base_style.font.italic is True


def test_a_style_of_the_same_name_looks_as_the_template_says() -> None:
    part = python_docx.Document()
    part.styles["Title"].font.italic = True
    part.add_paragraph("x", style="Title")
    data = template("{{ v }}")
    made = compile(data).render({"v": Subdocument(saved(part))})
    assert opened(made).paragraphs[0].style.font.italic is None
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(made)) as after:
        assert before.read("word/styles.xml") == after.read("word/styles.xml")


def test_what_the_template_has_stays_byte_for_byte(members: Members) -> None:
    part = python_docx.Document()
    part.add_paragraph("x", style=part.styles.add_style("New", WD_STYLE_TYPE.PARAGRAPH))
    part.add_paragraph("y", style="List Number")
    data = template("{{ v }}")
    before, after = members(data), members(compile(data).render({"v": Subdocument(saved(part))}))
    head, _, _ = before["word/styles.xml"].rpartition(b"</w:styles>")
    assert after["word/styles.xml"].startswith(head)
    changed = {"word/document.xml", "word/styles.xml"}
    assert {name for name in before if before[name] != after[name]} <= changed


def numbers_of(data: bytes) -> list[str]:
    return [str(n) for n in opened(data).element.xpath("//w:p//w:numId/@w:val")]


def numbered_part() -> bytes:
    """Return a file with two numbered paragraphs of a list of its own."""
    part: Any = python_docx.Document()
    part.add_paragraph("one")
    part.add_paragraph("two")
    for paragraph in part.paragraphs:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = 1
    return saved(part)


def test_each_time_it_is_put_in_its_lists_begin_anew() -> None:
    value = Subdocument(numbered_part())
    data = compile(template("{{ v }}", "{{ v }}")).render({"v": value})
    one, also, two, again = numbers_of(data)
    assert (one, two) == (also, again)
    assert one != two
    lists = opened(data).part.numbering_part.element
    assert lists.xpath(f"w:num[@w:numId='{two}']/w:lvlOverride[@w:ilvl='0']/w:startOverride/@w:val") == ["1"]
    definitions = [int(i) for i in lists.xpath("w:abstractNum/@w:abstractNumId")]
    assert len(definitions) == len(set(definitions))


def test_pictures_and_links_come_along(png: Callable[..., bytes]) -> None:
    part = python_docx.Document()
    part.add_picture(io.BytesIO(png(4, 4)))
    link = part.part.relate_to(
        "https://example.org",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    paragraph = part.add_paragraph()
    hyperlink = paragraph._p.makeelement(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}hyperlink"
    )
    hyperlink.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", link)
    paragraph._p.append(hyperlink)
    made = opened(compile(template("{{ v }}", "{{ v }}")).render({"v": Subdocument(saved(part))}))
    pictures = made.element.xpath("//a:blip/@r:embed")
    assert {made.part.related_parts[id_].blob for id_ in pictures} == {png(4, 4)}
    assert len([p for p in made.part.package.iter_parts() if "/media/" in p.partname]) == 1
    assert len(set(made.element.xpath("//wp:docPr/@id"))) == 2
    assert {made.part.rels[i].target_ref for i in made.element.xpath("//w:hyperlink/@r:id")} == {
        "https://example.org"
    }


def test_a_file_of_several_sections_keeps_its_pages_and_headers() -> None:
    part = python_docx.Document()
    part.sections[0].header.paragraphs[0].text = "head of the file"
    part.add_paragraph("upright")
    section = part.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    part.add_paragraph("wide")
    document = python_docx.Document()
    document.sections[0].header.paragraphs[0].text = "head of the template"
    for text in ("a", "{{ v }}", "b"):
        document.add_paragraph(text)
    made = opened(compile(saved(document)).render({"v": Subdocument(saved(part))}))
    heads = [section.header.paragraphs[0].text for section in made.sections]
    assert heads[0] == heads[-1] == "head of the template"
    assert "head of the file" in heads
    assert [s.orientation for s in made.sections].count(WD_ORIENT.LANDSCAPE) == 1
    assert made.sections[-1].orientation == WD_ORIENT.PORTRAIT


def test_in_a_cell_the_pages_of_a_file_mean_nothing() -> None:
    part = python_docx.Document()
    part.add_paragraph("one")
    part.add_section(WD_SECTION.NEW_PAGE)
    document = python_docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "{{ v }}"
    made = opened(compile(saved(document)).render({"v": Subdocument(saved(part))}))
    assert len(made.sections) == 1
    assert made.tables[0].cell(0, 0).text.strip() == "one"


@pytest.mark.parametrize("data", [b"", b"PK", b"<w:p/>"])
def test_what_is_no_word_file_is_a_problem_with_its_place(data: bytes) -> None:
    with pytest.raises(RenderError) as caught:
        compile(template("x", "{{ v }}")).render({"v": Subdocument(data)})
    assert [(p.code, p.place) for p in caught.value.problems] == [("not-office", "paragraph 2")]


def test_a_workbook_is_no_word_file(docx: Docx) -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(RenderError) as caught:
        compile(docx("{{ v }}")).render({"v": Subdocument(out.getvalue())})
    assert [p.code for p in caught.value.problems] == ["subdocument"]


def test_tags_in_the_file_are_text() -> None:
    part = python_docx.Document()
    part.add_paragraph("{{ 7*7 }}")
    made = opened(compile(template("{{ v }}")).render({"v": Subdocument(saved(part))}))
    assert made.paragraphs[0].text == "{{ 7*7 }}"


def test_a_subdocument_of_docxtpl_that_was_built(png: Callable[..., bytes]) -> None:
    data = template("{{p v }}")
    tpl = DocxTemplate(io.BytesIO(data))
    value = tpl.new_subdoc()
    value.add_heading("Findings", level=1)
    value.add_paragraph("text").add_run(" bold").bold = True
    value.add_picture(io.BytesIO(png(3, 3)))
    made = opened(compile(data, dialect="docxtpl").render({"v": value}))
    assert [p.text for p in made.paragraphs] == ["Findings", "text bold", ""]
    assert made.paragraphs[1].runs[1].bold is True
    assert len(made.inline_shapes) == 1


def test_a_subdocument_of_docxtpl_from_a_file() -> None:
    part = python_docx.Document()
    part.add_paragraph("x", style=part.styles.add_style("New", WD_STYLE_TYPE.PARAGRAPH))
    data = template("{{p v }}")
    value = DocxTemplate(io.BytesIO(data)).new_subdoc(io.BytesIO(saved(part)))
    made = opened(compile(data, dialect="docxtpl").render({"v": value}))
    assert [(p.text, p.style.name) for p in made.paragraphs] == [("x", "New")]
