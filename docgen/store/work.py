"""The workers' side: taking documents on, giving them back finished, and finding what got lost.

A worker says every few seconds that it lives; a document in the hands of one
that has fallen silent is queued again.  Giving back is for the holder alone:
a document that was made twice is recorded once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, func, insert, select, update

from docgen.errors import Problem
from docgen.store.database import Database
from docgen.store.documents import drop_files
from docgen.store.files import Files
from docgen.store.records import Claim, Failed, Finished, MadeFile, WorkerRecord
from docgen.store.rows import new_id, now, plain
from docgen.store.tables import documents, files, payloads, workers

__all__ = ["SILENT_AFTER", "Lost", "Work"]

# A worker that has not shown itself for so long is taken for dead.
SILENT_AFTER = timedelta(seconds=6)
# What was queued just now may be on its way to the queue; only later is it missed there.
GRACE = timedelta(seconds=1.5)
# A document that outlived no worker in so many attempts is what kills them.
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Lost:
    """A job that has to go to the queue again; ``batch`` tells whether it may wait for single documents."""

    job: str
    batch: bool


class Work:
    """What is to be made, who makes it, what came of it."""

    def __init__(self, database: Database, kept: Files) -> None:
        self._database = database
        self._files = kept

    def beat(self, name: str, *, host: str, pid: int) -> None:
        """Say that a worker lives."""
        moment = now()
        with self._database.write() as connection:
            seen = update(workers).where(workers.c.name == name).values(seen_at=moment)
            if not connection.execute(seen).rowcount:
                row = {"name": name, "host": host, "pid": pid, "started_at": moment, "seen_at": moment}
                connection.execute(insert(workers), row)

    def leave(self, name: str) -> None:
        """Say that a worker ends; what it still holds is queued again at the next :meth:`recover`."""
        with self._database.write() as connection:
            connection.execute(delete(workers).where(workers.c.name == name))

    def bury(self, host: str, pid: int) -> None:
        """Say that a process has ended; if it was a worker, nobody need wait until it is missed."""
        with self._database.write() as connection:
            connection.execute(delete(workers).where(workers.c.host == host, workers.c.pid == pid))

    def alive(self) -> list[WorkerRecord]:
        """Return the workers that showed themselves lately."""
        query = select(workers).where(workers.c.seen_at > now() - SILENT_AFTER).order_by(workers.c.name)
        with self._database.read() as connection:
            return [WorkerRecord(**row._mapping) for row in connection.execute(query)]

    def claim(self, job: str, worker: str) -> list[Claim]:
        """Take on the documents of a job that nobody has; returns them with their data, perhaps none."""
        wanted = documents.c.job == job, documents.c.status == "queued"
        taken = {
            "status": "rendering",
            "worker": worker,
            "started_at": now(),
            "attempts": documents.c.attempts + 1,
        }
        with self._database.write() as connection:
            rows = connection.execute(
                update(documents).where(*wanted).values(taken).returning(documents)
            ).all()
            query = select(payloads).where(payloads.c.document.in_([row.id for row in rows]))
            data = {row.document: row.data for row in connection.execute(query)} if rows else {}
        return [_claimed(row, data[row.id]) for row in sorted(rows, key=lambda row: row.position or 0)]

    def finish(self, worker: str, results: Sequence[Finished | Failed]) -> int:
        """Record results, with their files; returns how many counted.

        A result counts while the worker still holds the document: not after a
        cancel, and not once another has taken it over.
        """
        digests = self._put(results)
        with self._database.write() as connection:
            self._database.lock_files(connection, exclusive=False)
            held = _held(connection, worker, list(digests))
            counted = [result for result in results if result.id in held]
            self._record(connection, counted, digests)
        self._drop_unused([result for result in results if result.id not in held], digests)
        return len(counted)

    def recover(self) -> list[Lost]:
        """Queue again what dead workers held, each document as a job of its own; returns the jobs.

        Alone, a document that kills its worker takes no others along; after a
        few attempts it is failed.
        """
        dead = ~exists().where(workers.c.name == documents.c.worker, workers.c.seen_at > now() - SILENT_AFTER)
        abandoned = documents.c.status == "rendering", dead
        with self._database.read() as connection:
            if connection.execute(select(documents.c.id).where(*abandoned).limit(1)).scalar() is None:
                return []
        with self._database.write() as connection:
            query = select(documents.c.id, documents.c.batch, documents.c.attempts).where(*abandoned)
            rows = connection.execute(query.with_for_update()).all()
            lost = [_take_back(connection, row) for row in rows]
            connection.execute(delete(workers).where(workers.c.seen_at < now() - timedelta(hours=1)))
        return [job for job in lost if job]

    def missing(self, waiting: Collection[str]) -> list[Lost]:
        """Return the jobs of queued documents that are not among those waiting in the queue."""
        query = select(documents.c.job, documents.c.batch.is_not(None)).distinct()
        query = query.where(documents.c.status == "queued", documents.c.queued_at < now() - GRACE)
        with self._database.read() as connection:
            return [Lost(job, batch) for job, batch in connection.execute(query) if job not in waiting]

    def queued(self) -> int:
        """Return how many documents wait."""
        with self._database.read() as connection:
            query = select(func.count()).where(documents.c.status == "queued")
            return connection.execute(query).scalar_one()

    def _put(self, results: Sequence[Finished | Failed]) -> dict[str, list[str]]:
        """Keep the files of all results; returns their digests by document."""
        kept = iter(self._files.put_all([file.data for result in results for file in _files_of(result)]))
        return {result.id: [next(kept) for _ in _files_of(result)] for result in results}

    def _record(
        self, connection: Connection, results: Sequence[Finished | Failed], digests: dict[str, list[str]]
    ) -> None:
        if not results:
            return
        ids = [result.id for result in results]
        connection.execute(_OUTCOME, [_outcome(result) for result in results])
        connection.execute(delete(files).where(files.c.document.in_(ids)))
        rows = [row for result in results for row in _file_rows(result, digests[result.id])]
        if rows:
            connection.execute(insert(files), rows)
        for result in results:
            # A deletion may have removed the same bytes of another document since they were put.
            for file, digest in zip(_files_of(result), digests[result.id], strict=True):
                if not self._files.path(digest):
                    self._files.put(file.data)

    def _drop_unused(self, results: Sequence[Finished | Failed], digests: dict[str, list[str]]) -> None:
        unused = {digest for result in results for digest in digests[result.id]}
        if unused:
            with self._database.write() as connection:
                self._database.lock_files(connection, exclusive=True)
                drop_files(connection, self._files, unused)


_OUTCOME = (
    update(documents)
    .where(documents.c.id == bindparam("_id"))
    .values(
        {
            name: bindparam(f"_{name}")
            for name in (
                "status",
                "job",
                "started_at",
                "finished_at",
                "problems",
                "warnings",
                "timings",
                "templates",
            )
        }
    )
)


def _outcome(result: Finished | Failed) -> dict[str, Any]:
    done = isinstance(result, Finished)
    return {
        "_id": result.id,
        "_status": "done" if done else "failed",
        "_job": None,
        "_started_at": result.started_at,
        "_finished_at": result.finished_at,
        "_problems": [] if isinstance(result, Finished) else plain(result.problems),
        "_warnings": plain(result.warnings) if isinstance(result, Finished) else [],
        "_timings": dict(result.timings) if isinstance(result, Finished) else {},
        "_templates": dict(result.templates) if isinstance(result, Finished) else {},
    }


def _files_of(result: Finished | Failed) -> Sequence[MadeFile]:
    return result.files if isinstance(result, Finished) else ()


def _file_rows(result: Finished | Failed, digests: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "document": result.id,
            "name": file.name,
            "position": position,
            "format": file.format,
            "size": len(file.data),
            "sha256": digest,
        }
        for position, (file, digest) in enumerate(zip(_files_of(result), digests, strict=True))
    ]


def _claimed(row: Row[Any], data: str) -> Claim:
    return Claim(
        row.id,
        row.deliverable,
        json.loads(data),
        tuple(row.formats),
        row.language,
        row.on_missing,
        row.page_numbers,
        row.on_overflow,
        row.batch,
        row.attempts,
    )


def _held(connection: Connection, worker: str, ids: Sequence[str]) -> set[str]:
    mine = documents.c.id.in_(ids), documents.c.status == "rendering", documents.c.worker == worker
    return set(connection.execute(select(documents.c.id).where(*mine).with_for_update()).scalars())


def _take_back(connection: Connection, row: Any) -> Lost | None:
    """Queue an abandoned document again, or fail it if that has been done often enough."""
    job = new_id() if row.attempts < ATTEMPTS else None
    if job:
        changed = {"status": "queued", "job": job, "queued_at": now()}
    else:
        changed = {"status": "failed", "job": None, "finished_at": now(), "problems": plain([_DEADLY])}
    connection.execute(update(documents).where(documents.c.id == row.id).values(worker=None, **changed))
    return Lost(job, row.batch is not None) if job else None


_DEADLY = Problem(
    "document-deadly",
    f"The worker ended {ATTEMPTS} times while it made this document.",
    "It may need more memory than there is: make the data smaller, or look into the log.",
)
