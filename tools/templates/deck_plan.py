"""The deck of the service plan: goals, value, path, landing plan, resources, pilot, return."""

from __future__ import annotations

from tools.templates.deck_charts import Plot, add_chart
from tools.templates.deck_common import DUE, NUMBER, OWNER, bullets, listing, milestones, report_facts
from tools.templates.deck_look import ACCENT, CONTENT, MUTED, Text
from tools.templates.deck_slides import Card, Column, Deck
from tools.templates.deck_text import Line, alert, whole

__all__ = ["service_plan"]

_FROM_TO: Text = (
    '{{ r.start | date("yyyy-MM-dd") or "–" }} – {{ r.due | date("yyyy-MM-dd") or "–" }}',
    '{{ r.start | date("medium") or "–" }} – {{ r.due | date("medium") or "–" }}',
)


def service_plan(deck: Deck) -> None:
    """Lay out the service plan."""
    deck.cover(report_facts())
    _vision(deck)
    _goals(deck)
    _propositions(deck)
    _path(deck)
    _landing(deck)
    milestones(deck)
    _resources(deck)
    _pilot(deck)
    _actions(deck)
    _risks(deck)
    _return(deck)
    _measures(deck)
    deck.closing()


def _vision(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("方案概要", "The plan in brief"),
        (
            '{{ engagement.edition_label }} · {{ engagement.start | date("long") }}至'
            '{{ engagement.service_end | date("long") }}',
            '{{ engagement.edition_label }} · {{ engagement.start | date("long") }} to '
            '{{ engagement.service_end | date("long") }}',
        ),
    )
    top, rest = CONTENT.below(1.7, 0.25)
    vision = [Line([("愿景", "Vision")], bold=True, size=16, colour=ACCENT), whole("vision")]
    slide.panel(top, list(vision), size=15, anchor="ctr", name=("愿景", "Vision"))
    middle, bottom = rest.below(1.6, 0.25)
    summary = [Line([("概要", "Summary")], bold=True, size=16, colour=ACCENT), whole("summary")]
    slide.panel(middle, list(summary), size=13, anchor="ctr", name=("概要", "Summary"))
    slide.cards(
        bottom,
        [
            Card(
                ("战略目标", "Strategic goals"),
                "{{ strategy | length }}",
                ("分解为可度量的目标", "Divided into goals that can be measured"),
                "blue",
            ),
            Card(
                ("投入人天", "Person-days"),
                "{{ resource_summary.person_days | number(0) }}",
                ("客户方、服务方与第三方合计", "Of customer, provider and third parties"),
                "teal",
            ),
            Card(
                ("预期净收益", "Net value planned"),
                "{{ roi.net | money(engagement.currency, 0) }}",
                (
                    '投资回报率 {{ roi.ratio | percent(1) or "–" }}',
                    'Return on investment {{ roi.ratio | percent(1) or "–" }}',
                ),
                "green",
            ),
        ],
    )
    slide.notes(["{{ vision }}", "{{ summary }}"])


def _goals(deck: Deck) -> None:
    goal: Text = (
        '{{ g.title }}：{{ g.baseline_text or "–" }} → {{ g.target_text or "–" }}'
        '{% if g.due %}（{{ g.due | date("medium") }}）{% endif %}',
        '{{ g.title }}: {{ g.baseline_text or "–" }} → {{ g.target_text or "–" }}'
        '{% if g.due %} ({{ g.due | date("medium") }}){% endif %}',
    )
    listing(
        deck,
        ("目标分解", "From strategy to goals"),
        (
            "战略目标 {{ strategy | length }} 项，逐项分解为可度量的目标",
            "{{ strategy | length }} strategic goals, divided into goals that can be measured",
        ),
        "strategy",
        [
            Column(NUMBER, 0.6, "{{ r.number }}", "ctr"),
            Column(
                ("战略目标", "Strategic goal"),
                5.0,
                [
                    Line([whole("r.title")], bold=True, size=14),
                    Line([whole("r.detail")], size=11, colour=MUTED),
                ],
            ),
            Column(
                ("目标、基线与目标值", "Goals: baseline and target"),
                6.5,
                ["{% for g in r.goals[:4] %}", Line([goal], bullet=True), "{% endfor %}"],
            ),
        ],
        ("目标待双方商定。", "The goals are still to be agreed."),
        size=12.5,
        height=1.05,
    )


