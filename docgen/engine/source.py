"""From element trees to one Jinja source: number, join, serialise.

Tags are taken out of the tree and stand there as numbered tokens, so that
nothing that happens to the tree can damage them and no text of a document can
be mistaken for one.  Formats differ only in the names of their elements
(:class:`Grammar`) and in what they do before and after; this handling of tags
is the only one there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from lxml import etree

from docgen.engine.habits import lookalikes
from docgen.engine.tags import Piece, Tag, closing_of, has_tag, literal, split
from docgen.errors import Problem

__all__ = [
    "TOKEN",
    "Element",
    "Grammar",
    "Mark",
    "Source",
    "instruction",
    "is_element",
    "outermost",
    "remove",
    "segments",
    "tag_number",
    "token_numbers",
]

TOKEN = re.compile("\ufdd0(\\d+)\ufdd1")
_WRITTEN = re.compile("\ufdd0(\\d+)\ufdd1|<\\?docgen (\\d+)\\?>")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
LINE = "\x02\n"

Element = etree._Element


@dataclass(frozen=True)
class Grammar:
    """The names that a format gives to the places that templating knows (Clark notation)."""

    paragraph: frozenset[str]
    run: frozenset[str]
    text: frozenset[str]
    row: frozenset[str] = frozenset()
    cell: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()
    """Elements that stand for white space inside a paragraph: breaks and tabs."""
    properties: frozenset[str] = frozenset()
    """Elements that hold no content of their own: formatting, marks of the proofing tools, bookmarks."""
    wrappers: frozenset[str] = frozenset()
    """Elements around runs that mean nothing to a tag: tracked insertions, smart tags."""
    holders: frozenset[str] = frozenset()
    """Elements around whole paragraphs, rows or cells that mean nothing to a tag: content controls."""
    fields: frozenset[str] = frozenset()
    """Elements at which a field of the Office program begins, is divided or ends; no tag goes over one."""
    deleted: frozenset[str] = frozenset()
    """Elements around what a tracked change takes away: it is no text any more."""
    keep: frozenset[str] = frozenset()
    """Elements that forbid to take their paragraph away: a section's end."""
    lifts_paragraphs: bool = True
    """Whether a statement alone in its paragraph takes the paragraph with it (a sheet's cell stays)."""
    preserve: bool = True
    """Whether text elements need ``xml:space`` to keep white space at their ends."""

    @property
    def plain(self) -> frozenset[str]:
        """What a paragraph may hold beside formatting and still count as text only."""
        return self.run | self.text | self.wrappers

    @property
    def levels(self) -> dict[str, frozenset[str]]:
        """What each prefix takes away."""
        return {"tr": self.row, "tc": self.cell, "p": self.paragraph, "r": self.run}


@dataclass(slots=True)
class Mark:
    """A tag with its place in the package, and the internal filter that its value passes (``wrap``)."""

    tag: Tag
    part: str
    place: str
    wrap: str = ""
    args: tuple[object, ...] = ()


def token_numbers(text: str | None) -> list[int]:
    """Return the numbers of the tags in a text, in order."""
    return [int(n) for n in TOKEN.findall(text)] if text and "\ufdd0" in text else []


