"""Content controls that a template fills: check boxes, lists, dates, and what Word keeps beside their text.

A check box cannot hold a tag in its text, so it has it in its title or its tag
property; a list and a date may.  A control whose text holds a tag is no
placeholder any more, and Word must not replace its text when the file is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from lxml import etree
from markupsafe import Markup

from docgen.engine.docx.styles import value_of
from docgen.engine.names import WORD, W, names, val
from docgen.engine.parts import Places, has_braces
from docgen.engine.source import Source, instruction, token_numbers
from docgen.engine.tags import Tag, has_tag, split
from docgen.engine.text import make_attribute, plain
from docgen.opc import Package

__all__ = ["fill_controls", "item_filter", "settle_controls"]

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_CONTROL, _PROPERTIES, _CONTENT = names(W, "sdt"), names(W, "sdtPr"), names(W, "sdtContent")
_LABELS = names(W, "tag", "alias")
_CHOSEN = names(W, "dropDownList", "comboBox", "date")
_ITEMS = names(W, "listItem")
_BINDINGS = names(W, "dataBinding") | {_W15 + "dataBinding"}
_REMEMBERED = names(W, "showingPlcHdr") | _BINDINGS
_LAST = [w + name for w in W for name in ("fullDate", "lastValue")]
_GLYPHS = {"checkedState": "2612", "uncheckedState": "2610"}
_STORES = {
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}": "core-properties",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}": "extended-properties",
}
"""Stores of bound data that are document properties, which are rendered as well, and their relationships."""


def fill_controls(root: etree._Element, source: Source, part: str, places: Places) -> None:
    """Let a tag in the title or tag property of a control fill it; to be run before tags are joined."""
    for control in list(root.iter(*_CONTROL)):
        properties, content = _parts(control)
        box = properties.find(_W14 + "checkbox") if properties is not None else None
        if properties is None or content is None or (box is None and not _is_chosen(properties)):
            continue
        tag = _take_tag(properties)
        if tag is not None and box is not None:
            _check(control, box, content, source, tag, part, places.of(control))
        elif tag is not None:
            source.touched = True
            _write(content, source.add(tag, part, places.of(control), ":item", (_items(properties),)))


def settle_controls(root: etree._Element, package: Package) -> None:
    """Take from each control whose text holds tags what would hide or replace the text later."""
    for control in root.iter(*_CONTROL):
        properties, content = _parts(control)
        if properties is None or content is None or not _holds_tags(content):
            continue
        was_placeholder = properties.find("{*}showingPlcHdr") is not None
        for element in [e for e in properties if e.tag in _REMEMBERED]:
            if element.tag not in _BINDINGS or not _is_rendered(element, package):
                properties.remove(element)
        for element in properties.iter(*_CHOSEN):
            for name in _LAST:
                element.attrib.pop(name, "")
        if was_placeholder:
            _drop_styles(content)


def _parts(control: etree._Element) -> tuple[etree._Element | None, etree._Element | None]:
    """Return the properties and the content of a control."""
    properties = next((child for child in control if child.tag in _PROPERTIES), None)
    return properties, next((child for child in control if child.tag in _CONTENT), None)


def _is_chosen(properties: etree._Element) -> bool:
    return any(child.tag in _CHOSEN for child in properties)


def _items(properties: etree._Element) -> tuple[tuple[str, str], ...]:
    """Return the items of a list to choose from: what stands for each in data, and what is shown."""
    found = (item for items in properties if items.tag in _CHOSEN for item in items.iterchildren(*_ITEMS))
    pairs = ((value_of(item, "value"), value_of(item, "displayText")) for item in found)
    return tuple((value, shown) for value, shown in pairs if value and shown)


def item_filter(language: str, dialect: str) -> Callable[[Any, tuple[tuple[str, str], ...]], Markup]:
    """Return the internal filter ``:item``, which writes what a list shows for a value."""
    attribute = make_attribute(language, dialect)

    def item(value: Any, items: tuple[tuple[str, str], ...]) -> Markup:
        text = plain(value, language, dialect)
        return attribute(dict(items).get(text, text))

    return item


def _take_tag(properties: etree._Element) -> Tag | None:
    """Take the value tag out of a control's title or tag property and return it."""
    for label in [child for child in properties if child.tag in _LABELS and has_tag(val(child))]:
        text = val(label)
        tags = [piece for piece in split(text)[0] if piece.tag]
        if len(tags) == 1 and tags[0].tag and tags[0].tag.kind == "value":
            rest = (text[: tags[0].start] + text[tags[0].end :]).strip()
            label.set(f"{{{etree.QName(label).namespace}}}val", rest)
            if not rest:
                properties.remove(label)
            return tags[0].tag
    return None


