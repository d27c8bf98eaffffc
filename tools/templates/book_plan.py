"""The workbook of the customer success service plan: goals, path, work packages, people, pilot, value."""

from __future__ import annotations

from tools.templates.book_charts import Line, Plot, add_plot
from tools.templates.book_engagement import add_milestones
from tools.templates.book_measured import add_value, value_plot
from tools.templates.book_research import goal_columns
from tools.templates.book_sheet import Book, Column
from tools.templates.book_style import Text
from tools.templates.book_summary import Judgement, Tile, add_summary, add_texts, break_before

__all__ = ["service_plan"]

_PROPOSITIONS = [
    Column("number", ("No.", "序号"), "{{ i.number }}", 6, "integer"),
    Column("pain", ("Business problem", "业务问题"), "{{ i.pain }}", 44, "strong"),
    Column("solution", ("What will be done", "解决方案"), "{{ i.solution }}", 48),
    Column("value", ("Value", "价值主张"), '{{ i.value or "–" }}', 44),
    Column("beneficiary", ("Who gains", "受益方"), '{{ i.beneficiary or "–" }}', 26),
    Column("measure", ("How it is measured", "衡量方式"), '{{ i.measure or "–" }}', 36),
]
_CONTENT = '{{ i.content | join("; ") or "–" }}', '{{ i.content | join("；") or "–" }}'
_PATH = [
    Column("number", ("No.", "序号"), "{{ i.number }}", 6, "integer"),
    Column("title", ("Phase", "阶段"), "{{ i.title }}", 28, "strong"),
    Column("start", ("Start", "开始"), "{{ i.start }}", 13, "date"),
    Column("due", ("End", "结束"), "{{ i.due }}", 13, "date"),
    Column("days", ("Days", "天数"), '=IFERROR({due}{r}-{start}{r}+1,"–")', 9, "integer"),
    Column("goal", ("Goal", "阶段目标"), '{{ i.goal or "–" }}', 30),
    Column("content", ("Content", "工作内容"), _CONTENT, 44),
    Column("output", ("Output", "产出"), '{{ i.output or "–" }}', 28),
    Column("value", ("Value", "阶段价值"), '{{ i.value or "–" }}', 28),
]
_LANDING = [
    Column("number", ("No.", "序号"), "{{ i.number }}", 6, "integer"),
    Column("title", ("Work package", "工作包"), "{{ i.title }}", 44, "strong"),
    Column("stage", ("Stage", "服务阶段"), '{{ i.stage | label("stage") or "–" }}', 40),
    Column("start", ("Start", "开始"), "{{ i.start }}", 13, "date"),
    Column("due", ("End", "结束"), "{{ i.due }}", 13, "date"),
    Column("days", ("Days", "天数"), '=IFERROR({due}{r}-{start}{r}+1,"–")', 9, "integer"),
    Column("owner", ("Owner", "责任人"), '{{ i.owner or "–" }}', 28, "centre"),
    Column("output", ("Output", "产出"), '{{ i.output or "–" }}', 44),
]
_RESOURCES = [
    Column("role", ("Role", "角色"), "{{ i.role }}", 34, "strong"),
    Column("party", ("Party", "所属方"), '{{ i.party | label("party") }}', 15, "centre"),
    Column("duty", ("Duty", "职责"), '{{ i.duty or "–" }}', 60),
    Column("days", ("Person-days", "人天"), "{{ i.person_days }}", 13, "plain", total="=SUM({range})"),
    Column("share", ("Share", "占比"), "{{ i.share }}", 13, "percent", bar=True, total="=SUM({range})"),
    Column("start", ("From", "开始"), "{{ i.start }}", 13, "date"),
    Column("due", ("Until", "结束"), "{{ i.due }}", 13, "date"),
]
_ACTIONS = [
    Column("id", ("ID", "编号"), "{{ i.id }}", 9, "centre"),
    Column("title", ("Action", "行动"), "{{ i.title }}", 52, "strong"),
    Column("owner", ("Owner", "责任人"), '{{ i.owner or "–" }}', 28, "centre"),
    Column("start", ("Start", "开始"), "{{ i.start }}", 13, "date"),
    Column("due", ("Due", "计划完成"), "{{ i.due }}", 13, "date"),
    Column(
        "priority",
        ("Priority", "优先级"),
        '{{ i.priority | label("priority") or "–" }}',
        11,
        "centre",
        "priority",
    ),
    Column("output", ("Output", "产出"), '{{ i.output or "–" }}', 44),
]
_EVENTS = [
    Column("date", ("Date", "日期"), "{{ i.date }}", 13, "date"),
    Column("kind", ("Kind", "形式"), '{{ i.kind | label("event") }}', 30, "centre"),
    Column("title", ("Topic", "主题"), "{{ i.title }}", 52, "strong"),
    Column("audience", ("Audience", "参加对象"), '{{ i.audience or "–" }}', 36),
    Column("goal", ("Goal", "目标"), '{{ i.goal or "–" }}', 50),
]
_RISKS = [
    Column("id", ("ID", "编号"), "{{ i.id }}", 9, "centre"),
    Column("title", ("Subject", "主题"), "{{ i.title }}", 40, "strong"),
    Column(
        "severity", ("Severity", "严重程度"), '{{ i.severity | label("severity") }}', 12, "centre", "severity"
    ),
    Column("detail", ("Situation and effect", "现状与影响"), '{{ i.detail or "–" }}', 48),
    Column("action", ("Measures", "应对措施"), '{{ i.action or "–" }}', 48),
    Column("owner", ("Owner", "责任人"), '{{ i.owner or "–" }}', 26, "centre"),
    Column("due", ("Due", "计划解决"), "{{ i.due }}", 13, "date"),
    Column("status", ("Status", "状态"), "{{ i.status | label }}", 14, "centre", "risk_status"),
]
_MEASURES = [
    Column("metric", ("Measure", "衡量指标"), "{{ i.metric }}", 36, "strong"),
    Column("formula", ("How it becomes money", "测算方法"), '{{ i.formula or "–" }}', 52),
    Column("source", ("Source", "数据来源"), '{{ i.source or "–" }}', 40),
    Column("frequency", ("How often", "频率"), '{{ i.frequency or "–" }}', 16, "centre"),
    Column("owner", ("Owner", "责任人"), '{{ i.owner or "–" }}', 28, "centre"),
]
_JUDGEMENT = Judgement(("The plan in short", "方案摘要"), "{{ summary }}")
_NONE = ("Nothing is planned yet.", "暂无内容。")


