"""The real application over real parts: SQLite, a folder, an embedded queue server, tiny templates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from docgen.api import build_app
from docgen.catalog import open_catalog
from docgen.config import Settings, load_settings
from docgen.jobs import QueueServer, open_queue
from docgen.jobs.task import Maker
from docgen.store import Store, open_store

Work = Callable[[], None]
WriteDocx = Callable[..., Path]


@pytest.fixture(scope="session")
def queue_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded queue server of the tests' own."""
    server = QueueServer(tmp_path_factory.mktemp("queue"))
    server.ensure()
    yield server.url
    server.close()


@pytest.fixture
def templates(tmp_path: Path, write_docx: WriteDocx) -> Path:
    """A folder with a tiny Word and Excel template of the monthly report in both languages."""
    folder = tmp_path / "templates"
    for language in ("en", "zh"):
        write_docx(
            folder / "docx" / "monthly_report" / f"{language}.docx", "{{ customer.name }}", "{{ period }}"
        )
        write_xlsx(folder / "xlsx" / "monthly_report" / f"{language}.xlsx", "{{ customer.name }}")
    return folder


def write_xlsx(path: Path, *cells: str) -> None:
    """Lay out an Excel template of one column."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, text in enumerate(cells, 1):
        sheet.cell(row, 1, text)
    book.save(path)
    book.close()


@pytest.fixture
def settings(tmp_path: Path, templates: Path, queue_url: str) -> Settings:
    return load_settings(
        {
            "DOCGEN_HOME": str(tmp_path / "home"),
            "DOCGEN_TEMPLATES": str(templates),
            "DOCGEN_REDIS_URL": queue_url,
            "DOCGEN_MAX_REQUEST_BYTES": "1000000",
            "DOCGEN_MAX_BATCH_ITEMS": "250",
            "DOCGEN_MAX_QUEUE": "300",
        }
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.database_url, settings.storage_url)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, store: Store) -> Iterator[Flask]:
    queue = open_queue(settings.redis_url)
    yield build_app(settings, open_catalog(settings.templates, settings.samples), store, queue)
    queue.close()


class Client(FlaskClient):
    """Reads every answer to its end, as a web server does, so that its file is closed."""

    def open(self, *args: Any, buffered: bool = True, **options: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **options)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def work(settings: Settings, store: Store) -> Work:
    """Return a function that makes, as a worker does, whatever is queued."""
    maker = Maker(store, open_catalog(settings.templates, settings.samples), 30)

    def run() -> None:
        while waiting := store.documents.list(status="queued").items:
            for job in dict.fromkeys(document.job for document in waiting):
                assert job
                maker.make(job)

    return run


@pytest.fixture(scope="session")
def samples() -> dict[str, dict[str, Any]]:
    folder = Path(__file__).parents[2] / "samples"
    return {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}


@pytest.fixture
def payload(samples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The English monthly report's sample, to change at will."""
    return deepcopy(samples["monthly_report.en"])
