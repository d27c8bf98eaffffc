"""Text with formatting, and paragraphs, put into the texts of slides (ECMA-376 Part 1, 21.1.2).

A part is parsed only if it holds such a value.  Runs keep the format of the tag
and change what the data names; paragraphs keep that of the tag's paragraph, and
take its levels for lists.  Everything is built as elements, so that no value can
be markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from docgen.engine.names import DRAWING, A, P, R, names
from docgen.engine.parts import attributes
from docgen.engine.slots import TARGET, Slot
from docgen.engine.source import is_element
from docgen.engine.values import Blocks, Inline, ListItem, Paragraph, Rich, RichText, Run

__all__ = ["addresses", "place"]

Warn = Callable[[str, str], None]

_RUN_ORDER = re.findall(
    r"\w+",
    "ln noFill solidFill gradFill blipFill pattFill grpFill effectLst effectDag highlight uLnTx uLn uFillTx "
    "uFill latin ea cs sym hlinkClick hlinkMouseOver rtl extLst",
)
_PARAGRAPH_ORDER = re.findall(
    r"\w+",
    "lnSpc spcBef spcAft buClrTx buClr buSzTx buSzPct buSzPts buFontTx buFont buNone buAutoNum buChar buBlip "
    "tabLst defRPr extLst",
)
_FILLS = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_BULLETS = ("buNone", "buAutoNum", "buChar", "buBlip")
_UNDERLINES = {"single": "sng", "double": "dbl", "thick": "heavy", "dash": "dash", "wave": "wavy"}
_UNDERLINES |= {name: name for name in ("none", "dotted", "dotDash", "dotDotDash")}
_ALIGNMENTS = {"left": "l", "center": "ctr", "right": "r", "both": "just"}
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdd3]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\a\x85\u2028\u2029]")
_CODE_FONT, _DEEPEST, _STEP = "Courier New", 8, 342_900
_BODIES = ("", "body", "obj", "subTitle")
"""The kinds of placeholders whose paragraphs have bullets, or may have."""


def addresses(value: Rich) -> Iterator[str]:
    """Yield the addresses that a value links to."""
    blocks = value.items if isinstance(value, Blocks) else (value,)
    for block in blocks:
        if isinstance(block, (RichText, Paragraph)):
            yield from (run.link for run in block.runs if isinstance(run, Run) and run.link)


def place(text: str, slots: Sequence[Slot], links: Mapping[str, str], warn: Warn) -> str:
    """Return a part's text with its values in the place of their marks.

    ``links`` are the relationships to addresses; a link without one is text.
    """
    root = etree.fromstring(text)
    for mark in [node for node in root.iter(etree.PI) if _is_mark(node)]:
        _Placing(mark, links, warn).put(slots[int(mark.text or 0)].value)
    return etree.tostring(root, encoding="unicode")


def _is_mark(node: etree._Element) -> bool:
    return isinstance(node, etree._ProcessingInstruction) and node.target == TARGET


class _Placing:
    """The place of one value."""

    def __init__(self, mark: etree._Element, links: Mapping[str, str], warn: Warn) -> None:
        self.mark, self.links, self.warn = mark, links, warn
        text, run, paragraph = list(mark.iterancestors())[:3]
        self.text, self.run, self.paragraph = text, run, paragraph
        self.a = "{" + str(etree.QName(text).namespace) + "}"
        self.base = run.find(self.a + "rPr")

    def put(self, value: Rich) -> None:
        """Put a value in the place of its mark."""
        if self.run.tag not in names(A, "r") or self.paragraph.tag not in DRAWING.paragraph:
            self._put_text(str(value))
        elif isinstance(value, Blocks) and self._is_alone():
            self._put_paragraphs(list(self._paragraphs(value)))
        elif isinstance(value, Blocks):
            if len(value.items) > 1:
                message = "Of a text of several paragraphs amid other text only the first is shown."
                self.warn("blocks-in-text", message)
            self._put_runs(self._inlines(value.items[0]) if value.items else ())
        else:
            self._put_runs(self._inlines(value))

    def _inlines(self, value: object) -> tuple[Inline, ...]:
        return value.runs if isinstance(value, (RichText, Paragraph)) else (Run(str(value)),)

    def _is_alone(self) -> bool:
        runs = [e for e in self.paragraph if is_element(e) and e.tag not in DRAWING.properties]
        alone = not (self.text.text or "").strip() and not (self.mark.tail or "").strip()
        return runs == [self.run] and alone and len(self.text) == 1

    def _put_text(self, text: str) -> None:
        """Let a value stand as plain text where nothing else may stand."""
        rest = _ILLEGAL.sub("", text) + (self.mark.tail or "")
        self.mark.tail = None
        previous = self.mark.getprevious()
        if previous is None:
            self.text.text = (self.text.text or "") + rest
        else:
            previous.tail = (previous.tail or "") + rest
        self.text.remove(self.mark)

    # runs

    def _put_runs(self, items: Sequence[Inline]) -> None:
        """Cut the run at the mark, and put other runs between its halves."""
        rest = etree.Element(self.run.tag)
        if self.base is not None:
            rest.append(deepcopy(self.base))
        after = etree.SubElement(rest, self.text.tag)
        after.text, self.mark.tail = self.mark.tail, None
        after.extend(list(self.mark.itersiblings()))
        self.text.remove(self.mark)
        self.run.addnext(rest)
        for item in items:
            for element in self._run(item):
                rest.addprevious(element)
        for half, text in ((self.run, self.text), (rest, after)):
            if not text.text and not len(text):
                self.paragraph.remove(half)

    def _run(self, item: Inline) -> Iterator[etree._Element]:
        if not isinstance(item, Run):
            self.warn("text-only", "A picture in the text of a slide is shown as its description.")
            item = Run(item.alt)
        properties = self._format(item)
        lines = _LINE_ENDS.sub("\n", _ILLEGAL.sub("", item.text)).split("\n")
        for number, line in enumerate(lines):
            if number:
                end = etree.Element(self.a + "br")
                end.append(deepcopy(properties))
                yield end
            if line:
                run = etree.Element(self.a + "r")
                run.append(deepcopy(properties))
                etree.SubElement(run, self.a + "t").text = line
                yield run

    def _format(self, run: Run) -> etree._Element:
        """Return the properties of a run: those of the tag, and what the data names."""
        bare = self.base is None or run.style == ""
        properties = etree.Element(self.a + "rPr") if bare or self.base is None else deepcopy(self.base)
        for name, value in _attributes(run):
            properties.set(name, value)
        if run.colour:
            self._set(properties, "solidFill", _RUN_ORDER, _FILLS).append(self._colour(run.colour))
        if run.highlight:
            self._set(properties, "highlight", _RUN_ORDER).append(self._colour(run.highlight))
        font = run.font or (_CODE_FONT if run.monospaced else "")
        for name, face in (("latin", font), ("ea", run.font_east_asia), ("cs", run.font)):
            if face:
                self._set(properties, name, _RUN_ORDER).set("typeface", face)
        if run.link in self.links:
            relation = R[A.index(self.a)] + "id"
            self._set(properties, "hlinkClick", _RUN_ORDER).set(relation, self.links[run.link])
        return properties

    def _colour(self, colour: str) -> etree._Element:
        return etree.Element(self.a + "srgbClr", {"val": colour})

    def _set(
        self, parent: etree._Element, name: str, order: Sequence[str], instead: Sequence[str] = ()
    ) -> etree._Element:
        """Set a child in the place that the schema gives it; ``instead`` are those that it replaces."""
        for old in [e for e in parent if e.tag in {self.a + other for other in (name, *instead)}]:
            parent.remove(old)
        later = {self.a + other for other in order[order.index(name) + 1 :]}
        element = etree.Element(self.a + name)
        follower = next((child for child in parent if child.tag in later), None)
        if follower is None:
            parent.append(element)
        else:
            follower.addprevious(element)
        return element

    # paragraphs

    def _paragraphs(self, value: Blocks) -> Iterator[Paragraph]:
        for item in value.items:
            if isinstance(item, Paragraph):
                yield item
            else:
                self.warn("text-only", "A table or a picture in the text of a slide is shown as plain text.")
                yield from (Paragraph((Run(line),)) for line in str(item).splitlines())

    def _put_paragraphs(self, paragraphs: Sequence[Paragraph]) -> None:
        listed = any(paragraph.item for paragraph in paragraphs)
        for paragraph in paragraphs:
            element = etree.Element(self.paragraph.tag, dict(attributes(self.paragraph)))
            own = self.paragraph.find(self.a + "pPr")
            properties = etree.Element(self.a + "pPr") if own is None else deepcopy(own)
            element.append(properties)
            self._set_up(properties, paragraph, listed)
            for item in paragraph.runs:
                element.extend(self._run(_as(paragraph, item)))
            end = self.paragraph.find(self.a + "endParaRPr")
            if end is not None:
                element.append(deepcopy(end))
            self.paragraph.addprevious(element)
        if paragraphs:
            parent = self.paragraph.getparent()
            assert parent is not None
            parent.remove(self.paragraph)
        else:
            self.paragraph.remove(self.run)

    def _set_up(self, properties: etree._Element, paragraph: Paragraph, listed: bool) -> None:
        """Give a paragraph its alignment, level and bullet."""
        if paragraph.align:
            properties.set("algn", _ALIGNMENTS.get(paragraph.align, "l"))
        if paragraph.item is not None:
            self._set_list(properties, paragraph.item)
        elif listed and self._has_bullets():
            properties.set("marL", "0")
            properties.set("indent", "0")
            self._set(properties, "buNone", _PARAGRAPH_ORDER, _BULLETS)

    def _set_list(self, properties: etree._Element, item: ListItem) -> None:
        level = min(int(properties.get("lvl", "0")) + item.depth, _DEEPEST)
        if level:
            properties.set("lvl", str(level))
        if not self._has_bullets():
            properties.set("marL", str(_STEP * (level + 1)))
            properties.set("indent", "0" if item.continued else str(-_STEP))
        if item.continued:
            self._set(properties, "buNone", _PARAGRAPH_ORDER, _BULLETS)
        elif item.kind == "number":
            numbers = self._set(properties, "buAutoNum", _PARAGRAPH_ORDER, _BULLETS)
            numbers.set("type", "arabicPeriod")
            if item.start != 1:
                numbers.set("startAt", str(item.start))
        elif not self._has_bullets():
            self._set(properties, "buChar", _PARAGRAPH_ORDER, _BULLETS).set("char", "•")

    def _has_bullets(self) -> bool:
        """Tell whether the text stands in a placeholder whose levels have bullets of their own."""
        shape = next(self.paragraph.iterancestors(*names(P, "sp")), None)
        placeholder = None if shape is None else next(shape.iter(*names(P, "ph")), None)
        return placeholder is not None and placeholder.get("type", "") in _BODIES


def _as(paragraph: Paragraph, item: Inline) -> Inline:
    """Return a run as it looks in its kind of paragraph: headings are bold, programs monospaced."""
    if not isinstance(item, Run):
        return item
    if paragraph.kind == "heading" and item.bold is None:
        return replace(item, bold=True)
    return replace(item, monospaced=True) if paragraph.kind == "code" else item


def _attributes(run: Run) -> Iterator[tuple[str, str]]:
    for name, value in (("b", run.bold), ("i", run.italic)):
        if value is not None:
            yield name, str(int(value))
    if run.strike is not None:
        yield "strike", "sngStrike" if run.strike else "noStrike"
    if run.underline:
        yield "u", _UNDERLINES.get(run.underline, "sng")
    if run.size is not None:
        yield "sz", str(round(min(run.size, 4000) * 100))
    if run.superscript or run.subscript:
        yield "baseline", "30000" if run.superscript else "-25000"
    if run.lang:
        yield "lang", run.lang
