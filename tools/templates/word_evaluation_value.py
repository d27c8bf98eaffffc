"""What the service brought, in the effect evaluation in Word: survey, value, lessons."""

from __future__ import annotations

from tools.templates.word import Card, Column, Flow, WordTemplate
from tools.templates.word_lists import DAY, MONEY, event_columns, roi_table
from tools.templates.word_palette import AMBER, BLUE, GREEN, RED, TEAL

__all__ = ["lessons", "survey", "value"]

_BEFORE = "A9B9CB"


def survey(book: WordTemplate) -> None:
    """Add the customer experience survey."""
    book.heading(1, ("客户体验调查", "Customer experience survey"))
    book.cards(*_survey_cards())
    book.heading(2, ("评分", "Scores"))
    with book.either(
        "survey.dimensions", ("本次调查未分维度评分。", "The survey has no scores by dimension.")
    ):
        left, right = book.columns(9.8, 6.2)
        left.chart(
            "charts.survey",
            "bar",
            ("各维度评分（满分 5 分）", "Scores by dimension, out of 5"),
            series=2,
            format="0.0",
            height=6.6,
            ceiling=5.0,
            colours=(BLUE, _BEFORE),
        )
        right.chart(
            "charts.nps",
            "doughnut",
            ("推荐意愿（人数）", "Would recommend"),
            height=6.6,
            colours=(GREEN, AMBER, RED),
        )
        book.table(_dimension_columns(), each="d in survey.dimensions")
    book.heading(2, ("客户意见", "Comments"))
    with book.either("survey.comments", ("调查未收到文字意见。", "The survey brought no written comments.")):
        book.bullets(
            ("“{{ c.text }}”——{{ c.role }}", "“{{ c.text }}” – {{ c.role }}"),
            each="c in survey.comments",
        )
    with book.block("if survey.conclusion"):
        book.gap()
        book.callout("{{ survey.conclusion }}")


def _survey_cards() -> list[Card]:
    return [
        Card(
            ("回收问卷", "Answers"),
            "{{ survey.responded }} / {{ survey.invited }}",
            (
                "回收率 {{ survey.response_rate | percent(0) or '–' }}",
                "Response rate {{ survey.response_rate | percent(0) or '–' }}",
            ),
        ),
        Card(
            ("综合评分", "Overall score"),
            "{{ survey.score | number(2) or '–' }}",
            (
                "上次 {{ survey.previous_score | number(2) or '–' }}（满分 5 分）",
                "{{ survey.previous_score | number(2) or '–' }} last time, out of 5",
            ),
            TEAL,
        ),
        Card(
            ("净推荐值（NPS）", "Net promoter score (NPS)"),
            "{{ survey.nps if survey.nps is not none else '–' }}",
            (
                "推荐者 {{ survey.promoters }}，中立者 {{ survey.passives }}，贬损者 {{ survey.detractors }}",
                "{{ survey.promoters }} promoters, {{ survey.passives }} passives, "
                "{{ survey.detractors }} detractors",
            ),
            GREEN,
        ),
    ]


def _dimension_columns() -> list[Column]:
    return [
        Column(("维度", "Dimension"), 6.4, "{{ d.name }}"),
        Column(("权重", "Weight"), 2.4, '{{ d.weight | percent(0) or "–" }}', align="right"),
        Column(("本次评分", "Score"), 2.4, "**{{ d.score | number(1) }}**", align="right"),
        Column(("上次评分", "Last time"), 2.4, '{{ d.previous | number(1) or "–" }}', align="right"),
        Column(
            ("变化", "Change"),
            2.4,
            '{% if d.change is not none %}{{ "%+.1f" | format(d.change) }}{% else %}–{% endif %}',
            align="right",
            tint='"auto" if d.change is none or d.change == 0 else tint.green if d.change > 0 else tint.red',
        ),
    ]


