"""The tables.  What changes often is kept narrow: payloads, which are long, stand in a table of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

__all__ = ["batches", "documents", "files", "metadata", "payloads", "workers"]


class Instant(TypeDecorator[datetime]):
    """A point in time, aware and in UTC; databases without time zones keep it as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware time into UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what was put in."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

ID = String(32)

batches = Table(
    "batches",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deliverable", String(100), nullable=False),
    Column("formats", JSON, nullable=False),
    Column("language", String(20), nullable=False),
    Column("period", String(20), nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("idempotency_key", String(255), unique=True),
    Column("request_digest", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    Column("sealed_at", Instant),
    Column("cancelled_at", Instant),
)

documents = Table(
    "documents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("batch", ID, ForeignKey("batches.id", ondelete="CASCADE")),
    Column("position", Integer),
    Column("rejected", Boolean, nullable=False, default=False),
    Column("deliverable", String(100), nullable=False),
    Column("language", String(20), nullable=False),
    Column("formats", JSON, nullable=False),
    Column("on_missing", String(10), nullable=False),
    Column("page_numbers", String(10), nullable=False, server_default=""),
    Column("on_overflow", String(10), nullable=False, server_default="warn"),
    Column("title", Text, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("data_digest", String(64), nullable=False),
    Column("idempotency_key", String(255), unique=True),
    Column("request_digest", String(64), nullable=False),
    Column("status", String(10), nullable=False),
    Column("job", ID),
    Column("worker", String(200)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    Column("queued_at", Instant),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("problems", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("timings", JSON, nullable=False),
    Column("templates", JSON, nullable=False),
    Index(None, "status", "id"),
    Index(None, "job"),
    Index(None, "batch", "position"),
    Index(None, "batch", "status"),
)

payloads = Table(
    "payloads",
    metadata,
    Column("document", ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("data", Text, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("document", ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("format", String(10), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Index(None, "sha256"),
)

workers = Table(
    "workers",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("host", String(200), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)
