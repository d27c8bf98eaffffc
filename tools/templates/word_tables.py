"""Tables of a Word template: lists that grow, facts, cards, callouts, layout.

Each function returns an element that stands on its own; where it goes is the
caller's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from tools.templates.word_palette import BLUE, FILL, RULE
from tools.templates.word_xml import Text, cm, in_language, paragraph, w

__all__ = ["Card", "Column", "card_table", "cell", "fact_table", "grid", "layout_table", "list_table"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading, its width in cm, and what its cells hold.

    A line of ``content`` that begins with ``~`` is a note, in small grey type.
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


def grid(style: str, widths: Sequence[float], *, header: bool = False, indent: float = 0) -> etree._Element:
    """Return a table without rows, of fixed column widths in cm."""
    look = w(
        "tblLook",
        val="04A0" if header else "0400",
        firstRow=int(header),
        lastRow=0,
        firstColumn=0,
        lastColumn=0,
    )
    look.attrib.update(w("x", noHBand=0, noVBand=1).attrib)
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


def lines(
    text: str, style: str = "TableText", note: str = "TableNote", jc: str | None = None
) -> list[etree._Element]:
    """Return a paragraph for each line of a text."""
    properties: dict[str, object] = {"jc": jc} if jc and jc != "left" else {}
    made = []
    for line in text.split("\n"):
        kind, shown = (note, line[1:].lstrip()) if line.startswith("~") else (style, line)
        kind = (
            "TemplateTag"
            if shown.startswith("{%") and shown.endswith("%}") and shown.count("{%") == 1
            else kind
        )
        made.append(paragraph(kind, shown, **properties))
    return made


def _control(text: str, widths: Sequence[float]) -> etree._Element:
    """Return a row that holds nothing but a statement; it is not in the document."""
    return _row(cell(sum(widths), paragraph("TemplateTag", text), span=len(widths)))


def list_table(columns: Sequence[Column], each: str, language: str) -> etree._Element:
    """Return a table whose row repeats ``for each``, below a heading that repeats on every page."""
    widths = [column.width for column in columns]
    table = grid("DocgenTable", widths, header=True)
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
    return table


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
    margins = [
        w("top", w=100, type="dxa"),
        w("left", w=140, type="dxa"),
        w("bottom", w=100, type="dxa"),
        w("right", w=80, type="dxa"),
    ]
    return cell(width, *content, fill=FILL, borders=[top], margins=margins)


def layout_table(cells: Sequence[etree._Element], widths: Sequence[float]) -> etree._Element:
    """Return one row of cells without lines, to set things side by side."""
    table = grid("DocgenLayout", widths)
    table.append(_row(*cells))
    return table


def ruled(width: float, *content: etree._Element) -> etree._Element:
    """Return a cell with a thin frame."""
    sides = [w(side, val="single", sz=4, space=0, color=RULE) for side in ("top", "left", "bottom", "right")]
    margins = [w(side, w=170, type="dxa") for side in ("top", "left", "bottom", "right")]
    return cell(width, *content, borders=sides, margins=margins)
