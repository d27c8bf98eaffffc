"""The deck of the monthly report: what the month brought, slide by slide."""

from __future__ import annotations

from tools.templates.deck_common import DUE, NUMBER, OWNER, STATUS, cover_facts, milestones, paged, steps
from tools.templates.deck_figures import kpi_charts, kpi_each, kpi_table, value, value_entries
from tools.templates.deck_issues import risk_overview, risk_table, suggestions, usage_charts, usage_table
from tools.templates.deck_look import ACCENT, CONTENT, MUTED, Box, Text
from tools.templates.deck_slides import Card, Column, Deck
from tools.templates.deck_text import Line, alert, whole

__all__ = ["monthly_report"]


def monthly_report(deck: Deck) -> None:
    """Lay out the monthly report."""
    deck.cover(cover_facts(("报告期间", "Reporting period"), "{{ period_label }}"))
    _agenda(deck)
    _summary(deck)
    _highlights(deck)
    _service_items(deck)
    milestones(deck)
    kpi_table(deck)
    kpi_charts(deck)
    kpi_each(deck)
    _value(deck)
    value_entries(deck)
    risk_overview(deck)
    risk_table(deck)
    usage_table(deck)
    usage_charts(deck)
    suggestions(deck)
    _events(deck)
    steps(deck, ("下月计划", "Plan for next month"), "next_month")
    deck.closing()


_SECTIONS: list[tuple[Text, Text]] = [
    (
        ("总体情况", "Summary of the month"),
        (
            '总体评价：{{ summary.health | label("health") }}',
            'Overall: {{ summary.health | label("health") }}',
        ),
    ),
    (
        ("服务事项与里程碑", "Service items and milestones"),
        (
            "完成 {{ service_summary.done }}/{{ service_summary.total }} 项，里程碑达成 "
            "{{ milestone_summary.done }}/{{ milestone_summary.total }}",
            "{{ service_summary.done }} of {{ service_summary.total }} items completed, "
            "{{ milestone_summary.done }} of {{ milestone_summary.total }} milestones reached",
        ),
    ),
    (
        ("关键指标达成", "Key figures"),
        (
            "达标 {{ kpi_summary.green }} 项，较上月改善 {{ kpi_summary.better }} 项",
            "{{ kpi_summary.green }} of {{ kpi_summary.total }} green, {{ kpi_summary.better }} "
            "better than last month",
        ),
    ),
    (
        ("业务价值", "Business value"),
        (
            "累计收益 {{ roi.benefit | money(engagement.currency, 0) }}",
            "{{ roi.benefit | money(engagement.currency, 0) }} of benefit to date",
        ),
    ),
    (
        ("问题与风险", "Problems and risks"),
        (
            "未关闭 {{ risk_summary.open }} 项，其中逾期 {{ risk_summary.overdue }} 项",
            "{{ risk_summary.open }} open, {{ risk_summary.overdue }} overdue",
        ),
    ),
    (
        ("产品使用与优化建议", "Product usage and suggestions"),
        (
            "产品 {{ products | length }} 项，建议 {{ suggestions | length }} 条",
            "{{ products | length }} products, {{ suggestions | length }} suggestions",
        ),
    ),
    (
        ("下月计划", "Plan for next month"),
        ("计划事项 {{ next_month | length }} 项", "{{ next_month | length }} tasks planned"),
    ),
]


def _agenda(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("目录", "Agenda"),
        (
            "{{ customer.label }} · {{ period_label }}服务报告",
            "{{ customer.label }} · service report for {{ period_label }}",
        ),
    )
    boxes = [box for column in Box(0.6, 1.9, 12.13, 4.7).columns(2, 0.6) for box in column.rows(4, 0.25)]
    for number, ((title, remark), box) in enumerate(zip(_SECTIONS, boxes, strict=False), 1):
        figure, rest = box.split(0.13, 0.15)
        slide.text(figure, f"{number:02}", size=30, colour="accent2", bold=True, anchor="ctr")
        slide.text(
            rest,
            [
                Line([title], bold=True, size=17, colour=ACCENT),
                Line([remark], size=12, colour=MUTED, before=2),
            ],
            anchor="ctr",
        )


