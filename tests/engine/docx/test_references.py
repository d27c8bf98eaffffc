"""Bookmarks, captions and references of a Word file, also where loops repeat them."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.engine import Rendered, compile

from .outlined import body, bookmark, field, heading, line, lines, link, places, report, simple, text, w

RISKS = {"risks": [{"t": "Delay"}, {"t": "Cost"}, {"t": "Staff"}]}


def rendered(*blocks: str, context: dict[str, object] | None = None) -> Rendered:
    return compile(report(*blocks)).render_result(RISKS if context is None else context)


def codes(made: Rendered) -> list[str]:
    return [warning.code for warning in made.warnings]


def names(root: etree._Element) -> list[str]:
    return [str(b.get(w("name"))) for b in root.iter(w("bookmarkStart"))]


def targets(root: etree._Element) -> dict[str, str]:
    """Return the text of the paragraph that each link leads to, by the link's own text."""
    found = places(root)
    return {line(a): found[a.get(w("anchor"), "")] for a in root.iter(w("hyperlink"))}


def test_a_bookmark_in_a_loop_has_a_name_and_a_number_of_its_own_in_each_copy() -> None:
    root = body(rendered("{%p for r in risks %}", text(bookmark("risk", "{{ r.t }}")), "{%p endfor %}").data)
    assert names(root) == ["risk", "risk_2", "risk_3"]
    starts = [b.get(w("id")) for b in root.iter(w("bookmarkStart"))]
    assert starts == [b.get(w("id")) for b in root.iter(w("bookmarkEnd"))]
    assert len(set(starts)) == 3


def test_a_reference_in_a_loop_means_the_copy_that_it_stands_in() -> None:
    made = rendered(
        "{%p for r in risks %}",
        text("See ", field("REF risk \\h")),
        text(bookmark("risk", "{{ r.t }}")),
        "{%p endfor %}",
    )
    assert lines(made.data) == ["See Delay", "Delay", "See Cost", "Cost", "See Staff", "Staff"]


def test_a_reference_from_outside_means_the_first_copy() -> None:
    made = rendered(
        text("First: ", field("REF risk \\h")),
        "{%p for r in risks %}",
        text(bookmark("risk", "{{ r.t }}")),
        "{%p endfor %}",
        text("Again: ", simple("REF risk")),
    )
    assert [found for found in lines(made.data) if ":" in found] == ["First: Delay", "Again: Delay"]


def test_links_in_loops_lead_to_their_own_copy_also_in_loops_inside_of_loops() -> None:
    context: dict[str, object] = {"groups": [["a", "b"], ["c"]]}
    made = rendered(
        "{%p for g in groups %}",
        text(bookmark("group", "group {{ loop.index }}")),
        "{%p for item in g %}",
        text(link("group", "up from {{ item }}")),
        text(bookmark("item", "{{ item }}", id_=8)),
        text(link("item", "to {{ item }}")),
        "{%p endfor %}",
        "{%p endfor %}",
        text(link("item", "outside")),
        context=context,
    )
    assert targets(body(made.data)) == {
        "up from a": "group 1",
        "up from b": "group 1",
        "up from c": "group 2",
        "to a": "a",
        "to b": "b",
        "to c": "c",
        "outside": "a",
    }


def test_rows_that_a_loop_repeats_have_references_of_their_own() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    table = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{}</w:tbl>".format(
        row(text("{%tr for r in risks %}"), text(""))
        + row(text(bookmark("row", "{{ r.t }}")), text(field("REF row")))
        + row(text("{%tr endfor %}"), text(""))
    )
    assert lines(rendered(table).data) == ["Delay", "Delay", "Cost", "Cost", "Staff", "Staff"]


def test_a_reference_to_what_a_condition_took_away_becomes_its_text_with_a_warning() -> None:
    made = rendered(
        "{%p if no %}",
        text(bookmark("gone", "Gone")),
        "{%p endif %}",
        text("See ", field("REF gone \\h", "the annex"), " and ", link("gone", "{{ a }}")),
        context={"no": False, "a": "there"},
    )
    assert lines(made.data) == ["See the annex and there"]
    assert codes(made) == ["reference-lost"]
    root = body(made.data)
    assert not list(root.iter(w("fldChar"), w("hyperlink")))


