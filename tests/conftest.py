"""What every test may ask for: programs of the machine, and an environment without the person's settings.

A test that needs a program asks for its fixture, or carries the marker. Without the program it is skipped
with the reason; on a build machine (``CI`` set) it fails, so that nothing is left out there unseen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest

from docgen.engine.compiled import Compiled, Rendered
from tests.decks import check_deck
from tests.word_files import check_word
from tests.workbooks import check_workbook

PACKAGES = {"soffice": "libreoffice-*-nogui", "pdftoppm": "poppler-utils", "chromium": "chromium"}
MARKED = {"libreoffice": ("soffice",), "browser": ("chromium", "chromium-browser", "google-chrome")}
CONVERSION_SECONDS = 180


def pytest_configure() -> None:
    """Forget the settings of whoever runs the tests; a test sets those it wants."""
    for name in [name for name in os.environ if name.startswith("DOCGEN_")]:
        del os.environ[name]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a marked test whose program is missing."""
    for marker, names in MARKED.items():
        if item.get_closest_marker(marker):
            need(*names)


@pytest.fixture(autouse=True, scope="session")
def _every_workbook_and_deck_is_sound() -> Iterator[None]:
    """Check each workbook and each deck that any test makes in this process."""
    render = Compiled.render_result

    def checked(compiled: Compiled, *args: Any, **options: Any) -> Rendered:
        done = render(compiled, *args, **options)
        if compiled.format == "xlsx":
            check_workbook(done.data)
        elif compiled.format == "pptx":
            check_deck(compiled.package, done.data)
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compiled, "render_result", checked)
        yield


@pytest.fixture(scope="session")
def sound_word() -> Callable[[bytes, bytes], None]:
    """Return ``sound_word(template, document)``: it fails with what rendering made wrong in a Word file."""
    return check_word


def need(*names: str) -> Path:
    """Return the first of the programs that is on PATH; skip the test, or in CI fail it, without one."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    reason = f"{names[0]} is not on this machine (Debian: apt-get install {PACKAGES.get(names[0], names[0])})"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def write_docx() -> Callable[..., Path]:
    """Return ``write_docx(path, *paragraphs)``: it lays out a Word file and returns the path."""

    def write(path: Path, *paragraphs: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        document = docx.Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(str(path))
        return path

    return write


@pytest.fixture(scope="session")
def soffice() -> Path:
    """LibreOffice's command."""
    return need("soffice")


@pytest.fixture(scope="session")
def pdftoppm() -> Path:
    """Poppler's command that turns pages into pictures."""
    return need("pdftoppm")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium browser's command."""
    return need(*MARKED["browser"])


@pytest.fixture(scope="session")
def convert(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """Return ``convert(files, to="pdf")``: LibreOffice opens the files and writes them again, in one run.

    It returns the new files in the order of the old ones and fails where one is missing; LibreOffice's exit
    code is 0 even then. The old files need names of their own, as the new ones stand together in one folder.
    """
    profile = tmp_path_factory.mktemp("libreoffice-profile")

    def run(files: Sequence[Path], to: str = "pdf") -> list[Path]:
        folder = tmp_path_factory.mktemp("converted")
        command: list[str | Path] = [
            soffice,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile.as_uri()}",
        ]
        command += ["--convert-to", to, "--outdir", folder, *files]
        done = subprocess.run(command, capture_output=True, text=True, timeout=CONVERSION_SECONDS)
        made = [folder / f"{file.stem}.{to.partition(':')[0]}" for file in files]
        missing = [path.name for path in made if not path.is_file()]
        assert not missing, f"LibreOffice did not write {missing}: {done.stdout}{done.stderr}"
        return made

    return run
