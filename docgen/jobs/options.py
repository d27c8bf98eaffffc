"""What a worker is told when it starts; here, so that it and the supervisor need not import each other."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass

from docgen.layout import PageNumbers

__all__ = ["WorkerOptions", "worker_argv"]


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """All that a worker needs to know; ``document_seconds`` is the longest time one document may take."""

    database_url: str
    redis_url: str
    storage_url: str
    templates: str | None = None
    samples: str | None = None
    assets: str | None = None
    document_seconds: float = 60.0
    page_numbers: PageNumbers = "auto"
    log_level: str = "info"

    def encoded(self) -> bytes:
        """Return the options as a worker reads them."""
        return json.dumps(asdict(self)).encode()


def worker_argv() -> list[str]:
    """Return the command that starts a worker."""
    return [sys.executable, "-m", "docgen.jobs.worker"]
