"""From a payload to data: runs a schema and turns everything it found into problems with JSON pointers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import fields

from docgen.catalog.schema import Flaw, Items, Part, Schema, kind_of
from docgen.errors import DataError, Problem, did_you_mean

__all__ = ["Check", "load"]

Check = Callable[[Mapping[str, Any]], Iterable[Problem]]


def load(schema: type[Schema], check: Check, payload: Any) -> dict[str, Any]:
    """Return the payload as typed data with every optional field present.

    Raises DataError with all problems of fields and all contradictions between them.
    """
    if not isinstance(payload, Mapping):
        message = f"The data must be an object, not {kind_of(payload)}."
        raise DataError(Problem("type", message, "Send a JSON object."))
    try:
        data, found = _instance(schema).load(payload), []
    except ma.ValidationError as error:
        data, found = error.valid_data, list(_problems(error.messages, schema, ""))
    found += check(data if isinstance(data, Mapping) else {})
    if found:
        raise DataError(found)
    return dict(data)


@cache
def _instance(schema: type[Schema]) -> Schema:
    """Return the one instance of a schema; loading keeps no state in it, so threads may share it."""
    return schema()


def _problems(errors: Any, schema: type[Schema] | None, place: str) -> Iterator[Problem]:
    """Walk marshmallow's nested messages; ``schema`` is that of the object, or of the items, at ``place``."""
    if not isinstance(errors, Mapping):
        for flaw in errors:
            yield _problem(flaw, place)
        return
    for key, inner in errors.items():
        if key == "_schema":
            yield from _problems(inner, None, place)
        elif isinstance(key, int):
            yield from _problems(inner, schema, f"{place}/{key}")
        else:
            at = f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}"
            yield from _of_field(key, inner, schema, at)


def _of_field(key: Any, errors: Any, schema: type[Schema] | None, place: str) -> Iterator[Problem]:
    known: Mapping[str, fields.Field[Any]] = schema._declared_fields if schema else {}
    if schema and key not in known:
        yield Problem(
            "unknown-field",
            f"There is no field {str(key)[:60]!r} here.",
            did_you_mean(str(key), known),
            place=place,
        )
        return
    field = known.get(key)
    yield from _problems(errors, field.inner_schema if isinstance(field, Part | Items) else None, place)


def _problem(flaw: object, place: str) -> Problem:
    if isinstance(flaw, Flaw):
        return Problem(flaw.code, flaw.message, flaw.hint, place=place)
    return Problem("invalid", str(flaw), place=place)
