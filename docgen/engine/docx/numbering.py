"""Numbered and bulleted lists that a document gets beside those of its template.

All lists that data brings share two definitions, one with numbers and one with
bullets.  Their nine levels look like the template's own list styles as far as
these go.  Each list with numbers is an instance of its own that starts anew
(``startOverride``, ECMA-376 part 1, 17.9.26), so that no list goes on counting
where another one, or one of the template's, stopped.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from docgen.engine.docx.breaks import prefixes_of
from docgen.engine.docx.insertion import decoded, inserted
from docgen.engine.docx.runs import add
from docgen.engine.docx.styles import Style, Styles, child, value_of
from docgen.engine.text import escape_text
from docgen.opc import Package

__all__ = ["LEVELS", "Lists", "Numbering"]

LEVELS = 9
_STEP = 360
_TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FORMATS = ("decimal", "lowerLetter", "lowerRoman")
_BULLETS = (("Symbol", "\uf0b7"), ("Courier New", "o"), ("Wingdings", "\uf0a7"))
_STYLES = {"bullet": "List Bullet", "number": "List Number"}
_DECLARED = re.compile(r' xmlns(?::[\w.-]+)?="[^"]*"')
_ID = "\ufdd0"
_NEW = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:numbering xmlns:w="{}"></w:numbering>'


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a kind of list: the id of the style for its items, and its indents.

    ``left`` is where the text begins, ``hanging`` how far the number stands before it,
    in twentieths of a point.
    """

    style: str
    left: int
    hanging: int


