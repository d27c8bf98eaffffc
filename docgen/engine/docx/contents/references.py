"""Captions counted and cross-references written: SEQ, REF and NOTEREF fields, links inside the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lxml import etree

from docgen.engine.docx.contents.bookmarks import Bookmark, Bookmarks
from docgen.engine.docx.contents.copies import split_mark
from docgen.engine.docx.contents.counting import written
from docgen.engine.docx.contents.fields import Field, set_result, unlink
from docgen.engine.docx.contents.instruction import REFERENCES, Instruction, parse_instruction
from docgen.engine.docx.contents.labels import Label
from docgen.engine.docx.contents.wording import paragraph_text

__all__ = ["count_sequences", "form_of", "mend_links", "settle_fields", "write_texts"]

Element = etree._Element
_FORMS = {
    "ARABIC": "decimal",
    "ARABICDASH": "numberInDash",
    "CHINESENUM1": "ideographDigital",
    "CHINESENUM2": "chineseLegalSimplified",
    "CHINESENUM3": "chineseCounting",
}
_BUILT_IN = {"_top"}


def form_of(instruction: Instruction, otherwise: str = "decimal") -> str:
    r"""Return the number format that ``\* ROMAN`` and its like ask for."""
    asked = instruction.switches.get("*", "")
    if asked.upper() in ("ROMAN", "ALPHABETIC"):
        size = "upper" if asked[:1].isupper() and asked[1:2].isupper() else "lower"
        return size + ("Roman" if asked.upper() == "ROMAN" else "Letter")
    return _FORMS.get(asked.upper(), otherwise)


def count_sequences(
    fields: Sequence[Field], levels: Mapping[Element, int], order: Mapping[Element, int]
) -> None:
    """Number the captions of each sequence in the order of the document (ECMA-376 part 1, 17.16.5.56)."""
    counts: dict[str, int] = {}
    reset: dict[str, int] = {}
    headings = sorted((order[element], level) for element, level in levels.items())
    for item in fields:
        code = item.instruction
        if code.kind != "SEQ" or not code.target:
            continue
        name = code.target.lower()
        if code.switches.get("s", "").isdigit():
            chapter = _last_heading(headings, order.get(item.begin, 0), int(code.switches["s"]))
            if reset.get(name) != chapter:
                counts[name], reset[name] = 0, chapter
        if code.switches.get("r", "").isdigit():
            counts[name] = int(code.switches["r"])
        elif "c" not in code.switches:
            counts[name] = counts.get(name, 0) + 1
        if "h" not in code.switches:
            set_result(item, written(counts.get(name, 0), form_of(code)))


def _last_heading(headings: Sequence[tuple[int, int]], place: int, level: int) -> int:
    """Return where the last heading of a level stands before a place, or -1."""
    return max((at for at, depth in headings if depth <= level and at < place), default=-1)


def settle_fields(
    fields: Iterable[Field], bookmarks: Bookmarks, is_lost: Callable[[str], bool]
) -> dict[str, list[Field]]:
    """Let references name the bookmark of their own copy; what refers to nothing becomes plain text.

    Returns the fields that stay by their kinds.
    """
    found: dict[str, list[Field]] = {}
    for item in fields:
        text, turns = split_mark(item.text)
        code = parse_instruction(text)
        if code.kind in REFERENCES and not item.inside("TOC"):
            target = bookmarks.find(code.target, turns)
            if target is None and not _is_variable(code.target, fields) and is_lost(code.target):
                unlink(item)
                continue
            text = text if target is None else text.replace(code.target, target.name, 1)
        if text != item.text:
            _write_code(item, text)
        found.setdefault(code.kind, []).append(item)
    return found


def _is_variable(name: str, fields: Iterable[Field]) -> bool:
    """Tell whether a field of the document gives the name its value: SET, ASK, or a form's field."""
    kinds = ("SET", "ASK")
    return any(item.instruction.kind in kinds and item.instruction.target == name for item in fields)


