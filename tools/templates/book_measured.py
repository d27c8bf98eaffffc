"""Sheets of what is measured: key figures, their months, and the value of the engagement."""

from __future__ import annotations

from typing import Any

from tools.templates.book_charts import Line, Plot, add_plot
from tools.templates.book_sheet import Book, Column, Page, Place

__all__ = ["add_kpis", "add_trend", "add_value", "attainment_plot", "value_plot"]

_UNIT = (
    '{{ k.unit or ("%" if k.style == "percent" else engagement.currency if k.style == "money" else "–") }}'
)
_TENDENCY = '{{ k.tendency | label("tendency") }}'
_KPIS = [
    Column("name", ("Key figure", "指标"), "{{ k.name }}", 26, "strong"),
    Column("definition", ("Definition and source", "口径与来源"), '{{ k.definition or "–" }}', 30),
    Column("unit", ("Unit", "单位"), _UNIT, 9, "centre"),
    Column("direction", ("Direction", "优化方向"), '{{ k.direction | label("direction") }}', 10, "centre"),
    Column("baseline", ("Baseline", "基线"), "{{ k.baseline }}", 11, "number"),
    Column("target", ("Target", "目标"), "{{ k.target }}", 11, "number"),
    Column("actual", ("Actual", "本期"), "{{ k.actual }}", 11, "number"),
    Column("change", ("Change", "环比变化"), '{{ k.change_text or "–" }}', 15, "figure"),
    Column("tendency", ("Tendency", "趋势"), _TENDENCY, 11, "centre", "tendency"),
    Column(
        "before", ("Attainment at baseline", "基线达成率"), "{{ k.baseline_attainment }}", 11, "percent",
        total='=IFERROR(AVERAGE({range}),"–")',
    ),
    Column(
        "attainment", ("Attainment", "达成率"), "{{ k.attainment }}", 11, "percent",
        total='=IFERROR(AVERAGE({range}),"–")',
    ),
    Column("progress", ("Progress to target", "改善进度"), "{{ k.progress }}", 11, "percent", bar=True),
    Column("rag", ("Status", "状态"), '{{ k.rag | label("rag") }}', 13, "centre", "rag"),
    Column("owner", ("Owner", "责任人"), '{{ k.owner or "–" }}', 13, "centre"),
    Column("comment", ("Remark", "说明"), '{{ k.comment or "–" }}', 32),
    Column("style", ("Format", "格式"), "{{ k.style }}{{ k.decimals }}", 10, "centre", hidden=True),
]  # fmt: skip
_NO_KPIS = ("No key figures are agreed.", "暂无业务指标。")

_TREND = [
    Column("name", ("Key figure", "指标"), "{{ k.name }}", 36, "strong"),
    Column("unit", ("Unit", "单位"), _UNIT, 14, "centre"),
    Column("baseline", ("Baseline", "基线"), "{{ k.baseline }}", 11, "number"),
    Column("target", ("Target", "目标"), "{{ k.target }}", 11, "number"),
    Column("month", "", "{%tc for m in k.trend %}{{ m.actual }}{%tc endfor %}", 15, "number"),
    Column("rag", ("Status", "状态"), '{{ k.rag | label("rag") }}', 16, "centre", "rag"),
    Column("style", ("Format", "格式"), "{{ k.style }}{{ k.decimals }}", 10, "centre", hidden=True),
]

_INVESTMENT = '{{ e.amount if e.kind == "investment" else none }}'
_BENEFIT = '{{ e.amount if e.kind == "benefit" else none }}'
_ENTRIES = [
    Column("date", ("Date", "日期"), "{{ e.date }}", 13, "date"),
    Column("kind", ("Kind", "类别"), '{{ e.kind | label("entry_kind") }}', 12, "centre", "entry_kind"),
    Column("basis", ("Basis", "口径"), '{{ e.basis | label("basis") }}', 12, "centre", "basis"),
    Column("title", ("Entry", "事项"), "{{ e.title }}", 46, "strong"),
    Column("investment", ("Investment", "投入"), _INVESTMENT, 15, "amount", total="=SUM({range})"),
    Column("benefit", ("Benefit", "收益"), _BENEFIT, 15, "amount", total="=SUM({range})"),
    Column(
        "net",
        ("Cumulative net value", "累计净收益"),
        "=SUM({net}{p},{benefit}{r})-{investment}{r}",
        18,
        "amount",
    ),
    Column("evidence", ("Evidence", "依据"), '{{ e.evidence or "–" }}', 46),
]
_CURRENCY = (
    "{{ customer.label }} · all amounts in {{ engagement.currency }}",
    "{{ customer.label }} · 金额单位：{{ engagement.currency }}",
)
_PAYBACK = (
    "{{ customer.label }} · amounts in {{ engagement.currency }} · {% if roi.payback_label %}"
    "paid back in {{ roi.payback_label }}{% else %}not paid back yet{% endif %}",
    "{{ customer.label }} · 金额单位：{{ engagement.currency }} · {% if roi.payback_label %}"
    "投入已于{{ roi.payback_label }}收回{% else %}投入尚未收回{% endif %}",
)
_MONTHS = [
    Column("label", ("Month", "月份"), "{{ m.label }}", 20, "strong"),
    Column("investment", ("Investment", "投入"), "{{ m.investment }}", 20, "amount", total="=SUM({range})"),
    Column("benefit", ("Benefit", "收益"), "{{ m.benefit }}", 20, "amount", total="=SUM({range})"),
    Column("net", ("Net of the month", "当月净值"), "{{ m.net }}", 20, "amount", total="=SUM({range})"),
    Column("sum_in", ("Investment to date", "累计投入"), "{{ m.cumulative_investment }}", 20, "amount"),
    Column("sum_out", ("Benefit to date", "累计收益"), "{{ m.cumulative_benefit }}", 20, "amount"),
    Column("sum_net", ("Net value to date", "累计净收益"), "{{ m.cumulative_net }}", 20, "amount"),
]


