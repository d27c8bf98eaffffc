"""The first form of the acceptance report in Word: ``python -m tools.templates.word_acceptance``."""

from __future__ import annotations

from tools.templates.word import Card, Column, WordTemplate, build, tint
from tools.templates.word_lists import DAY, event_columns, kpi_columns, milestone_columns, plan_columns
from tools.templates.word_palette import AMBER, BLUE, GREEN, TEAL


def lay_out(book: WordTemplate) -> None:
    """Lay out the whole report."""
    _cover(book)
    _summary(book)
    _scope(book)
    _deliverables(book)
    _milestones(book)
    _key_figures(book)
    _criteria(book)
    _conclusion(book)
    _signatures(book)


def _cover(book: WordTemplate) -> None:
    book.cover(
        "{{ document.title }}",
        "{{ customer.name }}",
        [
            (("客户", "Customer"), "{{ customer.name }}"),
            (("服务方", "Provider"), "{{ provider.name }}"),
            (("服务项目", "Engagement"), "{{ engagement.name }}"),
            (("合同编号", "Contract number"), '{{ engagement.contract_no or "–" }}'),
            (
                ("服务周期", "Service cycle"),
                '{{ engagement.start | date("long") }} – {{ engagement.service_end | date("long") }}',
            ),
            (("报告编号", "Report number"), '{{ report.number or "–" }}'),
            (("版本", "Version"), '{{ report.version or "–" }}'),
            (("报告日期", "Date"), '{{ report.date | date("long") }}'),
            (("编制", "Prepared by"), '{{ report.prepared_by or "–" }}'),
            (("审核", "Reviewed by"), '{{ report.reviewed_by or "–" }}'),
            (("密级", "Confidentiality"), '{{ report.confidentiality | label("confidentiality") }}'),
        ],
    )


def _summary(book: WordTemplate) -> None:
    book.heading(1, ("验收摘要", "Summary"), numbered=False, new_page=True)
    book.banner(
        ("能否启动验收", "Acceptance"),
        (
            "{{ '可以启动' if acceptance.ready else '暂不具备条件' }}",
            "{{ 'Can start' if acceptance.ready else 'Cannot start yet' }}",
        ),
        "{{ acceptance.statement }}",
        colour="tint.green if acceptance.ready else tint.amber",
    )
    book.cards(*_summary_cards())


def _summary_cards() -> list[Card]:
    return [
        Card(
            ("已提交交付物", "Deliverables submitted"),
            "{{ acceptance.submitted }} / {{ acceptance.total }}",
            ("未提交 {{ acceptance.missing }} 项", "{{ acceptance.missing }} missing"),
        ),
        Card(
            ("已确认或视为无异议", "Deliverables confirmed"),
            "{{ acceptance.confirmed }} / {{ acceptance.total }}",
            (
                "其中 {{ acceptance.counts.silent }} 项逾期未反馈",
                "{{ acceptance.counts.silent }} without objection in time",
            ),
            TEAL,
        ),
        Card(
            ("已达成里程碑", "Milestones reached"),
            "{{ milestone_summary.done }} / {{ milestone_summary.total }}",
            (
                "最大偏差 {{ milestone_summary.max_slip_days }} 天",
                "Greatest slip: {{ milestone_summary.max_slip_days }} d",
            ),
            AMBER,
        ),
        Card(
            ("已满足验收标准", "Criteria met"),
            "{{ criteria_summary.met }} / {{ criteria_summary.total }}",
            ("含经双方同意豁免", "Including those waived"),
            GREEN,
        ),
    ]


