from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from docgen.errors import ConflictError, DataError, MissingError, Problem
from docgen.store import Failed, Finished, MadeFile, NewBatch, NewDocument, RejectedItem, Store
from docgen.store.batches import PER_JOB, PER_SLICE

BATCH = NewBatch("monthly_report", ["docx"], "zh", "2026-06", {"order": 1})
WRONG = Problem("x", "Wrong.", place="/customer")


def item(number: int) -> NewDocument:
    return NewDocument("monthly_report", {"number": number}, ["docx"], "zh", title=f"item {number}")


def filled(store: Store, items: Iterable[NewDocument | RejectedItem]) -> tuple[str, list[str]]:
    batch, _ = store.batches.create(BATCH)
    jobs = [job for some in store.batches.add(batch.id, items) for job in some]
    store.batches.seal(batch.id)
    return batch.id, jobs


def work_off(store: Store, jobs: Iterable[str], *, failing: Iterable[int] = ()) -> None:
    wrong = set(failing)
    for job in jobs:
        moment = datetime.now(UTC)
        results: list[Finished | Failed] = []
        for claim in store.work.claim(job, "w"):
            number = claim.data["number"]
            made = [MadeFile("a.docx", "docx", str(number).encode())]
            ok = Finished(claim.id, made, moment, moment + timedelta(milliseconds=5))
            results.append(Failed(claim.id, [WRONG], moment, moment) if number in wrong else ok)
        store.work.finish("w", results)


def test_a_batch_counts_its_documents_by_status(store: Store) -> None:
    id, jobs = filled(store, [*map(item, range(25)), RejectedItem([WRONG], {"bad": 1}, "bad one")])
    work_off(store, jobs[:2], failing=[3])
    batch = store.batches.get(id)
    assert batch.counts == {"queued": 5, "rendering": 0, "done": 19, "failed": 2, "cancelled": 0}
    assert (batch.total, batch.rejected, batch.status) == (26, 1, "running")
    assert (batch.deliverable, batch.period, batch.metadata) == ("monthly_report", "2026-06", {"order": 1})


def test_its_first_problems_are_shown_with_their_positions(store: Store) -> None:
    id, jobs = filled(store, [item(0), RejectedItem([WRONG], None, "bad one"), item(2)])
    work_off(store, jobs, failing=[2])
    problems = store.batches.get(id).problems
    assert [(found.position, found.title) for found in problems] == [(1, "bad one"), (2, "item 2")]
    assert problems[0].problems == (WRONG,)


def test_speed_and_end_are_estimated_from_what_was_made(store: Store) -> None:
    id, jobs = filled(store, map(item, range(20)))
    assert (store.batches.get(id).rate, store.batches.get(id).estimated_end) == (0.0, None)
    work_off(store, jobs[:1])
    batch = store.batches.get(id)
    assert batch.rate > 0
    assert batch.estimated_end and batch.estimated_end > batch.created_at
    work_off(store, jobs)
    batch = store.batches.get(id)
    assert (batch.status, batch.estimated_end) == ("done", None)
    assert batch.finished_at


def test_a_stream_is_taken_in_slice_by_slice(store: Store) -> None:
    batch, _ = store.batches.create(BATCH)
    taken = 0

    def stream() -> Iterator[NewDocument]:
        nonlocal taken
        for number in range(250):
            taken += 1
            yield item(number)

    slices = store.batches.add(batch.id, stream())
    first = next(slices)
    assert taken == PER_SLICE
    assert store.batches.get(batch.id).total == PER_SLICE
    assert len(first) == PER_SLICE / PER_JOB
    assert sum(map(len, slices)) == (250 - PER_SLICE) / PER_JOB
    assert store.batches.get(batch.id).status == "receiving"
    assert store.batches.seal(batch.id).status == "running"


