"""Labels of numbered paragraphs: ``1.2``, ``第三章``, as Word prints them (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from docgen.engine.docx.contents.counting import written
from docgen.engine.docx.contents.fields import namespace_of
from docgen.engine.docx.styles import Styles, child_value

__all__ = ["Label", "Labels", "Numbering"]

Element = etree._Element
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a numbered paragraph, and what parts it from the text: tab, space or nothing."""

    text: str
    suffix: str

    @property
    def separator(self) -> str:
        """The suffix as text."""
        return {"tab": "\t", "space": " "}.get(self.suffix, "")


class Numbering:
    """The numbering part of a template, read once."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self.styles = styles
        self._abstract: dict[str, dict[int, _Level]] = {}
        self.lists: dict[str, str] = {}
        """The abstract numbering of each list."""
        self._overrides: dict[str, Mapping[int, int]] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        if root is not None:
            self._read(root, namespace_of(root))

    def _read(self, root: Element, w: str) -> None:
        for abstract in root.iterfind(w + "abstractNum"):
            levels = {_number(e.get(w + "ilvl")): _level(e, w) for e in abstract.iterfind(w + "lvl")}
            self._abstract[abstract.get(w + "abstractNumId", "")] = levels
        for item in root.iterfind(w + "num"):
            id_ = item.get(w + "numId", "")
            self.lists[id_] = child_value(item, w, "abstractNumId") or ""
            levels = dict(self._abstract.get(self.lists[id_], {}))
            starts: dict[int, int] = {}
            for change in item.iterfind(w + "lvlOverride"):
                _override(change, w, levels, starts)
            self._levels[id_], self._overrides[id_] = levels, starts

    def level(self, list_: str, depth: int) -> _Level | None:
        """Return one level of a list."""
        return self._levels.get(list_, {}).get(depth)

    def started(self, list_: str) -> Mapping[int, int]:
        """Return the levels that begin anew with this list, with their first numbers."""
        return self._overrides.get(list_, {})

    def place(self, paragraph: Element, w: str, style: str) -> tuple[str, int] | None:
        """Return list and level of a paragraph, from itself or its style; None where it has no number."""
        list_ = depth = None
        for properties in paragraph.iterchildren(w + "pPr"):
            for own in properties.iterchildren(w + "numPr"):
                list_, depth = child_value(own, w, "numId"), child_value(own, w, "ilvl")
        if list_ is None:
            list_ = self.styles.value(style, "pPr/numPr/numId")
            if list_ is None:
                return None
            depth = depth or self.styles.value(style, "pPr/numPr/ilvl") or self._linked(list_, style)
        if not list_ or list_ == "0" or list_ not in self.lists:
            return None
        return list_, _number(depth)

    def _linked(self, list_: str | None, style: str) -> str:
        """Return the level of a list that names a style as its own."""
        levels = self._levels.get(list_ or "", {})
        return next((str(depth) for depth, level in levels.items() if level.style == style), "0")


def _level(element: Element, w: str) -> _Level:
    restart = child_value(element, w, "lvlRestart")
    legal = child_value(element, w, "isLgl")
    return _Level(
        child_value(element, w, "numFmt") or "decimal",
        child_value(element, w, "lvlText") or "",
        _number(child_value(element, w, "start"), 1),
        child_value(element, w, "suff") or "tab",
        None if restart is None else _number(restart),
        legal is not None and legal not in ("0", "false", "off"),
        child_value(element, w, "pStyle") or "",
    )


def _override(change: Element, w: str, levels: dict[int, _Level], starts: dict[int, int]) -> None:
    depth = _number(change.get(w + "ilvl"))
    own = change.find(w + "lvl")
    if own is not None:
        levels[depth] = _level(own, w)
    start = child_value(change, w, "startOverride")
    if start is not None:
        starts[depth] = _number(start, 1)
        levels[depth] = replace(levels.get(depth, _Level()), start=starts[depth])


def _number(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdigit() else otherwise


class Labels:
    """Counts the numbered paragraphs of one document, which are given in their order."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()

    def next(self, paragraph: Element, w: str, style: str) -> Label | None:
        """Return the label of the next paragraph, of a style, or None where it has none."""
        place = self.numbering.place(paragraph, w, style)
        level = place and self.numbering.level(*place)
        if place is None or level is None:
            return None
        counts = self._count(*place, level)
        if level.form == "bullet":
            return None
        return Label(
            _PLACE.sub(lambda match: self._part(match, place[0], level, counts), level.text), level.suffix
        )

    def _count(self, list_: str, depth: int, level: _Level) -> dict[int, int]:
        counts = self._counts.setdefault(self.numbering.lists[list_], {})
        if list_ not in self._seen:
            self._seen.add(list_)
            for started in self.numbering.started(list_):
                counts.pop(started, None)
        for above in range(depth):
            if above not in counts:
                upper = self.numbering.level(list_, above)
                counts[above] = upper.start if upper else 1
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for below in [d for d in counts if d > depth and self._restarts(list_, d, depth)]:
            del counts[below]
        return counts

    def _restarts(self, list_: str, below: int, depth: int) -> bool:
        level = self.numbering.level(list_, below)
        return level is None or level.restart is None or 0 < depth + 1 <= level.restart

    def _part(self, match: re.Match[str], list_: str, level: _Level, counts: Mapping[int, int]) -> str:
        depth = int(match.group(1)) - 1
        upper = self.numbering.level(list_, depth) or _Level()
        form = "decimal" if level.legal and upper.form != "decimalZero" else upper.form
        return written(counts.get(depth, upper.start), form)
