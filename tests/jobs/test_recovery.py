"""The real service loses one of its processes in the middle of its work: all arrives, and nothing twice."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from docgen.catalog import open_catalog

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes under /proc"),
]

ROOT = Path(__file__).parents[2]
MANY = 300
FORMATS = ["docx", "xlsx"]
DEADLINE = 180


class Service:
    """A running ``docgen serve`` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        # Of its own, so that nobody edits one in the middle of the test.
        shutil.copytree(ROOT / "templates", home / "templates")
        own = {"DOCGEN_HOME": str(home), "DOCGEN_TEMPLATES": str(home / "templates")}
        environment = {**os.environ, **own, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-u", "-m", "docgen", "serve", "--port", "0", "--workers", "2"]
        self.log = (home / "log").open("w+")
        self._process = subprocess.Popen(
            command, env=environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.url = self._when_ready()

    def _when_ready(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            if found := re.search(r"serves at (http://\S+)", (self.home / "log").read_text()):
                return found[1]
            time.sleep(0.05)
        self.stop()
        pytest.fail(f"the service did not come up: {(self.home / 'log').read_text()}")

    def processes(self, word: str) -> list[int]:
        """The children whose command has the word in it, then theirs."""
        found = [pid for pid in _children(self._process.pid) if word in _command(pid)]
        return found + [child for pid in found for child in _children(pid)]

    def call(self, path: str, body: object = None, **headers: str) -> Any:
        """Ask until the service answers, as a client does that knows its requests can be repeated."""
        deadline = time.monotonic() + DEADLINE
        while True:
            try:
                return self._once(path, body, headers)
            except urllib.error.HTTPError as error:
                with error:
                    pytest.fail(f"{path}: {error.code} {error.read().decode()}")
            except (OSError, HTTPException):
                assert time.monotonic() < deadline, f"{path} is not answered"
                time.sleep(0.05)

    def _once(self, path: str, body: object, headers: dict[str, str]) -> Any:
        data = None if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"} | named)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            content = answer.read()
            return json.loads(content) if "json" in answer.headers["Content-Type"] else content

    def stop(self) -> None:
        """End it in good order; what it logged is shown if a test failed."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.log.seek(0)
        print(self.log.read())
        self.log.close()


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return ""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """The service, ready."""
    running = Service(tmp_path)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    """The data of a real monthly report."""
    return open_catalog().deliverable("monthly_report").sample("zh")


def numbered(sample: dict[str, Any], number: int) -> dict[str, Any]:
    """The sample for a customer of its own, so that no two documents have the same bytes."""
    data = deepcopy(sample)
    data["customer"]["name"] = f"客户 {number:03d}"
    return data


def wait_for(question: Callable[[], Any], enough: Callable[[Any], object] = bool) -> Any:
    """Ask until the answer is enough, and return it."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        answer = question()
        if enough(answer):
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited in vain; the last answer was {answer}")


def kept(home: Path) -> set[str]:
    """The digests of all files in the store."""
    return {path.name for path in (home / "files").rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("word", "which"),
    [("docgen.jobs.worker", 0), ("-server", 0), ("gunicorn", 0), ("gunicorn", 1)],
    ids=["worker", "queue server", "web", "web's child"],
)
def test_a_batch_arrives_whole_and_once_though_a_process_is_killed(
    service: Service, sample: dict[str, Any], word: str, which: int
) -> None:
    items = [{"data": numbered(sample, number)} for number in range(MANY)]
    body = {"deliverable": "monthly_report", "formats": FORMATS, "language": "zh", "items": items}
    batch = service.call("/api/v1/batches", body, Idempotency_Key="the-batch")["links"]

    look = partial(service.call, batch["self"])
    wait_for(look, lambda found: found["counts"]["done"] >= MANY // 6 or found["problems"])
    victim = service.processes(word)[which]
    os.kill(victim, signal.SIGKILL)
    assert look()["counts"]["done"] < MANY, "it was killed too late to matter"

    ended = wait_for(look, lambda found: found["status"] == "done")
    every = {"queued": 0, "rendering": 0, "done": MANY, "failed": 0, "cancelled": 0}
    assert ended["counts"] == every, ended["problems"]
    replacements = wait_for(partial(service.processes, word), lambda found: len(found) > which)
    assert victim not in replacements

    documents = list(pages(service, batch["items"]))
    assert [document["position"] for document in documents] == list(range(MANY))
    assert all([file["format"] for file in document["files"]] == FORMATS for document in documents)
    digests = [file["sha256"] for document in documents for file in document["files"]]
    assert len(set(digests)) == len(digests)
    assert kept(service.home) == set(digests)

    archive = zipfile.ZipFile(io.BytesIO(service.call(batch["archive"])))
    assert archive.testzip() is None
    assert len([name for name in archive.namelist() if name.endswith((".docx", ".xlsx"))]) == 2 * MANY


def pages(service: Service, path: str) -> Iterator[dict[str, Any]]:
    following: str | None = f"{path}?limit=100"
    while following:
        page = service.call(following)
        yield from page["documents"]
        following = page["next"]


@pytest.mark.parametrize("word", ["gunicorn", "-server", "docgen.jobs.worker"])
def test_every_document_that_was_accepted_is_made_once_though_a_process_is_killed(
    service: Service, sample: dict[str, Any], word: str
) -> None:
    accepted = []
    for number in range(40):
        if number == 15:
            os.kill(service.processes(word)[0], signal.SIGKILL)
        # Those around the blow are laid out by another program, so that workers are in the middle of one.
        pages_by = "auto" if 8 <= number < 20 else "estimate"
        body = {
            "deliverable": "monthly_report",
            "formats": ["docx"],
            "data": numbered(sample, number),
            "page_numbers": pages_by,
        }
        accepted.append(service.call("/api/v1/documents", body, Idempotency_Key=f"document-{number}"))
    for document in accepted:
        look = partial(service.call, document["links"]["self"])
        ended = wait_for(look, lambda found: found["status"] not in ("queued", "rendering"))
        assert (ended["status"], len(ended["files"])) == ("done", 1)
    everything = list(pages(service, "/api/v1/documents"))
    assert {document["id"] for document in everything} == {document["id"] for document in accepted}
    assert len(everything) == 40