def _propositions(deck: Deck) -> None:
    listing(
        deck,
        ("价值主张", "Value proposition"),
        ("业务问题、应对方案与可度量的价值", "Business problem, solution, and value that can be measured"),
        "propositions",
        [
            Column(NUMBER, 0.6, "{{ r.number }}", "ctr"),
            Column(("业务问题", "Problem"), 2.6, Line([whole("r.pain")], bold=True)),
            Column(("应对方案", "Solution"), 3.1, whole("r.solution")),
            Column(("业务价值", "Value"), 2.9, whole("r.value")),
            Column(("受益方", "Who gains"), 1.5, whole("r.beneficiary")),
            Column(("度量方式", "Measure"), 2.0, whole("r.measure")),
        ],
        ("价值主张待双方商定。", "The value proposition is still to be agreed."),
        size=11.5,
        height=0.7,
    )


def _path(deck: Deck) -> None:
    listing(
        deck,
        ("实施路径", "Implementation path"),
        ("共 {{ path | length }} 个阶段", "{{ path | length }} phases"),
        "path",
        [
            Column(
                ("阶段", "Phase"),
                2.9,
                [
                    Line([whole("r.title")], bold=True),
                    Line([_FROM_TO], size=10, colour=MUTED),
                ],
            ),
            Column(("阶段目标", "Goal"), 2.4, whole("r.goal")),
            Column(
                ("主要内容", "Content"),
                3.6,
                [
                    "{% for c in r.content[:4] %}",
                    Line([whole("c")], bullet=True, size=10.5),
                    "{% endfor %}",
                ],
            ),
            Column(("产出", "Output"), 2.0, whole("r.output")),
            Column(("价值", "Value"), 2.2, whole("r.value")),
        ],
        ("实施路径待双方商定。", "The path is still to be agreed."),
        size=11.5,
        height=1.1,
    )


def _landing(deck: Deck) -> None:
    slide, right = listing(
        deck,
        ("落地计划", "Landing plan"),
        ("共 {{ landing_plan | length }} 个工作包", "{{ landing_plan | length }} work packages"),
        "landing_plan",
        [
            Column(NUMBER, 0.6, "{{ r.number }}", "ctr"),
            Column(("工作包", "Work package"), 3.0, Line([whole("r.title")], bold=True)),
            Column(("起止时间", "From – to"), 2.3, _FROM_TO),
            Column(OWNER, 1.4, whole("r.owner")),
        ],
        ("落地计划待双方商定。", "The landing plan is still to be agreed."),
        size=10.5,
        height=0.42,
        share=0.6,
    )
    rest = slide.heading(
        right, ("时间安排（自启动起的天数）", "Timeline, in days from the start"), "landing_plan"
    )
    plot = Plot("stacked_bar", "0", ("none", "teal"), labels="none", legend=False, gap=40)
    name = ("落地计划时间安排", "Timeline of the landing plan")
    sample = deck.context["charts"]["timeline"]
    add_chart(slide, rest, "charts.timeline", name, plot, sample=sample, condition="landing_plan")


