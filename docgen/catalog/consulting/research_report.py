"""Research and Analysis Report: infrastructure, business and applications, interviews, gaps, goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from docgen.catalog.consulting.engagement import ENGAGEMENT_FIGURES, EngagementSchema, core_context
from docgen.catalog.consulting.figures import chart, goal_rows, numbered
from docgen.catalog.consulting.labels import keys, label
from docgen.catalog.consulting.parts import Goal, NextStep, texts
from docgen.catalog.consulting.wording import say
from docgen.catalog.schema import Choice, Count, Day, Items, Number, Part, Schema, Text

__all__ = ["FIGURES", "ResearchReportSchema", "context"]

_PRIORITIES = keys("priority")
_DISPOSITIONS = keys("disposition")


class Period(Schema):
    start = Day("First day of the research", "2025-12-15")
    end = Day("Last day of the research", "2026-01-05")


class Method(Schema):
    name = Text("Method", "Structured interview")
    detail = Text("How it was used, and how often", "Nine interviews of an hour each")


class Infrastructure(Schema):
    domain = Choice("Domain of the IT infrastructure", "compute", keys("infrastructure"))
    current = Text("The situation as it is", "14 virtual machines in the plant's own server room")
    supports = Text("Business applications that rest on it", "ERP, production scheduling", optional=True)
    finding = Text("What was found", "Mean load 34 %, no second site")
    impact = Text(
        "What follows for the business", "A failure stops order entry for about a day", optional=True
    )
    maturity = Number("Maturity, 1 (initial) to 5 (optimised)", 2, least=1, most=5)
    target = Number("Maturity to reach", 3.5, least=1, most=5)


class BusinessArea(Schema):
    area = Text("Business area or process", "Demand planning")
    current = Text("How it works today", "Each region plans in its own spreadsheet")
    pain = Text("What hurts", "Four versions of the forecast; none is agreed")
    effect = Text("Measurable effect", "Forecast accuracy of 68 %", optional=True)
    maturity = Number("Maturity, 1 (initial) to 5 (optimised)", 2, least=1, most=5)
    target = Number("Maturity to reach", 4, least=1, most=5)


class Application(Schema):
    name = Text("Application", "ERP system")
    purpose = Text("What it is used for", "Orders, stock, purchasing, finance")
    users = Count("Number of users", 210, optional=True)
    since = Count("Year of introduction", 2014, optional=True, most=2100)
    integration = Text("How it is connected", "Nightly files to scheduling", optional=True)
    issue = Text("Main weakness", "Order status is known only the next day", optional=True)
    disposition = Choice("What should become of it", "keep", _DISPOSITIONS)


class Interview(Schema):
    role = Text("Role of the person interviewed", "Chief Operating Officer")
    name = Text("Name", "Helen Marsh", optional=True)
    department = Text("Department", "Board", optional=True)
    date = Day("Day of the interview", "2025-12-17")
    expectation = Text("What the person expects", "One set of figures for sales and production")
    concern = Text(
        "What the person is worried about", "Plants lose trust if the first plan fails", optional=True
    )
    quote = Text(
        "A sentence in the person's own words", "We argue about figures, not about decisions.", optional=True
    )


class Gap(Schema):
    id = Text("Identifier of the gap", "G-01")
    area = Text("Area", "Demand planning")
    as_is = Text("The situation as it is (AS-IS)", "Four forecasts in four spreadsheets")
    to_be = Text("The situation to reach (TO-BE)", "One demand plan, agreed every week")
    cause = Text("Root cause", "No common calendar, no owner of the plan", optional=True)
    priority = Choice("Priority", "high", _PRIORITIES)
    recommendation = Text("What to do", "Introduce a weekly joint planning meeting")
    effect = Text("Expected effect", "Eight points of forecast accuracy", optional=True)


class ResearchReportSchema(EngagementSchema):
    summary = Text("The findings in one paragraph", "Systems are sound; the plan between them is missing.")
    key_findings = texts("A main finding", "One order in eight ships late")
    research = Part(Period, "When the research took place")
    scope = texts("What was looked at", "Order to delivery, both plants")
    methods = Items(Method, "How the research was done", most=50)
    infrastructure = Items(Infrastructure, "IT infrastructure by domain", most=100)
    business = Items(BusinessArea, "Business areas in the core scenario", most=200)
    applications = Items(Application, "Application systems", most=500)
    interviews = Items(Interview, "Executive interviews", most=200)
    consensus = texts("A point that most interviews share", "The plan must have one owner")
    gaps = Items(Gap, "Gaps between AS-IS and TO-BE", most=500)
    goals = Items(Goal, "TO-BE goals", most=200)
    conclusions = texts("A conclusion", "Planning must come before new systems")
    next_steps = Items(NextStep, "What happens next", most=100)


FIGURES: Mapping[str, str] = {
    **ENGAGEMENT_FIGURES,
    "infrastructure[].gap": "Maturity to reach less maturity today",
    "business[].gap": "Maturity to reach less maturity today",
    "applications[].number": "Running number",
    "interviews[].number": "Running number",
    "gaps[].number": "Running number: by priority, then as given",
    "goals[].number": "Running number",
    "goals[].baseline_text": "Value today as written, with its unit",
    "goals[].target_text": "Value to reach as written, with its unit",
    "research_summary.interviews": "Number of interviews",
    "research_summary.applications": "Number of applications",
    "research_summary.gaps": "Number of gaps",
    "research_summary.high": "Gaps of high priority",
    "research_summary.medium": "Gaps of medium priority",
    "research_summary.low": "Gaps of low priority",
    "research_summary.maturity": "Average maturity today over infrastructure and business",
    "research_summary.target": "Average maturity to reach",
    "charts.maturity": "Maturity today and to reach, a category per business area",
    "charts.infrastructure_maturity": "Maturity today and to reach, a category per infrastructure domain",
    "charts.gaps_by_priority": "Number of gaps by priority",
    "charts.applications": "Number of applications by what should become of them",
}


def context(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return all that the report's templates may show, as of the report's date."""
    base = core_context(data, data["report"]["date"], "research_report", language)
    infrastructure = [{**row, "gap": row["target"] - row["maturity"]} for row in data["infrastructure"]]
    business = [{**row, "gap": row["target"] - row["maturity"]} for row in data["business"]]
    gaps = sorted(data["gaps"], key=lambda gap: _PRIORITIES.index(gap["priority"]))
    currency = data["engagement"]["currency"]
    return {
        **base,
        "infrastructure": infrastructure,
        "business": business,
        "applications": numbered(data["applications"]),
        "interviews": numbered(data["interviews"]),
        "gaps": numbered(gaps),
        "goals": goal_rows(data["goals"], currency, language),
        "research_summary": _summary(data, [*infrastructure, *business]),
        "charts": {**base["charts"], **_charts(data, language)},
    }


