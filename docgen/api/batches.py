"""Batches: many documents asked for together.

They come as one JSON body, or as ``application/x-ndjson`` of any length, an
item a line, taken in while it is sent.  Items that do not fit are listed and
stop nothing; ``strict`` refuses the whole batch instead.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Any

from flask import Response, request, url_for
from marshmallow import Schema, fields, validate

from docgen.api.batch_archive import members
from docgen.api.blueprint import TOO_LARGE, UNPROCESSABLE, Blueprint, load, read_json, unsupported_type
from docgen.api.files import archive
from docgen.api.intake import Common, documents_of, items_of_lines, strictly, upload
from docgen.api.options import ON_OVERFLOW_HELP, PAGE_NUMBERS_HELP
from docgen.api.problems import Refused
from docgen.api.records import (
    BatchSchema,
    DocumentPageSchema,
    PageQuerySchema,
    batch_view,
    document_view,
)
from docgen.api.requests import KEY_HEADER, LOCATION, idempotency_key, refuse_when_full
from docgen.api.services import Services, services
from docgen.api.spec import PREFIX
from docgen.errors import DataError, MissingError, Problem
from docgen.generate import ON_MISSING, ON_OVERFLOW
from docgen.layout import PAGE_NUMBERS
from docgen.plan import choose_formats, choose_language
from docgen.store import Batch, NewBatch, NewDocument, RejectedItem

__all__ = ["blueprint"]

blueprint = Blueprint("batches", __name__, url_prefix=f"{PREFIX}/batches", description=__doc__)

NDJSON = "application/x-ndjson"
CHUNK = 1 << 16


class BatchQuerySchema(Schema):
    """What the items of a stream of lines have in common."""

    deliverable = fields.String(required=True, metadata={"example": "monthly_report"})
    formats = fields.String(
        metadata={"description": "Separated by commas; else all it has", "example": "docx,xlsx"}
    )
    language = fields.String(metadata={"description": "Else each item's own"})
    period = fields.String(metadata={"description": "For items that do not say theirs", "example": "2026-10"})
    on_missing = fields.String(load_default="error", validate=validate.OneOf(ON_MISSING))
    on_overflow = fields.String(
        load_default="warn", validate=validate.OneOf(ON_OVERFLOW), metadata=ON_OVERFLOW_HELP
    )
    page_numbers = fields.String(
        load_default="", validate=validate.OneOf(("", *PAGE_NUMBERS)), metadata=PAGE_NUMBERS_HELP
    )
    strict = fields.Boolean(
        load_default=False, metadata={"description": "Refuse all if one item does not fit"}
    )


class BatchRequestSchema(Schema):
    """Items with what they have in common."""

    deliverable = fields.String(required=True, metadata={"example": "monthly_report"})
    items = fields.List(
        fields.Raw(),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": 'Each as the body of a document, such as `{"data": {…}}`'},
    )
    formats = fields.List(fields.String(), validate=validate.Length(1, 20))
    language = fields.String(metadata={"description": "Else each item's own"})
    period = fields.String(metadata={"description": "For items that do not say theirs", "example": "2026-10"})
    on_missing = fields.String(load_default="error", validate=validate.OneOf(ON_MISSING))
    on_overflow = fields.String(
        load_default="warn", validate=validate.OneOf(ON_OVERFLOW), metadata=ON_OVERFLOW_HELP
    )
    page_numbers = fields.String(
        load_default="", validate=validate.OneOf(("", *PAGE_NUMBERS)), metadata=PAGE_NUMBERS_HELP
    )
    strict = fields.Boolean(
        load_default=False, metadata={"description": "Refuse all if one item does not fit"}
    )
    metadata = fields.Dict(keys=fields.String(), load_default=dict)


@blueprint.route("", methods=["POST"])
@blueprint.doc(
    parameters=[KEY_HEADER],
    requestBody={
        "required": True,
        "content": {
            "application/json": {"schema": BatchRequestSchema},
            NDJSON: {
                "schema": {"type": "string", "description": "An item a line; the rest as query parameters"}
            },
        },
    },
)
@blueprint.response(202, BatchSchema, headers=LOCATION)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.alt_response(413, TOO_LARGE)
@blueprint.alt_response(422, UNPROCESSABLE)
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
def post_batch() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Ask for many documents"""
    parts = services()
    refuse_when_full(parts)
    if request.mimetype == NDJSON:
        batch = _from_lines(parts)
    elif request.is_json:
        batch = _from_json(parts)
    else:
        raise unsupported_type(request.mimetype, "application/json", NDJSON)
    headers = {"Location": url_for("batches.get_batch", batch_id=batch.id)}
    return batch_view(batch), 202, headers


