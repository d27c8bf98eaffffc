"""The styles of a Word template, with what they inherit, and what a paragraph says for itself.

A style's id differs with the language of the Office program that made the file
(``Heading1``, ``berschrift1``, ``2``); ``w:name`` of a built-in style does not
(ECMA-376 part 1, 17.7.4.9), and it may be written in small or capital letters.
Nothing here changes a style.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.opc import Package

__all__ = ["Style", "Styles", "child", "child_value", "direct", "read_styles", "value_of"]

Element = etree._Element
_DEEPEST = 20  # styles based on one another; only a file made to deceive has more
_ON = ("1", "true", "on")
_HEADINGS = {f"heading {level}": level for level in range(1, 10)}


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its kind is ``paragraph``, ``character``, ``table`` or ``numbering``."""

    id: str
    kind: str
    name: str
    element: Element


def value_of(element: Element | None, name: str = "val") -> str:
    """Return an attribute of the element's own namespace, or an empty text."""
    if element is None:
        return ""
    return str(element.get(f"{{{etree.QName(element).namespace}}}{name}", ""))


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = element.find("{*}" + name)
    return element


def child_value(parent: Element, w: str, name: str) -> str | None:
    """Return the ``val`` of a child whose namespace is known, or None where there is no such child."""
    for found in parent.iterchildren(w + name):
        return found.get(w + "val", "")
    return None


def direct(paragraph: Element, w: str, name: str) -> str | None:
    """Return the value of a property that a paragraph has of its own, or None."""
    for properties in paragraph.iterchildren(w + "pPr"):
        return child_value(properties, w, name)
    return None


def read_styles(package: Package) -> Styles:
    """Return the styles of a file."""
    parts = package.related(package.main_part, "styles")[:1]
    return Styles(package.xml(parts[0]) if parts else None)


class Styles:
    """The styles of one file, read once; ``root`` is that of their part, None where there is none."""

    def __init__(self, root: Element | None) -> None:
        self.root = root
        self.w = "" if root is None else f"{{{etree.QName(root).namespace}}}"
        self._by_id: dict[str, Style] = {}
        self._by_name: dict[tuple[str, str], Style] = {}
        self._defaults: dict[str, Style] = {}
        self._inherited: dict[tuple[str, str], Element | None] = {}
        self._levels: dict[str, int] = {}
        for element in () if root is None else root.iterfind(self.w + "style"):
            self._take(element)
        self.default = self._defaults["paragraph"].id if "paragraph" in self._defaults else ""
        """The id of the style of paragraphs that name none."""

    def _take(self, element: Element) -> None:
        name = child_value(element, self.w, "name") or ""
        kind = element.get(self.w + "type") or "paragraph"
        style = Style(element.get(self.w + "styleId", ""), kind, name, element)
        self._by_id.setdefault(style.id, style)
        aliases = (child_value(element, self.w, "aliases") or "").split(",")
        for known in (name, *aliases):
            self._by_name.setdefault((kind, known.strip().lower()), style)
        if element.get(self.w + "default") in _ON:
            self._defaults.setdefault(kind, style)

    # -- found -----------------------------------------------------------

    def find(self, kind: str, *names: str) -> Style | None:
        """Return the first style of a kind that has one of the names, in whatever case."""
        found = (self._by_name.get((kind, name.lower())) for name in names)
        return next((style for style in found if style), None)

    def by_id(self, kind: str, style_id: str) -> Style | None:
        """Return the style of a kind that has an id."""
        style = self._by_id.get(style_id)
        return style if style and style.kind == kind else None

    def get(self, style_id: str) -> Style | None:
        """Return the style that has an id."""
        return self._by_id.get(style_id)

    def name(self, style_id: str) -> str:
        """Return the name of a style in small letters: ``heading 1`` whatever language Word speaks."""
        style = self._by_id.get(style_id)
        return style.name.lower() if style else ""

    def names(self, kind: str) -> list[str]:
        """Return the names of all styles of a kind."""
        return [style.name for style in self._by_id.values() if style.kind == kind]

    def default_of(self, kind: str) -> Style | None:
        """Return the default style of a kind."""
        return self._defaults.get(kind)

    def of(self, paragraph: Element, w: str) -> str:
        """Return the id of a paragraph's style."""
        return direct(paragraph, w, "pStyle") or self.default

    # -- inherited -------------------------------------------------------

    def chain(self, style_id: str) -> Iterator[Style]:
        """Yield a style and those it is based on, the nearest first; without an id the default one."""
        style = self._by_id.get(style_id or self.default)
        for _ in range(_DEEPEST):
            if style is None:
                return
            yield style
            style = self._by_id.get(child_value(style.element, self.w, "basedOn") or "")

    def inherited(self, style_id: str, path: str) -> Element | None:
        """Return a property such as ``pPr/outlineLvl``, from the style or the nearest it is based on."""
        key = style_id, path
        if key not in self._inherited:
            steps = "/".join(self.w + step for step in path.split("/"))
            own = (style.element.find(steps) for style in self.chain(style_id))
            self._inherited[key] = next((element for element in own if element is not None), None)
        return self._inherited[key]

    def value(self, style_id: str, path: str) -> str | None:
        """Return the ``val`` of a property, or None; one that is there without a value is empty."""
        element = self.inherited(style_id, path)
        return None if element is None else element.get(self.w + "val", "")

    # -- headings --------------------------------------------------------

    def heading_level(self, style_id: str) -> int:
        """Return the outline level, 1 to 9, of paragraphs of a style; 0 for body text."""
        if style_id not in self._levels:
            levels = (self._own_level(style) for style in self.chain(style_id))
            self._levels[style_id] = next((level for level in levels if level is not None), 0)
        return self._levels[style_id]

    def _own_level(self, style: Style) -> int | None:
        """Return the level that a style says itself; a built-in heading is one by its name."""
        level = _HEADINGS.get(style.name.lower())
        if level is None and (properties := style.element.find(self.w + "pPr")) is not None:
            level = _level(child_value(properties, self.w, "outlineLvl"))
        return level

    def outline_level(self, paragraph: Element, w: str, style_id: str) -> int:
        """Return the outline level, 1 to 9, of a paragraph of a style; 0 for body text."""
        own = _level(direct(paragraph, w, "outlineLvl"))
        return self.heading_level(style_id) if own is None else own


def _level(text: str | None) -> int | None:
    """Return an ``outlineLvl`` counted from 1; 9 and more are body text (part 1, 17.3.1.20)."""
    if text is None or not text.isdecimal():
        return None
    return int(text) + 1 if int(text) < 9 else 0