class Numbering:
    """The lists of a template, and the definitions that documents made from it add."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._styles = styles
        self.part = next(iter(package.related(package.main_part, "numbering")), "")
        self._package = package
        data = package.read(self.part) if self.part else _NEW.format(_TRANSITIONAL).encode()
        self._root = package.xml(self.part) if self.part else etree.fromstring(data)
        self._text = decoded(data, self._root)
        self.prefix, self.attributes = prefixes_of(self._root)
        self._namespace = "{" + str(etree.QName(self._root).namespace) + "}"
        self.first_number = 1 + max((_number(e, "numId") for e in self._all("num")), default=0)
        self.first_definition = 1 + max(
            (_number(e, "abstractNumId") for e in self._all("abstractNum")), default=-1
        )

    def _all(self, name: str) -> list[etree._Element]:
        return self._root.findall(self._namespace + name)

    def levels(self, kind: str) -> list[Level]:
        """Return the nine levels of a kind of list, ``bullet`` or ``number``."""
        return self._made[kind][0]

    def definition(self, kind: str, id_: int) -> str:
        """Return the XML of the definition of a kind of list under an id."""
        return self._made[kind][1].replace(_ID, str(id_))

    @cached_property
    def _made(self) -> dict[str, tuple[list[Level], str]]:
        return {kind: self._make(kind) for kind in _STYLES}

    def _make(self, kind: str) -> tuple[list[Level], str]:
        definition = etree.SubElement(self._root, self._namespace + "abstractNum")
        definition.set(self._namespace + "abstractNumId", _ID)
        etree.SubElement(definition, self._namespace + "multiLevelType").set(
            self._namespace + "val", "multilevel"
        )
        levels: list[Level] = []
        for depth in range(LEVELS):
            style, element = self._like(kind, depth)
            left = levels[-1].left + _STEP if levels else _STEP
            if element is None:
                element = self._plain(kind, depth, left)
            levels.append(Level(style, *self._indent(element, style, left)))
            definition.append(element)
        xml = etree.tostring(definition, encoding="unicode")
        self._root.remove(definition)
        return levels, _DECLARED.sub(lambda m: "" if m.group() in self._declared else m.group(), xml)

    def _indent(self, level: etree._Element, style: str, otherwise: int) -> tuple[int, int]:
        """Return where a level's text begins and how far its number hangs; where unsaid, say it."""
        styled = (child(link.element, "pPr", "ind") for link in self._styles.chain(style))
        indents = (child(level, "pPr", "ind"), *(styled if style else ()))
        for indent in indents:
            left = value_of(indent, "left") or value_of(indent, "start")
            if left.isdecimal():
                hanging = value_of(indent, "hanging")
                return int(left), int(hanging) if hanging.isdecimal() else 0
        properties = child(level, "pPr")
        if properties is None:
            properties = etree.Element(self._namespace + "pPr")
            level.insert(len(level) - (child(level, "rPr") is not None), properties)
        add(properties, "ind", left=str(otherwise), hanging=str(_STEP))
        return otherwise, _STEP

    @cached_property
    def _declared(self) -> set[str]:
        """The declarations of the root element, which need not come again inside of it."""
        return {
            f' xmlns{":" + prefix if prefix else ""}="{escape_text(uri)}"'
            for prefix, uri in self._root.nsmap.items()
        }

    def _like(self, kind: str, depth: int) -> tuple[str, etree._Element | None]:
        """Return the style for a depth and a copy of the template's level that looks the part, if any."""
        base = _STYLES[kind]
        own = self._styles.find("paragraph", f"{base} {depth + 1}" if depth else base)
        first = self._styles.find("paragraph", base)
        style = own or first or self._styles.find("paragraph", "List Paragraph")
        found = self._level_of(own, 0) if own else None
        if found is None and first:
            found = self._level_of(first, depth)
        fits = found is not None and (value_of(child(found, "numFmt")) == "bullet") == (kind == "bullet")
        return style.id if style else "", self._copy(found, depth) if fits and found is not None else None

    def _level_of(self, style: Style, deeper: int) -> etree._Element | None:
        """Return the level that a style's paragraphs have, or one so much deeper in the same definition."""
        for link in self._styles.chain(style.id):
            properties = child(link.element, "pPr", "numPr")
            number = value_of(child(properties, "numId"))
            if number:
                level = int(value_of(child(properties, "ilvl")) or 0)
                return self._level(number, level + deeper, style.id if not deeper else "")
        return None

    def definition_of(self, number: str) -> str:
        """Return the id of the definition of one of the template's lists."""
        num = next((e for e in self._all("num") if value_of(e, "numId") == number), None)
        return value_of(child(num, "abstractNumId")) or "0"

    def starts(self, number: str) -> list[tuple[str, str]]:
        """Return the levels of one of the template's lists, and the numbers that they begin with."""
        wanted = self.definition_of(number)
        found = next((e for e in self._all("abstractNum") if value_of(e, "abstractNumId") == wanted), None)
        levels = [] if found is None else found.findall("{*}lvl")
        return [(value_of(level, "ilvl"), value_of(child(level, "start")) or "1") for level in levels]

    def _level(self, number: str, level: int, style: str) -> etree._Element | None:
        num = next((e for e in self._all("num") if value_of(e, "numId") == number), None)
        wanted = value_of(child(num, "abstractNumId"))
        definition = next(
            (e for e in self._all("abstractNum") if value_of(e, "abstractNumId") == wanted), None
        )
        levels = [] if definition is None else definition.findall("{*}lvl")
        linked = [e for e in levels if style and value_of(child(e, "pStyle")) == style]
        return next((e for e in linked or levels if linked or value_of(e, "ilvl") == str(level)), None)

    def _copy(self, level: etree._Element, depth: int) -> etree._Element:
        """Return a level of the template's as the level of a depth, tied to no style and counting alone."""
        own = int(value_of(level, "ilvl") or 0)
        copied = deepcopy(level)
        copied.tail = None
        for name in (self._namespace + "tplc", self._namespace + "tentative"):
            if name in copied.attrib:
                del copied.attrib[name]
        copied.set(self._namespace + "ilvl", str(depth))
        for name in ("pStyle", "lvlRestart", "isLgl"):
            for element in copied.findall(self._namespace + name):
                copied.remove(element)
        text = child(copied, "lvlText")
        if text is not None and value_of(child(copied, "numFmt")) != "bullet":
            text.set(self._namespace + "val", _alone(value_of(text), own, depth))
        return copied

    def _plain(self, kind: str, depth: int, left: int) -> etree._Element:
        """Return a level as Word makes it for a new list."""
        level = etree.Element(self._namespace + "lvl")
        level.set(self._namespace + "ilvl", str(depth))
        font, sign = _BULLETS[depth % 3]
        add(level, "start", val="1")
        add(level, "numFmt", val="bullet" if kind == "bullet" else _FORMATS[depth % 3])
        add(level, "lvlText", val=sign if kind == "bullet" else f"%{depth + 1}.")
        add(level, "lvlJc", val="left")
        add(add(level, "pPr"), "ind", left=str(left), hanging=str(_STEP))
        if kind == "bullet":
            add(add(level, "rPr"), "rFonts", ascii=font, hAnsi=font, cs=font, hint="default")
        return level

    def extended(self, definitions: str, numbers: str) -> bytes:
        """Return the part with more definitions and instances in it, everything else as it was."""
        text = inserted(self._text, self.prefix, "numbering", numbers, ("numIdMacAtCleanup",))
        return inserted(text, self.prefix, "numbering", definitions, ("num", "numIdMacAtCleanup")).encode()


