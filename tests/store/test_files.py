from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from docgen.errors import DataError, MissingError
from docgen.store.files import Files, open_files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return open_files(str(tmp_path / "kept"))


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_are_kept_under_their_digest(files: Files) -> None:
    digest = files.put(b"abc")
    assert digest == hashlib.sha256(b"abc").hexdigest()
    path = files.path(digest)
    assert path and path.read_bytes() == b"abc"


def test_the_same_bytes_are_kept_once_also_when_many_put_them(files: Files, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: files.put(b"abc" * 100_000), range(32)))
    assert len(digests) == 1
    assert len(everything(tmp_path)) == 1


def test_bytes_that_are_not_there_are_missing(files: Files) -> None:
    digest = "0" * 64
    assert files.path(digest) is None
    files.delete(digest)
    with pytest.raises(MissingError):
        files.open(digest)


def test_a_write_that_breaks_off_leaves_nothing(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.put(b"abc")
    assert everything(tmp_path) == []


def test_a_folder_can_be_named_as_a_path_or_a_url(tmp_path: Path) -> None:
    folder = tmp_path / "mit Leerzeichen 文件"
    digest = open_files(folder.as_uri()).put(b"abc")
    assert open_files(str(folder)).path(digest)


@pytest.mark.parametrize("url", ["s3://bucket/prefix", "", "https://example.com/"])
def test_what_is_not_a_folder_is_refused(url: str) -> None:
    with pytest.raises(DataError) as caught:
        open_files(url)
    assert caught.value.problems[0].place == "DOCGEN_STORAGE_URL"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written to"):
        open_files(str(tmp_path / "file" / "below"))


def test_a_folder_that_went_away_is_noticed(files: Files, tmp_path: Path) -> None:
    assert files.check() is None
    (tmp_path / "kept").rmdir()
    problem = files.check()
    assert problem and problem.code == "storage-unusable"
