"""Customer Success Service Plan: goals, value, path, landing plan, resources, pilot, actions, return."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from docgen.catalog.consulting.engagement import ENGAGEMENT_FIGURES, EngagementSchema, core_context
from docgen.catalog.consulting.figures import chart, goal_rows, numbered, ratio
from docgen.catalog.consulting.labels import keys, label
from docgen.catalog.consulting.measured import roi_figures
from docgen.catalog.consulting.parts import Goal, Risk, ValueEntry, texts
from docgen.catalog.consulting.risks import risk_charts, risk_rows
from docgen.catalog.consulting.roi import roi, value_charts
from docgen.catalog.consulting.wording import say
from docgen.catalog.schema import Choice, Day, Items, Number, Part, Schema, Text

__all__ = ["FIGURES", "ServicePlanSchema", "context"]


class Strategy(Schema):
    title = Text("Strategic goal", "One agreed demand plan")
    detail = Text("Why it matters", "All other improvements rest on it", optional=True)
    goals = Items(Goal, "Goals that it breaks down into", most=50)


class Proposition(Schema):
    pain = Text("Business problem", "Promotions reach the plants too late")
    solution = Text("What will be done about it", "One promotion calendar, locked eight weeks ahead")
    value = Text("What it is worth", "About GBP 12,000 less expediting a month")
    beneficiary = Text("Who gains", "Plants and regional sales", optional=True)
    measure = Text("How the value is measured", "Expediting cost per month", optional=True)


class Phase(Schema):
    title = Text("Name of the phase", "Pilot on two pump families")
    start = Day("First day", "2026-02-16")
    due = Day("Last day", "2026-04-08")
    goal = Text("What the phase achieves", "Proof that one plan works")
    content = texts("Content of the phase", "Weekly joint meeting")
    output = Text("What it produces", "Pilot report", optional=True)
    value = Text("What it is worth", "Five points of forecast accuracy", optional=True)


class WorkPackage(Schema):
    title = Text("Work package", "Promotion calendar")
    stage = Choice("Stage of the service", "landing", keys("stage"))
    start = Day("First day", "2026-02-16")
    due = Day("Last day", "2026-03-27")
    owner = Text("Who is responsible", "Head of sales operations")
    output = Text("What it produces", "Calendar for the next two quarters", optional=True)


class Resource(Schema):
    role = Text("Role", "Customer success consultant")
    party = Choice("Party that provides it", "provider", keys("party"))
    duty = Text("What the role does", "Leads design and monitoring")
    person_days = Number("Person-days planned", 62, least=0, most=100_000)
    start = Day("From", "2025-12-08", optional=True)
    due = Day("Until", "2026-07-31", optional=True)


class Pilot(Schema):
    title = Text("Name of the pilot (MVP)", "One plan for two pump families")
    scenario = Choice("Core business scenario", "production_marketing", keys("scenario"))
    scope = Text("What it covers", "Two families, one plant, two regions")
    hypothesis = Text("What is to be proved", "A plan agreed weekly is at least 5 points more accurate")
    start = Day("First day", "2026-02-16")
    due = Day("Last day", "2026-03-31")
    steps = texts("A step", "Agree figures and cut-off")
    metrics = Items(Goal, "Measures of success", most=50)
    success = Text("When it counts as a success", "Two of three measures reached")
    fallback = Text("What happens otherwise", "Extend by four weeks with one family", optional=True)


class Action(Schema):
    id = Text("Identifier of the action", "A-01")
    title = Text("Action", "Name the owner of the joint plan")
    owner = Text("Who does it", "Chief Operating Officer")
    start = Day("First day", "2026-02-09", optional=True)
    due = Day("Day by which", "2026-02-20")
    priority = Choice("Priority", "high", keys("priority"))
    output = Text("What it produces", "Nomination", optional=True)


class RoiMeasure(Schema):
    metric = Text("What is measured", "Expediting cost per month")
    formula = Text("How it becomes money", "Baseline less actual")
    source = Text("Source of the figure", "Finance, cost centre report", optional=True)
    frequency = Text("How often", "Monthly", optional=True)
    owner = Text("Who provides it", "Finance", optional=True)


class PlannedEvent(Schema):
    date = Day("Planned day", "2026-03-19")
    kind = Choice("Kind of event", "training", keys("event"))
    title = Text("Topic", "Reading and correcting the demand forecast")
    audience = Text("For whom", "Demand planners", optional=True)
    goal = Text("What it is to achieve", "Planners work without support", optional=True)


class ServicePlanSchema(EngagementSchema):
    summary = Text("The plan in one paragraph", "Three phases lead to one plan for two plants.")
    vision = Text("Where the customer wants to be", "Sales and production decide on one plan.", optional=True)
    strategy = Items(Strategy, "Strategic goals broken down", most=50)
    propositions = Items(Proposition, "Value propositions for business problems", most=100)
    path = Items(Phase, "Implementation path", most=20)
    landing_plan = Items(WorkPackage, "Landing plan", most=300)
    resources = Items(Resource, "Resource arrangement", most=200)
    pilot = Part(Pilot, "MVP pilot")
    actions = Items(Action, "Action plan", most=300)
    events = Items(PlannedEvent, "Workshops and training planned", most=100)
    risks = Items(Risk, "Risks of the plan", most=200)
    value_entries = Items(ValueEntry, "Planned investments and benefits, dated", most=2000)
    roi_measures = Items(RoiMeasure, "How the return will be measured", most=50)
    assumptions = texts("An assumption", "The customer releases four planners for training")


FIGURES: Mapping[str, str] = {
    **ENGAGEMENT_FIGURES,
    **roi_figures("roi", "all entries of the plan"),
    "strategy[].number": "Running number",
    "strategy[].goals[].number": "Running number",
    "strategy[].goals[].baseline_text": "Value today as written, with its unit",
    "strategy[].goals[].target_text": "Value to reach as written, with its unit",
    "propositions[].number": "Running number",
    "path[].number": "Running number",
    "path[].days": "Duration in calendar days, both ends included",
    "landing_plan[].number": "Running number, by start",
    "landing_plan[].days": "Duration in calendar days, both ends included",
    "resources[].share": "Share of all person-days (ratio)",
    "resource_summary.person_days": "Person-days of all parties",
    "resource_summary.customer": "Person-days of the customer",
    "resource_summary.provider": "Person-days of the provider",
    "resource_summary.third_party": "Person-days of third parties",
    "pilot.days": "Duration in calendar days, both ends included",
    "pilot.metrics[].number": "Running number",
    "pilot.metrics[].baseline_text": "Value today as written, with its unit",
    "pilot.metrics[].target_text": "Value to reach as written, with its unit",
    "actions[].number": "Running number, by due day",
    "risks[].number": "Running number: open ones first, then by severity and due day",
    "risks[].is_open": "Open at as_of",
    "risks[].is_new": "Raised in the month of as_of",
    "risks[].overdue": "Open and past its due day at as_of",
    "risks[].days_overdue": "Days past its due day, 0 if not overdue",
    "risks[].days_open": "Days from opened to closed, or to as_of",
    "charts.risks_by_severity": "Open and closed risks by severity",
    "charts.resources": "Person-days by role",
    "charts.resources_by_party": "Person-days by party",
    "charts.timeline": "Start (days from T) and duration of each work package, for stacked bars",
    "charts.value_cumulative": "Planned cumulative investment, benefit and net value by month",
    "charts.value_monthly": "Planned investment and benefit of each month",
}


def context(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return all that the plan's templates may show, as of the report's date."""
    as_of, currency = data["report"]["date"], data["engagement"]["currency"]
    base = core_context(data, as_of, "service_plan", language)
    plan = _landing_plan(data["landing_plan"])
    result = roi(data["value_entries"], currency, language)
    risks = risk_rows(data["risks"], as_of)
    return {
        **base,
        "strategy": _strategy(data["strategy"], currency, language),
        "propositions": numbered(data["propositions"]),
        "path": [_timed(row) for row in numbered(data["path"])],
        "landing_plan": plan,
        **_resources(data["resources"]),
        "pilot": {
            **_timed(data["pilot"]),
            "metrics": goal_rows(data["pilot"]["metrics"], currency, language),
        },
        "actions": numbered(sorted(data["actions"], key=lambda row: row["due"])),
        "risks": risks,
        "roi": result,
        "charts": {
            **base["charts"],
            **risk_charts(risks, language),
            **_charts(data, plan, language),
            **value_charts(result, language),
        },
    }


