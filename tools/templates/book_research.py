"""The workbook of the research and analysis report: what was found, area by area, and the gaps."""

from __future__ import annotations

from tools.templates.book_charts import Line, Plot, add_plot
from tools.templates.book_sheet import Book, Column, Place
from tools.templates.book_summary import Judgement, Tile, add_summary, add_texts, break_before

__all__ = ["NEXT_STEPS", "goal_columns", "research_report"]

_MEAN = '=IFERROR(AVERAGE({range}),"–")'
_LEVELS = [
    Column(
        "maturity",
        ("Maturity today, 1 to 5", "当前成熟度"),
        "{{ i.maturity }}",
        13,
        "number",
        total=_MEAN,
    ),
    Column("target", ("Maturity to reach", "目标成熟度"), "{{ i.target }}", 13, "number", total=_MEAN),
    Column("gap", ("Gap", "差距"), "{{ i.gap }}", 10, "number", total=_MEAN),
]
_INFRASTRUCTURE = [
    Column("area", ("Domain", "领域"), '{{ i.domain | label("infrastructure") }}', 18, "strong"),
    Column("current", ("Situation today", "现状"), "{{ i.current }}", 38),
    Column("supports", ("Applications that rest on it", "支撑的业务应用"), '{{ i.supports or "–" }}', 26),
    Column("finding", ("Finding", "发现"), '{{ i.finding or "–" }}', 34),
    Column("impact", ("Effect on the business", "业务影响"), '{{ i.impact or "–" }}', 34),
    *_LEVELS,
]
_BUSINESS = [
    Column("area", ("Business area", "业务领域"), "{{ i.area }}", 26, "strong"),
    Column("current", ("How it works today", "现状"), "{{ i.current }}", 48),
    Column("pain", ("What hurts", "痛点"), '{{ i.pain or "–" }}', 48),
    Column("effect", ("Measurable effect", "量化影响"), '{{ i.effect or "–" }}', 40),
    *_LEVELS,
]
_DISPOSITION = '{{ i.disposition | label("disposition") or "–" }}'
_APPLICATIONS = [
    Column("number", ("No.", "序号"), "{{ i.number }}", 6, "integer"),
    Column("name", ("Application", "应用系统"), "{{ i.name }}", 32, "strong"),
    Column("purpose", ("Used for", "用途"), '{{ i.purpose or "–" }}', 44),
    Column("users", ("Users", "用户数"), "{{ i.users }}", 11, "plain"),
    Column("since", ("Since", "上线年份"), "{{ i.since }}", 11, "integer"),
    Column("integration", ("Integration", "集成方式"), '{{ i.integration or "–" }}', 40),
    Column("issue", ("Main weakness", "主要不足"), '{{ i.issue or "–" }}', 44),
    Column("disposition", ("Disposition", "处置建议"), _DISPOSITION, 15, "centre", "disposition"),
]
_INTERVIEWS = [
    Column("number", ("No.", "序号"), "{{ i.number }}", 6, "integer"),
    Column("role", ("Role", "受访人职务"), "{{ i.role }}", 26, "strong"),
    Column("name", ("Name", "姓名"), '{{ i.name or "–" }}', 14, "centre"),
    Column("department", ("Department", "部门"), '{{ i.department or "–" }}', 20),
    Column("date", ("Date", "日期"), "{{ i.date }}", 13, "date"),
    Column("expectation", ("Expectation", "期望"), '{{ i.expectation or "–" }}', 38),
    Column("concern", ("Concern", "顾虑"), '{{ i.concern or "–" }}', 34),
    Column("quote", ("In their words", "原话"), '{{ i.quote or "–" }}', 38),
]
_GAPS = [
    Column("id", ("ID", "编号"), "{{ i.id }}", 8, "centre"),
    Column("area", ("Area", "领域"), "{{ i.area }}", 18, "strong"),
    Column("as_is", ("As is", "现状（AS-IS）"), "{{ i.as_is }}", 34),
    Column("to_be", ("To be", "目标（TO-BE）"), "{{ i.to_be }}", 34),
    Column("cause", ("Root cause", "根本原因"), '{{ i.cause or "–" }}', 32),
    Column("recommendation", ("Recommendation", "建议"), '{{ i.recommendation or "–" }}', 36),
    Column("effect", ("Expected effect", "预期效果"), '{{ i.effect or "–" }}', 28),
    Column(
        "priority", ("Priority", "优先级"), '{{ i.priority | label("priority") }}', 11, "centre", "priority"
    ),
]
NEXT_STEPS = [
    Column("number", ("No.", "序号"), "{{ loop.index }}", 6, "integer"),
    Column("title", ("Action", "工作事项"), "{{ i.title }}", 60, "strong"),
    Column("owner", ("Owner", "责任人"), '{{ i.owner or "–" }}', 28, "centre"),
    Column("due", ("Due", "计划完成"), "{{ i.due }}", 13, "date"),
    Column("output", ("Output", "预期产出"), '{{ i.output or "–" }}', 56),
]
_JUDGEMENT = Judgement(("Findings in short", "调研结论摘要"), "{{ summary }}")


