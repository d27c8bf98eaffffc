"""The presentation's own lists of its slides: the deck's order, sections, custom shows.

A copy beyond the first gets an id and a relationship of its own; the first keeps
those of the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from docgen.engine.names import R
from docgen.engine.pptx.deck import Deck, relation_id
from docgen.engine.text import escape_text

__all__ = ["PROPERTIES", "Listed", "counted", "mark_lists", "numbered", "shown_range", "write_lists"]

PROPERTIES = "docProps/app.xml"

_MARK = re.compile(r"<\?docgen-slides (\w+) ([^?]*)\?>")
_LISTS = {"sldIdLst": "sldId", "sldLst": "sld"}
_COUNT = re.compile(rb"(<(?:[\w.-]+:)?(Slides|Notes|HiddenSlides)>)\d+(?=</)")
_RANGE = re.compile(rb'(<(?:[\w.-]+:)?sldRg\b[^>]*?\bst=")(\d+)("[^>]*?\bend=")(\d+)')
_FIRST_ID = 256
_LAST_ID = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Listed:
    """One slide of the finished deck: its number in the template, its id and its relationship."""

    number: int
    id: str
    relation: str


def numbered(deck: Deck, numbers: Sequence[int]) -> list[Listed]:
    """Return the entries of a deck whose slides are these of the template, in this order."""
    ids = _unused_ids({slide.id for slide in deck.slides})
    taken = {link.id for link in deck.links[deck.part]}
    relations = (name for name in (f"rIdSlide{n}" for n in range(1, 10**9)) if name not in taken)
    seen: set[int] = set()
    entries = []
    for number in numbers:
        slide = deck.slides[number - 1]
        if number in seen:
            entries.append(Listed(number, next(ids), next(relations)))
        else:
            entries.append(Listed(number, slide.id, slide.relation))
        seen.add(number)
    return entries


def _unused_ids(taken: set[str]) -> Iterator[str]:
    highest = max((int(id_) for id_ in taken if id_.isdecimal()), default=_FIRST_ID)
    start = highest + 1 if highest < _LAST_ID - 100_000 else _FIRST_ID
    return (str(number) for number in range(start, _LAST_ID) if str(number) not in taken)


def mark_lists(root: etree._Element, deck: Deck) -> None:
    """Put a mark in place of the entries of each list of slides."""
    by_relation = {slide.relation: slide.number for slide in deck.slides}
    by_id = {slide.id: slide.number for slide in deck.slides}
    for holder in list(root.iter("{*}sldIdLst", "{*}sldLst")):
        entries = list(holder.iter("{*}" + _LISTS[etree.QName(holder).localname]))
        numbers = [by_relation.get(relation_id(e)) or by_id.get(e.get("id", "")) for e in entries]
        if not entries:
            continue
        kind = _kind(holder)
        tag = f"{entries[0].prefix}:" if entries[0].prefix else ""
        tag += etree.QName(entries[0]).localname
        attribute = next((p for p, uri in entries[0].nsmap.items() if p and "{" + str(uri) + "}" in R), "r")
        words = [tag, attribute, *(str(number) for number in numbers if number)]
        for entry in entries:
            holder.remove(entry)
        holder.insert(0, etree.ProcessingInstruction("docgen-slides", f"{kind} {' '.join(words)}"))


def _kind(holder: etree._Element) -> str:
    parent = holder.getparent()
    if etree.QName(holder).localname == "sldLst":
        return "show"
    return "deck" if parent is not None and parent.getparent() is None else "section"


def write_lists(text: str, entries: Sequence[Listed]) -> str:
    """Return the presentation's text with its lists written for a finished deck."""

    def written(match: re.Match[str]) -> str:
        tag, attribute, *numbers = match[2].split()
        listed = _listed([int(number) for number in numbers], entries)
        return "".join(_entry(match[1], tag, attribute, entry) for entry in listed)

    return _MARK.sub(written, text)


def _listed(numbers: list[int], entries: Sequence[Listed]) -> list[Listed]:
    """Return all copies of the listed slides, in the order of the deck unless the list has its own."""
    if numbers == sorted(set(numbers)):
        wanted = set(numbers)
        return [entry for entry in entries if entry.number in wanted]
    return [entry for number in numbers for entry in entries if entry.number == number]


def _entry(kind: str, tag: str, attribute: str, entry: Listed) -> str:
    id_ = f' id="{escape_text(entry.id)}"' if kind != "show" else ""
    relation = f' {attribute}:id="{escape_text(entry.relation)}"' if kind != "section" else ""
    return f"<{tag}{id_}{relation}/>"


def counted(properties: bytes, counts: Mapping[str, int]) -> bytes:
    """Return the extended properties with other numbers of slides (ECMA-376 Part 1, 22.2)."""
    return _COUNT.sub(lambda match: match[1] + str(counts[match[2].decode()]).encode(), properties)


def shown_range(properties: bytes, numbers: Sequence[int]) -> bytes:
    """Return the presentation's properties with the range of slides to show (ECMA-376 Part 1, ``p:sldRg``).

    ``numbers`` are the document's slides by their numbers in the template; where none of a range is left it
    becomes all of them.
    """

    def moved(match: re.Match[bytes]) -> bytes:
        first, last = int(match[2]), int(match[4])
        places = [at for at, number in enumerate(numbers, 1) if first <= number <= last]
        begin, end = (places[0], places[-1]) if places else (1, max(len(numbers), 1))
        return match[1] + str(begin).encode() + match[3] + str(end).encode()

    return _RANGE.sub(moved, properties)
