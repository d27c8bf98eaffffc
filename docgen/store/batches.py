"""Batches: many documents asked for together, taken in slice by slice and watched as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from docgen.errors import ConflictError, MissingError, Problem
from docgen.store.database import Database
from docgen.store.documents import document_row, drop_files, requeued
from docgen.store.files import Files
from docgen.store.progress import batch_record
from docgen.store.records import Batch, Document, NewBatch, NewDocument, Page, RejectedItem
from docgen.store.rows import (
    check_key,
    cursor_of,
    dump,
    from_cursor,
    known_status,
    limited,
    new_id,
    now,
    plain,
    records,
    text_digest,
)
from docgen.store.tables import batches, documents, files, payloads

__all__ = ["PER_JOB", "PER_SLICE", "Batches"]

# Documents that travel as one job: enough that the queue costs little, few enough that workers end together.
PER_JOB = 10
# Items of a transaction: a reader of the stream sees the first ones rendering while the rest still comes in.
PER_SLICE = 50
# A stream that was silent for so long under a key that is used again has been given up by its sender.
SILENCE = timedelta(seconds=10)


class Batches:
    """Batches by id, with their items by position."""

    def __init__(self, database: Database, kept: Files) -> None:
        self._database = database
        self._files = kept

    def create(
        self, new: NewBatch, *, key: str | None = None, request_digest: str = ""
    ) -> tuple[Batch, bool]:
        """Record a batch that is still without items; returns it, and whether it is new.

        The same ``key`` with the same ``request_digest`` gives the batch made
        before; with another one, or while that one is still coming in,
        ConflictError is raised.  One that broke off is forgotten and begun anew.
        """
        existing = self._broken_off_forgotten(key, request_digest)
        if existing is not None:
            return self.get(existing), False
        row = _batch_row(new) | {"idempotency_key": key, "request_digest": request_digest}
        try:
            with self._database.write() as connection:
                connection.execute(insert(batches), row)
        except IntegrityError as error:
            raise _still_coming() from error
        return self.get(row["id"]), True

    def add(self, id: str, items: Iterable[NewDocument | RejectedItem]) -> Iterator[list[str]]:
        """Take in items; after each slice that is on the disk, yield the jobs that carry it.

        A generator: nothing happens unless it is run through.  Raises
        MissingError, or ConflictError once the batch is sealed or cancelled.
        """
        waiting = iter(items)
        while portion := list(islice(waiting, PER_SLICE)):
            with self._database.write() as connection:
                batch = _open_batch(connection, id)
                rows = [_item_row(batch, item, batch.size + at) for at, item in enumerate(portion)]
                jobs = _assign_jobs([row for row in rows if not row["rejected"]])
                connection.execute(insert(documents), rows)
                data = [
                    {"document": row["id"], "data": dump(item.data)}
                    for row, item in zip(rows, portion, strict=True)
                ]
                connection.execute(insert(payloads), data)
                grown = {"size": batch.size + len(rows), "touched_at": now()}
                connection.execute(update(batches).where(batches.c.id == id).values(grown))
            yield jobs

    def seal(self, id: str) -> Batch:
        """Close a batch: all its items are in.  Raises MissingError."""
        with self._database.write() as connection:
            _get(connection, id)
            unsealed = batches.c.id == id, batches.c.sealed_at.is_(None)
            connection.execute(update(batches).where(*unsealed).values(sealed_at=now()))
        return self.get(id)

    def get(self, id: str) -> Batch:
        """Return a batch and how far it is.  Raises MissingError."""
        with self._database.read() as connection:
            return batch_record(connection, _get(connection, id))

    def items(
        self, id: str, *, status: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Document]:
        """Return items by position.  Raises MissingError, or DataError for a bad cursor or status."""
        known_status(status)
        query = select(documents).where(documents.c.batch == id).order_by(documents.c.position)
        if status is not None:
            query = query.where(documents.c.status == status)
        if cursor is not None:
            query = query.where(documents.c.position > from_cursor(cursor, int))
        with self._database.read() as connection:
            _get(connection, id)
            rows = connection.execute(query.limit(limited(limit) + 1)).all()
            shown = records(connection, rows[: limited(limit)])
        return Page(shown, cursor_of(shown[-1].position or 0) if len(rows) > len(shown) else None)

    def retry(self, id: str) -> list[str]:
        """Queue again what failed, but for items that never fitted their schema; returns the jobs."""
        with self._database.write() as connection:
            _get(connection, id)
            failed = documents.c.batch == id, documents.c.status == "failed", documents.c.rejected.is_(False)
            query = select(documents.c.id).where(*failed).order_by(documents.c.position)
            ids = list(connection.execute(query).scalars())
            jobs = []
            for chunk in _chunks(ids, PER_JOB):
                jobs.append(new_id())
                connection.execute(
                    update(documents).where(documents.c.id.in_(chunk)).values(requeued(jobs[-1]))
                )
        return jobs

    def cancel(self, id: str) -> Batch:
        """Stop everything of a batch that is not finished, and take in nothing more.  Raises MissingError."""
        moment = now()
        with self._database.write() as connection:
            batch = _get(connection, id)
            pending = documents.c.batch == id, documents.c.status.in_(("queued", "rendering"))
            stopped = (
                update(documents).where(*pending).values(status="cancelled", job=None, finished_at=moment)
            )
            if connection.execute(stopped).rowcount or batch.sealed_at is None:
                ended = {"cancelled_at": moment, "sealed_at": batch.sealed_at or moment}
                connection.execute(update(batches).where(batches.c.id == id).values(ended))
        return self.get(id)

    def delete(self, id: str) -> None:
        """Forget a batch with all its documents and files.  Raises MissingError."""
        with self._database.write() as connection:
            _get(connection, id)
            self._forget(connection, id)

    def _forget(self, connection: Connection, id: str) -> None:
        self._database.lock_files(connection, exclusive=True)
        query = select(files.c.sha256).join(documents).where(documents.c.batch == id).distinct()
        digests = list(connection.execute(query).scalars())
        connection.execute(delete(documents).where(documents.c.batch == id))
        connection.execute(delete(batches).where(batches.c.id == id))
        for chunk in _chunks(digests, 500):
            drop_files(connection, self._files, chunk)

    def _broken_off_forgotten(self, key: str | None, request_digest: str) -> str | None:
        """Return the whole batch made before under a key; one that broke off is deleted."""
        if key is None:
            return None
        with self._database.write() as connection:
            found = connection.execute(select(batches).where(batches.c.idempotency_key == key)).one_or_none()
            if found is None:
                return None
            check_key(found, request_digest)
            if found.sealed_at is not None:
                return str(found.id)
            if now() - found.touched_at < SILENCE:
                raise _still_coming()
            self._forget(connection, found.id)
        return None


def _batch_row(new: NewBatch) -> dict[str, Any]:
    moment = now()
    return {
        "id": new_id(),
        "deliverable": new.deliverable,
        "formats": [*new.formats],
        "language": new.language,
        "period": new.period,
        "metadata": dict(new.metadata),
        "size": 0,
        "created_at": moment,
        "touched_at": moment,
    }


def _item_row(batch: Row[Any], item: NewDocument | RejectedItem, position: int) -> dict[str, Any]:
    row = document_row(item if isinstance(item, NewDocument) else _stand_in(batch, item))
    row |= {"batch": batch.id, "position": position, "job": None, "finished_at": None}
    if isinstance(item, RejectedItem):
        row |= {"rejected": True, "status": "failed", "problems": plain(item.problems)}
        row |= {"queued_at": None, "finished_at": row["created_at"], "data_digest": text_digest(item.data)}
    return row


def _stand_in(batch: Row[Any], item: RejectedItem) -> NewDocument:
    """What a rejected item would have been, as far as the batch says."""
    return NewDocument(
        batch.deliverable, {}, batch.formats, batch.language, title=item.title, metadata=item.metadata
    )


def _assign_jobs(rows: list[dict[str, Any]]) -> list[str]:
    """Give each few rows a job of their own, and return the jobs."""
    jobs = []
    for chunk in _chunks(rows, PER_JOB):
        jobs.append(new_id())
        for row in chunk:
            row["job"] = jobs[-1]
    return jobs


def _chunks(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[at : at + size] for at in range(0, len(values), size))


def _get(connection: Connection, id: str) -> Row[Any]:
    found = connection.execute(select(batches).where(batches.c.id == id)).one_or_none()
    if found is None:
        raise MissingError(
            Problem("unknown-batch", "There is no such batch.", "It may have been deleted; check the id.")
        )
    return found


def _open_batch(connection: Connection, id: str) -> Row[Any]:
    query = select(batches).where(batches.c.id == id).with_for_update()
    found = connection.execute(query).one_or_none()
    if found is None:
        return _get(connection, id)
    if found.sealed_at is not None:
        state = "cancelled" if found.cancelled_at else "sealed"
        raise ConflictError(
            Problem("batch-closed", f"The batch is {state}.", "Post the rest as another batch.")
        )
    return found


def _still_coming() -> ConflictError:
    return ConflictError(
        Problem(
            "batch-receiving",
            "The batch with this Idempotency-Key is still coming in.",
            "Wait for the first request to end, or some seconds after it broke off.",
            place="Idempotency-Key",
        )
    )
