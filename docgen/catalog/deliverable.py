"""A deliverable: a document that a programme owes the customer, as data.

It knows how payloads are checked and what is computed from them; it knows no file format
and no template.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.catalog.describing import Field, all_fields, json_schema
from docgen.catalog.loading import Check, load
from docgen.catalog.schema import Schema
from docgen.errors import MissingError, Problem, did_you_mean

__all__ = ["Deliverable", "Programme"]

_UNSAFE = re.compile(r'[<>:"/\\|?*\s]+')
_LONGEST_STEM = 120
# Names that are more than words joined by underscores.
_WRITTEN = {
    "kpis": "KPIs",
    "id": "ID",
    "pdca": "PDCA",
    "roi measures": "ROI measures",
    "as is": "AS-IS",
    "to be": "TO-BE",
}


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One kind of document: schema, checks across fields, computed figures, formats and languages.

    ``labels`` gives what the keys of each group are called in a language; ``captions`` has by language
    and English description what a field is called, as ``name｜what to write``; ``references`` names for
    a field the one whose values it repeats, as ``{"history[].kpis[].key": "kpis[].key"}``.
    """

    id: str
    programme: str
    titles: Mapping[str, str]
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    schema: type[Schema]
    check: Check
    compute: Callable[[Mapping[str, Any], str], dict[str, Any]]
    figures: Mapping[str, str]
    same: Mapping[str, str]
    labels: Callable[[str], Mapping[str, Mapping[str, str]]]
    captions: Mapping[str, Mapping[str, str]]
    references: Mapping[str, str]
    samples: Path | None = None

    def load(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the payload as typed data; raise DataError with all its problems."""
        return load(self.schema, self.check, payload)

    def context(self, data: Mapping[str, Any], language: str) -> dict[str, Any]:
        """Return what templates may show: the data, the computed figures and the labels of the language.

        Raises MissingError for a language that the deliverable does not have.
        """
        self._require(language)
        return self.compute(data, language)

    def fields(self) -> list[Field]:
        """Return every field that a template may name, given ones first, then computed ones."""
        context = self.context(self.load(self.sample("en")), "en") if self._sample_path("en") else None
        return all_fields(self.schema, self.figures, self.same, context)

    def caption(self, name: str, description: str, language: str) -> tuple[str, str]:
        """Return what people call a field in a language, and what to write; the latter may be empty.

        Without a caption in the language it is the field's name in words, and the description.
        """
        said = self.captions.get(language, {}).get(description)
        if said is None:
            words = name.replace("_", " ")
            return _WRITTEN.get(words, words[:1].upper() + words[1:]), description
        label, _, explained = said.partition("｜")
        return label, explained

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a payload."""
        return json_schema(self.schema, self.titles["en"])

    def sample(self, language: str) -> dict[str, Any]:
        """Return a complete sample payload; raise MissingError where none is shipped."""
        self._require(language)
        path = self._sample_path(language)
        if path is None:
            raise MissingError(Problem("no-sample", f"There is no sample of {self.id} in {language}."))
        sample: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return sample

    def file_stem(self, data: Mapping[str, Any], language: str) -> str:
        """Return a readable file name without suffix: customer, title, month or date; safe everywhere."""
        customer = data["customer"]["short_name"] or data["customer"]["name"]
        when = data.get("period") if self.id == "monthly_report" else data["report"]["date"].isoformat()
        names = (customer[:40], self.titles[language], when)
        return "_".join(_safe(name) for name in names if name)[:_LONGEST_STEM]

    def _sample_path(self, language: str) -> Path | None:
        path = self.samples / f"{self.id}.{language}.json" if self.samples else None
        return path if path and path.is_file() else None

    def _require(self, language: str) -> None:
        if language not in self.languages:
            message = f"{self.id} is not available in {language[:20]!r}."
            raise MissingError(Problem("unknown-language", message, did_you_mean(language, self.languages)))


@dataclass(frozen=True, slots=True)
class Programme:
    """A service that a provider sells, with the documents that it owes."""

    id: str
    titles: Mapping[str, str]
    deliverables: tuple[Deliverable, ...]


def _safe(name: str) -> str:
    """Return the name without path separators, control characters and what file systems refuse."""
    printable = "".join(" " if unicodedata.category(char).startswith("C") else char for char in name)
    return _UNSAFE.sub(" ", printable).strip(" ._") or "-"
