"""The documents that were asked for: one by one.  A document that is returned here is on the disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from docgen.errors import ConflictError, MissingError, Problem
from docgen.store.database import Database
from docgen.store.files import Files
from docgen.store.records import Document, NewDocument, Page
from docgen.store.rows import (
    check_key,
    cursor_of,
    dump,
    from_cursor,
    known_status,
    limited,
    new_id,
    now,
    readable,
    records,
    text_digest,
)
from docgen.store.tables import documents, files, payloads

__all__ = ["Documents", "document_row", "drop_files", "requeued"]


class Documents:
    """Documents by id, newest first."""

    def __init__(self, database: Database, kept: Files) -> None:
        self._database = database
        self._files = kept

    def create(
        self, new: NewDocument, *, key: str | None = None, request_digest: str = ""
    ) -> tuple[Document, bool]:
        """Record a document to be made; returns it, and whether it is new.

        The same ``key`` with the same ``request_digest`` gives the document made
        before; with another one ConflictError is raised.
        """
        row = document_row(new) | {"job": new_id(), "idempotency_key": key, "request_digest": request_digest}
        data = dump(new.data)
        try:
            with self._database.write() as connection:
                existing = _by_key(connection, key)
                if existing is None:
                    connection.execute(insert(documents), row)
                    connection.execute(insert(payloads), {"document": row["id"], "data": data})
        except IntegrityError:
            # Somebody else was faster with the same key.
            with self._database.read() as connection:
                existing = _by_key(connection, key)
            if existing is None:
                raise
        if existing is None:
            return self.get(row["id"]), True
        check_key(existing, request_digest)
        return self.get(existing.id), False

    def get(self, id: str) -> Document:
        """Return a document.  Raises MissingError."""
        with self._database.read() as connection:
            return _get(connection, id)

    def data(self, id: str) -> Any:
        """Return the data a document is made from.  Raises MissingError."""
        with self._database.read() as connection:
            text = connection.execute(select(payloads.c.data).where(payloads.c.document == id)).scalar()
        if text is None:
            raise _missing()
        return json.loads(text)

    def list(
        self,
        *,
        deliverable: str | None = None,
        status: str | None = None,
        batch: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Document]:
        """Return documents, newest first.  Raises DataError for a bad cursor or status."""
        known_status(status)
        query = select(documents).order_by(documents.c.id.desc()).limit(limited(limit) + 1)
        for name, value in (("deliverable", deliverable), ("status", status), ("batch", batch)):
            if value is not None:
                query = query.where(documents.c[name] == value)
        if cursor is not None:
            query = query.where(documents.c.id < from_cursor(cursor, str))
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            shown = records(connection, rows[: limited(limit)])
        return Page(shown, cursor_of(shown[-1].id) if len(rows) > len(shown) else None)

    def cancel(self, id: str) -> Document:
        """Stop a document from being made.  Raises MissingError, or ConflictError if it is finished."""
        with self._database.write() as connection:
            document = _get(connection, id)
            if document.status in ("done", "failed"):
                raise _conflict(
                    "document-finished", f"The document is {document.status} already.", "It can be deleted."
                )
            if document.status == "cancelled":
                return document
            connection.execute(
                update(documents)
                .where(documents.c.id == id)
                .values(status="cancelled", job=None, finished_at=now())
            )
            return _get(connection, id)

    def retry(self, id: str) -> Document:
        """Queue a failed or cancelled document again, as a new job.  Raises MissingError or ConflictError."""
        with self._database.write() as connection:
            document = _get(connection, id)
            if document.rejected:
                raise _conflict(
                    "document-rejected", "Its data does not fit the schema.", "Post it anew, mended."
                )
            if document.status not in ("failed", "cancelled"):
                raise _conflict(
                    "document-not-failed",
                    f"The document is {document.status}.",
                    "Only failed and cancelled ones can be retried.",
                )
            connection.execute(update(documents).where(documents.c.id == id).values(requeued(new_id())))
            return _get(connection, id)

    def delete(self, id: str) -> None:
        """Forget a document, its data, and its files unless others have the same.  Raises MissingError."""
        with self._database.write() as connection:
            _get(connection, id)
            self._database.lock_files(connection, exclusive=True)
            query = select(files.c.sha256).where(files.c.document == id)
            digests = set(connection.execute(query).scalars())
            connection.execute(delete(documents).where(documents.c.id == id))
            drop_files(connection, self._files, digests)


def document_row(new: NewDocument) -> dict[str, Any]:
    """Return the row of a new document, queued, with an id of its own."""
    moment = now()
    return {
        "id": new_id(),
        "rejected": False,
        "deliverable": new.deliverable,
        "language": new.language,
        "formats": [*new.formats],
        "on_missing": new.on_missing,
        "page_numbers": new.page_numbers,
        "on_overflow": new.on_overflow,
        "title": readable(new.title),
        "metadata": dict(new.metadata),
        "data_digest": text_digest(new.data),
        "request_digest": "",
        "status": "queued",
        "attempts": 0,
        "created_at": moment,
        "queued_at": moment,
        "problems": [],
        "warnings": [],
        "timings": {},
        "templates": {},
    }


def requeued(job: str) -> dict[str, Any]:
    """Return what changes when a document is to be made again from the beginning."""
    return {
        "status": "queued",
        "job": job,
        "worker": None,
        "attempts": 0,
        "queued_at": now(),
        "started_at": None,
        "finished_at": None,
        "problems": [],
    }


def drop_files(connection: Connection, kept: Files, digests: Iterable[str]) -> None:
    """Delete the bytes that no document has any more.  The caller holds the lock on files."""
    wanted = set(digests)
    query = select(files.c.sha256).where(files.c.sha256.in_(wanted)).distinct()
    used = set(connection.execute(query).scalars()) if wanted else set()
    for digest in wanted - used:
        kept.delete(digest)


def _by_key(connection: Connection, key: str | None) -> Any:
    if key is None:
        return None
    query = select(documents.c.id, documents.c.request_digest)
    return connection.execute(query.where(documents.c.idempotency_key == key)).one_or_none()


def _get(connection: Connection, id: str) -> Document:
    rows = connection.execute(select(documents).where(documents.c.id == id)).all()
    if not rows:
        raise _missing()
    return records(connection, rows)[0]


def _missing() -> MissingError:
    return MissingError(
        Problem("unknown-document", "There is no such document.", "It may have been deleted; check the id.")
    )


def _conflict(code: str, message: str, hint: str) -> ConflictError:
    return ConflictError(Problem(code, message, hint))
