"""Small decks, one idea each: how each is made, its data, and the texts that its slides must have."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR

from tests.engine.pptx import extras
from tests.engine.pptx.conftest import Slide, make_deck, png
from tests.engine.pptx.conftest import make_slide as slide

__all__ = ["CASES", "Case"]

EACH, END = "{%slide for x in xs %}", "{%slide endfor %}"
LETTERS = {"xs": ["a", "b"]}
RISKS = {"risks": [{"title": "Fire", "actions": ["Drill", "Hose"]}, {"title": "Flood", "actions": []}]}
MONTHS = {"months": ["Jan", "Feb"], "kpis": [{"name": "k", "Jan": 1, "Feb": 2}]}
KPIS = [
    ["{%tr for k in kpis %}", "", "", ""],
    ["{{ k.name }}", "{%tc for m in months %}", "{{ k[m] }}", "{%tc endfor %}"],
    ["{%tr endfor %}", "", "", ""],
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A deck of an idea; ``says`` are texts that its parts must hold, by the part's name."""

    name: str
    slides: tuple[Slide, ...]
    data: Mapping[str, Any]
    texts: Sequence[Sequence[str]]
    change: Callable[[Any], object] | None = None
    says: Mapping[str, str] = field(default_factory=dict)

    def template(self) -> bytes:
        """Return the deck."""
        return make_deck(*self.slides, change=self.change)


def first(do: Callable[[Any], object]) -> Callable[[Any], object]:
    """Return what does something to the first slide of a presentation."""
    return lambda presentation: do(presentation.slides[0])


def bullets(*lines: str) -> Callable[[Any], None]:
    """Return what adds a slide whose second placeholder lists lines, indented by their leading blanks."""

    def add(presentation: Any) -> None:
        made = presentation.slides.add_slide(presentation.slide_layouts[1])
        made.shapes.title.text = "List"
        body = made.placeholders[1].text_frame
        for number, line in enumerate(lines):
            paragraph = body.paragraphs[0] if not number else body.add_paragraph()
            paragraph.text, paragraph.level = line.strip(), len(line) - len(line.lstrip())

    return add


def merge(top: int, left: int, bottom: int, right: int) -> Callable[[Any], object]:
    """Return what merges cells of the first slide's table."""

    def do(one: Any) -> None:
        table = one.shapes[-1].table
        table.cell(top, left).merge(table.cell(bottom, right))

    return first(do)


def group(one: Any) -> None:
    """Add a group in a group."""
    inner = one.shapes.add_group_shape().shapes.add_group_shape()
    inner.shapes.add_textbox(0, 0, 900_000, 900_000).text_frame.text = "in {{ x }}"


def connect(one: Any) -> None:
    """Add a connector that begins at the second shape."""
    line = one.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 9, 9)
    line.begin_connect(one.shapes[1], 0)


def link(one: Any) -> None:
    """Link a shape to an address of the data, with a tip."""
    one.shapes[1].click_action.hyperlink.address = "https://example.com/{{ x }}"
    one.shapes[1]._element.xpath(".//a:hlinkClick")[0].set("tooltip", "go to {{ x }}")


def number(one: Any) -> None:
    """Add the number of the slide, behind a tag."""
    shape = (
        '<p:sp><p:nvSpPr><p:cNvPr id="50" name="Number"/><p:cNvSpPr/><p:nvPr><p:ph type="sldNum" idx="12"/>'
        "</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>{{ x }}-</a:t></a:r>"
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:t>1</a:t></a:fld></a:p>'
        "</p:txBody></p:sp>"
    )
    extras.tree_of(one).append(extras.xml(shape))


def properties(presentation: Any) -> None:
    """Add a property of the file's own beside the title."""
    presentation.core_properties.title = "Report for {{ x }}"
    names = "http://schemas.openxmlformats.org/officeDocument/2006/"
    extras.attach_to_package(
        presentation,
        "docProps/custom.xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        "custom-properties",
        f'<Properties xmlns="{names}custom-properties" xmlns:vt="{names}docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Client"><vt:lpwstr>{{ x }}</vt:lpwstr>'
        "</property></Properties>",
    )


def masters(presentation: Any) -> None:
    """Put tags into the master, the layout and the master of the notes."""
    presentation.slide_layouts[5].placeholders[0].text_frame.text = "layout {{ x }}"
    presentation.slide_master.shapes[0].text_frame.text = "master {{ x }}"
    presentation.notes_master.placeholders[0].text_frame.text = "notes of {{ x }}"


def several(*changes: Callable[[Any], object]) -> Callable[[Any], None]:
    """Return what does several things."""

    def do(presentation: Any) -> None:
        for change in changes:
            change(presentation)

    return do


