"""The first form of the effect evaluation in Word: ``python -m tools.templates.word_evaluation``."""

from __future__ import annotations

from tools.templates.word import Card, Column, Text, WordTemplate, build, tint
from tools.templates.word_engagement import contact, priority_tint, standard_cover
from tools.templates.word_evaluation_value import lessons, survey, value
from tools.templates.word_lists import DAY, MONEY, kpi_columns
from tools.templates.word_palette import AMBER, BLUE, GREEN, TEAL

_BEFORE = "A9B9CB"


def lay_out(book: WordTemplate) -> None:
    """Lay out the whole evaluation."""
    standard_cover(
        book,
        "{{ customer.name }}",
        (
            ("评估期间", "Period evaluated"),
            '{{ engagement.start | date("long") }} – {{ period_end | date("long") }}',
        ),
    )
    _summary(book)
    _method(book)
    _results(book)
    survey(book)
    value(book)
    lessons(book)
    _improvement(book)
    _conclusions(book)


def _summary(book: WordTemplate) -> None:
    book.heading(1, ("评估摘要", "Executive summary"), numbered=False, new_page=True)
    book.banner(
        ("业务目标达成", "Objectives achieved"),
        "{{ objective_summary.achieved }} / {{ objective_summary.total }}",
        "{{ summary }}",
        colour='"EEF1F5" if not objectives else tint.amber if objective_summary.achieved '
        "< objective_summary.total else tint.green",
    )
    book.cards(*_summary_cards())
    with book.block("if conclusions"):
        book.lead(("主要结论", "Main conclusions"))
        book.numbered("{{ item }}", each="item in conclusions")
    with book.block("if kpis"):
        book.chart(
            "charts.kpi_before_after",
            "column",
            ("指标达成率：启动时与 {{ period_label }}", "Attainment at the start and in {{ period_label }}"),
            series=2,
            format="0%",
            height=7.0,
            colours=(_BEFORE, BLUE),
        )


def _summary_cards() -> list[Card]:
    return [
        Card(
            ("达标业务指标", "Key figures on target"),
            "{{ kpi_summary.green }} / {{ kpi_summary.total }}",
            (
                "需关注 {{ kpi_summary.amber }} 项，预警 {{ kpi_summary.red }} 项",
                "{{ kpi_summary.amber }} need attention, {{ kpi_summary.red }} off target",
            ),
        ),
        Card(
            ("客户体验评分", "Customer experience"),
            "{{ survey.score | number(1) or '–' }}",
            (
                "满分 5 分，上次 {{ survey.previous_score | number(1) or '–' }}",
                "Out of 5; last time {{ survey.previous_score | number(1) or '–' }}",
            ),
            TEAL,
        ),
        Card(
            ("累计净收益", "Net value to date"),
            f"{{{{ roi.net | {MONEY} }}}}",
            (
                "{% if roi.payback_label or roi_forecast.payback_label %}"
                "{{ '已于' if roi.payback_label else '预计' }} "
                "{{ roi.payback_label or roi_forecast.payback_label }}收回{% else %}投入尚未收回{% endif %}",
                "{% if roi.payback_label %}Paid back in {{ roi.payback_label }}"
                "{% elif roi_forecast.payback_label %}Payback expected in {{ roi_forecast.payback_label }}"
                "{% else %}Not yet paid back{% endif %}",
            ),
            GREEN,
        ),
        Card(
            ("改进行动", "Improvement actions"),
            "{{ action_summary.done }} / {{ action_summary.total }}",
            (
                "已完成；逾期 {{ action_summary.overdue }} 项",
                "Completed; {{ action_summary.overdue }} overdue",
            ),
            AMBER,
        ),
    ]


# -- 1 and 2: method, goals against results -------------------------------


def _method(book: WordTemplate) -> None:
    book.heading(1, ("评估范围与方法", "Scope and method"), new_page=True)
    with book.block("if method"):
        book.text("{{ method }}")
    book.facts(_SCOPE, label=0.25)


