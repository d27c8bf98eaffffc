"""The catalogue: which deliverables there are, and where their templates and samples lie.

Templates are addressed ``{format}/{deliverable}/{language}`` in one folder, samples are
``{deliverable}.{language}.json`` in another.  Nothing here opens an Office file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.catalog import consulting
from docgen.catalog.assets import AssetFolder
from docgen.catalog.deliverable import Deliverable, Programme
from docgen.errors import MissingError, Problem, did_you_mean

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
    """Programmes and deliverables with their folders of templates, samples and stored pictures."""

    programmes: Mapping[str, Programme]
    deliverables: Mapping[str, Deliverable]
    templates: Path
    sample_folder: Path
    assets: AssetFolder | None = None

    def deliverable(self, id: str) -> Deliverable:
        """Return a deliverable; raise MissingError with the nearest known id."""
        found = self.deliverables.get(id)
        if found is None:
            message = f"There is no deliverable {id[:60]!r}."
            raise MissingError(Problem("unknown-deliverable", message, did_you_mean(id, self.deliverables)))
        return found

    def template_path(self, format: str, deliverable: str, language: str) -> Path:
        """Return the Office file of a template; raise MissingError where there is none."""
        known = self.deliverable(deliverable)
        if format not in known.formats:
            message = f"{deliverable} cannot be made as {format[:20]!r}."
            raise MissingError(Problem("unknown-format", message, did_you_mean(format, known.formats)))
        if language not in known.languages:
            message = f"{deliverable} is not available in {language[:20]!r}."
            raise MissingError(Problem("unknown-language", message, did_you_mean(language, known.languages)))
        path = self.templates / format / deliverable / f"{language}.{format}"
        if not path.is_file():
            address = f"{format}/{deliverable}/{language}"
            hint = f"Put it into the templates folder as {address}.{format}."
            raise MissingError(Problem("no-template", f"There is no template {address}.", hint))
        return path

    def samples(self) -> list[Sample]:
        """Return the samples that are there, in the catalogue's order."""
        return list(self._samples())

    def _samples(self) -> Iterator[Sample]:
        for known in self.deliverables.values():
            for language in known.languages:
                path = self.sample_folder / f"{known.id}.{language}.json"
                if path.is_file():
                    yield Sample(known.id, language, path)


def open_catalog(
    templates: Path | None = None, samples: Path | None = None, assets: Path | None = None
) -> Catalog:
    """Return the catalogue of all programmes; None stands for the folders that ship with the package.

    In a checkout those lie next to the package, in an installed one inside it; of ``assets``, stored
    pictures, none ship.  Raises MissingError for a folder that does not exist.
    """
    folders = [_folder("templates", templates), _folder("samples", samples)]
    deliverables = {
        known.id: replace(known, samples=folders[1])
        for programme in PROGRAMMES
        for known in programme.deliverables
    }
    pictures = AssetFolder(_folder("assets", assets)) if assets else None
    return Catalog(_by_id(PROGRAMMES), deliverables, folders[0], folders[1], pictures)


def _by_id(programmes: Iterable[Programme]) -> dict[str, Programme]:
    return {programme.id: programme for programme in programmes}


def _folder(name: str, given: Path | None) -> Path:
    place = given or _shipped(name)
    if place.is_dir():
        return place
    hint = "Check the setting." if given else "Install the package again."
    raise MissingError(Problem("no-folder", f"The folder of {name} does not exist: {place.name}.", hint))


def _shipped(name: str) -> Path:
    """Return the folder next to the package in a checkout, else the one inside the installed package."""
    checkout = _PACKAGE.parent
    return checkout / name if (checkout / "pyproject.toml").is_file() else _PACKAGE / "_data" / name
