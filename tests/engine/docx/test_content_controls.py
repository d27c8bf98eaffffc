"""Content controls and other elements around text, paragraphs, rows and cells: they mean nothing to a tag."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .shorthand import cell, control, p, r, row, table

FOR, END, IF, ENDIF = "{% for x in rows %}", "{% endfor %}", "{% if no %}", "{% endif %}"
VALUE = r("A &amp; B")


def custom(content: str) -> str:
    return f'<w:customXml w:element="x">{content}</w:customXml>'


@pytest.mark.parametrize("around", [control, custom, lambda content: control(control(content))])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (lambda a: p(a(r("{{ a }}"))), lambda a: p(a(VALUE))),
        (lambda a: a(p("{{ a }}")), lambda a: a(p(VALUE))),
        (lambda a: p(a(r(IF))) + p("x") + p(ENDIF), lambda a: ""),
        (lambda a: a(p(IF)) + p("x") + p(ENDIF), lambda a: ""),
        (lambda a: a(p(FOR)) + p("{{ x }}") + a(p(END)), lambda a: p("p") + p("q")),
        (lambda a: a(p(FOR) + p("{{ x }}") + p(END)), lambda a: a(p("p") + p("q"))),
        (lambda a: p(FOR) + a(p("{{ x }}")) + p(END), lambda a: a(p("p")) + a(p("q"))),
        (lambda a: table(a(row(FOR)), row("{{ x }}"), row(END)), lambda a: table(row("p"), row("q"))),
        (lambda a: table(row(FOR), a(row("{{ x }}")), row(END)), lambda a: table(a(row("p")), a(row("q")))),
        (lambda a: table(a(row(FOR) + row("{{ x }}") + row(END))), lambda a: table(a(row("p") + row("q")))),
        (
            lambda a: table(a(row("{%tr for x in rows %}{{ x }}{%tr endfor %}"))),
            lambda a: table(a(row("p") + row("q"))),
        ),
        (
            lambda a: table(a(row("{%tr for x in rows %}")), row("{{ x }}"), row("{%tr endfor %}")),
            lambda a: table(row("p"), row("q")),
        ),
        (
            lambda a: table(row(a(cell(FOR))), row("{{ x }}"), row(a(cell(END)))),
            lambda a: table(row("p"), row("q")),
        ),
        (
            lambda a: table(
                row(a(cell("{%tc for x in rows %}")), cell("{{ x }}"), a(cell("{%tc endfor %}")))
            ),
            lambda a: table(row("p", "q")).replace("<w:gridCol/>", "<w:gridCol/>" * 2),
        ),
    ],
)
def test_what_stands_in_a_control_is_treated_as_if_it_stood_alone(
    body: Callable[..., str],
    around: Callable[[str], str],
    before: Callable[..., str],
    after: Callable[..., str],
) -> None:
    assert body(before(around)) == after(around)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (table(row(cell(control(p(IF) + p("x") + p(ENDIF))))), table(row(cell(p())))),
        (table(row("x"), control(row(IF) + row("y") + row(ENDIF))), table(row("x"))),
        (table(control(row(IF) + row("y") + row(ENDIF))), ""),
        (
            table(row("x"), row(control(cell("{%tc if no %}") + cell("y") + cell("{%tc endif %}")))),
            table(row("x")),
        ),
        (control(control(p(IF) + p("x") + p(ENDIF))) + p("y"), p("y")),
    ],
)
def test_a_control_that_a_condition_emptied_goes_and_a_cell_keeps_a_paragraph(
    body: Callable[..., str], before: str, after: str
) -> None:
    assert body(before) == after


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ('<w:hyperlink w:anchor="x">', "</w:hyperlink>"),
        ('<w:smartTag w:element="x"><w:smartTagPr/>', "</w:smartTag>"),
        ('<w:dir w:val="rtl">', "</w:dir>"),
        ('<w:bdo w:val="rtl">', "</w:bdo>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ],
)
def test_elements_around_runs_stay_around_values_and_go_with_statements(
    body: Callable[..., str], opening: str, closing: str
) -> None:
    assert body(p(opening + r("{{ a }}") + closing)) == p(opening + VALUE + closing)
    assert body(p(opening + r("{{ ") + closing, "a }}")) == p(opening + VALUE + closing)
    assert body(p(opening + r(IF) + closing) + p("x") + p(opening + r(ENDIF) + closing)) == ""


def test_phonetic_guides_and_formulas_take_values(body: Callable[..., str]) -> None:
    ruby = (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('{0}')}</w:rt><w:rubyBase>{r('{0}')}</w:rubyBase></w:ruby></w:r>"
    )
    assert body(p(ruby.format("{{ a }}"))) == p(ruby.format("A &amp; B"))
    names = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    math = f'<m:oMath xmlns:m="{names}"><m:r><m:t>{{}}</m:t></m:r></m:oMath>'
    assert body(p(math.format("{{ a }}")), a="x < y\nz") == p(math.format("x &lt; y z"))
