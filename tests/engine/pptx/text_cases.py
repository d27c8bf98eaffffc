"""Small decks about texts, wherever they stand, and lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.engine.pptx import extras
from tests.engine.pptx.case import RISKS, Case, bullets, first, several
from tests.engine.pptx.conftest import make_slide as slide

__all__ = ["LISTS", "TEXT"]


def group(one: Any) -> None:
    """Add a group in a group."""
    inner = one.shapes.add_group_shape().shapes.add_group_shape()
    inner.shapes.add_textbox(0, 0, 900_000, 900_000).text_frame.text = "in {{ x }}"


def link(one: Any) -> None:
    """Link a shape to an address of the data, with a tip."""
    one.shapes[1].click_action.hyperlink.address = "https://example.com/{{ x }}"
    one.shapes[1]._element.xpath(".//a:hlinkClick")[0].set("tooltip", "go to {{ x }}")


def place(kind: str, field: str = "") -> Callable[[Any], None]:
    """Return what adds a footer, a date (``dt``) or a number (``sldNum``), as a field behind a tag."""

    def do(one: Any) -> None:
        id_ = 50 + len(one.shapes)
        shown = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="{field}"><a:t>1</a:t></a:fld>'
        shape = (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{id_}" name="{kind}"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}" '
            f'idx="{id_}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r>'
            f"<a:t>{{{{ x }}}}-</a:t></a:r>{shown if field else ''}</a:p></p:txBody></p:sp>"
        )
        extras.tree_of(one).append(extras.xml(shape))

    return do


def properties(presentation: Any) -> None:
    """Add a property of the file's own beside the title."""
    presentation.core_properties.title = "Report for {{ x }}"
    extended = presentation.part.package.part_related_by(f"{extras.R}/extended-properties")
    extended._blob = extended.blob.replace(b"<Company></Company>", b"<Company>{{ x }}</Company>")
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


def axes(one: Any) -> None:
    """Give the chart's axes titles."""
    chart = one.shapes[-1].chart
    for axis in (chart.category_axis, chart.value_axis):
        axis.axis_title.text_frame.text = "in {{ x }}"


def point(one: Any) -> None:
    """Give the first point of a chart a text of its own."""
    label = one.shapes[-1].chart.plots[0].series[0].points[0].data_label
    label.text_frame.text = "peak {{ x }}"


def subtitle(presentation: Any) -> None:
    """Add a title slide."""
    made = presentation.slides.add_slide(presentation.slide_layouts[0])
    made.shapes.title.text, made.placeholders[1].text = "For {{ x }}", "in {{ x }}"


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
        "the titles of a chart's axes",
        (slide("t", chart=""),),
        {"x": "h"},
        [["t"]],
        first(axes),
        {"charts/": "in h"},
    ),
    Case(
        "a text drawn on a chart",
        (slide("t", chart=""),),
        {"x": 1},
        [["t"]],
        first(lambda one: extras.add_note_on_chart(one, "note {{ x }}")),
        {"drawings/": "note 1"},
    ),
    Case(
        "the text of a single point of a chart",
        (slide("t", chart=""),),
        {"x": 1},
        [["t"]],
        first(point),
        {"charts/": "peak 1"},
    ),
    Case(
        "an equation",
        (slide("t"),),
        {"x": "2"},
        [["t"]],
        first(lambda one: extras.add_equation(one, "y={{ x }}")),
        {"slides/slide1.xml": "y=2<"},
    ),
    Case("a cell of a table", (slide("t", table=[["{{ x }}", "b"]]),), {"x": "q"}, [["t", "q", "b"]]),
    Case(
        "a subtitle",
        (),
        {"x": "q"},
        [["For q", "in q"]],
        subtitle,
    ),
    Case(
        "each run keeps its format",
        (slide("t", "{{ x }}¦ and {{ ¦x }}"),),
        {"x": "q"},
        [["t", "q and q"]],
        None,
        {"slides/slide1.xml": '<a:rPr b="1"/><a:t>q</a:t></a:r><a:r><a:rPr b="0"/><a:t> and q</a:t>'},
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
        first(place("sldNum", "slidenum")),
        {"slides/slide1.xml": 'type="slidenum"'},
    ),
    Case(
        "a footer and a date that stays a field",
        (slide("t"),),
        {"x": "S"},
        [["t", "S-", "S-1"]],
        several(first(place("ftr")), first(place("dt", "datetime1"))),
        {"slides/slide1.xml": 'type="datetime1"'},
    ),
    Case(
        "the header of handouts",
        (slide("t"),),
        {"x": "q"},
        [["t"]],
        lambda p: extras.add_handout(p, "For {{ x }}"),
        {"handoutMasters/handoutMaster1.xml": "For q"},
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
        {
            "../docProps/core.xml": "Report for q",
            "../docProps/custom.xml": ">q<",
            "../docProps/app.xml": "<Company>q<",
        },
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
        "the name of a custom show",
        (slide("t"),),
        {"x": "q"},
        [["t"]],
        lambda p: extras.add_show(p, [1], "For {{ x }}"),
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
]
LISTS = [
    Case(
        "a list of paragraphs",
        (),
        {"xs": ["a", "b"]},
        [["List", "a", "b"]],
        bullets("{%p for x in xs %}", "{{ x }}", "{%p endfor %}"),
    ),
    Case(
        "a list in a list takes the levels of the template",
        (),
        RISKS,
        [["List", "Fire", "Drill", "Hose", "Flood"]],
        bullets(
            "{%p for r in risks %}",
            "{{ r.title }}",
            "{%p for a in r.actions %}",
            " {{ a }}",
            "{%p endfor %}",
            "{%p endfor %}",
        ),
        {"slides/slide1.xml": 'lvl="1"'},
    ),
    Case(
        "three levels without prefixes",
        (),
        {"xs": [[["p", "q"]], []]},
        [["List", "1", "1", "p", "q", "2"]],
        bullets(
            "{% for x in xs %}",
            "{{ loop.index }}",
            "{% for y in x %}",
            " {{ loop.index }}",
            "{% for z in y %}",
            "  {{ z }}",
            "{% endfor %}",
            "{% endfor %}",
            "{% endfor %}",
        ),
    ),
    Case("a list named with []", (), RISKS, [["List", "Fire", "Flood"]], bullets("{{ risks[].title }}")),
    Case("an empty list leaves an empty placeholder", (), {"xs": []}, [["List"]], bullets("{{ xs[] }}")),
    Case(
        "a condition among bullets",
        (),
        {"x": False},
        [["List", "a", "c"]],
        bullets("a", "{%p if x %}", " b", "{%p endif %}", "c"),
    ),
]
