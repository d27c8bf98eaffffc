"""What a template may not do, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import Limits, compile
from docgen.errors import DocgenError

Docx = Callable[..., bytes]
CONTEXT: dict[str, Any] = {"name": "Ann", "xs": [1, 2], "user": {"a": 1}}

REACHING_OUT = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('_'~'_class_'~'_') }}",
    "{{ ['']|map(attribute='__class__')|list|first }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ '{x.__class__}'.format_map({'x': ''}) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ (xs|map('string')).gi_frame }}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{{ self._TemplateReference__context }}",
    "{{ range }}",
    "{{ name.upper }}",
    "{{ user.update({'a': 2}) }}",
    "{{ open('x') }}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
]
ASKING_TOO_MUCH = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}",
    "{{ range(10**9)|list }}",
    "{{ 'a' * 10**9 }}",
    "{{ ([0] * 10**9)|length }}",
    "{{ 9**(9**9) }}",
    "{{ 10**5000 }}",
    "{{ 'x'|center(10**9) }}",
    "{{ 'x'.ljust(10**9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:{w}}'.format(1, w=10**9) }}",
    "{{ ('a'*10**5)|replace('a', 'b'*10**5) }}",
    "{{ ('x'*10**5).join(['a']*10**5) }}",
    "{{ [1]|batch(10**9, 0)|list }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}x{% endmacro %}{{ m(60) }}",
    "{% set n = namespace(s='a') %}{% for i in range(43) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
]


@pytest.mark.parametrize("tag", REACHING_OUT)
@pytest.mark.parametrize("dialect", ["docgen", "docxtpl"])
def test_a_template_reaches_nothing_but_its_data(docx: Docx, texts: Any, tag: str, dialect: str) -> None:
    try:
        shown = texts(compile(docx(tag), dialect=dialect).render(CONTEXT))
    except DocgenError:
        return
    assert not any(mark in "".join(shown) for mark in ("class", "function", "built-in", "globals", "0x"))


@pytest.mark.parametrize("tag", ASKING_TOO_MUCH, ids=range(len(ASKING_TOO_MUCH)))
def test_a_template_that_asks_for_too_much_is_stopped(docx: Docx, tag: str) -> None:
    with pytest.raises(DocgenError) as caught:
        compile(docx(tag), limits=Limits(steps=100_000)).render(CONTEXT)
    assert all(problem.message for problem in caught.value.problems)


def test_what_a_template_did_to_one_document_the_next_does_not_see(docx: Docx, texts: Any) -> None:
    compiled = compile(docx("{% set name = 'changed' %}{{ name }}", "{{ name }}"))
    assert texts(compiled.render(CONTEXT)) == texts(compiled.render(CONTEXT))
    assert CONTEXT["name"] == "Ann"


def test_limits_are_the_callers_to_set(docx: Docx) -> None:
    template = docx("{% for x in xs %}{{ x }}{% endfor %}")
    compile(template, limits=Limits(steps=10)).render({"xs": [1, 2]})
    with pytest.raises(DocgenError, match="more than 10 times"):
        compile(template, limits=Limits(steps=10)).render({"xs": [1] * 20})
    with pytest.raises(DocgenError, match="longer than 0 seconds"):
        compile(template, limits=Limits(seconds=0)).render({"xs": [1]})


def test_a_template_with_more_tags_than_allowed_is_refused(docx: Docx) -> None:
    template = docx("{{ name }}" * 20)
    with pytest.raises(DocgenError, match="more than 10 tags"):
        compile(template, limits=Limits(tags=10))
    compile(template, limits=Limits(tags=20))


@pytest.mark.parametrize("data", [5, "text", [1], None])
def test_data_that_is_no_object_is_told_so(docx: Docx, data: Any) -> None:
    with pytest.raises(DocgenError, match="no object with named fields"):
        compile(docx("{{ a }}")).render(data)