def _check(
    control: etree._Element,
    box: etree._Element,
    content: etree._Element,
    source: Source,
    tag: Tag,
    part: str,
    place: str,
) -> None:
    """Let a check box show what a value says: its state, and the sign and font that the box names for it."""
    source.touched = True
    name = f"docgen_c{len(source.marks)}"

    def put(body: str, kind: str = "statement", wrap: str = "") -> str:
        return source.add(Tag(kind, body, tag.text), part, place, wrap)

    def statement(body: str) -> etree._Element:
        return instruction(token_numbers(put(body))[0])

    control.addprevious(statement(f"set {name} = {tag.body}"))
    state = box.find(_W14 + "checked")
    if state is None:
        state = etree.Element(_W14 + "checked")
        box.insert(0, state)
    state.set(_W14 + "val", put(f"1 if {name} else 0", "value", ":attribute"))
    run = _only_run(content)
    if run is not None:
        run.addprevious(statement(f"if {name}"))
        run.addprevious(_shown(run, box, "checkedState"))
        run.addprevious(statement("else"))
        run.addprevious(_shown(run, box, "uncheckedState"))
        run.addprevious(statement("endif"))
        _holder(run).remove(run)


def _shown(run: etree._Element, box: etree._Element, state: str) -> etree._Element:
    """Return a run that shows the sign of a state of a check box, in the state's font."""
    named = box.find(_W14 + state)
    code = named.get(_W14 + "val", "") if named is not None else ""
    font = str(named.get(_W14 + "font", "")) if named is not None else "MS Gothic"
    try:
        sign = chr(int(str(code), 16))
    except ValueError:
        sign = chr(int(_GLYPHS[state], 16))
    shown = deepcopy(run)
    shown.tail = None
    w = f"{{{etree.QName(run).namespace}}}"
    _set_font(shown, w, font)
    if "\uf000" <= sign <= "\uf0ff":  # a place in a font of symbols, which is no text
        etree.SubElement(shown, w + "sym", {w + "font": font, w + "char": f"{ord(sign):04X}"})
    else:
        etree.SubElement(shown, w + "t").text = sign
    return shown


def _set_font(run: etree._Element, w: str, font: str) -> None:
    """Leave nothing of a run but its properties, with one font for all scripts."""
    for child in [child for child in run if child.tag != w + "rPr"]:
        run.remove(child)
    properties = run.find(w + "rPr")
    if properties is None:
        properties = etree.SubElement(run, w + "rPr")
    for fonts in properties.findall(w + "rFonts"):
        properties.remove(fonts)
    if font:
        scripts = dict.fromkeys((w + name for name in ("ascii", "eastAsia", "hAnsi", "cs")), font)
        fonts = etree.Element(w + "rFonts", {**scripts, w + "hint": "eastAsia"})
        properties.insert(1 if properties.find(w + "rStyle") is not None else 0, fonts)


def _only_run(content: etree._Element) -> etree._Element | None:
    """Return the first run of a control's content, after the others have gone; None where it has none."""
    runs = list(content.iter(*WORD.run))
    for run in runs[1:]:
        _holder(run).remove(run)
    return runs[0] if runs else None


def _write(content: etree._Element, text: str) -> None:
    """Let a text be all that a control shows, in the format of its first run."""
    run = _only_run(content)
    if run is None:
        return
    for child in [child for child in run if child.tag not in WORD.properties]:
        run.remove(child)
    etree.SubElement(run, f"{{{etree.QName(run).namespace}}}t").text = text


def _holds_tags(content: etree._Element) -> bool:
    return any(token_numbers(text.text) for text in _own_texts(content))


def _own_texts(content: etree._Element) -> Iterator[etree._Element]:
    """Yield the texts of a control that stand in no control inside of it."""
    for text in content.iter(*WORD.text):
        if next(text.iterancestors(*_CONTENT), None) is content:
            yield text


def _is_rendered(binding: etree._Element, package: Package) -> bool:
    """Tell whether a control is bound to document properties that hold tags as well."""
    store = next((str(v) for k, v in binding.attrib.items() if str(k).endswith("storeItemID")), "")
    parts = package.related("", _STORES[store.upper()]) if store.upper() in _STORES else []
    return any(has_braces(package, part) for part in parts)


def _drop_styles(content: etree._Element) -> None:
    """Take the look of a placeholder from the texts that hold tags."""
    for text in _own_texts(content):
        run = _holder(text)
        for properties in run if token_numbers(text.text) else ():
            for style in properties.findall("{*}rStyle") if properties.tag in WORD.properties else ():
                properties.remove(style)


def _holder(run: etree._Element) -> etree._Element:
    parent = run.getparent()
    assert parent is not None
    return parent