def value(book: WordTemplate) -> None:
    """Add investment and benefit, and what workshops and training brought."""
    book.heading(1, ("业务价值与投资回报", "Value and return on investment"))
    book.heading(2, ("投入与收益", "Investment and benefit"))
    with book.either(
        "value_entries", ("没有已登记的投入或收益。", "No investments or benefits are recorded.")
    ):
        _return(book)
    book.heading(2, ("投入与收益明细", "Entries"))
    with book.either("value_entries", ("没有可列示的明细。", "There are no entries to list.")):
        book.table(_entry_columns(), each="v in value_entries")
    book.heading(2, ("研讨与培训成效", "Workshops and training"))
    with book.either("events", ("服务期内未举办研讨或培训。", "No workshops or training were held.")):
        book.table(event_columns(), each="e in events")


def _return(book: WordTemplate) -> None:
    book.text(
        (
            f"截至 {{{{ as_of | date('long') }}}}，累计投入 {{{{ roi.investment | {MONEY} }}}}，"
            f"累计收益 {{{{ roi.benefit | {MONEY} }}}}，净收益 {{{{ roi.net | {MONEY} }}}}。"
            "{% if roi.payback_label %}投入已于 {{ roi.payback_label }}收回。"
            "{% elif roi_forecast.payback_label %}按现有预测，投入将于 {{ roi_forecast.payback_label }}收回。"
            "{% else %}在已知的收益下投入尚未收回。{% endif %}",
            f"By {{{{ as_of | date('long') }}}} {{{{ roi.investment | {MONEY} }}}} had been invested and "
            f"{{{{ roi.benefit | {MONEY} }}}} gained, a net value of {{{{ roi.net | {MONEY} }}}}. "
            "{% if roi.payback_label %}The investment was paid back in {{ roi.payback_label }}."
            "{% elif roi_forecast.payback_label %}By the present forecast it is paid back in "
            "{{ roi_forecast.payback_label }}.{% else %}With the benefits known so far it is not yet paid "
            "back.{% endif %}",
        ),
        keepNext=True,
    )
    roi_table(book)
    with book.block("if roi.months"):
        book.chart(
            "charts.value_cumulative",
            "combined",
            (
                "累计投入、收益与净收益（{{ engagement.currency }}）",
                "Cumulative investment, benefit and net value ({{ engagement.currency }})",
            ),
            series=3,
            format="#,##0",
            labels=False,
            floor=None,
            height=6.6,
            colours=("8AA4BF", TEAL, BLUE),
        )


def _entry_columns() -> list[Column]:
    return [
        Column(("日期", "Date"), 2.3, f"{{{{ v.date | {DAY} }}}}"),
        Column(("内容", "Entry"), 6.0, "{{ v.title }}\n{% if v.evidence %}\n~{{ v.evidence }}\n{% endif %}"),
        Column(
            ("类别", "Kind"),
            2.2,
            '{{ v.kind | label("entry_kind") }}',
            tint="tint.green if v.kind == 'benefit' else tint.in_progress",
        ),
        Column(("口径", "Basis"), 1.8, '{{ v.basis | label("basis") }}'),
        Column(("金额", "Amount"), 2.7, f"{{{{ v.amount | {MONEY} }}}}", align="right"),
    ]


def lessons(book: WordTemplate) -> None:
    """Add what went well and what to improve."""
    book.heading(1, ("经验总结", "Lessons"))
    _lesson_list(book, "strength", ("未归纳有效做法。", "No practice was singled out."))
    _lesson_list(book, "improvement", ("未归纳改进空间。", "Nothing to improve was singled out."))


def _lesson_list(flow: Flow, kind: str, otherwise: tuple[str, str]) -> None:
    flow.lead(f"{{{{ labels.lesson.{kind} }}}}")
    with flow.either(f"lessons | selectattr('kind', 'equalto', '{kind}') | list", otherwise):
        flow.bullets("{{ one.text }}", each=f"one in lessons if one.kind == '{kind}'")
