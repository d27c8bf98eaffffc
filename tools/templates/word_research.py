"""The first form of the research report in Word: ``python -m tools.templates.word_research``."""

from __future__ import annotations

from tools.templates.word import Card, Column, WordTemplate, build, tint
from tools.templates.word_engagement import background, contact, goal_columns, standard_cover, team
from tools.templates.word_lists import DAY, plan_columns
from tools.templates.word_palette import AMBER, BLUE, GREEN, TEAL

_EARLIER_AND_LATER = ("A9B9CB", BLUE)


def lay_out(book: WordTemplate) -> None:
    """Lay out the whole report."""
    standard_cover(
        book,
        "{{ customer.name }}",
        (
            ("调研时间", "Research period"),
            '{{ research.start | date("long") }} – {{ research.end | date("long") }}',
        ),
    )
    _summary(book)
    _background(book)
    _infrastructure(book)
    _business(book)
    _interviews(book)
    _gaps(book)
    _goals(book)
    _recommendations(book)
    _risks(book)
    _conclusions(book)
    _appendix(book)


def _summary(book: WordTemplate) -> None:
    book.heading(1, ("调研摘要", "Executive summary"), numbered=False, new_page=True)
    book.banner(
        ("平均成熟度", "Average maturity"),
        "{{ research_summary.maturity | number(1) or '–' }} → "
        "{{ research_summary.target | number(1) or '–' }}",
        "{{ summary }}",
        colour=tint("'in_progress'"),
    )
    book.cards(*_summary_cards())
    with book.block("if key_findings"):
        book.lead(("主要发现", "Main findings"))
        book.numbered("{{ item }}", each="item in key_findings")
    with book.block("if goals"):
        book.lead(("建议达到的目标", "What we recommend to reach"))
        book.bullets(
            (
                "**{{ g.title }}**：{% if g.baseline_text %}由 {{ g.baseline_text }} {% endif %}"
                "达到 {{ g.target_text or '双方商定的值' }}"
                f"{{% if g.due %}}（{{{{ g.due | {DAY} }}}} 前）{{% endif %}}",
                "**{{ g.title }}:** {% if g.baseline_text %}from {{ g.baseline_text }} {% endif %}"
                "to {{ g.target_text or 'the value to be agreed' }}"
                "{% if g.due %}, by {{ g.due | date('long') }}{% endif %}",
            ),
            each="g in goals if not g.horizon or g.horizon == 'short'",
        )
    with book.block("if gaps and applications"):
        left, right = book.columns(8.0, 8.0)
        left.chart(
            "charts.gaps_by_priority",
            "bar",
            ("差距数量（按优先级）", "Gaps by priority"),
            legend=False,
            height=5.2,
            colours=(AMBER,),
        )
        right.chart(
            "charts.applications",
            "bar",
            ("应用系统数量（按处置建议）", "Applications by disposition"),
            legend=False,
            height=5.2,
            colours=(TEAL,),
        )


def _summary_cards() -> list[Card]:
    return [
        Card(
            ("管理者访谈", "Interviews"),
            "{{ research_summary.interviews }}",
            ("{{ consensus | length }} 点共识", "Points of consensus: {{ consensus | length }}"),
        ),
        Card(
            ("应用系统", "Applications"),
            "{{ research_summary.applications }}",
            (
                "其中保留 {{ applications | selectattr('disposition', 'equalto', 'keep') "
                "| list | length }} 项",
                "{{ applications | selectattr('disposition', 'equalto', 'keep') | list | length }} "
                "to be kept as they are",
            ),
            TEAL,
        ),
        Card(
            ("现状与目标的差距", "Gaps"),
            "{{ research_summary.gaps }}",
            ("高优先级 {{ research_summary.high }} 项", "{{ research_summary.high }} of high priority"),
            AMBER,
        ),
        Card(
            ("量化目标", "Measured goals"),
            "{{ goals | length }}",
            (
                "近期 {{ goals | selectattr('horizon', 'equalto', 'short') | list | length }} 项",
                "{{ goals | selectattr('horizon', 'equalto', 'short') | list | length }} in the short term",
            ),
            GREEN,
        ),
    ]


# -- 1: background and method ---------------------------------------------


