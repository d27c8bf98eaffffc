"""What a reader sees of a paragraph: its text, as contents and cross-references repeat it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docgen.engine.docx.styles import child_value

__all__ = ["paragraph_text"]

Element = etree._Element
_NOT_TEXT = (
    "del", "moveFrom", "drawing", "pict", "object", "rt", "instrText", "pPr", "rPr", "footnoteReference",
)  # fmt: skip
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def paragraph_text(paragraph: Element, w: str) -> str:
    """Return the visible text of a paragraph; tabs and breaks count as spaces, deleted text is left out."""
    return " ".join("".join(_texts(paragraph, w)).split())


def _texts(element: Element, w: str) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag == _ALTERNATIVES:
            continue
        name = tag.removeprefix(w)
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "br", "cr"):
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name not in _NOT_TEXT and not _is_hidden(child, w):
            yield from _texts(child, w)


def _is_hidden(run: Element, w: str) -> bool:
    if run.tag != w + "r":
        return False
    properties = run.find(w + "rPr")
    value = None if properties is None else child_value(properties, w, "vanish")
    return value is not None and value not in ("0", "false", "off")
