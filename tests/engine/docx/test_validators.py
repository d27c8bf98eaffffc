"""The check of Word files finds what is wrong, and nothing in the documents of docgen's own templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.catalog import open_catalog
from docgen.engine import compile

from .conftest import repacked
from .shorthand import cell, p, row, table

TEMPLATES = sorted(Path(__file__).parents[3].glob("templates/docx/*/*.docx"))
Sound = Callable[[bytes, bytes], None]
DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="7" name="x"/></wp:inline></w:drawing></w:r>'
)


@pytest.mark.parametrize(
    ("wrong", "finding"),
    [
        (p("<w:r><w:foo/></w:r>"), "Unexpected element 'foo'"),
        (table(row("<w:tc><w:tcPr/></w:tc>")), "tc does not end with a paragraph"),
        (table(row(cell(table(row("x"))))), "tc does not end with a paragraph"),
        (table("<w:tr></w:tr>"), "tr without any tc"),
        (table(), "tbl without any tr"),
        (p(DRAWING, DRAWING), "docPr 7 comes twice"),
        (p('<w:hyperlink r:id="rId9"/>'), "no relationship rId9"),
        (p("<?docgen 3?>"), "a mark of the engine was left"),
    ],
)
def test_a_file_that_word_would_repair_is_found(
    docx: Callable[..., bytes], sound_word: Sound, wrong: str, finding: str
) -> None:
    with pytest.raises(AssertionError, match=finding):
        sound_word(docx(p("x")), docx(p("x"), wrong))
    sound_word(docx(wrong), docx(wrong))


def test_a_relationship_that_leads_nowhere_is_found(docx: Callable[..., bytes], sound_word: Sound) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    entry = f'<Relationship Id="a" Type="{kind}" Target="media/x.png"/>'
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = f'<Relationships xmlns="{names}">{entry * 2}</Relationships>'.encode()
    with pytest.raises(AssertionError, match=r"a comes twice\n.*nothing is at media/x.png"):
        sound_word(docx(p("x")), repacked(docx(p("x")), {"word/_rels/document.xml.rels": rels}))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_documents_of_all_templates_are_sound(path: Path, sound_word: Sound) -> None:
    deliverable = open_catalog().deliverable(path.parent.name)
    context = deliverable.context(deliverable.load(deliverable.sample(path.stem)), path.stem)
    template = path.read_bytes()
    sound_word(template, compile(template).render(context, language=path.stem))
