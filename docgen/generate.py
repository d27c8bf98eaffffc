"""The way of one document: payload → data → context → files.

The service, the command line and the demo all go through here, so the same
payload gives the same bytes everywhere.  This module knows the catalogue and
the engine; it must not know HTTP, records or queues.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docgen.catalog import Catalog
from docgen.engine import Assets, Compiled, Steps
from docgen.errors import DocgenError, Problem, RenderError
from docgen.layout import Layout
from docgen.plan import plan
from docgen.template_cache import TemplateCache

__all__ = [
    "ON_MISSING",
    "ON_OVERFLOW",
    "Generated",
    "GeneratedFile",
    "OnMissing",
    "OnOverflow",
    "generate",
    "generate_steps",
]

OnMissing = Literal["error", "mark", "blank"]
ON_MISSING: tuple[OnMissing, ...] = ("error", "mark", "blank")
OnOverflow = Literal["warn", "shrink", "ignore"]
ON_OVERFLOW: tuple[OnOverflow, ...] = ("warn", "shrink", "ignore")


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """One finished file, with its template's address and SHA-256 and the seconds it took."""

    name: str
    format: str
    data: bytes
    template: str
    digest: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Generated:
    """All files of one request, with what was odd but no reason to stop."""

    files: list[GeneratedFile]
    warnings: list[Problem]
    language: str


def generate(
    catalog: Catalog,
    deliverable_id: str,
    payload: Mapping[str, Any],
    formats: Sequence[str],
    language: str | None,
    *,
    on_missing: OnMissing = "error",
    on_overflow: OnOverflow = "warn",
    templates: TemplateCache,
    layout: Layout | None = None,
) -> Generated:
    """Make one deliverable in each of the formats.

    Without a ``layout`` page numbers are estimated.  ``on_overflow`` says what
    becomes of texts that do not fit on slides.  Raises what :func:`plan` raises, and TemplateError
    or RenderError with the problems of all formats at once.
    """
    steps = generate_steps(
        catalog, deliverable_id, payload, formats, language,
        on_missing=on_missing, on_overflow=on_overflow, templates=templates,
    )  # fmt: skip
    return (layout or Layout("estimate")).finish(steps)


def generate_steps(
    catalog: Catalog,
    deliverable_id: str,
    payload: Mapping[str, Any],
    formats: Sequence[str],
    language: str | None,
    *,
    on_missing: OnMissing = "error",
    on_overflow: OnOverflow = "warn",
    templates: TemplateCache,
) -> Steps[Generated]:
    """Make one deliverable as :func:`generate` does, in steps, so that many can be laid out together."""
    planned = plan(catalog, deliverable_id, payload, formats, language)
    context = planned.deliverable.context(planned.data, planned.language)
    stem = planned.deliverable.file_stem(planned.data, planned.language)
    files: list[GeneratedFile] = []
    warnings: list[Problem] = []
    failed: list[DocgenError] = []
    for format in planned.formats:
        address = f"{format}/{deliverable_id}/{planned.language}"
        try:
            compiled = templates.get(catalog.template_path(*address.split("/")), address)
            file, odd = yield from _rendered(
                compiled,
                context,
                f"{stem}.{format}",
                address,
                on_missing=on_missing,
                on_overflow=on_overflow,
                assets=catalog.assets,
            )
        except DocgenError as error:
            failed.append(error)
        else:
            files.append(file)
            warnings.extend(odd)
    if failed:
        raise _together(failed)
    return Generated(files, warnings, planned.language)


def _rendered(
    compiled: Compiled,
    context: Mapping[str, Any],
    name: str,
    address: str,
    *,
    on_missing: OnMissing,
    on_overflow: OnOverflow,
    assets: Assets | None,
) -> Steps[tuple[GeneratedFile, list[Problem]]]:
    """Render a template, addressed ``format/deliverable/language``; returns the file and its warnings."""
    begun = time.perf_counter()
    language = address.rpartition("/")[2]
    rendered = yield from compiled.steps(
        context, language=language, on_missing=on_missing, assets=assets, on_overflow=on_overflow
    )
    seconds = time.perf_counter() - begun
    file = GeneratedFile(name, compiled.format, rendered.data, address, compiled.digest, seconds)
    return file, rendered.warnings


def _together(errors: Sequence[DocgenError]) -> DocgenError:
    """One error with the problems of all; its kind is the first one's, or RenderError for a mixture."""
    problems = [problem for error in errors for problem in error.problems]
    kinds = {type(error) for error in errors}
    return kinds.pop()(problems) if len(kinds) == 1 else RenderError(problems)
