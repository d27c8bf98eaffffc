"""The parts that several deliverables share: key figures, risks, value entries, products, plans, events."""

from __future__ import annotations

from decimal import Decimal

from docgen.catalog.consulting.engagement import EngagementSchema
from docgen.catalog.consulting.labels import keys
from docgen.catalog.schema import Choice, Count, Day, Items, Month, Number, Part, Schema, Text, Texts

__all__ = [
    "Event",
    "Goal",
    "HistoryMonth",
    "Kpi",
    "MeasuredSchema",
    "NextStep",
    "Product",
    "Risk",
    "ServiceItem",
    "Suggestion",
    "Thresholds",
    "ValueEntry",
]


STYLES = keys("style")


class Kpi(Schema):
    key = Text("Key of the figure, the same in every month", "forecast_accuracy")
    name = Text("Name of the key figure", "Demand forecast accuracy")
    definition = Text(
        "How it is measured, and from which source",
        "1 - weighted error, from the planning system",
        optional=True,
    )
    unit = Text("Unit, shown after the number", "days", optional=True)
    style = Choice(
        "How it is written: percent takes a ratio (0.82 = 82 %)",
        "percent",
        STYLES,
        optional=True,
        empty="number",
    )
    decimals = Count("Decimal places shown", 1, optional=True, most=6)
    direction = Choice("Which way is good", "up", keys("direction"))
    baseline = Number("Value at the start of the service", 0.68, optional=True)
    target = Number("Value to reach", 0.82)
    actual = Number("Value of the period", 0.79, optional=True)
    owner = Text("Who is responsible for it", "Head of supply chain", optional=True)
    comment = Text("Remark on the period", "Promotions in May were planned jointly.", optional=True)


class Thresholds(Schema):
    green = Number(
        "Attainment from which a key figure is green",
        0.95,
        optional=True,
        empty=Decimal("0.95"),
        least=0,
        most=10,
    )
    amber = Number(
        "Attainment from which it is amber", 0.8, optional=True, empty=Decimal("0.8"), least=0, most=10
    )


class HistoryKpi(Schema):
    key = Text("Key of the figure", "forecast_accuracy")
    actual = Number("Value of that month", 0.74, optional=True)


class HistoryProduct(Schema):
    key = Text("Key of the product", "planning_db")
    used = Number("Usage of that month", 610, optional=True, least=0)
    capacity = Number("Capacity of that month, where it differed from today's", 800, optional=True, least=0)
    performance = Number("Performance figure of that month", 182, optional=True)


class HistoryMonth(Schema):
    period = Month("An earlier month", "2026-05")
    kpis = Items(HistoryKpi, "Key figures of that month", most=100)
    products = Items(HistoryProduct, "Product usage of that month", most=200)


class Risk(Schema):
    id = Text("Identifier of the problem or risk", "R-07")
    kind = Choice("Problem (has happened) or risk (may happen)", "risk", keys("risk_kind"))
    title = Text("What it is about, in a few words", "Late sales input for the weekly plan")
    detail = Text(
        "What is happening, and what follows from it",
        "Two regions send figures after the cut-off.",
        optional=True,
    )
    severity = Choice("Severity", "high", keys("severity"))
    status = Choice("Status", "in_progress", keys("status", "open", "in_progress", "monitoring", "closed"))
    owner = Text("Who is responsible for it", "Head of sales operations")
    action = Text("Measures taken or agreed", "Automatic reminder and a fixed cut-off.", optional=True)
    opened = Day("Day on which it was raised", "2026-05-12")
    due = Day("Day by which it is to be settled", "2026-06-26", optional=True)
    closed = Day("Day on which it was closed", "2026-06-24", optional=True)


class ValueEntry(Schema):
    date = Day("Day of the investment or benefit", "2026-04-30")
    kind = Choice("Investment or benefit", "benefit", keys("entry_kind"))
    basis = Choice("Actual or forecast", "actual", keys("basis"), optional=True, empty="actual")
    title = Text("What it is", "Working capital freed by lower stock")
    amount = Number("Amount, in the engagement's currency", 48000, least=0)
    currency = Text("Currency, where stated; it must be the engagement's", "GBP", optional=True)
    evidence = Text("How the amount was found", "Stock ledger, carrying cost 9 % a year", optional=True)


