"""Workers as real processes, with a real queue."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docgen.jobs import Queue, QueueServer
from docgen.jobs.options import WorkerOptions, worker_argv
from docgen.jobs.process import spawn, stop
from docgen.store import NewBatch, NewDocument, Store

pytestmark = pytest.mark.service

Wait = Callable[..., Any]


@pytest.fixture
def start(
    store: Store, server: QueueServer, templates: Path, tmp_path: Path, wait: Wait
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Return ``start()``: a worker that has shown itself."""
    started: list[subprocess.Popen[bytes]] = []
    options = WorkerOptions(
        database_url=f"sqlite:///{tmp_path}/docgen.db",
        redis_url=server.url,
        storage_url=str(tmp_path / "files"),
        templates=str(templates),
    )

    def begin() -> subprocess.Popen[bytes]:
        process = spawn(worker_argv(), end_with=signal.SIGKILL, env=_env(), stdin=options.encoded())
        started.append(process)
        wait(lambda: any(worker.pid == process.pid for worker in store.work.alive()))
        return process

    yield begin
    stop([process for process in started if process.poll() is None], 5)


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def submitted(store: Store, queue: Queue, new: NewDocument) -> str:
    document, _ = store.documents.create(new)
    assert document.job
    queue.submit([document.job])
    return document.id


def test_a_worker_makes_what_is_queued(
    start: Callable[[], Any], store: Store, queue: Queue, new: NewDocument, wait: Wait
) -> None:
    start()
    id = submitted(store, queue, new)
    wait(lambda: store.documents.get(id).finished)
    assert store.documents.get(id).status == "done"


def test_single_documents_go_before_batches(
    start: Callable[[], Any], store: Store, queue: Queue, new: NewDocument, wait: Wait
) -> None:
    batch, _ = store.batches.create(NewBatch("monthly_report", ["docx"], "zh"))
    for jobs in store.batches.add(batch.id, [new] * 40):
        queue.submit(jobs, batch=True)
    store.batches.seal(batch.id)
    id = submitted(store, queue, new)
    start()
    wait(lambda: store.batches.get(batch.id).status == "done")
    single = store.documents.get(id)
    last = store.batches.get(batch.id).finished_at
    assert single.finished_at and last and single.finished_at < last


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_frees_what_it_did_not_begin(
    start: Callable[[], subprocess.Popen[bytes]],
    store: Store,
    queue: Queue,
    new: NewDocument,
    wait: Wait,
    number: signal.Signals,
) -> None:
    worker = start()
    batch, _ = store.batches.create(NewBatch("monthly_report", ["docx"], "zh"))
    for jobs in store.batches.add(batch.id, [new] * 100):
        queue.submit(jobs, batch=True)
    wait(lambda: store.batches.get(batch.id).counts["done"])
    worker.send_signal(number)
    assert worker.wait(20) == 0
    assert store.work.alive() == []
    store.work.recover()
    counts = store.batches.get(batch.id).counts
    assert (counts["rendering"], counts["failed"]) == (0, 0)
    assert counts["done"] + counts["queued"] == 100


def test_a_worker_outlives_the_queue_server(
    start: Callable[[], subprocess.Popen[bytes]],
    store: Store,
    server: QueueServer,
    queue: Queue,
    new: NewDocument,
    wait: Wait,
) -> None:
    worker = start()
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    wait(lambda: not server.answers())
    server.ensure()
    id = submitted(store, queue, new)
    wait(lambda: store.documents.get(id).finished)
    assert worker.poll() is None


def test_a_worker_keeps_its_templates_compiled(
    start: Callable[[], Any], store: Store, queue: Queue, new: NewDocument, wait: Wait
) -> None:
    worker = start()
    ids = [submitted(store, queue, replace(new, formats=["docx"])) for _ in range(2)]
    wait(lambda: all(store.documents.get(id).finished for id in ids))
    assert {claimed.pid for claimed in store.work.alive()} == {worker.pid}
    assert store.documents.get(ids[0]).templates == store.documents.get(ids[1]).templates