def _resources(deck: Deck) -> None:
    slide, right = listing(
        deck,
        ("资源安排", "Resources"),
        (
            "客户方 {{ resource_summary.customer | number(0) }} 人天，服务方 "
            "{{ resource_summary.provider | number(0) }} 人天，第三方 "
            "{{ resource_summary.third_party | number(0) }} 人天",
            "Customer {{ resource_summary.customer | number(0) }} person-days, provider "
            "{{ resource_summary.provider | number(0) }}, third parties "
            "{{ resource_summary.third_party | number(0) }}",
        ),
        "resources",
        [
            Column(("角色", "Role"), 2.6, Line([whole("r.role")], bold=True)),
            Column(("所属方", "Party"), 1.2, '{{ r.party | label("party") }}'),
            Column(("职责", "Duty"), 3.0, whole("r.duty")),
            Column(("人天", "Days"), 0.8, '{{ r.person_days | number or "–" }}', "r"),
        ],
        ("资源安排待双方商定。", "Resources are still to be agreed."),
        size=11,
        height=0.46,
        share=0.64,
    )
    rest = slide.heading(right, ("各角色人天", "Person-days by role"), "resources")
    plot = Plot("bar", "0", ("blue",), legend=False, smallest=0, gap=50)
    name = ("各角色人天", "Person-days by role")
    sample = deck.context["charts"]["resources"]
    add_chart(slide, rest, "charts.resources", name, plot, sample=sample, condition="resources")


def _pilot(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        (
            "试点（MVP）：{{ pilot.title }}",
            "Pilot (MVP): {{ pilot.title }}",
        ),
        (
            '{{ pilot.start | date("long") or "–" }}至{{ pilot.due | date("long") or "–" }}',
            '{{ pilot.start | date("long") or "–" }} to {{ pilot.due | date("long") or "–" }}',
        ),
    )
    left, right = CONTENT.columns(2, 0.4)
    upper, lower = left.below(2.35, 0.2)
    slide.panel(
        upper,
        [
            Line([("试点范围", "Scope")], bold=True, size=14, colour=ACCENT),
            whole("pilot.scope"),
            Line([("验证假设", "Hypothesis")], bold=True, size=14, colour=ACCENT, before=6),
            whole("pilot.hypothesis"),
        ],
        size=12.5,
        name=("范围与假设", "Scope and hypothesis"),
    )
    steps = whole("h")
    none = ("待商定。", "To be agreed.")
    bullets(slide, lower, ("试点步骤", "Steps"), "pilot.steps[:6]", steps, none, size=12.5)
    upper, lower = right.below(2.35, 0.2)
    slide.table(
        upper,
        [
            Column(("度量指标", "Measure"), 3.2, Line([whole("r.title")], bold=True)),
            Column(("基线", "Baseline"), 1.3, '{{ r.baseline_text or "–" }}', "r"),
            Column(("目标", "Target"), 1.3, '{{ r.target_text or "–" }}', "r"),
        ],
        "r in pilot.metrics[:5]",
        size=12,
        condition="pilot.metrics",
    )
    slide.empty(upper, "pilot.metrics", ("度量指标待商定。", "The measures are still to be agreed."))
    slide.panel(
        lower,
        [
            Line([("成功标准", "When it counts as a success")], bold=True, size=14, colour=ACCENT),
            whole("pilot.success"),
            Line([("备选安排", "What happens otherwise")], bold=True, size=14, colour=ACCENT, before=8),
            whole("pilot.fallback"),
        ],
        size=12.5,
        name=("成功标准", "Success"),
    )


def _actions(deck: Deck) -> None:
    listing(
        deck,
        ("行动计划", "Action plan"),
        ("共 {{ actions | length }} 项，按期限排序", "{{ actions | length }} actions, by due day"),
        "actions",
        [
            Column(("编号", "Id"), 0.8, '{{ r.id or "–" }}'),
            Column(("行动", "Action"), 3.8, Line([whole("r.title")], bold=True)),
            Column(OWNER, 1.9, whole("r.owner")),
            Column(("开始", "Start"), 1.8, '{{ r.start | date("medium") or "–" }}'),
            Column(DUE, 1.8, '{{ r.due | date("medium") or "–" }}'),
            Column(("优先级", "Priority"), 1.1, alert("r.priority", "priority")),
            Column(("产出", "Output"), 1.9, whole("r.output")),
        ],
        ("行动计划待双方商定。", "The action plan is still to be agreed."),
    )


