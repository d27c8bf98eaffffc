"""Packages as other programs write them: names, encodings, types and relationships that are allowed."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterable
from typing import IO, Any, cast

import docx as python_docx
import pytest
from lxml import etree

from docgen.engine import compile
from docgen.opc import Package

from .conftest import members_of, repacked

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
DOCUMENT, RELS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
_PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PIXEL = base64.b64decode(_PIXEL)
BASE64 = _PIXEL.decode()
ALT_TEXT = "{{ x | image }}"


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relationships(entries: str) -> bytes:
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{names}">{entries}</Relationships>'.encode()


@pytest.fixture
def template(docx: Docx) -> bytes:
    """A file with one tag in its body and one in its header."""
    return docx("Dear {{ name }}", header="{{ name }}")


@pytest.fixture
def with_picture() -> bytes:
    """A file of python-docx with a picture that a tag in its alternative text replaces."""
    document = python_docx.Document()
    shape = document.add_picture(io.BytesIO(PIXEL))
    shape._inline.docPr.set("descr", ALT_TEXT)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def recoded(xml: bytes, encoding: str) -> bytes:
    root = etree.fromstring(xml)
    out = io.BytesIO()
    etree.ElementTree(root).write(out, encoding=encoding, xml_declaration=True)
    return out.getvalue()


def renamed(data: bytes, *pairs: tuple[str, str]) -> bytes:
    """Return a package with words replaced in member names and in all text parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members_of(data).items():
            for old, new in pairs:
                name = name.replace(old, new)
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-16", "UTF-16LE", "utf-8-sig", "us-ascii"])
@pytest.mark.parametrize("part", [DOCUMENT, "word/header1.xml", "_rels/.rels", TYPES])
def test_parts_may_be_written_in_any_encoding_of_xml(
    template: bytes, texts: Texts, encoding: str, part: str
) -> None:
    xml = members_of(template)[part]
    if encoding == "utf-8-sig":
        content = b"\xef\xbb\xbf" + xml
    else:
        content = (b"\xff\xfe" if encoding == "UTF-16LE" else b"") + recoded(xml, encoding)
    made = compile(repacked(template, {part: content})).render({"name": "李雷"})
    assert texts(made) == ["Dear 李雷"] and texts(made, "word/header1.xml") == ["李雷"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "us-ascii"])
def test_lists_of_any_encoding_take_new_parts(with_picture: bytes, encoding: str) -> None:
    changes: dict[str, bytes | None] = {
        part: recoded(members_of(with_picture)[part], encoding) for part in (RELS, TYPES)
    }
    made = compile(repacked(with_picture, changes)).render({"x": {"image": BASE64}})
    check_picture(made)


@pytest.mark.parametrize("part", [RELS, TYPES])
@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml + b"<!-- made by hand -->\n",
        lambda xml: xml.replace(b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>", b""),
        lambda xml: re.sub(rb"<(/?)([A-Z])", rb"<\1ct-x:\2", xml).replace(b"xmlns=", b"xmlns:ct-x="),
        lambda xml: xml.replace(b"</Types>", b"</Types >").replace(
            b"</Relationships>", b"</Relationships\n>"
        ),
    ],
    ids=["a comment at the end", "no declaration", "a prefix", "space in the closing tag"],
)
def test_lists_in_any_spelling_take_new_parts(
    with_picture: bytes, part: str, change: Callable[[bytes], bytes]
) -> None:
    content = change(members_of(with_picture)[part])
    check_picture(compile(repacked(with_picture, {part: content})).render({"x": {"image": BASE64}}))


def test_a_new_relationship_takes_no_id_that_the_part_has(with_picture: bytes) -> None:
    once = compile(with_picture).render({"x": {"image": BASE64}})
    again = members_of(once)[DOCUMENT].replace(b'descr=""', f'descr="{ALT_TEXT}"'.encode())
    check_picture(compile(repacked(once, {DOCUMENT: again})).render({"x": {"image": BASE64}}), "rIdGG1")


