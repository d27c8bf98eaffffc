"""The look of the workbooks: colours, fonts, cell styles, theme and colour rules.

It knows openpyxl and nothing of what the workbooks say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.writer.theme import theme_xml

__all__ = ["COLOURS", "DATES", "FONTS", "LANGUAGES", "Text", "install", "number_rule_style", "rule_style"]

LANGUAGES = ("en", "zh")
Text = tuple[str, str]
"""The same text in English and in Chinese."""

COLOURS = {
    "text": "1F2937",
    "muted": "6B7280",
    "accent": "1F4E79",
    "teal": "2A9D8F",
    "amber": "E9A23B",
    "red": "C8553D",
    "green": "4C9F70",
    "fill": "F3F6FA",
    "rule": "D5DCE6",
    "white": "FFFFFF",
}
FONTS = {"en": "Calibri", "zh": "微软雅黑"}
DATES = {"en": "d mmm yyyy", "zh": "yyyy-mm-dd"}
# name of a rule -> (fill, font)
_TONES = {
    "green": ("E3F1E8", "2F6B47"),
    "amber": ("FCF0DA", "8A5A0B"),
    "red": ("F8E2DC", "9C3322"),
    "blue": ("E1EAF4", "1F4E79"),
    "grey": ("EEF1F5", "6B7280"),
}
_THEME_COLOURS = {
    "dk2": "accent",
    "lt2": "fill",
    "accent1": "accent",
    "accent2": "teal",
    "accent3": "amber",
    "accent4": "red",
    "accent5": "green",
    "accent6": "muted",
    "hlink": "accent",
    "folHlink": "muted",
}


@dataclass(frozen=True)
class Look:
    """One cell style: its name in both languages, and how it differs from plain text."""

    name: Text
    size: float = 10
    bold: bool = False
    colour: str = "text"
    fill: str | None = None
    across: str = "left"
    wrap: bool = False
    down: str = "center"
    border: str = ""
    format: str = "General"
    italic: bool = False
    indent: int = 0
    shrink: bool = False


_LOOKS: dict[str, Look] = {
    "title": Look(("Report title", "报告标题"), 18, True, "white", "accent", indent=1),
    "subtitle": Look(("Report subtitle", "报告副标题"), 11, False, "white", "accent", indent=1),
    "sheet_title": Look(("Sheet title", "工作表标题"), 16, True, "accent"),
    "sheet_note": Look(("Sheet note", "工作表说明"), 9, False, "muted"),
    "section": Look(("Section", "小节标题"), 12, True, "accent", border="section"),
    "label": Look(("Field label", "字段名称"), 9, False, "muted"),
    "value": Look(("Field value", "字段内容"), 10, True, wrap=True),
    "tile_label": Look(
        ("Tile label", "卡片标题"), 9, True, "muted", "fill", "center", wrap=True, border="tile"
    ),
    "tile_value": Look(("Tile value", "卡片数值"), 20, True, "accent", "fill", "center", shrink=True),
    "tile_note": Look(("Tile note", "卡片说明"), 9, False, "muted", "fill", "center", wrap=True, down="top"),
    "header": Look(("Table header", "表头"), 10, True, "white", "accent", "center", wrap=True, border="head"),
    "header_left": Look(
        ("Table header left", "表头（左对齐）"),
        10,
        True,
        "white",
        "accent",
        "left",
        True,
        border="head",
        indent=1,
    ),
    "text": Look(("Table text", "表格文字"), wrap=True, border="row", indent=1),
    "strong": Look(("Table text strong", "表格文字（强调）"), bold=True, wrap=True, border="row", indent=1),
    "centre": Look(("Table text centred", "表格文字（居中）"), across="center", wrap=True, border="row"),
    "figure": Look(
        ("Table figure as text", "表格数值（文本）"), across="right", wrap=True, border="row", indent=1
    ),
    "integer": Look(("Table integer", "表格整数"), across="center", border="row", format="0"),
    "number": Look(("Table number", "表格数值"), across="right", border="row", format="#,##0.0", indent=1),
    "plain": Look(("Table number as given", "表格数值（原样）"), across="right", border="row", indent=1),
    "amount": Look(
        ("Table amount", "表格金额"), across="right", border="row", format="#,##0;[Red]-#,##0;0", indent=1
    ),
    "percent": Look(("Table percent", "表格百分比"), across="right", border="row", format="0.0%", indent=1),
    "date": Look(("Table date", "表格日期"), across="center", border="row", format="date"),
    "total": Look(("Total", "合计"), 10, True, "accent", "fill", border="total"),
    "total_integer": Look(
        ("Total integer", "合计整数"), 10, True, "accent", "fill", "center", border="total", format="0"
    ),
    "total_amount": Look(
        ("Total amount", "合计金额"),
        10,
        True,
        "accent",
        "fill",
        "right",
        border="total",
        format="#,##0;[Red]-#,##0;0",
        indent=1,
    ),
    "total_number": Look(
        ("Total number", "合计数值"),
        10,
        True,
        "accent",
        "fill",
        "right",
        border="total",
        format="#,##0.0",
        indent=1,
    ),
    "total_percent": Look(
        ("Total percent", "合计百分比"),
        10,
        True,
        "accent",
        "fill",
        "right",
        border="total",
        format="0.0%",
        indent=1,
    ),
    "total_plain": Look(
        ("Total number as given", "合计数值（原样）"),
        10,
        True,
        "accent",
        "fill",
        "right",
        border="total",
        indent=1,
    ),
    "empty": Look(("Empty list", "空列表说明"), 10, False, "muted", italic=True),
    "plain_text": Look(("Text without wrap", "不换行文字"), 10),
    "paragraph": Look(("Paragraph", "正文段落"), 10, wrap=True, down="top"),
    "state": Look(("State", "状态"), 12, True, across="center", wrap=True),
    "line": Look(("Signature line", "签字栏"), 10, border="line", down="bottom"),
}


def install(workbook: Workbook, language: str) -> dict[str, str]:
    """Put theme and cell styles into a workbook; return the style names by key."""
    workbook.loaded_theme = _theme(language)
    _plain(workbook, language)
    at = LANGUAGES.index(language)
    for look in _LOOKS.values():
        workbook.add_named_style(_style(look, look.name[at], language))
    return {key: look.name[at] for key, look in _LOOKS.items()}


def _plain(workbook: Workbook, language: str) -> None:
    """Give the style that every cell begins with the house's font."""
    inner: Any = workbook
    normal = inner._named_styles["Normal"]
    normal.font = inner._fonts[0] = _font(language, 10)
    normal.bind(workbook)


