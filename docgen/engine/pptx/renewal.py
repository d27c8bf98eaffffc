"""Ids that a slide's second and further copies may not share with the first.

PowerPoint keeps an id of its own for each slide (``p14:creationId``, MS-PPTX
2.6.4), numbers the comments of an author over the whole deck (``p:cm``, ECMA-376
Part 1, 19.4.1), and lets threaded comments name the slide that they belong to
(MS-PPTX 2.16).  New ids follow from the old ones, so that the same data gives the
same bytes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from docgen.engine.parts import decoded
from docgen.engine.pptx.deck import Deck, Owner
from docgen.zipping import Content

__all__ = ["Renewal", "next_creation"]

_CREATION = re.compile(r'(<(?:[\w.-]+:)?creationId\b[^>]*?\bval=")(\d+)(?=")')
_SLIDE_MARK = re.compile(
    r'(<(?:[\w.-]+:)?sldMk\b[^>]*?\b(cId|sldId)=")(\d+)("[^>]*?\b(?:cId|sldId)=")(\d+)(?=")'
)
_THREAD = re.compile(r'(<(?:[\w.-]+:)?(?:cm|reply)\b[^>]*?\bid="\{)([0-9A-Fa-f-]{36})(?=\}")')
_COMMENT = re.compile(r"<(?:[\w.-]+:)?(?:cm|parentCm)\b[^>]*?>")
_AUTHOR = re.compile(r"<(?:[\w.-]+:)?cmAuthor\b[^>]*?>")
_COMMENTS, _AUTHORS = ".comments+xml", ".commentAuthors+xml"
_STRIDE = 0x9E3779B1
"""An odd number: what is added for each copy to a number of 32 bits comes nowhere twice."""


class Renewal:
    """The new ids of one document; ``of_author`` is the last number of each author's comments."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self._of_author: dict[str, int] = {}
        self._authors = ""

    def parts(self, owner: Owner) -> list[str]:
        """Return the parts of a slide that have such ids: itself and its comments."""
        kinds = self.deck.package.content_type
        return [part for part in owner.parts if part == owner.part or kinds(part).endswith(_COMMENTS)]

    def renewed(self, part: str, data: bytes, again: int, slide: str) -> bytes:
        """Return a part for the copy that is so many after the first; ``slide`` is its slide's id."""
        if self.deck.package.content_type(part).endswith(_COMMENTS):
            return self._comments(decoded(data, part), again, slide).encode()
        if b"creationId" not in data:
            return data
        return _CREATION.sub(
            lambda match: match[1] + next_creation(match[2], again), decoded(data, part)
        ).encode()

    def authors(self, changed: Mapping[str, Content]) -> Mapping[str, bytes]:
        """Return the part of the comments' authors with their last numbers, if there are new comments."""
        if not self._authors:
            return {}
        before = changed.get(self._authors)
        data = before if isinstance(before, bytes) else self.deck.package.read(self._authors)
        return {self._authors: _AUTHOR.sub(self._counted, decoded(data, self._authors)).encode()}

    def _counted(self, match: re.Match[str]) -> str:
        last = self._of_author.get(_attribute(match[0], "id"), 0)
        return re.sub(r'(\blastIdx=")\d+', rf"\g<1>{last}", match[0])

    def _comments(self, text: str, again: int, slide: str) -> str:
        text = _THREAD.sub(lambda m: m[1] + str(uuid.uuid5(uuid.UUID(m[2]), str(again))).upper(), text)
        text = _SLIDE_MARK.sub(lambda match: _moved(match, again, slide), text)
        self._read_authors()
        given: dict[tuple[str, str], int] = {}
        return _COMMENT.sub(lambda match: self._numbered(match[0], given), text) if self._authors else text

    def _read_authors(self) -> None:
        """Find out once how far each author has counted."""
        parts = (link.target for link in self.deck.links[self.deck.part] if link.target)
        found = [part for part in parts if self.deck.package.content_type(part).endswith(_AUTHORS)]
        if found and not self._authors:
            self._authors = found[0]
            for author in _AUTHOR.findall(decoded(self.deck.package.read(found[0]), found[0])):
                self._of_author[_attribute(author, "id")] = int(_attribute(author, "lastIdx") or 0)

    def _numbered(self, comment: str, given: dict[tuple[str, str], int]) -> str:
        """Return a comment's opening tag with its author's next number, the same wherever it is named."""
        author, number = _attribute(comment, "authorId"), _attribute(comment, "idx")
        if not number:
            return comment
        if (author, number) not in given:
            self._of_author[author] = given[author, number] = self._of_author.get(author, 0) + 1
        return re.sub(r'(\bidx=")\d+', rf"\g<1>{given[author, number]}", comment)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def next_creation(number: str, again: int) -> str:
    """Return the creation id of the copy of a slide that is so many after the first."""
    return str((int(number) + again * _STRIDE) % 2**32)


def _moved(match: re.Match[str], again: int, slide: str) -> str:
    """Let a comment name the slide that its copy stands on."""
    first, second = next_creation(match[3], again), slide
    if match[2] == "sldId":
        first, second = slide, next_creation(match[5], again)
    return match[1] + first + match[4] + second
