"""What the Word templates say alike about an engagement: cover, background, team, goals, whom to ask."""

from __future__ import annotations

from tools.templates.word import Column, Flow, WordTemplate, tint
from tools.templates.word_lists import DAY
from tools.templates.word_xml import Text

__all__ = ["background", "contact", "goal_columns", "priority_tint", "standard_cover", "team"]

PERIOD: tuple[Text, Text] = (
    ("服务周期", "Service cycle"),
    '{{ engagement.start | date("long") }} – {{ engagement.service_end | date("long") }}',
)


def standard_cover(book: WordTemplate, subtitle: Text, when: tuple[Text, Text] = PERIOD) -> None:
    """Add the cover; ``when`` is the fact that says which time the document is about."""
    book.cover(
        "{{ document.title }}",
        subtitle,
        [
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
            when,
            (("文档编号", "Document number"), '{{ report.number or "–" }}'),
            (("版本", "Version"), '{{ report.version or "–" }}'),
            (("日期", "Date"), '{{ report.date | date("long") }}'),
            (("编制", "Prepared by"), '{{ report.prepared_by or "–" }}'),
            (("审核", "Reviewed by"), '{{ report.reviewed_by or "–" }}'),
            (("密级", "Confidentiality"), '{{ report.confidentiality | label("confidentiality") }}'),
        ],
    )


def background(flow: Flow) -> None:
    """Add who the customer is, why the service was ordered, and what it is to achieve."""
    for field in ("customer.profile", "engagement.background"):
        with flow.block(f"if {field}"):
            flow.text(f"{{{{ {field} }}}}")
    flow.lead(("服务目标", "Objectives of the service"))
    with flow.either(
        "engagement.objectives",
        ("服务目标待双方商定。", "The objectives of the service are still to be agreed."),
    ):
        flow.table(
            [
                Column(("序号", "No."), 1.2, "{{ loop.index }}"),
                Column(("业务目标", "Business objective"), 6.6, "{{ o.title }}"),
                Column(("衡量方式", "How it is measured"), 8.2, '{{ o.measure or "–" }}'),
            ],
            each="o in engagement.objectives",
        )


def goal_columns() -> list[Column]:
    """Return the columns of a table of goals with their measures; its item is ``g``."""
    return [
        Column(("序号", "No."), 1.2, "{{ g.number }}"),
        Column(("目标", "Goal"), 5.0, "**{{ g.title }}**\n{% if g.detail %}\n~{{ g.detail }}\n{% endif %}"),
        Column(("现状值", "Today"), 2.2, '{{ g.baseline_text or "–" }}', align="right"),
        Column(("目标值", "Target"), 2.2, '**{{ g.target_text or "–" }}**', align="right"),
        Column(
            ("期限", "Due"),
            2.4,
            f'{{{{ g.due | {DAY} or "–" }}}}\n{{% if g.horizon %}}\n~{{{{ g.horizon | label("horizon") }}}}'
            "\n{% endif %}",
        ),
        Column(("责任方", "Owner"), 3.0, '{{ g.owner or "–" }}'),
    ]


def team(flow: Flow) -> None:
    """Add who takes part, by party."""
    with flow.either("team", ("项目成员待双方确认。", "The members of the team are still to be named.")):
        flow.table(
            [
                Column(("所属方", "Party"), 1.8, '{{ t.party | label("party") }}', tint=_by_party("t.party")),
                Column(("角色", "Role"), 3.4, "**{{ t.role }}**"),
                Column(
                    ("姓名与部门", "Name and department"),
                    4.2,
                    "{{ t.name or '–' }}\n{% if t.department %}\n~{{ t.department }}\n{% endif %}\n"
                    "{% if t.contact %}\n~{{ t.contact }}\n{% endif %}",
                ),
                Column(("职责", "Responsibility"), 6.6, '{{ t.responsibility or "–" }}'),
            ],
            each="t in team",
        )


def _by_party(expression: str) -> str:
    colours = {"customer": tint("'in_progress'"), "provider": tint("'green'"), "third_party": tint("'amber'")}
    customer, provider, other = (colours[party] for party in ("customer", "provider", "third_party"))
    return (
        f"{customer} if {expression} == 'customer' else {provider} if {expression} == 'provider' else {other}"
    )


def priority_tint(item: str) -> str:
    """Return the expression for the colour of an item's priority: high is what presses most."""
    key = f"{item}.priority"
    return f"tint.red if {key} == 'high' else tint.amber if {key} == 'medium' else tint.green"


def contact(flow: Flow) -> None:
    """Add a box that says whom to ask."""
    flow.gap()
    flow.callout(
        (
            "对本文档有疑问，请联系 {{ provider.name }}"
            "{% if provider.department %}{{ provider.department }}{% endif %}"
            "{% if provider.phone %}，电话 {{ provider.phone }}{% endif %}"
            "{% if provider.email %}，邮箱 {{ provider.email }}{% endif %}。",
            "Questions about this document are welcome at {{ provider.name }}"
            "{% if provider.department %}, {{ provider.department }}{% endif %}"
            "{% if provider.phone %}, telephone {{ provider.phone }}{% endif %}"
            "{% if provider.email %}, {{ provider.email }}{% endif %}.",
        ),
    )
