"""Where the links of a copy lead once slides have been repeated, moved and left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docgen.engine.pptx.copies import Copy
from docgen.engine.pptx.deck import Deck, Link
from docgen.engine.rendering import Rendering

__all__ = ["Links", "without_links"]

Named = tuple[Copy, dict[str, str]]
"""A copy with the new name of each of its parts."""

_ELEMENTS = "hlinkClick|hlinkHover|hlinkMouseOver|sld"
_LINK = rf'<((?:[\w.-]+:)?(?:{_ELEMENTS}))\b(?=[^>]*[\w.-]+:id="(?:{{}})")[^>]*?(?:/>|>.*?</\1>)'


class Links:
    """The links between the slides of one document; ``loops`` are the slide loops around each slide."""

    def __init__(self, deck: Deck, copies: Sequence[Named], loops: Mapping[str, tuple[int, ...]]) -> None:
        self.deck, self.copies, self.loops = deck, copies, loops

    def target(self, copy: Copy, link: Link) -> str | None:
        """Return the slide that a link of a copy means: in the same turn of all loops that both stand in.

        From outside of a loop it is the first copy; None if there is none.
        """
        if link.kind != "slide" or link.target not in self.loops:
            return link.target
        wanted = _common(self.loops.get(copy.owner.part, ()), self.loops[link.target])
        best: tuple[int, str] | None = None
        for other, names in self.copies:
            shared = _common(copy.turns, other.turns)
            if other.owner.part == link.target and shared >= wanted and (best is None or shared > best[0]):
                best = shared, names[link.target]
        return best[1] if best else None

    def jump(self, copy: Copy, link: Link, depth: int, index: int) -> str | None:
        """Return the first slide of a turn of the loop of a depth that the slide of a link stands in."""
        for other, names in self.copies:
            is_turn = other.turns[:depth] == copy.turns[:depth] and other.indexes[depth : depth + 1] == (
                index,
            )
            if other.owner.part == link.target and is_turn:
                return names[link.target]
        return None

    def report(self, copy: Copy, part: str, link: Link, rendering: Rendering) -> None:
        """Tell that a link was removed; what a program noted of its own views is not worth telling."""
        if self.deck.package.content_type(part).endswith(".viewProps+xml"):
            return
        number = next(slide.number for slide in self.deck.slides if slide.part == link.target)
        message = f"A link to slide {number} was removed, as that slide is not in the document."
        place = f"slide {copy.owner.number}" if copy.owner.number else ""
        rendering.warn("link-removed", message, part=part, place=place)


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many items two sequences share from their beginning."""
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def without_links(text: str, ids: set[str]) -> str:
    """Return a part's text without the elements that use these relationships to link somewhere."""
    escaped = "|".join(re.escape(id_) for id_ in ids)
    return re.sub(_LINK.format(escaped), "", text, flags=re.S)
