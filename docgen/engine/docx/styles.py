"""The styles of a Word template, found by the names that Office gives them in every language.

A style's id differs with the language of the Office program that made the file
(``Heading1``, ``berschrift1``, ``2``); ``w:name`` of a built-in style does not
(ECMA-376 part 1, 17.7.4.9).  Nothing here changes a style.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.opc import Package

__all__ = ["Style", "Styles", "child", "value_of"]

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its kind is ``paragraph``, ``character``, ``table`` or ``numbering``."""

    id: str
    kind: str
    name: str
    element: etree._Element


def value_of(element: etree._Element | None, name: str = "val") -> str:
    """Return an attribute of the element's own namespace, or an empty text."""
    if element is None:
        return ""
    return str(element.get(f"{{{etree.QName(element).namespace}}}{name}", ""))


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = element.find("{*}" + name)
    return element


class Styles:
    """The styles of one template."""

    def __init__(self, package: Package) -> None:
        self._by_id: dict[str, Style] = {}
        self._by_name: dict[tuple[str, str], Style] = {}
        self._defaults: dict[str, Style] = {}
        for part in package.related(package.main_part, "styles")[:1]:
            for element in package.xml(part).iterfind("{*}style"):
                self._take(element)

    def _take(self, element: etree._Element) -> None:
        name = value_of(child(element, "name"))
        kind = value_of(element, "type") or "paragraph"
        style = Style(value_of(element, "styleId"), kind, name, element)
        self._by_id.setdefault(style.id, style)
        aliases = value_of(child(element, "aliases")).split(",")
        for known in (name, *aliases):
            self._by_name.setdefault((kind, known.strip().lower()), style)
        if value_of(element, "default") in ("1", "true", "on"):
            self._defaults.setdefault(kind, style)

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

    def names(self, kind: str) -> list[str]:
        """Return the names of all styles of a kind."""
        return [style.name for style in self._by_id.values() if style.kind == kind]

    def default(self, kind: str) -> Style | None:
        """Return the default style of a kind."""
        return self._defaults.get(kind)

    def chain(self, style_id: str) -> Iterator[Style]:
        """Yield a paragraph's style and those it is based on; without an id the default one."""
        default = self._defaults.get("paragraph")
        style = self._by_id.get(style_id) if style_id else default
        for _ in range(_DEEPEST):
            if style is None:
                return
            yield style
            style = self._by_id.get(value_of(child(style.element, "basedOn")))

    def heading_level(self, style_id: str) -> int:
        """Return the heading level 1 to 9 of paragraphs of a style, 0 if they are none."""
        for style in self.chain(style_id):
            name = style.name.lower()
            if name.startswith("heading ") and name[8:] in "123456789":
                return int(name[8:])
            level = value_of(child(style.element, "pPr", "outlineLvl"))
            if level.isdecimal():
                return int(level) + 1 if int(level) < 9 else 0
        return 0
