from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from docgen.errors import DataError
from docgen.jobs import Queue, QueueServer, open_queue
from docgen.jobs.queue import BATCH, SINGLE
from docgen.store import NewBatch, NewDocument, Store

NEW = NewDocument("monthly_report", {}, ["docx"], "zh")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miss a job in the queue as soon as it is in the database."""
    monkeypatch.setattr("docgen.store.work.GRACE", timedelta(0))


def queued(store: Store) -> str:
    document, _ = store.documents.create(NEW)
    assert document.job
    return document.job


def waiting(server: QueueServer, name: str = SINGLE) -> list[str]:
    with Redis.from_url(server.url) as redis:
        return [job.decode() for job in redis.lrange(f"rq:queue:{name}", 0, -1)]


def test_jobs_wait_in_the_order_they_came(queue: Queue, server: QueueServer) -> None:
    assert queue.submit(["b", "a"])
    assert queue.submit(["c"])
    assert waiting(server) == ["b", "a", "c"]
    assert queue.depth() == 3


def test_batches_wait_apart_from_single_documents(queue: Queue, server: QueueServer) -> None:
    queue.submit(["a"])
    queue.submit(["b"], batch=True)
    assert (waiting(server), waiting(server, BATCH)) == (["a"], ["b"])


def test_nothing_to_submit_is_fine(queue: Queue) -> None:
    assert queue.submit([])
    assert queue.depth() == 0


def test_a_queue_that_is_away_is_no_failure(queue: Queue, server: QueueServer) -> None:
    server.close()
    assert queue.submit(["a"]) is False
    problem = queue.check()
    assert problem and problem.code == "queue-unreachable"


def test_a_queue_that_is_there_has_no_problem(queue: Queue) -> None:
    assert queue.check() is None


def test_what_got_lost_is_queued_again(queue: Queue, server: QueueServer, store: Store) -> None:
    jobs = [queued(store) for _ in range(3)]
    batch, _ = store.batches.create(NewBatch("monthly_report", ["docx"]))
    ((in_batch,),) = store.batches.add(batch.id, [NEW] * 4)
    queue.submit(jobs)
    queue.submit([in_batch], batch=True)
    with Redis.from_url(server.url) as redis:
        redis.flushall()
    assert queue.refill(store) == 4
    assert sorted(waiting(server)) == sorted(jobs)
    assert waiting(server, BATCH) == [in_batch]


def test_what_waits_is_not_queued_twice(queue: Queue, server: QueueServer, store: Store) -> None:
    queue.submit([queued(store)])
    assert queue.refill(store) == 0
    assert queue.depth() == 1


def test_what_dead_workers_held_is_queued_again(queue: Queue, server: QueueServer, store: Store) -> None:
    job = queued(store)
    store.work.claim(job, "dead")
    assert queue.refill(store) == 1
    (again,) = waiting(server)
    assert [claim.attempts for claim in store.work.claim(again, "w")] == [2]


def test_a_refill_that_cannot_reach_the_queue_loses_nothing(
    queue: Queue, server: QueueServer, store: Store
) -> None:
    store.work.claim(queued(store), "dead")
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    assert queue.refill(store) == 0
    server.ensure()
    assert queue.refill(store) == 1


@pytest.mark.parametrize("url", ["", "nonsense", "http://x"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(DataError, match="unix:///PATH"):
        open_queue(url)


def test_a_url_that_leads_nowhere_is_found_by_its_check(tmp_path: Path) -> None:
    opened = open_queue(f"unix://{tmp_path}/none")
    assert opened.check()
    opened.close()