def test_what_led_nowhere_in_the_template_stays_as_it_is() -> None:
    made = rendered(text(link("nowhere", "{{ a }}"), field("REF no \\h", "old")), context={"a": "A"})
    assert not made.warnings
    assert [a.get(w("anchor")) for a in body(made.data).iter(w("hyperlink"))] == ["nowhere"]


def test_a_reference_in_a_turn_without_its_target_does_not_lead_to_another_turn() -> None:
    made = rendered(
        "{%p for r in risks %}",
        "{%p if loop.index != 2 %}",
        text(bookmark("risk", "{{ r.t }}")),
        "{%p endif %}",
        text("See ", field("REF risk", "none")),
        "{%p endfor %}",
    )
    assert [found for found in lines(made.data) if "See" in found] == ["See Delay", "See none", "See Staff"]


def test_captions_are_counted_in_the_order_of_the_document_and_references_follow() -> None:
    made = rendered(
        text(bookmark("t", "Table ", field("SEQ Table \\* ARABIC", "1")), ": first"),
        "{%p for r in risks %}",
        text(bookmark("f", "Figure ", field("SEQ Figure", "1"), id_=8), ": {{ r.t }}"),
        text("As ", field("REF f \\h", "Figure 1"), " shows"),
        "{%p endfor %}",
        text("Table ", simple("SEQ Table", "1")),
    )
    assert lines(made.data) == [
        "Table 1: first",
        "Figure 1: Delay",
        "As Figure 1 shows",
        "Figure 2: Cost",
        "As Figure 2 shows",
        "Figure 3: Staff",
        "As Figure 3 shows",
        "Table 2",
    ]


def test_a_sequence_starts_again_where_its_field_says_so_and_repeats_where_it_says_that() -> None:
    made = rendered(
        "{{ '' }}",
        heading(1, "A"),
        text(field("SEQ x \\s 1")),
        text(field("SEQ x \\s 1")),
        text(field("SEQ x \\c")),
        heading(1, "B"),
        text(field("SEQ x \\s 1")),
        text(field("SEQ x \\r 9 \\* ROMAN")),
    )
    assert lines(made.data) == ["A", "1", "2", "2", "B", "1", "IX"]


def test_a_reference_to_a_note_prints_its_number() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    made = rendered(text("{{ '' }}", note), text(bookmark("n", note)), text("note ", field("NOTEREF n")))
    assert lines(made.data) == ["note 2"]


def test_a_bookmark_whose_name_is_a_tag_is_found_under_it() -> None:
    made = rendered(
        "{%p for r in risks %}",
        text(bookmark("risk_{{ r.t }}", "{{ r.t }}")),
        "{%p endfor %}",
        text(link("risk_Cost", "to cost")),
    )
    assert targets(body(made.data)) == {"to cost": "Cost"}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(string.printable + "﷔\ufdd4中"), max_size=4), st.booleans())
def test_whatever_the_data_says_every_name_and_number_comes_once(values: list[str], nested: bool) -> None:
    inner = ("{%p for c in [r, r] %}", text(bookmark("b", "{{ c }}", id_=9), field("REF b")), "{%p endfor %}")
    made = rendered(
        "{%p for r in values %}",
        text(bookmark("a{{ r }}", "{{ r }}"), link("a{{ r }}", "x"), field("PAGEREF b")),
        *(inner if nested else ()),
        "{%p endfor %}",
        context={"values": values},
    )
    root = body(made.data)
    starts = list(root.iter(w("bookmarkStart")))
    assert len({str(b.get(w("name"))).lower() for b in starts}) == len(starts)
    assert len({b.get(w("id")) for b in starts}) == len(starts) == len(list(root.iter(w("bookmarkEnd"))))
    assert {a.get(w("anchor")) for a in root.iter(w("hyperlink"))} <= {b.get(w("name")) for b in starts}
