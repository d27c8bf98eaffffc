"""The workbook of the comprehensive service report: a summary that counts the sheets behind it."""

from __future__ import annotations

from tools.templates.book_charts import Line, Plot, add_plot
from tools.templates.book_engagement import add_ledger, add_milestones
from tools.templates.book_measured import add_kpis, add_trend, add_value, attainment_plot, value_plot
from tools.templates.book_sheet import Book, Column
from tools.templates.book_summary import Judgement, Tile, add_kpis_short, add_summary, add_texts

__all__ = ["monthly_report"]

_NOTE = "{{ customer.label }} · {{ document.title }} · {{ period_label }}"
_SERVICE = [
    Column("number", ("No.", "序号"), "{{ s.number }}", 6, "integer"),
    Column("title", ("Service item", "服务事项"), "{{ s.title }}", 30, "strong"),
    Column("stage", ("Stage", "服务阶段"), '{{ s.stage | label("stage") }}', 20),
    Column("detail", ("Done in the month", "本月执行情况"), '{{ s.detail or "–" }}', 40),
    Column("owner", ("Owner", "责任人"), '{{ s.owner or "–" }}', 14, "centre"),
    Column("start", ("Start", "计划开始"), "{{ s.start }}", 13, "date"),
    Column("due", ("Due", "计划完成"), "{{ s.due }}", 13, "date"),
    Column("finished", ("Finished", "实际完成"), "{{ s.finished }}", 13, "date", total="=COUNT({range})"),
    Column(
        "progress", ("Progress", "进度"), "{{ s.progress }}", 12, "percent", bar=True,
        total='=IFERROR(AVERAGE({range}),"–")',
    ),
    Column("status", ("Status", "状态"), "{{ s.status | label }}", 13, "centre", "service_status"),
    Column("output", ("Output", "产出"), '{{ s.output or "–" }}', 26),
]  # fmt: skip
_RISKS = [
    Column("id", ("ID", "编号"), "{{ r.id }}", 8, "centre"),
    Column("title", ("Subject", "主题"), "{{ r.title }}", 28, "strong"),
    Column("kind", ("Kind", "类别"), '{{ r.kind | label("risk_kind") }}', 10, "centre", "risk_kind"),
    Column(
        "severity", ("Severity", "严重程度"), '{{ r.severity | label("severity") }}', 11, "centre", "severity"
    ),
    Column("detail", ("Situation and effect", "现状与影响"), '{{ r.detail or "–" }}', 36),
    Column("action", ("Measures", "应对措施"), '{{ r.action or "–" }}', 36),
    Column("owner", ("Owner", "责任人"), '{{ r.owner or "–" }}', 14, "centre"),
    Column("opened", ("Opened", "提出日期"), "{{ r.opened }}", 13, "date"),
    Column("due", ("Due", "计划解决"), "{{ r.due }}", 13, "date"),
    Column("closed", ("Closed", "关闭日期"), "{{ r.closed }}", 13, "date", total="=COUNT({range})"),
    Column("open_days", ("Days open", "历时（天）"), "{{ r.days_open }}", 9, "integer"),
    Column(
        "late",
        ("Days overdue", "逾期（天）"),
        "{{ r.days_overdue }}",
        9,
        "integer",
        total='=COUNTIF({range},">0")',
    ),
    Column("status", ("Status", "状态"), "{{ r.status | label }}", 13, "centre", "risk_status"),
]
_MET = '{{ p.performance.met | label("boolean") or "–" }}'
_USAGE = [
    Column("name", ("Product", "产品"), "{{ p.name }}", 22, "strong"),
    Column("purpose", ("Used for", "用途"), '{{ p.purpose or "–" }}', 26),
    Column("unit", ("Unit", "单位"), "{{ p.unit }}", 10, "centre"),
    Column("used", ("Used", "本期用量"), "{{ p.used }}", 10, "plain"),
    Column("capacity", ("Capacity", "容量"), "{{ p.capacity }}", 10, "plain"),
    Column("utilisation", ("Utilisation", "使用率"), "{{ p.utilisation }}", 13, "percent", bar=True),
    Column("previous", ("Month before", "上期用量"), "{{ p.previous_used }}", 10, "plain"),
    Column(
        "change", ("Change", "环比"), '=IFERROR({used}{r}/{previous}{r}-1,"–")', 11, "percent",
    ),
    Column("figure", ("Performance figure", "性能指标"), "{{ p.performance.name }}", 20),
    Column("measure", ("Unit of the figure", "指标单位"), '{{ p.performance.unit or "–" }}', 10, "centre"),
    Column("value", ("Value", "本期值"), "{{ p.performance.value }}", 11, "plain"),
    Column("before", ("Value before", "上期值"), "{{ p.performance.previous }}", 11, "plain"),
    Column("goal", ("Target", "目标值"), "{{ p.performance.target }}", 11, "plain"),
    Column("met", ("Target kept", "是否达标"), _MET, 10, "centre", "boolean"),
    Column("comment", ("Assessment", "评估"), '{{ p.comment or "–" }}', 34),
]  # fmt: skip
_SUGGESTIONS = [
    Column("number", ("No.", "序号"), "{{ s.number }}", 6, "integer"),
    Column("title", ("Suggestion", "建议"), "{{ s.title }}", 32, "strong"),
    Column("kind", ("Kind", "类别"), '{{ s.kind | label("suggestion") }}', 15, "centre"),
    Column("product", ("Product", "产品"), '{{ s.product or "–" }}', 20),
    Column("detail", ("What to do, and why", "内容与理由"), '{{ s.detail or "–" }}', 40),
    Column("benefit", ("Expected effect", "预期收益"), '{{ s.benefit or "–" }}', 30),
    Column(
        "priority", ("Priority", "优先级"), '{{ s.priority | label("priority") }}', 11, "centre", "priority"
    ),
    Column("owner", ("Owner", "责任人"), '{{ s.owner or "–" }}', 14, "centre"),
    Column("due", ("Due", "计划完成"), "{{ s.due }}", 13, "date"),
    Column("status", ("Status", "状态"), "{{ s.status | label }}", 14, "centre", "suggestion_status"),
]
_PLAN = [
    Column("number", ("No.", "序号"), "{{ loop.index }}", 6, "integer"),
    Column("title", ("Action", "工作事项"), "{{ n.title }}", 60, "strong"),
    Column("owner", ("Owner", "责任人"), '{{ n.owner or "–" }}', 28, "centre"),
    Column("due", ("Due", "计划完成"), "{{ n.due }}", 18, "date"),
    Column("output", ("Output", "预期产出"), '{{ n.output or "–" }}', 56),
]
_EVENTS = [
    Column("date", ("Date", "日期"), "{{ e.date }}", 13, "date"),
    Column("kind", ("Kind", "形式"), '{{ e.kind | label("event") }}', 26, "centre"),
    Column("title", ("Topic", "主题"), "{{ e.title }}", 48, "strong"),
    Column("audience", ("Audience", "参加对象"), '{{ e.audience or "–" }}', 34),
    Column("attendees", ("Attendees", "参加人数"), "{{ e.attendees }}", 11, "integer", total="=SUM({range})"),
    Column(
        "rating", ("Rating, 1 to 5", "满意度（1–5）"), "{{ e.satisfaction }}", 12, "number",
        total="{{ event_summary.satisfaction }}",
    ),
    Column("outcome", ("Outcome", "成果"), '{{ e.outcome or "–" }}', 50),
]  # fmt: skip


