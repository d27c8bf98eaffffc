"""From element trees to one Jinja source: join, lift, serialise.

Tags are taken out of the tree and stand there as numbered tokens, so that
nothing that happens to the tree can damage them and no text of a document can
be mistaken for one.  Formats differ only in the names of their elements
(:class:`Grammar`) and in what they do before and after; this handling of tags
is the only one there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from docgen.engine.tags import Piece, Tag, has_tag, literal, split
from docgen.errors import Problem

__all__ = ["Grammar", "Group", "Mark", "Source", "instruction", "is_element", "pair", "token_numbers"]

TOKEN = re.compile("\ufdd0(\\d+)\ufdd1")
_WRITTEN = re.compile("\ufdd0(\\d+)\ufdd1|<\\?docgen (\\d+)\\?>")
_BLOCKS = {"for", "if", "macro", "call", "filter", "block", "with", "autoescape"}
_MIDDLES = {"else", "elif"}
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


@dataclass(slots=True)
class Group:
    """The tags of one block statement, opening, branches and end, by number."""

    members: list[int] = field(default_factory=list)
    closed: bool = False


def token_numbers(text: str | None) -> list[int]:
    """Return the numbers of the tags in a text, in order."""
    return [int(n) for n in TOKEN.findall(text)] if text and "\ufdd0" in text else []


class Source:
    """A Jinja source under construction, with the place of every tag in it."""

    def __init__(self, *, dialect: str = "docgen") -> None:
        self.dialect = dialect
        self.marks: list[Mark] = []
        self.problems: list[Problem] = []
        self.touched = False
        """Whether anything differs from the template already."""

    # -- number and join -------------------------------------------------

    def add(self, tag: Tag, part: str, place: str, wrap: str = "", args: tuple[object, ...] = ()) -> str:
        """Number a tag and return the token that stands for it; a comment leaves nothing."""
        if tag.kind == "comment" and not tag.prefix:
            return ""
        self.marks.append(Mark(tag, part, place, wrap, args))
        return f"\ufdd0{len(self.marks) - 1}\ufdd1"

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
        segments = list(_segments(paragraph, grammar))
        joined = "".join(text for _, text in segments)
        if not has_tag(joined):
            return False
        where = place if isinstance(place, str) else place()
        pieces, problems = split(joined)
        self.problems += [problem.at(part=part, place=where) for problem in problems]
        _distribute(segments, self._texts(segments, joined, pieces, part, where), grammar)
        self.touched = True
        return True

    def _texts(
        self, segments: list[tuple[Element, str]], joined: str, pieces: list[Piece], part: str, place: str
    ) -> list[str | None]:
        """Return the new text of each segment; None where white space stood inside a tag."""
        texts: list[str | None] = []
        begin = 0
        tokens = {id(piece): self.add(piece.tag, part, place) for piece in pieces if piece.tag}
        for _, text in segments:
            end = begin + len(text)
            texts.append(_segment_text(joined, pieces, tokens, begin, end))
            begin = end
        return texts

    # -- lift ------------------------------------------------------------

    def lift(self, root: Element, grammar: Grammar) -> None:
        """Let statements take the place of what they stand for: their row, column, paragraph or run."""
        self._lift_prefixed(root, grammar)
        if self.dialect == "docgen":
            self._lift_alone(root, grammar)

    def _lift_prefixed(self, root: Element, grammar: Grammar) -> None:
        levels = grammar.levels
        waiting = list(root.iter(*grammar.text))[::-1]
        while waiting:
            element = waiting.pop()
            for number in token_numbers(element.text):
                mark = self.marks[number]
                names = levels.get(mark.tag.prefix)
                if not names or number not in token_numbers(element.text):
                    continue
                if mark.tag.prefix == "r":
                    if mark.tag.kind != "value":
                        waiting += _split_run(element, number, grammar)
                        break
                    continue
                target = next((e for e in element.iterancestors() if e.tag in names), None)
                if target is None:
                    self.problems.append(_misplaced(mark))
                elif mark.tag.kind == "value":
                    self._replace_by_value(target, number)
                else:
                    self._replace(target, mark.tag.prefix, grammar)

    def _replace_by_value(self, target: Element, number: int) -> None:
        """Let a value stand for its whole element; a value that is text stands in the element after all."""
        pieces = TOKEN.split(self.serialise(target))
        if len(pieces) != 3:
            return
        mark = self.marks[number]
        mark.wrap, mark.args = ":whole", (pieces[0], pieces[2])
        _put_before(target, [number])
        _remove(target)

    def _replace(self, target: Element, prefix: str, grammar: Grammar) -> None:
        """Replace an element by its prefixed tags; where they open and close in it, put them around it."""
        numbers = [
            n
            for text in target.iter(*grammar.text)
            for n in token_numbers(text.text)
            if self.marks[n].tag.prefix == prefix
        ]
        statements = [n for n in numbers if self.marks[n].tag.kind == "statement"]
        groups = pair(self.marks, statements)
        around = len(statements) > 1 and all(g.closed and len(g.members) == 2 for g in groups)
        if not around:
            _put_before(target, statements)
            _remove(target)
            return
        _put_before(target, [g.members[0] for g in groups])
        _put_after(target, [g.members[-1] for g in reversed(groups)])
        for text in target.iter(*grammar.text):
            text.text = _without(text.text or "", set(numbers))

    def _lift_alone(self, root: Element, grammar: Grammar) -> None:
        places = _places(root, grammar)
        groups = pair(self.marks, list(places))
        paragraphs = {p: n for p, n in _by_element(places).items() if self._is_alone(p, grammar)}
        rows = self._lonely_rows(paragraphs, places, grammar)
        _keep_whole(groups, places, rows, level=1)
        if not grammar.lifts_paragraphs:
            paragraphs = {}
        row_paragraphs = {p for row in rows for p in row.iter(*grammar.paragraph)}
        paragraphs = {p: n for p, n in paragraphs.items() if p not in row_paragraphs}
        taken = {n for numbers in rows.values() for n in numbers}
        rest = [g for g in groups if not taken.intersection(g.members)]
        _keep_whole(rest, places, paragraphs, level=0)
        for element, numbers in {**rows, **paragraphs}.items():
            _put_before(element, numbers)
            _remove(element)

    def _is_alone(self, paragraph: Element, grammar: Grammar) -> bool:
        """Tell whether a paragraph holds statements and nothing else."""
        text = "".join(t.text or "" for t in paragraph.iter(*grammar.text))
        if TOKEN.sub("", text).strip() or not all(
            self.marks[n].tag.kind == "statement" and not self.marks[n].tag.prefix
            for n in token_numbers(text)
        ):
            return False
        return _only(paragraph, grammar.plain, grammar)

    def _lonely_rows(
        self,
        paragraphs: dict[Element, list[int]],
        places: dict[int, tuple[Element, Element | None]],
        grammar: Grammar,
    ) -> dict[Element, list[int]]:
        rows: dict[Element, list[int]] = {}
        for numbers in paragraphs.values():
            row = places[numbers[0]][1]
            if row is not None:
                rows.setdefault(row, []).extend(numbers)
        return {row: n for row, n in rows.items() if _is_lonely_row(row, paragraphs, grammar)}

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


def pair(marks: list[Mark], numbers: Iterable[int]) -> list[Group]:
    """Group statements into blocks, in the order of their openings; what belongs to no block is left out."""
    groups: list[Group] = []
    stack: list[Group] = []
    for number in numbers:
        tag = marks[number].tag
        keyword = tag.keyword
        if keyword in _BLOCKS or (keyword == "set" and "=" not in tag.body):
            groups.append(Group([number]))
            stack.append(groups[-1])
        elif keyword in _MIDDLES and stack:
            stack[-1].members.append(number)
        elif keyword.startswith("end") and stack:
            stack[-1].members.append(number)
            stack.pop().closed = True
    return groups


def _segments(paragraph: Element, grammar: Grammar) -> Iterator[tuple[Element, str]]:
    """Yield the texts of a paragraph and its white space, not those of paragraphs inside it."""
    for element in paragraph:
        tag = element.tag
        if tag in grammar.text:
            yield element, element.text or ""
        elif tag in grammar.spaces:
            yield element, " "
        elif is_element(element) and tag not in grammar.paragraph:
            yield from _segments(element, grammar)


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
        if element.tag in grammar.spaces:
            if text is None:
                _remove(element)
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
    _remove(element)
    if run is not None and run.tag in grammar.run and all(e.tag in grammar.properties for e in run):
        _remove(run)


def _remove(element: Element) -> None:
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


def _put_before(element: Element, numbers: Iterable[int]) -> None:
    for number in numbers:
        element.addprevious(instruction(number))


def _put_after(element: Element, numbers: Iterable[int]) -> None:
    for number in reversed(list(numbers)):
        element.addnext(instruction(number))


def _without(text: str, numbers: set[int]) -> str:
    return TOKEN.sub(lambda m: "" if int(m.group(1)) in numbers else m.group(), text)


def _split_run(element: Element, number: int, grammar: Grammar) -> list[Element]:
    """Cut the run around a tag, which then stands between two runs of the same format.

    Returns the text that follows, if it may hold further tags.
    """
    run = element.getparent()
    if run is None or run.tag not in grammar.run:
        return []
    before, after = (element.text or "").split(f"\ufdd0{number}\ufdd1", 1)
    rest = deepcopy(run)
    rest.tail = None
    for child in [e for e in rest if e.tag not in grammar.properties]:
        rest.remove(child)
    moved = deepcopy(element)
    rest.append(moved)
    moved.text = after
    for child in list(element.itersiblings()):
        rest.append(child)
    element.text = before
    run.addnext(rest)
    run.addnext(instruction(number))
    for piece, text in ((run, before), (rest, after)):
        if not text and not any(e.tag not in grammar.properties | {element.tag} for e in piece):
            _remove(piece)
    return [moved] if after else []


def _misplaced(mark: Mark) -> Problem:
    names = {"tr": "table row", "tc": "table cell", "p": "paragraph", "slide": "slide", "sheet": "sheet"}
    return Problem(
        "tag-misplaced",
        f"The tag asks for its {names.get(mark.tag.prefix, mark.tag.prefix)}, but stands in none.",
        f"Write it without {mark.tag.prefix}, or move it.",
        part=mark.part,
        place=mark.place,
        tag=mark.tag.text,
    )


def _places(root: Element, grammar: Grammar) -> dict[int, tuple[Element, Element | None]]:
    """Return for each tag still in a text its paragraph and row, in document order."""
    found: dict[int, tuple[Element, Element | None]] = {}
    for text in root.iter(*grammar.text):
        numbers = token_numbers(text.text)
        if not numbers:
            continue
        ancestors = list(text.iterancestors())
        paragraph = next((e for e in ancestors if e.tag in grammar.paragraph), None)
        row = next((e for e in ancestors if e.tag in grammar.row), None)
        if paragraph is not None:
            found.update((number, (paragraph, row)) for number in numbers)
    return found


def _by_element(places: dict[int, tuple[Element, Element | None]]) -> dict[Element, list[int]]:
    found: dict[Element, list[int]] = {}
    for number, (paragraph, _) in places.items():
        found.setdefault(paragraph, []).append(number)
    return found


def _only(element: Element, plain: frozenset[str], grammar: Grammar) -> bool:
    """Tell whether an element holds nothing but the plain elements, whatever these hold themselves."""
    for child in element:
        if not is_element(child):
            return False
        if child.tag in grammar.properties:
            if any(True for _ in child.iter(*grammar.keep)) and grammar.keep:
                return False
        elif child.tag not in plain or not _only(child, plain, grammar):
            return False
    return True


def _is_lonely_row(row: Element, paragraphs: dict[Element, list[int]], grammar: Grammar) -> bool:
    """Tell whether a row holds lonely paragraphs and empty ones only."""
    for paragraph in row.iter(*grammar.paragraph):
        text = "".join(t.text or "" for t in paragraph.iter(*grammar.text)).strip()
        if paragraph not in paragraphs and (text or not _only(paragraph, grammar.plain, grammar)):
            return False
    return True


def _keep_whole(
    groups: list[Group],
    places: dict[int, tuple[Element, Element | None]],
    elements: dict[Element, list[int]],
    level: int,
) -> None:
    """Drop from ``elements`` those whose tags belong to a block of which another tag could not be lifted."""
    while True:
        liftable = {number for numbers in elements.values() for number in numbers}
        parents = {number: element.getparent() for element, numbers in elements.items() for number in numbers}
        broken = {n for g in groups if not _is_whole(g, liftable, parents) for n in g.members}
        doomed = [element for element, numbers in elements.items() if broken.intersection(numbers)]
        if not doomed:
            return
        for element in doomed:
            del elements[element]


def _is_whole(group: Group, liftable: set[int], parents: dict[int, Element | None]) -> bool:
    members = group.members
    return group.closed and all(n in liftable and parents[n] is parents[members[0]] for n in members)


def with_wrap(mark: Mark, wrap: str, *args: object) -> Mark:
    """Return a mark whose value passes another internal filter."""
    return replace(mark, wrap=wrap, args=args)
