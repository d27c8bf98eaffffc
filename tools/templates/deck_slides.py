"""A deck under construction and its slides: text, cards, tables, marks, notes.

deck = Deck("monthly_report", "zh")
slide = deck.slide("title", ("风险", "Risks"), lead="{{ … }}", repeat="page in risks | fit(11)")
slide.table(CONTENT, [Column(("编号", "No."), 0.6, "{{ r.id }}"), …], "r in page")
deck.save(path)
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.util import Emu

from docgen.catalog import open_catalog
from tools.templates.deck_house import TABLE_STYLE, house_deck, set_notes_fonts
from tools.templates.deck_layouts import LAYOUTS, footers
from tools.templates.deck_look import ACCENT, ALERT, FILL, MUTED, Box, Text, emu, in_language, solid
from tools.templates.deck_text import Line, Lines, Look, Run, fill_frame

__all__ = ["Card", "Column", "Deck", "Slide"]

_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_MADE = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
_FOOTED = ("agenda", "content", "two", "title")


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, width in inches, what its cells hold."""

    heading: Text
    width: float
    cell: Lines
    align: str = "l"


@dataclass(frozen=True)
class Card:
    """A key figure: what it is, the figure, a remark, its colour (see ``ALERT``)."""

    label: Text
    value: Text
    remark: Lines
    colour: str = "blue"


