"""Small decks about tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.engine.pptx.case import LETTERS, RISKS, Case, first, several
from tests.engine.pptx.conftest import make_slide as slide

__all__ = ["TABLES"]

MONTHS = {"months": ["Jan", "Feb"], "kpis": [{"name": "k", "Jan": 1, "Feb": 2}]}
KPIS = [
    ["{%tr for k in kpis %}", "", "", ""],
    ["{{ k.name }}", "{%tc for m in months %}", "{{ k[m] }}", "{%tc endfor %}"],
    ["{%tr endfor %}", "", "", ""],
]


def merge(top: int, left: int, bottom: int, right: int) -> Callable[[Any], object]:
    """Return what merges cells of the first slide's table."""

    def do(one: Any) -> None:
        table = one.shapes[-1].table
        table.cell(top, left).merge(table.cell(bottom, right))

    return first(do)


TABLES = [
    Case(
        "rows",
        (slide(table=[["H"], ["{%tr for x in xs %}{{ x }}{%tr endfor %}"]]),),
        LETTERS,
        [["H", "a", "b"]],
    ),
    Case(
        "no rows", (slide(table=[["H"], ["{%tr for x in xs %}{{ x }}{%tr endfor %}"]]),), {"xs": []}, [["H"]]
    ),
    Case(
        "a row named with []",
        (slide(table=[["H"], ["{{ risks[].title }}"]]),),
        RISKS,
        [["H", "Fire", "Flood"]],
    ),
    Case(
        "rows in rows",
        (
            slide(
                table=[
                    ["{%tr for r in risks %}"],
                    ["{{ r.title }}"],
                    ["{%tr for a in r.actions %}"],
                    ["{{ a }}"],
                    ["{%tr else %}"],
                    ["none"],
                    ["{%tr endfor %}"],
                    ["{%tr endfor %}"],
                ]
            ),
        ),
        RISKS,
        [["Fire", "Drill", "Hose", "Flood", "none"]],
    ),
    Case(
        "conditions among rows",
        (
            slide(
                table=[
                    ["H"],
                    ["{%tr for r in risks %}{%tr if r.actions %}"],
                    ["{{ r.title }}{% if r.actions|length > 1 %}: many{% endif %}"],
                    ["{%tr else %}"],
                    ["nothing for {{ r.title }}"],
                    ["{%tr endif %}{%tr endfor %}"],
                ]
            ),
        ),
        RISKS,
        [["H", "Fire: many", "nothing for Flood"]],
    ),
    Case(
        "the head and the bands of a table stay",
        (slide(table=[["H"], ["{{ xs[] }}"]]),),
        LETTERS,
        [["H", "a", "b"]],
        None,
        {"slides/slide1.xml": '<a:tblPr firstRow="1" bandRow="1">'},
    ),
    Case(
        "cells merged in a block of rows",
        (
            slide(
                table=[
                    ["{%tr for x in xs %}", "", ""],
                    ["{{ x }}", "1", "2"],
                    ["", "3", ""],
                    ["{%tr endfor %}", "", ""],
                ]
            ),
        ),
        LETTERS,
        [["a", "1", "2", "3", "b", "1", "2", "3"]],
        several(merge(1, 0, 2, 0), merge(2, 1, 2, 2)),
        {"slides/slide1.xml": 'rowSpan="2"'},
    ),
    Case(
        "cells in the colour of a status",
        (slide(table=[["{{ risks[].title }}{% cellbg risks[].colour %}"]]),),
        {"risks": [{"title": "Fire", "colour": "FF0000"}, {"title": "Flood", "colour": "00AA00"}]},
        [["Fire", "Flood"]],
        None,
        {"slides/slide1.xml": '<a:srgbClr val="00AA00"/>'},
    ),
    Case(
        "columns below a head of their width",
        (slide(table=[["", "{% colspan months|length %}Months", "", ""], *KPIS]),),
        MONTHS,
        [["Months", "k", "1", "2"]],
        None,
        {"slides/slide1.xml": 'gridSpan="2"'},
    ),
    Case(
        "no columns below a head",
        (slide(table=[["K", "Months", "", ""], *KPIS]),),
        {**MONTHS, "months": []},
        [["K", "Months", "k"]],
    ),
    Case(
        "many columns below a merged head",
        (slide(table=[["All", "", "", ""], *KPIS]),),
        {"months": list("abcde"), "kpis": [{"name": "k", **dict.fromkeys("abcde", 1)}]},
        [["All", "k", *"11111"]],
        merge(0, 0, 0, 3),
        {"slides/slide1.xml": 'gridSpan="6"'},
    ),
    Case(
        "a span of fixed columns",
        (slide(table=[["{% colspan n %}Sum", "", "z"], ["1", "2", "3"]]),),
        {"n": 2},
        [["Sum", "z", "1", "2", "3"]],
        None,
        {"slides/slide1.xml": 'gridSpan="2"'},
    ),
    Case(
        "a span that is too wide",
        (slide(table=[["{% colspan 60 %}Sum", ""], ["1", "2"]]),),
        {},
        [["Sum", "1", "2"]],
        None,
        {"slides/slide1.xml": 'gridSpan="2"'},
    ),
    Case(
        "cells merged down",
        (slide(table=[["{%tr for x in xs %}{% vm %}G", "{{ x }}{%tr endfor %}"]]),),
        LETTERS,
        [["G", "a", "b"]],
        None,
        {"slides/slide1.xml": 'rowSpan="2"'},
    ),
    Case(
        "cells merged down by group",
        (
            slide(
                table=[
                    [
                        "{%tr for r in risks %}{%tr for a in r.actions %}{% vm %}{{ r.title }}",
                        "{{ a }}{%tr endfor %}{%tr endfor %}",
                    ]
                ]
            ),
        ),
        RISKS,
        [["Fire", "Drill", "Hose"]],
        None,
        {"slides/slide1.xml": 'rowSpan="2"'},
    ),
    Case(
        "cells merged across",
        (slide(table=[["", "{%tc for m in months %}", "{% hm %}Q", "{%tc endfor %}"], *KPIS]),),
        MONTHS,
        [["Q", "k", "1", "2"]],
        None,
        {"slides/slide1.xml": 'gridSpan="2"'},
    ),
    Case(
        "a merged cell grows with the rows beside it",
        (slide(table=[["G", "1"], ["", "{%tr for x in xs %}{{ x }}{%tr endfor %}"], ["", "3"]]),),
        LETTERS,
        [["G", "1", "a", "b", "3"]],
        merge(0, 0, 2, 0),
        {"slides/slide1.xml": 'rowSpan="4"'},
    ),
    Case(
        "a merged cell shrinks with the rows beside it",
        (slide(table=[["G", "1"], ["", "{%tr if x %}2{%tr endif %}"], ["", "3"]]),),
        {"x": 0},
        [["G", "1", "3"]],
        merge(0, 0, 2, 0),
        {"slides/slide1.xml": 'rowSpan="2"'},
    ),
    Case(
        "a table over several slides",
        (
            slide(
                "{%slide for p in xs|pages(2) %}{{ loop.index }}{%slide endfor %}",
                table=[["H"], ["{%tr for x in p %}{{ x }}{%tr endfor %}"]],
            ),
        ),
        {"xs": list("abc")},
        [["1", "H", "a", "b"], ["2", "H", "c"]],
    ),
]
