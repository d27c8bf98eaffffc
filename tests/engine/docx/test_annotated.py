"""The problems of a Word template as comments in a copy of it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from docgen.engine import annotate, check, compile
from docgen.errors import Problem, TemplateError

Docx = Callable[..., bytes]
Members = Callable[[bytes], dict[str, bytes]]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS = {"customer.name": "text", "fee": "number", "risks[].title": "text"}


def marked(data: bytes) -> list[tuple[str, str]]:
    """Return for each comment the text of its range in the body, and its own text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
        comments = etree.fromstring(archive.read("word/comments.xml"))
    found = []
    for comment in comments:
        id_ = comment.get(W + "id")
        inside, texts = False, []
        for element in body.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "t"):
            if element.tag != W + "t":
                inside = element.tag == W + "commentRangeStart" if element.get(W + "id") == id_ else inside
            elif inside:
                texts.append(element.text or "")
        said = "|".join("".join(t.text or "" for t in p.iter(W + "t")) for p in comment.iter(W + "p"))
        found.append(("".join(texts), said.replace("\u200d", "")))
    return found


def annotated(data: bytes, **options: Any) -> bytes:
    return annotate(data, check(data, FIELDS), **options)


@pytest.mark.parametrize(
    "text",
    [
        "Dear {{ custmer }}, hello",
        "{{ custmer }}",
        "Dear {{ c¦ust¦mer }}¦, hello",
        "a{{ fee }}b{{ custmer }}c",
    ],
)
def test_a_comment_stands_at_the_very_tag(docx: Docx, text: str, texts: Callable[..., list[str]]) -> None:
    made = annotated(docx("Plan", text))
    assert marked(made) == [("{{ custmer }}", "There is no field custmer.|Did you mean customer?")]
    assert texts(made)[:2] == ["Plan", text.replace("¦", "")]


def test_a_cut_run_keeps_its_format_on_all_sides(docx: Docx) -> None:
    bold = '<w:p><w:r w:rsidR="0A"><w:rPr><w:b/></w:rPr><w:t>a {{ custmer }} b</w:t><w:tab/></w:r></w:p>'
    paragraph = Document(io.BytesIO(annotated(docx(bold)))).paragraphs[0]
    assert [(run.text, run.bold) for run in paragraph.runs if run.text] == [
        ("a ", True),
        ("{{ custmer }}", True),
        (" b\t", True),
    ]


def test_several_problems_at_one_place_are_several_comments(docx: Docx) -> None:
    made = annotated(docx("{{ custmer | mony }} {{ custmer }}", [["{{ fee }}", "{{ nobody }}"]]))
    assert sorted(tag for tag, _ in marked(made)) == [
        "{{ custmer | mony }}",
        "{{ custmer | mony }}",
        "{{ custmer }}",
        "{{ nobody }}",
    ]


def test_what_cannot_hold_comments_is_told_in_the_body_with_its_place(docx: Docx) -> None:
    reference = '<w:p><w:r><w:t>Note</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    box = (
        "<w:p><w:r><w:t>Box</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{{ inside }}</w:t></w:r>"
        "</w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    template = docx("First", reference, box, header="{{ above }}", footnotes="{{ below }}")
    found = {said.split("|")[0]: tag for tag, said in marked(annotated(template))}
    assert found == {
        "header, paragraph 1, {{ above }}": "First",
        "footnotes, note 2, {{ below }}": "Note",
        "text box in paragraph 3, {{ inside }}": "Box{{ inside }}",
    }


def test_nothing_but_comments_is_added_and_the_same_input_gives_the_same_bytes(
    docx: Docx, members: Members
) -> None:
    template = docx("{{ custmer }}", header="{{ fee }}")
    made, again = annotated(template), annotated(template)
    before, after = members(template), members(made)
    assert made == again
    assert set(after) - set(before) == {"word/comments.xml", "word/_rels/document.xml.rels"}
    assert {name for name in before if before[name] != after[name]} == {
        "word/document.xml",
        "[Content_Types].xml",
    }