_SCOPE: list[tuple[Text, Text]] = [
    (("服务项目", "Engagement"), "{{ engagement.name }}"),
    (
        ("核心业务场景", "Core business scenarios"),
        ("{{ engagement.scenario_labels | join('、') }}", "{{ engagement.scenario_labels | join(', ') }}"),
    ),
    (
        ("指标口径", "Figures"),
        (
            "基线为服务启动时的数值，实际为 {{ period_label }}的数值；"
            "达成率达到 {{ thresholds.green | percent }} 为达标，"
            "达到 {{ thresholds.amber | percent }} 为关注，低于 {{ thresholds.amber | percent }} 为预警。",
            "Baselines are the values at the start of the service, actuals those of {{ period_label }}. On "
            "target means an attainment of {{ thresholds.green | percent }} or more, needs attention "
            "{{ thresholds.amber | percent }} or more, off target anything less.",
        ),
    ),
    (
        ("收益口径", "Value"),
        (
            '仅计 {{ as_of | date("long") }}及以前已确认的投入与收益；预测部分单独列示。',
            "Only investments and benefits confirmed by {{ as_of | date('long') }} count; forecasts are "
            "shown apart.",
        ),
    ),
    (
        ("客户体验调查", "Customer survey"),
        '{{ survey.start | date("long") }} – {{ survey.end | date("long") }}',
    ),
]


def _results(book: WordTemplate) -> None:
    book.heading(1, ("目标与结果对照", "Goals against results"))
    book.heading(2, ("业务目标", "Business objectives"))
    with book.either("objectives", ("合同未约定业务目标。", "No business objectives were agreed.")):
        book.text(
            (
                "{{ objective_summary.total }} 项业务目标中，达成 {{ objective_summary.achieved }} 项，"
                "部分达成 {{ objective_summary.partly_achieved }} 项，"
                "未达成 {{ objective_summary.missed }} 项。",
                "Business objectives agreed at the start: {{ objective_summary.total }}; achieved: "
                "{{ objective_summary.achieved }}; partly achieved: "
                "{{ objective_summary.partly_achieved }}; missed: {{ objective_summary.missed }}.",
            ),
            keepNext=True,
        )
        book.table(_objective_columns(), each="o in objectives")
    book.heading(2, ("业务指标", "Key figures"))
    with book.either("kpis", ("本次评估没有业务指标。", "There are no key figures.")):
        book.table(kpi_columns(), each="k in kpis")
        book.chart(
            "charts.kpi_trend",
            "line",
            ("各月指标达成率", "Attainment of key figures by month"),
            series=6,
            format="0%",
            labels=False,
            height=7.0,
            floor=None,
        )
        with book.block("for k in kpis if k.comment"):
            book.text(
                ("**{{ k.name }}**：{{ k.comment }}", "**{{ k.name }}:** {{ k.comment }}"), "ListBullet"
            )


def _objective_columns() -> list[Column]:
    return [
        Column(("序号", "No."), 1.2, "{{ o.number }}"),
        Column(("约定的目标", "Objective"), 5.0, "**{{ o.title }}**"),
        Column(
            ("结果与依据", "Result and evidence"),
            7.4,
            "{{ o.result }}\n{% if o.evidence %}\n~{{ o.evidence }}\n{% endif %}",
        ),
        Column(
            ("结论", "Conclusion"),
            2.4,
            "{{ o.conclusion | label }}",
            tint=tint("o.conclusion"),
        ),
    ]


# -- 6 to 8: improvement, recommendations, conclusions --------------------


def _improvement(book: WordTemplate) -> None:
    book.heading(1, ("行动改进方案（PDCA）", "Action improvement plan (PDCA)"))
    book.heading(2, ("问题与改进循环", "Problems in the improvement cycle"))
    with book.either("actions", ("没有需要改进的事项。", "There is nothing to improve.")):
        book.text(
            (
                "{{ action_summary.total }} 项改进行动按计划（P）、执行（D）、检查（C）、处置（A）推进："
                "已完成 {{ action_summary.done }} 项，进行中 {{ action_summary.in_progress }} 项，"
                "已计划 {{ action_summary.planned }} 项，已延期 {{ action_summary.delayed }} 项；"
                "逾期 {{ action_summary.overdue }} 项。",
                "The plan follows each action from plan to do, check and act. Actions in all: "
                "{{ action_summary.total }}; completed: {{ action_summary.done }}; in progress: "
                "{{ action_summary.in_progress }}; planned: {{ action_summary.planned }}; delayed: "
                "{{ action_summary.delayed }}; overdue: {{ action_summary.overdue }}.",
            )
        )
        book.chart(
            "charts.actions_by_stage",
            "bar",
            ("改进行动数量（按 PDCA 阶段）", "Actions by stage of the cycle"),
            legend=False,
            height=4.4,
            colours=(TEAL,),
        )
        book.table(_problem_columns(), each="a in actions")
    book.heading(2, ("改进行动计划", "Improvement plan"))
    with book.either("actions", ("没有改进行动。", "No actions are planned.")):
        book.table(_action_columns(), each="a in actions")


