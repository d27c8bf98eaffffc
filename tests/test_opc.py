"""Packages: what is taken, what is refused, what is copied."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from docgen.errors import TemplateError
from docgen.opc import Package, PackageLimits, parse_xml, rels_name, write


def word() -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("text " * 500)
    document.save(out)
    return out.getvalue()


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def code_of(data: bytes, **limits: int) -> str:
    with pytest.raises(TemplateError) as caught:
        _ = Package.open(data, PackageLimits(**limits)).format
    assert caught.value.problems[0].message
    return caught.value.problems[0].code


def test_an_office_file_is_known_by_the_type_of_its_main_part() -> None:
    package = Package.open(word())
    assert (package.format, package.main_part) == ("docx", "word/document.xml")
    assert "word/styles.xml" in package.related(package.main_part, "styles")


def test_what_did_not_change_is_copied_as_compressed_bytes() -> None:
    package = Package.open(word())
    copy = Package.open(write(package, {"word/document.xml": b"<new/>"}, {"docProps/thumbnail.jpeg"}))
    assert copy.read("word/document.xml") == b"<new/>"
    assert "docProps/thumbnail.jpeg" not in copy
    assert copy.members["word/styles.xml"] == package.members["word/styles.xml"]
    assert list(copy.members) == [name for name in package.members if name != "docProps/thumbnail.jpeg"]


def test_a_written_package_opens_everywhere_and_is_always_the_same() -> None:
    package = Package.open(word())
    chunks = {"word/new.xml": iter([b"<a>", b"</a>"])}
    data = write(package, chunks)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.read("word/new.xml") == b"<a></a>"
    assert data == write(package, {"word/new.xml": iter([b"<a>", b"</a>"])})


def test_files_that_are_no_office_files_are_refused_with_a_reason() -> None:
    assert code_of(b"plain text") == "not-office"
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600) == "not-office"
    assert code_of(zipped(a="b")) == "not-office"
    assert code_of(word()[:2000]) == "not-office"


@pytest.mark.parametrize("name", ["../x", "/x", "a\\b", "c:x"])
def test_members_with_names_that_mean_a_place_on_a_disk_are_refused(name: str) -> None:
    assert code_of(zipped(**{name: "b"})) == "package-bad-name"


def test_names_that_differ_only_in_case_are_refused() -> None:
    assert code_of(zipped(a="b", A="c")) == "package-duplicate"


def test_a_damaged_member_is_refused_before_any_document_is_made() -> None:
    data = bytearray(word())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("word/document.xml")
    data[info.header_offset + 80] ^= 0xFF
    assert code_of(bytes(data)) == "package-damaged"


def test_a_file_that_would_unpack_to_too_much_is_refused() -> None:
    assert code_of(word(), total_bytes=1000) == "package-too-large"
    assert code_of(word(), part_bytes=1000) == "package-too-large"
    assert code_of(word(), members=3) == "package-too-large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(TemplateError, match="document type"):
        parse_xml(text.encode(encoding))


def test_relationship_parts_stand_beside_their_part() -> None:
    assert rels_name("word/document.xml") == "word/_rels/document.xml.rels"
    assert rels_name("") == "_rels/.rels"
