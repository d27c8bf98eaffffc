"""Links whose address holds tags: written where they stand, so that each copy of a block has its own address.

An address stands in the relationships of a part, outside of all loops, and a loop repeats only what refers to
it.  So the address is worked out at the place of the link, and each different one gets a relationship.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from jinja2 import pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup

from docgen.engine.additions import Additions
from docgen.engine.environment import RENDER
from docgen.engine.names import R
from docgen.engine.parts import Places, link_target
from docgen.engine.source import Source, instruction, token_numbers
from docgen.engine.tags import Tag, has_tag
from docgen.engine.text import escape_text
from docgen.engine.written import text_of
from docgen.opc import Package, parse_xml

__all__ = ["drop_linked", "has_tagged_links", "join_links", "link_filters"]

_IDS = frozenset(namespace + name for namespace in R for name in ("id", "link"))


def _tagged(package: Package, part: str) -> dict[str, str]:
    """Return the addresses of hyperlinks that hold tags, by relationship."""
    found = package.relationships(part).values()
    links = ((r.id, unquote(r.target)) for r in found if r.external and r.is_kind("hyperlink"))
    return {id_: address for id_, address in links if has_tag(address)}


def has_tagged_links(package: Package, part: str) -> bool:
    """Tell whether a part has a link whose address holds a tag."""
    return not part.endswith(".rels") and bool(_tagged(package, part))


def join_links(root: etree._Element, source: Source, package: Package, part: str, places: Places) -> None:
    """Number the tags in the addresses that links of a part lead to, at the place of each link."""
    tagged = _tagged(package, part)
    for element, name in list(_references(root, tagged)) if tagged else ():
        place = places.of(element)
        address = source.join_text(tagged[str(element.get(name))], part, place, ":attribute")
        tag = next((source.marks[n].tag for n in token_numbers(address)), Tag("value", "", ""))
        raw = source.add(Tag("raw", escape_text(address), ""), part, place)
        variable = f"docgen_l{len(source.marks)}"
        for body in (f"set {variable}", raw, "endset"):
            token = body if body is raw else source.add(Tag("statement", body, tag.text), part, place)
            element.addprevious(instruction(token_numbers(token)[0]))
        element.set(name, source.add(Tag("value", variable, tag.text), part, place, ":link", (part,)))


def _references(root: etree._Element, tagged: Mapping[str, str]) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements that refer to one of the relationships, with the attribute that does."""
    for element in root.iter(etree.Element):
        for name, value in element.items():
            if name in _IDS and value in tagged:
                yield element, str(name)


def drop_linked(root: etree._Element, source: Source, package: Package, rels: str) -> None:
    """Take out of a relationships part what links of its owner work out themselves."""
    folder, name = posixpath.split(rels)
    owner = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
    tagged = _tagged(package, owner) if owner in package else {}
    if not tagged:
        return
    used = {element.get(name) for element, name in _references(parse_xml(package.read(owner), owner), tagged)}
    for relationship in list(root):
        if relationship.get("Id") in used:
            root.remove(relationship)
            source.touched = True


def link_filters() -> Mapping[str, Callable[..., Any]]:
    """Return the filter that turns an address into the relationship that leads to it."""
    return {":link": _link}


@pass_context
def _link(context: Context, value: Any, part: str) -> Markup:
    additions: Additions = context.parent[RENDER].state
    return Markup(additions.link(part, link_target(text_of(value))))
