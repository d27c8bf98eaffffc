"""Comments on cells, plain ones and threads of them, where their cells repeat.

A thread stands twice: in a part of its own, and as a plain comment for older programs, whose author is
``tc=`` and the thread's id (MS-XLSX, threadedComment).  The ids of copies are made from that of the template,
so that the same data gives the same document.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree

from docgen.engine.names import S, names
from docgen.engine.references import map_range_all
from docgen.engine.references.notation import parse
from docgen.engine.xlsx.followers import Page
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.marking import Marking

__all__ = ["draw_comments", "draw_threads"]

_AUTHORS, _AUTHOR, _COMMENT = names(S, "authors"), names(S, "author"), names(S, "comment")
_UID = "{http://schemas.microsoft.com/office/spreadsheetml/2014/revision}uid"
_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_THREAD, _PERSON = "tc=", re.compile(r'(personId|mentionpersonId)="[^"]*"')


def _copied(text: str, page: Page, copy: int) -> str:
    """Return a text with ids of its own for a copy of its cell, or of its sheet; persons keep theirs."""
    if not copy and not page.sheet.copy:
        return text
    persons = {match.group().partition('"')[2][:-1] for match in _PERSON.finditer(text)}

    def fresh(match: re.Match[str]) -> str:
        if match.group() in persons:
            return match.group()
        name = uuid.uuid5(uuid.UUID(match.group()), f"{page.sheet.copy}/{copy}")
        return f"{{{str(name).upper()}}}"

    return _GUID.sub(fresh, text)


@dataclass(frozen=True)
class _Threads:
    """The comments that stand for threads: how many authors there are, the name and the cell of each."""

    authors: int
    names: tuple[str, ...]
    cells: tuple[str, ...]

    def copies(self, number: int, page: Page) -> int:
        """Return how often a comment comes beyond the first time."""
        return max(0, len(map_range_all(page.sheet, self.cells[number])) - 1)

    def author(self, number: int, copy: int, page: Page) -> int:
        """Return the number of the author of a further copy."""
        return self.authors + sum(self.copies(before, page) for before in range(number)) + copy - 1


def draw_comments(root: etree._Element, marking: Marking) -> None:
    """Put markers into the comments of a sheet."""
    if not marking.moves and not marking.repeats:
        return
    authors = [e.text or "" for e in root.iter(*_AUTHOR)]
    comments = [e for e in root.iter(*_COMMENT) if parse(e.get("ref", "")) is not None]
    written = {e: authors[int(e.get("authorId", "0"))] for e in comments}
    threaded = [e for e in comments if written[e].startswith(_THREAD)]
    threads = _Threads(
        len(authors), tuple(written[e] for e in threaded), tuple(e.get("ref", "") for e in threaded)
    )
    for holder in root.iter(*_AUTHORS) if threaded else ():
        marking.enclosures.enclose(holder, partial(_with_authors, threads))
    for comment in comments:
        number = threaded.index(comment) if comment in threaded else None
        cells, author = comment.get("ref", ""), comment.get("authorId", "0")
        comment.set("ref", marker("y"))
        comment.set("authorId", marker("z"))
        marking.enclosures.enclose(comment, partial(_comments, cells, author, threads, number))


def _with_authors(threads: _Threads, text: str, count: int, page: Page) -> Sequence[str]:
    """Add an author for each further copy of a thread."""
    added = [
        f"<author>{_copied(name, page, copy)}</author>"
        for number, name in enumerate(threads.names)
        for copy in range(1, threads.copies(number, page) + 1)
    ]
    for name in threads.names:
        text = text.replace(name, _copied(name, page, 0))
    return [text.replace("</authors>", "".join(added) + "</authors>")]


def _comments(
    cells: str, author: str, threads: _Threads, number: int | None, text: str, count: int, page: Page
) -> Sequence[str]:
    """Let a comment come again with each copy of its cell; a thread's has an author of its own."""
    return [
        _copied(text, page, copy)
        .replace("<~y>", found)
        .replace("<~z>", author if number is None or not copy else str(threads.author(number, copy, page)))
        for copy, found in enumerate(map_range_all(page.sheet, cells))
    ]


def draw_threads(root: etree._Element, marking: Marking) -> None:
    """Put markers into the threads of comments of a sheet."""
    if not marking.moves and not marking.repeats:
        return
    for comment in list(root.iter("{*}threadedComment")):
        cells = comment.get("ref", "")
        comment.set("ref", marker("y"))
        marking.enclosures.enclose(comment, partial(_threads, cells))


def _threads(cells: str, text: str, count: int, page: Page) -> Sequence[str]:
    return [
        _copied(text, page, copy).replace("<~y>", found)
        for copy, found in enumerate(map_range_all(page.sheet, cells))
    ]