def _scope(book: WordTemplate) -> None:
    book.heading(1, ("服务范围与验收依据", "Scope and basis"))
    book.heading(2, ("服务范围", "Scope of the service"))
    book.text(
        (
            '{{ scope or "服务范围以合同约定为准。" }}',
            '{{ scope or "The scope is as agreed in the contract." }}',
        )
    )
    book.facts(
        [
            (("服务版本", "Edition"), "{{ engagement.edition_label }}"),
            (
                ("核心业务场景", "Core business scenarios"),
                (
                    "{{ engagement.scenario_labels | join('、') or '–' }}",
                    "{{ engagement.scenario_labels | join(', ') or '–' }}",
                ),
            ),
            (
                ("增补服务包", "Supplement packages"),
                (
                    "{% if engagement.supplements %}{% for s in engagement.supplements %}"
                    '{{ s.kind | label("supplement") }} {{ s.units }} 个单位{% if not loop.last %}；'
                    "{% endif %}{% endfor %}，合计 {{ engagement.supplement_days }} 人天{% else %}–"
                    "{% endif %}",
                    "{% if engagement.supplements %}{% for s in engagement.supplements %}"
                    '{{ s.kind | label("supplement") }} × {{ s.units }}{% if not loop.last %}; {% endif %}'
                    "{% endfor %}, {{ engagement.supplement_days }} person-days in all{% else %}–{% endif %}",
                ),
            ),
            (
                ("起算日（T）", "Start (T)"),
                '{{ engagement.start | date("long") }} ({{ engagement.start_basis | label("start_basis") }})',
            ),
            (("服务结束", "End of the service"), '{{ engagement.service_end | date("long") }}'),
        ],
        label=0.25,
    )
    book.heading(2, ("验收依据", "Basis of acceptance"))
    book.bullets(
        (
            "合同{% if engagement.contract_no %} {{ engagement.contract_no }} {% endif %}"
            "及双方确认的项目计划；",
            "The contract{% if engagement.contract_no %} {{ engagement.contract_no }}{% endif %} and the "
            "project plan that both parties confirmed.",
        ),
        (
            "客户在交付物提交后 {{ acceptance.confirmation_days }} 个工作日内确认，"
            "逾期未提出异议的视为无异议；工作日按客户所在地的公共节假日计算；",
            "The customer confirms a deliverable within {{ acceptance.confirmation_days }} working days of "
            "its submission; without an objection by then it counts as confirmed. Working days follow the "
            "public holidays of the customer's country.",
        ),
        (
            "验收所需的各项报告均已提交，且已确认或视为无异议，即可启动验收。",
            "Acceptance can start once all required reports are submitted, and confirmed or without "
            "objection.",
        ),
    )
    with book.block("if engagement.objectives"):
        book.heading(2, ("业务目标", "Business objectives"))
        book.table(
            [
                Column(("序号", "No."), 1.2, "{{ loop.index }}"),
                Column(("目标", "Objective"), 7.0, "{{ o.title }}"),
                Column(("衡量方式", "How it is measured"), 7.8, '{{ o.measure or "–" }}'),
            ],
            each="o in engagement.objectives",
        )
    book.heading(2, ("工作内容与完成情况", "Work agreed and done"))
    with book.either(
        "work", ("工作内容见各阶段交付物。", "The deliverables of each stage show the work done.")
    ):
        book.table(
            [
                Column(("服务阶段", "Stage"), 3.6, '**{{ item.stage | label("stage") }}**'),
                Column(("约定内容", "Agreed"), 5.2, '{{ item.content or "–" }}'),
                Column(("完成情况", "Done and achieved"), 7.2, '{{ item.result or "–" }}'),
            ],
            each="item in work",
        )


def _deliverables(book: WordTemplate) -> None:
    book.heading(1, ("交付物提交与确认", "Deliverables: submission and confirmation"))
    book.text(
        (
            "应提交的交付物共 {{ acceptance.total }} 项，已提交 {{ acceptance.submitted }} 项：按期确认 "
            "{{ acceptance.counts.confirmed }} 项，逾期确认 {{ acceptance.counts.confirmed_late }} 项，"
            "确认期满无异议 {{ acceptance.counts.silent }} 项，待确认 {{ acceptance.counts.awaiting }} 项，"
            "存在异议 {{ acceptance.counts.objected }} 项。",
            "{{ acceptance.submitted }} of {{ acceptance.total }} deliverables have been submitted: "
            "{{ acceptance.counts.confirmed }} confirmed in time, {{ acceptance.counts.confirmed_late }} "
            "confirmed late, {{ acceptance.counts.silent }} without objection when the period ended, "
            "{{ acceptance.counts.awaiting }} awaiting confirmation, {{ acceptance.counts.objected }} with "
            "an objection.",
        )
    )
    with book.either("deliverables", ("尚未登记交付物。", "No deliverables are recorded.")):
        book.table(_deliverable_columns(), each="d in deliverables")
        book.note(
            (
                "确认期限为提交后第 {{ acceptance.confirmation_days }} 个工作日；"
                "标注“验收必需”的交付物为启动验收所必需。",
                "The confirmation period ends on working day {{ acceptance.confirmation_days }} after "
                "submission. Acceptance can start only with those marked required.",
            )
        )
    with book.block("if notes"):
        book.bullets("{{ note }}", each="note in notes")


