"""The deck of the monthly report: what the month brought, slide by slide."""

from __future__ import annotations

from tools.templates.deck_charts import Plot, add_chart
from tools.templates.deck_look import ACCENT, CONTENT, MUTED, Box, Text
from tools.templates.deck_slides import Card, Column, Deck
from tools.templates.deck_text import Line, Run, alert, cut

__all__ = ["monthly_report"]

_NUMBER: Text = ("序号", "No.")
_OWNER: Text = ("负责人", "Owner")
_DUE: Text = ("计划完成", "Due")
_STATUS: Text = ("状态", "Status")
_PAGE: Text = ("{% if loop.length > 1 %}（{{ loop.index }}/{{ loop.length }}）{% endif %}", "{% if loop.length > 1 %} ({{ loop.index }}/{{ loop.length }}){% endif %}")


def paged(title: tuple[str, str]) -> Text:
    """Return a title that counts its pages where there are several."""
    return title[0] + _PAGE[0], title[1] + _PAGE[1]


def monthly_report(deck: Deck) -> None:
    """Lay out the monthly report."""
    deck.cover(
        [
            (("报告期间", "Reporting period"), "{{ period_label }}"),
            (("报告日期", "Date of report"), '{{ report.date | date("long") }}'),
            (("版本 / 编号", "Version / number"), '{{ report.version or "–" }}  {{ report.number or "" }}'),
            (("密级", "Confidentiality"), '{{ report.confidentiality | label("confidentiality") }}'),
        ]
    )
    _agenda(deck)
    _summary(deck)
    _highlights(deck)
    _service_items(deck)
    _milestones(deck)
    _kpi_table(deck)
    _kpi_charts(deck)
    _kpi_each(deck)
    _value(deck)
    _value_entries(deck)
    _risk_overview(deck)
    _risk_table(deck)
    _usage_table(deck)
    _usage_charts(deck)
    _suggestions(deck)
    _events(deck)
    _next_month(deck)
    deck.closing()


_SECTIONS: list[tuple[Text, Text]] = [
    (("总体情况", "Summary of the month"), ("总体评价：{{ summary.health | label(\"health\") }}", "Overall: {{ summary.health | label(\"health\") }}")),
    (("服务事项与里程碑", "Service items and milestones"), ("完成 {{ service_summary.done }}/{{ service_summary.total }} 项，里程碑达成 {{ milestone_summary.done }}/{{ milestone_summary.total }}", "{{ service_summary.done }} of {{ service_summary.total }} items completed, {{ milestone_summary.done }} of {{ milestone_summary.total }} milestones reached")),
    (("关键指标达成", "Key figures"), ("达标 {{ kpi_summary.green }} 项，较上月改善 {{ kpi_summary.better }} 项", "{{ kpi_summary.green }} of {{ kpi_summary.total }} green, {{ kpi_summary.better }} better than last month")),
    (("业务价值", "Business value"), ("累计收益 {{ roi.benefit | money(engagement.currency, 0) }}", "{{ roi.benefit | money(engagement.currency, 0) }} of benefit to date")),
    (("问题与风险", "Problems and risks"), ("未关闭 {{ risk_summary.open }} 项，其中逾期 {{ risk_summary.overdue }} 项", "{{ risk_summary.open }} open, {{ risk_summary.overdue }} overdue")),
    (("产品使用与优化建议", "Product usage and suggestions"), ("产品 {{ products | length }} 项，建议 {{ suggestions | length }} 条", "{{ products | length }} products, {{ suggestions | length }} suggestions")),
    (("下月计划", "Plan for next month"), ("计划事项 {{ next_month | length }} 项", "{{ next_month | length }} tasks planned")),
]


def _agenda(deck: Deck) -> None:
    slide = deck.slide("title", ("目录", "Agenda"), ("{{ customer.label }} · {{ period_label }}服务报告", "{{ customer.label }} · service report for {{ period_label }}"))
    boxes = [box for column in Box(0.6, 1.9, 12.13, 4.7).columns(2, 0.6) for box in column.rows(4, 0.25)]
    for number, ((title, remark), box) in enumerate(zip(_SECTIONS, boxes, strict=False), 1):
        figure, rest = box.split(0.13, 0.15)
        slide.text(figure, f"{number:02}", size=30, colour="accent2", bold=True, anchor="ctr")
        slide.text(rest, [Line([title], bold=True, size=17, colour=ACCENT), Line([remark], size=12, colour=MUTED, before=2)], anchor="ctr")


