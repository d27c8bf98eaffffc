"""WordprocessingML in small pieces: elements, runs with bold marks, fields.

Everything that lays out a Word template writes its XML through here.  It knows
no style and no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

__all__ = ["Text", "cm", "field", "in_language", "paragraph", "runs", "w"]

Text = str | tuple[str, str]
"""A text that is the same in all languages (a tag), or its Chinese and its English form."""

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def in_language(text: Text, language: str) -> str:
    """Return a text in ``zh`` or ``en``."""
    return text if isinstance(text, str) else text[0 if language == "zh" else 1]


def cm(value: float) -> str:
    """Return centimetres as twentieths of a point."""
    return str(round(value * 1440 / 2.54))


def w(tag: str, /, *children: etree._Element, **attributes: object) -> etree._Element:
    """Return an element of the WordprocessingML namespace; an attribute that is None is left out."""
    element: etree._Element = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        if value is not None:
            element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def _run(text: str, style: str | None) -> etree._Element:
    """Return a run in which a line break stands for each newline."""
    run = w("r", *([w("rPr", w("rStyle", val=style))] if style else []))
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(w("br"))
        element = w("t")
        element.text = line
        element.set(_SPACE, "preserve")
        run.append(element)
    return run


def runs(text: str, style: str | None = None) -> Iterator[etree._Element]:
    """Yield the runs of a text; what stands between ``**`` is strong."""
    for number, piece in enumerate(_BOLD.split(text)):
        if piece:
            yield _run(piece, "Strong" if number % 2 else style)


def paragraph(style: str, /, *content: etree._Element | str, **properties: object) -> etree._Element:
    """Return a paragraph; ``properties`` such as ``jc="right"`` are its own formatting."""
    own = [w(name, val=None if value is True else value) for name, value in properties.items()]
    result = w("p", w("pPr", w("pStyle", val=style), *own))
    for item in content:
        result.extend(runs(item) if isinstance(item, str) else [item])
    return result


def field(code: str, shown: str, style: str | None = None) -> list[etree._Element]:
    """Return the runs of a field with the result that is shown until it is updated."""
    instruction = w("instrText")
    instruction.text = f" {code} "
    instruction.set(_SPACE, "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", instruction),
        w("r", w("fldChar", fldCharType="separate")),
        *runs(shown, style),
        w("r", w("fldChar", fldCharType="end")),
    ]
