"""The service as real processes; its web process is a small stand-in that answers every request."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import DataError
from docgen.jobs import QueueServer, Service, serve
from docgen.store import open_store

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes under /proc"),
]

Python = Callable[..., subprocess.Popen[str]]
Wait = Callable[..., Any]

WEB = """
import socket, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")
server = HTTPServer(("", 0), Handler, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
"""
SERVE = f"""
import sys
from pathlib import Path
from docgen.jobs import Service, serve
home, web = Path(sys.argv[1]), sys.argv[2]
command = {{"web": lambda fd: [sys.executable, "-c", {WEB!r}, str(fd)],
           "broken": lambda fd: [sys.executable, "-c", "raise SystemExit(3)"], "none": None}}[web]
service = Service(home, f"sqlite:///{{home}}/docgen.db", str(home / "files"), workers=1, port=0, web=command)
sys.exit(serve(service, lambda url: print("ready", url, flush=True)))
"""


def running(python: Python, home: Path, web: str = "web") -> tuple[subprocess.Popen[str], str]:
    """Start a service and wait until it is ready; returns it with its address."""
    process = python(SERVE, home, web)
    assert process.stdout
    for line in process.stdout:
        if line.startswith("ready"):
            return process, line.removeprefix("ready").strip()
    pytest.fail(f"it did not come up: {process.wait()}")


def children(process: subprocess.Popen[str]) -> dict[int, str]:
    """The processes that a service started, with their commands."""
    pids = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in pids}


def answers(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bool(answer.status == 200)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_all_that_it_started(python: Python, tmp_path: Path, number: signal.Signals) -> None:
    process, url = running(python, tmp_path)
    assert answers(url)
    started = children(process)
    assert len(started) == 3
    process.send_signal(number)
    assert process.wait(20) == 0
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert not QueueServer(tmp_path / "queue").answers()


def test_nothing_outlives_it_even_if_it_is_killed(python: Python, tmp_path: Path, wait: Wait) -> None:
    process, _ = running(python, tmp_path)
    started = children(process)
    process.kill()
    wait(lambda: not [pid for pid in started if Path(f"/proc/{pid}").exists()])


def test_a_request_waits_while_the_web_process_starts_anew(
    python: Python, tmp_path: Path, wait: Wait
) -> None:
    process, url = running(python, tmp_path)
    (web,) = [pid for pid, args in children(process).items() if "HTTPServer" in args]
    os.kill(web, signal.SIGKILL)
    wait(lambda: web not in children(process))
    assert answers(url)


def test_workers_alone_need_no_port(python: Python, tmp_path: Path) -> None:
    process, url = running(python, tmp_path, "none")
    assert url == ""
    assert len(children(process)) == 2


def test_two_services_share_a_home(python: Python, tmp_path: Path) -> None:
    first, _ = running(python, tmp_path)
    second, url = running(python, tmp_path)
    assert (len(children(first)), len(children(second))) == (3, 2)
    first.send_signal(signal.SIGTERM)
    first.wait(20)
    assert answers(url)


def test_a_service_that_cannot_come_up_says_so_and_ends(python: Python, tmp_path: Path) -> None:
    process = python(SERVE, tmp_path, "broken")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "web ended (3)" in output
    assert "does not come up" in output


def test_a_port_that_is_taken_is_a_clear_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        service = Service(
            tmp_path, f"sqlite:///{tmp_path}/docgen.db", str(tmp_path / "files"), port=port, web=lambda fd: []
        )
        with pytest.raises(DataError, match=f"127.0.0.1:{port}"):
            serve(service)


def test_what_a_killed_service_was_making_is_made_after_the_next_start(
    python: Python, tmp_path: Path, wait: Wait, new: Any
) -> None:
    process, _ = running(python, tmp_path, "none")
    process.kill()
    process.wait()
    store = open_store(f"sqlite:///{tmp_path}/docgen.db", str(tmp_path / "files"))
    document, _ = store.documents.create(new)
    assert document.job
    store.work.claim(document.job, "of the killed one")
    running(python, tmp_path, "none")
    wait(lambda: store.documents.get(document.id).finished)
    assert store.documents.get(document.id).attempts == 2
    store.close()