def _summary(deck: Deck) -> None:
    slide = deck.slide("title", ("总体情况", "Summary of the month"), ("{{ engagement.edition_label }} · {{ period_label }} · 服务周期已过 {{ engagement.elapsed | percent(0) }}", "{{ engagement.edition_label }} · {{ period_label }} · {{ engagement.elapsed | percent(0) }} of the service cycle has passed"))
    top, rest = CONTENT.below(1.75, 0.22)
    slide.panel(top, [cut("summary.overall", 260, 520)], size=13, name=("总体评价", "Overall"))
    slide.badge(Box(10.9, 0.58, 1.83, 0.4), "summary.health", "health")
    upper, lower = rest.below(1.42, 0.22)
    slide.cards(
        upper,
        [
            Card(("服务事项平均进度", "Average progress of items"), "{{ service_summary.progress | percent(0) }}", ("完成 {{ service_summary.done }} · 进行中 {{ service_summary.in_progress }} · 延期 {{ service_summary.delayed }}", "{{ service_summary.done }} done, {{ service_summary.in_progress }} in progress, {{ service_summary.delayed }} delayed"), "blue"),
            Card(("指标达标", "Key figures on target"), "{{ kpi_summary.green }} / {{ kpi_summary.total }}", ("关注 {{ kpi_summary.amber }} · 预警 {{ kpi_summary.red }}", "{{ kpi_summary.amber }} need attention, {{ kpi_summary.red }} off target"), "teal"),
            Card(("里程碑达成", "Milestones reached"), "{{ milestone_summary.done }} / {{ milestone_summary.total }}", ("逾期 {{ milestone_summary.overdue }} · 最大偏差 {{ milestone_summary.max_slip_days }} 天", "{{ milestone_summary.overdue }} overdue, greatest slip {{ milestone_summary.max_slip_days }} days"), "green"),
        ],
    )
    slide.cards(
        Box(lower.x, lower.y, lower.width, 1.42),
        [
            Card(("未关闭问题与风险", "Open problems and risks"), "{{ risk_summary.open }}", ("本月新增 {{ month.counts.new }} · 关闭 {{ month.counts.closed }} · 逾期 {{ month.counts.overdue }}", "{{ month.counts.new }} new, {{ month.counts.closed }} closed, {{ month.counts.overdue }} overdue"), "red"),
            Card(("本月业务收益", "Benefit of the month"), "{{ month.benefit | money(engagement.currency, 0) }}", ("累计净收益 {{ roi.net | money(engagement.currency, 0) }}", "Net value to date {{ roi.net | money(engagement.currency, 0) }}"), "amber"),
            Card(("研讨与培训累计场次", "Workshops and training to date"), "{{ event_summary.total }}", ("参与 {{ event_summary.attendees }} 人次 · 平均满意度 {{ event_summary.satisfaction | number(1) or \"–\" }}", "{{ event_summary.attendees }} participants, satisfaction {{ event_summary.satisfaction | number(1) or \"–\" }} of 5"), "grey"),
        ],
    )
    slide.notes(
        [
            ("{{ period_label }}总体评价：{{ summary.health | label(\"health\") }}。", "Overall judgement for {{ period_label }}: {{ summary.health | label(\"health\") }}."),
            "{{ summary.overall }}",
            ("{% for n in notes %}", "{% for n in notes %}"),
            ("说明：{{ n }}", "Note: {{ n }}"),
            "{% endfor %}",
        ]
    )


