"""Animations of single paragraphs follow the paragraphs that a document has."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.engine import compile
from tests.decks import Opened, check_deck
from tests.engine.pptx import extras, motion
from tests.engine.pptx.conftest import make_deck, make_slide

Fixture = Callable[..., Any]
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
BOX = 3
BULLETS = ("Head", "{%p for x in xs %}", "{{ x }}", "{%p endfor %}", "Foot")
GROUPS = (
    "{%p for r in rs %}",
    "{{ r.n }}",
    "{%p for a in r.s %}",
    "{{ a }}",
    "{%p endfor %}",
    "{%p endfor %}",
)
RISKS = {"rs": [{"n": "A", "s": ["a", "b"]}, {"n": "B", "s": []}, {"n": "C", "s": ["c"]}]}


def animated(paragraphs: Sequence[str], steps: str, **options: str) -> bytes:
    """Return a deck of one slide whose box is animated in these steps (``motion.add_steps``)."""
    return make_deck(
        make_slide("t", *paragraphs, picture="{% if shown %}"),
        change=lambda p: motion.add_steps(p.slides[0], BOX, steps, **options),
    )


def played(made: Any) -> str:
    """Return what the first slide plays in the notation of the steps, with paragraphs by their texts."""
    root = etree.fromstring(made.parts["ppt/slides/slide1.xml"])
    box = next((shape for shape in made.slides[0].shapes if shape.shape_id == BOX), None)
    texts = [paragraph.text for paragraph in box.text_frame.paragraphs] if box is not None else []
    clicks = root.iterfind(f".//{P}seq/{P}cTn/{P}childTnLst/{P}par")
    return " ".join(
        ">".join("+".join(effect(e, texts) for e in steps(moment)) for moment in steps(click))
        for click in clicks
    )


def steps(step: Any) -> list[Any]:
    return list(step.iterfind(f"{P}cTn/{P}childTnLst/{P}par"))


def effect(step: Any, texts: list[str]) -> str:
    """Return the one thing that an effect is aimed at."""
    aims = {
        "".join(_part(chart) for chart in target.iter("{*}chart"))
        or "-".join(
            dict.fromkeys(texts[int(r.get(end))] for r in target.iter(f"{P}pRg") for end in ("st", "end"))
        )
        or f"s{target.get('spid')}"
        for target in step.iter(f"{P}spTgt")
    }
    assert len(aims) == 1
    return str(aims.pop())


def _part(chart: Any) -> str:
    step = chart.get("bldStep")
    return {"gridLegend": "grid"}.get(step, f"{step}{chart.get(f'{step}Idx')}")


PLAYED = [
    ("a copy plays on a click of its own", BULLETS, "0 1 2 3 4", "Head a b Foot"),
    ("what plays at once goes on doing so", BULLETS, "0+1+2+3+4", "Head+a+b+Foot"),
    ("what follows by itself goes on doing so", BULLETS, "0>2>4", "Head>a>b>Foot"),
    ("a copy that played with another plays with all", BULLETS, "0+2 4", "Head+a+b Foot"),
    ("the first that is left waits for the click", BULLETS, "1+2+3 4", "a+b Foot"),
    ("another shape stays in its place", BULLETS, "0 s4 2 s4 4", "Head s4 a b s4 Foot"),
    ("another shape on the same click", BULLETS, "2+s4 4", "a+b+s4 Foot"),
    ("a shape after each of a loop", BULLETS, "s4>2", "s4>a>b"),
    ("each copy comes and goes", BULLETS, "2 2", "a a b b"),
    ("all come and all go", BULLETS, "0 2 0 2", "Head a b Head a b"),
    ("from below to above", BULLETS, "4 2 0", "Foot a b Head"),
    ("a range grows with its paragraphs", BULLETS, "0-3 4", "Head-b Foot"),
    ("characters are the paragraphs that they stand in", BULLETS, "c0-5 c24-32 c46-50", "Head a b Foot"),
    ("a list without a loop", ("Head", "{{ xs[] }}"), "0 1", "Head a b"),
    ("a group plays group by group", GROUPS, "1 3", "A a b B C c"),
    ("an item plays with its head", GROUPS, "1+3", "A+a+b B C+c"),
    ("an item plays after its head", GROUPS, "1>3", "A>a>b B C>c"),
    ("formatted text plays paragraph by paragraph", ("{{ md | markdown }}", "z"), "0 1", "one two z"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("paragraphs", "written", "expected"), [p[1:] for p in PLAYED], ids=[p[0] for p in PLAYED]
)
def test_each_copy_of_a_paragraph_is_animated_as_its_original(
    paragraphs: Sequence[str], written: str, expected: str, render: Fixture
) -> None:
    made = render(
        animated(paragraphs, written), {"xs": ["a", "b"], "shown": True, "md": "one\n\ntwo", **RISKS}
    )
    assert played(made) == expected
    assert made.warnings == []


@pytest.mark.libreoffice
def test_libreoffice_plays_each_item_with_its_head(convert: Fixture, tmp_path: Path) -> None:
    file = tmp_path / "deck.pptx"
    file.write_bytes(compile(animated(GROUPS, "1+3")).render({"shown": True, **RISKS}))
    [converted] = convert([file], to="odp")
    with zipfile.ZipFile(converted) as archive:
        content = archive.read("content.xml").decode()
    begins = re.findall(r'node-type="(on-click|with-previous|after-previous)"', content)
    texts = dict(re.findall(r'<text:p[^>]*xml:id="(\w+)"[^>]*>(?:<[^>]*>)*([^<]*)', content))
    shown = [texts[target] for target in re.findall(r'<anim:set[^>]*targetElement="(\w+)"', content)]
    assert list(zip(begins, shown, strict=True)) == [
        ("on-click", "A"),
        ("with-previous", "a"),
        ("with-previous", "b"),
        ("on-click", "B"),
        ("on-click", "C"),
        ("with-previous", "c"),
    ]


def test_what_is_built_all_at_once_stays_on_one_click(render: Fixture) -> None:
    template = animated(("{{ xs[] }}", "z"), "0+1", build="allAtOnce")
    assert played(render(template, {"xs": ["a", "b"], "shown": True})) == "a+b+z"


def test_effects_begin_as_those_of_their_places(render: Fixture) -> None:
    made = render(animated(BULLETS, "1+2>4"), {"xs": ["a", "b"], "shown": True})
    root = etree.fromstring(made.parts["ppt/slides/slide1.xml"])
    kinds = [e.get("nodeType") for e in root.iter(f"{P}cTn") if e.get("presetID")]
    assert kinds == ["clickEffect", "withEffect", "afterEffect"]


def test_what_follows_by_itself_waits_for_all_copies(render: Fixture) -> None:
    made = render(animated(BULLETS, "0>2>4"), {"xs": ["a", "b", "c"], "shown": True})
    root = etree.fromstring(made.parts["ppt/slides/slide1.xml"])
    moments = root.iterfind(f".//{P}seq/{P}cTn/{P}childTnLst/{P}par/{P}cTn/{P}childTnLst/{P}par")
    delays = [next(moment.iter(f"{P}cond")).get("delay") for moment in moments]
    assert delays == ["0", "500", "1000", "1500", "2000"]


def test_nothing_is_left_of_animations_of_paragraphs_that_went(render: Fixture) -> None:
    made = render(animated(("{%p if no %}", "x", "{%p endif %}"), "1"), {"no": False, "shown": True})
    assert b"timing" not in made.parts["ppt/slides/slide1.xml"]
    assert made.warnings == []


def test_a_shape_that_went_takes_its_own_steps_along(render: Fixture) -> None:
    made = render(animated(BULLETS, "0 s4 2+s4"), {"xs": ["a", "b"], "shown": False})
    assert played(made) == "Head a+b"
    assert [(w.code, w.place) for w in made.warnings] == [("animations-removed", "slide 1")]


def test_animations_of_texts_without_tags_stay_as_they_are(render: Fixture) -> None:
    template = animated(("a", "b"), "0 1-4294967295")
    before = Opened.read(template).members["ppt/slides/slide1.xml"]
    after = render(template, {"shown": True}).parts["ppt/slides/slide1.xml"]
    assert after[after.index(b"<p:timing") :] == before[before.index(b"<p:timing") :]


CHARTS = [
    ("by series, of which there are more", "grid series0 series1", (3, 2), "grid series0 series1 series2"),
    ("by series, of which there are fewer", "grid series0 series1", (1, 2), "grid series0"),
    ("by series at once", "grid+series0+series1", (3, 2), "grid+series0+series1+series2"),
    ("by category", "grid>category0>category1", (2, 3), "grid>category0>category1>category2"),
]


@pytest.mark.parametrize(("written", "size", "expected"), [c[1:] for c in CHARTS], ids=[c[0] for c in CHARTS])
def test_a_chart_with_other_data_is_animated_in_its_parts(
    written: str, size: tuple[int, int], expected: str, render: Fixture
) -> None:
    template = make_deck(
        make_slide("t", chart="{{ c | chart }}"),
        change=lambda p: motion.add_steps(p.slides[0], 4, written),
    )
    series, points = size
    data = {
        "categories": [f"c{n}" for n in range(points)],
        "series": [{"name": f"s{n}", "values": list(range(points))} for n in range(series)],
    }
    assert played(render(template, {"c": data})) == expected


PLAYED_GRAPHICS = (
    '<p:timing><p:tnLst><p:par><p:cTn id="1" nodeType="tmRoot"><p:childTnLst><p:seq><p:cTn id="2" '
    'nodeType="mainSeq"><p:childTnLst><p:par><p:cTn id="3"><p:childTnLst><p:par><p:cTn id="4" '
    'nodeType="clickEffect"><p:childTnLst><p:set><p:cBhvr><p:cTn id="5"/><p:tgtEl><p:spTgt spid="{0}">'
    "<p:graphicEl>{1}</p:graphicEl></p:spTgt></p:tgtEl></p:cBhvr></p:set></p:childTnLst></p:cTn></p:par>"
    "</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst>"
    '<p:bldLst>{2}<p:bldP spid="{3}" grpId="0"/></p:bldLst></p:timing>'
)
OBJECTS = {
    "a chart": (
        '<a:chart seriesIdx="0" categoryIdx="-3" bldStep="series"/>',
        '<p:bldGraphic spid="{}" grpId="0"><p:bldSub><a:bldChart bld="series"/></p:bldSub></p:bldGraphic>',
    ),
    "a diagram": (
        '<a:dgm id="{11111111-1111-1111-1111-111111111111}" bldStep="sp"/>',
        '<p:bldGraphic spid="{}" grpId="0"><p:bldSub><a:bldDgm bld="one"/></p:bldSub></p:bldGraphic>',
    ),
    "an older diagram": ("", '<p:bldDgm spid="{}" grpId="0" bld="whole"/>'),
    "an embedded chart": ("", '<p:bldOleChart spid="{}" grpId="0" bld="series"/>'),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_that_went_takes_its_steps_and_its_build_along(name: str, render: Fixture) -> None:
    inner, build = OBJECTS[name]

    def animate(presentation: Any) -> None:
        one = presentation.slides[0]
        id_ = extras.add_frame(one, '<a:graphicData uri="urn:x"/>', "Object")
        one.shapes[-1]._element.xpath(".//p:cNvPr")[0].set("descr", "{% if shown %}")
        timing = PLAYED_GRAPHICS.format(id_, inner, build.format(id_), id_)
        one._element.append(extras.xml(timing))

    template = make_deck(make_slide("t"), change=animate)
    kept, gone = (render(template, {"shown": shown}) for shown in (True, False))
    assert b"p:timing" in kept.parts["ppt/slides/slide1.xml"]
    assert b"p:timing" not in gone.parts["ppt/slides/slide1.xml"]
    assert [w.code for w in gone.warnings] == ["animations-removed"]


def test_a_film_that_went_takes_its_media_nodes_along(render: Fixture) -> None:
    def animate(presentation: Any) -> None:
        extras.add_film(presentation.slides[0], "{% if shown %}")

    template = make_deck(make_slide("t"), change=animate)
    kept, gone = (render(template, {"shown": shown}) for shown in (True, False))
    assert b"cMediaNode" in kept.parts["ppt/slides/slide1.xml"]
    assert b"p:timing" not in gone.parts["ppt/slides/slide1.xml"]


def test_a_step_written_in_two_ways_goes_in_both_and_leaves_the_others(render: Fixture) -> None:
    def animate(presentation: Any) -> None:
        motion.add_steps(presentation.slides[0], BOX, "s4 s2")
        first = presentation.slides[0]._element.find(f".//{P}seq/{P}cTn/{P}childTnLst/{P}par")
        space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        both = etree.fromstring(
            f'<mc:AlternateContent xmlns:mc="{space}" xmlns:p14="{extras.P14}"><mc:Choice Requires="p14"/>'
            "<mc:Fallback/></mc:AlternateContent>"
        )
        first.addprevious(both)
        both[0].append(deepcopy(first))
        both[1].append(first)

    template = make_deck(make_slide("t", "b", picture="{% if shown %}"), change=animate)
    gone = render(template, {"shown": False}).parts["ppt/slides/slide1.xml"]
    assert b"AlternateContent" not in gone
    assert b'spid="2"' in gone


TEXTS = [BULLETS, GROUPS, ("{{ xs[] }}", "t", "{{ xs[] }}"), ("{%p if xs %}", "y", "{%p endif %}")]


@given(
    middle=st.sampled_from(TEXTS),
    written=st.lists(
        st.lists(st.lists(st.integers(0, 5).map(str) | st.just("s4"), min_size=1, max_size=3).map("+".join),
                 min_size=1, max_size=2).map(">".join),
        min_size=1, max_size=5,
    ).map(" ".join),
    xs=st.lists(st.just("v"), max_size=3),
    shown=st.booleans(),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_animation_ever_names_what_is_not_there(
    middle: Sequence[str], written: str, xs: list[str], shown: bool
) -> None:
    paragraphs = (*middle, *["t"] * (6 - len(middle)))
    template = animated(paragraphs, written)
    check_deck(template, compile(template).render({"xs": xs, "shown": shown, **RISKS}))
