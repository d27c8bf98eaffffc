"""The objects of docxtpl that Python callers have at hand, read as values of ours.

They write Word's XML themselves, some of it unescaped; here it is only read, so
that nothing stands in a document that our own values could not say.  The library
is looked at only where a caller has imported it.  Nothing here knows a part.
"""

from __future__ import annotations

import html
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from markupsafe import Markup, escape

from docgen.engine.names import R, W
from docgen.engine.rich_values import rich_value
from docgen.engine.values import (
    Assets,
    Blocks,
    Image,
    Paragraph,
    Rich,
    RichText,
    Run,
    Subdocument,
    image_from_bytes,
    image_value,
)
from docgen.errors import Problem, RenderError

__all__ = ["as_rich", "is_run_only", "markup_value"]

_EMU_PER_CM = 360_000
_OVERRIDE = '<Override PartName="{}" ContentType="{}"/>'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    "{}</Types>"
)
_W = W[0]
_OPEN = f'<x xmlns:w="{_W[1:-1]}" xmlns:r="{R[0][1:-1]}">'
_KEPT = {ord("\a"): "\ufdd0", ord("\f"): "\ufdd1"}
"""Signs that XML forbids, and what stands for them while their text is read."""
_MEANT = {ord(kept): chr(sign) for sign, kept in _KEPT.items()}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGNS = {_W + "br": "\n", _W + "tab": "\t", _W + "cr": "\n"}


def as_rich(value: Any, assets: Assets | None = None) -> Rich | None:
    """Return the rich value that an object of ours, of docxtpl, or plain data is; None for any other.

    ``assets`` are the stored pictures.  Raises RenderError for one that cannot be read.
    """
    rich = rich_value(value, assets)
    if rich is not None or "docxtpl" not in sys.modules:
        return rich
    return _adopted(value)


def is_run_only(value: Any) -> bool:
    """Tell whether a value is one that docxtpl shows only where its tag asks for a run: ``{{r value }}``."""
    docxtpl = sys.modules.get("docxtpl")
    return docxtpl is not None and isinstance(value, docxtpl.RichText)


def _adopted(value: Any) -> Rich | None:
    import docxtpl

    if isinstance(value, docxtpl.RichText):
        root = _parsed(value.xml)
        return RichText(tuple(_runs(root)), tuple(_unknown_links(root)))
    if isinstance(value, docxtpl.RichTextParagraph):
        root = _parsed(value.xml)
        return Blocks(tuple(map(_paragraph, root)), warnings=tuple(_unknown_links(root)))
    if isinstance(value, docxtpl.Listing):
        return RichText((Run(html.unescape(str(value))),))
    if isinstance(value, docxtpl.InlineImage):
        return _image(value)
    subdoc = sys.modules.get("docxtpl.subdoc")  # there if docxcompose is installed
    return _subdocument(value) if subdoc and isinstance(value, subdoc.Subdoc) else None


def markup_value(value: Markup) -> Rich:
    """Return what a caller's markup means: runs, paragraphs, else the text in it.

    It may break out of the text that it is put in, as docxtpl's users write it.
    """
    for xml in (str(value), f"<w:r><w:t>{value}</w:t></w:r>"):
        try:
            root = _parsed(xml)
        except RenderError:
            continue
        if (root.text or "").strip() or any((child.tail or "").strip() for child in root):
            continue
        if any(child.tag == _W + "p" for child in root):
            return Blocks(tuple(_paragraph(child) for child in root if child.tag == _W + "p"))
        if runs := tuple(_runs(root)):
            return RichText(runs)
    return RichText((Run(value.striptags()),))


