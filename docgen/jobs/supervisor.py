"""``docgen serve``: queue server, workers and web as one service that mends itself.

It starts them, starts again whatever ends, queues again what got lost, and
ends them all.  What the web process is made of it does not know: it is given
the command for it.  The listening socket is opened here and handed on, so that
callers wait, rather than being refused, while the web process starts anew.
"""

from __future__ import annotations

import http.client
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from docgen.errors import DataError, DocgenError, Problem
from docgen.jobs.address import listen, url_of
from docgen.jobs.options import WorkerOptions, worker_argv
from docgen.jobs.process import Program, stop
from docgen.jobs.queue import Queue, open_queue
from docgen.jobs.server import QueueServer
from docgen.layout import PageNumbers
from docgen.store import Store, WorkerRecord, open_store

__all__ = ["Service", "serve"]

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
REFILL_SECONDS = 1.5
STOP_SECONDS = 10.0
READY_SECONDS = 60.0
# A program that ends so often before the service is ready will not come up by trying on.
HOPELESS = 4


@dataclass(frozen=True, slots=True)
class Service:
    """What to run.

    ``redis_url`` is empty for the embedded queue server, ``workers`` 0 for one
    a core.  ``web`` gets the number of the listening socket's file descriptor
    and returns the command of the web process; without it only workers run.
    """

    home: Path
    database_url: str
    storage_url: str
    redis_url: str = ""
    templates: Path | None = None
    samples: Path | None = None
    assets: Path | None = None
    workers: int = 0
    document_seconds: float = 60.0
    page_numbers: PageNumbers = "auto"
    log_level: str = "info"
    host: str = "127.0.0.1"
    port: int = 8000
    web: Callable[[int], list[str]] | None = None


def serve(service: Service, announce: Callable[[str], None] = lambda url: None) -> int:
    """Run the service until SIGINT, SIGTERM or SIGHUP; returns the exit status.

    ``announce`` is called once, with the address, when everything answers; the
    address is empty without web.  Raises DataError if something cannot start.
    """
    if sys.platform == "win32":
        raise DataError(
            Problem(
                "serve-system",
                "docgen serve needs Linux or macOS.",
                "On Windows, run it in WSL or a container.",
            )
        )
    with ExitStack() as stack:
        store = open_store(service.database_url, service.storage_url)
        stack.callback(store.close)
        listener = stack.enter_context(listen(service.host, service.port)) if service.web else None
        stopped = stack.enter_context(_until_told())
        server = None if service.redis_url else QueueServer(service.home / "queue")
        if server:
            stack.callback(server.close)
            server.ensure()
        redis_url = server.url if server else service.redis_url
        queue = open_queue(redis_url)
        stack.callback(queue.close)
        programs = _programs(service, redis_url, listener)
        stack.callback(_stop, programs)
        url = url_of(service.host, listener.getsockname()[1]) if listener else ""
        return _watch(_Running(store, queue, server, programs, url), stopped, announce)


@dataclass(slots=True)
class _Running:
    """What runs.  ``ended`` are processes that the records need not hope for any more."""

    store: Store
    queue: Queue
    server: QueueServer | None
    programs: list[Program]
    url: str
    ended: list[int] = field(default_factory=list)


def _watch(running: _Running, stopped: list[int], announce: Callable[[str], None]) -> int:
    """Look after everything until told to stop."""
    announced, begun, mended = False, time.monotonic(), 0.0
    while not stopped:
        _restart(running)
        if time.monotonic() - mended > (LOOK_SECONDS if running.ended else REFILL_SECONDS):
            _mend(running)
            mended = time.monotonic()
        if not announced:
            announced = _is_ready(running)
            if announced:
                announce(running.url)
            elif _hopeless(running.programs) or time.monotonic() - begun > READY_SECONDS:
                log.error("The service does not come up; the messages above tell why.")
                return 1
        time.sleep(LOOK_SECONDS)
    return 0


def _restart(running: _Running) -> None:
    for program in running.programs:
        ended = program.keep_running()
        if ended:
            log.warning("%s ended (%s); it is started again.", program.name, ended.returncode)
            running.ended.append(ended.pid)
            program.keep_running()


def _mend(running: _Running) -> None:
    """Bring the queue server back, and to it what got lost."""
    with _going_on():
        while running.ended:
            running.store.work.bury(socket.gethostname(), running.ended[0])
            del running.ended[0]
    with _going_on():
        if running.server:
            running.server.ensure()
        running.queue.refill(running.store)


def _is_ready(running: _Running) -> bool:
    """Whether a worker and the web process, if there is one, answer."""
    if running.url and not _answers(running.url):
        return False
    workers: list[WorkerRecord] = []
    with _going_on():
        workers = running.store.work.alive()
    return bool(workers)


@contextmanager
def _going_on() -> Iterator[None]:
    """Log what cannot be done now, such as while the database is away: it is tried again soon."""
    try:
        yield
    except DocgenError as error:
        log.error("%s", error)
    except Exception:
        log.exception("That failed; the next attempt follows.")


def _hopeless(programs: list[Program]) -> bool:
    return any(program.failures >= HOPELESS for program in programs)


def _programs(service: Service, redis_url: str, listener: socket.socket | None) -> list[Program]:
    env = _environment(service, redis_url)
    options = WorkerOptions(
        database_url=service.database_url,
        redis_url=redis_url,
        storage_url=service.storage_url,
        templates=str(service.templates) if service.templates else None,
        samples=str(service.samples) if service.samples else None,
        assets=str(service.assets) if service.assets else None,
        document_seconds=service.document_seconds,
        page_numbers=service.page_numbers,
        log_level=service.log_level,
    )
    programs = [
        Program(f"worker {number}", worker_argv(), signal.SIGKILL, env=env, stdin=options.encoded())
        for number in range(1, (service.workers or os.cpu_count() or 1) + 1)
    ]
    if listener and service.web:
        fd = listener.fileno()
        programs.insert(0, Program("web", service.web(fd), signal.SIGTERM, env=env, fds=[fd]))
    return programs


def _environment(service: Service, redis_url: str) -> dict[str, str]:
    """What the web process reads as its settings: those in use here."""
    used = {
        "DOCGEN_HOME": str(service.home),
        "DOCGEN_DATABASE_URL": service.database_url,
        "DOCGEN_STORAGE_URL": service.storage_url,
        "DOCGEN_REDIS_URL": redis_url,
        "DOCGEN_TEMPLATES": str(service.templates or ""),
        "DOCGEN_SAMPLES": str(service.samples or ""),
        "DOCGEN_ASSETS": str(service.assets or ""),
        "DOCGEN_PAGE_NUMBERS": service.page_numbers,
    }
    return {**os.environ, **used}


def _stop(programs: list[Program]) -> None:
    stop([program.process for program in programs if program.process], STOP_SECONDS)


def _answers(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def _until_told() -> Iterator[list[int]]:
    """Give a list that is empty until a signal tells to end; the signals' old meaning comes back after."""
    told: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda number, frame: told.append(number)) for number in numbers}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