def _font(
    language: str, size: float, *, bold: bool = False, italic: bool = False, colour: str = "text"
) -> Font:
    charset = 134 if language == "zh" else None
    family = 2
    return Font(
        name=FONTS[language], size=size, bold=bold, italic=italic, color=COLOURS[colour], family=family,
        charset=charset,
    )  # fmt: skip


def _style(look: Look, name: str, language: str) -> NamedStyle:
    style = NamedStyle(name)
    style.font = _font(language, look.size, bold=look.bold, italic=look.italic, colour=look.colour)
    if look.fill:
        style.fill = PatternFill("solid", fgColor=COLOURS[look.fill], bgColor=COLOURS[look.fill])
    style.alignment = Alignment(
        horizontal=look.across,
        vertical=look.down,
        wrap_text=look.wrap,
        indent=look.indent,
        shrink_to_fit=look.shrink or None,
    )
    style.border = _border(look.border)
    style.number_format = DATES[language] if look.format == "date" else look.format
    return style


def _border(kind: str) -> Border:
    thin, rule = Side("thin", COLOURS["rule"]), Side("thin", COLOURS["accent"])
    white = Side("thin", COLOURS["white"])
    kinds = {
        "row": Border(bottom=thin),
        "head": Border(left=white, right=white),
        "section": Border(bottom=Side("medium", COLOURS["accent"])),
        "total": Border(top=rule, bottom=rule),
        "tile": Border(top=Side("thick", COLOURS["teal"])),
        "line": Border(bottom=Side("thin", COLOURS["text"])),
    }
    return kinds.get(kind, Border())


def rule_style(tone: str) -> DifferentialStyle:
    """Return what a colour rule lays over a cell."""
    fill, font = _TONES[tone]
    return DifferentialStyle(
        font=Font(color=font, bold=True), fill=PatternFill("solid", fgColor=fill, bgColor=fill)
    )


def number_rule_style(code: str, number: int) -> DifferentialStyle:
    """Return a rule that changes nothing but the number format."""
    return DifferentialStyle(numFmt=NumberFormat(numFmtId=number, formatCode=code))


def _theme(language: str) -> str:
    xml = theme_xml
    for name, colour in _THEME_COLOURS.items():
        xml = re.sub(
            rf"(<a:{name}>\s*)<a:srgbClr val=\"\w+\"/>", rf'\1<a:srgbClr val="{COLOURS[colour]}"/>', xml
        )
    xml = re.sub(r'<a:latin typeface="\w+"/>\s*<a:ea typeface=""/>', _typefaces(), xml)
    return re.sub(r'(<a:font script="Hans" typeface=)"[^"]*"', rf'\1"{FONTS["zh"]}"', xml)


def _typefaces() -> str:
    return f'<a:latin typeface="{FONTS["en"]}"/><a:ea typeface="{FONTS["zh"]}"/>'
