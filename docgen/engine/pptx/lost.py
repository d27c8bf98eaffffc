"""What a slide no longer shows, as a condition took it away, and what goes from the file with it.

A picture, film, chart or diagram that a customer must not see may not stay in the
file unseen.
"""

from __future__ import annotations

from docgen.engine.pptx.copies import Block, Copy
from docgen.engine.pptx.deck import Deck, Link

__all__ = ["is_lost", "unused_parts"]


def is_lost(link: Link, block: Block) -> bool:
    """Tell whether a rendered part no longer shows what a relationship leads to."""
    needed = block.piece.optional.get(link.id)
    return needed is not None and f'"{needed}"' not in block.text


def unused_parts(deck: Deck, copy: Copy) -> set[str]:
    """Return the parts of a copy that it no longer shows, with all that belongs to them alone."""
    own = set(copy.owner.parts[1:])
    unused = {
        link.target
        for part, block in copy.blocks.items()
        if block.piece.optional
        for link in deck.links.get(part, ())
        if link.target in own and is_lost(link, block)
    }
    waiting = list(unused)
    while waiting:
        below = {link.target for link in deck.links.get(waiting.pop(), ())} & own - unused
        alone = {part for part in below if {user for user, _ in deck.users(part)} <= unused}
        unused |= alone
        waiting += alone
    return unused
