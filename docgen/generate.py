"""The way of one document: payload → data → context → files.

The service, the command line and the demo all go through here, so the same
payload gives the same bytes everywhere.  This module knows the catalogue and
the engine; it must not know HTTP, records or queues.
"""

from __future__ import annotations

import hashlib
import io
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from docgen.catalog import Catalog, Deliverable
from docgen.engine import Compiled, Rendered, compile
from docgen.errors import DataError, DocgenError, MissingError, Problem, RenderError, TemplateError

__all__ = [
    "ON_MISSING",
    "Generated",
    "GeneratedFile",
    "OnMissing",
    "Plan",
    "TemplateCache",
    "choose_formats",
    "choose_language",
    "generate",
    "plan",
    "render_file",
]

OnMissing = Literal["error", "mark", "blank"]
ON_MISSING: tuple[OnMissing, ...] = ("error", "mark", "blank")


# A file that is cut off and younger than this is taken to be half saved; it is looked at so often.
SAVING_SECONDS, LOOK_SECONDS = 2.0, 0.05


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


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that was checked: what will be made, of which loaded data."""

    deliverable: Deliverable
    data: dict[str, Any]
    formats: list[str]
    language: str


def plan(
    catalog: Catalog,
    deliverable_id: str,
    payload: Mapping[str, Any],
    formats: Sequence[str],
    language: str | None,
    *,
    root: str = "",
) -> Plan:
    """Check a request without making anything.

    ``language`` may be None: the payload's own, else the deliverable's first.
    Raises MissingError for an unknown deliverable, and one DataError with every
    other problem; ``root`` goes before the payload's JSON pointers.
    """
    deliverable = catalog.deliverable(deliverable_id)
    problems: list[Problem] = []
    with _collected(problems):
        formats = choose_formats(deliverable, formats)
    with _collected(problems):
        language = choose_language(deliverable, payload, language)
    with _collected(problems, root):
        data = deliverable.load(payload)
    if problems:
        raise DataError(problems)
    return Plan(deliverable, data, list(formats), str(language))


@contextmanager
def _collected(problems: list[Problem], root: str = "") -> Iterator[None]:
    """Keep the problems of a DataError, with ``root`` before their places, instead of raising it."""
    try:
        yield
    except DataError as error:
        problems.extend(replace(problem, place=root + problem.place) for problem in error.problems)


def generate(
    catalog: Catalog,
    deliverable_id: str,
    payload: Mapping[str, Any],
    formats: Sequence[str],
    language: str | None,
    *,
    on_missing: OnMissing = "error",
    templates: TemplateCache,
) -> Generated:
    """Make one deliverable in each of the formats.

    Raises what :func:`plan` raises, and TemplateError or RenderError with the
    problems of all formats at once.
    """
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
            file, odd = render_file(compiled, context, f"{stem}.{format}", address, on_missing=on_missing)
        except DocgenError as error:
            failed.append(error)
        else:
            files.append(file)
            warnings.extend(odd)
    if failed:
        raise _together(failed)
    return Generated(files, warnings, planned.language)


def render_file(
    compiled: Compiled,
    context: Mapping[str, Any],
    name: str,
    address: str,
    *,
    on_missing: OnMissing = "error",
) -> tuple[GeneratedFile, list[Problem]]:
    """Render a template, addressed ``format/deliverable/language``; returns the file and its warnings."""
    begun = time.perf_counter()
    language = address.rpartition("/")[2]
    rendered: Rendered = compiled.render_result(context, language=language, on_missing=on_missing)
    seconds = time.perf_counter() - begun
    file = GeneratedFile(name, compiled.format, rendered.data, address, compiled.digest, seconds)
    return file, rendered.warnings


def choose_language(deliverable: Deliverable, payload: Mapping[str, Any], language: str | None) -> str:
    """Return the language asked for, else the payload's own if there is a template in it, else the first.

    Raises DataError if the language asked for is not one of the deliverable's.
    """
    own = payload.get("language")
    wanted = language or (own if own in deliverable.languages else deliverable.languages[0])
    if wanted in deliverable.languages:
        return str(wanted)
    raise DataError(
        Problem(
            "unknown_language",
            f"{deliverable.id} has no language {wanted!r}.",
            f"Use one of: {', '.join(deliverable.languages)}.",
            place="/language",
        )
    )


def choose_formats(deliverable: Deliverable, formats: Sequence[str]) -> list[str]:
    """Return the formats asked for, each once, in the order given.

    Raises DataError naming every format that the deliverable does not have.
    """
    if not formats:
        raise DataError(_format_problem(deliverable, "no_format", "No format is asked for.", "/formats"))
    problems = [
        _format_problem(
            deliverable,
            "unknown_format",
            f"{deliverable.id} cannot be made as {name!r}.{_did_you_mean(name, deliverable.formats)}",
            f"/formats/{position}",
        )
        for position, name in enumerate(formats)
        if name not in deliverable.formats
    ]
    if problems:
        raise DataError(problems)
    return list(dict.fromkeys(formats))


def _format_problem(deliverable: Deliverable, code: str, message: str, place: str) -> Problem:
    return Problem(code, message, f"Its formats are: {', '.join(deliverable.formats)}.", place=place)


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _together(errors: Sequence[DocgenError]) -> DocgenError:
    """One error with the problems of all; its kind is the first one's, or RenderError for a mixture."""
    problems = [problem for error in errors for problem in error.problems]
    kinds = {type(error) for error in errors}
    return kinds.pop()(problems) if len(kinds) == 1 else RenderError(problems)


