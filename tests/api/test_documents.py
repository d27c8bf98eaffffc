"""Documents over HTTP: asked for, fetched, stopped, made again, forgotten."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest

URL = "/api/v1/documents"
Work = Callable[[], None]


def ask(client: Any, payload: dict[str, Any], headers: Any = None, **options: Any) -> Any:
    body = {"deliverable": "monthly_report", "data": payload, "formats": ["docx"]} | options
    return client.post(URL, json=body, headers=headers)


def problems(response: Any) -> dict[str, str]:
    """Return place → code."""
    assert response.content_type == "application/problem+json"
    return {problem["place"]: problem["code"] for problem in response.get_json(force=True)["problems"]}


def test_a_document_is_recorded_made_and_fetched(client: Any, payload: dict[str, Any], work: Work) -> None:
    accepted = ask(client, payload, metadata={"order": "7/甲"})
    assert accepted.status_code == 202
    assert accepted.json["status"] == "queued"
    address = accepted.headers["Location"]
    assert accepted.json["links"]["self"] == address
    work()
    record = client.get(address).json
    assert record["status"] == "done"
    assert record["metadata"] == {"order": "7/甲"}
    assert list(record["template_versions"]) == ["docx/monthly_report/en"]
    (file,) = record["files"]
    fetched = client.get(file["href"])
    assert fetched.status_code == 200
    assert fetched.mimetype.endswith("wordprocessingml.document")
    assert len(fetched.data) == file["size"] == fetched.content_length
    assert docx.Document(io.BytesIO(fetched.data)).paragraphs[0].text == payload["customer"]["name"]


def test_five_mistakes_are_five_problems_with_their_pointers(client: Any, payload: dict[str, Any]) -> None:
    del payload["customer"]["name"]
    payload["period"] = "June"
    payload["provider"]["nmae"] = "x"
    payload["kpis"][1]["target"] = "many"
    payload["report"]["date"] = "2026-02-30"
    response = ask(client, payload)
    assert response.status_code == 422
    assert problems(response) == {
        "/data/customer/name": "required",
        "/data/period": "month",
        "/data/provider/nmae": "unknown-field",
        "/data/kpis/1/target": "type",
        "/data/report/date": "date",
    }
    assert client.get(URL).json["documents"] == []


def test_mistakes_of_the_request_and_of_the_data_come_together(client: Any, payload: dict[str, Any]) -> None:
    payload["period"] = "June"
    wrong = ask(client, payload, langauge="en", engagement_id="7", on_missing="guess")
    assert problems(wrong) == {
        "/langauge": "unknown-field",
        "/engagement_id": "unsupported",
        "/on_missing": "invalid",
        "/data/period": "month",
    }
    wrong = ask(client, payload, formats=["docx", "pdf"], language="fr")
    assert problems(wrong) == {
        "/formats/1": "unknown-format",
        "/language": "unknown-language",
        "/data/period": "month",
    }


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, {"/deliverable", "/data"}),
        ({"deliverable": "monthly_repor", "data": {}}, {"/deliverable"}),
        ({"deliverable": 7, "data": []}, {"/deliverable", "/data"}),
        ({"deliverable": "monthly_report", "data": {}, "formats": "docx"}, {"/formats"}),
        ({"deliverable": "monthly_report", "data": {}, "formats": []}, {"/formats"}),
    ],
)
def test_a_body_that_is_no_request_is_told_where(client: Any, body: dict[str, Any], places: set[str]) -> None:
    response = client.post(URL, json=body)
    assert response.status_code == 422
    assert places <= set(problems(response))


def test_without_formats_all_of_the_deliverable_are_made(client: Any, payload: dict[str, Any]) -> None:
    response = client.post(URL, json={"deliverable": "monthly_report", "data": payload})
    assert response.json["formats"] == ["docx", "pptx", "xlsx"]


def test_the_same_key_and_body_give_the_same_document(client: Any, payload: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "order-7"}
    first, second = ask(client, payload, key), ask(client, dict(reversed(payload.items())), key)
    assert first.json["id"] == second.json["id"]
    assert second.status_code == 202
    assert ask(client, payload).json["id"] != first.json["id"]
    payload["period"] = "2026-05"
    other = ask(client, payload, key, on_missing="mark")
    assert other.status_code in (409, 422)
    assert len(client.get(URL).json["documents"]) == 2


def test_the_same_key_with_another_body_is_a_conflict(client: Any, payload: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "order-7"}
    ask(client, payload, key)
    conflict = ask(client, payload, key, on_missing="mark")
    assert conflict.status_code == 409
    assert "Idempotency-Key" in problems(conflict)


def test_a_key_that_is_none_is_refused(client: Any, payload: dict[str, Any]) -> None:
    assert ask(client, payload, {"Idempotency-Key": "x" * 256}).status_code == 400
    assert ask(client, payload, {"Idempotency-Key": "a b"}).status_code == 400


def test_prefer_wait_answers_with_the_finished_record(
    client: Any, payload: dict[str, Any], work: Work
) -> None:
    answers: list[Any] = []

    def wait() -> None:
        answers.append(ask(client, payload, {"Prefer": "respond-async, wait=20"}))

    asking = threading.Thread(target=wait)
    asking.start()
    while asking.is_alive():
        work()
        time.sleep(0.02)
    (response,) = answers
    assert response.status_code == 200
    assert response.json["status"] == "done"
    assert response.headers["Preference-Applied"] == "wait=20"


def test_prefer_wait_gives_up_when_the_time_is_over(client: Any, payload: dict[str, Any]) -> None:
    assert ask(client, payload, {"Prefer": "wait=1"}).status_code == 202
    assert ask(client, payload, {"Prefer": "wait=soon"}).status_code == 202


def test_a_document_that_cannot_be_made_says_why(client: Any, payload: dict[str, Any], work: Work) -> None:
    address = ask(client, payload, formats=["docx", "pptx"]).headers["Location"]
    work()
    record = client.get(address).json
    assert record["status"] == "failed"
    assert record["files"] == []
    assert "pptx/monthly_report/en" in record["problems"][0]["message"]
    assert "/tmp" not in str(record)


def test_an_archive_holds_every_file_under_its_name(client: Any, samples: dict[str, Any], work: Work) -> None:
    accepted = ask(client, samples["monthly_report.zh"], formats=["docx", "xlsx"]).json
    work()
    record = client.get(accepted["links"]["self"]).json
    assert record["status"] == "done", record["problems"]
    response = client.get(record["links"]["archive"])
    assert response.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [file["name"] for file in record["files"]]
        assert [entry.file_size for entry in archive.infolist()] == [file["size"] for file in record["files"]]
        assert not any(entry.flag_bits & 0x08 for entry in archive.infolist())


def test_a_document_without_files_has_no_archive(client: Any, payload: dict[str, Any]) -> None:
    address = ask(client, payload).headers["Location"]
    response = client.get(f"{address}/archive.zip")
    assert response.status_code == 404
    assert client.get(f"{address}/files/x.docx").status_code == 404


def test_documents_are_listed_newest_first_in_pages(client: Any, payload: dict[str, Any]) -> None:
    ids = [ask(client, payload).json["id"] for _ in range(5)]
    address, found = f"{URL}?limit=2&deliverable=monthly_report&status=queued", []
    while address:
        page = client.get(address).json
        found += [document["id"] for document in page["documents"]]
        address = page["next"]
    assert found == ids[::-1]
    assert client.get(f"{URL}?status=done").json["documents"] == []


@pytest.mark.parametrize("query", ["status=ready", "cursor=x", "limit=0", "limit=many", "sort=up"])
def test_a_wrong_query_is_a_problem(client: Any, query: str) -> None:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 422
    assert query.partition("=")[0] in next(iter(problems(response)))


def test_a_queued_document_can_be_cancelled_made_again_and_deleted(
    client: Any, payload: dict[str, Any], work: Work
) -> None:
    address = ask(client, payload).headers["Location"]
    cancelled = client.post(f"{address}/cancel")
    assert (cancelled.status_code, cancelled.json["status"]) == (200, "cancelled")
    again = client.post(cancelled.json["links"]["retry"])
    assert (again.status_code, again.json["status"]) == (202, "queued")
    work()
    assert client.post(f"{address}/retry").status_code == 409
    assert client.post(f"{address}/cancel").status_code == 409
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.delete(address).status_code == 404


def test_more_than_may_wait_is_refused_for_now(client: Any, payload: dict[str, Any], store: Any) -> None:
    from docgen.store import NewBatch, NewDocument

    batch, _ = store.batches.create(NewBatch("monthly_report", ["docx"]))
    new = NewDocument("monthly_report", payload, ["docx"], "en")
    list(store.batches.add(batch.id, [new] * 300))
    response = ask(client, payload)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert problems(response)
