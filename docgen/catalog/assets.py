"""The folder of stored pictures that data names by an id: a mapping, read anew each time.

An id is the name of a file in the folder, with its suffix or without: ``logo``
or ``logo.png``.  It is looked up among the names that are there and never
joined to a path, so that nothing outside of the folder can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["AssetFolder"]

_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".svg")


class AssetFolder(Mapping[str, bytes]):
    """The pictures in a folder by name; what the files hold is checked by whoever uses them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, id_: str) -> bytes:
        path = next((path for path in self._paths() if id_ in (path.name, path.stem)), None)
        if path is None:
            raise KeyError(id_)
        try:
            return path.read_bytes()
        except OSError as error:
            raise KeyError(id_) from error

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in self._paths())

    def __len__(self) -> int:
        return len(self._paths())

    def _paths(self) -> list[Path]:
        """Return the pictures, by name; links are left out, as they may lead elsewhere."""
        try:
            found = sorted(self.folder.iterdir())
        except OSError:
            return []
        return [p for p in found if p.suffix.lower() in _SUFFIXES and p.is_file() and not p.is_symlink()]
