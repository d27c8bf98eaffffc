"""The slides of key figures and of the return."""

from __future__ import annotations

from tools.templates.deck_charts import Plot, add_chart
from tools.templates.deck_common import paged
from tools.templates.deck_look import CONTENT, MUTED, Box, Text
from tools.templates.deck_slides import Card, Column, Deck
from tools.templates.deck_text import Line, alert, whole

__all__ = ["kpi_charts", "kpi_each", "kpi_table", "value", "value_entries"]


def kpi_table(deck: Deck) -> None:
    """Add the key figures as a table over as many slides as it takes."""
    slide = deck.slide(
        "title",
        paged(("关键指标达成", "Key figures: attainment")),
        (
            "共 {{ kpi_summary.total }} 项：达标 {{ kpi_summary.green }}，关注 {{ kpi_summary.amber }}，"
            "预警 {{ kpi_summary.red }}；较上月改善 {{ kpi_summary.better }}，转差 {{ kpi_summary.worse }}",
            "{{ kpi_summary.total }} figures: {{ kpi_summary.green }} on target, "
            "{{ kpi_summary.amber }} need attention, {{ kpi_summary.red }} off target; "
            "{{ kpi_summary.better }} better and {{ kpi_summary.worse }} worse than in "
            "{{ previous_label }}",
        ),
        repeat="page in kpis | fit(11)",
    )
    slide.table(
        CONTENT,
        [
            Column(("指标", "Key figure"), 3.2, Line([whole("k.name")], bold=True)),
            Column(("基线", "Baseline"), 1.2, '{{ k.baseline_text or "–" }}', "r"),
            Column(("目标", "Target"), 1.2, '{{ k.target_text or "–" }}', "r"),
            Column(("上月", "Last month"), 1.2, '{{ k.previous_text or "–" }}', "r"),
            Column(("本月实际", "Actual"), 1.2, Line(['{{ k.actual_text or "–" }}'], bold=True), "r"),
            Column(("环比", "Change"), 1.3, '{{ k.change_text or "–" }}', "r"),
            Column(("达成率", "Attainment"), 1.1, '{{ k.attainment | percent(1) or "–" }}', "r"),
            Column(("判定", "Rating"), 1.5, alert("k.rag", "rag")),
        ],
        "k in page",
        size=12,
        condition="page",
        height=0.5,
    )
    slide.text(
        Box(0.6, 6.5, 12.13, 0.35),
        (
            "判定标准：达成率 ≥ {{ thresholds.green | percent(0) }} 为达标，≥ "
            "{{ thresholds.amber | percent(0) }} 为关注，其余为预警。",
            "Rating: on target from an attainment of {{ thresholds.green | percent(0) }}, needs "
            "attention from {{ thresholds.amber | percent(0) }}, off target below.",
        ),
        size=10.5,
        colour=MUTED,
    )
    slide.empty(CONTENT, "page", ("本服务未约定关键指标。", "No key figures were agreed for this service."))


def kpi_charts(deck: Deck) -> None:
    """Add the attainment of the month and its trend."""
    slide = deck.slide(
        "title",
        ("关键指标：本月与趋势", "Key figures: this month and trend"),
        (
            "达成率 100% 表示实际值恰好达到目标",
            "An attainment of 100% means that the target is exactly reached",
        ),
        when="kpis",
    )
    left, right = CONTENT.split(0.54, 0.4)
    add_chart(
        slide,
        slide.heading(left, ("{{ period_label }}达成率", "Attainment in {{ period_label }}")),
        "charts.kpi_attainment",
        ("关键指标达成率", "Attainment by key figure"),
        Plot("combined", "0%", ("blue", "red"), smallest=0),
        sample=deck.context["charts"]["kpi_attainment"],
    )
    add_chart(
        slide,
        slide.heading(right, ("各月达成率", "Attainment by month")),
        "charts.kpi_trend",
        ("达成率趋势", "Trend of attainment"),
        Plot("line", "0%", labels="none"),
        sample=deck.context["charts"]["kpi_trend"],
    )


