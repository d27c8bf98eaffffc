"""The first form of the service plan in Word: ``python -m tools.templates.word_plan``."""

from __future__ import annotations

from tools.templates.word import Card, Column, Text, WordTemplate, build
from tools.templates.word_engagement import (
    background,
    goal_columns,
    priority_tint,
    standard_cover,
    team,
)
from tools.templates.word_lists import DAY, MONEY, milestone_columns
from tools.templates.word_palette import AMBER, BLUE, GREEN, TEAL
from tools.templates.word_plan_control import expected_return, governance, risks


def lay_out(book: WordTemplate) -> None:
    """Lay out the whole plan."""
    standard_cover(book, "{{ customer.name }}")
    _summary(book)
    _goals(book)
    _value(book)
    _path(book)
    _landing(book)
    _resources(book)
    _pilot(book)
    _actions(book)
    expected_return(book)
    governance(book)
    risks(book)


def _summary(book: WordTemplate) -> None:
    book.heading(1, ("方案摘要", "Executive summary"), numbered=False, new_page=True)
    book.banner(
        ("预计投资回报率", "Expected return"),
        "{{ roi.ratio | percent(0) or '–' }}",
        "{{ summary }}",
        colour='"EEF1F5" if roi.ratio is none else tint.green if roi.net >= 0 else tint.amber',
    )
    book.cards(*_summary_cards())
    with book.block("if vision"):
        book.lead(("愿景", "Vision"))
        book.callout("{{ vision }}")
    with book.block("if strategy"):
        book.lead(("战略目标", "Strategic goals"))
        book.numbered(
            (
                "**{{ s.title }}**{% if s.detail %}：{{ s.detail }}{% endif %}",
                "**{{ s.title }}**{% if s.detail %}: {{ s.detail }}{% endif %}",
            ),
            each="s in strategy",
        )
    with book.block("if path"):
        book.lead(("实施阶段", "Phases"))
        book.bullets(
            (
                f"**{{{{ p.title }}}}**（{{{{ p.start | {DAY} }}}} – {{{{ p.due | {DAY} }}}}）："
                "{{ p.goal }}",
                "**{{ p.title }}** ({{ p.start | date('medium') }} – {{ p.due | date('medium') }}): "
                "{{ p.goal }}",
            ),
            each="p in path",
        )


def _summary_cards() -> list[Card]:
    return [
        Card(
            ("计划投入", "Planned investment"),
            f"{{{{ roi.investment | {MONEY} }}}}",
            (
                f"预计收益 {{{{ roi.benefit | {MONEY} }}}}",
                f"Expected benefit {{{{ roi.benefit | {MONEY} }}}}",
            ),
        ),
        Card(
            ("预计净收益", "Expected net value"),
            f"{{{{ roi.net | {MONEY} }}}}",
            (
                "{% if roi.payback_label %}{{ roi.payback_label }}收回投入"
                "{% else %}计划期内未收回{% endif %}",
                "{% if roi.payback_label %}Paid back in {{ roi.payback_label }}"
                "{% else %}Not paid back in the plan{% endif %}",
            ),
            GREEN,
        ),
        Card(
            ("投入人天", "Person-days"),
            "{{ resource_summary.person_days | number(0) }}",
            (
                "客户方 {{ resource_summary.customer | number(0) }}，"
                "服务方 {{ resource_summary.provider | number(0) }}",
                "Customer {{ resource_summary.customer | number(0) }}, "
                "provider {{ resource_summary.provider | number(0) }}",
            ),
            TEAL,
        ),
        Card(
            ("MVP 验证周期", "MVP pilot"),
            ("{{ pilot.days }} 天", "{{ pilot.days }} days"),
            (
                f"{{{{ pilot.start | {DAY} }}}} 启动",
                "Begins {{ pilot.start | date('medium') }}",
            ),
            AMBER,
        ),
    ]


# -- 1 to 3: goals, value, path -------------------------------------------


def _goals(book: WordTemplate) -> None:
    book.heading(1, ("目标与分解", "Goals and how they break down"), new_page=True)
    book.heading(2, ("背景与业务目标", "Background and business objectives"))
    background(book)
    book.heading(2, ("战略目标分解", "From strategic goals to measures"))
    with (
        book.either("strategy", ("战略目标待双方商定。", "The strategic goals are still to be agreed.")),
        book.block("for s in strategy"),
    ):
        book.text("**{{ s.number }}. {{ s.title }}**", "Lead")
        with book.block("if s.detail"):
            book.text("{{ s.detail }}", keepNext=True)
        with book.either(
            "s.goals", ("该目标的衡量指标待商定。", "Measures for this goal are still to be agreed.")
        ):
            book.table(goal_columns(), each="g in s.goals")


