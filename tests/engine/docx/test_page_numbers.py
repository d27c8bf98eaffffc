"""Page numbers that a Word file prints, estimated here: where pages are forced to end there is no doubt."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from docgen.engine import Rendered, compile

from .outlined import bookmark, contents, field, heading, last_section, lines, report, section, text, toc

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
ROMAN = '<w:pgNumType w:fmt="lowerRoman"/>'
RESTART = '<w:pgNumType w:start="1"/>'


def rendered(*blocks: str, **parts: str) -> Rendered:
    return compile(report(*blocks, "{{ end }}", last_section(), **parts)).render_result({"end": "", "n": 3})


def numbers(made: Rendered) -> list[str]:
    return [entry.rpartition("\t")[2] for entry in contents(made.data)]


def test_contents_print_the_pages_of_their_headings() -> None:
    made = rendered(toc("TOC \\o"), heading(1, "A"), BREAK, heading(1, "B"), BREAK, BREAK, heading(1, "C"))
    assert numbers(made) == ["1", "2", "4"]


def test_pages_are_numbered_as_their_sections_say() -> None:
    made = rendered(
        *(toc("TOC \\o"), heading(1, "Preface"), BREAK, heading(1, "Thanks"), section(ROMAN)),
        *(heading(1, "One"), BREAK, heading(1, "Two"), section(RESTART)),
        heading(1, "Annex"),
    )
    assert numbers(made) == ["i", "ii", "1", "2", "3"]


def test_a_section_that_begins_on_an_odd_page_skips_one() -> None:
    made = rendered(
        *(toc("TOC \\o"), heading(1, "A"), BREAK, heading(1, "B"), section()),
        *(heading(1, "C"), section('<w:type w:val="oddPage"/>')),
        *(heading(1, "D"), section('<w:type w:val="oddPage"/>')),
        heading(1, "E"),
    )
    assert numbers(made) == ["1", "2", "3", "5", "6"]


def test_a_section_on_the_same_page_goes_on_counting() -> None:
    made = rendered(
        toc("TOC \\o"), heading(1, "A"), section(), heading(1, "B"), section('<w:type w:val="continuous"/>')
    )
    assert numbers(made) == ["1", "1"]


def test_references_to_pages_and_counts_of_pages_are_right_in_the_text() -> None:
    made = rendered(
        text("See page ", field("PAGEREF x \\h"), " of ", field("NUMPAGES")),
        *(BREAK, section(ROMAN)),
        text("This is page ", field("PAGE"), ", in roman ", field("PAGE \\* ROMAN")),
        *(BREAK, text(bookmark("x", "Target"))),
        text(field("SECTIONPAGES"), " pages here"),
    )
    assert lines(made.data) == [
        "See page 4 of 4",
        "This is page 3, in roman III",
        "Target",
        "2 pages here",
    ]


def test_the_properties_of_the_file_say_how_many_pages_it_has() -> None:
    uri = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    app = f'<Properties xmlns="{uri}"><Pages>17</Pages><Words>3</Words></Properties>'
    made = rendered(toc("TOC \\o"), heading(1, "A"), BREAK, heading(1, "B"), app=app)
    with zipfile.ZipFile(BytesIO(made.data)) as archive:
        assert archive.read("docProps/app.xml").decode() == app.replace("17", "2")


def test_numbers_that_are_estimated_come_with_a_warning_and_nothing_else_does() -> None:
    assert [w.code for w in rendered(toc("TOC \\o"), heading(1, "A")).warnings] == ["page-numbers-estimated"]
    assert not rendered(text(bookmark("x", "X")), text(field("REF x"))).warnings


def test_the_same_data_gives_the_same_bytes() -> None:
    blocks = (toc("TOC \\o \\h"), "{%p for i in range(n) %}", heading(1, "A"), "{%p endfor %}")
    assert rendered(*blocks).data == rendered(*blocks).data


@pytest.mark.parametrize(("words", "pages"), [(100, 1), (3_000, 6), (12_000, 22)])
def test_long_texts_are_estimated_near_to_what_they_take(words: int, pages: int) -> None:
    long = ("consulting engagement " * 25).strip()
    made = rendered(toc("TOC \\o"), *[text(long)] * (words // 50), heading(1, "End"))
    assert abs(int(numbers(made)[0]) - pages) <= 1 + pages // 10


def test_rows_that_may_not_break_and_headings_that_keep_with_the_next_move_on() -> None:
    row = '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="9000"/></w:trPr><w:tc>{}</w:tc></w:tr>'
    table = '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>{}</w:tbl>'
    made = rendered(toc("TOC \\o"), heading(1, "A"), table.format(row.format(text("x")) * 2), heading(1, "B"))
    assert numbers(made) == ["1", "2"]


@pytest.mark.parametrize("words", ["word", "many words of it " * 40])
def test_what_a_loop_repeats_takes_the_room_of_the_same_text_written_out(words: str) -> None:
    loop = (text("{%p for i in range(n) %}"), text("{{ words }}"), text("{%p endfor %}"))
    template = compile(report(toc("TOC \\o"), *loop, heading(1, "End"), last_section()))
    written_out = rendered(toc("TOC \\o"), *[text(words)] * 40, heading(1, "End"))
    repeated = [template.render_result({"n": 40, "words": words}) for _ in range(2)]
    assert {*map(tuple, map(numbers, repeated))} == {tuple(numbers(written_out))}


@pytest.mark.parametrize("forged", ["1", "no number", ""])
def test_nothing_of_the_counting_stays_in_the_file(forged: str) -> None:
    shape = f'docgen-shape="{forged}"'
    cell = f"<w:tc><w:p {shape}><w:r><w:t>{{{{ end }}}}</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr {shape}>{cell}</w:tr></w:tbl>"
    made = rendered(toc("TOC \\o"), table, heading(1, "A"))
    with zipfile.ZipFile(BytesIO(made.data)) as archive:
        assert b"docgen" not in archive.read("word/document.xml")
