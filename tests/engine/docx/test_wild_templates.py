"""Whatever stands in a template, its check ends with problems that name their place, and can be annotated."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.engine import annotate, check
from docgen.translation import translated

Docx = Callable[..., bytes]
FIELDS = {"customer.name": "text", "fee": "number", "risks[].title": "text", "logo": "picture"}
PIECES = st.sampled_from(
    [
        *("{{", "}}", "{%", "%}", "{", "}", "｛｛", "｝｝", "¦", " ", "(", ")", '"', "“", "，", "|", "{#"),
        *("for r in risks", "endfor", "end for", "if fee", "elseif", "else", "endif", "fro x in y", "set"),
        *("{{ fee }}", "{{ r.title }}", "{{ customer.nmae }}", "{{ fee | mony }}", "{{ logo | image }}"),
        *("{%tr for r in risks %}", "{%tr endfor %}", "{%p if fee %}", "{% for r in fee %}", "{% endfor %}"),
    ]
)
TEXTS = st.lists(PIECES, max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paragraphs=st.lists(TEXTS, min_size=1, max_size=4), cells=st.lists(TEXTS, min_size=2, max_size=2))
def test_any_text_is_checked_and_annotated(docx: Docx, paragraphs: list[str], cells: list[str]) -> None:
    template = docx(*paragraphs, [cells, cells[::-1]])
    problems = check(template, FIELDS)
    assert all(problem.message and problem.place and problem.part for problem in problems)
    assert all(translated(problem, "ru").message != problem.message for problem in problems)
    made = annotate(template, problems, "zh")
    assert check(made, FIELDS) == problems
    assert annotate(made, problems, "zh") == made
