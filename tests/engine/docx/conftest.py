"""What tests of Word files share: the members of a package, and packages with other members."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

Members = Callable[[bytes], dict[str, bytes]]
Repack = Callable[[bytes, Mapping[str, bytes | None]], bytes]


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members_of(data), **changes}.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="session")
def members() -> Members:
    """Return the members of a package by name, in their order."""
    return members_of


@pytest.fixture(scope="session")
def repack() -> Repack:
    """Return a package with members replaced, added, or (None) taken out."""
    return repacked
