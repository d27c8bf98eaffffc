"""Ten malformed templates: each mistake told at its place with a remedy, one by one and all from one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import check, compile
from docgen.errors import Problem, RenderError

Docx = Callable[..., bytes]
FIELDS = {
    "customer.name": "text",
    "fee": "number",
    "logo": "picture",
    "risks[].title": "text",
    "risks[].owner": "text",
    "trend": "chart",
    "trend.categories[]": "text",
    "trend.series[].name": "text",
}
NAMES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART = (
    f"<c:chartSpace {NAMES}><c:chart><c:plotArea><c:barChart><c:barDir val='col'/><c:ser><c:idx val='0'/>"
    "<c:order val='0'/></c:ser><c:axId val='1'/></c:barChart></c:plotArea></c:chart></c:chartSpace>"
)


def drawing(alt: str, inside: str = "") -> str:
    return (
        f'<w:p><w:r><w:drawing><wp:inline {NAMES}><wp:extent cx="9" cy="9"/>'
        f'<wp:docPr id="1" name="D" descr=\'{alt}\'/>{inside}</wp:inline></w:drawing></w:r></w:p>'
    )


def chart_drawing(alt: str) -> str:
    return drawing(alt, '<a:graphic><a:graphicData><c:chart r:id="rId9"/></a:graphicData></a:graphic>')


def cut_by_a_field(before: str, after: str) -> str:
    def run(inside: str) -> str:
        return f"<w:r>{inside}</w:r>"

    field = "".join(
        map(
            run,
            (
                '<w:fldChar w:fldCharType="begin"/>',
                "<w:instrText>PAGE</w:instrText>",
                '<w:fldChar w:fldCharType="separate"/>',
                "<w:t>1</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
            ),
        )
    )
    return f"<w:p>{run(f'<w:t>{before}</w:t>')}{field}{run(f'<w:t>{after}</w:t>')}</w:p>"


def with_chart(word: bytes) -> bytes:
    """Return a Word file in which rId9 is its chart."""
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/chart" Target="charts/chart1.xml"/>'
    out = io.BytesIO(word)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>'
        )
    return out.getvalue()


# The blocks of each template, and where what is wrong, with a word of the hint.
TEN: dict[str, tuple[list[Any], str, str, str]] = {
    "a loop that is not closed": (["{% for r in risks %}: {{ r.title }}"], "{n}", "block-unclosed", "endfor"),
    "an end in another cell": (
        [[["{% for r in risks %}{{ r.title }}", "{{ r.owner }}{% endfor %}"]]],
        "{t}, row 1",
        "block-torn",
        "into one cell",
    ),
    "a loop across the border of a table": (
        ["{% for r in risks %}", [["{{ r.title }}"], ["{% endfor %}"]]],
        "{n}",
        "block-torn",
        "both outside",
    ),
    "an unknown filter": (["{{ fee | mony }}"], "{n}", "unknown-filter", "Did you mean money?"),
    "a misspelt field": (["{{ customer.nmae }}"], "{n}", "missing-field", "Did you mean customer.name?"),
    "a tag cut by a field": (
        [cut_by_a_field("{{ customer.", "name }}")],
        "{n}",
        "tag-cut",
        "before or behind",
    ),
    "unbalanced brackets": (["{{ fee | money('CNY' }}"], "{n}", "tag-syntax", "in pairs"),
    "a loop over a number": (["{% for part in fee %}{{ part }}{% endfor %}"], "{n}", "not-a-list", "risks"),
    "a picture's tag on what is none": ([drawing("{{ logo | image }}")], "{n}", "not-an-image", "Move it"),
    "a chart without data": ([chart_drawing("{{ customer.name | chart }}")], "{n}", "not-a-chart", "chart"),
}


def place_in(blocks: list[Any], place: str, before: list[Any]) -> str:
    """Return a place with the numbers that its first paragraph or table has behind other blocks."""
    number = sum(isinstance(block, str) for block in before) + 1
    table = sum(not isinstance(block, str) for block in before) + 1
    return place.format(n=f"paragraph {number}", t=f"table {table}")


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.place, problem.code) for problem in problems]


@pytest.mark.parametrize("mistake", TEN)
def test_one_mistake_is_one_problem_at_its_place_with_a_remedy(docx: Docx, mistake: str) -> None:
    blocks, place, code, hint = TEN[mistake]
    data = with_chart(docx("Plan", *blocks, "End", chart=CHART))
    (problem,) = check(data, FIELDS, name="plan.docx")
    assert (problem.code, problem.place) == (code, place_in(blocks, place, ["Plan"]))
    assert hint in problem.hint
    assert (problem.file, problem.part, bool(problem.tag)) == ("plan.docx", "word/document.xml", True)


def test_all_ten_mistakes_of_one_file_are_told_at_once_in_their_order(docx: Docx) -> None:
    blocks: list[Any] = []
    expected = []
    for added, place, code, _ in TEN.values():
        expected.append((place_in(added, place, blocks), code))
        blocks += added
    problems = check(with_chart(docx(*blocks, chart=CHART)), FIELDS)
    assert sorted(found(problems)) == sorted(expected)
    numbers = [int(p.place.split()[1]) for p in problems if p.place.startswith("paragraph")]
    assert numbers[:-2] == sorted(numbers[:-2])


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("{% fro r in risks %}x{% endfor %}", "tag-syntax", "no statement fro", "Did you mean for?"),
        ("{% for r in risks %}x{% end for %}", "tag-syntax", "no statement end for", "Did you mean endfor?"),
        ("{% if fee %}a{% elseif fee %}b{% endif %}", "tag-syntax", "no statement elseif", "mean elif?"),
        ("{% if fee %}a{% else if fee %}b{% endif %}", "tag-syntax", "statement else if", "mean elif?"),
        ("{% IF fee %}a{% endif %}", "tag-syntax", "no statement IF", "Did you mean if?"),
        ("{% if fee %}a{{ endif }}", "tag-syntax", "endif is a statement", "Write {% endif %}."),
        ("{% p if fee %}", "tag-syntax", "no statement p", "Write {%p without a space before p."),
        ("{% customer.name %}", "tag-syntax", "no statement", "To print a value, write {{ customer.name }}."),
        ("{% for r in risks }: x", "tag-unclosed", "opens with {%", "Write %} at its end instead of }."),
        ("{{ fee } a {{ fee }}", "tag-unclosed", "opens with {{", "Write }} at its end instead of }."),
        ("{{ fee ｝｝", "tag-unclosed", "opens with {{", "Write }} at its end instead of ｝."),
        ("{{ fee %}", "tag-unclosed", "opens with {{", "Write }} at its end instead of %}."),
        ('{{ fee | money("CNY) }} a {{ fee | money("USD") }}', "tag-syntax", "quote", "at both ends"),
        ("{{ fee，customer.name }}", "tag-syntax", "The sign ， ", "type , instead"),
        ("{{ fee ｜ number }}", "tag-syntax", "The sign ｜ ", "type | instead"),
        ("{{ fee | money（“CNY”） }}", "tag-syntax", "The sign （ ", "type ( instead"),
        ("{{ }}", "tag-syntax", "The tag is empty.", "name of a field"),
        ("{{ customer name }}", "tag-syntax", "from name on", "A name has no spaces"),
        ("{{ fee + }}", "tag-syntax", "missing at the end", "Write what is missing"),
        ("{{ fee) }}", "tag-syntax", "a ) too many", "in pairs"),
        ("{% for r of risks %}x{% endfor %}", "tag-syntax", "over what", "{% for risk in risks %}"),
        ("｛｛ fee ｝｝", "tag-lookalike", "full-width", "keyboard"),
        ("{｛ fee ｝} and ｛% if fee %｝", "tag-lookalike", "full-width", "keyboard"),
        ("Fee: { fee }", "tag-lookalike", "two braces", "Write {{ fee }}."),
        ("Fee: {fee}}", "tag-lookalike", "two braces", "Write {{ fee }}."),
    ],
)
def test_a_slip_of_the_hand_is_named_with_what_was_meant(
    docx: Docx, text: str, code: str, message: str, hint: str
) -> None:
    problems = check(docx("fine", text), FIELDS)
    assert {p.code for p in problems} == {code}
    assert {p.place for p in problems} == {"paragraph 2"}
    assert message in problems[0].message and hint in problems[0].hint


def test_what_looks_like_a_tag_is_told_in_its_order_among_the_others(docx: Docx) -> None:
    problems = check(docx("{{ a }}", "{ fee }", "{{ b }}"), FIELDS)
    assert [p.place for p in problems] == ["paragraph 1", "paragraph 2", "paragraph 3"]


def test_a_tag_over_two_paragraphs_is_to_be_joined(docx: Docx) -> None:
    (problem,) = check(docx("{{ customer.", "name }}"), FIELDS)
    assert (problem.code, problem.place) == ("tag-unclosed", "paragraph 1")
    assert "next paragraph" in problem.hint


@pytest.mark.parametrize(
    "text", ["f(x) = {x}", "{ note }", "a {0} b", "CSS { color }", "{name: 1}", "${fee}"]
)
def test_braces_that_name_no_field_are_plain_text(docx: Docx, text: str) -> None:
    assert check(docx(text), FIELDS) == []


def test_what_only_looks_like_a_tag_is_no_reason_to_refuse_a_template(
    docx: Docx, texts: Callable[..., list[str]]
) -> None:
    assert texts(compile(docx("｛｛ fee ｝｝ { fee } {{ fee }}")).render({"fee": 1})) == [
        "｛｛ fee ｝｝ { fee } 1"
    ]


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("{{ risks }}", "not-text"),
        ("{{ customer }}", "not-text"),
        ("{{ trend }}", "not-text"),
        ("{% for c in customer %}x{% endfor %}", "not-a-list"),
        ("{% for r in risks %}{% for t in r.title %}x{% endfor %}{% endfor %}", "not-a-list"),
    ],
)
def test_a_field_of_another_kind_than_the_tag_wants_is_found_without_data(
    docx: Docx, tag: str, code: str
) -> None:
    assert found(check(docx(tag), FIELDS)) == [("paragraph 1", code)]
    assert found(check(docx(tag, "{{ customer.nmae }}", "{{ fee + }}"), FIELDS))[0] == ("paragraph 1", code)


@pytest.mark.parametrize(
    ("alt", "code"),
    [
        ('{{ risks | chart(category="title", series=["ownr"]) }}', "chart-column"),
        ('{{ fee | chart(category="title", series=["owner"]) }}', "not-rows"),
        ("{{ risks | chart }}", "not-a-chart"),
    ],
)
def test_the_data_of_a_chart_is_checked_down_to_its_columns(docx: Docx, alt: str, code: str) -> None:
    (problem,) = check(with_chart(docx(chart_drawing(alt), chart=CHART)), FIELDS)
    assert (problem.code, problem.place) == (code, "paragraph 1")


def test_without_kinds_rendering_finds_them_with_the_place(docx: Docx) -> None:
    template = with_chart(
        docx("fine", "{% for c in fee %}x{% endfor %}", chart_drawing("{{ fee | chart }}"), chart=CHART)
    )
    for fee in (5, "text", None, True):
        with pytest.raises(RenderError) as caught:
            compile(template).render({"fee": fee})
        assert found(caught.value.problems)[0] == ("paragraph 2", "not-a-list")
    with pytest.raises(RenderError) as caught:
        compile(template).render({"fee": [1]})
    assert found(caught.value.problems) == [("paragraph 3", "not-a-chart")]


def test_the_data_of_a_chart_cannot_be_printed(docx: Docx) -> None:
    data = {"categories": ["a"], "series": [{"name": "n", "values": [1]}]}
    with pytest.raises(RenderError) as caught:
        compile(docx("{{ trend | chart }}")).render({"trend": data})
    assert found(caught.value.problems) == [("paragraph 1", "not-text")]


def test_a_broken_part_hides_no_mistake_of_another(docx: Docx) -> None:
    template = docx("{{ fee | mony }}", header="{{ x }}")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:hdr>{{" if "header" in name else old.read(name))
    assert {p.code for p in check(out.getvalue(), FIELDS)} == {"xml-broken", "unknown-filter"}


def test_a_forgotten_end_is_told_at_its_own_block_and_nowhere_else(docx: Docx) -> None:
    (problem,) = check(
        docx("{% for r in risks %}", "{% if r.title %}", "{{ r.owner }}", "{% endfor %}"), FIELDS
    )
    assert (problem.code, problem.place) == ("block-unclosed", "paragraph 2")
    assert "before {% endfor %} (paragraph 4)" in problem.hint


def test_two_unknown_filters_of_one_tag_are_two_problems(docx: Docx) -> None:
    found = check(docx("{{ fee | mony | upperr }}"), FIELDS)
    assert sorted(p.message for p in found) == ["There is no filter mony.", "There is no filter upperr."]


def test_tags_behind_one_that_is_not_closed_are_read(docx: Docx) -> None:
    found = check(docx("{{ fee and {{ customer.nmae }}"), FIELDS)
    assert [p.code for p in found] == ["tag-unclosed", "missing-field"]


def test_cell_tags_and_pictures_in_loops_are_no_problem_beside_another(docx: Docx) -> None:
    table = [["{%tr for r in risks %}"], ["{% cellbg r.title %}{{ r.owner }}"], ["{%tr endfor %}"]]
    found = check(docx(table, "{{ fee + }}"), FIELDS)
    assert [p.code for p in found] == ["tag-syntax"]