class Lists:
    """The lists of one document."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self._definitions: dict[str, int] = {}
        self._adopted: list[str] = []
        self._numbers: list[str] = []
        self._bullets = 0

    @property
    def used(self) -> bool:
        """Whether the document has any list of its own."""
        return bool(self._numbers)

    def bullets(self) -> int:
        """Return the number of the instance that all lists with bullets share."""
        if not self._bullets:
            self._bullets = self._instance("bullet", "")
        return self._bullets

    def numbers(self, depth: int, start: int) -> int:
        """Return the number of a new instance whose level ``depth`` (from 0) begins at ``start``."""
        p, a = self.numbering.prefix, self.numbering.attributes
        override = f'<{p}lvlOverride {a}ilvl="{depth}"><{p}startOverride {a}val="{start}"/></{p}lvlOverride>'
        return self._instance("number", override)

    def again(self, number: str) -> int:
        """Return the number of a new instance of one of the template's lists, which begins anew."""
        p, a, levels = self.numbering.prefix, self.numbering.attributes, self.numbering.starts(number)
        overrides = "".join(
            f'<{p}lvlOverride {a}ilvl="{level}"><{p}startOverride {a}val="{start}"/></{p}lvlOverride>'
            for level, start in levels
        )
        return self._add(self.numbering.definition_of(number), overrides)

    def _instance(self, kind: str, override: str) -> int:
        if kind not in self._definitions:
            self._definitions[kind] = self._next_definition()
        return self._add(str(self._definitions[kind]), override)

    def _next_definition(self) -> int:
        return self.numbering.first_definition + len(self._definitions) + len(self._adopted)

    def adopt(self, definition: etree._Element) -> int:
        """Take over the definition of a list from another file and return its id."""
        id_ = self._next_definition()
        definition.set(f"{{{etree.QName(definition).namespace}}}abstractNumId", str(id_))
        self._adopted.append(etree.tostring(definition, encoding="unicode"))
        return id_

    def instance(self, definition: int, overrides: list[etree._Element]) -> int:
        """Return the number of a new instance of a definition that was taken over."""
        written = (etree.tostring(element, encoding="unicode") for element in overrides)
        return self._add(str(definition), "".join(written))

    def _add(self, definition: str, override: str) -> int:
        p, a = self.numbering.prefix, self.numbering.attributes
        id_ = self.numbering.first_number + len(self._numbers)
        self._numbers.append(
            f'<{p}num {a}numId="{id_}"><{p}abstractNumId {a}val="{definition}"/>{override}</{p}num>'
        )
        return id_

    def finish(self) -> bytes:
        """Return the part of the lists as the document needs it."""
        definitions = "".join(self.numbering.definition(kind, id_) for kind, id_ in self._definitions.items())
        return self.numbering.extended(definitions + "".join(self._adopted), "".join(self._numbers))


def _number(element: etree._Element, name: str) -> int:
    text = value_of(element, name)
    return int(text) if text.isdecimal() else 0


def _alone(text: str, own: int, depth: int) -> str:
    """Return the text of a level that counts by itself: ``%1.%2`` of level 1 becomes ``%2``."""
    others = re.sub(rf"%(?!{own + 1})\d[.–-]?", "", text)
    if others != text and not re.fullmatch(rf"[(（]?%{own + 1}[.)）]?", others):
        return f"%{depth + 1}."
    return others.replace(f"%{own + 1}", f"%{depth + 1}")
