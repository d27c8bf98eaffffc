"""The API's description: ``/openapi.json`` from the schemas that check requests, ``/docs`` without a CDN."""

from __future__ import annotations

import http
from typing import Any

import flask_smorest
from flask import Flask
from flask_smorest.utils import prepare_response
from flask_swagger_ui import get_swaggerui_blueprint

from docgen import __version__
from docgen.api.blueprint import Blueprint
from docgen.api.problems import PROBLEM_TYPE, ErrorSchema

__all__ = ["PREFIX", "register"]

PREFIX = "/api/v1"
INTRODUCTION = """Post data, get finished Word, PowerPoint and Excel documents.

Every error is `application/problem+json` with all problems at once; for a payload, `place` is a JSON pointer.
On this machine's own address everything is open to the local user; no other address is served.
"""


class _Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest carries no types
    """flask-smorest's registry; errors are described, and answered, as problems."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to :mod:`docgen.api.problems`."""

    def _register_responses(self) -> None:
        for name, phrase, is_error in _responses():
            response: dict[str, Any] = {"description": phrase}
            if is_error:
                response["schema"] = self.ERROR_SCHEMA
            prepare_response(response, self.spec, PROBLEM_TYPE)
            self.spec.components.response(name, response, lazy=True)


def _responses() -> list[tuple[str, str, bool]]:
    known = [(status.name, status.phrase, status >= 400) for status in http.HTTPStatus]
    return [*known, ("DEFAULT_ERROR", "Any error", True)]


def register(app: Flask, features: list[Blueprint]) -> None:
    """Serve the features, their description and the page that shows it."""
    app.config.update(
        API_TITLE="docgen",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": INTRODUCTION, "license": {"name": "Apache-2.0"}}},
    )
    api = _Api(app)
    for feature in features:
        api.register_blueprint(feature)
    # The validator's badge would ask a host outside.
    page = {"app_name": "docgen API", "validatorUrl": None, "docExpansion": "list"}
    app.register_blueprint(get_swaggerui_blueprint("/docs", "/openapi.json", config=page))
