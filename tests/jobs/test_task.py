from __future__ import annotations

import logging
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest

from docgen.catalog import Catalog, open_catalog
from docgen.generate import generate_steps
from docgen.jobs import task
from docgen.jobs.task import Maker
from docgen.store import Document, NewBatch, NewDocument, Store


@pytest.fixture
def maker(store: Store, catalog: Catalog) -> Maker:
    made = Maker(store, catalog, seconds=30)
    store.work.beat(made.name, host="here", pid=1)
    return made


def made(store: Store, maker: Maker, new: NewDocument) -> Document:
    document, _ = store.documents.create(new)
    assert document.job
    maker.make(document.job)
    return store.documents.get(document.id)


def test_a_document_is_made_and_recorded(store: Store, maker: Maker, new: NewDocument) -> None:
    document = made(store, maker, new)
    assert (document.status, document.problems) == ("done", ())
    (file,) = document.files
    assert file.name.endswith(".docx")
    with store.files.open(file.sha256) as kept:
        assert kept.read(2) == b"PK"
    assert set(document.timings) == {"render", "docx"}
    assert list(document.templates) == ["docx/monthly_report/zh"]
    assert document.started_at and document.finished_at and document.started_at < document.finished_at


def test_all_documents_of_a_job_are_made_and_one_that_fails_spoils_no_other(
    store: Store, maker: Maker, new: NewDocument
) -> None:
    batch, _ = store.batches.create(NewBatch("monthly_report", ["docx"], "zh"))
    wrong = replace(new, data={**new.data, "customer": {"name": 7}})
    ((job,),) = store.batches.add(batch.id, [new, wrong, new, replace(new, deliverable="unknown"), new, new])
    maker.make(job)
    documents = store.batches.items(batch.id).items
    assert [document.status for document in documents] == ["done", "failed", "done", "failed", "done", "done"]
    assert any(problem.place.startswith("/customer") for problem in documents[1].problems)


def test_the_same_job_twice_changes_nothing(store: Store, maker: Maker, new: NewDocument) -> None:
    document, _ = store.documents.create(new)
    assert document.job
    maker.make(document.job)
    before = store.documents.get(document.id)
    maker.make(document.job)
    assert store.documents.get(document.id) == before


def test_an_error_of_docgens_own_fails_one_document_and_is_only_logged(
    store: Store,
    maker: Maker,
    new: NewDocument,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise RuntimeError("a secret place")

    monkeypatch.setattr(task, "generate_steps", broken)
    with caplog.at_level(logging.ERROR):
        document = made(store, maker, new)
    (problem,) = document.problems
    assert (document.status, problem.code) == ("failed", "internal")
    assert "secret" not in str(problem)
    assert "a secret place" in caplog.text and document.id in caplog.text


def test_a_document_that_takes_too_long_is_stopped(
    store: Store, catalog: Catalog, new: NewDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*args: object, **options: object) -> Iterator[None]:
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                yield

    monkeypatch.setattr(task, "generate_steps", endless)
    document = made(store, Maker(store, catalog, seconds=0.2), new)
    (problem,) = document.problems
    assert (document.status, problem.code) == ("failed", "document-timeout")
    assert "0.2 seconds" in problem.message


def test_a_document_that_cannot_be_stopped_ends_its_worker_and_is_failed(
    store: Store,
    new: NewDocument,
    templates: Path,
    tmp_path: Path,
    python: Callable[..., subprocess.Popen[str]],
) -> None:
    document, _ = store.documents.create(new)
    process = python(DEAF, tmp_path, templates, document.job)
    assert process.wait(30) == 1
    (problem,) = store.documents.get(document.id).problems
    assert problem.code == "document-timeout"


# Code that hears no signal, as a long call into a C library does not.
DEAF = """
import signal, sys, time
from pathlib import Path
from docgen.catalog import open_catalog
from docgen.jobs import task
from docgen.store import open_store
home, templates, job = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
def deaf(*args, **options):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    yield time.sleep(60)
task.generate_steps, task.DEAF_SECONDS, task.BEAT_SECONDS = deaf, 0.1, 0.1
store = open_store(f"sqlite:///{home}/docgen.db", str(home / "files"))
task.install(task.Maker(store, open_catalog(templates), 0.1))
task.make(job)
"""


def test_a_worker_that_is_to_end_begins_no_other_document(
    store: Store, maker: Maker, new: NewDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, _ = store.batches.create(NewBatch("monthly_report", ["docx"], "zh"))
    ((job,),) = store.batches.add(batch.id, [new] * 4)

    def second_tells_to_end(
        catalog: Catalog, id: str, data: Mapping[str, Any], *args: Any, **options: Any
    ) -> Any:
        maker.stopping = bool(seen)
        seen.append(id)
        return generate_steps(catalog, id, data, *args, **options)

    seen: list[str] = []
    monkeypatch.setattr(task, "generate_steps", second_tells_to_end)
    maker.make(job)
    assert store.batches.get(batch.id).counts["done"] == 2
    maker.leave()
    assert len(store.work.recover()) == 2


def test_a_changed_template_is_used_for_the_next_document(
    store: Store, new: NewDocument, tmp_path: Path, templates: Path
) -> None:
    shutil.copytree(templates, tmp_path / "own")
    maker = Maker(store, open_catalog(tmp_path / "own"), seconds=30)
    before = made(store, maker, new)
    template = tmp_path / "own/docx/monthly_report/zh.docx"
    document = docx.Document(str(template))
    document.add_heading("Another heading")
    document.save(str(template))
    after = made(store, maker, new)
    assert before.templates != after.templates
    assert before.files[0].sha256 != after.files[0].sha256