class Source:
    """A Jinja source under construction, with the place of every tag in it."""

    def __init__(self, *, dialect: str = "docgen") -> None:
        self.dialect = dialect
        self.marks: list[Mark] = []
        self.problems: list[Problem] = []
        self.suspects: dict[Problem, int] = {}
        """What looks like a tag and is none, with how many tags stand before it."""
        self.order: list[int] = []
        """The tags as they follow one another in the stream, by number."""
        self.touched = False
        """Whether anything differs from the template already."""
        self.aliases: dict[str, str] = {}
        """What an author wrote for a name of the engine's own: ``risks[]`` for the item of a loop."""
        self.items: dict[Element, dict[str, str]] = {}
        """The names of the items that ``risks[]`` and the like mean inside of an element."""

    # -- number and join -------------------------------------------------

    def add(self, tag: Tag, part: str, place: str, wrap: str = "", args: tuple[object, ...] = ()) -> str:
        """Number a tag and return the token that stands for it; a comment leaves nothing."""
        if tag.kind == "comment" and not tag.prefix:
            return ""
        return self._numbered(tag, part, place, wrap, args)

    def _numbered(
        self, tag: Tag, part: str, place: str, wrap: str = "", args: tuple[object, ...] = ()
    ) -> str:
        self.marks.append(Mark(tag, part, place, wrap, args))
        return f"\ufdd0{len(self.marks) - 1}\ufdd1"

    def add_like(self, number: int, tag: Tag) -> str:
        """Number a tag of the engine's own that belongs to another tag, at the same place."""
        mark = self.marks[number]
        return self.add(tag, mark.part, mark.place)

    def code(self, body: str, kind: str = "statement") -> str:
        """Return a token for a tag of the engine's own."""
        return self.add(Tag(kind, body, ""), "", "")

    def join_text(
        self, text: str, part: str, place: str, wrap: str = "", args: tuple[object, ...] = ()
    ) -> str:
        """Return a plain text (an attribute, a property) with its tags as tokens."""
        if not has_tag(text):
            return text
        pieces, problems = split(text)
        self.touched = True
        self.problems += [problem.at(part=part, place=place) for problem in problems]
        return "".join(
            self.add(p.tag, part, place, wrap, args) if p.tag else literal(text[p.start : p.end])
            for p in pieces
        )

    def join(self, paragraph: Element, grammar: Grammar, part: str, place: str | Callable[[], str]) -> bool:
        """Put each tag of a paragraph into the text element it begins in; tell whether there is any."""
        found = list(segments(paragraph, grammar))
        joined = "".join(text for _, text in found)
        if not has_tag(joined):
            self.suspect([joined], part, place)
            return False
        where = place if isinstance(place, str) else place()
        pieces, problems = split(joined)
        self.suspect([joined[p.start : p.end] for p in pieces if not p.tag], part, where)
        problems = [_going_on(problem, joined, paragraph, grammar) for problem in problems]
        problems += _cut_by_fields(found, pieces, grammar)
        for problem in problems:
            self.problems.append(problem.at(part=part, place=where))
            self.add(Tag("unclosed", "", problem.tag), part, where)
        if self.dialect == "docgen" and grammar.lifts_paragraphs and _is_comment(joined, pieces):
            tokens = {id(p): self._numbered(p.tag, part, where) for p in pieces if p.tag}
        else:
            tokens = {id(p): self.add(p.tag, part, where) for p in pieces if p.tag}
        _distribute(found, _texts(found, joined, pieces, tokens), grammar)
        self.touched = True
        return True

    def suspect(self, texts: list[str], part: str, place: str | Callable[[], str]) -> None:
        """Note what looks like a tag in texts that are printed as they stand."""
        if found := [problem for text in texts for problem in lookalikes(text)]:
            where = place if isinstance(place, str) else place()
            before = len(self.marks)
            self.suspects.update((problem.at(part=part, place=where), before) for problem in found)

    # -- serialise -------------------------------------------------------

    def serialise(self, root: Element) -> str:
        """Return an element as text in which tokens still stand for tags."""
        return etree.tostring(root, encoding="unicode", with_tail=False)

    def finish(self, text: str) -> tuple[str, list[int]]:
        """Return the Jinja source and, for each of its lines, the number of its tag (-1 for none)."""
        text = self._expand(text)
        lines = [-1]
        out: list[str] = []
        position = 0
        for match in _WRITTEN.finditer(text):
            plain = text[position : match.start()]
            lines += [lines[-1]] * plain.count("\n")
            number = int(match.group(1) or match.group(2))
            out += [plain, LINE, _jinja(self.marks[number].tag)]
            lines.append(number)
            position = match.end()
        out.append(text[position:])
        lines += [lines[-1]] * text.count("\n", position)
        return "".join(out), lines

    def _expand(self, text: str) -> str:
        """Put in the texts that stand as raw tags: parts inside of parts."""

        def written(match: re.Match[str]) -> str:
            tag = self.marks[int(match.group(1) or match.group(2))].tag
            return self._expand(tag.body) if tag.kind == "raw" else match.group()

        return _WRITTEN.sub(written, text)


def _jinja(tag: Tag) -> str:
    """Return a tag between delimiters that no document can hold."""
    if tag.kind == "value":
        return f"\ufdd2{{ {tag.body} }}\ufdd3"
    return f"\ufdd2% {tag.body} %\ufdd3" if tag.kind == "statement" else ""


def _is_comment(text: str, pieces: list[Piece]) -> bool:
    """Tell whether a text holds comments and nothing else; they take their paragraph along."""
    kinds = {p.tag.kind if p.tag else text[p.start : p.end].strip() and "text" for p in pieces}
    return kinds <= {"comment", ""}


def _texts(
    found: list[tuple[Element, str]], joined: str, pieces: list[Piece], tokens: dict[int, str]
) -> list[str | None]:
    """Return the new text of each segment; None where white space stood inside a tag."""
    texts: list[str | None] = []
    begin = 0
    for _, text in found:
        end = begin + len(text)
        texts.append(_segment_text(joined, pieces, tokens, begin, end))
        begin = end
    return texts