def add_kpis(book: Book) -> Page:
    """Add the sheet of key figures; the list is ``kpis``."""
    page = book.page(("KPIs", "业务指标"), ("Key figures", "业务指标"), tab="green")
    place = page.list(
        "kpis", "k in kpis", _KPIS, _NO_KPIS, total=("Average attainment", "平均达成率")
    )  # fmt: skip
    page.mixed(place, "baseline", "actual", "style")
    book.define("kpi_attainment", place.range("attainment"))
    return page


def attainment_plot(book: Book, corners: tuple[str, str]) -> Plot:
    """Return the chart of attainment at the baseline and now, a bar pair per key figure."""
    kpis = book.places["kpis"]
    return Plot(
        book.say(("Attainment of targets: baseline and now", "指标达成率：基线与本期")),
        kpis.range("name"),
        [
            Line(kpis.cell("before", -1), kpis.range("before"), "rule"),
            Line(kpis.cell("attainment", -1), kpis.range("attainment"), "accent"),
        ],
        corners,
        "0%",
        across=True,
        labels=True,
    )


def add_trend(book: Book) -> Page:
    """Add the sheet of months: a row for each key figure, a column for each month; the list is ``trend``."""
    page = book.page(("KPI trend", "指标走势"), ("Key figures by month", "业务指标月度走势"), tab="green")
    place = page.list("trend", "k in kpis", _TREND, _NO_KPIS, table=False)
    page.put("F4", "{%tc for m in charts.kpi_trend.categories %}{{ m }}{%tc endfor %}", "header")
    page.mixed(place, "baseline", "month", "style")
    return page


def add_value(book: Book, *, planned: bool = False) -> Page:
    """Add the sheets of entries and of their months; the lists are ``value`` and ``months``.

    The months of a plan count its forecasts, those of a report only what has happened.
    """
    title = ("Business value: investment and benefit", "业务价值：投入与收益")
    page = book.page(("Value", "业务价值"), title, tab="amber", note=_CURRENCY)
    empty = ("No investments or benefits are recorded yet.", "暂无投入与收益记录。")
    total = ("Total, forecasts included", "合计（含预测）")
    value = page.list("value", 'e in value_entries | sort(attribute="date")', _ENTRIES, empty, total=total)
    _actuals(page, value)
    _add_months(book, _PLANNED if planned else _ACTUAL)
    return page


def _actuals(page: Page, value: Place) -> None:
    """Add the sums of what has happened below the totals, and the net value of both."""
    total, row = value.row + 2, value.row + 3
    page.band(row, "total", len(value.letters))
    page.put(f"B{row}", ("of which actual", "其中：实际发生"), "total")
    at = value.letters
    basis = f"{at['basis']}{value.row}:{at['basis']}{value.row}"
    for key in ("investment", "benefit"):
        amounts = f"{at[key]}{value.row}:{at[key]}{value.row}"
        page.put(
            f"{at[key]}{row}",
            f"=SUMIF({basis},{page.book.word('basis', 'actual')},{amounts})",
            "total_amount",
        )
    for each in (total, row):
        page.put(f"{at['net']}{each}", f"={at['benefit']}{each}-{at['investment']}{each}", "total_amount")
    page.book.define("net_value", value.cell("net", 3))


_ACTUAL = ("Value by month, actual entries", "月度价值（实际发生）")
_PLANNED = ("Value by month, forecasts included", "月度价值（含预测）")


def _add_months(book: Book, title: tuple[str, str]) -> None:
    page = book.page(("Value by month", "月度价值"), title, tab="amber", note=_PAYBACK)
    empty = ("No month has entries yet.", "暂无月度数据。")
    page.list("months", "m in roi.months", _MONTHS, empty, total=("Total", "合计"))
    add_plot(page.sheet, value_plot(book, ("B9", "H28")))
    sheet: Any = page.sheet
    sheet.page_setup.fitToHeight = 1  # however many months: table and chart stay on one page


def value_plot(book: Book, corners: tuple[str, str]) -> Plot:
    """Return the chart of investment and benefit by month with the net value to date."""
    months = book.places["months"]
    return Plot(
        book.say(("Investment, benefit and net value to date", "投入、收益与累计净收益")),
        months.range("label"),
        [
            Line(months.cell("investment", -1), months.range("investment"), "amber"),
            Line(months.cell("benefit", -1), months.range("benefit"), "teal"),
            Line(months.cell("sum_net", -1), months.range("sum_net"), "accent", line=True),
        ],
        corners,
        "#,##0",
    )