def test_items_come_in_the_order_they_were_given(store: Store) -> None:
    id, _ = filled(store, map(item, range(130)))
    seen: list[str] = []
    cursor = None
    while True:
        page = store.batches.items(id, limit=50, cursor=cursor)
        seen += [document.title for document in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == [f"item {number}" for number in range(130)]


def test_items_can_be_narrowed_to_a_status(store: Store) -> None:
    id, jobs = filled(store, map(item, range(10)))
    work_off(store, jobs, failing=[4, 7])
    failed = store.batches.items(id, status="failed").items
    assert [document.position for document in failed] == [4, 7]
    with pytest.raises(DataError):
        store.batches.items(id, status="ready")
    with pytest.raises(DataError):
        store.batches.items(id, cursor="x")


def test_a_closed_batch_takes_nothing_more(store: Store) -> None:
    id, _ = filled(store, [item(0)])
    with pytest.raises(ConflictError, match="sealed"):
        list(store.batches.add(id, [item(1)]))
    store.batches.cancel(id)
    with pytest.raises(ConflictError, match="cancelled"):
        list(store.batches.add(id, [item(1)]))


def test_retry_queues_what_failed_but_not_what_was_rejected(store: Store) -> None:
    id, jobs = filled(store, [*map(item, range(30)), RejectedItem([WRONG])])
    work_off(store, jobs, failing=range(12))
    again = store.batches.retry(id)
    assert len(again) == 2
    assert store.batches.get(id).counts["queued"] == 12
    work_off(store, again)
    assert store.batches.get(id).counts == {
        "queued": 0,
        "rendering": 0,
        "done": 30,
        "failed": 1,
        "cancelled": 0,
    }


def test_cancel_stops_what_is_not_finished(store: Store) -> None:
    id, jobs = filled(store, map(item, range(30)))
    work_off(store, jobs[:1])
    batch = store.batches.cancel(id)
    assert (batch.counts["done"], batch.counts["cancelled"], batch.status) == (10, 20, "cancelled")
    work_off(store, jobs)
    assert store.batches.get(id).counts["done"] == 10


def test_a_finished_batch_stays_done_when_it_is_cancelled(store: Store) -> None:
    id, jobs = filled(store, [item(0)])
    work_off(store, jobs)
    assert store.batches.cancel(id).status == "done"


def test_the_same_key_gives_the_same_batch_once_it_is_in(store: Store) -> None:
    batch, _ = store.batches.create(BATCH, key="k", request_digest="d")
    with pytest.raises(ConflictError, match="still coming in"):
        store.batches.create(BATCH, key="k", request_digest="d")
    store.batches.seal(batch.id)
    again, made = store.batches.create(BATCH, key="k", request_digest="d")
    assert (again.id, made) == (batch.id, False)
    with pytest.raises(ConflictError) as caught:
        store.batches.create(BATCH, key="k", request_digest="other")
    assert caught.value.problems[0].code == "idempotency-conflict"


def test_a_batch_that_broke_off_is_begun_anew_under_its_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, _ = store.batches.create(BATCH, key="k", request_digest="d")
    list(store.batches.add(batch.id, [item(0)]))
    monkeypatch.setattr("docgen.store.batches.SILENCE", timedelta(0))
    again, made = store.batches.create(BATCH, key="k", request_digest="d")
    assert made and again.id != batch.id
    with pytest.raises(MissingError):
        store.batches.get(batch.id)
    assert store.documents.list().items == ()


def test_deleting_a_batch_leaves_nothing_of_it(store: Store) -> None:
    id, jobs = filled(store, map(item, range(3)))
    work_off(store, jobs)
    digests = [document.files[0].sha256 for document in store.batches.items(id).items]
    assert all(map(store.files.path, digests))
    store.batches.delete(id)
    assert not any(map(store.files.path, digests))
    assert store.documents.list().items == ()


def test_an_unknown_batch_is_missing(store: Store) -> None:
    unknown = "0" * 32
    for call in (store.batches.get, store.batches.seal, store.batches.retry, store.batches.items):
        with pytest.raises(MissingError):
            call(unknown)
    for change in (store.batches.cancel, store.batches.delete):
        with pytest.raises(MissingError):
            change(unknown)
    with pytest.raises(MissingError):
        list(store.batches.add(unknown, [item(0)]))
