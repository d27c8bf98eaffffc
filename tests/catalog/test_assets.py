"""Stored pictures: found by the names that are there, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.catalog.assets import AssetFolder


def test_a_picture_is_found_with_its_suffix_and_without(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"x")
    folder = AssetFolder(tmp_path)
    assert (folder["logo"], folder["logo.png"], list(folder), len(folder)) == (b"x", b"x", ["logo"], 1)


@pytest.mark.parametrize(
    "id_", ["../secret", "../secret.png", "", ".", "notes", "notes.txt", "link", "sub/logo"]
)
def test_nothing_else_is_found(tmp_path: Path, id_: str) -> None:
    folder = tmp_path / "assets"
    (folder / "sub").mkdir(parents=True)
    for path in (tmp_path / "secret.png", folder / "notes.txt", folder / "sub" / "logo.png"):
        path.write_bytes(b"x")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    assert id_ not in AssetFolder(folder)