def _problem_columns() -> list[Column]:
    return [
        Column(
            ("阶段", "Stage"),
            2.2,
            '**{{ a.pdca | label("pdca") }}**\n~{{ a.id }}',
            tint="{'plan': 'EEF1F5', 'do': 'DCE8F3', 'check': 'FBE7C6', 'act': 'D5EBDD'}.get(a.pdca, 'auto')",
        ),
        Column(
            ("待改进问题与根因", "Problem and root cause"),
            5.2,
            "**{{ a.problem }}**\n{% if a.cause %}\n~{{ a.cause }}\n{% endif %}",
        ),
        Column(("预期或实际效果", "Effect"), 4.2, '{{ a.effect or "–" }}'),
        Column(("检查方式", "How it is checked"), 4.4, '{{ a.check or "–" }}'),
    ]


def _action_columns() -> list[Column]:
    dates = (
        f"{{% if a.start %}}\n{{{{ a.start | {DAY} }}}}\n{{% endif %}}\n{{{{ a.due | {DAY} }}}}\n"
        "{% if a.overdue %}\n!"
    )
    return [
        Column(("编号", "ID"), 1.4, "{{ a.id }}"),
        Column(("改进行动", "Action"), 7.2, "{{ a.action }}"),
        Column(("责任人", "Owner"), 2.9, "{{ a.owner }}"),
        Column(
            ("起止日期", "From and to"),
            2.4,
            (f"{dates}已逾期\n{{% endif %}}", f"{dates}Overdue\n{{% endif %}}"),
        ),
        Column(("状态", "Status"), 2.1, "{{ a.status | label }}", tint=tint("a.status")),
    ]


def _conclusions(book: WordTemplate) -> None:
    book.heading(1, ("后续建议与下一步", "Recommendations and next steps"))
    book.heading(2, ("后续建议", "Recommendations"))
    with book.either("recommendations", ("暂无后续建议。", "There are no recommendations.")):
        book.table(
            [
                Column(("序号", "No."), 1.2, "{{ q.number }}"),
                Column(
                    ("建议", "Recommendation"),
                    8.4,
                    "**{{ q.title }}**\n{% if q.detail %}\n~{{ q.detail }}\n{% endif %}",
                ),
                Column(("预期价值", "Expected value"), 4.6, '{{ q.value or "–" }}'),
                Column(
                    ("优先级", "Priority"),
                    1.8,
                    '{{ q.priority | label("priority") }}',
                    tint=priority_tint("q"),
                ),
            ],
            each="q in recommendations",
        )
    book.heading(2, ("下一步", "Next steps"))
    book.numbered(*_NEXT_STEPS)
    contact(book)


_NEXT_STEPS = (
    (
        "客户确认本方案，或在确认期限内提出意见；",
        "The customer confirms this plan, or comments on it within the confirmation period.",
    ),
    (
        "各责任人按计划完成改进行动，并按约定方式检查效果；",
        "The owners carry out the improvement actions, and their effect is checked as agreed.",
    ),
    (
        "双方复核仍未达标的指标，决定是否采纳后续建议；",
        "Both parties review the key figures that are still off target and decide on the recommendations.",
    ),
    (
        "交付物全部提交后，服务方出具《客户成功咨询服务验收报告》。",
        "Once all deliverables are submitted, the provider presents the Service Acceptance Report.",
    ),
)


if __name__ == "__main__":
    build("effect_evaluation", lay_out)
