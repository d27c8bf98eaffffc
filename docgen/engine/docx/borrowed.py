"""Styles and lists of another Word file, taken over into a document beside those of its template."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from docgen.engine.docx.additions import WordAdditions
from docgen.engine.docx.styles import Style, Styles, value_of
from docgen.engine.names import W, names
from docgen.engine.source import remove
from docgen.opc import Package

__all__ = ["BorrowedLists", "BorrowedStyles"]

_LINKS = names(W, "basedOn", "next", "link")
_OWN = names(W, "nsid", "tmpl", "styleLink", "lvlPicBulletId")
"""What ties a list's definition to its file: two definitions with the same mark would be one list."""
_LEVELS = 9


class BorrowedStyles:
    """The styles of a file under the ids that they have in the document."""

    def __init__(self, source: Styles, additions: WordAdditions, lists: BorrowedLists) -> None:
        self._source, self._additions, self._lists = source, additions, lists
        self._ids: dict[str, str] = {}

    def id_of(self, style_id: str) -> str:
        """Return the id that a style of the file has in the document; one so named is taken for it."""
        if style_id not in self._ids:
            style = self._source.get(style_id)
            self._ids[style_id] = "" if style is None else self._taken(style)
        return self._ids[style_id]

    def _taken(self, style: Style) -> str:
        known = self._additions.style_named(style.kind, style.name)
        if known:
            return known
        id_ = self._ids[style.id] = self._additions.fresh_style_id(style.id)
        element = deepcopy(style.element)
        element.tail = None
        w = "{" + str(etree.QName(element).namespace) + "}"
        element.set(w + "styleId", id_)
        element.attrib.pop(w + "default", "")
        for node in list(element.iter(*_LINKS, w + "numId")):
            numbered = node.tag == w + "numId"
            value = (
                self._lists.instance(value_of(node), self.id_of) if numbered else self.id_of(value_of(node))
            )
            if value:
                node.set(w + "val", value)
            else:
                remove(node)
        self._additions.add_style(style.kind, style.name, id_, etree.tostring(element, encoding="unicode"))
        return id_


class BorrowedLists:
    """The lists of a file under the numbers that they have in the document."""

    def __init__(self, package: Package, additions: WordAdditions) -> None:
        self._additions = additions
        part = next(iter(package.related(package.main_part, "numbering")), "")
        root = package.xml(part) if part else None
        self._numbers = {value_of(e, "numId"): e for e in _children(root, "num")}
        self._definitions = {value_of(e, "abstractNumId"): e for e in _children(root, "abstractNum")}
        self._taken: dict[str, int] = {}

    def instance(self, number: str, style_of: Callable[[str], str]) -> str:
        """Return the number of a list of the document that looks like one of the file and begins anew.

        ``style_of`` gives the ids of styles.  A number that the file does not define is none, zero stays.
        """
        if number == "0":
            return number
        element = self._numbers.get(number)
        definition = "" if element is None else value_of(element.find("{*}abstractNumId"))
        if element is None or definition not in self._definitions:
            return ""
        again = definition in self._taken
        if not again:
            self._taken[definition] = self._additions.lists.adopt(self._written(definition, style_of))
        return str(self._additions.lists.instance(self._taken[definition], _overrides(element, again=again)))

    def _written(self, id_: str, style_of: Callable[[str], str]) -> etree._Element:
        element = deepcopy(self._definitions[id_])
        element.tail = None
        for node in list(element.iter(*_OWN)):
            remove(node)
        for node in list(element.iter(*names(W, "pStyle", "numStyleLink"))):
            style = style_of(value_of(node))
            w = "{" + str(etree.QName(node).namespace) + "}"
            if style:
                node.set(w + "val", style)
            else:
                remove(node)
        return element


def _overrides(element: etree._Element, *, again: bool) -> list[etree._Element]:
    """Return the overrides of a list; one that comes again begins each of its levels anew."""
    found = {value_of(e, "ilvl"): deepcopy(e) for e in element.iterfind("{*}lvlOverride")}
    w = "{" + str(etree.QName(element).namespace) + "}"
    for level in map(str, range(_LEVELS) if again else ()):
        override = found.setdefault(level, etree.Element(w + "lvlOverride"))
        override.set(w + "ilvl", level)
        if override.find("{*}startOverride") is None:
            override.insert(0, etree.Element(w + "startOverride"))
            override[0].set(w + "val", "1")
    return list(found.values())


def _children(root: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if root is None else root.findall("{*}" + name)
