"""What must agree between the parts of a payload: dates in order, keys that exist, one currency.

A check gets data that may be incomplete where the schema already found faults, and passes over those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from docgen.catalog.calendars import is_country
from docgen.catalog.consulting.editions import edition_problems
from docgen.errors import Problem, did_you_mean

__all__ = ["problems"]

_UNIQUE = (
    ("kpis", "key"),
    ("risks", "id"),
    ("products", "key"),
    ("milestones", "key"),
    ("history", "period"),
    ("gaps", "id"),
    ("actions", "id"),
)
_ORDERED = (
    ("risks", "opened", "due"),
    ("risks", "opened", "closed"),
    ("service_items", "start", "due"),
    ("deliverables", "submitted", "confirmed"),
    ("actions", "start", "due"),
    ("landing_plan", "start", "due"),
    ("path", "start", "due"),
    ("resources", "start", "due"),
)
_SPANS = (("research", "start", "end"), ("survey", "start", "end"), ("pilot", "start", "due"))


def problems(data: Mapping[str, Any]) -> list[Problem]:
    """Return everything in a payload of the programme that contradicts something else in it."""
    checks = (_country, _unique, _ordered, _closed, _confirmed, _history, _currency, _thresholds, _survey)
    return [*edition_problems(data), *(problem for check in checks for problem in check(data))]


def _rows(data: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the pointer and the object of each sound item of a list."""
    items = data.get(name)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping):
            yield f"/{name}/{index}", item


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    return part if isinstance(part, Mapping) else {}


def _country(data: Mapping[str, Any]) -> Iterator[Problem]:
    code = _part(data, "customer").get("country")
    if isinstance(code, str) and not is_country(code):
        yield Problem(
            "country",
            f"No public-holiday calendar is known for {code[:20]!r}.",
            "Write the ISO 3166 code of the country or region, such as CN or GB-ENG.",
            place="/customer/country",
        )


def _unique(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name, key in _UNIQUE:
        seen: Counter[str] = Counter()
        for place, row in _rows(data, name):
            value = row.get(key)
            if not isinstance(value, str):
                continue
            seen[value] += 1
            if seen[value] == 2:
                yield Problem(
                    "duplicate",
                    f"{value[:60]!r} occurs twice.",
                    "Each must be unique.",
                    place=f"{place}/{key}",
                )


def _ordered(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name, first, last in _ORDERED:
        for place, row in _rows(data, name):
            yield from _in_order(row, first, last, place)
    for name, first, last in _SPANS:
        yield from _in_order(_part(data, name), first, last, f"/{name}")


def _in_order(row: Mapping[str, Any], first: str, last: str, place: str) -> Iterator[Problem]:
    before, after = row.get(first), row.get(last)
    if before and after and after < before:
        message = f"{last} ({after}) lies before {first} ({before})."
        yield Problem("order", message, "Check the dates.", place=f"{place}/{last}")


def _closed(data: Mapping[str, Any]) -> Iterator[Problem]:
    for place, row in _rows(data, "risks"):
        if "status" not in row or "closed" not in row:
            continue
        if row["status"] == "closed" and not row["closed"]:
            yield Problem(
                "closed", "It is closed, but has no closing day.", "Add closed.", place=f"{place}/closed"
            )
        if row["status"] != "closed" and row["closed"]:
            message = f"It has a closing day, but its status is {row['status']}."
            yield Problem(
                "closed", message, "Set status to closed, or remove closed.", place=f"{place}/status"
            )


def _confirmed(data: Mapping[str, Any]) -> Iterator[Problem]:
    for place, row in _rows(data, "deliverables"):
        if row.get("confirmed") and "submitted" in row and not row["submitted"]:
            message = "It is confirmed, but was never submitted."
            yield Problem("confirmed", message, "Add submitted.", place=f"{place}/submitted")


def _history(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find months that are not earlier, and keys that the current month does not have."""
    period = data.get("period")
    known = {name: _keys(data.get(name)) for name in ("kpis", "products")}
    for place, month in _rows(data, "history"):
        if isinstance(period, str) and isinstance(month.get("period"), str) and month["period"] >= period:
            message = f"{month['period']} is not earlier than the period {period}."
            yield Problem("history", message, "History holds earlier months only.", place=f"{place}/period")
        for name, keys in known.items():
            yield from _unknown_keys(month, name, keys, place)


def _keys(items: Any) -> set[str]:
    """Return the keys of a list; none at all when an item is faulty, since its key may be the one meant."""
    rows = items if isinstance(items, list) else []
    sound = all(isinstance(row, Mapping) and "key" in row for row in rows)
    return {row["key"] for row in rows} if sound else set()


def _unknown_keys(month: Mapping[str, Any], name: str, known: set[str], place: str) -> Iterator[Problem]:
    for at, row in _rows(month, name):
        key = row.get("key")
        if isinstance(key, str) and known and key not in known:
            message = f"{key[:60]!r} is not among the {name} of this document."
            yield Problem("unknown-key", message, did_you_mean(key, known), place=f"{place}{at}/key")


def _currency(data: Mapping[str, Any]) -> Iterator[Problem]:
    currency = _part(data, "engagement").get("currency")
    for place, row in _rows(data, "value_entries"):
        if currency and row.get("currency") and row["currency"] != currency:
            message = f"The entry is in {row['currency'][:20]}, the engagement in {currency}."
            yield Problem(
                "currency", message, f"Convert the amount to {currency}.", place=f"{place}/currency"
            )


def _thresholds(data: Mapping[str, Any]) -> Iterator[Problem]:
    limits = _part(data, "thresholds")
    if "green" in limits and "amber" in limits and limits["amber"] > limits["green"]:
        message = "Amber begins above green."
        yield Problem("thresholds", message, "amber must not exceed green.", place="/thresholds/amber")


def _survey(data: Mapping[str, Any]) -> Iterator[Problem]:
    survey = _part(data, "survey")
    answered = survey.get("responded")
    if answered is None:
        return
    if answered > survey.get("invited", answered):
        message = f"{answered} people answered, but only {survey['invited']} were invited."
        yield Problem("survey", message, "Check both counts.", place="/survey/responded")
    rated = sum(survey.get(name, 0) for name in ("promoters", "passives", "detractors"))
    if rated > answered:
        message = f"Promoters, passives and detractors are {rated} together, but {answered} people answered."
        yield Problem("survey", message, "Check the counts.", place="/survey/promoters")
