from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from docgen.errors import ConflictError, DataError, MissingError, Problem
from docgen.store import Failed, Finished, MadeFile, NewDocument, Store


def new(**changed: object) -> NewDocument:
    values: dict[str, object] = {
        "deliverable": "monthly_report",
        "data": {"customer": {"name": "北风商贸"}, "rows": [1, 2.5, None]},
        "formats": ["docx", "xlsx"],
        "language": "zh",
        "title": "北风 2026-06",
        "metadata": {"order": 7},
    }
    return NewDocument(**(values | changed))  # type: ignore[arg-type]  # a test may change any


def finish(store: Store, id: str, *contents: bytes, worker: str = "w") -> int:
    moment = datetime.now(UTC)
    made = [MadeFile(f"{number}.docx", "docx", data) for number, data in enumerate(contents)]
    return store.work.finish(worker, [Finished(id, made, moment, moment)])


def claimed(store: Store, **changed: object) -> str:
    document, _ = store.documents.create(new(**changed))
    assert document.job
    store.work.claim(document.job, "w")
    return document.id


def test_a_new_document_is_queued_and_keeps_what_was_asked_for(store: Store) -> None:
    document, made = store.documents.create(new())
    assert made
    assert document == store.documents.get(document.id)
    assert (document.status, document.formats, document.language) == ("queued", ("docx", "xlsx"), "zh")
    assert (document.title, document.metadata) == ("北风 2026-06", {"order": 7})
    assert document.created_at.tzinfo is UTC
    assert not document.finished
    assert document.job


def test_the_data_comes_back_as_it_went_in_also_its_order(store: Store) -> None:
    data = {"b": "\ud800 half a pair", "a": {"z": 1, "y": [True, None, 1.5, "汉字\x00"]}}
    document, _ = store.documents.create(new(data=data))
    assert store.documents.data(document.id) == data
    assert list(store.documents.data(document.id)) == ["b", "a"]


def test_data_that_json_cannot_hold_is_refused(store: Store) -> None:
    with pytest.raises(DataError, match="not plain JSON"):
        store.documents.create(new(data={"x": object()}))


def test_a_title_with_control_characters_is_made_readable(store: Store) -> None:
    document, _ = store.documents.create(new(title="a\x00b\nc\ud800"))
    assert document.title == "a b c"


def test_the_same_data_has_the_same_digest_whatever_its_order(store: Store) -> None:
    one, _ = store.documents.create(new(data={"a": 1, "b": 2}))
    other, _ = store.documents.create(new(data={"b": 2, "a": 1}))
    assert one.data_digest == other.data_digest


def test_the_same_key_and_request_give_the_same_document(store: Store) -> None:
    first, made = store.documents.create(new(), key="k", request_digest="d")
    again, made_again = store.documents.create(new(), key="k", request_digest="d")
    assert (made, made_again) == (True, False)
    assert again == first


def test_the_same_key_with_another_request_is_a_conflict(store: Store) -> None:
    store.documents.create(new(), key="k", request_digest="d")
    with pytest.raises(ConflictError) as caught:
        store.documents.create(new(), key="k", request_digest="other")
    assert caught.value.problems[0].code == "idempotency-conflict"


def test_a_key_used_by_many_at_once_makes_one_document(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: store.documents.create(new(), key="k", request_digest="d"), range(8)))
    assert len({document.id for document, _ in made}) == 1
    assert [fresh for _, fresh in made].count(True) == 1


def test_an_unknown_document_is_missing(store: Store) -> None:
    for call in (store.documents.get, store.documents.data, store.documents.cancel, store.documents.delete):
        with pytest.raises(MissingError):
            call("0" * 32)


def test_pages_go_from_the_newest_to_the_oldest_and_end(store: Store) -> None:
    ids = [store.documents.create(new())[0].id for _ in range(5)]
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = store.documents.list(limit=2, cursor=cursor)
        seen += [document.id for document in page.items]
        cursor = page.cursor
    assert seen == ids[::-1]
    assert cursor is None


