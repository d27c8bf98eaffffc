"""Tables of a Word template: lists that grow, facts, cards, callouts, layout.

Each function returns an element that stands on its own; where it goes is the
caller's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from tools.templates.word_palette import BLUE, FILL, RULE
from tools.templates.word_xml import Text, cm, in_language, paragraph, w

__all__ = [
    "Card",
    "Column",
    "banner_table",
    "card_table",
    "cell",
    "fact_table",
    "grid",
    "layout_table",
    "lines",
    "list_table",
    "matrix_table",
    "signature_table",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading, its width in cm, and what its cells hold.

    A line of ``content`` that begins with ``~`` is a note in small grey type, with ``!`` an alarm.
    ``tint`` is an expression that gives the cell's colour.
    """

    heading: Text
    width: float
    content: Text
    align: str = "left"
    tint: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: its label, the figure, and a line of explanation."""

    label: Text
    figure: Text
    note: Text = ""
    colour: str = BLUE


_LOOKS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}


def grid(
    style: str, widths: Sequence[float], *, header: bool = False, banded: bool = False, indent: float = 0
) -> etree._Element:
    """Return a table without rows, of fixed column widths in cm."""
    flags = {"firstRow": header, "noHBand": not banded, "noVBand": True}
    value = sum(_LOOKS[name] for name, holds in flags.items() if holds)
    look = w("tblLook", val=f"{value:04X}", **{name: int(flags.get(name, False)) for name in _LOOKS})
    properties = w(
        "tblPr",
        w("tblStyle", val=style),
        w("tblW", w=cm(sum(widths)), type="dxa"),
        w("tblInd", w=cm(indent), type="dxa"),
        w("tblLayout", type="fixed"),
        look,
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=cm(width)) for width in widths)))


def cell(
    width: float,
    *content: etree._Element,
    span: int = 1,
    fill: str = "",
    borders: Sequence[etree._Element] = (),
    middle: bool = False,
    margins: Sequence[etree._Element] = (),
) -> etree._Element:
    """Return a table cell; the properties stand in the order of the schema."""
    properties = w("tcPr", w("tcW", w=cm(width), type="dxa"))
    if span > 1:
        properties.append(w("gridSpan", val=span))
    if borders:
        properties.append(w("tcBorders", *borders))
    if fill:
        properties.append(w("shd", val="clear", color="auto", fill=fill))
    if margins:
        properties.append(w("tcMar", *margins))
    if middle:
        properties.append(w("vAlign", val="center"))
    return w("tc", properties, *content)


def _row(*cells: etree._Element, header: bool = False) -> etree._Element:
    """Return a row that does not break over pages."""
    properties = w("trPr", w("cantSplit"), *([w("tblHeader")] if header else []))
    return w("tr", properties, *cells)


_KINDS = {"~": "TableNote", "!": "TableAlarm"}


def lines(text: str, style: str = "TableText", jc: str = "left") -> list[etree._Element]:
    """Return a paragraph for each line of a text; a first ``~`` makes a note of a line, ``!`` an alarm."""
    properties: dict[str, object] = {} if jc == "left" else {"jc": jc}
    return [paragraph(*_line(line, style), **properties) for line in text.split("\n")]


def _line(line: str, style: str) -> tuple[str, str]:
    if line[:1] in _KINDS:
        return _KINDS[line[0]], line[1:]
    alone = line.startswith("{%") and line.endswith("%}") and line.count("{%") == 1
    return ("TemplateTag" if alone else style), line


def _control(text: str, widths: Sequence[float]) -> etree._Element:
    """Return a row that holds nothing but a statement; it is not in the document."""
    return _row(cell(sum(widths), paragraph("TemplateTag", text), span=len(widths)))


def list_table(columns: Sequence[Column], each: str, language: str) -> etree._Element:
    """Return a table whose row repeats ``for each``, below a heading that repeats on every page."""
    widths = [column.width for column in columns]
    table = grid("DocgenTable", widths, header=True, banded=not any(c.tint for c in columns))
    table.append(_row(*(cell(c.width, *_heading(c, language), middle=True) for c in columns), header=True))
    table.append(_control(f"{{% for {each} %}}", widths))
    table.append(_row(*(cell(c.width, *_content(c, language)) for c in columns)))
    table.append(_control("{% endfor %}", widths))
    return table


def _heading(column: Column, language: str) -> list[etree._Element]:
    return lines(in_language(column.heading, language), "TableHeading", jc=column.align)


def _content(column: Column, language: str) -> list[etree._Element]:
    text = in_language(column.content, language)
    if column.tint:
        text = f"{{% cellbg {column.tint} %}}{text}"
    return lines(text, jc=column.align)


def matrix_table(
    columns: Sequence[tuple[Text, str, float]], rows: Sequence[Sequence[Text]], language: str
) -> etree._Element:
    """Return a table of fixed rows; a column is its heading, its alignment and its width."""
    widths = [width for _, _, width in columns]
    table = grid("DocgenTable", widths, header=True)
    heads = [lines(in_language(heading, language), "TableHeading", align) for heading, align, _ in columns]
    table.append(_row(*(cell(width, *head) for width, head in zip(widths, heads, strict=True)), header=True))
    for row in rows:
        shown = zip(row, columns, strict=True)
        table.append(
            _row(
                *(
                    cell(width, *lines(in_language(text, language), jc=align))
                    for text, (_, align, width) in shown
                )
            )
        )
    return _kept(table)


def banner_table(label: str, status: str, text: str, *, colour: str, width: float) -> etree._Element:
    """Return a box with a judgement in its colour on the left, and the words for it on the right."""
    left = [paragraph("CardLabel", f"{{% cellbg {colour} %}}{label}"), paragraph("BannerStatus", status)]
    right = [paragraph("BannerText", line) for line in text.split("\n")]
    table = grid("DocgenLayout", (3.6, width - 3.6))
    cells = zip((3.6, width - 3.6), (left, right), strict=True)
    table.append(_row(*(cell(size, *c, fill=FILL, margins=_margins(170), middle=True) for size, c in cells)))
    return table


def _margins(top: int, left: int | None = None, right: int | None = None) -> list[etree._Element]:
    """Return the margins of a cell in twentieths of a point; left and right as top unless given."""
    widths = {"top": top, "left": left or top, "bottom": top, "right": right or left or top}
    return [w(side, w=width, type="dxa") for side, width in widths.items()]


def fact_table(
    facts: Sequence[tuple[Text, Text]], widths: tuple[float, float], language: str
) -> etree._Element:
    """Return a table of labels and values."""
    table = grid("DocgenFacts", widths)
    for label, value in facts:
        table.append(
            _row(
                cell(widths[0], *lines(in_language(label, language), "TableLabel")),
                cell(widths[1], *lines(in_language(value, language))),
            )
        )
    return _kept(table)


def card_table(cards: Sequence[Card], width: float, language: str, gap: float = 0.3) -> etree._Element:
    """Return a row of key figures."""
    one = (width - gap * (len(cards) - 1)) / len(cards)
    widths = [one if place % 2 == 0 else gap for place in range(2 * len(cards) - 1)]
    table = grid("DocgenLayout", widths)
    cells: list[etree._Element] = []
    for card in cards:
        if cells:
            cells.append(cell(gap, paragraph("TableGap")))
        cells.append(_card(card, one, language))
    table.append(_row(*cells))
    return table


def _card(card: Card, width: float, language: str) -> etree._Element:
    label, figure, note = (in_language(text, language) for text in (card.label, card.figure, card.note))
    content = [paragraph("CardLabel", label), paragraph("CardFigure", figure)]
    content += lines(note, "CardNote") if note else []
    top = w("top", val="single", sz=24, space=0, color=card.colour)
    return cell(width, *content, fill=FILL, borders=[top], margins=_margins(100, 140, 80))


def _kept(table: etree._Element) -> etree._Element:
    """Keep the rows of a table on one page."""
    for row in table.findall(qn("w:tr"))[:-1]:
        for properties in row.iter(qn("w:pPr")):
            if properties.find(qn("w:keepNext")) is None:
                properties.insert(1, w("keepNext"))
    return table


def layout_table(cells: Sequence[etree._Element], widths: Sequence[float]) -> etree._Element:
    """Return one row of cells without lines, to set things side by side."""
    table = grid("DocgenLayout", widths)
    table.append(_row(*cells))
    return table


def signature_table(each: str, head: Sequence[str], entries: Sequence[str], width: float) -> etree._Element:
    """Return places to sign, two in a row, one for each item ``s`` of a list."""
    texts = [*head, *entries]
    texts[0] = f"{{%tc for s in pair %}}{texts[0]}"
    texts[-1] += "{%tc endfor %}"
    styles = ["Lead", *["BodyText"] * (len(head) - 1), *["SignatureLine"] * len(entries)]
    block = [paragraph(style, text) for style, text in zip(styles, texts, strict=True)]
    sides = [w(side, val="single", sz=4, space=0, color=RULE) for side in ("top", "left", "bottom", "right")]
    widths = (width / 2, width / 2)
    table = grid("DocgenLayout", widths)
    table.append(_control(f"{{% for pair in {each} | batch(2) %}}", widths))
    table.append(_row(cell(width / 2, *block, borders=sides, margins=_margins(140, 200))))
    table.append(_control("{% endfor %}", widths))
    return table
