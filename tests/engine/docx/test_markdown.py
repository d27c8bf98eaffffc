"""Markdown in the styles of a Word template."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx as python_docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.engine import Compiled, compile
from docgen.engine.markdown import read_markdown
from docgen.errors import DocgenError, RenderError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
Runs = Callable[..., list[tuple[str, str]]]
TAG = "{{ text | markdown }}"


def template(
    *paragraphs: tuple[str, str] | str, change: Callable[[Document], object] = lambda _: None
) -> Compiled:
    """Compile a template with Word's usual styles; a paragraph is a text, or a text and its style."""
    document, out = python_docx.Document(), io.BytesIO()
    for paragraph in paragraphs or (TAG,):
        text, style = (paragraph, None) if isinstance(paragraph, str) else paragraph
        document.add_paragraph(text, style)
    change(document)
    document.save(out)
    return compile(out.getvalue())


def made(compiled: Compiled, text: object, **data: object) -> Document:
    return python_docx.Document(io.BytesIO(compiled.render({"text": text, **data})))


def styles(document: Document) -> list[tuple[str, str]]:
    return [(p.style.name if p.style else "", p.text) for p in document.paragraphs]


def without(*names: str) -> Callable[[Document], None]:
    """Return what takes styles out of a template."""

    def change(document: Document) -> None:
        for name in names:
            element = document.styles[name].element
            element.getparent().remove(element)

    return change


def codes(compiled: Compiled, text: object) -> list[str]:
    return [problem.code for problem in compiled.render_result({"text": text}).warnings]


# -- headings ----------------------------------------------------------------


def test_headings_take_the_templates_heading_styles() -> None:
    assert styles(made(template(), "# A\n\ntext\n\n### B")) == [
        ("Heading 1", "A"),
        ("Normal", "text"),
        ("Heading 3", "B"),
    ]


def test_headings_go_below_the_heading_that_the_tag_stands_under() -> None:
    compiled = template(("Chapter", "Heading 1"), ("Part", "Heading 2"), "intro", TAG)
    assert styles(made(compiled, "## A\n\n### B"))[3:] == [("Heading 3", "A"), ("Heading 4", "B")]


def test_a_tag_may_say_the_level_of_its_highest_heading() -> None:
    compiled = template(("Chapter", "Heading 1"), "{{ text | markdown(heading=4) }}")
    assert styles(made(compiled, "# A\n\n## B"))[1:] == [("Heading 4", "A"), ("Heading 5", "B")]


def test_several_texts_under_one_heading_begin_at_the_same_level() -> None:
    compiled = template(
        ("Chapter", "Heading 1"), "{% for t in text %}", TAG.replace("text", "t"), "{% endfor %}"
    )
    assert styles(made(compiled, ["# A", "# B"]))[1:] == [("Heading 2", "A"), ("Heading 2", "B")]


def test_a_style_is_found_by_its_name_whatever_its_id_is() -> None:
    def translate(document: Document) -> None:
        document.styles["Heading 1"].element.set(qn("w:styleId"), "berschrift1")

    document = made(template(change=translate), "# A")
    assert document.element.xpath("string(//w:pStyle/@w:val)") == "berschrift1"


def test_without_heading_styles_headings_are_bold_with_one_warning_a_level() -> None:
    compiled = template(change=without("heading 1"))
    document = made(compiled, "# A\n\n# B")
    assert [(p.text, p.runs[0].bold, p.paragraph_format.keep_with_next) for p in document.paragraphs] == [
        ("A", True, True),
        ("B", True, True),
    ]
    assert codes(compiled, "# A\n\n# B") == ["style-unknown"]


def test_headings_in_lists_and_quotations_are_bold_text() -> None:
    assert styles(made(template(), "- # A\n\n> # B")) == [("List Bullet", "A"), ("Quote", "B")]


# -- text --------------------------------------------------------------------


def test_text_looks_like_the_paragraph_of_the_tag(docx: Docx, runs: Runs) -> None:
    tag = f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:i/></w:rPr><w:t>{TAG}</w:t></w:r></w:p>'
    data = compile(docx(tag)).render({"text": "a **b**\n\nc"})
    assert runs(data) == [("a ", "i"), ("b", "b i"), ("c", "i")]
    assert [p.alignment for p in python_docx.Document(io.BytesIO(data)).paragraphs] == [2, 2]


