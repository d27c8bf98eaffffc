"""Chinese values take East Asian fonts and signs; right-to-left runs stay what they are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree

from docgen.engine import compile

from .conftest import members_of, repacked
from .shorthand import p

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCUMENT = "word/document.xml"
TAG = "<w:t>{{ x }}</w:t>"
Docx = Callable[..., bytes]


def run(properties: str, text: str = TAG) -> str:
    return p(f"<w:r><w:rPr>{properties}</w:rPr>{text}</w:r>")


def styled(data: bytes, defaults: str = "", styles: str = "", theme: str = "", language: str = "") -> bytes:
    """Return a file with styles, a theme's minor fonts and the language that chooses among them."""
    w = f'xmlns:w="{W}"'
    defaults = f"<w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault>"
    parts = {
        "styles": f"<w:styles {w}><w:docDefaults>{defaults}</w:docDefaults>{styles}</w:styles>",
        "settings": f"<w:settings {w}>{language}</w:settings>",
        "theme": f'<a:theme xmlns:a="{A}"><a:minorFont>{theme}</a:minorFont></a:theme>',
    }
    entries = "".join(f'<Relationship Id="{n}" Type="{OFFICE}/{n}" Target="{n}.xml"/>' for n in parts)
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = f'<Relationships xmlns="{names}">{entries}</Relationships>'
    files = {f"word/{name}.xml": xml.encode() for name, xml in parts.items()}
    return repacked(data, {"word/_rels/document.xml.rels": rels.encode(), **files})


def fonts_of(data: bytes, language: str = "zh") -> dict[str, str]:
    """Return the fonts of the one run of a document whose value is Chinese."""
    made = members_of(compile(data).render({"x": "“数据”……"}, language=language))[DOCUMENT]
    found = etree.fromstring(made).find(f".//{{{W}}}rFonts")
    return {} if found is None else {k.partition("}")[2]: v for k, v in map(str_pair, found.attrib.items())}


def str_pair(pair: tuple[object, object]) -> tuple[str, str]:
    return str(pair[0]), str(pair[1])


MINOR = '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>'
HANS = '<a:ea typeface=""/><a:font script="Hans" typeface="等线"/>'
CHINESE = '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
JAPANESE = '<w:themeFontLang w:val="en-US" w:eastAsia="ja-JP"/>'
KAI = '<w:rPr><w:rFonts w:eastAsia="楷体"/></w:rPr></w:style>'
PARAGRAPH = f'<w:style w:type="paragraph" w:styleId="P">{KAI}'
BASED = f'<w:style w:type="paragraph" w:styleId="Q"><w:basedOn w:val="P"/></w:style>{PARAGRAPH}'
HINT = {"hint": "eastAsia"}


@pytest.mark.parametrize(
    ("properties", "around", "fonts"),
    [
        ("", {}, {"eastAsia": "宋体"}),
        ('<w:rFonts w:ascii="Arial"/>', {}, {"ascii": "Arial", "eastAsia": "宋体"}),
        ('<w:rFonts w:eastAsia="黑体"/>', {}, {"eastAsia": "黑体"}),
        ("", {"defaults": '<w:rFonts w:eastAsia="黑体"/>'}, {}),
        ('<w:rFonts w:ascii="Arial"/>', {"defaults": '<w:rFonts w:eastAsia="黑体"/>'}, {"ascii": "Arial"}),
        ("", {"defaults": MINOR, "theme": '<a:ea typeface="等线"/>'}, {}),
        ("", {"defaults": MINOR, "theme": HANS, "language": CHINESE}, {}),
        ("", {"defaults": MINOR, "theme": HANS, "language": JAPANESE}, {"eastAsia": "宋体"}),
        ("", {"defaults": MINOR, "theme": HANS}, {"eastAsia": "宋体"}),
        (MINOR, {"theme": HANS}, {"eastAsia": "宋体"}),
        ('<w:rStyle w:val="C"/>', {"styles": f'<w:style w:type="character" w:styleId="C">{KAI}'}, {}),
    ],
)
def test_a_chinese_value_has_a_chinese_font_and_its_signs_are_chinese(
    docx: Docx, properties: str, around: dict[str, str], fonts: dict[str, str]
) -> None:
    assert fonts_of(styled(docx(run(properties)), **around)) == fonts | HINT


