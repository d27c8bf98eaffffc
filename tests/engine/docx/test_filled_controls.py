"""Content controls with a purpose: check boxes, lists, dates, placeholders, and controls bound to data."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from docgen.engine import compile
from docgen.errors import RenderError

from .conftest import members_of, repacked
from .shorthand import cell, control, p, r, row, table

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
TAGGED = '<w:tag w:val="{{ accepted }}"/>'
Docx = Callable[..., bytes]


def box(label: str = TAGGED, states: str = "", content: str = r("☐")) -> str:
    return control(content, f'{label}<w14:checkbox {W14}><w14:checked w14:val="0"/>{states}</w14:checkbox>')


def state_of(xml: str) -> tuple[str, str, str]:
    """Return the state, the sign and the font of the check boxes of a body, one after the other."""
    found = [
        re.findall(pattern, xml)
        for pattern in (r'w14:checked w14:val="(\w)"', r"<w:t>(.*?)</w:t>", r'w:ascii="(.*?)"')
    ]
    return " ".join(found[0]), " ".join(found[1]), " ".join(found[2])


@pytest.mark.parametrize(
    ("accepted", "state"),
    [
        (True, ("1", "☒", "MS Gothic")),
        (False, ("0", "☐", "MS Gothic")),
        (None, ("0", "☐", "MS Gothic")),
        (["something"], ("1", "☒", "MS Gothic")),
    ],
)
@pytest.mark.parametrize("label", [TAGGED, '<w:alias w:val="Accepted {{ accepted }}"/>'])
def test_a_tag_in_a_check_boxs_title_or_tag_checks_it(
    body: Callable[..., str], accepted: object, state: tuple[str, str, str], label: str
) -> None:
    after = body(p(box(label), r(" Accepted")), accepted=accepted)
    assert state_of(after.replace(r(" Accepted"), "")) == state
    assert "{{" not in after and ('<w:alias w:val="Accepted"/>' in after) == ("alias" in label)


def test_a_check_box_takes_the_sign_and_font_of_its_own_states(body: Callable[..., str]) -> None:
    states = (
        '<w14:checkedState w14:val="2714" w14:font="Segoe UI Symbol"/>'
        '<w14:uncheckedState w14:val="F0A8" w14:font="Wingdings"/>'
    )
    bold = '<w:r><w:rPr><w:rStyle w:val="S"/><w:rFonts w:ascii="X"/><w:b/></w:rPr><w:t>☐</w:t></w:r>'
    before = p(box(states=states, content=bold))
    assert state_of(body(before, accepted=True)) == ("1", "✔", "Segoe UI Symbol")
    after = body(before, accepted=False)
    assert '<w:sym w:font="Wingdings" w:char="F0A8"/>' in after and "<w:t>" not in after
    assert after.index("rStyle") < after.index("<w:rFonts") < after.index("<w:b/>")


def test_check_boxes_in_a_loop_are_checked_one_by_one(body: Callable[..., str]) -> None:
    line = row(cell(p(box('<w:tag w:val="{{ x.ok }}"/>'))))
    before = table(row("{% for x in rows %}"), line, row("{% endfor %}"))
    after = body(before, rows=[{"ok": True}, {"ok": False}, {"ok": True}])
    assert state_of(after)[:2] == ("1 0 1", "☒ ☐ ☒")


def test_a_check_box_of_a_field_that_is_missing_is_a_problem(docx: Docx) -> None:
    with pytest.raises(RenderError) as caught:
        compile(docx("first", p(box()))).render({})
    (problem,) = caught.value.problems
    assert (problem.code, problem.place, problem.tag) == ("missing-field", "paragraph 2", "{{ accepted }}")


LIST = '<w:dropDownList w:lastValue="old"><w:listItem w:displayText="Old" w:value="old"/></w:dropDownList>'
DATE = '<w:date w:fullDate="2020-01-01T00:00:00Z"><w:dateFormat w:val="d MMM yyyy"/></w:date>'


@pytest.mark.parametrize("kind", [LIST, DATE, LIST.replace("dropDownList", "comboBox")])
def test_a_list_or_date_shows_the_value_of_the_tag_in_its_title(body: Callable[..., str], kind: str) -> None:
    styled = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    after = body(p(control(styled.format("Old") + r("more"), TAGGED + kind)), accepted="Done & dusted")
    assert after.endswith(p(f"{styled.format('Done &amp; dusted')}</w:sdtContent></w:sdt>")[5:])
    assert "lastValue" not in after and "fullDate" not in after and "w:tag" not in after


PLACEHOLDER = '<w:placeholder><w:docPart w:val="X"/></w:placeholder><w:showingPlcHdr/><w:text/>'
GREY = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/><w:b/></w:rPr><w:t>{}</w:t></w:r>'


def test_a_control_with_a_value_is_no_placeholder_any_more(body: Callable[..., str]) -> None:
    after = body(p(control(GREY.format("{{ a }}"), PLACEHOLDER)))
    assert "showingPlcHdr" not in after and "PlaceholderText" not in after and "<w:b/>" in after
    untouched = p(control(GREY.format("Click here"), PLACEHOLDER), "x")
    assert body(untouched + p("{{ a }}")).startswith(untouched)


BINDING = '<w:dataBinding w:xpath="/x" w:storeItemID="{0}"/><w:text/>'
CUSTOM = "{55AF091B-3C7A-41E3-B477-F2FDAA23CFDA}"
CORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"


def test_data_bound_to_a_control_does_not_replace_its_value(body: Callable[..., str]) -> None:
    bound = BINDING.replace("{0}", CUSTOM)
    assert body(p(control(r("{{ a }}"), bound))) == p(control(r("A &amp; B"), "<w:text/>"))
    untouched = p(control(r("fixed"), bound), "x")
    assert body(untouched + p("{{ a }}")).startswith(untouched)


@pytest.mark.parametrize(("title", "stays"), [("{{ a }}", True), ("fixed", False)])
def test_a_control_stays_bound_to_a_document_property_that_is_rendered_too(
    docx: Docx, title: str, stays: bool
) -> None:
    dc = "http://purl.org/dc/elements/1.1/"
    core = f'<cp:properties xmlns:cp="urn:x" xmlns:dc="{dc}"><dc:title>{title}</dc:title></cp:properties>'
    template = docx(p(control(r("{{ a }}"), BINDING.replace("{0}", CORE))), core=core)
    rels = members_of(template)["_rels/.rels"]
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    added = f'<Relationship Id="c" Type="{kind}" Target="docProps/core.xml"/></Relationships>'
    template = repacked(template, {"_rels/.rels": rels.replace(b"</Relationships>", added.encode())})
    after = members_of(compile(template).render({"a": "A & B"}))
    assert (b"dataBinding" in after["word/document.xml"]) is stays
    assert (b"<dc:title>A &amp; B</dc:title>" in after["docProps/core.xml"]) is stays


def test_a_list_shows_the_text_of_the_item_that_the_value_stands_for(body: Callable[..., str]) -> None:
    items = LIST.replace('"Old" w:value="old"', '"At risk" w:value="amber"')
    shown = [body(p(control(r("Old"), TAGGED + items)), accepted=value) for value in ("amber", "other")]
    assert ["<w:t>At risk</w:t>" in shown[0], "<w:t>other</w:t>" in shown[1]] == [True, True]