def segments(paragraph: Element, grammar: Grammar) -> Iterator[tuple[Element, str]]:
    """Yield the texts of a paragraph and its white space, not those of paragraphs inside it."""
    for element in paragraph:
        tag = element.tag
        if tag in grammar.text:
            yield element, element.text or ""
        elif tag in grammar.spaces:
            yield element, " "
        elif tag in grammar.fields:
            yield element, ""
            yield from segments(element, grammar)
            yield element, ""
        elif is_element(element) and tag not in grammar.paragraph | grammar.deleted:
            yield from segments(element, grammar)


def _cut_by_fields(found: list[tuple[Element, str]], pieces: list[Piece], grammar: Grammar) -> list[Problem]:
    """Return a problem for each tag that begins on one side of a field's character and ends on the other.

    Such a value is left as the text that it is; a statement still counts where blocks are paired.
    """
    ends = accumulate(len(text) for _, text in found)
    cuts = [end for (element, _), end in zip(found, ends, strict=True) if element.tag in grammar.fields]
    problems = []
    for piece in pieces:
        if piece.tag and any(piece.start < cut < piece.end for cut in cuts):
            message = "A field, such as a page number, begins or ends inside of this tag."
            hint = "Write the tag anew before or behind the field."
            problems.append(Problem("tag-cut", message, hint, tag=piece.tag.text))
            piece.tag = piece.tag if piece.tag.kind == "statement" else None
    return problems


def _going_on(problem: Problem, joined: str, paragraph: Element, grammar: Grammar) -> Problem:
    """Return the problem of a tag that is not closed; if the next paragraph closes it, the hint says so."""
    following = paragraph.getnext()
    if following is None or following.tag not in grammar.paragraph:
        return problem
    if not joined.rstrip().endswith(problem.tag[-20:]):
        return problem
    rest = "".join(text for _, text in segments(following, grammar))
    closing, opening = rest.find(closing_of(problem.tag)), rest.find("{")
    if closing < 0 or 0 <= opening < closing:
        return problem
    return replace(problem, hint="It goes on in the next paragraph: join the two, so that the tag is in one.")


def _segment_text(
    joined: str, pieces: list[Piece], tokens: dict[int, str], begin: int, end: int
) -> str | None:
    parts: list[str] = []
    for piece in pieces:
        if piece.start >= end or piece.end <= begin:
            continue
        if piece.tag is None:
            parts.append(literal(joined[max(piece.start, begin) : min(piece.end, end)]))
        elif piece.start >= begin:
            parts.append(tokens[id(piece)])
    return "".join(parts) if parts else None


def _distribute(segments: list[tuple[Element, str]], texts: list[str | None], grammar: Grammar) -> None:
    for (element, before), text in zip(segments, texts, strict=True):
        if element.tag in grammar.fields:
            continue
        if element.tag in grammar.spaces:
            if text is None:
                remove(element)
            continue
        if text is None or (not text and before):
            _drop_text(element, grammar)
        elif text != before:
            element.text = text
            if grammar.preserve:
                element.set(_SPACE, "preserve")


def _drop_text(element: Element, grammar: Grammar) -> None:
    """Remove a text element whose text moved into a tag, and its run if nothing else is in it."""
    run = element.getparent()
    remove(element)
    if run is not None and run.tag in grammar.run and all(e.tag in grammar.properties for e in run):
        remove(run)


def remove(element: Element) -> None:
    """Take an element out of the tree, and nothing but it: the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)


def is_element(node: Any) -> bool:
    """Tell an element from a comment or processing instruction, which lxml hands out alike."""
    return isinstance(node.tag, str)


def instruction(number: int) -> Element:
    """Return a processing instruction that stands for a tag between elements."""
    return etree.ProcessingInstruction("docgen", str(number))


def outermost(element: Element, grammar: Grammar) -> Element:
    """Return an element together with what holds it and nothing else: a content control, custom XML."""
    parent = element.getparent()
    while parent is not None and parent.tag in grammar.holders and _is_alone_in(parent, element, grammar):
        element, parent = parent, parent.getparent()
    return element


def _is_alone_in(parent: Element, element: Element, grammar: Grammar) -> bool:
    others = (child for child in parent if child is not element)
    return all(child.tag in grammar.properties or isinstance(child, etree._Comment) for child in others)


def tag_number(node: Any) -> int | None:
    """Return the number of the tag that an instruction stands for; None for any other node."""
    is_tag = isinstance(node, etree._ProcessingInstruction) and node.target == "docgen" and node.text
    return int(node.text) if is_tag else None
