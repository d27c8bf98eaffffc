"""What can be made, told so that a caller needs nothing else."""

from __future__ import annotations

import json
from typing import Any

URL = "/api/v1/deliverables"


def test_deliverables_are_listed_with_titles_formats_and_languages(client: Any) -> None:
    listed = {found["id"]: found for found in client.get(URL).json["deliverables"]}
    assert {"research_report", "service_plan", "monthly_report", "effect_evaluation"} < set(listed)
    monthly = listed["monthly_report"]
    assert monthly["titles"]["en"] == "Comprehensive Service Report"
    assert monthly["formats"] == ["docx", "pptx", "xlsx"]
    assert set(monthly["languages"]) == {"zh", "en"}
    assert client.get(monthly["href"]).json["id"] == "monthly_report"


def test_a_deliverable_comes_with_fields_schema_and_sample(client: Any, samples: dict[str, Any]) -> None:
    found = client.get(f"{URL}/monthly_report?language=zh").json
    assert found["sample"] == samples["monthly_report.zh"]
    assert found["schema"]["properties"]["customer"]
    fields = {field["path"]: field for field in found["fields"]}
    assert fields["customer.name"]["computed"] is False
    assert any(field["computed"] for field in fields.values())
    assert all(field["description"] for field in fields.values())


def test_the_sample_can_be_posted_as_it_is(client: Any) -> None:
    sample = client.get(f"{URL}/monthly_report").json["sample"]
    answer = client.post("/api/v1/validate/monthly_report", data=json.dumps(sample))
    assert answer.json == {"problems": []}


def test_a_sample_in_an_unknown_language_is_missing(client: Any) -> None:
    assert client.get(f"{URL}/monthly_report?language=fr").status_code == 404
