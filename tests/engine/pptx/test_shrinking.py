"""Texts that do not fit are made smaller: where PowerPoint would, and elsewhere when that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Cm, Pt

from docgen.engine.names import A
from docgen.engine.pptx.shrinking import LEAST_SIZE, Scale, with_scale

LONG = "The portal goes live in two waves, and data migration follows. "
FITS = {"norm": MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE, "no": MSO_AUTO_SIZE.NONE}


@pytest.fixture
def boxed(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> Callable[..., Any]:
    """Render a text in a box of 12 cm by 3 cm and 16 points."""

    def run(text: str, fit: str, size: int = 16, **options: Any) -> Any:
        def change(presentation: Any) -> None:
            shape = next(s for s in presentation.slides[0].shapes if s.name == "Box")
            shape.width, shape.height = Cm(12), Cm(3)
            frame = shape.text_frame
            frame.word_wrap, frame.auto_size = True, FITS[fit]
            frame.paragraphs[0].runs[0].font.size = Pt(size)
            for old in frame._txBody.bodyPr.iter(A[0] + "normAutofit"):
                old.set("fontScale", "40000")

        return render(deck(slide("", "{{ text }}"), change=change), {"text": text}, **options)

    return run


def scale(made: Any, name: str = "Box") -> dict[str, str] | None:
    """Return what the text of a shape says of its scale; None where it does not shrink."""
    shape = next(s for s in made.slides[0].shapes if s.name == name)
    found = shape.text_frame._txBody.bodyPr.find(A[0] + "normAutofit")
    return None if found is None else dict(found.attrib)


def is_smaller(found: dict[str, str] | None) -> bool:
    """Tell whether a scale makes texts smaller and brings their lines closer."""
    return found is not None and int(found["fontScale"]) < 100_000 and int(found["lnSpcReduction"]) > 0


def test_a_text_that_powerpoint_shrinks_bears_its_scale(boxed: Callable[..., Any]) -> None:
    made = boxed(LONG * 5, "norm")
    assert is_smaller(scale(made))
    assert made.warnings == []


def test_a_text_that_fits_bears_none_and_not_that_of_the_template(boxed: Callable[..., Any]) -> None:
    assert scale(boxed("short", "norm")) == {}


def test_a_text_that_is_not_to_shrink_does_so_only_when_asked(boxed: Callable[..., Any]) -> None:
    made = boxed(LONG * 5, "no")
    assert (scale(made), [warning.code for warning in made.warnings]) == (None, ["overflow"])
    made = boxed(LONG * 5, "no", on_overflow="shrink")
    assert is_smaller(scale(made))
    assert made.warnings == []


def test_nothing_is_measured_where_that_is_not_wanted(boxed: Callable[..., Any]) -> None:
    made = boxed(LONG * 5, "no", on_overflow="ignore")
    assert (scale(made), made.warnings) == (None, [])
    assert b"<?dl" not in made.parts["ppt/slides/slide1.xml"]


def test_no_text_becomes_smaller_than_the_least_size(boxed: Callable[..., Any]) -> None:
    made = boxed(LONG * 40, "no", on_overflow="shrink")
    assert scale(made) == {"fontScale": "55000", "lnSpcReduction": "20000"}
    assert 16 * 0.55 >= LEAST_SIZE > 16 * 0.475
    assert [warning.code for warning in made.warnings] == ["overflow"]
    assert scale(boxed(LONG * 40, "no", size=8, on_overflow="shrink")) is None


def test_a_title_that_inherits_shrinking_bears_its_scale_itself(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    made = render(deck(slide("{{ text }}")), {"text": LONG * 5})
    assert is_smaller(scale(made, "Title 1"))


def table(presentation: Any) -> None:
    """Let the table of the first slide begin 14 cm down, in low rows and 16 points."""
    shape = next(s for s in presentation.slides[0].shapes if s.has_table)
    shape.top = Cm(14)
    for row in shape.table.rows:
        row.height = Cm(0.5)
    shape.table.cell(2, 0).text_frame.paragraphs[0].runs[0].font.size = Pt(16)


def test_a_table_shrinks_when_asked_its_runs_bearing_their_sizes(
    render: Callable[..., Any], deck: Callable[..., bytes], slide: Callable[..., Any]
) -> None:
    rows = [["Risk", "Owner"], ["{%tr for r in risks %}", ""], ["{{ r }}", "x"], ["{%tr endfor %}", ""]]
    template = deck(slide("", table=rows), change=table)
    data = {"risks": [LONG] * 2}
    assert [warning.code for warning in render(template, data).warnings] == ["off-slide"]
    made = render(template, data, on_overflow="shrink")
    cells = next(s.table for s in made.slides[0].shapes if s.has_table)
    sizes = [cells.cell(1, at).text_frame.paragraphs[0].runs[0].font.size.pt for at in range(2)]
    assert LEAST_SIZE <= sizes[0] < 16
    assert sizes[0] < sizes[1] < 18
    assert made.warnings == []


@given(
    warp=st.sampled_from(["", '<a:prstTxWarp prst="textPlain"/>', "<a:prstTxWarp><a:avLst/></a:prstTxWarp>"]),
    fit=st.sampled_from(["", "<a:noAutofit/>", "<a:spAutoFit/>", '<a:normAutofit fontScale="1"/>']),
    behind=st.sampled_from(["", "<a:scene3d/>"]),
)
def test_a_scale_takes_the_place_that_the_standard_gives_it(warp: str, fit: str, behind: str) -> None:
    body = f'<a:bodyPr wrap="square">{warp}{fit}{behind}</a:bodyPr><a:p/>'
    if not warp + fit + behind:
        body = '<a:bodyPr wrap="square"/><a:p/>'
    written = with_scale(body, "a:", Scale(0.85, 0.2))
    root = etree.fromstring(f'<x xmlns:a="{A[0][1:-1]}">{written}</x>')
    tags = [etree.QName(child).localname for child in root[0]]
    assert tags == [*(["prstTxWarp"] if warp else []), "normAutofit", *(["scene3d"] if behind else [])]
    assert root[0].get("wrap") == "square"
