from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from docgen.catalog.consulting.editions import edition_problems, service_end, supplement_days

THREE = ["digital_marketing", "production_marketing", "customer_service"]


def engagement(**changes: Any) -> dict[str, Any]:
    given = {"edition": "standard", "scenarios": THREE[:1], "start": dt.date(2026, 1, 8), "supplements": []}
    return {"engagement": {**given, **changes}}


def test_three_scenarios_in_a_standard_edition_are_reported_in_words() -> None:
    (problem,) = edition_problems(engagement(scenarios=THREE))
    assert problem.place == "/engagement/scenarios"
    assert problem.message == (
        "The standard edition covers one core business scenario, but the engagement names 3."
    )
    assert "premium" in problem.hint


def test_a_supplement_package_does_not_widen_the_standard_edition() -> None:
    assert edition_problems(engagement(scenarios=THREE, supplements=[{"kind": "domain_expert", "units": 2}]))


def test_a_premium_edition_covers_three_scenarios() -> None:
    assert not edition_problems(engagement(edition="premium", scenarios=THREE))
    assert edition_problems(engagement(edition="premium"))


def test_a_longer_cycle_needs_a_supplement_package() -> None:
    late = dt.date(2026, 8, 31)
    (problem,) = edition_problems(engagement(end=late))
    assert problem.place == "/engagement/end" and "2026-07-08" in problem.message
    assert not edition_problems(engagement(end=late, supplements=[{"kind": "domain_expert", "units": 1}]))
    assert not edition_problems(engagement(end=dt.date(2026, 7, 8)))


def test_a_service_cannot_end_before_it_starts() -> None:
    assert edition_problems(engagement(end=dt.date(2026, 1, 1)))[0].code == "edition-cycle"


@pytest.mark.parametrize("data", [{}, {"engagement": None}, {"engagement": {"edition": "gold"}}])
def test_data_that_the_schema_has_refused_is_passed_over(data: dict[str, Any]) -> None:
    assert edition_problems(data) == []


def test_the_cycle_lasts_six_or_nine_months_unless_agreed_otherwise() -> None:
    start = dt.date(2025, 8, 31)
    assert service_end(start, "standard", None) == dt.date(2026, 2, 28)
    assert service_end(start, "premium", None) == dt.date(2026, 5, 31)
    assert service_end(start, "standard", dt.date(2026, 3, 15)) == dt.date(2026, 3, 15)


def test_a_unit_of_a_supplement_package_holds_fifty_person_days() -> None:
    packages = [{"kind": "domain_expert", "units": 2}, {"kind": "project_management", "units": 1}]
    assert supplement_days(packages) == 150