def _write_code(item: Field, text: str) -> None:
    if item.is_simple:
        item.begin.set(item.w + "instr", text)
        return
    holders = [t for run in item.code for t in run.iter(item.w + "instrText")]
    for holder in holders[1:]:
        holder.text = ""
    holders[0].text = text


def mend_links(root: Element, w: str, bookmarks: Bookmarks, is_lost: Callable[[str], bool]) -> None:
    """Let links lead to the bookmark of their own copy; a link to nothing becomes its text."""
    for link in list(root.iter(w + "hyperlink")):
        written_ = link.get(w + "anchor")
        if not written_:
            continue
        anchor, turns = split_mark(written_)
        target = bookmarks.find(anchor, turns)
        if target is not None:
            link.set(w + "anchor", target.name)
        elif anchor not in _BUILT_IN and not _leads_outside(link) and is_lost(anchor):
            _unwrap(link)
        else:
            link.set(w + "anchor", anchor)


def _leads_outside(link: Element) -> bool:
    return any(str(name).endswith("}id") for name in link.attrib)


def _unwrap(link: Element) -> None:
    parent = link.getparent()
    if parent is None:
        return
    for child in list(link):
        link.addprevious(child)
    parent.remove(link)


def write_texts(
    fields: Mapping[str, list[Field]],
    bookmarks: Bookmarks,
    labels: Mapping[Element, Label],
    notes: Mapping[Element, str],
) -> None:
    """Write what REF and NOTEREF fields print of their targets."""
    for item in fields.get("REF", ()):
        code = item.instruction
        target = bookmarks.by_name.get(code.target.lower())
        if target is None or "p" in code.switches:
            continue
        text = _reference_text(item.w, target, code, labels)
        if text:
            set_result(item, text)
    for item in fields.get("NOTEREF", ()):
        target = bookmarks.by_name.get(item.instruction.target.lower())
        text = _note_number(item.w, target, notes) if target else ""
        if text:
            set_result(item, text)


def _reference_text(w: str, target: Bookmark, code: Instruction, labels: Mapping[Element, Label]) -> str:
    paragraph = next(target.start.iterancestors(w + "p"), None)
    if {"r", "n", "w"} & code.switches.keys():
        label = labels.get(paragraph) if paragraph is not None else None
        return label.text.rstrip(".") if label else "0"
    return _inside(w, target, paragraph)


def _inside(w: str, target: Bookmark, paragraph: Element | None) -> str:
    """Return the text of a bookmark that begins and ends in one paragraph; else nothing."""
    if paragraph is None or next(target.end.iterancestors(w + "p"), None) is not paragraph:
        return ""
    start, end = _offset(target.start, paragraph), _offset(target.end, paragraph)
    holder = etree.Element(w + "p")
    for index, node in enumerate(paragraph.iter(w + "t", w + "tab", w + "bookmarkStart", w + "bookmarkEnd")):
        if start < index < end and node.tag in (w + "t", w + "tab") and _is_of_run(node, w):
            etree.SubElement(holder, node.tag).text = node.text
    return paragraph_text(holder, w)


def _is_of_run(node: Element, w: str) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag == w + "r"


def _offset(element: Element, paragraph: Element) -> int:
    w = str(element.tag)[: str(element.tag).index("}") + 1]
    nodes = paragraph.iter(w + "t", w + "tab", w + "bookmarkStart", w + "bookmarkEnd")
    return next(index for index, node in enumerate(nodes) if node is element)


def _note_number(w: str, target: Bookmark, notes: Mapping[Element, str]) -> str:
    """Return the number of the note whose sign stands in a bookmark."""
    node: Element | None = target.start
    while node is not None and node is not target.end:
        for sign in node.iter(w + "footnoteReference", w + "endnoteReference"):
            return notes.get(sign, "")
        node = node.getnext()
    return ""
