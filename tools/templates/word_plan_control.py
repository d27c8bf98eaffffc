"""How the service plan in Word is kept on course: return, governance, risks."""

from __future__ import annotations

from tools.templates.word import Column, WordTemplate, tint
from tools.templates.word_engagement import contact
from tools.templates.word_lists import DAY, MONEY
from tools.templates.word_palette import BLUE, TEAL

__all__ = ["expected_return", "governance", "risks"]


def expected_return(book: WordTemplate) -> None:
    """Add the return that the plan expects, and how it will be measured."""
    book.heading(1, ("投资回报与衡量", "Return on investment"))
    book.heading(2, ("预计投入与收益", "Expected investment and benefit"))
    with book.either("value_entries", ("投入与收益待测算。", "Investment and benefit are to be estimated.")):
        _expected(book)
        book.table(_entry_columns(), each="v in value_entries")
    book.heading(2, ("效果衡量方法", "How the return will be measured"))
    with book.either("roi_measures", ("衡量方法待双方商定。", "The measures are still to be agreed.")):
        book.table(_measure_columns(), each="q in roi_measures")
    book.heading(2, ("费用说明", "Costs"))
    book.text(
        (
            "客户成功咨询服务的费用以合同为准。方案落地若需要额外的产品、解决方案或人力，"
            "以及定制化培训，相应费用不含在服务费内，由客户与供应方另行约定；"
            "上表已列入目前可预计的部分。",
            "The fee of the consulting service is as agreed in the contract. Products, solutions, staff or "
            "tailored training that the landing may need besides are not part of it and are agreed "
            "separately; the table above contains what can be foreseen today.",
        )
    )


