"""Batches over HTTP: taken in whole or line by line, looked at, fetched, repeated, stopped."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest

URL = "/api/v1/batches"
LINES = f"{URL}?deliverable=monthly_report&formats=docx"
Work = Callable[[], None]


@pytest.fixture
def items(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """Three good items of different customers."""
    found = []
    for name in ("North", "South", "西部"):
        data = deepcopy(payload)
        data["customer"] |= {"name": f"{name} Ltd", "short_name": name}
        found.append({"data": data, "metadata": {"customer": name}})
    return found


def post(client: Any, items: Any, headers: Any = None, **options: Any) -> Any:
    body = {"deliverable": "monthly_report", "formats": ["docx"], "items": items} | options
    return client.post(URL, json=body, headers=headers)


def post_lines(client: Any, lines: Any, query: str = "", headers: Any = None) -> Any:
    data = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    return client.post(LINES + query, data=data, content_type="application/x-ndjson", headers=headers)


def places(response: Any) -> list[str]:
    assert response.content_type == "application/problem+json"
    return [problem["place"] for problem in response.get_json(force=True)["problems"]]


@pytest.mark.parametrize("send", [post, post_lines], ids=["json", "lines"])
def test_a_batch_is_taken_in_made_and_fetched(
    client: Any, items: list[dict[str, Any]], work: Work, send: Any
) -> None:
    accepted = send(client, items)
    assert accepted.status_code == 202
    assert accepted.json["counts"]["queued"] == accepted.json["total"] == 3
    address = accepted.headers["Location"]
    work()
    batch = client.get(address).json
    assert (batch["status"], batch["counts"]["done"]) == ("done", 3)
    page = client.get(batch["links"]["items"]).json
    assert [item["position"] for item in page["documents"]] == [0, 1, 2]
    assert [item["metadata"]["customer"] for item in page["documents"]] == ["North", "South", "西部"]
    response = client.get(batch["links"]["archive"])
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        paths = [file["path"] for item in manifest["items"] for file in item["files"]]
        assert archive.namelist() == [*paths, "manifest.json"]
        assert paths[2].startswith("西部_")
        assert len({path.partition("/")[0] for path in paths}) == 3
        opened = docx.Document(io.BytesIO(archive.read(paths[2])))
    assert opened.paragraphs[0].text == "西部 Ltd"


def test_items_that_do_not_fit_are_listed_and_stop_nothing(
    client: Any, items: list[dict[str, Any]], work: Work
) -> None:
    items[1]["data"]["period"] = "June"
    lines = [items[0], items[1], b"{not json\n", b"\n", b"[1]\n", {"daat": {}}, items[2]]
    accepted = post_lines(client, lines)
    assert accepted.status_code == 202
    assert (accepted.json["total"], accepted.json["rejected"]) == (6, 4)
    problems = {found["position"]: found["problems"] for found in accepted.json["problems"]}
    assert sorted(problems) == [1, 2, 3, 4]
    assert problems[1][0]["place"] == "/data/period"
    assert problems[2][0]["place"] == "line 1, column 2"
    work()
    batch = client.get(accepted.headers["Location"]).json
    assert (batch["counts"]["done"], batch["counts"]["failed"]) == (2, 4)
    failed = client.get(batch["links"]["items"] + "?status=failed").json["documents"]
    assert [item["position"] for item in failed] == [1, 2, 3, 4]
    assert failed[0]["title"] == "South Ltd"


def test_a_line_may_be_long_but_not_endless(client: Any, items: list[dict[str, Any]]) -> None:
    endless = b'{"data": "' + b"x" * 1_100_000 + b'"}\n'
    accepted = post_lines(client, [items[0], endless, items[1]])
    assert accepted.status_code == 202
    assert (accepted.json["total"], accepted.json["rejected"]) == (3, 1)
    assert accepted.json["problems"][0]["problems"][0]["code"] == "too-long"


def test_a_stream_is_taken_in_while_it_comes(client: Any, items: list[dict[str, Any]], store: Any) -> None:
    seen: list[int] = []

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self._lines = self._made()
            self._left = b""

        def _made(self) -> Iterator[bytes]:
            for number in range(240):
                if number == 220:
                    seen.append(store.work.queued())
                yield json.dumps(items[number % 3]).encode() + b"\n"

        def tell(self) -> int:
            return 0

        def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
            return 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self._left = self._left or next(self._lines, b"")
            count = min(len(buffer), len(self._left))
            buffer[:count], self._left = self._left[:count], self._left[count:]
            return count

    response = client.post(
        LINES,
        input_stream=Stream(),
        content_type="application/x-ndjson",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 202
    assert response.json["total"] == 240
    assert seen == [200]


@pytest.mark.parametrize(
    "send",
    [
        lambda client, items: post(client, items, strict=True),
        lambda client, items: post_lines(client, items, "&strict=true"),
    ],
    ids=["json", "lines"],
)
def test_strict_refuses_the_whole_batch_with_every_problem(
    client: Any, items: list[dict[str, Any]], store: Any, send: Any
) -> None:
    items[0]["data"]["period"] = "June"
    del items[2]["data"]["customer"]["name"]
    response = send(client, items)
    assert response.status_code == 422
    assert places(response) == ["/items/0/data/period", "/items/2/data/customer/name"]
    assert store.work.queued() == 0
    assert client.get("/api/v1/documents").json["documents"] == []


def test_strict_takes_a_batch_without_a_mistake(client: Any, items: list[dict[str, Any]]) -> None:
    assert post(client, items, strict=True).json["total"] == 3
    assert post_lines(client, items, "&strict=true").json["total"] == 3


@pytest.mark.parametrize("send", [post, post_lines], ids=["json", "lines"])
def test_the_same_key_and_items_give_the_same_batch(
    client: Any, items: list[dict[str, Any]], send: Any
) -> None:
    key = {"Idempotency-Key": "june"}
    first = send(client, items, headers=key).json
    assert send(client, items, headers=key).json["id"] == first["id"]
    assert send(client, items[:2], headers=key).status_code == 409
    assert client.get("/api/v1/documents?limit=500").json["next"] is None
    assert len(client.get("/api/v1/documents").json["documents"]) == 3


def test_the_period_of_the_batch_is_that_of_its_items(client: Any, items: list[dict[str, Any]]) -> None:
    del items[0]["data"]["period"]
    items[2]["data"]["period"] = "2026-05"
    batch = post(client, items, period="2026-06").json
    assert (batch["period"], batch["rejected"]) == ("2026-06", 1)
    assert batch["problems"][0]["problems"][0]["place"] == "/data/period"


def test_an_item_may_have_its_own_language_and_formats(client: Any, items: list[dict[str, Any]]) -> None:
    items[1] |= {"language": "zh", "formats": ["xlsx"]}
    batch = post(client, items).json
    found = client.get(batch["links"]["items"]).json["documents"]
    assert [(item["language"], item["formats"]) for item in found] == [
        ("en", ["docx"]),
        ("zh", ["xlsx"]),
        ("en", ["docx"]),
    ]


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"formats": ["docx", "pdf"]}, "/formats/1"),
        ({"language": "fr"}, "/language"),
        ({"deliverable": "monthly_repor"}, "/deliverable"),
        ({"items": []}, "/items"),
        ({"engagements": "all"}, "/engagements"),
        ({"callback_url": "http://127.0.0.1/"}, "/callback_url"),
    ],
)
def test_a_wrong_batch_is_refused_at_once(
    client: Any, items: list[dict[str, Any]], options: dict[str, Any], place: str
) -> None:
    body = {"deliverable": "monthly_report", "formats": ["docx"], "items": items} | options
    response = client.post(URL, json=body)
    assert response.status_code == 422
    assert place in places(response)


def test_lines_need_a_deliverable_and_at_least_one_item(client: Any) -> None:
    response = client.post(URL, data=b"{}", content_type="application/x-ndjson")
    assert (response.status_code, places(response)) == (422, ["query parameter deliverable"])
    assert places(post_lines(client, [b"\n"])) == ["/items"]


def test_more_items_than_a_batch_may_have_leave_nothing_behind(
    client: Any, items: list[dict[str, Any]], store: Any
) -> None:
    response = post_lines(client, (items[0] for _ in range(251)))
    assert response.status_code == 413
    assert places(response) == [""]
    assert store.work.queued() == 0


def test_only_what_failed_is_made_again(
    client: Any, items: list[dict[str, Any]], work: Work, templates: Path
) -> None:
    items[1]["formats"] = ["pptx"]
    items[2]["data"]["period"] = "June"
    batch = post(client, items).json
    work()
    before = client.get(batch["links"]["items"]).json["documents"]
    assert [item["status"] for item in before] == ["done", "failed", "failed"]
    again = client.post(batch["links"]["retry"])
    assert again.status_code == 202
    assert again.json["counts"]["queued"] == 1
    work()
    after = client.get(batch["links"]["items"]).json["documents"]
    assert after[0]["finished_at"] == before[0]["finished_at"]
    assert after[1]["finished_at"] > before[1]["finished_at"]


def test_a_cancelled_batch_makes_nothing_more(client: Any, items: list[dict[str, Any]], work: Work) -> None:
    batch = post(client, items).json
    cancelled = client.post(batch["links"]["cancel"]).json
    assert (cancelled["status"], cancelled["counts"]["cancelled"]) == ("cancelled", 3)
    work()
    assert client.get(batch["links"]["self"]).json["counts"]["done"] == 0


def test_a_deleted_batch_is_gone_with_its_documents(
    client: Any, items: list[dict[str, Any]], work: Work
) -> None:
    batch = post(client, items).json
    work()
    assert client.delete(batch["links"]["self"]).status_code == 204
    assert client.get(batch["links"]["self"]).status_code == 404
    assert client.get(batch["links"]["items"]).status_code == 404
    assert client.get("/api/v1/documents").json["documents"] == []