class Goal(Schema):
    title = Text("Goal", "Forecast accuracy at family level")
    unit = Text("Unit, shown after the number", "days", optional=True)
    style = Choice(
        "How it is written: percent takes a ratio (0.82 = 82 %)",
        "percent",
        STYLES,
        optional=True,
        empty="number",
    )
    decimals = Count("Decimal places shown", 1, optional=True, most=6)
    baseline = Number("Value today", 0.68, optional=True)
    target = Number("Value to reach", 0.82, optional=True)
    horizon = Choice("Short, mid or long term", "short", keys("horizon"), optional=True)
    due = Day("Day by which", "2026-07-31", optional=True)
    owner = Text("Who is responsible", "Head of sales operations", optional=True)
    detail = Text("Remark", "Weighted by sales value", optional=True)


class ServiceItem(Schema):
    title = Text("Service item", "Weekly joint planning meeting introduced")
    stage = Choice("Stage of the service", "landing", keys("stage"))
    detail = Text(
        "What was done in the period", "Four meetings held; agenda and figures fixed.", optional=True
    )
    owner = Text("Who is responsible for it", "Customer success consultant", optional=True)
    start = Day("Planned start", "2026-06-01", optional=True)
    due = Day("Planned end", "2026-06-26", optional=True)
    finished = Day("Day on which it was completed", "2026-06-25", optional=True)
    progress = Number("Share completed, 0 to 1", 0.8, least=0, most=1)
    status = Choice(
        "Status", "in_progress", keys("status", "not_started", "in_progress", "done", "delayed", "on_hold")
    )
    output = Text("What it produced", "Meeting record, decision list", optional=True)


class Performance(Schema):
    name = Text("Name of the performance figure", "Response time, 95th percentile")
    unit = Text("Unit", "ms", optional=True)
    value = Number("Value of the period", 168)
    target = Number("Value to keep", 200, optional=True)
    direction = Choice("Which way is good", "down", keys("direction"))


class Product(Schema):
    key = Text("Key of the product, the same in every month", "planning_db")
    name = Text("Name of the product", "Managed database for planning")
    purpose = Text("What the customer uses it for", "Stores demand plans and orders", optional=True)
    unit = Text("Unit of usage", "GB")
    used = Number("Usage of the period", 640, least=0)
    capacity = Number("Capacity available", 800, optional=True, least=0)
    performance = Part(Performance, "Its performance in the period")
    comment = Text("Assessment", "Grows 5 % a month; enough until autumn.", optional=True)


class Suggestion(Schema):
    title = Text("Suggestion in a few words", "Move cold plan versions to archive storage")
    kind = Choice("Kind of suggestion", "cost", keys("suggestion"))
    product = Text("Product that it concerns", "Managed database for planning", optional=True)
    detail = Text("What to do and why", "Versions older than a year are never read.", optional=True)
    benefit = Text("Expected effect", "About GBP 400 a month", optional=True)
    priority = Choice("Priority", "medium", keys("priority"))
    status = Choice(
        "Status",
        "proposed",
        keys("status", "proposed", "accepted", "in_progress", "done", "declined"),
        optional=True,
        empty="proposed",
    )
    owner = Text("Who decides or acts", "Head of IT", optional=True)
    due = Day("Day by which", "2026-07-31", optional=True)


class NextStep(Schema):
    title = Text("What is to be done", "Hold the effect evaluation workshop")
    owner = Text("Who does it", "Customer success consultant", optional=True)
    due = Day("Day by which", "2026-07-17", optional=True)
    output = Text("What it will produce", "Agreed list of improvement actions", optional=True)


class Event(Schema):
    date = Day("Day", "2026-03-19")
    kind = Choice("Kind of event", "training", keys("event"))
    title = Text("Topic", "Reading and correcting the demand forecast")
    audience = Text("For whom", "Demand planners, regional sales", optional=True)
    attendees = Count("Number of people who took part", 18, optional=True)
    satisfaction = Number("Average rating, 1 to 5", 4.6, optional=True, least=1, most=5)
    outcome = Text("What came of it", "Planners correct the forecast themselves since April.", optional=True)


class MeasuredSchema(EngagementSchema):
    """A deliverable that measures: key figures of a month with the months before."""

    period = Month("Month that the figures belong to", "2026-06")
    thresholds = Part(Thresholds, "Where green and amber begin", optional=True)
    kpis = Items(Kpi, "Key figures with baseline, target and actual", most=100)
    history = Items(HistoryMonth, "Earlier months of the engagement", most=60)
    value_entries = Items(ValueEntry, "Investments and benefits, dated", most=2000)
    events = Items(Event, "Workshops and training held", most=500)


def texts(description: str, example: str) -> Texts:
    """Return the field for a list of texts."""
    return Texts(Text(description, example))