def goal_columns(item: str) -> list[Column]:
    """Return the columns of goals, each of which is called ``item`` in its loop."""
    percent, money = f'{item}.style == "percent"', f'{item}.style == "money"'
    unit = f'{{{{ {item}.unit or ("%" if {percent} else engagement.currency if {money} else "–") }}}}'
    horizon = f'{{{{ {item}.horizon | label("horizon") or "–" }}}}'
    return [
        Column("title", ("Goal", "目标"), f"{{{{ {item}.title }}}}", 44, "strong"),
        Column("unit", ("Unit", "单位"), unit, 14, "centre"),
        Column("baseline", ("Today", "现状值"), f"{{{{ {item}.baseline }}}}", 13, "number"),
        Column("target", ("Target", "目标值"), f"{{{{ {item}.target }}}}", 13, "number"),
        Column("horizon", ("Horizon", "期限"), horizon, 14, "centre", "horizon"),
        Column("due", ("Due", "计划达成"), f"{{{{ {item}.due }}}}", 13, "date"),
        Column("owner", ("Owner", "责任人"), f'{{{{ {item}.owner or "–" }}}}', 28, "centre"),
        Column("detail", ("Remark", "说明"), f'{{{{ {item}.detail or "–" }}}}', 50),
        Column(
            "style", ("Format", "格式"), f"{{{{ {item}.style }}}}{{{{ {item}.decimals }}}}", 10, hidden=True
        ),
    ]


def research_report(book: Book) -> None:
    """Lay out the workbook of the research report."""
    overview = book.page(("Overview", "概览"))
    _add_areas(book)
    _add_lists(book)
    add_summary(overview, _JUDGEMENT, _tiles(book), subtitle="date")
    places = book.places
    left = (("Maturity of business areas", "业务领域成熟度"), places["business"], ("B11", "B25"))
    right = (("Maturity of IT infrastructure", "IT 基础设施成熟度"), places["infrastructure"], ("C11", "G25"))
    for title, place, corners in (left, right):
        add_plot(overview.sheet, _maturity_plot(book.say(title), place, corners))
    break_before(overview, 27)
    none = ("Nothing is recorded yet.", "暂无内容。")
    for row, heading, items in (
        (27, ("Key findings", "主要发现"), "key_findings"),
        (31, ("What most interviews share", "访谈共识"), "consensus"),
        (35, ("Conclusions", "结论"), "conclusions"),
        (39, ("Scope of the research", "调研范围"), "scope"),
    ):
        add_texts(overview, row, heading, items, none)


def _add_areas(book: Book) -> None:
    total = ("Average", "平均")
    page = book.page(("Infrastructure", "基础设施"), ("IT infrastructure", "IT 基础设施现状"), tab="teal")
    empty = ("No infrastructure was looked at.", "未调研基础设施。")
    page.list("infrastructure", "i in infrastructure", _INFRASTRUCTURE, empty, total=total)
    page = book.page(("Business", "业务现状"), ("Business areas", "业务部门现状"), tab="teal")
    empty = ("No business areas were looked at.", "未调研业务领域。")
    page.list("business", "i in business", _BUSINESS, empty, total=total)


def _add_lists(book: Book) -> None:
    page = book.page(("Applications", "应用系统"), ("Applications", "应用系统盘点"), tab="teal")
    page.list(
        "applications", "i in applications", _APPLICATIONS, ("No applications listed.", "暂无应用系统记录。")
    )
    page = book.page(("Interviews", "访谈"), ("Interviews", "高层访谈记录"), tab="amber")
    page.list("interviews", "i in interviews", _INTERVIEWS, ("No interviews were held.", "暂无访谈记录。"))
    page = book.page(("Gaps", "差距"), ("Gaps and recommendations", "差距分析与建议"), tab="red")
    page.list("gaps", "i in gaps", _GAPS, ("No gaps were found.", "未发现差距。"))
    page = book.page(("Goals", "目标"), ("Goals to reach", "建议目标"), tab="green")
    place = page.list("goals", "i in goals", goal_columns("i"), ("No goals are proposed.", "暂无建议目标。"))
    page.mixed(place, "baseline", "target", "style")
    page = book.page(("Next steps", "后续工作"), ("Next steps", "后续工作"))
    page.list("next_steps", "i in next_steps", NEXT_STEPS, ("Nothing is planned yet.", "暂无后续工作。"))


def _maturity_plot(title: str, place: Place, corners: tuple[str, str]) -> Plot:
    today = Line(place.cell("maturity", -1), place.range("maturity"), "rule")
    goal = Line(place.cell("target", -1), place.range("target"), "accent")
    return Plot(
        title, place.range("area"), [today, goal], corners, "0.0", across=True, largest=5, labels=True
    )


def _tiles(book: Book) -> list[Tile]:
    places = book.places
    gaps, business = places["gaps"], places["business"]
    return [
        Tile(
            ("Interviews", "访谈"),
            f"=COUNTA({places['interviews'].range('role')})",
            ("with leaders and specialists", "管理层与业务骨干"),
        ),
        Tile(
            ("Applications", "应用系统"),
            f"=COUNTA({places['applications'].range('name')})",
            ("looked at", "纳入盘点"),
        ),
        Tile(
            ("Gaps", "差距"),
            f"=COUNTA({gaps.range('id')})",
            (
                "{{ research_summary.medium }} of medium, {{ research_summary.low }} of low priority",
                "中优先级 {{ research_summary.medium }} 项，低优先级 {{ research_summary.low }} 项",
            ),
        ),
        Tile(
            ("Of high priority", "高优先级差距"),
            f"=COUNTIF({gaps.range('priority')},{book.word('priority', 'high')})",
            ("to be closed first", "需优先解决"),
        ),
        Tile(
            ("Maturity of the business", "业务成熟度"),
            f'=IFERROR(AVERAGE({business.range("maturity")}),"–")',
            ("average, on a scale of 1 to 5", "平均分，1–5 分制"),
            "0.0",
        ),
    ]
