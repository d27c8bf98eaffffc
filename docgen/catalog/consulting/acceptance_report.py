"""Service Acceptance Report: what was delivered and confirmed, criteria, conclusion, signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from docgen.catalog.consulting.engagement import ENGAGEMENT_FIGURES
from docgen.catalog.consulting.figures import chart, numbered
from docgen.catalog.consulting.labels import keys, label
from docgen.catalog.consulting.ledger import acceptance
from docgen.catalog.consulting.measured import MEASURED_FIGURES, measured_context
from docgen.catalog.consulting.parts import MeasuredSchema, NextStep
from docgen.catalog.consulting.wording import say
from docgen.catalog.schema import Choice, Day, Items, Schema, Text

__all__ = ["FIGURES", "AcceptanceReportSchema", "context"]


class WorkDone(Schema):
    stage = Choice("Stage of the service", "analysis", keys("stage"))
    content = Text("What was agreed", "Survey of systems, twelve interviews")
    result = Text("What was done and achieved", "All interviews held; 14 gaps found and ranked")


class Criterion(Schema):
    criterion = Text("Acceptance criterion", "All reports named in the contract are submitted")
    standard = Text("When it is met", "Each report is confirmed or drew no objection in time", optional=True)
    evidence = Text("What proves it", "Ledger of deliverables, section 3", optional=True)
    result = Choice("Result", "met", keys("status", "met", "partly_met", "not_met", "waived"))


class Signature(Schema):
    party = Choice("Party that signs", "customer", keys("party"))
    organisation = Text("Company", "Tolland Pumps Ltd")
    role = Text("Role of the person who signs", "Head of supply chain", optional=True)
    name = Text("Name, where known beforehand", "H. Marsh", optional=True)
    date = Day("Day of signing, where known", "2026-07-31", optional=True)


class AcceptanceReportSchema(MeasuredSchema):
    scope = Text("What the service covered", "One core business scenario over two plants")
    work = Items(WorkDone, "Work done, stage by stage", most=100)
    criteria = Items(Criterion, "Acceptance criteria and their results", most=100)
    conclusion = Text("The provider's conclusion", "The objectives of the service have been reached.")
    opinion = Text("The customer's opinion, where given", "Accepted without reservation.", optional=True)
    open_items = Items(NextStep, "What remains to be done after acceptance", most=200)
    signatures = Items(Signature, "Who signs", most=20)


FIGURES: Mapping[str, str] = {
    **ENGAGEMENT_FIGURES,
    **MEASURED_FIGURES,
    "work[].number": "Running number",
    "criteria[].number": "Running number",
    "criteria_summary.total": "Number of criteria",
    "criteria_summary.met": "How many are met or waived",
    "acceptance.ready": "Whether acceptance can start",
    "acceptance.statement": "Whether acceptance can start, in words, with the reasons",
    "acceptance.reasons[].code": "missing, awaiting, objected or criterion",
    "acceptance.reasons[].text": "One reason in words",
    "acceptance.counts.not_submitted": "Deliverables not submitted",
    "acceptance.counts.awaiting": "Deliverables within their confirmation period",
    "acceptance.counts.confirmed": "Deliverables confirmed in time",
    "acceptance.counts.confirmed_late": "Deliverables confirmed after the period",
    "acceptance.counts.silent": "Deliverables without objection when the period ended",
    "acceptance.counts.objected": "Deliverables with a standing objection",
    "acceptance.total": "Number of deliverables",
    "acceptance.submitted": "How many are submitted",
    "acceptance.confirmed": "How many count as confirmed",
    "acceptance.missing": "How many are not submitted",
    "acceptance.overdue": "How many the customer did not confirm in time",
    "acceptance.confirmation_days": "Working days of the confirmation period",
    "charts.deliverables": "Number of deliverables by status",
}


def context(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return all that the report's templates may show, as of the report's date."""
    base = measured_context(data, data["report"]["date"], "acceptance_report", language)
    return {
        **base,
        "work": numbered(data["work"]),
        "criteria": numbered(data["criteria"]),
        "criteria_summary": {
            "total": len(data["criteria"]),
            "met": sum(row["result"] in ("met", "waived") for row in data["criteria"]),
        },
        "acceptance": acceptance(base["deliverables"], data["criteria"], language),
        "charts": {**base["charts"], "deliverables": _deliverable_chart(base, language)},
    }


def _deliverable_chart(base: Mapping[str, Any], language: str) -> dict[str, Any]:
    counts = Counter(row["status"] for row in base["deliverables"])
    return chart(
        [label("status", status, language) for status in counts],
        (say("count", language), list(counts.values())),
    )