@pytest.mark.parametrize("styles", [PARAGRAPH.replace('"P"', '"Q"'), BASED])
def test_the_font_of_the_paragraphs_style_counts(docx: Docx, styles: str) -> None:
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="Q"/></w:pPr><w:r>{TAG}</w:r></w:p>'
    assert fonts_of(styled(docx(paragraph), styles=styles)) == HINT


def test_other_languages_change_nothing_and_each_east_asian_one_has_its_font(docx: Docx) -> None:
    template = styled(docx(run("<w:b/>")))
    assert fonts_of(template, "en") == fonts_of(template, "ru") == {}
    assert fonts_of(template, "ja") == {"eastAsia": "ＭＳ 明朝"} | HINT
    assert fonts_of(template, "zh-TW") == {"eastAsia": "宋体"} | HINT


def test_text_without_a_value_and_a_hint_that_is_there_stay(docx: Docx) -> None:
    fixed = run("<w:b/>", "<w:t>fixed</w:t>")
    template = docx(fixed, run('<w:rFonts w:eastAsia="黑体" w:hint="default"/>'))
    made = members_of(compile(template).render({"x": "数据"}, language="zh"))[DOCUMENT].decode()
    assert fixed in made and '<w:rFonts w:eastAsia="黑体" w:hint="default"/>' in made


def test_fonts_stand_where_the_schema_wants_them(docx: Docx, texts: Callable[..., list[str]]) -> None:
    template = docx(
        run('<w:rStyle w:val="C"/><w:b/>'), p("{% for r in rows %}"), p("{{ r }}"), p("{% endfor %}")
    )
    made = compile(template).render({"x": "数", "rows": ["一\n二", "三"]}, language="zh")
    assert texts(made) == ["数", "一\n二", "三"]
    order = re.findall(r"<w:(rStyle|rFonts|b)\b", members_of(made)[DOCUMENT].decode())
    assert order == ["rStyle", "rFonts", "b", "rFonts", "rFonts"]


@pytest.mark.parametrize(
    "before",
    [
        '<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/><w:lang w:bidi="he-IL"/></w:rPr>'
        "<w:t>{}</w:t></w:r></w:p>",
        '<w:p><w:r><w:rPr><w:bCs/><w:szCs w:val="30"/><w:rtl/><w:cs/></w:rPr><w:t>{}</w:t></w:r></w:p>',
        '<w:p><w:bdo w:val="rtl"><w:r><w:rPr><w:rtl/></w:rPr><w:t>{}</w:t></w:r></w:bdo></w:p>',
    ],
)
def test_right_to_left_runs_keep_all_that_makes_them_so(body: Callable[..., str], before: str) -> None:
    assert body(before.format("{{ a }}"), a="שלום 1") == before.format("שלום 1")


def test_a_right_to_left_tag_cut_into_runs_takes_the_format_of_its_first(body: Callable[..., str]) -> None:
    piece = "<w:r><w:rPr><w:rtl/></w:rPr><w:t>{}</w:t></w:r>"
    assert body(p(piece.format("{{ "), piece.format("a }}")), a="ש") == p(piece.format("ש"))


@pytest.mark.parametrize(
    ("font", "chinese"), [("Arial", "KaiTi"), ("Microsoft YaHei", "Microsoft YaHei"), ("楷体", "楷体")]
)
def test_a_latin_font_of_a_value_leaves_chinese_text_in_the_templates_font(
    docx: Callable[..., bytes], runs: Callable[..., list[tuple[str, str]]], font: str, chinese: str
) -> None:
    tag = '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="KaiTi"/></w:rPr><w:t>{{ a }}</w:t></w:r></w:p>'
    made = compile(docx(tag)).render({"a": {"rich": [{"text": "中文 A", "font": font}]}}, language="zh")
    ((_, format_),) = runs(made)
    assert set(format_.removeprefix("rFonts=").split("=")) == {"eastAsia", font, chinese}
