"""The first form of the monthly report in Word: ``python -m tools.templates.word_monthly``."""

from __future__ import annotations

from tools.templates.word import Card, Column, Flow, WordTemplate, build, tint
from tools.templates.word_lists import (
    DAY,
    MONEY,
    event_columns,
    kpi_columns,
    milestone_columns,
    plan_columns,
    roi_table,
)
from tools.templates.word_palette import AMBER, BLUE, GREEN, RED, TEAL


def lay_out(book: WordTemplate) -> None:
    """Lay out the whole report."""
    _cover(book)
    _summary(book)
    _service_items(book)
    _milestones(book)
    _risks(book)
    _value(book)
    _products(book)
    _knowledge(book)
    _next_month(book)
    _appendix(book)


def _cover(book: WordTemplate) -> None:
    book.cover(
        "{{ document.title }}",
        "{{ customer.name }}\n{{ period_label }}",
        [
            (
                ("报告期间", "Period"),
                '{{ period_start | date("long") }} – {{ period_end | date("long") }}',
            ),
            (("客户", "Customer"), "{{ customer.name }}"),
            (("服务方", "Provider"), "{{ provider.name }}"),
            (
                ("服务版本", "Edition"),
                (
                    "{{ engagement.edition_label }}：{{ engagement.scenario_labels | join('、') }}",
                    "{{ engagement.edition_label }}: {{ engagement.scenario_labels | join(', ') }}",
                ),
            ),
            (("合同编号", "Contract number"), '{{ engagement.contract_no or "–" }}'),
            (("报告编号", "Report number"), '{{ report.number or "–" }}'),
            (("版本", "Version"), '{{ report.version or "–" }}'),
            (("报告日期", "Date"), '{{ report.date | date("long") }}'),
            (("编制", "Prepared by"), '{{ report.prepared_by or "–" }}'),
            (("审核", "Reviewed by"), '{{ report.reviewed_by or "–" }}'),
            (
                ("密级", "Confidentiality"),
                '{{ report.confidentiality | label("confidentiality") }}',
            ),
        ],
    )


def _summary(book: WordTemplate) -> None:
    book.heading(1, ("本月摘要", "Summary of the month"), numbered=False, new_page=True)
    book.banner(
        ("整体状况", "Overall status"),
        '{{ summary.health | label("health") }}',
        "{{ summary.overall }}",
        colour=tint("summary.health"),
    )
    book.cards(*_summary_cards())
    with book.block("if summary.highlights"):
        book.lead(("本月亮点", "Highlights"))
        book.bullets("{{ item }}", each="item in summary.highlights")
    book.lead(("需要客户决策的事项", "Decisions asked of the customer"))
    with book.either(
        "summary.decisions",
        ("本月没有需要客户决策的事项。", "No decision is asked of the customer this month."),
    ):
        book.numbered("{{ item }}", each="item in summary.decisions")


def _summary_cards() -> list[Card]:
    return [
        Card(
            ("已完成服务事项", "Service items completed"),
            "{{ service_summary.done }} / {{ service_summary.total }}",
            (
                "平均进度 {{ service_summary.progress | percent or '–' }}",
                "Average progress {{ service_summary.progress | percent or '–' }}",
            ),
        ),
        Card(
            ("达标业务指标", "Key figures on target"),
            "{{ kpi_summary.green }} / {{ kpi_summary.total }}",
            (
                "{{ kpi_summary.better }} 项较上月改善",
                "{{ kpi_summary.better }} better than last month",
            ),
            TEAL,
        ),
        Card(
            ("未关闭问题与风险", "Open problems and risks"),
            "{{ month.counts.open }}",
            (
                "上月末 {{ month.counts.open_before }} 项，逾期 {{ month.counts.overdue }} 项",
                "{{ month.counts.open_before }} a month ago; {{ month.counts.overdue }} overdue",
            ),
            AMBER,
        ),
        Card(
            ("累计净收益", "Net value to date"),
            f"{{{{ roi.net | {MONEY} }}}}",
            (
                f"投入 {{{{ roi.investment | {MONEY} }}}}，收益 {{{{ roi.benefit | {MONEY} }}}}",
                f"Invested {{{{ roi.investment | {MONEY} }}}}, gained {{{{ roi.benefit | {MONEY} }}}}",
            ),
            GREEN,
        ),
    ]


