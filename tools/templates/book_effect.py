"""The workbook of the effect evaluation: objectives, key figures, survey, value and what to do next."""

from __future__ import annotations

from tools.templates.book_charts import Line, Plot, add_plot
from tools.templates.book_measured import add_kpis, add_trend, add_value, attainment_plot
from tools.templates.book_sheet import Book, Column
from tools.templates.book_style import Text
from tools.templates.book_summary import Judgement, Tile, add_kpis_short, add_summary, add_texts

__all__ = ["effect_evaluation"]

_OBJECTIVES = [
    Column("number", ("No.", "序号"), "{{ i.number }}", 6, "integer"),
    Column("title", ("Objective", "业务目标"), "{{ i.title }}", 52, "strong"),
    Column("result", ("Result", "结果"), '{{ i.result or "–" }}', 52),
    Column("evidence", ("Evidence", "依据"), '{{ i.evidence or "–" }}', 44),
    Column("conclusion", ("Conclusion", "结论"), "{{ i.conclusion | label }}", 18, "centre", "conclusion"),
]
_DIMENSIONS = [
    Column("name", ("Dimension", "维度"), "{{ i.name }}", 84, "strong"),
    Column("score", ("Score, 1 to 5", "得分（1–5）"), "{{ i.score }}", 15, "number"),
    Column("previous", ("Previous survey", "上次得分"), "{{ i.previous }}", 15, "number"),
    Column("change", ("Change", "变化"), "{{ i.change }}", 13, "number"),
    Column("weight", ("Weight", "权重"), "{{ i.weight }}", 13, "percent"),
]
_ACTIONS = [
    Column("id", ("ID", "编号"), "{{ i.id }}", 9, "centre"),
    Column("pdca", ("Stage", "PDCA 阶段"), '{{ i.pdca | label("pdca") }}', 14, "centre", "pdca"),
    Column("problem", ("What is to improve", "待改进事项"), "{{ i.problem }}", 30, "strong"),
    Column("cause", ("Root cause", "根本原因"), '{{ i.cause or "–" }}', 26),
    Column("action", ("Action", "改进行动"), "{{ i.action }}", 32),
    Column("owner", ("Owner", "责任人"), '{{ i.owner or "–" }}', 14, "centre"),
    Column("start", ("Start", "开始"), "{{ i.start }}", 13, "date"),
    Column("due", ("Due", "计划完成"), "{{ i.due }}", 13, "date"),
    Column("effect", ("Effect", "预期或已见效果"), '{{ i.effect or "–" }}', 26),
    Column("check", ("Check", "检查方式"), '{{ i.check or "–" }}', 26),
    Column("status", ("Status", "状态"), "{{ i.status | label }}", 14, "centre", "action_status"),
]
_RECOMMENDATIONS = [
    Column("number", ("No.", "序号"), "{{ i.number }}", 6, "integer"),
    Column("title", ("Recommendation", "建议"), "{{ i.title }}", 50, "strong"),
    Column("detail", ("Why and how", "理由与做法"), '{{ i.detail or "–" }}', 64),
    Column("value", ("Value", "预期价值"), '{{ i.value or "–" }}', 44),
    Column(
        "priority",
        ("Priority", "优先级"),
        '{{ i.priority | label("priority") or "–" }}',
        12,
        "centre",
        "priority",
    ),
]
_LESSONS = [
    Column("kind", ("Kind", "类别"), '{{ i.kind | label("lesson") }}', 20, "centre", "lesson"),
    Column("text", ("Lesson", "经验"), "{{ i.text }}", 120),
]
_JUDGEMENT = Judgement(("The evaluation in short", "评估摘要"), "{{ summary }}")
_NONE = ("Nothing is recorded yet.", "暂无内容。")


def effect_evaluation(book: Book) -> None:
    """Lay out the workbook of the effect evaluation."""
    overview = book.page(("Overview", "概览"))
    page = book.page(("Objectives", "目标达成"), ("Objectives and results", "业务目标与结果"), tab="green")
    page.list("objectives", "i in objectives", _OBJECTIVES, _NONE)
    add_kpis(book)
    add_trend(book)
    add_value(book)
    _add_survey(book)
    for id, name, title, columns in _sheets():
        book.page(name, title, tab="teal").list(id, f"i in {id}", columns, _NONE)
    add_summary(overview, _JUDGEMENT, _tiles(book))
    add_plot(overview.sheet, attainment_plot(book, ("B11", "B25")))
    add_plot(overview.sheet, _survey_plot(book, ("C11", "G25")))
    add_kpis_short(overview, 27)
    add_texts(overview, 31, ("Conclusions", "结论"), "conclusions", _NONE)