def _summary(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("总体情况", "Summary of the month"),
        (
            "{{ engagement.edition_label }} · {{ period_label }} · 服务周期已过 "
            "{{ engagement.elapsed | percent(0) }}",
            "{{ engagement.edition_label }} · {{ period_label }} · "
            "{{ engagement.elapsed | percent(0) }} of the service cycle has passed",
        ),
    )
    top, rest = CONTENT.below(1.4, 0.24)
    slide.panel(top, whole("summary.overall"), size=14, anchor="ctr", name=("总体评价", "Overall"))
    slide.badge(Box(10.9, 0.58, 1.83, 0.4), "summary.health", "health")
    upper, lower = rest.rows(2, 0.24)
    slide.cards(
        upper,
        [
            Card(
                ("服务事项平均进度", "Average progress of items"),
                '{{ service_summary.progress | percent(0) or "–" }}',
                (
                    "完成 {{ service_summary.done }} · 进行中 {{ service_summary.in_progress }} · 延期 "
                    "{{ service_summary.delayed }}",
                    "{{ service_summary.done }} done, {{ service_summary.in_progress }} in "
                    "progress, {{ service_summary.delayed }} delayed",
                ),
                "blue",
            ),
            Card(
                ("指标达标", "Key figures on target"),
                "{{ kpi_summary.green }} / {{ kpi_summary.total }}",
                (
                    "关注 {{ kpi_summary.amber }} · 预警 {{ kpi_summary.red }}",
                    "{{ kpi_summary.amber }} need attention, {{ kpi_summary.red }} off target",
                ),
                "teal",
            ),
            Card(
                ("里程碑达成", "Milestones reached"),
                "{{ milestone_summary.done }} / {{ milestone_summary.total }}",
                (
                    "逾期 {{ milestone_summary.overdue }} · "
                    "最大偏差 {{ milestone_summary.max_slip_days }} 天",
                    "{{ milestone_summary.overdue }} overdue, greatest slip "
                    "{{ milestone_summary.max_slip_days }} days",
                ),
                "green",
            ),
        ],
    )
    slide.cards(
        lower,
        [
            Card(
                ("未关闭问题与风险", "Open problems and risks"),
                "{{ risk_summary.open }}",
                (
                    "本月新增 {{ month.counts.new }} · 关闭 {{ month.counts.closed }} · 逾期 "
                    "{{ month.counts.overdue }}",
                    "{{ month.counts.new }} new, {{ month.counts.closed }} closed, "
                    "{{ month.counts.overdue }} overdue",
                ),
                "red",
            ),
            Card(
                ("本月业务收益", "Benefit of the month"),
                "{{ month.benefit | money(engagement.currency, 0) }}",
                (
                    "累计净收益 {{ roi.net | money(engagement.currency, 0) }}",
                    "Net value to date {{ roi.net | money(engagement.currency, 0) }}",
                ),
                "amber",
            ),
            Card(
                ("研讨与培训累计场次", "Workshops and training to date"),
                "{{ event_summary.total }}",
                (
                    "参与 {{ event_summary.attendees }} 人次 · 平均满意度 "
                    '{{ event_summary.satisfaction | number(1) or "–" }}',
                    "{{ event_summary.attendees }} participants, satisfaction "
                    '{{ event_summary.satisfaction | number(1) or "–" }} of 5',
                ),
                "grey",
            ),
        ],
    )
    slide.notes(
        [
            (
                '{{ period_label }}总体评价：{{ summary.health | label("health") }}。',
                'Overall judgement for {{ period_label }}: {{ summary.health | label("health") }}.',
            ),
            "{{ summary.overall }}",
            ("{% for n in notes %}", "{% for n in notes %}"),
            ("说明：{{ n }}", "Note: {{ n }}"),
            "{% endfor %}",
        ]
    )


def _highlights(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("本月亮点与待决策事项", "Highlights and decisions"),
        (
            "亮点 {{ summary.highlights | length }} 项，提请决策 {{ summary.decisions | length }} 项",
            "{{ summary.highlights | length }} highlights, {{ summary.decisions | length }} "
            "decisions asked for",
        ),
    )
    sides = (
        (
            "highlights",
            ("本月亮点", "Highlights of the month"),
            ("本月无特别亮点。", "No highlights this month."),
        ),
        (
            "decisions",
            ("提请客户决策", "Decisions asked of the customer"),
            ("本月无待决策事项。", "No decisions are due this month."),
        ),
    )
    for (name, title, none), box in zip(sides, CONTENT.columns(2, 0.4), strict=True):
        item = whole("h")
        slide.panel(
            box,
            [
                Line([title], bold=True, size=17, colour=ACCENT),
                f"{{% for h in summary.{name}[:6] %}}",
                Line([item], bullet=True, before=10, size=16),
                "{% endfor %}",
                f"{{% if not summary.{name} %}}",
                Line([none], before=10, size=16),
                "{% endif %}",
            ],
            name=title,
        )


