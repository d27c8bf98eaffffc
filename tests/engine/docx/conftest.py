"""What tests of Word files share: the members of a package, their runs and relationships, a picture."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from lxml import etree

from docgen.engine import Compiled, Rendered, compile
from docgen.opc import write
from tests.word_files import check_word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHECKED_BYTES = 20_000
"""The size up to which a test's document is checked by every validator; larger ones take them a second."""

Members = Callable[[bytes], dict[str, bytes]]
Repack = Callable[[bytes, Mapping[str, bytes | None]], bytes]


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members_of(data), **changes}.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="session")
def members() -> Members:
    """Return the members of a package by name, in their order."""
    return members_of


@pytest.fixture(scope="session")
def repack() -> Repack:
    """Return a package with members replaced, added, or (None) taken out."""
    return repacked


@pytest.fixture
def runs() -> Callable[..., list[tuple[str, str]]]:
    """Read the runs of a Word file: their texts, and the names of their properties with values."""

    def read(data: bytes, part: str = "word/document.xml") -> list[tuple[str, str]]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = etree.fromstring(archive.read(part))
        return [(_text(run), _format(run)) for run in root.iter(W + "r")]

    return read


def _text(run: etree._Element) -> str:
    signs = {W + "br": "\n", W + "tab": "\t", W + "drawing": "[picture]"}
    return "".join((e.text or "") if e.tag == W + "t" else signs.get(str(e.tag), "") for e in run)


def _format(run: etree._Element) -> str:
    properties = run.find(W + "rPr")
    children = properties if properties is not None else ()
    return " ".join("=".join([etree.QName(e).localname, *map(str, e.attrib.values())]) for e in children)


@pytest.fixture
def relations() -> Callable[..., list[tuple[str, str]]]:
    """Read the relationships of a part: the last word of their types, and their targets."""

    def read(data: bytes, part: str = "word/_rels/document.xml.rels") -> list[tuple[str, str]]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = etree.fromstring(archive.read(part))
        return [(e.get("Type", "").rsplit("/", 1)[-1], e.get("Target", "")) for e in root]

    return read


@pytest.fixture
def png() -> Callable[..., bytes]:
    """Make a small picture of one colour."""

    def make(width: int = 2, height: int = 1) -> bytes:
        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
        rows = zlib.compress((b"\0" + b"\x20\x60\xa0" * width) * height)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

    return make


@pytest.fixture
def picture(png: Callable[..., bytes]) -> Callable[..., dict[str, object]]:
    """Make a picture as plain data."""

    def make(width: int = 2, height: int = 1, **more: object) -> dict[str, object]:
        return {"image": base64.b64encode(png(width, height)).decode(), **more}

    return make


@pytest.fixture
def body(docx: Callable[..., bytes]) -> Callable[..., str]:
    """Return the XML of a body as it is rendered with ``a``, ``no``, ``yes`` and ``rows``."""

    def rendered(before: str, **context: object) -> str:
        known = {"a": "A & B", "no": False, "yes": True, "rows": ["p", "q"]}
        after = members_of(compile(docx(before)).render({**known, **context}))["word/document.xml"].decode()
        inside = after.partition("<w:body>")[2].partition("</w:body>")[0]
        return inside.replace(' xml:space="preserve"', "")

    return rendered


@pytest.fixture(autouse=True, scope="module")
def _every_word_file_is_sound() -> Iterator[None]:
    """Check each Word file of ordinary size that a test of this folder makes, against its template."""
    render = Compiled.render_result

    def checked(compiled: Compiled, *args: Any, **options: Any) -> Rendered:
        done = render(compiled, *args, **options)
        if len(done.data) < CHECKED_BYTES:
            check_word(write(compiled.package, {}), done.data)
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compiled, "render_result", checked)
        yield