TEXT = [
    Case("a placeholder", (slide("{{ x }}"),), {"x": "a"}, [["a"]]),
    Case("a run cut in three", (slide("t", "{{ ¦x¦ }}"),), {"x": "a"}, [["t", "a"]]),
    Case(
        "a text in a group of a group",
        (slide("t"),),
        {"x": 1},
        [["t"]],
        first(group),
        {"slides/slide1.xml": "in 1"},
    ),
    Case(
        "notes",
        (slide("t", notes="about {{ x }}"),),
        {"x": 1},
        [["t"]],
        None,
        {"notesSlides/notesSlide1.xml": "about 1"},
    ),
    Case(
        "a diagram says the same in its data and its drawing",
        (slide("t"),),
        {"x": "R&D"},
        [["t"]],
        first(lambda one: extras.add_smartart(one, "{{ x }}", "plain")),
        {"diagrams/data256.xml": ">R&amp;D<", "diagrams/drawing256.xml": ">R&amp;D<"},
    ),
    Case(
        "a chart's title",
        (slide("t", chart="", chart_title="Up to {{ x }}"),),
        {"x": 1},
        [["t"]],
        None,
        {"charts/": "Up to 1"},
    ),
    Case(
        "masters and layouts",
        (slide("t", notes="n"),),
        {"x": "q"},
        [["t"]],
        masters,
        {
            "slideMasters/slideMaster1.xml": "master q",
            "slideLayouts/slideLayout6.xml": "layout q",
            "notesMasters/notesMaster1.xml": "notes of q",
        },
    ),
    Case(
        "the number of the slide stays a field",
        (slide("t"),),
        {"x": "S"},
        [["t", "S-1"]],
        first(number),
        {"slides/slide1.xml": 'type="slidenum"'},
    ),
    Case(
        "the address and the tip of a shape's link",
        (slide("t", "b"),),
        {"x": "q"},
        [["t", "b"]],
        first(link),
        {"slides/slide1.xml": 'tooltip="go to q"', "slides/_rels/slide1.xml.rels": "example.com/q"},
    ),
    Case(
        "an alternative text",
        (slide("t", "b", alt="Box of {{ x }}"),),
        {"x": "q"},
        [["t", "b"]],
        None,
        {"slides/slide1.xml": 'descr="Box of q"'},
    ),
    Case(
        "properties",
        (slide("t"),),
        {"x": "q"},
        [["t"]],
        properties,
        {"../docProps/core.xml": "Report for q", "../docProps/custom.xml": ">q<"},
    ),
    Case(
        "names of sections",
        (slide("t"),),
        {"x": "q"},
        [["t"]],
        lambda p: extras.add_sections(p, "For {{ x }}"),
        {"presentation.xml": 'name="For q"'},
    ),
    Case(
        "a classic comment",
        (slide("t"),),
        {"x": "q"},
        [["t"]],
        lambda p: extras.add_comment(p, p.slides[0], "ask {{ x }}"),
        {"comments/comment1.xml": "ask q"},
    ),
    Case(
        "a threaded comment and its reply",
        (slide("t"),),
        {"x": "q"},
        [["t"]],
        lambda p: extras.add_thread(p, p.slides[0], "ask {{ x }}", "told {{ x }}"),
        {"comments/modernComment_100_1092.xml": "told q"},
    ),
    Case(
        "tags of an add-in",
        (slide("t"),),
        {"x": "q"},
        [["t"]],
        first(lambda one: extras.add_tags(one, CLIENT="{{ x }}")),
        {"tags/tag256.xml": 'val="q"'},
    ),
    Case("line breaks and tabs", (slide("{{ x }}"),), {"x": "a\nb\tc"}, [["a\vb\tc"]]),
    Case(
        "a value that looks like markup", (slide("{{ x }}"),), {"x": "<a:r/>&{{ 1 }}"}, [["<a:r/>&{{ 1 }}"]]
    ),
]  # fmt: skip
LISTS = [
    Case("a list of paragraphs", (), {"xs": ["a", "b"]}, [["List", "a", "b"]],
         bullets("{%p for x in xs %}", "{{ x }}", "{%p endfor %}")),
    Case("a list in a list takes the levels of the template", (), RISKS, [["List", "Fire", "Drill", "Hose",
         "Flood"]],
         bullets("{%p for r in risks %}", "{{ r.title }}", "{%p for a in r.actions %}", " {{ a }}",
                 "{%p endfor %}", "{%p endfor %}"), {"slides/slide1.xml": 'lvl="1"'}),
    Case("three levels without prefixes", (), {"xs": [[["p", "q"]], []]}, [["List", "1", "1", "p", "q", "2"]],
         bullets("{% for x in xs %}", "{{ loop.index }}", "{% for y in x %}", " {{ loop.index }}",
                 "{% for z in y %}", "  {{ z }}", "{% endfor %}", "{% endfor %}", "{% endfor %}")),
    Case("a list named with []", (), RISKS, [["List", "Fire", "Flood"]], bullets("{{ risks[].title }}")),
    Case("an empty list leaves an empty placeholder", (), {"xs": []}, [["List"]], bullets("{{ xs[] }}")),
    Case("a condition among bullets", (), {"x": False}, [["List", "a", "c"]],
         bullets("a", "{%p if x %}", " b", "{%p endif %}", "c")),
]  # fmt: skip
SLIDES = [
    Case("slides repeat", (slide(EACH + "{{ x }}" + END), slide("z")), LETTERS, [["a"], ["b"], ["z"]]),
    Case("no slide", (slide(EACH + "{{ x }}" + END), slide("z")), {"xs": []}, [["z"]]),
    Case("slides of a block", (slide(EACH + "{{ x }}"), slide("{{ x }}!" + END)), LETTERS,
         [["a"], ["a!"], ["b"], ["b!"]]),
    Case("loops of slides nest", (slide(EACH + "{{ x.n }}"),
         slide("{%slide for y in x.ys %}{{ y }}" + END + END)),
         {"xs": [{"n": "A", "ys": [1, 2]}, {"n": "B", "ys": []}]}, [["A"], ["1"], ["2"], ["B"]]),
    Case("a condition in a loop", (slide(EACH + "{{ x }}"),
         slide("{%slide if x > 1 %}more{%slide endif %}" + END)),
         {"xs": [1, 2]}, [["1"], ["2"], ["more"]]),
    Case("notes of copies", (slide(EACH + "{{ x }}" + END, notes="n {{ x }}"), slide("z", notes="n")),
         LETTERS,
         [["a"], ["b"], ["z"]], None, {"notesSlides/notesSlide2.xml": "n b"}),
    Case("charts of copies", (slide(EACH + "{{ x }}" + END, chart="", chart_title="of {{ x }}"),), LETTERS,
         [["a"], ["b"]]),
    Case("diagrams of copies", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]],
         first(lambda one: extras.add_smartart(one, "{{ x }}"))),
    Case("pictures of copies are one", (slide(EACH + "{{ x }}" + END, picture=""),), LETTERS, [["a"], ["b"]]),
    Case("links between copies", (slide("home", "go", link=2), slide(EACH + "{{ x }}", "go", link=3),
         slide("{{ x }}!" + END, "go", link=1)), LETTERS,
         [["home", "go"], ["a", "go"], ["a!", "go"], ["b", "go"], ["b!", "go"]]),
    Case("comments of copies", (slide(EACH + "{{ x }}" + END), slide("z")), LETTERS, [["a"], ["b"], ["z"]],
         lambda p: extras.add_comment(p, p.slides[0], "ask {{ x }}"), {"commentAuthors.xml": 'lastIdx="2"'}),
    Case("threads of copies", (slide(EACH + "{{ x }}" + END), slide("z")), LETTERS, [["a"], ["b"], ["z"]],
         lambda p: extras.add_thread(p, p.slides[0], "ask {{ x }}", "told")),
    Case("a transition with a sound", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]],
         first(lambda one: extras.add_transition(one, b"RIFF"))),
    Case("animations of copies", (slide(EACH + "{{ x }}" + END, "b", picture=""),), LETTERS, [["a", "b"],
         ["b", "b"]],
         first(lambda one: extras.add_animations(one, [3, 4], 4))),
    Case("animations of a shape that went", (slide("t", "b", picture="{% if no %}"),), {"no": False},
         [["t", "b"]],
         first(lambda one: extras.add_animations(one, [3, 4], 4)), {"slides/slide1.xml": 'spid="3"'}),
    Case("a connector at a shape that went", (slide("t", "b", alt="{% if no %}"),), {"no": False}, [["t"]],
         first(connect)),
    Case("a film", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]],
         first(lambda one: one.shapes.add_movie(io.BytesIO(b"film"), 0, 0, 900_000, 900_000))),
    Case("tags of copies", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]],
         first(lambda one: extras.add_tags(one, X="{{ x }}"))),
    Case("an embedded object of copies", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]],
         first(extras.add_ole)),
    Case("a 3-D model of copies", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]],
         first(lambda one: extras.add_model(one, png()))),
    Case("sections and a custom show list the copies", (slide("home"), slide(EACH + "{{ x }}" + END)),
         LETTERS,
         [["home"], ["a"], ["b"]], several(lambda p: extras.add_sections(p, "One", "Two"),
                                           lambda p: extras.add_show(p, [2, 1]))),
    Case("several masters", (slide(EACH + "{{ x }}" + END),), LETTERS, [["a"], ["b"]], extras.add_master),
    Case("hidden slides are counted", (slide(EACH + "{{ x }}" + END), slide("z")), LETTERS,
         [["a"], ["b"], ["z"]],
         several(first(lambda one: one._element.set("show", "0")), extras.count),
         {"../docProps/app.xml": "<HiddenSlides>2<"}),
]  # fmt: skip
TABLES = [
    Case("rows", (slide(table=[["H"], ["{%tr for x in xs %}{{ x }}{%tr endfor %}"]]),), LETTERS, [["H",
         "a", "b"]]),
    Case("no rows", (slide(table=[["H"], ["{%tr for x in xs %}{{ x }}{%tr endfor %}"]]),), {"xs": []},
         [["H"]]),
    Case("a row named with []", (slide(table=[["H"], ["{{ risks[].title }}"]]),), RISKS, [["H", "Fire",
         "Flood"]]),
    Case("rows in rows", (slide(table=[["{%tr for r in risks %}"], ["{{ r.title }}"],
         ["{%tr for a in r.actions %}"],
         ["{{ a }}"], ["{%tr else %}"], ["none"], ["{%tr endfor %}"], ["{%tr endfor %}"]]),), RISKS,
         [["Fire", "Drill", "Hose", "Flood", "none"]]),
    Case("columns below a head of their width", (slide(table=[["", "{% colspan months|length %}Months", "",
         ""], *KPIS]),),
         MONTHS, [["Months", "k", "1", "2"]], None, {"slides/slide1.xml": 'gridSpan="2"'}),
    Case("no columns below a head", (slide(table=[["K", "Months", "", ""], *KPIS]),), {**MONTHS,
         "months": []},
         [["K", "Months", "k"]]),
    Case("many columns below a merged head", (slide(table=[["All", "", "", ""], *KPIS]),),
         {"months": list("abcde"), "kpis": [{"name": "k", **dict.fromkeys("abcde", 1)}]},
         [["All", "k", *"11111"]], merge(0, 0, 0, 3), {"slides/slide1.xml": 'gridSpan="6"'}),
    Case("a span of fixed columns", (slide(table=[["{% colspan n %}Sum", "", "z"], ["1", "2", "3"]]),),
         {"n": 2},
         [["Sum", "z", "1", "2", "3"]], None, {"slides/slide1.xml": 'gridSpan="2"'}),
    Case("a span that is too wide", (slide(table=[["{% colspan 60 %}Sum", ""], ["1", "2"]]),), {}, [["Sum",
         "1", "2"]],
         None, {"slides/slide1.xml": 'gridSpan="2"'}),
    Case("cells merged down", (slide(table=[["{%tr for x in xs %}{% vm %}G", "{{ x }}{%tr endfor %}"]]),),
         LETTERS,
         [["G", "a", "b"]], None, {"slides/slide1.xml": 'rowSpan="2"'}),
    Case("cells merged down by group",
         (slide(table=[["{%tr for r in risks %}{%tr for a in r.actions %}{% vm %}{{ r.title }}",
         "{{ a }}{%tr endfor %}{%tr endfor %}"]]),), RISKS, [["Fire", "Drill", "Hose"]], None,
         {"slides/slide1.xml": 'rowSpan="2"'}),
    Case("cells merged across", (slide(table=[["", "{%tc for m in months %}", "{% hm %}Q",
         "{%tc endfor %}"], *KPIS]),),
         MONTHS, [["Q", "k", "1", "2"]], None, {"slides/slide1.xml": 'gridSpan="2"'}),
    Case("a merged cell grows with the rows beside it", (slide(table=[["G", "1"],
         ["", "{%tr for x in xs %}{{ x }}{%tr endfor %}"], ["", "3"]]),), LETTERS, [["G", "1", "a", "b",
         "3"]],
         merge(0, 0, 2, 0), {"slides/slide1.xml": 'rowSpan="4"'}),
    Case("a merged cell shrinks with the rows beside it", (slide(table=[["G", "1"],
         ["", "{%tr if x %}2{%tr endif %}"], ["", "3"]]),), {"x": 0}, [["G", "1", "3"]],
         merge(0, 0, 2, 0), {"slides/slide1.xml": 'rowSpan="2"'}),
    Case("a table over several slides",
         (slide("{%slide for p in xs|pages(2) %}{{ loop.index }}{%slide endfor %}",
         table=[["H"], ["{%tr for x in p %}{{ x }}{%tr endfor %}"]]),), {"xs": list("abc")},
         [["1", "H", "a", "b"], ["2", "H", "c"]]),
]  # fmt: skip
CASES = [*TEXT, *LISTS, *SLIDES, *TABLES]
