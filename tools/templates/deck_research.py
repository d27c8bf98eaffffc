"""The deck of the research report: the situation as it is, the gaps, and where to go."""

from __future__ import annotations

from tools.templates.deck_charts import Plot, add_chart
from tools.templates.deck_common import NUMBER, OWNER, bullets, listing, report_facts, steps
from tools.templates.deck_look import CONTENT, MUTED
from tools.templates.deck_slides import Card, Column, Deck
from tools.templates.deck_text import Line, alert, whole

__all__ = ["research_report"]


def research_report(deck: Deck) -> None:
    """Lay out the research report."""
    deck.cover(report_facts())
    _summary(deck)
    _scope(deck)
    _infrastructure(deck)
    _business(deck)
    _maturity(deck)
    _applications(deck)
    _interviews(deck)
    _gaps(deck)
    _goals(deck)
    _conclusions(deck)
    steps(deck, ("下一步工作", "Next steps"), "next_steps")
    deck.closing()


def _summary(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("调研概要", "Summary"),
        (
            '{{ customer.label }} · {{ engagement.scenario_labels | join("、") }}',
            '{{ customer.label }} · {{ engagement.scenario_labels | join(", ") }}',
        ),
    )
    top, rest = CONTENT.below(2.5, 0.3)
    slide.panel(top, whole("summary"), size=15, anchor="ctr", name=("概要", "Summary"))
    cards, _ = rest.below(2.0, 0)
    slide.cards(
        cards,
        [
            Card(
                ("访谈人数", "Interviews"),
                "{{ research_summary.interviews }}",
                ("高层与业务负责人", "Executives and heads of business"),
                "blue",
            ),
            Card(
                ("应用系统", "Applications"),
                "{{ research_summary.applications }}",
                ("纳入现状盘点", "In the inventory"),
                "teal",
            ),
            Card(
                ("识别差距", "Gaps found"),
                "{{ research_summary.gaps }}",
                (
                    "高优先级 {{ research_summary.high }} · 中 {{ research_summary.medium }} · "
                    "低 {{ research_summary.low }}",
                    "{{ research_summary.high }} high, {{ research_summary.medium }} medium, "
                    "{{ research_summary.low }} low priority",
                ),
                "red",
            ),
            Card(
                ("平均成熟度", "Average maturity"),
                '{{ research_summary.maturity | number(1) or "–" }}',
                (
                    '目标 {{ research_summary.target | number(1) or "–" }}（1–5 级）',
                    'To reach {{ research_summary.target | number(1) or "–" }}, on a scale of 1 to 5',
                ),
                "amber",
            ),
        ],
    )
    slide.notes(["{{ summary }}"])


def _scope(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("调研范围与方法", "Scope and methods"),
        ("调研对象、方式与频次", "What was looked at, and how"),
    )
    left, right = CONTENT.columns(2, 0.4)
    none = ("未记录。", "Nothing is recorded.")
    bullets(slide, left, ("调研范围", "Scope"), "scope[:7]", whole("h"), none)
    method = (
        "{{ h.name }}{% if h.detail %}：{{ h.detail }}{% endif %}",
        "{{ h.name }}{% if h.detail %}: {{ h.detail }}{% endif %}",
    )
    bullets(slide, right, ("调研方法", "Methods"), "methods[:6]", method, none)


def _infrastructure(deck: Deck) -> None:
    listing(
        deck,
        ("IT 基础设施现状", "IT infrastructure"),
        ("成熟度 1（初始）至 5（优化）", "Maturity from 1 (initial) to 5 (optimised)"),
        "infrastructure",
        [
            Column(("领域", "Domain"), 1.6, Line(['{{ r.domain | label("infrastructure") }}'], bold=True)),
            Column(("现状", "Situation"), 3.6, whole("r.current")),
            Column(("主要发现", "Finding"), 3.0, whole("r.finding")),
            Column(("业务影响", "Impact on the business"), 3.0, whole("r.impact")),
            Column(("成熟度", "Maturity"), 1.0, '{{ r.maturity | number(1) or "–" }}', "r"),
            Column(("目标", "Target"), 0.9, '{{ r.target | number(1) or "–" }}', "r"),
        ],
        ("未记录基础设施现状。", "No infrastructure was recorded."),
        size=11,
        height=0.6,
    )


def _business(deck: Deck) -> None:
    listing(
        deck,
        ("业务现状", "Business"),
        ("各业务环节的做法、痛点与可量化影响", "How each area works, what hurts, and its effect"),
        "business",
        [
            Column(("业务环节", "Area"), 2.0, Line([whole("r.area")], bold=True)),
            Column(("现状", "Today"), 3.4, whole("r.current")),
            Column(("痛点", "Pain"), 3.2, whole("r.pain")),
            Column(("可量化影响", "Measurable effect"), 2.4, whole("r.effect")),
            Column(("成熟度", "Maturity"), 1.0, '{{ r.maturity | number(1) or "–" }}', "r"),
            Column(("目标", "Target"), 0.9, '{{ r.target | number(1) or "–" }}', "r"),
        ],
        ("未记录业务现状。", "No business area was recorded."),
        size=11,
        height=0.6,
    )


