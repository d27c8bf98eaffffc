"""Whole paragraphs, tables and pictures in the place of a paragraph of a Word template."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx as python_docx
import pytest
from lxml import etree

from docgen.engine import compile
from docgen.engine.values import Blocks, Cell, ListItem, Paragraph, Run, Table
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
TWO = Blocks((Paragraph((Run("one"),)), Paragraph((Run("two", bold=True),))))
TABLE = Table(((Cell((Paragraph((Run("Risk"),)),)),), (Cell(),)))


def children(data: bytes) -> list[str]:
    """Return the names of the elements of the body."""
    body = python_docx.Document(io.BytesIO(data)).element.body
    return [etree.QName(child).localname for child in body]


def test_blocks_take_the_place_of_the_paragraph_of_their_tag(docx: Docx, texts: Texts) -> None:
    assert texts(compile(docx("a", "{{ v }}", "b")).render({"v": TWO})) == ["a", "one", "two", "b"]


def test_their_paragraphs_look_like_the_tags_unless_they_name_a_style(docx: Docx) -> None:
    tag = '<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:i/></w:rPr><w:t>{{ v }}</w:t></w:r></w:p>'
    value = Blocks((Paragraph((Run("one"),)), Paragraph((Run("two"),), style="")))
    one, two = python_docx.Document(io.BytesIO(compile(docx(tag)).render({"v": value}))).paragraphs
    assert (one.alignment, one.runs[0].italic) == (2, True)
    assert (two.alignment, two.runs[0].italic) == (None, None)


def test_a_prefix_lets_blocks_replace_a_paragraph_with_other_text(docx: Docx, texts: Texts) -> None:
    assert texts(compile(docx("see {{p v }} there")).render({"v": TWO})) == ["one", "two"]
    assert texts(compile(docx("see {{p v }} there")).render({"v": "text"})) == ["see text there"]


def test_blocks_amid_text_are_a_problem_with_its_place(docx: Docx) -> None:
    with pytest.raises(RenderError) as caught:
        compile(docx("x", "see {{ v }} and {{ v }}")).render({"v": TWO})
    assert {(p.code, p.place, p.tag) for p in caught.value.problems} == {
        ("blocks-in-text", "paragraph 2", "{{ v }}")
    }


def test_blocks_work_in_loops_and_cells(docx: Docx, texts: Texts) -> None:
    template = docx("{% for v in vs %}", "{{ v }}", "{% endfor %}", [["{{ vs[0] }}"]])
    assert texts(compile(template).render({"vs": [TWO, TWO]})) == ["one", "two"] * 3


def test_a_cell_that_ends_in_a_table_keeps_a_paragraph_after_it(docx: Docx) -> None:
    document = python_docx.Document(io.BytesIO(compile(docx([["{{ v }}"]])).render({"v": TABLE})))
    cell = document.tables[0].cell(0, 0)
    assert [etree.QName(child).localname for child in cell._tc] == ["tcPr", "tbl", "p"]


def test_no_blocks_leave_an_empty_cell_its_paragraph(docx: Docx, texts: Texts) -> None:
    assert texts(compile(docx([["{{ v }}"]])).render({"v": Blocks()})) == [""]
    assert texts(compile(docx("a", "{{ v }}", "b")).render({"v": Blocks()})) == ["a", "b"]


def test_tables_one_below_the_other_stay_two(docx: Docx) -> None:
    data = compile(docx("a", "{{ v }}", [["x"]], "b")).render({"v": Blocks((TABLE, TABLE))})
    assert children(data) == ["p", "tbl", "p", "tbl", "p", "tbl", "p"]


def test_a_tables_head_repeats_on_each_page(docx: Docx) -> None:
    data = compile(docx("{{ v }}")).render({"v": TABLE})
    rows = python_docx.Document(io.BytesIO(data)).tables[0].rows
    assert [row._tr.xpath("count(w:trPr/w:tblHeader)") for row in rows] == [1, 0]


def test_the_end_of_a_section_and_bookmarks_stay(docx: Docx) -> None:
    tag = (
        '<w:p><w:pPr><w:sectPr/></w:pPr><w:bookmarkStart w:id="1" w:name="b"/><w:r><w:t>{{ v }}</w:t></w:r>'
        '<w:bookmarkEnd w:id="1"/></w:p>'
    )
    document = python_docx.Document(io.BytesIO(compile(docx(tag)).render({"v": TWO})))
    assert [p.text for p in document.paragraphs] == ["one", "two"]
    assert document.element.xpath("count(//w:p[2]/w:pPr/w:sectPr)") == 1
    assert document.element.xpath("count(//w:sectPr)") == 1
    assert document.element.xpath("count(//w:bookmarkStart)") == 1


def test_lists_take_the_templates_list_styles() -> None:
    template = io.BytesIO()
    document = python_docx.Document()
    document.add_paragraph("{{ v }}")
    document.save(template)
    value = Blocks(
        (Paragraph((Run("a"),), item=ListItem("bullet")), Paragraph((Run("b"),), item=ListItem("number", 1)))
    )
    paragraphs = python_docx.Document(
        io.BytesIO(compile(template.getvalue()).render({"v": value}))
    ).paragraphs
    assert [p.style.name for p in paragraphs if p.style] == ["List Bullet", "List Number 2"]


def test_two_values_cannot_take_the_place_of_one_paragraph(docx: Docx) -> None:
    with pytest.raises(RenderError) as caught:
        compile(docx("{{p a | markdown }}{{p b | markdown }}")).render({"a": "- x\n- y", "b": "- z"})
    assert [p.code for p in caught.value.problems] == ["blocks-in-text"]
