"""What stands around the text of a Word template: page, header, footer, cover, contents, properties."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Emu
from lxml import etree
from PIL import Image, ImageDraw

from tools.templates.word_palette import BLUE, RULE, TEAL
from tools.templates.word_tables import cell, fact_table, grid, lines
from tools.templates.word_xml import Text, cm, field, in_language, paragraph, runs, w

__all__ = ["Entry", "contents", "cover", "furnish", "set_properties"]

_PAGE_WIDTH, _MARGIN = 21.0, 2.5
_BEGUN = dt.datetime(2026, 1, 1)


@dataclass(slots=True)
class Entry:
    """A heading as the contents list it; ``page`` is the page in the document of the sample."""

    level: int
    number: str
    text: str
    bookmark: str
    page: int = 0


def furnish(document: Document, language: str) -> None:
    """Set the page, and write header and footer for every page but the cover."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(_PAGE_WIDTH), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header_distance, section.footer_distance = Cm(1.2), Cm(1.0)
    section.different_first_page_header_footer = True
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    left = "{{ customer.label }}  |  {{ document.title }}"
    _fill(section.header._element, _line("Header", "bottom", left, "{{ provider.label }}"))
    _fill(section.footer._element, _footer(language))
    for story in (section.first_page_header, section.first_page_footer):
        story.is_linked_to_previous = False


def _fill(story: etree._Element, content: etree._Element) -> None:
    for child in list(story):
        story.remove(child)
    story.append(content)


def _line(style: str, side: str, left: str, *right: etree._Element | str) -> etree._Element:
    """Return a line of a header or footer with a rule on one side."""
    line = paragraph(style, left, w("r", w("tab")), *right)
    rule = w(side, val="single", sz=4, space=4, color=RULE)
    line[0].append(w("pBdr", rule))
    return line


def _footer(language: str) -> etree._Element:
    left = (
        '{{ report.confidentiality | label("confidentiality") }}'
        "{% if report.number or report.version %}  |  "
        '{{ report.number or "" }} {{ report.version or "" }}{% endif %}'
    )
    page, pages = field("PAGE", "2"), field("NUMPAGES", "9")
    words = ("第 ", " 页 / 共 ", " 页") if language == "zh" else ("Page ", " of ", "")
    pieces: list[etree._Element | str] = [words[0], *page, words[1], *pages, words[2]]
    return _line("Footer", "top", left, *(piece for piece in pieces if not isinstance(piece, str) or piece))


# -- cover ----------------------------------------------------------------


def cover(
    document: Document, language: str, title: Text, subtitle: Text, facts: Sequence[tuple[Text, Text]]
) -> list[etree._Element]:
    """Return the cover: the provider, a block with the title, and the document's facts."""
    return [
        _masthead(document),
        _space(54),
        _block(in_language(title, language), in_language(subtitle, language)),
        _space(40),
        fact_table(facts, (3.6, 12.4), language),
        paragraph("TableGap"),
    ]


def _space(points: int) -> etree._Element:
    gap = paragraph("TableGap")
    gap[0].append(w("spacing", before=points * 20, after=0, line=160, lineRule="exact"))
    return gap


def _masthead(document: Document) -> etree._Element:
    """Return a line with the provider's logo and name on the left, the customer's logo on the right."""
    table = grid("DocgenLayout", (11.0, 5.0))
    name = paragraph("CoverName", "{{ provider.name }}")
    left = [
        paragraph("CoverName", _logo(document, "provider", 1)),
        name,
        paragraph("TableNote", '{{ provider.department or "" }}'),
    ]
    right = [paragraph("CoverMark", _logo(document, "customer", 2))]
    row = w("tr", w("trPr", w("cantSplit")), cell(11.0, *left), cell(5.0, *right))
    table.append(row)
    return table


def _logo(document: Document, party: str, number: int) -> etree._Element:
    """Return a run with a stand-in picture that gives way to a party's logo, or to nothing."""
    shape = document.add_picture(io.BytesIO(_stand_in()), width=Emu(1_440_000), height=Emu(480_000))
    properties = shape._inline.docPr
    properties.set("id", str(number))
    properties.set("name", f"Logo {number}")
    properties.set("descr", f"{{{{ {party}.logo | image }}}}")
    document.element.body.remove(document.paragraphs[-1]._p)
    run: etree._Element = shape._inline.getparent().getparent()
    return run


def _stand_in() -> bytes:
    picture = Image.new("RGB", (300, 100), "#D5DCE6")
    ImageDraw.Draw(picture).text((130, 40), "LOGO", fill="#5B6776")
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    return data.getvalue()


def _block(title: str, subtitle: str) -> etree._Element:
    """Return the coloured block across the page that grows with its text."""
    content = [
        *lines("{{ engagement.name }}", "CoverLine"),
        *lines(title, "Title"),
        *lines(subtitle, "Subtitle"),
    ]
    table = grid("DocgenLayout", (_PAGE_WIDTH,), indent=-_MARGIN)
    margins = [
        w("top", w=cm(1.2), type="dxa"),
        w("left", w=cm(_MARGIN + 0.15), type="dxa"),
        w("bottom", w=cm(1.2), type="dxa"),
        w("right", w=cm(_MARGIN), type="dxa"),
    ]
    rule = w("bottom", val="single", sz=48, space=0, color=TEAL)
    table.append(w("tr", cell(_PAGE_WIDTH, *content, fill=BLUE, borders=[rule], margins=margins)))
    return table


# -- contents -------------------------------------------------------------


def contents(entries: Sequence[Entry], language: str) -> etree._Element:
    """Return a contents field that is filled already: numbers, texts, links and pages."""
    shown = [_entry(entry) for entry in entries]
    instruction = w("instrText")
    instruction.text = r' TOC \o "1-2" \h \z \u '
    opening = [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", instruction),
        w("r", w("fldChar", fldCharType="separate")),
    ]
    for place, run in enumerate(opening, 1):
        shown[0].insert(place, run)
    title = paragraph("TOCHeading", "目录" if language == "zh" else "Contents")
    end = paragraph("TableGap", w("r", w("fldChar", fldCharType="end")))
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    return w("sdt", w("sdtPr", gallery), w("sdtContent", title, *shown, end))


def _entry(entry: Entry) -> etree._Element:
    number = [*runs(entry.number), w("r", w("tab"))] if entry.number else []
    page = field(f"PAGEREF {entry.bookmark} \\h", str(entry.page))
    link = w(
        "hyperlink", *number, *runs(entry.text), w("r", w("tab")), *page, anchor=entry.bookmark, history=1
    )
    return paragraph(f"Toc{entry.level}", link)


# -- properties -----------------------------------------------------------


def set_properties(document: Document, language: str) -> None:
    """Write the document's properties as tags, so that each document has its own."""
    properties = document.core_properties
    properties.title = "{{ customer.label }} {{ document.title }}"
    properties.subject = "{{ engagement.name }}"
    properties.author = properties.last_modified_by = "{{ provider.name }}"
    properties.comments = properties.keywords = ""
    properties.language = "zh-CN" if language == "zh" else "en-US"
    properties.created = properties.modified = _BEGUN
