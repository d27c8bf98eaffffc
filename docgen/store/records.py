"""What the service remembers, as plain frozen data.

These are the nouns that the API, the jobs and the command line pass around.
They know neither SQL nor HTTP; times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from docgen.errors import Problem

__all__ = [
    "FINAL",
    "STATUSES",
    "Batch",
    "Claim",
    "Document",
    "Failed",
    "Finished",
    "ItemProblems",
    "MadeFile",
    "NewBatch",
    "NewDocument",
    "Page",
    "RejectedItem",
    "Status",
    "StoredFile",
    "WorkerRecord",
]

Status = Literal["queued", "rendering", "done", "failed", "cancelled"]
STATUSES: tuple[Status, ...] = ("queued", "rendering", "done", "failed", "cancelled")
FINAL: frozenset[Status] = frozenset(("done", "failed", "cancelled"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be made: its data has passed the schema.

    ``title`` is what a person reads in a list; ``formats`` keeps its order.
    """

    deliverable: str
    data: Mapping[str, Any]
    formats: Sequence[str]
    language: str
    on_missing: str = "error"
    page_numbers: str = ""
    on_overflow: str = "warn"
    title: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RejectedItem:
    """An item of a batch that cannot be made; it is listed as failed and never queued.

    ``data`` may be anything that JSON can hold, also None for a line that was no JSON.
    """

    problems: Sequence[Problem]
    data: Any = None
    title: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What the documents of a batch have in common; an item may still differ in formats and language."""

    deliverable: str
    formats: Sequence[str]
    language: str = ""
    period: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A finished file of a document; its bytes lie in the file store under ``sha256``. ``size`` in bytes."""

    name: str
    format: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """One request and what became of it.

    ``files``, ``problems`` and ``warnings`` are empty until it is finished.
    ``templates`` maps a template's address to its SHA-256, ``timings`` a step
    (``wait``, ``render``, or a format) to seconds.  ``job`` is the work item
    that carries it through the queue.  A ``rejected`` one failed its schema
    and was never queued.
    """

    id: str
    deliverable: str
    language: str
    formats: tuple[str, ...]
    status: Status
    on_missing: str
    title: str
    metadata: Mapping[str, Any]
    data_digest: str
    batch: str | None
    position: int | None
    rejected: bool
    job: str | None
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    files: tuple[StoredFile, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    timings: Mapping[str, float]
    templates: Mapping[str, str]

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status in FINAL


@dataclass(frozen=True, slots=True)
class ItemProblems:
    """What is wrong with one item of a batch; ``position`` counts from 0."""

    position: int
    document: str
    title: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Many documents asked for together, with how far they are.

    ``counts`` has a number for each status; ``rejected`` of the failed ones never
    passed their schema.  ``sealed_at`` is None while items are still coming in.
    ``rate`` is documents a second over the last half minute, ``estimated_end``
    is None when unknown or over.  ``problems`` are those of the first failed items.
    """

    id: str
    deliverable: str
    formats: tuple[str, ...]
    language: str
    period: str
    metadata: Mapping[str, Any]
    created_at: datetime
    sealed_at: datetime | None
    cancelled_at: datetime | None
    finished_at: datetime | None
    counts: Mapping[Status, int]
    rejected: int
    rate: float
    estimated_end: datetime | None
    problems: tuple[ItemProblems, ...]

    @property
    def total(self) -> int:
        """How many items it has so far."""
        return sum(self.counts.values())

    @property
    def status(self) -> Literal["receiving", "running", "done", "cancelled"]:
        """``done`` also when some failed: the counts tell."""
        if self.sealed_at is None:
            return "receiving"
        if self.counts["queued"] or self.counts["rendering"]:
            return "running"
        return "cancelled" if self.cancelled_at else "done"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some records of a list; ``cursor`` asks for the next ones and is None on the last page."""

    items: tuple[T, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A document that a worker has taken on, with its data."""

    id: str
    deliverable: str
    data: Mapping[str, Any]
    formats: tuple[str, ...]
    language: str
    on_missing: str
    page_numbers: str
    on_overflow: str
    batch: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file as it comes from the renderer, not yet stored."""

    name: str
    format: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """A claimed document that was made."""

    id: str
    files: Sequence[MadeFile]
    started_at: datetime
    finished_at: datetime
    warnings: Sequence[Problem] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """A claimed document that cannot be made, and why."""

    id: str
    problems: Sequence[Problem]
    started_at: datetime
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """A worker that has shown itself lately."""

    name: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
