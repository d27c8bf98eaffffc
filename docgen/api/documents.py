"""Documents: asked for, looked at, fetched, stopped, made again, forgotten.

A document is on the disk before 202 is answered; the queue only carries the
news of it, and whatever the queue loses is found again by the workers.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

from flask import Response, request, url_for
from marshmallow import fields

from docgen.api.blueprint import UNPROCESSABLE, Blueprint, read_json
from docgen.api.files import MEDIA_TYPES, archive, send
from docgen.api.records import DocumentPageSchema, DocumentSchema, PageQuerySchema, document_view
from docgen.api.requests import (
    KEY_HEADER,
    LOCATION,
    PREFER_HEADER,
    DocumentRequestSchema,
    idempotency_key,
    planned_document,
    preferred_wait,
    refuse_when_full,
)
from docgen.api.services import Services, services
from docgen.api.spec import PREFIX
from docgen.errors import MissingError, Problem
from docgen.store import Document

__all__ = ["blueprint"]

blueprint = Blueprint("documents", __name__, url_prefix=f"{PREFIX}/documents", description=__doc__)

POLL_FIRST, POLL_MOST = 0.02, 0.25


class DocumentQuerySchema(PageQuerySchema):
    """Which documents to list."""

    deliverable = fields.String()


@blueprint.route("", methods=["POST"])
@blueprint.doc(
    parameters=[KEY_HEADER, PREFER_HEADER],
    requestBody={"required": True, "content": {"application/json": {"schema": DocumentRequestSchema}}},
)
@blueprint.response(202, DocumentSchema, headers=LOCATION)
@blueprint.alt_response(200, schema=DocumentSchema, success=True, description="Done within the time to wait")
@blueprint.alt_response(400, "BAD_REQUEST")
@blueprint.alt_response(409, "CONFLICT")
@blueprint.alt_response(422, UNPROCESSABLE)
@blueprint.alt_response(429, "TOO_MANY_REQUESTS")
def post_document() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Ask for a document"""
    parts = services()
    key, body = idempotency_key(), read_json(request)
    new = planned_document(parts.catalog, body)
    refuse_when_full(parts)
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    document, is_new = parts.store.documents.create(new, key=key, request_digest=digest)
    if is_new:
        parts.queue.submit([str(document.job)])
    headers = {"Location": url_for("documents.get_document", document_id=document.id)}
    if wait := preferred_wait():
        document = _awaited(parts, document, wait)
        headers["Preference-Applied"] = f"wait={wait:g}"
    return document_view(document), 200 if document.finished else 202, headers


@blueprint.route("")
@blueprint.arguments(DocumentQuerySchema, location="query")
@blueprint.response(200, DocumentPageSchema)
def list_documents(query: dict[str, Any]) -> dict[str, Any]:
    """List documents, newest first"""
    page = services().store.documents.list(**query)
    following = (
        url_for("documents.list_documents", **{**query, "cursor": page.cursor}) if page.cursor else None
    )
    return {"documents": [document_view(found) for found in page.items], "next": following}


@blueprint.route("/<document_id>")
@blueprint.response(200, DocumentSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def get_document(document_id: str) -> dict[str, Any]:
    """Look at a document"""
    return document_view(services().store.documents.get(document_id))


@blueprint.route("/<document_id>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.alt_response(404, "NOT_FOUND")
def delete_document(document_id: str) -> None:
    """Forget a document with its data and files"""
    services().store.documents.delete(document_id)


@blueprint.route("/<document_id>/files/<name>")
@blueprint.doc(
    responses={
        200: {
            "description": "The file",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()
            },
        },
        206: {"description": "The range asked for"},
        304: {"description": "The same as the entity tag given"},
    }
)
@blueprint.alt_response(404, "NOT_FOUND")
def get_file(document_id: str, name: str) -> Response:
    """Fetch a file, or a range of it"""
    store = services().store
    document = store.documents.get(document_id)
    file = next((file for file in document.files if file.name == name), None)
    if file is None:
        names = ", ".join(file.name for file in document.files) or f"none: it is {document.status}"
        raise MissingError(Problem("no-file", "The document has no such file.", f"Its files: {names}."))
    opened = store.files.open(file.sha256)
    return send(opened, name=file.name, format=file.format, size=file.size, digest=file.sha256)


@blueprint.route("/<document_id>/archive.zip")
@blueprint.doc(
    responses={
        200: {
            "description": "A zip of all files",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
)
@blueprint.alt_response(404, "NOT_FOUND")
def get_archive(document_id: str) -> Response:
    """Fetch all files as a zip"""
    store = services().store
    document = store.documents.get(document_id)
    if not document.files:
        hint = f"It is {document.status}."
        raise MissingError(Problem("no-file", "The document has no files.", hint))

    def members() -> Iterator[tuple[str, bytes]]:
        for file in document.files:
            with store.files.open(file.sha256) as opened:
                yield file.name, opened.read()

    return archive(f"{document.title or document.id}.zip", members())


@blueprint.route("/<document_id>/cancel", methods=["POST"])
@blueprint.response(200, DocumentSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def cancel_document(document_id: str) -> dict[str, Any]:
    """Stop a document that is not finished"""
    return document_view(services().store.documents.cancel(document_id))


@blueprint.route("/<document_id>/retry", methods=["POST"])
@blueprint.response(202, DocumentSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def retry_document(document_id: str) -> dict[str, Any]:
    """Make a failed or cancelled document again"""
    parts = services()
    document = parts.store.documents.retry(document_id)
    parts.queue.submit([str(document.job)])
    return document_view(document)


def _awaited(parts: Services, document: Document, seconds: float) -> Document:
    """Return the document as soon as it is finished, else as it is when time is up or too many wait."""
    if not parts.waiting.acquire(blocking=False):
        return document
    try:
        deadline, pause = time.monotonic() + seconds, POLL_FIRST
        while not document.finished and time.monotonic() < deadline:
            time.sleep(pause)
            pause = min(pause * 1.5, POLL_MOST)
            document = parts.store.documents.get(document.id)
    finally:
        parts.waiting.release()
    return document
