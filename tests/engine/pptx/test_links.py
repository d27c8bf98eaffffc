"""Addresses with tags: each copy of what links somewhere has its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import compile
from docgen.errors import RenderError
from tests.engine.pptx import extras
from tests.engine.pptx.conftest import make_deck, make_slide

Fixture = Callable[..., Any]
SITES = {
    "xs": [
        {"n": "a", "url": "https://a.example/1 2"},
        {"n": "b", "url": ""},
        {"n": "ч", "url": "https://b.example/ч"},
    ]
}
ADDRESSES = ["https://a.example/1%202", None, "https://b.example/%D1%87"]
TABLE = [["{%tr for x in xs %}"], ["{{ x.n }}"], ["{%tr endfor %}"]]


def of_run(number: int, address: str = "{{ x.url }}") -> Callable[[Any], None]:
    """Return what links the text of a paragraph."""

    def change(presentation: Any) -> None:
        presentation.slides[0].shapes[1].text_frame.paragraphs[number].runs[0].hyperlink.address = address

    return change


def of_cell(presentation: Any) -> None:
    cell = presentation.slides[0].shapes[-1].table.cell(1, 0)
    cell.text_frame.paragraphs[0].runs[0].hyperlink.address = "{{ x.url }}"


def linked(frames: list[Any]) -> list[Any]:
    runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    return [run.hyperlink.address for run in runs]


def test_each_copy_of_a_paragraph_has_its_own_address_and_none_without_one(render: Fixture) -> None:
    slide = make_slide("t", "{%p for x in xs %}", "{{ x.n }}", "{%p endfor %}")
    made = render(make_deck(slide, change=of_run(1)), SITES)
    assert linked([made.slides[0].shapes[1].text_frame]) == ADDRESSES
    assert made.slides[0].shapes[1].text_frame.text == "a\nb\nч"


def test_each_copy_of_a_row_has_its_own_address(render: Fixture) -> None:
    made = render(make_deck(make_slide("t", table=TABLE), change=of_cell), SITES)
    [table] = made.objects(1, "table")
    assert linked([row.cells[0].text_frame for row in table.table.rows]) == ADDRESSES


def test_a_list_named_with_brackets_may_stand_in_an_address(render: Fixture) -> None:
    made = render(make_deck(make_slide("t", "{{ xs[].n }}"), change=of_run(0, "{{ xs[].url }}")), SITES)
    assert linked([made.slides[0].shapes[1].text_frame]) == ADDRESSES


def test_the_filter_link_makes_a_link_of_a_value(render: Fixture) -> None:
    template = make_deck(make_slide("t", "{{ u | link('site') }}", "{{ u | link }}"))
    made = render(template, {"u": "https://a.example/1 2"})
    frame = made.slides[0].shapes[1].text_frame
    assert linked([frame]) == ["https://a.example/1%202"] * 2
    assert frame.text == "site\nhttps://a.example/1 2"


def test_the_same_address_is_one_relationship(render: Fixture) -> None:
    slide = make_slide("t", "{%p for x in xs %}", "{{ x }}", "{%p endfor %}")
    made = render(make_deck(slide, change=of_run(1, "https://example.com/{{ xs[0] }}")), {"xs": [1, 2, 3]})
    assert made.parts["ppt/slides/_rels/slide1.xml.rels"].count(b"example.com") == 1


@pytest.mark.parametrize("element", ["hlinkClick", "hlinkHover"])
def test_a_shape_links_by_click_and_by_hovering(element: str, render: Fixture) -> None:
    def change(presentation: Any) -> None:
        extras.add_link(presentation.slides[0], element, "https://example.com/{{ x }}", "to {{ x }}")

    template = make_deck(make_slide("{%slide for x in xs %}{{ x }}{%slide endfor %}"), change=change)
    made = render(template, {"xs": ["a", "b"]})
    for slide, name in zip(made.slides, "ab", strict=True):
        [link] = slide._element.xpath(f".//a:{element}")
        assert link.get("tooltip") == f"to {name}"
        assert slide.part.rels[link.get(f"{{{extras.R}}}id")].target_ref == f"https://example.com/{name}"


def test_an_address_alone_may_hold_the_tags_of_a_slide(render: Fixture) -> None:
    template = make_deck(make_slide("t", "go"), change=of_run(0, "https://example.com/{{ x }}"))
    assert linked([render(template, {"x": 7}).slides[0].shapes[1].text_frame]) == ["https://example.com/7"]


def test_a_missing_field_of_an_address_is_told_with_its_shape() -> None:
    template = make_deck(make_slide("t", "go"), change=of_run(0, "https://example.com/{{ nmae }}"))
    with pytest.raises(RenderError) as caught:
        compile(template).render({"name": 1})
    [problem] = caught.value.problems
    assert (problem.code, problem.place) == ("missing-field", 'slide 1, shape "Box", hyperlink')


def test_a_link_without_an_address_goes(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    made = render(deck(slide("x", "go", address="{{ url }}")), {"url": None})
    assert made.slides[0].shapes[1].text_frame.paragraphs[0].runs[0].hyperlink.address is None
    assert made.slides[0].shapes[1].text_frame.text == "go"


def test_a_link_of_data_cannot_leave_the_web(deck: Fixture, slide: Fixture) -> None:
    with pytest.raises(RenderError) as caught:
        compile(deck(slide("x", "go", address="{{ url }}"))).render({"url": "file:///etc/passwd"})
    assert [(p.code, p.place) for p in caught.value.problems] == [
        ("address-refused", 'slide 1, shape "Box", hyperlink')
    ]


def targets(made: Any, number: int) -> list[str | None]:
    """Return the titles of the slides that links on a slide lead to, in their order."""
    slide = made.slides[number - 1]
    titles = {one.part: one.shapes.title.text for one in made.slides}
    links = slide._element.xpath(".//a:hlinkClick")
    return [titles[slide.part.related_part(link.get(f"{{{extras.R}}}id"))] for link in links]


def contents(lines: tuple[str, ...], number: int, *slides: Any, table: Any = ()) -> bytes:
    """Return a deck whose first slide lists what others show; one line, or the second row, is a link."""

    def change(presentation: Any) -> None:
        first = presentation.slides[0]
        text = first.shapes[1].text_frame
        if table:
            text = first.shapes[-1].table.cell(1, 0).text_frame
        id_ = first.part.relate_to(presentation.slides[1].part, f"{extras.R}/slide")
        link = extras.xml(f'<a:hlinkClick r:id="{id_}" action="ppaction://hlinksldjump"/>')
        text.paragraphs[number].runs[0]._r.get_or_add_rPr().append(link)

    return make_deck(make_slide("contents", *lines, table=table), *slides, change=change)


NAMES = {"xs": [{"n": "a", "ys": [1, 2]}, {"n": "b", "ys": []}, {"n": "c", "ys": [3]}]}
EACH = make_slide("{%slide for x in xs %}{{ x.n }}{%slide endfor %}")


def test_a_line_of_a_list_leads_to_the_slide_of_its_item(render: Fixture) -> None:
    template = contents(("{%p for item in xs %}", "{{ item.n }}", "{%p endfor %}"), 1, EACH)
    assert targets(render(template, NAMES), 1) == ["a", "b", "c"]
    assert targets(render(template, {"xs": NAMES["xs"][:1]}), 1) == ["a"]
    assert targets(render(template, {"xs": []}), 1) == []


def test_a_line_named_with_brackets_leads_to_the_slide_of_its_item(render: Fixture) -> None:
    assert targets(render(contents(("{{ xs[].n }}",), 0, EACH), NAMES), 1) == ["a", "b", "c"]


def test_a_row_leads_to_the_slide_of_its_item(render: Fixture) -> None:
    template = contents((), 0, EACH, table=TABLE)
    assert targets(render(template, NAMES), 1) == ["a", "b", "c"]


def test_a_link_out_of_another_list_leads_to_the_first_copy(render: Fixture) -> None:
    template = contents(("{%p for item in others %}", "{{ item }}", "{%p endfor %}"), 1, EACH)
    assert targets(render(template, {**NAMES, "others": [1, 2]}), 1) == ["a", "a"]


def test_a_line_whose_slide_is_not_there_is_no_link(render: Fixture) -> None:
    slides = (
        make_slide("{%slide for x in xs %}{%slide if x.ys %}{{ x.n }}{%slide endif %}{%slide endfor %}"),
        make_slide("z"),
    )
    made = render(contents(("{{ xs[].n }}",), 0, *slides), NAMES)
    assert targets(made, 1) == ["a", "c"]
    assert made.slides[0].shapes[1].text_frame.text == "a\nb\nc"
    assert [w.code for w in made.warnings] == ["link-removed"]


def test_a_contents_slide_of_each_part_leads_to_the_slides_of_that_part(render: Fixture) -> None:
    def change(presentation: Any) -> None:
        first, second = presentation.slides
        id_ = first.part.relate_to(second.part, f"{extras.R}/slide")
        link = extras.xml(f'<a:hlinkClick r:id="{id_}" action="ppaction://hlinksldjump"/>')
        first.shapes[1].text_frame.paragraphs[0].runs[0]._r.get_or_add_rPr().append(link)

    template = make_deck(
        make_slide("{%slide for x in xs %}{{ x.n }}", "{{ x.ys[] }}"),
        make_slide("{%slide for y in x.ys %}{{ x.n }}{{ y }}{%slide endfor %}{%slide endfor %}"),
        change=change,
    )
    made = render(template, NAMES)
    assert [slide.shapes.title.text for slide in made.slides] == ["a", "a1", "a2", "b", "c", "c3"]
    assert [targets(made, number) for number in (1, 4, 5)] == [["a1", "a2"], [], ["c3"]]
