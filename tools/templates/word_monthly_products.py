"""Chapters 5 to 7 and the appendix of the monthly report in Word."""

from __future__ import annotations

from tools.templates.word import Column, WordTemplate, tint
from tools.templates.word_lists import (
    DAY,
    event_columns,
    plan_columns,
)

__all__ = ["appendix", "knowledge", "next_month", "products"]


def products(book: WordTemplate) -> None:
    """Lay out the chapter on product usage and performance."""
    book.heading(1, ("产品使用与性能", "Product usage and performance"))
    book.heading(2, ("用量与性能", "Usage and performance"))
    with book.either("products", ("本月没有纳入监测的产品。", "No products were monitored this month.")):
        book.table(_product_columns(), each="p in products")
        book.chart(
            "charts.usage_trend",
            "line",
            ("各月容量利用率", "Utilisation of capacity by month"),
            series=6,
            format="0%",
            labels=False,
            height=7.0,
        )
    book.heading(2, ("优化建议", "Suggestions"))
    with book.either("suggestions", ("本月没有新的优化建议。", "There are no suggestions this month.")):
        book.table(_suggestion_columns(), each="s in suggestions")


def _product_columns() -> list[Column]:
    performance = (
        "{% if p.performance %}\n{{ p.performance.name }}\n**{{ p.performance.value | number }} "
        "{{ p.performance.unit or '' }}**\n{% else %}\n–\n{% endif %}"
    )
    return [
        Column(
            ("产品", "Product"),
            4.8,
            "**{{ p.name }}**\n~{{ p.purpose or '' }}\n{% if p.comment %}\n{{ p.comment }}\n{% endif %}",
        ),
        Column(
            ("用量 / 容量", "Usage / capacity"),
            2.9,
            "{{ p.used | number }} / {{ p.capacity | number or '–' }}\n~{{ p.unit or '' }}",
            align="right",
        ),
        Column(
            ("利用率", "Utilisation"),
            1.7,
            '{{ p.utilisation | percent or "–" }}',
            align="right",
            tint='"FBE7C6" if p.utilisation is not none and p.utilisation >= 0.85 else "auto"',
        ),
        Column(
            ("较上月", "Change"),
            1.7,
            '{% if p.change_ratio is not none %}{{ "+" if p.change_ratio > 0 else "" }}'
            "{{ p.change_ratio | percent(1) }}{% else %}–{% endif %}",
            align="right",
        ),
        Column(("性能指标", "Performance"), 3.0, performance),
        Column(
            ("性能目标", "Target"),
            1.9,
            (
                "{% if p.performance and p.performance.target is not none %}\n"
                "{{ p.performance.target | number }} {{ p.performance.unit or '' }}\n~"
                "{{ '达到' if p.performance.met else '未达到' }}\n{% else %}\n–\n{% endif %}",
                "{% if p.performance and p.performance.target is not none %}\n"
                "{{ p.performance.target | number }} {{ p.performance.unit or '' }}\n~"
                "{{ 'kept' if p.performance.met else 'missed' }}\n{% else %}\n–\n{% endif %}",
            ),
            tint='("D5EBDD" if p.performance.met else "F4D3CA") '
            'if p.performance and p.performance.met is not none else "auto"',
        ),
    ]


def _suggestion_columns() -> list[Column]:
    return [
        Column(("序号", "No."), 1.2, "{{ s.number }}"),
        Column(("建议", "Suggestion"), 5.8, "**{{ s.title }}**\n~{{ s.detail or '' }}"),
        Column(
            ("类别与产品", "Kind and product"),
            2.7,
            '{{ s.kind | label("suggestion") }}\n~{{ s.product or "" }}',
        ),
        Column(("预期效果", "Expected effect"), 3.2, '{{ s.benefit or "–" }}'),
        Column(("优先级", "Priority"), 1.5, '{{ s.priority | label("priority") }}', tint=tint("s.priority")),
        Column(
            ("状态", "Status"),
            2.4,
            f"{{{{ s.status | label }}}}\n~{{{{ s.owner or '' }}}}\n~{{{{ s.due | {DAY} or '' }}}}",
        ),
    ]


def knowledge(book: WordTemplate) -> None:
    """Lay out the chapter on knowledge transfer."""
    book.heading(1, ("知识传递与赋能", "Knowledge transfer"))
    book.text(
        (
            "截至本月末累计举办研讨与培训 {{ event_summary.total }} 场，共 {{ event_summary.attendees }} "
            "人次参加{% if event_summary.satisfaction is not none %}，平均满意度 "
            "{{ event_summary.satisfaction | number(1) }} 分（满分 5 分）{% endif %}。",
            "Workshops and training held so far: {{ event_summary.total }}, with "
            "{{ event_summary.attendees }} participations in all"
            "{% if event_summary.satisfaction is not none %} and an average rating of "
            "{{ event_summary.satisfaction | number(1) }} out of 5{% endif %}.",
        )
    )
    with book.either(
        "month.events", ("本月没有举办研讨或培训。", "No workshops or training were held this month.")
    ):
        book.table(event_columns(), each="e in month.events")