def _deliverable_columns() -> list[Column]:
    return [
        Column(("序号", "No."), 1.2, "{{ d.number }}"),
        Column(
            ("交付物", "Deliverable"),
            6.0,
            (
                "{{ d.title }}\n~{{ d.type | label('deliverable_type') }}{% if d.version %}，{{ d.version }}"
                "{% endif %}{% if d.required %}，验收必需{% endif %}\n{% if d.objection %}\n!异议："
                "{{ d.objection }}\n{% endif %}\n{% if d.note %}\n~{{ d.note }}\n{% endif %}",
                "{{ d.title }}\n~{{ d.type | label('deliverable_type') }}{% if d.version %}, {{ d.version }}"
                "{% endif %}{% if d.required %}, required{% endif %}\n{% if d.objection %}\n!Objection: "
                "{{ d.objection }}\n{% endif %}\n{% if d.note %}\n~{{ d.note }}\n{% endif %}",
            ),
        ),
        Column(
            ("提交日期", "Submitted"),
            2.2,
            (
                f"{{{{ d.submitted | {DAY} or '–' }}}}\n{{% if d.late %}}\n!"
                "{{ '迟于约定' if d.submitted else '逾期未提交' }}\n{% endif %}",
                f"{{{{ d.submitted | {DAY} or '–' }}}}\n{{% if d.late %}}\n!"
                "{{ 'Late' if d.submitted else 'Overdue' }}\n{% endif %}",
            ),
        ),
        Column(("确认期限", "To confirm by"), 2.2, f"{{{{ d.deadline | {DAY} or '–' }}}}"),
        Column(
            ("确认日期", "Confirmed"),
            2.4,
            f"{{{{ d.confirmed | {DAY} or '–' }}}}\n~{{{{ d.confirmed_by or '' }}}}",
        ),
        Column(
            ("状态", "Status"),
            2.6,
            "{{ d.status | label }}",
            tint=f"tint.red if d.late and not d.submitted else {tint('d.status')}",
        ),
    ]


def _milestones(book: WordTemplate) -> None:
    book.heading(1, ("里程碑与研讨培训", "Milestones and workshops"))
    book.heading(2, ("里程碑完成情况", "Milestones"))
    book.table(milestone_columns(), each="m in milestones")
    book.heading(2, ("研讨与培训", "Workshops and training"))
    with book.either("events", ("服务期内没有登记研讨或培训。", "No workshops or training are recorded.")):
        book.table(event_columns(), each="e in events")


def _key_figures(book: WordTemplate) -> None:
    book.heading(1, ("业务指标达成", "Attainment of key figures"))
    with book.either("kpis", ("本次服务未约定业务指标。", "No key figures were agreed for this service.")):
        book.text(
            (
                "{{ kpi_summary.total }} 项业务指标中，{{ kpi_summary.green }} 项达标，"
                "{{ kpi_summary.amber }} 项需关注，{{ kpi_summary.red }} 项预警；达到或超过目标的 "
                "{{ kpi_summary.on_target }} 项。达成率不低于 {{ thresholds.green | percent }} 为达标，"
                "不低于 {{ thresholds.amber | percent }} 为关注。",
                "Of {{ kpi_summary.total }} key figures {{ kpi_summary.green }} are on target, "
                "{{ kpi_summary.amber }} need attention and {{ kpi_summary.red }} are off target; "
                "{{ kpi_summary.on_target }} have reached or passed the target itself. On target means an "
                "attainment of {{ thresholds.green | percent }} or more, needs attention "
                "{{ thresholds.amber | percent }} or more.",
            )
        )
        book.table(kpi_columns(), each="k in kpis")
        book.chart(
            "charts.kpi_attainment",
            "combined",
            ("业务指标达成率", "Attainment of key figures"),
            series=2,
            format="0%",
            inside=True,
            height=5.4,
            colours=(BLUE, AMBER),
        )


