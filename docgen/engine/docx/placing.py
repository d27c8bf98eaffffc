"""Rich values put where they belong in a Word part that has been written.

A part is parsed only if it holds such a value.  Text with formatting divides the
run it stands in; paragraphs, tables and documents take the place of the
paragraph that their tag stands in alone.  Everything is built as elements, so
that no value can be markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from docgen.engine.docx.additions import WordAdditions
from docgen.engine.docx.blocks import BlockWriter
from docgen.engine.docx.pictures import inline_picture, picture_size
from docgen.engine.docx.runs import RunWriter
from docgen.engine.docx.subdocuments import SubdocumentWriter
from docgen.engine.docx.surroundings import Widths
from docgen.engine.names import WORD, W, names
from docgen.engine.program import Program
from docgen.engine.raster import forms
from docgen.engine.rendering import Rendering
from docgen.engine.slots import TARGET, Slot
from docgen.engine.source import is_element, remove
from docgen.engine.values import Blocks, Image, Inline, Paragraph, Rich, RichText, Run, Subdocument
from docgen.errors import DocgenError, Problem, RenderError

__all__ = ["place"]

_ENDS = {"docgen": "\a", "docxtpl": "\a\f"}
"""The characters that end a paragraph, in each dialect."""


def place(data: bytes, part: str, program: Program, rendering: Rendering) -> bytes:
    """Return the part with its rich values in place of the marks that they left.

    Raises RenderError with the problems of all values that cannot stand where they should.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    placing = _Placing(root, part, rendering)
    problems: list[Problem] = []
    for mark in list(_marks(root)):
        slot: Slot = rendering.slots[int(mark.text or 0)]
        tag = program.mark_at(slot.line)
        rendering.budget.check_time()
        if isinstance(slot.value, (RichText, Blocks)):
            rendering.warnings += [program.located(problem, tag) for problem in slot.value.warnings]
        prefix = tag.tag.prefix if tag else ""
        if slot.run_only and not prefix and not placing.divides(slot.value):
            rendering.warnings.append(program.located(_hidden(), tag))
            _replace_by_text(mark, "")
            continue
        try:
            placing.put(mark, slot, prefix)
        except DocgenError as error:
            problems += [program.located(problem, tag) for problem in error.problems]
    if problems:
        raise RenderError(problems)
    out = etree.tostring(root, encoding="utf-8")
    rendering.budget.grow(max(0, len(out) - len(data)))
    return out


def _hidden() -> Problem:
    message = (
        "A RichText of docxtpl stands in a tag without r, where docxtpl shows nothing; nothing is shown."
    )
    return Problem("rich-text-hidden", message, "Write r behind the opening braces: {{r …}}.")


def _amid_text() -> Problem:
    return Problem(
        "blocks-in-text",
        "A value of whole paragraphs or tables stands amid other text.",
        "Give its tag a paragraph of its own.",
    )


def _marks(root: etree._Element) -> Iterator[etree._Element]:
    return (node for node in root.iter(etree.PI) if _target(node) == TARGET)


def _target(node: etree._Element) -> str:
    return str(node.target) if isinstance(node, etree._ProcessingInstruction) else ""


