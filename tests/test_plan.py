"""A request is checked as a whole before anything is made of it."""

from __future__ import annotations

import pytest

from docgen.catalog import open_catalog
from docgen.errors import DataError
from docgen.plan import plan


def test_everything_wrong_with_a_request_is_told_at_once() -> None:
    catalog = open_catalog()
    payload = catalog.deliverable("monthly_report").sample("en")
    del payload["customer"]["name"]
    payload["period"] = "June"
    with pytest.raises(DataError) as caught:
        plan(catalog, "monthly_report", payload, ["pdf", "xls"], "fr", root="/data")
    places = [problem.place for problem in caught.value.problems]
    assert places[:3] == ["/formats/0", "/formats/1", "/language"]
    assert set(places[3:]) == {"/data/customer/name", "/data/period"}
    hints = [problem.hint for problem in caught.value.problems]
    assert "docx, pptx, xlsx" in hints[0]
    assert "en, zh" in hints[2]


def test_without_a_language_the_payload_s_own_is_taken_else_the_deliverable_s_first() -> None:
    catalog = open_catalog()
    payload = catalog.deliverable("monthly_report").sample("en")
    assert plan(catalog, "monthly_report", payload, ["docx"], None).language == "en"
    del payload["language"]
    assert plan(catalog, "monthly_report", payload, ["docx"], None).language == "zh"