def _highlights(deck: Deck) -> None:
    slide = deck.slide("title", ("本月亮点与待决策事项", "Highlights and decisions"), ("亮点 {{ summary.highlights | length }} 项，提请决策 {{ summary.decisions | length }} 项", "{{ summary.highlights | length }} highlights, {{ summary.decisions | length }} decisions asked for"))
    sides = (("highlights", ("本月亮点", "Highlights of the month"), ("本月无特别亮点。", "No highlights this month.")), ("decisions", ("提请客户决策", "Decisions asked of the customer"), ("本月无待决策事项。", "No decisions are due this month.")))
    for (name, title, none), box in zip(sides, CONTENT.columns(2, 0.4), strict=True):
        item = cut("h", 110, 220)
        slide.panel(
            box,
            [
                Line([title], bold=True, size=15, colour=ACCENT),
                f"{{% for h in summary.{name}[:7] %}}",
                Line([item], bullet=True, before=8, size=14),
                "{% endfor %}",
                f"{{% if not summary.{name} %}}",
                Line([none], before=8, size=14),
                "{% endif %}",
            ],
            name=title,
        )


def _service_items(deck: Deck) -> None:
    slide = deck.slide("title", paged(("服务事项执行状况", "Service items")), ("共 {{ service_summary.total }} 项：完成 {{ service_summary.done }}，进行中 {{ service_summary.in_progress }}，延期 {{ service_summary.delayed }}，未开始 {{ service_summary.not_started }}，暂停 {{ service_summary.on_hold }}", "{{ service_summary.total }} items: {{ service_summary.done }} completed, {{ service_summary.in_progress }} in progress, {{ service_summary.delayed }} delayed, {{ service_summary.not_started }} not started, {{ service_summary.on_hold }} on hold"), repeat="page in service_items | pages(7)")
    slide.table(
        CONTENT,
        [
            Column(_NUMBER, 0.6, "{{ s.number }}", "ctr"),
            Column(("服务事项", "Service item"), 4.6, [Line([cut("s.title", 30, 60)], bold=True), Line([cut("s.detail", 50, 100)], size=10, colour=MUTED)]),
            Column(("服务阶段", "Stage"), 1.9, '{{ s.stage | label("stage") or "–" }}'),
            Column(_OWNER, 1.5, cut("s.owner", 14, 28)),
            Column(_DUE, 1.35, '{{ s.due | date("medium") or "–" }}'),
            Column(("进度", "Progress"), 0.95, '{{ s.progress | percent(0) or "–" }}', "r"),
            Column(_STATUS, 1.35, alert("s.status", "status")),
        ],
        "s in page",
        condition="page",
    )
    slide.empty(CONTENT, "page", ("本月未安排服务事项。", "No service items were planned this month."))
    slide.notes(["{% for s in page %}", ("{{ s.number }}. {{ s.title }}：{{ s.detail or \"\" }} 产出：{{ s.output or \"–\" }}。", "{{ s.number }}. {{ s.title }}: {{ s.detail or \"\" }} Output: {{ s.output or \"–\" }}."), "{% endfor %}"])


def _milestones(deck: Deck) -> None:
    slide = deck.slide("title", ("里程碑", "Milestones"), ("服务启动 T = {{ engagement.start | date(\"long\") }}，计划结束 {{ engagement.service_end | date(\"long\") }}", "Start T = {{ engagement.start | date(\"long\") }}, end of service {{ engagement.service_end | date(\"long\") }}"))
    left, right = CONTENT.split(0.6)
    slide.table(
        left,
        [
            Column(("里程碑", "Milestone"), 2.7, "{{ m.title }}"),
            Column(("约定", "Agreed"), 0.95, "{{ m.offset }}"),
            Column(("计划", "Planned"), 1.3, '{{ m.planned | date("medium") or "–" }}'),
            Column(("实际", "Actual"), 1.3, '{{ m.actual | date("medium") or "–" }}'),
            Column(("偏差（天）", "Slip (days)"), 0.8, "{% if m.slip_days is not none %}{{ m.slip_days }}{% else %}–{% endif %}", "r"),
            Column(_STATUS, 1.5, alert("m.status", "status")),
        ],
        "m in milestones",
        size=10.5,
    )
    rest = slide.heading(right, ("计划与实际（自启动起的天数）", "Planned and actual, in days from the start"))
    add_chart(slide, rest, "charts.milestones", ("里程碑计划与实际", "Milestones, planned and actual"), Plot("bar", "0", ("grey", "teal"), gap=45), sample=deck.context["charts"]["milestones"])


