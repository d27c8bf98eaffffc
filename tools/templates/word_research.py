"""The first form of the research report in Word: ``python -m tools.templates.word_research``."""

from __future__ import annotations

from tools.templates.word import Card, Column, WordTemplate, build, tint
from tools.templates.word_engagement import (
    background,
    contact,
    goal_columns,
    priority_tint,
    standard_cover,
    team,
)
from tools.templates.word_lists import DAY, plan_columns
from tools.templates.word_palette import AMBER, GREEN, TEAL
from tools.templates.word_research_findings import business, infrastructure, interviews


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
    infrastructure(book)
    business(book)
    interviews(book)
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
        Column(("优先级", "Priority"), 1.5, '{{ x.priority | label("priority") }}', tint=priority_tint("x")),
    ]


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
                    ("优先级", "Priority"),
                    1.6,
                    '{{ x.priority | label("priority") }}',
                    tint=priority_tint("x"),
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
