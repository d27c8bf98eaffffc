"""The objects of docxtpl, given by Python callers, in Word templates of either dialect."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import docx as python_docx
import pytest
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage, Listing, R, RichText, RichTextParagraph

from docgen.engine import compile
from docgen.engine.docxtpl_objects import as_rich
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
Runs = Callable[..., list[tuple[str, str]]]
BOLD = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>x {{r v }} y</w:t></w:r></w:p>"


@pytest.fixture(params=["docgen", "docxtpl"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_rich_text_has_its_own_format_and_no_other(docx: Docx, runs: Runs, dialect: str) -> None:
    value = RichText("a", color="#ff0000", size=20, italic=True)
    value.add("b", bold=True, underline="wave", strike=True, font="Arial", highlight="#00FF00")
    value.add(R("c", superscript=True, rtl=True, lang="ar-SA"))
    data = compile(docx(BOLD), dialect=dialect).render({"v": value})
    assert runs(data) == [
        ("x ", "b"),
        ("a", "i color=ff0000 sz=20 szCs=20"),
        ("b", "rFonts=Arial=Arial=Arial b strike u=wave shd=clear=auto=00FF00"),
        ("c", "vertAlign=superscript rtl lang=ar-SA=ar-SA=ar-SA"),
        (" y", "b"),
    ]


def test_rich_text_without_the_prefix_is_not_lost(docx: Docx, runs: Runs) -> None:
    data = compile(docx("x {{ v }}")).render({"v": RichText("a & <b>", bold=True)})
    assert runs(data) == [("x ", ""), ("a & <b>", "b")]


def test_docxtpls_dialect_shows_rich_text_only_where_docxtpl_does_and_says_so(
    docx: Docx, texts: Texts
) -> None:
    template = compile(docx("a", "x {{ v }}y", "{{r v }}"), dialect="docxtpl")
    result = template.render_result({"v": RichText("rich")})
    assert texts(result.data) == ["a", "x y", "rich"]
    (warning,) = result.warnings
    assert (warning.code, warning.place, warning.tag) == ("rich-text-hidden", "paragraph 2", "{{ v }}")


def test_a_page_break_in_rich_text_is_not_lost_without_the_prefix(docx: Docx, texts: Texts) -> None:
    template = compile(docx("a", "{{ v }}", "b"), dialect="docxtpl")
    assert texts(template.render({"v": RichText("\f")})) == ["a", "", "\n", "", "b"]


def test_line_breaks_tabs_and_paragraphs_in_rich_text(docx: Docx, texts: Texts) -> None:
    value = RichText("a\nb\tc\ad\fe", bold=True)
    assert texts(compile(docx("[{{r v }}]"), dialect="docxtpl").render({"v": value})) == [
        "[a\nb\tc",
        "d",
        "\n",
        "e]",
    ]


def test_a_link_by_its_address_is_a_link_and_by_a_number_is_text(docx: Docx) -> None:
    value = RichText("a", url_id="https://example.org")
    value.add("b", url_id="rId7")
    result = compile(docx("{{r v }}")).render_result({"v": value})
    assert [(w.code, w.place) for w in result.warnings] == [("link-unknown", "paragraph 1")]
    [paragraph] = python_docx.Document(io.BytesIO(result.data)).paragraphs
    assert [(link.text, link.address) for link in paragraph.hyperlinks] == [("a", "https://example.org")]
    assert paragraph.text == "ab"


@pytest.mark.parametrize("more", [{"size": "<"}, {"size": "big"}, {"color": '"'}])
def test_a_format_that_breaks_its_markup_is_a_problem(docx: Docx, more: dict[str, str]) -> None:
    with pytest.raises(RenderError) as caught:
        compile(docx("{{r v }}")).render({"v": RichText("a", **more)})
    assert [(p.code, p.place) for p in caught.value.problems] == [("rich-text", "paragraph 1")]


def test_markup_in_a_format_never_reaches_the_document(docx: Docx, runs: Runs) -> None:
    value = RichText("a", style='"/><w:vanish w:val="')
    assert runs(compile(docx("{{r v }}")).render({"v": value})) == [("a", "")]


def test_a_listing_keeps_the_format_of_its_tag(docx: Docx, texts: Texts, runs: Runs, dialect: str) -> None:
    data = compile(docx(BOLD.replace("{{r", "{{")), dialect=dialect).render({"v": Listing("a & b\nc\ad")})
    assert texts(data) == ["x a & b\nc", "d y"]
    assert {form for _, form in runs(data)} == {"b"}


def test_paragraphs_of_rich_text_take_the_place_of_the_tags_paragraph(docx: Docx, texts: Texts) -> None:
    value = RichTextParagraph("one", parastyle="Title")
    value.add(RichText("two", bold=True))
    template = docx("a", "{{p v }}", "b")
    assert texts(compile(template, dialect="docxtpl").render({"v": value})) == ["a", "one", "two", "b"]


@pytest.mark.parametrize("as_path", [True, False])
def test_an_inline_image_has_the_size_that_is_wished(
    docx: Docx, png: Callable[..., bytes], tmp_path: Path, as_path: bool
) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(png(72, 36))
    template = docx("x {{ v }}", header="{{ v }}")
    source = str(file) if as_path else io.BytesIO(png(72, 36))
    tpl = DocxTemplate(io.BytesIO(template))
    value = InlineImage(tpl, source, width=Cm(5), anchor="https://example.org")
    document = python_docx.Document(io.BytesIO(compile(template, dialect="docxtpl").render({"v": value})))
    [shape] = document.inline_shapes
    assert (shape.width.cm, shape.height.cm) == (5, 2.5)
    [click] = document.element.xpath("//wp:docPr/a:hlinkClick/@r:id")
    assert document.part.rels[click].target_ref == "https://example.org"


def test_an_inline_image_without_a_size_has_that_of_its_file(docx: Docx, png: Callable[..., bytes]) -> None:
    template = docx("{{ v }}")
    value = InlineImage(DocxTemplate(io.BytesIO(template)), io.BytesIO(png(72, 36)))
    document = python_docx.Document(io.BytesIO(compile(template).render({"v": value})))
    assert [(s.width.inches, s.height.inches) for s in document.inline_shapes] == [(1, 0.5)]


def test_a_file_that_is_not_there_is_a_problem(docx: Docx) -> None:
    template = docx("{{ v }}")
    value = InlineImage(DocxTemplate(io.BytesIO(template)), "/nowhere/a.png")
    with pytest.raises(RenderError) as caught:
        compile(template).render({"v": value})
    assert [(p.code, p.tag) for p in caught.value.problems] == [("not-an-image", "{{ v }}")]
    assert "nowhere" not in str(caught.value)


def test_where_formatting_cannot_stand_the_text_does(docx: Docx) -> None:
    link = '<w:p><w:hyperlink w:tooltip="{{ v }}"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>'
    data = compile(docx(link)).render({"v": RichText("a & b", bold=True)})
    assert python_docx.Document(io.BytesIO(data)).element.xpath("//w:hyperlink/@w:tooltip") == ["a & b"]


def test_docxtpl_is_not_imported_for_values_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "docxtpl")
    assert as_rich(object()) is None
    assert "docxtpl" not in sys.modules
