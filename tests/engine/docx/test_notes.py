"""Footnotes, endnotes and comments follow the blocks that their references stand in."""

from __future__ import annotations

import pytest

from docgen.engine import compile
from docgen.errors import RenderError, TemplateError
from tests.engine.docx.objects import as_data, notes, objects, picture, png, render, shape

LOOP, END = "{% for r in rows %}", "{% endfor %}"


def reference(kind: str, id_: int, text: str = "{{ r.t }}") -> str:
    """Return a paragraph with a reference to a note; a comment covers the text."""
    name = kind[:-1]
    run = f"<w:r><w:t>{text}</w:t></w:r>"
    if kind == "comments":
        run = f'<w:commentRangeStart w:id="{id_}"/>{run}<w:commentRangeEnd w:id="{id_}"/>'
    return f'<w:p>{run}<w:r><w:{name}Reference w:id="{id_}"/></w:r></w:p>'


@pytest.mark.parametrize("kind", ["footnotes", "endnotes", "comments"])
def test_each_copy_of_a_block_has_a_note_with_its_values_and_an_id_of_its_own(kind: str) -> None:
    part = notes(kind, n1="static {{ who }}", n2="{{ r.t }} says {{ who }}")
    template = objects(reference(kind, 1, "first"), LOOP, reference(kind, 2), END, parts={"rIdN": part})
    file = render(template, rows=[{"t": "A"}, {"t": "B & C"}, {"t": "<D>"}], who="Ann")
    name = f"word/{kind}.xml"
    ids = file.find(f"//w:{kind[:-1]}Reference/@w:id")
    assert len(set(ids)) == 4
    texts = [file.find(f"//w:{kind[:-1]}[@w:id='{id_}']", name) for id_ in ids]
    assert texts == [["static Ann"], ["A says Ann"], ["B & C says Ann"], ["<D> says Ann"]]
    if kind == "comments":
        assert file.find("//w:commentRangeStart/@w:id") == file.find("//w:commentRangeEnd/@w:id") == ids


@pytest.mark.parametrize("kind", ["footnotes", "endnotes", "comments"])
def test_a_note_goes_with_what_it_stands_on(kind: str) -> None:
    part = notes(kind, n1="stays", n2="goes", n3="{{ who }} goes, too")
    template = objects(
        reference(kind, 1, "x"), "{% if show %}", reference(kind, 2, "y"), reference(kind, 3, "z"),
        "{% endif %}", parts={"rIdN": part},
    )  # fmt: skip
    file = render(template, show=False, who="Ann")
    assert file.find(f"//w:{kind[:-1]}", f"word/{kind}.xml") == ["stays"]
    assert file.find("//w:commentRangeStart/@w:id") == ["1"] * (kind == "comments")
    both = render(template, show=True, who="Ann")
    assert both.find(f"//w:{kind[:-1]}", f"word/{kind}.xml") == ["stays", "goes", "Ann goes, too"]
    assert both.find(f"//w:{kind[:-1]}/@w:id", f"word/{kind}.xml") == ["1", "2", "3"]


def test_a_range_that_lost_its_comment_goes() -> None:
    body = (
        '<w:p><w:commentRangeStart w:id="2"/><w:r><w:t>kept</w:t></w:r><w:commentRangeEnd w:id="2"/></w:p>',
        "{% if show %}",
        '<w:p><w:r><w:commentReference w:id="2"/></w:r></w:p>',
        "{% endif %}",
    )
    template = objects(*body, parts={"rIdN": notes("comments", n2="a remark")})
    assert render(template, show=False).find("//w:commentRangeStart | //w:commentRangeEnd") == []
    assert render(template, show=True).find("//w:commentRangeStart/@w:id") == ["2"]


def test_a_note_may_hold_loops_pictures_and_several_paragraphs() -> None:
    part = notes(
        "footnotes", n2="{% for a in r.list %}\n{{ a }}\n{% endfor %}\n" + picture("{{ logo | image }}")
    )
    part.relations["rIdP"] = ("image", "media/old.png")
    template = objects(LOOP, reference("footnotes", 2), END, parts={"rIdN": part})
    rows = [{"t": "x", "list": [1, 2]}, {"t": "y", "list": []}]
    file = render(template, rows=rows, logo=as_data(png(9, 9)))
    assert file.find("//w:footnote", "word/footnotes.xml") == ["12", ""]
    assert file.pictures("word/footnotes.xml") == [png(9, 9), png(9, 9)]
    assert len(file.find("//w:footnote[2]/w:p", "word/footnotes.xml")) == 1


def test_a_formatted_value_in_a_repeated_note_keeps_its_format() -> None:
    template = objects(
        LOOP, reference("footnotes", 2), END, parts={"rIdN": notes("footnotes", n2="See {{ r.t }}.")}
    )
    file = render(template, rows=[{"t": {"rich": [{"text": "bold", "bold": True}]}}])
    assert file.find("//w:footnote//w:r[w:rPr/w:b]/w:t", "word/footnotes.xml") == ["bold"]
    assert file.find("//w:p/w:r/w:t") == ["bold"]


def test_mistakes_in_a_note_are_told_with_their_place() -> None:
    def template(text: str) -> bytes:
        return objects(LOOP, reference("footnotes", 2), END, parts={"rIdN": notes("footnotes", n2=text)})

    with pytest.raises(RenderError) as caught:
        compile(template("{{ r.x }}")).render({"rows": [{"t": 1}]})
    [problem] = caught.value.problems
    assert (problem.part, problem.place, problem.tag) == (
        "word/footnotes.xml",
        "footnotes, note 2",
        "{{ r.x }}",
    )
    with pytest.raises(TemplateError) as wrong:
        compile(template("{% if r.t %}never closed"))
    assert {problem.code for problem in wrong.value.problems} == {"block-unclosed"}


def test_notes_outside_of_blocks_stay_byte_for_byte() -> None:
    part = notes("footnotes", n1="plain")
    template = objects(reference("footnotes", 1, "x"), LOOP, "{{ r.t }}", END, parts={"rIdN": part})
    assert render(template, rows=[{"t": 1}]).parts["word/footnotes.xml"] == part.data


def test_a_list_named_by_brackets_means_the_item_of_the_reference_in_its_note_and_text_box() -> None:
    part = notes("footnotes", n1="{{ rows[].why }}{{ rows[].by[] }}")
    box = f"<w:r>{shape('', '{{ rows[].why }}')}</w:r>"
    template = objects(
        reference("footnotes", 1, "{{ rows[].t }}").replace("<w:p>", "<w:p>" + box), parts={"rIdN": part}
    )
    file = render(template, rows=[{"t": "A", "why": "x", "by": ["1", "2"]}, {"t": "B", "why": "y", "by": []}])
    assert file.find("//w:footnote/w:p", "word/footnotes.xml") == ["x1", "x2", "y"]
    assert file.find("//w:txbxContent/w:p") == ["x", "y"]


def test_an_inner_table_lists_what_belongs_to_the_row_around_it() -> None:
    inner = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{}</w:tc></w:tr></w:tbl><w:p/>"
    cells = (
        inner.format("<w:p><w:r><w:t>{{ rows[].by[] }}</w:t></w:r></w:p>"),
        "<w:p><w:r><w:t>{{ rows[].t }}</w:t></w:r></w:p>",
    )
    row = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{row}</w:tr></w:tbl>"
    file = render(objects(table), rows=[{"t": "A", "by": ["1", "2"]}, {"t": "B", "by": []}])
    assert file.find("//w:body/w:tbl/w:tr") == ["12A", "B"]
