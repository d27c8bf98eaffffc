"""Key figures: attainment in the direction that is good, change on the month before, trend and colour.

Definitions, the same in every document:

* attainment: actual / target where higher is better, target / actual where lower is better;
* progress: the share of the way from baseline to target that has been covered;
* colour: green from the first threshold of attainment on, amber from the second on, else red.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from docgen.catalog.consulting.figures import chart, ratio, readable, readable_change
from docgen.catalog.consulting.labels import keys
from docgen.catalog.consulting.wording import say
from docgen.catalog.periods import month_label, shift_month

__all__ = ["attainment", "kpi_charts", "kpi_rows", "kpi_summary", "progress", "rag", "tendency"]

Measure = Mapping[str, Any]


def attainment(actual: Decimal | None, target: Decimal, direction: str) -> Decimal | None:
    """Return how far the target is reached, 1 meaning exactly; None where a quotient says nothing.

    With "down", an actual of zero reaches any target: 1.
    """
    if actual is None:
        return None
    if direction == "up":
        return ratio(actual, target) if target > 0 else None
    if actual < 0 or target < 0:
        return None
    return ratio(target, actual) if actual else Decimal(1)


def progress(actual: Decimal | None, baseline: Decimal | None, target: Decimal) -> Decimal | None:
    """Return the share of the way from baseline to target covered; below 0 when it went the wrong way."""
    if actual is None or baseline is None:
        return None
    return ratio(actual - baseline, target - baseline)


def rag(actual: Decimal | None, target: Decimal, direction: str, thresholds: Mapping[str, Decimal]) -> str:
    """Return green, amber, red, or none without a figure; without a quotient, whether the target is met."""
    if actual is None:
        return "none"
    reached = attainment(actual, target, direction)
    if reached is None:
        met = actual >= target if direction == "up" else actual <= target
        return "green" if met else "red"
    if reached >= thresholds["green"]:
        return "green"
    return "amber" if reached >= thresholds["amber"] else "red"


def tendency(actual: Decimal | None, previous: Decimal | None, direction: str) -> str:
    """Return better, same or worse than the month before, or none without both figures."""
    if actual is None or previous is None:
        return "none"
    if actual == previous:
        return "same"
    return "better" if (actual > previous) == (direction == "up") else "worse"


def kpi_rows(
    kpis: Sequence[Measure],
    history: Sequence[Mapping[str, Any]],
    period: str,
    thresholds: Mapping[str, Decimal],
    currency: str,
    language: str,
) -> list[dict[str, Any]]:
    """Return each key figure with all that is computed from it; ``period`` is the month of its actual."""
    past = {entry["period"]: {k["key"]: k["actual"] for k in entry["kpis"]} for entry in history}
    return [_row(kpi, past, period, thresholds, currency, language) for kpi in kpis]


def _row(
    kpi: Measure,
    past: Mapping[str, Mapping[str, Decimal]],
    period: str,
    thresholds: Mapping[str, Decimal],
    currency: str,
    language: str,
) -> dict[str, Any]:
    actual, target, direction = kpi["actual"], kpi["target"], kpi["direction"]
    previous = past.get(shift_month(period, -1), {}).get(kpi["key"])
    change = None if actual is None or previous is None else actual - previous
    row = {
        **kpi,
        **_texts(kpi, previous, currency, language),
        "attainment": attainment(actual, target, direction),
        "baseline_attainment": attainment(kpi["baseline"], target, direction),
        "progress": progress(actual, kpi["baseline"], target),
        "rag": rag(actual, target, direction, thresholds),
        "previous": previous,
        "change": change,
        "change_ratio": None if change is None or not previous else ratio(change, abs(previous)),
        "change_text": readable_change(change, kpi, currency, language),
        "tendency": tendency(actual, previous, direction),
        "trend": _trend(kpi, past, period, language),
    }
    return {**row, "chart": _own_chart(row, language)}


def _texts(kpi: Measure, previous: Decimal | None, currency: str, language: str) -> dict[str, str | None]:
    """Return baseline, target, actual and previous value as written."""
    values = {**{name: kpi[name] for name in ("baseline", "target", "actual")}, "previous": previous}
    return {f"{name}_text": readable(value, kpi, currency, language) for name, value in values.items()}


def _trend(
    kpi: Measure, past: Mapping[str, Mapping[str, Decimal]], period: str, language: str
) -> list[dict[str, Any]]:
    """Return all months of the history in order, then the current one."""
    months = [*sorted(past), period]
    actuals = [*(past[month].get(kpi["key"]) for month in months[:-1]), kpi["actual"]]
    return [
        {
            "period": month,
            "label": month_label(month, language, short=True),
            "actual": actual,
            "attainment": attainment(actual, kpi["target"], kpi["direction"]),
        }
        for month, actual in zip(months, actuals, strict=True)
    ]


def _own_chart(row: Measure, language: str) -> dict[str, Any]:
    trend = row["trend"]
    return chart(
        [point["label"] for point in trend],
        (say("actual", language), [point["actual"] for point in trend]),
        (say("target", language), [row["target"]] * len(trend)),
    )


def kpi_summary(rows: Sequence[Measure]) -> dict[str, Any]:
    """Return how many key figures have which colour and tendency, and how many reach their target."""
    colours = Counter(row["rag"] for row in rows)
    ways = Counter(row["tendency"] for row in rows)
    return {
        "total": len(rows),
        **{colour: colours[colour] for colour in ("green", "amber", "red")},
        "on_target": sum(_meets(row) for row in rows),
        **{way: ways[way] for way in keys("tendency", "better", "same", "worse")},
    }


def _meets(row: Measure) -> bool:
    if row["actual"] is None:
        return False
    return bool(
        row["actual"] >= row["target"] if row["direction"] == "up" else row["actual"] <= row["target"]
    )


def kpi_charts(rows: Sequence[Measure], language: str) -> dict[str, Any]:
    """Return attainment (a bar per figure), its trend by month (a line per figure) and progress."""
    months = [point["label"] for point in rows[0]["trend"]] if rows else []
    return {
        "kpi_attainment": chart(
            [row["name"] for row in rows],
            (say("attainment", language), [row["attainment"] for row in rows]),
            (say("target", language), [1] * len(rows)),
        ),
        "kpi_trend": chart(
            months, *((row["name"], [point["attainment"] for point in row["trend"]]) for row in rows)
        ),
        "kpi_progress": chart(
            [row["name"] for row in rows], (say("progress", language), [row["progress"] for row in rows])
        ),
    }
