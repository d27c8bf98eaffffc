"""Markup that a Python caller gives, or that filters make: nothing of it reaches a file unread."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from docgen.engine import Compiled, compile

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
Runs = Callable[..., list[tuple[str, str]]]
BROKEN = ["</w:t>", "<", "&", "<w:t", "</w:p><w:p>", "<?docgen-value 0?>", "<b>", "]]>", "&nbsp;", "\a", "x"]


def test_markup_without_tags_is_the_text_it_means(docx: Docx, texts: Texts) -> None:
    assert texts(compile(docx("{{ v }}|{{ v ~ 1 }}")).render({"v": Markup("a &amp; b & c")})) == [
        "a & b & c|a & b & c1"
    ]


def test_markup_of_runs_becomes_runs(docx: Docx, runs: Runs) -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>b</w:t></w:r>"
    template = compile(docx("a {{ v }} c"), dialect="docxtpl")
    expected = [("a ", ""), ("b", "b"), (" c", "")]
    assert runs(template.render({"v": Markup(bold)})) == expected
    broken_out = Markup(f'</w:t></w:r>{bold}<w:r><w:t xml:space="preserve">')
    assert [run for run in runs(template.render({"v": broken_out})) if run[0]] == expected


def test_markup_of_paragraphs_takes_the_place_of_its_tags_paragraph(docx: Docx, texts: Texts) -> None:
    markup = Markup("<w:p><w:r><w:t>a</w:t></w:r></w:p><w:p/>")
    assert texts(compile(docx("x", "{{p v }}"), dialect="docxtpl").render({"v": markup})) == ["x", "a", ""]


@pytest.mark.parametrize(
    ("markup", "text"),
    [("a<w:br/>b", "a\nb"), ("<b>bold</b> text", "bold text"), ("<b>bold", "bold"), ("1 < 2 > 3", "1 3")],
)
def test_other_markup_is_its_text(docx: Docx, texts: Texts, markup: str, text: str) -> None:
    assert texts(compile(docx("{{ v }}")).render({"v": Markup(markup)})) == [text]


@pytest.mark.parametrize(
    "tags",
    [
        "{% call v.format() %}{% endcall %}",
        "{% filter striptags %}{{ v }}{% endfilter %}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(v) }}",
        "{% set x %}{{ v }}{% endset %}{{ x }}",
        "{{ [v, v] | join }}",
        "{{ v | e }}",
        "{{ v | replace(v, v) }}",
    ],
)
@pytest.mark.parametrize("value", ["<w:p>&amp;", Markup("</w:t>")])
def test_no_way_of_a_value_makes_it_markup(docx: Docx, texts: Texts, tags: str, value: str) -> None:
    [text] = texts(compile(docx(f"[{tags}]"), dialect="docxtpl").render({"v": value}))
    assert (text[0], text[-1]) == ("[", "]")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(BROKEN), max_size=5), st.sampled_from(["docgen", "docxtpl"]))
def test_whatever_markup_is_given_the_file_is_sound(parts: list[str], dialect: str) -> None:
    template = io.BytesIO()
    document = python_docx.Document()
    document.add_paragraph("a {{ v }}")
    document.add_paragraph("{{p v }}")
    document.save(template)
    compiled = COMPILED.setdefault(dialect, compile(template.getvalue(), dialect=dialect))
    value = Markup("".join(parts))
    made = python_docx.Document(io.BytesIO(compiled.render({"v": value})))
    assert made.paragraphs[0].text.startswith("a ")


COMPILED: dict[str, Compiled] = {}