# -- 1 and 2: service items, milestones -----------------------------------


def _service_items(book: WordTemplate) -> None:
    book.heading(1, ("服务事项执行状况", "Service item status"), new_page=True)
    book.heading(2, ("总体进展", "Overall progress"))
    book.text(
        (
            '截至 {{ as_of | date("long") }}，本月列入计划的服务事项共 {{ service_summary.total }} 项：'
            "已完成 {{ service_summary.done }} 项，进行中 {{ service_summary.in_progress }} 项，已延期 "
            "{{ service_summary.delayed }} 项，未开始 {{ service_summary.not_started }} 项"
            "{% if service_summary.on_hold %}，已暂停 {{ service_summary.on_hold }} 项{% endif %}。"
            "服务周期已过去 {{ engagement.elapsed | percent }}。",
            "The plan of the month lists {{ service_summary.total }} service "
            "{{ 'item' if service_summary.total == 1 else 'items' }}. As of {{ as_of | date('long') }}: "
            "{{ service_summary.done }} completed, {{ service_summary.in_progress }} in progress, "
            "{{ service_summary.delayed }} delayed, {{ service_summary.not_started }} not started"
            "{% if service_summary.on_hold %}, {{ service_summary.on_hold }} on hold{% endif %}. "
            "{{ engagement.elapsed | percent }} of the service cycle has passed.",
        )
    )
    with book.block("if service_items"):
        left, right = book.columns(8.0, 8.0)
        left.chart(
            "charts.service_items",
            "column",
            ("服务事项数量（按状态）", "Service items by status"),
            legend=False,
            height=5.6,
        )
        _engagement_facts(right)
    with book.block("if not service_items"):
        _engagement_facts(book)
    book.heading(2, ("事项明细", "Items in detail"))
    with book.either("service_items", ("本月没有列入计划的服务事项。", "No service items were planned.")):
        book.table(_service_item_columns(), each="s in service_items")


def _engagement_facts(flow: Flow) -> None:
    flow.lead(("服务概况", "The engagement"))
    flow.facts(
        [
            (("服务项目", "Engagement"), "{{ engagement.name }}"),
            (
                ("服务周期", "Service cycle"),
                f"{{{{ engagement.start | {DAY} }}}} – {{{{ engagement.service_end | {DAY} }}}}",
            ),
            (
                ("里程碑", "Milestones"),
                (
                    "已达成 {{ milestone_summary.done }} / {{ milestone_summary.total }}",
                    "{{ milestone_summary.done }} of {{ milestone_summary.total }} reached",
                ),
            ),
            (
                ("增补服务", "Supplement"),
                (
                    "{% if engagement.supplement_days %}{{ engagement.supplement_days }} 人天{% else %}–"
                    "{% endif %}",
                    "{% if engagement.supplement_days %}{{ engagement.supplement_days }} person-days"
                    "{% else %}–{% endif %}",
                ),
            ),
        ],
        label=0.32,
    )


def _service_item_columns() -> list[Column]:
    return [
        Column(("序号", "No."), 1.2, "{{ s.number }}"),
        Column(
            ("服务事项与本月进展", "Service item and work of the month"),
            7.0,
            (
                "**{{ s.title }}**\n~{{ s.detail or '' }}\n{% if s.stage %}\n~阶段："
                "{{ s.stage | label('stage') }}{% if s.output %}；成果：{{ s.output }}{% endif %}\n"
                "{% endif %}",
                "**{{ s.title }}**\n~{{ s.detail or '' }}\n{% if s.stage %}\n~Stage: "
                "{{ s.stage | label('stage') }}{% if s.output %}; output: {{ s.output }}{% endif %}\n"
                "{% endif %}",
            ),
        ),
        Column(("责任人", "Owner"), 2.1, '{{ s.owner or "–" }}'),
        Column(
            ("计划完成", "Due"),
            2.3,
            (
                f'{{{{ s.due | {DAY} or "–" }}}}\n{{% if s.finished %}}\n~完成 {{{{ s.finished | {DAY} }}}}'
                "\n{% endif %}",
                f'{{{{ s.due | {DAY} or "–" }}}}\n{{% if s.finished %}}\n~Done {{{{ s.finished | {DAY} }}}}'
                "\n{% endif %}",
            ),
        ),
        Column(("进度", "Progress"), 1.5, '{{ s.progress | percent or "–" }}', align="right"),
        Column(("状态", "Status"), 1.9, "{{ s.status | label }}", tint=tint("s.status")),
    ]


