"""A worker process: takes jobs from the queue until it is told to end.

It reads its options as JSON from standard input, so that no password shows in
the list of processes.  It does not fork: templates stay compiled from one
document to the next.  If anything goes wrong beyond one document it ends, and
whoever watches it starts another.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

from rq import Queue as RQ
from rq import SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import BaseDeathPenalty

from docgen.catalog import open_catalog
from docgen.jobs.options import WorkerOptions
from docgen.jobs.queue import BATCH, SINGLE, connect
from docgen.jobs.task import Maker, install
from docgen.layout import Layout
from docgen.store import open_store

__all__ = ["main"]

log = logging.getLogger(__name__)

# Seconds after which the queue forgets a silent worker; who holds a document is the database's business.
WORKER_TTL = 20
# A queue server that starts anew is away for a second or so, and then loads: 20 tries last 15 seconds.
PATIENCE = 20


class _NoPenalty(BaseDeathPenalty):
    """Each document has its own time limit; the job around it needs none."""

    def setup_death_penalty(self) -> None:
        """Start no clock."""

    def cancel_death_penalty(self) -> None:
        """Stop no clock."""


class _Worker(SimpleWorker):
    death_penalty_class = _NoPenalty
    max_connection_wait_time = 2.0
    maker: Maker

    def request_stop(self, signum: int, frame: Any) -> None:
        """Stop between two documents rather than between two jobs."""
        self.maker.stopping = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # rq types only a part

    def execute_job(self, job: Job, queue: RQ) -> None:
        """Run a job here; one that broke off ends the worker, so that its documents are taken back."""
        self.finished = False
        super().execute_job(job, queue)
        if not self.finished:
            raise SystemExit(1)

    def perform_job(self, job: Job, queue: RQ, execution: Any) -> bool:
        """Run a job and keep whether it went to its end."""
        self.finished = bool(super().perform_job(job, queue, execution))
        return self.finished


def main() -> None:
    """Work until SIGTERM or SIGINT; a document that is being made is finished first."""
    options = WorkerOptions(**json.loads(sys.stdin.buffer.read()))
    logging.basicConfig(
        level=options.log_level.upper(), format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )
    logging.getLogger("rq").setLevel(logging.WARNING)
    store = open_store(options.database_url, options.storage_url)
    catalog = open_catalog(_path(options.templates), _path(options.samples), _path(options.assets))
    layout = Layout(options.page_numbers)
    maker = Maker(store, catalog, options.document_seconds, layout)
    install(maker)
    try:
        _work(options.redis_url, maker)
    finally:
        maker.leave()
        layout.office.close()


def _work(redis_url: str, maker: Maker) -> None:
    redis = connect(redis_url, patience=PATIENCE)
    queues = [RQ(name, connection=redis, serializer=JSONSerializer) for name in (SINGLE, BATCH)]
    worker = _Worker(
        queues,
        name=maker.name,
        connection=redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        log_job_description=False,
    )
    worker.maker = maker
    worker.work(logging_level="WARNING")


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


if __name__ == "__main__":
    main()