def service_plan(book: Book) -> None:
    """Lay out the workbook of the service plan."""
    overview = book.page(("Overview", "概览"))
    _add_goals(book)
    for id, name, title, columns, tab in _sheets():
        page = book.page(name, title, tab=tab)
        total = ("Total", "合计") if id == "resources" else None
        page.list(id, f"i in {id}", columns, _NONE, total=total)
    _add_pilot(book)
    add_milestones(book)
    add_value(book, planned=True)
    page = book.page(("ROI measures", "价值衡量"), ("How value is measured", "ROI 衡量方式"), tab="amber")
    page.list("roi_measures", "i in roi_measures", _MEASURES, _NONE)
    add_summary(overview, _JUDGEMENT, _tiles(book), subtitle="date")
    add_plot(overview.sheet, _days_plot(book, ("B11", "B25")))
    add_plot(overview.sheet, value_plot(book, ("C11", "G25")))
    break_before(overview, 27)
    add_texts(overview, 27, ("Assumptions", "前提假设"), "assumptions", _NONE)


def _sheets() -> list[tuple[str, Text, Text, list[Column], str]]:
    return [
        (
            "propositions",
            ("Propositions", "价值主张"),
            ("Value propositions", "业务问题与价值主张"),
            _PROPOSITIONS,
            "green",
        ),
        ("path", ("Path", "实现路径"), ("Implementation path", "实现路径设计"), _PATH, "teal"),
        ("landing_plan", ("Landing plan", "落地规划"), ("Landing plan", "实施落地规划"), _LANDING, "teal"),
        (
            "resources",
            ("Resources", "资源编排"),
            ("People and person-days", "服务资源编排"),
            _RESOURCES,
            "teal",
        ),
        ("actions", ("Actions", "行动计划"), ("Action plan", "行动落地计划"), _ACTIONS, "accent"),
        (
            "events",
            ("Events", "研讨与培训"),
            ("Workshops and training", "研讨会与培训计划"),
            _EVENTS,
            "accent",
        ),
        ("risks", ("Risks", "风险"), ("Risks and measures", "风险与应对"), _RISKS, "red"),
    ]


