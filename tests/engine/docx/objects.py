"""A tiny notation for Word files that hold objects, and what a test reads of them again.

objects(picture("{{ logo | image }}"), shape("{% if show %}", "text"), …)   a paragraph for each XML or text
"""

from __future__ import annotations

import base64
import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import docx
from lxml import etree

from docgen.engine import compile

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def png(width: int = 40, height: int = 20, shade: int = 128) -> bytes:
    """Return a plain grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def as_data(picture: bytes, **more: object) -> dict[str, object]:
    """Return a picture as a caller sends it."""
    return {"image": base64.b64encode(picture).decode(), **more}


@dataclass
class File:
    """A Word file read again: its parts, its body's tree, and what relates to it."""

    data: bytes
    parts: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        for name, content in self.parts.items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(content)

    def tree(self, part: str = "word/document.xml") -> etree._Element:
        return etree.fromstring(self.parts[part])

    def find(self, path: str, part: str = "word/document.xml") -> list[str]:
        """Return what an XPath finds in a part, elements by their text."""
        found = self.tree(part).xpath(path, namespaces=NAMESPACES)
        assert isinstance(found, list)
        return ["".join(map(str, e.itertext())) if isinstance(e, etree._Element) else str(e) for e in found]

    def related(self, id_: str, part: str = "word/document.xml") -> bytes:
        """Return the part that a relationship leads to."""
        folder, _, name = part.rpartition("/")
        rels = etree.fromstring(self.parts[f"{folder}/_rels/{name}.rels"])
        targets = [e.get("Target", "") for e in rels if e.get("Id") == id_]
        assert len(targets) == 1, f"{id_} stands {len(targets)} times"
        return self.parts[posixpath.normpath(f"{folder}/{targets[0]}")]

    def pictures(self, part: str = "word/document.xml") -> list[bytes]:
        """Return the pictures that a part shows, in their order."""
        return [self.related(id_, part) for id_ in self.find("//a:blip/@r:embed | //v:imagedata/@r:id", part)]


@dataclass
class Part:
    """A further part of a file: how the document relates to it, its name and type, and its relationships."""

    kind: str
    name: str
    content_type: str
    data: bytes
    relations: dict[str, tuple[str, str]] = field(default_factory=dict)


def picture(alt: str, size: tuple[int, int] = (400, 300), extra: str = "") -> str:
    """Return a picture in the line, in a frame of so many thousands of EMU."""
    return _inline(alt, size, f"<pic:pic>{_picture_body(alt, size)}</pic:pic>", "picture", extra)