def test_formats_stand_amid_other_text_with_a_warning_if_anything_is_left_out(docx: Docx, runs: Runs) -> None:
    compiled = compile(docx(f"see {TAG}!"))
    assert runs(compiled.render({"text": "a *b*"})) == [("see ", ""), ("a ", ""), ("b", "i"), ("!", "")]
    assert codes(compiled, "a *b*") == []
    assert runs(compiled.render({"text": "a\n\n- b"})) == [("see ", ""), ("a", ""), ("!", "")]
    assert codes(compiled, "a\n\n- b") == ["blocks-in-text"]


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_text_leaves_no_paragraph(docx: Docx, texts: Texts, value: object) -> None:
    assert texts(compile(docx("a", TAG, "b")).render({"text": value})) in (["a", "b"], ["a", "", "b"])


def test_plain_data_needs_no_filter(docx: Docx, texts: Texts, runs: Runs) -> None:
    data = compile(docx("{{ text }}")).render({"text": {"markdown": "**a**\n\nb"}})
    assert texts(data) == ["a", "b"]
    assert runs(data)[0] == ("a", "b")


def test_what_is_no_text_is_a_problem_with_its_place(docx: Docx) -> None:
    with pytest.raises(RenderError) as caught:
        compile(docx("x", TAG)).render({"text": 3})
    assert [(p.code, p.place) for p in caught.value.problems] == [("wrong-type", "paragraph 2")]


def test_code_takes_the_templates_style_for_it() -> None:
    def add(document: Document) -> None:
        document.styles.add_style("Code", 1)
        document.styles.add_style("Inline Code", 2)

    document = made(template(change=add), "`a`\n\n```\nb\n  c\n```")
    assert styles(document) == [("Normal", "a"), ("Code", "b\n  c")]
    assert [run.style.name for run in document.paragraphs[0].runs if run.style] == ["Inline Code"]


def test_without_a_style_code_is_set_in_a_typewriters_font() -> None:
    document = made(template(change=without("macro")), "`a`\n\n```\nb\n```")
    assert [run.font.name for p in document.paragraphs for run in p.runs] == ["Courier New"] * 2


def test_quotations_take_their_style_or_are_set_in() -> None:
    assert styles(made(template(), "> a")) == [("Quote", "a")]
    [paragraph] = made(template(change=without("Quote")), ">> a").paragraphs
    assert paragraph.paragraph_format.left_indent.cm == pytest.approx(2, abs=0.01)


def test_a_rule_is_a_line_below_an_empty_paragraph() -> None:
    document = made(template(), "a\n\n---")
    assert [bool(p._p.xpath("w:pPr/w:pBdr/w:bottom")) for p in document.paragraphs] == [False, True]


def test_links_have_addresses_and_their_style() -> None:
    def add(document: Document) -> None:
        document.styles.add_style("Hyperlink", 2)

    document = made(template(change=add), "[**a**](https://e.org) [b](javascript:x)")
    [link] = document.paragraphs[0].hyperlinks
    assert (link.address, link.text, link.runs[0].bold) == ("https://e.org", "a", True)
    assert link.runs[0].style is not None and link.runs[0].style.name == "Hyperlink"
    assert codes(template(), "[b](javascript:x)") == ["address-refused"]


def test_a_warning_names_the_place_of_the_tag() -> None:
    [warning] = template("x", TAG).render_result({"text": "[b](javascript:x)"}).warnings
    assert (warning.place, warning.tag) == ("paragraph 2", TAG)


# -- pictures ----------------------------------------------------------------


def test_pictures_are_not_wider_than_the_text(picture: Callable[..., dict[str, object]]) -> None:
    document = made(
        template(),
        {
            "markdown": "![a](asset:wide) ![b](asset:small)",
            "pictures": {"wide": picture(2000, 100), "small": picture(96, 48)},
        },
    )
    section: Any = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    wide, small = document.inline_shapes
    assert wide.width == pytest.approx(room, abs=1000)
    assert (small.width.inches, small.height.inches) == (1, 0.5)


def test_pictures_in_a_cell_are_not_wider_than_the_cell(
    docx: Docx, picture: Callable[..., dict[str, object]]
) -> None:
    compiled = compile(docx("{{ v }}"))
    value = {"markdown": "| a | b |\n|-|-|\n| ![a](asset:p) | text |", "pictures": {"p": picture(2000, 100)}}
    document = python_docx.Document(io.BytesIO(compiled.render({"v": value})))
    [shape] = document.inline_shapes
    width = int(document.tables[0]._tbl.xpath("string(.//w:gridCol[1]/@w:w)"))
    assert shape.width / 635 < width


