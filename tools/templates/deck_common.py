"""What several decks say alike: headings of columns, counted pages, milestones, next steps."""

from __future__ import annotations

from tools.templates.deck_charts import Plot, add_chart
from tools.templates.deck_look import ACCENT, CONTENT, Box, Text
from tools.templates.deck_slides import Column, Deck, Slide
from tools.templates.deck_text import Line, alert, whole

__all__ = [
    "DUE",
    "NUMBER",
    "OWNER",
    "STATUS",
    "bullets",
    "cover_facts",
    "listing",
    "milestones",
    "paged",
    "report_facts",
    "steps",
]

NUMBER: Text = ("序号", "No.")
OWNER: Text = ("负责人", "Owner")
MOST = 11
"""Rows of a table on a slide, of those that fit."""
DUE: Text = ("计划完成", "Due")
STATUS: Text = ("状态", "Status")
_PAGE = (
    "{% if loop.length > 1 %}（{{ loop.index }}/{{ loop.length }}）{% endif %}",
    "{% if loop.length > 1 %} ({{ loop.index }}/{{ loop.length }}){% endif %}",
)


def paged(title: tuple[str, str]) -> Text:
    """Return a title that counts its pages where there are several."""
    return title[0] + _PAGE[0], title[1] + _PAGE[1]


def milestones(deck: Deck) -> None:
    """Add the milestones: table, and planned against actual."""
    slide = deck.slide(
        "title",
        ("里程碑", "Milestones"),
        (
            '服务启动 T = {{ engagement.start | date("long") }}，'
            '计划结束 {{ engagement.service_end | date("long") }}',
            'Start T = {{ engagement.start | date("long") }}, end of service '
            '{{ engagement.service_end | date("long") }}',
        ),
    )
    left, right = CONTENT.split(0.64)
    slide.table(
        left,
        [
            Column(("里程碑", "Milestone"), 2.3, "{{ m.title }}"),
            Column(("约定", "Agreed"), 0.95, "{{ m.offset }}"),
            Column(("计划", "Planned"), 1.75, '{{ m.planned | date("medium") or "–" }}'),
            Column(("实际", "Actual"), 1.75, '{{ m.actual | date("medium") or "–" }}'),
            Column(
                ("偏差（天）", "Slip (days)"),
                1.05,
                "{% if m.slip_days is not none %}{{ m.slip_days }}{% else %}–{% endif %}",
                "r",
            ),
            Column(STATUS, 1.5, alert("m.status", "status")),
        ],
        "m in milestones",
        size=10.5,
        height=0.7,
    )
    rest = slide.heading(
        right, ("计划与实际（自启动起的天数）", "Planned and actual, in days from the start")
    )
    add_chart(
        slide,
        rest,
        "charts.milestones",
        ("里程碑计划与实际", "Milestones, planned and actual"),
        Plot("bar", "0", ("grey", "teal"), gap=45),
        sample=deck.context["charts"]["milestones"],
    )


def cover_facts(title: Text, value: Text) -> list[tuple[Text, Text]]:
    """Return the four facts of a cover, the first of which is the deck's own."""
    return [
        (title, value),
        (("报告日期", "Date of report"), '{{ report.date | date("long") }}'),
        (("版本 / 编号", "Version / number"), '{{ report.version or "–" }}  {{ report.number or "" }}'),
        (("密级", "Confidentiality"), '{{ report.confidentiality | label("confidentiality") or "–" }}'),
    ]


def report_facts() -> list[tuple[Text, Text]]:
    """Return the facts of the cover of a deck that belongs to no month."""
    return cover_facts(("服务版本", "Edition"), "{{ engagement.edition_label }}")


def listing(
    deck: Deck,
    title: tuple[str, str],
    lead: Text,
    source: str,
    columns: list[Column],
    empty: Text,
    *,
    size: float = 12,
    height: float = 0.5,
    share: float = 1,
) -> tuple[Slide, Box]:
    """Add a table of a list, divided over slides; return the slide and what is left of it on the right.

    The cells name an item of the list ``r``.
    """
    slide = deck.slide("title", paged(title), lead, repeat=f"page in {source} | fit({MOST})")
    left, right = CONTENT.split(share, 0.4) if share < 1 else (CONTENT, CONTENT)
    slide.table(left, columns, "r in page", size=size, height=height, condition="page", name=title)
    slide.empty(left, "page", empty)
    return slide, right


def bullets(
    slide: Slide,
    box: Box,
    title: Text,
    source: str,
    item: Text,
    none: Text,
    *,
    size: float = 15,
) -> None:
    """Add a panel that lists ``source``; the item is named ``h``."""
    slide.panel(
        box,
        [
            Line([title], bold=True, size=16, colour=ACCENT),
            f"{{% for h in {source} %}}",
            Line([item], bullet=True, before=8, size=size),
            "{% endfor %}",
            f"{{% if not {source} %}}",
            Line([none], before=8, size=size),
            "{% endif %}",
        ],
        name=title,
    )


def steps(deck: Deck, title: tuple[str, str], source: str) -> None:
    """Add a list of things to do next."""
    listing(
        deck,
        title,
        (f"共 {{{{ {source} | length }}}} 项", f"{{{{ {source} | length }}}} tasks"),
        source,
        [
            Column(("工作事项", "Task"), 5.2, Line([whole("r.title")], bold=True)),
            Column(OWNER, 2.2, whole("r.owner")),
            Column(DUE, 1.6, '{{ r.due | date("medium") or "–" }}'),
            Column(("产出", "Output"), 3.0, whole("r.output")),
        ],
        ("计划待双方商定。", "The plan is still to be agreed."),
    )
