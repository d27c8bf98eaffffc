"""What a loop may put out more than once, and what must not come twice in a Word part.

Everything outside of loops keeps its ids: comments, revisions and references name them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docgen.engine.blocks import pair
from docgen.engine.names import WP, W, names
from docgen.engine.source import Source, tag_number, token_numbers
from docgen.engine.structure import tags_of
from docgen.engine.tags import Tag

__all__ = ["enclosed", "renew_ids", "repeated"]

_VML, _OFFICE = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
_PARAGRAPHS, _DRAWINGS, _CONTROLS = names(W, "p", "tr"), names(WP, "docPr"), names(W, "sdtPr")
_REVISIONS = names(W, "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge") | names(
    W, *(f"{kind}Change" for kind in ("pPr", "rPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr"))
)
_PARAGRAPH_IDS = [
    "{http://schemas.microsoft.com/office/word/2010/wordml}" + name for name in ("paraId", "textId")
]


def renew_ids(root: etree._Element, source: Source, part: str, *, everywhere: bool = False) -> None:
    """Let what is in loops take new ids, or none where none is needed, as no id may come twice.

    With ``everywhere`` all that is in the tree does so, but paragraphs outside of loops keep theirs.
    """
    named = _named_shapes(root)
    for element in list(root.iter(etree.Element) if everywhere else repeated(root, source)):
        tag = str(element.tag)
        if tag in _DRAWINGS:
            element.set("id", _new_id(source, part))
        elif tag in _REVISIONS:
            name = tag[: tag.index("}") + 1] + "id"
            if name in element.attrib:
                element.set(name, _new_id(source, part))
        elif tag.startswith(_VML) and element.get("id", "") not in named:
            element.set("id", f"s{_new_id(source, part)}")
            element.attrib.pop(_OFFICE + "spid", "")
        elif tag in _CONTROLS:
            for child in element.findall("{*}id"):
                element.remove(child)
        elif tag in _PARAGRAPHS and not everywhere:
            for name in _PARAGRAPH_IDS:
                element.attrib.pop(name, "")


def _new_id(source: Source, part: str) -> str:
    return source.add(Tag("value", "0", ""), part, "", ":drawing_id")


def _named_shapes(root: etree._Element) -> set[str]:
    """Return the ids of VML shapes that something else names, and the empty one of those without."""
    named = {""}
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if str(name).lower().endswith("shapeid"):
                named.add(str(value))
            elif name == "type" and str(value).startswith("#"):
                named.add(str(value)[1:])
    return named


def repeated(root: etree._Element, source: Source) -> Iterator[etree._Element]:
    """Yield the elements that begin inside of a loop, a macro or a text that is kept under a name."""
    return _within(root, _steps(root, source))


def enclosed(root: etree._Element, source: Source) -> Iterator[etree._Element]:
    """Yield the elements that begin inside of any block, conditions included."""
    return _within(root, _steps(root, source, conditions=True))


def _within(root: etree._Element, steps: dict[int, int]) -> Iterator[etree._Element]:
    if not steps:
        return
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "pi")):
        if event == "start":
            if depth:
                yield node
            depth += sum(steps.get(number, 0) for number in token_numbers(node.text))
            continue
        number = tag_number(node)
        depth += steps.get(number, 0) if number is not None else 0
        depth += sum(steps.get(n, 0) for n in token_numbers(node.tail))


def _steps(root: etree._Element, source: Source, *, conditions: bool = False) -> dict[int, int]:
    """Return for each tag that begins or ends what may repeat, or only go, 1 or -1."""
    steps: dict[int, int] = {}
    for group in pair(source.marks, [number for number, _, _ in tags_of(root)]):
        if conditions or source.marks[group.members[0]].tag.keyword != "if":
            steps[group.members[0]], steps[group.members[-1]] = 1, -1
    return steps
