"""One document in many spellings of XML: prefixes, references, CDATA, comments, instructions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import docx as python_docx
import pytest
from lxml import etree

from docgen.engine import compile

from .conftest import members_of, repacked
from .shorthand import cell, p, row, table

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = "word/document.xml"
CONTEXT = {"name": "Ann\tB\fC\nD", "rows": ["p", "q"], "no": False}
EMPTIED = cell(p("{% if no %}"), p(), p("{% endif %}"))
BODY = (
    p("Dear {{ na", "me }}")
    + table(row("{% for x in rows %}"), row("{{ x }}"), row("{% endfor %}"))
    + table(row(EMPTIED, "y"))
)


def spelt(xml: str) -> str:
    """Return XML of which the prefix w is another one, x."""
    return re.sub(r"(</?| )w:", r"\1x:", xml).replace("xmlns:w=", "xmlns:x=")


def unprefixed(xml: str) -> str:
    """Return XML whose elements stand in the default namespace; attributes keep their prefix."""
    return re.sub(r"(</?)w:", r"\1", xml).replace("<document ", f'<document xmlns="{W}" ')


def mixed(xml: str) -> str:
    """Return XML that declares a second prefix where it uses it, on the texts."""
    return re.sub(r"<w:t>([^<]*)</w:t>", rf'<b:t xmlns:b="{W}">\1</b:t>', xml)


def bare(xml: str) -> str:
    """Return XML in which no prefix is bound to Word's names, so that attributes cannot have any."""
    return unprefixed(xml).replace(f'xmlns:w="{W}" ', "")


@pytest.mark.parametrize("spelling", [spelt, unprefixed, mixed, bare])
def test_a_document_is_the_same_under_any_prefix(docx: Docx, spelling: Callable[[str], str]) -> None:
    template = docx(BODY)
    other = spelling(members_of(template)[DOCUMENT].decode()).encode()
    expected = meaning(compile(template).render(CONTEXT))
    found = meaning(compile(repacked(template, {DOCUMENT: other})).render(CONTEXT))
    if spelling is bare:  # a page break cannot be told from a line break without an attribute
        expected = expected.replace("br page", "br")
    assert found == expected and "Ann tab B br page C br D" in meaning(compile(template).render(CONTEXT))


def meaning(data: bytes) -> str:
    """Return the elements and texts of a document, whatever their prefixes."""
    words: list[str] = []
    for element in etree.fromstring(members_of(data)[DOCUMENT]).iter(etree.Element):
        name = str(etree.QName(element).localname)
        words += [element.text or ""] if name == "t" else [name, *map(str, element.attrib.values())]
    return " ".join(words)


@pytest.mark.parametrize(
    "written",
    [
        "{{ name }}",
        "&#123;&#x7b; name &#125;}",
        "<![CDATA[{{ name }}]]>",
        "{{ <!-- who --> name }}",
        "{{ na<?proof ok?>me }}",
    ],
)
def test_a_tag_is_found_however_its_characters_are_written(docx: Docx, texts: Texts, written: str) -> None:
    template = docx(f"<w:p><w:r><w:t>Dear {written}</w:t></w:r></w:p>")
    assert texts(compile(template).render({"name": "<Ann> & Co"})) == ["Dear <Ann> & Co"]


def test_comments_instructions_declarations_and_unknown_names_stay(docx: Docx) -> None:
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        f'<!-- made by hand --><w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006" xmlns:later="urn:later" xmlns:unused="urn:unused" '
        'mc:Ignorable="later unused" mc:MustUnderstand="" later:attribute="7"><w:body>'
    )
    kept = (
        '<w:p w:rsidR="00A1" later:b="1"><?keep me?><!-- and {{ name }} --><w:r><w:t xml:space="preserve"> a '
        "</w:t></w:r><later:thing><later:text>x</later:text></later:thing></w:p>"
    )
    after = "</w:body></w:document><!-- the end --><?end?>"
    data = repacked(docx("x"), {DOCUMENT: f"{head}{kept}{p('{{ name }}')}{after}".encode()})
    made = members_of(compile(data).render({"name": "Ann"}))[DOCUMENT].decode()
    assert (
        made.replace("?>\n<", "?><", 1)
        == head + kept + p('<w:r><w:t xml:space="preserve">Ann</w:t></w:r>') + after
    )


