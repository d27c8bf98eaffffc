"""The first sheet: a band with the title, a judgement beside five figures, key figures, lists of sentences.

Long texts stand in one wide column, which grows in height with them; figures stand in five columns beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.pagebreak import Break

from tools.templates.book_lists import colour
from tools.templates.book_sheet import Column, Page
from tools.templates.book_style import Text, rule_style

__all__ = ["SUBTITLES", "Judgement", "Tile", "add_kpis_short", "add_summary", "add_texts", "break_before"]

SUBTITLES = {
    "month": "{{ customer.name }} · {{ period_label }} · {{ provider.name }}",
    "date": '{{ customer.name }} · {{ report.date | date("long") }} · {{ provider.name }}',
}

_FIGURES = "CDEFG"
_FACTS: Sequence[tuple[Text, str]] = (
    (("Report no.", "报告编号"), '{{ report.number or "–" }}'),
    (("Version", "版本"), '{{ report.version or "–" }}'),
    (("Date", "报告日期"), "{{ report.date }}"),
    (("Prepared by", "编制"), '{{ report.prepared_by or "–" }}'),
    (("Confidentiality", "密级"), '{{ report.confidentiality | label("confidentiality") }}'),
)
_ENGAGEMENT = (
    "{{ engagement.name }} · {{ engagement.edition_label }} · contract {{ engagement.contract_no or '–' }}",
    "{{ engagement.name }} · {{ engagement.edition_label }} · 合同 {{ engagement.contract_no or '–' }}",
)
_KPIS = [
    Column("name", ("Key figure", "业务指标"), "{{ k.name }}", look="strong"),
    Column("baseline", ("Baseline", "基线"), '{{ k.baseline_text or "–" }}', look="figure"),
    Column("target", ("Target", "目标"), '{{ k.target_text or "–" }}', look="figure"),
    Column("actual", ("Actual", "本期"), '{{ k.actual_text or "–" }}', look="figure"),
    Column("attainment", ("Attainment", "达成率"), "{{ k.attainment }}", look="percent"),
    Column("rag", ("Status", "状态"), '{{ k.rag | label("rag") }}', look="centre", choices="rag"),
]


@dataclass(frozen=True)
class Tile:
    """A figure at the top: its label, a formula or tag, and a remark under it."""

    label: Text
    value: str
    note: Text
    format: str = "0"


@dataclass(frozen=True)
class Judgement:
    """The whole in words: a heading, a text, and a state, coloured by a list of choices or by its phrases."""

    heading: Text
    text: str
    state: str | Text = ""
    choices: str = ""
    phrases: Mapping[Text, str] = field(default_factory=dict)


def add_summary(page: Page, judgement: Judgement, tiles: Sequence[Tile], *, subtitle: str = "month") -> None:
    """Lay out rows 1 to 9: title, facts of the report, judgement and figures."""
    page.widths(72, 16.5, 16.5, 16.5, 16.5, 16.5)
    _band(page, SUBTITLES[subtitle])
    _facts(page)
    _judge(page, judgement)
    for letter, tile in zip(_FIGURES, tiles, strict=False):
        page.put(f"{letter}7", tile.label, "tile_label")
        page.put(f"{letter}8", tile.value, "tile_value", tile.format)
        page.put(f"{letter}9", tile.note, "tile_note")
    page.sheet.freeze_panes = "A3"


def _band(page: Page, subtitle: str) -> None:
    page.band(1, "title", 6)
    page.band(2, "subtitle", 6)
    page.put("B1", "{{ document.title }}", "title")
    page.put("B2", subtitle, "subtitle")
    page.sheet.row_dimensions[1].height = 36
    page.sheet.row_dimensions[2].height = 22
    for row, height in ((3, 8), (6, 8), (7, 30), (9, 42), (10, 8)):
        page.sheet.row_dimensions[row].height = height


def _facts(page: Page) -> None:
    page.put("B4", ("Engagement", "服务项目"), "label")
    page.put("B5", _ENGAGEMENT, "value")
    for letter, (label, tag) in zip(_FIGURES, _FACTS, strict=True):
        page.put(f"{letter}4", label, "label")
        page.put(f"{letter}5", tag, "value")
    page.sheet["E5"].number_format = page.book.date_format


def _judge(page: Page, judgement: Judgement) -> None:
    page.put("B7", judgement.heading, "section")
    page.put("B8", judgement.text, "paragraph")
    page.put("B9", judgement.state, "state" if judgement.state else "paragraph")
    if judgement.choices:
        colour(page.sheet, "B", 9, page.book.choices(judgement.choices))
    for phrase, tone in judgement.phrases.items():
        test = f'$B$9="{page.book.say(phrase)}"'
        rule = Rule(type="expression", formula=[test], dxf=rule_style(tone))
        page.sheet.conditional_formatting.add("B9", rule)


def break_before(page: Page, row: int) -> None:
    """Begin a new page in print with a row."""
    page.sheet.row_breaks.append(Break(row - 1))


def add_kpis_short(page: Page, header: int) -> None:
    """Add the key figures in short on a new page: header, repeated row, sentence."""
    break_before(page, header)
    empty = ("No key figures are agreed.", "暂无业务指标。")
    page.list("kpis_short", "k in kpis", _KPIS, empty, header=header, table=False, main=False)


def add_texts(page: Page, row: int, heading: Text, items: str, empty: Text, *, text: str = "text") -> None:
    """Add a heading and a list of sentences, each in a row of its own."""
    page.band(row, "section", 6)
    page.put(f"B{row}", heading, "section")
    tags = f"{{%tr for text in {items} %}}• {{{{ {text} }}}}{{%tr endfor %}}"
    page.put(f"B{row + 1}", tags, "paragraph")
    page.put(f"B{row + 2}", f"{{%tr if not {items} %}}{page.book.say(empty)}{{%tr endif %}}", "empty")
