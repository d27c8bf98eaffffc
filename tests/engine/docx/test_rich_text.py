"""Text with formatting amid the text of a Word template."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.engine import Limits, compile
from docgen.engine.values import RichText, Run
from docgen.errors import Problem, RenderError

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
Runs = Callable[..., list[tuple[str, str]]]
Relations = Callable[..., list[tuple[str, str]]]
RED = "<w:r><w:rPr><w:color w:val='FF0000'/></w:rPr><w:t>{}</w:t></w:r>"


def problems_of(call: Callable[[], object]) -> list[Problem]:
    with pytest.raises(RenderError) as caught:
        call()
    return caught.value.problems


def test_runs_stand_amid_the_text_each_in_its_format(docx: Docx, runs: Runs) -> None:
    value = {"rich": ["a ", {"text": "b", "bold": True}, {"text": "c", "colour": "#00ff00", "size": 10.5}]}
    assert runs(compile(docx("x {{ v }} y")).render({"v": value})) == [
        ("x ", ""),
        ("a ", ""),
        ("b", "b"),
        ("c", "color=00FF00 sz=21 szCs=21"),
        (" y", ""),
    ]


def test_runs_keep_the_format_of_the_tag_and_change_what_they_name(docx: Docx, runs: Runs) -> None:
    template = docx(f"<w:p>{RED.format('{{ v }}')}</w:p>")
    value = RichText((Run("a"), Run("b", bold=True, colour="0000FF")))
    assert runs(compile(template).render({"v": value})) == [
        ("a", "color=FF0000"),
        ("b", "b color=0000FF"),
    ]


def test_a_run_can_switch_a_format_off(docx: Docx, runs: Runs) -> None:
    template = docx("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{{ v }}</w:t></w:r></w:p>")
    value = {"rich": [{"text": "a", "bold": False, "underline": False}]}
    assert runs(compile(template).render({"v": value})) == [("a", "b=0 u=none")]


def test_several_values_share_a_run(docx: Docx, runs: Runs) -> None:
    data = {"a": {"rich": "1"}, "b": {"rich": [{"text": "2", "italic": True}]}}
    assert runs(compile(docx("{{ a }}-{{ b }}{{ a }}")).render(data)) == [
        ("1", ""),
        ("-", ""),
        ("2", "i"),
        ("1", ""),
    ]


def test_line_breaks_tabs_and_ends_of_paragraphs(docx: Docx, texts: Texts) -> None:
    value = {"rich": [{"text": "a\nb\tc", "bold": True}, "d\ae"]}
    assert texts(compile(docx("[{{ v }}]")).render({"v": value})) == ["[a\nb\tcd", "e]"]


def test_a_text_that_ends_a_paragraph_divides_it(docx: Docx, texts: Texts) -> None:
    template = docx('<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>[{{ v }}]</w:t></w:r></w:p>')
    data = compile(template).render({"v": "a\ab"})
    assert texts(data) == ["[a", "b]"]
    assert [p.alignment for p in python_docx.Document(io.BytesIO(data)).paragraphs] == [1, 1]


@pytest.mark.parametrize("part", ["header", "footer", "footnotes"])
def test_rich_text_works_outside_of_the_body(docx: Docx, runs: Runs, part: str) -> None:
    data = compile(docx("body", **{part: "{{ v }}"})).render({"v": {"rich": [{"text": "a", "bold": True}]}})
    name = part if part == "footnotes" else f"{part}1"
    assert runs(data, f"word/{name}.xml") == [("a", "b")]


def test_rich_text_works_in_loops_and_tables(docx: Docx, runs: Runs) -> None:
    template = docx([["{%tr for r in rows %}"], ["{{ loop.index }} {{ r }}"], ["{%tr endfor %}"]])
    rows = [{"rich": [{"text": n, "bold": True}]} for n in "ab"]
    assert runs(compile(template).render({"rows": rows})) == [
        ("1 ", ""),
        ("a", "b"),
        ("2 ", ""),
        ("b", "b"),
    ]


def test_rich_text_works_in_macros_and_assignments(docx: Docx, runs: Runs) -> None:
    template = docx("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(v) }}{% set s %}{{ v }}{% endset %}{{ s }}")
    value = {"rich": [{"text": "a", "bold": True}]}
    assert runs(compile(template).render({"v": value})) == [
        ("<", ""),
        ("a", "b"),
        (">", ""),
        ("a", "b"),
    ]


def test_rich_text_works_with_other_prefixes(docx: Docx, runs: Runs) -> None:
    names = 'xmlns:q="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    template = docx(f"<q:p {names}><q:r><q:t>{{{{ v }}}}</q:t></q:r></q:p>")
    assert runs(compile(template).render({"v": {"rich": [{"text": "a", "bold": True}]}})) == [("a", "b")]


def test_links_become_relationships_each_address_once(docx: Docx, relations: Relations) -> None:
    value = {"rich": [{"text": "a", "link": "https://example.org/?a=1&b=2"}]}
    data = compile(docx("{{ v }} {{ v }}", header="{{ v }}")).render({"v": value})
    assert relations(data) == [("hyperlink", "https://example.org/?a=1&b=2")]
    assert relations(data, "word/_rels/header1.xml.rels") == [("hyperlink", "https://example.org/?a=1&b=2")]


def test_a_link_can_lead_to_a_bookmark(docx: Docx) -> None:
    data = compile(docx("{{ v }}")).render({"v": {"rich": [{"text": "a", "link": "#risks"}]}})
    link = python_docx.Document(io.BytesIO(data)).paragraphs[0].hyperlinks[0]
    assert (link.fragment, link.address, link.text) == ("risks", "", "a")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", r"\\server\share"])
def test_links_to_elsewhere_are_refused_at_their_place(docx: Docx, address: str) -> None:
    template = compile(docx("x", "{{ v }}"))
    [problem] = problems_of(lambda: template.render({"v": {"rich": [{"text": "a", "link": address}]}}))
    assert (problem.code, problem.place, problem.tag) == ("address-refused", "paragraph 2", "{{ v }}")


def test_everything_wrong_with_runs_is_told_at_once(docx: Docx) -> None:
    runs = [3, {"text": "a", "bolt": True}, {"text": "b", "colour": "red", "size": 0, "bold": "yes"}]
    problems = problems_of(lambda: compile(docx("{{ v }}")).render({"v": {"rich": runs}}))
    assert {p.code for p in problems} == {"rich-text"}
    assert [p.message.split(",")[0] for p in problems] == [
        "Run 1 is 3",
        "Run 2 has a field bolt.",
        "Run 3: colour is 'red'",
        "Run 3: size is 0",
        "Run 3: bold is 'yes'",
    ]
    assert problems[1].hint == "Did you mean bold?"


def test_an_unknown_style_is_a_warning(docx: Docx, runs: Runs) -> None:
    result = compile(docx("{{ v }}")).render_result({"v": {"rich": [{"text": "a", "style": "Nope"}]}})
    assert runs(result.data) == [("a", "")]
    assert [w.code for w in result.warnings] == ["style-unknown"]


def test_where_formatting_cannot_stand_the_text_does(docx: Docx) -> None:
    core = '<p xmlns:dc="urn:x"><dc:title>{{ v }}</dc:title></p>'
    link = '<w:p><w:hyperlink w:tooltip="{{ v }}"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>'
    data = compile(docx(link, core=core)).render({"v": {"rich": ["a", {"text": "b", "bold": True}]}})
    assert b'w:tooltip="ab"' in part_of(data, "word/document.xml")
    assert b"<dc:title>ab</dc:title>" in part_of(data, "docProps/core.xml")


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_no_text_of_a_run_is_markup_a_tag_or_a_mark_of_the_engine(docx: Docx, texts: Texts) -> None:
    hostile = [
        "</w:t></w:r>",
        "<?docgen-value 0?>",
        "{{ 7*7 }}",
        "\ufdd00\ufdd1",
        "&lt;w:p/&gt;",
        "]]>",
        "<!--",
    ]
    value = {"rich": [{"text": text, "font": '"/><w:x', "lang": "<w>"} for text in hostile]}
    data = compile(docx("{{ v }}", "{{ w }}")).render({"v": value, "w": "<?docgen-value 0?>"})
    assert texts(data) == ["".join(hostile).replace("\ufdd0", "").replace("\ufdd1", ""), "<?docgen-value 0?>"]


def test_a_document_of_too_many_runs_is_refused(docx: Docx) -> None:
    template = compile(docx("{% for x in range(100) %}{{ v }}{% endfor %}"), limits=Limits(steps=1_000))
    assert problems_of(lambda: template.render({"v": {"rich": ["a"] * 50}}))[0].code == "limit"


plain = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8)
flags = {"bold": st.booleans(), "italic": st.booleans(), "strike": st.booleans(), "underline": st.booleans()}
formats = st.fixed_dictionaries(
    {"text": plain},
    optional={
        **flags,
        "colour": st.from_regex(r"[0-9A-F]{6}", fullmatch=True),
        "size": st.integers(2, 400).map(lambda half: half / 2),
        "superscript": st.just(True),
        "font": st.text("abc '\"<&", min_size=1, max_size=4),
    },
)


def written(run: dict[str, Any]) -> tuple[object, ...]:
    """Return what a run asks for, as python-docx reads it."""
    size = run.get("size")
    colour = run.get("colour")
    return (
        run["text"],
        *(run.get(name) for name in flags),
        colour,
        size,
        run.get("superscript"),
        run.get("font"),
    )


def read(run: Any) -> tuple[object, ...]:
    """Return text and format of a run, as python-docx reads them."""
    font = run.font
    colour = str(font.color.rgb) if font.color and font.color.rgb is not None else None
    size = font.size.pt if font.size is not None else None
    switches = (font.bold, font.italic, font.strike, font.underline)
    return (run.text, *switches, colour, size, font.superscript, font.name)


@settings(max_examples=60, deadline=None)
@given(st.lists(formats, max_size=5))
def test_python_docx_reads_back_the_same_runs_and_formats(runs: list[dict[str, Any]]) -> None:
    template = io.BytesIO()
    document = python_docx.Document()
    document.add_paragraph("{{ v }}")
    document.save(template)
    data = COMPILED.setdefault("t", compile(template.getvalue())).render({"v": {"rich": runs}})
    [paragraph] = python_docx.Document(io.BytesIO(data)).paragraphs
    legal = [run | {"text": run["text"].translate(MARKS)} for run in runs]
    assert [read(run) for run in paragraph.runs] == [written(run) for run in legal]


COMPILED: dict[str, Any] = {}
MARKS = dict.fromkeys(range(0xFDD0, 0xFDD4))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=6), max_size=4), st.sampled_from(["docgen", "docxtpl"]))
def test_whatever_the_texts_are_the_file_is_sound(parts: list[str], dialect: str) -> None:
    template = io.BytesIO()
    document = python_docx.Document()
    document.add_paragraph("a{{ v }}b{{ w }}")
    document.save(template)
    compiled = COMPILED.setdefault(dialect, compile(template.getvalue(), dialect=dialect))
    data = compiled.render({"v": {"rich": parts}, "w": "".join(parts)})
    assert python_docx.Document(io.BytesIO(data)).paragraphs[0].text.startswith("a")
