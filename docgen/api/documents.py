"""Documents: asked for, looked at, fetched, stopped, made again, forgotten.

A document is on the disk before 202 is answered; the queue only carries the
news of it, and whatever the queue loses is found again by the workers.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Response, request, url_for
from marshmallow import Schema, fields, validate

from docgen.api.blueprint import UNPROCESSABLE, Blueprint, load, read_json
from docgen.api.files import MEDIA_TYPES, archive, send
from docgen.api.problems import Refused
from docgen.api.records import DocumentPageSchema, DocumentSchema, PageQuerySchema, document_view
from docgen.api.services import Services, services
from docgen.api.spec import PREFIX
from docgen.catalog import Catalog
from docgen.errors import DataError, MissingError, Problem
from docgen.generate import ON_MISSING, plan
from docgen.store import Document, NewDocument

__all__ = ["DocumentRequestSchema", "blueprint", "idempotency_key", "planned_document", "refuse_when_full"]

blueprint = Blueprint("documents", __name__, url_prefix=f"{PREFIX}/documents", description=__doc__)

LONGEST_WAIT = 60.0
POLL_FIRST, POLL_MOST = 0.02, 0.25
KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The same key and body give the same record; another body 409",
    "schema": {"type": "string", "maxLength": 255},
}
PREFER_HEADER = {
    "in": "header",
    "name": "Prefer",
    "description": "`wait=20`: answer 200 with the finished record if it is done within that many seconds",
    "schema": {"type": "string"},
}
LOCATION = {"Location": {"description": "The record", "schema": {"type": "string"}}}


class DocumentRequestSchema(Schema):
    """What to make."""

    deliverable = fields.String(required=True, metadata={"example": "monthly_report"})
    data = fields.Dict(
        required=True, keys=fields.String(), metadata={"description": "As the deliverable's schema says"}
    )
    formats = fields.List(
        fields.String(),
        validate=validate.Length(1, 20),
        metadata={"description": "Else all that the deliverable has", "example": ["docx", "xlsx"]},
    )
    language = fields.String(metadata={"description": "Else the data's own", "example": "en"})
    on_missing = fields.String(
        load_default="error",
        validate=validate.OneOf(ON_MISSING),
        metadata={"description": "What a field that the data lacks becomes"},
    )
    metadata = fields.Dict(
        keys=fields.String(), load_default=dict, metadata={"description": "Yours; given back as it is"}
    )


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
    if wait := _preferred_wait():
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
        raise MissingError(Problem("no_file", "The document has no such file.", f"Its files: {names}."))
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
        raise MissingError(Problem("no_file", "The document has no files.", hint))

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


def planned_document(catalog: Catalog, asked: dict[str, Any]) -> NewDocument:
    """Return the document that a request asks for.

    Raises DataError with all problems, of the request and of the data in it;
    pointers are into the request.
    """
    try:
        body = load(DocumentRequestSchema(), asked)
    except DataError as error:
        raise DataError([*error.problems, *_data_problems(catalog, asked)]) from None
    try:
        deliverable = catalog.deliverable(body["deliverable"])
    except MissingError as error:
        raise DataError([replace(problem, place="/deliverable") for problem in error.problems]) from None
    formats = body.get("formats", deliverable.formats)
    planned = plan(catalog, deliverable.id, body["data"], formats, body.get("language"), root="/data")
    return NewDocument(
        deliverable=deliverable.id,
        data=body["data"],
        formats=planned.formats,
        language=planned.language,
        on_missing=body["on_missing"],
        title=deliverable.file_stem(planned.data, planned.language),
        metadata=body["metadata"],
    )


def _data_problems(catalog: Catalog, asked: dict[str, Any]) -> list[Problem]:
    """What is wrong with the data of a request that is wrong itself, as far as it can be looked at."""
    deliverable, data = asked.get("deliverable"), asked.get("data")
    if not isinstance(deliverable, str) or deliverable not in catalog.deliverables:
        return []
    if not isinstance(data, dict):
        return []
    try:
        catalog.deliverable(deliverable).load(data)
    except DataError as error:
        return [replace(problem, place=f"/data{problem.place}") for problem in error.problems]
    return []


def idempotency_key() -> str | None:
    """Return the request's Idempotency-Key; raises Refused (400) for one that is none."""
    key = request.headers.get("Idempotency-Key")
    if key is None or KEY.fullmatch(key):
        return key
    hint = "Use 1 to 255 visible ASCII characters, such as a UUID."
    raise Refused(
        400, Problem("idempotency.key", "This is no Idempotency-Key.", hint, place="Idempotency-Key")
    )


def refuse_when_full(parts: Services) -> None:
    """Raise Refused (429) while as much is waiting as the settings allow."""
    if parts.store.work.queued() >= parts.settings.max_queue:
        problem = Problem("queue_full", "Too many documents are waiting.", "Try again later.")
        raise Refused(429, problem, {"Retry-After": "30"})


def _preferred_wait() -> float:
    """Return the seconds of ``Prefer: wait=N``; 0 without it, or where it says something else."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", request.headers.get("Prefer", ""))
    return min(float(found[1]), LONGEST_WAIT) if found else 0.0


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
