"""The problems of a template, written into a copy of it where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from docgen.engine.docx.comments import annotated_docx
from docgen.engine.pptx.remarks import annotated_pptx
from docgen.engine.xlsx.remarks import annotated_xlsx
from docgen.errors import Problem
from docgen.opc import Package, write
from docgen.zipping import Content

__all__ = ["annotate"]

Annotate = Callable[[Package, Sequence[Problem], str, dt.datetime | None], Mapping[str, Content]]
_ADAPTERS: Mapping[str, Annotate] = {"docx": annotated_docx, "pptx": annotated_pptx, "xlsx": annotated_xlsx}


def annotate(
    data: bytes, problems: Sequence[Problem], language: str = "en", *, moment: dt.datetime | None = None
) -> bytes:
    """Return a copy of a template with each problem shown at its place.

    That is a comment in Word, a note on a cell in Excel, a marked text box in PowerPoint.

    The problems are what :func:`docgen.engine.check` returns, in English;
    ``language`` is that of the comments, one of ``docgen.translation.LANGUAGES``.
    ``moment`` is the date that the comments bear; without one they bear none, and
    the same arguments give the same bytes.  Everything else stays as it was.
    Raises :class:`TemplateError` for a file that no remark can be written into.
    """
    package = Package.open(data)
    return write(package, _ADAPTERS[package.format](package, problems, language, moment))
