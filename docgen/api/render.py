"""A document in the answer itself, and checks that make nothing.

The body is the data.  Both change nothing in the service, so any media type is
taken: ``curl --data-binary @data.json`` is enough.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields, validate

from docgen.api.blueprint import Blueprint, read_json
from docgen.api.files import MEDIA_TYPES, send
from docgen.api.options import ON_OVERFLOW_HELP, PAGE_NUMBERS_HELP
from docgen.api.problems import ProblemSchema, Refused
from docgen.api.services import Services, services
from docgen.api.spec import PREFIX
from docgen.errors import DataError, Problem
from docgen.generate import ON_MISSING, ON_OVERFLOW, GeneratedFile, generate
from docgen.layout import PAGE_NUMBERS
from docgen.plan import choose_formats, choose_language

__all__ = ["blueprint"]

blueprint = Blueprint("render", __name__, url_prefix=PREFIX, description=__doc__)
PATIENCE = 30.0  # seconds that a request waits for its turn to render
BODY = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}


class RenderQuerySchema(Schema):
    """How to render."""

    language = fields.String(metadata={"description": "Else the data's own, else the deliverable's first"})
    on_missing = fields.String(
        load_default="error",
        validate=validate.OneOf(ON_MISSING),
        metadata={"description": "What a field that the data lacks becomes"},
    )
    on_overflow = fields.String(
        load_default="warn", validate=validate.OneOf(ON_OVERFLOW), metadata=ON_OVERFLOW_HELP
    )
    page_numbers = fields.String(validate=validate.OneOf(PAGE_NUMBERS), metadata=PAGE_NUMBERS_HELP)


class ProblemsSchema(Schema):
    """What is wrong with the data: nothing, if the list is empty."""

    problems = fields.List(fields.Nested(ProblemSchema))


@blueprint.route("/render/<deliverable>.<format>", methods=["POST"])
@blueprint.arguments(RenderQuerySchema, location="query")
@blueprint.doc(
    requestBody=BODY,
    responses={
        200: {
            "description": "The file",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()
            },
        }
    },
)
@blueprint.alt_response(404, "NOT_FOUND")
def render(query: dict[str, Any], deliverable: str, format: str) -> Response:
    """Make one file at once and answer with it"""
    found = services().catalog.deliverable(deliverable)
    with _place("format"):
        choose_formats(found, [format])
    payload = read_json(request, any_type=True)
    with _place("query parameter language"):
        choose_language(found, payload, query.get("language"))
    file = _made(services(), deliverable, payload, format, query)
    digest = hashlib.sha256(file.data).hexdigest()
    return send(io.BytesIO(file.data), name=file.name, format=format, size=len(file.data), digest=digest)


@blueprint.route("/validate/<deliverable>", methods=["POST"])
@blueprint.doc(requestBody=BODY)
@blueprint.response(200, ProblemsSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def check_data(deliverable: str) -> dict[str, list[Problem]]:
    """Check data without making anything"""
    found = services().catalog.deliverable(deliverable)
    payload = read_json(request, any_type=True)
    try:
        found.load(payload)
    except DataError as error:
        return {"problems": error.problems}
    return {"problems": []}


def _made(
    parts: Services, deliverable: str, payload: dict[str, Any], format: str, query: dict[str, Any]
) -> GeneratedFile:
    with _turn(parts):
        generated = generate(
            parts.catalog,
            deliverable,
            payload,
            [format],
            query.get("language"),
            on_missing=query["on_missing"],
            on_overflow=query["on_overflow"],
            templates=parts.templates,
            layout=parts.layout.asked(query.get("page_numbers")),
        )
    return generated.files[0]


@contextmanager
def _turn(parts: Services) -> Iterator[None]:
    """Wait for a place among those that render; raises Refused (503) when all stay taken."""
    if not parts.rendering.acquire(timeout=PATIENCE):
        problem = Problem("busy", "Too many documents are being rendered.", "Try again, or POST /documents.")
        raise Refused(503, problem, {"Retry-After": "5"})
    try:
        yield
    finally:
        parts.rendering.release()


@contextmanager
def _place(place: str) -> Iterator[None]:
    """Name the part of the address that a DataError is about."""
    try:
        yield
    except DataError as error:
        raise DataError([replace(problem, place=place) for problem in error.problems]) from None
