"""Contents of a Word file list the headings that the document has."""

from __future__ import annotations

import io

import docx
import pytest
from lxml import etree

from docgen.engine import compile
from docgen.engine.values import Subdocument

from .outlined import (
    W,
    body,
    bookmark,
    contents,
    field,
    heading,
    line,
    lines,
    numbering,
    places,
    report,
    simple,
    styles,
    text,
    toc,
    value,
    w,
)

CHAPTERS = {"chapters": [{"title": "Aims", "parts": ["Scope", "Method"]}, {"title": "R&D <b>", "parts": []}]}
LOOP = (
    "{%p for c in chapters %}",
    heading(1, "{{ c.title }}"),
    "{%p for part in c.parts %}",
    heading(2, "{{ part }}"),
    "{%p endfor %}",
    "{%p endfor %}",
)


def rendered(data: bytes, context: dict[str, object] | None = None) -> bytes:
    return compile(data).render(CHAPTERS if context is None else context)


def titles(data: bytes) -> list[str]:
    return [entry.rpartition("\t")[0] for entry in contents(data)]


def test_contents_list_the_headings_that_loops_made() -> None:
    made = rendered(report(toc('TOC \\o "1-3" \\h \\z \\u'), *LOOP))
    assert titles(made) == ["Aims", "Scope", "Method", "R&D <b>"]


def test_entries_with_tags_of_a_loop_are_no_missing_fields() -> None:
    old = text("{{ c.title }}\t3", style="T1"), text("{{ part }}\t4", style="T2")
    assert titles(rendered(report(toc('TOC \\o "1-2"', *old), *LOOP)))[0] == "Aims"


def test_levels_outside_of_the_range_are_left_out() -> None:
    assert titles(rendered(report(toc('TOC \\o "1-1"'), *LOOP))) == ["Aims", "R&D <b>"]


def test_a_heading_that_a_condition_took_away_is_not_listed() -> None:
    made = rendered(
        report(toc("TOC \\o"), "{%p if no %}", heading(1, "Gone"), "{%p endif %}", heading(1, "{{ a }}")),
        {"no": False, "a": "Here"},
    )
    assert titles(made) == ["Here"]


def test_each_entry_leads_to_its_heading() -> None:
    made = body(rendered(report(toc('TOC \\o "1-3" \\h'), *LOOP)))
    anchors = [link.get(w("anchor"), "") for link in made.iter(w("hyperlink"))]
    assert [places(made)[anchor] for anchor in anchors] == ["Aims", "Scope", "Method", "R&D <b>"]


def test_a_heading_keeps_the_bookmark_it_has() -> None:
    made = body(rendered(report(toc("TOC \\o \\h"), heading(1, bookmark("_Toc42", "{{ a }}"))), {"a": "A"}))
    assert [b.get(w("name")) for b in made.iter(w("bookmarkStart"))] == ["_Toc42"]


def test_entries_look_as_those_of_the_template_do() -> None:
    tabs = '<w:tabs><w:tab w:val="right" w:leader="hyphen" w:pos="5000"/></w:tabs>'
    old = text("Old\t9", style="T1", properties=tabs).replace("<w:r>", "<w:r><w:rPr><w:i/></w:rPr>")
    made = body(rendered(report(toc("TOC \\o", old), *LOOP)))
    first = next(p for p in made.iter(w("p")) if "Aims" in line(p))
    assert value(first, "pPr/tabs/tab", "leader") == "hyphen"
    shown = next(r for r in first.iter(w("r")) if r.find(w("t")) is not None)
    assert shown.find(f"{w('rPr')}/{w('i')}") is not None


