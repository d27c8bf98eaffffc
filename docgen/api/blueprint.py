"""flask-smorest's blueprint as this service uses it: typed, with problems for wrong requests.

A schema's complaint becomes a :class:`~docgen.errors.DataError` whose problems
carry JSON pointers, or the name of the query parameter.
"""

from __future__ import annotations

import http
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn, TypeVar

import flask
import flask_smorest
import marshmallow as ma
from webargs.flaskparser import FlaskParser

from docgen.api.problems import Refused
from docgen.errors import DataError, Problem, did_you_mean
from docgen.payload import parse_object

__all__ = ["TOO_LARGE", "UNPROCESSABLE", "Blueprint", "load", "read_json", "unsupported_type"]

# Python 3.13 gave both another name.
TOO_LARGE, UNPROCESSABLE = http.HTTPStatus(413).name, http.HTTPStatus(422).name

View = TypeVar("View", bound=Callable[..., Any])

LATER = ("engagement_id", "engagements", "callback_url", "template_versions")


def read_json(request: flask.Request, *, any_type: bool = False) -> dict[str, Any]:
    """Return the body as an object; raises DataError for bad JSON and Refused (415) for another type.

    With ``any_type`` the header is not looked at: right only where a request changes nothing.
    """
    if not (any_type or request.is_json):
        raise unsupported_type(request.mimetype, "application/json")
    return parse_object(request.get_data(cache=False))


def unsupported_type(given: str, *wanted: str) -> Refused:
    """Return the refusal of a body of this media type."""
    hint = f"Send it with the header Content-Type: {' or '.join(wanted)}."
    return Refused(415, Problem("media-type", f"The body is {given or 'of no type'}.", hint))


def load(schema: ma.Schema, body: Mapping[str, Any], *, place: str = "") -> dict[str, Any]:
    """Return the body loaded by the schema; raises DataError with a pointer for each problem.

    With ``place="query"`` each problem names its query parameter instead.
    """
    try:
        loaded: dict[str, Any] = schema.load(body)
    except ma.ValidationError as error:
        raise DataError(list(_problems(error.messages, place, schema))) from None
    return loaded


class _Parser(FlaskParser):
    """Reads arguments strictly: an unknown query parameter is a mistake, too."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012 (webargs declares it so)

    def _raw_load_json(self, req: flask.Request) -> Any:
        return read_json(req)

    def handle_error(
        self, error: ma.ValidationError, req: flask.Request, schema: ma.Schema, **kwargs: Any
    ) -> NoReturn:
        assert isinstance(error.messages, dict)
        problems = [
            problem
            for location, messages in error.messages.items()
            for problem in _problems(messages, "" if location == "json" else location, schema)
        ]
        raise DataError(problems)


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # flask-smorest carries no types
    """One feature of the API: its addresses, arguments and answers."""

    ARGUMENTS_PARSER = _Parser()

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view at an address."""
        return super().route(rule, **options)  # type: ignore[no-any-return]  # untyped in flask-smorest

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        """Give the view the arguments that the schema loads."""
        return super().arguments(schema, **options)  # type: ignore[no-any-return]  # untyped in flask-smorest

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Dump what the view returns."""
        return super().response(status_code, schema, **options)  # type: ignore[no-any-return]  # untyped there

    def alt_response(self, status_code: int, response: Any = None, **options: Any) -> Callable[[View], View]:
        """Document another answer."""
        return super().alt_response(status_code, response, **options)  # type: ignore[no-any-return]  # untyped there

    @staticmethod
    def doc(**options: Any) -> Callable[[View], View]:
        """Add to the view's documentation."""
        return flask_smorest.Blueprint.doc(**options)  # type: ignore[no-any-return]  # untyped in flask-smorest


def _problems(messages: Any, place: str, schema: ma.Schema | None) -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            name = "" if key == "_schema" else f"/{str(key).replace('~', '~0').replace('/', '~1')}"
            yield from _problems(inner, _joined(place, name), schema if place in ("", "query") else None)
    elif isinstance(messages, list):
        for message in messages:
            yield from _problems(message, place, schema)
    else:
        yield _problem(str(messages), place, schema)


def _joined(place: str, name: str) -> str:
    return f"query parameter {name[1:]}" if place == "query" else place + name


def _problem(message: str, place: str, schema: ma.Schema | None) -> Problem:
    name = place.replace("query parameter ", "/").rpartition("/")[2]
    if message == "Unknown field." and name in LATER:
        hint = "Send the data itself; this version keeps none."
        return Problem("unsupported", f"{name} is not supported yet.", hint, place=place)
    if message == "Unknown field.":
        hint = did_you_mean(name, schema.fields if schema else ())
        return Problem("unknown-field", "There is no such field here.", hint, place=place)
    if message.startswith("Missing data"):
        return Problem("required", "A required field is missing.", place=place)
    return Problem("invalid", message, place=place)