def _parsed(xml: str) -> etree._Element:
    """Return what an object of docxtpl wrote as the children of an element."""
    text = _ILLEGAL.sub("", xml.translate(_KEPT))
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(f"{_OPEN}{text}</x>", parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = "The rich text of docxtpl holds something that XML forbids."
        hint = "Check its colours, fonts and styles for quotes and angle brackets."
        raise RenderError(Problem("rich-text", message, hint)) from error


def _unknown_links(root: etree._Element) -> Iterator[Problem]:
    """Yield a problem for each link by a number that only the caller's own ``DocxTemplate`` knows."""
    for element in root.iter(_W + "hyperlink"):
        id_ = element.get(R[0] + "id", "")
        if not _address(id_):
            yield Problem(
                "link-unknown",
                f"The link {id_[:40]} of a rich text is not known here, so its text stands without it.",
                'Give the address itself: RichText("site", url_id="https://example.org").',
            )


def _paragraph(element: etree._Element) -> Paragraph:
    style = _value(element.find(f"{_W}pPr/{_W}pStyle"))
    return Paragraph(tuple(_runs(element)), style=style)


def _runs(parent: etree._Element, link: str = "") -> Iterator[Run]:
    """Yield the runs of an element as values; what is neither a run nor a hyperlink is left out."""
    for element in parent:
        if element.tag == _W + "hyperlink":
            yield from _runs(element, element.get(R[0] + "id", ""))
        elif element.tag == _W + "r":
            yield _run(element, link)


def _run(element: etree._Element, link: str) -> Run:
    properties = element.find(_W + "rPr")
    found = {} if properties is None else {etree.QName(e).localname: e for e in properties}
    fonts, position = found.get("rFonts"), _value(found.get("vertAlign"))
    size = _value(found.get("sz"))
    return Run(
        "".join(_text(child) for child in element if child is not properties),
        bold=_switch(found.get("b")),
        italic=_switch(found.get("i")),
        underline=_value(found.get("u")),
        strike=_switch(found.get("strike")),
        colour=_value(found.get("color")),
        highlight=_value(found.get("shd"), "fill"),
        size=_points(size),
        font=_value(fonts, "ascii"),
        font_east_asia=_value(fonts, "eastAsia"),
        style=_value(found.get("rStyle")),
        superscript=position == "superscript",
        subscript=position == "subscript",
        rtl=_switch(found.get("rtl")),
        lang=_value(found.get("lang")),
        link=_address(link),
    )


def _text(element: etree._Element) -> str:
    """Return the text of an element of a run, and of what was put into it."""
    sign = _SIGNS.get(str(element.tag), "")
    inner = "".join(_text(child) + (child.tail or "") for child in element)
    return ((element.text or "") + inner).translate(_MEANT) + sign


def _address(link: str) -> str:
    """Return an address; docxtpl names most links by numbers that only its own template knows."""
    return link if ":" in link or link.startswith("#") else ""


def _value(element: etree._Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(_W + name, "")


def _switch(element: etree._Element | None) -> bool | None:
    return None if element is None else _value(element) not in ("0", "false", "off")


def _points(half: str) -> float | None:
    try:
        return float(half) / 2 if half else None
    except ValueError as error:
        problem = Problem("rich-text", f"{half[:40]!r} is no size.", "Give half points, such as 24.")
        raise RenderError(problem) from error


def _image(value: Any) -> Image:
    """Return an inline image, from the path or the file that the Python caller gave."""
    data = _content(value.image_descriptor)
    image = image_from_bytes(data)
    width, height = _native_size(data, value.width, value.height)
    sized = Image(
        data,
        image.kind,
        image.width,
        image.height,
        width_cm=width / _EMU_PER_CM,
        height_cm=height / _EMU_PER_CM,
        link=value.anchor or "",
    )
    return image_value(sized)


def _content(source: Any) -> bytes:
    try:
        if hasattr(source, "read"):
            source.seek(0)
            return bytes(source.read())
        return Path(source).read_bytes()
    except (OSError, TypeError, ValueError) as error:
        problem = Problem("not-an-image", "The file of an inline image cannot be read.", "Check its path.")
        raise RenderError(problem) from error


def _native_size(data: bytes, width: Any, height: Any) -> tuple[int, int]:
    """Return the size in EMU as docxtpl takes it: a side that is not given follows the file's resolution."""
    from docx.image.image import Image as File

    width, height = File.from_file(io.BytesIO(data)).scaled_dimensions(width, height)
    return int(width), int(height)


def _subdocument(value: Any) -> Subdocument:
    """Return a sub-document as a file: its body among the parts of the template that it was made for."""
    package = value.docx.part.package
    types = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_rels/.rels", package.rels.xml)
        for part in package.iter_parts():
            name = str(part.partname)
            body = etree.tostring(value.subdocx.element) if part is value.docx.part else part.blob
            archive.writestr(name[1:], body)
            if part.rels:
                archive.writestr(part.partname.rels_uri[1:], part.rels.xml)
            types.append(_OVERRIDE.format(escape(name), escape(part.content_type)))
        archive.writestr("[Content_Types].xml", _TYPES.format("".join(types)))
    return Subdocument(out.getvalue())