def _picture_body(alt: str, size: tuple[int, int], relation: str = "rIdP") -> str:
    cx, cy = size[0] * 1000, size[1] * 1000
    return (
        f'<pic:nvPicPr><pic:cNvPr id="0" name="p" descr="{escape(alt)}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:srcRect l="5000"/><a:stretch>'
        f'<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    )


def _inline(alt: str, size: tuple[int, int], graphic: str, kind: str, extra: str = "") -> str:
    uri = {
        "picture": NAMESPACES["pic"],
        "chart": NAMESPACES["c"],
        "shape": NAMESPACES["wps"],
        "group": NAMESPACES["wpg"],
    }[kind]
    return (
        f'<w:drawing><wp:inline><wp:extent cx="{size[0] * 1000}" cy="{size[1] * 1000}"/>'
        f'<wp:docPr id="1" name="o" descr="{escape(alt)}">{extra}</wp:docPr><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{uri}">{graphic}</a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def chart(alt: str, relation: str = "rIdC") -> str:
    """Return a chart in the line."""
    return _inline(alt, (5000, 3000), f'<c:chart r:id="{relation}"/>', "chart")


def notes(kind: str, **texts: str) -> Part:
    """Return the part of footnotes, endnotes or comments; ``n2="…"`` is the one with the id 2."""
    name = kind[:-1]
    inside = "".join(
        f'<w:{name} w:id="{id_[1:]}">{"".join(map(paragraph, text.split(chr(10))))}</w:{name}>'
        for id_, text in texts.items()
    )
    data = f"<w:{kind} {_DECLARED}>{inside}</w:{kind}>".encode()
    return Part(kind, f"{kind}.xml", f"{_WORD}{kind}+xml", data)


def anchored(inline: str, x: int = 1000) -> str:
    """Return an object that stands at a distance from its column, not in the line."""
    start, rest = inline.split("<wp:inline>")
    size, rest = rest.split("<wp:docPr")
    opening = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="column"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:align>top</wp:align></wp:positionV>'
    )
    return f"{start}{opening}{size}<wp:wrapNone/><wp:docPr{rest}".replace("</wp:inline>", "</wp:anchor>")


def shape(alt: str, text: str = "box", fill: str = "") -> str:
    """Return a text box; ``fill`` is the relationship of a picture that it is filled with."""
    blip = (
        f'<a:blipFill><a:blip r:embed="{fill}"/><a:stretch><a:fillRect/></a:stretch></a:blipFill>'
        if fill
        else ""
    )
    body = (
        '<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="400000" cy="300000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"{blip}</wps:spPr><wps:txbx><w:txbxContent><w:p><w:r>"
        f"<w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    )
    return _inline(alt, (400, 300), body, "shape")


def group(*alts: str) -> str:
    """Return a group of pictures."""
    body = "".join(f"<pic:pic>{_picture_body(alt, (400, 300))}</pic:pic>" for alt in alts)
    return _inline("", (800, 300), f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{body}</wpg:wgp>", "group")


def vml(
    alt: str, inside: str = '<v:imagedata r:id="rIdP" cropleft="1f"/>', style: str = "width:40pt;height:30pt"
) -> str:
    """Return a shape of older programs."""
    return f'<w:pict><v:shape id="s1" alt="{escape(alt)}" style="{style}">{inside}</v:shape></w:pict>'


def alternate(choice: str, fallback: str) -> str:
    """Return an object with its form for older programs."""
    return (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def paragraph(content: str) -> str:
    """Return a paragraph of a text, or of an object."""
    if content.startswith(("<w:p>", "<w:p ", "<w:tbl>")):
        return content
    inside = content if content.startswith("<") else f'<w:t xml:space="preserve">{escape(content)}</w:t>'
    return f"<w:p><w:r>{inside}</w:r></w:p>"


def objects(*contents: str, header: str = "", parts: Mapping[str, Part] | None = None) -> bytes:
    """Return a Word file; ``parts`` are further ones by the document's relationship to them.

    A part without a kind relates to other parts only.  ``rIdP`` is a small picture in body and header.
    """
    types = {"word/document.xml": _WORD + "document.main+xml", "word/media/old.png": "image/png"}
    body = "".join(map(paragraph, contents))
    relations = {"rIdP": ("image", "media/old.png")}
    document = f"<w:document {_DECLARED}><w:body>{body}<w:sectPr/></w:body></w:document>"
    members = {
        "word/document.xml": document.encode(),
        "word/media/old.png": png(8, 8, 0),
    }
    if header:
        members["word/header1.xml"] = f"<w:hdr {_DECLARED}>{paragraph(header)}</w:hdr>".encode()
        members["word/_rels/header1.xml.rels"] = _relations({"rIdP": ("image", "media/old.png")})
        types["word/header1.xml"] = _WORD + "header+xml"
        relations["rIdH"] = ("header", "header1.xml")
        reference = '<w:sectPr><w:headerReference w:type="default" r:id="rIdH"/></w:sectPr>'
        members["word/document.xml"] = members["word/document.xml"].replace(
            b"<w:sectPr/>", reference.encode()
        )
    for id_, part in (parts or {}).items():
        members[f"word/{part.name}"], types[f"word/{part.name}"] = part.data, part.content_type
        if part.kind:
            relations[id_] = (part.kind, part.name)
        if part.relations:
            folder, _, name = part.name.rpartition("/")
            members[f"word/{folder}/_rels/{name}.rels"] = _relations(part.relations)
    members["word/_rels/document.xml.rels"] = _relations(relations)
    return _zip(members, types)


def _relations(entries: dict[str, tuple[str, str]]) -> bytes:
    lines = (
        f'<Relationship Id="{id_}" Type="{NAMESPACES["r"]}/{kind}" Target="{target}"/>'
        for id_, (kind, target) in entries.items()
    )
    return f'<Relationships xmlns="{_RELS}">{"".join(lines)}</Relationships>'.encode()


def _zip(members: dict[str, bytes], types: dict[str, str]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    listing = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{default}{overrides}</Types>'
    main = {"rId1": ("officeDocument", "word/document.xml")}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", listing)
        archive.writestr("_rels/.rels", _relations(main))
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(data: bytes) -> File:
    """Read a Word file again; every part must be well-formed, and python-docx must open it."""
    docx.Document(io.BytesIO(data))
    return File(data)


def render(template: bytes, **context: Any) -> File:
    """Return the document of a template."""
    return read(compile(template).render(context))
