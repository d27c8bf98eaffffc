"""Tables of values in the template's table style."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx as python_docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from docgen.engine import compile
from docgen.errors import RenderError

Docx = Callable[..., bytes]
TABLE = "| Risk | Days |\n|:-|-:|\n| Late | 3 |\n"


def template(
    tag: str = "{{ text | markdown }}", change: Callable[[Document], object] = lambda _: None
) -> bytes:
    document, out = python_docx.Document(), io.BytesIO()
    document.add_paragraph(tag)
    change(document)
    document.save(out)
    return out.getvalue()


def body(data: bytes, text: str = TABLE) -> Any:
    return python_docx.Document(io.BytesIO(compile(data).render({"text": text}))).element.body


def style(found: Any) -> str:
    return str(found.xpath("string(.//w:tblStyle/@w:val)"))


def without_table_grid(document: Document) -> None:
    element = document.styles["Table Grid"].element
    element.getparent().remove(element)


def test_a_table_has_a_grid_unless_the_template_has_a_style_of_its_own() -> None:
    def own(document: Document) -> None:
        document.styles["Light List"].element.set(qn("w:default"), "1")
        del document.styles["Normal Table"].element.attrib[qn("w:default")]

    assert style(body(template())) == "TableGrid"
    assert style(body(template(change=own))) == "LightList"


def test_a_tag_may_choose_the_style() -> None:
    assert style(body(template('{{ text | markdown(table="Light List Accent 1") }}'))) == "LightList-Accent1"


def test_a_style_that_is_not_there_gives_a_warning() -> None:
    result = compile(template('{{ text | markdown(table="None such") }}')).render_result({"text": TABLE})
    assert [warning.code for warning in result.warnings] == ["style-unknown"]
    assert style(python_docx.Document(io.BytesIO(result.data)).element.body) == "TableGrid"


def test_without_any_style_a_table_has_lines() -> None:
    found = body(template(change=without_table_grid))
    assert (style(found), found.xpath("count(.//w:tblBorders/*)")) == ("", 6)


def test_the_head_repeats_and_is_bold_and_no_row_is_cut() -> None:
    head, row = body(template()).xpath(".//w:tr")
    assert [bool(e.xpath("w:trPr/w:tblHeader")) for e in (head, row)] == [True, False]
    assert [bool(e.xpath("w:trPr/w:cantSplit")) for e in (head, row)] == [True, True]
    assert [e.xpath("count(.//w:rPr/w:b)") for e in (head, row)] == [2, 0]
    assert head.xpath("count(.//w:pPr/w:keepNext)") == 2


def test_columns_are_aligned() -> None:
    assert body(template()).xpath(".//w:tr[2]//w:jc/@w:val") == ["left", "right"]


def test_columns_fill_the_width_of_the_text_and_hold_their_longest_words() -> None:
    text = f"| a | Responsibility | c |\n|-|-|-|\n| {'long text ' * 30} | x | y |\n"
    widths = [int(width) for width in body(template(), text).xpath(".//w:gridCol/@w:w")]
    assert sum(widths) == pytest.approx(8640, abs=3)
    assert widths[0] > widths[1] > len("Responsibility") * 100 > widths[2]


def test_cells_take_the_templates_style_for_them() -> None:
    def add(document: Document) -> None:
        document.styles.add_style("Table Text", 1)
        document.styles.add_style("Table Heading", 1)

    found = body(template(change=add)).xpath(".//w:tbl//w:pStyle/@w:val")
    assert found == ["TableHeading", "TableHeading", "TableText", "TableText"]


def test_text_in_cells_is_not_set_in_like_the_text_around() -> None:
    def indent(document: Document) -> None:
        document.paragraphs[0].paragraph_format.first_line_indent = 200_000

    found = body(template(change=indent), f"a\n\n{TABLE}")
    assert found.xpath("w:p[1]/w:pPr/w:ind/@w:firstLine") == ["315"]
    assert set(found.xpath(".//w:tbl//w:ind/@w:firstLine")) == {"0"}


def test_a_table_in_a_list_stands_below_the_items_text() -> None:
    found = body(template(), "- a\n\n  | x |\n  |-|\n")
    assert found.xpath(".//w:tblInd/@w:w") == ["360"]
    assert int(found.xpath("string(.//w:tblW/@w:w)")) == 8640 - 360


def test_there_is_room_between_a_table_and_the_text_below() -> None:
    found = body(template(), f"{TABLE}\n\nafter")
    assert found.xpath("w:tbl/following-sibling::w:p[1]//w:spacing/@w:before") == ["120"]


def test_more_columns_than_word_can_have_are_a_problem_with_its_place(docx: Docx) -> None:
    wide = "|" + "a|" * 64 + "\n|" + "-|" * 64
    with pytest.raises(RenderError) as caught:
        compile(docx("x", "{{ text | markdown }}")).render({"text": wide})
    assert [(p.code, p.place) for p in caught.value.problems] == [("too-many-columns", "paragraph 2")]
