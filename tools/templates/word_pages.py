"""On which page each heading stands, as LibreOffice sets the document of a sample.

A contents field shows page numbers that are right only if somebody has laid the
document out; this does it once, for the template.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from docgen.catalog import open_catalog
from docgen.engine import compile
from tools.templates.word_front import Entry

__all__ = ["page_texts", "render_sample", "set_pages"]

_BLANK = re.compile(r"[\s.…·]+")


def render_sample(template: bytes, deliverable_id: str, language: str) -> bytes:
    """Return the document that a template makes of the catalogue's sample."""
    deliverable = open_catalog(None, None).deliverable(deliverable_id)
    data = deliverable.load(deliverable.sample(language))
    return compile(template, name=f"{deliverable_id}/{language}").render(
        deliverable.context(data, language), language=language
    )


def page_texts(document: bytes) -> list[str]:
    """Return the text of each page; needs LibreOffice and pdftotext."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sample.docx")
        path.write_bytes(document)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        made = subprocess.run(
            ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"],
            check=True,
            capture_output=True,
            timeout=60,
        )
    return made.stdout.decode().split("\f")


def set_pages(entries: Sequence[Entry], pages: Sequence[str]) -> None:
    """Give each entry its page: the first after the contents, not before the last one, that shows it.

    Raises LookupError for a heading that is on no page.
    """
    shown = [{_plain(line) for line in page.splitlines()} for page in pages]
    page = _after_contents(shown, entries)
    for entry in entries:
        wanted = _plain(entry.number + entry.text)
        page = next((n for n in range(page, len(shown)) if wanted in shown[n]), -1)
        if page < 0:
            raise LookupError(f"The heading {entry.number} {entry.text!r} is on no page of the sample.")
        entry.page = page + 1


def _after_contents(shown: Sequence[set[str]], entries: Sequence[Entry]) -> int:
    """Return the first page, counted from 0, that shows the first heading as a line of its own."""
    wanted = _plain(entries[0].number + entries[0].text)
    return next((n for n, page in enumerate(shown) if wanted in page), 0)


def _plain(line: str) -> str:
    return _BLANK.sub("", line)
