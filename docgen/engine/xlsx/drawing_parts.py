"""Drawings of a document: pictures of cells put into that of their sheet, or into a new one.

Knows the elements of drawings (ECMA-376 part 1, 20.5); where pictures stand is told it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from docgen.engine.additions import Additions
from docgen.engine.decoration import decorative_extension
from docgen.engine.names import XDR, A, R, names
from docgen.engine.parts import safe_address
from docgen.engine.raster import forms, svg_extension
from docgen.engine.rendering import Rendering
from docgen.engine.text import clean
from docgen.engine.values import Image
from docgen.engine.xlsx.cell_pictures import Hung
from docgen.opc import parse_xml

__all__ = ["DRAWING_TYPE", "NEW_DRAWING", "add_objects", "add_pictures", "empty_drawing", "with_drawing"]

DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
NEW_DRAWING = "xl/drawings/drawing1.xml"
_MEDIA = "xl/media"
_SPACES = 'xmlns:xdr="{xdr}" xmlns:a="{a}" xmlns:r="{r}"'
_ANCHOR = f"""<xdr:oneCellAnchor {_SPACES}><xdr:from><xdr:col>{{column[0]}}</xdr:col>\
<xdr:colOff>{{column[1]}}</xdr:colOff><xdr:row>{{row[0]}}</xdr:row><xdr:rowOff>{{row[1]}}</xdr:rowOff>\
</xdr:from><xdr:ext cx="{{size[0]}}" cy="{{size[1]}}"/><xdr:pic><xdr:nvPicPr>\
<xdr:cNvPr id="{{id}}" name="Picture {{id}}"/>\
<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr>\
<xdr:blipFill><a:blip r:embed="{{embed}}"/>{{crop}}<a:stretch><a:fillRect/></a:stretch></xdr:blipFill>\
<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{{size[0]}}" cy="{{size[1]}}"/></a:xfrm>\
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"""
_BEHIND = (
    *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst", "AlternateContent"),
)
"""What stands behind the drawing in a worksheet (ECMA-376 part 1, 18.3.1.99)."""
_TAG = re.compile(r"<(/?)(?:\w+:)?(\w+)[^>]*?(/?)>")


def empty_drawing(strict: bool) -> bytes:
    """Return a drawing that holds nothing."""
    spaces = _SPACES.format(xdr=XDR[strict][1:-1], a=A[strict][1:-1], r=R[strict][1:-1])
    return f"<xdr:wsDr {spaces}/>".encode()


def with_drawing(tail: str, relation: str, strict: bool) -> str:
    """Return what stands behind the rows of a sheet with the mention of its drawing."""
    depth, at = 0, len(tail)  # inside of the rows, which end first
    for match in _TAG.finditer(tail):
        closes, name, is_single = match.groups()
        if closes:
            depth -= 1
        if depth == (-2 if closes else -1) and (closes or name in _BEHIND):
            at = match.start()
            break
        if not closes and not is_single:
            depth += 1
    return f'{tail[:at]}<drawing xmlns:r="{R[strict][1:-1]}" r:id="{relation}"/>{tail[at:]}'


def add_objects(root: etree._Element, objects: Sequence[str], spaces: Mapping[str, str]) -> bytes:
    """Return a drawing with objects added, which are texts of elements; ``spaces`` are those of prefixes."""
    last = max((int(e.get("id", 0)) for e in root.iter(*names(XDR, "cNvPr"))), default=0)
    declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    holder = parse_xml(clean(f"<a{declared}>{''.join(objects)}</a>")[0])
    for id_, properties in enumerate(holder.iter(*names(XDR, "cNvPr")), last + 1):
        properties.set("id", str(id_))
    root.extend(list(holder))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def add_pictures(
    root: etree._Element, part: str, pictures: Sequence[Hung], additions: Additions, rendering: Rendering
) -> bytes:
    """Return a drawing with pictures added; files and links become relationships of ``part``."""
    strict = root.tag.startswith(XDR[1])
    last = max((int(e.get("id", 0)) for e in root.iter(*names(XDR, "cNvPr"))), default=0)
    for id_, picture in enumerate(pictures, last + 1):
        rendering.budget.check_time()
        root.append(_anchor(picture, id_, part, additions, rendering, strict=strict))
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    rendering.budget.grow(len(data))
    return data


def _anchor(
    hung: Hung, id_: int, part: str, additions: Additions, rendering: Rendering, *, strict: bool
) -> etree._Element:
    def stored(image: Image) -> str:
        return additions.relate(part, "image", additions.picture(image, _MEDIA))

    a, r = A[strict][1:-1], R[strict][1:-1]
    points, vector = forms(hung.image, rendering)
    cut = hung.cut.attributes()
    text = _ANCHOR.format(
        xdr=XDR[strict][1:-1],
        a=a,
        r=r,
        column=hung.column,
        row=hung.row,
        size=hung.size,
        id=id_,
        embed=stored(points),
        crop=f"<a:srcRect{cut}/>" if cut else "",
    )
    anchor = etree.fromstring(text)
    if vector is not None:
        extension = svg_extension(stored(vector), a, r)
        next(anchor.iter(A[strict] + "blip")).append(etree.fromstring(extension))
    _describe(next(anchor.iter(XDR[strict] + "cNvPr")), hung.image, part, additions, strict=strict)
    return anchor


def _describe(
    properties: etree._Element, image: Image, part: str, additions: Additions, *, strict: bool
) -> None:
    """Give a picture its alternative text, its link and the mark of decoration."""
    if image.alt and not image.decorative:
        properties.set("descr", clean(image.alt)[0].decode())
    if image.link:
        link = additions.link(part, clean(safe_address(image.link))[0].decode())
        etree.SubElement(properties, A[strict] + "hlinkClick").set(R[strict] + "id", link)
    if image.decorative:
        properties.append(etree.fromstring(decorative_extension(A[strict][1:-1])))