def kpi_each(deck: Deck) -> None:
    """Add a slide for each key figure."""
    slide = deck.slide("title", whole("k.name"), whole("k.definition"), repeat="k in kpis")
    slide.badge(Box(10.9, 0.58, 1.83, 0.4), "k.rag", "rag")
    left, right = CONTENT.split(0.66)
    rest = slide.heading(left, ("实际值与目标", "Actual and target by month"))
    sample = next(k["chart"] for k in deck.context["kpis"] if k["style"] == "percent")
    for style, test, shown in (("percent", '== "percent"', "0.0%"), ("number", '!= "percent"', "#,##0.##")):
        plot = Plot("line", shown, ("blue", "amber"), dashed=(1,), labels="first")
        add_chart(
            slide,
            rest,
            "k.chart",
            (f"实际与目标（{'百分比' if style == 'percent' else '数值'}）", f"Actual and target ({style})"),
            plot,
            sample=sample,
            condition=f"k.style {test}",
        )
    upper, lower = right.below(1.42, 0.15)
    slide.cards(
        upper,
        [
            Card(
                ("本月实际", "Actual this month"),
                '{{ k.actual_text or "–" }}',
                (
                    '环比 {{ k.change_text or "–" }} · {{ k.tendency | label("tendency") }}',
                    '{{ k.change_text or "–" }} on last month · {{ k.tendency | label("tendency") }}',
                ),
                "blue",
            )
        ],
        size=28,
    )
    facts, comment = lower.below(1.95, 0.15)
    rows: list[list[Text]] = [
        [("基线", "Baseline"), '{{ k.baseline_text or "–" }}'],
        [("目标", "Target"), '{{ k.target_text or "–" }}'],
        [("达成率", "Attainment"), '{{ k.attainment | percent(1) or "–" }}'],
        [("由基线向目标的进度", "Way from baseline to target"), '{{ k.progress | percent(0) or "–" }}'],
        [("负责人", "Owner"), whole("k.owner")],
    ]
    slide.facts(facts, (("项目", "Figure"), ("数值", "Value")), rows, size=11)
    slide.panel(
        Box(comment.x, comment.y + 0.1, comment.width, comment.height - 0.1),
        [whole("k.comment")],
        size=11.5,
        name=("说明", "Comment"),
    )
    slide.notes(
        [
            (
                '{{ k.name }}：{{ period_label }}实际 {{ k.actual_text or "–" }}，目标 '
                '{{ k.target_text or "–" }}，基线 {{ k.baseline_text or "–" }}。',
                '{{ k.name }}: {{ k.actual_text or "–" }} in {{ period_label }}, target '
                '{{ k.target_text or "–" }}, baseline {{ k.baseline_text or "–" }}.',
            ),
            (
                '达成率 {{ k.attainment | percent(1) or "–" }}，判定：{{ k.rag | label("rag") }}；环比 '
                '{{ k.change_text or "–" }}。',
                'Attainment {{ k.attainment | percent(1) or "–" }}, rating: '
                '{{ k.rag | label("rag") }}; change on last month {{ k.change_text or "–" }}.',
            ),
            '{{ k.comment or "" }}',
        ]
    )


