"""The six milestones of the service, counted from its start T, and how each stands on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docgen.catalog.consulting.labels import label
from docgen.catalog.consulting.wording import say
from docgen.catalog.periods import add_months

__all__ = ["MILESTONES", "Milestone", "milestone_rows", "planned_dates"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone due days or months after T; one with ``from_month`` is a window that opens there.

    A window that the plan closes at the end of the cycle (``to_end``) stretches with an agreed longer cycle.
    """

    key: str
    days: int = 0
    month: int = 0
    from_month: int = 0
    to_end: bool = False


MILESTONES = (
    Milestone("preparation", days=5),
    Milestone("analysis", month=1),
    Milestone("design", month=2),
    Milestone("landing", month=4),
    Milestone("enablement", from_month=2, month=6, to_end=True),
    Milestone("improvement", from_month=2, month=6, to_end=True),
)


def planned_dates(milestone: Milestone, start: dt.date, end: dt.date) -> tuple[dt.date | None, dt.date]:
    """Return when the milestone's window opens (None for a single date) and the day by which it is due."""
    if milestone.days:
        return None, start + dt.timedelta(days=milestone.days)
    opens = add_months(start, milestone.from_month) if milestone.from_month else None
    due = add_months(start, milestone.month)
    return opens, max(due, end) if milestone.to_end else due


def milestone_rows(
    given: Sequence[Mapping[str, Any]], start: dt.date, end: dt.date, as_of: dt.date, language: str
) -> list[dict[str, Any]]:
    """Return all six milestones in order with planned and actual dates, status and slip in days as of a day.

    A slip counts from the planned day to the actual one (negative when early), or to ``as_of`` while overdue.
    """
    by_key = {row["key"]: row for row in given}
    return [
        _row(number, milestone, by_key.get(milestone.key, {}), start, end, as_of, language)
        for number, milestone in enumerate(MILESTONES, 1)
    ]


def _row(
    number: int,
    milestone: Milestone,
    given: Mapping[str, Any],
    start: dt.date,
    end: dt.date,
    as_of: dt.date,
    language: str,
) -> dict[str, Any]:
    opens, due = planned_dates(milestone, start, end)
    due = given.get("planned") or due
    actual = given.get("actual")
    actual = actual if actual and actual <= as_of else None
    status = _status(actual, opens or _begin(milestone, start), due, as_of)
    return {
        "number": number,
        "key": milestone.key,
        "title": label("stage", milestone.key, language),
        "offset": _offset(milestone, language),
        "planned_start": opens,
        "planned": due,
        "actual": actual,
        "status": status,
        "slip_days": _slip(status, actual, due, as_of),
        "note": given.get("note"),
    }


def _begin(milestone: Milestone, start: dt.date) -> dt.date:
    """Return when work towards a single-date milestone begins: the due day of the one before it, or T."""
    before = [m for m in MILESTONES[: MILESTONES.index(milestone)] if not m.from_month]
    return planned_dates(before[-1], start, start)[1] if before else start


def _status(actual: dt.date | None, begin: dt.date, due: dt.date, as_of: dt.date) -> str:
    if actual:
        return "done_late" if actual > due else "done"
    if as_of > due:
        return "overdue"
    return "in_progress" if as_of >= begin else "upcoming"


def _slip(status: str, actual: dt.date | None, due: dt.date, as_of: dt.date) -> int | None:
    if actual:
        return (actual - due).days
    return (as_of - due).days if status == "overdue" else None


def _offset(milestone: Milestone, language: str) -> str:
    if milestone.days:
        return say("offset_days", language, days=milestone.days)
    if milestone.from_month:
        return say("offset_window", language, frm=milestone.from_month, to=milestone.month)
    return say("offset_month", language, to=milestone.month)