def _strategy(strategy: Sequence[Mapping[str, Any]], currency: str, language: str) -> list[dict[str, Any]]:
    return [{**row, "goals": goal_rows(row["goals"], currency, language)} for row in numbered(strategy)]


def _landing_plan(packages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the work packages by start, numbered, with their durations."""
    ordered = sorted(packages, key=lambda row: (row["start"], row["due"]))
    return [_timed(row) for row in numbered(ordered)]


def _timed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "days": (row["due"] - row["start"]).days + 1}


def _resources(resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    by_party: dict[str, Decimal] = defaultdict(Decimal)
    for row in resources:
        by_party[row["party"]] += row["person_days"]
    total = sum(by_party.values(), Decimal(0))
    return {
        "resources": [{**row, "share": ratio(row["person_days"], total)} for row in resources],
        "resource_summary": {"person_days": total, **{party: by_party[party] for party in keys("party")}},
    }


def _charts(data: Mapping[str, Any], plan: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    start: dt.date = data["engagement"]["start"]
    totals = _resources(data["resources"])["resource_summary"]
    parties = [party for party in keys("party") if totals[party]]
    return {
        "resources": chart(
            [row["role"] for row in data["resources"]],
            (say("person_days", language), [row["person_days"] for row in data["resources"]]),
        ),
        "resources_by_party": chart(
            [label("party", party, language) for party in parties],
            (say("person_days", language), [totals[party] for party in parties]),
        ),
        "timeline": chart(
            [row["title"] for row in plan],
            (say("start_day", language), [(row["start"] - start).days for row in plan]),
            (say("duration", language), [row["days"] for row in plan]),
        ),
    }
