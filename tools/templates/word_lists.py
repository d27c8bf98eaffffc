"""Tables that several Word templates have in common."""

from __future__ import annotations

from tools.templates.word import Column, Flow, tint

__all__ = ["DAY", "MONEY", "event_columns", "kpi_columns", "milestone_columns", "plan_columns", "roi_table"]

DAY = 'date("yyyy-MM-dd")'
MONEY = "money(engagement.currency, 0)"


def milestone_columns() -> list[Column]:
    """Return the columns of a table of milestones; its item is ``m``."""
    return [
        Column(("序号", "No."), 1.1, "{{ m.number }}"),
        Column(("里程碑", "Milestone"), 5.8, "{{ m.title }}\n{% if m.note %}\n~{{ m.note }}\n{% endif %}"),
        Column(("约定时间", "Agreed"), 2.1, "{{ m.offset }}"),
        Column(("计划日期", "Planned"), 2.1, f'{{{{ m.planned | {DAY} or "–" }}}}'),
        Column(("实际日期", "Actual"), 2.1, f'{{{{ m.actual | {DAY} or "–" }}}}'),
        Column(
            ("偏差（天）", "Slip (days)"),
            1.3,
            '{% if m.slip_days is not none %}{{ "%+d" | format(m.slip_days) if m.slip_days else 0 }}'
            "{% else %}–{% endif %}",
            align="right",
        ),
        Column(("状态", "Status"), 1.9, "{{ m.status | label }}", tint=tint("m.status")),
    ]


def kpi_columns() -> list[Column]:
    """Return the columns of a table of key figures; its item is ``k``."""
    return [
        Column(("业务指标", "Key figure"), 4.4, '{{ k.name }}\n~{{ k.owner or "" }}'),
        Column(("基线", "Baseline"), 1.9, '{{ k.baseline_text or "–" }}', align="right"),
        Column(("目标", "Target"), 1.9, '{{ k.target_text or "–" }}', align="right"),
        Column(("实际", "Actual"), 1.9, '**{{ k.actual_text or "–" }}**', align="right"),
        Column(("达成率", "Attainment"), 1.9, '{{ k.attainment | percent(1) or "–" }}', align="right"),
        Column(
            ("较上月", "Change"),
            2.4,
            '{{ k.change_text or "–" }}\n~{{ k.tendency | label("tendency") }}',
            align="right",
        ),
        Column(("评价", "Rating"), 2.0, '{{ k.rag | label("rag") }}', tint=tint("k.rag")),
    ]


def roi_table(flow: Flow) -> None:
    """Add the table of investment and benefit, to date and with the forecast."""

    def pair(field: str, form: str) -> tuple[str, str]:
        return f'{{{{ roi.{field} | {form} or "–" }}}}', f'{{{{ roi_forecast.{field} | {form} or "–" }}}}'

    flow.matrix(
        [
            ("{{ engagement.currency }}", "left", 6.0),
            (("截至本期（实际）", "To date (actual)"), "right", 5.0),
            (("含预测", "With forecast"), "right", 5.0),
        ],
        [
            (("投入合计", "Investment"), *pair("investment", MONEY)),
            (("收益合计", "Benefit"), *pair("benefit", MONEY)),
            (("净收益", "Net value"), *pair("net", MONEY)),
            (("投资回报率", "Return on investment"), *pair("ratio", "percent(1)")),
            (
                ("投入收回月份", "Month of payback"),
                ('{{ roi.payback_label or "尚未收回" }}', '{{ roi.payback_label or "not yet" }}'),
                (
                    '{{ roi_forecast.payback_label or "尚未收回" }}',
                    '{{ roi_forecast.payback_label or "not yet" }}',
                ),
            ),
        ],
    )


def event_columns() -> list[Column]:
    """Return the columns of a table of workshops and training; its item is ``e``."""
    return [
        Column(("日期", "Date"), 2.2, f"{{{{ e.date | {DAY} }}}}"),
        Column(("主题", "Topic"), 4.9, '{{ e.title }}\n~{{ e.kind | label("event") }}'),
        Column(("参加对象", "Audience"), 3.2, '{{ e.audience or "–" }}'),
        Column(
            ("人数", "People"), 1.4, '{{ e.attendees if e.attendees is not none else "–" }}', align="right"
        ),
        Column(("满意度", "Rating"), 1.5, '{{ e.satisfaction | number(1) or "–" }}', align="right"),
        Column(("成果", "Outcome"), 4.6, '{{ e.outcome or "–" }}'),
    ]


def plan_columns() -> list[Column]:
    """Return the columns of a table of things to do; its item is ``n``."""
    return [
        Column(("序号", "No."), 1.2, "{{ loop.index }}"),
        Column(("工作事项", "What is to be done"), 6.2, "{{ n.title }}"),
        Column(("成果", "Output"), 4.0, '{{ n.output or "–" }}'),
        Column(("责任人", "Owner"), 3.8, '{{ n.owner or "–" }}'),
        Column(("计划完成", "Due"), 2.2, f'{{{{ n.due | {DAY} or "–" }}}}'),
    ]