def check_picture(data: bytes, relation: str = "rIdG1") -> None:
    document = python_docx.Document(io.BytesIO(data))
    (shape,) = document.inline_shapes
    assert shape._inline.graphic.graphicData.pic.blipFill.blip.embed == relation
    assert document.part.related_parts[relation].blob == PIXEL
    root = etree.fromstring(members_of(data)[RELS])
    ids = [element.get("Id") for element in root.iter("{*}Relationship")]
    assert len(ids) == len(set(ids)) and len(ids) > 5


STRICT = [
    (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"),
]  # fmt: skip


def strict(data: bytes) -> bytes:
    """Return a file in the strict form of the standard."""
    out = members_of(data)
    for old, new in STRICT:
        out = {name: content.replace(old, new) for name, content in out.items()}
    return repacked(data, out)


def test_in_a_strict_file_what_is_added_is_strict(with_picture: bytes) -> None:
    made = members_of(compile(strict(with_picture)).render({"x": {"image": BASE64}}))
    assert b"http://schemas.openxmlformats.org/officeDocument" not in made[RELS]
    types = re.findall(rb'Type="([^"]*/image)"', made[RELS])
    assert types == [b"http://purl.oclc.org/ooxml/officeDocument/relationships/image"] * 2
    embedded = re.findall(rb'r:embed="([^"]*)"', made[DOCUMENT])
    assert embedded == [b"rIdG1"] and b'Id="rIdG1"' in made[RELS]


def test_a_strict_file_keeps_its_form(docx: Docx) -> None:
    template = docx("Dear {{ name }}", [["{% for r in rows %}"], ["{{ r }}"], ["{% endfor %}"]])
    after = members_of(compile(strict(template)).render({"name": "a\nb", "rows": [1, 2]}))[DOCUMENT]
    assert b"schemas.openxmlformats.org" not in after and after.count(b"<w:tr>") == 2
    assert b"a</w:t><w:br/><w:t" in after


TARGETS = [
    ("word/document.xml", "./word/document.xml"),
    ("word/document.xml", "/word/document.xml"),
    ("word/document.xml", "word/../word/document.xml"),
    ("word/document.xml", "WORD/Document.XML"),
    ("word/document.xml", "word/%64ocument.xml"),
]


@pytest.mark.parametrize(("old", "new"), TARGETS)
def test_the_document_is_found_however_its_name_is_written(
    template: bytes, texts: Texts, old: str, new: str
) -> None:
    rels = members_of(template)["_rels/.rels"].replace(old.encode(), new.encode())
    assert texts(compile(repacked(template, {"_rels/.rels": rels})).render({"name": "Ann"})) == ["Dear Ann"]


@pytest.mark.parametrize(
    ("member", "written"),
    [
        ("word/my document.xml", "word/my%20document.xml"),
        ("word/my%20document.xml", "word/my%20document.xml"),
        ("word/my%20document.xml", "word/my document.xml"),
        ("Word/Document.xml", "word/document.xml"),
        ("word/文档.xml", "word/%E6%96%87%E6%A1%A3.xml"),
    ],
)
def test_a_part_may_have_an_unusual_name(template: bytes, texts: Texts, member: str, written: str) -> None:
    before = members_of(template)
    change = {
        part: before[part].replace(DOCUMENT.encode(), written.encode()) for part in ("_rels/.rels", TYPES)
    }
    data = repacked(template, {**change, DOCUMENT: None, member: before[DOCUMENT]})
    made = compile(data).render({"name": "Ann"})
    assert texts(made, member) == ["Dear Ann"] and list(members_of(made)) == list(members_of(data))


def test_a_header_is_found_by_its_relationship_if_it_has_no_type(template: bytes, texts: Texts) -> None:
    rels = relationships(f'<Relationship Id="h" Target="header1.xml" Type="{OFFICE}/header"/>')
    types = members_of(template)[TYPES]
    without = re.sub(rb'<Override PartName="/word/header1.xml"[^>]*>', b"", types)
    data = repacked(template, {RELS: rels, TYPES: without})
    assert texts(compile(data).render({"name": "Ann"}), "word/header1.xml") == ["Ann"]


def test_the_documents_type_may_be_the_default_of_all_xml(template: bytes, texts: Texts) -> None:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = members_of(template)[TYPES]
    types = re.sub(rb'<Override PartName="/word/document.xml"[^>]*>', b"", types)
    types = types.replace(
        b"<Default ", f'<Default Extension="XML" ContentType="{main}"/><Default '.encode(), 1
    )
    other = b"<notes>{{ name }}</notes>"
    data = repacked(template, {TYPES: types, "word/notes.xml": other})
    made = compile(data).render({"name": "Ann"})
    assert texts(made) == ["Dear Ann"] and members_of(made)["word/notes.xml"] == other


UNTOUCHED = {
    "word/glossary/document.xml": ("wordprocessingml.document.glossary+xml", "glossaryDocument"),
    "word/glossary/header1.xml": ("wordprocessingml.header+xml", None),
    "word/afchunk.xhtml": ("application/xhtml+xml", "aFChunk"),
    "customXml/item1.xml": ("application/xml", "customXml"),
    "word/media/image.svg": ("image/svg+xml", "image"),
    "word/unknown.xml": ("application/vnd.example.unknown+xml", "unknown"),
}


def test_building_blocks_and_inserted_and_unknown_parts_stay_as_they_are(template: bytes) -> None:
    content = b'<x xmlns="urn:x"><p>{{ name }} {% if %}</p></x>'
    office = "application/vnd.openxmlformats-officedocument."
    types, rels = "", ""
    for number, (name, (kind, relation)) in enumerate(UNTOUCHED.items()):
        kind = kind if "/" in kind else office + kind
        types += f'<Override PartName="/{name}" ContentType="{kind}"/>'
        if relation:
            rels += f'<Relationship Id="r{number}" Type="{OFFICE}/{relation}" Target="/{name}"/>'
    all_types = members_of(template)[TYPES].replace(b"</Types>", types.encode() + b"</Types>")
    data = repacked(
        template, {TYPES: all_types, RELS: relationships(rels), **dict.fromkeys(UNTOUCHED, content)}
    )
    made = members_of(compile(data).render({"name": "Ann"}))
    assert {name: made[name] for name in UNTOUCHED} == dict.fromkeys(UNTOUCHED, content)


class Pipe(io.RawIOBase):
    """A file that can only be written to, one piece after the other."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.data += bytes(piece)
        return len(piece)


def streamed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip whose sizes and checksums, of 64 bits, stand behind the data."""
    pipe = Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return pipe.data


def test_a_zip_may_be_written_by_a_program_that_cannot_seek(template: bytes, texts: Texts) -> None:
    data = streamed(reversed(members_of(template).items()))
    assert list(Package.open(data).members)[-1] == TYPES
    made = compile(data).render({"name": "Ann"})
    assert texts(made) == ["Dear Ann"] and list(members_of(made)) == list(members_of(data))


def test_a_zip_may_hold_folders_stored_members_extra_fields_and_comments(
    template: bytes, texts: Texts
) -> None:
    out = io.BytesIO(b"MZ stub of an archive that unpacks itself")
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"made elsewhere"
        archive.mkdir("word")
        for name, content in reversed(members_of(template).items()):
            info = zipfile.ZipInfo(name, (2026, 3, 1, 12, 0, 0))
            info.compress_type, info.comment = zipfile.ZIP_STORED, b"a member"
            info.extra = struct.pack("<2HL", 0x5455, 4, 0)
            archive.writestr(info, content)
    made = compile(out.getvalue()).render({"name": "Ann"})
    assert texts(made) == ["Dear Ann"]
    assert list(members_of(made)) == list(reversed(members_of(template)))