def _value(book: WordTemplate) -> None:
    book.heading(1, ("业务问题与价值主张", "Value proposition"))
    with book.either(
        "propositions", ("价值主张待双方研讨后形成。", "The value proposition follows the joint discussion.")
    ):
        book.text(
            (
                "针对调研确认的业务问题，逐项说明解决思路、预期价值以及衡量价值的方法。",
                "For each business problem that the research confirmed: what will be done about it, "
                "what that is worth, and how the value will be measured.",
            ),
            keepNext=True,
        )
        book.table(
            [
                Column(("序号", "No."), 1.1, "{{ p.number }}"),
                Column(("业务问题", "Business problem"), 3.4, "**{{ p.pain }}**"),
                Column(("解决思路", "What will be done"), 4.1, "{{ p.solution }}"),
                Column(
                    ("价值与受益方", "Value, and who gains"),
                    4.1,
                    "{{ p.value }}\n{% if p.beneficiary %}\n~{{ p.beneficiary }}\n{% endif %}",
                ),
                Column(("衡量方法", "Measured by"), 3.3, '{{ p.measure or "–" }}'),
            ],
            each="p in propositions",
        )


def _path(book: WordTemplate) -> None:
    book.heading(1, ("实现路径", "Implementation path"))
    with book.either("path", ("实现路径待双方商定。", "The path is still to be agreed.")):
        book.table(
            [
                Column(
                    ("阶段", "Phase"),
                    4.0,
                    (
                        f"**{{{{ p.number }}}}. {{{{ p.title }}}}**\n~{{{{ p.start | {DAY} }}}}\n"
                        f"~至 {{{{ p.due | {DAY} }}}}\n~共 {{{{ p.days }}}} 天",
                        f"**{{{{ p.number }}}}. {{{{ p.title }}}}**\n~{{{{ p.start | {DAY} }}}}\n"
                        f"~to {{{{ p.due | {DAY} }}}}\n~{{{{ p.days }}}} days",
                    ),
                ),
                Column(
                    ("目标与内容", "Goal and content"),
                    7.2,
                    "**{{ p.goal }}**\n{% for c in p.content %}\n• {{ c }}\n{% endfor %}",
                ),
                Column(
                    ("成果与价值", "Output and value"),
                    4.8,
                    "{{ p.output or '–' }}\n{% if p.value %}\n~{{ p.value }}\n{% endif %}",
                ),
            ],
            each="p in path",
        )


# -- 4 and 5: landing plan, resources -------------------------------------


def _landing(book: WordTemplate) -> None:
    book.heading(1, ("实施落地规划", "Landing plan"))
    book.heading(2, ("工作包", "Work packages"))
    with book.either("landing_plan", ("工作包待双方商定。", "The work packages are still to be agreed.")):
        book.chart(
            "charts.timeline",
            "gantt",
            ("落地时间安排：自启动日起的天数", "Schedule of the landing: days from the start"),
            series=2,
            labels=False,
            legend=False,
            height=7.6,
            colours=(BLUE, TEAL),
        )
        book.table(
            [
                Column(("序号", "No."), 1.2, "{{ k.number }}"),
                Column(("工作包", "Work package"), 5.2, '**{{ k.title }}**\n~{{ k.stage | label("stage") }}'),
                Column(
                    ("起止日期", "From and to"), 2.4, f"{{{{ k.start | {DAY} }}}}\n{{{{ k.due | {DAY} }}}}"
                ),
                Column(("天数", "Days"), 1.3, "{{ k.days }}", align="right"),
                Column(("责任人", "Owner"), 2.6, "{{ k.owner }}"),
                Column(("成果", "Output"), 3.6, '{{ k.output or "–" }}'),
            ],
            each="k in landing_plan",
        )
    book.heading(2, ("里程碑", "Milestones"))
    book.text(
        (
            '服务自 {{ engagement.start | date("long") }}（T，'
            '{{ engagement.start_basis | label("start_basis") }}）起算，'
            '至 {{ engagement.service_end | date("long") }}结束；里程碑日期经双方确认后方可调整。',
            'The service counts from {{ engagement.start | date("long") }} (T: '
            '{{ engagement.start_basis | label("start_basis") | lower }}) and ends on '
            '{{ engagement.service_end | date("long") }}. Milestones move only by agreement of both parties.',
        ),
        keepNext=True,
    )
    book.table(milestone_columns(), each="m in milestones")


def _resources(book: WordTemplate) -> None:
    book.heading(1, ("服务资源编排", "Resource arrangement"))
    book.heading(2, ("角色与人天", "Roles and person-days"))
    with book.either("resources", ("资源安排待双方商定。", "Resources are still to be agreed.")):
        left, right = book.columns(6.0, 10.0)
        left.chart(
            "charts.resources_by_party",
            "doughnut",
            ("人天（按所属方）", "Person-days by party"),
            height=6.4,
            labels=True,
            colours=(BLUE, TEAL, AMBER),
        )
        right.chart(
            "charts.resources",
            "bar",
            ("人天（按角色）", "Person-days by role"),
            legend=False,
            height=6.4,
            colours=(BLUE,),
        )
        book.table(_resource_columns(), each="r in resources")
        with book.block("if engagement.supplements"):
            book.note(_SUPPLEMENTS)
    book.heading(2, ("项目组织", "The team"))
    team(book)


