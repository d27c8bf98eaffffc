"""The figures of deliverables that measure a month: key figures, value, trend, events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from docgen.catalog.consulting.engagement import core_context
from docgen.catalog.consulting.kpi import kpi_charts, kpi_rows, kpi_summary
from docgen.catalog.consulting.roi import actual_entries, roi, value_charts
from docgen.catalog.periods import month_end, month_label, month_start, shift_month

__all__ = [
    "KPI_FIGURES",
    "MEASURED_FIGURES",
    "ROI_FIGURES",
    "event_summary",
    "measured_context",
    "roi_figures",
]

KPI_FIGURES: Mapping[str, str] = {
    "kpis[].baseline_text": "Baseline as written, with its unit",
    "kpis[].target_text": "Target as written, with its unit",
    "kpis[].actual_text": "Actual as written, with its unit; none without a figure",
    "kpis[].previous": "Value of the month before",
    "kpis[].previous_text": "Value of the month before as written",
    "kpis[].attainment": "Ratio: actual / target (up) or target / actual (down); 1 means exactly reached",
    "kpis[].baseline_attainment": "Attainment that the baseline had (ratio)",
    "kpis[].progress": "Ratio: way covered from baseline to target",
    "kpis[].rag": "green, amber, red or none by the thresholds of attainment (label group rag)",
    "kpis[].change": "Actual less the value of the month before",
    "kpis[].change_ratio": "Change / value of the month before",
    "kpis[].change_text": "Change as written, with sign and unit; percentages in percentage points",
    "kpis[].tendency": "better, same, worse or none against the month before (label group tendency)",
    "kpis[].trend[].period": "Month, such as 2026-06: all months of the history, then the current one",
    "kpis[].trend[].label": "Month in words",
    "kpis[].trend[].actual": "Value of that month",
    "kpis[].trend[].attainment": "Attainment of that month",
    "kpis[].chart": "Actual and target by month, for one key figure",
    "kpi_summary.total": "Number of key figures",
    "kpi_summary.green": "How many are green",
    "kpi_summary.amber": "How many are amber",
    "kpi_summary.red": "How many are red",
    "kpi_summary.on_target": "How many reach their target",
    "kpi_summary.better": "How many are better than the month before",
    "kpi_summary.same": "How many are unchanged",
    "kpi_summary.worse": "How many are worse",
    "charts.kpi_attainment": "Attainment and target line (ratios), a category per key figure",
    "charts.kpi_trend": "Attainment by month (ratios), a series per key figure",
    "charts.kpi_progress": "Way covered from baseline to target (ratios), a category per key figure",
}

_ROI_PARTS = {
    "currency": "Currency of all amounts",
    "investment": "Sum of investments",
    "benefit": "Sum of benefits",
    "net": "Benefit less investment",
    "ratio": "Net value / investment (ratio); none without investment",
    "payback_month": "First month from which the cumulative net value stays at or above zero",
    "payback_label": "That month in words; none while not paid back",
    "months[].period": "Month",
    "months[].label": "Month in words",
    "months[].investment": "Investment of the month",
    "months[].benefit": "Benefit of the month",
    "months[].net": "Net value of the month",
    "months[].cumulative_investment": "Investment up to and including the month",
    "months[].cumulative_benefit": "Benefit up to and including the month",
    "months[].cumulative_net": "Net value up to and including the month",
}


def roi_figures(name: str, of: str) -> dict[str, str]:
    """Return the descriptions of one return-on-investment object of the context."""
    return {f"{name}.{part}": f"{text} ({of})" for part, text in _ROI_PARTS.items()}


ROI_FIGURES: Mapping[str, str] = {
    **roi_figures("roi", "actual entries up to as_of"),
    "charts.value_cumulative": "Cumulative investment, benefit and net value by month",
    "charts.value_monthly": "Investment and benefit of each month",
}

MEASURED_FIGURES: Mapping[str, str] = {
    **KPI_FIGURES,
    **ROI_FIGURES,
    **roi_figures("roi_forecast", "all entries, forecasts included"),
    "period_label": "The month in words",
    "period_start": "First day of the month",
    "period_end": "Last day of the month",
    "previous_period": "The month before, such as 2026-05",
    "previous_label": "The month before in words",
    "event_summary.total": "Workshops and training held by as_of",
    "event_summary.attendees": "People who took part, over all of them",
    "event_summary.satisfaction": "Average rating, weighted by attendees where known; none without ratings",
}


def measured_context(data: Mapping[str, Any], as_of: dt.date, document: str, language: str) -> dict[str, Any]:
    """Return the engagement's context with key figures, value and the period in words."""
    context = core_context(data, as_of, document, language)
    period, currency = data["period"], data["engagement"]["currency"]
    history = [entry for entry in data["history"] if entry["period"] < period]
    kpis = kpi_rows(data["kpis"], history, period, data["thresholds"], currency, language)
    actual = roi(actual_entries(data["value_entries"], as_of), currency, language)
    previous = shift_month(period, -1)
    return {
        **context,
        "period_label": month_label(period, language),
        "period_start": month_start(period),
        "period_end": month_end(period),
        "previous_period": previous,
        "previous_label": month_label(previous, language),
        "kpis": kpis,
        "kpi_summary": kpi_summary(kpis),
        "roi": actual,
        "roi_forecast": roi(data["value_entries"], currency, language),
        "event_summary": event_summary(data["events"], as_of),
        "charts": {**context["charts"], **kpi_charts(kpis, language), **value_charts(actual, language)},
    }


def event_summary(events: Sequence[Mapping[str, Any]], as_of: dt.date) -> dict[str, Any]:
    """Return number, attendance and average rating of the events held by the day."""
    held = [event for event in events if event["date"] <= as_of]
    rated = [
        (event["satisfaction"], event["attendees"] or 1)
        for event in held
        if event["satisfaction"] is not None
    ]
    weight = sum(count for _, count in rated)
    return {
        "total": len(held),
        "attendees": sum(event["attendees"] or 0 for event in held),
        "satisfaction": round(sum(score * count for score, count in rated) / weight, 2) if weight else None,
    }