def next_month(book: WordTemplate) -> None:
    """Lay out the chapter on the plan for next month."""
    book.heading(1, ("下月工作计划", "Plan for next month"))
    with book.either(
        "next_month", ("下月工作计划待双方商定。", "The plan for next month is still to be agreed.")
    ):
        book.table(plan_columns(), each="n in next_month")


def appendix(book: WordTemplate) -> None:
    """Lay out the definitions and ratings."""
    book.heading(1, ("附录：指标定义与评价标准", "Appendix: definitions and ratings"), numbered=False)
    book.lead(("评价标准", "Ratings"))
    book.matrix(
        [(("评价", "Rating"), "left", 4.0), (("适用条件", "Where it applies"), "left", 12.0)],
        [
            (
                "{% cellbg tint.green %}{{ labels.rag.green }}",
                (
                    "达成率不低于 {{ thresholds.green | percent }}",
                    "Attainment of {{ thresholds.green | percent }} or more",
                ),
            ),
            (
                "{% cellbg tint.amber %}{{ labels.rag.amber }}",
                (
                    "达成率不低于 {{ thresholds.amber | percent }}、低于 {{ thresholds.green | percent }}",
                    "Attainment of {{ thresholds.amber | percent }} or more, but below "
                    "{{ thresholds.green | percent }}",
                ),
            ),
            (
                "{% cellbg tint.red %}{{ labels.rag.red }}",
                (
                    "达成率低于 {{ thresholds.amber | percent }}",
                    "Attainment below {{ thresholds.amber | percent }}",
                ),
            ),
        ],
    )
    book.lead(("计算口径", "How the figures are computed"))
    book.facts(_DEFINITIONS, label=0.25)
    with book.block("if kpis"):
        book.lead(("业务指标定义", "Definitions of the key figures"))
        book.table(
            [
                Column(("业务指标", "Key figure"), 4.2, "{{ k.name }}"),
                Column(("定义与数据来源", "Definition and source"), 8.6, '{{ k.definition or "–" }}'),
                Column(("方向", "Direction"), 3.2, '{{ k.direction | label("direction") }}'),
            ],
            each="k in kpis",
        )
    with book.block("if notes"):
        book.lead(("数据说明", "Remarks on the figures"))
        book.bullets("{{ note }}", each="note in notes")
    book.callout(
        (
            "对本报告有疑问，请联系 {{ provider.name }}{% if provider.department %}{{ provider.department }}"
            "{% endif %}{% if provider.phone %}，电话 {{ provider.phone }}{% endif %}{% if provider.email %}"
            "，邮箱 {{ provider.email }}{% endif %}。",
            "Questions about this report are welcome at {{ provider.name }}{% if provider.department %}, "
            "{{ provider.department }}{% endif %}{% if provider.phone %}, telephone {{ provider.phone }}"
            "{% endif %}{% if provider.email %}, {{ provider.email }}{% endif %}.",
        )
    )


_DEFINITIONS = [
    (
        ("达成率", "Attainment"),
        (
            "越高越好的指标：实际 ÷ 目标；越低越好的指标：目标 ÷ 实际。100% 表示恰好达到目标。",
            "Actual ÷ target where higher is better, target ÷ actual where lower is better. 100% means that "
            "the target is exactly reached.",
        ),
    ),
    (
        ("较上月", "Change"),
        (
            "本月实际减上月实际；百分比指标以百分点表示。",
            "Actual of the month less that of the month before; for percentages in percentage points.",
        ),
    ),
    (
        ("里程碑偏差", "Slip"),
        (
            "实际日期减计划日期的天数，提前为负；逾期未达成的按统计日计算。",
            "Days from the planned to the actual day, negative when early; while overdue, to the day of the "
            "figures.",
        ),
    ),
    (
        ("逾期", "Overdue"),
        (
            "统计日已超过约定期限且尚未关闭或完成。",
            "Past its agreed day on the day of the figures, and neither closed nor completed.",
        ),
    ),
    (
        ("净收益与投资回报率", "Net value and return"),
        (
            "净收益 = 收益 − 投入；投资回报率 = 净收益 ÷ 投入。实际口径只计统计日及以前已确认的金额。",
            "Net value is benefit less investment; the return is net value ÷ investment. Actual figures "
            "count only amounts confirmed by the day of the figures.",
        ),
    ),
    (
        ("投入收回月份", "Month of payback"),
        (
            "自该月起累计净收益不再为负。",
            "The first month from which the cumulative net value stays at or above zero.",
        ),
    ),
    (
        ("容量利用率", "Utilisation"),
        (
            "用量 ÷ 可用容量；达到 85% 时以颜色提示。",
            "Usage ÷ available capacity; marked in colour from 85%.",
        ),
    ),
]
