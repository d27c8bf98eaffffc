"""Every error has one shape, and tells nothing of the server."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

SHAPE = {"type", "title", "status", "detail", "code", "problems"}
PROBLEM = {"code", "message", "hint", "file", "part", "place", "tag"}
JSON = {"content_type": "application/json"}


def assert_problem(response: Any, status: int) -> dict[str, str]:
    """Check the shape; returns the first problem."""
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = response.get_json(force=True)
    assert set(body) == SHAPE
    assert body["status"] == status
    assert all(set(problem) == PROBLEM for problem in body["problems"])
    first: dict[str, str] = body["problems"][0]
    assert first["message"]
    assert body["code"] == first["code"]
    return first


@pytest.mark.parametrize(
    ("method", "address", "options", "status"),
    [
        ("GET", "/nothing/here", {}, 404),
        ("GET", "/api/v1/documents/x", {}, 404),
        ("GET", "/api/v1/batches/x", {}, 404),
        ("GET", "/api/v1/deliverables/x", {}, 404),
        ("GET", "/docs/nothing.js", {}, 404),
        ("PUT", "/api/v1/documents", {}, 405),
        ("GET", "/api/v1/render/monthly_report.docx", {}, 405),
        ("POST", "/api/v1/documents", {"data": "{", **JSON}, 400),
        ("POST", "/api/v1/documents", {"data": "[]", **JSON}, 400),
        ("POST", "/api/v1/documents", {"data": "a=1"}, 415),
        ("POST", "/api/v1/batches", {"data": "a,b", "content_type": "text/csv"}, 415),
        ("POST", "/api/v1/documents", {"data": "x" * 1_000_001, **JSON}, 413),
        ("POST", "/api/v1/render/monthly_report.docx", {"data": "x" * 1_000_001, **JSON}, 413),
        ("GET", "/healthz", {"headers": {"Host": "docgen.example"}}, 400),
    ],
)
def test_every_status_has_the_one_shape(
    client: Any, method: str, address: str, options: dict[str, Any], status: int
) -> None:
    assert_problem(client.open(address, method=method, **options), status)


def test_a_wrong_method_is_told_the_right_ones(client: Any) -> None:
    response = client.put("/api/v1/documents")
    assert "POST" in response.headers["Allow"]
    assert "POST" in assert_problem(response, 405)["hint"]


def test_bad_json_is_placed_by_line_and_column(client: Any) -> None:
    response = client.post("/api/v1/documents", data='{\n  "a": 1,\n}', content_type="application/json")
    problem = assert_problem(response, 400)
    assert problem["place"].startswith("line ")
    assert "comma" in problem["hint"]


def test_a_failure_of_the_service_itself_tells_no_secret(
    app: Flask, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise RuntimeError("secret of /srv/docgen")

    app.add_url_rule("/fail", "fail", fail)
    response = client.get("/fail")
    assert_problem(response, 500)
    assert "secret" not in response.text
    assert "secret of /srv/docgen" in caplog.text


def test_the_fields_of_a_wrong_type_are_placed(client: Any) -> None:
    response = client.post("/api/v1/documents", json={"deliverable": [], "data": 1, "metadata": "x"})
    assert_problem(response, 422)
    places = {problem["place"] for problem in response.get_json(force=True)["problems"]}
    assert places == {"/deliverable", "/data", "/metadata"}


@pytest.mark.parametrize("depth", [300, 600, 900, 2_000, 20_000])
@pytest.mark.parametrize("name", ["data", "metadata"])
def test_what_is_nested_deeply_is_never_a_failure_of_the_service(client: Any, name: str, depth: int) -> None:
    nested = '{"a":' * depth + "1" + "}" * depth
    body = f'{{"deliverable": "monthly_report", "data": {{}}, "{name}": {nested}}}'
    response = client.post("/api/v1/documents", data=body, content_type="application/json")
    assert_problem(response, response.status_code)
    assert response.status_code in (400, 422)
