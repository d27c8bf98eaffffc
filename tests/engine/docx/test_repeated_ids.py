"""What a loop repeats has ids of its own in each copy; what stands outside of loops keeps its ids."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .shorthand import control, p, r

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


@pytest.mark.parametrize(
    ("block", "pattern"),
    [
        (
            p(f'<w:r><w:drawing><wp:inline {WP}><wp:docPr id="7" name="x"/></wp:inline></w:drawing></w:r>'),
            r'docPr id="(.*?)"',
        ),
        (p(f'<w:r><w:pict><v:rect {V} id="box1"/></w:pict></w:r>'), r'v:rect [^>]*\bid="(.*?)"'),
        (p(f'<w:ins w:id="3" w:author="Ann">{r("x")}</w:ins>'), r'w:ins w:id="(.*?)"'),
        (
            p('<w:pPr><w:rPr><w:rPrChange w:id="4" w:author="Ann"><w:rPr/></w:rPrChange></w:rPr></w:pPr>'),
            r'Change w:id="(.*?)"',
        ),
        (p(control(r("x"), '<w:id w:val="5"/>')), r'w:id w:val="(.*?)"'),
        (f'<w:p {W14} w14:paraId="1A" w14:textId="2B">{r("x")}</w:p>', r'paraId="(.*?)"'),
    ],
)
def test_ids_in_a_loop_differ_and_others_stay(body: Callable[..., str], block: str, pattern: str) -> None:
    before = block + p("{% for x in rows %}") + block + p("{% endfor %}")
    first, *copies = re.findall(pattern, body(before))
    assert [first] == re.findall(pattern, block)
    assert first not in copies and len(set(copies)) == len(copies) in (0, 2)


def test_a_shape_that_something_names_keeps_its_id(body: Callable[..., str]) -> None:
    shape = f'<v:shapetype {V} id="t1"/><v:shape {V} type="#t1" id="s1"/>'
    block = p(f'<w:r><w:object>{shape}<w:control w:shapeid="s1"/></w:object></w:r>')
    after = body(p("{% for x in rows[:1] %}") + block + p("{% endfor %}"))
    assert after == block
