"""Where pages end, estimated: the text poured into pages of the right size by average widths.

It knows page sizes, breaks, spacing, tables, pictures, and what keeps lines together; it does not know fonts,
notes at the foot of a page and text around pictures.  A layout program is right where this is near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from docgen.engine.docx.contents.fields import namespace_of
from docgen.engine.docx.contents.sections import Section, read_sections
from docgen.engine.docx.contents.typography import Typography

__all__ = ["estimate"]

Element = etree._Element
_ROW = 0.3  # points of a row's border
_ORPHANS = 2  # lines that stay together at a page's end and beginning


@dataclass(slots=True)
class _Block:
    """What is put on a page as a piece: a paragraph, or a row of a table."""

    element: Element
    height: float
    line: float
    before: float
    after: float
    keep_next: bool
    whole: bool
    """Whether it may not be cut."""
    break_before: bool
    breaks: int
    """Page breaks inside."""
    style: str = ""
    header: float = 0.0
    """The height of the rows that the table repeats on each page."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The room of a page, and the grid of its lines; in points."""

    width: float = 451.0
    height: float = 698.0
    columns: int = 1
    pitch: float = 0.0


def estimate(root: Element, typography: Typography, places: Sequence[Element]) -> tuple[int, list[int]]:
    """Return how many pages a document has, and the page, from 1, of each of the places."""
    w = namespace_of(root)
    flow = _Flow()
    sections, members = read_sections(root, w)
    current = -1
    for child, index in members.items():
        if index != current:
            flow.section(sections[index], _sheet(sections[index], w), index == 0)
            current = index
        flow.put(list(_blocks(child, typography, w, flow.sheet)))
    return flow.page, [flow.page_of(place) for place in places]


def _sheet(section: Section, w: str) -> _Sheet:
    properties = section.properties
    size = properties.find(w + "pgSz") if properties is not None else None
    margins = properties.find(w + "pgMar") if properties is not None else None
    columns = properties.find(w + "cols") if properties is not None else None
    grid = properties.find(w + "docGrid") if properties is not None else None
    asked = columns.get(w + "num", "1") if columns is not None else "1"
    number = int(asked) if asked.isdigit() and 0 < int(asked) < 46 else 1
    width = _twips(size, w + "w", 11906) - sum(
        _twips(margins, w + n, 1440) for n in ("left", "right", "gutter")
    )
    height = _twips(size, w + "h", 16838) - sum(_twips(margins, w + n, 1440) for n in ("top", "bottom"))
    snaps = grid is not None and grid.get(w + "type") in ("lines", "linesAndChars", "snapToChars")
    return _Sheet(
        max(width / number, 36), max(height, 36), number, _twips(grid, w + "linePitch", 0) if snaps else 0
    )


def _twips(element: Element | None, name: str, otherwise: int) -> float:
    text = element.get(name, "") if element is not None else ""
    if not text and name.endswith("gutter"):
        return 0.0
    try:
        return abs(float(text or otherwise)) / 20
    except ValueError:
        return otherwise / 20


# -- pieces ------------------------------------------------------------------


def _blocks(element: Element, typography: Typography, w: str, sheet: _Sheet) -> Iterator[_Block]:
    if element.tag == w + "p":
        yield _paragraph(element, typography, w, sheet)
    elif element.tag == w + "tbl":
        yield from _rows(element, typography, w, sheet)
    elif element.tag in (w + "sdt", w + "sdtContent", w + "customXml", w + "ins"):
        for child in element:
            yield from _blocks(child, typography, w, sheet)


def _paragraph(element: Element, typography: Typography, w: str, sheet: _Sheet) -> _Block:
    found = typography.measure(element, w, sheet.width, sheet.pitch)
    setting = found.setting
    return _Block(
        element, found.body, found.height, setting.before, setting.after, setting.keep_next,
        setting.keep_lines or found.extra > 0 or found.lines < 2 * _ORPHANS, setting.break_before,
        found.breaks, found.style if setting.contextual else "",
    )  # fmt: skip


def _rows(table: Element, typography: Typography, w: str, sheet: _Sheet) -> Iterator[_Block]:
    widths = [_twips(column, w + "w", 0) for column in table.iterfind(f"{w}tblGrid/{w}gridCol")]
    header, margins = 0.0, _table_margins(table, typography, w)
    for row in table.iter(w + "tr"):
        if next(row.iterancestors(w + "tbl"), None) is not table:
            continue
        block = _row(row, widths, margins, typography, w, sheet)
        repeats = row.find(f"{w}trPr/{w}tblHeader")
        if repeats is not None and repeats.get(w + "val", "1") not in ("0", "false", "off"):
            header += block.height
        else:
            block.header = header
        yield block


def _row(
    row: Element, widths: list[float], usual: _Margins, typography: Typography, w: str, sheet: _Sheet
) -> _Block:
    heights, at, keeps = [0.0], 0, False
    for cell in row.iter(w + "tc"):
        if next(cell.iterancestors(w + "tr"), None) is not row:
            continue
        known = _children(next(cell.iterchildren(w + "tcPr"), None), w)
        span = known["gridSpan"].get(w + "val", "") if "gridSpan" in known else ""
        across = int(span) if span.isdigit() else 1
        usual_width = sheet.width / max(len(widths), 1)
        width = sum(widths[at : at + across]) or _cell_width(known.get("tcW"), w, usual_width)
        at += across
        margins = _margins(known.get("tcMar"), w, usual)
        inner = _Sheet(max(width - margins.across, 12), sheet.height, 1, 0.0)
        blocks = [b for child in cell for b in _blocks(child, typography, w, inner)]
        keeps = keeps or bool(blocks and blocks[0].keep_next)
        if "vMerge" not in known:
            heights.append(sum(b.before + b.height + b.after for b in blocks) + margins.along)
    known = _children(next(row.iterchildren(w + "trPr"), None), w)
    height = max(*heights, _twips(known.get("trHeight"), w + "val", 0)) + _ROW
    return _Block(row, height, min(height, 14.0), 0.0, 0.0, keeps, "cantSplit" in known, False, 0)


