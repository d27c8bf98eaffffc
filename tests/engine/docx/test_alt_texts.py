"""Conditions in alternative texts keep or remove their object, of whatever kind it is."""

from __future__ import annotations

import pytest

from docgen.errors import RenderError, TemplateError
from tests.engine.docx.objects import (
    alternate,
    anchored,
    as_data,
    group,
    objects,
    picture,
    png,
    render,
    shape,
    vml,
)

IF = "{% if show %}"
WATERMARK = '<v:textpath string="{{ status }} of {{ who }}"/>'


@pytest.mark.parametrize("show", [True, False])
@pytest.mark.parametrize("place", ["body", "header"])
@pytest.mark.parametrize(
    ("xml", "kept"),
    [
        (picture(IF), 0),
        (picture("{% if show %}{% endif %}"), 0),
        (anchored(picture(IF)), 0),
        (shape(IF), 0),
        (anchored(shape(IF + " A box")), 0),
        (alternate(anchored(shape(IF)), vml(IF)), 0),
        (alternate(anchored(shape(IF)), vml("")), 0),
        (vml(IF), 0),
        (group(IF, IF), 1),
        (group(IF, "stays"), 1),
    ],
)
def test_a_condition_keeps_or_removes_an_object(xml: str, kept: int, show: bool, place: str) -> None:
    template = objects("x", xml) if place == "body" else objects("x", header=xml)
    file = render(template, show=show)
    part = "word/document.xml" if place == "body" else "word/header1.xml"
    left = file.find("//w:drawing | //w:pict", part)
    assert len(left) == (xml.count("<w:drawing>") + xml.count("<w:pict>") if show else kept)
    text = file.parts[part].decode()
    assert "{%" not in text and "docgen" not in text
    assert ("stays" in text) == ("stays" in xml)


def test_statements_around_text_write_the_alternative_text_only() -> None:
    file = render(objects(picture("Sales{% if net %} without tax{% endif %}")), net=True)
    assert file.find("//wp:docPr/@descr") == ["Sales without tax"]


def test_a_text_box_repeats_with_its_paragraph_and_its_ids_differ() -> None:
    box = alternate(shape("Box {{ r }}", text="Text {{ r }}"), vml("Box {{ r }}", inside=""))
    file = render(objects("{% for r in rows %}", box, "{% endfor %}"), rows=["a", "b"])
    assert file.find("//w:txbxContent//w:t") == ["Text a", "Text b"]
    assert file.find("//wp:docPr/@descr | //v:shape/@alt") == ["Box a", "Box a", "Box b", "Box b"]
    assert len(set(file.find("//wp:docPr/@id"))) == 2


def test_a_loop_inside_a_text_box_repeats_its_paragraphs() -> None:
    end = "</w:t></w:r></w:p><w:p><w:r><w:t>"
    inside = "{% for r in rows %}" + end + "{{ r }}" + end + "{% endfor %}"
    file = render(objects(shape("", text=inside)), rows=["a", "b"])
    assert file.find("//w:txbxContent//w:t") == ["a", "b"]


@pytest.mark.parametrize("draft", [True, False])
def test_a_watermark_says_what_the_data_says_or_goes(draft: bool) -> None:
    mark = vml("{% if draft %}", inside=WATERMARK)
    file = render(objects("x", header=mark), draft=draft, status="Draft", who="A & B\n<C>")
    assert file.find("//v:textpath/@string", "word/header1.xml") == ["Draft of A & B <C>"] * draft


def test_the_definition_that_other_pictures_use_stays() -> None:
    first = vml(IF).replace("<v:shape ", '<v:shapetype id="t75"/><v:shape type="#t75" ')
    file = render(objects(first, vml("other").replace("<v:shape ", '<v:shape type="#t75" ')), show=False)
    assert file.find("//v:shapetype/@id") == ["t75"]
    assert file.find("//v:shape/@alt") == ["other"]


def test_a_colour_on_a_word_shape_is_told() -> None:
    with pytest.raises(TemplateError) as caught:
        render(objects(anchored(shape("{{ s | rag }}"))), s="red")
    assert [problem.code for problem in caught.value.problems] == ["tag-misplaced"]


def test_a_picture_without_its_filter_is_told_how_to_be_written() -> None:
    with pytest.raises(RenderError) as caught:
        render(objects(picture("{{ logo }}")), logo=as_data(png()))
    (problem,) = caught.value.problems
    assert problem.code == "not-text" and "| image" in problem.hint


def test_a_value_for_a_whole_paragraph_leaves_no_tag_of_a_picture_beside_it_behind() -> None:
    run = f"<w:r>{picture(IF)}</w:r>"
    template = objects(
        "{% for x in values %}", f"<w:p><w:r><w:t>{{{{p x }}}}</w:t></w:r>{run}</w:p>", "{% endfor %}"
    )
    file = render(template, values=["a", "b"], show=True)
    assert file.find("//w:body/w:p") == ["a", "b"] and len(set(file.find("//wp:docPr/@id"))) == 2
