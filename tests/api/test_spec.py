"""The description is valid, complete, and can be read without a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate


@pytest.fixture
def spec(client: Any) -> Any:
    return client.get("/openapi.json").json


def test_the_description_is_valid_openapi_3_1(spec: Any) -> None:
    assert spec["openapi"] == "3.1.0"
    validate(spec)


def test_every_reference_leads_somewhere(spec: Any) -> None:
    def references(value: Any) -> Any:
        if isinstance(value, dict):
            yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
            value = list(value.values())
        if isinstance(value, list):
            for member in value:
                yield from references(member)

    for reference in references(spec):
        found = spec
        for name in reference.removeprefix("#/").split("/"):
            assert name in found, reference
            found = found[name]


def test_every_address_of_the_service_is_described(spec: Any, app: Flask) -> None:
    described = {
        (re.sub(r"\{[^}]*\}", "{}", path), method.upper())
        for path, operations in spec["paths"].items()
        for method in operations
        if method != "parameters"
    }
    served = {
        (re.sub(r"<[^>]*>", "{}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule.endswith("z")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served


def test_every_call_says_in_a_sentence_what_it_does(spec: Any) -> None:
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert operation.get("summary"), f"{method} {path}"


def test_errors_are_described_as_problems(spec: Any) -> None:
    for name, response in spec["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name


def test_the_page_loads_nothing_from_elsewhere(client: Any) -> None:
    page = client.get("/docs/")
    assert page.status_code == 200
    assets = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert assets
    for address in assets:
        assert address.startswith("/docs/")
        assert client.get(address).status_code == 200
    assert '"validatorUrl": null' in page.text
    assert '"url": "/openapi.json"' in page.text
    assert client.get("/").headers["Location"] == "/docs/"


def test_the_page_of_the_documentation_names_every_call_and_field(spec: Any) -> None:
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    for path in spec["paths"]:
        last = path.removesuffix("/{deliverable_id}").rpartition("/")[2]
        word = re.sub(r"^\{.*\}$", "{id}", last)
        assert word.partition(".{")[0].strip("{}") in text, path
    for schema in ("DocumentRequest", "BatchRequest"):
        for name in spec["components"]["schemas"][schema]["properties"]:
            assert f"`{name}`" in text or f'"{name}"' in text, name
    for name in spec["components"]["schemas"]["Problem"]["properties"]:
        assert f'"{name}"' in text or f"`{name}`" in text
