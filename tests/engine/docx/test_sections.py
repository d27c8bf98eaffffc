"""The ends of sections in blocks: none is lost, and none comes twice."""

from __future__ import annotations

import pytest

from tests.engine.docx.objects import objects, paragraph, render


def section(kind: str, text: str = "") -> str:
    """Return the last paragraph of a section, which is known by its page width."""
    inside = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
    return f'<w:p><w:pPr><w:sectPr><w:pgSz w:w="{kind}" w:h="1"/></w:sectPr></w:pPr>{inside}</w:p>'


def widths(template: bytes, **context: object) -> list[str]:
    return render(template, **context).find("//w:pgSz/@w:w")


@pytest.mark.parametrize("show", [True, False])
def test_a_condition_over_whole_sections_takes_them_along(show: bool) -> None:
    template = objects("a", section("1"), "{% if show %}", "b", section("2"), "{% endif %}", "c")
    assert widths(template, show=show) == ["1", "2"] if show else ["1"]


@pytest.mark.parametrize(("show", "texts"), [(True, ["a", "b", "c"]), (False, ["a", "c"])])
def test_a_section_that_began_before_the_condition_ends_all_the_same(show: bool, texts: list[str]) -> None:
    file = render(objects("a", "{% if show %}", "b", section("1"), "{% endif %}", "c"), show=show)
    assert file.find("//w:pgSz/@w:w") == ["1"]
    assert [text for text in file.find("//w:p") if text] == texts


@pytest.mark.parametrize("kind", ["x", "y", "z"])
def test_each_branch_ends_the_section_once(kind: str) -> None:
    branches = [
        "{% if k == 'x' %}",
        section("1", "x"),
        "{% elif k == 'y' %}",
        "y",
        "{% else %}",
        "z",
        "{% endif %}",
    ]
    file = render(objects("a", *branches, "c"), k=kind)
    assert file.find("//w:pgSz/@w:w") == ["1"]
    assert [text for text in file.find("//w:p") if text] == ["a", kind, "c"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_loop_repeats_sections_and_loses_none_when_it_is_empty(count: int) -> None:
    template = objects("a", "{% for n in range(count) %}", "b", section("1"), "{% endfor %}", "c")
    assert widths(template, count=count) == ["1"] * max(count, 1)


@pytest.mark.parametrize("show", [True, False])
def test_the_end_of_a_condition_may_share_the_last_paragraph_of_a_section(show: bool) -> None:
    file = render(objects("a", "{% if show %}", "b", section("1", "{% endif %}"), "c"), show=show)
    assert file.find("//w:pgSz/@w:w") == ["1"]
    assert [text for text in file.find("//w:p") if text] == (["a", "b", "c"] if show else ["a", "c"])


@pytest.mark.parametrize("show", [True, False])
def test_a_condition_may_begin_in_the_last_paragraph_of_a_section(show: bool) -> None:
    file = render(objects("a", section("1", "{% if show %}"), "b", "{% endif %}", paragraph("c")), show=show)
    assert file.find("//w:pgSz/@w:w") == ["1"]
    assert [text for text in file.find("//w:p") if text] == (["a", "b", "c"] if show else ["a", "c"])


@pytest.mark.parametrize(("count", "expected"), [(0, ["1", "2"]), (1, ["1", "2"]), (3, ["1", "2", "2", "2"])])
def test_a_section_that_began_before_a_loop_ends_in_its_first_turn_only(
    count: int, expected: list[str]
) -> None:
    template = objects(
        "cover", "{% for n in range(count) %}", section("1"), "chapter", "{% endfor %}", section("2"), "end"
    )
    assert widths(template, count=count) == expected