def monthly_report(book: Book) -> None:
    """Lay out the workbook of the monthly report."""
    book.note = _NOTE
    summary = book.page(("Summary", "摘要"))
    _add_service(book)
    add_milestones(book)
    add_ledger(book)
    _add_risks(book)
    add_kpis(book)
    add_trend(book)
    add_value(book)
    _add_usage(book)
    _add_suggestions(book)
    _add_plan(book)
    add_summary(summary, _JUDGEMENT, _tiles(book))
    add_plot(summary.sheet, attainment_plot(book, ("B11", "B25")))
    add_plot(summary.sheet, value_plot(book, ("C11", "G25")))
    add_kpis_short(summary, 27)
    add_texts(summary, 31, ("Highlights of the month", "本月亮点"), "summary.highlights", _NO_HIGHLIGHTS)
    add_texts(summary, 35, ("Decisions requested", "需客户决策事项"), "summary.decisions", _NO_DECISIONS)
    add_texts(summary, 39, ("Notes on the figures", "数据说明"), "notes", _NO_NOTES)


_NO_HIGHLIGHTS = ("No particular results this month.", "本月无特别事项。")
_NO_DECISIONS = ("No decisions are needed this month.", "本月无需客户决策的事项。")
_NO_NOTES = ("All figures are final.", "各项数据均为最终数据。")
_JUDGEMENT = Judgement(
    ("Overall judgement", "总体评价"),
    "{{ summary.overall }}",
    '{{ summary.health | label("health") }}',
    choices="health",
)


