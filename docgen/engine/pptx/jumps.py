"""Links to slides out of a list: each line leads to the slide of the same item.

A contents slide lists what the slides after it show: its loop over paragraphs or
rows runs over the same list as their loop.  A link in such a line means the slide
of its turn, so that the relationship is made where the link stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from docgen.engine.names import A, R, names
from docgen.engine.pptx.places import DeckPlaces
from docgen.engine.source import Source, tag_number, token_numbers
from docgen.engine.tags import Tag

__all__ = ["Jump", "join_jumps", "jumps_of"]

_LINKS = names(A, "hlinkClick", "hlinkHover", "hlinkMouseOver")
_IN = re.compile(r"\s+in\s+")


@dataclass(frozen=True, slots=True)
class Jump:
    """Where a link to a slide leads: into a loop over a list, so many loops deep."""

    depth: int
    list: str


def jumps_of(
    targets: Mapping[str, str], source: Source, loops: Mapping[str, Sequence[int]], part: str
) -> dict[str, Jump]:
    """Return the relationships of a slide into slide loops that it is not in itself.

    ``targets`` are the slides that relationships lead to, ``loops`` the tags of the loops around slides.
    """
    own, found = loops.get(part, ()), {}
    for id_, target in targets.items():
        others = loops.get(target, ())
        depth = next((at for at, loop in enumerate(others) if at >= len(own) or own[at] != loop), len(others))
        if depth < len(others):
            found[id_] = Jump(depth, _list_of(source, others[depth]))
    return found


def join_jumps(
    root: etree._Element, source: Source, places: DeckPlaces, jumps: Mapping[str, Jump]
) -> frozenset[str]:
    """Let links in loops over the lists of other slides lead to the slide of their turn.

    Returns the relationships that nothing uses any more.
    """
    around: list[str] = []
    joined = set()
    for node in list(root.iter()) if jumps else ():
        if (number := tag_number(node)) is not None:
            _enter(around, source, number)
        elif isinstance(node.tag, str):
            for name in (ns + "id" for ns in R if node.tag in _LINKS):
                jump = jumps.get(node.get(name, ""))
                if jump is not None and around and around[-1] == jump.list:
                    id_, index = str(node.get(name)), Tag("value", "loop.index0", "")
                    joined.add(id_)
                    token = source.add(index, places.part, places.of(node), ":jump", (id_, jump.depth))
                    node.set(name, token)
            for number in token_numbers(node.text):
                _enter(around, source, number)
    return frozenset(joined - {str(value) for e in root.iter(etree.Element) for value in e.attrib.values()})


def _enter(around: list[str], source: Source, number: int) -> None:
    keyword = source.marks[number].tag.keyword
    if keyword == "for":
        around.append(_list_of(source, number))
    elif keyword == "endfor" and around:
        around.pop()


def _list_of(source: Source, number: int) -> str:
    """Return the list that a loop runs over, as it is written."""
    return " ".join(_IN.split(source.marks[number].tag.body, maxsplit=1)[-1].split())
