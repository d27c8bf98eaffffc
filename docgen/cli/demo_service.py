"""The real service for the length of a demo, and the few calls that the demo makes to it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from typing import IO, Any

from docgen.catalog import Sample
from docgen.errors import DocgenError, Problem
from docgen.jobs.process import spawn, stop

__all__ = ["Client", "running_service"]

_PASSED_ON = ("DOCGEN_TEMPLATES", "DOCGEN_SAMPLES", "DOCGEN_PAGE_NUMBERS")

START_SECONDS, STOP_SECONDS, DOCUMENT_SECONDS = 60.0, 30.0, 120.0
ANNOUNCED = re.compile(r"serves at (http://\S+)")


@contextlib.contextmanager
def running_service() -> Iterator[str]:
    """Run ``docgen serve`` on a free port with an empty home; yields its URL and ends all it started."""
    with tempfile.TemporaryDirectory(prefix="docgen-demo-") as home, _told_to_end():
        process = _start(home)
        lines: queue.Queue[str | None] = queue.Queue()
        assert process.stdout is not None
        reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
        reader.start()
        try:
            yield _url(lines)
        finally:
            stop([process], STOP_SECONDS)
            reader.join(STOP_SECONDS)


class Client:
    """The demo's side of HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, sample: Sample, data: dict[str, Any], formats: Sequence[str]) -> str:
        """Ask for a sample's document; returns the address of its record."""
        body = {
            "deliverable": sample.deliverable,
            "data": data,
            "formats": list(formats),
            "language": sample.language,
        }
        record = json.loads(self._call("/api/v1/documents", body))
        return str(record["links"]["self"])

    def finished(self, address: str) -> dict[str, Any]:
        """Return the record once it is finished.  Raises DocgenError if that takes too long."""
        deadline = time.monotonic() + DOCUMENT_SECONDS
        while time.monotonic() < deadline:
            record: dict[str, Any] = json.loads(self.fetch(address))
            if record["status"] in ("done", "failed", "cancelled"):
                return record
            time.sleep(0.05)
        raise DocgenError(
            Problem("service-slow", f"{address} was not finished in {DOCUMENT_SECONDS:.0f} seconds.")
        )

    def fetch(self, address: str) -> bytes:
        """Return what stands at an address of the service."""
        return self._call(address)

    def _call(self, address: str, body: dict[str, Any] | None = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self._url + address, data, {"Content-Type": "application/json"} if data else {}
        )
        # A proxy of the environment is not asked: the service is on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=DOCUMENT_SECONDS) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise DocgenError(_problems(error)) from error
        except OSError as error:
            raise DocgenError(
                Problem("service-unreachable", f"The service does not answer: {error}.")
            ) from error


def _problems(error: urllib.error.HTTPError) -> list[Problem]:
    """What the service says is wrong, or its status if it says nothing that can be read."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return [Problem(**problem) for problem in json.loads(error.read())["problems"]]
    return [Problem("http-error", f"The service answered {error.code} {error.reason}.")]


def _start(home: str) -> subprocess.Popen[bytes]:
    """Start the service; it ends with this process, however that ends."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOCGEN_")}
    kept |= {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return spawn(
        [sys.executable, "-m", "docgen", "serve", "--port", "0"],
        end_with=signal.SIGTERM,
        env=kept | {"DOCGEN_HOME": home, "DOCGEN_LOG_LEVEL": "warning", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
    )


@contextlib.contextmanager
def _told_to_end() -> Iterator[None]:
    """Take a request to end like Ctrl-C, so that the service does not outlive the demo."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _url(lines: queue.Queue[str | None]) -> str:
    """Return the URL that the service announces; raises DocgenError if it does not come up."""
    deadline = time.monotonic() + START_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        if line is None:
            message = "The service ended before it was ready."
            raise DocgenError(Problem("service-start", message, "Its own words stand above."))
        if found := ANNOUNCED.search(line):
            return found[1]
    raise DocgenError(Problem("service-start", f"The service was not ready in {START_SECONDS:.0f} seconds."))


def _read(output: IO[bytes], lines: queue.Queue[str | None]) -> None:
    """Hand on each line, and None at the end; reads on, so that the service never waits for a reader."""
    with output:
        for line in output:
            lines.put(line.decode())
    lines.put(None)
