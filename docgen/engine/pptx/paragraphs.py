"""Which paragraphs the animations of a slide mean, noted before its tags are lifted.

An animation names the paragraphs of a shape by their order, the first being 0
(``p:pRg``, ECMA-376 Part 1, 19.5.61), or its characters (``p:charRg``), as files do that
come from older programs.  Tags that stand alone take their paragraphs away and
loops repeat others, so that each paragraph carries its number in the template
through rendering, as an attribute, which no value can write.
"""

from __future__ import annotations

from lxml import etree

from docgen.engine.names import DRAWING, A, C, P, names
from docgen.engine.pptx.deck import relation_id
from docgen.engine.tags import has_tag

__all__ = ["NUMBER", "animated_charts", "number_paragraphs", "shape_id"]

NUMBER = "docgen-paragraph"
"""The attribute of a paragraph that holds its number, and of a text whose paragraphs are numbered."""
_RANGES, _CHARACTERS = names(P, "pRg", "charRg"), names(P, "charRg")
_TARGET, _SHAPE, _TEXT = names(P, "spTgt"), names(P, "sp"), names(P, "txBody")


def number_paragraphs(root: etree._Element) -> bool:
    """Number the paragraphs of each text with tags that is animated in parts; tell whether there is any."""
    ranges = list(root.iter(*_RANGES))
    targets = [target for found in ranges for target in found.iterancestors(*_TARGET)]
    if not targets:
        return False
    wanted = {target.get("spid", "") for target in targets}
    for marked in [e for e in root.iter(*_TEXT, *DRAWING.paragraph) if NUMBER in e.attrib]:
        del marked.attrib[NUMBER]
    found = False
    for shape in root.iter(*_SHAPE):
        body = next(shape.iterchildren(*_TEXT), None)
        if body is not None and shape_id(shape) in wanted and has_tag("".join(map(str, body.itertext()))):
            _number(body)
            _name_paragraphs([t for t in targets if t.get("spid") == shape_id(shape)], body)
            found = True
    return found


def animated_charts(root: etree._Element) -> dict[str, str]:
    """Return the charts that are animated in parts: by their shape, the relationship to the chart."""
    parts = (
        target.get("spid", "")
        for part in root.iter(*names(A, "chart"))
        for target in part.iterancestors(*_TARGET)
    )
    wanted = set(parts)
    frames = root.iter(*names(P, "graphicFrame")) if wanted else ()
    return {
        shape_id(frame): relation_id(chart)
        for frame in frames
        for chart in frame.iter(*names(C, "chart"))
        if shape_id(frame) in wanted
    }


def shape_id(shape: etree._Element) -> str:
    """Return the id of a shape."""
    properties = next(shape.iter(*names(P, "cNvPr")), None)
    return "" if properties is None else properties.get("id", "")


def _number(body: etree._Element) -> None:
    body.set(NUMBER, "all")
    for number, paragraph in enumerate(body.iterchildren(*DRAWING.paragraph)):
        paragraph.set(NUMBER, str(number))


def _name_paragraphs(targets: list[etree._Element], body: etree._Element) -> None:
    """Let animations of characters, which tags will move, name the paragraphs that these stand in."""
    for characters in [found for target in targets for found in target.iter(*_CHARACTERS)]:
        first, last = _number_of(characters, "st"), _number_of(characters, "end") - 1
        inside = [
            number
            for number, (begin, end) in enumerate(_spans(body))
            if begin <= max(first, last) and end >= first
        ]
        if inside:
            characters.tag = characters.tag.replace("charRg", "pRg")
            characters.set("st", str(inside[0]))
            characters.set("end", str(inside[-1]))


def _spans(body: etree._Element) -> list[tuple[int, int]]:
    """Return where each paragraph begins and ends, in characters; its end is one, and so is a break."""
    spans, begin = [], 0
    for paragraph in body.iterchildren(*DRAWING.paragraph):
        length = sum(len(text.text or "") for text in paragraph.iter(*DRAWING.text))
        length += sum(1 for _ in paragraph.iter(*names(A, "br")))
        spans.append((begin, begin + length))
        begin += length + 1
    return spans


def _number_of(element: etree._Element, name: str) -> int:
    written = element.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 12 else 0