def _kpi_table(deck: Deck) -> None:
    slide = deck.slide("title", paged(("关键指标达成", "Key figures: attainment")), ("共 {{ kpi_summary.total }} 项：达标 {{ kpi_summary.green }}，关注 {{ kpi_summary.amber }}，预警 {{ kpi_summary.red }}；较上月改善 {{ kpi_summary.better }}，转差 {{ kpi_summary.worse }}", "{{ kpi_summary.total }} figures: {{ kpi_summary.green }} on target, {{ kpi_summary.amber }} need attention, {{ kpi_summary.red }} off target; {{ kpi_summary.better }} better and {{ kpi_summary.worse }} worse than in {{ previous_label }}"), repeat="page in kpis | pages(8)")
    slide.table(
        CONTENT,
        [
            Column(("指标", "Key figure"), 3.2, Line([cut("k.name", 24, 48)], bold=True)),
            Column(("基线", "Baseline"), 1.2, '{{ k.baseline_text or "–" }}', "r"),
            Column(("目标", "Target"), 1.2, '{{ k.target_text or "–" }}', "r"),
            Column(("上月", "Last month"), 1.2, '{{ k.previous_text or "–" }}', "r"),
            Column(("本月实际", "Actual"), 1.2, Line(['{{ k.actual_text or "–" }}'], bold=True), "r"),
            Column(("环比", "Change"), 1.3, '{{ k.change_text or "–" }}', "r"),
            Column(("达成率", "Attainment"), 1.1, '{{ k.attainment | percent(1) or "–" }}', "r"),
            Column(("判定", "Rating"), 1.5, alert("k.rag", "rag")),
        ],
        "k in page",
        size=12,
        condition="page",
    )
    slide.text(Box(0.6, 6.5, 12.13, 0.35), ("判定标准：达成率 ≥ {{ thresholds.green | percent(0) }} 为达标，≥ {{ thresholds.amber | percent(0) }} 为关注，其余为预警。", "Rating: on target from an attainment of {{ thresholds.green | percent(0) }}, needs attention from {{ thresholds.amber | percent(0) }}, off target below."), size=10.5, colour=MUTED)
    slide.empty(CONTENT, "page", ("本服务未约定关键指标。", "No key figures were agreed for this service."))


def _kpi_charts(deck: Deck) -> None:
    slide = deck.slide("title", ("关键指标：本月与趋势", "Key figures: this month and trend"), ("达成率 100% 表示实际值恰好达到目标", "An attainment of 100% means that the target is exactly reached"), when="kpis")
    left, right = CONTENT.columns(2, 0.45)
    add_chart(slide, slide.heading(left, ("{{ period_label }}达成率", "Attainment in {{ period_label }}")), "charts.kpi_attainment", ("关键指标达成率", "Attainment by key figure"), Plot("combined", "0%", ("blue", "red"), smallest=0), sample=deck.context["charts"]["kpi_attainment"])
    add_chart(slide, slide.heading(right, ("各月达成率", "Attainment by month")), "charts.kpi_trend", ("达成率趋势", "Trend of attainment"), Plot("line", "0%", labels=False), sample=deck.context["charts"]["kpi_trend"])


