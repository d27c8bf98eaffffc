"""The workbook of the service acceptance report: whether acceptance can start, and what it rests on."""

from __future__ import annotations

from tools.templates.book_charts import Line, Plot, add_plot
from tools.templates.book_engagement import add_ledger, add_milestones
from tools.templates.book_lists import CHOICES
from tools.templates.book_measured import add_kpis, add_value, attainment_plot
from tools.templates.book_sheet import Book, Column, Page
from tools.templates.book_style import Text
from tools.templates.book_summary import Judgement, Tile, add_kpis_short, add_summary, add_texts

__all__ = ["acceptance_report"]

_WORK = [
    Column("number", ("No.", "序号"), "{{ w.number }}", 6, "integer"),
    Column("stage", ("Stage", "服务阶段"), '{{ w.stage | label("stage") }}', 32, "strong"),
    Column("content", ("Content of the service", "服务内容"), '{{ w.content or "–" }}', 64),
    Column("result", ("Result", "完成情况与成果"), '{{ w.result or "–" }}', 72),
]
_CRITERIA = [
    Column("number", ("No.", "序号"), "{{ c.number }}", 6, "integer"),
    Column("criterion", ("Criterion", "验收标准"), "{{ c.criterion }}", 50, "strong"),
    Column("standard", ("Met when", "判定依据"), '{{ c.standard or "–" }}', 56),
    Column("evidence", ("Evidence", "证明材料"), '{{ c.evidence or "–" }}', 36),
    Column("result", ("Result", "结论"), "{{ c.result | label }}", 22, "centre", "criterion_result"),
]
_OPEN_ITEMS = [
    Column("number", ("No.", "序号"), "{{ loop.index }}", 6, "integer"),
    Column("title", ("Open item", "遗留事项"), "{{ o.title }}", 60, "strong"),
    Column("owner", ("Owner", "责任方"), '{{ o.owner or "–" }}', 32, "centre"),
    Column("due", ("Due", "计划完成"), "{{ o.due }}", 18, "date"),
    Column("output", ("Output", "预期产出"), '{{ o.output or "–" }}', 52),
]
_READY = ("Acceptance can start", "具备验收条件")
_NOT_READY = ("Acceptance cannot start yet", "暂不具备验收条件")
_JUDGEMENT = Judgement(
    ("Can acceptance start?", "验收条件判断"),
    "{{ acceptance.statement }}",
    (
        f"{{% if acceptance.ready %}}{_READY[0]}{{% else %}}{_NOT_READY[0]}{{% endif %}}",
        f"{{% if acceptance.ready %}}{_READY[1]}{{% else %}}{_NOT_READY[1]}{{% endif %}}",
    ),
    phrases={_READY: "green", _NOT_READY: "red"},
)
_CONFIRMED = ("confirmed", "confirmed_late", "silent")


def acceptance_report(book: Book) -> None:
    """Lay out the workbook of the acceptance report."""
    overview = book.page(("Overview", "验收概览"))
    _add_work(book)
    _add_statuses(book, add_ledger(book))
    add_milestones(book)
    add_kpis(book)
    add_value(book)
    _add_criteria(book)
    _add_sign_off(book)
    add_summary(overview, _JUDGEMENT, _tiles(book), subtitle="date")
    add_plot(overview.sheet, attainment_plot(book, ("B11", "B25")))
    add_plot(overview.sheet, _status_plot(book, ("C11", "G25")))
    add_kpis_short(overview, 27)
    _add_reasons(overview)


def _tiles(book: Book) -> list[Tile]:
    ledger, milestones = book.places["ledger"], book.places["milestones"]
    status, result = ledger.range("status"), book.places["criteria"].range("result")
    confirmed = "+".join(f"COUNTIF({status},{book.word('ledger_status', key)})" for key in _CONFIRMED)
    met = "+".join(f"COUNTIF({result},{book.word('criterion_result', key)})" for key in ("met", "waived"))
    return [
        Tile(
            ("Deliverables submitted", "已提交交付物"),
            f"=COUNT({ledger.range('submitted')})",
            (
                "of {{ acceptance.total }}; {{ acceptance.missing }} missing",
                "共 {{ acceptance.total }} 项，未提交 {{ acceptance.missing }} 项",
            ),
        ),
        Tile(
            ("Counting as confirmed", "视同确认"),
            f"={confirmed}",
            (
                "{{ acceptance.counts.silent }} without objection in time, "
                "{{ acceptance.counts.confirmed_late }} confirmed late",
                "其中逾期未反馈 {{ acceptance.counts.silent }} 项，"
                "逾期确认 {{ acceptance.counts.confirmed_late }} 项",
            ),
        ),
        Tile(
            ("Criteria met", "已满足验收标准"),
            f"={met}",
            (
                "of {{ criteria_summary.total }}, waived ones included",
                "共 {{ criteria_summary.total }} 项，含豁免项",
            ),
        ),
        Tile(
            ("Milestones reached", "已达成里程碑"),
            f"=COUNT({milestones.range('actual')})",
            (
                "of {{ milestone_summary.total }}; greatest slip {{ milestone_summary.max_slip_days }} days",
                "共 {{ milestone_summary.total }} 个，最大偏差 {{ milestone_summary.max_slip_days }} 天",
            ),
        ),
        Tile(
            ("KPIs on target", "达标指标"),
            f"=COUNTIF({book.places['kpis'].range('rag')},{book.word('rag', 'green')})",
            (
                "of {{ kpi_summary.total }}; {{ kpi_summary.better }} better than the month before",
                "共 {{ kpi_summary.total }} 项，较上期改善 {{ kpi_summary.better }} 项",
            ),
        ),
    ]


