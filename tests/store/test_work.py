from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from docgen.store import Finished, Lost, MadeFile, NewBatch, NewDocument, Store

NEW = NewDocument("monthly_report", {"n": 1}, ["docx"], "zh")


def queued(store: Store) -> tuple[str, str]:
    document, _ = store.documents.create(NEW)
    assert document.job
    return document.id, document.job


def done(id: str, data: bytes = b"x") -> Finished:
    moment = datetime.now(UTC)
    file = MadeFile("报告.docx", "docx", data)
    return Finished(id, [file], moment, moment, timings={"render": 0.01}, templates={"docx/m/zh": "ab"})


def beat(store: Store, name: str, pid: int = 1) -> None:
    store.work.beat(name, host="here", pid=pid)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miss a job in the queue as soon as it is in the database."""
    monkeypatch.setattr("docgen.store.work.GRACE", timedelta(0))


def test_a_job_is_taken_on_once(store: Store) -> None:
    id, job = queued(store)
    first = store.work.claim(job, "one")
    assert [(claim.id, claim.data, claim.formats, claim.attempts) for claim in first] == [
        (id, {"n": 1}, ("docx",), 1)
    ]
    assert store.work.claim(job, "two") == []
    assert store.documents.get(id).status == "rendering"


def test_a_job_says_how_the_document_is_to_be_made(store: Store) -> None:
    new = NewDocument(
        "monthly_report", {}, ["pptx"], "zh", "mark", page_numbers="layout", on_overflow="shrink"
    )
    document, _ = store.documents.create(new)
    [claim] = store.work.claim(document.job or "", "one")
    assert (claim.on_missing, claim.page_numbers, claim.on_overflow) == ("mark", "layout", "shrink")


def test_a_finished_document_has_its_files_and_what_made_them(store: Store) -> None:
    id, job = queued(store)
    store.work.claim(job, "w")
    assert store.work.finish("w", [done(id, b"bytes")]) == 1
    document = store.documents.get(id)
    assert (document.status, document.timings, document.templates) == (
        "done",
        {"render": 0.01},
        {"docx/m/zh": "ab"},
    )
    (file,) = document.files
    assert (file.name, file.format, file.size) == ("报告.docx", "docx", 5)
    with store.files.open(file.sha256) as kept:
        assert kept.read() == b"bytes"


def test_finishing_twice_leaves_one_set_of_files(store: Store) -> None:
    id, job = queued(store)
    store.work.claim(job, "w")
    assert store.work.finish("w", [done(id)]) == 1
    assert store.work.finish("w", [done(id, b"another")]) == 0
    assert [file.size for file in store.documents.get(id).files] == [1]


def test_who_was_taken_for_dead_cannot_finish_what_another_took_over(store: Store) -> None:
    id, job = queued(store)
    store.work.claim(job, "slow")
    (lost,) = store.work.recover()
    assert [claim.attempts for claim in store.work.claim(lost.job, "quick")] == [2]
    assert store.work.finish("slow", [done(id, b"late")]) == 0
    assert store.work.finish("quick", [done(id, b"kept")]) == 1
    assert [file.size for file in store.documents.get(id).files] == [4]


def test_what_a_living_worker_holds_stays_with_it(store: Store) -> None:
    _, job = queued(store)
    beat(store, "w")
    store.work.claim(job, "w")
    assert store.work.recover() == []


def test_a_silent_worker_loses_what_it_holds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    id, job = queued(store)
    beat(store, "w")
    store.work.claim(job, "w")
    monkeypatch.setattr("docgen.store.work.SILENT_AFTER", timedelta(0))
    (lost,) = store.work.recover()
    assert lost == Lost(lost.job, batch=False)
    assert store.documents.get(id).status == "queued"
    assert store.work.alive() == []


def test_a_worker_that_leaves_or_is_buried_loses_what_it_holds(store: Store) -> None:
    for end in (partial(store.work.leave, "w"), partial(store.work.bury, "here", 7)):
        _, job = queued(store)
        beat(store, "w", pid=7)
        store.work.claim(job, "w")
        assert store.work.recover() == []
        end()
        assert len(store.work.recover()) == 1


def test_each_lost_document_comes_back_alone(store: Store) -> None:
    batch, _ = store.batches.create(NewBatch("monthly_report", ["docx"]))
    ((job,),) = store.batches.add(batch.id, [NEW] * 10)
    store.work.claim(job, "w")
    lost = store.work.recover()
    assert len({found.job for found in lost}) == 10
    assert all(found.batch for found in lost)


def test_a_document_that_kills_its_workers_is_failed_in_the_end(store: Store) -> None:
    id, job = queued(store)
    for _ in range(2):
        store.work.claim(job, "w")
        (lost,) = store.work.recover()
        job = lost.job
    store.work.claim(job, "w")
    assert store.work.recover() == []
    document = store.documents.get(id)
    assert (document.status, document.problems[0].code) == ("failed", "document-deadly")
    assert store.documents.retry(id).attempts == 0


@pytest.mark.usefixtures("impatient")
def test_a_job_that_is_not_in_the_queue_is_missing(store: Store) -> None:
    _, one = queued(store)
    _, other = queued(store)
    assert store.work.missing({other}) == [Lost(one, batch=False)]
    store.work.claim(one, "w")
    assert store.work.missing({other}) == []


def test_what_was_queued_just_now_is_not_missed_yet(store: Store) -> None:
    queued(store)
    assert store.work.missing(set()) == []


def test_waiting_documents_are_counted(store: Store) -> None:
    assert store.work.queued() == 0
    _, job = queued(store)
    queued(store)
    store.work.claim(job, "w")
    assert store.work.queued() == 1


def test_living_workers_are_known_with_their_process(store: Store) -> None:
    beat(store, "w", pid=3)
    beat(store, "w", pid=3)
    (worker,) = store.work.alive()
    assert (worker.name, worker.host, worker.pid) == ("w", "here", 3)
    assert worker.seen_at >= worker.started_at