def _kpi_each(deck: Deck) -> None:
    slide = deck.slide("title", "{{ k.name }}", cut("k.definition", 70, 140), repeat="k in kpis")
    slide.badge(Box(10.9, 0.58, 1.83, 0.4), "k.rag", "rag")
    left, right = CONTENT.split(0.66)
    rest = slide.heading(left, ("实际值与目标", "Actual and target by month"))
    sample = next(k["chart"] for k in deck.context["kpis"] if k["style"] == "percent")
    for style, test, shown in (("percent", '== "percent"', "0.0%"), ("number", '!= "percent"', "#,##0.##")):
        plot = Plot("line", shown, ("blue", "amber"), dashed=(1,), labels=False)
        add_chart(slide, rest, "k.chart", (f"实际与目标（{'百分比' if style == 'percent' else '数值'}）", f"Actual and target ({style})"), plot, sample=sample, condition=f"k.style {test}")
    upper, lower = right.below(1.42, 0.15)
    slide.cards(upper, [Card(("本月实际", "Actual this month"), '{{ k.actual_text or "–" }}', ("环比 {{ k.change_text or \"–\" }} · {{ k.tendency | label(\"tendency\") }}", "{{ k.change_text or \"–\" }} on last month · {{ k.tendency | label(\"tendency\") }}"), "blue")], size=32)
    facts, comment = lower.below(1.95, 0.15)
    rows: list[list[Text]] = [
        [("基线", "Baseline"), '{{ k.baseline_text or "–" }}'],
        [("目标", "Target"), '{{ k.target_text or "–" }}'],
        [("达成率", "Attainment"), '{{ k.attainment | percent(1) or "–" }}'],
        [("由基线向目标的进度", "Way from baseline to target"), '{{ k.progress | percent(0) or "–" }}'],
        [("负责人", "Owner"), '{{ k.owner or "–" }}'],
    ]
    slide.facts(facts, (("项目", "Figure"), ("数值", "Value")), rows, size=11)
    slide.panel(Box(comment.x, comment.y + 0.1, comment.width, comment.height - 0.1), [cut("k.comment", 70, 140)], size=11.5, name=("说明", "Comment"))
    slide.notes(
        [
            ("{{ k.name }}：{{ period_label }}实际 {{ k.actual_text or \"–\" }}，目标 {{ k.target_text or \"–\" }}，基线 {{ k.baseline_text or \"–\" }}。", "{{ k.name }}: {{ k.actual_text or \"–\" }} in {{ period_label }}, target {{ k.target_text or \"–\" }}, baseline {{ k.baseline_text or \"–\" }}."),
            ("达成率 {{ k.attainment | percent(1) or \"–\" }}，判定：{{ k.rag | label(\"rag\") }}；环比 {{ k.change_text or \"–\" }}。", "Attainment {{ k.attainment | percent(1) or \"–\" }}, rating: {{ k.rag | label(\"rag\") }}; change on last month {{ k.change_text or \"–\" }}."),
            '{{ k.comment or "" }}',
        ]
    )


def _value(deck: Deck) -> None:
    slide = deck.slide("title", ("业务价值与投资回报", "Business value and return"), ("本月收益 {{ month.benefit | money(engagement.currency, 0) }}，投入 {{ month.investment | money(engagement.currency, 0) }}", "This month: {{ month.benefit | money(engagement.currency, 0) }} of benefit, {{ month.investment | money(engagement.currency, 0) }} of investment"))
    left, right = CONTENT.split(0.56)
    rest = slide.heading(left, ("累计投入、收益与净收益（{{ engagement.currency }}）", "Cumulative investment, benefit and net value ({{ engagement.currency }})"))
    add_chart(slide, rest, "charts.value_cumulative", ("累计投入与收益", "Cumulative value"), Plot("line", "#,##0", ("grey", "teal", "blue"), labels=False), sample=deck.context["charts"]["value_cumulative"])
    heads: list[Text] = [("口径", "Basis"), ("截至本月实际", "Actual to date"), ("含后续预测", "With forecasts")]
    rows: list[list[Text]] = [
        [title, *(f"{{{{ {source}.{name} | {shown} }}}}" for source in ("roi", "roi_forecast"))]
        for title, name, shown in (
            (("投入", "Investment"), "investment", "money(engagement.currency, 0)"),
            (("收益", "Benefit"), "benefit", "money(engagement.currency, 0)"),
            (("净收益", "Net value"), "net", "money(engagement.currency, 0)"),
            (("投资回报率", "Return on investment"), "ratio", 'percent(1) or "–"'),
        )
    ]
    none: Text = ("尚未回本", "Not yet")
    rows.append([("回本月份", "Payback month"), *(_payback(source, none) for source in ("roi", "roi_forecast"))])
    upper, lower = right.below(2.6, 0.3)
    slide.facts(slide.heading(upper, ("投资回报", "Return")), heads, rows, size=11.5)
    rest = slide.heading(lower, ("当月投入与收益", "By month"))
    add_chart(slide, rest, "charts.value_monthly", ("当月投入与收益", "Investment and benefit by month"), Plot("column", "#,##0", ("grey", "teal"), labels=False), sample=deck.context["charts"]["value_monthly"])
    slide.notes([("投资回报仅计入已发生的投入与收益；预测口径另计尚未发生的条目。", "The return counts what has been spent and gained; the forecast adds entries that are still to come.")])