# -- places ------------------------------------------------------------------


@pytest.mark.parametrize("part", ["header", "footer", "footnotes"])
def test_markdown_works_outside_of_the_body_where_headings_are_bold(
    docx: Docx, texts: Texts, runs: Runs, part: str
) -> None:
    result = compile(docx("body", **{part: TAG})).render_result({"text": "# A\n\n1. b\n\n| c |\n|-|"})
    name = f"word/{part if part == 'footnotes' else f'{part}1'}.xml"
    assert texts(result.data, name) == ["A", "b", "c", ""]
    assert runs(result.data, name)[0] == ("A", "b")
    assert result.warnings == []


def test_markdown_works_in_cells_text_boxes_and_loops(docx: Docx, texts: Texts) -> None:
    inner = f"<w:txbxContent><w:p><w:r><w:t>{TAG}</w:t></w:r></w:p></w:txbxContent>"
    box = f"<w:p><w:r><w:pict>{inner}</w:pict></w:r></w:p>"
    template = docx([["{%tr for t in all %}"], ["{{ t | markdown }}"], ["{%tr endfor %}"]], box)
    data = compile(template).render({"text": "# A\n\nb", "all": ["- c\n- d", "| e |\n|-|"]})
    assert texts(data) == ["c", "d", "e", "", "Ab", "A", "b"]


def test_markdown_works_with_other_prefixes(docx: Docx, texts: Texts) -> None:
    names = 'xmlns:q="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    data = compile(docx(f"<q:p {names}><q:r><q:t>{TAG}</q:t></q:r></q:p>")).render({"text": "a\n\n- b"})
    assert texts(data) == ["a", "b"]


def test_a_workbook_and_an_attribute_get_the_plain_text(docx: Docx) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.create_sheet("S", 0).append([TAG, f"x {TAG}"])
    book.save(file)
    sheet = openpyxl.load_workbook(io.BytesIO(compile(file.getvalue()).render({"text": "**a**\n\n- b"})))["S"]
    assert list(sheet.values) == [("a\n• b", "x a\n• b")]
    core = f'<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TAG}</dc:title></p>'
    data = compile(docx("x", core=core)).render({"text": "**a**"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<dc:title>a</dc:title>" in archive.read("docProps/core.xml")


# -- whatever is written -------------------------------------------------------

MARKS = ["#", "- ", "1. ", "> ", "**", "`", "```\n", "| a |\n|-|\n", "[x](y)", "\n\n", "    ", "---\n"]
HOSTILE = ["客户", "</w:t>", "{{ x }}", "\a", "\f", "\ufdd0", "<?docgen-value 0?>"]
WRITTEN = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(MARKS + HOSTILE), max_size=40).map("".join)
)
SOLID = template(TAG, "x {{ text | markdown }} y")


@settings(max_examples=80, deadline=None)
@given(WRITTEN)
def test_any_text_gives_a_sound_document_that_shows_it(text: str) -> None:
    try:
        data = SOLID.render({"text": text})
    except DocgenError as error:
        assert all(problem.place for problem in error.problems)
        return
    body = python_docx.Document(io.BytesIO(data)).element.body
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert_sound(body, etree.fromstring(archive.read("word/numbering.xml")))
    shown = "".join(node.text or "" for block in body[:-2] for node in block.iter(qn("w:t")))
    expected = "".join(str(block) for block in read_markdown(text).items)
    assert squeezed(shown) == squeezed(expected)


def squeezed(text: str) -> str:
    """Return what of a text any document shows: neither white space nor what XML cannot hold."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def assert_sound(body: Any, numbering: Any) -> None:
    """Check what Word insists on and a reader forgives."""
    known = {num.get(qn("w:numId")) for num in numbering.iter(qn("w:num"))}
    assert set(body.xpath(".//w:numId/@w:val")) <= known
    for table in body.iter(qn("w:tbl")):
        columns = len(table.xpath("w:tblGrid/w:gridCol"))
        assert {len(row.xpath("w:tc")) for row in table.iter(qn("w:tr"))} == {columns}
        assert table.getnext().tag == qn("w:p")
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))
