"""The slides of problems and risks, of product usage, and of what to do about them."""

from __future__ import annotations

from tools.templates.deck_charts import Plot, add_chart
from tools.templates.deck_common import NUMBER, OWNER, STATUS, paged
from tools.templates.deck_look import CONTENT, MUTED
from tools.templates.deck_slides import Card, Column, Deck
from tools.templates.deck_text import Line, Run, alert, whole

__all__ = ["risk_overview", "risk_table", "suggestions", "usage_charts", "usage_table"]


def risk_overview(deck: Deck) -> None:
    """Add problems and risks in figures."""
    slide = deck.slide(
        "title",
        ("问题与风险：概览", "Problems and risks: overview"),
        (
            "月末未关闭 {{ month.counts.open }} 项，上月末 {{ month.counts.open_before }} 项",
            "{{ month.counts.open }} open at the end of the month, {{ month.counts.open_before }}"
            " a month before",
        ),
        when="risks",
    )
    top, rest = CONTENT.below(1.25, 0.25)
    slide.cards(
        top,
        [
            Card(
                ("未关闭", "Open"),
                "{{ month.counts.open }}",
                (
                    "严重 {{ risk_summary.open_by_severity.critical }} · 高 "
                    "{{ risk_summary.open_by_severity.high }} · 中 "
                    "{{ risk_summary.open_by_severity.medium }} · 低 "
                    "{{ risk_summary.open_by_severity.low }}",
                    "{{ risk_summary.open_by_severity.critical }} critical, "
                    "{{ risk_summary.open_by_severity.high }} high, "
                    "{{ risk_summary.open_by_severity.medium }} medium, "
                    "{{ risk_summary.open_by_severity.low }} low",
                ),
                "blue",
            ),
            Card(
                ("本月新增", "New this month"),
                "{{ month.counts.new }}",
                ("累计登记 {{ risk_summary.total }} 项", "{{ risk_summary.total }} recorded in all"),
                "amber",
            ),
            Card(
                ("本月关闭", "Closed this month"),
                "{{ month.counts.closed }}",
                ("累计关闭 {{ risk_summary.closed }} 项", "{{ risk_summary.closed }} closed in all"),
                "green",
            ),
            Card(
                ("逾期", "Overdue"),
                "{{ month.counts.overdue }}",
                (
                    "其中本月新逾期 {{ month.counts.newly_overdue }} 项",
                    "{{ month.counts.newly_overdue }} of them since this month",
                ),
                "red",
            ),
        ],
    )
    left, right = rest.columns(2, 0.45)
    add_chart(
        slide,
        slide.heading(left, ("按严重程度", "By severity")),
        "charts.risks_by_severity",
        ("按严重程度的问题与风险", "Problems and risks by severity"),
        Plot("stacked", "0;;", ("red", "green")),
        sample=deck.context["charts"]["risks_by_severity"],
    )
    add_chart(
        slide,
        slide.heading(right, ("各月变化", "By month")),
        "charts.risks_trend",
        ("问题与风险变化", "Problems and risks by month"),
        Plot("column", "0", ("blue", "amber", "green"), labels="none"),
        sample=deck.context["charts"]["risks_trend"],
    )


def risk_table(deck: Deck) -> None:
    """Add the list of problems and risks over as many slides as it takes."""
    slide = deck.slide(
        "title",
        paged(("问题与风险清单", "Problems and risks: list")),
        ("按是否关闭、严重程度与到期日排序", "Open ones first, then by severity and due day"),
        repeat="page in risks | fit(11)",
    )
    slide.table(
        CONTENT,
        [
            Column(("编号", "Id"), 0.75, "{{ r.id }}"),
            Column(
                ("问题 / 风险", "Problem or risk"),
                4.1,
                [
                    Line(
                        [
                            Run('{{ r.kind | label("risk_kind") }}  ', colour="accent2", bold=True),
                            Run(whole("r.title"), bold=True),
                        ]
                    ),
                    Line([whole("r.detail")], size=10, colour=MUTED),
                ],
            ),
            Column(("严重程度", "Severity"), 1.15, alert("r.severity", "severity")),
            Column(("应对措施", "Action"), 3.1, Line([whole("r.action")], size=10)),
            Column(OWNER, 1.4, whole("r.owner")),
            Column(
                ("到期日", "Due"),
                1.65,
                [
                    '{{ r.due | date("medium") or "–" }}',
                    "{% if r.overdue %}",
                    Line(
                        [("逾期 {{ r.days_overdue }} 天", "{{ r.days_overdue }} days late")],
                        size=10,
                        colour="accent4",
                    ),
                    "{% endif %}",
                ],
            ),
            Column(STATUS, 1.25, alert("r.status", "status")),
        ],
        "r in page",
        size=11.5,
        condition="page",
        height=0.82,
    )
    slide.empty(CONTENT, "page", ("没有登记的问题与风险。", "No problems or risks are recorded."))
    slide.notes(
        [
            "{% for r in page %}",
            (
                '{{ r.id }} {{ r.title }}：{{ r.detail or "" }} 措施：{{ r.action or "–" }}',
                '{{ r.id }} {{ r.title }}: {{ r.detail or "" }} Action: {{ r.action or "–" }}',
            ),
            "{% endfor %}",
        ]
    )


