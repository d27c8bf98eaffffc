"""A store, a queue server of our own, and small templates of a real deliverable."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from docgen.catalog import Catalog, open_catalog
from docgen.jobs import Queue, QueueServer, open_queue
from docgen.store import NewDocument, Store, open_store

Wait = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite."""
    opened = open_store(f"sqlite:///{tmp_path}/docgen.db", str(tmp_path / "files"))
    yield opened
    opened.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[QueueServer]:
    """A queue server that answers."""
    running = QueueServer(tmp_path / "queue")
    running.ensure()
    yield running
    running.close()


@pytest.fixture
def queue(server: QueueServer) -> Iterator[Queue]:
    """An empty queue."""
    opened = open_queue(server.url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of templates with next to nothing in them."""
    folder = tmp_path_factory.mktemp("templates")
    for kind in ("docx", "xlsx"):
        (folder / kind / "monthly_report").mkdir(parents=True)
    document = docx.Document()
    document.add_paragraph("{{ customer.name }}")
    document.save(str(folder / "docx/monthly_report/zh.docx"))
    workbook = openpyxl.Workbook()
    assert workbook.active
    workbook.active.append(["{{ customer.name }}"])
    workbook.save(folder / "xlsx/monthly_report/zh.xlsx")
    return folder


@pytest.fixture(scope="session")
def catalog(templates: Path) -> Catalog:
    """The real catalogue over the small templates."""
    return open_catalog(templates)


@pytest.fixture(scope="session")
def new(catalog: Catalog) -> NewDocument:
    """A document that can be made."""
    return NewDocument("monthly_report", catalog.deliverable("monthly_report").sample("zh"), ["docx"], "zh")


@pytest.fixture
def wait() -> Wait:
    """Return ``wait(question)``: asks until the answer is true and returns it; fails after 20 seconds."""

    def ask(question: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if answer := question():
                return answer
            time.sleep(0.02)
        pytest.fail(f"still waiting for {question}")

    return ask


@pytest.fixture
def python(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return ``python(code, argument, …)``: runs it in a process of its own, killed at the end if need be."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()
