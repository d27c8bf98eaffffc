"""Breaks and tabs of values as Word's own, under whatever prefix a part gives to its names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from jinja2 import pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup

from docgen.engine.names import DRAWING, WORD, W, names
from docgen.engine.program import TextMaker
from docgen.engine.slots import make_slots
from docgen.engine.source import Source, token_numbers
from docgen.engine.text import make_text

__all__ = ["Prefixes", "mark_texts", "prefixes_of", "text_maker", "texts_of_prefix"]

_BREAK = re.compile("[\n\t\f\x07]")
_TEXT = names(W, "t")


class Prefixes(NamedTuple):
    """How Word's names are written at some place: ``w:``, or nothing in a default namespace.

    An attribute without prefix belongs to no namespace, so that attributes may need another prefix
    than elements; it is empty where none is declared.
    """

    elements: str
    attributes: str


def prefixes_of(element: etree._Element) -> Prefixes:
    """Return how names of an element's namespace are written beside it."""
    own = f"{element.prefix}:" if element.prefix else ""
    uri = element.nsmap.get(element.prefix)
    others = (f"{prefix}:" for prefix, known in element.nsmap.items() if prefix and known == uri)
    return Prefixes(own, own or next(others, ""))


@cache
def _word_breaks(prefixes: Prefixes) -> Callable[[str], str]:
    """Return the function that writes line breaks, tabs and page breaks of an escaped text as Word's own."""
    w, attribute = prefixes
    page = f' {attribute}type="page"' if attribute else ""
    elements = {"\n": "br", "\t": "tab", "\f": f"br{page}", "\x07": "br"}
    written = {sign: f'</{w}t><{w}{name}/><{w}t xml:space="preserve">' for sign, name in elements.items()}
    return lambda text: _BREAK.sub(lambda match: written[match.group()], text)


def text_maker(prefixes: Prefixes, *, rich: bool) -> TextMaker:
    """Return what makes the function that writes values into the texts of a part; see ``make_text``.

    ``rich`` says whether values there may be more than text.
    """
    return lambda language, dialect: make_text(
        _word_breaks(prefixes), language, dialect, make_slots(dialect) if rich else None
    )


def mark_texts(root: etree._Element, source: Source, prefixes: Prefixes) -> None:
    """Say of each tag in a text what its value may become there.

    Only Word's own text can be divided by breaks: field codes, formulas and the texts of
    drawings take plain text.  A text under another prefix than the part's takes breaks of its own.
    """
    for found in list(root.iter(*WORD.text, *DRAWING.text)):
        element = _as_around(found) if token_numbers(found.text) else found
        for number in token_numbers(element.text):
            mark, own = source.marks[number], prefixes_of(element)
            if mark.wrap or (element.tag in _TEXT and own == prefixes):
                continue
            mark.wrap, mark.args = (":text", own) if element.tag in _TEXT else (":attribute", ())


def _as_around(text: etree._Element) -> etree._Element:
    """Return a text under a prefix that is known around it too, where breaks will stand."""
    parent = text.getparent()
    if parent is None or parent.nsmap.get(text.prefix) == text.nsmap.get(text.prefix):
        return text
    attributes = {str(name): str(value) for name, value in text.attrib.items()}
    again = etree.SubElement(parent, text.tag, attributes)
    again.text, again.tail = text.text, text.tail
    parent.replace(text, again)
    return again


def texts_of_prefix(language: str, dialect: str) -> Callable[..., Markup]:
    """Return the internal filter ``:text`` for values in texts under a prefix of their own."""

    @pass_context
    def text(context: Context, value: Any, elements: str, attributes: str) -> Markup:
        write = text_maker(Prefixes(elements, attributes), rich=True)(language, dialect)
        return Markup(write(value, context))

    return text