def _milestones(book: WordTemplate) -> None:
    book.heading(1, ("里程碑达成情况", "Milestones"))
    book.text(
        (
            '服务自 {{ engagement.start | date("long") }}（T，'
            '{{ engagement.start_basis | label("start_basis") }}）起算。{{ milestone_summary.total }} '
            "个里程碑中已达成 {{ milestone_summary.done }} 个，{% if milestone_summary.overdue %}逾期 "
            "{{ milestone_summary.overdue }} 个{% else %}无逾期{% endif %}；最大偏差 "
            "{{ milestone_summary.max_slip_days }} 天。",
            'The service counts from {{ engagement.start | date("long") }} (T: '
            '{{ engagement.start_basis | label("start_basis") | lower }}). {{ milestone_summary.done }} of '
            "{{ milestone_summary.total }} milestones are reached, {% if milestone_summary.overdue %}"
            "{{ milestone_summary.overdue }} overdue{% else %}none overdue{% endif %}; the greatest slip is "
            "{{ milestone_summary.max_slip_days }} days.",
        )
    )
    book.table(milestone_columns(), each="m in milestones")
    book.chart(
        "charts.milestones",
        "column",
        ("里程碑：自启动起的天数", "Milestones: days from the start"),
        series=2,
        height=6.2,
    )


# -- 3: problems and risks ------------------------------------------------


def _risks(book: WordTemplate) -> None:
    book.heading(1, ("问题与风险", "Problems and risks"))
    book.heading(2, ("本月变化", "Changes in the month"))
    book.cards(*_risk_cards())
    with book.block("if risks"):
        left, right = book.columns(6.4, 9.6)
        left.chart(
            "charts.risks_by_severity",
            "stacked",
            ("按严重程度", "By severity"),
            series=2,
            height=5.8,
            labels=False,
            colours=(RED, "C9D2DD"),
        )
        right.chart(
            "charts.risks_trend",
            "combined",
            ("各月未关闭、新增与关闭", "Open, new and closed by month"),
            series=3,
            lines=2,
            height=5.8,
            labels=False,
            colours=(BLUE, AMBER, GREEN),
        )
    book.heading(2, ("未关闭的问题与风险", "Open problems and risks"))
    with book.either(
        "risk_summary.open",
        ("本月末没有未关闭的问题与风险。", "No problems or risks are open at the month's end."),
    ):
        book.table(_risk_columns(), each="r in risks if r.is_open")
    book.heading(2, ("本月关闭的问题与风险", "Closed in the month"))
    with book.either("month.closed", ("本月没有关闭的问题与风险。", "Nothing was closed this month.")):
        book.table(_closed_columns(), each="r in month.closed")


def _risk_cards() -> list[Card]:
    return [
        Card(
            ("月末未关闭", "Open at month's end"),
            "{{ month.counts.open }}",
            (
                "{{ previous_label }}末 {{ month.counts.open_before }} 项",
                "{{ month.counts.open_before }} a month before",
            ),
        ),
        Card(("本月新增", "New"), "{{ month.counts.new }}", ("本月提出", "Raised in the month"), AMBER),
        Card(
            ("本月关闭", "Closed"), "{{ month.counts.closed }}", ("本月解决", "Settled in the month"), GREEN
        ),
        Card(
            ("月末逾期", "Overdue"),
            "{{ month.counts.overdue }}",
            (
                "其中本月新逾期 {{ month.counts.newly_overdue }} 项",
                "{{ month.counts.newly_overdue }} of them since last month",
            ),
            RED,
        ),
    ]


