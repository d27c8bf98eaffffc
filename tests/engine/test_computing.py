"""What cannot be computed is told in words for somebody who writes no code, with the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docgen.engine import compile
from docgen.errors import RenderError

Docx = Callable[..., bytes]


@pytest.mark.parametrize(
    ("tag", "message", "hint"),
    [
        ("{{ fee + none_ }}", "+ cannot stand between a number and an empty field.", "(fee or 0)"),
        ("{{ name + fee }}", "+ cannot stand between a text and a number.", "~ joins texts"),
        ("{{ fee - name }}", "- cannot stand between a number and a text.", "Check the kinds"),
        ("{{ rows + name }}", "+ cannot stand between a list and a text.", "Check the kinds"),
        ("{% if name < fee %}x{% endif %}", "< cannot stand between a text and a number.", "Check the kinds"),
        ("{{ fee / zero }}", "The tag divides by zero.", "condition"),
        ("{{ name | int + row }}", "+ cannot stand between a number and an object.", "Check the kinds"),
    ],
)
def test_values_that_do_not_go_together(docx: Docx, tag: str, message: str, hint: str) -> None:
    data = {"fee": 5, "name": "Ann", "none_": None, "zero": 0, "rows": [1], "row": {}}
    with pytest.raises(RenderError) as caught:
        compile(docx("fine", tag)).render(data)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place, problem.message) == ("expression", "paragraph 2", message)
    assert hint in problem.hint
