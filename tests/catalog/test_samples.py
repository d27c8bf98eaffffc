from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from docgen.catalog import Catalog, Deliverable, open_catalog
from docgen.errors import MissingError

CATALOG = open_catalog()
EVERY = [(id, language) for id, known in CATALOG.deliverables.items() for language in known.languages]
MEASURED = ("monthly_report", "effect_evaluation", "acceptance_report")


def made(id: str, language: str, into: str = "") -> tuple[Deliverable, dict[str, Any], dict[str, Any]]:
    deliverable = CATALOG.deliverable(id)
    data = deliverable.load(deliverable.sample(language))
    return deliverable, data, deliverable.context(data, into or language)


@pytest.mark.parametrize(("id", "language"), EVERY)
def test_every_sample_loads_and_names_its_own_language(id: str, language: str) -> None:
    _, data, context = made(id, language)
    assert data["language"] == context["document"]["language"] == language
    assert context["notes"] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_five_documents_tell_of_the_same_engagement(language: str) -> None:
    payloads = [CATALOG.deliverable(id).sample(language) for id in CATALOG.deliverables]
    for part in ("provider", "customer", "engagement", "team"):
        assert len({json.dumps(payload[part], sort_keys=True) for payload in payloads}) == 1, part


@pytest.mark.parametrize("language", ["zh", "en"])
def test_measured_documents_of_one_engagement_show_the_same_figures(language: str) -> None:
    contexts = [made(id, language)[2] for id in MEASURED]
    figures = [[(k["key"], k["attainment"], k["actual_text"], k["rag"]) for k in c["kpis"]] for c in contexts]
    assert figures[0] == figures[1] == figures[2]
    assert len({(c["roi"]["net"], c["roi"]["payback_month"]) for c in contexts}) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_monthly_sample_has_six_months_of_history_and_is_rich(language: str) -> None:
    _, data, context = made("monthly_report", language)
    assert [month["period"] for month in data["history"]] == [
        "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05",
    ]  # fmt: skip
    assert len(data["kpis"]) == len(data["products"]) == 6 and len(data["service_items"]) == 10
    assert {row["rag"] for row in context["kpis"]} == {"green", "amber", "red"}
    assert {"confirmed", "confirmed_late", "silent", "not_submitted"} == {
        r["status"] for r in context["deliverables"]
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_acceptance_sample_can_be_accepted(language: str) -> None:
    assert made("acceptance_report", language)[2]["acceptance"]["ready"]


def test_the_figures_of_the_english_month_agree_with_a_calculation_by_hand() -> None:
    context = made("monthly_report", "en")[2]
    accuracy = context["kpis"][0]
    assert accuracy["attainment"] == Decimal("0.982927")  # 0.806 / 0.82
    assert accuracy["progress"] == Decimal("0.9")  # (0.806 - 0.68) / (0.82 - 0.68)
    assert (context["roi"]["investment"], context["roi"]["benefit"]) == (180_000, 183_000)
    assert context["roi"]["payback_month"] == "2026-06"
    assert context["month"]["counts"]["open"] == 5


@pytest.mark.parametrize(("id", "language"), EVERY)
def test_a_sample_can_be_shown_in_the_other_language(id: str, language: str) -> None:
    other = "en" if language == "zh" else "zh"
    deliverable, _, context = made(id, language, other)
    assert context["document"]["title"] == deliverable.titles[other]
    words = json.dumps([context["labels"], context["milestones"][0]["title"]], ensure_ascii=False)
    assert bool(re.search("[\u4e00-\u9fff]", words)) is (other == "zh")


@pytest.mark.parametrize(("id", "language"), EVERY)
def test_charts_hold_as_many_values_as_categories_and_only_plain_numbers(id: str, language: str) -> None:
    context = made(id, language)[2]
    for name, chart in context["charts"].items():
        assert chart["categories"] and chart["series"], name
        for series in chart["series"]:
            assert len(series["values"]) == len(chart["categories"]), name
            assert all(value is None or type(value) in (int, float) for value in series["values"]), name


def test_the_file_name_is_readable_and_safe() -> None:
    deliverable, data, _ = made("monthly_report", "en")
    assert deliverable.file_stem(data, "en") == "Tolland Pumps_Comprehensive Service Report_2026-06"
    assert deliverable.file_stem(data, "zh") == "Tolland Pumps_客户综合服务报告_2026-06"
    data["customer"]["short_name"] = '../a\\b:"c"\x00\u202e|?*'
    assert deliverable.file_stem(data, "en") == "a b c_Comprehensive Service Report_2026-06"
    other, report, _ = made("acceptance_report", "zh")
    assert other.file_stem(report, "zh") == "禾颐优选_客户成功咨询服务验收报告_2026-07-27"


def test_a_language_that_a_deliverable_lacks_is_an_error() -> None:
    deliverable, data, _ = made("monthly_report", "en")
    with pytest.raises(MissingError):
        deliverable.context(data, "fr")
    with pytest.raises(MissingError):
        deliverable.sample("fr")


def test_a_catalogue_without_samples_says_so(tmp_path: Any) -> None:
    catalog: Catalog = open_catalog(tmp_path, tmp_path)
    with pytest.raises(MissingError):
        catalog.deliverable("monthly_report").sample("en")
    assert any(field.computed for field in catalog.deliverable("monthly_report").fields())