def _background(book: WordTemplate) -> None:
    book.heading(1, ("调研背景与方法", "Background and method"), new_page=True)
    book.heading(2, ("项目背景", "Background"))
    background(book)
    book.heading(2, ("调研范围", "Scope"))
    with book.either(
        "scope",
        ("调研范围以双方确认的项目计划为准。", "The scope is as agreed in the project plan."),
    ):
        book.bullets("{{ item }}", each="item in scope")
    book.heading(2, ("调研方法", "Method"))
    book.text(
        (
            '调研于 {{ research.start | date("long") }}至 {{ research.end | date("long") }}进行。'
            "现状与目标均按五级成熟度评分，评分标准见附录。",
            'The research took place from {{ research.start | date("long") }} to '
            '{{ research.end | date("long") }}. Today\'s state and the target are rated on a scale of five '
            "levels of maturity, which the appendix explains.",
        )
    )
    with book.block("if methods"):
        book.table(
            [
                Column(("方法", "Method"), 4.2, "**{{ m.name }}**"),
                Column(("开展情况", "How it was used"), 11.8, '{{ m.detail or "–" }}'),
            ],
            each="m in methods",
        )


# -- 2 and 3: infrastructure, business, applications ----------------------


def _maturity_columns(item: str) -> list[Column]:
    return [
        Column(("现状", "Today"), 1.4, f"{{{{ {item}.maturity | number(1) }}}}", align="right"),
        Column(("目标", "Target"), 1.4, f"{{{{ {item}.target | number(1) }}}}", align="right"),
        Column(
            ("差距", "Gap"),
            1.4,
            f"**{{{{ {item}.gap | number(1) }}}}**",
            align="right",
            tint=f"tint.red if {item}.gap >= 2 else tint.amber if {item}.gap >= 1 else tint.green",
        ),
    ]


def _infrastructure(book: WordTemplate) -> None:
    book.heading(1, ("信息技术基础设施现状", "IT infrastructure"))
    with book.either(
        "infrastructure",
        ("本次调研未涉及基础设施。", "Infrastructure was not part of this research."),
    ):
        book.text(
            (
                "本章按 {{ infrastructure | length }} 个领域评估支撑核心业务场景的基础设施。"
                "差距越大，越需要在方案设计阶段优先安排。",
                "This chapter rates the infrastructure below the core business scenario in "
                "{{ infrastructure | length }} "
                "{{ 'domain' if infrastructure | length == 1 else 'domains' }}. "
                "The wider the gap, the earlier the design stage should deal with it.",
            ),
            keepNext=True,
        )
        book.chart(
            "charts.infrastructure_maturity",
            "column",
            ("基础设施成熟度：现状与目标", "Maturity of the infrastructure, today and target"),
            series=2,
            format="0.0",
            ceiling=5.0,
            height=6.4,
            colours=_EARLIER_AND_LATER,
        )
        book.table(
            [
                Column(("领域", "Domain"), 2.2, '**{{ i.domain | label("infrastructure") }}**'),
                Column(
                    ("现状", "As it is"),
                    5.2,
                    (
                        "{{ i.current }}\n{% if i.supports %}\n~支撑：{{ i.supports }}\n{% endif %}",
                        "{{ i.current }}\n{% if i.supports %}\n~Supports: {{ i.supports }}\n{% endif %}",
                    ),
                ),
                Column(("调研发现", "What was found"), 4.6, "{{ i.finding }}"),
                *_maturity_columns("i"),
            ],
            each="i in infrastructure",
        )


def _business(book: WordTemplate) -> None:
    book.heading(1, ("业务与应用系统现状", "Business and applications"))
    book.heading(2, ("业务现状", "Business areas"))
    with book.either("business", ("本次调研未涉及业务领域。", "No business area was part of this research.")):
        book.chart(
            "charts.maturity",
            "column",
            ("业务成熟度：现状与目标", "Maturity of the business areas, today and target"),
            series=2,
            format="0.0",
            ceiling=5.0,
            height=6.4,
            colours=_EARLIER_AND_LATER,
        )
        book.table(_business_columns(), each="b in business")
    book.heading(2, ("应用系统现状", "Application systems"))
    with book.either("applications", ("未盘点到相关应用系统。", "No application systems were reviewed.")):
        book.text(
            (
                "共盘点 {{ research_summary.applications }} 个相关应用系统，处置建议如下。",
                "Application systems reviewed: {{ research_summary.applications }}. What should become of "
                "each is shown below.",
            ),
            keepNext=True,
        )
        book.table(_application_columns(), each="a in applications")


def _business_columns() -> list[Column]:
    return [
        Column(("业务领域", "Area"), 2.4, "**{{ b.area }}**"),
        Column(("现状", "How it works today"), 4.4, "{{ b.current }}"),
        Column(
            ("痛点与影响", "What hurts, and its effect"),
            5.2,
            "{{ b.pain }}\n{% if b.effect %}\n~{{ b.effect }}\n{% endif %}",
        ),
        *_maturity_columns("b"),
    ]


