"""What a request for documents means: its body, checked with its data, and the headers that go with it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import request
from marshmallow import Schema, fields, validate

from docgen.api.blueprint import load
from docgen.api.options import ON_OVERFLOW_HELP, PAGE_NUMBERS_HELP
from docgen.api.problems import Refused
from docgen.api.services import Services
from docgen.catalog import Catalog
from docgen.errors import DataError, MissingError, Problem
from docgen.generate import ON_MISSING, ON_OVERFLOW
from docgen.layout import PAGE_NUMBERS
from docgen.plan import plan
from docgen.store import NewDocument

__all__ = [
    "KEY_HEADER",
    "LOCATION",
    "PREFER_HEADER",
    "DocumentRequestSchema",
    "idempotency_key",
    "planned_document",
    "preferred_wait",
    "refuse_when_full",
]

LONGEST_WAIT = 60.0
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
    on_overflow = fields.String(
        load_default="warn", validate=validate.OneOf(ON_OVERFLOW), metadata=ON_OVERFLOW_HELP
    )
    page_numbers = fields.String(
        load_default="", validate=validate.OneOf(("", *PAGE_NUMBERS)), metadata=PAGE_NUMBERS_HELP
    )
    metadata = fields.Dict(
        keys=fields.String(), load_default=dict, metadata={"description": "Yours; given back as it is"}
    )


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
        on_overflow=body["on_overflow"],
        page_numbers=body["page_numbers"],
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
        400, Problem("idempotency-key", "This is no Idempotency-Key.", hint, place="Idempotency-Key")
    )


def refuse_when_full(parts: Services) -> None:
    """Raise Refused (429) while as much is waiting as the settings allow."""
    if parts.store.work.queued() >= parts.settings.max_queue:
        problem = Problem("queue-full", "Too many documents are waiting.", "Try again later.")
        raise Refused(429, problem, {"Retry-After": "30"})


def preferred_wait() -> float:
    """Return the seconds of ``Prefer: wait=N``; 0 without it, or where it says something else."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", request.headers.get("Prefer", ""))
    return min(float(found[1]), LONGEST_WAIT) if found else 0.0
