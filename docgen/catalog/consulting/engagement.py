"""What every deliverable of the programme says: who, for whom, which edition, where the service stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from docgen.catalog.consulting.editions import EDITIONS, service_end, supplement_days
from docgen.catalog.consulting.figures import chart
from docgen.catalog.consulting.labels import keys, label, labels
from docgen.catalog.consulting.ledger import OWED, calendar_notes, ledger_rows, notice_note
from docgen.catalog.consulting.milestones import MILESTONES, milestone_rows
from docgen.catalog.consulting.wording import say
from docgen.catalog.schema import Choice, Count, Day, Items, Month, Part, Picture, Schema, Text, Texts

__all__ = ["ENGAGEMENT_FIGURES", "ENGAGEMENT_SAME", "EngagementSchema", "core_context"]


class Provider(Schema):
    name = Text("Full name of the company that provides the service", "Harbourline Advisory Ltd")
    short_name = Text("Short name of the provider, for headers", "Harbourline", optional=True)
    department = Text("Unit that delivers the service", "Customer Success Practice", optional=True)
    address = Text("Postal address", "4 Quay Street, Bristol", optional=True)
    email = Text("Address for questions about the document", "success@harbourline.example", optional=True)
    phone = Text("Telephone", "+44 117 496 0100", optional=True)
    logo = Picture("The provider's logo", {"image": "<base64>"}, optional=True)


class Customer(Schema):
    name = Text("Full name of the customer", "Tolland Pumps Ltd")
    short_name = Text("Short name of the customer, for titles and file names", "Tolland Pumps", optional=True)
    industry = Text("Industry", "Industrial manufacturing", optional=True)
    country = Text(
        "ISO 3166 code of the country or region whose public holidays count",
        "GB-ENG",
        optional=True,
        empty="CN",
    )
    address = Text("Postal address", "Foundry Road, Wolverhampton", optional=True)
    profile = Text(
        "One paragraph on the company", "A maker of industrial pumps with two plants.", optional=True
    )
    logo = Picture("The customer's logo", {"image": "<base64>"}, optional=True)


class Supplement(Schema):
    kind = Choice("Kind of supplement package", "domain_expert", keys("supplement"))
    units = Count("Number of units, 50 person-days each", 1, most=1000)


class Objective(Schema):
    title = Text("A business objective of the engagement", "Raise forecast accuracy to 82 %")
    measure = Text(
        "How its achievement is measured", "Weighted accuracy at family level, monthly", optional=True
    )


class Engagement(Schema):
    id = Text("Identifier of the engagement", "ENG-2025-118")
    contract_no = Text("Number of the contract or order", "HA-2025-0412", optional=True)
    name = Text(
        "Name of the engagement", "Customer success consulting: production and marketing collaboration"
    )
    edition = Choice("Edition of the service", "standard", keys("edition"))
    supplements = Items(Supplement, "Supplement packages ordered", most=20)
    scenarios = Texts(
        Choice("A core business scenario in scope", "production_marketing", keys("scenario")), least=1
    )
    requested = Day("Day on which the customer requested the service", "2025-11-03", optional=True)
    start = Day("Start T: contract signed or order paid", "2025-12-08")
    start_basis = Choice(
        "What made the service start",
        "contract_signed",
        keys("start_basis"),
        optional=True,
        empty="contract_signed",
    )
    end = Day("Agreed end of the service, where it differs from the edition's", "2026-07-31", optional=True)
    currency = Choice("Currency of all amounts", "GBP", ("CNY", "EUR", "GBP", "HKD", "JPY", "SGD", "USD"))
    background = Text(
        "Why the customer ordered the service",
        "Sales and production plan on separate figures.",
        optional=True,
    )
    objectives = Items(Objective, "Objectives that both parties agreed", most=100)


class Member(Schema):
    party = Choice("Party that the person belongs to", "customer", keys("party"))
    role = Text("Role in the engagement", "Customer success manager")
    name = Text("Name of the person", "H. Marsh", optional=True)
    department = Text("Department", "Supply chain", optional=True)
    responsibility = Text(
        "What the person is responsible for", "Coordinates both parties and accepts the service"
    )
    contact = Text("Telephone or e-mail", "h.marsh@tolland.example", optional=True)


class MilestoneEntry(Schema):
    key = Choice(
        "Which of the six milestones", "analysis", keys("stage", *(milestone.key for milestone in MILESTONES))
    )
    planned = Day(
        "Planned day where both parties agreed on another than the programme's", "2026-01-12", optional=True
    )
    actual = Day("Day on which the milestone was reached", "2026-01-09", optional=True)
    note = Text("Remark", "Two interviews were held remotely.", optional=True)


class LedgerEntry(Schema):
    key = Choice("Which deliverable", "research_report", keys("deliverable", *(owed.key for owed in OWED)))
    title = Text("Title, where it differs from the programme's", "Research report, part 2", optional=True)
    period = Month("Month of a monthly report", "2026-05", optional=True)
    version = Text("Version submitted", "V1.0", optional=True)
    due = Day("Day by which it is to be submitted, where agreed", "2026-01-12", optional=True)
    submitted = Day("Day of submission", "2026-01-08", optional=True)
    confirmed = Day("Day of the customer's confirmation", "2026-01-13", optional=True)
    confirmed_by = Text("Who confirmed it", "Head of supply chain", optional=True)
    objection = Text("The customer's objection that still stands", "Section 4 lacks plant 2.", optional=True)
    note = Text("Remark", "Confirmed by e-mail.", optional=True)


class Report(Schema):
    date = Day("Date of the document", "2026-07-03")
    version = Text("Version of the document", "V1.0", optional=True)
    number = Text("Number of the document", "CS-TOL-2026-06", optional=True)
    prepared_by = Text("Who prepared it", "Customer success consultant", optional=True)
    reviewed_by = Text("Who reviewed it", "Delivery lead", optional=True)
    confidentiality = Choice(
        "Confidentiality", "confidential", keys("confidentiality"), optional=True, empty="confidential"
    )


class EngagementSchema(Schema):
    """The part that all deliverables share."""

    language = Choice(
        "Language of the document unless the request names one",
        "en",
        keys("language"),
        optional=True,
        empty="zh",
    )
    report = Part(Report, "The document itself")
    provider = Part(Provider, "The company that provides the service")
    customer = Part(Customer, "The customer")
    engagement = Part(Engagement, "The engagement: edition, scenarios, start")
    team = Items(Member, "Stakeholders of all parties", most=500)
    milestones = Items(
        MilestoneEntry, "What is known of the milestones; their planned days are computed", most=6
    )
    deliverables = Items(LedgerEntry, "What was submitted and confirmed", most=200)


ENGAGEMENT_FIGURES: Mapping[str, str] = {
    "document.id": "Id of the deliverable",
    "document.title": "Title of the deliverable in the document's language",
    "document.language": "Language of the document, zh or en",
    "as_of": "Day of every status: the month's last day in monthly reports, else the report's date",
    "customer.label": "Short name of the customer, or its name",
    "provider.label": "Short name of the provider, or its name",
    "engagement.edition_label": "Edition in words",
    "engagement.months": "Months of the edition's service cycle",
    "engagement.service_end": "Last day of the service cycle: the agreed one or T plus the edition's months",
    "engagement.supplement_days": "Person-days of all supplement packages",
    "engagement.scenario_labels[]": "Scenarios in words",
    "engagement.elapsed": "Share of the service cycle that has passed by as_of, 0 to 1",
    "parties[].party": "Key of a party that has members",
    "parties[].label": "The party in words",
    "milestones[].number": "1 to 6",
    "milestones[].title": "Name of the milestone",
    "milestones[].offset": "Planned time as counted from T, such as T+2M",
    "milestones[].planned_start": "Day on which a milestone's window opens; none for a single day",
    "milestones[].status": "done, done_late, in_progress, upcoming or overdue (label group status)",
    "milestones[].slip_days": "Days from planned to actual (or to as_of while overdue); negative: early",
    "milestone_summary.total": "Number of milestones",
    "milestone_summary.done": "Milestones reached",
    "milestone_summary.overdue": "Milestones overdue",
    "milestone_summary.max_slip_days": "Greatest slip in days, 0 if none",
    "deliverables[].number": "Running number",
    "deliverables[].stage": "Stage that the deliverable closes (label group stage)",
    "deliverables[].type": "document or event (label group deliverable_type)",
    "deliverables[].required": "Whether acceptance requires it",
    "deliverables[].deadline": "Last day of the confirmation period: 5 working days after submission",
    "deliverables[].working_days": "Working days from submission to confirmation",
    "deliverables[].status": "not_submitted, awaiting, confirmed, confirmed_late, silent or objected",
    "deliverables[].counts_as_confirmed": "Confirmed, or without objection when the period ended",
    "deliverables[].late": "Submitted after its due day, or past due and not submitted",
    "notes[]": "Remarks on the figures, such as provisional working days",
    "labels.*": "Labels by group and key, such as labels.severity.high; used by the label filter",
    "charts.milestones": "Days from T, planned and actual, a category per milestone",
}

# Lists of the context whose items have the fields of another list.
ENGAGEMENT_SAME: Mapping[str, str] = {"parties[].members[]": "team[]"}


def core_context(data: Mapping[str, Any], as_of: dt.date, document: str, language: str) -> dict[str, Any]:
    """Return the data of an engagement with everything that is computed from its common part."""
    engagement, country = data["engagement"], data["customer"]["country"]
    end = service_end(engagement["start"], engagement["edition"], engagement["end"])
    milestones = milestone_rows(data["milestones"], engagement["start"], end, as_of, language)
    ledger = ledger_rows(data["deliverables"], milestones, country, as_of, language)
    return {
        **data,
        "document": {"id": document, "title": label("deliverable", document, language), "language": language},
        "as_of": as_of,
        "provider": _named(data["provider"]),
        "customer": _named(data["customer"]),
        "engagement": _engagement(engagement, end, as_of, language),
        "parties": _parties(data["team"], language),
        "milestones": milestones,
        "milestone_summary": _milestone_summary(milestones),
        "deliverables": ledger,
        "labels": labels(language),
        "notes": [
            *calendar_notes(ledger, country, language),
            *notice_note(engagement["requested"], engagement["start"], country, language),
        ],
        "charts": {"milestones": _milestone_chart(milestones, engagement["start"], language)},
    }


def _named(company: Mapping[str, Any]) -> dict[str, Any]:
    return {**company, "label": company["short_name"] or company["name"]}


def _engagement(engagement: Mapping[str, Any], end: dt.date, as_of: dt.date, language: str) -> dict[str, Any]:
    passed = (as_of - engagement["start"]).days / ((end - engagement["start"]).days or 1)
    return {
        **engagement,
        "edition_label": label("edition", engagement["edition"], language),
        "months": EDITIONS[engagement["edition"]].months,
        "service_end": end,
        "supplement_days": supplement_days(engagement["supplements"]),
        "scenario_labels": [label("scenario", key, language) for key in engagement["scenarios"]],
        "elapsed": round(min(max(passed, 0.0), 1.0), 6),
    }


def _parties(team: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    groups = ((key, [member for member in team if member["party"] == key]) for key in keys("party"))
    return [
        {"party": key, "label": label("party", key, language), "members": members}
        for key, members in groups
        if members
    ]


def _milestone_summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {
        "total": len(rows),
        "done": sum(row["actual"] is not None for row in rows),
        "overdue": sum(row["status"] == "overdue" for row in rows),
        "max_slip_days": max(0, *(row["slip_days"] or 0 for row in rows)),
    }


def _milestone_chart(rows: Sequence[Mapping[str, Any]], start: dt.date, language: str) -> dict[str, Any]:
    return chart(
        [row["title"] for row in rows],
        (say("planned_days", language), [(row["planned"] - start).days for row in rows]),
        (
            say("actual_days", language),
            [(row["actual"] - start).days if row["actual"] else None for row in rows],
        ),
    )
