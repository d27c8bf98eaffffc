"""Lay out the Excel templates: ``python -m tools.templates.book [deliverable …]``.

A tool for developers.  It wrote the first form of ``templates/xlsx``; the Office files are the source from
then on, and running it again overwrites what their owners have changed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.templates.book_acceptance import acceptance_report
from tools.templates.book_effect import effect_evaluation
from tools.templates.book_monthly import monthly_report
from tools.templates.book_plan import service_plan
from tools.templates.book_research import research_report
from tools.templates.book_sheet import Book
from tools.templates.book_style import LANGUAGES
from tools.templates.book_tidy import tidy

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "xlsx"
_BOOKS: Mapping[str, Callable[[Book], None]] = {
    "monthly_report": monthly_report,
    "acceptance_report": acceptance_report,
    "research_report": research_report,
    "service_plan": service_plan,
    "effect_evaluation": effect_evaluation,
}


def write(deliverable: str, language: str) -> Path:
    """Lay out one template and return its file."""
    book = Book(language)
    _BOOKS[deliverable](book)
    path = _TEMPLATES / deliverable / f"{language}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    saved = io.BytesIO()
    book.finish().save(saved)
    path.write_bytes(tidy(saved.getvalue()))
    return path


if __name__ == "__main__":
    for name in sys.argv[1:] or _BOOKS:
        for spoken in LANGUAGES:
            print(write(name, spoken))
