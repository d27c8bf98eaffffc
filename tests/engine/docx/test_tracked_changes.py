"""Tags in tracked changes: what was inserted counts as text, what was deleted stays as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .shorthand import p, r

VALUE = r("A &amp; B")


def ins(text: str) -> str:
    return f'<w:ins w:id="1" w:author="Ann">{r(text)}</w:ins>'


def gone(text: str) -> str:
    return f'<w:del w:id="2" w:author="Ann"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def moved(where: str, text: str) -> str:
    return f'<w:{where} w:id="3" w:author="Ann">{r(text)}</w:{where}>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (p(ins("{{ a }}")), p(ins("A &amp; B"))),
        (p("{{ ", ins("a"), " }}"), p("A &amp; B", '<w:ins w:id="1" w:author="Ann"/>')),
        (p(gone("{{ a }}"), "{{ a }}"), p(gone("{{ a }}"), VALUE)),
        (p(gone("{% for x in %}")), p(gone("{% for x in %}"))),
        (p("{{ ", gone("old"), "a }}"), p(VALUE, gone("old"))),
        (
            p(moved("moveFrom", "{{ a }}")) + p(moved("moveTo", "{{ a }}")),
            p(moved("moveFrom", "{{ a }}")) + p(moved("moveTo", "A &amp; B")),
        ),
        (p(ins("{% if no %}")) + p("x") + p(ins("{% endif %}")), ""),
        (p("{% if ", gone("yes"), ins("no"), " %}") + p("x") + p("{% endif %}"), ""),
        (
            p(
                '<w:moveToRangeStart w:id="4"/>',
                moved("moveTo", "{% if no %}"),
                '<w:moveToRangeEnd w:id="4"/>',
            )
            + p("x")
            + p("{% endif %}"),
            "",
        ),
    ],
)
def test_what_is_inserted_is_rendered_and_what_is_deleted_is_not(
    body: Callable[..., str], before: str, after: str
) -> None:
    assert body(before) == after
