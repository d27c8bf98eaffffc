"""How far a batch is: counted from its documents each time, so that it cannot go wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, get_args

from sqlalchemy import Connection, Row, func, select

from docgen.store.records import Batch, ItemProblems, Status
from docgen.store.rows import as_problems, now
from docgen.store.tables import documents

__all__ = ["batch_record"]

WINDOW = timedelta(seconds=30)
SHOWN_PROBLEMS = 10


def batch_record(connection: Connection, row: Row[Any]) -> Batch:
    """Return a batch with its counts, speed, estimated end and first problems."""
    counts, rejected = _counts(connection, row.id)
    pending = counts["queued"] + counts["rendering"]
    rate, last = _speed(connection, row.id)
    over = not pending and row.sealed_at is not None
    return Batch(
        **{name: row._mapping[name] for name in _COPIED},
        formats=tuple(row.formats),
        finished_at=(last or row.sealed_at) if over else None,
        counts=counts,
        rejected=rejected,
        rate=round(rate, 2),
        estimated_end=now() + timedelta(seconds=pending / rate) if rate and pending else None,
        problems=_first_problems(connection, row.id) if counts["failed"] else (),
    )


_COPIED = ("id", "deliverable", "language", "period", "metadata", "created_at", "sealed_at", "cancelled_at")


def _counts(connection: Connection, batch: str) -> tuple[dict[Status, int], int]:
    number = func.count()
    query = select(documents.c.status, documents.c.rejected, number).where(documents.c.batch == batch)
    counts: dict[Status, int] = dict.fromkeys(get_args(Status), 0)
    rejected = 0
    for status, refused, found in connection.execute(
        query.group_by(documents.c.status, documents.c.rejected)
    ):
        counts[status] += found
        rejected += found if refused else 0
    return counts, rejected


def _speed(connection: Connection, batch: str) -> tuple[float, datetime | None]:
    """Return documents a second while it last moved, and when the last one was finished."""
    made = (
        documents.c.batch == batch,
        documents.c.started_at.is_not(None),
        documents.c.finished_at.is_not(None),
    )
    last = connection.execute(select(func.max(documents.c.finished_at)).where(*made)).scalar()
    if last is None:
        return 0.0, None
    since = last - WINDOW
    query = select(func.count(), func.min(documents.c.started_at)).where(
        *made, documents.c.finished_at > since
    )
    number, first = connection.execute(query).one()
    seconds = (max(last, min(now(), last + WINDOW)) - max(first, since)).total_seconds()
    return number / max(seconds, 0.001), last


def _first_problems(connection: Connection, batch: str) -> tuple[ItemProblems, ...]:
    query = select(documents.c.position, documents.c.id, documents.c.title, documents.c.problems)
    query = query.where(documents.c.batch == batch, documents.c.status == "failed")
    rows = connection.execute(query.order_by(documents.c.position).limit(SHOWN_PROBLEMS))
    return tuple(ItemProblems(row.position, row.id, row.title, as_problems(row.problems)) for row in rows)
