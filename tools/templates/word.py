"""The style kit for the first form of a Word template.

    book = WordTemplate("monthly_report", "zh")
    book.cover(title, subtitle, facts)
    book.heading(1, ("服务事项执行状况", "Service item status"))
    book.table([Column(("事项", "Item"), 5, "{{ s.title }}"), …], each="s in service_items")
    book.save(path)

A text is a string (a tag, the same in all languages) or a pair, Chinese and
English.  From the first form on the Office file is the source; this is a tool
for developers, and nothing that runs needs it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from docx import Document as new_document
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from tools.templates.word_charts import Chart, add_chart
from tools.templates.word_front import Entry, contents, cover, furnish, set_properties
from tools.templates.word_pages import page_texts, render_sample, set_pages
from tools.templates.word_styles import apply_house
from tools.templates.word_tables import (
    Card,
    Column,
    banner_table,
    card_table,
    cell,
    fact_table,
    layout_table,
    list_table,
    matrix_table,
    signature_table,
)
from tools.templates.word_xml import Text, in_language, paragraph, w

__all__ = ["Card", "Column", "Flow", "Text", "WordTemplate", "build", "tint"]

_TEMPLATES = Path(__file__).parents[2] / "templates" / "docx"

_NUMBERED = 3
"""The abstract list of numbered paragraphs, as the kit's numbering defines it."""

_TINTS = {
    "D5EBDD": "green done confirmed met achieved accepted better closed silent low",
    "FBE7C6": "amber delayed done_late confirmed_late partly_met partly_achieved "
    "awaiting monitoring medium on_hold",
    "F4D3CA": "red overdue objected not_met missed critical worse",
    "F8DFC9": "high",
    "DCE8F3": "in_progress open proposed planned waived",
}
"""Fill colours of cells by the keys that they show; any other key is grey."""


def _tint_statement() -> str:
    pairs = ", ".join(f'"{key}": "{colour}"' for colour, keys in _TINTS.items() for key in keys.split())
    return f"{{% set tint = {{{pairs}}} %}}"


def tint(expression: str) -> str:
    """Return the expression for the colour of a key."""
    return f'tint.get({expression}, "EEF1F5")'


class Flow:
    """A place where content goes one after the other: the body, or a cell of a layout."""

    def __init__(self, document: Document, container: etree._Element, language: str, width: float) -> None:
        self.document, self.container, self.language, self.width = document, container, language, width

    def add(self, *elements: etree._Element) -> None:
        """Append elements, before the section's properties where there are any."""
        section = self.container.find(qn("w:sectPr"))
        for element in elements:
            if section is None:
                self.container.append(element)
            else:
                section.addprevious(element)

    def text(self, text: Text, style: str = "BodyText", **properties: object) -> None:
        """Add a paragraph for each line of a text."""
        for line in in_language(text, self.language).split("\n"):
            self.add(paragraph(style, line, **properties))

    def lead(self, text: Text) -> None:
        """Add a small title that the contents do not list."""
        self.text(text, "Lead")

    def note(self, text: Text) -> None:
        """Add a note below a table or chart."""
        self.text(text, "Caption")

    def bullets(self, *items: Text, each: str = "") -> None:
        """Add a list; with ``each`` its items repeat (``"h in summary.highlights"``)."""
        self._items("ListBullet", items, each)

    def numbered(self, *items: Text, each: str = "") -> None:
        """Add a numbered list that begins at 1; with ``each`` its items repeat."""
        self._items("ListNumber", items, each, count=self._new_count())

    def _new_count(self) -> int:
        """Return the number of a new use of the numbered list, which starts afresh."""
        use = self.document.part.numbering_part.element.add_num(_NUMBERED)
        use.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(use.numId)

    def _items(self, style: str, items: Sequence[Text], each: str, count: int | None = None) -> None:
        if each:
            self.statement(f"for {each}")
        for item in items:
            made = paragraph(style, in_language(item, self.language))
            if count is not None:
                made[0].append(w("numPr", w("ilvl", val=0), w("numId", val=count)))
            self.add(made)
        if each:
            self.statement("endfor")

    def callout(self, *texts: Text) -> None:
        """Add a box with a coloured edge."""
        for text in texts:
            self.text(text, "Callout")
        self.gap()

    def gap(self) -> None:
        """Add a little space, which also keeps two tables apart."""
        self.add(paragraph("TableGap"))

    def statement(self, body: str) -> None:
        """Add a statement alone in its paragraph."""
        self.add(paragraph("TemplateTag", f"{{% {body} %}}"))

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """Put what is added inside of ``if …`` or ``for …``."""
        self.statement(opening)
        yield
        self.statement(f"end{opening.split()[0]}")

    def either(self, condition: str, otherwise: Text) -> _Either:
        """Add content if a condition holds, else a sentence: ``with flow.either("risks", "No risks."):``."""
        return _Either(self, condition, otherwise)

    def table(self, columns: Sequence[Column], each: str) -> None:
        """Add a list as a table over the whole width; widths are scaled to fill it."""
        scale = self.width / sum(column.width for column in columns)
        fitted = [replace(column, width=column.width * scale) for column in columns]
        self.add(list_table(fitted, each, self.language))
        self.gap()

    def facts(self, facts: Sequence[tuple[Text, Text]], label: float = 0.3) -> None:
        """Add labels and values; ``label`` is the share of the width that labels take."""
        widths = (self.width * label, self.width * (1 - label))
        self.add(fact_table(facts, widths, self.language))
        self.gap()

    def matrix(self, columns: Sequence[tuple[Text, str, float]], rows: Sequence[Sequence[Text]]) -> None:
        """Add a table of fixed rows; a column is its heading, its alignment and its width in cm."""
        self.add(matrix_table(columns, rows, self.language))
        self.gap()

    def banner(self, label: Text, status: Text, text: Text, *, colour: str) -> None:
        """Add a judgement in its colour, an expression such as :func:`tint` makes, with the words for it."""
        shown = [in_language(part, self.language) for part in (label, status, text)]
        self.add(banner_table(shown[0], shown[1], shown[2], colour=colour, width=self.width))
        self.gap()

    def signatures(self, each: str, head: Sequence[Text], entries: Sequence[Text]) -> None:
        """Add places to sign, two in a row, one for each item ``s`` of the list ``each``."""
        shown = [[in_language(text, self.language) for text in texts] for texts in (head, entries)]
        self.add(signature_table(each, shown[0], shown[1], self.width))
        self.gap()

    def cards(self, *cards: Card) -> None:
        """Add a row of key figures."""
        self.add(card_table(cards, self.width, self.language))
        self.gap()

    def chart(self, data: str, kind: str, title: Text, **look: Any) -> None:
        """Add a native chart that ``{{ data | chart }}`` fills; ``look`` are fields of :class:`Chart`."""
        shown = in_language(title, self.language)
        chart = replace(Chart(data, kind, shown, shown, width=self.width), **look)
        self.add(paragraph("Chart", add_chart(self.document.part, chart, self.language)))

    def columns(self, *widths: float) -> list[Flow]:
        """Add places side by side, of widths in cm; fill each, and end each with a paragraph."""
        cells = [cell(width) for width in widths]
        self.add(layout_table(cells, widths))
        self.gap()
        return [
            Flow(self.document, one, self.language, width - 0.3)
            for one, width in zip(cells, widths, strict=True)
        ]


