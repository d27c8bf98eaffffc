"""Links whose address holds tags: worked out where they stand, so that each copy has its own.

An address stands in the relationships of a part, outside of all loops of its
text, and a loop repeats only what refers to it.  So the address is captured just
before its link (``a:hlinkClick``, ECMA-376 Part 1, 21.1.2.3.5, and its like), each
different one gets a relationship, and a link without one goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from lxml import etree

from docgen.engine.names import A, R, names
from docgen.engine.parts import Places, unmarked
from docgen.engine.pptx.deck import Deck
from docgen.engine.source import Source, instruction, token_numbers
from docgen.engine.tags import Tag, has_tag

__all__ = ["join_links", "tagged_addresses"]

_LINKS = names(A, "hlinkClick", "hlinkHover", "hlinkMouseOver")


def tagged_addresses(deck: Deck, part: str) -> dict[str, str]:
    """Return the addresses outside of the file that hold tags, by relationship."""
    outside = {link.id: unmarked(unquote(link.written)) for link in deck.links.get(part, ()) if link.external}
    return {id_: address for id_, address in outside.items() if has_tag(address)}


def join_links(
    root: etree._Element, source: Source, part: str, addresses: Mapping[str, str], places: Places
) -> frozenset[str]:
    """Number the tags in the addresses of a part's links; return the relationships that give way."""
    joined = set()
    for link in list(root.iter(*_LINKS)) if addresses else ():
        for name in (ns + "id" for ns in R):
            if link.get(name) in addresses:
                joined.add(str(link.get(name)))
                place = f"{places.of(link)}, hyperlink"
                link.set(name, _put(link, source, part, place, addresses[str(link.get(name))]))
    return frozenset(joined)


def _put(link: etree._Element, source: Source, part: str, place: str, address: str) -> str:
    """Capture an address before its link, which stays if there is one; return the tag of the relationship."""
    written = source.join_text(address, part, place, ":attribute")
    text = next((source.marks[n].tag.text for n in token_numbers(written)), "")
    variable = f"docgen_l{len(source.marks)}"

    def tag(body: str) -> etree._Element:
        token = source.add(Tag("statement", body, text), part, place)
        return instruction(token_numbers(token)[0])

    begin = tag(f"set {variable}")
    link.addprevious(begin)
    begin.tail = written
    for body in ("endset", f"if {variable} | trim"):
        link.addprevious(tag(body))
    link.addnext(tag("endif"))
    return source.add(Tag("value", variable, text), part, place, ":link")