def _payback(source: str, none: tuple[str, str]) -> Text:
    return f'{{{{ {source}.payback_label or "{none[0]}" }}}}', f'{{{{ {source}.payback_label or "{none[1]}" }}}}'


def _value_entries(deck: Deck) -> None:
    slide = deck.slide("title", paged(("本月业务价值明细", "Value entries of the month")), ("{{ period_label }}记入 {{ month.value_entries | length }} 条", "{{ month.value_entries | length }} entries in {{ period_label }}"), repeat="page in month.value_entries | pages(9)")
    slide.table(
        CONTENT,
        [
            Column(("日期", "Date"), 1.4, '{{ v.date | date("medium") }}'),
            Column(("类型", "Kind"), 1.2, '{{ v.kind | label("entry_kind") }}'),
            Column(("内容", "Entry"), 4.6, Line([cut("v.title", 40, 80)], bold=True)),
            Column(("金额", "Amount"), 1.8, "{{ v.amount | money(engagement.currency, 0) }}", "r"),
            Column(("依据", "Evidence"), 3.2, cut("v.evidence", 34, 68)),
        ],
        "v in page",
        size=12,
        condition="page",
    )
    slide.empty(CONTENT, "page", ("本月没有新的投入或收益记录。", "No investment or benefit was recorded this month."))


def _risk_overview(deck: Deck) -> None:
    slide = deck.slide("title", ("问题与风险：概览", "Problems and risks: overview"), ("月末未关闭 {{ month.counts.open }} 项，上月末 {{ month.counts.open_before }} 项", "{{ month.counts.open }} open at the end of the month, {{ month.counts.open_before }} a month before"))
    top, rest = CONTENT.below(1.25, 0.25)
    slide.cards(
        top,
        [
            Card(("未关闭", "Open"), "{{ month.counts.open }}", ("严重 {{ risk_summary.open_by_severity.critical }} · 高 {{ risk_summary.open_by_severity.high }} · 中 {{ risk_summary.open_by_severity.medium }} · 低 {{ risk_summary.open_by_severity.low }}", "{{ risk_summary.open_by_severity.critical }} critical, {{ risk_summary.open_by_severity.high }} high, {{ risk_summary.open_by_severity.medium }} medium, {{ risk_summary.open_by_severity.low }} low"), "blue"),
            Card(("本月新增", "New this month"), "{{ month.counts.new }}", ("累计登记 {{ risk_summary.total }} 项", "{{ risk_summary.total }} recorded in all"), "amber"),
            Card(("本月关闭", "Closed this month"), "{{ month.counts.closed }}", ("累计关闭 {{ risk_summary.closed }} 项", "{{ risk_summary.closed }} closed in all"), "green"),
            Card(("逾期", "Overdue"), "{{ month.counts.overdue }}", ("其中本月新逾期 {{ month.counts.newly_overdue }} 项", "{{ month.counts.newly_overdue }} of them since this month"), "red"),
        ],
    )
    left, right = rest.columns(2, 0.45)
    add_chart(slide, slide.heading(left, ("按严重程度", "By severity")), "charts.risks_by_severity", ("按严重程度的问题与风险", "Problems and risks by severity"), Plot("stacked", "0;;", ("red", "green")), sample=deck.context["charts"]["risks_by_severity"])
    add_chart(slide, slide.heading(right, ("各月变化", "By month")), "charts.risks_trend", ("问题与风险变化", "Problems and risks by month"), Plot("column", "0", ("blue", "amber", "green"), labels=False), sample=deck.context["charts"]["risks_trend"])


