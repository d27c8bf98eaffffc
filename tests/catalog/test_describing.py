from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from docgen.catalog import Catalog, open_catalog
from docgen.catalog.schema import Items, Part, Schema

CATALOG = open_catalog()
IDS = list(CATALOG.deliverables)


def every_field(schema: type[Schema]) -> Iterator[tuple[str, Any]]:
    for name, field in schema._declared_fields.items():
        yield f"{schema.__name__}.{name}", field
        if isinstance(field, Part | Items):
            yield from every_field(field.inner_schema)


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of all values in a context."""
    if path == "labels":
        yield "labels.*"
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, f"{path}[]")
    else:
        yield path


@pytest.mark.parametrize("id", IDS)
def test_every_field_of_every_schema_has_a_description_and_an_example(id: str) -> None:
    for name, field in every_field(CATALOG.deliverable(id).schema):
        assert field.metadata["description"].strip(), name
        assert field.metadata["example"] not in (None, ""), name


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_of_a_context_is_described_and_nothing_else_is(id: str, language: str) -> None:
    deliverable = CATALOG.deliverable(id)
    context = deliverable.context(deliverable.load(deliverable.sample(language)), language)
    described = {field.path for field in deliverable.fields() if field.type != "chart"}
    found = set(leaves(context))
    assert found - described == set()
    wrong = {path for path in described - found if not _is_empty(context, path)}
    assert wrong == set()


def _is_empty(context: Any, path: str) -> bool:
    """Return whether a list on the way to the path has no items in this context."""
    head, _, rest = path.partition(".")
    value = context[head.removesuffix("[]")]
    if not head.endswith("[]"):
        return bool(rest) and _is_empty(value, rest)
    return all(_is_empty(item, rest) for item in value) if rest and value else not value


@pytest.mark.parametrize("id", IDS)
def test_fields_tell_given_from_computed_once_each(id: str) -> None:
    fields = CATALOG.deliverable(id).fields()
    paths = [field.path for field in fields]
    assert len(paths) == len(set(paths))
    kinds = {field.path: field.computed for field in fields}
    assert not kinds["customer.name"] and kinds["milestones[].slip_days"] and not kinds["milestones[].actual"]


def test_the_json_schema_names_types_bounds_and_keys(catalog: Catalog) -> None:
    schema = catalog.deliverable("monthly_report").json_schema()
    assert schema["additionalProperties"] is False
    assert {"report", "customer", "engagement", "period", "summary"} <= set(schema["required"])
    risk = schema["properties"]["risks"]["items"]["properties"]
    assert risk["severity"]["enum"] == ["critical", "high", "medium", "low"]
    assert risk["due"]["type"] == ["string", "null"] and risk["due"]["format"] == "date"
    assert schema["properties"]["engagement"]["properties"]["start"]["examples"] == ["2025-12-08"]
