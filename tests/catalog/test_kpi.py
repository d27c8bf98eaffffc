from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from docgen.catalog.consulting.kpi import (
    attainment,
    kpi_charts,
    kpi_rows,
    kpi_summary,
    progress,
    rag,
    tendency,
)

D = Decimal
THRESHOLDS = {"green": D("0.95"), "amber": D("0.8")}


def kpi(**changes: Any) -> dict[str, Any]:
    given = {"key": "accuracy", "name": "Accuracy", "unit": None, "style": "percent", "decimals": 1}
    figures = {"direction": "up", "baseline": D("0.68"), "target": D("0.82"), "actual": D("0.806")}
    return {**given, **figures, **changes}


def rows(*kpis: dict[str, Any], history: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    past = [
        {"period": m, "kpis": [{"key": k, "actual": v} for k, v in d.items()]} for m, d in history.items()
    ]
    return kpi_rows(kpis, past, "2026-06", THRESHOLDS, "GBP", "en")


@pytest.mark.parametrize(
    ("actual", "target", "direction", "expected"),
    [
        (D("0.806"), D("0.82"), "up", D("0.982927")),
        (D("51"), D("48"), "down", D("0.941176")),
        (D("4"), D("4"), "down", D("1")),
        (D("0"), D("10"), "down", D("1")),
        (D("-5"), D("10"), "up", D("-0.5")),
        (D("5"), D("0"), "up", None),
        (D("-1"), D("10"), "down", None),
        (None, D("10"), "up", None),
    ],
)
def test_attainment_follows_the_direction_that_is_good(
    actual: Decimal | None, target: Decimal, direction: str, expected: Decimal | None
) -> None:
    assert attainment(actual, target, direction) == expected


def test_progress_is_the_share_of_the_way_from_baseline_to_target() -> None:
    assert progress(D("0.806"), D("0.68"), D("0.82")) == D("0.9")
    assert progress(D("13.5"), D("23"), D("10")) == D("0.730769")
    assert progress(D("25"), D("23"), D("10")) == D("-0.153846")
    assert progress(D("1"), D("2"), D("2")) is None


@pytest.mark.parametrize(
    ("actual", "colour"),
    [(D("95"), "green"), (D("94.9"), "amber"), (D("80"), "amber"), (D("79.9"), "red"), (None, "none")],
)
def test_colours_begin_at_the_stated_thresholds(actual: Decimal | None, colour: str) -> None:
    assert rag(actual, D("100"), "up", THRESHOLDS) == colour


def test_without_a_quotient_the_colour_tells_whether_the_target_is_met() -> None:
    assert rag(D("1"), D("0"), "up", THRESHOLDS) == "green"
    assert rag(D("-1"), D("0"), "up", THRESHOLDS) == "red"


def test_a_fall_is_better_where_lower_is_better() -> None:
    assert tendency(D("51"), D("52.5"), "down") == "better"
    assert tendency(D("51"), D("52.5"), "up") == "worse"
    assert tendency(D("51"), D("51"), "up") == "same"
    assert tendency(D("51"), None, "up") == "none"


def test_a_row_knows_the_month_before_and_all_earlier_ones() -> None:
    (row,) = rows(kpi(), history={"2026-05": {"accuracy": D("0.788")}, "2026-04": {"accuracy": None}})
    assert row["previous"] == D("0.788") and row["change"] == D("0.018")
    assert row["change_ratio"] == D("0.022843")
    assert (row["actual_text"], row["change_text"]) == ("80.6%", "+1.8 pp")
    assert [(point["label"], point["actual"]) for point in row["trend"]] == [
        ("Apr 2026", None),
        ("May 2026", D("0.788")),
        ("Jun 2026", D("0.806")),
    ]
    assert row["chart"]["series"][1] == {"name": "Target", "values": [0.82, 0.82, 0.82]}


def test_an_older_month_is_not_taken_for_the_month_before() -> None:
    (row,) = rows(kpi(), history={"2026-04": {"accuracy": D("0.7")}})
    assert row["previous"] is None and row["change"] is None and row["tendency"] == "none"


def test_figures_read_with_their_units_in_each_language() -> None:
    cost = kpi(
        style="money", decimals=0, direction="down", baseline=D(84000), target=D(45000), actual=D(47600)
    )
    days = kpi(style="number", unit="days", decimals=1, actual=D("51"))
    (money, time) = rows(cost, days, history={})
    assert (money["actual_text"], money["previous_text"], time["actual_text"]) == (
        "£47,600",
        None,
        "51.0 days",
    )
    zh = kpi_rows([kpi(style="number", unit="天", actual=D("7.8"))], [], "2026-06", THRESHOLDS, "CNY", "zh")
    assert zh[0]["actual_text"] == "7.8天"


def test_the_summary_counts_colours_tendencies_and_targets_met() -> None:
    found = rows(
        kpi(), kpi(key="b", actual=D("0.9")), kpi(key="c", actual=D("0.5")), history={"2026-05": {"b": D(1)}}
    )
    assert kpi_summary(found) == {
        "total": 3, "green": 2, "amber": 0, "red": 1, "on_target": 1, "better": 0, "same": 0, "worse": 1,
    }  # fmt: skip


def test_charts_hold_a_category_or_a_series_for_each_key_figure() -> None:
    charts = kpi_charts(rows(kpi(), history={"2026-05": {"accuracy": D("0.788")}}), "en")
    assert charts["kpi_attainment"] == {
        "categories": ["Accuracy"],
        "series": [{"name": "Attainment", "values": [0.982927]}, {"name": "Target", "values": [1]}],
    }
    assert charts["kpi_trend"] == {
        "categories": ["May 2026", "Jun 2026"],
        "series": [{"name": "Accuracy", "values": [0.960976, 0.982927]}],
    }
    assert kpi_charts([], "en")["kpi_trend"] == {"categories": [], "series": []}
