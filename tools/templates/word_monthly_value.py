"""Chapters 3 and 4 of the monthly report in Word: problems and risks, business value."""

from __future__ import annotations

from tools.templates.word import Card, Column, WordTemplate, tint
from tools.templates.word_lists import (
    DAY,
    MONEY,
    kpi_columns,
    roi_table,
)
from tools.templates.word_palette import AMBER, BLUE, GREEN, RED, TEAL

__all__ = ["risks", "value"]


def risks(book: WordTemplate) -> None:
    """Lay out the chapter on problems and risks."""
    book.heading(1, ("问题与风险", "Problems and risks"))
    book.heading(2, ("本月变化", "Changes in the month"))
    book.cards(*_risk_cards())
    with book.block("if risks"):
        left, right = book.columns(6.4, 9.6)
        left.chart(
            "charts.risks_by_severity",
            "stacked",
            ("按严重程度", "By severity"),
            series=2,
            height=5.8,
            labels=False,
            colours=(RED, "C9D2DD"),
        )
        right.chart(
            "charts.risks_trend",
            "combined",
            ("各月未关闭、新增与关闭", "Open, new and closed by month"),
            series=3,
            lines=2,
            height=5.8,
            labels=False,
            colours=(BLUE, AMBER, GREEN),
        )
    book.heading(2, ("未关闭的问题与风险", "Open problems and risks"))
    with book.either(
        "risk_summary.open",
        ("本月末没有未关闭的问题与风险。", "No problems or risks are open at the month's end."),
    ):
        book.table(_risk_columns(), each="r in risks if r.is_open")
    book.heading(2, ("本月关闭的问题与风险", "Closed in the month"))
    with book.either("month.closed", ("本月没有关闭的问题与风险。", "Nothing was closed this month.")):
        book.table(_closed_columns(), each="r in month.closed")


def _risk_cards() -> list[Card]:
    return [
        Card(
            ("月末未关闭", "Open at month's end"),
            "{{ month.counts.open }}",
            (
                "{{ previous_label }}末 {{ month.counts.open_before }} 项",
                "{{ month.counts.open_before }} a month before",
            ),
        ),
        Card(("本月新增", "New"), "{{ month.counts.new }}", ("本月提出", "Raised in the month"), AMBER),
        Card(
            ("本月关闭", "Closed"), "{{ month.counts.closed }}", ("本月解决", "Settled in the month"), GREEN
        ),
        Card(
            ("月末逾期", "Overdue"),
            "{{ month.counts.overdue }}",
            (
                "其中本月新逾期 {{ month.counts.newly_overdue }} 项",
                "{{ month.counts.newly_overdue }} of them since last month",
            ),
            RED,
        ),
    ]


def _risk_columns() -> list[Column]:
    return [
        Column(("编号", "ID"), 1.4, '{{ r.id }}\n~{{ r.kind | label("risk_kind") }}'),
        Column(("内容与影响", "What it is"), 4.8, "**{{ r.title }}**\n~{{ r.detail or '' }}"),
        Column(
            ("严重程度", "Severity"), 1.6, '{{ r.severity | label("severity") }}', tint=tint("r.severity")
        ),
        Column(("应对措施", "Measures"), 4.6, "{{ r.action or '–' }}\n~{{ r.owner or '' }}"),
        Column(
            ("期限与状态", "Due and status"),
            2.6,
            (
                f"{{{{ r.due | {DAY} or '–' }}}}\n~{{{{ r.status | label }}}}{{% if r.is_new %}}，本月新增"
                "{% endif %}\n{% if r.overdue %}\n!逾期 {{ r.days_overdue }} 天\n{% endif %}",
                f"{{{{ r.due | {DAY} or '–' }}}}\n~{{{{ r.status | label }}}}{{% if r.is_new %}}, new"
                "{% endif %}\n{% if r.overdue %}\n!Overdue by {{ r.days_overdue }} d\n{% endif %}",
            ),
        ),
    ]


def _closed_columns() -> list[Column]:
    return [
        Column(("编号", "ID"), 1.4, '{{ r.id }}\n~{{ r.kind | label("risk_kind") }}'),
        Column(("内容", "What it was"), 4.4, "{{ r.title }}"),
        Column(
            ("严重程度", "Severity"), 1.6, '{{ r.severity | label("severity") }}', tint=tint("r.severity")
        ),
        Column(("处理结果", "How it was settled"), 5.2, "{{ r.action or '–' }}\n~{{ r.owner or '' }}"),
        Column(
            ("关闭日期", "Closed"),
            2.4,
            (
                f"{{{{ r.closed | {DAY} }}}}\n~历时 {{{{ r.days_open }}}} 天",
                f"{{{{ r.closed | {DAY} }}}}\n~after {{{{ r.days_open }}}} days",
            ),
        ),
    ]