class _Either:
    """The two branches of :meth:`Flow.either`."""

    def __init__(self, flow: Flow, condition: str, otherwise: Text) -> None:
        self.flow, self.condition, self.otherwise = flow, condition, otherwise

    def __enter__(self) -> None:
        self.flow.statement(f"if {self.condition}")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.flow.statement("else")
        self.flow.text(self.otherwise)
        self.flow.statement("endif")


class WordTemplate(Flow):
    """A Word template under construction."""

    def __init__(self, deliverable: str, language: str) -> None:
        document = new_document()
        body = document.element.body
        for child in [c for c in body if c.tag != qn("w:sectPr")]:
            body.remove(child)
        super().__init__(document, body, language, 16.0)
        self.deliverable = deliverable
        self.entries: list[Entry] = []
        apply_house(document, language)
        furnish(document, language)
        set_properties(document, language)
        self.add(paragraph("TemplateTag", _tint_statement()))

    def cover(self, title: Text, subtitle: Text, facts: Sequence[tuple[Text, Text]]) -> None:
        """Add the cover, and after it the place of the contents."""
        self.add(*cover(self.document, self.language, title, subtitle, facts))
        self._contents = w("sdt")
        self.add(self._contents)

    def heading(self, level: int, text: Text, *, numbered: bool = True, new_page: bool = False) -> None:
        """Add a heading, which the contents list down to level 2."""
        shown = in_language(text, self.language)
        bookmark = f"_Toc{900000 + len(self.document.element.body):06d}"
        marks = [
            w("bookmarkStart", id=len(self.entries) + 1, name=bookmark),
            w("bookmarkEnd", id=len(self.entries) + 1),
        ]
        style = f"Heading{level}" if numbered else "HeadingUnnumbered"
        made = paragraph(style, marks[0], shown, marks[1], **({"pageBreakBefore": True} if new_page else {}))
        self.add(made)
        if level <= 2:
            self.entries.append(Entry(level, self._number(level) if numbered else "", shown, bookmark))

    def _number(self, level: int) -> str:
        last = next((e.number for e in reversed(self.entries) if e.number), "0")
        counts = [int(n) for n in last.split(".")][:level]
        counts += [0] * (level - len(counts))
        counts[-1] += 1
        return ".".join(str(n) for n in counts)

    def save(self, path: Path) -> None:
        """Write the template, its contents with the page numbers that the sample gives."""
        set_pages(self.entries, page_texts(render_sample(self._bytes(), self.deliverable, self.language)))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._bytes())

    def _bytes(self) -> bytes:
        made = contents(self.entries, self.language)
        self._contents.addnext(made)
        self.document.element.body.remove(self._contents)
        self._contents = made
        data = io.BytesIO()
        self.document.save(data)
        return _undated(data.getvalue())


def _undated(package: bytes) -> bytes:
    """Return a package whose members bear a fixed date, so that the same layout is the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, (2026, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(info))
    return out.getvalue()


def build(deliverable: str, lay_out: Callable[[WordTemplate], None]) -> None:
    """Lay out a deliverable's template in both languages and write the files."""
    for language in ("zh", "en"):
        book = WordTemplate(deliverable, language)
        lay_out(book)
        book.save(_TEMPLATES / deliverable / f"{language}.docx")
