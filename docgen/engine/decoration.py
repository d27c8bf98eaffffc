"""Pictures that only decorate: the mark by which screen readers pass them over ([MS-ODRAWXML] 2.3.9)."""

from __future__ import annotations

from lxml import etree
from markupsafe import Markup

from docgen.engine.alt_texts import Number
from docgen.engine.names import A, names
from docgen.engine.source import instruction, token_numbers
from docgen.engine.values import Image

__all__ = ["decoration", "decorative_extension", "mark_decoration"]

_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"


def mark_decoration(properties: etree._Element, number: Number) -> None:
    """Let a tag stand for the mark in the properties of a picture, unless the template's picture has it."""
    if properties.find(".//{*}decorative") is not None:
        return
    extensions = next(properties.iterchildren(*names(A, "extLst")), None)
    holder = properties if extensions is None else extensions
    token = number(":decorative", (A[0].strip("{}"), extensions is None))
    holder.append(instruction(token_numbers(token)[0]))


def decoration(image: Image | None, drawing: str, is_first: bool) -> Markup:
    """Return the mark of a picture that is decoration only, with its list where it ``is_first`` in it."""
    if image is None or not image.decorative:
        return Markup("")
    extension = decorative_extension(drawing)
    return Markup(extension if is_first else extension[extension.index("<a:ext ") : -len("</a:extLst>")])


def decorative_extension(drawing: str) -> str:
    """Return the list of extensions that holds the mark and nothing else."""
    return (
        f'<a:extLst xmlns:a="{drawing}"><a:ext xmlns:a="{drawing}" '
        f'uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
        f'<adec:decorative xmlns:adec="{_DECORATIVE}" val="1"/></a:ext></a:extLst>'
    )
