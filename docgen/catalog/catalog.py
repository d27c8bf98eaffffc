"""The catalogue: which deliverables there are, and where their templates and samples lie.

Templates are addressed ``{format}/{deliverable}/{language}`` in one folder, samples are
``{deliverable}.{language}.json`` in another.  Nothing here opens an Office file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.catalog import consulting
from docgen.catalog.deliverable import Deliverable, Programme
from docgen.catalog.schema import did_you_mean
from docgen.errors import MissingError, Problem

__all__ = ["PROGRAMMES", "Catalog", "Sample", "open_catalog"]

PROGRAMMES: tuple[Programme, ...] = (consulting.PROGRAMME,)

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample payload as a file."""

    deliverable: str
    language: str
    path: Path


@dataclass(frozen=True, slots=True)
class Catalog:
    """Programmes and deliverables with their folders of templates and samples."""

    programmes: Mapping[str, Programme]
    deliverables: Mapping[str, Deliverable]
    templates: Path
    sample_folder: Path

    def deliverable(self, id: str) -> Deliverable:
        """Return a deliverable; raise MissingError with the nearest known id."""
        found = self.deliverables.get(id)
