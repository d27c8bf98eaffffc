"""Files as they are sent: names in any script, entity tags, ranges, archives."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from docgen.api.files import archive, attachment


@pytest.fixture
def file(client: Any, samples: dict[str, Any], work: Callable[[], None]) -> dict[str, Any]:
    """A finished Chinese file's record."""
    body = {"deliverable": "monthly_report", "data": samples["monthly_report.zh"], "formats": ["docx"]}
    address = client.post("/api/v1/documents", json=body).headers["Location"]
    work()
    found: dict[str, Any] = client.get(address).json["files"][0]
    return found


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("report.docx", 'attachment; filename="report.docx"'),
        ("报告 1.docx", "attachment; filename=\"__ 1.docx\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%201.docx"),
        ('a"b\\c\r\n.docx', "attachment; filename=\"a_b_c__.docx\"; filename*=UTF-8''a%22b%5Cc%0D%0A.docx"),
    ],
)
def test_a_name_in_any_script_fits_a_header(name: str, header: str) -> None:
    assert attachment(name) == header


def test_a_file_has_its_digest_as_entity_tag(client: Any, file: dict[str, Any]) -> None:
    response = client.get(file["href"])
    assert hashlib.sha256(response.data).hexdigest() == file["sha256"] == response.get_etag()[0]
    assert "%E5" in response.headers["Content-Disposition"]
    assert response.headers["Accept-Ranges"] == "bytes"
    unchanged = client.get(file["href"], headers={"If-None-Match": response.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_a_range_of_a_file_can_be_fetched(client: Any, file: dict[str, Any]) -> None:
    whole = client.get(file["href"]).data
    part = client.get(file["href"], headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert client.get(file["href"], headers={"Range": "bytes=-5"}).data == whole[-5:]
    beyond = client.get(file["href"], headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert beyond.content_type == "application/problem+json"


def test_a_head_request_tells_the_size(client: Any, file: dict[str, Any]) -> None:
    response = client.head(file["href"])
    assert (response.status_code, response.content_length, response.data) == (200, file["size"], b"")


def test_an_archive_comes_member_by_member_with_sizes_before_the_data(client: Any) -> None:
    read: list[str] = []

    def members() -> Any:
        for name in ("甲/a.docx", "b.json"):
            read.append(name)
            yield name, name.encode() * 50

    with client.application.test_request_context():
        chunks = archive("x.zip", members()).iter_encoded()
        first = next(iter(chunks))
        assert read == ["甲/a.docx"]
        data = first + b"".join(chunks)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == {
            "甲/a.docx": "甲/a.docx".encode() * 50,
            "b.json": b"b.json" * 50,
        }
        assert not any(entry.flag_bits & 0x08 for entry in opened.infolist())
