"""What a deliverable's data looks like from outside: its fields one by one, and its JSON Schema.

Both are read from the schema that checks the payloads, so they cannot disagree with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from marshmallow import fields

from docgen.catalog.schema import (
    MAX_ITEMS,
    MAX_TEXT,
    Choice,
    Count,
    Day,
    Flag,
    Items,
    Month,
    Number,
    Part,
    Picture,
    Schema,
    Text,
    Texts,
)

__all__ = ["Field", "all_fields", "first_at", "json_schema"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value that a template can show; ``path`` reads ``risks[].title``."""

    path: str
    type: str
    description: str
    example: Any
    computed: bool


_TYPES: tuple[tuple[type, str], ...] = (
    (Text, "text"),
    (Choice, "key"),
    (Count, "integer"),
    (Number, "number"),
    (Flag, "boolean"),
    (Day, "date"),
    (Month, "month"),
    (Picture, "picture"),
)


def all_fields(
    schema: type[Schema],
    figures: Mapping[str, str],
    same: Mapping[str, str],
    context: Mapping[str, Any] | None,
) -> list[Field]:
    """Return given fields, then computed ones, then those of lists whose items are the ``same`` as another's.

    Without a sample's context, computed fields have no example.
    """
    computed = {field.path: field for field in _computed(figures, context)}
    found = [field for field in given_fields(schema) if field.path not in computed]
    found += computed.values()
    return found + [
        replace(field, path=copy + field.path.removeprefix(original), computed=True)
        for copy, original in same.items()
        for field in found
        if field.path.startswith(f"{original}.")
    ]


def given_fields(schema: type[Schema], prefix: str = "") -> Iterator[Field]:
    """Yield every field of a payload, depth first, in the order of the schema."""
    for name, field in schema._declared_fields.items():
        path = prefix + name
        if isinstance(field, Items):
            yield from given_fields(field.inner_schema, f"{path}[].")
        elif isinstance(field, Part):
            yield from given_fields(field.inner_schema, f"{path}.")
        else:
            plain = field.inner if isinstance(field, Texts) else field
            path += "[]" if isinstance(field, Texts) else ""
            yield Field(
                path, _type_of(plain), plain.metadata["description"], plain.metadata["example"], False
            )


def _type_of(field: fields.Field[Any]) -> str:
    return next(name for kind, name in _TYPES if isinstance(field, kind))


def _computed(figures: Mapping[str, str], context: Mapping[str, Any] | None) -> Iterator[Field]:
    """Yield every computed field; type and example are those of a context made from a sample."""
    for path, description in figures.items():
        example = None if context is None else first_at(context, path)
        yield Field(path, _type_name(path, example), description, _as_json(example), True)
        if path.rpartition(".")[0].endswith("charts") or path.endswith(".chart"):
            yield from _chart_parts(path, example or {})


def _chart_parts(path: str, chart: Mapping[str, Any]) -> Iterator[Field]:
    parts = (
        ("categories[]", "text", "Category"),
        ("series[].name", "text", "Name of a series"),
        ("series[].values[]", "number", "Value of a series, one for each category"),
    )
    for part, kind, description in parts:
        yield Field(f"{path}.{part}", kind, description, first_at(chart, part), True)


def first_at(value: Any, path: str) -> Any:
    """Return the first value that is not None at a path; None where the context has none."""
    head, _, rest = path.partition(".")
    name = head.removesuffix("[]")
    if not isinstance(value, Mapping) or name not in value:
        return None
    found = value[name]
    if not head.endswith("[]"):
        return first_at(found, rest) if rest else found
    inner = (first_at(item, rest) if rest else item for item in found)
    return next((item for item in inner if item is not None), None)


def _type_name(path: str, example: Any) -> str:
    if path.endswith(".*"):
        return "object"
    if isinstance(example, Mapping):
        return "chart" if set(example) == {"categories", "series"} else "object"
    names: tuple[tuple[Any, str], ...] = (
        (bool, "boolean"),
        (int, "integer"),
        (float | Decimal, "number"),
        (dt.date, "date"),
        (list, "list"),
    )
    found = next((name for kind, name in names if isinstance(example, kind)), "text")
    return "month" if path.endswith("period") or path.endswith("_month") else found


def _as_json(value: Any) -> Any:
    """Return the value as JSON can hold it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _as_json(item) for key, item in value.items()}
    return [_as_json(item) for item in value] if isinstance(value, list) else value


def json_schema(schema: type[Schema], title: str = "") -> dict[str, Any]:
    """Return the JSON Schema (2020-12, as OpenAPI 3.1 uses it) of an object, its parts inline."""
    properties = {name: _described(field) for name, field in schema._declared_fields.items()}
    required = [name for name, field in schema._declared_fields.items() if field.required]
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = required
    return {"title": title, **found} if title else found


def _described(field: fields.Field[Any]) -> dict[str, Any]:
    shape = _shape(field)
    if not field.required:
        kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
        shape["type"] = [*kinds, "null"]
        if "enum" in shape:
            shape["enum"] = [*shape["enum"], None]
    return {**shape, "description": field.metadata["description"]}


def _shape(field: fields.Field[Any]) -> dict[str, Any]:
    if isinstance(field, Part):
        return json_schema(field.inner_schema)
    if isinstance(field, Items):
        items, most = json_schema(field.inner_schema), field.most
    elif isinstance(field, Texts):
        items, most = _plain(field.inner), MAX_ITEMS
    else:
        return {**_plain(field), "examples": [field.metadata["example"]]}
    return {"type": "array", "items": items, "minItems": field.least, "maxItems": most}


def _plain(field: fields.Field[Any]) -> dict[str, Any]:
    """Return the shape of one value."""
    if isinstance(field, Choice):
        return {"type": "string", "enum": list(field.keys)}
    if isinstance(field, Number):
        kind: Any = "integer" if isinstance(field, Count) else ["number", "string"]
        return {"type": kind, "minimum": int(field.least), "maximum": int(field.most)}
    shapes: tuple[tuple[type, dict[str, Any]], ...] = (
        (Text, {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}),
        (Day, {"type": "string", "format": "date"}),
        (Month, {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}),
        (Flag, {"type": "boolean"}),
        (
            Picture,
            {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("image", "asset", "alt")},
            },
        ),
    )
    return dict(next(shape for kind, shape in shapes if isinstance(field, kind)))
