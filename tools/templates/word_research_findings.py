"""The findings of the research report in Word: infrastructure, business, applications, interviews."""

from __future__ import annotations

from tools.templates.word import Column, WordTemplate
from tools.templates.word_lists import DAY
from tools.templates.word_palette import BLUE

__all__ = ["business", "infrastructure", "interviews"]

_EARLIER_AND_LATER = ("A9B9CB", BLUE)


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


def infrastructure(book: WordTemplate) -> None:
    """Add the state of the IT infrastructure."""
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


def business(book: WordTemplate) -> None:
    """Add the business areas and the application systems."""
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


def interviews(book: WordTemplate) -> None:
    """Add what the executive interviews brought."""
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