class _Placing:
    """The placing of the values of one part."""

    def __init__(self, root: etree._Element, part: str, rendering: Rendering) -> None:
        self.part, self.rendering = part, rendering
        self.w = "{" + str(etree.QName(root).namespace) + "}"
        self.additions: WordAdditions = rendering.state
        self.runs = RunWriter(part, self.w, self.additions.looks.styles, self.additions, rendering)
        self.files = SubdocumentWriter(part, self.w, self.additions, rendering)
        self.widths = Widths()
        self.blocks = BlockWriter(root, self.runs, self._inline, self.additions, self.widths)
        self.ends = _ENDS[rendering.dialect]

    def divides(self, value: Rich) -> bool:
        """Tell whether a text ends the paragraph that it stands in."""
        return any(end in str(value) for end in self.ends)

    def put(self, mark: etree._Element, slot: Slot, prefix: str) -> None:
        """Put a value in the place of its mark; ``prefix`` is that of its tag."""
        text = mark.getparent()
        run = text.getparent() if text is not None else None
        paragraph = next(mark.iterancestors(*WORD.paragraph), None)
        if (
            text is None
            or run is None
            or paragraph is None
            or text.tag != self.w + "t"
            or run.tag not in WORD.run
        ):
            _replace_by_text(mark, str(slot.value))
        elif isinstance(slot.value, (RichText, Image)):
            items = slot.value.runs if isinstance(slot.value, RichText) else (slot.value,)
            self._put_inline(mark, run, items)
        elif paragraph.getparent() is None:  # another value has taken its place
            raise RenderError(_amid_text())
        elif prefix == "p" or _is_alone(mark, paragraph):
            if isinstance(slot.value, Subdocument):
                self.files.put(slot.value, paragraph)
            self.blocks.put(slot.value, paragraph, run)
        elif isinstance(slot.value, Blocks) and slot.value.inline:
            self._put_inline(mark, run, self._first_line(slot.value))
        else:
            raise RenderError(_amid_text())

    def _first_line(self, value: Blocks) -> tuple[Inline, ...]:
        """Return what of a value may stand amid other text: its first paragraph; warn if there is more."""
        first = value.items[0] if value.items else RichText()
        if len(value.items) > 1 or not isinstance(first, Paragraph):
            self.runs.warn(
                "blocks-in-text",
                "A text of several paragraphs stands amid other text; only its first paragraph is shown.",
                "Give its tag a paragraph of its own.",
            )
        return first.runs if isinstance(first, (Paragraph, RichText)) else (Run(str(first)),)

    def _put_inline(self, mark: etree._Element, run: etree._Element, items: tuple[Inline, ...]) -> None:
        base = run.find(self.w + "rPr")
        rest = _divide(mark, run)
        linked = next(run.iterancestors(self.w + "hyperlink", *WORD.paragraph)).tag in WORD.paragraph
        has_picture = any(isinstance(item, Image) for item in items)
        room = self.widths.at(rest, self.additions.looks.width) if has_picture else 0
        for item in items:
            for piece in self._pieces(item):
                if isinstance(piece, str):
                    self._end_paragraph(rest, piece)
                else:
                    rest.addprevious(self._inline(piece, base, room, linked=linked))
        for half in (run, rest):
            if not any(child.tag not in WORD.properties for child in half):
                remove(half)

    def _pieces(self, item: Inline) -> list[Inline | str]:
        """Return a run cut at the ends of paragraphs, which stand between the pieces."""
        if isinstance(item, Image) or not any(end in item.text for end in self.ends):
            return [item]
        return _cut(item, self.ends)

    def _end_paragraph(self, rest: etree._Element, end: str) -> None:
        """Let ``rest`` and what follows begin a new paragraph; inside of anything else begin a line."""
        paragraph = rest.getparent()
        if paragraph is None or paragraph.tag not in WORD.paragraph:
            rest.addprevious(self.runs.run(Run("\n"), None, linked=False))
            return
        added = self._like(paragraph)
        section = added.find(f"{self.w}pPr/{self.w}sectPr")
        if section is not None:  # the last of the paragraphs ends the section
            remove(next(paragraph.iterfind(f"{self.w}pPr/{self.w}sectPr")))
        for node in [rest, *rest.itersiblings()]:
            added.append(node)
        paragraph.addnext(added)
        if end == "\f":
            page = etree.Element(self.w + "p")
            page.append(self.runs.run(Run("\f"), None, linked=False))
            paragraph.addnext(page)

    def _like(self, paragraph: etree._Element) -> etree._Element:
        """Return an empty paragraph in the format of another."""
        added = etree.Element(self.w + "p")
        properties = paragraph.find(self.w + "pPr")
        if properties is not None:
            added.append(deepcopy(properties))
        return added

    def _inline(
        self, item: Inline, base: etree._Element | None, room: int, *, linked: bool
    ) -> etree._Element:
        """Return a run or a picture, not wider than ``room`` in twentieths of a point, as a run."""
        if isinstance(item, Run):
            return self.runs.run(item, base, linked=linked)
        click = self.runs.link(item.link).get(self.runs.r + "id", "") if item.link else ""
        points, vector = forms(item, self.rendering)
        run = etree.Element(self.w + "r")
        run.append(
            inline_picture(
                self.w,
                picture_size(item, room),
                self.additions.next_id(),
                self._stored(points),
                item,
                click=click,
                vector=self._stored(vector) if vector else "",
            )
        )
        return run

    def _stored(self, image: Image) -> str:
        """Store a picture and return the relationship under which the part finds it."""
        return self.additions.relate(self.part, "image", self.additions.picture(image, "word/media"))


def _cut(run: Run, ends: str) -> list[Inline | str]:
    found: list[Inline | str] = []
    start = 0
    for at, sign in enumerate(run.text):
        if sign in ends:
            found += [replace(run, text=run.text[start:at]), sign]
            start = at + 1
    return [*found, replace(run, text=run.text[start:])]


def _divide(mark: etree._Element, run: etree._Element) -> etree._Element:
    """Cut a run at a mark and return the run of the same format that holds what follows the mark."""
    text = mark.getparent()
    assert text is not None
    rest = etree.Element(run.tag, _attributes(run))
    properties = next((child for child in run if child.tag in names(W, "rPr")), None)
    if properties is not None:
        rest.append(deepcopy(properties))
    after = etree.SubElement(rest, text.tag, _attributes(text))
    after.text = mark.tail
    for node in list(mark.itersiblings()):
        after.append(node)
    mark.tail = None
    followers = list(text.itersiblings())
    text.remove(mark)
    rest.extend(followers)
    for half in (text, after):
        if not half.text and not len(half):
            remove(half)
    run.addnext(rest)
    return rest


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _replace_by_text(mark: etree._Element, value: str) -> None:
    """Let a value stand as plain text where nothing else may stand."""
    tail = value + (mark.tail or "")
    previous, parent = mark.getprevious(), mark.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
    if parent is not None:
        mark.tail = None
        parent.remove(mark)


def _is_alone(mark: etree._Element, paragraph: etree._Element) -> bool:
    """Tell whether a paragraph holds nothing but the mark, formatting and ends of ranges."""
    return all(_is_hollow(node, mark) for node in paragraph)


def _is_hollow(node: etree._Element, mark: etree._Element) -> bool:
    if node is mark:
        return not (node.tail or "").strip()
    if not is_element(node):
        return _target(node) != TARGET
    if node.tag in WORD.properties:
        return True
    return (
        node.tag in WORD.plain
        and not (node.text or "").strip()
        and all(_is_hollow(child, mark) for child in node)
    )