def _risk_table(deck: Deck) -> None:
    slide = deck.slide("title", paged(("问题与风险清单", "Problems and risks: list")), ("按是否关闭、严重程度与到期日排序", "Open ones first, then by severity and due day"), repeat="page in risks | pages(5)")
    slide.table(
        CONTENT,
        [
            Column(("编号", "Id"), 0.75, "{{ r.id }}"),
            Column(("问题 / 风险", "Problem or risk"), 4.2, [Line([Run('{{ r.kind | label("risk_kind") }}  ', colour="accent2", bold=True), Run(cut("r.title", 30, 60), bold=True)]), Line([cut("r.detail", 56, 105)], size=10, colour=MUTED)]),
            Column(("严重程度", "Severity"), 1.15, alert("r.severity", "severity")),
            Column(("应对措施", "Action"), 3.2, Line([cut("r.action", 52, 100)], size=10)),
            Column(_OWNER, 1.4, cut("r.owner", 14, 28)),
            Column(("到期日", "Due"), 1.25, ['{{ r.due | date("medium") or "–" }}', "{% if r.overdue %}", Line([("逾期 {{ r.days_overdue }} 天", "{{ r.days_overdue }} days late")], size=10, colour="accent4"), "{% endif %}"]),
            Column(_STATUS, 1.25, alert("r.status", "status")),
        ],
        "r in page",
        size=10.5,
        condition="page",
    )
    slide.empty(CONTENT, "page", ("没有登记的问题与风险。", "No problems or risks are recorded."))
    slide.notes(["{% for r in page %}", ("{{ r.id }} {{ r.title }}：{{ r.detail or \"\" }} 措施：{{ r.action or \"–\" }}", "{{ r.id }} {{ r.title }}: {{ r.detail or \"\" }} Action: {{ r.action or \"–\" }}"), "{% endfor %}"])


def _usage_table(deck: Deck) -> None:
    slide = deck.slide("title", paged(("产品使用与性能", "Product usage and performance")), ("{{ period_label }}，环比对象为{{ previous_label }}", "{{ period_label }}, compared with {{ previous_label }}"), repeat="page in products | pages(6)")
    slide.table(
        CONTENT,
        [
            Column(("产品", "Product"), 3.1, [Line([cut("p.name", 24, 40)], bold=True), Line([cut("p.purpose", 28, 56)], size=10, colour=MUTED)]),
            Column(("用量 / 容量", "Used / capacity"), 1.9, '{{ p.used | number or "–" }}{% if p.capacity is not none %} / {{ p.capacity | number }}{% endif %} {{ p.unit or "" }}', "r"),
            Column(("利用率", "Utilisation"), 1.1, Line(['{{ p.utilisation | percent(0) or "–" }}'], bold=True), "r"),
            Column(("环比", "Change"), 0.95, '{% if p.change_ratio is not none %}{% if p.change_ratio > 0 %}+{% endif %}{{ p.change_ratio | percent(1) }}{% else %}–{% endif %}', "r"),
            Column(("性能指标", "Performance"), 2.6, [('{% if p.performance %}{{ p.performance.name }}：{{ p.performance.value | number or "–" }} {{ p.performance.unit or "" }}{% else %}–{% endif %}', '{% if p.performance %}{{ p.performance.name }}: {{ p.performance.value | number or "–" }} {{ p.performance.unit or "" }}{% else %}–{% endif %}'), Line([Run(('{% if p.performance and p.performance.met is not none %}{% if p.performance.met %}● 达标', '{% if p.performance and p.performance.met is not none %}{% if p.performance.met %}● Target kept'), "accent5"), Run(("{% else %}● 未达标", "{% else %}● Target missed"), "accent4"), Run(("{% endif %}（目标 {{ p.performance.target | number }}）{% endif %}", "{% endif %} (target {{ p.performance.target | number }}){% endif %}"), MUTED)], size=10)]),
            Column(("评估", "Assessment"), 2.9, Line([cut("p.comment", 40, 80)], size=10)),
        ],
        "p in page",
        size=11,
        condition="page",
    )
    slide.empty(CONTENT, "page", ("本月没有产品使用数据。", "There are no usage figures for this month."))


def _usage_charts(deck: Deck) -> None:
    slide = deck.slide("title", ("产品利用率：本月与趋势", "Utilisation: this month and trend"), ("利用率 = 用量 ÷ 容量", "Utilisation is usage divided by capacity"), when="products")
    left, right = CONTENT.columns(2, 0.45)
    add_chart(slide, slide.heading(left, ("{{ period_label }}利用率", "Utilisation in {{ period_label }}")), "charts.utilisation", ("产品利用率", "Utilisation by product"), Plot("bar", "0%", ("teal",), legend=False, smallest=0), sample=deck.context["charts"]["utilisation"])
    add_chart(slide, slide.heading(right, ("各月利用率", "Utilisation by month")), "charts.usage_trend", ("利用率趋势", "Trend of utilisation"), Plot("line", "0%", labels=False, smallest=0), sample=deck.context["charts"]["usage_trend"])


