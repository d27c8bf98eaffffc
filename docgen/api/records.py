"""How documents and batches look from outside, and the addresses that belong to them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import Schema, fields, validate

from docgen.api.problems import ProblemSchema
from docgen.store import STATUSES, Batch, Document

__all__ = [
    "BatchSchema",
    "DocumentPageSchema",
    "DocumentSchema",
    "PageQuerySchema",
    "batch_view",
    "document_view",
]


def _text(description: str, example: Any = None, **options: Any) -> fields.String:
    metadata = {"description": description} | ({"example": example} if example is not None else {})
    return fields.String(metadata=metadata, **options)


def _time(description: str) -> fields.DateTime:
    return fields.DateTime(allow_none=True, metadata={"description": f"{description} (RFC 3339, UTC)"})


class FileSchema(Schema):
    """A finished file."""

    name = _text("Readable name", "Northwind_Monthly Report_2026-06.docx")
    format = _text("", "docx")
    size = fields.Integer(metadata={"description": "Bytes"})
    sha256 = _text("SHA-256 of the bytes, also the entity tag")
    href = _text("Where to get it")


class DocumentSchema(Schema):
    """A document: what was asked for and what became of it."""

    id = _text("")
    status = fields.String(validate=validate.OneOf(STATUSES))
    deliverable = _text("", "monthly_report")
    language = _text("", "en")
    formats = fields.List(fields.String())
    on_missing = _text("")
    title = _text("What a person reads in a list")
    metadata = fields.Dict(metadata={"description": "As it was sent"})
    files = fields.List(fields.Nested(FileSchema), metadata={"description": "Empty until it is done"})
    problems = fields.List(fields.Nested(ProblemSchema), metadata={"description": "Why it failed"})
    warnings = fields.List(fields.Nested(ProblemSchema))
    timings = fields.Dict(metadata={"description": "Seconds by step"})
    template_versions = fields.Dict(metadata={"description": "SHA-256 by template"})
    data_digest = _text("SHA-256 of the data")
    attempts = fields.Integer()
    batch = _text("The batch it belongs to", allow_none=True)
    position = fields.Integer(allow_none=True, metadata={"description": "Its place in the batch, from 0"})
    created_at = _time("When it was recorded")
    started_at = _time("When a worker began")
    finished_at = _time("When it ended")
    links = fields.Dict(keys=fields.String(), values=fields.String())


class DocumentPageSchema(Schema):
    """Some documents of a list."""

    documents = fields.List(fields.Nested(DocumentSchema))
    next = _text("Address of the next page; null on the last", allow_none=True)


class PageQuerySchema(Schema):
    """Which page of a list."""

    status = fields.String(validate=validate.OneOf(STATUSES))
    cursor = _text("From the page before")
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 500))


class ItemProblemsSchema(Schema):
    """What is wrong with one item."""

    position = fields.Integer(metadata={"description": "Its place in the batch, from 0"})
    document = _text("The item's document")
    title = _text("")
    problems = fields.List(fields.Nested(ProblemSchema), metadata={"description": "Pointers into the item"})


class BatchSchema(Schema):
    """Many documents asked for together, and how far they are."""

    id = _text("")
    status = fields.String(validate=validate.OneOf(("receiving", "running", "done", "cancelled")))
    deliverable = _text("", "monthly_report")
    formats = fields.List(fields.String())
    language = _text("Empty where each item has its own")
    period = _text("", "2026-10")
    metadata = fields.Dict()
    total = fields.Integer(metadata={"description": "Items so far"})
    counts = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "Per status"}
    )
    rejected = fields.Integer(
        metadata={"description": "Of the failed ones, those that did not fit the schema"}
    )
    rate = fields.Float(metadata={"description": "Documents a second, lately"})
    estimated_end = _time("When it should end")
    problems = fields.List(
        fields.Nested(ItemProblemsSchema), metadata={"description": "Of the first failed items"}
    )
    created_at = _time("When it began to come in")
    sealed_at = _time("When all its items were in")
    cancelled_at = _time("When it was cancelled")
    finished_at = _time("When the last item ended")
    links = fields.Dict(keys=fields.String(), values=fields.String())


def document_view(document: Document) -> dict[str, Any]:
    """Return what :class:`DocumentSchema` dumps."""
    id = document.id
    links = {"self": url_for("documents.get_document", document_id=id)}
    if document.status == "done":
        links["archive"] = url_for("documents.get_archive", document_id=id)
    if document.status in ("queued", "rendering"):
        links["cancel"] = url_for("documents.cancel_document", document_id=id)
    if document.status in ("failed", "cancelled") and not document.rejected:
        links["retry"] = url_for("documents.retry_document", document_id=id)
    if document.batch:
        links["batch"] = url_for("batches.get_batch", batch_id=document.batch)
    return {
        **{
            name: getattr(document, name)
            for name in DocumentSchema._declared_fields
            if hasattr(document, name)
        },
        "files": [
            {
                "name": file.name,
                "format": file.format,
                "size": file.size,
                "sha256": file.sha256,
                "href": url_for("documents.get_file", document_id=id, name=file.name),
            }
            for file in document.files
        ],
        "template_versions": dict(document.templates),
        "links": links,
    }


def batch_view(batch: Batch) -> dict[str, Any]:
    """Return what :class:`BatchSchema` dumps."""
    names = ("get_batch", "get_items", "get_archive", "retry_batch", "cancel_batch")
    keys = ("self", "items", "archive", "retry", "cancel")
    links = {
        key: url_for(f"batches.{name}", batch_id=batch.id) for key, name in zip(keys, names, strict=True)
    }
    values = {name: getattr(batch, name) for name in BatchSchema._declared_fields if hasattr(batch, name)}
    return {**values, "links": links}