def _risk_columns() -> list[Column]:
    return [
        Column(("编号", "ID"), 1.4, '{{ r.id }}\n~{{ r.kind | label("risk_kind") }}'),
        Column(("内容与影响", "What it is"), 4.8, "**{{ r.title }}**\n~{{ r.detail or '' }}"),
        Column(
            ("严重程度", "Severity"), 1.6, '{{ r.severity | label("severity") }}', tint=tint("r.severity")
        ),
        Column(("应对措施", "Measures"), 4.6, "{{ r.action or '–' }}\n~{{ r.owner or '' }}"),
        Column(
            ("期限与状态", "Due and status"),
            2.6,
            (
                f"{{{{ r.due | {DAY} or '–' }}}}\n~{{{{ r.status | label }}}}{{% if r.is_new %}}，本月新增"
                "{% endif %}\n{% if r.overdue %}\n!逾期 {{ r.days_overdue }} 天\n{% endif %}",
                f"{{{{ r.due | {DAY} or '–' }}}}\n~{{{{ r.status | label }}}}{{% if r.is_new %}}, new"
                "{% endif %}\n{% if r.overdue %}\n!Overdue by {{ r.days_overdue }} d\n{% endif %}",
            ),
        ),
    ]


def _closed_columns() -> list[Column]:
    return [
        Column(("编号", "ID"), 1.4, '{{ r.id }}\n~{{ r.kind | label("risk_kind") }}'),
        Column(("内容", "What it was"), 4.4, "{{ r.title }}"),
        Column(
            ("严重程度", "Severity"), 1.6, '{{ r.severity | label("severity") }}', tint=tint("r.severity")
        ),
        Column(("处理结果", "How it was settled"), 5.2, "{{ r.action or '–' }}\n~{{ r.owner or '' }}"),
        Column(
            ("关闭日期", "Closed"),
            2.4,
            (
                f"{{{{ r.closed | {DAY} }}}}\n~历时 {{{{ r.days_open }}}} 天",
                f"{{{{ r.closed | {DAY} }}}}\n~after {{{{ r.days_open }}}} days",
            ),
        ),
    ]


# -- 4: business value ----------------------------------------------------


def _value(book: WordTemplate) -> None:
    book.heading(1, ("业务价值效果", "Business value"))
    book.heading(2, ("业务指标达成", "Attainment of key figures"))
    with book.either("kpis", ("本月没有业务指标。", "No key figures were agreed for this month.")):
        _attainment(book)
    book.heading(2, ("指标趋势", "Trend"))
    with book.either("kpis", ("本月没有指标趋势可供分析。", "There is no trend to show.")):
        book.chart(
            "charts.kpi_trend",
            "line",
            ("各月指标达成率", "Attainment of key figures by month"),
            series=6,
            format="0%",
            labels=False,
            height=7.4,
            floor=None,
        )
        with book.block("for k in kpis if k.comment"):
            book.text(
                ("**{{ k.name }}**：{{ k.comment }}", "**{{ k.name }}:** {{ k.comment }}"), "ListBullet"
            )
    book.heading(2, ("投入与收益", "Investment and benefit"))
    _roi(book)


def _attainment(book: WordTemplate) -> None:
    book.text(
        (
            "{{ kpi_summary.total }} 项指标中，{{ kpi_summary.green }} 项达标，{{ kpi_summary.amber }} "
            "项需关注，{{ kpi_summary.red }} 项预警；与 {{ previous_label }}相比，{{ kpi_summary.better }} "
            "项改善，{{ kpi_summary.same }} 项持平，{{ kpi_summary.worse }} 项下降。",
            "Of {{ kpi_summary.total }} key figures {{ kpi_summary.green }} are on target, "
            "{{ kpi_summary.amber }} need attention and {{ kpi_summary.red }} are off target. Against "
            "{{ previous_label }}, {{ kpi_summary.better }} are better, {{ kpi_summary.same }} unchanged, "
            "{{ kpi_summary.worse }} worse.",
        )
    )
    book.table(kpi_columns(), each="k in kpis")
    book.note(
        (
            "达成率：越高越好的指标为实际 ÷ 目标，越低越好的指标为目标 ÷ 实际；达到 "
            "{{ thresholds.green | percent }} 为达标，达到 {{ thresholds.amber | percent }} 为关注。",
            "Attainment is actual ÷ target where higher is better, target ÷ actual where lower is better; "
            "on target from {{ thresholds.green | percent }}, needs attention from "
            "{{ thresholds.amber | percent }}.",
        )
    )
    book.chart(
        "charts.kpi_attainment",
        "combined",
        ("{{ period_label }}指标达成率", "Attainment of key figures, {{ period_label }}"),
        series=2,
        format="0%",
        height=6.6,
        inside=True,
        colours=(BLUE, AMBER),
    )


