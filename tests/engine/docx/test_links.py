"""Links to addresses that hold tags, also where loops repeat them."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from docgen.engine import compile
from docgen.errors import RenderError


def template(address: str, *, before: str = "", after: str = "", encoded: bool = False) -> bytes:
    """Return a file with a link to an address, between two statements in paragraphs of their own."""
    document = python_docx.Document()
    document.add_paragraph(before)
    paragraph = document.add_paragraph("see ")
    written = address.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20") if encoded else address
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(written, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    run.text = "here"
    link.append(run)
    paragraph._p.append(link)
    document.add_paragraph(after)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def addresses(data: bytes) -> list[str]:
    """Return where the links of a file lead to, in the order of the text."""
    document = python_docx.Document(io.BytesIO(data))
    return [link.address for p in document.paragraphs for link in p.hyperlinks]


def hyperlinks(data: bytes) -> list[str]:
    """Return all addresses that a file's relationships hold."""
    relations = python_docx.Document(io.BytesIO(data)).part.rels.values()
    return sorted(r.target_ref for r in relations if r.reltype == RELATIONSHIP_TYPE.HYPERLINK)


FOR, END = "{%p for r in rows %}", "{%p endfor %}"


@pytest.mark.parametrize("encoded", [False, True])
def test_each_copy_of_a_link_has_its_own_address(encoded: bool) -> None:
    made = compile(
        template("https://x.example/{{ r.id }}?a=1&b=2", encoded=encoded, before=FOR, after=END)
    ).render({"rows": [{"id": 1}, {"id": "b c"}, {"id": "<&>"}]})
    assert addresses(made) == [
        "https://x.example/1?a=1&b=2",
        "https://x.example/b%20c?a=1&b=2",
        "https://x.example/%3C&%3E?a=1&b=2",
    ]


def test_links_to_the_same_address_share_it_and_none_with_a_tag_stays_behind() -> None:
    made = compile(template("https://x.example/{{ r }}", before=FOR, after=END)).render(
        {"rows": ["a", "a", "b"]}
    )
    assert hyperlinks(made) == ["https://x.example/a", "https://x.example/b"]


def test_an_address_may_hold_a_condition() -> None:
    data = template("https://x.example/{% if draft %}draft{% else %}final{% endif %}")
    assert addresses(compile(data).render({"draft": True})) == ["https://x.example/draft"]
    assert addresses(compile(data).render({"draft": False})) == ["https://x.example/final"]


@pytest.mark.parametrize("value", ["javascript", "file", "JaVaScRiPt"])
def test_an_address_is_looked_at_as_a_whole(value: str) -> None:
    with pytest.raises(RenderError) as caught:
        compile(template("{{ scheme }}:alert(1)")).render({"scheme": value})
    assert [problem.code for problem in caught.value.problems] == ["address-refused"]


def test_a_field_that_is_missing_in_an_address_is_told_with_its_place() -> None:
    with pytest.raises(RenderError) as caught:
        compile(template("https://x.example/{{ r.idd }}", before=FOR, after=END)).render(
            {"rows": [{"id": 1}]}
        )
    (problem,) = caught.value.problems
    assert (problem.code, problem.place, problem.tag) == ("missing-field", "paragraph 2", "{{ r.idd }}")
