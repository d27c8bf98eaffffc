"""Every answer that is not a success: one shape, one handler.

The shape is RFC 9457's ``application/problem+json`` with the list of problems
that the rest of docgen speaks.  Nothing of the server (a path, a traceback)
gets out through here.
"""

from __future__ import annotations

import http
import json
import logging
from collections.abc import Mapping, Sequence

from flask import Flask, Response
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from docgen.errors import ConflictError, DocgenError, MissingError, Problem

__all__ = ["PROBLEM_TYPE", "ErrorSchema", "ProblemSchema", "Refused", "problem_response", "register"]

PROBLEM_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


class ProblemSchema(Schema):
    """One thing that is wrong, where, and how to mend it."""

    code = fields.String(metadata={"description": "Stable, for programs", "example": "required"})
    message = fields.String(metadata={"description": "What is wrong"})
    hint = fields.String(metadata={"description": "How to mend it"})
    file = fields.String(
        metadata={"description": "The template's address", "example": "docx/monthly_report/zh"}
    )
    part = fields.String(metadata={"description": "The part of the Office file"})
    place = fields.String(
        metadata={
            "description": "For a payload a JSON pointer, for a template words such as `table 3, row 2`",
            "example": "/data/customer/name",
        }
    )
    tag = fields.String(metadata={"description": "The tag in the template", "example": "{{ customer.name }}"})


class ErrorSchema(Schema):
    """An error, with everything that is wrong at once (RFC 9457)."""

    type = fields.String(metadata={"example": "about:blank"})
    title = fields.String(metadata={"description": "The status in words"})
    status = fields.Integer(metadata={"description": "The HTTP status"})
    detail = fields.String(metadata={"description": "The first problem, or a summary of all"})
    code = fields.String(metadata={"description": "Stable, for programs", "example": "required"})
    problems = fields.List(fields.Nested(ProblemSchema))


class Refused(HTTPException):
    """A request that is refused for a reason of HTTP rather than of its data."""

    def __init__(self, status: int, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        self.code = status
        self.problem = problem
        self.headers = dict(headers or {})
        super().__init__(problem.message)


def register(app: Flask) -> None:
    """Answer every exception of the application as a problem."""
    app.register_error_handler(DocgenError, _on_docgen_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(RecursionError, _on_depth)
    app.register_error_handler(Exception, _on_crash)


def problem_response(
    status: int, problems: Sequence[Problem], headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer for one problem or more; the first one gives ``code`` and ``detail``."""
    first = problems[0]
    more = f" ({len(problems)} problems in all)" if len(problems) > 1 else ""
    body = {
        "type": "about:blank",
        "title": http.HTTPStatus(status).phrase,
        "status": status,
        "detail": f"{first.message}{more}",
        "code": first.code,
        "problems": [problem.as_dict() for problem in problems],
    }
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status=status, headers=dict(headers or {}), mimetype=PROBLEM_TYPE)


def _on_docgen_error(error: DocgenError) -> Response:
    return problem_response(_status(error), error.problems)


def _status(error: DocgenError) -> int:
    if isinstance(error, MissingError):
        return 404
    if isinstance(error, ConflictError):
        return 409
    return 400 if any(problem.code == "json" for problem in error.problems) else 422


def _on_http_error(error: HTTPException) -> Response:
    if isinstance(error, Refused):
        return problem_response(error.code or 400, [error.problem], error.headers)
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return problem_response(status, [_http_problem(error, status)], headers)


def _http_problem(error: HTTPException, status: int) -> Problem:
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return Problem("wrong-method", "This address does not take this method.", f"It takes: {allowed}.")
    if isinstance(error, RequestEntityTooLarge):
        hint = "Send less at once; a batch of any length goes as application/x-ndjson."
        return Problem("too-large", "The request is larger than the service takes.", hint)
    if status == 404:
        hint = "GET /openapi.json lists all addresses."
        return Problem("no-address", "There is nothing at this address.", hint)
    return Problem("http-error", error.description or error.name)


def _on_depth(error: RecursionError) -> Response:
    """What was nested too deeply to be checked or kept is the caller's to mend."""
    log.warning("a request is nested too deeply", exc_info=error)
    return problem_response(422, [Problem("too-deep", "The JSON is nested too deeply.", "Flatten it.")])


def _on_crash(error: Exception) -> Response:
    log.error("request failed", exc_info=error)
    problem = Problem("internal", "The service failed to answer.", "The operator's log has the details.")
    return problem_response(500, [problem])
