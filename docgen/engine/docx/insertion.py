"""Elements added to a part of a template, everything else of which stays as it is."""

from __future__ import annotations

import re

from lxml import etree

__all__ = ["decoded", "inserted"]


def decoded(data: bytes, root: etree._Element) -> str:
    """Return a part as text; one in another encoding, or with comments, is written anew."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "<!"
    if "<!" in text:
        etree.strip_tags(root, etree.Comment)
        text = etree.tostring(root, encoding="unicode")
    return text


def inserted(text: str, prefix: str, root: str, added: str, before: tuple[str, ...] = ()) -> str:
    """Return a part with elements put before the first of the named ones, or at the end of its root."""
    found = re.search(rf"<{prefix}(?:{'|'.join(before)})[\s/>]", text) if before else None
    if found:
        return text[: found.start()] + added + text[found.start() :]
    end = text.rfind(f"</{prefix}{root}")
    if end < 0:  # an element without content
        at = text.rindex("/>")
        return f"{text[:at]}>{added}</{prefix}{root}>{text[at + 2 :]}"
    return text[:end] + added + text[end:]
