"""The problems of a template, written into a copy of it where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from docgen.engine.docx.comments import annotated_docx
from docgen.errors import Problem, TemplateError
from docgen.opc import Package, write
from docgen.zipping import Content

__all__ = ["annotate"]

Annotate = Callable[[Package, Sequence[Problem], str, dt.datetime | None], Mapping[str, Content]]
_ADAPTERS: Mapping[str, Annotate] = {"docx": annotated_docx}


def annotate(
    data: bytes, problems: Sequence[Problem], language: str = "en", *, moment: dt.datetime | None = None
) -> bytes:
    """Return a copy of a template with each problem as a comment at its place.

    The problems are what :func:`docgen.engine.check` returns, in English;
    ``language`` is that of the comments, one of ``docgen.translation.LANGUAGES``.
    ``moment`` is the date that the comments bear; without one they bear none, and
    the same arguments give the same bytes.  Everything else stays as it was.
    Raises :class:`TemplateError` for a file that no remark can be written into.
    """
    package = Package.open(data)
    adapter = _ADAPTERS.get(package.format)
    if adapter is None:
        raise TemplateError(Problem("unknown-format", "Remarks can be written into Word files only."))
    return write(package, adapter(package, problems, language, moment))
