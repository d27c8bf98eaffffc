"""The service end to end: a batch of monthly reports over HTTP, from the first byte posted to the last file.

It starts the real service on a free port of this machine with an empty home, posts the batch as NDJSON,
waits, looks into some of the files, and stops everything again.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from benchmarks.report import Line
from docgen.catalog import open_catalog
from docgen.cli.demo_service import running_service

__all__ = ["measure"]

DELIVERABLE, FORMATS, LANGUAGE = "monthly_report", "docx,xlsx", "zh"
GOAL = 60.0
_BATCH_SECONDS = 600


class ServiceFailed(Exception):
    """The batch did not end well."""


def measure(documents: int) -> Line:
    """Return the rate at which the service makes the batch; raises ServiceFailed unless all is right.

    Raises DocgenError where the service does not start.
    """
    body = _batch(documents)
    with running_service() as url:
        api = f"{url}/api/v1"
        _finish(api, _batch(20))  # the templates are compiled, as they are in a service that runs
        start = time.perf_counter()
        batch = _finish(api, body)
        seconds = time.perf_counter() - start
        _check(api, batch, documents)
    pages = "laid out" if _pages() == "layout" else "estimated"
    title = f"Service: {documents} monthly reports in Word and Excel over HTTP, page numbers {pages}"
    return Line("service", title, "docgen", documents / seconds, "documents/s", goal=GOAL)


def _pages() -> str:
    """Return how page numbers are to be found: as DOCGEN_PAGE_NUMBERS says, else as in every batch."""
    return os.environ.get("DOCGEN_PAGE_NUMBERS", "auto")


def _batch(documents: int) -> bytes:
    """Return the batch as NDJSON: the sample with a customer's name of its own in each item."""
    sample = open_catalog().deliverable(DELIVERABLE).sample(LANGUAGE)
    return b"".join(_item(sample, number) for number in range(documents))


def _item(sample: dict[str, Any], number: int) -> bytes:
    names = {"name": _customer(number), "short_name": _customer(number)}
    data = {**sample, "customer": {**sample["customer"], **names}}
    return json.dumps({"data": data}, ensure_ascii=False).encode() + b"\n"


def _customer(number: int) -> str:
    return f"Customer {number:04} 客户"


def _finish(api: str, body: bytes) -> dict[str, Any]:
    """Post a batch and return its record when nothing of it is under way any more."""
    query = f"deliverable={DELIVERABLE}&formats={FORMATS}&language={LANGUAGE}&page_numbers={_pages()}"
    headers = {"Content-Type": "application/x-ndjson"}
    batch = _json(urllib.request.Request(f"{api}/batches?{query}", body, headers))
    end = time.monotonic() + _BATCH_SECONDS
    while batch["counts"].get("queued", 0) + batch["counts"].get("rendering", 0):
        if time.monotonic() > end:
            raise ServiceFailed(f"The batch was not finished in {_BATCH_SECONDS} s: {batch['counts']}")
        time.sleep(0.1)
        batch = _json(urllib.request.Request(f"{api}/batches/{batch['id']}"))
    return batch


def _check(api: str, batch: dict[str, Any], documents: int) -> None:
    """Raise ServiceFailed unless every document is done and the archive holds each customer's two files."""
    if batch["counts"].get("done") != documents:
        raise ServiceFailed(f"Of {documents} documents: {batch['counts']}; {batch.get('problems')}")
    with urllib.request.urlopen(f"{api}/batches/{batch['id']}/archive.zip", timeout=300) as answer:
        archive = ZipFile(BytesIO(answer.read()))
    files = [name for name in archive.namelist() if name.endswith((".docx", ".xlsx"))]
    if len(files) != 2 * documents:
        raise ServiceFailed(f"The archive holds {len(files)} files instead of {2 * documents}.")
    for number in range(0, documents, max(1, documents // 10)):
        found = sum(_says(archive.read(name), _customer(number)) for name in files if f"{number:04}" in name)
        if found != 2:
            raise ServiceFailed(f"{found} files instead of two name {_customer(number)}.")


def _says(document: bytes, text: str) -> bool:
    with ZipFile(BytesIO(document)) as package:
        return any(
            text.encode() in package.read(name) for name in package.namelist() if name.endswith(".xml")
        )


def _json(request: urllib.request.Request) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except urllib.error.HTTPError as error:
        raise ServiceFailed(f"{error.code} from {request.full_url}: {error.read()[:2000]!r}") from error
