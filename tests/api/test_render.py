"""A document in the answer itself, and checks that make nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

URL = "/api/v1/render/monthly_report"


def first_problem(response: Any) -> dict[str, str]:
    assert response.content_type == "application/problem+json"
    problem: dict[str, str] = response.get_json(force=True)["problems"][0]
    return problem


def first_line(response: Any) -> str:
    return docx.Document(io.BytesIO(response.data)).paragraphs[0].text


def test_the_answer_is_the_file_itself(client: Any, samples: dict[str, Any]) -> None:
    response = client.post(f"{URL}.docx", json=samples["monthly_report.zh"])
    assert response.status_code == 200
    assert response.mimetype.endswith("wordprocessingml.document")
    assert first_line(response) == samples["monthly_report.zh"]["customer"]["name"]
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]


def test_texts_of_slides_may_be_asked_to_shrink(client: Any, payload: dict[str, Any]) -> None:
    assert client.post(f"{URL}.docx?on_overflow=shrink", json=payload).status_code == 200
    assert client.post(f"{URL}.docx?on_overflow=perhaps", json=payload).status_code == 422


def test_any_media_type_is_taken_as_json(client: Any, payload: dict[str, Any]) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", None):
        response = client.post(f"{URL}.docx", data=json.dumps(payload), content_type=kind)
        assert response.status_code == 200


def test_rendering_and_documents_give_the_same_bytes(
    client: Any, payload: dict[str, Any], work: Callable[[], None]
) -> None:
    rendered = client.post(f"{URL}.docx?language=zh", json=payload)
    body = {"deliverable": "monthly_report", "data": payload, "formats": ["docx"], "language": "zh"}
    address = client.post("/api/v1/documents", json=body).headers["Location"]
    work()
    (file,) = client.get(address).json["files"]
    assert client.get(file["href"]).data == rendered.data
    assert rendered.get_etag()[0] == file["sha256"]


def test_a_template_saved_anew_changes_the_next_file(
    client: Any, payload: dict[str, Any], templates: Path
) -> None:
    assert first_line(client.post(f"{URL}.docx", json=payload)) == payload["customer"]["name"]
    document = docx.Document()
    document.add_paragraph("For {{ customer.name }}")
    document.save(str(templates / "docx" / "monthly_report" / "en.docx"))
    assert first_line(client.post(f"{URL}.docx", json=payload)).startswith("For ")


def test_wrong_data_is_answered_with_pointers_into_the_body(client: Any, payload: dict[str, Any]) -> None:
    payload["period"] = "June"
    response = client.post(f"{URL}.docx", json=payload)
    assert response.status_code == 422
    assert first_problem(response)["place"] == "/period"


@pytest.mark.parametrize(
    ("address", "status", "code", "word"),
    [
        ("/api/v1/render/monthly_repor.docx", 404, "unknown-deliverable", "Did you mean monthly_report"),
        (f"{URL}.pdf", 422, "unknown-format", "docx, pptx, xlsx"),
        (f"{URL}.doc", 422, "unknown-format", "Did you mean docx"),
        (f"{URL}.docx?language=fr", 422, "unknown-language", "en, zh"),
        (f"{URL}.docx?on_missing=guess", 422, "invalid", "error, mark, blank"),
        (f"{URL}.docx?lang=en", 422, "unknown-field", "Did you mean language"),
        (f"{URL}.pptx", 404, "no-template", "pptx/monthly_report/en"),
    ],
)
def test_a_wrong_address_says_what_would_be_right(
    client: Any, payload: dict[str, Any], address: str, status: int, code: str, word: str
) -> None:
    response = client.post(address, json=payload)
    problem = first_problem(response)
    assert (response.status_code, problem["code"]) == (status, code)
    assert word in problem["message"] + problem["hint"]


def test_a_template_s_mistakes_are_located(client: Any, payload: dict[str, Any], templates: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{ customer.nmae }}")
    document.save(str(templates / "docx" / "monthly_report" / "en.docx"))
    response = client.post(f"{URL}.docx", json=payload)
    problem = first_problem(response)
    assert response.status_code == 422
    assert problem["file"] == "docx/monthly_report/en"
    assert problem["place"] == "paragraph 1"
    assert str(templates) not in response.text
    assert client.post(f"{URL}.docx?on_missing=mark", json=payload).status_code == 200


def test_good_data_has_no_problems(client: Any, samples: dict[str, Any]) -> None:
    for name, payload in samples.items():
        response = client.post(f"/api/v1/validate/{name.partition('.')[0]}", json=payload)
        assert (response.status_code, response.json) == (200, {"problems": []}), name


def test_checking_lists_every_problem_with_its_pointer(client: Any, payload: dict[str, Any]) -> None:
    del payload["customer"]["name"]
    payload["period"] = "June"
    response = client.post("/api/v1/validate/monthly_report", json=payload)
    assert response.status_code == 200
    assert {problem["place"] for problem in response.json["problems"]} == {"/customer/name", "/period"}
