"""Folders that are made when they are first needed, and whether one could be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

__all__ = ["obstacle"]


def obstacle(folder: Path) -> OSError | None:
    """Return why nothing can be kept in a folder, there already or yet to be made, or None; makes nothing."""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        return OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(nearest, os.W_OK | os.X_OK):
        return OSError(errno.EACCES, os.strerror(errno.EACCES))
    return None
