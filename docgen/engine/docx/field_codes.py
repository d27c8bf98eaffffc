"""Tags in the codes of Word's fields: a value is a piece of an argument, and never a command.

A quotation mark in a value would end the argument that it stands in, a backslash begin a switch
(ECMA-376 part 1, 17.16.1).  What a field is, the template says: some kinds start programs or fetch files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree
from markupsafe import Markup

from docgen.engine.names import W, names
from docgen.engine.parts import safe_address
from docgen.engine.source import TOKEN, Source
from docgen.engine.text import make_attribute, plain
from docgen.errors import Problem

__all__ = ["code_filter", "mark_codes"]

_CHARACTERS, _CODES, _SIMPLE = names(W, "fldChar"), names(W, "instrText"), names(W, "fldSimple")
_ADDRESS = re.compile(r"HYPERLINK\s*\"?\s*$", re.I)


def mark_codes(root: etree._Element, source: Source) -> None:
    """Let values in the codes of fields be pieces of arguments; what kind a field is no value can say."""
    for text, before in _codes(root):
        _mark(text, before, source)


def _codes(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield each piece of a field's code that holds tags, with what stands before it in the same code."""
    opened: list[str] = []
    for element in root.iter(*_CHARACTERS, *_CODES, *_SIMPLE):
        w = element.tag[: element.tag.index("}") + 1]
        if element.tag in _SIMPLE:
            yield element.get(w + "instr", ""), ""
        elif element.tag in _CODES and opened:
            yield element.text or "", opened[-1]
            opened[-1] += element.text or ""
        elif element.get(w + "fldCharType") == "begin":
            opened.append("")
        elif element.get(w + "fldCharType") == "end" and opened:
            opened.pop()


def _mark(text: str, before: str, source: Source) -> None:
    """Mark the values in a piece of a code."""
    position = 0
    for token in TOKEN.finditer(text):
        before, position = before + text[position : token.start()], token.end()
        mark = source.marks[int(token[1])]
        if mark.tag.kind != "value":
            continue
        if not TOKEN.sub("", before).strip():
            source.problems.append(_no_kind().at(part=mark.part, place=mark.place, tag=mark.tag.text))
        mark.wrap, mark.args = ":code", (_ADDRESS.search(before) is not None,)


def _no_kind() -> Problem:
    return Problem(
        "tag-misplaced",
        "A tag stands where the code of a field says what the field is.",
        "Write the kind of the field, such as HYPERLINK or IF, into the template, before the tag.",
    )


def code_filter(language: str, dialect: str) -> Callable[[Any, bool], Markup]:
    """Return the internal filter ``:code``, which writes a value into the code of a field."""
    attribute = make_attribute(language, dialect)

    def code(value: Any, is_address: bool) -> Markup:
        text = plain(value, language, dialect)
        text = safe_address(text) if is_address else text
        return attribute(text.replace("\\", "\\\\").replace('"', '\\"'))

    return code