def _application_columns() -> list[Column]:
    return [
        Column(("序号", "No."), 1.1, "{{ a.number }}"),
        Column(("应用系统", "Application"), 4.4, "**{{ a.name }}**\n~{{ a.purpose }}"),
        Column(
            ("用户数", "Users"),
            1.5,
            "{% if a.users is not none %}{{ a.users | number(0) }}{% else %}–{% endif %}",
            align="right",
        ),
        Column(("启用年份", "Since"), 1.5, '{{ a.since if a.since is not none else "–" }}', align="right"),
        Column(("集成方式", "Connected by"), 3.1, '{{ a.integration or "–" }}'),
        Column(("主要不足", "Main weakness"), 3.6, '{{ a.issue or "–" }}'),
        Column(
            ("处置建议", "Disposition"),
            1.9,
            '{{ a.disposition | label("disposition") }}',
            tint="{'keep': 'D5EBDD', 'improve': 'DCE8F3', 'replace': 'FBE7C6', 'build': 'DCE8F3'}"
            '.get(a.disposition, "EEF1F5")',
        ),
    ]


# -- 4: interviews --------------------------------------------------------


def _interviews(book: WordTemplate) -> None:
    book.heading(1, ("高层访谈", "Executive interviews"))
    book.heading(2, ("访谈共识", "Consensus"))
    with book.either("consensus", ("访谈未形成一致意见。", "The interviews did not lead to a common view.")):
        book.numbered("{{ item }}", each="item in consensus")
    book.heading(2, ("各方观点", "Views by role"))
    with book.either("interviews", ("本次调研未安排访谈。", "No interviews were held.")):
        book.table(
            [
                Column(
                    ("受访角色", "Role"),
                    4.6,
                    "**{{ v.role }}**\n{% if v.name or v.department %}\n"
                    "~{{ [v.name, v.department] | select | join(' · ') }}\n{% endif %}\n"
                    f"~{{{{ v.date | {DAY} }}}}",
                ),
                Column(("期望", "Expectation"), 5.2, "{{ v.expectation }}"),
                Column(
                    ("访谈原话", "In their own words"),
                    6.2,
                    "{% if v.quote %}“{{ v.quote }}”{% else %}–{% endif %}",
                ),
            ],
            each="v in interviews",
        )


# -- 5 and 6: gaps, goals -------------------------------------------------


def _gaps(book: WordTemplate) -> None:
    book.heading(1, ("差距分析：AS-IS 与 TO-BE", "Gaps: AS-IS and TO-BE"))
    with book.either("gaps", ("调研未发现需要处理的差距。", "The research found no gap to close.")):
        book.text(
            (
                "现状（AS-IS）与目标状态（TO-BE）之间共有 {{ research_summary.gaps }} 项差距："
                "高优先级 {{ research_summary.high }} 项，中优先级 {{ research_summary.medium }} 项，"
                "低优先级 {{ research_summary.low }} 项。",
                "Between the situation as it is (AS-IS) and the one to reach (TO-BE) the research found "
                "{{ research_summary.gaps }} {{ 'gap' if research_summary.gaps == 1 else 'gaps' }}: "
                "{{ research_summary.high }} of high, {{ research_summary.medium }} of medium and "
                "{{ research_summary.low }} of low priority.",
            ),
            keepNext=True,
        )
        book.table(_gap_columns(), each="x in gaps")


def _gap_columns() -> list[Column]:
    return [
        Column(("编号", "ID"), 1.4, "{{ x.id }}"),
        Column(("领域", "Area"), 2.3, "**{{ x.area }}**"),
        Column(("现状（AS-IS）", "As it is (AS-IS)"), 4.0, "{{ x.as_is }}"),
        Column(("目标状态（TO-BE）", "To reach (TO-BE)"), 4.0, "{{ x.to_be }}"),
        Column(("根本原因", "Root cause"), 3.2, '{{ x.cause or "–" }}'),
        Column(("优先级", "Priority"), 1.5, '{{ x.priority | label("priority") }}', tint=_priority("x")),
    ]


def _priority(item: str) -> str:
    """Return the colour of an item's priority: high is what hurts most."""
    key = f"{item}.priority"
    return f"tint.red if {key} == 'high' else tint.amber if {key} == 'medium' else tint.green"


def _goals(book: WordTemplate) -> None:
    book.heading(1, ("目标状态与量化目标", "Goals to reach"))
    with book.either("goals", ("量化目标待双方商定。", "The goals are still to be agreed.")):
        book.text(
            (
                "各项目标按 SMART 原则设定：内容具体、有现状值与目标值可衡量、经责任方确认可实现、"
                "与业务目标相关、有明确期限。",
                "The goals are set by the SMART rule: each is specific, measured from a value of today to a "
                "target, attainable in the view of its owner, relevant to the business objectives and bound "
                "to a date.",
            ),
            keepNext=True,
        )
        book.table(goal_columns(), each="g in goals")


# -- 7 to 9: recommendations, risks, conclusions --------------------------