def test_comments_bear_the_date_they_are_given(docx: Docx, members: Members) -> None:
    made = annotated(docx("{{ custmer }}"), moment=dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC))
    comments = members(made)["word/comments.xml"].decode()
    assert 'w:author="docgen" w:initials="dg" w:date="2026-03-01T09:30:00Z"' in comments


def with_own_comment() -> bytes:
    document = Document()
    paragraph = document.add_paragraph("Look: {{ custmer }}")
    document.add_comment(paragraph.runs, text="Mind the tone.", author="Ann", initials="A")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_comments_of_others_stay_and_earlier_remarks_give_way() -> None:
    template = with_own_comment()
    made = annotated(template)
    comments = list(Document(io.BytesIO(made)).comments)
    assert [(c.author, c.text.split("\n")[0]) for c in comments] == [
        ("Ann", "Mind the tone."),
        ("docgen", "There is no field custmer."),
    ]
    assert annotate(made, check(made, FIELDS)) == made
    assert "docgen" not in [c.author for c in Document(io.BytesIO(annotate(made, []))).comments]


def test_the_annotated_copy_has_the_same_problems_and_works_once_they_are_mended(
    docx: Docx, texts: Callable[..., list[str]], members: Members, repack: Callable[..., bytes]
) -> None:
    template = docx("{% for r in risks %}", "{{ r.titel }} { fee }", "{%endfor%}", "{{ fee")
    made = annotated(template)
    assert check(made, FIELDS) == check(template, FIELDS)
    body = members(made)["word/document.xml"]
    mended = repack(made, {"word/document.xml": body.replace(b"titel", b"title").replace(b"{{ fee", b"fee")})
    document = compile(mended).render({"risks": [{"title": "Delay"}], "fee": 1})
    assert texts(document) == ["Delay { fee }", "fee"]


def test_a_file_that_is_no_template_cannot_be_annotated() -> None:
    with pytest.raises(TemplateError, match="not an Office file"):
        annotate(b"no zip", [Problem("not-office", "It is none.")])


def test_an_unknown_place_is_told_at_the_beginning(docx: Docx) -> None:
    problem = Problem("limit", "Too much.", "Less.", part="docProps/core.xml", place="property title")
    (comment,) = marked(annotate(docx([["cell"]]), [problem]))
    assert comment == ("cell", "property title|Too much.|Less.")
    assert marked(annotate(docx(), [problem])) == [("", "property title|Too much.|Less.")]


def test_an_office_program_finds_the_comments(
    docx: Docx, convert: Callable[..., Any], tmp_path: Path
) -> None:
    template = docx("{{ custmer }} and {{ fee | mony }}", [["{{ fee", "b"]], header="{{ x }}")
    path = tmp_path / "annotated.docx"
    path.write_bytes(annotated(template))
    (saved,) = convert([path], "docx")
    assert [comment.author for comment in Document(str(saved)).comments] == ["docgen"] * 4


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "没有字段 custmer。|您是想写 customer 吗？"),
        ("ru", "Нет поля custmer.|Возможно, имелось в виду customer?"),
    ],
)
def test_comments_speak_the_language_asked_for(docx: Docx, language: str, said: str) -> None:
    template = docx("{{ custmer }}")
    made = annotate(template, check(template, FIELDS), language)
    assert marked(made) == [("{{ custmer }}", said)]


@pytest.mark.parametrize("template", [with_own_comment(), None], ids=["with a comment", "without"])
def test_the_copy_is_a_sound_word_file(
    docx: Docx, template: bytes | None, sound_word: Callable[[bytes, bytes], None]
) -> None:
    template = template or docx("{{ custmer }} and {{ fee | mony }}", [["{{ fee", "b"]], header="{{ x }}")
    sound_word(template, annotated(template, moment=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)))