def usage_table(deck: Deck) -> None:
    """Add how much the products are used, and how they perform."""
    slide = deck.slide(
        "title",
        paged(("产品使用与性能", "Product usage and performance")),
        (
            "{{ period_label }}，环比对象为{{ previous_label }}",
            "{{ period_label }}, compared with {{ previous_label }}",
        ),
        repeat="page in products | fit(11)",
    )
    slide.table(
        CONTENT,
        [
            Column(
                ("产品", "Product"),
                3.1,
                [
                    Line([whole("p.name")], bold=True),
                    Line([whole("p.purpose")], size=10, colour=MUTED),
                ],
            ),
            Column(
                ("用量 / 容量", "Used / capacity"),
                1.9,
                '{{ p.used | number or "–" }}{% if p.capacity is not none %} / '
                '{{ p.capacity | number }}{% endif %} {{ p.unit or "" }}',
                "r",
            ),
            Column(
                ("利用率", "Utilisation"),
                1.1,
                Line(['{{ p.utilisation | percent(0) or "–" }}'], bold=True),
                "r",
            ),
            Column(
                ("环比", "Change"),
                0.95,
                "{% if p.change_ratio is not none %}{% if p.change_ratio > 0 %}+{% endif %}"
                "{{ p.change_ratio | percent(1) }}{% else %}–{% endif %}",
                "r",
            ),
            Column(
                ("性能指标", "Performance"),
                2.6,
                [
                    (
                        "{% if p.performance %}{{ p.performance.name }}："
                        '{{ p.performance.value | number or "–" }} {{ p.performance.unit or "" }}'
                        "{% else %}–{% endif %}",
                        "{% if p.performance %}{{ p.performance.name }}: "
                        '{{ p.performance.value | number or "–" }} {{ p.performance.unit or "" }}'
                        "{% else %}–{% endif %}",
                    ),
                    Line(
                        [
                            "{% if p.performance and p.performance.met is not none %}"
                            "{% if p.performance.met %}",
                            Run(("● 达标", "● Target kept"), "accent5"),
                            "{% else %}",
                            Run(("● 未达标", "● Target missed"), "accent4"),
                            "{% endif %}",
                            Run(
                                (
                                    "（目标 {{ p.performance.target | number }}）",
                                    " (target {{ p.performance.target | number }})",
                                ),
                                MUTED,
                            ),
                            "{% endif %}",
                        ],
                        size=10,
                    ),
                ],
            ),
            Column(("评估", "Assessment"), 2.9, Line([whole("p.comment")], size=10)),
        ],
        "p in page",
        size=11,
        condition="page",
        height=0.72,
    )
    slide.empty(CONTENT, "page", ("本月没有产品使用数据。", "There are no usage figures for this month."))


def usage_charts(deck: Deck) -> None:
    """Add the utilisation of the month and its trend."""
    slide = deck.slide(
        "title",
        ("产品利用率：本月与趋势", "Utilisation: this month and trend"),
        ("利用率 = 用量 ÷ 容量", "Utilisation is usage divided by capacity"),
        when="products",
    )
    left, right = CONTENT.columns(2, 0.45)
    add_chart(
        slide,
        slide.heading(left, ("{{ period_label }}利用率", "Utilisation in {{ period_label }}")),
        "charts.utilisation",
        ("产品利用率", "Utilisation by product"),
        Plot("bar", "0%", ("teal",), legend=False, smallest=0),
        sample=deck.context["charts"]["utilisation"],
    )
    add_chart(
        slide,
        slide.heading(right, ("各月利用率", "Utilisation by month")),
        "charts.usage_trend",
        ("利用率趋势", "Trend of utilisation"),
        Plot("line", "0%", labels="none", smallest=0),
        sample=deck.context["charts"]["usage_trend"],
    )


def suggestions(deck: Deck) -> None:
    """Add the suggestions."""
    slide = deck.slide(
        "title",
        paged(("优化建议", "Suggestions for optimisation")),
        (
            "共 {{ suggestions | length }} 条，请客户确认采纳与排期",
            "{{ suggestions | length }} suggestions, for the customer to accept and schedule",
        ),
        repeat="page in suggestions | fit(11)",
    )
    slide.table(
        CONTENT,
        [
            Column(NUMBER, 0.6, "{{ g.number }}", "ctr"),
            Column(
                ("建议", "Suggestion"),
                4.6,
                [
                    Line([whole("g.title")], bold=True),
                    Line([whole("g.detail")], size=10, colour=MUTED),
                ],
            ),
            Column(
                ("类型 / 产品", "Kind / product"),
                1.7,
                [
                    '{{ g.kind | label("suggestion") or "–" }}',
                    Line([whole("g.product")], size=10, colour=MUTED),
                ],
            ),
            Column(("预期效果", "Expected effect"), 2.5, Line([whole("g.benefit")], size=10)),
            Column(("优先级", "Priority"), 0.95, '{{ g.priority | label("priority") or "–" }}'),
            Column(
                ("负责人 / 期限", "Owner / due"),
                1.5,
                [
                    whole("g.owner"),
                    Line(['{{ g.due | date("medium") or "–" }}'], size=10, colour=MUTED),
                ],
            ),
            Column(STATUS, 1.25, alert("g.status", "status")),
        ],
        "g in page",
        size=11.5,
        condition="page",
        height=0.7,
    )
    slide.empty(CONTENT, "page", ("本月没有新的优化建议。", "There are no suggestions this month."))