def _summary(data: Mapping[str, Any], rated: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts = Counter(gap["priority"] for gap in data["gaps"])
    return {
        **{name: len(data[name]) for name in ("interviews", "applications", "gaps")},
        **{priority: counts[priority] for priority in _PRIORITIES},
        "maturity": round(sum(row["maturity"] for row in rated) / len(rated), 2) if rated else None,
        "target": round(sum(row["target"] for row in rated) / len(rated), 2) if rated else None,
    }


def _charts(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    gaps = Counter(gap["priority"] for gap in data["gaps"])
    fates = Counter(application["disposition"] for application in data["applications"])
    domains = [label("infrastructure", row["domain"], language) for row in data["infrastructure"]]
    return {
        "maturity": _maturity([row["area"] for row in data["business"]], data["business"], language),
        "infrastructure_maturity": _maturity(domains, data["infrastructure"], language),
        "gaps_by_priority": chart(
            [label("priority", key, language) for key in _PRIORITIES],
            (say("count", language), [gaps[key] for key in _PRIORITIES]),
        ),
        "applications": chart(
            [label("disposition", key, language) for key in _DISPOSITIONS if fates[key]],
            (say("count", language), [fates[key] for key in _DISPOSITIONS if fates[key]]),
        ),
    }


def _maturity(names: Sequence[str], rows: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    return chart(
        names,
        (say("current", language), [row["maturity"] for row in rows]),
        (say("target", language), [row["target"] for row in rows]),
    )