def _add_goals(book: Book) -> None:
    """Add the goals under their strategic goals: a row for each of these, then a row for each goal."""
    page = book.page(
        ("Goals", "目标分解"), ("Strategic goals and their measures", "战略目标分解"), tab="green"
    )
    empty = ("No goals are agreed.", "暂无目标。")
    page.put("B5", "{%tr for s in strategy %}", "text")
    page.band(6, "total", 8)
    page.put("B6", "{{ s.number }}. {{ s.title }}{% if s.detail %} – {{ s.detail }}{% endif %}", "total")
    page.list("goals", "g in s.goals", goal_columns("g"), empty, table=False, body=7)
    page.put("B9", "{%tr endfor %}", "text")
    page.put("B10", f"{{%tr if not strategy %}}{book.say(empty)}{{%tr endif %}}", "empty")
    page.mixed(book.places["goals"], "baseline", "target", "style")


def _add_pilot(book: Book) -> None:
    """Add the pilot in words, and a sheet of its measures."""
    page = book.page(("Pilot", "试点"), ("Pilot (MVP)", "MVP 试点设计"), tab="green")
    page.widths(24, 120)
    for row, (label, tag) in enumerate(_PILOT, 4):
        page.put(f"B{row}", label, "strong")
        page.put(f"C{row}", tag, "text")
    page.put("B11", ("{%tr for step in pilot.steps %}Step {{ loop.index }}", _STEP_ZH), "strong")
    page.put("C11", "{{ step }}{%tr endfor %}", "text")
    page = book.page(("Pilot measures", "试点指标"), ("Measures of the pilot", "试点衡量指标"), tab="green")
    place = page.list("pilot_metrics", "i in pilot.metrics", goal_columns("i"), _NONE)
    page.mixed(place, "baseline", "target", "style")


_STEP_ZH = "{%tr for step in pilot.steps %}步骤 {{ loop.index }}"
_PILOT: list[tuple[Text, str]] = [
    (("Pilot", "试点名称"), "{{ pilot.title }}"),
    (("Scenario", "业务场景"), '{{ pilot.scenario | label("scenario") or "–" }}'),
    (
        ("Period", "周期"),
        '{{ pilot.start | date("medium") or "–" }} – {{ pilot.due | date("medium") or "–" }}',
    ),
    (("Scope", "范围"), '{{ pilot.scope or "–" }}'),
    (("To be proved", "待验证假设"), '{{ pilot.hypothesis or "–" }}'),
    (("Success", "成功标准"), '{{ pilot.success or "–" }}'),
    (("Otherwise", "备选安排"), '{{ pilot.fallback or "–" }}'),
]


def _days_plot(book: Book, corners: tuple[str, str]) -> Plot:
    people = book.places["resources"]
    return Plot(
        book.say(("Person-days by role", "各角色人天")),
        people.range("role"),
        [Line(people.cell("days", -1), people.range("days"), "teal")],
        corners,
        "0",
        across=True,
        labels=True,
    )


def _tiles(book: Book) -> list[Tile]:
    places = book.places
    return [
        Tile(
            ("Work packages", "工作包"),
            f"=COUNTA({places['landing_plan'].range('title')})",
            ("in {{ path | length }} phases", "共 {{ path | length }} 个阶段"),
        ),
        Tile(
            ("Person-days", "人天"),
            f"=SUM({places['resources'].range('days')})",
            (
                "{{ resource_summary.provider }} by the provider, "
                "{{ resource_summary.customer }} by the customer",
                "服务方 {{ resource_summary.provider }}，客户方 {{ resource_summary.customer }}",
            ),
            "#,##0",
        ),
        Tile(
            ("Actions", "行动"),
            f"=COUNTA({places['actions'].range('id')})",
            ("with owner and date", "均明确责任人与时间"),
        ),
        Tile(
            ("Risks", "风险"),
            f"=COUNTA({places['risks'].range('id')})",
            ("with agreed measures", "均有应对措施"),
        ),
        Tile(
            ("Planned net value", "计划净值"),
            f"={places['value'].cell('net', 2)}",
            (
                "{{ engagement.currency }}; {% if roi.payback_label %}paid back in {{ roi.payback_label }}"
                "{% else %}no payback within the plan{% endif %}",
                "{{ engagement.currency }}，{% if roi.payback_label %}预计 {{ roi.payback_label }}收回"
                "{% else %}计划期内未收回{% endif %}",
            ),
            "#,##0;[Red]-#,##0;0",
        ),
    ]
