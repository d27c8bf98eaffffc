"""Entries written into a field of contents, in the look that the template's own entries have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from docgen.engine.docx.contents.fields import Field
from docgen.engine.docx.contents.headings import Entry
from docgen.engine.docx.contents.instruction import Instruction
from docgen.engine.docx.contents.skeleton import Look, Looks
from docgen.engine.docx.styles import Styles

__all__ = ["Writer"]

Element = etree._Element
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_INDENT, _LABEL = 240, 480  # twentieths of a point: an entry's indent a level, the room of its label


@dataclass(slots=True)
class Writer:
    """Writes the entries of one field of contents; ``width`` is its text's, in twentieths of a point."""

    w: str
    styles: Styles
    looks: Looks
    instruction: Instruction
    width: int

    def write(self, item: Field, entries: Sequence[tuple[Entry, str]]) -> list[tuple[str, Element]]:
        """Put entries with their bookmarks into a field; returns bookmark and text of each page number."""
        first = next(item.begin.iterancestors(self.w + "p"), None)
        if first is None or item.separate is None or item.end is None or not entries:
            return []
        following = list(item.separate.itersiblings()) if item.end in item.separate.itersiblings() else []
        numbers = []
        paragraph = first
        for index, (entry, bookmark) in enumerate(entries):
            if index:
                new = etree.Element(self.w + "p")
                paragraph.addnext(new)
                paragraph = new
            look = self._look(entry)
            if index or self._is_head(item.begin.getprevious()):
                self._dress(paragraph, entry, look)
            content, number = self._content(entry, bookmark, look)
            paragraph.extend(content)
            numbers += [] if number is None else [(bookmark, number)]
        paragraph.extend(following)
        return numbers

    def _is_head(self, before: Element | None) -> bool:
        return before is None or before.tag == self.w + "pPr"

    def _style(self, entry: Entry) -> str:
        return "table of figures" if self.instruction.switches.keys() & {"c", "a"} else f"toc {entry.level}"

    def _look(self, entry: Entry) -> Look:
        labelled = entry.label is not None and entry.label.suffix == "tab"
        return self.looks.of(self._style(entry), labelled)

    def _dress(self, paragraph: Element, entry: Entry, look: Look) -> None:
        """Give an entry's paragraph its properties: the template's, or what Word would make."""
        old = paragraph.find(self.w + "pPr")
        properties = self._made(entry) if look.paragraph is None else deepcopy(look.paragraph)
        if old is not None:
            properties.extend(old.findall(self.w + "sectPr"))
            paragraph.remove(old)
        paragraph.insert(0, properties)
        self._set_tabs(properties, entry, look)

    def _made(self, entry: Entry) -> Element:
        properties = etree.Element(self.w + "pPr")
        style = self.styles.find("paragraph", self._style(entry))
        if style:
            etree.SubElement(properties, self.w + "pStyle").set(self.w + "val", style.id)
        elif entry.level > 1:
            left = str(_INDENT * (entry.level - 1))
            etree.SubElement(properties, self.w + "ind").set(self.w + "left", left)
        return properties

    def _set_tabs(self, properties: Element, entry: Entry, look: Look) -> None:
        """See to the tabs: one at the left for a label, none without, and one at the right for the page."""
        own = properties.find(self.w + "tabs")
        style = self.styles.find("paragraph", self._style(entry))
        styled = self.styles.inherited(style.id, "pPr/tabs") if style else None
        labelled = entry.label is not None and entry.label.suffix == "tab"
        kinds = {tab.get(self.styles.w + "val") for tab in ([] if styled is None else styled)}
        kinds |= {tab.get(self.w + "val") for tab in ([] if own is None else own)}
        if own is not None and not labelled:
            for tab in [tab for tab in own if tab.get(self.w + "val") in ("left", "start")]:
                own.remove(tab)
        missing = []
        if labelled and not kinds & {"left", "start"} and not kinds & {"right", "end"}:
            missing.append(("left", "", _INDENT * (entry.level - 1) + _LABEL))
        if not kinds & {"right", "end"} and "n" not in self.instruction.switches:
            missing.append(("right", "dot", self.width))
        self._add_tabs(properties, own, missing)

    def _add_tabs(
        self, properties: Element, own: Element | None, missing: list[tuple[str, str, int]]
    ) -> None:
        if own is None and missing:
            own = etree.Element(self.w + "tabs")
            before = {
                self.w + name
                for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl")
            }
            properties.insert(sum(1 for child in properties if child.tag in before), own)
        if own is None:
            return
        for kind, leader, position in missing:
            tab = etree.SubElement(own, self.w + "tab")
            tab.set(self.w + "val", kind)
            if leader:
                tab.set(self.w + "leader", leader)
            tab.set(self.w + "pos", str(position))
        if not len(own):
            properties.remove(own)

    def _content(self, entry: Entry, bookmark: str, look: Look) -> tuple[list[Element], Element | None]:
        """Return the runs of an entry, in a link if the field asks for one, and its page number's text."""
        runs = list(self._text(entry, look))
        number = None
        if not self._without_number(entry.level):
            page, number = self._page(bookmark, look)
            runs += page
        if "h" not in self.instruction.switches:
            return runs, number
        link = etree.Element(self.w + "hyperlink")
        link.set(self.w + "anchor", bookmark)
        link.set(self.w + "history", "1")
        link.extend(runs)
        return [link], number

    def _without_number(self, level: int) -> bool:
        levels = self.instruction.switches.get("n")
        if levels is None:
            return False
        first, _, last = levels.partition("-")
        if not (first.strip().isdigit() and last.strip().isdigit()):
            return True
        return int(first) <= level <= int(last)

    def _text(self, entry: Entry, look: Look) -> Iterator[Element]:
        label = entry.label
        if label is not None and label.text:
            yield self._run(look.text, label.text + (" " if label.suffix == "space" else ""))
            if label.suffix == "tab":
                yield self._run(look.text)
        yield self._run(look.text, entry.text)

    def _page(self, bookmark: str, look: Look) -> tuple[list[Element], Element]:
        between = self.instruction.switches.get("p")
        parting = self._run(look.page) if between is None else self._run(look.page, between)
        number = self._run(look.page, "1")
        runs = [
            parting,
            self._boundary("begin", look),
            self._run(look.page, f" PAGEREF {bookmark} \\h ", "instrText"),
            self._boundary("separate", look),
            number,
            self._boundary("end", look),
        ]
        return runs, number[-1]

    def _boundary(self, kind: str, look: Look) -> Element:
        run = self._run(look.page, None)
        etree.SubElement(run, self.w + "fldChar").set(self.w + "fldCharType", kind)
        return run

    def _run(self, like: Element | None, text: str | None = "\t", name: str = "t") -> Element:
        """Return a run with a text, or with a tab; None gives an empty one."""
        run = etree.Element(self.w + "r")
        if like is not None:
            run.append(deepcopy(like))
        if text == "\t":
            etree.SubElement(run, self.w + "tab")
        elif text is not None:
            holder = etree.SubElement(run, self.w + name)
            holder.text = text
            holder.set(_SPACE, "preserve")
        return run