def _recommendations(book: WordTemplate) -> None:
    book.heading(1, ("改进建议", "Recommendations"))
    with book.either("gaps", ("暂无改进建议。", "There are no recommendations.")):
        book.text(
            (
                "每项建议对应一项差距，按优先级排列；具体方案与资源在《客户成功服务方案》中展开。",
                "Each recommendation answers one gap; they stand in the order of priority. The Customer "
                "Success Service Plan will work them out and arrange the resources.",
            ),
            keepNext=True,
        )
        book.table(
            [
                Column(("差距", "Gap"), 2.6, "{{ x.id }}\n~{{ x.area }}"),
                Column(("建议", "Recommendation"), 7.2, "**{{ x.recommendation }}**"),
                Column(("预期效果", "Expected effect"), 4.6, '{{ x.effect or "–" }}'),
                Column(
                    ("优先级", "Priority"), 1.6, '{{ x.priority | label("priority") }}', tint=_priority("x")
                ),
            ],
            each="x in gaps",
        )


def _risks(book: WordTemplate) -> None:
    book.heading(1, ("风险与关注点", "Risks and concerns"))
    book.heading(2, ("基础设施带来的业务影响", "What the infrastructure means for the business"))
    with book.either(
        "infrastructure | selectattr('impact') | list",
        ("未发现基础设施对业务的不利影响。", "No adverse effect of the infrastructure was found."),
    ):
        book.table(
            [
                Column(("领域", "Domain"), 3.4, '**{{ i.domain | label("infrastructure") }}**'),
                Column(("调研发现", "Finding"), 6.3, "{{ i.finding }}"),
                Column(("对业务的影响", "Effect on the business"), 6.3, "{{ i.impact }}"),
            ],
            each="i in infrastructure if i.impact",
        )
    book.heading(2, ("管理者的顾虑", "What executives are worried about"))
    with book.either(
        "interviews | selectattr('concern') | list",
        ("受访者未提出顾虑。", "The interviews brought up no concerns."),
    ):
        book.bullets(
            ("**{{ v.role }}**：{{ v.concern }}", "**{{ v.role }}:** {{ v.concern }}"),
            each="v in interviews if v.concern",
        )


def _conclusions(book: WordTemplate) -> None:
    book.heading(1, ("结论与下一步", "Conclusions and next steps"))
    book.heading(2, ("结论", "Conclusions"))
    with book.either("conclusions", ("结论待双方研讨后形成。", "Conclusions follow the joint discussion.")):
        book.numbered("{{ item }}", each="item in conclusions")
    book.heading(2, ("下一步工作", "Next steps"))
    with book.either("next_steps", ("下一步工作待双方商定。", "The next steps are still to be agreed.")):
        book.table(plan_columns(), each="n in next_steps")
    contact(book)


# -- appendix -------------------------------------------------------------


def _appendix(book: WordTemplate) -> None:
    book.heading(
        1,
        ("附录：成熟度评分标准与项目成员", "Appendix: maturity scale and team"),
        numbered=False,
        new_page=True,
    )
    book.lead(("成熟度评分标准", "Scale of maturity"))
    book.matrix([(("级别", "Level"), "left", 3.6), (("特征", "What it looks like"), "left", 12.4)], _LEVELS)
    book.note(
        (
            "介于两级之间的以 0.5 分表示；差距 = 目标 − 现状，达到 2 分为红色，达到 1 分为黄色。",
            "Half points stand between two levels. The gap is target less today: red from 2 points, "
            "amber from 1.",
        )
    )
    book.lead(("项目成员", "Team"))
    team(book)


_LEVELS = [
    (
        ("1 初始", "1 Initial"),
        (
            "依赖个人经验，无统一做法，结果难以预料。",
            "Work depends on single persons; there is no common way, and results vary.",
        ),
    ),
    (
        ("2 可重复", "2 Repeatable"),
        (
            "部分环节有约定做法，但各部门不一致，少有记录。",
            "Some steps follow a habit, but departments differ and little is written down.",
        ),
    ),
    (
        ("3 已定义", "3 Defined"),
        (
            "有统一流程与责任人，系统支持主要环节。",
            "One process with owners is in force; systems support its main steps.",
        ),
    ),
    (
        ("4 可度量", "4 Measured"),
        (
            "以指标管理，数据及时可信，偏差有人处理。",
            "Key figures steer the work; data are timely and trusted, and deviations are acted on.",
        ),
    ),
    (
        ("5 持续优化", "5 Optimised"),
        (
            "根据数据持续改进，新做法先验证后推广。",
            "The work improves steadily from its data; new ways are tested before they spread.",
        ),
    ),
]


if __name__ == "__main__":
    build("research_report", lay_out)
