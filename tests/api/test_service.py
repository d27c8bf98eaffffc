"""The whole service as processes: `docgen serve`, asked over HTTP, ended by a signal."""

from __future__ import annotations

import http.client
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docx
import pytest

pytestmark = pytest.mark.service


@contextmanager
def running(folder: Path, *words: str, queue: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a command of the service; yields its process and the last word of its first line, the address."""
    settings = {
        "DOCGEN_HOME": str(folder / "home"),
        "DOCGEN_TEMPLATES": str(folder / "templates"),
        "DOCGEN_REDIS_URL": queue,
        "DOCGEN_LOG_LEVEL": "warning",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "docgen", *words],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as lines:
        try:
            yield process, next(lines).split()[-1]
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny template in it."""
    folder = tmp_path_factory.mktemp("service")
    path = folder / "templates" / "docx" / "monthly_report" / "en.docx"
    path.parent.mkdir(parents=True)
    document = docx.Document()
    document.add_paragraph("{{ customer.name }}")
    document.save(str(path))
    return folder


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[str]:
    with running(folder, "serve", "--port", "0", "--workers", "2") as (_, url):
        yield url


def call(
    url: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the answer; a generator goes as a stream of unknown length."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        chunked = not isinstance(body, bytes | None)
        connection.request(method, path, body, headers or {}, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers.items()), answer.read()
    finally:
        connection.close()


def ask(url: str, payload: dict[str, Any], prefer: str = "wait=30") -> tuple[int, Any]:
    body = json.dumps({"deliverable": "monthly_report", "data": payload, "formats": ["docx"]}).encode()
    headers = {"Content-Type": "application/json", "Prefer": prefer}
    status, _, answer = call(url, "POST", "/api/v1/documents", body, headers)
    return status, json.loads(answer)


def test_a_document_is_made_while_one_waits_and_equals_the_one_rendered_at_once(
    service: str, payload: dict[str, Any]
) -> None:
    status, record = ask(service, payload)
    assert (status, record["status"]) == (200, "done"), record["problems"]
    (file,) = record["files"]
    status, headers, data = call(service, "GET", file["href"])
    assert (status, len(data), headers["ETag"]) == (200, file["size"], f'"{file["sha256"]}"')
    rendered = call(service, "POST", "/api/v1/render/monthly_report.docx", json.dumps(payload).encode())
    assert rendered[2] == data
    assert call(service, "GET", file["href"], headers={"Range": "bytes=0-3"})[2] == data[:4]
    assert call(service, "GET", "/readyz")[0] == 200


def test_a_batch_streamed_in_chunks_is_made_and_streamed_out(service: str, payload: dict[str, Any]) -> None:
    def lines() -> Iterator[bytes]:
        for number in range(40):
            item = deepcopy(payload)
            item["customer"] |= {"name": f"客户 {number}", "short_name": f"客户 {number}"}
            yield json.dumps({"data": item}, ensure_ascii=False).encode() + b"\n"

    status, headers, answer = call(
        service,
        "POST",
        "/api/v1/batches?deliverable=monthly_report&formats=docx",
        lines(),
        {"Content-Type": "application/x-ndjson", "Transfer-Encoding": "chunked"},
    )
    assert status == 202, answer
    address = headers["Location"]
    awaited(lambda: json.loads(call(service, "GET", address)[2])["status"] == "done")
    batch = json.loads(call(service, "GET", address)[2])
    assert batch["counts"]["done"] == batch["total"] == 40
    status, headers, data = call(service, "GET", batch["links"]["archive"])
    assert (status, headers["Transfer-Encoding"]) == (200, "chunked")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 41


@pytest.mark.parametrize("chunked", [False, True])
def test_an_upload_that_breaks_off_leaves_nothing_behind(
    service: str, payload: dict[str, Any], chunked: bool
) -> None:
    line = json.dumps({"data": payload}).encode() + b"\n"
    connection = http.client.HTTPConnection(urlsplit(service).netloc, timeout=10)
    connection.putrequest("POST", "/api/v1/batches?deliverable=monthly_report&formats=docx")
    connection.putheader("Content-Type", "application/x-ndjson")
    connection.putheader(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(10**9))))
    connection.endheaders()
    connection.send((b"%x\r\n" % 10**9 if chunked else b"") + line * 120 + line[:1000])
    (batch,) = awaited(lambda: receiving(service))
    connection.close()
    awaited(lambda: not receiving(service))
    assert call(service, "GET", f"/api/v1/batches/{batch}")[0] == 404


def receiving(url: str) -> set[str]:
    """Return the batches that are still coming in."""
    documents = json.loads(call(url, "GET", "/api/v1/documents?limit=500")[2])["documents"]
    batches = {document["batch"] for document in documents if document["batch"]}
    states = (json.loads(call(url, "GET", f"/api/v1/batches/{batch}")[2]) for batch in batches)
    return {state["id"] for state in states if state["status"] == "receiving"}


def awaited(look: Callable[[], Any]) -> Any:
    """Return what ``look`` returns as soon as it is something."""
    deadline = time.monotonic() + 60
    while not (found := look()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads the children of a process from /proc")
def test_one_signal_ends_everything(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    with running(tmp_path, "serve", "--port", "0") as (process, url):
        assert call(url, "GET", "/healthz")[0] == 200
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) >= 4
    assert process.returncode == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_web_and_workers_run_apart_and_share_queue_and_records(
    folder: Path, queue_url: str, payload: dict[str, Any]
) -> None:
    with running(folder, "web", "--port", "0", queue=queue_url) as (_, url):
        status, record = ask(url, payload, "wait=1")
        assert (status, record["status"]) == (202, "queued")
        with running(folder, "worker", "-n", "1", queue=queue_url):
            assert ask(url, payload)[1]["status"] == "done"


def test_a_port_that_is_taken_is_told(folder: Path, service: str, queue_url: str) -> None:
    port = service.rpartition(":")[2]
    for words in (["serve"], ["web"]):
        done = subprocess.run(
            [sys.executable, "-m", "docgen", *words, "--port", port],
            env=os.environ | {"DOCGEN_HOME": str(folder / "other"), "DOCGEN_REDIS_URL": queue_url},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        assert f"127.0.0.1:{port}" in done.stderr
