"""A template's owner edits it in another program; the next document shows it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from docx import Document

from docgen.catalog import open_catalog
from docgen.generate import generate
from docgen.template_cache import TemplateCache

ADDRESS = Path("docx", "monthly_report", "en.docx")
Convert = Callable[..., Sequence[Path]]


def headings(data: bytes) -> list[str]:
    paragraphs = Document(io.BytesIO(data)).paragraphs
    return [p.text for p in paragraphs if p.style is not None and str(p.style.name).startswith("Heading")]


def edit_heading(template: Path, text: str) -> str:
    """Write another text into the first heading of a template and return the old one."""
    document = Document(str(template))
    heading = next(p for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1")
    before = heading.text
    for run in heading.runs[1:]:
        run.text = ""
    heading.runs[0].text = text
    document.save(str(template))
    return before


@pytest.mark.libreoffice
def test_a_heading_edited_and_saved_by_libreoffice_shows_in_the_next_document(
    tmp_path: Path, convert: Convert
) -> None:
    shipped = open_catalog().template_path("docx", "monthly_report", "en")
    template = tmp_path / "templates" / ADDRESS
    template.parent.mkdir(parents=True)
    shutil.copy(shipped, template)
    catalog = open_catalog(templates=tmp_path / "templates")
    sample = catalog.deliverable("monthly_report").sample("en")
    templates = TemplateCache()

    def next_document() -> list[str]:
        files = generate(catalog, "monthly_report", sample, ["docx"], "en", templates=templates).files
        return headings(files[0].data)

    before = next_document()
    edited = tmp_path / "edited" / "en.docx"
    edited.parent.mkdir()
    shutil.copy(template, edited)
    old = edit_heading(edited, "What the month brought")
    (saved,) = convert([edited], to="docx")
    shutil.copy(saved, template)
    after = next_document()
    assert old in before and "What the month brought" not in before
    assert "What the month brought" in after and old not in after
    assert len(after) == len(before)
