"""Compiled templates, each compiled once and again only when its file changes.

A template's owner saves it while documents are made: what is half saved is
waited for, and meanwhile the form before serves.  This module knows paths and
the engine; which deliverable a template belongs to is not its matter.
"""

from __future__ import annotations

import hashlib
import io
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from docgen.engine import Compiled, compile
from docgen.errors import MissingError, Problem, TemplateError

__all__ = ["TemplateCache"]

# A file that is cut off and younger than this is taken to be half saved; it is looked at so often.
SAVING_SECONDS, LOOK_SECONDS = 2.0, 0.05


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
                "no-template",
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
