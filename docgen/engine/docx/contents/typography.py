"""How much room a paragraph takes, by average widths of characters and its style.  In points.

No font is opened: the widths are averages of the usual office fonts, a Chinese character is as wide as high.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from docgen.engine.docx.styles import Styles, child_value
from docgen.engine.measure.average import BOLD, LATIN_LINE, WIDE, WIDE_CHARACTERS, WIDE_LINE, average_width

__all__ = ["Look", "Measure", "Setting", "Typography"]

Element = etree._Element
_WORDS = re.compile(rf"[{WIDE_CHARACTERS}]|[^\s{WIDE_CHARACTERS}]+|\s+")
_OFF = ("0", "false", "off")
_EMU = 12_700
_MOST_KNOWN = 5_000
_Content = tuple[list[tuple[str, float, bool]], int, float]
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DRAWINGS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}",
    "{http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing}",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What paragraphs of one style look like; ``line`` is a factor, or points where ``rule`` says so."""

    size: float = 10.0
    bold: bool = False
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    rule: str = "auto"
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    keep_next: bool = False
    keep_lines: bool = False
    break_before: bool = False
    contextual: bool = False


Look = tuple[float, bool]
"""Size and weight of a text."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The room of one paragraph: its lines, and the height of one."""

    lines: int
    height: float
    extra: float = 0.0
    """What pictures add."""
    breaks: int = 0
    """Page breaks inside."""

    @property
    def body(self) -> float:
        """The height without the space before and after."""
        return self.lines * self.height + self.extra


