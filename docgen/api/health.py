"""Whether the service lives, and whether it can do its work: for supervisors and load balancers."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from docgen.api.blueprint import Blueprint
from docgen.api.problems import problem_response
from docgen.api.services import Services, services
from docgen.errors import Problem

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__, description=__doc__)


class HealthSchema(Schema):
    """The process answers."""

    status = fields.String(metadata={"example": "ok"})


class ReadySchema(Schema):
    """Each part that the service needs."""

    status = fields.String(metadata={"example": "ok"})
    checks = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"example": {"database": "ok", "queue": "ok", "storage": "ok", "workers": "ok"}},
    )


@blueprint.route("/healthz")
@blueprint.response(200, HealthSchema)
def healthz() -> dict[str, str]:
    """Say that the process answers"""
    return {"status": "ok"}


@blueprint.route("/readyz")
@blueprint.response(200, ReadySchema)
@blueprint.alt_response(503, "SERVICE_UNAVAILABLE")
def readyz() -> dict[str, Any] | Response:
    """Say whether database, queue, storage and workers are there"""
    checks = _checks(services())
    problems = [_public(name, problem) for name, problem in checks.items() if problem]
    if problems:
        return problem_response(503, problems, {"Retry-After": "5"})
    return {"status": "ok", "checks": dict.fromkeys(checks, "ok")}


def _checks(parts: Services) -> dict[str, Problem | None]:
    found = parts.store.check()
    found["queue"] = parts.queue.check()
    found["workers"] = None if found["database"] or parts.store.work.alive() else _no_worker()
    return dict(sorted(found.items()))


def _no_worker() -> Problem:
    return Problem("no-worker", "No worker is alive.", "Start one with: docgen worker.")


def _public(name: str, problem: Problem) -> Problem:
    """The problem without what it tells of the machine: paths and addresses stay in the log."""
    if problem.code == "no-worker":
        return Problem(problem.code, problem.message, problem.hint, place=name)
    hint = "Ask the operator: docgen doctor says more."
    return Problem("not-ready", f"The {name} cannot be used.", hint, place=name)
