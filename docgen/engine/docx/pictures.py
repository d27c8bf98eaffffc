"""A picture amid the text of a Word part, and the room that there is for it."""

from __future__ import annotations

from lxml import etree

from docgen.engine.decoration import decorative_extension
from docgen.engine.fitting import wished_size
from docgen.engine.names import A, R, W
from docgen.engine.raster import svg_extension
from docgen.engine.values import Image

__all__ = ["inline_picture", "picture_size"]

_EMU_PER_INCH = 914_400
_EMU_PER_TWIP = 635
_WP = (
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
)
_PIC = (
    "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "http://purl.oclc.org/ooxml/drawingml/picture",
)
_SPACES = 'xmlns:w="{w}" xmlns:wp="{wp}" xmlns:a="{a}" xmlns:pic="{pic}" xmlns:r="{r}"'
_PICTURE = (
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="{id}" name="Picture {id}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{embed}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
)
_INLINE = (
    f'<w:drawing {_SPACES}><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{id}" name="Picture {id}"/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    f'<a:graphic><a:graphicData uri="{{pic}}">{_PICTURE}</a:graphicData></a:graphic></wp:inline></w:drawing>'
)


def inline_picture(
    namespace: str, size: tuple[int, int], id_: int, embed: str, image: Image, *, click: str, vector: str
) -> etree._Element:
    """Return the drawing of a picture; ``size`` is in EMU.

    ``embed``, ``click`` and ``vector`` are relationships, the latter two empty if there are none.
    """
    strict = W.index(namespace)
    drawing = etree.fromstring(
        _INLINE.format(
            w=namespace[1:-1],
            wp=_WP[strict],
            a=A[strict][1:-1],
            pic=_PIC[strict],
            r=R[strict][1:-1],
            cx=size[0],
            cy=size[1],
            id=id_,
            embed=embed,
        )
    )
    for properties in (
        next(drawing.iter(f"{{{_WP[strict]}}}docPr")),
        *drawing.iter(f"{{{_PIC[strict]}}}cNvPr"),
    ):
        if image.alt and not image.decorative:
            properties.set("descr", image.alt)
        if click:
            etree.SubElement(properties, A[strict] + "hlinkClick").set(R[strict] + "id", click)
    if image.decorative:
        properties = next(drawing.iter(f"{{{_WP[strict]}}}docPr"))
        properties.append(etree.fromstring(decorative_extension(A[strict][1:-1])))
    if vector:
        extension = svg_extension(vector, A[strict][1:-1], R[strict][1:-1])
        next(drawing.iter(A[strict] + "blip")).append(etree.fromstring(extension))
    return drawing


def picture_size(image: Image, room: int) -> tuple[int, int]:
    """Return width and height in EMU: as wished, else as large as the file says.

    It is then not wider than ``room``, in twentieths of a point.
    """
    if (wished := wished_size(image)) is not None:
        return wished
    width = min(round(image.width / image.dpi * _EMU_PER_INCH), room * _EMU_PER_TWIP)
    return max(1, width), max(1, round(width * image.height / image.width))
