"""What a business review says: five scenarios with their key figures, and an appendix of two hundred rows."""

from __future__ import annotations

from typing import Any

__all__ = ["KPIS", "MONTHS", "PAGE", "ROWS", "review_data"]

MONTHS, ROWS, PAGE = 12, 200, 13
KPIS = (6, 6, 6, 6, 5)
"""How many key figures each scenario has."""

_NAMES = ("Customer service", "Sales assistance", "Document review", "Planning", "Knowledge search")
_FIGURES = (
    "Response time",
    "Answers accepted",
    "Cost per case",
    "Cases handled",
    "Staff trained",
    "Satisfaction",
)
_LABELS = {
    **{"on_track": "On track", "at_risk": "At risk", "late": "Late", "not_started": "Not started"},
    **{"green": "Target reached", "amber": "Below target", "high": "High", "medium": "Medium", "low": "Low"},
}
_STATES = ("on_track", "at_risk", "on_track", "late", "on_track", "not_started")


# The data


def review_data(rows: int = ROWS) -> dict[str, Any]:
    """Return the context of the review."""
    scenarios = [
        _scenario(at, name, count) for at, (name, count) in enumerate(zip(_NAMES, KPIS, strict=True))
    ]
    return {
        "customer": "Northwind Logistics",
        "period": "Second quarter of 2026",
        "labels": {"status": _LABELS},
        "messages": [f"{s['name']}: {s['message']}" for s in scenarios],
        "lamps": [{"name": s["name"], "status": s["status"]} for s in scenarios],
        "scenarios": scenarios,
        "overview": {
            "categories": [s["name"] for s in scenarios],
            "series": [
                {"name": name, "values": [(at * 3 + step * 5) % 9 + 3 for step in range(len(scenarios))]}
                for at, name in enumerate(("Done", "In work", "Open"))
            ],
        },
        "risks": [_risk(number) for number in range(8)],
        "rows": [_measure(number) for number in range(rows)],
        "steps": [f"Step {n}: {text}" for n, text in enumerate(_NEXT, 1)],
    }


_NEXT = (
    "steering committee confirms the figures",
    "owners of late actions report by the tenth",
    "second wave of training begins",
    "next review on 15 October 2026",
)


def _scenario(at: int, name: str, count: int) -> dict[str, Any]:
    return {
        "name": name,
        "number": at + 1,
        "status": _STATES[at],
        "message": f"{count} key figures, {count - 1} of them better than a quarter ago",
        "kpis": [_kpi(at, step) for step in range(count)],
        "actions": [
            {
                "text": f"Action {at + 1}.{n + 1} for {name.lower()}",
                "owner": f"Owner {n + 1}",
                "status": _STATES[n],
            }
            for n in range(5)
        ],
    }


def _kpi(at: int, step: int) -> dict[str, Any]:
    actual = [40 + at * 7 + step * 3 + month * (2 + (at + step) % 3) for month in range(MONTHS)]
    target = [50 + at * 7 + step * 3 + month * 2 for month in range(MONTHS)]
    return {
        "name": _FIGURES[step],
        "title": f"{_FIGURES[step]} reached {actual[-1]} in December against a target of {target[-1]}",
        "actual": actual[-1],
        "target": target[-1],
        "ratio": round(min(actual[-1] / target[-1], 1), 3),
        "status": "green" if actual[-1] >= target[-1] else "amber",
        "comment": f"The trend of {MONTHS} months holds; the next step is due in quarter {step % 4 + 1}.",
        "chart": {
            "categories": [f"2026-{month:02}" for month in range(1, MONTHS + 1)],
            "series": [{"name": "Actual", "values": actual}, {"name": "Target", "values": target}],
        },
    }


def _risk(number: int) -> dict[str, Any]:
    return {
        "text": f"Risk {number + 1}: supply of data for scenario {number % len(_NAMES) + 1} is delayed",
        "owner": f"Owner {number % 4 + 1}",
        "level": ("high", "medium", "low")[number % 3],
        "due": f"2026-{number + 3:02}-15",
    }


def _measure(number: int) -> dict[str, Any]:
    return {
        "number": number + 1,
        "scenario": _NAMES[number % len(_NAMES)],
        "text": f"Measure {number + 1}: {_FIGURES[number % len(_FIGURES)].lower()}",
        "value": number * 7 % 100 + 0.5,
        "status": _STATES[number % len(_STATES)],
    }
