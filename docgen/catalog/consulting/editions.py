"""What each edition of the service covers, and whether an engagement's data agrees with its edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docgen.catalog.periods import add_months
from docgen.errors import Problem

__all__ = [
    "EDITIONS",
    "PERSON_DAYS_PER_UNIT",
    "Edition",
    "edition_problems",
    "service_end",
    "supplement_days",
]

PERSON_DAYS_PER_UNIT = 50


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition: how many core business scenarios it covers and how many months its cycle lasts."""

    name: str
    scenarios: int
    months: int


EDITIONS: Mapping[str, Edition] = {
    "standard": Edition("standard", scenarios=1, months=6),
    "premium": Edition("premium", scenarios=3, months=9),
}


def service_end(start: dt.date, edition: str, agreed: dt.date | None) -> dt.date:
    """Return the last day of the service cycle: the agreed one, else the start plus the months."""
    return agreed or add_months(start, EDITIONS[edition].months)


def supplement_days(supplements: Sequence[Mapping[str, Any]]) -> int:
    """Return the person-days that the supplement packages add, 50 per unit."""
    return sum(int(package["units"]) for package in supplements) * PERSON_DAYS_PER_UNIT


def edition_problems(data: Mapping[str, Any]) -> list[Problem]:
    """Return what in the engagement contradicts its edition; faulty data is left to the schema."""
    engagement = data.get("engagement")
    if not isinstance(engagement, Mapping) or engagement.get("edition") not in EDITIONS:
        return []
    edition = EDITIONS[engagement["edition"]]
    found = [_scenario_problem(edition, engagement), _cycle_problem(edition, engagement)]
    return [problem for problem in found if problem]


def _scenario_problem(edition: Edition, engagement: Mapping[str, Any]) -> Problem | None:
    scenarios = engagement.get("scenarios") or []
    count = len(set(scenarios))
    if not scenarios or count == edition.scenarios:
        return None
    covers = "one core business scenario" if edition.scenarios == 1 else "three core business scenarios"
    hint = (
        "Name one scenario, or make it the premium edition; supplements add person-days, not scenarios."
        if edition.name == "standard"
        else "Name all three scenarios, or make it the standard edition."
    )
    return Problem(
        "edition-scenarios",
        f"The {edition.name} edition covers {covers}, but the engagement names {count}.",
        hint,
        place="/engagement/scenarios",
    )


def _cycle_problem(edition: Edition, engagement: Mapping[str, Any]) -> Problem | None:
    start, agreed = engagement.get("start"), engagement.get("end")
    if not start or not agreed:
        return None
    if agreed <= start:
        return Problem(
            "edition-cycle", "The service ends before it starts.", "Check the dates.", place="/engagement/end"
        )
    limit = add_months(start, edition.months)
    if agreed <= limit or engagement.get("supplements"):
        return None
    return Problem(
        "edition-cycle",
        f"The {edition.name} edition lasts {edition.months} months, until {limit}, not until {agreed}.",
        "Move the end, or add the supplement package that extends the service.",
        place="/engagement/end",
    )