def _roi(book: WordTemplate) -> None:
    book.text(
        (
            f"本月确认收益 {{{{ month.benefit | {MONEY} }}}}，发生投入 {{{{ month.investment | {MONEY} }}}}"
            f"。自启动以来累计净收益 {{{{ roi.net | {MONEY} }}}}，{{% if roi.payback_label %}}投入已于 "
            "{{ roi.payback_label }}收回。{% elif roi_forecast.payback_label %}按现有预测，投入将于 "
            "{{ roi_forecast.payback_label }}收回。{% else %}在已知的收益下投入尚未收回。"
            "{% endif %}",
            f"The month brought a confirmed benefit of {{{{ month.benefit | {MONEY} }}}} and investments of "
            f"{{{{ month.investment | {MONEY} }}}}. Net value since the start is {{{{ roi.net | {MONEY} }}}}"
            "; {% if roi.payback_label %}the investment was paid back in {{ roi.payback_label }}."
            "{% elif roi_forecast.payback_label %}by the present forecast the investment is paid back in "
            "{{ roi_forecast.payback_label }}.{% else %}with the benefits known so far the "
            "investment is not yet paid back.{% endif %}",
        )
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
            height=7.0,
            colours=("8AA4BF", TEAL, BLUE),
        )
    book.lead(("本月收益与投入明细", "Entries of the month"))
    with book.either(
        "month.value_entries",
        ("本月没有新的收益或投入。", "There were no benefits or investments this month."),
    ):
        book.table(_entry_columns(), each="v in month.value_entries")


def _entry_columns() -> list[Column]:
    return [
        Column(("日期", "Date"), 2.3, f"{{{{ v.date | {DAY} }}}}"),
        Column(("内容", "Entry"), 5.6, "{{ v.title }}"),
        Column(("类别", "Kind"), 1.8, '{{ v.kind | label("entry_kind") }}'),
        Column(("依据", "Evidence"), 4.4, '{{ v.evidence or "–" }}'),
        Column(("金额", "Amount"), 2.6, f"{{{{ v.amount | {MONEY} }}}}", align="right"),
    ]


# -- 5 to 7: products, knowledge, plan ------------------------------------


def _products(book: WordTemplate) -> None:
    book.heading(1, ("产品使用与性能", "Product usage and performance"))
    book.heading(2, ("用量与性能", "Usage and performance"))
    with book.either("products", ("本月没有纳入监测的产品。", "No products were monitored this month.")):
        book.table(_product_columns(), each="p in products")
        book.chart(
            "charts.usage_trend",
            "line",
            ("各月容量利用率", "Utilisation of capacity by month"),
            series=6,
            format="0%",
            labels=False,
            height=7.0,
        )
    book.heading(2, ("优化建议", "Suggestions"))
    with book.either("suggestions", ("本月没有新的优化建议。", "There are no suggestions this month.")):
        book.table(_suggestion_columns(), each="s in suggestions")