def _sheets() -> list[tuple[str, Text, Text, list[Column]]]:
    return [
        ("lessons", ("Lessons", "经验"), ("Lessons learnt", "经验总结"), _LESSONS),
        ("actions", ("Actions", "改进行动"), ("Improvement actions", "行动改进方案（PDCA）"), _ACTIONS),
        (
            "recommendations",
            ("Recommendations", "后续建议"),
            ("Recommendations for the time after", "后续建议"),
            _RECOMMENDATIONS,
        ),
    ]


def _add_survey(book: Book) -> None:
    """Add the survey: its scores by dimension, how many answered, and what they said."""
    page = book.page(("Survey", "体验调查"), ("Customer experience survey", "客户体验调查"), tab="amber")
    page.list("survey", "i in survey.dimensions", _DIMENSIONS, _NONE)
    facts: list[tuple[Text, str, str]] = [
        (("Overall score", "综合得分"), "{{ survey.score }}", "0.00"),
        (("Previous overall score", "上次综合得分"), "{{ survey.previous_score }}", "0.00"),
        (("People invited", "邀请人数"), "{{ survey.invited }}", "0"),
        (("People who answered", "回收人数"), "{{ survey.responded }}", "0"),
        (("Response rate", "回收率"), '=IFERROR(C11/C10,"–")', "0.0%"),
        (("Net promoter score", "净推荐值（NPS）"), "{{ survey.nps }}", "0"),
    ]
    for row, (label, tag, format) in enumerate(facts, 8):
        page.put(f"B{row}", label, "strong")
        page.put(f"C{row}", tag, "plain", format)
    page.put("B15", ("Conclusion", "调查结论"), "section")
    page.band(15, "section", 5)
    page.put("B16", '{{ survey.conclusion or "–" }}', "paragraph")
    page.put("B18", ("Comments", "意见摘录"), "section")
    page.band(18, "section", 5)
    page.put("B19", "{%tr for c in survey.comments %}{{ c.text }}", "text")
    page.put("C19", "{{ c.role }}{%tr endfor %}", "plain_text")
    page.put("B20", f"{{%tr if not survey.comments %}}{book.say(_NONE)}{{%tr endif %}}", "empty")


def _survey_plot(book: Book, corners: tuple[str, str]) -> Plot:
    survey = book.places["survey"]
    return Plot(
        book.say(("Survey scores by dimension", "体验调查各维度得分")),
        survey.range("name"),
        [
            Line(survey.cell("previous", -1), survey.range("previous"), "rule"),
            Line(survey.cell("score", -1), survey.range("score"), "teal"),
        ],
        corners,
        "0.0",
        across=True,
        largest=5,
        labels=True,
    )


def _tiles(book: Book) -> list[Tile]:
    places = book.places
    return [
        Tile(
            ("Objectives achieved", "已达成目标"),
            f"=COUNTIF({places['objectives'].range('conclusion')},{book.word('conclusion', 'achieved')})",
            (
                "of {{ objective_summary.total }}; {{ objective_summary.partly_achieved }} achieved in part",
                "共 {{ objective_summary.total }} 项，部分达成 {{ objective_summary.partly_achieved }} 项",
            ),
        ),
        Tile(
            ("KPIs on target", "达标指标"),
            f"=COUNTIF({places['kpis'].range('rag')},{book.word('rag', 'green')})",
            (
                "of {{ kpi_summary.total }}; {{ kpi_summary.better }} better than the month before",
                "共 {{ kpi_summary.total }} 项，较上期改善 {{ kpi_summary.better }} 项",
            ),
        ),
        Tile(
            ("Survey score", "调查得分"),
            "{{ survey.score }}",
            (
                "{{ survey.responded }} of {{ survey.invited }} answered",
                "邀请 {{ survey.invited }} 人，回收 {{ survey.responded }} 份",
            ),
            "0.00",
        ),
        Tile(
            ("Actions completed", "已完成行动"),
            f"=COUNTIF({places['actions'].range('status')},{book.word('action_status', 'done')})",
            (
                "of {{ action_summary.total }}; {{ action_summary.overdue }} overdue",
                "共 {{ action_summary.total }} 项，逾期 {{ action_summary.overdue }} 项",
            ),
        ),
        Tile(
            ("Net value to date", "累计净收益"),
            f"={places['value'].cell('net', 3)}",
            ("{{ engagement.currency }}, actual entries", "{{ engagement.currency }}，实际发生"),
            "#,##0;[Red]-#,##0;0",
        ),
    ]