@dataclass(frozen=True, slots=True)
class _Entry:
    stamp: tuple[int, int]
    compiled: Compiled


class TemplateCache:
    """Compiled templates by path; a file that changed is compiled anew at the next document.

    Safe for use by many threads: one file is compiled by one thread while
    others wait, and different files do not wait for each other.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[Path, threading.Lock] = {}
        self._entries: dict[Path, _Entry] = {}

    def get(self, path: Path, address: str) -> Compiled:
        """Return the compiled template.  Raises MissingError or TemplateError naming its address."""
        stamp = _stamp(path, address)
        entry = self._entries.get(path)
        if entry is not None and entry.stamp == stamp:
            return entry.compiled
        with self._lock_of(path):
            return self._refresh(path, address)

    def _refresh(self, path: Path, address: str) -> Compiled:
        """Compile a file that is new or changed; one that is just being saved is given time to become whole.

        Meanwhile the documents are made from what was compiled before, if there is such.
        """
        entry = self._entries.get(path)
        while True:
            stamp = _stamp(path, address)
            if entry is not None and entry.stamp == stamp:
                return entry.compiled
            data = path.read_bytes()
            try:
                compiled = _compiled_anew(data, address, entry)
            except TemplateError:
                if not _is_half_saved(data, stamp):
                    raise
                if entry is not None:
                    return entry.compiled
                time.sleep(LOOK_SECONDS)
            else:
                self._entries[path] = _Entry(stamp, compiled)
                return compiled

    def _lock_of(self, path: Path) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(path, threading.Lock())


def _stamp(path: Path, address: str) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise MissingError(
            Problem(
                "no_template",
                f"There is no template {address}.",
                "Put the Office file into the templates folder.",
                file=address,
            )
        ) from None
    return found.st_mtime_ns, found.st_size


def _is_half_saved(data: bytes, stamp: tuple[int, int]) -> bool:
    """Whether the file was written to just now and lacks its end, where a zip archive has its directory."""
    is_young = abs(time.time() - stamp[0] / 1e9) < SAVING_SECONDS
    return is_young and not zipfile.is_zipfile(io.BytesIO(data))


def _compiled_anew(data: bytes, address: str, entry: _Entry | None) -> Compiled:
    """Compile the template, unless it is what was compiled before."""
    if entry is not None and entry.compiled.digest == hashlib.sha256(data).hexdigest():
        return entry.compiled
    return compile(data, name=address)