def _product_columns() -> list[Column]:
    performance = (
        "{% if p.performance %}\n{{ p.performance.name }}\n**{{ p.performance.value | number }} "
        "{{ p.performance.unit or '' }}**\n{% else %}\n–\n{% endif %}"
    )
    return [
        Column(
            ("产品", "Product"),
            4.8,
            "**{{ p.name }}**\n~{{ p.purpose or '' }}\n{% if p.comment %}\n{{ p.comment }}\n{% endif %}",
        ),
        Column(
            ("用量 / 容量", "Usage / capacity"),
            2.9,
            "{{ p.used | number }} / {{ p.capacity | number or '–' }}\n~{{ p.unit or '' }}",
            align="right",
        ),
        Column(
            ("利用率", "Utilisation"),
            1.7,
            '{{ p.utilisation | percent or "–" }}',
            align="right",
            tint='"FBE7C6" if p.utilisation is not none and p.utilisation >= 0.85 else "auto"',
        ),
        Column(
            ("较上月", "Change"),
            1.7,
            '{% if p.change_ratio is not none %}{{ "+" if p.change_ratio > 0 else "" }}'
            "{{ p.change_ratio | percent(1) }}{% else %}–{% endif %}",
            align="right",
        ),
        Column(("性能指标", "Performance"), 3.0, performance),
        Column(
            ("性能目标", "Target"),
            1.9,
            (
                "{% if p.performance and p.performance.target is not none %}\n"
                "{{ p.performance.target | number }} {{ p.performance.unit or '' }}\n~"
                "{{ '达到' if p.performance.met else '未达到' }}\n{% else %}\n–\n{% endif %}",
                "{% if p.performance and p.performance.target is not none %}\n"
                "{{ p.performance.target | number }} {{ p.performance.unit or '' }}\n~"
                "{{ 'kept' if p.performance.met else 'missed' }}\n{% else %}\n–\n{% endif %}",
            ),
            tint='("D5EBDD" if p.performance.met else "F4D3CA") '
            'if p.performance and p.performance.met is not none else "auto"',
        ),
    ]


def _suggestion_columns() -> list[Column]:
    return [
        Column(("序号", "No."), 1.2, "{{ s.number }}"),
        Column(("建议", "Suggestion"), 5.8, "**{{ s.title }}**\n~{{ s.detail or '' }}"),
        Column(
            ("类别与产品", "Kind and product"),
            2.7,
            '{{ s.kind | label("suggestion") }}\n~{{ s.product or "" }}',
        ),
        Column(("预期效果", "Expected effect"), 3.2, '{{ s.benefit or "–" }}'),
        Column(("优先级", "Priority"), 1.5, '{{ s.priority | label("priority") }}', tint=tint("s.priority")),
        Column(
            ("状态", "Status"),
            2.4,
            f"{{{{ s.status | label }}}}\n~{{{{ s.owner or '' }}}}\n~{{{{ s.due | {DAY} or '' }}}}",
        ),
    ]


def _knowledge(book: WordTemplate) -> None:
    book.heading(1, ("知识传递与赋能", "Knowledge transfer"))
    book.text(
        (
            "截至本月末累计举办研讨与培训 {{ event_summary.total }} 场，共 {{ event_summary.attendees }} "
            "人次参加{% if event_summary.satisfaction is not none %}，平均满意度 "
            "{{ event_summary.satisfaction | number(1) }} 分（满分 5 分）{% endif %}。",
            "Workshops and training held so far: {{ event_summary.total }}, with "
            "{{ event_summary.attendees }} participations in all"
            "{% if event_summary.satisfaction is not none %} and an average rating of "
            "{{ event_summary.satisfaction | number(1) }} out of 5{% endif %}.",
        )
    )
    with book.either(
        "month.events", ("本月没有举办研讨或培训。", "No workshops or training were held this month.")
    ):
        book.table(event_columns(), each="e in month.events")


def _next_month(book: WordTemplate) -> None:
    book.heading(1, ("下月工作计划", "Plan for next month"))
    with book.either(
        "next_month", ("下月工作计划待双方商定。", "The plan for next month is still to be agreed.")
    ):
        book.table(plan_columns(), each="n in next_month")


# -- appendix -------------------------------------------------------------


