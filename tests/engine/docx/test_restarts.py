"""``{% restart %}``: numbered lists begin anew in each copy of a block."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from docgen.engine import compile
from docgen.errors import TemplateError
from tests.engine.docx.objects import File, read


def template(*paragraphs: str) -> bytes:
    """Return a file; a paragraph that begins with # is numbered by its style."""
    document: Any = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text.lstrip("#"), style="List Number" if text.startswith("#") else None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lists(file: File) -> list[str]:
    """Return the list of each numbered paragraph."""
    return file.find("//w:p/w:pPr/w:numPr/w:numId/@w:val")


LOOP = ("{% for r in rows %}", "{{ r }}", "#{% restart %}first", "#second", "{% endfor %}", "#after")


def test_each_copy_begins_anew_and_what_follows_belongs_to_it() -> None:
    file = read(compile(template(*LOOP)).render({"rows": ["a", "b"]}))
    one, two, three, four, after = lists(file)
    assert (one, three) == (two, four)
    assert one != three
    assert after == four
    for number in (one, three):
        path = f"//w:num[@w:numId='{number}']/w:lvlOverride[@w:ilvl='0']/w:startOverride/@w:val"
        assert file.find(path, "word/numbering.xml") == ["1"]


def test_without_any_copy_the_list_stays_the_templates() -> None:
    file = read(compile(template(*LOOP)).render({"rows": []}))
    assert len(lists(file)) == 1
    assert file.find("//w:startOverride", "word/numbering.xml") == []


def test_the_tag_in_a_paragraph_without_number_is_told() -> None:
    with pytest.raises(TemplateError) as caught:
        compile(template("plain {% restart %}"))
    assert [(p.code, p.place) for p in caught.value.problems] == [("tag-misplaced", "paragraph 1")]