def _risks(deck: Deck) -> None:
    listing(
        deck,
        ("风险与应对", "Risks and measures"),
        ("共 {{ risks | length }} 项", "{{ risks | length }} risks"),
        "risks",
        [
            Column(("编号", "Id"), 0.8, '{{ r.id or "–" }}'),
            Column(
                ("风险", "Risk"),
                4.4,
                [
                    Line([whole("r.title")], bold=True),
                    Line([whole("r.detail")], size=10, colour=MUTED),
                ],
            ),
            Column(("严重程度", "Severity"), 1.2, alert("r.severity", "severity")),
            Column(("应对措施", "Measure"), 4.0, whole("r.action")),
            Column(OWNER, 1.7, whole("r.owner")),
        ],
        ("未识别到风险。", "No risk was found."),
        size=11.5,
        height=0.7,
    )


def _return(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("投资回报测算", "Return on investment"),
        ("按计划口径测算，币种 {{ engagement.currency }}", "As planned, in {{ engagement.currency }}"),
    )
    top, rest = CONTENT.below(1.25, 0.25)
    none = ('"测算期内未回本"', '"Not in the plan"')
    cards = [
        Card(
            title,
            f"{{{{ roi.{name} | money(engagement.currency, 0) }}}}",
            ("计划口径", "Planned"),
            colour,
        )
        for title, name, colour in (
            (("投入", "Investment"), "investment", "grey"),
            (("收益", "Benefit"), "benefit", "teal"),
            (("净收益", "Net value"), "net", "blue"),
        )
    ]
    payback = Card(
        ("回本月份", "Payback month"),
        (f"{{{{ roi.payback_label or {none[0]} }}}}", f"{{{{ roi.payback_label or {none[1]} }}}}"),
        (
            '投资回报率 {{ roi.ratio | percent(1) or "–" }}',
            'Return on investment {{ roi.ratio | percent(1) or "–" }}',
        ),
        "green",
    )
    slide.cards(top, [*cards, payback], size=22)
    left, right = rest.columns(2, 0.45)
    charts = deck.context["charts"]
    name = ("累计投入、收益与净收益", "Cumulative investment, benefit and net value")
    plot = Plot("line", "#,##0", ("grey", "teal", "blue"), labels="none")
    area = slide.heading(left, name, "roi.months")
    add_chart(slide, area, "charts.value_cumulative", name, plot, sample=charts["value_cumulative"])
    name = ("各月投入与收益", "Investment and benefit by month")
    plot = Plot("column", "#,##0", ("grey", "teal"), labels="none")
    area = slide.heading(right, name, "roi.months")
    add_chart(slide, area, "charts.value_monthly", name, plot, sample=charts["value_monthly"])


def _measures(deck: Deck) -> None:
    slide, right = listing(
        deck,
        ("价值度量方法", "How value is measured"),
        ("数据来源、频次与责任方", "Formula, source, frequency and owner"),
        "roi_measures",
        [
            Column(("度量项", "What"), 2.2, Line([whole("r.metric")], bold=True)),
            Column(("计算方法", "Formula"), 2.9, whole("r.formula")),
            Column(("来源", "Source"), 1.8, whole("r.source")),
            Column(("频次", "Frequency"), 1.2, whole("r.frequency")),
            Column(OWNER, 1.3, whole("r.owner")),
        ],
        ("度量方法待双方商定。", "How value is measured is still to be agreed."),
        size=11,
        height=0.6,
        share=0.68,
    )
    none = ("无测算前提。", "No assumptions were made.")
    item = whole("h")
    bullets(slide, right, ("测算前提", "Assumptions"), "assumptions[:6]", item, none, size=12.5)