def _maturity(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("成熟度：现状与目标", "Maturity: today and to reach"),
        ("1（初始）至 5（优化）", "From 1 (initial) to 5 (optimised)"),
        when="business or infrastructure",
    )
    plot = Plot("bar", "0.0", ("grey", "teal"), smallest=0, gap=50)
    charts = deck.context["charts"]
    left, right = CONTENT.columns(2, 0.45)
    rest = slide.heading(left, ("业务", "Business"), "business")
    name = ("业务成熟度", "Maturity of the business")
    add_chart(slide, rest, "charts.maturity", name, plot, sample=charts["maturity"], condition="business")
    rest = slide.heading(right, ("IT 基础设施", "IT infrastructure"), "infrastructure")
    add_chart(
        slide,
        rest,
        "charts.infrastructure_maturity",
        ("基础设施成熟度", "Maturity of the infrastructure"),
        plot,
        sample=charts["infrastructure_maturity"],
        condition="infrastructure",
    )


def _applications(deck: Deck) -> None:
    listing(
        deck,
        ("应用系统现状", "Applications"),
        ("共 {{ research_summary.applications }} 个系统", "{{ research_summary.applications }} applications"),
        "applications",
        [
            Column(NUMBER, 0.6, "{{ r.number }}", "ctr"),
            Column(("应用系统", "Application"), 2.5, Line([whole("r.name")], bold=True)),
            Column(("用途", "Purpose"), 2.9, whole("r.purpose")),
            Column(("用户数", "Users"), 0.9, '{{ r.users | number or "–" }}', "r"),
            Column(("启用年份", "Since"), 0.9, '{{ r.since or "–" }}', "r"),
            Column(("主要不足", "Main weakness"), 3.2, whole("r.issue")),
            Column(("处置", "Disposition"), 1.3, '{{ r.disposition | label("disposition") or "–" }}'),
        ],
        ("未记录应用系统。", "No application was recorded."),
        size=11,
    )


def _interviews(deck: Deck) -> None:
    listing(
        deck,
        ("高层访谈", "Interviews"),
        ("共 {{ research_summary.interviews }} 人", "{{ research_summary.interviews }} people"),
        "interviews",
        [
            Column(
                ("受访人", "Interviewed"),
                2.4,
                [
                    Line([whole("r.role")], bold=True),
                    Line(['{{ r.name or "" }} {{ r.date | date("medium") or "" }}'], size=10, colour=MUTED),
                ],
            ),
            Column(("期望", "Expects"), 3.2, whole("r.expectation")),
            Column(("顾虑", "Worries"), 2.9, whole("r.concern")),
            Column(
                ("原话", "In their own words"),
                3.6,
                (
                    "{% if r.quote %}“{{ r.quote }}”{% else %}–{% endif %}",
                    "{% if r.quote %}“{{ r.quote }}”{% else %}–{% endif %}",
                ),
            ),
        ],
        ("未进行访谈。", "No interview was held."),
        size=11.5,
        height=0.68,
    )


def _gaps(deck: Deck) -> None:
    listing(
        deck,
        ("差距分析", "Gaps"),
        ("由现状（AS-IS）到目标（TO-BE），按优先级排序", "From AS-IS to TO-BE, by priority"),
        "gaps",
        [
            Column(("编号", "Id"), 0.75, "{{ r.id }}"),
            Column(("领域", "Area"), 1.4, Line([whole("r.area")], bold=True)),
            Column(("现状", "AS-IS"), 2.5, whole("r.as_is")),
            Column(("目标", "TO-BE"), 2.5, whole("r.to_be")),
            Column(("建议", "Recommendation"), 3.2, whole("r.recommendation")),
            Column(("优先级", "Priority"), 1.1, alert("r.priority", "priority")),
        ],
        ("未发现差距。", "No gap was found."),
        size=11.5,
        height=0.78,
    )


def _goals(deck: Deck) -> None:
    listing(
        deck,
        ("目标（TO-BE）", "Goals to reach"),
        ("基线、目标与期限", "Baseline, target and due day"),
        "goals",
        [
            Column(NUMBER, 0.6, "{{ r.number }}", "ctr"),
            Column(("目标", "Goal"), 4.0, Line([whole("r.title")], bold=True)),
            Column(("基线", "Baseline"), 1.4, '{{ r.baseline_text or "–" }}', "r"),
            Column(("目标值", "Target"), 1.4, Line(['{{ r.target_text or "–" }}'], bold=True), "r"),
            Column(("周期", "Horizon"), 1.3, '{{ r.horizon | label("horizon") or "–" }}'),
            Column(("期限", "Due"), 1.6, '{{ r.due | date("medium") or "–" }}'),
            Column(OWNER, 1.7, whole("r.owner")),
        ],
        ("目标待双方商定。", "The goals are still to be agreed."),
    )


def _conclusions(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("共识与结论", "Common ground and conclusions"),
        ("访谈共识与调研结论", "What most interviews share, and what follows"),
    )
    left, right = CONTENT.columns(2, 0.4)
    none = ("未记录。", "Nothing is recorded.")
    bullets(slide, left, ("访谈共识", "Common ground"), "consensus[:6]", whole("h"), none)
    bullets(slide, right, ("调研结论", "Conclusions"), "conclusions[:6]", whole("h"), none)