class Typography:
    """The settings of a template's styles, each worked out once."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self._settings: dict[str, Setting] = {}
        self._known: dict[tuple[object, ...], Setting] = {}
        defaults = styles.root.find(styles.w + "docDefaults") if styles.root is not None else None
        self._default = Setting()
        for path in ("rPrDefault/rPr", "pPrDefault/pPr"):
            found = (
                defaults.find("/".join(styles.w + s for s in path.split("/")))
                if defaults is not None
                else None
            )
            self._default = _changed(self._default, found, styles.w)

    def setting(self, style: str) -> Setting:
        """Return the setting of a style with what it inherits."""
        if style not in self._settings:
            found = self._default
            for link in reversed(list(self.styles.chain(style))):
                for name in ("rPr", "pPr"):
                    found = _changed(found, link.element.find(self.styles.w + name), self.styles.w)
            self._settings[style] = found
        return self._settings[style]

    def measure(
        self,
        paragraph: Element,
        w: str,
        setting: Setting,
        look: Look | None,
        width: float,
        pitch: float = 0.0,
    ) -> Measure:
        """Return the room of a paragraph in a column; ``pitch`` is the grid that lines stand on.

        ``look`` is that of all its text, if that is known.
        """
        pieces, breaks, pictures = _plain(paragraph, w, look) or self._read(paragraph, w, setting)
        size = max((s for _, s, _ in pieces), default=setting.size)
        room = max(width - setting.left - setting.right, 20.0)
        lines = _lines(pieces, room, setting.first)
        wide = any(not text.isascii() and WIDE.search(text) for text, _, _ in pieces)
        height = _height(setting, size, wide, pitch)
        extra = max(pictures - height * 0.8, 0.0) if pictures else 0.0
        return Measure(lines, height, extra, breaks)

    def of(self, paragraph: Element, w: str) -> Setting:
        """Return the setting of a paragraph; those of equal properties are worked out once."""
        properties = next(paragraph.iterchildren(w + "pPr"), None)
        if properties is None:
            return self.setting(self.styles.default)
        key = tuple((child.tag, *child.attrib.items()) for child in properties.iterchildren(etree.Element))
        if key not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            style = child_value(properties, w, "pStyle") or self.styles.default
            self._known[key] = _changed(self.setting(style), properties, w)
        return self._known[key]

    def look(self, paragraph: Element, w: str, setting: Setting) -> Look | None:
        """Return how all text of a paragraph is set; None if its runs differ, or may hold more than text."""
        if any(True for _ in paragraph.iter(w + "tabs", w + "drawing", _ALTERNATIVES)):
            return None
        pieces, _, _ = self._read(paragraph, w, setting)
        found = {(size, bold) for _, size, bold in pieces}
        return found.pop() if len(found) == 1 else None

    def _read(self, paragraph: Element, w: str, setting: Setting) -> _Content:
        """Return a paragraph's texts with sizes and weights, its page breaks, its pictures' height."""
        pieces, breaks, pictures = [], 0, 0.0
        for run in paragraph.iter(w + "r"):
            size, bold, texts = setting.size, setting.bold, []
            for child in run:
                name = child.tag[len(w) :] if isinstance(child.tag, str) else ""
                if name == "t":
                    texts.append((child.text or "").replace("\n", " "))
                elif name == "rPr":
                    size, bold = self._format(child, w, setting)
                elif name == "tab":
                    texts.append("\t")
                elif name == "br" and child.get(w + "type") == "page":
                    breaks += 1
                elif name in ("br", "cr"):
                    texts.append("\n")
                elif name == "drawing" or child.tag == _ALTERNATIVES:
                    pictures += sum(_pictures(child, w))
            if texts:
                pieces.append(("".join(texts), size, bold))
        return pieces, breaks, pictures

    def _format(self, properties: Element, w: str, setting: Setting) -> tuple[float, bool]:
        size = bold = style = None
        for child in properties:
            if child.tag == w + "sz":
                size = child.get(w + "val")
            elif child.tag == w + "b":
                bold = child.get(w + "val", "1")
            elif child.tag == w + "rStyle":
                style = child.get(w + "val", "")
        if size is None and style:
            size = self.styles.value(style, "rPr/sz")
        return _points(size, 2, setting.size), setting.bold if bold is None else bold not in _OFF


def _plain(paragraph: Element, w: str, look: Look | None) -> _Content | None:
    """Return what ``_read`` does for a paragraph of one look; None for one that holds more than text."""
    if look is None:
        return None
    texts, breaks = [], 0
    text, tab = w + "t", w + "tab"
    for element in paragraph.iter(text, tab, w + "br", w + "cr", w + "drawing", _ALTERNATIVES):
        tag = element.tag
        if tag == text:
            texts.append((element.text or "").replace("\n", " "))
        elif tag == tab:
            texts.append("\t")
        elif tag == _ALTERNATIVES or tag == w + "drawing":
            return None
        elif element.get(w + "type") == "page":
            breaks += 1
        else:
            texts.append("\n")
    return ([("".join(texts), *look)] if texts else []), breaks, 0.0


def _changed(setting: Setting, properties: Element | None, w: str) -> Setting:
    """Return a setting with what paragraph or run properties say otherwise."""
    if properties is None or not len(properties):
        return setting
    changes: dict[str, float | str | bool] = {}
    for child in properties:
        name = str(child.tag).removeprefix(w) if isinstance(child.tag, str) else ""
        if name == "sz":
            changes["size"] = _points(child.get(w + "val"), 2, setting.size)
        elif name in _FLAGS:
            changes[_FLAGS[name]] = child.get(w + "val", "1") not in _OFF
        elif name == "spacing":
            changes.update(_spacing(child, w, setting))
        elif name == "ind":
            changes.update(_indents(child, w))
    return replace(setting, **changes) if changes else setting  # type: ignore[arg-type]  # by the fields' names


_FLAGS = {
    "b": "bold",
    "keepNext": "keep_next",
    "keepLines": "keep_lines",
    "pageBreakBefore": "break_before",
    "contextualSpacing": "contextual",
}


def _spacing(element: Element, w: str, setting: Setting) -> Iterator[tuple[str, float | str]]:
    for name in ("before", "after"):
        if element.get(w + name):
            yield name, _points(element.get(w + name), 20, 0.0)
    rule = element.get(w + "lineRule") or setting.rule
    if element.get(w + "line"):
        yield "rule", rule
        yield "line", _points(element.get(w + "line"), 240 if rule == "auto" else 20, 1.0)


def _indents(element: Element, w: str) -> Iterator[tuple[str, float]]:
    for name, field in (
        ("left", "left"),
        ("start", "left"),
        ("right", "right"),
        ("end", "right"),
        ("firstLine", "first"),
    ):
        if element.get(w + name):
            yield field, _points(element.get(w + name), 20, 0.0)
    if element.get(w + "hanging"):
        yield "first", -_points(element.get(w + "hanging"), 20, 0.0)


def _points(text: str | None, parts: int, otherwise: float) -> float:
    try:
        return float(text) / parts if text else otherwise
    except ValueError:
        return otherwise


def _height(setting: Setting, size: float, wide: bool, pitch: float) -> float:
    natural = size * (WIDE_LINE if wide else LATIN_LINE)
    if setting.rule == "exact":
        return setting.line
    if setting.rule == "atLeast":
        return max(setting.line, natural)
    if pitch:
        natural = -(-natural // pitch) * pitch
    return natural * setting.line


def _lines(pieces: list[tuple[str, float, bool]], room: float, first: float) -> int:
    """Count the lines that words take, filling one line after the other."""
    if len(pieces) == 1 and "\n" not in pieces[0][0]:
        text, size, bold = pieces[0]
        if "\t" not in text and first + len(text) * size * (BOLD if bold else 1.0) <= room:
            return 1  # even if all characters were the widest
    lines, used = 1, first
    for text, size, bold in pieces:
        scale = size * (BOLD if bold else 1.0)
        for word in _WORDS.findall(text):
            if word[0] in " \n\t":
                lines, used = (
                    lines + word.count("\n"),
                    0.0 if "\n" in word else used + average_width(word) * scale,
                )
                continue
            width = average_width(word) * scale
            if used + width > room and used > 0:
                lines, used = lines + 1, 0.0
            while width > room:
                lines, width = lines + 1, width - room
            used += width
    return lines


def _pictures(holder: Element, w: str) -> Iterator[float]:
    """Yield the heights of drawings that push text down."""
    for drawing in holder.iter(w + "drawing"):
        for kind in drawing:
            name = str(kind.tag).rpartition("}")[2]
            extent = next((e for ns in _DRAWINGS for e in kind.iterfind(ns + "extent")), None)
            pushes = name == "inline" or any(
                True for ns in _DRAWINGS for _ in kind.iterfind(ns + "wrapTopAndBottom")
            )
            if extent is not None and pushes:
                yield _points(extent.get("cy"), _EMU, 0.0)