def value(book: WordTemplate) -> None:
    """Lay out the chapter on business value."""
    book.heading(1, ("业务价值效果", "Business value"))
    book.heading(2, ("业务指标达成", "Attainment of key figures"))
    with book.either("kpis", ("本月没有业务指标。", "No key figures were agreed for this month.")):
        _attainment(book)
    book.heading(2, ("指标趋势", "Trend"))
    with book.either("kpis", ("本月没有指标趋势可供分析。", "There is no trend to show.")):
        book.chart(
            "charts.kpi_trend",
            "line",
            ("各月指标达成率", "Attainment of key figures by month"),
            series=6,
            format="0%",
            labels=False,
            height=7.4,
            floor=None,
        )
        with book.block("for k in kpis if k.comment"):
            book.text(
                ("**{{ k.name }}**：{{ k.comment }}", "**{{ k.name }}:** {{ k.comment }}"), "ListBullet"
            )
    book.heading(2, ("投入与收益", "Investment and benefit"))
    _roi(book)


def _attainment(book: WordTemplate) -> None:
    book.text(
        (
            "{{ kpi_summary.total }} 项指标中，{{ kpi_summary.green }} 项达标，{{ kpi_summary.amber }} "
            "项需关注，{{ kpi_summary.red }} 项预警；与 {{ previous_label }}相比，{{ kpi_summary.better }} "
            "项改善，{{ kpi_summary.same }} 项持平，{{ kpi_summary.worse }} 项下降。",
            "Of {{ kpi_summary.total }} key figures {{ kpi_summary.green }} are on target, "
            "{{ kpi_summary.amber }} need attention and {{ kpi_summary.red }} are off target. Against "
            "{{ previous_label }}, {{ kpi_summary.better }} are better, {{ kpi_summary.same }} unchanged, "
            "{{ kpi_summary.worse }} worse.",
        )
    )
    book.table(kpi_columns(), each="k in kpis")
    book.note(
        (
            "达成率：越高越好的指标为实际 ÷ 目标，越低越好的指标为目标 ÷ 实际；达到 "
            "{{ thresholds.green | percent }} 为达标，达到 {{ thresholds.amber | percent }} 为关注。",
            "Attainment is actual ÷ target where higher is better, target ÷ actual where lower is better; "
            "on target from {{ thresholds.green | percent }}, needs attention from "
            "{{ thresholds.amber | percent }}.",
        )
    )
    book.chart(
        "charts.kpi_attainment",
        "combined",
        ("{{ period_label }}指标达成率", "Attainment of key figures, {{ period_label }}"),
        series=2,
        format="0%",
        height=6.6,
        inside=True,
        colours=(BLUE, AMBER),
    )


def _roi(book: WordTemplate) -> None:
    book.text(
        (
            f"本月确认收益 {{{{ month.benefit | {MONEY} }}}}，发生投入 {{{{ month.investment | {MONEY} }}}}"
            f"。自启动以来累计净收益 {{{{ roi.net | {MONEY} }}}}，{{% if roi.payback_label %}}投入已于 "
            "{{ roi.payback_label }}收回。{% elif roi_forecast.payback_label %}按现有预测，投入将于 "
            "{{ roi_forecast.payback_label }}收回。{% else %}在已知的收益下投入尚未收回。"
            "{% endif %}",
            f"The month brought a confirmed benefit of {{{{ month.benefit | {MONEY} }}}} and investments of "
            f"{{{{ month.investment | {MONEY} }}}}. Net value since the start is {{{{ roi.net | {MONEY} }}}}"
            "; {% if roi.payback_label %}the investment was paid back in {{ roi.payback_label }}."
            "{% elif roi_forecast.payback_label %}by the present forecast the investment is paid back in "
            "{{ roi_forecast.payback_label }}.{% else %}with the benefits known so far the "
            "investment is not yet paid back.{% endif %}",
        )
    )
    roi_table(book)
    with book.block("if roi.months"):
        book.chart(
            "charts.value_cumulative",
            "combined",
            (
                "累计投入、收益与净收益（{{ engagement.currency }}）",
                "Cumulative investment, benefit and net value ({{ engagement.currency }})",
            ),
            series=3,
            format="#,##0",
            labels=False,
            floor=None,
            height=7.0,
            colours=("8AA4BF", TEAL, BLUE),
        )
    book.lead(("本月收益与投入明细", "Entries of the month"))
    with book.either(
        "month.value_entries",
        ("本月没有新的收益或投入。", "There were no benefits or investments this month."),
    ):
        book.table(_entry_columns(), each="v in month.value_entries")


def _entry_columns() -> list[Column]:
    return [
        Column(("日期", "Date"), 2.3, f"{{{{ v.date | {DAY} }}}}"),
        Column(("内容", "Entry"), 5.6, "{{ v.title }}"),
        Column(("类别", "Kind"), 1.8, '{{ v.kind | label("entry_kind") }}'),
        Column(("依据", "Evidence"), 4.4, '{{ v.evidence or "–" }}'),
        Column(("金额", "Amount"), 2.6, f"{{{{ v.amount | {MONEY} }}}}", align="right"),
    ]
