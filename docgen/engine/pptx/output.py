"""What DrawingML demands of a part's text once values stand in it.

Line breaks end a run and begin another of the same format.  A text body keeps
at least one paragraph, a row without cells and a table without rows go, and a
table has a grid column for each cell of a row.  All of it works on the finished
text, at marks that no value can write, as a value's ``<`` is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from docgen.engine.names import A, P, names
from docgen.engine.pptx.grids import write_grids
from docgen.engine.source import is_element
from docgen.engine.text import RichMaker, make_text

__all__ = ["drop_row_ids", "finish_text", "guard", "make_slide_text"]

_BREAK = "<?dg-break?>"
_BREAKS = re.compile("[\n\f\x07]")
_TEXT_OPENS = re.compile(r"<((?:[\w.-]+:)?)t(?:\s[^>]*)?>")
_BODY = re.compile(r"<\?dg-body ([^?]*)\?>\s*<\?dg-body-end \?>")
_EMPTY = {name: re.compile(rf"<\?dg-{name} \?>\s*<\?dg-{name}-end \?>") for name in ("cells", "rows")}
_LEFT = re.compile(r"<\?dg-[a-z-]+(?: [^?]*)?\?>")
_BODIES = ("txBody", "rich", "t", "txPr")
_HEADS = ("bodyPr", "lstStyle", "tblPr", "tblGrid")
_FRAME = names(P, "graphicFrame")
_TABLE, _ROW, _CELL = names(A, "tbl"), names(A, "tr"), names(A, "tc")


def make_slide_text(language: str, dialect: str, rich: RichMaker | None = None) -> Callable[..., str]:
    """Return the function that writes a value into a run; see :func:`docgen.engine.text.make_text`."""
    return make_text(lambda text: _BREAKS.sub(_BREAK, text), language, dialect, rich)


# Before a part is compiled


def guard(root: etree._Element) -> None:
    """Put marks around the children of each container that a block may empty."""
    for parent in _holders(root):
        local = etree.QName(parent).localname
        if local in _BODIES:
            _enclose(parent, "dg-body", _prefix(parent))
        elif parent.tag in _ROW:
            _enclose(parent, "dg-cells")
            _surround(parent, "dg-cells")
        elif parent.tag in _TABLE:
            _enclose(parent, "dg-rows")
            frame = next((e for e in parent.iterancestors() if e.tag in _FRAME), parent)
            _surround(frame, "dg-rows")


def _holders(root: etree._Element) -> list[etree._Element]:
    """Return the elements of which a block holds children."""
    parents = (
        node.getparent()
        for node in root.iter(etree.PI)
        if isinstance(node, etree._ProcessingInstruction) and node.target == "docgen"
    )
    return list(dict.fromkeys(parent for parent in parents if parent is not None))


def _prefix(element: etree._Element) -> str:
    """Return how the main drawing namespace is written here: ``a:``."""
    return next((f"{p}:" for p, uri in element.nsmap.items() if p and "{" + uri + "}" in A), "")


def _enclose(element: etree._Element, name: str, text: str = "") -> None:
    heads = [at for at, child in enumerate(element) if is_element(child) and _local(child) in _HEADS]
    element.insert(heads[-1] + 1 if heads else 0, etree.ProcessingInstruction(name, text))
    last = len(element) - 1
    at = last if is_element(element[last]) and _local(element[last]) == "extLst" else last + 1
    element.insert(at, etree.ProcessingInstruction(f"{name}-end"))


def _surround(element: etree._Element, name: str) -> None:
    element.addprevious(etree.ProcessingInstruction(f"{name}-from"))
    element.addnext(etree.ProcessingInstruction(f"{name}-to"))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def drop_row_ids(root: etree._Element) -> None:
    """Drop the ids of rows and columns in tables, which must not come twice and which nothing needs."""
    for kind in ("rowId", "colId"):
        for found in list(root.iter("{http://schemas.microsoft.com/office/drawing/2014/main}" + kind)):
            extension = found.getparent()
            extensions = extension.getparent() if extension is not None else None
            if extension is None or extensions is None or _local(extension) != "ext":
                continue
            extensions.remove(extension)
            owner = extensions.getparent()
            if not len(extensions) and owner is not None:
                owner.remove(extensions)


# After a part was rendered


def finish_text(text: str) -> str:
    """Return a part's rendered text with its breaks written, its containers mended and all marks gone."""
    if "<?dg-" not in text:
        return text
    if _BREAK in text:
        text = _write_breaks(text)
    text = _drop_empty(_drop_empty(text, "cells"), "rows")
    if "<?dg-body " in text:
        text = _BODY.sub(lambda match: f"<{match[1].strip()}p/>", text)
    return _LEFT.sub("", write_grids(text))


def _write_breaks(text: str) -> str:
    first, *rest = text.split(_BREAK)
    out, written = [first], _break_after(first)
    for piece in rest:
        out += [written, piece]
        if "<" in piece:
            written = _break_after(piece)
    return "".join(out)


def _break_after(text: str) -> str:
    """Return a line break in the format of the run that is open at the end of a text; a space in a field."""
    at = text.rfind("<")
    opening = _TEXT_OPENS.match(text, at) if at >= 0 else None
    if opening is None:
        return " "
    prefix = opening[1]
    start = text.rfind(f"<{prefix}r>", 0, at)
    if start < 0 or text.find(f"</{prefix}r>", start, at) >= 0 or text.find(f"<{prefix}fld", start, at) >= 0:
        return " "
    properties = text[start + len(prefix) + 3 : at]
    line_break = f"<{prefix}br>{properties}</{prefix}br>" if properties else f"<{prefix}br/>"
    return f"</{prefix}t></{prefix}r>{line_break}<{prefix}r>{properties}{opening[0]}"


def _drop_empty(text: str, name: str) -> str:
    """Remove what surrounds a container that has lost all its children."""
    opening, closing = f"<?dg-{name}-from ?>", f"<?dg-{name}-to ?>"
    if closing not in text:
        return text
    out, position = [], 0
    for match in _EMPTY[name].finditer(text):
        start, end = text.rfind(opening, position, match.start()), text.find(closing, match.end())
        if start >= 0 and end >= 0:
            out.append(text[position:start])
            position = end + len(closing)
    return "".join([*out, text[position:]])