def _expected(book: WordTemplate) -> None:
    book.text(
        (
            f"按计划口径，投入合计 {{{{ roi.investment | {MONEY} }}}}，"
            f"预计收益 {{{{ roi.benefit | {MONEY} }}}}，净收益 {{{{ roi.net | {MONEY} }}}}"
            "{% if roi.ratio is not none %}，投资回报率 {{ roi.ratio | percent(1) }}{% endif %}；"
            "{% if roi.payback_label %}预计 {{ roi.payback_label }}收回投入。"
            "{% else %}按已列明的收益，投入尚不能收回。{% endif %}",
            f"The plan holds investments of {{{{ roi.investment | {MONEY} }}}} and expected benefits of "
            f"{{{{ roi.benefit | {MONEY} }}}}: a net value of {{{{ roi.net | {MONEY} }}}}"
            "{% if roi.ratio is not none %} and a return of {{ roi.ratio | percent(1) }}{% endif %}. "
            "{% if roi.payback_label %}The investment is paid back in {{ roi.payback_label }}."
            "{% else %}With the benefits listed it is not yet paid back.{% endif %}",
        )
    )
    with book.block("if roi.months"):
        book.chart(
            "charts.value_cumulative",
            "combined",
            (
                "计划累计投入、收益与净收益（{{ engagement.currency }}）",
                "Planned cumulative investment, benefit and net value ({{ engagement.currency }})",
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
        Column(("内容", "Entry"), 5.6, "{{ v.title }}\n{% if v.evidence %}\n~{{ v.evidence }}\n{% endif %}"),
        Column(
            ("类别", "Kind"),
            2.0,
            '{{ v.kind | label("entry_kind") }}',
            tint="tint.green if v.kind == 'benefit' else tint.in_progress",
        ),
        Column(("口径", "Basis"), 1.8, '{{ v.basis | label("basis") }}'),
        Column(("金额", "Amount"), 2.8, f"{{{{ v.amount | {MONEY} }}}}", align="right"),
    ]


def _measure_columns() -> list[Column]:
    return [
        Column(("衡量项目", "What is measured"), 3.2, "**{{ q.metric }}**"),
        Column(("计算方法", "How it becomes money"), 5.4, "{{ q.formula }}"),
        Column(("数据来源", "Source"), 3.6, '{{ q.source or "–" }}'),
        Column(("频率", "How often"), 1.8, '{{ q.frequency or "–" }}'),
        Column(("提供方", "Provided by"), 2.0, '{{ q.owner or "–" }}'),
    ]


def governance(book: WordTemplate) -> None:
    """Add who decides what when, and what the customer is responsible for."""
    book.heading(1, ("治理机制与客户责任", "Governance and customer responsibilities"))
    book.heading(2, ("治理机制", "Governance"))
    book.facts(_GOVERNANCE, label=0.22)
    contact(book)
    book.heading(2, ("客户责任", "Responsibilities of the customer"))
    book.bullets(*_RESPONSIBILITIES)
    book.heading(2, ("前提与假设", "Assumptions"))
    with book.either("assumptions", ("本方案没有其他假设。", "The plan rests on no further assumptions.")):
        book.bullets("{{ item }}", each="item in assumptions")


_GOVERNANCE = [
    (
        ("高层决策", "Decisions"),
        (
            "双方发起人通过高层研讨会确认目标、资源与推广范围，处理需要升级的问题。",
            "The sponsors of both parties confirm goals, resources and the extent of the roll-out in "
            "executive workshops, and settle what is escalated to them.",
        ),
    ),
    (
        ("月度复盘", "Every month"),
        (
            "服务方提交《客户综合服务报告》，双方复核服务事项、问题与风险、业务价值和产品使用情况。",
            "The provider submits the Comprehensive Service Report; both parties review service items, "
            "problems and risks, business value and product usage.",
        ),
    ),
    (
        ("周例会", "Every week"),
        (
            "双方负责人检查行动计划的进展，逾期事项当周提出处理意见。",
            "The leads of both parties check the action plan; what is overdue gets an answer in the "
            "same week.",
        ),
    ),
    (
        ("交付物确认", "Deliverables"),
        (
            "客户在交付物提交后 5 个工作日内确认或提出意见，逾期未提出的视为无异议。",
            "The customer confirms or comments within 5 working days of submission; without an objection by "
            "then a deliverable counts as confirmed.",
        ),
    ),
    (
        ("变更管理", "Changes"),
        (
            "范围、进度或资源的变更须由双方负责人书面确认后执行。",
            "Changes of scope, schedule or resources take effect once the leads of both parties have "
            "confirmed them in writing.",
        ),
    ),
]

_RESPONSIBILITIES: list[tuple[str, str]] = [
    (
        "指派一名负责人，协调双方资源与人员参与，审核并验收服务成果；",
        "Name one person who coordinates resources and participants on both sides and who reviews and "
        "accepts the service.",
    ),
    (
        "按计划安排业务人员参加调研、研讨与评审，提供真实的业务现状和预期目标；",
        "Let business staff take part in research, workshops and reviews as planned, with a true picture of "
        "the situation and of what is expected.",
    ),
    (
        "按计划安排需求、开发、运维等技术人员，提供准确的技术现状；",
        "Let technical staff for requirements, development and operations take part as planned, with "
        "accurate facts on the systems.",
    ),
    (
        "安排决策者出席重要会议与里程碑评审，及时推动问题解决；",
        "Bring decision-makers to the main meetings and milestone reviews, and see that problems are settled "
        "in time.",
    ),
    (
        "协调第三方及其他所需资源。",
        "Coordinate third parties and other resources that the plan needs.",
    ),
]


def risks(book: WordTemplate) -> None:
    """Add the risks of the plan."""
    book.heading(1, ("风险与应对", "Risks"))
    with book.either("risks", ("目前没有已识别的风险。", "No risks are known at present.")):
        book.table(_risk_columns(), each="r in risks")


def _risk_columns() -> list[Column]:
    return [
        Column(("编号", "ID"), 1.5, '{{ r.id }}\n~{{ r.kind | label("risk_kind") }}'),
        Column(
            ("内容", "What may happen"),
            5.2,
            "**{{ r.title }}**\n{% if r.detail %}\n~{{ r.detail }}\n{% endif %}",
        ),
        Column(
            ("严重程度", "Severity"), 1.7, '{{ r.severity | label("severity") }}', tint=tint("r.severity")
        ),
        Column(("应对措施", "Measures"), 4.8, '{{ r.action or "–" }}'),
        Column(
            ("责任人与期限", "Owner and due"),
            2.8,
            f"{{{{ r.owner }}}}\n~{{{{ r.due | {DAY} or '–' }}}}\n~{{{{ r.status | label }}}}",
        ),
    ]