class Slide:
    """One slide; every method adds something to it."""

    def __init__(self, deck: Deck, slide: Any) -> None:
        self.deck, self.slide = deck, slide

    def say(self, text: Text) -> str:
        """Return a text in the deck's language."""
        return in_language(text, self.deck.language)

    def fill(self, index: int, content: Lines) -> None:
        """Fill a placeholder."""
        holder = next(p for p in self.slide.placeholders if p.placeholder_format.idx == index)
        fill_frame(holder.text_frame._txBody, content, Look(self.deck.language))

    def text(
        self,
        box: Box,
        content: Lines,
        *,
        size: float = 14,
        colour: str = "tx1",
        bold: bool | None = None,
        align: str = "",
        anchor: str = "t",
        name: Text = ("文本", "Text"),
    ) -> Any:
        """Add a text box."""
        shape = self.slide.shapes.add_textbox(*_at(box))
        shape.name = self.say(name)
        _frame(shape, anchor, 0)
        fill_frame(shape.text_frame._txBody, content, Look(self.deck.language, size, colour, align, bold))
        return shape

    def heading(self, box: Box, text: Text, condition: str = "") -> Box:
        """Add a heading on top of a box, kept where a condition holds, and return the rest of the box."""
        top, rest = box.below(0.32, 0.1)
        shape = self.text(
            top, text, size=13, colour=ACCENT, bold=True, anchor="ctr", name=("小标题", "Heading")
        )
        if condition:
            shape._element.nvSpPr.cNvPr.set("descr", f"{{% if {condition} %}}")
        return rest

    def panel(
        self, box: Box, content: Lines, *, size: float = 13, anchor: str = "t", name: Text = ("说明", "Panel")
    ) -> Any:
        """Add a text on a light ground."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_at(box))
        shape.name = self.say(name)
        _plain(shape, FILL)
        _frame(shape, anchor, 0.18)
        fill_frame(shape.text_frame._txBody, content, Look(self.deck.language, size, "tx1", "l"))
        return shape

    def cards(self, box: Box, cards: Sequence[Card], *, size: float = 24) -> None:
        """Add key figures side by side."""
        for card, place in zip(cards, box.columns(len(cards)), strict=True):
            self._card(place, card, size)

    def _card(self, box: Box, card: Card, size: float) -> None:
        colour = ALERT[card.colour]
        ground = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_at(box))
        ground.name = self.say(card.label)
        _plain(ground, FILL)
        _frame(ground, "ctr", 0.18)
        remark = card.remark if isinstance(card.remark, list) else [card.remark]
        content: list[Text | Line] = [
            Line([card.label], size=11, colour=MUTED),
            Line([card.value], size=size, colour=colour, bold=True),
            *(_small(line) for line in remark),
        ]
        fill_frame(ground.text_frame._txBody, content, Look(self.deck.language, 10.5, "tx1", "l"))
        bar = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_at(Box(box.x, box.y, 0.07, box.height)))
        bar.name = self.say(("色条", "Bar"))
        _plain(bar, colour)

    def badge(self, box: Box, expression: str, group: str, *, size: float = 13) -> None:
        """Add the label of a green, amber or red key on its colour: a shape for each, of which one stays."""
        for key, colour in ALERT.items():
            if key not in ("green", "amber", "red", "grey"):
                continue
            shape = self.slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *_at(box))
            test = f'== "{key}"' if key != "grey" else 'not in ("green", "amber", "red")'
            shape.name = f"{group} {key}"
            _plain(shape, colour)
            _frame(shape, "ctr", 0.05)
            shape._element.nvSpPr.cNvPr.set("descr", f"{{% if {expression} {test} %}}")
            text = f'{{{{ {expression} | label("{group}") }}}}'
            fill_frame(shape.text_frame._txBody, text, Look(self.deck.language, size, "bg1", "ctr", True))

    def table(
        self,
        box: Box,
        columns: Sequence[Column],
        each: str,
        *,
        size: float = 11,
        name: Text = ("表格", "Table"),
        condition: str = "",
        height: float = 0.34,
    ) -> None:
        """Add a table whose row repeats for each item of a list (``r in page``) and is at least so high."""
        frame = self.slide.shapes.add_table(4, len(columns), *_at(Box(*box[:3], 1.3)))
        frame.name = self.say(name)
        table = frame.table
        frame._element.find(".//{*}tableStyleId").text = TABLE_STYLE
        scale = box.width / sum(column.width for column in columns)
        for number, column in enumerate(columns):
            table.columns[number].width = Emu(emu(column.width * scale))
            cells = [Line([column.heading], bold=True), "", column.cell, ""]
            if number == 0:
                cells[1], cells[3] = f"{{%tr for {each} %}}", "{%tr endfor %}"
            for row, content in enumerate(cells):
                self._cell(table.cell(row, number), content, size, column.align)
        for number, row in enumerate(table.rows):
            row.height = Emu(emu(height if number == 2 else 0.34))
        if condition:
            frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{{% if {condition} %}}")

    def facts(
        self, box: Box, heads: Sequence[Text], rows: Sequence[Sequence[Lines]], *, size: float = 12
    ) -> None:
        """Add a table of fixed rows; all columns but the first stand on the right."""
        frame = self.slide.shapes.add_table(len(rows) + 1, len(heads), *_at(box))
        frame._element.find(".//{*}tableStyleId").text = TABLE_STYLE
        for number, row in enumerate([[Line([head], bold=True) for head in heads], *rows]):
            for column, content in enumerate(row):
                cell = frame.table.cell(number, column)
                self._cell(cell, content, size, "r" if column else "l")
        share = 0.4 if len(heads) > 2 else 0.55
        for number, column in enumerate(frame.table.columns):
            width = box.width * (share if number == 0 else (1 - share) / (len(heads) - 1))
            column.width = Emu(emu(width))

    def _cell(self, cell: Any, content: Any, size: float, align: str) -> None:
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Emu(emu(0.08))
        cell.margin_top = cell.margin_bottom = Emu(emu(0.04))
        fill_frame(cell._tc.get_or_add_txBody(), content, Look(self.deck.language, size, "", align))

    def empty(self, box: Box, condition: str, text: Text) -> None:
        """Add a sentence that stands where a list is empty."""
        shape = self.panel(Box(box.x, box.y, box.width, 0.6), text, name=("无内容说明", "Nothing to list"))
        shape._element.nvSpPr.cNvPr.set("descr", f"{{% if not {condition} %}}")

    def notes(self, content: Sequence[Text]) -> None:
        """Write the speaker notes, a paragraph per text."""
        body = self.slide.notes_slide.notes_text_frame._txBody
        fill_frame(body, list(content), Look(self.deck.language))


def _small(line: Text | Line) -> Line:
    return line if isinstance(line, Line) else Line([line], size=10.5, colour=MUTED)


def _at(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    x, y, width, height = (Emu(emu(side)) for side in box)
    return x, y, width, height


def _plain(shape: Any, colour: str) -> None:
    """Give a shape a fill and no line, shadow or style."""
    element = shape._element
    style = element.find("{*}style")
    if style is not None:
        element.remove(style)
    form = element.spPr.find("{*}prstGeom")
    for text in ("<a:ln><a:noFill/></a:ln>", solid(colour)):
        form.addnext(parse_xml(text.replace(">", f" {_SPACES}>", 1)))


def _frame(shape: Any, anchor: str, margin: float) -> None:
    body = shape.text_frame._txBody.bodyPr
    for child in list(body):
        body.remove(child)
    for side in ("lIns", "rIns"):
        body.set(side, str(emu(margin)))
    for side in ("tIns", "bIns"):
        body.set(side, str(emu(margin * 0.7)))
    body.set("wrap", "square")
    body.set("anchor", anchor)
    body.append(parse_xml(f"<a:normAutofit {_SPACES}/>"))


class Deck:
    """A template under construction."""

    def __init__(self, deliverable: str, language: str) -> None:
        self.language = language
        self.file = house_deck(language)
        made = open_catalog().deliverable(deliverable)
        self.context = made.context(made.load(made.sample(language)), language)
        """The sample's context, which tells the shape of each chart."""

    def slide(
        self, layout: str, title: Text, lead: Lines = "", *, repeat: Text = "", when: str = ""
    ) -> Slide:
        """Add a slide; ``repeat`` (``k in kpis``) repeats it, ``when`` keeps it where a condition holds."""
        number = [made.key for made in LAYOUTS].index(layout)
        added = self.file.slides.add_slide(self.file.slide_layouts[number])
        slide = Slide(self, added)
        slide.fill(0, title)
        if lead:
            slide.fill(13, lead)
        if layout in _FOOTED:
            for element in parse_xml(f"<p:x {_SPACES}>{footers(self.language)}</p:x>"):
                added.shapes._spTree.append(element)
        for keyword, body in (("for", repeat), ("if", when)):
            if body:
                _slide_tags(slide, keyword, slide.say(body))
        return slide

    def cover(self, facts: Sequence[tuple[Text, Lines]]) -> Slide:
        """Add the cover: title, engagement, and four facts."""
        slide = self.slide("cover", "{{ document.title }}")
        slide.fill(1, ["{{ customer.name }}", Line(["{{ engagement.name }}"], size=15)])
        slide.fill(14, "{{ provider.name }}")
        for index, (label, value) in enumerate(facts, 15):
            values = value if isinstance(value, list) else [value]
            slide.fill(index, [Line([label], size=10.5, colour=MUTED), *values])
        for name, x in (("provider", 9.9), ("customer", 11.5)):
            self._logo(slide, name, Box(x, 5.8, 1.4, 0.62))
        return slide

    def _logo(self, slide: Slide, owner: str, box: Box) -> None:
        """Add a picture that an owner's logo replaces."""
        file = io.BytesIO()
        Image.new("RGB", (140, 62), "#E8EDF3").save(file, "PNG")
        picture = slide.slide.shapes.add_picture(file, *_at(box))
        picture.name = f"{owner} logo"
        picture._element.nvPicPr.cNvPr.set("descr", f"{{{{ {owner}.logo | image }}}}")

    def closing(self) -> None:
        """Add the last slide: thanks and whom to ask."""
        slide = self.slide("closing", ("感谢您的信任与配合", "Thank you"))
        contact = (
            "{% if provider.phone %}电话：{{ provider.phone }}{% endif %}",
            "{% if provider.phone %}Telephone: {{ provider.phone }}{% endif %}",
        )
        email = (
            "{% if provider.email %}邮箱：{{ provider.email }}{% endif %}",
            "{% if provider.email %}E-mail: {{ provider.email }}{% endif %}",
        )
        slide.fill(
            1,
            [
                Line(["{{ provider.name }}"], bold=True, size=18),
                "{{ provider.department }}",
                contact,
                email,
                Line(
                    [
                        (
                            '密级：{{ report.confidentiality | label("confidentiality") }}',
                            'Confidentiality: {{ report.confidentiality | label("confidentiality") }}',
                        )
                    ],
                    size=11,
                    before=12,
                ),
            ],
        )

    def save(self, path: Path) -> None:
        """Write the template."""
        properties = self.file.core_properties
        properties.title = "{{ document.title }} – {{ customer.label }}"
        properties.author = "{{ provider.name }}"
        properties.last_modified_by, properties.revision = "", 1
        properties.created = properties.modified = _MADE.replace(tzinfo=None)
        set_notes_fonts(self.file)
        self.file.save(str(path))


def _slide_tags(slide: Slide, keyword: str, body: str) -> None:
    """Put the tags that repeat or keep a slide above it, where only its owner sees them."""
    content = [Line([Run(f"{{%slide {keyword} {body} %}}")]), Line([Run(f"{{%slide end{keyword} %}}")])]
    box = Box(0, -0.75, 7, 0.6)
    slide.text(box, list(content), size=12, colour=MUTED, name=("幻灯片标签", "Slide tags"))
