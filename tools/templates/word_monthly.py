"""The first form of the monthly report in Word: ``python -m tools.templates.word_monthly``."""

from __future__ import annotations

from tools.templates import word_monthly_products, word_monthly_value
from tools.templates.word import Card, Column, Flow, WordTemplate, build, tint
from tools.templates.word_lists import (
    DAY,
    MONEY,
    milestone_columns,
)
from tools.templates.word_palette import AMBER, GREEN, TEAL


def lay_out(book: WordTemplate) -> None:
    """Lay out the whole report."""
    _cover(book)
    _summary(book)
    _service_items(book)
    _milestones(book)
    word_monthly_value.risks(book)
    word_monthly_value.value(book)
    word_monthly_products.products(book)
    word_monthly_products.knowledge(book)
    word_monthly_products.next_month(book)
    word_monthly_products.appendix(book)


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


if __name__ == "__main__":
    build("monthly_report", lay_out)