def _children(properties: Element | None, w: str) -> dict[str, Element]:
    """Return properties by their names."""
    return {} if properties is None else {str(child.tag)[len(w) :]: child for child in properties}


def _cell_width(width: Element | None, w: str, otherwise: float) -> float:
    if width is None or width.get(w + "type") != "dxa":
        return otherwise
    return _twips(width, w + "w", int(otherwise * 20))


@dataclass(frozen=True, slots=True)
class _Margins:
    """The margins of a cell, in points."""

    left: float = 5.4
    right: float = 5.4
    top: float = 0.0
    bottom: float = 0.0

    @property
    def across(self) -> float:
        return self.left + self.right

    @property
    def along(self) -> float:
        return self.top + self.bottom


_SIDES = {"left": "left", "start": "left", "right": "right", "end": "right", "top": "top", "bottom": "bottom"}


def _table_margins(table: Element, typography: Typography, w: str) -> _Margins:
    """Return the cells' margins that a table or its style sets."""
    styles = typography.styles
    style = table.find(f"{w}tblPr/{w}tblStyle")
    inherited = styles.inherited(style.get(w + "val", ""), "tblPr/tblCellMar") if style is not None else None
    return _margins(table.find(f"{w}tblPr/{w}tblCellMar"), w, _margins(inherited, styles.w, _Margins()))


def _margins(element: Element | None, w: str, usual: _Margins) -> _Margins:
    """Return margins with those changed that an element names."""
    if element is None:
        return usual
    sides = {
        str(side.tag).removeprefix(w): _twips(side, w + "w", 0)
        for side in element.iterchildren(etree.Element)
    }
    return replace(usual, **{_SIDES[name]: points for name, points in sides.items() if name in _SIDES})


# -- pages -------------------------------------------------------------------


class _Flow:
    """Pieces poured into pages; ``page`` counts from 1, ``used`` is what is taken of it, in points."""

    def __init__(self) -> None:
        self.sheet = _Sheet()
        self.page, self.column, self.used = 1, 0, 0.0
        self._pages: dict[Element, int] = {}
        self._waiting: list[_Block] = []
        self._previous: _Block | None = None

    def section(self, section: Section, sheet: _Sheet, is_first: bool) -> None:
        """Begin a section."""
        self._flush()
        if not is_first and section.kind not in ("continuous", "nextColumn"):
            self._new_page()
        self.sheet = sheet

    def put(self, blocks: list[_Block]) -> None:
        """Put pieces one after another; those that keep with the next wait for it."""
        for block in blocks:
            self._waiting.append(block)
            if not block.keep_next or block.breaks:
                self._flush()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if len(waiting) > 1:
            need = sum(b.before + b.height + b.after for b in waiting[:-1])
            last = waiting[-1]
            need += last.before + (last.height if last.whole else min(last.height, _ORPHANS * last.line))
            if not self._fits(need) and need <= self.sheet.height and not waiting[0].break_before:
                self._next()
        for block in waiting:
            self._place(block)

    def _place(self, block: _Block) -> None:
        if block.break_before and (self.used > 0 or self.column):
            self._new_page()
        before = 0.0 if not self.used else self._gap(block)
        least = block.height if block.whole else min(block.height, _ORPHANS * block.line)
        if self.used and not self._fits(before + least):
            self._next()
            self.used, before = block.header if block.header < self.sheet.height / 2 else 0.0, 0.0
        self._pages[block.element] = self.page
        self.used += before
        self._pour(block)
        self.used += block.after
        for _ in range(block.breaks):
            self._new_page()
        self._previous = block

    def _gap(self, block: _Block) -> float:
        """Return the space before a piece; between paragraphs of one style there may be none."""
        previous = self._previous
        if previous is not None and block.style and previous.style == block.style:
            return -previous.after
        return block.before

    def _pour(self, block: _Block) -> None:
        rest = block.height
        header = block.header if block.header < self.sheet.height / 2 else 0.0
        while not self._fits(rest):
            room = self.sheet.height - self.used
            rest -= max(
                room if header else room // max(block.line, 1.0) * block.line, 0.0 if self.used else 36.0
            )
            self._next()
            self.used = header
        self.used += max(rest, 0.0)

    def _fits(self, height: float) -> bool:
        return self.used + height <= self.sheet.height + 0.5

    def _next(self) -> None:
        """Go on at the top of the next column or page."""
        self.column = (self.column + 1) % self.sheet.columns
        if self.column:
            self.used = 0.0
        else:
            self._new_page()

    def _new_page(self) -> None:
        self.page, self.column, self.used = self.page + 1, 0, 0.0
        self._previous = None

    def page_of(self, place: Element) -> int:
        """Return the page of the piece in which an element stands, or which follows it."""
        self._flush()
        for element in (place, *place.iterancestors()):
            if element in self._pages:
                return self._pages[element]
        following = (e for sibling in place.itersiblings() for e in sibling.iter())
        return next((self._pages[e] for e in following if e in self._pages), 1)