@pytest.mark.parametrize(
    "inside", ["<!-- <?docgen 0?><?dg-in ?> -->", "<?docgen 7?>", "<?dg-row ?>", "&#xFDD0;0&#xFDD1;"]
)
def test_what_looks_like_a_mark_of_the_engine_does_no_harm(docx: Docx, texts: Texts, inside: str) -> None:
    template = docx(p("{% if yes %}") + f"<w:p>{inside}<w:r><w:t>a</w:t></w:r></w:p>" + p("{% endif %}"))
    made = compile(template).render({"yes": True})
    assert texts(made) == ["a"] and b"{%" not in members_of(made)[DOCUMENT]


MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def two_ways(content: str, number: int = 3) -> str:
    """A text box as Word writes it: as a drawing, and again as VML for older programs."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    drawing = f'<w:drawing><wp:inline {WP}><wp:docPr id="{number}" name="x"/><wps:wsp {WPS}><wps:txbx>{box}'
    vml = f'<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="s{number}"><v:textbox>{box}'
    choice = (
        f'<mc:Choice {WPS} Requires="wps">{drawing}</wps:txbx></wps:wsp></wp:inline></w:drawing></mc:Choice>'
    )
    fallback = f"<mc:Fallback>{vml}</v:textbox></v:shape></w:pict></mc:Fallback>"
    return p(f"<w:r><mc:AlternateContent {MC}>{choice}{fallback}</mc:AlternateContent></w:r>")


def test_both_forms_of_a_text_box_show_the_same(docx: Docx, texts: Texts) -> None:
    inside = p("{{ name }}") + p("{% for x in rows %}") + p("{{ x }}") + p("{% endfor %}")
    made = compile(docx(two_ways(inside))).render({"name": "Ann", "rows": ["p", "q"]})
    assert texts(made)[1:] == ["Ann", "p", "q"] * 2


def test_both_forms_of_a_text_box_in_a_loop_have_ids_of_their_own(docx: Docx, texts: Texts) -> None:
    body = p("{% for x in rows %}") + two_ways(p("{{ x }}")) + p("{% endfor %}")
    made = compile(docx(body)).render({"rows": ["p", "q"]})
    assert [text for text in texts(made) if len(text) == 1] == list("ppqq")
    ids = re.findall(r' id="(.*?)"', members_of(made)[DOCUMENT].decode())
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize("part", ["chart", "core"])
def test_a_value_of_several_lines_keeps_a_chart_and_a_property_whole(docx: Docx, part: str) -> None:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    xml = f'<x:x xmlns:x="urn:x" xmlns:a="{a}"><a:p><a:r><a:t>{{{{ name }}}}</a:t></a:r></a:p></x:x>'
    made = members_of(compile(docx(p("x"), **{part: xml})).render({"name": "one\ntwo <3>"}))
    name = {"chart": "word/charts/chart1.xml", "core": "docProps/core.xml"}[part]
    assert etree.fromstring(made[name]).findtext(f".//{{{a}}}t") == "one two <3>"


def test_lists_are_added_to_a_part_whose_elements_have_no_prefix() -> None:
    document, out = python_docx.Document(), io.BytesIO()
    document.add_paragraph("{{ text | markdown }}")
    document.save(out)
    part = "word/numbering.xml"
    plain = re.sub(r"(</?)w:", r"\1", members_of(out.getvalue())[part].decode())
    plain = plain.replace("<numbering ", f'<numbering xmlns="{W}" ', 1)
    made = compile(repacked(out.getvalue(), {part: plain.encode()})).render({"text": "1. a\n\nb\n\n1. c"})
    ids = {e.get(f"{{{W}}}numId") for e in etree.fromstring(members_of(made)[part]).iter(f"{{{W}}}num")}
    used = {e.get(f"{{{W}}}val") for e in etree.fromstring(members_of(made)[DOCUMENT]).iter(f"{{{W}}}numId")}
    assert len(used) == 2 and used <= ids
