"""The deck of the effect evaluation: goals against results, survey, lessons, improvement actions."""

from __future__ import annotations

from tools.templates.deck_charts import Plot, add_chart
from tools.templates.deck_common import NUMBER, STATUS, bullets, cover_facts, listing
from tools.templates.deck_figures import kpi_table, value
from tools.templates.deck_look import CONTENT, MUTED
from tools.templates.deck_slides import Card, Column, Deck
from tools.templates.deck_text import Line, alert, whole

__all__ = ["effect_evaluation"]

_NONE = ("未记录。", "Nothing is recorded.")


def effect_evaluation(deck: Deck) -> None:
    """Lay out the effect evaluation."""
    deck.cover(cover_facts(("评估期末", "Evaluated up to"), "{{ period_label }}"))
    _summary(deck)
    _objectives(deck)
    kpi_table(deck)
    _before_after(deck)
    _value(deck)
    _survey(deck)
    _lessons(deck)
    _actions(deck)
    _recommendations(deck)
    _conclusions(deck)
    deck.closing()


def _summary(deck: Deck) -> None:
    slide = deck.slide("title", ("评估概要", "Summary"), whole("method"))
    top, rest = CONTENT.below(2.5, 0.3)
    slide.panel(top, whole("summary"), size=15, anchor="ctr", name=("概要", "Summary"))
    cards, _ = rest.below(2.0, 0)
    slide.cards(
        cards,
        [
            Card(
                ("目标达成", "Objectives achieved"),
                "{{ objective_summary.achieved }} / {{ objective_summary.total }}",
                (
                    "部分达成 {{ objective_summary.partly_achieved }} · "
                    "未达成 {{ objective_summary.missed }}",
                    "{{ objective_summary.partly_achieved }} partly, {{ objective_summary.missed }} missed",
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
                ("客户体验得分", "Survey score"),
                '{{ survey.score | number(2) or "–" }}',
                (
                    "净推荐值 {{ survey.nps }} · 满分 5 分",
                    "Net promoter score {{ survey.nps }}; score of 5",
                ),
                "amber",
            ),
            Card(
                ("投资回报率", "Return on investment"),
                '{{ roi.ratio | percent(1) or "–" }}',
                (
                    "净收益 {{ roi.net | money(engagement.currency, 0) }}",
                    "Net value {{ roi.net | money(engagement.currency, 0) }}",
                ),
                "green",
            ),
        ],
    )
    slide.notes(["{{ summary }}"])


def _objectives(deck: Deck) -> None:
    listing(
        deck,
        ("目标与成果对照", "Objectives and results"),
        (
            "共 {{ objective_summary.total }} 项：达成 {{ objective_summary.achieved }}，部分达成 "
            "{{ objective_summary.partly_achieved }}，未达成 {{ objective_summary.missed }}",
            "{{ objective_summary.total }} objectives: {{ objective_summary.achieved }} achieved, "
            "{{ objective_summary.partly_achieved }} partly, {{ objective_summary.missed }} missed",
        ),
        "objectives",
        [
            Column(NUMBER, 0.6, "{{ r.number }}", "ctr"),
            Column(("目标", "Objective"), 3.6, Line([whole("r.title")], bold=True)),
            Column(("成果", "Result"), 3.6, whole("r.result")),
            Column(("证据", "Evidence"), 2.7, whole("r.evidence")),
            Column(("结论", "Conclusion"), 1.7, alert("r.conclusion", "status")),
        ],
        ("未约定目标。", "No objective was agreed."),
        size=12,
        height=0.6,
    )


def _before_after(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("关键指标：服务前后对比", "Key figures: before and after"),
        ("达成率 = 相对目标的完成程度", "Attainment measures how far the target is reached"),
        when="kpis",
    )
    left, right = CONTENT.split(0.54, 0.4)
    charts = deck.context["charts"]
    name = ("基线与本期达成率", "Attainment at the baseline and now")
    plot = Plot("column", "0%", ("grey", "teal"), smallest=0)
    area = slide.heading(left, name)
    add_chart(slide, area, "charts.kpi_before_after", name, plot, sample=charts["kpi_before_after"])
    name = ("各月达成率", "Attainment by month")
    plot = Plot("line", "0%", labels="none")
    area = slide.heading(right, name)
    add_chart(slide, area, "charts.kpi_trend", name, plot, sample=charts["kpi_trend"])


def _value(deck: Deck) -> None:
    value(
        deck,
        ('截至 {{ as_of | date("long") }}', 'Up to {{ as_of | date("long") }}'),
        Card(
            ("累计投入", "Investment to date"),
            "{{ roi.investment | money(engagement.currency, 0) }}",
            '{{ as_of | date("long") }}',
            "grey",
        ),
    )


def _survey(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("客户体验调查", "Customer experience survey"),
        (
            '{{ survey.start | date("long") or "–" }}至{{ survey.end | date("long") or "–" }}，邀请 '
            "{{ survey.invited }} 人，回收 {{ survey.responded }} 份",
            '{{ survey.start | date("long") or "–" }} to {{ survey.end | date("long") or "–" }}; '
            "{{ survey.responded }} of {{ survey.invited }} people answered",
        ),
    )
    left, right = CONTENT.split(0.56, 0.4)
    name = ("各维度得分（满分 5 分）", "Score by dimension, of 5")
    area = slide.heading(left, name, "survey.dimensions")
    plot = Plot("bar", "0.0", ("teal", "grey"), smallest=0, gap=50)
    sample = deck.context["charts"]["survey"]
    add_chart(slide, area, "charts.survey", name, plot, sample=sample, condition="survey.dimensions")
    upper, lower = right.below(1.35, 0.2)
    slide.cards(
        upper,
        [
            Card(
                ("综合得分", "Score"),
                '{{ survey.score | number(2) or "–" }}',
                (
                    '上次 {{ survey.previous_score | number(2) or "–" }}',
                    'Before: {{ survey.previous_score | number(2) or "–" }}',
                ),
                "teal",
            ),
            Card(
                ("净推荐值", "Net promoter score"),
                "{% if survey.nps is not none %}{{ survey.nps }}{% else %}–{% endif %}",
                (
                    '回收率 {{ survey.response_rate | percent(0) or "–" }}',
                    'Response rate {{ survey.response_rate | percent(0) or "–" }}',
                ),
                "blue",
            ),
        ],
    )
    upper, lower = lower.below(1.1, 0.2)
    slide.panel(upper, whole("survey.conclusion"), size=12.5, anchor="ctr", name=("结论", "Conclusion"))
    comment = (
        "“{{ h.text }}”{% if h.role %} — {{ h.role }}{% endif %}",
        "“{{ h.text }}”{% if h.role %} — {{ h.role }}{% endif %}",
    )
    bullets(slide, lower, ("客户心声", "Comments"), "survey.comments[:4]", comment, _NONE, size=11.5)


def _lessons(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("经验总结", "Lessons"),
        ("有效做法与改进空间", "What went well, and what to improve"),
    )
    left, right = CONTENT.columns(2, 0.4)
    for box, key, title in (
        (left, "strength", ("有效做法", "What went well")),
        (right, "improvement", ("改进空间", "What to improve")),
    ):
        source = f'(lessons | selectattr("kind", "equalto", "{key}") | list)[:6]'
        bullets(slide, box, title, source, whole("h.text"), _NONE)


def _actions(deck: Deck) -> None:
    listing(
        deck,
        ("行动改进方案（PDCA）", "Improvement actions (PDCA)"),
        (
            "共 {{ action_summary.total }} 项：完成 {{ action_summary.done }}，进行中 "
            "{{ action_summary.in_progress }}，已计划 {{ action_summary.planned }}，延期 "
            "{{ action_summary.delayed }}",
            "{{ action_summary.total }} actions: {{ action_summary.done }} done, "
            "{{ action_summary.in_progress }} in progress, {{ action_summary.planned }} planned, "
            "{{ action_summary.delayed }} delayed",
        ),
        "actions",
        [
            Column(("编号", "Id"), 0.75, '{{ r.id or "–" }}'),
            Column(("环节", "Stage"), 1.2, Line(['{{ r.pdca | label("pdca") or "–" }}'], bold=True)),
            Column(
                ("问题与根因", "Problem and cause"),
                3.0,
                [
                    Line([whole("r.problem")], bold=True),
                    Line([whole("r.cause")], size=10, colour=MUTED),
                ],
            ),
            Column(
                ("改进行动", "Action"),
                3.3,
                [whole("r.action"), Line([whole("r.effect")], size=10, colour=MUTED)],
            ),
            Column(
                ("负责人 / 期限", "Owner / due"),
                1.6,
                [
                    whole("r.owner"),
                    Line(['{{ r.due | date("medium") or "–" }}'], size=10, colour=MUTED),
                ],
            ),
            Column(STATUS, 1.3, alert("r.status", "status")),
        ],
        ("没有改进行动。", "There are no improvement actions."),
        size=11.5,
        height=0.7,
    )


def _recommendations(deck: Deck) -> None:
    listing(
        deck,
        ("后续建议", "Recommendations"),
        ("服务结束后的持续改进", "For the time after the service"),
        "recommendations",
        [
            Column(NUMBER, 0.6, "{{ r.number }}", "ctr"),
            Column(
                ("建议", "Recommendation"),
                6.4,
                [
                    Line([whole("r.title")], bold=True),
                    Line([whole("r.detail")], size=11, colour=MUTED),
                ],
            ),
            Column(("预期价值", "Value"), 3.4, whole("r.value")),
            Column(("优先级", "Priority"), 1.3, alert("r.priority", "priority")),
        ],
        ("没有后续建议。", "There are no recommendations."),
        size=12.5,
        height=0.72,
    )


def _conclusions(deck: Deck) -> None:
    slide = deck.slide(
        "title",
        ("评估结论", "Conclusions"),
        ("{{ customer.label }} · {{ period_label }}", "{{ customer.label }} · {{ period_label }}"),
    )
    bullets(slide, CONTENT, ("结论", "Conclusions"), "conclusions[:7]", whole("h"), _NONE, size=17)
