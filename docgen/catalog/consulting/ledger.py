"""The deliverables that an engagement owes: submission, the customer's confirmation period, and acceptance.

The customer confirms within five working days of submission by the public-holiday calendar
of its country; a document that drew no objection by then counts as confirmed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docgen.catalog.calendars import add_working_days, calendar_gap, working_days_between
from docgen.catalog.consulting.figures import numbered
from docgen.catalog.consulting.labels import keys, label
from docgen.catalog.consulting.wording import joined, say
from docgen.catalog.periods import date_label, month_label, months_between

__all__ = [
    "CONFIRMATION_DAYS",
    "NOTICE_DAYS",
    "OWED",
    "Owed",
    "acceptance",
    "calendar_notes",
    "ledger_rows",
    "notice_note",
]

CONFIRMATION_DAYS = 5
NOTICE_DAYS = 15
_STATUSES = keys("status", "not_submitted", "awaiting", "confirmed", "confirmed_late", "silent", "objected")


@dataclass(frozen=True, slots=True)
class Owed:
    """A kind of deliverable: the stage that it closes and whether acceptance requires it."""

    key: str
    stage: str
    required: bool
    type: str = "document"


OWED = (
    Owed("project_plan", "preparation", required=False),
    Owed("research_report", "analysis", required=True),
    Owed("service_plan", "design", required=True),
    Owed("monthly_report", "landing", required=True),
    Owed("workshop_record", "enablement", required=True, type="event"),
    Owed("effect_evaluation", "improvement", required=True),
)


def ledger_rows(
    given: Sequence[Mapping[str, Any]],
    milestones: Sequence[Mapping[str, Any]],
    country: str,
    as_of: dt.date,
    language: str,
) -> list[dict[str, Any]]:
    """Return every deliverable owed, in the programme's order, with deadline and status as of a day.

    A required kind that the data does not mention appears once, as not submitted, and so does each
    month that is left out between those of its reports.
    """
    due = {row["key"]: row["planned"] for row in milestones}
    rows = []
    for owed in OWED:
        entries: list[Mapping[str, Any]] = [entry for entry in given if entry["key"] == owed.key]
        if owed.required:
            entries += _left_out(entries)
        ordered = sorted(
            entries, key=lambda entry: (entry.get("period") or "", str(entry.get("submitted") or "9"))
        )
        rows += [_row(owed, entry, due[owed.stage], country, as_of, language) for entry in ordered]
    return numbered(rows)


def _left_out(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return an entry for each month that has none between first and last, or one for nothing at all."""
    months = {entry["period"] for entry in entries if entry.get("period")}
    if not months:
        return [] if entries else [{}]
    return [{"period": month} for month in months_between(min(months), max(months)) if month not in months]


def _row(
    owed: Owed, entry: Mapping[str, Any], stage_due: dt.date, country: str, as_of: dt.date, language: str
) -> dict[str, Any]:
    submitted, confirmed = (_by(entry.get(key), as_of) for key in ("submitted", "confirmed"))
    deadline = add_working_days(submitted, CONFIRMATION_DAYS, country) if submitted else None
    status = _status(submitted, confirmed, deadline, entry.get("objection"), as_of)
    due = entry.get("due") or (None if entry.get("period") else stage_due)
    return {
        "key": owed.key,
        "title": _title(owed.key, entry, language),
        "stage": owed.stage,
        "type": owed.type,
        "required": owed.required,
        "period": entry.get("period"),
        "version": entry.get("version"),
        "due": due,
        "submitted": submitted,
        "deadline": deadline,
        "confirmed": confirmed,
        "confirmed_by": entry.get("confirmed_by") if confirmed else None,
        "working_days": _taken(submitted, confirmed, country),
        "objection": entry.get("objection"),
        "status": status,
        "counts_as_confirmed": status in ("confirmed", "confirmed_late", "silent"),
        "late": bool(due and (submitted or as_of) > due),
        "note": entry.get("note"),
    }