def _suggestions(deck: Deck) -> None:
    slide = deck.slide("title", paged(("优化建议", "Suggestions for optimisation")), ("共 {{ suggestions | length }} 条，请客户确认采纳与排期", "{{ suggestions | length }} suggestions, for the customer to accept and schedule"), repeat="page in suggestions | pages(5)")
    slide.table(
        CONTENT,
        [
            Column(_NUMBER, 0.6, "{{ g.number }}", "ctr"),
            Column(("建议", "Suggestion"), 4.6, [Line([cut("g.title", 32, 60)], bold=True), Line([cut("g.detail", 60, 105)], size=10, colour=MUTED)]),
            Column(("类型 / 产品", "Kind / product"), 1.7, ['{{ g.kind | label("suggestion") or "–" }}', Line([cut("g.product", 14, 28)], size=10, colour=MUTED)]),
            Column(("预期效果", "Expected effect"), 2.5, Line([cut("g.benefit", 36, 72)], size=10)),
            Column(("优先级", "Priority"), 0.95, '{{ g.priority | label("priority") or "–" }}'),
            Column(("负责人 / 期限", "Owner / due"), 1.5, [cut("g.owner", 14, 28), Line(['{{ g.due | date("medium") or "–" }}'], size=10, colour=MUTED)]),
            Column(_STATUS, 1.25, alert("g.status", "status")),
        ],
        "g in page",
        size=10.5,
        condition="page",
    )
    slide.empty(CONTENT, "page", ("本月没有新的优化建议。", "There are no suggestions this month."))


def _events(deck: Deck) -> None:
    slide = deck.slide("title", paged(("本月研讨与培训", "Workshops and training of the month")), ("累计 {{ event_summary.total }} 场、{{ event_summary.attendees }} 人次", "{{ event_summary.total }} events and {{ event_summary.attendees }} participants to date"), repeat="page in month.events | pages(7)")
    slide.table(
        CONTENT,
        [
            Column(("日期", "Date"), 1.4, '{{ e.date | date("medium") }}'),
            Column(("类型", "Kind"), 2.0, '{{ e.kind | label("event") }}'),
            Column(("主题", "Topic"), 3.4, [Line([cut("e.title", 40, 80)], bold=True), Line([cut("e.audience", 30, 60)], size=10, colour=MUTED)]),
            Column(("人数", "Attendees"), 1.1, '{{ e.attendees | number or "–" }}', "r"),
            Column(("满意度", "Satisfaction"), 1.2, '{{ e.satisfaction | number(1) or "–" }}', "r"),
            Column(("成果", "Outcome"), 3.1, cut("e.outcome", 44, 88)),
        ],
        "e in page",
        size=11.5,
        condition="page",
    )
    slide.empty(CONTENT, "page", ("本月未举办研讨或培训。", "No workshop or training was held this month."))


def _next_month(deck: Deck) -> None:
    slide = deck.slide("title", paged(("下月计划", "Plan for next month")), ("共 {{ next_month | length }} 项", "{{ next_month | length }} tasks"), repeat="page in next_month | pages(9)")
    slide.table(
        CONTENT,
        [
            Column(_NUMBER, 0.6, "{{ loop.index }}", "ctr"),
            Column(("工作事项", "Task"), 5.2, Line([cut("t.title", 44, 88)], bold=True)),
            Column(_OWNER, 2.2, cut("t.owner", 22, 44)),
            Column(_DUE, 1.5, '{{ t.due | date("medium") or "–" }}'),
            Column(("产出", "Output"), 3.0, cut("t.output", 34, 68)),
        ],
        "t in page",
        size=12,
        condition="page",
    )
    slide.empty(CONTENT, "page", ("下月计划待双方商定。", "The plan for next month is still to be agreed."))
