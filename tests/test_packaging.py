"""What is shipped: the wheel alone, in an empty environment, brings everything that docgen needs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = "Scripts" if os.name == "nt" else "bin"
OFFICE = {".docx", ".pptx", ".xlsx"}


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Return what a command prints; fail with all of it if the command fails."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build a wheel or sdist of the source folder and return the one file made."""
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder, cwd=source)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that holds the wheel, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / BIN / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--no-index", "--no-deps", wheel, cwd=folder)
    home = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", home, cwd=folder).strip())
    # Named in a .pth file, the libraries are found, but their own link to the checkout is not followed.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder / BIN


def shipped(folder: str) -> set[str]:
    """Return the files below a folder of the checkout that belong into a wheel."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if not path.name.startswith((".", "~"))}


def test_the_wheel_holds_every_template_and_sample(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    data = {name.removeprefix("docgen/_data/") for name in inside if name.startswith("docgen/_data/")}
    assert data >= shipped("templates") | shipped("samples")
    assert any(Path(name).suffix in OFFICE for name in data)


def test_the_wheel_holds_the_code_its_types_and_the_migrations(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    code = {name for name in shipped("docgen") if "__pycache__" not in name}
    assert inside >= code | {"docgen/py.typed"}
    assert any(name.startswith("docgen/store/migrations/versions/") for name in inside)


def test_the_wheel_holds_nothing_else_at_its_top(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"docgen"}


def test_a_wheel_built_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    archive = build("sdist", ROOT, tmp_path / "sdist")
    run(sys.executable, "-m", "tarfile", "-e", archive, "source", cwd=tmp_path)
    (source,) = (tmp_path / "source").iterdir()
    again = build("wheel", source, tmp_path / "wheel")
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def test_the_installed_program_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import docgen; print(docgen.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(installed.parent)


def test_the_installed_program_says_its_version(installed: Path, wheel: Path, tmp_path: Path) -> None:
    version = wheel.name.split("-")[1]
    assert version in run(installed / "docgen", "--version", cwd=tmp_path)


def test_the_installed_program_makes_the_demo_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    quick = {"HOME": str(home), "DOCGEN_PAGE_NUMBERS": "estimate"}
    run(installed / "docgen", "demo", "-o", "out", cwd=tmp_path, **quick)
    made = [path for path in (tmp_path / "out").rglob("*") if path.suffix in OFFICE]
    assert len(made) >= 28
    assert (tmp_path / "out" / "index.html").is_file()