def _by(day: dt.date | None, as_of: dt.date) -> dt.date | None:
    return day if day and day <= as_of else None


def _taken(submitted: dt.date | None, confirmed: dt.date | None, country: str) -> int | None:
    if not submitted or not confirmed or (confirmed - submitted).days > 366:
        return None
    return working_days_between(submitted, confirmed, country)


def _title(key: str, entry: Mapping[str, Any], language: str) -> str:
    title = entry.get("title") or label("deliverable", key, language)
    if not entry.get("period"):
        return str(title)
    month = month_label(entry["period"], language)
    return f"{title}（{month}）" if language == "zh" else f"{title} ({month})"


def _status(
    submitted: dt.date | None,
    confirmed: dt.date | None,
    deadline: dt.date | None,
    objection: str | None,
    as_of: dt.date,
) -> str:
    if not submitted or not deadline:
        return "not_submitted"
    if confirmed:
        return "confirmed_late" if confirmed > deadline else "confirmed"
    if objection:
        return "objected"
    return "silent" if as_of > deadline else "awaiting"


def acceptance(
    rows: Sequence[Mapping[str, Any]], criteria: Sequence[Mapping[str, Any]], language: str
) -> dict[str, Any]:
    """Return whether acceptance can start, why or why not in words, and how many deliverables stand where."""
    reasons = [_reason(row, language) for row in rows if row["required"] and not row["counts_as_confirmed"]]
    reasons += [
        {"code": "criterion", "text": say("reason_criterion", language, title=item["criterion"])}
        for item in criteria
        if item["result"] in ("not_met", "partly_met")
    ]
    counts = Counter(row["status"] for row in rows)
    overdue = [row for row in rows if row["status"] in ("silent", "confirmed_late")]
    return {
        "ready": not reasons,
        "statement": _statement(reasons, language),
        "reasons": reasons,
        "counts": {status: counts[status] for status in _STATUSES},
        "total": len(rows),
        "submitted": sum(row["submitted"] is not None for row in rows),
        "confirmed": sum(row["counts_as_confirmed"] for row in rows),
        "missing": counts["not_submitted"],
        "overdue": len(overdue),
        "confirmation_days": CONFIRMATION_DAYS,
    }


def _statement(reasons: Sequence[Mapping[str, str]], language: str) -> str:
    if not reasons:
        return say("acceptance_ready", language, days=CONFIRMATION_DAYS)
    texts = joined((reason["text"] for reason in reasons), language)
    return say("acceptance_not_ready", language, reasons=texts)


def _reason(row: Mapping[str, Any], language: str) -> dict[str, str]:
    code = {"not_submitted": "missing", "awaiting": "awaiting", "objected": "objected"}[row["status"]]
    day = row["due"] if code == "missing" else row["deadline"]
    phrase = "missing_since" if code == "missing" and row["late"] else code
    text = say(
        f"reason_{phrase}",
        language,
        title=row["title"],
        date=date_label(day, language) if day else "",
        objection=row["objection"],
    )
    return {"code": code, "text": text}


def calendar_notes(rows: Sequence[Mapping[str, Any]], country: str, language: str) -> list[str]:
    """Return a note for each year whose working days are provisional and matter for a deadline."""
    years = {day.year for row in rows for day in (row["submitted"], row["deadline"]) if day}
    return [
        say("note_calendar", language, year=year) for year in sorted(years) if calendar_gap(country, year)
    ]


def notice_note(requested: dt.date | None, start: dt.date, country: str, language: str) -> list[str]:
    """Return a note when the service was requested fewer than 15 working days before it started."""
    if not requested or requested > start or (start - requested).days > 366:
        return []
    days = working_days_between(requested, start, country)
    return [say("note_short_notice", language, days=days, needed=NOTICE_DAYS)] if days < NOTICE_DAYS else []