def test_a_document_that_comes_in_between_does_not_shift_the_pages(store: Store) -> None:
    ids = [store.documents.create(new())[0].id for _ in range(4)]
    first = store.documents.list(limit=2)
    store.documents.create(new())
    second = store.documents.list(limit=2, cursor=first.cursor)
    assert [document.id for document in second.items] == ids[1::-1]


def test_a_list_can_be_narrowed(store: Store) -> None:
    store.documents.create(new(deliverable="service_plan"))
    kept, _ = store.documents.create(new())
    store.documents.cancel(kept.id)
    assert [d.id for d in store.documents.list(deliverable="monthly_report").items] == [kept.id]
    assert [d.id for d in store.documents.list(status="cancelled").items] == [kept.id]
    assert store.documents.list(status="done").items == ()


@pytest.mark.parametrize("cursor", ["x", "!!", "", "MQ", "e30", "汉"])
def test_a_cursor_that_no_page_gave_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(DataError) as caught:
        store.documents.list(cursor=cursor)
    assert caught.value.problems[0].place == "/cursor"


def test_an_unknown_status_is_refused_with_the_known_ones(store: Store) -> None:
    with pytest.raises(DataError, match="queued, rendering, done"):
        store.documents.list(status="ready")


def test_a_cancelled_document_is_not_made(store: Store) -> None:
    document, _ = store.documents.create(new())
    cancelled = store.documents.cancel(document.id)
    assert (cancelled.status, cancelled.finished) == ("cancelled", True)
    assert document.job and store.work.claim(document.job, "w") == []
    assert store.documents.cancel(document.id).status == "cancelled"


def test_what_is_made_of_a_cancelled_document_is_thrown_away(store: Store) -> None:
    id = claimed(store)
    store.documents.cancel(id)
    assert finish(store, id, b"late") == 0
    document = store.documents.get(id)
    assert (document.status, document.files) == ("cancelled", ())
    assert store.files.path(hashlib.sha256(b"late").hexdigest()) is None


def test_a_finished_document_cannot_be_cancelled(store: Store) -> None:
    id = claimed(store)
    finish(store, id, b"x")
    with pytest.raises(ConflictError, match="done already"):
        store.documents.cancel(id)


def test_a_failed_document_can_be_tried_again(store: Store) -> None:
    id = claimed(store)
    moment = datetime.now(UTC)
    store.work.finish("w", [Failed(id, [Problem("x", "Wrong.")], moment, moment)])
    assert store.documents.get(id).problems == (Problem("x", "Wrong."),)
    again = store.documents.retry(id)
    assert (again.status, again.problems, again.finished_at) == ("queued", (), None)
    assert again.job
    assert [claim.id for claim in store.work.claim(again.job, "w")] == [id]


def test_only_what_failed_or_was_cancelled_can_be_tried_again(store: Store) -> None:
    document, _ = store.documents.create(new())
    with pytest.raises(ConflictError, match="is queued"):
        store.documents.retry(document.id)


def test_deleting_takes_the_data_and_the_files_along(store: Store) -> None:
    id = claimed(store)
    finish(store, id, b"one")
    digest = store.documents.get(id).files[0].sha256
    assert store.files.path(digest)
    store.documents.delete(id)
    assert store.files.path(digest) is None
    with pytest.raises(MissingError):
        store.documents.data(id)


def test_deleting_leaves_bytes_that_another_document_has_too(store: Store) -> None:
    one, other = claimed(store), claimed(store)
    finish(store, one, b"same", b"own")
    finish(store, other, b"same")
    shared, own = store.documents.get(one).files
    store.documents.delete(one)
    assert store.files.path(own.sha256) is None
    with store.files.open(shared.sha256) as file:
        assert file.read() == b"same"


def test_a_deleted_documents_key_can_be_used_again(store: Store) -> None:
    document, _ = store.documents.create(new(), key="k", request_digest="d")
    store.documents.delete(document.id)
    _, made = store.documents.create(new(), key="k", request_digest="other")
    assert made