def _tiles(book: Book) -> list[Tile]:
    """Return the figures at the top: each is counted from its sheet, with a remark from the data."""
    service, risks = book.places["service"], book.places["risks"]
    kpis, value, milestones = (book.places[name] for name in ("kpis", "value", "milestones"))
    closed = f"COUNTIF({risks.range('status')},{book.word('risk_status', 'closed')})"
    return [
        Tile(
            ("Service progress", "服务进度"),
            f'=IFERROR(AVERAGE({service.range("progress")}),"–")',
            (
                "{{ service_summary.done }} of {{ service_summary.total }} items completed, "
                "{{ service_summary.delayed }} delayed",
                "共 {{ service_summary.total }} 项，已完成 {{ service_summary.done }} 项，"
                "延期 {{ service_summary.delayed }} 项",
            ),
            "0%",
        ),
        Tile(
            ("Milestones reached", "已达成里程碑"),
            f"=COUNT({milestones.range('actual')})",
            (
                "of {{ milestone_summary.total }}; {{ milestone_summary.overdue }} overdue",
                "共 {{ milestone_summary.total }} 个，逾期 {{ milestone_summary.overdue }} 个",
            ),
        ),
        Tile(
            ("KPIs on target", "达标指标"),
            f"=COUNTIF({kpis.range('rag')},{book.word('rag', 'green')})",
            (
                "of {{ kpi_summary.total }}; {{ kpi_summary.amber }} need attention, "
                "{{ kpi_summary.red }} off target",
                "共 {{ kpi_summary.total }} 项，关注 {{ kpi_summary.amber }} 项，"
                "预警 {{ kpi_summary.red }} 项",
            ),
        ),
        Tile(
            ("Open problems and risks", "未关闭问题与风险"),
            f"=COUNTA({risks.range('id')})-{closed}",
            (
                "{{ month.counts.new }} new, {{ month.counts.closed }} closed, "
                "{{ month.counts.overdue }} overdue",
                "新增 {{ month.counts.new }} 项，关闭 {{ month.counts.closed }} 项，"
                "逾期 {{ month.counts.overdue }} 项",
            ),
        ),
        Tile(
            ("Net value to date", "累计净收益"),
            f"={value.cell('net', 3)}",
            (
                "{{ engagement.currency }}; {% if roi.payback_label %}paid back in {{ roi.payback_label }}"
                "{% else %}not paid back yet{% endif %}",
                "{{ engagement.currency }}，{% if roi.payback_label %}{{ roi.payback_label }}收回投入"
                "{% else %}投入尚未收回{% endif %}",
            ),
            "#,##0;[Red]-#,##0;0",
        ),
    ]


def _add_service(book: Book) -> None:
    page = book.page(("Service items", "服务事项"), ("Status of service items", "服务事项执行状况"))
    empty = ("No service items in this month.", "本月无服务事项。")
    total = ("Completed, and average progress", "已完成数与平均进度")
    page.list("service", "s in service_items", _SERVICE, empty, total=total)


def _add_risks(book: Book) -> None:
    page = book.page(("Problems & risks", "问题与风险"), ("Problems and risks", "问题与风险"), tab="red")
    empty = ("No problems or risks are recorded.", "暂无问题与风险记录。")
    total = ("Closed, and overdue", "已关闭数与逾期数")
    page.list("risks", "r in risks", _RISKS, empty, total=total)


def _add_usage(book: Book) -> None:
    title = ("Product usage and performance", "产品用量与性能")
    page = book.page(("Usage", "产品用量"), title, tab="teal")
    place = page.list("usage", "p in products", _USAGE, ("No products are observed.", "暂无监测的产品。"))
    plot = Plot(
        book.say(("Utilisation of capacity", "产品容量使用率")),
        place.range("name"),
        [Line(place.cell("utilisation", -1), place.range("utilisation"), "teal")],
        ("B8", "F25"),
        "0%",
        across=True,
        largest=1,
        labels=True,
    )
    add_plot(page.sheet, plot)


def _add_suggestions(book: Book) -> None:
    page = book.page(("Suggestions", "优化建议"), ("Suggestions for optimisation", "优化建议"), tab="teal")
    page.list(
        "suggestions", "s in suggestions", _SUGGESTIONS, ("No suggestions this month.", "本月无优化建议。")
    )


def _add_plan(book: Book) -> None:
    title = ("Plan for the coming month", "下月工作计划")
    page = book.page(("Plan", "下月计划"), title)
    page.list("plan", "n in next_month", _PLAN, ("Nothing is planned yet.", "暂无工作计划。"))
    events = book.page(("Events", "研讨与培训"), ("Workshops and training held", "已举办的研讨会与培训"))
    empty = ("No workshops or training so far.", "暂无研讨会与培训。")
    total = ("Attendees, and rating weighted by them", "参加人次与加权平均满意度")
    events.list("events", "e in events", _EVENTS, empty, total=total)
