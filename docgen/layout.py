"""Pages of Word files, laid out by LibreOffice where it is installed.

The engine starts no program; it asks for the pages of a file and is told.  Here the program is found and run:
one profile for each process of docgen, several files in a run, ended after a time.  What stands on which page
is read from the PDF that it makes; the PDF is thrown away, and no file that it wrote is ever delivered.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from docgen.engine.paging import File, Pages, Steps
from docgen.errors import DocgenError, Problem, RenderError

__all__ = ["PAGE_NUMBERS", "Layout", "Office", "PageNumbers", "find_program"]

PageNumbers = Literal["auto", "layout", "estimate"]
PAGE_NUMBERS: tuple[PageNumbers, ...] = ("auto", "layout", "estimate")

_T = TypeVar("_T")
_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"false"},'
    '"Quality":{"type":"long","value":"10"},"ReduceImageResolution":{"type":"boolean","value":"true"},'
    '"MaxImageResolution":{"type":"long","value":"75"}}'
)
_START_SECONDS, _FILE_SECONDS = 30.0, 15.0
_TOGETHER = 16  # files in one run

_ASKED = Problem(
    "page-numbers-estimated",
    "Page numbers in the document are estimated: it is one of a batch, or an estimate was asked for.",
    "Ask for page_numbers=layout to have them exact, or press F9 in the contents in Word.",
)
_NO_PROGRAM = Problem(
    "page-numbers-estimated",
    "Page numbers in the document are estimated, as LibreOffice is not installed here.",
    "Install LibreOffice Writer where documents are made, or press F9 in the contents in Word.",
)
_FAILED = Problem(
    "page-numbers-estimated",
    "Page numbers in the document are estimated, as LibreOffice did not lay the document out.",
    "Press F9 in the contents in Word to have them exact; see whether LibreOffice opens the document.",
)
_NEEDED = Problem(
    "no-layout",
    "The document's pages cannot be laid out, as page_numbers=layout asks for.",
    "Install LibreOffice Writer where documents are made, or ask for page_numbers=auto.",
)


def find_program() -> str | None:
    """Return the path of LibreOffice, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


class Office:
    """LibreOffice as this process runs it: one profile, made at the first use, and one run at a time.

    A run may take ``seconds``, and ``file_seconds`` more for each file in it.
    """

    def __init__(
        self,
        program: str | None = None,
        seconds: float = _START_SECONDS,
        file_seconds: float = _FILE_SECONDS,
    ) -> None:
        self.program = program
        self._seconds, self._file_seconds = seconds, file_seconds
        self._profile: Path | None = None
        self._removal: weakref.finalize[..., Office] | None = None
        self._turn = threading.Lock()

    def pages(self, files: Sequence[File]) -> list[Pages | Problem]:
        """Return the pages of each file, or the problem that says why they are to be estimated."""
        if self.program is None:
            return [_NO_PROGRAM] * len(files)
        found: list[Pages | Problem] = []
        for first in range(0, len(files), _TOGETHER):
            found += self._lay_out(files[first : first + _TOGETHER])
        return found

    def close(self) -> None:
        """Remove what it keeps on the disk; this happens by itself at the process's end, too."""
        if self._removal is not None:
            self._removal()
        self._profile = self._removal = None

    def _lay_out(self, files: Sequence[File]) -> list[Pages | Problem]:
        with tempfile.TemporaryDirectory(prefix="docgen-layout-") as name:
            folder = Path(name)
            sources = [folder / f"{number}.docx" for number in range(len(files))]
            for source, file in zip(sources, files, strict=True):
                source.write_bytes(file())
            with self._turn:
                self._run(folder, sources)
            return [_read(source.with_suffix(".pdf")) for source in sources]

    def _run(self, folder: Path, sources: Sequence[Path]) -> None:
        """Let LibreOffice write a PDF beside each file; what is there counts, its exit code says nothing."""
        if self._profile is None:
            self._profile = Path(tempfile.mkdtemp(prefix="docgen-office-"))
            self._removal = weakref.finalize(self, shutil.rmtree, self._profile, ignore_errors=True)
        profile = self._profile.as_uri()
        command = [str(self.program), "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", _FILTER, "--outdir", str(folder), *map(str, sources)]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return
        try:
            process.wait(self._seconds + self._file_seconds * len(sources))
        except subprocess.TimeoutExpired:
            pass
        finally:
            _end(process)


@dataclass(frozen=True, slots=True)
class Layout:
    """How page numbers are found: ``auto`` lays out where LibreOffice is, and estimates where it is not.

    ``layout`` fails a document that cannot be laid out; ``estimate`` starts no program.
    """

    mode: PageNumbers = "auto"
    office: Office = field(default_factory=lambda: Office(find_program()))

    def asked(self, mode: PageNumbers | None, *, in_batch: bool = False) -> Layout:
        """Return the layout for a request: in its mode, or in this one where it names none.

        Many documents would take long to lay out, so in a batch ``auto`` means an estimate.
        """
        mode = mode or self.mode
        return Layout("estimate" if in_batch and mode == "auto" else mode, self.office)

    def finish(self, steps: Steps[_T]) -> _T:
        """Take one document through its steps; raises what they raise, or RenderError without a layout."""
        done = self.finish_all([steps])[0]
        if isinstance(done, DocgenError):
            raise done
        return done

    def finish_all(self, many: Sequence[Steps[_T]]) -> list[_T | DocgenError]:
        """Take many documents through their steps together; returns what each makes, or its error."""
        done: dict[int, _T | DocgenError] = {}
        waiting = _advance(((n, steps, None) for n, steps in enumerate(many)), done)
        while waiting:
            answers = self._paginate([file for _, _, file in waiting])
            sent = zip(waiting, answers, strict=True)
            waiting = _advance(((n, steps, answer) for (n, steps, _), answer in sent), done)
        return [done[n] for n in range(len(many))]

    def _paginate(self, files: Sequence[File]) -> list[Pages | Problem]:
        if self.mode == "estimate":
            return [_ASKED] * len(files)
        found = self.office.pages(files)
        if self.mode == "layout":
            return [_NEEDED if isinstance(pages, Problem) else pages for pages in found]
        return found


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all that it has started; it has a process group of its own."""
    if process.poll() is None or os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    process.wait()


def _read(pdf: Path) -> Pages | Problem:
    """Return the pages of a PDF and of the places named in it."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        with pdf.open("rb") as stream:
            reader = PdfReader(stream)
            marks = {
                name.lstrip("/"): (reader.get_destination_page_number(place) or 0) + 1
                for name, place in reader.named_destinations.items()
            }
            return Pages(len(reader.pages), marks)
    except (OSError, PyPdfError):
        return _FAILED


def _advance(
    steps: Iterable[tuple[int, Steps[_T], Pages | Problem | None]], done: dict[int, _T | DocgenError]
) -> list[tuple[int, Steps[_T], File]]:
    """Take each document one step on; returns those that ask for a layout, with the file."""
    return [(number, one, file) for number, one, answer in steps for file in _step(number, one, answer, done)]


def _step(
    number: int, steps: Steps[_T], answer: Pages | Problem | None, done: dict[int, _T | DocgenError]
) -> Iterator[File]:
    try:
        if answer is _NEEDED:
            yield steps.throw(RenderError(_NEEDED))
        else:
            yield next(steps) if answer is None else steps.send(answer)
    except StopIteration as stop:
        done[number] = stop.value
    except DocgenError as error:
        done[number] = error
