"""Styles that a document needs beyond those of its template: dates in cells that have no number format."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy

from babel.dates import get_date_format, get_time_format
from lxml import etree

from docgen.engine.filters import locale_of
from docgen.engine.names import S, names
from docgen.engine.parts import safe_address
from docgen.engine.rendering import Rendering
from docgen.engine.values import Image
from docgen.engine.xlsx.excel_limits import FORMATS, LITERAL, too_many_formats
from docgen.engine.xlsx.series import Series
from docgen.engine.xlsx.workbook import Workbook, read_xml

__all__ = ["BookState", "moment_format"]

_STYLE = re.compile(r' s="\d+"')
_QUOTED_TEXT = "text"
_FIRST_FORMAT = 164  # below are those that every program knows
_QUOTED = re.compile(r"'[^']*'")


@functools.cache
def moment_format(kind: str, language: str) -> str:
    """Return Excel's short format for a ``date``, ``time``, ``datetime`` or ``timedelta``."""
    if kind == "timedelta":
        return "[h]:mm:ss"
    locale = locale_of(language)
    day, time = get_date_format("short", locale).pattern, get_time_format("short", locale).pattern
    day = _QUOTED.sub("", day)
    day = day if "yy" in day else day.replace("y", "yyyy")
    time = time.replace("a", "AM/PM").replace("H", "h").replace("\u202f", " ").replace("\xa0", " ")
    return {"date": day.lower(), "time": time}.get(kind, f"{day.lower()} {time}")


class BookState:
    """What one document has asked for beside its cells."""

    def __init__(self, book: Workbook, rendering: Rendering, kept: Sequence[int] = ()) -> None:
        self.book, self.rendering = book, rendering
        self.epoch_1904 = book.epoch_1904
        self.kept = [Series(book.epoch_1904, most) for most in kept]
        """The values of cells to which formulas refer, by the number of their list."""
        self.pictures: list[Image] = []
        """The pictures that are the content of a cell, by the number in its marker."""
        self.drawn: list[Image] = []
        """The pictures in frames of drawings, by the number in the marker of their relationship."""
        self._styles: dict[tuple[int, str], int] = {}
        self._warned: set[str] = set()

    def picture(self, image: Image) -> str:
        """Note a picture and return the marker behind its cell; raises RenderError for a bad link."""
        self.rendering.budget.check_time()
        safe_address(image.link)
        self.pictures.append(image)
        return f"<~i{len(self.pictures) - 1}>"

    def framed(self, image: Image) -> str:
        """Note a picture and return the marker of its relationship."""
        self.drawn.append(image)
        return f"<~q{len(self.drawn) - 1}>"

    def dated(self, look: str, style: int, value: object) -> str:
        """Return the attributes of a cell in a style for moments; ``style`` is its plain style or -1."""
        if style < 0 or not self.book.styles_part:
            return look
        key = (style, _kind(value))
        number = self._added(key)
        written = f' s="{number}"'
        return _STYLE.sub(written, look, 1) if _STYLE.search(look) else look + written

    def _added(self, key: tuple[int, str]) -> int:
        """Return the number of a style that is one of the template with something more."""
        number = self._styles.setdefault(key, self.book.style_count + len(self._styles))
        if number >= FORMATS:
            raise too_many_formats()
        return number

    def quoted(self, look: str) -> str:
        """Return the attributes of a cell whose text stays one when somebody edits it (``quotePrefix``)."""
        if not self.book.styles_part:
            return look
        found = _STYLE.search(look)
        key = (int(found[0][4:-1]) if found else 0, _QUOTED_TEXT)
        number = self._added(key)
        written = f' s="{number}"'
        return _STYLE.sub(written, look, 1) if found else look + written

    def font(self, look: str) -> Mapping[str, str]:
        """Return the elements of a cell's font, by name, as the runs in it need them."""
        found = _STYLE.search(look)
        return self.book.run_font(int(found[0][4:-1]) if found else 0)

    def warn_long(self, look: str) -> None:
        """Note once for each cell of the template that a number became text."""
        if look in self._warned:
            return
        self._warned.add(look)
        self.rendering.warn(
            "number-as-text",
            "A number of more than 15 digits stands as text, since Excel would round it.",
            "Give identifiers as texts.",
        )

    def warn_link(self) -> None:
        """Note once that an address was too long for a link."""
        if "link" in self._warned:
            return
        self._warned.add("link")
        message = (
            f"A link of more than {LITERAL} characters stands as text, since Excel takes no longer ones."
        )
        self.rendering.warn("link-too-long", message, "Give a shorter address.")

    @property
    def date_styles(self) -> set[int]:
        """The indexes of the styles that show dates or times, those of the document's own among them."""
        own = {number for (_, kind), number in self._styles.items() if kind != _QUOTED_TEXT}
        return own | self.book.date_styles

    def styles(self) -> tuple[str, bytes] | None:
        """Return the part with the styles and its new content, if a style was added."""
        if not self._styles:
            return None
        root = read_xml(self.book.package, self.book.styles_part)
        cells = next(root.iter(*names(S, "cellXfs")))
        known = [e for e in cells if e.tag in names(S, "xf")]
        for style, kind in self._styles:
            xf = deepcopy(known[style])
            if kind == _QUOTED_TEXT:
                xf.set("quotePrefix", "1")
            else:
                xf.set("numFmtId", str(_format_id(root, moment_format(kind, self.rendering.language))))
                xf.set("applyNumberFormat", "1")
            cells.append(xf)
        cells.set("count", str(len(known) + len(self._styles)))
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return self.book.styles_part, data


def _kind(value: object) -> str:
    if isinstance(value, dt.datetime):
        return "datetime"
    return next(k.__name__ for k in (dt.date, dt.time, dt.timedelta) if isinstance(value, k))


def _format_id(root: etree._Element, code: str) -> int:
    """Return the number of a format, which is added if it is new."""
    formats = next(root.iter(*names(S, "numFmts")), None)
    if formats is None:
        formats = root.makeelement(root.tag[: root.tag.index("}") + 1] + "numFmts")
        root.insert(0, formats)
    found = [e for e in formats if e.tag in names(S, "numFmt")]
    for element in found:
        if element.get("formatCode") == code:
            return int(element.get("numFmtId", "0"))
    number = max([_FIRST_FORMAT - 1, *(int(e.get("numFmtId", "0")) for e in found)]) + 1
    element = etree.SubElement(formats, root.tag[: root.tag.index("}") + 1] + "numFmt")
    element.set("numFmtId", str(number))
    element.set("formatCode", code)
    formats.set("count", str(len(found) + 1))
    return number