def _value(deck: Deck) -> None:
    value(
        deck,
        (
            "本月收益 {{ month.benefit | money(engagement.currency, 0) }}，"
            "投入 {{ month.investment | money(engagement.currency, 0) }}",
            "This month: {{ month.benefit | money(engagement.currency, 0) }} of benefit, "
            "{{ month.investment | money(engagement.currency, 0) }} of investment",
        ),
        Card(
            ("本月收益", "Benefit of the month"),
            "{{ month.benefit | money(engagement.currency, 0) }}",
            "{{ period_label }}",
            "teal",
        ),
    )


def _service_items(deck: Deck) -> None:
    """Add the service items over as many slides as it takes."""
    slide = deck.slide(
        "title",
        paged(("服务事项执行状况", "Service items")),
        (
            "共 {{ service_summary.total }} 项：完成 {{ service_summary.done }}，进行中 "
            "{{ service_summary.in_progress }}，延期 {{ service_summary.delayed }}，未开始 "
            "{{ service_summary.not_started }}，暂停 {{ service_summary.on_hold }}",
            "{{ service_summary.total }} items: {{ service_summary.done }} completed, "
            "{{ service_summary.in_progress }} in progress, {{ service_summary.delayed }} "
            "delayed, {{ service_summary.not_started }} not started, "
            "{{ service_summary.on_hold }} on hold",
        ),
        repeat="page in service_items | fit(11)",
    )
    slide.table(
        CONTENT,
        [
            Column(NUMBER, 0.6, "{{ s.number }}", "ctr"),
            Column(
                ("服务事项", "Service item"),
                4.6,
                [
                    Line([whole("s.title")], bold=True),
                    Line([whole("s.detail")], size=10, colour=MUTED),
                ],
            ),
            Column(("服务阶段", "Stage"), 1.85, '{{ s.stage | label("stage") or "–" }}'),
            Column(OWNER, 1.5, whole("s.owner")),
            Column(DUE, 1.5, '{{ s.due | date("medium") or "–" }}'),
            Column(("进度", "Progress"), 0.95, '{{ s.progress | percent(0) or "–" }}', "r"),
            Column(STATUS, 1.35, alert("s.status", "status")),
        ],
        "s in page",
        size=11.5,
        condition="page",
        height=0.62,
    )
    slide.empty(CONTENT, "page", ("本月未安排服务事项。", "No service items were planned this month."))
    slide.notes(
        [
            "{% for s in page %}",
            (
                '{{ s.number }}. {{ s.title }}：{{ s.detail or "" }} 产出：{{ s.output or "–" }}。',
                '{{ s.number }}. {{ s.title }}: {{ s.detail or "" }} Output: {{ s.output or "–" }}.',
            ),
            "{% endfor %}",
        ]
    )


def _events(deck: Deck) -> None:
    """Add the workshops and training of the month."""
    slide = deck.slide(
        "title",
        paged(("本月研讨与培训", "Workshops and training of the month")),
        (
            "累计 {{ event_summary.total }} 场、{{ event_summary.attendees }} 人次",
            "{{ event_summary.total }} events and {{ event_summary.attendees }} participants to date",
        ),
        repeat="page in month.events | fit(11)",
    )
    left, right = CONTENT.split(0.76)
    slide.table(
        left,
        [
            Column(("日期", "Date"), 2.0, '{{ e.date | date("medium") }}'),
            Column(("类型", "Kind"), 2.0, '{{ e.kind | label("event") }}'),
            Column(
                ("主题", "Topic"),
                3.2,
                [
                    Line([whole("e.title")], bold=True),
                    Line([whole("e.audience")], size=10, colour=MUTED),
                ],
            ),
            Column(("人数", "Attendees"), 1.35, '{{ e.attendees | number or "–" }}', "r"),
            Column(("满意度", "Satisfaction"), 1.4, '{{ e.satisfaction | number(1) or "–" }}', "r"),
            Column(("成果", "Outcome"), 2.8, whole("e.outcome")),
        ],
        "e in page",
        condition="page",
        height=0.6,
    )
    cards = (
        Card(
            ("累计场次", "Events to date"),
            "{{ event_summary.total }}",
            ("研讨与培训", "Workshops and training"),
            "blue",
        ),
        Card(
            ("累计参与人次", "Participants to date"),
            "{{ event_summary.attendees }}",
            ("各场合计", "Over all events"),
            "teal",
        ),
        Card(
            ("平均满意度", "Average satisfaction"),
            '{{ event_summary.satisfaction | number(2) or "–" }}',
            ("满分 5 分", "Of 5"),
            "green",
        ),
    )
    for card, box in zip(cards, right.rows(3, 0.24), strict=True):
        slide.cards(box, [card])
    slide.empty(left, "page", ("本月未举办研讨或培训。", "No workshop or training was held this month."))