def _add_work(book: Book) -> None:
    page = book.page(("Work", "服务内容"), ("Work performed by stage", "各阶段服务完成情况"))
    page.list("work", "w in work", _WORK, ("No work is recorded.", "暂无服务内容记录。"))


def _add_statuses(book: Book, page: Page) -> None:
    """Count the deliverables by status under the ledger, where the chart reads them."""
    status = book.places["ledger"].range("status").split("!")[1].replace("$", "")
    keys = CHOICES["ledger_status"][1]
    page.put("C10", ("Confirmation status", "确认状态"), "header_left")
    page.put("D10", ("Count", "数量"), "header")
    for row, key in enumerate(keys, 11):
        page.put(f"C{row}", f"{{{{ labels.status.{key} }}}}", "strong")
        page.put(f"D{row}", f"=COUNTIF({status},{book.word('ledger_status', key)})", "integer")


def _status_plot(book: Book, corners: tuple[str, str]) -> Plot:
    name = f"'{book.places['ledger'].sheet}'"
    return Plot(
        book.say(("Deliverables by confirmation status", "交付物确认状态分布")),
        f"{name}!$C$11:$C$16",
        [Line(f"{name}!$D$10", f"{name}!$D$11:$D$16", "teal")],
        corners,
        "0",
        across=True,
        labels=True,
    )


def _add_criteria(book: Book) -> None:
    page = book.page(("Criteria", "验收标准"), ("Acceptance criteria", "验收标准与结论"), tab="green")
    page.list("criteria", "c in criteria", _CRITERIA, ("No criteria are agreed.", "未约定验收标准。"))
    page = book.page(
        ("Open items", "遗留事项"), ("Open items after acceptance", "验收后遗留事项"), tab="amber"
    )
    empty = ("No items remain open.", "无遗留事项。")
    page.list("open_items", "o in open_items", _OPEN_ITEMS, empty)


def _add_reasons(page: Page) -> None:
    none = ("Nothing stands in the way of acceptance.", "无影响验收的事项。")
    heading = ("What still stands in the way", "影响验收的事项")
    add_texts(page, 31, heading, "acceptance.reasons", none, text="text.text")
    _add_paragraph(page, 35, ("Scope of the service", "服务范围"), '{{ scope or "–" }}')
    add_texts(page, 38, ("Notes on the figures", "数据说明"), "notes", _FINAL)


_FINAL = ("All figures are final.", "各项数据均为最终数据。")


def _add_paragraph(page: Page, row: int, heading: Text, tag: str) -> None:
    page.band(row, "section", 6)
    page.put(f"B{row}", heading, "section")
    page.put(f"B{row + 1}", tag, "paragraph")


def _add_sign_off(book: Book) -> None:
    """Add conclusion, opinion, and a block to sign for each party."""
    page = book.page(("Sign-off", "签署"), ("Conclusion and sign-off", "验收结论与签署"), tab="green")
    page.widths(24, 90, 4)
    rows: list[tuple[Text, str]] = [
        (("Provider's conclusion", "服务方结论"), '{{ conclusion or "–" }}'),
        (("Customer's opinion", "客户方意见"), '{{ opinion or "–" }}'),
    ]
    for row, (label, tag) in enumerate(rows, 4):
        page.put(f"B{row}", label, "strong")
        page.put(f"C{row}", tag, "text")
    page.sheet.row_dimensions[6].height = 14
    page.put("B7", "{%tr for s in signatures %}", "label")
    for row, (caption, tag, look) in enumerate(_SIGNATURE, 8):
        page.put(f"B{row}", caption, "section" if look == "section" else "label")
        page.put(f"C{row}", tag, look, book.date_format if look == "line" else "")
        page.sheet.row_dimensions[row].height = 30
    page.sheet.row_dimensions[13].height = 14
    page.put("B13", " ", "label")
    page.put("B14", "{%tr endfor %}", "label")
    empty = book.say(("No one is named to sign.", "未指定签署人。"))
    page.put("B15", f"{{%tr if not signatures %}}{empty}{{%tr endif %}}", "empty")


_SIGNATURE: list[tuple[str | Text, str, str]] = [
    ('{{ s.party | label("party") }}', "{{ s.organisation }}", "section"),
    (("Role", "职务"), '{{ s.role or "–" }}', "value"),
    (("Name", "姓名"), '{{ s.name or "–" }}', "value"),
    (("Signature and seal", "签字（盖章）"), "", "line"),
    (("Date", "日期"), "{{ s.date }}", "line"),
]