def test_without_entries_in_the_template_they_take_the_styles_and_a_dotted_tab() -> None:
    made = body(rendered(report(toc("TOC \\o"), *LOOP)))
    second = next(p for p in made.iter(w("p")) if line(p).startswith("Scope\t"))
    assert value(second, "pPr/pStyle") == "T2"
    assert (value(second, "pPr/tabs/tab"), value(second, "pPr/tabs/tab", "leader")) == ("right", "dot")


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((("decimal", "%1"), ("decimal", "%1.%2")), ["1\tAims", "1.1\tScope", "1.2\tMethod", "2\tR&D <b>"]),
        (
            (("chineseCountingThousand", "第%1章"), ("lowerLetter", "%2)")),
            ["第一章\tAims", "a)\tScope", "b)\tMethod", "第二章\tR&D <b>"],
        ),
    ],
)
def test_numbers_of_headings_stand_in_the_contents(
    levels: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    data = report(toc("TOC \\o"), *LOOP, styles=styles(numbered=True), numbering=numbering(*levels))
    assert titles(rendered(data)) == expected


def test_styles_named_in_the_field_are_listed() -> None:
    own = styles().replace(
        "</w:styles>",
        '<w:style w:type="paragraph" w:styleId="X"><w:name w:val="Annex"/></w:style></w:styles>',
    )
    data = report(toc('TOC \\o "1-1" \\t "Annex,2"'), *LOOP, text("More", style="X"), styles=own)
    assert titles(rendered(data)) == ["Aims", "R&D <b>", "More"]


def test_paragraphs_with_an_outline_level_are_listed_where_the_field_asks_for_them() -> None:
    level = '<w:outlineLvl w:val="0"/>'
    data = report(toc('TOC \\o "1-2" \\u'), text("{{ a }}", properties=level))
    assert titles(rendered(data, {"a": "Level"})) == ["Level"]


def test_page_numbers_may_be_left_out() -> None:
    made = rendered(report(toc("TOC \\o \\n"), *LOOP))
    assert lines(made)[:4] == ["Aims", "Scope", "Method", "R&D <b>"]


def test_only_the_part_that_a_bookmark_covers_is_listed() -> None:
    opening, _, closing = bookmark("part", "|").partition(r'<w:r><w:t xml:space="preserve">|</w:t></w:r>')
    data = report(
        toc("TOC \\o \\b part"), heading(1, "A{{ x }}"), opening, heading(1, "B"), closing, heading(1, "C")
    )
    assert titles(rendered(data, {"x": ""})) == ["B"]


def test_a_table_of_figures_lists_the_captions_of_its_sequence() -> None:
    caption = text("Figure ", field("SEQ Figure \\* ARABIC", "1"), ": {{ f }}")
    table = text("Table ", field("SEQ Table", "1"), ": T")
    data = report(toc('TOC \\h \\z \\c "Figure"'), "{%p for f in figures %}", caption, "{%p endfor %}", table)
    assert titles(rendered(data, {"figures": ["Costs", "Gains"]})) == ["Figure 1: Costs", "Figure 2: Gains"]


def test_a_simple_field_is_filled_as_well() -> None:
    data = report(text(simple('TOC \\o "1-2"', "Press F9")), *LOOP)
    made = rendered(data)
    assert titles(made) == ["Aims", "Scope", "Method", "R&D <b>"]
    assert "Press F9" not in lines(made)


def test_contents_in_a_content_control_stay_in_it() -> None:
    control = f"<w:sdt><w:sdtContent>{text('Contents')}{toc('TOC ' + chr(92) + 'o')}</w:sdtContent></w:sdt>"
    made = body(rendered(report(control, *LOOP)))
    inside = next(made.iter(w("sdtContent")))
    assert [line(p).partition("\t")[0] for p in inside.iter(w("p"))][:5] == [
        "Contents",
        "Aims",
        "Scope",
        "Method",
        "R&D <b>",
    ]


def test_a_document_without_headings_has_empty_contents_and_a_warning() -> None:
    made = compile(report(toc("TOC \\o"), "{{ a }}")).render_result({"a": "A"})
    assert lines(made.data) == ["A"]
    assert "contents-empty" in [warning.code for warning in made.warnings]


def test_word_is_not_told_to_renew_fields_with_a_question() -> None:
    wishes = '<w:updateFields w:val="true"/><w:zoom w:percent="100"/>'
    settings = f'<w:settings xmlns:w="{W}">{wishes}</w:settings>'
    made = rendered(report(toc("TOC \\o"), *LOOP, settings=settings))
    document = docx.Document(io.BytesIO(made))
    assert [child.tag for child in document.settings.element] == [w("zoom")]


def test_a_template_without_contents_is_not_read_again() -> None:
    compiled = compile(report(*LOOP))
    assert not compiled.prepared.contents.needed  # type: ignore[attr-defined]  # of a Word template


def test_fields_stay_whole_whatever_the_headings_hold() -> None:
    odd: dict[str, object] = {"chapters": [{"title": "\t \n", "parts": ["{{ x }}", 'TOC \\o "1"']}]}
    made = body(rendered(report(toc("TOC \\o \\h"), *LOOP), odd))
    kinds = [mark.get(w("fldCharType")) for mark in made.iter(w("fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 3
    assert etree.tostring(made)


def test_headings_in_styles_and_lists_of_an_inserted_file_are_listed_with_their_labels() -> None:
    own = styles(numbered=True).replace('"H1"', '"Part"').replace('"heading 1"', '"Part of ours"')
    part = report(text("Annex", style="Part"), styles=own, numbering=numbering(("upperLetter", "%1.")))
    made = rendered(report(toc('TOC \\o "1-2" \\u'), heading(1, "Aims"), "{{ v }}"), {"v": Subdocument(part)})
    assert titles(made) == ["Aims", "A.\tAnnex"]