def value(deck: Deck, lead: Text, first: Card) -> None:
    """Add what the service cost and brought; ``first`` is the first of four cards."""
    slide = deck.slide("title", ("业务价值与投资回报", "Business value and return"), lead)
    top, below = CONTENT.below(1.25, 0.25)
    slide.cards(
        top,
        [
            first,
            Card(
                ("累计收益", "Benefit to date"),
                "{{ roi.benefit | money(engagement.currency, 0) }}",
                (
                    "累计投入 {{ roi.investment | money(engagement.currency, 0) }}",
                    "Investment {{ roi.investment | money(engagement.currency, 0) }}",
                ),
                "blue",
            ),
            Card(
                ("累计净收益", "Net value to date"),
                "{{ roi.net | money(engagement.currency, 0) }}",
                (
                    '投资回报率 {{ roi.ratio | percent(1) or "–" }}',
                    'Return on investment {{ roi.ratio | percent(1) or "–" }}',
                ),
                "amber",
            ),
            Card(
                ("预计回本月份", "Payback expected"),
                _payback("roi_forecast", ("未定", "Open")),
                (
                    "预测净收益 {{ roi_forecast.net | money(engagement.currency, 0) }}",
                    "Net value with forecasts {{ roi_forecast.net | money(engagement.currency, 0) }}",
                ),
                "green",
            ),
        ],
        size=22,
    )
    left, right = below.split(0.56)
    rest = slide.heading(
        left,
        (
            "累计投入、收益与净收益（{{ engagement.currency }}）",
            "Cumulative investment, benefit and net value ({{ engagement.currency }})",
        ),
        "roi.months",
    )
    add_chart(
        slide,
        rest,
        "charts.value_cumulative",
        ("累计投入与收益", "Cumulative value"),
        Plot("line", "#,##0", ("grey", "teal", "blue"), labels="none"),
        sample=deck.context["charts"]["value_cumulative"],
    )
    heads: list[Text] = [
        ("口径", "Basis"),
        ("截至期末实际", "Actual to date"),
        ("含后续预测", "With forecasts"),
    ]
    rows: list[list[Text]] = [
        [title, *(f"{{{{ {source}.{name} | {shown} }}}}" for source in ("roi", "roi_forecast"))]
        for title, name, shown in (
            (("投入", "Investment"), "investment", "money(engagement.currency, 0)"),
            (("收益", "Benefit"), "benefit", "money(engagement.currency, 0)"),
            (("净收益", "Net value"), "net", "money(engagement.currency, 0)"),
            (("投资回报率", "Return on investment"), "ratio", 'percent(1) or "–"'),
        )
    ]
    none = ("尚未回本", "Not yet")
    rows.append(
        [("回本月份", "Payback month"), *(_payback(source, none) for source in ("roi", "roi_forecast"))]
    )
    slide.facts(slide.heading(right, ("投资回报", "Return on investment")), heads, rows, size=12)
    slide.notes(
        [
            (
                "投资回报仅计入已发生的投入与收益；预测口径另计尚未发生的条目。",
                "The return counts what has been spent and gained; the forecast adds entries "
                "that are still to come.",
            )
        ]
    )


def _payback(source: str, none: tuple[str, str]) -> Text:
    return (
        f'{{{{ {source}.payback_label or "{none[0]}" }}}}',
        f'{{{{ {source}.payback_label or "{none[1]}" }}}}',
    )


def value_entries(deck: Deck) -> None:
    """Add the month's entries of investment and benefit."""
    slide = deck.slide(
        "title",
        paged(("本月业务价值明细", "Value entries of the month")),
        (
            "{{ period_label }}记入 {{ month.value_entries | length }} 条",
            "{{ month.value_entries | length }} entries in {{ period_label }}",
        ),
        repeat="page in month.value_entries | fit(11)",
    )
    left, right = CONTENT.split(0.66)
    slide.table(
        left,
        [
            Column(("日期", "Date"), 1.9, '{{ v.date | date("medium") }}'),
            Column(("类型", "Kind"), 1.15, '{{ v.kind | label("entry_kind") }}'),
            Column(("内容", "Entry"), 3.2, Line([whole("v.title")], bold=True)),
            Column(("金额", "Amount"), 1.55, "{{ v.amount | money(engagement.currency, 0) }}", "r"),
            Column(("依据", "Evidence"), 2.4, whole("v.evidence")),
        ],
        "v in page",
        condition="page",
        height=0.5,
    )
    rest = slide.heading(right, ("各月投入与收益", "Investment and benefit by month"), "roi.months")
    add_chart(
        slide,
        rest,
        "charts.value_monthly",
        ("各月投入与收益", "Investment and benefit by month"),
        Plot("column", "#,##0", ("grey", "teal"), labels="none"),
        sample=deck.context["charts"]["value_monthly"],
    )
    slide.empty(
        left, "page", ("本月没有新的投入或收益记录。", "No investment or benefit was recorded this month.")
    )
