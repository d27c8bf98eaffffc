"""Fields of a Word part: found in the tree, and their results written.

A complex field is cut over runs: begin, code, separate, result, end (ECMA-376 part 1, 17.16.18); a simple one
is an element around its result.  Both are handed out alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.docx.contents.instruction import Instruction, parse_instruction

__all__ = [
    "Field",
    "make_complex",
    "namespace_of",
    "read_fields",
    "result_text",
    "set_result",
    "split_runs",
    "unlink",
]

Element = etree._Element
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def namespace_of(root: Element) -> str:
    """Return the namespace of a Word part in braces: the transitional or the strict one."""
    return str(root.tag)[: str(root.tag).index("}") + 1]


@dataclass(slots=True)
class Field:
    """One field: the runs that bound it, or the simple element; ``result`` are the runs of its result."""

    w: str
    begin: Element
    code: list[Element] = field(default_factory=list)
    separate: Element | None = None
    result: list[Element] = field(default_factory=list)
    end: Element | None = None
    outer: Field | None = None
    """The field in whose result this one stands."""

    @property
    def text(self) -> str:
        """The code as written."""
        if self.is_simple:
            return self.begin.get(self.w + "instr", "")
        return "".join(t.text or "" for run in self.code for t in run.iter(self.w + "instrText"))

    @property
    def is_simple(self) -> bool:
        """Whether the field is one element."""
        return self.begin.tag == self.w + "fldSimple"

    @property
    def instruction(self) -> Instruction:
        """The code, read."""
        return parse_instruction(self.text)

    def inside(self, kind: str) -> bool:
        """Tell whether the field stands in the result of another of a kind."""
        outer = self.outer
        return outer is not None and (outer.instruction.kind == kind or outer.inside(kind))


def split_runs(root: Element, w: str) -> None:
    """Let each character that bounds a field stand in a run of its own, as Word writes it."""
    for mark in list(root.iter(w + "fldChar")):
        run = mark.getparent()
        if run is None or run.tag != w + "r":
            continue
        content = [child for child in run if child.tag != w + "rPr"]
        if len(content) > 1:
            _split(run, content, w)


def _split(run: Element, content: list[Element], w: str) -> None:
    properties = run.find(w + "rPr")
    for child in reversed(content[1:]):
        piece = etree.Element(w + "r")
        if properties is not None:
            piece.append(deepcopy(properties))
        piece.append(child)
        run.addnext(piece)


def read_fields(root: Element, w: str) -> list[Field]:
    """Return the fields of a part that are whole, in the order of their beginnings."""
    found: list[Field] = []
    open_: list[Field] = []
    for element in root.iter(w + "r", w + "fldSimple"):
        if element.tag == w + "fldSimple":
            found.append(_simple(element, w, open_[-1] if open_ else None))
            continue
        mark = next(element.iterchildren(w + "fldChar"), None)
        kind = mark.get(w + "fldCharType", "") if mark is not None else ""
        if kind == "begin":
            open_.append(Field(w, element, outer=open_[-1] if open_ else None))
            found.append(open_[-1])
        elif open_:
            _grow(open_, element, kind)
    return [item for item in found if item.end is not None]


def _simple(element: Element, w: str, outer: Field | None) -> Field:
    return Field(w, element, result=list(element.iter(w + "r")), end=element, outer=outer)


def _grow(open_: list[Field], run: Element, kind: str) -> None:
    current = open_[-1]
    if kind == "separate":
        current.separate = run
    elif kind == "end":
        current.end = run
        open_.pop()
    elif current.separate is None:
        current.code.append(run)
    else:
        current.result.append(run)


def set_result(item: Field, text: str) -> None:
    """Write a field's result in the format that it had."""
    if result_text(item) == text:
        return
    holder = next((t for run in item.result for t in run.iter(item.w + "t")), None)
    if holder is None:
        holder = _result_holder(item)
    for run in item.result:
        for old in list(run.iter(item.w + "t")):
            if old is not holder:
                _detach(old)
    holder.text = text
    holder.set(_SPACE, "preserve")


def result_text(item: Field) -> str | None:
    """Return the text of a field's result, or None where it has none."""
    texts = [t.text or "" for run in item.result for t in run.iter(item.w + "t")]
    return "".join(texts) if texts else None


def _result_holder(item: Field) -> Element:
    """Return a new text element at the place of a field's result."""
    w = item.w
    like = item.code[0] if item.code else item.begin
    run = etree.Element(w + "r")
    properties = like.find(w + "rPr")
    if properties is not None:
        run.append(deepcopy(properties))
    holder = etree.SubElement(run, w + "t")
    if item.is_simple:
        item.begin.append(run)
    elif item.end is not None:
        if item.separate is None:
            item.separate = _boundary(w, "separate", properties)
            item.end.addprevious(item.separate)
        item.separate.addnext(run)
    item.result.append(run)
    return holder


def _boundary(w: str, kind: str, properties: Element | None = None) -> Element:
    run = etree.Element(w + "r")
    if properties is not None:
        run.append(deepcopy(properties))
    etree.SubElement(run, w + "fldChar").set(w + "fldCharType", kind)
    return run


def unlink(item: Field) -> None:
    """Turn a field into the text of its result."""
    if item.is_simple:
        for child in list(item.begin):
            item.begin.addprevious(child)
        _detach(item.begin)
        return
    for run in (item.begin, *item.code, item.separate, item.end):
        if run is not None:
            _detach(run)


def make_complex(root: Element, w: str, kinds: Iterable[str]) -> None:
    """Turn simple fields of some kinds into complex ones."""
    wanted = set(kinds)
    for element in list(root.iter(w + "fldSimple")):
        text = element.get(w + "instr", "")
        if parse_instruction(text).kind not in wanted:
            continue
        code = etree.Element(w + "r")
        holder = etree.SubElement(code, w + "instrText")
        holder.text = text
        holder.set(_SPACE, "preserve")
        content = [child for child in element if child.tag != w + "fldData"]
        for node in (_boundary(w, "begin"), code, _boundary(w, "separate"), *content, _boundary(w, "end")):
            element.addprevious(node)
        _detach(element)


def _detach(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
