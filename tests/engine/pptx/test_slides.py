"""Slides that repeat, disappear and nest, with everything that belongs to them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from lxml import etree

from docgen.engine import compile
from docgen.errors import RenderError
from tests.decks import Opened

Fixture = Callable[..., Any]
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def titles(made: Any) -> list[str]:
    return [slide.shapes.title.text for slide in made.slides]


def chart_of(name: str, value: int) -> dict[str, Any]:
    return {"categories": [f"{name}1", f"{name}2"], "series": [{"name": name, "values": [value, value + 1]}]}


def test_a_slide_repeats_in_its_place(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide("first"), slide("{%slide for s in xs %}{{ s }}{%slide endfor %}"), slide("last"))
    assert titles(render(template, {"xs": ["a", "b", "c"]})) == ["first", "a", "b", "c", "last"]
    assert titles(render(template, {"xs": []})) == ["first", "last"]
    assert titles(render(template, {"xs": ["a"]})) == ["first", "a", "last"]


def test_a_block_of_slides_repeats_with_untagged_ones_between(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(
        slide("{%slide for s in xs %}{{ s }}"),
        slide("between", notes="n", chart=""),
        slide("{{ s }}!{%slide endfor %}"),
    )
    made = render(template, {"xs": ["a", "b"]})
    assert titles(made) == ["a", "between", "a!", "b", "between", "b!"]
    charts = {made.objects(n, "chart")[0].chart.part.partname for n in (2, 5)}
    assert len(charts) == 2


def test_a_paragraph_and_a_shape_that_held_only_slide_tags_go(
    deck: Fixture, slide: Fixture, render: Fixture, texts: Fixture
) -> None:
    template = deck(
        slide("{%slide for s in xs %}", "{{ s }}", "{%slide endfor %}"),
        slide("x", "{%slide if yes %}¦{%slide endif %}"),
    )
    made = render(template, {"xs": ["a"], "yes": True})
    assert [texts(slide) for slide in made.slides] == [["a"], ["x"]]
    assert [len(slide.shapes) for slide in made.slides] == [1, 1]


def test_slides_stay_or_go_by_a_condition(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(
        slide("{%slide if n > 1 %}many"),
        slide("{%slide elif n %}one"),
        slide("{%slide else %}none{%slide endif %}"),
        slide("z"),
    )
    assert titles(render(template, {"n": 2})) == ["many", "z"]
    assert titles(render(template, {"n": 1})) == ["one", "z"]
    assert titles(render(template, {"n": 0})) == ["none", "z"]


def test_slide_loops_nest_and_may_stand_in_notes(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(
        slide("{{ a.name }}", notes="{%slide for a in areas %}"),
        slide("{%slide for s in a.shops %}{{ a.name }}{{ s }}{%slide endfor %}{%slide endfor %}"),
    )
    areas = [{"name": "N", "shops": [1, 2]}, {"name": "S", "shops": []}, {"name": "W", "shops": [3]}]
    made = render(template, {"areas": areas})
    assert titles(made) == ["N", "N1", "N2", "S", "W", "W3"]
    assert made.slides[0].notes_slide.notes_text_frame.text == ""


def test_each_copy_has_its_own_notes_chart_workbook_link_and_shares_the_picture(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(
        slide(
            "{%slide for s in xs %}{{ s.name }}{%slide endfor %}",
            "go",
            notes="about {{ s.name }}",
            chart="{{ s.trend | chart }}",
            chart_title="Trend of {{ s.name }}",
            picture="",
            address="https://example.com/{{ s.name }}",
        ),
        slide("plain", chart=""),
    )
    made = render(template, {"xs": [{"name": n, "trend": chart_of(n, v)} for n, v in (("A", 1), ("B", 5))]})
    for number, (name, value) in enumerate((("A", 1), ("B", 5)), 1):
        one = made.slides[number - 1]
        chart = made.objects(number, "chart")[0].chart
        assert one.notes_slide.notes_text_frame.text == f"about {name}"
        assert chart.chart_title.text_frame.text == f"Trend of {name}"
        assert list(chart.plots[0].categories) == [f"{name}1", f"{name}2"]
        assert list(chart.series[0].values) == [value, value + 1]
        assert (
            one.shapes[1].text_frame.paragraphs[0].runs[0].hyperlink.address == f"https://example.com/{name}"
        )
    books = {made.objects(n, "chart")[0].chart.part.chart_workbook.xlsx_part.partname for n in (1, 2, 3)}
    pictures = {made.objects(n, "picture")[0].image.sha1 for n in (1, 2)}
    assert len(books) == 3
    assert len(pictures) == 1
    assert sum(name.startswith("ppt/media/") for name in made.parts) == 1


def test_a_long_table_goes_over_several_slides(
    deck: Fixture, slide: Fixture, render: Fixture, texts: Fixture
) -> None:
    template = deck(
        slide(
            "{%slide for page in rows | pages(2) %}{{ loop.index }}/{{ loop.length }}{%slide endfor %}",
            table=[["Head"], ["{%tr for r in page %}{{ r }}{%tr endfor %}"]],
        )
    )
    made = render(template, {"rows": ["a", "b", "c"]})
    assert [texts(one) for one in made.slides] == [["1/2", "Head", "a", "b"], ["2/2", "Head", "c"]]
    assert [texts(one) for one in render(template, {"rows": []}).slides] == [["1/1", "Head"]]


def target(made: Any, number: int) -> int:
    """Return the number of the slide that the second shape of a slide links to."""
    slides = made.slides
    ids = [one.slide_id for one in slides]
    shape = next(s for s in slides[number - 1].shapes if s.name == "Box")
    return ids.index(shape.click_action.target_slide.slide_id) + 1


def test_a_link_leads_to_the_same_copy_from_inside_and_to_the_first_from_outside(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(
        slide("contents", "to", link=3),
        slide("{%slide for s in xs %}{{ s }}", "to", link=3),
        slide("{{ s }}!{%slide endfor %}", "home", link=1),
    )
    made = render(template, {"xs": ["a", "b"]})
    assert [target(made, n) for n in (1, 2, 3, 4, 5)] == [3, 3, 1, 5, 1]


def test_a_link_to_a_slide_that_went_is_removed_and_reported(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(slide("a", "to", link=2), slide("{%slide if yes %}x{%slide endif %}"))
    made = render(template, {"yes": False})
    assert b"hlinkClick" not in made.parts["ppt/slides/slide1.xml"]
    assert [(w.code, w.place) for w in made.warnings] == [("link-removed", "slide 1")]
    assert target(render(template, {"yes": True}), 1) == 2


def test_a_link_never_leads_to_another_turn_of_its_loop(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(
        slide("{%slide for s in xs %}{{ s }}", "to", link=2),
        slide("{%slide if s > 1 %}more{%slide endif %}{%slide endfor %}"),
    )
    made = render(template, {"xs": [1, 2]})
    assert titles(made) == ["1", "2", "more"]
    assert target(made, 2) == 3
    assert [w.code for w in made.warnings] == ["link-removed"]


def add_lists(presentation: Any) -> None:
    """Add two sections and a custom show that runs backwards."""
    root = presentation.part._element
    ids = [e.get("id") for e in root.sldIdLst]
    relations = [e.rId for e in root.sldIdLst]
    entries = [f'<p14:sldId id="{id_}"/>' for id_ in ids]
    sections = "".join(
        f'<p14:section name="{name}" id="{{{n:08d}-0000-0000-0000-000000000000}}">'
        f"<p14:sldIdLst>{''.join(part)}</p14:sldIdLst></p14:section>"
        for n, (name, part) in enumerate((("One", entries[:1]), ("Two {{ v }}", entries[1:])))
    )
    show = "".join(f'<p:sld r:id="{id_}"/>' for id_ in reversed(relations))
    lists = etree.fromstring(
        f'<x xmlns:p="{P}" xmlns:r="{R}"><p:custShowLst><p:custShow name="Back" id="0">'
        f"<p:sldLst>{show}</p:sldLst></p:custShow></p:custShowLst><p:extLst>"
        f'<p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
        f'<p14:sectionLst xmlns:p14="{P14}">{sections}</p14:sectionLst></p:ext></p:extLst></x>'
    )
    root.append(lists[0])
    root.append(lists[0])


def listed(made: Any) -> tuple[list[list[int]], list[int]]:
    """Return the slides of each section, and of the custom show, by number."""
    tree = etree.fromstring(made.parts["ppt/presentation.xml"])
    entries = list(tree.iterfind(f"{{{P}}}sldIdLst/{{{P}}}sldId"))
    ids = {e.get("id"): n for n, e in enumerate(entries, 1)}
    relations = {e.get(f"{{{R}}}id"): n for n, e in enumerate(entries, 1)}
    sections = [[ids[e.get("id")] for e in s.iter(f"{{{P14}}}sldId")] for s in tree.iter(f"{{{P14}}}section")]
    return sections, [relations[e.get(f"{{{R}}}id")] for e in tree.iter(f"{{{P}}}sld")]


def test_sections_and_custom_shows_list_all_copies_in_order(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(
        slide("first"),
        slide("{%slide for s in xs %}a{{ s }}"),
        slide("b{{ s }}{%slide endfor %}"),
        change=add_lists,
    )
    made = render(template, {"xs": [1, 2], "v": "x"})
    assert titles(made) == ["first", "a1", "b1", "a2", "b2"]
    assert listed(made) == ([[1], [2, 3, 4, 5]], [3, 5, 2, 4, 1])
    assert b'name="Two x"' in made.parts["ppt/presentation.xml"]
    assert listed(render(template, {"xs": [], "v": 1})) == ([[1], []], [1])
    assert listed(render(template, {"xs": [1], "v": 1})) == ([[1], [2, 3]], [3, 2, 1])


@pytest.mark.parametrize(
    ("xs", "shown"), [([1, 2], b'st="2" end="4"'), ([], b'st="1" end="2"'), ([1], b'st="2" end="3"')], ids=str
)
def test_the_range_of_slides_to_show_holds_the_copies(
    deck: Fixture, slide: Fixture, render: Fixture, xs: list[int], shown: bytes
) -> None:
    def choose(presentation: Any) -> None:
        [part] = [r.target_part for r in presentation.part.rels.values() if r.reltype.endswith("/presProps")]
        shown = '<p:showPr><p:sldRg st="2" end="3"/></p:showPr>'
        part._blob = f'<p:presentationPr xmlns:p="{P}">{shown}</p:presentationPr>'.encode()

    each, other = "{%slide for x in xs %}{{ x }}{%slide endfor %}", "{%slide if xs %}b{%slide endif %}"
    made = render(deck(*map(slide, ("a", each, other, "z")), change=choose), {"xs": xs})
    assert shown in made.parts["ppt/presProps.xml"]


def test_what_only_a_removed_slide_used_goes_with_it(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    gone = slide("{%slide if no %}x{%slide endif %}", chart="", notes="n", picture="")
    made = render(deck(slide("a"), gone), {"no": False})
    left = ("ppt/charts/", "ppt/embeddings/", "ppt/media/", "ppt/notesSlides/")
    assert [name for name in made.parts if name.startswith(left)] == []


def test_a_deck_may_lose_all_its_slides(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    assert render(deck(slide("{%slide if no %}x{%slide endif %}")), {"no": False}).slides == []


def test_a_deck_cannot_grow_without_bound(deck: Fixture, slide: Fixture) -> None:
    template = deck(slide("{%slide for n in range(99999) %}x{%slide endfor %}"))
    with pytest.raises(RenderError) as caught:
        compile(template).render({})
    assert caught.value.problems[0].code == "limit"


ANIMATION = (
    f'<p:timing xmlns:p="{P}"><p:tnLst><p:par><p:cTn id="1"><p:childTnLst><p:set><p:cBhvr><p:cTn id="2"/>'
    '<p:tgtEl><p:spTgt spid="3"/></p:tgtEl></p:cBhvr></p:set></p:childTnLst></p:cTn></p:par>'
    "</p:tnLst></p:timing>"
)


def test_animations_stay_unless_their_shape_went(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    def animate(presentation: Any) -> None:
        assert presentation.slides[0].shapes[1].shape_id == 3
        presentation.slides[0]._element.append(etree.fromstring(ANIMATION))

    template = deck(slide("{{ show }}", "box", alt="{% if show %}"), change=animate)
    kept, gone = (render(template, {"show": show}) for show in (True, False))
    assert b"p:timing" in kept.parts["ppt/slides/slide1.xml"]
    assert kept.warnings == []
    assert b"p:timing" not in gone.parts["ppt/slides/slide1.xml"]
    assert [(w.code, w.place) for w in gone.warnings] == [("animations-removed", "slide 1")]


def test_the_first_copy_keeps_its_ids_and_others_get_new_ones(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(slide("{%slide for s in xs %}{{ s }}{%slide endfor %}"), slide("z"))
    assert [one.slide_id for one in render(template, {"xs": [1, 2, 3]}).slides] == [256, 258, 259, 257]


def test_slides_that_all_stay_keep_the_presentation_as_it_is(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(slide("{%slide for s in xs %}{{ s }}{%slide endfor %}"), slide("z", chart=""))
    once, twice = (render(template, {"xs": xs}) for xs in ([1], [1, 2]))
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        before = archive.read("ppt/presentation.xml")
    assert titles(once) == ["1", "z"]
    assert once.parts["ppt/presentation.xml"] == before != twice.parts["ppt/presentation.xml"]


def test_one_compiled_deck_may_be_rendered_by_many_threads(deck: Fixture, slide: Fixture) -> None:
    template = deck(slide("{%slide for s in xs %}{{ s }}{%slide endfor %}", chart="{{ c | chart }}"))
    compiled = compile(template)
    contexts = [{"xs": list(range(n)), "c": chart_of(str(n), n)} for n in range(1, 9)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(compiled.render, contexts))
    for one, context in zip(together, contexts, strict=True):
        alone = compiled.render(context)
        assert Opened.read(one).members == Opened.read(alone).members
        assert one == alone


VIEW = (
    f'<p:viewPr xmlns:p="{P}" xmlns:r="{R}"><p:outlineViewPr><p:cViewPr/><p:sldLst>'
    '<p:sld r:id="rId1" collapse="1"/><p:sld r:id="rId2"/></p:sldLst></p:outlineViewPr></p:viewPr>'
)
VIEW_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{R}/slide" Target="slides/slide1.xml"/>'
    f'<Relationship Id="rId2" Type="{R}/slide" Target="slides/slide2.xml"/></Relationships>'
)


def test_what_a_program_noted_of_its_views_follows_the_slides(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    out = io.BytesIO()
    plain = deck(slide("{%slide if first %}a{%slide endif %}"), slide("b"))
    with zipfile.ZipFile(io.BytesIO(plain)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, VIEW if name == "ppt/viewProps.xml" else before.read(name))
        after.writestr("ppt/_rels/viewProps.xml.rels", VIEW_LINKS)
    made = render(out.getvalue(), {"first": False})
    assert made.parts["ppt/_rels/viewProps.xml.rels"].count(b"slides/slide1.xml") == 1
    assert made.parts["ppt/viewProps.xml"].count(b"<p:sld ") == 1
    assert made.warnings == []
