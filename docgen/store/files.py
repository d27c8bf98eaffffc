"""Finished files under the SHA-256 of their bytes, in a folder.

The same bytes are kept once.  Which document a file belongs to, and what it is
called, is not known here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from docgen.errors import DataError, MissingError, Problem
from docgen.store.folders import obstacle

__all__ = ["Files", "check_files", "open_files"]

# Files that the disk is asked to take at the same time.
AT_ONCE = 10


class Files:
    """A folder of files; safe for many threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._syncing = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fsync")

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256.  They are on the disk when this returns."""
        return self.put_all([data])[0]

    def put_all(self, contents: Sequence[bytes]) -> list[str]:
        """Keep many and return their SHA-256s.  They are on the disk when this returns.

        They are waited for at the same time, so that the disk takes them
        together: that is several times faster than one after the other.
        """
        digests = [hashlib.sha256(data).hexdigest() for data in contents]
        new = {digest: data for digest, data in zip(digests, contents, strict=True) if not self.path(digest)}
        with ExitStack() as stack:
            drafts = [
                (stack.enter_context(self._draft(digest, data)), digest) for digest, data in new.items()
            ]
            for done in [self._syncing.submit(os.fsync, file.fileno()) for file, _ in drafts]:
                done.result()
            # Nobody ever sees half a file: it gets its name once it is whole.
            for file, digest in drafts:
                Path(file.name).replace(self._path(digest))
        return digests

    @contextmanager
    def _draft(self, digest: str, data: bytes) -> Iterator[BinaryIO]:
        """Write the bytes under another name; what was not given its own name by the end goes away."""
        target = self._path(digest)
        target.parent.mkdir(exist_ok=True)
        draft = target.with_name(f"{digest[:8]}-{uuid4().hex}.part")
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                yield file
        finally:
            draft.unlink(missing_ok=True)

    def path(self, digest: str) -> Path | None:
        """Return where the bytes lie, or None if there are none."""
        path = self._path(digest)
        return path if path.is_file() else None

    def open(self, digest: str) -> BinaryIO:
        """Return the bytes as an open file.  Raises MissingError if there are none."""
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError:
            raise MissingError(
                Problem("file-lost", "The bytes of the file are no longer there.", "Make the document again.")
            ) from None

    def delete(self, digest: str) -> None:
        """Remove the bytes, if they are there."""
        self._path(digest).unlink(missing_ok=True)

    def check(self) -> Problem | None:
        """Return why files cannot be kept now, or None."""
        probe = self._folder / f"{uuid4().hex}.part"
        try:
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            return _problem(self._folder, error)
        return None

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def open_files(url: str) -> Files:
    """Open the folder that a path or a ``file:`` URL names, and make it if need be.

    Raises DataError if it cannot be used.
    """
    folder = _folder(url)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(_problem(folder, error)) from error
    return Files(folder)


def check_files(url: str) -> Problem | None:
    """Return why no file can be kept there, or None; makes no folder.  Raises DataError for a useless URL."""
    folder = _folder(url)
    if folder.is_dir():
        return Files(folder).check()
    found = obstacle(folder)
    return _problem(folder, found) if found else None


def _folder(url: str) -> Path:
    if url.startswith("file:"):
        return Path(unquote(urlsplit(url).path)).absolute()
    if "://" in url or not url:
        raise DataError(
            Problem(
                "storage-url",
                f"Files cannot be kept at {url!r}.",
                "Use the path of a folder, or file:///PATH.",
                place="DOCGEN_STORAGE_URL",
            )
        )
    return Path(url).expanduser().absolute()


def _problem(folder: Path, error: OSError) -> Problem:
    return Problem(
        "storage-unusable",
        f"The folder {folder} cannot be written to: {error.strerror}.",
        "Name a folder with room that can be written in.",
        place="DOCGEN_STORAGE_URL",
    )
