"""Rows to records and back; how ids and cursors are made."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from docgen.errors import ConflictError, DataError, Problem
from docgen.store.records import STATUSES, Document, StoredFile
from docgen.store.tables import documents, files

__all__ = [
    "as_problems",
    "check_key",
    "cursor_of",
    "dump",
    "from_cursor",
    "known_status",
    "limited",
    "new_id",
    "now",
    "plain",
    "readable",
    "records",
    "text_digest",
]

MOST_PER_PAGE = 500


def now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return 32 hexadecimal digits: half time, to sort by age, half chance, so that nobody guesses them."""
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


def dump(data: object) -> str:
    """Return compact JSON in the order given.  Raises DataError for what JSON cannot hold."""
    text = _json(data, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair: no database takes it as text, but JSON can spell it.
        return _json(data)
    return text


def _json(data: object, *, ensure_ascii: bool = True, sort_keys: bool = False) -> str:
    try:
        return json.dumps(data, ensure_ascii=ensure_ascii, sort_keys=sort_keys, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise DataError(
            Problem(
                "data-not-json", f"The data is not plain JSON: {error}.", "Use text, numbers, lists, objects."
            )
        ) from error


def readable(title: str) -> str:
    """Return a title that every database and every list can show."""
    return "".join(sign if sign.isprintable() else " " for sign in title).strip()


def text_digest(data: object) -> str:
    """Return the SHA-256 of the data, whatever the order of its keys."""
    return hashlib.sha256(_json(data, sort_keys=True).encode()).hexdigest()


def plain(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Return problems as JSON values."""
    return [problem.as_dict() for problem in problems]


def as_problems(values: Iterable[Mapping[str, str]]) -> tuple[Problem, ...]:
    """Return problems from their JSON values."""
    return tuple(Problem(**value) for value in values)


def records(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Document, ...]:
    """Turn rows of documents into records, with their files."""
    found: dict[str, list[StoredFile]] = {row.id: [] for row in rows}
    query = select(files).where(files.c.document.in_(list(found))).order_by(files.c.position)
    for file in connection.execute(query) if found else ():
        found[file.document].append(StoredFile(file.name, file.format, file.size, file.sha256))
    return tuple(_record(row, tuple(found[row.id])) for row in rows)


# A column for each field, but for those that are put together from elsewhere.
_COPIED = [
    name
    for name in Document.__dataclass_fields__
    if name in documents.c and name not in ("formats", "problems", "warnings")
]


def _record(row: Row[Any], made: tuple[StoredFile, ...]) -> Document:
    values = row._mapping
    return Document(
        **{name: values[name] for name in _COPIED},
        formats=tuple(values["formats"]),
        problems=as_problems(values["problems"]),
        warnings=as_problems(values["warnings"]),
        files=made,
    )


def check_key(existing: Row[Any], request_digest: str) -> None:
    """Raise ConflictError if an idempotency key was used for another request."""
    if existing.request_digest != request_digest:
        raise ConflictError(
            Problem(
                "idempotency-conflict",
                "This Idempotency-Key was used before with another request.",
                "Send the same request again, or use a new key.",
                place="Idempotency-Key",
            )
        )


def cursor_of(value: str | int) -> str:
    """Return where a page ended, as something to hand back and not to look into."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def from_cursor(cursor: str, kind: type[str] | type[int]) -> Any:
    """Return what :func:`cursor_of` was given.  Raises DataError for anything else."""
    try:
        value = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        value = None
    if type(value) is not kind:
        raise DataError(
            Problem(
                "unknown-cursor",
                "The cursor is not one that a page of this list gave.",
                "Leave it out to begin at the first page.",
                place="/cursor",
            )
        )
    return value


def known_status(status: str | None) -> None:
    """Raise DataError if a status to look for does not exist."""
    if status is not None and status not in STATUSES:
        raise DataError(
            Problem(
                "unknown-status",
                f"There is no status {status!r}.",
                f"Use one of: {', '.join(STATUSES)}.",
                place="/status",
            )
        )


def limited(limit: int) -> int:
    """Return a page length that is neither nothing nor too much."""
    return max(1, min(limit, MOST_PER_PAGE))
