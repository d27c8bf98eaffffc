"""What the archive of a batch holds: a folder for each finished document, and a manifest of all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from docgen.store import Batch, Document, Store

__all__ = ["members"]


def members(store: Store, batch: Batch) -> Iterator[tuple[str, bytes]]:
    """Yield each finished file in its document's folder, and at the end the manifest."""
    taken: set[str] = set()
    listed = []
    for document in _all_items(store, batch.id):
        folder = _folder(document, taken) if document.files else ""
        for file in document.files:
            with store.files.open(file.sha256) as opened:
                yield f"{folder}/{file.name}", opened.read()
        listed.append(_entry(document, folder))
    manifest = {"batch": batch.id, "deliverable": batch.deliverable, "period": batch.period, "items": listed}
    yield "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2).encode()


def _all_items(store: Store, batch_id: str) -> Iterator[Document]:
    cursor = None
    while True:
        page = store.batches.items(batch_id, cursor=cursor, limit=200)
        yield from page.items
        if (cursor := page.cursor) is None:
            return


def _folder(document: Document, taken: set[str]) -> str:
    """The document's title, with its position where another has the same."""
    title = document.title or document.id
    name = f"{title} ({(document.position or 0) + 1})" if title in taken else title
    taken.add(title)
    return name


def _entry(document: Document, folder: str) -> dict[str, Any]:
    return {
        "position": document.position,
        "document": document.id,
        "title": document.title,
        "status": document.status,
        "files": [
            {"path": f"{folder}/{file.name}", "size": file.size, "sha256": file.sha256}
            for file in document.files
        ],
        "problems": [problem.as_dict() for problem in document.problems],
        "metadata": dict(document.metadata),
    }