_SUPPLEMENTS = (
    "含增补服务包：{% for s in engagement.supplements %}"
    '{{ s.kind | label("supplement") }} {{ s.units }} 个单位{% if not loop.last %}、{% endif %}'
    "{% endfor %}，合计 {{ engagement.supplement_days }} 人天。",
    "Supplement packages included: {% for s in engagement.supplements %}"
    '{{ s.kind | label("supplement") }} × {{ s.units }}{% if not loop.last %}, {% endif %}'
    "{% endfor %}; {{ engagement.supplement_days }} person-days in all.",
)


def _resource_columns() -> list[Column]:
    return [
        Column(("角色", "Role"), 3.8, '**{{ r.role }}**\n~{{ r.party | label("party") }}'),
        Column(("职责", "Duty"), 5.4, "{{ r.duty }}"),
        Column(
            ("参与时间", "From and to"),
            3.0,
            f"{{% if r.start or r.due %}}\n{{{{ r.start | {DAY} or '' }}}}\n{{{{ r.due | {DAY} or '' }}}}\n"
            "{% else %}\n–\n{% endif %}",
        ),
        Column(("人天", "Person-days"), 2.0, "{{ r.person_days | number(0) }}", align="right"),
        Column(("占比", "Share"), 1.8, '{{ r.share | percent(1) or "–" }}', align="right"),
    ]


# -- 6 and 7: pilot, actions ----------------------------------------------


def _pilot(book: WordTemplate) -> None:
    book.heading(1, ("MVP 试点设计", "MVP pilot"))
    book.facts(_PILOT, label=0.22)
    book.heading(2, ("验证步骤", "Steps"))
    with book.either("pilot.steps", ("验证步骤待双方商定。", "The steps are still to be agreed.")):
        book.numbered("{{ item }}", each="item in pilot.steps")
    book.heading(2, ("验证指标", "Measures of success"))
    with book.either("pilot.metrics", ("验证指标待双方商定。", "The measures are still to be agreed.")):
        book.table(
            [
                Column(("序号", "No."), 1.2, "{{ g.number }}"),
                Column(
                    ("指标", "Measure"),
                    8.4,
                    "**{{ g.title }}**\n{% if g.detail %}\n~{{ g.detail }}\n{% endif %}",
                ),
                Column(("现状值", "Today"), 3.2, '{{ g.baseline_text or "–" }}', align="right"),
                Column(("目标值", "Target"), 3.2, '**{{ g.target_text or "–" }}**', align="right"),
            ],
            each="g in pilot.metrics",
        )


_PILOT: list[tuple[Text, Text]] = [
    (("试点名称", "Pilot"), "**{{ pilot.title }}**"),
    (("业务场景", "Business scenario"), '{{ pilot.scenario | label("scenario") }}'),
    (("试点范围", "Scope"), "{{ pilot.scope }}"),
    (("待验证假设", "Hypothesis"), "{{ pilot.hypothesis }}"),
    (
        ("试点时间", "Time"),
        (
            '{{ pilot.start | date("long") }} – {{ pilot.due | date("long") }}（{{ pilot.days }} 天）',
            '{{ pilot.start | date("long") }} – {{ pilot.due | date("long") }} ({{ pilot.days }} days)',
        ),
    ),
    (("成功标准", "Counts as a success when"), "{{ pilot.success }}"),
    (("未达标的处理", "Otherwise"), '{{ pilot.fallback or "–" }}'),
]


def _actions(book: WordTemplate) -> None:
    book.heading(1, ("行动计划", "Action plan"))
    book.heading(2, ("近期行动", "Actions"))
    with book.either("actions", ("行动计划待双方商定。", "The actions are still to be agreed.")):
        book.table(
            [
                Column(("编号", "ID"), 1.4, "{{ a.id }}"),
                Column(("行动事项", "Action"), 5.2, "**{{ a.title }}**"),
                Column(("责任人", "Owner"), 2.6, "{{ a.owner }}"),
                Column(
                    ("起止日期", "From and to"),
                    2.2,
                    f"{{% if a.start %}}\n{{{{ a.start | {DAY} }}}}\n{{% endif %}}\n{{{{ a.due | {DAY} }}}}",
                ),
                Column(("成果", "Output"), 2.8, '{{ a.output or "–" }}'),
                Column(
                    ("优先级", "Priority"),
                    1.8,
                    '{{ a.priority | label("priority") }}',
                    tint=priority_tint("a"),
                ),
            ],
            each="a in actions",
        )
    book.heading(2, ("研讨与培训计划", "Workshops and training"))
    with book.either("events", ("研讨与培训待双方商定。", "Workshops and training are still to be agreed.")):
        book.table(
            [
                Column(("日期", "Date"), 2.3, f"{{{{ e.date | {DAY} }}}}"),
                Column(("主题", "Topic"), 6.2, '**{{ e.title }}**\n~{{ e.kind | label("event") }}'),
                Column(("参加对象", "Audience"), 3.6, '{{ e.audience or "–" }}'),
                Column(("预期效果", "What it is to achieve"), 3.9, '{{ e.goal or "–" }}'),
            ],
            each="e in events",
        )


if __name__ == "__main__":
    build("service_plan", lay_out)