def _criteria(book: WordTemplate) -> None:
    book.heading(1, ("验收标准核对", "Acceptance criteria"))
    with book.either(
        "criteria", ("双方未约定其他验收标准。", "The parties agreed on no further acceptance criteria.")
    ):
        book.text(
            (
                "{{ criteria_summary.total }} 项验收标准中，{{ criteria_summary.met }} "
                "项已满足或经双方同意豁免。",
                "{{ criteria_summary.met }} of {{ criteria_summary.total }} acceptance criteria are met, or "
                "waived by agreement.",
            )
        )
        book.table(
            [
                Column(("序号", "No."), 1.2, "{{ c.number }}"),
                Column(("验收标准", "Criterion"), 5.0, "{{ c.criterion }}"),
                Column(("判定依据", "When it is met"), 4.6, '{{ c.standard or "–" }}'),
                Column(("证明材料", "Evidence"), 3.4, '{{ c.evidence or "–" }}'),
                Column(("结果", "Result"), 2.0, "{{ c.result | label }}", tint=tint("c.result")),
            ],
            each="c in criteria",
        )


def _conclusion(book: WordTemplate) -> None:
    book.heading(1, ("验收结论", "Conclusion"))
    with book.block("if acceptance.ready"):
        book.text("{{ acceptance.statement }}")
    with book.block("if not acceptance.ready"):
        book.text(
            (
                "验收暂不具备启动条件，须先解决以下事项：",
                "Acceptance cannot start before the following is settled:",
            ),
            keepNext=True,
        )
        book.bullets("{{ reason.text }}", each="reason in acceptance.reasons")
    book.heading(2, ("服务方结论", "The provider's conclusion"))
    book.callout(('{{ conclusion or "待补充。" }}', '{{ conclusion or "To be added." }}'))
    book.heading(2, ("客户意见", "The customer's opinion"))
    book.callout(
        (
            '{{ opinion or "（由客户在签署时填写）" }}',
            '{{ opinion or "(To be filled in by the customer when signing.)" }}',
        )
    )
    book.heading(2, ("遗留事项", "Remaining items"))
    with book.either("open_items", ("没有遗留事项。", "There are no remaining items.")):
        book.table(plan_columns(), each="n in open_items")


def _signatures(book: WordTemplate) -> None:
    book.heading(1, ("签署确认", "Signatures"))
    book.text(
        (
            "双方确认本报告所列交付物与服务内容。本报告经双方签字盖章后，视为咨询服务验收完成。",
            "Both parties confirm the deliverables and services listed in this report. With the signatures "
            "below the acceptance of the service is complete.",
        ),
        keepNext=True,
    )
    book.statement(_SIGNERS)
    book.signatures(
        "signers",
        ["{{ s.party | label('party') }}", "**{{ s.organisation }}**"],
        [
            (
                "职务：{{ s.role or '________________' }}",
                "Position: {{ s.role or '________________' }}",
            ),
            (
                "姓名：{{ s.name or '________________' }}",
                "Name: {{ s.name or '________________' }}",
            ),
            ("签字：________________", "Signature: ________________"),
            (
                "日期：{% if s.date %}{{ s.date | date('long') }}{% else %}______ 年 ____ 月 ____ 日"
                "{% endif %}",
                "Date: {% if s.date %}{{ s.date | date('long') }}{% else %}________________{% endif %}",
            ),
            ("（盖章）", "(Company seal)"),
        ],
    )


_NOBODY = '"role": none, "name": none, "date": none'
_SIGNERS = (
    f'set signers = signatures or [{{"party": "customer", "organisation": customer.name, {_NOBODY}}}, '
    f'{{"party": "provider", "organisation": provider.name, {_NOBODY}}}]'
)
"""Who signs: those whom the data names, else nobody by name for each of the two parties."""


if __name__ == "__main__":
    build("acceptance_report", lay_out)