def _appendix(book: WordTemplate) -> None:
    book.heading(1, ("附录：指标定义与评价标准", "Appendix: definitions and ratings"), numbered=False)
    book.lead(("评价标准", "Ratings"))
    book.matrix(
        [(("评价", "Rating"), "left", 4.0), (("适用条件", "Where it applies"), "left", 12.0)],
        [
            (
                "{% cellbg tint.green %}{{ labels.rag.green }}",
                (
                    "达成率不低于 {{ thresholds.green | percent }}",
                    "Attainment of {{ thresholds.green | percent }} or more",
                ),
            ),
            (
                "{% cellbg tint.amber %}{{ labels.rag.amber }}",
                (
                    "达成率不低于 {{ thresholds.amber | percent }}、低于 {{ thresholds.green | percent }}",
                    "Attainment of {{ thresholds.amber | percent }} or more, but below "
                    "{{ thresholds.green | percent }}",
                ),
            ),
            (
                "{% cellbg tint.red %}{{ labels.rag.red }}",
                (
                    "达成率低于 {{ thresholds.amber | percent }}",
                    "Attainment below {{ thresholds.amber | percent }}",
                ),
            ),
        ],
    )
    book.lead(("计算口径", "How the figures are computed"))
    book.facts(_DEFINITIONS, label=0.25)
    with book.block("if kpis"):
        book.lead(("业务指标定义", "Definitions of the key figures"))
        book.table(
            [
                Column(("业务指标", "Key figure"), 4.2, "{{ k.name }}"),
                Column(("定义与数据来源", "Definition and source"), 8.6, '{{ k.definition or "–" }}'),
                Column(("方向", "Direction"), 3.2, '{{ k.direction | label("direction") }}'),
            ],
            each="k in kpis",
        )
    with book.block("if notes"):
        book.lead(("数据说明", "Remarks on the figures"))
        book.bullets("{{ note }}", each="note in notes")
    book.callout(
        (
            "对本报告有疑问，请联系 {{ provider.name }}{% if provider.department %}{{ provider.department }}"
            "{% endif %}{% if provider.phone %}，电话 {{ provider.phone }}{% endif %}{% if provider.email %}"
            "，邮箱 {{ provider.email }}{% endif %}。",
            "Questions about this report are welcome at {{ provider.name }}{% if provider.department %}, "
            "{{ provider.department }}{% endif %}{% if provider.phone %}, telephone {{ provider.phone }}"
            "{% endif %}{% if provider.email %}, {{ provider.email }}{% endif %}.",
        )
    )


_DEFINITIONS = [
    (
        ("达成率", "Attainment"),
        (
            "越高越好的指标：实际 ÷ 目标；越低越好的指标：目标 ÷ 实际。100% 表示恰好达到目标。",
            "Actual ÷ target where higher is better, target ÷ actual where lower is better. 100% means that "
            "the target is exactly reached.",
        ),
    ),
    (
        ("较上月", "Change"),
        (
            "本月实际减上月实际；百分比指标以百分点表示。",
            "Actual of the month less that of the month before; for percentages in percentage points.",
        ),
    ),
    (
        ("里程碑偏差", "Slip"),
        (
            "实际日期减计划日期的天数，提前为负；逾期未达成的按统计日计算。",
            "Days from the planned to the actual day, negative when early; while overdue, to the day of the "
            "figures.",
        ),
    ),
    (
        ("逾期", "Overdue"),
        (
            "统计日已超过约定期限且尚未关闭或完成。",
            "Past its agreed day on the day of the figures, and neither closed nor completed.",
        ),
    ),
    (
        ("净收益与投资回报率", "Net value and return"),
        (
            "净收益 = 收益 − 投入；投资回报率 = 净收益 ÷ 投入。实际口径只计统计日及以前已确认的金额。",
            "Net value is benefit less investment; the return is net value ÷ investment. Actual figures "
            "count only amounts confirmed by the day of the figures.",
        ),
    ),
    (
        ("投入收回月份", "Month of payback"),
        (
            "自该月起累计净收益不再为负。",
            "The first month from which the cumulative net value stays at or above zero.",
        ),
    ),
    (
        ("容量利用率", "Utilisation"),
        (
            "用量 ÷ 可用容量；达到 85% 时以颜色提示。",
            "Usage ÷ available capacity; marked in colour from 85%.",
        ),
    ),
]


if __name__ == "__main__":
    build("monthly_report", lay_out)