@blueprint.route("/<batch_id>")
@blueprint.response(200, BatchSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def get_batch(batch_id: str) -> dict[str, Any]:
    """Look at a batch: counts, rate, estimated end, first problems"""
    return batch_view(services().store.batches.get(batch_id))


@blueprint.route("/<batch_id>/items")
@blueprint.arguments(PageQuerySchema, location="query")
@blueprint.response(200, DocumentPageSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def get_items(query: dict[str, Any], batch_id: str) -> dict[str, Any]:
    """List the items of a batch, in their order"""
    page = services().store.batches.items(batch_id, **query)
    following = {**query, "cursor": page.cursor}
    return {
        "documents": [document_view(found) for found in page.items],
        "next": url_for("batches.get_items", batch_id=batch_id, **following) if page.cursor else None,
    }


@blueprint.route("/<batch_id>/archive.zip")
@blueprint.doc(
    responses={
        200: {
            "description": "A zip with a folder for each document and manifest.json, sent while it is read",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
)
@blueprint.alt_response(404, "NOT_FOUND")
def get_archive(batch_id: str) -> Response:
    """Fetch the finished files as a zip"""
    store = services().store
    batch = store.batches.get(batch_id)
    return archive(f"{batch.deliverable}_{batch.period or batch.id}.zip", members(store, batch))


@blueprint.route("/<batch_id>/retry", methods=["POST"])
@blueprint.response(202, BatchSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def retry_batch(batch_id: str) -> dict[str, Any]:
    """Make again what failed, and only that"""
    parts = services()
    parts.queue.submit(parts.store.batches.retry(batch_id), batch=True)
    return batch_view(parts.store.batches.get(batch_id))


@blueprint.route("/<batch_id>/cancel", methods=["POST"])
@blueprint.response(200, BatchSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def cancel_batch(batch_id: str) -> dict[str, Any]:
    """Stop what is not finished"""
    return batch_view(services().store.batches.cancel(batch_id))


@blueprint.route("/<batch_id>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.alt_response(404, "NOT_FOUND")
def delete_batch(batch_id: str) -> None:
    """Forget a batch with its documents and files"""
    services().store.batches.delete(batch_id)


def _from_json(parts: Services) -> Batch:
    body = read_json(request)
    asked = load(BatchRequestSchema(), body)
    common = _common(parts, asked, asked.get("formats"))
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    items = documents_of(parts.catalog, common, asked["items"])
    accepted = list(strictly(items)) if asked["strict"] else items
    return _taken_in(parts, _new_batch(common, asked["metadata"]), accepted, digest)


def _from_lines(parts: Services) -> Batch:
    """Take in a stream; where the whole must be known before the first item, it is laid on the disk."""
    asked = load(BatchQuerySchema(), request.args.to_dict(), place="query")
    common = _common(parts, asked, asked["formats"].split(",") if "formats" in asked else None)
    request.max_content_length = sys.maxsize  # the length of a line is bounded instead
    longest = parts.settings.max_request_bytes
    with ExitStack() as stack:
        stream: IO[bytes] = upload(request.stream, request.content_length)
        digest = ""
        if asked["strict"] or idempotency_key():
            received, stream = stream, stack.enter_context(tempfile.TemporaryFile())
            digest = _copied(received, stream) + json.dumps(asked, sort_keys=True)
        if asked["strict"]:
            for _ in strictly(documents_of(parts.catalog, common, items_of_lines(stream, longest))):
                pass
            stream.seek(0)
        items = documents_of(parts.catalog, common, items_of_lines(stream, longest))
        return _taken_in(parts, _new_batch(common, {}), items, digest)


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy a stream; returns the SHA-256 of its bytes and leaves ``target`` at its beginning."""
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    target.seek(0)
    return digest.hexdigest()


def _common(parts: Services, asked: dict[str, Any], formats: list[str] | None) -> Common:
    """Return what the items share, checked; raises DataError with a pointer into the request."""
    try:
        deliverable = parts.catalog.deliverable(asked["deliverable"])
    except MissingError as error:
        raise DataError([problem.at(place="/deliverable") for problem in error.problems]) from None
    wanted = choose_formats(deliverable, formats or deliverable.formats)
    choose_language(deliverable, {}, asked.get("language"))
    return Common(
        deliverable.id,
        tuple(wanted),
        asked.get("language"),
        asked.get("period", ""),
        asked["on_missing"],
        asked["page_numbers"],
        asked["on_overflow"],
    )


def _new_batch(common: Common, metadata: dict[str, Any]) -> NewBatch:
    return NewBatch(common.deliverable, common.formats, common.language or "", common.period, metadata)


def _taken_in(
    parts: Services, new: NewBatch, items: Iterable[NewDocument | RejectedItem], digest: str
) -> Batch:
    """Record the batch with its items, queueing them slice by slice; what breaks off is forgotten."""
    store = parts.store.batches
    batch, is_new = store.create(new, key=idempotency_key(), request_digest=digest)
    if not is_new:
        return batch
    try:
        for jobs in store.add(batch.id, _bounded(items, parts.settings.max_batch_items)):
            parts.queue.submit(jobs, batch=True)
    except BaseException:  # whatever broke off, a time-out of the worker included, leaves no half batch
        store.delete(batch.id)
        raise
    return store.seal(batch.id)


def _bounded(items: Iterable[NewDocument | RejectedItem], most: int) -> Iterator[NewDocument | RejectedItem]:
    """Yield the items; raises Refused (413) at the first too many, or (422) if there is none."""
    position = -1
    for position, item in enumerate(items):
        if position >= most:
            hint = f"A batch may have {most:,}. Nothing of this one is kept."
            raise Refused(413, Problem("too-many", "The batch has too many items.", hint))
        yield item
    if position < 0:
        raise DataError(
            Problem("too-few", "The batch has no items.", "Send one item or more.", place="/items")
        )
