"""Tags that change their cell (``colspan``, ``cellbg``, ``vm``, ``hm``), and ``{%-`` across paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from docgen.engine.colours import hex_colour
from docgen.engine.names import WORD, W, names, val
from docgen.engine.source import TOKEN, Mark, Source, instruction, token_numbers
from docgen.engine.tags import Tag
from docgen.errors import Problem, RenderError

__all__ = ["apply_cell_tags", "check_colour", "merge_trimmed"]

_KEYWORDS = {"colspan", "cellbg", "vm", "hm"}
_ORDER = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd")


def apply_cell_tags(root: etree._Element, source: Source, part: str) -> None:
    """Turn each cell tag into the property of its cell."""
    for text in list(root.iter(*WORD.text)):
        for number in token_numbers(text.text):
            mark = source.marks[number]
            if mark.tag.keyword not in _KEYWORDS or mark.tag.prefix:
                continue
            mark.tag = replace(mark.tag, kind="cell")
            cell = next((e for e in text.iterancestors() if e.tag in WORD.cell), None)
            if cell is None:
                source.problems.append(_outside(mark))
            else:
                _apply(source, mark, number, text, cell)


def _outside(mark: Mark) -> Problem:
    message = f"{mark.tag.body.split()[0]} stands outside of a table cell."
    hint = "Move it into the cell that it means."
    return Problem("tag-misplaced", message, hint, part=mark.part, place=mark.place, tag=mark.tag.text)


def _apply(source: Source, mark: Mark, number: int, text: etree._Element, cell: etree._Element) -> None:
    """Change a cell; the tag itself, whose kind is ``cell`` from now on, leaves the stream."""
    keyword, _, expression = mark.tag.body.partition(" ")
    token = f"\ufdd0{number}\ufdd1"
    before, after = (text.text or "").split(token, 1)
    if keyword == "vm":
        first, end = _code(source, mark, "if loop.first"), _code(source, mark, "endif")
        text.text = f"{first}{before}{after}{end}"
        merged = _value(source, mark, "'restart' if loop.first else 'continue'", ":attribute")
        _set(cell, "vMerge", val=merged)
        return
    text.text = before + after
    if keyword == "hm":
        _merge_across(source, mark, cell)
    elif keyword == "colspan":
        _set(cell, "gridSpan", val=_value(source, mark, expression, ":span"))
    else:
        _set(cell, "shd", val="clear", color="auto", fill=_value(source, mark, expression, ":colour"))


def _merge_across(source: Source, mark: Mark, cell: etree._Element) -> None:
    """Keep the first cell of a loop only, as wide as all of them."""
    span = _find(cell, "gridSpan")
    width = val(span) if span is not None else "1"
    _set(cell, "gridSpan", val=_value(source, mark, f"{width} * loop.length", ":span"))
    numbers = [token_numbers(_code(source, mark, body))[0] for body in ("if loop.first", "endif")]
    cell.addprevious(instruction(numbers[0]))
    cell.addnext(instruction(numbers[1]))


def _code(source: Source, mark: Mark, body: str) -> str:
    return source.add(Tag("statement", body, mark.tag.text), mark.part, mark.place)


def _value(source: Source, mark: Mark, body: str, wrap: str) -> str:
    return source.add(Tag("value", body, mark.tag.text), mark.part, mark.place, wrap)


def _find(cell: etree._Element, name: str) -> etree._Element | None:
    return next((e for p in cell if p.tag in names(W, "tcPr") for e in p.iterfind("{*}" + name)), None)


def _set(cell: etree._Element, name: str, **attributes: str) -> None:
    """Set a property of a cell in the place that the schema gives it."""
    namespace = cell.tag[: cell.tag.index("}") + 1]
    properties = cell.find(namespace + "tcPr")
    if properties is None:
        properties = etree.Element(namespace + "tcPr")
        cell.insert(0, properties)
    for old in properties.findall(namespace + name):
        properties.remove(old)
    element = etree.Element(namespace + name)
    for key, value in attributes.items():
        element.set(namespace + key, value)
    before = {namespace + n for n in _ORDER[: _ORDER.index(name)]}
    index = sum(1 for child in properties if child.tag in before)
    properties.insert(index, element)


def check_colour(value: object) -> str:
    """Return a colour as six hexadecimal digits, or ``auto``."""
    text = str(value)
    if text == "auto":
        return text
    found = hex_colour(text)
    if not found:
        hint = "Write six hexadecimal digits, such as FFC000."
        raise RenderError(Problem("wrong-colour", f"{text[:40]!r} is no colour.", hint))
    return found


def merge_trimmed(root: etree._Element, source: Source) -> None:
    """Join paragraphs across ``{%-`` at the start of one and ``-%}`` at the end of one, as docxtpl does.

    Around a value ``{{-`` and ``-}}`` take white space only.
    """
    for paragraph in list(root.iter(*WORD.paragraph)):
        tags = _edge_tags(paragraph, source)
        if tags is None:
            continue
        first, last = tags
        previous, following = paragraph.getprevious(), paragraph.getnext()
        if first.trim_left and previous is not None and previous.tag in WORD.paragraph:
            _move(paragraph, previous)
            paragraph = previous
        if last.trim_right and following is not None and following.tag in WORD.paragraph:
            _move(following, paragraph)


def _edge_tags(paragraph: etree._Element, source: Source) -> tuple[Tag, Tag] | None:
    """Return the tags that a paragraph begins and ends with, if it does both or either."""
    text = "".join(t.text or "" for t in paragraph.iter(*WORD.text))
    numbers = token_numbers(text)
    if not numbers:
        return None
    none = Tag("", "", "")
    head, tail = TOKEN.match(text.lstrip()), text.rstrip().endswith("\ufdd1")
    first, last = (source.marks[numbers[at]].tag for at in (0, -1))
    return (
        first if head and first.kind != "value" else none,
        last if tail and last.kind != "value" else none,
    )


def _move(paragraph: etree._Element, target: etree._Element) -> None:
    """Append the content of a paragraph to another and remove it."""
    for child in list(_content(paragraph)):
        target.append(child)
    parent = paragraph.getparent()
    if parent is not None:
        parent.remove(paragraph)


def _content(paragraph: etree._Element) -> Iterable[etree._Element]:
    return (child for child in paragraph if child.tag not in names(W, "pPr"))
